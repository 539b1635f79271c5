"""Links: one fact per target, with the state of its last hop."""

import pytest
from site_case import HOME, SiteCase, link, news, url_of

from hengping.model.evidence import FAILURES, FailureKind


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "ok"),
        (206, "ok"),
        (404, "broken"),
        (410, "broken"),
        (500, "broken"),
        (503, "broken"),
        (401, "blocked"),
        (403, "blocked"),
        (405, "blocked"),
        (406, "blocked"),
        (412, "blocked"),
        (429, "blocked"),
        (451, "blocked"),
        (400, "blocked"),
    ],
)
def test_state_by_status(status: int, state: str) -> None:
    case = SiteCase().home(links=(link("http://other.cn/a", "外链", kind="external"),))
    case.answer("http://other.cn/a", status, purpose="link")
    assert (case.link("http://other.cn/a").state, case.link("http://other.cn/a").status) == (state, status)


@pytest.mark.parametrize("failure", list(FailureKind))
def test_state_by_failure(failure: FailureKind) -> None:
    policy = FAILURES[failure]
    case = SiteCase().home(links=(link("/a.doc", kind="attachment"),))
    case.answer("/a.doc", 200 if policy.answered else 0, purpose="attachment", failure=failure)
    expected = "broken" if policy.counts_as_broken else "ok" if policy.answered else "not_tested"
    if policy.turned_away:
        expected = "blocked"
    fact = case.link("/a.doc")
    assert (fact.state, fact.failure, fact.kind) == (expected, failure, "attachment")


def test_a_challenge_is_blocked_whatever_its_status() -> None:
    case = SiteCase().home(links=(link("/a"),)).challenge("/a", 200)
    assert case.link("/a").state == "blocked"


def test_redirects_are_followed() -> None:
    case = SiteCase().home(links=(link("/a"), link("/b"), link("/c"), link("/d")))
    case.redirect("/a", "/a/").answer("/a/", 200)
    case.redirect("/b", "/b/").answer("/b/", 404)
    case.redirect("/c", "/c/").redirect("/c/", "/c")
    case.redirect("/d", "http://login.cn/")
    states = {path: case.link(path).state for path in ("/a", "/b", "/c", "/d")}
    assert states == {"/a": "ok", "/b": "broken", "/c": "broken", "/d": "not_tested"}
    assert case.link("/b").evidence.record_id == "urn:/b/"
    assert case.link("/d").evidence.record_id == "urn:/d"


@pytest.mark.parametrize(("hops", "state"), [(20, "ok"), (21, "broken")])
def test_ten_hops_are_allowed(hops: int, state: str) -> None:
    case = SiteCase().home(links=(link("/h0"),))
    for number in range(hops):
        case.redirect(f"/h{number}", f"/h{number + 1}")
    assert case.answer(f"/h{hops}", 200).link("/h0").state == state


def test_one_fact_per_target_with_home_as_its_source() -> None:
    case = SiteCase().home(links=(link("/x", "", place="footer"), link("/x", "附件", place="body")))
    case.page("/a/", title="甲", links=(link("/x", "下载"), link("/y", position="li > a")), lists=(news("/a/", 1),))
    case.page("/b/", title="乙", links=(link("/y"),), lists=(news("/b/", 1),))
    x, y = case.link("/x"), case.link("/y")
    assert (x.source_url, x.source_count, x.on_home, x.text) == (HOME, 2, True, "附件")
    assert (y.source_url, y.source_count, y.on_home) == (url_of("/a/"), 2, False)
    assert (y.state, y.evidence.record_id, y.evidence.position) == ("not_tested", "urn:/a/", "li > a")


def test_crawled_pages_open() -> None:
    case = SiteCase().home(links=(link("/a/"),)).page("/a/", title="甲", lists=(news("/a/", 1),))
    case.captures = [capture for capture in case.captures if capture.url == HOME]
    assert case.link("/a/").state == "ok"


def test_the_better_of_two_captures_counts() -> None:
    case = SiteCase().home(links=(link("/a"),)).answer("/a", 200).answer("/a", 503)
    assert case.link("/a").state == "ok"


def test_links_of_a_frame_belong_to_the_page_that_shows_it() -> None:
    case = SiteCase().home().page("/a/", title="甲", frames=("/a/f.html",))
    case.page("/a/f.html", "other", purpose="frame", links=(link("/x"),))
    assert case.link("/x").source_url == url_of("/a/")


def test_images_keep_their_kind() -> None:
    case = SiteCase().home(links=(link("/p.png", kind="image"),)).answer("/p.png", 404, purpose="image")
    assert (case.link("/p.png").kind, case.link("/p.png").state) == ("image", "broken")
