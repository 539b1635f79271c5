"""Articles, identity items, messages, guides, statements: each as pages print them."""

from datetime import date

import pytest

from hengping.extract.messages_valid import is_valid
from hengping.extract.page import read_page
from hengping.model.facts import GUIDE_ELEMENTS, PageFacts

URL = "http://www.yunxi.gov.cn/zwgk/content.html"
AS_OF = date(2026, 11, 20)


def read(body: str, *, title: str = "云溪省人民政府", head: str = "", url: str = URL) -> PageFacts:
    return read_page(
        f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode(), url, as_of=AS_OF
    )


TITLE = "关于印发全省粮食安全工作方案的通知"
BODY = "<p>" + "各市县人民政府，省政府各部门：为做好粮食安全工作，现将有关事项通知如下。" * 12 + "</p>"


@pytest.mark.parametrize(
    ("line", "expected", "basis"),
    [
        ("<p>发布日期：2026-03-04 来源：省粮食局</p>", date(2026, 3, 4), "visible"),
        ("<p>时间：2026年3月4日 10:20</p>", date(2026, 3, 4), "visible"),
        ("<p>2026-03-04 10:20 来源：省粮食局 点击：12</p>", date(2026, 3, 4), "visible"),
        ("<p>成文日期：2026-01-01</p><p>发布日期：2026-03-04</p>", date(2026, 3, 4), "visible"),
        ("<p>发布时间：二〇二六年三月四日</p>", date(2026, 3, 4), "visible"),
        ("<p>发布日期：2027-03-04</p>", date(2026, 3, 9), "meta"),
        ("<p>作者：张三</p>", date(2026, 3, 9), "meta"),
    ],
)
def test_publication_date_ladder(line: str, expected: date, basis: str) -> None:
    facts = read(
        f"<h1>{TITLE}</h1>{line}{BODY}",
        title=f"{TITLE}_云溪省人民政府",
        head="<meta name='PubDate' content='2026-03-09 08:00'>",
    )
    assert (facts.kind, facts.title) == ("article", TITLE)
    assert (facts.published_on, facts.published_from) == (expected, basis)


def test_the_address_tells_the_date_when_nothing_else_does() -> None:
    facts = read(f"<h1>{TITLE}</h1>{BODY}", title=TITLE, url="http://www.yunxi.gov.cn/zwgk/t20260305_77.html")
    assert (facts.published_on, facts.published_from) == (date(2026, 3, 5), "url")


def test_only_the_documents_own_date_printed_in_its_table() -> None:
    facts = read(
        f"<table><tr><td>名称：</td><td>{TITLE}</td></tr><tr><td>制发日期：</td><td>2026-02-02</td></tr></table>{BODY}",
        title=TITLE,
    )
    assert facts.published_on == date(2026, 2, 2)


def test_dates_in_the_body_are_not_the_publication_date() -> None:
    facts = read(f"<h1>{TITLE}</h1>{BODY}<p>会议时间：2026-01-01</p><p>2026年1月2日</p>", title=TITLE)
    assert facts.published_on is None


def test_source_stops_at_the_next_label() -> None:
    facts = read(f"<h1>{TITLE}</h1><p>来源：省粮食局 发布时间：2026-03-04 【字体：大 小】</p>{BODY}", title=TITLE)
    assert facts.source == "省粮食局"


@pytest.mark.parametrize(
    ("footer", "code", "icp", "psb", "sponsor"),
    [
        (
            (
                "<p>主办单位：云溪省人民政府办公厅 网站标识码：9900000001</p><p>蜀ICP备13001288号-1 川公网安备 "
                "51010402000507号</p>"
            ),
            "9900000001",
            "蜀ICP备13001288号-1",
            "川公网安备 51010402000507号",
            "云溪省人民政府办公厅",
        ),
        (
            (
                "<p>云溪市人民政府办公室（主办） 大数据中心（承办）</p><p>政府网站标识码 99000002 "
                "公安机关备案号：15081599004-00001</p>"
            ),
            "99000002",
            None,
            "公安机关备案号：15081599004-00001",
            "云溪市人民政府办公室",
        ),
        (
            "<p>云溪县人民政府主办 版权所有 京 <b>ICP</b> 备 19054529 号 -1</p><p>网站标识码：<a>bm14000002</a></p>",
            "bm14000002",
            "京 ICP 备 19054529 号 -1",
            None,
            "云溪县人民政府",
        ),
        ("<p>版权所有：云溪省林业局</p><p>主办单位：</p><p>标识码：bm62000002号</p>", "bm62000002", None, None, None),
    ],
)
def test_identity_in_every_wording(
    footer: str, code: str, icp: str | None, psb: str | None, sponsor: str | None
) -> None:
    identity = read(f"{BODY}<div>{footer}</div>").identity
    assert (identity.site_code, identity.icp, identity.psb, identity.sponsor) == (code, icp, psb, sponsor)


