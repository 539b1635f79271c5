"""What pages of further template families taught: each of these was once misread."""

from datetime import date

import pytest
from site_case import SiteCase, nav

from hengping.extract.page import read_page
from hengping.model.facts import PageFacts

AS_OF = date(2026, 11, 20)
URL = "http://www.yunxi.gov.cn/channels/gfxwj/"


def read(body: str, *, url: str = URL, head: str = "") -> PageFacts:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url, as_of=AS_OF)


@pytest.mark.parametrize("printed", ["网站标识码（4500000045）", "标识码：【4500000045】", "网站标识码 (4500000045)"])
def test_a_site_code_in_brackets(printed: str) -> None:
    assert read(f"<p>{printed} 桂ICP备13001288号</p>").identity.site_code == "4500000045"


def test_a_sponsor_behind_a_space() -> None:
    assert read("<footer><p>主办单位 云溪县水利局</p></footer>").identity.sponsor == "云溪县水利局"
    assert read("<footer><p>主办单位 承办单位：云溪县信息中心</p></footer>").identity.sponsor is None


def test_breadcrumb_links_kept_apart_by_style_only() -> None:
    crumb = "<div class='crumb'><a href='/'>首页</a><a href='/zwgk/'>政务公开</a><a href='/a/'>规划计划</a></div>"
    assert read(crumb).breadcrumb == ("首页", "政务公开", "规划计划")


def test_breadcrumb_with_printed_marks_stays_as_printed() -> None:
    crumb = "<div class='wz'>当前位置：<a href='/'>首页</a>&gt;<a href='/zwgk/'>政务公开</a> &gt; 正文</div>"
    assert read(crumb).breadcrumb == ("首页", "政务公开")


def test_a_card_that_is_the_only_entry() -> None:
    card = (
        "<div class='cards'><a class='card' href='/c/1.html'><div class='date'><b>18</b><span>2026-05</span></div>"
        "<div class='info'><h4>关于废止部分规范性文件的决定</h4><p>为维护法制统一，现决定……</p></div></a></div>"
    )
    [found] = read(f"<div id='content'><p><a href='/'>首页</a></p>{card}</div>").lists
    assert [(item.title, item.dated_on) for item in found.items] == [
        ("关于废止部分规范性文件的决定", date(2026, 5, 18))
    ]


def test_a_template_as_served_proves_nothing() -> None:
    rows = "<div id='app'><ul><li v-for='x in rows'>{{x.title}}</li></ul></div><script src='/app.js'></script>"
    assert read(f"<h1>规划计划</h1>{rows}").scripted
    assert read("<h1>规划计划</h1><ul><li ng-repeat='row in list'></li></ul>").scripted
    assert not read("<h1>规划计划</h1><ul></ul><script src='/app.js'></script>").scripted


POOR = "<dl><dt>所需材料：</dt><dd>申请表一式两份。</dd><dt>咨询热线：</dt><dd>0771-6123456</dd></dl>"


def test_a_poor_guide_is_a_guide_where_services_are_listed() -> None:
    crumb = "<div class='crumb'><a href='/'>首页</a> &gt; <a href='/bsfw/'>办事服务</a></div>"
    guide = read(f"{crumb}<h1>林木采伐许可证核发</h1>{POOR}", url="http://www.yunxi.gov.cn/item_4.shtml").guide
    assert guide is not None
    assert guide.present == ("事项名称", "办理材料", "联系电话")
    assert read(f"<h1>关于申报项目的通知</h1>{POOR}").guide is None
    dated = read(f"{crumb}<h1>关于申报项目的通知</h1><p>发布时间：2026-03-04</p>{POOR}")
    assert dated.guide is None


def test_the_sites_telephone_is_none_of_the_guide() -> None:
    body = (
        "<h3>结婚登记</h3><p><b>政策依据</b><br>《婚姻登记条例》。<p><b>受理条件</b><br>双方自愿。<p><b>申请材料</b><br>户口簿、身份证。"
        "<p><b>办事程序</b><br>初审—受理—审查—登记。<hr><center>主办：云溪县民政局<br>电话：0771-6109345<br></center>"
    )
    guide = read(body).guide
    assert guide is not None
    assert "联系电话" not in guide.present
    assert "办理流程" in guide.present


def test_an_answer_with_its_date_in_brackets() -> None:
    letters = "".join(
        f"<table><tr><td>编号：{no}<td>标题：关于路灯的咨询<td>留言时间：2026-3-{no}<tr><td>内容：路灯不亮{answer}</table>"
        for no, answer in ((2, "<tr><td>管理员回复（2026-3-9）：您好，已修复。"), (3, ""))
    )
    first, second = read(letters, url="http://www.yunxi.gov.cn/guestbook.asp").messages
    assert (first.replied, first.replied_on) == (True, date(2026, 3, 9))
    assert not second.replied


