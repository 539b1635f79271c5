"""Personal data in text and on pages: what is one, and what only looks like one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.extract.flat import Page
from hengping.extract.page import read_page
from hengping.extract.personal import MOST, personal_in_text, personal_on_page
from hengping.extract.personal_numbers import (
    is_card_number,
    is_credit_code,
    is_identity_number,
    is_old_identity_number,
    mask,
    mask_text,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID, OTHER_ID = "450102199003071238", "450102198506124560"
CARD = "6222022102012345676"
URL = "http://www.example.gov.cn/a.html"
REGIONS = st.sampled_from(["110101", "450102", "530324", "650102", "820000"])
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 5, 20))


def identity(region: str, born: date, order: int) -> str:
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def kinds(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(datum.kind, datum.doubt) for datum in personal_in_text(text, title)]


def on_page(html: str, title: str = "") -> list[tuple[str, str]]:
    return [(datum.kind, datum.doubt) for datum in personal_on_page(Page(f"<body>{html}</body>"), title)]


def table(*rows: list[str], cell: str = "<td>{}</td>") -> str:
    lines = ("<tr>" + "".join(cell.format(text) for text in row) + "</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


# check digits


@given(REGIONS, BIRTHS, st.integers(1, 999))
def test_every_number_with_its_check_digit_is_valid(region, born, order):
    assert is_identity_number(identity(region, born, order))


@given(REGIONS, BIRTHS, st.integers(1, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(region, born, order, place, shift):
    number = identity(region, born, order)
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_identity_number(number[:place] + wrong + number[place + 1 :])


@given(REGIONS, BIRTHS, st.integers(1, 999), st.integers(0, 15))
def test_two_digits_in_the_wrong_order_are_always_noticed(region, born, order, place):
    number = identity(region, born, order)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_identity_number(swapped)


@given(st.from_regex(r"62\d{14}", fullmatch=True), st.integers(0, 15), st.integers(1, 9))
def test_a_card_number_with_one_wrong_digit_fails(body, place, shift):
    valid = next(body[:-1] + last for last in "0123456789" if is_card_number(body[:-1] + last) or body.count("2") > 14)
    wrong = valid[:place] + str((int(valid[place]) + shift) % 10) + valid[place + 1 :]
    assert not is_card_number(wrong)


def test_what_is_no_identity_number():
    assert not is_identity_number("11010519491231002X")  # printed in the standard itself
    assert not is_identity_number("990101199003070017")  # no such region
    assert not is_identity_number("450102199002300010")  # no such day
    assert not is_identity_number(ID, latest=date(1990, 1, 1))  # not born yet
    assert is_old_identity_number("450102900307123")
    assert not is_old_identity_number("450102901307123")
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")


@given(st.text(alphabet="0123456789 -x年\t", max_size=40), st.text(alphabet="0123456789 -x年\t", max_size=40))
def test_masked_text_shows_no_long_number(before, after):
    for number in (ID, CARD, "13812345678"):
        assert number[3:-2] not in mask_text(before + number + after)


def test_masks_keep_what_identifies_nobody():
    assert mask(ID) == "4501**********1238"
    assert mask("13812345678") == "138****5678"
    assert mask_text("2026-05-20 发布") == "2026-05-20 发布"


# identity numbers


@pytest.mark.parametrize(
    "printed",
    [
        ID,
        "４５０１０２１９９００３０７１２３８",
        "450102 19900307 1238",
        "450102-19900307-1238",
        "4501 0219 9003 0712 38",
        "45010219900307123 8",
    ],
)
def test_identity_numbers_however_written(printed):
    found = personal_in_text(f"身份证号：{printed}，")
    assert [(datum.kind, datum.masked) for datum in found] == [("id_number", "4501**********1238")]


def test_a_check_character_x_in_both_cases_and_widths():
    number = next(
        identity("450102", date(1990, 3, 7), order)
        for order in range(1, 99)
        if identity("450102", date(1990, 3, 7), order)[-1] == "X"
    )
    for last in "XxｘＸ":
        assert kinds(f"证件号码{number[:-1]}{last}。") == [("id_number", "")]


@pytest.mark.parametrize(
    "text",
    [
        "身份证号：450102199003071230",  # the check digit fails
        "订单号：450102199003071231",
        "身份证号：4501**********1238",
        "身份证号：450102********1238",
        "身份证号：450102199003****38",
        "身份证号：4501021990030712××",
        "统一社会信用代码：114501000075012345",
        "统一社会信用代码：91350100M000100Y43",
        f"见http://www.example.gov.cn/show?id={ID}",
        f"附件/upload/{ID}.jpg",
        f"流水{ID}0001",
        f"a{ID}b",
        "示例：11010519491231002X",
    ],
)
def test_what_only_looks_like_an_identity_number(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "title", "doubt"),
    [
        (f"受理编号：{ID}", "", "other_label"),
        (f"填写范例：张三，身份证号{ID}", "", "example"),
        (f"姓名：张三，身份证号：{ID}", "申请表填写样表", "example"),
        (f"张三，身份证号：{ID}，在逃", "关于对张三的通缉令", "public_call"),
    ],
)
def test_what_a_person_has_to_look_at(text, title, doubt):
    assert kinds(text, title) == [("id_number", doubt)]


def test_old_identity_numbers_only_where_they_are_called_so():
    assert kinds("身份证号：450102900307123") == [("id_number", "")]
    assert kinds("编号：450102900307123") == []


# mobile numbers


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("姓名：张三，手机：13812345678", ""),
        ("来信人：李四 联系电话：138 1234 5678", ""),
        ("我叫王五，我的电话是13812345678，请回复。", ""),
        ("序号\t姓名\t手机号码\n1\t张三\t13812345678", "拟录用人员"),
        ("序号\t户主姓名\t家庭住址\t联系电话\n1\t张三\t某村\t13812345678", ""),
        (f"张三 {ID} 13812345678", ""),
        ("张三 13812345678\n李四 13912345678\n王五 13712345678", "补贴发放名单"),
    ],
)
def test_mobile_numbers_of_persons(text, title):
    found = [datum for datum in personal_in_text(text, title) if datum.kind == "mobile"]
    assert found
    assert not any(datum.doubt for datum in found)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("咨询电话：13812345678", ""),
        ("监督举报电话 13812345678", ""),
        ("联系人：张科长，联系电话：13812345678", ""),
        ("联系人：张三　电话：13812345678", "招标公告"),
        ("单位\t联系人\t联系电话\n教育局\t张三\t13812345678", ""),
        ("姓名\t职务\t手机\n张三\t河长\t13812345678", "河长名单"),
        ("张三 13812345678\n李四 13912345678\n王五 13712345678", "防汛值班表"),
        ("姓名\t执法证号\n张三\t13010012345", "执法人员"),
        ("手机：138****5678", ""),
        ("手机：1381234567*", ""),
        ("联系电话：0771-5881234", ""),
        ("邮箱：13812345678@163.com", ""),
        ("QQ群号13812345678", ""),
        ("点击量13812345678次", ""),
    ],
)
def test_mobile_numbers_that_are_nobodys_or_an_offices(text, title):
    assert kinds(text, title) == []


def test_a_single_name_with_a_number_is_for_a_person_to_judge():
    assert kinds("张三 13812345678") == [("mobile", "alone")]
    assert kinds("姓名\t单位\t手机\n张三\t一中\t13812345678") == [("mobile", "unit")]


# bank cards


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"户名：张三 账号：{CARD}", [("bank_card", "")]),
        ("姓名\t银行卡号\n张三\t6222 0221 0201 2345 676", [("bank_card", "")]),
        (f"姓名　银行卡号\n张三　{CARD}", [("bank_card", "")]),
        (f"单位　账号\n示例县财政局　{CARD}", []),
        (f"户名：示例县财政局 开户行：工商银行 账号：{CARD}", []),
        (f"收款单位：某某有限公司 账号：{CARD}", []),
        (f"户名：张三 账号：{CARD[:-1]}7", []),
        (f"文件编号{CARD}", []),
        ("卡号：6222***********5676", []),
    ],
)
def test_bank_cards(text, found):
    assert kinds(text) == found


# pages


def test_a_table_whose_cells_hold_paragraphs():
    html = table(
        ["序号", "姓名", "身份证号码", "联系电话"], ["1", "张三", ID, "13812345678"], cell="<td><p>{}</p></td>"
    )
    assert on_page(html, "公示") == [("id_number", ""), ("mobile", "")]


def test_a_table_of_labels_and_values():
    html = table(["姓名", "张三"], ["手机号码", "13812345678"], ["身份证号", ID])
    assert sorted(on_page(html)) == [("id_number", ""), ("mobile", "")]


def test_headings_over_several_columns():
    html = (
        "<table><tr><th colspan=2>户主姓名</th><th>银行卡号</th></tr>"
        f"<tr><td>张三</td><td>本人</td><td>{CARD}</td></tr></table>"
    )
    assert on_page(html) == [("bank_card", "")]


def test_numbers_outside_the_visible_text_are_none():
    html = (
        f"<script>var id='{ID}'</script><input type=hidden value={ID}><img src=/{ID}.jpg alt=图>"
        f"<!-- {ID} --><a href=/show/{ID}.html>查看</a><p data-id={ID}>正文</p>"
    )
    assert on_page(html) == []


def test_what_is_not_shown_is_for_a_person_to_judge():
    assert on_page(f"<p style='display:none'>身份证号：{ID}</p>") == [("id_number", "hidden")]


def test_office_contacts_in_the_footer_are_none():
    html = "<div class=footer>主办：示例县人民政府 联系电话：0771-5881234 值班手机：13812345678 </div>"
    assert on_page(html) == []


def test_the_number_itself_is_nowhere_in_the_facts():
    html = f"<h1>关于{ID}的公示</h1>" + table(["姓名", "身份证号", "手机"], ["张三", ID, "13812345678"])
    found = repr(personal_on_page(Page(html), "公示"))
    assert ID not in found
    assert ID[4:14] not in found
    assert "13812345678" not in found


def test_ten_thousand_numbers_are_read_and_kept_bounded():
    numbers = [identity("450102", date(1990, 3, 7), order) for order in range(1, 999)]
    text = "姓名\t身份证号\n" + "\n".join(f"张三\t{number}" for number in numbers * 11)
    found = personal_in_text(text)
    assert len(found) == MOST
    assert len({datum.position for datum in found}) == MOST


def test_one_number_printed_twice_counts_once():
    assert kinds(f"身份证号：{ID}\n身份证号：{ID}\n身份证号：{OTHER_ID}") == [("id_number", "")] * 2


def test_endless_digits_are_no_numbers():
    assert kinds("1" * 200_000) == []
    assert kinds("4 5 0 1 " * 50_000) == []


@given(st.text(alphabet="0123456789０１２ -Xx张三姓名手机：身份证\t\n*", max_size=400))
def test_never_raises_and_never_shows_a_number(text):
    for datum in personal_in_text(text, text[:20]):
        digits = "".join(filter(str.isdigit, datum.context.split(" ")[0]))
        assert "*" in datum.masked
        assert len(digits) < 400


def test_a_page_read_as_a_whole_has_them():
    html = f"<html><body><h1>拟录用人员公示</h1>{table(['姓名', '身份证号'], ['张三', ID])}</body></html>"
    facts = read_page(html.encode(), URL, as_of=date(2026, 5, 20))
    assert [datum.kind for datum in facts.personal] == ["id_number"]


@pytest.mark.parametrize(
    ("html", "title", "found"),
    [
        (table(["申请人姓名", "联系手机", "申请事项"], ["张三", "13812345678", "补贴"]), "", [("mobile", "")]),
        (table(["序号", "姓名", "手机"], ["1", "张三", "13812345678"]), "公开招聘工作人员拟聘用名单", [("mobile", "")]),
        (table(["序号", "姓名", "手机"], ["1", "张三", "13812345678"]), "工作人员联系方式", []),
        ("<p>各村网格员联系方式</p>" + table(["姓名", "手机"], ["张三", "13812345678"]), "通知", []),
        (table(["姓名", "爱好"], ["张三", "13812345678"], cell="<th>{}</th>"), "", []),
        ("<dl><dt>写信人</dt><dd>张三</dd><dt>联系电话</dt><dd>13812345678</dd></dl>", "", [("mobile", "")]),
        (
            "".join(
                f"<div><div>{name}</div><div>{number}</div></div>"
                for name, number in zip(
                    ("张三", "李四", "王五"), ("13812345678", "13912345678", "13712345678"), strict=True
                )
            ),
            "获奖名单",
            [("mobile", "")] * 3,
        ),
        ("<ul><li><span>张三</span><span>13812345678</span></li></ul>", "获奖名单", [("mobile", "alone")]),
        (
            f"<p>现将拟录用人员公示如下：张三，身份证号{ID}，联系电话13812345678。</p>",
            "",
            [("id_number", ""), ("mobile", "")],
        ),
        ("<p>如有异议请拨打13812345678（李科长）反映。</p>", "拟录用人员公示", []),
        ("<p>监督电话：0771-5881234，13812345678</p>", "补贴公示", []),
        (table(["企业名称", "法定代表人", "联系电话"], ["某公司", "张三", "13812345678"]), "企业名录", []),
        (table(["姓名", "执业机构", "电话"], ["张三", "某某所", "13812345678"]), "名册", []),
        (table(["姓名", "科室", "电话"], ["张三", "内科", "13812345678"]), "专家门诊", []),
        ("<p>项目代码：2020-450102-48-03-012345</p><p>项目编号：GXZC2026-C3-450102-0001</p>", "", []),
        (table(["姓名", "手机号码"], ["张三", "13812345678"]), "推进森林防火和防汛应急工作", [("mobile", "")]),
        (
            "<p>现将救助对象名单公布如下：</p>" + table(["姓名", "手机"], ["张三", "13812345678"]),
            "值班电话",
            [("mobile", "")],
        ),
        ("<p>采购人信息 名称：某某局 联系方式：13812345678</p>", "采购公告", []),
        ("<p>联系人：李四，手机13812345678，地址：民族大道1号</p>", "补贴公示", []),
    ],
)
def test_lists_and_contacts_of_many_templates(html, title, found):
    assert on_page(html, title) == found


def test_numbers_of_disabled_persons_cards_hold_the_identity_number():
    listed = table(["姓名", "残疾人证号"], ["覃小红", f"{ID}43"], ["韦大山", f"{OTHER_ID}12"])
    assert on_page(listed) == [("id_number", "")] * 2
    assert on_page(f"<p>流水号{ID}43</p>") == []
    assert on_page(f"<p>残疾人证号{ID}99</p>") == []


def test_office_words_of_a_paragraph_or_the_footer_say_nothing_of_a_list():
    names = "".join(f"<p>{name} 1380771234{place}</p>" for place, name in enumerate(("覃小红", "韦大山", "黄丽华")))
    before = f"<p>镇党委书记到养老服务中心调研，现场发放联系卡，并与社区工作人员座谈。{'各项服务有序开展。' * 5}</p>"
    after = "<p>主办单位：县民政局 承办单位：县民政局办公室</p>"
    assert on_page(before + names + after, "获奖群众名单") == [("mobile", "")] * 3
    assert on_page("<p>咨询电话：</p>" + names, "公告") == []


def test_a_number_with_the_country_code_alone_on_its_page_is_found():
    assert on_page(table(["求职者", "年龄", "联系方式"], ["覃小红", "30", "+8613807712345"])) == [("mobile", "")]


def test_another_s_number_and_the_account_of_a_body_are_nobody_s():
    assert on_page("<p>有人冒用我局名义发送短信，号码为13807712345，请勿回电。</p>", "提醒") == []
    assert on_page(f"<p>户名：某市慈善总会，账号：{CARD}</p>", "捐款账户") == []


def test_a_card_in_a_list_of_names_and_amounts():
    assert kinds(f"户名\t银行卡号\t金额\n覃小红\t{CARD}\t120\n", "补贴") == [("bank_card", "")]
    assert on_page(f"<p>财政局、民政局联合公布。</p><p>覃小红，卡号{CARD}，补助800元</p>", "补助") == [
        ("bank_card", "")
    ]
