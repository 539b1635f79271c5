"""Endless spaces are left out, ordinary sites are not."""

from itertools import pairwise

import pytest
from frontier_support import BASE, MemoryTally

from hengping.collect.traps import (
    MAX_ACTIONS,
    MAX_CHAIN,
    MAX_DATES,
    MAX_FILTERS,
    MAX_GROWTH,
    MAX_LIST_CHAIN,
    MAX_MONTHS,
    MAX_ORDERS,
    MAX_TOKENS,
    MAX_VARIANTS,
    Trail,
    TrapRule,
    judge,
    page_identity,
)

SOME_UUID = "9f8b{:04x}-1c2d-4e5f-8a9b-0c1d2e3f4a5b"
SOME_HEX = "a1b2c3d4e5f6{:04x}9988"


class Guard:
    """Judges as the frontier does: remembers how each page was come by."""

    def __init__(self):
        self.tally, self.trails = MemoryTally(), {}

    def judge(self, name, source=""):
        verdict = judge(BASE + name, BASE + source, self.trails.get(source, Trail()), self.tally)
        if verdict.rule is None:
            self.trails.setdefault(name, verdict.trail)
        return verdict.rule

    def admits(self, name, source=""):
        return self.judge(name, source) is None

    def follow(self, names):
        """How many are let in when each is found on the one before, until one is not."""
        return next((n for n, (a, b) in enumerate(pairwise(names)) if not self.admits(b, a)), len(names) - 1)


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("http://a.cn/l;jsessionid=AB12?p=1", "http://a.cn/l?p=1"),
        ("http://a.cn/l;jsessionid=AB12", "http://a.cn/l"),
        ("http://a.cn/(S(lit3py55t21z5v55vlm25s55))/l.aspx", "http://a.cn/l.aspx"),
        ("http://a.cn/l?sid=1", "http://a.cn/l"),
        ("http://a.cn/l?sid=1&p=2", "http://a.cn/l?p=2"),
        ("http://a.cn/l?PHPSESSID=1&p=2", "http://a.cn/l?p=2"),
        ("http://a.cn/l?p=2&_=1700000000123", "http://a.cn/l?p=2"),
        ("http://a.cn/l?p=2&rnd=0.8237462", "http://a.cn/l?p=2"),
        ("http://a.cn/l?b=1&a=2", "http://a.cn/l?a=2&b=1"),
        ("http://a.cn/l?basid=1", "http://a.cn/l?basid=1"),
        ("http://a.cn/l?t=2", "http://a.cn/l?t=2"),
        ("http://a.cn/l?", "http://a.cn/l"),
        ("http://a.cn/党(组)织/", "http://a.cn/党(组)织/"),
    ],
)
def test_identity_leaves_out_session_ids_and_the_like_only(url, identity):
    assert page_identity(url) == identity


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("x" * 2001, TrapRule.TOO_LONG),
        ("/".join("abcdefghijklmnopqrstuvw"), TrapRule.DEPTH_BOMB),
        ("a/b/a/c/a/d/a/", TrapRule.DIRECTORY_CYCLE),
        ("x/a/b/a/b/a/b/y.html", TrapRule.DIRECTORY_CYCLE),
        ("?" + "&".join(f"k{n}=1" for n in range(17)), TrapRule.GROWING_QUERY),
        ("?k=1&k=2&k=3&k=4", TrapRule.GROWING_QUERY),
        ("login?back=http%3A%2F%2Fa.cn%2Flogin%3Fback%3Dhttp%253A%252F%252Fa.cn%252F", TrapRule.GROWING_QUERY),
        ("user/logout.jsp", TrapRule.ACTION_LINK),
        ("index.php?action=logout", TrapRule.ACTION_LINK),
    ],
)
def test_misshapen_addresses_are_left_out(name, rule):
    assert Guard().judge(name) == rule


@pytest.mark.parametrize(
    "name",
    [
        "2011/11/11/11/11/t1.html",
        "zwgk/tzgg/202611/t20261118_123456.html",
        "art/2026/1/1/art_1_1.html",
        "col/col1/index.html?uid=1&pageNum=2",
        "info/1003/12345.htm",
        "list.asp?classid=3&page=2",
        "zwgk/zfxxgk/fdzdgknr/zfxxgk/lzyj/zfxxgk/index.html",
        "tongji/blog/printing/share-holders/catalogue.html",
    ],
)
def test_ordinary_addresses_pass(name):
    assert Guard().admits(name)


