"""Rules within a text, each with sentences that are wrong and sentences like them that are right."""

from fractions import Fraction

import msgspec
import pytest
from lint_case import Word, case, said

from hengping.model.site import Site
from hengping.report.lint.agreeing import share_holds
from hengping.report.lint.checking import lint
from hengping.report.lint.cleaning import clean
from hengping.report.lint.facts import facts_of
from hengping.report.lint.names import Names, distance
from hengping.report.lint.page import Paragraph, RawTable, made_page
from hengping.report.render.docx_reading import read_docx

OWN = 9999
"""Number of the paragraph that people add."""
WRONG = {
    "share_wrong": (
        "有问题的占41.83%（12/29）。",
        "合格率为97%（31/30）。",
        "近七成（10/29）的网站存在该问题。",
        "抽查的40个网站中，有8个未更新，占25%。",
    ),
    "sum_wrong": (
        "共对30个网站进行了抽查，其中省直部门12个、设区市6个、县（市、区）11个。",
        "省直部门3个、设区市4个，合计8个。",
        "抽查20个网站，合格15个，不合格4个。",
    ),
    "weights_wrong": (
        "由健康情况（30%）、功能设计（10%）、发布解读（35%）组成。",
        "三部分权重分别为20%、30%、40%。",
    ),
    "count_wrong": (
        "以下3个网站，分别是：青岭市人民政府、岚江市人民政府。",
        "排名前三名的依次是：青岭市人民政府、云溪市人民政府。",
        "青岭市人民政府、云溪市人民政府、岚江市人民政府等2个单位整改较快。",
        "体系由健康运行、办事服务、网页设计四部分组成。",
    ),
    "repeated": ("整改较快的有青岭市人民政府、岚江市人民政府、青岭市人民政府。",),
    "name_misspelt": ("整改较快的有青岭市人民政府、岚红市人民政府。", "表扬云溪省财政厅、云溪省水利厅、云溪省司法斤。"),
    "change_wrong": (
        "由81.18分变为81.42分，提高了0.42分。",
        "由81.18分变为81.42分，下降了0.24分。",
        "合格率由80%上升到85%，上升了5%。",
        "达到27家，相比2019年的36家，减少了35%。",
        "平均90.73分，较上年的90.83分提高0.1分。",
    ),
    "date_wrong": (
        "于2026年2月29日前报送。",
        "于13月1日前报送。",
        "2026年11月30日至2026年11月1日。",
        "2026年11月至9月。",
        "截至2026年12月20日，已整改完毕。",
        "2026年11月20日（星期六）。",
    ),
    "claim_wrong": (
        "全省政府网站合格率为92.76%。",
        "省直部门平均得分为88.60分。",
        "本次评估共有4个网站被单项否决。",
        "岚江市人民政府位列设区市第一名。",
        "云溪省司法厅门户网站总分92.33分。",
        "云溪省水利厅列入红榜。",
        "云溪省司法厅被单项否决。",
        "共有5个网站列入红榜。",
    ),
}
RIGHT = (
    "有问题的占41.38%（12/29）。",
    "有问题的占41.37%（12/29）。",
    "超过四成（12/29）的网站存在该问题。",
    "抽查的40个网站中，有8个未更新，占20%。",
    "共对30个网站进行了抽查，其中空白栏目3个、应更新未更新4个。",
    "省直部门3个、设区市4个，合计7个。",
    "由健康情况（30%）、功能设计（10%）、发布解读（35%）、办事服务（25%）和附加指标（5%）组成。",
    "回复率分别为20%、30%、40%。",
    "以下2个网站，分别是：青岭市人民政府、岚江市人民政府。",
    "前两名依次是：青岭市人民政府，岚江市人民政府、云溪市人民政府并列。",
    "青岭市人民政府、云溪市人民政府等5个单位整改较快。",
    "体系由健康运行、办事服务、网页设计三部分组成。",
    "整改较快的有青岭市人民政府、岚江市、云溪省财政厅门户网站。",
    "由81.18分变为81.42分，提高了0.24分。",
    "合格率由80%上升到85%，上升了5个百分点，增长6.25%。",
    "达到27家，相比2019年的36家，减少了25%。",
    "于2028年2月29日前报送，2026年11月20日（星期五）印发。",
    "2025年12月至2026年2月。",
    "截至2026年11月20日，已整改完毕。",
    "去年全省政府网站合格率为92.76%，2024年平均得分为70.10分。",
    "A类网站平均得分为70.10分，信息公开指标平均得分为20.5分。",
    "未列入红榜的有云溪省水利厅。云溪省司法厅未被单项否决。",
    "抽查的省直部门网站中有3个合格率达到90%以上的栏目。",
    "云溪省水利厅与青岭市人民政府得分接近，第三方评估共3人。",
    "一、二等奖各1名，联系电话0871-12345678，网址http://www.example.cn/2026/11/1.html。",
    "第15号文件要求，每月10日前报送，30个工作日内办结，连续12个月保持。",
)