def test_source_ends_before_the_buttons_beside_it() -> None:
    facts = read(
        f"<h1>{TITLE}</h1><p>2026-03-04 <span>来源：省粮食局</span><a href='#'>微信</a></p>{BODY}", title=TITLE
    )
    assert facts.source == "省粮食局"


def test_meta_tags_and_article_tables_are_not_printed_identity() -> None:
    facts = read(
        f"<table><tr><td>主办单位:</td><td>省粮食局</td></tr></table>{BODY}",
        head="<meta name='SiteIDCode' content='9900000001'>",
    )
    assert facts.identity.site_code is None
    assert facts.identity.sponsor is None
    assert facts.meta["SiteIDCode"] == "9900000001"


@pytest.mark.parametrize(
    "mark",
    [
        "<script src='https://dcs.conac.cn/js/1.js'></script>",
        "<a href='http://bszs.conac.cn/x'><img src='/red.png'></a>",
        "<script>document.write('<span id=\"_ideConac\"></span>')</script>",
        "<a href='http://bszs.conac.cn/sitename?method=show&amp;id=0A'><img src='/images/blue.png'></a>",
        "<img src='x.png' alt='党政机关'>",
        "<a title='党政机关网站标识' href='javascript:;'><img src='/images/1.png'></a>",
        "<img src='/template/conac_red.png'>",
        "<script src='/js/conac.js'></script>",
        "<img src='https://dcs.conac.cn/image/red.png'>",
    ],
)
def test_party_and_government_mark(mark: str) -> None:
    assert read(mark).identity.party_gov_mark
    assert not read(f"<!-- {mark} -->").identity.party_gov_mark


@pytest.mark.parametrize(
    "entry",
    [
        "<script src='http://pucha.kaipuyun.cn/exposure/jiucuo.js'></script>",
        "<a href='#'><img src='/i.png' alt='我为政府网站找错'></a>",
        "<a href='http://zfwzgl.www.gov.cn/exposure/'>纠错</a>",
        "<p>我为政府网站找错</p>",
    ],
)
def test_fault_report_entry(entry: str) -> None:
    assert read(entry).identity.fault_report_entry
    assert not read("<p>联系我们</p>").identity.fault_report_entry


LETTERS = (
    "<table><tr><th>编号</th><th>信件标题</th><th>来信时间</th><th>回复时间</th><th>办理状态</th></tr>"
    "<tr><td>101</td><td><a href='l101.html'>小区停水怎么办</a></td><td>2026-09-01</td><td>2026-09-05</td>"
    "<td>已回复</td></tr>"
    "<tr><td>102</td><td><a href='l102.html'>道路破损请维修</a></td><td>2026-08-01</td><td></td><td>办理中</td></tr>"
    "<tr><td>103</td><td><a href='l103.html'>测试</a></td><td>2026-07-01</td><td></td><td>已办结</td></tr></table>"
)


def test_message_table() -> None:
    facts = read(LETTERS)
    assert facts.kind == "messages"
    told = [(m.message_id, m.asked_on, m.replied_on, m.replied, m.valid) for m in facts.messages]
    assert told == [
        ("101", date(2026, 9, 1), date(2026, 9, 5), True, True),
        ("102", date(2026, 8, 1), None, False, True),
        ("103", date(2026, 7, 1), None, True, False),
    ]
    assert facts.messages[0].url == "http://www.yunxi.gov.cn/zwgk/l101.html"


