"""Sections of a site: found, folded, placed, counted."""

from datetime import date

import pytest
from site_case import SiteCase, block, days_ago, item, link, message, nav, news

from hengping.model.evidence import FailureKind
from hengping.model.sections import SectionClass

NOTICES = block(item("公告一", "/a/1.html", days_ago(3)), item("公告二", "/a/2.html", days_ago(200)), item("公告三"))


def blank(section: object) -> bool:
    """What the check for empty sections asks."""
    return section.readable and not section.exempt and not section.has_children and not section.items


def test_entries_are_counted_and_dated() -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/")).page("/tzgg/", title="通知公告", lists=(NOTICES,))
    section = case.section("/tzgg/")
    assert (section.items, section.undated) == (3, 1)
    assert (section.newest_on, section.oldest_on) == (days_ago(3), days_ago(200))
    assert section.section_class is SectionClass.NOTICE
    assert section.section_id.startswith("s-")
    assert len(section.section_id) == 12
    assert section.evidence[0].record_id == "urn:/tzgg/"


def test_an_entry_listed_twice_counts_once() -> None:
    twice = block(item("置顶", "/a/1.html"), item("置顶", "/a/1.html", days_ago(5)))
    section = SiteCase().home().page("/tzgg/", title="通知公告", lists=(twice,)).section("/tzgg/")
    assert (section.items, section.undated, section.newest_on) == (1, 0, days_ago(5))


def test_without_printed_dates_the_article_tells() -> None:
    case = SiteCase().home().page("/dt/", title="工作动态", lists=(block(item("甲", "/dt/1.html"), item("乙", "/x")),))
    assert (case.section("/dt/").undated, case.section("/dt/").unread) == (0, 2)
    case.article("/dt/1.html", day=days_ago(1)).page("/x", "article", title="乙")
    section = case.section("/dt/")
    assert (section.newest_on, section.undated, section.unread) == (days_ago(1), 1, 0)


def test_a_date_after_the_time_point_is_no_update() -> None:
    lists = (block(item("活动", "/1", days_ago(-30)), item("旧闻", "/2", days_ago(90))),)
    section = SiteCase().home().page("/dt/", title="工作动态", lists=lists).section("/dt/")
    assert (section.items, section.newest_on) == (2, days_ago(90))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/tzgg/", "/tzgg/index_1.html"),
        ("/tzgg/index.shtml", "/tzgg/index_2.shtml"),
        ("/tzgg/list.htm", "/tzgg/list2.htm"),
        ("/tzgg.html", "/tzgg_2.html"),
        ("/tzgg.htm", "/tzgg/2.htm"),
        ("/list.jsp?id=7", "/list.jsp?id=7&page=2"),
        ("/tzgg/", "/tzgg/page/2/"),
        ("/tzgg/", "/tzgg/index.html"),
    ],
)
def test_pages_of_one_list_are_one_section(first: str, second: str) -> None:
    case = (
        SiteCase()
        .home(links=nav(通知公告=first))
        .page(second, title="通知公告", lists=(news("/n/", 40, 30),))
        .page(first, title="通知公告", lists=(news("/n/", 10, 30),))
    )
    assert [section.url for section in case.facts.sections] == [case.section(first).url]
    section = case.section(first)
    assert (section.items, section.newest_on, section.oldest_on) == (3, days_ago(10), days_ago(40))
    assert [page.page_type for page in case.facts.pages] == ["home", "section"]


def test_numbered_names_of_different_lists_stay_apart() -> None:
    case = (
        SiteCase()
        .home()
        .page("/list.htm", title="通知公告", lists=(news("/a/", 1),))
        .page("/list2.htm", title="工作动态", lists=(news("/b/", 2),))
        .page("/list.jsp?id=7", title="甲", lists=(news("/c/", 3),))
        .page("/list.jsp?id=8", title="乙", lists=(news("/d/", 4),))
    )
    assert len(case.facts.sections) == 4


def test_a_pager_link_folds_what_the_address_does_not_show() -> None:
    pager = (link("/q?start=20", "下一页"),)
    case = (
        SiteCase()
        .home(links=nav(通知公告="/q?start=0"))
        .page("/q?start=0", title="通知公告", lists=(news("/n/", 1),), links=pager)
        .page("/q?start=20", title="通知公告", lists=(news("/n/", 2),))
    )
    assert [section.items for section in case.facts.sections] == [2]