DUTIES = "<p>本局贯彻落实国家有关方针政策，负责拟订并组织实施本行业发展规划，承担监督管理职责。</p>"


def test_a_few_sentences_are_something_to_read() -> None:
    assert read(f"<h2>机构职能</h2>{DUTIES}").prose_length > 30
    for placeholder in (
        "栏目建设中，敬请期待。请稍后再来访问本栏目，谢谢您的关注。",
        "暂无相关信息。",
        "共 0 条记录 第 1 页",
    ):
        assert read(f"<h2>机构职能</h2><p>{placeholder}</p>").prose_length == 0


def test_a_short_page_of_sentences_is_not_an_empty_section() -> None:
    links = nav(机构职能="/jgzn/", 领导信息="/ldxx/", 规划计划="/ghjh/")
    case = SiteCase().home(links=links)
    case.page("/jgzn/", title="机构职能", text_length=60, prose_length=50)
    case.page("/ldxx/", title="领导信息", text_length=10)
    case.page("/ghjh/", title="规划计划", text_length=60, prose_length=50)
    assert case.section("/jgzn/").items == 1
    assert case.section("/ldxx/").items == 0
    assert case.section("/ghjh/").items == 0  # a name that promises a list is not answered by a sentence


def test_a_section_by_tags_and_place_is_no_article() -> None:
    case = SiteCase().home(links=nav(主题教育专题="/zt.htm"))
    case.page("/zt.htm", "article", title="主题教育专题", text_length=300, meta={"ColumnName": "主题教育专题"})
    case.page("/jj.htm", "article", title="单位简介", text_length=300, meta={"ArticleTitle": "单位简介"})
    types = {page.url.rpartition("/")[2]: page.page_type for page in case.facts.pages}
    assert types == {"": "home", "zt.htm": "section", "jj.htm": "article"}


def test_breadcrumb_header_and_footer_are_no_entries() -> None:
    page = (
        "<div class='hd'><h1><a href='/'>洛溪市司法局</a></h1></div><div class='main'><div class='loc'>当前位置："
        "<a href='/'>网站首页</a> » 领导信箱</div><h4>写信时间</h4><p>2026年10月11日</p></div>"
        "<div class='copyright'>主办单位：洛溪市司法局 <a href='/zc.html'>我为政府网站找错</a></div>"
    )
    assert read(page).lists == ()


def test_the_button_before_a_list_takes_no_date_from_it() -> None:
    rows = "".join(f"<tr><td><a href='/{n}'>关于路灯不亮的咨询{n}</a></td><td>2026-10-1{n}</td></tr>" for n in range(3))
    found = read(f"<div><a href='/add.html'>我要写信</a><table>{rows}</table></div>").lists
    assert [item.title for block in found for item in block.items if item.title == "我要写信"] == []


@pytest.mark.parametrize(
    "after", ["ICP备案编号：滇ICP备10004521号-1", "网站标识码:4500000045", "滇公网安备 53233302000133号"]
)
def test_a_sponsor_glued_to_the_next_item(after: str) -> None:
    body = f"<div class='copyright'><span>云溪县司法局　主办</span><span>{after}</span></div>"
    assert read(body).identity.sponsor == "云溪县司法局"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<input type='text' class='txt' value='请输入关键字'><img onclick='go()'>", True),
        ("<a href='/search.html'>站内搜索</a>", True),
        ("<a href='#'>站内搜索</a>", False),
        ("<a href='/list/3.html'>关于站内搜索升级的通知</a>", False),
        ("<input type='text' name='mobile' value='请输入手机号'>", False),
    ],
)
def test_how_a_search_is_offered(body: str, *, expected: bool) -> None:
    assert read(f"<div>{body}</div>").search_form is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近一年我局无人事任免事项。", True),
        ("本季度无重大行政决策事项。", True),
        ("本局无偿提供服务事项。", False),
        ("本栏目无相关内容。", False),
    ],
)
def test_statements_that_nothing_happened(text: str, *, expected: bool) -> None:
    assert read(f"<h2>人事信息</h2><p>{text}</p>").states_nothing is expected


def test_the_pages_of_a_pager_that_a_script_draws() -> None:
    page = read("<ul></ul><script>createPageHTML(3, 1, 'index', 'html');</script>")
    assert [link.url.removeprefix(URL) for link in page.links] == ["index_2.html"]
    assert read("<!-- <script>createPageHTML(3, 0, 'index', 'html');</script> -->").links == ()
    assert read("<script>function createPageHTML(_nPageCount, _nCurrIndex) { }</script>").links == ()