def test_message_rows_with_a_state() -> None:
    rows = "".join(
        f"<li><a href='m{n}.html'>关于第{n}号公交线路的建议</a><span>{state}</span><span>2026-09-0{n}</span></li>"
        for n, state in ((3, "已答复"), (2, "待回复"), (1, "已答复"))
    )
    facts = read(f"<ul>{rows}</ul>")
    assert [(m.message_id, m.asked_on, m.replied) for m in facts.messages] == [
        ("m3", date(2026, 9, 3), True),
        ("m2", date(2026, 9, 2), False),
        ("m1", date(2026, 9, 1), True),
    ]


@pytest.mark.parametrize(
    ("answer", "replied", "replied_on"),
    [
        ("<p>答复时间：2026-09-08</p><p>答复内容：您好，已安排维修。</p>", True, date(2026, 9, 8)),
        ("<p>答复时间：</p><p>答复内容：</p>", False, None),
        ("<p>办理状态：处理中</p><p>回复内容：暂无</p>", False, None),
        ("<p>办理状态：已办结</p>", True, None),
    ],
)
def test_message_page(answer: str, replied: bool, replied_on: date | None) -> None:  # noqa: FBT001
    facts = read(
        "<h2>道路破损</h2><p>留言编号：2019号</p><p>留言时间：2026-09-01 10:00</p><p>留言内容：路面坑洼不平"
        f"</p>{answer}"
    )
    (message,) = facts.messages
    assert (message.message_id, message.asked_on) == ("2019号", date(2026, 9, 1))
    assert (message.replied, message.replied_on) == (replied, replied_on)


TABLE_LETTER = (
    "<table><tr><th>信件编号</th><td>20260822009</td><th>来信人</th><td>冯先生</td></tr><tr><th>信件标题</th><td>咨询保险办理</td>"
    "<th>留言时间</th><td>2026-08-22</td></tr><tr><th>留言内容</th><td>需要带哪些材料？</td></tr>{answer}</table>"
    "<p>网站地图</p>"
)


@pytest.mark.parametrize(
    ("answer", "replied"),
    [
        ("<tr><th>办理状态</th><td>已答复</td></tr><tr><th>答复时间</th><td>2026-09-02</td></tr>", True),
        ("<tr><th>办理状态</th><td>办理中</td></tr>", False),
        ("<tr><th>答复时间</th><td></td></tr><tr><th>答复内容</th><td></td></tr>", False),
    ],
)
def test_message_in_a_property_table(answer: str, replied: bool) -> None:  # noqa: FBT001
    (message,) = read(TABLE_LETTER.format(answer=answer)).messages
    assert (message.message_id, message.asked_on) == ("20260822009", date(2026, 8, 22))
    assert (message.title, message.valid, message.replied) == ("咨询保险办理", True, replied)


def test_a_message_without_content_is_not_valid() -> None:
    facts = read(
        "<p>标题：无标题</p><p>来信日期：2026-06-05</p><p>来信内容：</p><p>回复内容：</p><p>网站地图 | 版权声明</p>"
    )
    assert [(message.valid, message.replied) for message in facts.messages] == [(False, False)]


@pytest.mark.parametrize(
    ("title", "content", "expected"),
    [
        ("关于供暖的咨询", "", True),
        ("", "", False),
        ("测试", "", False),
        ("test123", "", False),
        ("啊啊啊啊啊", "", False),
        ("qwertyui", "", False),
        ("测试", "测试", False),
        ("咨询", "什么时候供暖？", True),
        ("停水了", "1111", False),
        ("测试中心搬迁后地址在哪里咨询", "", True),
    ],
)
def test_valid_messages(title: str, content: str, expected: bool) -> None:  # noqa: FBT001
    assert is_valid(title, content) is expected


GUIDE = {
    "事项名称": "食品经营许可",
    "法律依据": "《食品安全法》第三十五条",
    "受理条件": "有固定场所",
    "所需材料": "申请书、身份证",
    "受理地点": "政务大厅3号窗口",
    "工作时间": "工作日9:00-17:00",
    "咨询电话": "0990-1234567",
    "办理程序": "申请—受理—审查—发证",
}