@pytest.fixture(scope="module")
def inputs():
    return case("made-up")[0]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """The whole bulletin, to which people add a sentence."""
    return read_docx(Word(case("made-up")[1]).save(tmp_path_factory.mktemp("whole") / "b.docx"))


def added(document, inputs, text):
    """The bulletin with a paragraph typed into its first chapter."""
    after = next(
        at for at, item in enumerate(document.items) if isinstance(item, Paragraph) and "共有29个" in item.text
    )
    chapter = document.items[after].chapter
    own = Paragraph(number=OWN, text=clean(text), chapter=chapter)
    items = (*document.items[: after + 1], own, *document.items[after + 1 :])
    return lint(msgspec.structs.replace(document, items=items), inputs)


def linted(inputs, *texts, table=None):
    parts = [[(text, "")] for text in texts]
    if table is not None:
        parts.append(RawTable(rows=[[[(cell, "")] for cell in row] for row in table]))
    return lint(made_page(parts), inputs)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in WRONG.items() for text in texts])
def test_what_is_wrong_is_said_once_and_quoted(rule, text, inputs, document):
    checked = added(document, inputs, text)
    assert [fault.rule for fault in checked.faults] == [rule], said(checked.faults)
    (fault,) = checked.faults
    assert fault.place.paragraph == OWN
    assert fault.place.words.strip("…") in clean(text)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_or_unsure_is_not_said(text, inputs, document):
    assert added(document, inputs, text).clean, said(added(document, inputs, text).faults)


@pytest.mark.parametrize(
    ("headings", "wrong"),
    [
        (("一、甲", "二、乙", "四、丙"), "四、"),
        (("一、甲", "（一）子", "（三）丑", "二、乙"), "（三）"),
        (("一、甲", "一、乙"), "一、"),
        (("一、甲", "（一）子", "二、乙", "（一）丑", "三、丙"), ""),
        (("附件1", "甲", "附件3", "丙"), "附件3"),
        (("一、甲", "附件1", "说明", "一、又", "二、再"), ""),
        ((*(f"{each}、章" for each in "一二三四五六七八九十"), "十一、章", "十二、章"), ""),
    ],
)
def test_headings_are_numbered_in_order(headings, wrong, inputs):
    faults = linted(inputs, *headings).faults
    assert [fault.stands for fault in faults] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (("附件：1.排名表", "2.说明", "附件1", "排名表", "附件2", "说明"), 0),
        (("附件：1.排名表", "2.说明", "附件1", "排名表"), 1),
        (("附件：1.排名表", "2.说明", "附件1", "排名表", "附件2", "别的"), 1),
        (("附件：排名表", "附件", "排名表"), 0),
        (("附件：1.排名表", "2.说明"), 0),
    ],
)
def test_attachments_are_those_that_are_announced(texts, wrong, inputs):
    assert len(linted(inputs, *texts).faults) == wrong


