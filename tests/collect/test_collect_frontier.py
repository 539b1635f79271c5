"""What is asked for next, and what is not asked for at all."""

from collections import Counter

import pytest
from frontier_support import BASE, crawl, drain, link, page

from hengping.collect.frontier import MAX_HOPS, Frontier, Target
from hengping.collect.frontier_recent import Recent
from hengping.collect.frontier_turns import MAX_SECTIONS, OVERFLOW


def _frontier(max_pages=100, max_checks=100, **more):
    return Frontier(None, max_pages=max_pages, max_checks=max_checks, **more)


def _frame(name, source=BASE):
    return Target(url=BASE + name, purpose="frame", source_url=source, depth=0)


def test_frames_then_sections_then_newest_items_then_old_lists_then_the_rest():
    frontier = _frontier()
    frontier.add_pages(
        [
            page("show.asp?x=1"),
            page("zwgk/index_3.html", 2),
            page("zwgk/202610/t20261001_1.html", 2),
            page("zwgk/202611/t20261118_2.html", 3),
            page("zwgk/index.html", 3),
            page("xwzx/"),
            _frame("top.html"),
        ]
    )
    assert drain(frontier.next_page) == [
        "top.html",
        "xwzx/",
        "zwgk/index.html",
        "zwgk/202611/t20261118_2.html",
        "zwgk/202610/t20261001_1.html",
        "zwgk/index_3.html",
        "show.asp?x=1",
    ]


def test_each_address_once_and_budgets_hold():
    frontier = _frontier(2, 1)
    for name in ("1", "1", "2", "3"):
        frontier.add_page(page(name))
        frontier.add_check(link("c" + name))
    frontier.add_page(page("hop", hops=1))
    assert drain(frontier.next_page) == ["hop", "3", "2"]
    frontier.add_check(link("1"))
    assert drain(frontier.next_check) == ["c1"]
    assert frontier.left_out == {"budget": 3}


def test_what_is_known_as_a_page_is_not_checked_as_well():
    frontier = _frontier()
    frontier.add_checks([link("a"), link("b")])
    frontier.add_page(page("a"))
    frontier.next_page()
    assert drain(frontier.next_check) == ["b"]


def test_no_more_hops_than_browsers_follow():
    frontier = _frontier(5, 5)
    for hops in (MAX_HOPS, MAX_HOPS + 1):
        frontier.add_page(page(f"p{hops}", hops=hops))
        frontier.add_check(link(f"c{hops}", hops=hops))
    assert drain(frontier.next_page) == ["p20"]
    assert drain(frontier.next_check) == ["c20"]


def test_redirects_of_checks_go_first():
    frontier = _frontier()
    frontier.add_checks([link("1"), link("2"), link("hop", hops=1)])
    assert drain(frontier.next_check) == ["hop", "1", "2"]


def test_session_ids_make_no_new_page_but_a_redirect_to_one_is_followed():
    frontier = _frontier()
    frontier.add_page(page("a?x=1&PHPSESSID=1"))
    frontier.add_page(page("a?x=1&PHPSESSID=2"))
    frontier.add_page(page("a?x=1&PHPSESSID=3", hops=1))
    assert drain(frontier.next_page) == ["a?x=1&PHPSESSID=3", "a?x=1&PHPSESSID=1"]


def test_pages_of_sitemaps_come_after_all_that_links_gave():
    frontier = _frontier()
    frontier.add_page(page("new/", hint="sitemap"))
    frontier.add_page(page("known/", hint="sitemap"))
    frontier.add_page(page("known/"))
    frontier.add_page(page("x.asp?y=1"))
    assert drain(frontier.next_page) == ["known/", "x.asp?y=1", "new/"]


def test_sitemaps_themselves_cost_no_page():
    frontier = _frontier(1)
    frontier.add_page(Target(url=BASE + "sitemap.xml", purpose="sitemap"))
    frontier.add_page(page("a/"))
    assert drain(frontier.next_page) == ["sitemap.xml", "a/"]
    assert frontier.summary().pages_taken == 1


def test_a_trap_is_let_in_when_an_ordinary_list_has_it_too():
    frontier = _frontier(1000)
    asked = crawl(frontier, lambda name: [f"cal/?d={int(name.partition('=')[2] or 0) + 1}"])
    assert len(asked) < 100
    assert frontier.left_out == {"trap": 1}
    left = f"cal/?d={len(asked)}"
    assert frontier.summary().trap_examples == (("endless_chain", BASE + left),)
    frontier.add_page(page(left, source=BASE + "list.html"))
    assert drain(frontier.next_page) == [left]
    assert frontier.left_out == {}
    assert frontier.summary().trap_examples == ()


