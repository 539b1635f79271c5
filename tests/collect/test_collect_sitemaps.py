"""Sitemaps as sites write them, and as attackers do."""

import gzip
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.collect.sitemaps import MAX_BYTES, MAX_PAGES, Sitemap, read_sitemap, sitemap_places

URL = "http://a.cn/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def _read(text, url=URL):
    return read_sitemap(text.encode(), url)


def test_pages_with_their_dates_newest_first():
    found = _read(
        f"{HEAD}<url><loc>http://a.cn/old</loc><lastmod>2020-01-02T03:04:05+08:00</lastmod></url>"
        "<url><loc> http://a.cn/none </loc></url>"
        "<url>\n<lastmod>2026-11-18</lastmod></url>"
        "<url><loc>http://a.cn/new?a=1&amp;b=2</loc><lastmod>2026-11</lastmod><priority>0.5</priority></url></urlset>"
    )
    assert found.pages == (
        ("http://a.cn/new?a=1&b=2", date(2026, 11, 1)),
        ("http://a.cn/old", date(2020, 1, 2)),
        ("http://a.cn/none", None),
    )
    assert found.sitemaps == ()


def test_an_index():
    found = _read(
        "<sitemapindex><sitemap><loc>http://a.cn/1.xml</loc><lastmod>2026-11-18</lastmod></sitemap>"
        "<sitemap><loc>/2.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert found == ((), ("http://a.cn/1.xml", "http://a.cn/2.xml.gz"))


@pytest.mark.parametrize(
    "entry",
    [
        "<url><loc><![CDATA[http://a.cn/x?a=1&b=2]]></loc></url>",
        "<url><loc>http://a.cn/x?a=1&b=2</loc></url>",
        "<URL><LOC>http://a.cn/x?a=1&amp;b=2</LOC></URL>",
        "<sm:url><sm:loc>http://a.cn/x?a=1&#38;b=2</sm:loc></sm:url>",
        "<url><loc>/x?a=1&amp;b=2</loc><image:image><image:loc>http://a.cn/i.png</image:loc></image:image></url>",
        "<!-- <url><loc>http://a.cn/no</loc></url> --><url><loc>http://a.cn/x?a=1&amp;b=2#top</loc></url><!-- ",
        "<url><loc>http://a.cn/x?a=1&amp;b=2</loc></url><url><loc>mailto:x@a.cn</loc></url><url><loc></loc></url><url><lo",
    ],
)
def test_ways_of_writing(entry):
    assert [page.url for page in _read(f"{HEAD}{entry}").pages] == ["http://a.cn/x?a=1&b=2"]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings(coding):
    text = '<?xml version="1.0"?><urlset><url><loc>http://a.cn/公告</loc></url></urlset>'
    assert [page.url for page in read_sitemap(text.encode(coding), URL).pages] == ["http://a.cn/%E5%85%AC%E5%91%8A"]


def test_gzip_and_text():
    lines = b"http://a.cn/1\r\nhttps://a.cn/2\n\nno address\nhttp://a.cn/1\n"
    assert [page.url for page in read_sitemap(gzip.compress(lines), URL).pages] == ["http://a.cn/1", "https://a.cn/2"]


def test_entities_are_inert():
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    text = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "http://a.cn/"><!ENTITY x SYSTEM "file:///etc/passwd">{bomb}]>'
        "<urlset><url><loc>&e12;</loc></url><url><loc>&x;</loc></url><url><loc>http://a.cn/ok</loc></url></urlset>"
    )
    assert [page.url for page in _read(text).pages] == ["http://a.cn/ok"]


def test_a_gzip_bomb_is_cut():
    bomb = gzip.compress(b"<urlset>" + b" " * (4 * MAX_BYTES) + b"<url><loc>http://a.cn/x</loc></url>", 9)
    assert read_sitemap(bomb, URL) == Sitemap()


def test_no_more_pages_than_the_protocol_allows():
    text = "".join(f"<url><loc>http://a.cn/{number}</loc></url>" for number in range(MAX_PAGES + 10))
    assert len(_read(text).pages) == MAX_PAGES
    assert len(_read("\n".join(f"http://a.cn/{number}" for number in range(MAX_PAGES + 10))).pages) == MAX_PAGES


@pytest.mark.parametrize("piece", ["<!--", "<loc ", "<url", "<loc>", "<![CDATA[", "&#", "<loc>" + " " * 50])
def test_cost_is_linear(piece):
    def cost(times):
        start = time.process_time()
        _read("<urlset>" + piece * times)
        return time.process_time() - start

    cost(1000)
    assert cost(40_000) < 40 * max(cost(4000), 0.002)


@pytest.mark.parametrize(
    "body", [b"", b"\x1f\x8b", b"\x1f\x8bxx", b"\xff\xfe<", b"<html><body>404</body></html>", b"\x00" * 99]
)
def test_what_is_no_sitemap_gives_nothing(body):
    assert read_sitemap(body, URL) == Sitemap()


@given(st.binary(max_size=300) | st.text(alphabet="<>/urlocsitemapd:&#;![]-0123 \n").map(str.encode))
def test_never_raises(body):
    read_sitemap(body, URL)
    read_sitemap(b"<urlset><url><loc>" + body, "x")


def test_places():
    robots = "User-agent: *\nSitemap: http://a.cn/s.xml # first\nsitemap:/t.xml\nSITEMAP: mailto:x\nSitemap:http://a.cn/s.xml"
    assert sitemap_places(robots, "http://a.cn/") == ("http://a.cn/s.xml", "http://a.cn/t.xml")
    assert sitemap_places("", "http://a.cn/x/") == ("http://a.cn/sitemap.xml",)
    assert sitemap_places("", "nonsense") == ()


@pytest.mark.parametrize("number", ["9" * 5_000, "x" + "f" * 5_000, "0" * 6_000 + "45"])
def test_an_endless_number_costs_only_its_own_address(number):
    found = _read(
        f"{HEAD}<url><loc>http://a.cn/&#{number};</loc></url><url><loc>http://a.cn/next.html</loc></url></urlset>"
    )
    assert "http://a.cn/next.html" in {page.url for page in found.pages}