def test_titles_lose_the_site_name() -> None:
    case = SiteCase().home()
    for title, path in (("通知公告", "/a/"), ("工作动态", "/b/"), ("政策文件", "/c/"), ("人事信息", "/d/")):
        case.page(path, title=f"{title}_云溪门户", lists=(news(path, 1),))
    case.page("/e/", title="云溪县人民政府-规划计划", lists=(news("/e/", 1),), meta={"columntype": "信息公开目录"})
    titles = {section.title: section.section_class for section in case.facts.sections}
    assert set(titles) == {"通知公告", "工作动态", "政策文件", "人事信息", "规划计划"}
    assert titles["规划计划"] is SectionClass.PLAN


def test_level_by_breadcrumb() -> None:
    crumb = (link("/", "首页", place="breadcrumb"), link("/zwgk/", "政务公开", place="breadcrumb"))
    case = (
        SiteCase()
        .home(links=nav(政务公开="/zwgk/", 通知公告="/c12/"))
        .page("/zwgk/", title="政务公开", breadcrumb=("首页",), lists=(news("/n/", 1),))
        .page("/c12/", title="通知公告", breadcrumb=("首页", "政务公开"), links=crumb, lists=(news("/m/", 1),))
    )
    assert (case.section("/zwgk/").level, case.section("/zwgk/").parent_url) == (1, "")
    assert (case.section("/c12/").level, case.section("/c12/").parent_url) == (2, case.section("/zwgk/").url)


def test_level_by_address_navigation_and_home() -> None:
    case = (
        SiteCase()
        .home(links=nav(政务公开="/zwgk/"), lists=(block(name="工作动态", more="/c7/"),))
        .page("/zwgk/", title="政务公开", lists=(news("/n/", 1),), links=(link("/c9/", "年报", place="list"),))
        .page("/zwgk/tzgg/", title="通知公告", lists=(news("/m/", 1),))
        .page("/c7/", title="工作动态", lists=(news("/k/", 1),))
        .page("/c9/", title="年报", lists=(news("/j/", 1),))
    )
    levels = {section.title: (section.level, section.parent_url) for section in case.facts.sections}
    above = case.section("/zwgk/").url
    assert levels == {"政务公开": (1, ""), "通知公告": (2, above), "工作动态": (1, ""), "年报": (2, above)}


def test_an_empty_list_is_blank() -> None:
    case = SiteCase().home(links=nav(规划计划="/ghjh/")).page("/ghjh/", title="规划计划", text_length=12)
    assert blank(case.section("/ghjh/"))


def test_side_boxes_do_not_fill_an_empty_section() -> None:
    side = block(item("热点", "/hot/1.html", days_ago(1)), name="点击排行")
    repeated = block(item("要闻", "/yw/9.html", days_ago(1)), item("又一条", "/yw/8.html", days_ago(2)), name="最新")
    case = SiteCase().home()
    for title, path in (("政策文件", "/a/"), ("人事信息", "/b/"), ("统计数据", "/c/")):
        case.page(path, title=title, lists=(news(path, 5), side, repeated))
    case.page("/ghjh/", title="规划计划", lists=(side, repeated))
    case.page("/yw/", title="要闻", lists=(repeated, news("/yw/", 4)))
    assert blank(case.section("/ghjh/"))
    assert case.section("/a/").items == 1
    assert case.section("/yw/").items == 3


def test_a_block_of_another_section_does_not_fill_an_empty_one() -> None:
    case = (
        SiteCase()
        .home(links=nav(工作动态="/dt/", 规划计划="/ghjh/"))
        .page("/dt/", title="工作动态", lists=(news("/dt/", 1, 2),))
        .page("/ghjh/", title="规划计划", lists=(block(item("头条", "/dt/t1.html", days_ago(1)), more="/dt/"),))
    )
    assert blank(case.section("/ghjh/"))


def test_a_menu_of_siblings_does_not_make_an_entry_page() -> None:
    menu = tuple(link(path, place="body") for path in ("/zwgk/a/", "/zwgk/b/", "/zwgk/c/"))
    case = SiteCase().home(links=nav(政务公开="/zwgk/"))
    case.page("/zwgk/", title="政务公开", links=menu)
    case.page("/zwgk/a/", title="政策文件", links=menu, lists=(news("/zwgk/a/", 1),))
    case.page("/zwgk/b/", title="人事信息", links=menu, lists=(news("/zwgk/b/", 1),))
    case.page("/zwgk/c/", title="规划计划", links=menu)
    assert case.section("/zwgk/").has_children
    assert blank(case.section("/zwgk/c/"))