def test_many_frames_do_not_take_the_place_of_sections():
    frontier = _frontier(100, section_share=0.1)
    frontier.add_pages(_frame(f"f{number}.html") for number in range(90))
    frontier.add_pages(page(f"s{number}/a/") for number in range(20))
    first = drain(frontier.next_page)[:30]
    assert sum(name.startswith("s") for name in first) == 20


def _calendar_and_sections(name):
    sections = [f"zwgk/s{number}/" for number in range(30)]
    match name.split("/"):
        case [""]:
            return [*sections, "rili/2026/11/18/"]
        case ["zwgk", section, ""]:
            return [f"zwgk/{section}/202611/t202611{day:02}_{day}.html" for day in range(20, 0, -1)]
        case ["rili", year, month, day, ""]:
            number = (int(year) * 12 + int(month)) * 28 + int(day)
            days = [((number + step) // 28, (number + step) % 28 + 1) for step in range(60)]
            return [f"rili/{month // 12}/{month % 12 + 1}/{day}/" for month, day in days]
    return []


@pytest.mark.parametrize("at_once", [1, 8])
def test_a_calendar_takes_its_share_and_no_more(at_once):
    frontier = _frontier(300, section_share=0.25)
    asked = crawl(frontier, _calendar_and_sections, at_once)
    assert len(asked) == 300
    assert {f"zwgk/s{number}/" for number in range(30)} <= set(asked)
    assert sum(name.startswith("rili") for name in asked) <= 75
    items = Counter(name.split("/")[1] for name in asked if ".html" in name)
    assert len(items) == 30
    for section, count in items.items():
        newest = {f"zwgk/{section}/202611/t202611{day:02}_{day}.html" for day in range(20, 20 - count, -1)}
        assert count >= 6
        assert newest <= set(asked)


def test_the_last_section_may_use_the_rest():
    frontier = _frontier(50, section_share=0.1)
    frontier.add_pages(page(f"big/{number}.html") for number in range(100))
    frontier.add_pages(page(f"small/{number}.html") for number in range(3))
    sections = Counter(name.split("/")[0] for name in drain(frontier.next_page))
    assert sections == {"big": 47, "small": 3}


def test_a_site_of_nothing_but_sections_shows_items_too():
    frontier = _frontier(100)
    frontier.add_pages(page(f"n{number}/list/") for number in range(500))
    frontier.add_pages(page(f"a/{number}.html") for number in range(500))
    asked = drain(frontier.next_page)
    assert sum(name.endswith(".html") for name in asked) == 25


def test_made_up_sections_do_not_starve_one_from_the_home_page():
    def links_of(name):
        if not name:
            return ["true/list/", *(f"true/list/{number}.html" for number in range(200)), "maze/x.asp?a=1"]
        return [f"{name.split('/')[0]}{letter}/{name[-3:]}{letter}.asp?a=1" for letter in "bcdefghij"]

    asked = crawl(_frontier(300), links_of)
    assert sum(name.startswith("true/list/") and name.endswith(".html") for name in asked) == 200


def test_the_account_by_section():
    frontier = _frontier(3)
    frontier.add_pages([page("a/"), page("b/"), *(page(f"a/{number}.html") for number in range(5))])
    drain(frontier.next_page)
    summary = frontier.summary()
    assert [(each.section, each.taken, each.left) for each in summary.sections] == [("a.cn/a", 2, 4), ("a.cn/b", 1, 0)]
    assert (summary.pages_taken, summary.pages_left, summary.left_out) == (3, 4, {"budget": 4})


def test_addresses_that_cannot_be_encoded_are_kept_as_they_are():
    frontier = _frontier()
    frontier.add_page(Target(url="http://a.cn/\ud800", purpose="home"))
    target = frontier.next_page()
    assert target.url == "http://a.cn/\ud800"
    frontier.done(target)
    frontier.commit(1)


def test_the_sieve_names_what_may_be_new_and_never_hides_what_is():
    frontier = _frontier()
    frontier.add_page(page("a/"))
    frontier.add_check(link("c"))
    assert frontier.new_pages([BASE + "a/", BASE + "b/", BASE + "b/"]) == [BASE + "b/"]
    assert frontier.new_checks([BASE + "c", BASE + "a/"]) == [BASE + "a/"]


def test_what_was_seen_lately_is_bounded():
    recent = Recent()
    for number in range(100_000):
        recent.add(str(number))
        assert "0" in recent  # what is met again and again stays
    assert all(str(number) in recent for number in range(92_000, 100_000))
    assert sum(str(number) in recent for number in range(100_000)) < 20_000


def test_ever_new_sections_share_a_bounded_number_of_places():
    frontier = _frontier(5000)
    frontier.add_pages(page(f"n{number}/x/") for number in range(5000))
    sections = frontier.summary().sections
    assert len(sections) == MAX_SECTIONS + OVERFLOW
    assert sum(each.left for each in sections) == 5000
    assert len(set(drain(frontier.next_page))) == 5000
