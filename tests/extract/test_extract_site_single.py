"""Sections with one entry, lists of unusual make, dates of unusual form: what strangers' sites print."""

from datetime import date

import pytest
from site_case import SiteCase, block, item, link, nav, news

from hengping.extract.dates import whole_date
from hengping.extract.page import read_page
from hengping.extract.sections import section_class
from hengping.model.facts import PageFacts
from hengping.model.sections import SectionClass

AS_OF = date(2026, 11, 20)
URL = "http://www.yunxi.gov.cn/tzgg/"
TITLE = "关于开展校园周边环境整治的通知"


def read(html: str, url: str = URL, title: str = "通知公告") -> PageFacts:
    text = f"<html><head><title>{title}</title></head><body>{html}</body></html>"
    return read_page(text.encode(), url, as_of=AS_OF)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月18日 星期三", date(2026, 11, 18)),
        ("2026-11-18（周三） 10:30", date(2026, 11, 18)),
        ("20261118", date(2026, 11, 18)),
        ("[26-11-18]", date(2026, 11, 18)),
        ("发布时间：20261118", date(2026, 11, 18)),
        ("20261318", None),
        ("2026111", None),
        ("202611180001", None),
        ("59-11-18", None),
        ("6-11-18", None),
    ],
)
def test_dates_that_stand_alone(text: str, day: date | None) -> None:
    assert whole_date(text) == day


def test_eight_digits_within_a_text_are_a_number() -> None:
    html = f"<ul><li><a href='a.html'>{TITLE}</a> 编号20261118的文件</li><li><a href='b.html'>{TITLE}二</a></li></ul>"
    assert {one.dated_on for found in read(html).lists for one in found.items} == {None}


def single(links: tuple[object, ...], **article: object) -> SiteCase:
    """A section that leads to one article of its own, in its main part; 阅读排行 stands beside it on every page."""
    rank = block(item(TITLE, "/show/1.html", date(2026, 10, 1)), item("另一条", "/show/2.html"), name="阅读排行")
    case = SiteCase().home(links=nav(通知公告="/tzgg.asp", 工作动态="/gzdt.asp", 政策文件="/zcwj.asp"))
    case.page("/tzgg.asp", title="通知公告", links=links, lists=(rank,))
    case.page(
        "/gzdt.asp", title="工作动态", lists=(rank, news("/gzdt/", 3, 4)), links=(link("/show/1.html", place="list"),)
    )
    case.page("/zcwj.asp", title="政策文件", lists=(rank, news("/zcwj/", 3, 4)))
    return case.article("/show/1.html", TITLE, date(2026, 10, 1), **article)


def test_a_single_article_that_only_this_section_leads_to_is_its_entry() -> None:
    section = single((link("/show/1.html", TITLE),)).section("/tzgg.asp")
    assert (section.items, section.newest_on) == (1, date(2026, 10, 1))


def test_a_button_or_a_side_box_is_no_entry() -> None:
    assert single((link("/show/1.html", "查看"),)).section("/tzgg.asp").items == 0
    assert single((link("/show/1.html", TITLE, place="list"),)).section("/tzgg.asp").items == 0


def test_the_column_name_of_an_article_names_its_section() -> None:
    case = SiteCase().home(links=nav(在线访谈="/zxft.asp"))
    case.page("/zxft.asp", title="在线访谈", links=(link("/show/9.html", "访谈"),))
    case.article(
        "/show/9.html", day=date(2026, 4, 10), breadcrumb=("首页", "在线访谈"), meta={"ColumnName": "在线访谈"}
    )
    assert case.section("/zxft.asp").items == 1


def test_a_list_of_one_is_no_article() -> None:
    """The date beside the entry is the entry's; the page itself prints none."""
    html = f"<h2>通知公告</h2><ul><li><a href='/show/1.html'>{TITLE}</a><span>发布时间：2025-05-04</span></li></ul>"
    page = read(html, "http://www.yunxi.gov.cn/list.asp?id=3")
    assert (page.kind, page.published_on) == ("section", None)