def guide(layout: str, values: dict[str, str]) -> PageFacts:
    if layout == "table":
        body = (
            "<table>"
            + "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in values.items())
            + "</table>"
        )
    elif layout == "headings":
        body = "".join(f"<h3>{n}、{name}</h3><p>{value}</p>" for n, (name, value) in enumerate(values.items(), 1))
    elif layout == "lines":
        body = "".join(f"<p><strong>【{name}】：</strong>{value}</p>" for name, value in values.items())
    else:
        tabs, panes = (
            "".join(f"<li>{name}</li>" for name in values),
            "".join(f"<div>{value}</div>" for value in values.values()),
        )
        body = f"<div><ul class='tabs'>{tabs}</ul><div class='panes'>{panes}</div></div>"
    return read(f"{body}<div class='footer'>电话：0990-7654321 地址：云溪路1号</div>", title="办事指南")


LAYOUTS = ["table", "headings", "lines", "tabs"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_complete_guide(layout: str) -> None:
    facts = guide(layout, GUIDE)
    assert facts.kind == "guide"
    assert facts.guide is not None
    assert facts.guide.present == GUIDE_ELEMENTS


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("placeholder", ["", "暂无", "——", "无", "待补充", "略", "--", "暂无内容"])
def test_empty_values_and_placeholders_are_absent(layout: str, placeholder: str) -> None:
    facts = guide(layout, GUIDE | {"受理条件": placeholder, "咨询电话": placeholder})
    assert facts.guide is not None
    assert facts.guide.absent == ("申请条件", "联系电话")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_missing_labels_are_absent_though_the_footer_prints_them(layout: str) -> None:
    values = {name: value for name, value in GUIDE.items() if name not in {"咨询电话", "受理地点"}}
    facts = guide(layout, values)
    assert facts.guide is not None
    assert facts.guide.absent == ("办理地点", "联系电话")


def test_an_article_is_no_guide() -> None:
    assert (
        read(
            f"<h1>{TITLE}</h1><p>发布日期：2026-03-04</p>{BODY}<p>联系电话：0990-1234567</p><p>地址：云溪路1号</p>"
        ).guide
        is None
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            (
                "<ul id='l'></ul><script>$.getJSON('/api/list',function(d){for(var i=0;i"
                "<d.length;i++){$('#l').append('<li>'+d[i].t+'</li>')}})</script>"
            ),
            True,
        ),
        ("<div id='app'></div><script>new Vue({el:'#app'})</script>", True),
        ("<iframe src='/list/inner.html' width='100%' height='800'></iframe>", True),
        ("<ul></ul>", False),
        ("<ul></ul><iframe src='/inc/footer.html'></iframe>", False),
        ("<ul></ul><script>$.ajax({url:'/hits/set?id=1',success:function(d){$('#hits').html(d)}})</script>", False),
        ('<ul></ul><script>document.write(\'<li class="nav"><a href="/">首页</a></li>\')</script>', False),
    ],
)
def test_pages_drawn_by_script_prove_nothing(body: str, expected: bool) -> None:  # noqa: FBT001
    assert read(f"<div>{body}</div>").scripted is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<form action='/search/s.jsp'><input type='text' name='a'></form>", True),
        ("<input id='searchword'>", True),
        ("<input placeholder='请输入关键字搜索'>", True),
        ("<form action='/login'><input name='user'><input type='password'></form>", False),
        ("<p>搜索</p>", False),
    ],
)
def test_search_form(body: str, expected: bool) -> None:  # noqa: FBT001
    assert read(body).search_form is expected


def test_message_form() -> None:
    assert read("<form><p>信件标题</p><input name='t'><p>信件内容</p><textarea name='c'></textarea></form>").submit_form
    assert not read("<form><input name='t'></form>").submit_form


def test_home_is_told_from_the_address_or_by_the_caller() -> None:
    body = "<ul>" + "".join(f"<li><a href='{n}.html'>关于第{n}次工作会议的报道</a></li>" for n in range(6)) + "</ul>"
    assert read(body, url="http://www.yunxi.gov.cn/").kind == "home"
    assert read_page(body.encode(), URL, home=True).kind == "home"
