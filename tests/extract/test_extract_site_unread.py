"""What was not read proves no absence: frames, footers, entries, messages, whole sites."""

import pytest
from msgspec import structs
from site_case import HOME, SiteCase, block, days_ago, item, link, message, nav, news, url_of

from hengping.checks.runner import run_checks
from hengping.extract.page import read_page
from hengping.model.evidence import FailureKind
from hengping.model.facts import Identity, ItemList
from hengping.model.finding import Outcome

SHOWN_AT_HOME = (
    "site_code_missing",
    "icp_missing",
    "psb_missing",
    "sponsor_missing",
    "contact_missing",
    "party_gov_mark_missing",
    "fault_report_entry_missing",
    "search_missing",
)
ANYWHERE = ("no_service", "no_message_channel")
UNREAD = [
    FailureKind.TIMEOUT,
    FailureKind.ROBOTS,
    FailureKind.BLOCKED,
    FailureKind.OWN_OUTAGE,
    FailureKind.BUDGET,
]
TEXT = "这里是首页的正文。" * 20


def outcomes(case: SiteCase, *checks: str) -> set[Outcome]:
    return {finding.outcome for finding in run_checks(case.facts, only=checks)}


def undated(directory: str, count: int = 5) -> ItemList:
    return block(*(item(f"第{number}条没有标注日期的消息", f"{directory}{number}.html") for number in range(count)))


@pytest.mark.parametrize("frame", ["/foot.html", "http://www.gx.gov.cn/foot.html"])
@pytest.mark.parametrize("failure", UNREAD)
def test_a_frame_of_the_home_page_that_was_not_read(failure: FailureKind, frame: str) -> None:
    case = SiteCase().home(lists=(news("/dt/", 1, 2, 3),), frames=(frame,)).fails(frame, failure, purpose="frame")
    assert outcomes(case, *SHOWN_AT_HOME, *ANYWHERE) == {Outcome.CANNOT_TELL}
    assert outcomes(case, "home_not_updated") == {Outcome.PASS}


def test_a_frame_that_shows_a_visitor_nothing_hides_nothing() -> None:
    for status, path in ((404, "/foot.html"), (200, "/foot.html"), (0, "http://tianqi.com/frame.html")):
        case = SiteCase().home(lists=(news("/dt/", 1, 2, 3),), frames=(path,))
        if status == 200:
            case.page(path, "other", purpose="frame", identity=Identity(icp="桂ICP备1号"))
            assert outcomes(case, "icp_missing") == {Outcome.PASS}
        elif status:
            case.answer(path, status, purpose="frame")
        assert outcomes(case, "psb_missing", "search_missing") == {Outcome.FAIL}


def test_old_news_beside_a_frame_that_was_not_read_is_not_judged() -> None:
    case = SiteCase().home(lists=(news("/dt/", 100, 200),), frames=("/news.html",))
    assert outcomes(case, "home_not_updated") == {Outcome.CANNOT_TELL}


