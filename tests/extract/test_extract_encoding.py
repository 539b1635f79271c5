"""Wrong declarations, marks and null bytes; and challenges told quickly, with the same verdict."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import PAGES

from hengping.extract import challenge
from hengping.extract.challenge import challenge_kind
from hengping.extract.encoding import decode, plain_utf8
from hengping.model.evidence import TURNED_AWAY_STATUS

WORDS = "云溪县人民政府政务公开"


def page(declared: str, words: str = WORDS) -> str:
    return f"<html><head><meta charset={declared}><title>{words}</title></head><body><p>{words}</p></body></html>"


@pytest.mark.parametrize(
    ("written", "declared", "header", "name"),
    [
        ("utf-8", "gbk", "", "utf-8"),
        ("utf-8", "gb2312", "text/html; charset=GBK", "utf-8"),
        ("utf-8", "big5", "", "utf-8"),
        ("utf-8", "utf-8", "text/html; charset=ISO-8859-1", "utf-8"),
        ("gb18030", "utf-8", "text/html; charset=utf-8", "gb18030"),
        ("gb18030", "gbk", "text/html; charset=ISO-8859-1", "gb18030"),
        ("gb18030", "iso-8859-1", "", "gb18030"),
        ("utf-8-sig", "gbk", "text/html; charset=gbk", "utf-8"),
        ("utf-16", "utf-8", "", "utf-16"),
        ("utf-16-le", "gbk", "", "utf-16"),
        ("utf-16-be", "utf-8", "text/html; charset=utf-16", "utf-16"),
        ("ascii", "gb2312", "", "gb18030"),
    ],
)
def test_a_wrong_declaration_misleads_nobody(written: str, declared: str, header: str, name: str) -> None:
    text = page(declared, "Yunxi" if written == "ascii" else WORDS)
    assert decode(text.encode(written), header) == (text, name)


@pytest.mark.parametrize("words", ["中文", "通知公告", "云溪", "政务公开领导信息"])
def test_short_words_saved_again_as_utf8_are_not_taken_for_what_they_declare(words: str) -> None:
    body = page("gbk", words).encode()
    if len(words) > 2:
        assert decode(body) == (page("gbk", words), "utf-8")
    assert decode(page("utf-8", words).encode("gb18030"))[0] == page("utf-8", words)


def test_a_mark_before_something_else_is_let_go() -> None:
    text = page("gbk", WORDS * 20)
    assert decode(b"\xef\xbb\xbf" + text.encode("gb18030")) == (text, "gb18030")


def test_null_bytes_make_no_other_encoding() -> None:
    body = page("utf-8").encode().replace(b"<p>", b"<p>\x00\x00")
    assert decode(body) == (page("utf-8").replace("<p>", "<p>\x00\x00"), "utf-8")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=60).map(str.encode)))
def test_plain_utf8_is_what_decode_says(body: bytes) -> None:
    text = plain_utf8(body)
    assert text is None or decode(body)[0] == text


def slow_kind(body: bytes) -> str:
    """The verdict without the short cut."""
    text, _ = decode(body[:200_000])
    return "challenge" if challenge._is_door(text) else ""


PIECES = st.sampled_from(
    [
        "<a href=/x>通知</a>",
        "<a href='javascript:;'>开</a>",
        '<A class=c HREF="./a">',
        "<a name=x>",
        "<a\nhref=b>",
        "文" * 150,
        "<script>document.cookie='a';location.reload()</script>",
        "访问被拦截",
        "<!-- <a href=y> -->",
        "<title>a</title>",
        "<a title=中 href=x>",
        "<style>a{}</style>",
        "<iframe src=x>",
        "请开启JavaScript",
        "&nbsp;",
        "<a data-href=x>",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_the_quick_verdict_is_the_slow_one(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding)
    assert challenge_kind(body, 200) == (slow_kind(body) if body else "")


@pytest.mark.skipif(not PAGES.exists(), reason=f"labelled pages not found: set HENGPING_PAGES (looked in {PAGES})")
def test_real_pages_get_the_same_verdict_quickly() -> None:
    bodies = [file.read_bytes() for file in PAGES.rglob("*.htm*")]
    assert [challenge_kind(body, 200) for body in bodies] == [slow_kind(body) for body in bodies]
    quick = [body for body in bodies if len(re.findall(rb"<a\s[^>]*href=", body)) > 20]
    assert quick
    told = [challenge._more_links(challenge._SURE_LINK.finditer(body)) for body in quick]
    assert sum(told) >= 0.8 * len(told)


@pytest.mark.parametrize("status", sorted(TURNED_AWAY_STATUS))
def test_being_turned_away_is_named_by_its_status(status: int) -> None:
    assert challenge_kind(b"<p>x", status) == f"http_{status}"
