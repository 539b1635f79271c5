"""Bytes that are no well-made page: encodings, challenges, hostile nesting, damage."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.extract.challenge import challenge_kind
from hengping.extract.encoding import decode
from hengping.extract.links import page_links
from hengping.extract.page import read_page, read_result

URL = "http://www.yunxi.gov.cn/a/index.html"
CHINESE = "云溪省人民政府门户网站,政务公开,通知公告"
PAGE = (
    f"<html><head><title>{CHINESE}</title></head><body><ul><li><a href='t20200101_1.html'>关于开展检查工作的通知</a>"
    "<span>2020-01-01</span></li><li><a href='t2.html'>关于公布名单的公告</a><span>[2020-01-02]</span></li></ul>"
    "<table><tr><th>标题</th><th>发布日期</th></tr><tr><td>甲</td><td>2020-01-03</td></tr></table></body></html>"
)


@pytest.mark.parametrize(
    ("encoding", "declared", "header", "expected"),
    [
        ("utf-8", "utf-8", "", "utf-8"),
        ("gb18030", "gb2312", "", "gb18030"),
        ("gb18030", "gbk", "text/html; charset=GBK", "gb18030"),
        ("utf-8", "gb2312", "", "utf-8"),
        ("gb18030", "utf-8", "text/html; charset=utf-8", "gb18030"),
        ("utf-8", "", "text/html; charset=nonsense", "utf-8"),
        ("utf-8-sig", "gb2312", "", "utf-8"),
        ("big5", "big5", "", "big5"),
    ],
)
def test_the_encoding_is_believed_only_when_it_fits(encoding: str, declared: str, header: str, expected: str) -> None:
    words = "雲溪省人民政府" if encoding == "big5" else CHINESE
    text = f"<meta charset='{declared}'><title>{words}</title>"
    got, name = decode(text.encode(encoding), header)
    assert name == expected
    assert got == text


def test_one_damaged_character_does_not_change_the_encoding() -> None:
    body = ("<meta charset=utf-8>" + CHINESE * 50).encode()[:-1]
    assert decode(body)[1] == "utf-8"


def test_challenge_pages_are_told_from_pages() -> None:
    door = b"<html><head></head><body><script>document.cookie='k='+hash(1);location.reload();</script></body></html>"
    assert challenge_kind(door, 200) == "challenge"
    words = "<html><body><h2>访问被拦截</h2><p>您的请求存在异常,请完成安全验证</p></body></html>".encode()
    assert challenge_kind(words, 200) == "challenge"
    assert challenge_kind(b"", 412) == "http_412"
    assert challenge_kind(PAGE.encode(), 403) == "http_403"
    assert challenge_kind(PAGE.encode(), 200) == ""
    forward = b"<html><script>window.location.href='/index.html';</script></html>"
    assert challenge_kind(forward, 200) == ""
    assert challenge_kind(b"<html><head><title>x</title></head><body></body></html>", 200) == ""


def test_a_page_about_security_checks_is_no_challenge() -> None:
    body = (
        f"<html><body><h1>省网信办开展网站安全验证工作</h1>{'<p>各地要认真做好安全验证与人机验证。</p>' * 30}"
        "</body></html>"
    )
    assert challenge_kind(body.encode(), 200) == ""


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 60_000,
        "".join(f"<p><font size={n}>" for n in range(5_000)),
        "<table>" * 30_000,
        "<ul><li>" * 30_000,
        "".join(f"<b id={n}>" for n in range(20_000)),
        "<a href=x>" * 30_000,
        "<" * 200_000,
        "<div></q>" * 30_000,
        "<li>2020-01-01" * 20_000,
        "标题：" * 60_000,
        "一、" * 60_000,
        " 2020-" * 50_000,
        "首页>" * 30_000,
        "<script>" + "document.write('<li>');" * 20_000,
        "<!--" * 50_000,
        "<select>" * 20_000,
        "留言时间：" * 20_000,
        "<a " * 60_000,
        "<script>" * 30_000,
        "datastore" + "<script type=text/xml>" * 30_000,
        "<script type=text/xml><datastore>" + "<record><![CDATA[" * 30_000,
        "<div><ul>" + "<li><a href=1>关于开展检查工作的通知</a>2020-01-01</li>" * 2 + "</ul></div>",
        ("<div><ul>" + "<li><a href=1>关于开展检查工作的通知</a>2020-01-01</li>" * 2 + "</ul></div>") * 3_000,
        "网站标识码：" * 50_000,
        "办理材料：" * 50_000,
        "版权所有" * 200_000,
    ],
)
def test_hostile_nesting_takes_bounded_time(bomb: str) -> None:
    started = time.monotonic()
    read_page(f"<html><body>{bomb}".encode(), URL)
    assert time.monotonic() - started < 4


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from(["", "text/html; charset=gbk", "text/html;charset=utf-16", "charset=idna"])
)
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    facts = read_page(body, URL, content_type=content_type)
    assert read_result(facts)["encoding"] == facts.encoding


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PAGE.encode())), st.integers(0, 3), st.binary(max_size=6), st.randoms(use_true_random=False))
def test_damaged_pages_are_read(cut: int, keep: int, junk: bytes, shuffle) -> None:
    body = PAGE.encode()
    damaged = body[:cut] + junk + body[cut + keep :]
    words = damaged.split(b">")
    shuffle.shuffle(words)
    for one in (damaged, b">".join(words), damaged[:cut], damaged.replace(b"<", b"\x00<")):
        read_page(one, URL, as_of=date(2021, 1, 1))
        page_links(one, URL)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_address_and_any_text_are_read(text: str) -> None:
    body = f"<a href='{text}'>x</a><base href='{text}'><meta name='PubDate' content='{text}'><li>{text}</li>".encode(
        errors="replace"
    )
    read_page(body, text or URL)


def test_reading_twice_gives_the_same_facts() -> None:
    assert read_page(PAGE.encode(), URL) == read_page(PAGE.encode(), URL)
