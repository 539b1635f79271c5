"""What is asked for next, and what is not asked for at all."""

from itertools import pairwise

import pytest

from hengping.collect.frontier import MAX_HOPS, RANK_BY_PLACE, RANK_FIRST, Frontier, Target
from hengping.collect.robots import robots_token
from hengping.collect.traps import MAX_CHAIN, MAX_VARIANTS, TrapGuard, page_identity

BASE = "http://a.cn/"


def _page(name, depth=1, **more):
    return Target(url=BASE + name, purpose="page", source_url=BASE, depth=depth, **more)


def _drain(choose):
    return [target.url.removeprefix(BASE) for target in iter(choose, None)]


def test_breadth_first_then_navigation_lists_and_the_rest():
    frontier = Frontier(100, 100)
    for name, depth, place in [("deep", 2, "nav"), ("foot", 1, "footer"), ("body", 1, "body"), ("list", 1, "list")]:
        frontier.add_page(_page(name, depth), RANK_BY_PLACE[place])
    frontier.add_page(_page("nav"), RANK_BY_PLACE["nav"])
    frontier.add_page(_page("frame"), RANK_FIRST)
    assert _drain(frontier.next_page) == ["frame", "nav", "list", "foot", "body", "deep"]


def test_each_address_once_and_budgets_hold():
    frontier = Frontier(2, 1)
    for name in ("1", "1", "2", "3"):
        frontier.add_page(_page(name), 1)
        frontier.add_check(Target(url=BASE + "c" + name, purpose="link"))
    frontier.add_page(_page("hop", hops=1), RANK_FIRST)
    assert _drain(frontier.next_page) == ["hop", "1", "2"]
    frontier.add_check(Target(url=BASE + "1", purpose="link"))
    assert _drain(frontier.next_check) == ["c1"]


def test_no_more_than_ten_hops():
    frontier = Frontier(5, 5)
    for hops in (MAX_HOPS, MAX_HOPS + 1):
        frontier.add_page(_page(f"p{hops}", hops=hops), RANK_FIRST)
        frontier.add_check(Target(url=f"{BASE}c{hops}", purpose="link", hops=hops))
    assert _drain(frontier.next_page) == ["p10"]
    assert _drain(frontier.next_check) == ["c10"]


def test_session_ids_make_no_new_page_but_a_redirect_to_one_is_followed():
    frontier = Frontier(9, 9)
    frontier.add_page(_page("a?x=1&PHPSESSID=1"), 1)
    frontier.add_page(_page("a?x=1&PHPSESSID=2"), 1)
    frontier.add_page(_page("a?x=1&PHPSESSID=3", hops=1), 1)
    assert _drain(frontier.next_page) == ["a?x=1&PHPSESSID=1", "a?x=1&PHPSESSID=3"]


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("http://a.cn/l;jsessionid=AB12?p=1", "http://a.cn/l?p=1"),
        ("http://a.cn/l?sid=1", "http://a.cn/l"),
        ("http://a.cn/l?sid=1&p=2", "http://a.cn/l?p=2"),
        ("http://a.cn/l?basid=1", "http://a.cn/l?basid=1"),
        ("http://a.cn/l?", "http://a.cn/l?"),
    ],
)
def test_identity_leaves_out_session_ids_only(url, identity):
    assert page_identity(url) == identity


@pytest.mark.parametrize(
    "path",
    [
        "x" * 2001,
        "/".join("abcdefghijklmnopqrstuvw"),
        "a/b/a/b/a/b/a/b/",
        "?" + "&".join(f"k{n}=1" for n in range(17)),
        "?k=1&k=2&k=3&k=4",
    ],
)
def test_misshapen_addresses_are_left_out(path):
    assert not TrapGuard().admits(BASE + path, "")


@pytest.mark.parametrize(
    "path", ["2011/11/11/11/11/t1.html", "art/2026/1/1/art_1_1.html", "col/col1/index.html?uid=1&page=2"]
)
def test_ordinary_addresses_pass(path):
    assert TrapGuard().admits(BASE + path, BASE)


def test_a_calendar_ends():
    guard = TrapGuard()
    pages = [f"{BASE}cal?year={2026 + n // 12}&month={n % 12}" for n in range(500)]
    let_in = [page for before, page in pairwise(pages) if guard.admits(page, before)]
    assert len(let_in) == MAX_CHAIN


def test_a_branching_trap_ends():
    guard = TrapGuard()
    assert sum(guard.admits(f"{BASE}cal?d={n}", BASE + "cal?d=0") for n in range(1, 5000)) == MAX_VARIANTS


def test_articles_found_on_lists_are_no_trap():
    guard = TrapGuard()
    assert all(guard.admits(f"{BASE}art_{n}.html", f"{BASE}list_{n // 20}.html") for n in range(5000))


@pytest.mark.parametrize(
    ("agent", "token"),
    [("Mozilla/5.0 (compatible; Hengping/0.1; x)", "Hengping"), ("Tester/2.0", "Tester"), ("", "")],
)
def test_robots_rules_are_looked_up_by_product_name(agent, token):
    assert robots_token(agent) == token