@pytest.mark.parametrize(
    "form",
    ["cal?year={y}&month={m}", "cal/{y}/{m}/", "cal/{y}{m:02}/", "cal-{y}-{m}.html", "cal.asp?date={y}-{m:02}-01"],
)
def test_a_calendar_ends(form):
    names = [form.format(y=2026 + n // 12, m=n % 12 + 1) for n in range(300)]
    guard = Guard()
    assert guard.follow(names) == MAX_MONTHS
    back = [form.format(y=2026 - n // 12, m=12 - n % 12) for n in range(300)]
    assert Guard().follow(back) == MAX_MONTHS


def test_a_calendar_of_days_ends_too():
    guard = Guard()
    days = [f"cal/2026/{m}/{d}/" for m in range(1, 13) for d in range(1, 32)] * 2
    let_in = {name for name in [*days, *(f"cal/2027/{m}/{d}/" for m in range(1, 13) for d in range(1, 32))]
              if guard.admits(name, "cal/2026/1/1/")}  # fmt: skip
    assert len(let_in) <= MAX_DATES


@pytest.mark.parametrize("year", [1901, 2030, 9999])
def test_a_far_date_is_left_out_by_its_distance_from_the_page_it_was_found_on(year):
    assert Guard().judge(f"cal/{year}/11/", "cal/2026/11/") == TrapRule.ENDLESS_CALENDAR


def test_years_of_archives_reached_by_lists_pass():
    guard = Guard()
    assert all(guard.admits(f"zcwj/{y}/{m}/", "zcwj/") for y in range(1995, 2027) for m in range(1, 13))
    assert all(guard.admits(f"zcwj/{y}/{m}/", "zcwj/list.html") for y in range(1995, 2027) for m in range(1, 13))


def test_a_branching_trap_ends():
    guard = Guard()
    assert sum(guard.admits(f"x?d={n}", "x?d=0") for n in range(1, 5000)) == MAX_VARIANTS


def test_a_chain_ends():
    assert Guard().follow([f"next?d={n}" for n in range(500)]) == MAX_CHAIN
    assert Guard().follow([f"next/{n}.html" for n in range(2000)]) == MAX_LIST_CHAIN


@pytest.mark.parametrize(
    "form",
    [
        "zwgk/tzgg/index_{}.html",  # TRS
        "zwgk/tzgg/{}.htm",  # 博达
        "col/col12/index.html?uid=9&pageNum={}",  # 大汉
        "list.asp?classid=3&page={}",  # old ASP
    ],
)
def test_four_hundred_list_pages_that_lead_to_each_other_are_no_trap(form):
    assert Guard().follow([form.format(n) for n in range(1, 401)]) == 399


@pytest.mark.parametrize(
    ("article", "source"),
    [
        ("zwgk/tzgg/202611/t202611{:02}_{}.html", "zwgk/tzgg/index_{}.html"),
        ("art/2026/11/{}/art_12_{}.html", "col/col12/index.html?uid=9&pageNum={}"),
        ("info/1003/{1}.htm", "zwgk/tzgg/{}.htm"),
        ("show.asp?id={1}", "list.asp?classid=3&page={}"),
        ("detail.jsp?id=9f8b{1:04x}-1c2d-4e5f-8a9b-0c1d2e3f4a5b&siteid=3", "list.jsp?page={}"),
        ("content/9f8b7a6c5d4e3f2a{1:08x}/index.html", "list.jsp?page={}"),
    ],
)
def test_articles_found_on_lists_and_on_each_other_are_no_trap(article, source):
    guard = Guard()
    names = [article.format(n % 28 + 1, n) for n in range(5000)]
    assert all(guard.admits(name, source.format(n // 20)) for n, name in enumerate(names))
    related = [(names[n * 7 % 5000], name) for n, name in enumerate(names)]
    assert all(guard.admits(name, other) for other, name in related[:3000])


def test_a_token_on_every_link_is_a_session():
    guard = Guard()
    query = [f"list.asp?classid=3&k={SOME_HEX.format(n)}" for n in range(50)]
    assert sum(guard.admits(name, "x.asp") for name in query) == MAX_TOKENS
    index = [f"zwgk/tzgg/?s={SOME_UUID.format(n)}" for n in range(50)]
    assert sum(guard.admits(name, "x.asp") for name in index) == MAX_TOKENS
    path = [f"{SOME_HEX.format(n)}/zwgk/tzgg/index.html" for n in range(50)]
    assert sum(guard.admits(name, "x.asp") for name in path) == MAX_TOKENS
    assert guard.judge(path[-1]) == TrapRule.SESSION_TOKEN


def test_one_list_in_all_orders():
    guard = Guard()
    names = [f"list?id=3&sort={by}&dir={way}&pagesize={n}" for by in "abc" for way in ("asc", "desc") for n in (10, 20)]
    assert sum(guard.admits(name, "list?id=3") for name in names) == MAX_ORDERS
    assert guard.judge("list?id=3&sort=z") == TrapRule.SORT_ORDER
    assert all(guard.admits(f"list?id={n}&pagesize=20", "list?id=3") for n in range(100, 200))


@pytest.mark.parametrize("form", ["list.jsp?dir=s{}", "index.php?view=v{}", "index.php?view=v{}&page=2"])
def test_a_lone_dir_or_view_names_a_list(form):
    guard = Guard()
    assert all(guard.admits(form.format(n), "index.html") for n in range(10))


@pytest.mark.parametrize("form", ["collect/{}.html", "hdjl/collect/art/{}.html", "bdc/register/t{}.html"])
def test_a_directory_named_like_an_action_is_read(form):
    guard = Guard()
    assert all(guard.admits(form.format(n), "index.html") for n in range(40))


def test_all_combinations_of_filters():
    guard = Guard()
    names = [f"s?year={n}&dept={n % 7}&kind=a{n % 5}&topic=b{n}" for n in range(1000)]
    assert sum(guard.admits(name, "s?year=1&dept=0&kind=a&topic=c") for name in names) <= MAX_FILTERS
    paged = [f"s?year=1&dept=0&kind=a&topic=c&page={n}" for n in range(300)]
    assert all(guard.admits(name, paged[0]) for name in paged[1:])


@pytest.mark.parametrize("form", ["print.asp?id={}", "share?u={}", "login.jsp?back={}", "news.php?action=print&n={}"])
def test_of_print_share_and_login_links_a_few_are_looked_at(form):
    guard = Guard()
    assert sum(guard.admits(form.format(n)) for n in range(50)) == MAX_ACTIONS
    assert guard.judge(form.format(99)) == TrapRule.ACTION_LINK


def test_a_query_that_grows_with_every_click_ends():
    names = ["f?a=1"]
    for n in range(14):
        names.append(f"{names[-1]}&p{n}=1")
    assert Guard().follow(names) == MAX_GROWTH


def test_a_path_that_grows_with_every_click_ends():
    names = ["d/"]
    for n in range(18):
        names.append(f"{names[-1]}x{'abcdefghijklmnopqrs'[n]}/")
    guard = Guard()
    assert guard.follow(names) == MAX_GROWTH
    assert guard.judge(names[MAX_GROWTH + 1], names[MAX_GROWTH]) == TrapRule.DEPTH_BOMB


def test_what_was_left_out_is_judged_anew_on_another_page():
    tally = MemoryTally()
    assert judge(f"{BASE}cal/2030/1/", f"{BASE}cal/2026/1/", Trail(), tally).rule == TrapRule.ENDLESS_CALENDAR
    assert judge(f"{BASE}cal/2030/1/", f"{BASE}list.html", Trail(), tally, again=True).rule is None


@pytest.mark.parametrize(
    "text", ["", "?", "http://", "http://[", "///", "\x00?&&=&;", "http://a.cn/?&&==&&", "a" * 9999]
)
def test_odd_texts_are_judged_without_error(text):
    verdict = judge(text, text, Trail(), MemoryTally())
    assert verdict.rule is None or verdict.rule in TrapRule
