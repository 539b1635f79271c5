"""Bytes that are no well-made page: encodings, challenges, hostile nesting, damage."""

import gc
import time
from collections.abc import Callable
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


BLOCK = "<div><ul>" + "<li><a href=1>关于开展检查工作的通知</a>2020-01-01</li>" * 2 + "</ul></div>"
GROWN = 4
"""How much larger the second bomb is; work that grows with the square would take 16 times as long."""


def cpu_s(bomb: str) -> float:
    """Processor time to read a page, the better of two.

    Without the collector of cycles: it goes through all that other tests left behind, the longer the page the oftener.
    """
    page = f"<html><body>{bomb}".encode()
    times = []
    for _ in range(2):
        gc.collect()
        gc.disable()
        try:
            started = time.process_time()
            read_page(page, URL)
            times.append(time.process_time() - started)
        finally:
            gc.enable()
    return min(times)


@pytest.mark.parametrize(
    "bomb",
    [
        lambda n: "<div>" * (3 * n),
        lambda n: "".join(f"<p><font size={i}>" for i in range(n // 4)),
        lambda n: "<table>" * (2 * n),
        lambda n: "<ul><li>" * (2 * n),
        lambda n: "".join(f"<b id={i}>" for i in range(n)),
        lambda n: "<a href=x>" * (2 * n),
        lambda n: "<" * (10 * n),
        lambda n: "<div></q>" * (2 * n),
        lambda n: "<li>2020-01-01" * n,
        lambda n: "标题：" * (3 * n),
        lambda n: "一、" * (3 * n),
        lambda n: " 2020-" * (3 * n),
        lambda n: "首页>" * (2 * n),
        lambda n: "<script>" + "document.write('<li>');" * n,
        lambda n: "<!--" * (3 * n),
        lambda n: "<select>" * n,
        lambda n: "留言时间：" * n,
        lambda n: "<a " * (3 * n),
        lambda n: "<script>" * (2 * n),
        lambda n: "datastore" + "<script type=text/xml>" * (2 * n),
        lambda n: "<script type=text/xml><datastore>" + "<record><![CDATA[" * (2 * n),
        lambda n: BLOCK * (n // 8),
        lambda n: "网站标识码：" * (3 * n),
        lambda n: "办理材料：" * (3 * n),
        lambda n: "版权所有" * (10 * n),
    ],
)
def test_hostile_nesting_takes_time_in_proportion(bomb: Callable[[int], str]) -> None:
    """Four times the page may take four times as long and some; what costs next to nothing is not compared."""
    ratios = []
    for _ in range(3):  # another program on the same core can double a time; what grows faster does so every time
        small, large = cpu_s(bomb(5_000)), cpu_s(bomb(5_000 * GROWN))
        ratios.append(large / max(small, 0.02))
        if ratios[-1] < GROWN * 2.5:
            return
    pytest.fail(f"four times the page takes {ratios} times as long")


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
