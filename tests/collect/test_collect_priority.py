"""Which page is worth asking for first, by its address alone."""

import pytest
from frontier_support import BASE

from hengping.collect.frontier import Target
from hengping.collect.priority import Rank, section_of, standing


def _standing(name, text="", **more):
    values = {"purpose": "page", "depth": 1, **more}
    return standing(Target(url=BASE + name, text=text, **values))


@pytest.mark.parametrize(
    ("name", "more"), [("", {"purpose": "home"}), ("f.html", {"purpose": "frame"}), ("x", {"hops": 1})]
)
def test_first(name, more):
    assert _standing(name, **more).rank == Rank.FIRST


@pytest.mark.parametrize(
    "name",
    [
        "",
        "zwgk/",
        "zwgk/tzgg/index.html",
        "zwgk/index.shtml",
        "col/col1234/index.html",
        "col/1234/",
        "zwgk/tzgg.htm",
        "list.asp?classid=3",
        "more.aspx?id=12",
        "NewsList.asp",
        "newslist.php?cid=3",
        "channel_12.html",
        "node_1234.htm",
        "index.php?catid=4",
        "list.asp?classid=3&page=1",
        "gov/n1/n2/index.html",
    ],
)
def test_sections(name):
    assert _standing(name).rank == Rank.SECTION


@pytest.mark.parametrize(
    "name",
    [
        "zwgk/tzgg/202611/t20261118_123.html",
        "art/2026/11/18/art_12_345.html",
        "info/1003/12345.htm",
        "show.asp?id=9",
        "show.asp?classid=3&id=9",
        "content/2026-11/18/content_1234.htm",
        "html/2026/xw_1118/1234.html",
        "rili/2026/11/18/",
        "a/2026/11/index.html",
        "n1/n2/c12345/content.html?id=5",
    ],
)
def test_items(name):
    assert _standing(name).rank == Rank.ITEM


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("zwgk/tzgg/index_37.html", "", 38),
        ("zwgk/tzgg/index_1.html", "", 2),
        ("list_12_3.html", "", 3),
        ("list.asp?classid=3&page=37", "", 37),
        ("zwgk/tzgg/12.htm", "2", 2),
        ("zwgk/tzgg/12.htm", "下页", 12),
        ("col/col1/index.html?uid=3&pageNum=4", "", 4),
    ],
)
def test_older_list_pages_by_their_number(name, text, number):
    assert _standing(name, text)[:2] == (Rank.LIST, number)


@pytest.mark.parametrize("name", ["s.jsp?q=abc", "do.action?m=x&y=3"])
def test_the_rest(name):
    assert _standing(name).rank == Rank.REST


def test_the_navigation_leads_to_sections():
    assert _standing("s.jsp?q=abc", hint="nav").rank == Rank.SECTION
    assert _standing("a/202611/t20261118_1.html", hint="nav").rank == Rank.ITEM


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("a/202611/t20261118_1.html", "a/202611/t20261117_9.html"),
        ("a/202611/t20261118_2.html", "a/202611/t20261118_1.html"),
        ("art/2026/11/18/art_1_1.html", "art/2026/9/30/art_1_9.html"),
        ("a/2026-01-02/1.html", "a/2025-12-31/2.html"),
        ("a/202611/x.html", "a/202610/99.html"),
        ("info/1003/12346.htm", "info/1003/12345.htm"),
        ("show.asp?id=100", "show.asp?id=99"),
        ("a/2026/11/18/1.html", "a/999999.html"),
        ("zwgk/index_1.html", "zwgk/index_2.html"),
        ("list.asp?page=9", "list.asp?page=10"),
    ],
)
def test_newer_before_older(newer, older):
    assert _standing(newer)[:2] < _standing(older)[:2]


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("", "a.cn/"),
        ("index.html", "a.cn/"),
        ("12.html", "a.cn/"),
        ("zwgk/tzgg/", "a.cn/zwgk/tzgg"),
        ("zwgk/tzgg.htm", "a.cn/zwgk/tzgg"),
        ("zwgk/tzgg/12.htm", "a.cn/zwgk/tzgg"),
        ("zwgk/tzgg/202611/t20261118_1.html", "a.cn/zwgk/tzgg"),
        ("zwgk/tzgg/gs/index_2.html", "a.cn/zwgk/tzgg"),
        ("xw/2026/11/18/1.html", "a.cn/xw"),
        ("info/1003/12345.htm", "a.cn/info/1003"),
        ("col/col12/index.html", "a.cn/col/col12"),
        ("art/2026/11/18/art_12_345.html", "a.cn/col/col12"),
        ("list.asp?classid=3&page=2", "a.cn/list.asp?classid=3"),
        ("show.asp?id=9", "a.cn/show.asp"),
        ("cal.asp?d=9", "a.cn/cal.asp"),
        ("x/cal.asp?d=9", "a.cn/x"),
    ],
)
def test_sections_by_address(name, section):
    assert section_of(BASE + name) == section


def test_www_makes_no_other_section_but_another_host_does():
    assert section_of("http://www.a.cn/x/") == section_of("http://a.cn/x/") != section_of("http://b.cn/x/")


@pytest.mark.parametrize(
    "text", ["", "?", "http://", "http://[", "x", "http://a.cn//", "http://a.cn/?=&&", "http://a.cn/²"]
)
def test_odd_texts_have_a_standing(text):
    assert standing(Target(url=text, purpose="page", text="²")).rank in Rank
