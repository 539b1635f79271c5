"""Second looks, faults beside an answer, and pages that were not received whole."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_case import SiteCase, days_ago, link, nav, news, url_of

from hengping.model.evidence import FailureKind

DAMAGED = [FailureKind.INCOMPLETE, FailureKind.TOO_LARGE, FailureKind.BOMB]
TURNED_AWAY = [FailureKind.AUTH_REQUIRED, FailureKind.COOKIE_WALL, FailureKind.BLOCKED]


def again(case: SiteCase, path: str, status: int = 200, **facts: object) -> SiteCase:
    """The second look at a path."""
    return case.answer(path, status, look=2, profile="browser", **facts)


@pytest.mark.parametrize(
    ("status", "failure", "state"),
    [
        (200, None, "ok"),
        (200, FailureKind.CERTIFICATE, "ok"),
        (404, None, "broken"),
        (0, FailureKind.TIMEOUT, "broken"),
        (403, None, "blocked"),
        (200, FailureKind.COOKIE_WALL, "blocked"),
        (0, FailureKind.OWN_OUTAGE, "not_tested"),
        (0, FailureKind.OWN_FAULT, "not_tested"),
        (0, FailureKind.ROBOTS, "not_tested"),
    ],
)
def test_the_second_look_decides_about_what_seemed_broken(status: int, failure: FailureKind, state: str) -> None:
    case = SiteCase().home(links=(link("/a"),)).answer("/a", 500)
    fact = again(case, "/a", status, failure=failure).link("/a")
    assert (fact.state, fact.looks, fact.status, fact.failure) == (state, 2, status, failure)
    assert (fact.first_status, fact.first_failure) == ((500, None) if state == "broken" else (0, None))
    assert case.facts.second_looks


def test_what_was_looked_at_once_keeps_its_state_and_says_so() -> None:
    case = SiteCase().home(links=(link("/a"), link("/b"))).answer("/a", 404).answer("/b", 200)
    assert [(case.link(path).state, case.link(path).looks) for path in ("/a", "/b")] == [("broken", 1), ("ok", 1)]
    assert not case.facts.second_looks


def test_a_second_look_never_makes_a_good_link_broken() -> None:
    case = SiteCase().home(links=(link("/a"),)).answer("/a", 200)
    assert again(case, "/a", 500).link("/a").state == "ok"


def test_the_second_look_follows_its_own_way() -> None:
    case = SiteCase().home(links=(link("/a"), link("/b"), link("/c"))).redirect("/a", "/gone").answer("/gone", 404)
    again(case, "/a", 302, location=url_of("/new"))
    again(case, "/new", 200)
    assert (case.link("/a").state, case.link("/a").evidence.record_id) == ("ok", "urn:/new")
    case.redirect("/b", "/b/").answer("/b/", 404)
    again(case, "/b", 302, location=url_of("/b/"))
    again(case, "/b/", 404)
    assert (case.link("/b").state, case.link("/b").looks) == ("broken", 2)
    case.redirect("/c", "/c/").answer("/c/", 404)
    again(case, "/c", 302, location=url_of("/c/"))  # killed before its second hop
    assert case.link("/c").state == "not_tested"


@pytest.mark.parametrize("purpose", ["rendered", "robots", "sitemap"])
@pytest.mark.parametrize("status", [200, 404])
def test_what_was_not_asked_as_a_visitor_tells_nothing_of_a_link(purpose: str, status: int) -> None:
    case = SiteCase().home(links=(link("/a"),)).answer("/a", status, purpose=purpose)
    assert case.link("/a").state == "not_tested"


@pytest.mark.parametrize("failure", [*DAMAGED, FailureKind.CERTIFICATE])
def test_an_answer_with_a_fault_is_judged_by_its_status(failure: FailureKind) -> None:
    case = SiteCase().home(links=(link("/a"), link("/b"), link("/c")))
    case.answer("/a", 200, failure=failure).answer("/b", 404, failure=failure)
    case.answer("/c", 302, failure=failure, location=url_of("/c/")).answer("/c/", 200)
    assert [case.link(path).state for path in ("/a", "/b", "/c")] == ["ok", "broken", "ok"]


def damage(case: SiteCase, path: str, failure: FailureKind) -> None:
    """The page at a path came with a fault."""
    url = url_of(path)
    case.captures = [
        type(one)(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "failure": failure})
        if one.url == url
        else one
        for one in case.captures
    ]


@pytest.mark.parametrize("failure", [*DAMAGED, *TURNED_AWAY])
def test_a_section_received_in_part_is_never_blank_and_never_stale(failure: FailureKind) -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/", 工作动态="/gzdt/"), lists=(news("/gzdt/", 1),))
    case.page("/tzgg/", title="通知公告").page("/gzdt/", title="工作动态", lists=(news("/gzdt/", 400),))
    assert all(case.section(path).readable for path in ("/tzgg/", "/gzdt/"))
    for path in ("/tzgg/", "/gzdt/"):
        damage(case, path, failure)
        assert not case.section(path).readable
        assert case.section(path).unreadable_why == ("incomplete" if failure in DAMAGED else "blocked")
        assert case.section(path).newest_on is None


def test_a_bad_certificate_does_not_make_a_page_unreadable() -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/")).page("/tzgg/", title="通知公告", lists=(news("/tzgg/", 3),))
    damage(case, "/tzgg/", FailureKind.CERTIFICATE)
    assert (case.section("/tzgg/").readable, case.section("/tzgg/").items) == (True, 1)


@pytest.mark.parametrize("failure", DAMAGED)
def test_a_home_page_received_in_part_is_not_judged(failure: FailureKind) -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/"))
    damage(case, "/", failure)
    assert (case.facts.home.readable, case.facts.reachable, case.facts.blocked_by) == (False, True, "")
    assert not case.facts.pages


@pytest.mark.parametrize("failure", DAMAGED)
def test_an_article_received_in_part_still_dates_its_entry(failure: FailureKind) -> None:
    case = SiteCase().home(links=nav(通知公告="/tzgg/"))
    case.page("/tzgg/", title="通知公告", lists=(news("/tzgg/", 3),)).article("/tzgg/t3.html", day=days_ago(3))
    damage(case, "/tzgg/t3.html", failure)
    assert case.section("/tzgg/").newest_on == days_ago(3)
    assert url_of("/tzgg/t3.html") not in {page.url for page in case.facts.pages}


@pytest.mark.parametrize(("status", "failure"), [(403, None), (0, FailureKind.TIMEOUT), (200, FailureKind.BOMB)])
def test_later_pages_do_not_stand_for_a_first_page_that_was_not_read(status: int, failure: FailureKind) -> None:
    case = SiteCase().home(links=nav(工作动态="/gzdt/index.html"))
    case.answer("/gzdt/index.html", status, failure=failure)
    case.page("/gzdt/index_1.html", title="工作动态", lists=(news("/gzdt/", 400, 500),))
    assert not case.section("/gzdt/index_1.html").readable


def test_a_section_whose_pages_were_not_read_is_not_blank() -> None:
    links = (link("/zt/a/", "甲项工作", place="body"), link("/zt/b/", "乙项工作", place="body"))
    case = SiteCase().home(links=nav(专题="/zt/")).page("/zt/", title="通知公告", links=links)
    assert case.section("/zt/").unreadable_why == "incomplete"
    case.page("/zt/a/", "other").page("/zt/b/", "other")
    assert case.section("/zt/").readable


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_captures_makes_no_difference(order: list[int]) -> None:
    case = SiteCase().home(links=(link("/a"), link("/b"))).answer("/a", 500).redirect("/b", "/a")
    again(case, "/a", 404)
    again(case, "/b", 302, location=url_of("/a"))
    case.answer("/a", 200, purpose="rendered")
    before = case.facts
    case.captures = [case.captures[place] for place in order]
    assert case.facts == before
    assert {fact.state for fact in before.links} == {"broken"}
    assert all(one.looks == 2 for one in itertools.chain(before.links))