def test_children_in_the_drop_down_menu_make_an_entry_page() -> None:
    menu = nav(政务公开="/zwgk/", 政策文件="/zwgk/a/", 规划计划="/zwgk/c/")
    case = SiteCase().home(links=menu).page("/zwgk/", title="政务公开", links=menu)
    case.page("/zwgk/a/", title="政策文件", links=menu, lists=(news("/zwgk/a/", 1),))
    case.page("/zwgk/c/", title="规划计划", links=menu)
    assert case.section("/zwgk/").has_children
    assert blank(case.section("/zwgk/c/"))


def test_a_list_of_topics_is_an_entry_page() -> None:
    topics = block(item("主题一", "/zt/a/"), item("主题二", "/zt/b/"))
    case = SiteCase().home(links=nav(专题专栏="/ztzl/")).page("/ztzl/", title="专题专栏", lists=(topics,))
    case.page("/zt/a/", title="主题一", lists=(news("/zt/a/", 1),)).page("/zt/b/", title="主题二", topic_closed=True)
    assert case.section("/ztzl/").has_children
    assert case.section("/zt/b/").exempt == "topic_closed"


def test_an_overview_of_several_sections_counts_its_previews() -> None:
    case = SiteCase().home(links=nav(新闻中心="/xw/"))
    case.page("/xw/", title="新闻中心", lists=(block(item("甲", "/xw/a/1.html", days_ago(2)), more="/xw/a/"),))
    case.page("/xw/a/", title="部门动态", lists=(news("/xw/a/", 2),))
    assert (case.section("/xw/").items, case.section("/xw/").newest_on) == (1, days_ago(2))


def test_exempt_and_unreadable() -> None:
    case = SiteCase().home(links=nav(招聘信息="/zp/", 统计数据="/tj/", 政策文件="/zc/", 规划="/gh/", 公示="/gs/"))
    case.page("/zp/", title="招聘信息", states_nothing=True)
    case.page("/tj/", title="统计数据", scripted=True)
    case.answer("/zc/", 403)
    case.fails("/gh/", FailureKind.BUDGET)
    case.answer("/gs/", 404)
    assert case.section("/zp/").exempt == "states_nothing"
    assert case.section("/tj/").unreadable_why == "scripted"
    assert case.section("/zc/").unreadable_why == "blocked"
    assert case.section("/gh/").unreadable_why == "not_fetched"
    assert not case.has_section("/gs/")
    assert case.link("/gs/").state == "broken"


def test_tiles_that_lead_to_single_pages_are_entries() -> None:
    tiles = (link("/bs/1.html", "取水许可", place="body"), link("/bs/2.html", "身份证", place="body"))
    common = (link("/about.html", "本站声明", place="body"),)
    case = SiteCase().home(links=nav(办事服务="/bs/")).article("/about.html", "本站声明")
    case.page("/bs/", title="办事服务", links=tiles + common).page("/bs/1.html", "guide").page("/bs/2.html", "guide")
    for path in ("/a/", "/b/", "/c/"):
        case.page(path, title="规划计划", links=common)
    assert case.section("/bs/").items == 2
    assert blank(case.section("/a/"))


def test_what_every_page_says_exempts_none() -> None:
    case = SiteCase().home()
    for path in ("/a/", "/b/", "/c/"):
        case.page(path, title="政策文件", topic_closed=True, lists=(news(path, 1),))
    assert not any(section.exempt for section in case.facts.sections)
    for path in ("/a/", "/b/", "/c/"):
        case.page(path, title="政策文件", states_nothing=True, lists=(news(path, 700, 800, 900),))
    assert not any(section.exempt for section in case.facts.sections)


def test_old_entries_do_not_hide_the_statement_that_nothing_happened_since() -> None:
    case = SiteCase().home()
    case.page("/a/", title="人事信息", states_nothing=True, lists=(news("/a/", 700, 800, 900),))
    for path in ("/b/", "/c/"):
        case.page(path, title="政策文件", lists=(news(path, 1),))
    assert case.section("/a/").exempt == "states_nothing"


def test_tools_and_articles_of_the_navigation_are_no_sections() -> None:
    case = SiteCase().home(
        links=nav(网站地图="/map/", English="/en/", 某通知="/art/2026/1/2/art_1.html", 外站="http://a.cn/")
    )
    assert not case.facts.sections


