"""What further families of sites do: menus without regions, frames that turn pages, footers written by files."""

import pytest
from site_case import SiteCase, block, item, link, nav, news, url_of

from hengping.extract.hollow import hollow_answer
from hengping.extract.page import read_page, read_script
from hengping.model.facts import Identity, PageFacts

URL = "http://www.yunxi.gov.cn/zwgk/index.html"
MENU = nav(政务公开="/zwgk.asp", 通知公告="/tzgg.asp")
CHILDREN = tuple(link(f"/{name}.asp", name) for name in ("zcwj", "ghjh", "rsxx", "tjxx"))


def read(html: str, url: str = URL) -> PageFacts:
    return read_page(f"<html><head><title>云溪县</title></head><body>{html}</body></html>".encode(), url)


def flat_tree(hub_links: tuple[object, ...]) -> SiteCase:
    """A site without breadcrumbs: four sections that lead to each other, below one that only the main menu leads to."""
    case = SiteCase().home(links=MENU).page("/zwgk.asp", title="政务公开", links=(*MENU, *hub_links))
    case.page("/tzgg.asp", title="通知公告", links=MENU, lists=(news("/tzgg/", 3, 4),))
    for name in ("zcwj", "ghjh", "rsxx", "tjxx"):
        lists = () if name == "tjxx" else (news(f"/{name}/", 3, 4),)
        case.page(f"/{name}.asp", title=name, links=(*MENU, *CHILDREN), lists=lists)
    return case


def test_sections_that_lead_to_each_other_stand_below_the_one_all_menus_lead_to() -> None:
    case = flat_tree(CHILDREN)
    assert case.section("/zwgk.asp").has_children
    assert not case.section("/tjxx.asp").has_children, "the same links are a menu on the empty section beside them"
    assert case.section("/tjxx.asp").items == 0


def test_without_links_of_its_own_it_is_empty() -> None:
    assert not flat_tree(()).section("/zwgk.asp").has_children


def test_later_pages_of_a_list_in_a_frame_belong_to_the_page_that_shows_it() -> None:
    case = SiteCase().home(links=nav(工作动态="/gzdt/"))
    case.page("/gzdt/", title="工作动态", frames=("/gzdt/lb0.html",))
    case.page(
        "/gzdt/lb0.html", purpose="frame", lists=(news("/gzdt/", 3, 4),), links=(link("/gzdt/lb1.html", "下一页"),)
    )
    case.page("/gzdt/lb1.html", lists=(news("/gzdt/", 5, 6, 7),), links=(link("/gzdt/lb0.html", "上一页"),))
    assert case.section("/gzdt/").items == 5
    assert not case.has_section("/gzdt/lb1.html")
    assert url_of("/gzdt/lb1.html") not in {page.url for page in case.facts.pages}


def test_a_page_that_others_lead_to_is_no_part_of_a_frame() -> None:
    case = SiteCase().home(links=nav(工作动态="/gzdt/", 通知公告="/tzgg/"))
    case.page("/gzdt/", title="工作动态", frames=("/lb.html",))
    case.page("/lb.html", purpose="frame", lists=(news("/gzdt/", 3, 4),), links=(link("/tzgg/", "2"),))
    case.page("/tzgg/", title="通知公告", lists=(news("/tzgg/", 5, 6),))
    assert case.section("/gzdt/").items == case.section("/tzgg/").items == 2


def test_tags_are_asked_of_sections_and_articles_only() -> None:
    """A site map has a list, and a list's second page with one entry looks like an article: they are neither."""
    case = SiteCase().home(links=nav(工作动态="/gzdt", 网站地图="/wzdt/"))
    case.page("/gzdt", title="工作动态", lists=(news("/gzdt/", 3, 4),))
    case.article("/gzdt?page=2", "工作动态")
    case.page("/wzdt/", title="网站地图", lists=(block(item("工作动态", "/gzdt"), item("首页", "/")),))
    case.article("/gzdt/t3.html", "第3天的消息")
    asked = {page.url: page.page_type for page in case.facts.pages}
    assert asked == {url_of("/"): "home", url_of("/gzdt"): "section", url_of("/gzdt/t3.html"): "article"}


def test_a_directory_named_s_is_no_search() -> None:
    html = "<h2>政策文件</h2><ul><li><a href='a.html'>关于加强防汛工作的通知</a>2026-11-02</li></ul>"
    assert read(html, "http://www.yunxi.gov.cn/s/zcwj/").kind == "section"
    for address in ("http://sousuo.gov.cn/s.htm?t=1", "http://www.yunxi.gov.cn/s?wd=a", "http://www.yunxi.gov.cn/s/"):
        assert read(html, address).kind == "search"


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("window.location.href='/portal/index.html';", "/portal/index.html"),
        ('location.replace("index.shtml")', "/zwgk/index.shtml"),
        ('self.location = "/a.html"', "/a.html"),
        ("location.href='/show/'+id+'.html';", ""),
        ("if (location.href == 'x') {}", ""),
        ("location.reload()", ""),
    ],
)
def test_a_page_that_only_sends_on_leads_there(script: str, target: str) -> None:
    found = [one.url for one in read(f"<script>{script}</script>").links]
    assert found == ([url_of(target)] if target else [])
    beside = read(f"<a href='/b.html'>下</a><script>{script}</script>").links
    assert [one.url for one in beside] == [url_of("/b.html")], "a page with links of its own is read by them"