FOOTERS = [
    '<script src="/js/footer.js"></script>',
    '<div id="footer"></div><script>$.get("/f", function (d) { $("#footer").html(d); });</script>',
    '<div id="bottom"></div><script>$("#bottom").load("/public/bottom.html");</script>',
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_that_a_script_draws(footer: str) -> None:
    rows = "".join(
        f'<li><a href="/dt/{n}.html">第{n}条县政府的消息</a><span>2026-11-1{n}</span></li>' for n in range(5)
    )
    html = f"<html><head><title>云溪县人民政府</title></head><body><ul>{rows}</ul>{footer}</body></html>"
    assert read_page(html.encode(), HOME, home=True).footer_by_script
    assert not read_page(html.replace(footer, "").encode(), HOME, home=True).footer_by_script
    printed = html.replace(footer, f"{footer.replace('></div>', '>主办单位：云溪县人民政府</div>')}<p>版权所有</p>")
    assert not read_page(printed.encode(), HOME, home=True).footer_by_script


def test_a_footer_by_script_leaves_what_is_missing_open() -> None:
    case = SiteCase().home(lists=(news("/dt/", 1),), footer_by_script=True, identity=Identity(icp="桂ICP备1号"))
    assert outcomes(case, "icp_missing") == {Outcome.PASS}
    assert outcomes(case, "psb_missing", "sponsor_missing", *ANYWHERE) == {Outcome.CANNOT_TELL}


@pytest.mark.parametrize("failure", [*UNREAD, None])
def test_articles_that_were_not_read_are_not_undated(failure: FailureKind | None) -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/"), lists=(undated("/tzgg/"),))
    case.page("/tzgg/", title="通知公告", lists=(undated("/tzgg/"),))
    for number in range(5):
        if failure is not None:
            case.fails(f"/tzgg/{number}.html", failure)
    assert outcomes(case, "stale_section") == {Outcome.CANNOT_TELL}
    assert outcomes(case, "home_not_updated") == {Outcome.CANNOT_TELL}


def test_articles_that_were_read_and_print_no_date_are_undated() -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/"), lists=(undated("/tzgg/"),))
    case.page("/tzgg/", title="通知公告", lists=(undated("/tzgg/"),))
    for number in range(4):
        case.article(f"/tzgg/{number}.html", title=f"第{number}条")
    case.answer("/tzgg/4.html", 404)
    assert (case.section("/tzgg/").undated, case.section("/tzgg/").unread) == (5, 0)
    assert outcomes(case, "stale_section", "home_not_updated") == {Outcome.FAIL}


def test_files_are_undated_without_being_read() -> None:
    files = block(*(item(f"第{number}号文件", f"/wj/{number}.pdf") for number in range(3)))
    case = SiteCase().home(links=nav(通知公告="/tzgg/")).page("/tzgg/", title="通知公告", lists=(files,))
    assert (case.section("/tzgg/").undated, outcomes(case, "stale_section")) == (3, {Outcome.FAIL})


def test_old_articles_read_say_nothing_of_new_ones_that_were_not() -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/")).page("/tzgg/", title="通知公告", lists=(undated("/tzgg/"),))
    case.article("/tzgg/4.html", day=days_ago(900))
    assert outcomes(case, "stale_section") == {Outcome.CANNOT_TELL}
    case.article("/tzgg/0.html", day=days_ago(3))
    assert outcomes(case, "stale_section") == {Outcome.PASS}


def test_links_to_other_sites_beside_dated_entries_are_no_news_of_this_one() -> None:
    outside = item("国务院办公厅关于印发某项工作方案的通知", "http://www.gov.cn/zhengce/1.htm")
    lists = (news("/tzgg/", 900), block(outside), block(item("网上办事", "/system")))
    case = SiteCase().home(links=nav(通知公告="/tzgg/"), lists=lists).page("/tzgg/", title="通知公告", lists=lists[:2])
    assert outcomes(case, "stale_section", "home_not_updated") == {Outcome.FAIL}


def test_a_message_whose_own_page_was_not_read() -> None:
    rows = (message("1", "/xx/1.html", asked_on=days_ago(120)), message("2", "/xx/2.html", asked_on=days_ago(121)))
    case = SiteCase().home(links=nav(县长信箱="/xx/")).page("/xx/", "messages", title="县长信箱", messages=rows)
    case.fails("/xx/1.html", FailureKind.TIMEOUT)
    case.page("/xx/2.html", "messages", messages=(message("2", asked_on=days_ago(121)),))
    found = {one.subject.id: one.outcome for one in run_checks(case.facts, only=["message_unanswered"])}
    assert found == {"1": Outcome.CANNOT_TELL, "2": Outcome.FAIL}


def test_messages_printed_whole_on_the_list_need_no_page_of_their_own() -> None:
    rows = (message("1", asked_on=days_ago(120)), message("2", "/xx/", asked_on=days_ago(120)))
    case = SiteCase().home(links=nav(县长信箱="/xx/")).page("/xx/", "messages", title="县长信箱", messages=rows)
    assert outcomes(case, "message_unanswered") == {Outcome.FAIL}


def test_a_home_page_that_only_the_second_look_opened_is_no_start_of_a_crawl() -> None:
    case = SiteCase().fails("/", FailureKind.TIMEOUT, purpose="home").home(text_length=900, links=(link("/a"),))
    first, second = case.captures
    case.captures = [
        structs.replace(first, record_id="urn:first"),
        structs.replace(second, look=2, profile="browser"),
    ]
    assert case.facts.partial_why == "not_crawled"
    assert case.facts.home.url == url_of("/")
    assert outcomes(case, *SHOWN_AT_HOME, *ANYWHERE) == {Outcome.CANNOT_TELL}
    assert outcomes(case, "blank_section", "message_unanswered", "guide_incomplete") == {Outcome.CANNOT_TELL}
    case.captures = [second]
    assert case.facts.partial_why == ""