def test_the_headline_of_another_page_is_no_title() -> None:
    html = f"<div><dl><dt><a href='/show/1.html'>{TITLE}</a></dt><dd>发布时间：2025-05-04</dd></dl></div>"
    assert read(html, title="云溪县-通知公告").title != TITLE


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("云溪日报 · 2026-11-18 09:20", date(2026, 11, 18)),
        ("县政府办公室 | 2026/11/18", date(2026, 11, 18)),
        ("县政府办公室 2026-11-18 浏览 12 次", date(2026, 11, 18)),
        ("截止时间：2026-11-18", None),
        ("第三届人民代表大会 2026年11月8日通过", None),
    ],
)
def test_a_line_of_source_and_date_under_the_title(line: str, day: date | None) -> None:
    body = "<p>会议指出，要坚持问题导向，逐项列出清单，明确责任单位和完成时限。</p>" * 8
    page = read(f"<h3 class='title'>{TITLE}</h3><p>{line}</p>{body}", f"{URL}show.asp?id=1", f"{TITLE}_云溪县")
    assert page.published_on == day


def test_an_article_between_dated_side_lists_is_an_article() -> None:
    """Its template's title is the site's name, and no tag calls it an article."""
    side = "".join(
        f"<li><a href='/a{n}.html'>第{n}条要闻的标题文字</a><span>2026-11-0{n}</span></li>" for n in range(1, 7)
    )
    body = "会议指出，要坚持问题导向，逐项列出清单，明确责任单位和完成时限。" * 25
    head = (
        f"<table><tr><td><b>{TITLE}</b></td></tr><tr><td>日期：2024/06/19　来源：本站</td></tr><tr><td>{body}</td></tr>"
    )
    page = read(f"{head}</table><div><h3>阅读排行</h3><ul>{side}</ul></div>", f"{URL}show.asp?id=1", "云溪县人民政府")
    assert (page.kind, page.title, page.published_on) == ("article", TITLE, date(2024, 6, 19))


def test_a_headline_about_missing_pages_is_no_notice() -> None:
    link_text = "网站页面显示“404 页面不存在”如何处理？"
    assert not read(f"<h2>常见问题</h2><p><a href='/a.html'>{link_text}</a></p>").says_missing
    assert read("<h2>提示</h2><p>您访问的页面不存在</p>").says_missing


def test_a_program_is_named_for_no_section() -> None:
    assert section_class("生态环境", "", "http://a.gov.cn/News.aspx?nid=3", ()) is SectionClass.OTHER
    assert section_class("生态环境", "", "http://a.gov.cn/news/index.html", ()) is SectionClass.DYNAMIC


def test_pictures_before_the_breadcrumb_stand_outside_it() -> None:
    menu = "".join(f"<a href='/{name}/'><img src='/{name}.gif' alt='{name}'></a>" for name in ("zt", "hd"))
    crumb = "<div class='pos'>您的位置：<a href='/'>首页</a> &gt; <a href='/x/'>栏目</a></div>"
    html = f"<div class='top'><p>{menu}</p></div>{crumb}"
    places = {one.url.rpartition(".cn")[2]: one.place for one in read(html).links if one.kind == "internal"}
    assert places["/x/"] == "breadcrumb"
    assert "breadcrumb" not in {places["/zt/"], places["/hd/"]}


def test_a_breadcrumb_of_dashes() -> None:
    links = "<a href='/'>首页</a> - <a href='/zwgk/'>政务公开</a> - <a href='/x/'>人事-任免</a>"
    assert read(f"<div class='location'>当前位置： {links}</div>").breadcrumb == ("首页", "政务公开", "人事-任免")


def test_the_link_around_a_list_item_is_its_link() -> None:
    rows = "".join(f"<a href='/{n}.html'><li>{TITLE}{n}<label>11-0{n}</label></li></a>" for n in (2, 1))
    found = {one.url for block in read(f"<div><ul>{rows}</ul></div>").lists for one in block.items}
    assert found == {"http://www.yunxi.gov.cn/1.html", "http://www.yunxi.gov.cn/2.html"}


def test_the_header_of_an_entry_is_no_page_header() -> None:
    html = f"<article><header><h2><a href='/1.html'>{TITLE}</a></h2></header><footer>2026-11-01</footer></article>"
    assert [one.place for one in read(html).links] != ["nav"]
    assert [one.place for one in read("<header><a href='/1.html'>政务公开</a></header>").links] == ["nav"]


@pytest.mark.parametrize(
    ("printed", "sponsor"),
    [
        ("<span>网站主办单位：云溪县人民政府办公室</span><span>Tel：0777-2804454</span>", "云溪县人民政府办公室"),
        ("<span>主办单位：云溪县财政局</span><span>值守电话：0777-2804454</span>", "云溪县财政局"),
        ("<span>主办单位：云溪县财政局</span><span>乘车路线：3路</span>", "云溪县财政局"),
        ("<span>主办单位：承办单位：云溪县信息中心</span>", None),
    ],
)
def test_a_sponsor_with_the_next_item_glued_to_it(printed: str, sponsor: str | None) -> None:
    assert read(f"<p>正文</p><div class='copyright'>{printed} 桂ICP备05000123号</div>").identity.sponsor == sponsor


