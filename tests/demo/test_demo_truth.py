from collections import Counter
from datetime import date

import pytest

from hengping.demo.province import build
from hengping.demo.truth import Planted, compare
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome, Subject
from hengping.model.text import Text
from hengping.model.urls import normal_url

TWICE = {
    "home_not_updated", "blank_section", "stale_section", "broken_link", "attachment_broken", "message_unanswered",
    "guide_incomplete", "no_service", "no_message_channel", "site_code_missing", "site_code_mismatch", "icp_missing",
    "psb_missing", "sponsor_missing", "contact_missing", "fault_report_entry_missing", "party_gov_mark_missing",
    "meta_missing", "search_missing", "blocked", "home_unavailable", "search_broken", "personal_data", "dark_link",
    "wording_error", "reprint",
}  # fmt: skip


def finding(check: str, url: str, outcome: Outcome = Outcome.FAIL, kind: str = "page", **values: str) -> Finding:
    return Finding(
        finding_id="x",
        site_code="9900000001",
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind=kind, url=url),  # type: ignore[arg-type]
        values=values,
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(zh=""),
    )


def defect(check: str, url: str, **values: str) -> Planted:
    return Planted(check=check, site_code="9900000001", url=url, values=values)


def test_same_arguments_same_truth_other_seed_other_truth() -> None:
    assert build(24) == build(24)
    assert build(24).truth != build(24, seed=7).truth
    assert {d.check for d in build(24).truth} == {d.check for d in build(24, seed=7).truth}


def test_every_check_is_planted_at_least_twice() -> None:
    counts = Counter(d.check for d in build(24).truth)
    assert set(counts) == TWICE
    assert all(count >= 2 for count in counts.values()), counts


def test_every_required_tag_is_planted() -> None:
    tags = {(d.values["page_type"], d.values["tag"]) for d in build(24).truth if d.check == "meta_missing"}
    everywhere = ("SiteName", "SiteDomain", "SiteIDCode")
    assert {(page, tag) for page in ("home", "section", "article") for tag in everywhere} <= tags
    assert {("section", f"Column{part}") for part in ("Name", "Description", "Keywords", "Type")} <= tags
    assert {("article", tag) for tag in ("ArticleTitle", "PubDate", "ContentSource")} <= tags


def test_veto_lines_are_crossed_by_some_and_not_by_others() -> None:
    counts = Counter((d.site_code, d.check) for d in build(24).truth)
    thin = Counter(
        d.site_code for d in build(24).truth if d.check == "guide_incomplete" and len(d.values["missing"]) >= 4
    )
    assert sum(count >= 5 for (_, check), count in counts.items() if check == "blank_section") == 2
    assert sum(count >= 10 for (_, check), count in counts.items() if check == "stale_section") == 1
    assert [count for count in thin.values() if count >= 5] == [5]
    late = Counter(
        d.site_code
        for d in build(24).truth
        if d.check == "stale_section" and d.values["section_class"] in {"dynamic", "notice", "policy"}
    )
    assert sum(count >= 5 for count in late.values()) == 2
    spotless = [site for site in build(24).sites if not any(code == site.site_code for code, _ in counts)]
    assert len([site for site in spotless if site.group == "省级部门"]) == 2, "a tie at the top of its group"


def test_sites_that_cannot_be_judged_carry_one_truth_only() -> None:
    province = build(24)
    for content in province.contents:
        if not content.readable:
            checks = [d.check for d in province.truth if d.site_code == content.site.site_code]
            assert checks in (["blocked"], ["home_unavailable"])


def test_intermittent_decides_whether_the_flaky_site_is_planted() -> None:
    checks = [Counter(d.check for d in build(24, intermittent=on).truth)["home_unavailable"] for on in (True, False)]
    assert checks == [2, 1]


def test_keys_are_unique_and_urls_normal() -> None:
    truth = build(48).truth
    assert len({d.key for d in truth}) == len(truth)
    assert all(normal_url(d.url) == d.url for d in truth)


@pytest.mark.parametrize("count", [1, 23, 500])
def test_any_number_of_sites(count: int) -> None:
    province = build(count)
    assert len({site.site_code for site in province.sites}) == count
    assert len({site.url for site in province.sites}) == count


@pytest.mark.parametrize("count", [0, 501])
def test_too_few_or_too_many(count: int) -> None:
    with pytest.raises(InputError, match="1到500"):
        build(count)


def test_other_time_points_keep_the_plan() -> None:
    for as_of in (date(2024, 2, 29), date(2026, 3, 1), date(2027, 12, 31)):
        assert {d.check for d in build(24, as_of=as_of).truth} == TWICE


def test_compare_counts_hits_misses_and_false_alarms() -> None:
    planted = [defect("broken_link", "http://a.cn/1"), defect("broken_link", "http://a.cn/2")]
    found = [
        finding("broken_link", "HTTP://A.cn/1#x"),
        finding("broken_link", "http://a.cn/1"),
        finding("broken_link", "http://a.cn/9", Outcome.PARTLY),
        finding("broken_link", "http://a.cn/2", Outcome.CANNOT_TELL),
    ]
    [row] = compare(planted, found)
    assert (row.planted, row.reported, row.hits) == (2, 2, 1)
    assert (row.precision, row.recall) == (0.5, 0.5)
    assert row.false_keys == (("broken_link", "9900000001", "http://a.cn/9", ""),)
    assert row.missed_keys == (("broken_link", "9900000001", "http://a.cn/2", ""),)


def test_compare_tells_tags_and_letters_of_one_page_apart() -> None:
    planted = [defect("meta_missing", "http://a.cn/", tag=tag) for tag in ("SiteName", "PubDate")]
    planted.append(defect("message_unanswered", "http://a.cn/l", message_id="7"))
    found = [
        finding("meta_missing", "http://a.cn/", tag="SiteName"),
        finding("message_unanswered", "http://a.cn/l", message_id="8"),
    ]
    letters, tags = compare(planted, found)
    assert (letters.hits, letters.precision, letters.recall) == (0, 0.0, 0.0)
    assert (tags.hits, tags.precision, tags.recall) == (1, 1.0, 0.5)


def test_compare_takes_blocked_only_for_a_whole_site() -> None:
    planted = [defect("blocked", "http://a.cn/")]
    found = [
        finding("blocked", "http://a.cn/", Outcome.BLOCKED, "site"),
        finding("blocked", "http://bank.example/", Outcome.BLOCKED, "link"),
        finding("broken_link", "http://a.cn/", Outcome.BLOCKED, "site"),
    ]
    [row] = compare(planted, found)
    assert (row.planted, row.reported, row.hits) == (1, 1, 1)


def test_compare_of_nothing_is_perfect() -> None:
    assert compare([], []) == []