@pytest.mark.parametrize(
    ("table", "rules"),
    [
        ([["类别", "处数"], ["甲", "12"], ["乙", "6"], ["合计", "19"]], ["sum_wrong"]),
        ([["类别", "处数", "合格率"], ["甲", "12", "50%"], ["乙", "6", "40%"], ["合计", "18", "47%"]], []),
        ([["类别", "处数"], ["甲", "12"], ["小计", "12"], ["乙", "6"], ["合计", "18"]], []),
        ([["序号", "事项"], ["1", "甲"], ["3", "乙"]], ["numbering_wrong"]),
        ([["单位", "排名"], ["青岭市人民政府", "1"], ["岚江市人民政府", "2"]], ["claim_wrong"]),
        ([["单位", "总分"], ["青岭市人民政府", "96.33"], ["岚江市人民政府", "93.30"]], ["claim_wrong"]),
        ([["单位", "整改数"], ["青岭市人民政府", "3"], ["岚江市人民攻府", "2"]], ["name_misspelt"]),
        ([["单位", "整改数"], ["青岭市人民政府", "3"], ["青岭市人民政府", "2"]], ["repeated"]),
        ([["单位", "2025年得分"], ["青岭市人民政府", "60.00"], ["岚江市人民政府", "61.00"]], []),
    ],
)
def test_tables_of_ones_own_are_checked(table, rules, inputs):
    assert [fault.rule for fault in linted(inputs, "情况见下表。", table=table).faults] == rules


def test_the_count_in_a_caption_is_that_of_the_rows(inputs):
    table = [["事项", "要求"], ["甲", "快"], ["乙", "好"]]
    assert [fault.rule for fault in linted(inputs, "整改事项（3个）", table=table).faults] == ["count_wrong"]
    assert linted(inputs, "整改事项（2个）", table=table).clean


@pytest.mark.parametrize(
    ("words", "exact", "holds"),
    [
        ("近半数", "25/52", True),
        ("近半数", "27/52", False),
        ("超过半数", "27/52", True),
        ("约14%", "7/50", True),
        ("约41%", "7/50", False),
        ("近20%", "9/50", True),
        ("近64%", "117/183", True),
        ("近66%", "117/183", False),
        ("七成以上", "21/29", True),
        ("七成多", "19/29", False),
        ("三分之二", "2/3", True),
        ("超过三分之二", "21/31", True),
        ("过半", "1/2", False),
    ],
)
def test_round_words_hold_by_rule(words, exact, holds):
    assert share_holds(words, Fraction(exact)) is holds


def test_facts_that_say_the_same_are_equal():
    names = Names([("青岭市", "1")])

    def keys(text):
        return [fact.key for fact in facts_of(clean(text), names)]

    assert keys("共有三个") == keys("共有3个") == keys("共有３个")
    assert keys("87.60分") == keys("87.6分") == keys("87. 60 分")
    assert keys("1,234个") == keys("1234个")
    assert keys("提高") == keys("上升") != keys("下降")
    assert keys("2026年11月20日") == keys("2026-11-20")
    assert keys("百分之四十二") == keys("42%")
    assert keys("第十一名") == keys("第11名") == keys("第11位")
    assert keys("3%") != keys("3个百分点")


def test_names_are_found_whole_short_and_nearly():
    names = Names.of(
        [
            Site(site_code="1", name="青岭市人民政府门户网站", unit="青岭市人民政府", url=""),
            Site(site_code="2", name="青岭市教育局网站", unit="青岭市教育局", url=""),
        ]
    )
    text = "青岭市人民政府门户网站和青岭市教育局"
    assert [text[start:end] for start, end in names.find(text)] == ["青岭市人民政府门户网站", "青岭市教育局"]
    assert names.is_short_form("青岭市政府", "青岭市人民政府")
    assert not names.is_short_form("青岭市教育局", "青岭市人民政府")
    assert names.near("青岭市教肓局") == "青岭市教育局"
    assert names.near("青岭市教局") == "青岭市教育局"
    assert names.near("青岭市水利局") == ""
    assert (distance("教育局", "育教局", 2), distance("甲", "乙丙丁", 1)) == (1, 2)


def test_every_kind_of_place_is_said(inputs):
    checked = linted(
        inputs, "一、总体情况", "合格率为97%（31/30）。", table=[["类别", "数"], ["甲", "1"], ["合计", "2"]]
    )
    first, second = checked.faults
    assert first.text.startswith("占比与分子分母不符。“一、总体情况”第2段：“")
    assert "表1第2行“数”列" in second.text
    assert "应为1" in second.text


def test_an_unknown_system_is_refused(inputs):
    with pytest.raises(KeyError):
        lint(made_page([]), inputs, "no-such-system")


def test_faults_keep_to_a_bounded_number(inputs):
    results, data, _ = case("guangxi")
    assert results
    assert data
    empty = lint(made_page([[("一、总体情况", "")]]), inputs)
    assert empty.clean
    assert len(empty.notes) < 80
    assert msgspec.json.encode(empty)