def test_the_home_page_behind_a_script_is_judged() -> None:
    stub = read("<script>location.href='/portal/';</script>", url_of("/"))
    case = SiteCase().home(links=stub.links).page("/portal/", title="云溪", meta={"SiteName": "云溪县"})
    assert case.facts.home.meta == {"SiteName": "云溪县"}


def test_a_pager_that_names_its_container_counts_from_one() -> None:
    html = "<script>createPageHTML('page_div',3, 1,'list','shtml',45);</script>"
    assert [one.url for one in read(html).links] == [url_of("/zwgk/list_2.shtml"), url_of("/zwgk/list_3.shtml")]
    classic = "<script>createPageHTML(3, 0, 'index', 'html');</script>"
    assert [one.url for one in read(classic).links] == [url_of("/zwgk/index_1.html"), url_of("/zwgk/index_2.html")]


@pytest.mark.parametrize(
    "text", ["抱歉，您要查看的信息不存在", "对不起，该信息已删除或未审核", "此新闻已被管理员删除！"]
)
def test_a_notice_that_the_information_is_gone(text: str) -> None:
    body = f"<html><title>提示</title><body><h2>{text}</h2></body></html>".encode()
    assert hollow_answer(body, "text/html", file=False) == "notice"


@pytest.mark.parametrize("text", ["暂无相关信息", "该栏目暂无内容", "没有找到符合条件的信息", "该信息已发布"])
def test_an_empty_list_is_no_such_notice(text: str) -> None:
    assert hollow_answer(f"<html><body>{text}</body></html>".encode(), "text/html", file=False) == ""


LEADERS = "<h2>领导之窗</h2><ul><li>主任，主持全面工作。</li><li>副主任，分管业务工作。</li></ul>"


def test_one_line_tells_of_leaders_and_a_placeholder_does_not() -> None:
    case = SiteCase().home(links=nav(领导之窗="/ldzc/", 领导信息="/ldxx/"))
    for path, html in (("/ldzc/", LEADERS), ("/ldxx/", "<h2>领导信息</h2><p>栏目建设中，内容正在整理中，敬请期待</p>")):
        page = read(html, url_of(path))
        case.page(path, title=page.title, text_length=page.text_length, says_none=page.says_none)
    assert case.section("/ldzc/").items == 1
    assert case.section("/ldxx/").items == 0


def test_what_a_footer_file_writes_is_the_footer() -> None:
    """Once the file was read, what it does not print is missing; a file that writes nothing leaves it open."""
    printed = b'document.write(\'<div class="footer">ICP\xe5\xa4\x87</div><a href="/a.html">b</a>\')'
    written = read_script(printed, url_of("/js/footer.js"))
    assert not _with_footer(written).facts.home.footer_by_script
    numbered = PageFacts(url=written.url, by_script=True, identity=Identity(icp="桂ICP备05000123号"))
    assert not _with_footer(numbered).facts.home.footer_by_script
    assert _with_footer(PageFacts(url=written.url, by_script=True)).facts.home.footer_by_script


def _with_footer(file: PageFacts) -> SiteCase:
    case = SiteCase().home(footer_by_script=True, frames=("/js/footer.js",))
    case.answer("/js/footer.js", purpose="frame")
    case.pages[file.url] = file
    return case


@pytest.mark.parametrize(
    ("printed", "icp", "psb"),
    [
        ("桂ICP备05000123号-1 桂公网安备 45010302000123号", "桂ICP备05000123号-1", "桂公网安备 45010302000123号"),
        ("溪ICP备05000123号 溪公网安备45010302000123号", "溪ICP备05000123号", "溪公网安备45010302000123号"),
        ("备案序号：ICP备05000123号", "ICP备05000123号", None),
        ("ICP备案号： 公网安备", None, None),
    ],
)
def test_record_numbers_of_any_province(printed: str, icp: str | None, psb: str | None) -> None:
    found = read(f"<p>正文</p><div class='footer'>{printed}</div>").identity
    assert (found.icp, found.psb) == (icp, psb)


def test_no_matter_of_any_kind_is_a_statement() -> None:
    for text in ("2026年度我单位没有人事任免事项。", "截至目前，本单位没有行政许可事项。"):
        assert read(f"<p>{text}</p>").states_nothing
    assert not read("<p>暂无内容</p>").states_nothing