def test_sections_of_one_menu_are_not_above_each_other() -> None:
    """Without breadcrumbs the first by address would seem to carry the others, and never be empty."""
    menu = tuple(
        link(path, name) for path, name in (("/aa.asp", "在线访谈"), ("/bb.asp", "民意征集"), ("/cc.asp", "统计信息"))
    )
    case = SiteCase().home(links=nav(互动交流="/hd.asp")).page("/hd.asp", title="互动交流", links=menu)
    case.page("/aa.asp", title="在线访谈", meta={"ColumnName": "在线访谈"}, links=menu)
    case.page("/bb.asp", title="民意征集", links=menu, lists=(news("/bb/", 3, 4),))
    case.page("/cc.asp", title="统计信息", links=menu, lists=(news("/cc/", 3, 4),))
    assert not case.section("/aa.asp").has_children
    assert case.section("/bb.asp").parent_url != case.section("/aa.asp").url


@pytest.mark.parametrize(
    ("url", "kind"), [("http://zfwj.gov.cn/wj/1.html", "external"), ("/files/1.pdf", "attachment")]
)
def test_a_single_entry_may_be_a_file_or_stand_elsewhere(url: str, kind: str) -> None:
    case = SiteCase().home(links=nav(政策文件="/zcwj.asp", 工作动态="/gzdt.asp"))
    case.page("/zcwj.asp", title="政策文件", links=(link(url, TITLE, kind=kind),))
    case.page(
        "/gzdt.asp", title="工作动态", meta={"ColumnName": "工作动态"}, links=(link("http://www.gov.cn/", TITLE),)
    )
    assert case.section("/zcwj.asp").items == 1
    assert case.section("/gzdt.asp").items == 0, "the front door of another site is no entry"
    case.page("/gzdt.asp", title="工作动态", links=(link(url, TITLE, kind=kind),))
    assert case.section("/zcwj.asp").items == 0, "what several sections carry stands beside them"


def test_a_headline_beside_a_pager_is_no_menu() -> None:
    pager = "".join(f"<a href='/p{n}.html'>{text}</a> " for n, text in enumerate(("首页", "上一页", "下一页", "尾页")))
    html = f"<div><p><a href='/1.html'>{TITLE}</a></p><div>{pager}</div></div>"
    places = {one.text: one.place for one in read(html).links}
    assert (places[TITLE], places["首页"]) == ("body", "nav")


def test_a_placeholder_under_a_menu_without_a_name_is_an_empty_section() -> None:
    """The menu's words are counted as the page's own text, longer than an empty page's is."""
    case = SiteCase().home(links=nav(财政资金="/czzj.asp", 工作动态="/gzdt.asp"))
    told = {"title": "财政资金", "text_length": 110, "breadcrumb": ("首页", "财政资金")}
    case.page(
        "/gzdt.asp",
        title="工作动态",
        lists=(news("/gzdt/", 3, 4),),
        links=(link("/czzj.asp", "财政资金", place="nav"),),
    )
    case.page("/czzj.asp", "other", says_none=True, **told)
    assert case.section("/czzj.asp").items == 0
    case.page("/czzj.asp", "other", says_none=True, prose_length=60, **told)
    assert not case.has_section("/czzj.asp"), "sentences are content"


def test_a_brief_page_with_tags_of_a_section_is_asked_for_no_tags_of_an_article() -> None:
    case = (
        SiteCase().home().page("/zt1.asp", "article", title="学习专题", text_length=20, meta={"ColumnName": "学习专题"})
    )
    case.page("/a.asp", "article", title=TITLE, text_length=900, meta={"ColumnName": "通知公告"})
    assert [page.url.rpartition("/")[2] for page in case.facts.pages] == ["", "a.asp"]


def test_a_sponsor_before_its_word_with_the_next_item_glued_to_it() -> None:
    printed = "<span>云溪县人民政府办公室主办</span><span>咨询电话：0777-2802096</span><span>桂ICP备10215312号</span>"
    assert read(f"<p>正文</p><div>{printed}</div>").identity.sponsor == "云溪县人民政府办公室"
