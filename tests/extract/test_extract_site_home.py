"""The home page, and whether the site could be reached and read at all."""

import pytest
from site_case import HOME, SITE, SiteCase, block, days_ago, item, link, nav, news, url_of

from hengping.model.evidence import FailureKind
from hengping.model.facts import Identity
from hengping.model.site import Site


def test_newest_entry_of_all_lists_hidden_tabs_included() -> None:
    lists = (news("/a/", 20), block(item("新", "/b/1.html", days_ago(2)), hidden=True), block(item("未注日期", "/c")))
    home = SiteCase().home(lists=lists).facts.home
    assert (home.newest_on, home.newest_title, home.items, home.undated, home.unread) == (days_ago(2), "新", 3, 0, 0)
    assert home.fetched
    assert home.readable


def test_articles_tell_where_the_home_page_prints_no_dates() -> None:
    lists = (block(item("甲", "/dt/1.html"), item("乙", "/dt/2.html")),)
    case = SiteCase().home(lists=lists, links=(link("/dt/3.html", "头图", place="body"),))
    case.article("/dt/1.html", day=days_ago(30)).article("/dt/2.html", day=days_ago(9))
    assert case.facts.home.newest_on == days_ago(9)
    case.article("/dt/3.html", day=days_ago(1))
    assert case.facts.home.newest_on == days_ago(1)


def test_frames_are_merged_into_the_home_page() -> None:
    case = SiteCase().home(frames=("/top.html", "/foot.html"), identity=Identity(icp="桂ICP备1号"))
    case.page("/top.html", "other", purpose="frame", search_form=True, links=nav(工作动态="/dt/"))
    case.page(
        "/foot.html", "other", purpose="frame", identity=Identity(site_code="4500000045", fault_report_entry=True)
    )
    case.page("/dt/", title="工作动态", lists=(news("/dt/", 3),))
    facts = case.facts
    assert facts.home.identity == Identity(icp="桂ICP备1号", site_code="4500000045", fault_report_entry=True)
    assert facts.home.search_form
    assert [evidence.record_id for evidence in facts.home.evidence] == ["urn:/", "urn:/top.html", "urn:/foot.html"]
    assert case.section("/dt/").level == 1
    assert (case.link("/dt/").source_url, case.link("/dt/").on_home) == (HOME, True)
    assert [page.page_type for page in facts.pages] == ["home", "section"]


def test_navigation_page_lets_second_level_pages_speak() -> None:
    entries = nav(工作动态="/dt/", 通知公告="/tz/", 政策文件="/zc/")
    case = SiteCase().home(links=entries)
    for path, age in (("/dt/", 3), ("/tz/", 1), ("/zc/", 90)):
        case.page(path, title=path.strip("/"), lists=(news(path, age),))
    home = case.facts.home
    assert home.navigation_only
    assert (home.newest_on, home.newest_title) == (days_ago(1), "第1天的消息")


def test_old_lists_are_not_a_navigation_page() -> None:
    entries = nav(工作动态="/dt/", 通知公告="/tz/", 政策文件="/zc/")
    case = SiteCase().home(links=entries, lists=(block(item("旧闻", "/content/1.html")),))
    for path in ("/dt/", "/tz/", "/zc/"):
        case.page(path, title=path, lists=(news(path, 1),))
    home = case.facts.home
    assert not home.navigation_only
    assert home.newest_on is None


@pytest.mark.parametrize("facts", [{"scripted": True}, {"frames": ("/main.html",)}])
def test_a_home_page_that_was_not_seen_is_not_readable(facts: dict[str, object]) -> None:
    assert not SiteCase().home(**facts).facts.home.readable


@pytest.mark.parametrize("target", ["https://yunxi.gov.cn/", "/index.html", "http://www.yunxi.gov.cn/portal/"])
def test_redirects_from_the_listed_address_are_followed(target: str) -> None:
    case = SiteCase().redirect("/", target).page(target, "home", lists=(news("/a/", 1),))
    facts = case.facts
    assert (facts.home.url, facts.home.newest_on) == (url_of(target), days_ago(1))
    assert not facts.sections
    assert [page.page_type for page in facts.pages] == ["home"]


def test_a_splash_page_gives_way_to_the_page_behind_it() -> None:
    case = SiteCase().home(links=(link("/portal/main.html", "进入网站"),))
    case.page("/portal/main.html", "home", lists=(news("/a/", 1),), links=nav(首页="/", 动态="/dt/"))
    case.page("/dt/", title="动态", lists=(news("/dt/", 1),))
    facts = case.facts
    assert (facts.home.url, facts.home.newest_on) == (url_of("/portal/main.html"), days_ago(1))
    assert [section.title for section in facts.sections] == ["动态"]
    assert [page.page_type for page in facts.pages] == ["section", "home"]


def test_an_alias_of_the_listed_address_is_found() -> None:
    case = SiteCase(site=Site(site_code="x", name="云溪", url="https://yunxi.gov.cn/index.html")).home()
    assert case.facts.home.url == HOME


@pytest.mark.parametrize("status", [401, 403, 405, 406, 412, 429, 451])
def test_a_refused_home_page_blocks_the_site(status: int) -> None:
    case = SiteCase().answer("/", status, purpose="home").page("/dt/", title="动态", lists=(news("/dt/", 1),))
    facts = case.facts
    assert facts.blocked_by == f"http_{status}"
    assert facts.reachable
    assert not facts.home.fetched
    assert (facts.sections, facts.links, facts.pages) == ((), (), ())


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_blocks_the_site(status: int) -> None:
    assert SiteCase().challenge("/", status).facts.blocked_by == "challenge"


def test_a_challenge_page_that_was_read_as_one_blocks_the_site() -> None:
    assert SiteCase().page("/", "challenge").facts.blocked_by == "challenge"


def test_a_refusal_that_a_second_try_lifted_is_none() -> None:
    assert SiteCase().answer("/", 403).home().facts.blocked_by == ""


def test_a_site_that_never_answered() -> None:
    case = SiteCase().fails("/", FailureKind.TIMEOUT).visit("failed").visit("own_fault")
    assert (case.facts.reachable, case.facts.blocked_by, case.facts.home.fetched) == (False, "", False)
    assert len(case.facts.visits) == 2
    assert case.visit("ok").facts.reachable
    assert not SiteCase().answer("/", 502).facts.reachable
    assert SiteCase().answer("/", 404).facts.reachable


def test_only_blocked_visits_and_no_capture() -> None:
    assert SiteCase().visit("blocked", status=429).facts.blocked_by == "http_429"
    assert SiteCase().visit("blocked", status=429).visit("failed").facts.blocked_by == ""


def test_blocked_pages_are_named() -> None:
    case = SiteCase().home(links=nav(政策文件="/zc/")).answer("/zc/", 403).challenge("/frame.html").answer("/x", 404)
    assert [page.url for page in case.facts.blocked_pages] == [url_of("/frame.html"), url_of("/zc/")]


def test_nothing_at_all() -> None:
    facts = SiteCase(site=SITE).facts
    assert (facts.reachable, facts.pages_read, facts.home.url) == (False, 0, HOME)


def test_a_home_page_without_a_word_tells_nothing() -> None:
    assert not SiteCase().home().facts.home.readable
    assert SiteCase().home(text_length=12).facts.home.readable