def test_static_pages_are_never_blank() -> None:
    case = SiteCase().home(links=nav(县情概况="/gk/", 机构职能="/jg/", 局长信箱="/xx/", 规划计划="/gh/"))
    case.page("/gk/", "other", title="县情概况", text_length=800)
    case.article("/jg/", "关于机构职能的说明", date(2020, 1, 2))
    case.page("/xx/", "messages", title="局长信箱", submit_form=True)
    case.article("/gh/", "十五五规划纲要", date(2020, 1, 2))
    rows = {section.title: section for section in case.facts.sections}
    assert set(rows) == {"县情概况", "机构职能", "局长信箱"}  # a plan printed as one page has no list to measure
    assert not any(blank(section) for section in rows.values())
    assert rows["机构职能"].newest_on == date(2020, 1, 2)


def test_a_bare_page_is_blank_only_if_it_calls_itself_a_section() -> None:
    case = SiteCase().home(links=nav(统计数据="/tj/", 便民地图="/dt/")).page("/dt/", "other", title="便民地图")
    assert not case.has_section("/dt/")
    case.page("/tj/", "other", title="统计数据", meta={"ColumnName": "统计数据"})
    assert blank(case.section("/tj/"))


def test_a_list_in_a_frame() -> None:
    case = (
        SiteCase()
        .home(links=nav(工作动态="/dt/"))
        .page("/dt/", title="工作动态", frames=("/dt/l.html",), scripted=True)
    )
    assert case.section("/dt/").unreadable_why == "scripted"
    case.page("/dt/l.html", title="", purpose="frame", lists=(news("/dt/", 1),))
    assert [(row.url, row.items, row.readable) for row in case.facts.sections] == [(case.section("/dt/").url, 1, True)]
    case.page("/dt/l.html", title="", purpose="frame")
    assert blank(case.section("/dt/"))


def test_messages_make_a_section() -> None:
    case = SiteCase().home(links=nav(回音壁="/hy/"))
    case.page("/hy/", "messages", title="回音壁", messages=(message("1", "/hy/1.html", replied_on=days_ago(4)),))
    case.page("/hy/1.html", "messages", title="咨询", messages=(message("1", "/hy/1.html"),))
    assert [(row.title, row.section_class, row.items) for row in case.facts.sections] == [("回音壁", "message", 1)]


def test_single_pages_with_side_lists_are_no_sections() -> None:
    side = (block(item("办理程序说明", "/p/1"), item("收费标准说明", "/p/2")),)
    listing = block(item("关于路灯问题的咨询", "/view?id=1"), item("关于进一步加强城乡环境卫生整治工作的通知", "/n/7"))
    case = SiteCase().home(links=nav(县长信箱="/xx/")).page("/xx/", title="县长信箱", lists=(listing,))
    case.page("/view?id=1", title="关于路灯问题的咨询", lists=side, messages=(message("1"),))
    case.page("/n/7", title="关于进一步加强城乡环境卫生整治工作的通知", lists=side)
    case.page("/x/1", title="某通知", lists=side, meta={"ArticleTitle": "某通知"})
    assert [section.title for section in case.facts.sections] == ["县长信箱"]
    assert [page.page_type for page in case.facts.pages] == ["home", "section"]


def test_static_pages_of_a_side_menu_are_sections() -> None:
    menu = nav(领导信息="/zwgk/ld.html", 招聘="/zwgk/zp.html")
    case = SiteCase().home(links=nav(政务公开="/zwgk/")).page("/zwgk/", title="政务公开", links=menu)
    case.article("/zwgk/ld.html", "张三").article("/zwgk/zp.html", "招聘启事")
    assert [(row.title, row.section_class) for row in case.facts.sections] == [
        ("政务公开", "disclosure"),
        ("领导信息", "leader"),
    ]


def test_the_name_of_a_section_is_what_links_call_it() -> None:
    crumb = (link("/", "首页", place="breadcrumb"), link("/zwgk/", "政务公开", place="breadcrumb"))
    case = SiteCase().home(links=nav(政务公开="/zwgk/", 规划计划="/zwgk/gh/"))
    case.page("/zwgk/", title="政务公开", lists=(news("/z/", 1),))
    case.page("/zwgk/gh/", title="政务公开", breadcrumb=("首页", "规划计划"), links=crumb)
    row = case.section("/zwgk/gh/")
    assert (row.title, row.level, row.parent_url) == ("规划计划", 2, case.section("/zwgk/").url)


def test_redirected_navigation_leads_to_one_section() -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg")).redirect("/tzgg", "/tzgg/")
    case.page("/tzgg/", title="通知公告", lists=(news("/tzgg/", 1),))
    assert [(row.url, row.level) for row in case.facts.sections] == [(case.section("/tzgg/").url, 1)]
