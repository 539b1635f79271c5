"""The crawl's reader of links gives what the reader of facts gives, and says what only exists after a script ran."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import PAGES

from hengping.extract.links import page_links
from hengping.extract.outlinks import MAX_LINKS, Outlinks, drawn_by_script, read_outlinks

URL = "http://www.yunxi.gov.cn/zwgk/index.html"


def same(body: bytes, url: str = URL, content_type: str = "") -> Outlinks:
    """Both readings, which must agree; gives the cheap one."""
    want = page_links(body, url, content_type=content_type)
    got = read_outlinks(body, url, content_type=content_type)
    assert {(link.url, link.kind) for link in got.links} == {(link.url, link.kind) for link in want.links}
    assert list(dict.fromkeys(link.url for link in want.links)) == [link.url for link in got.links]
    assert got.frames == want.frames
    return got


@pytest.mark.skipif(not PAGES.exists(), reason=f"labelled pages not found: set HENGPING_PAGES (looked in {PAGES})")
def test_real_pages_have_the_same_links_either_way() -> None:
    files = sorted(PAGES.rglob("*.htm*"))
    assert len(files) >= 10
    assert sum(len(same(file.read_bytes()).links) for file in files) > 1_000


HREF = st.sampled_from(
    [
        "a.html",
        "/b/",
        "./c/d.html#e",
        "../../f.html",
        "//www.yunxi.gov.cn/g",
        "http://x.cn/h.doc",
        "http://国.政务/i",
        "?j=1",
        "#k",
        "javascript:;",
        "l m.html",
        "市/n.html",
        "http://[",
        "",
        " o.pdf ",
        "p.jpg",
        "https://www.公益/q",
        "mailto:a@b.cn",
        "http:r.html",
        "/\\s.cn/t",
        "{{u}}",
        "v;w",
        "http://www.yunxi.gov.cn:80/x",
        "\ty\n.html",
    ]
)
TEXT = st.sampled_from(
    ["", "通知公告", " 关于 开展\n检查的通知 ", "&nbsp;", "<b>图</b>", "<img src=p.jpg alt=图>", "&#0;", "<br>"]
)


@st.composite
def element(draw: st.DrawFn) -> str:
    href, text = draw(HREF), draw(TEXT)
    quote = draw(st.sampled_from(['"', "'"]))
    target = f"{quote}{href}{quote}"
    return draw(
        st.sampled_from(
            [
                f"<a href={target}>{text}</a>",
                f"<A HREF={target} title=题>{text}",
                f"<li><a href={target}>{text}</a><p>",
                f"<img src={target} alt=图>",
                f"<map><area href={target} alt=区></map>",
                f"<iframe src={target}>{text}</iframe>",
                f"<frameset><frame src={target}></frameset>",
                f"<base href={target}>",
                f"<meta http-equiv=Refresh content={quote}0; url={href}{quote}>",
                f"<!-- <a href={target}>{text}</a> -->",
                f"<template><a href={target}>{text}</a></template>",
                f"<noscript><a href={target}>{text}</a></noscript>",
                f"<svg><a href={target}>{text}</a></svg>",
                f"<script>var a = '<a href=\"{href}\">';</script>",
                '<script>createPageHTML(4, 1, "index", "html");</script>',
                f"<script type=text/xml><datastore><record><![CDATA[<a href={target}>{text}</a>]]></record></script>",
                f"<textarea><a href={target}></textarea>",
                f"<table><td><a href={target}>{text}</table>",
                f"<select><option><a href={target}>{text}</select>",
                f"<p>{text}",
                "</div></body></html>",
                "<head><title>题</title></head>",
            ]
        )
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(element(), max_size=12), st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))
def test_made_pages_have_the_same_links_either_way(parts: list[str], encoding: str) -> None:
    same("".join(parts).encode(encoding))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=20), st.sampled_from(["", "text/html; charset=gbk", "charset=utf-7"]))
def test_any_bytes_are_read(body: bytes, url: str, content_type: str) -> None:
    read_outlinks(body, url, content_type=content_type)
    drawn_by_script(b"<script>" + body, url, content_type=content_type)


def test_what_is_shown_and_linked_is_a_link() -> None:
    for html in ("<img src=/a.html><a href=/a.html>甲</a>", "<a href=/a.html>甲</a><img src=/a.html>"):
        found = same(html.encode()).links
        assert [(link.url, link.kind, link.text) for link in found] == [
            ("http://www.yunxi.gov.cn/a.html", "internal", "甲")
        ]


def test_the_length_is_of_what_a_reader_sees() -> None:
    one = read_outlinks("<p>通知  公告</p><script>var n=1</script><a href=/a>甲</a>".encode(), URL)
    other = read_outlinks("<p>通知\n公告</p><script>var n=2</script><a href=/b>甲</a><!-- 乙 -->".encode(), URL)
    assert one.text_length == other.text_length > 0


@pytest.mark.parametrize(
    ("html", "container"),
    [
        ("<ul id=list></ul><script>$.getJSON('/l.json',function(d){$('#list').append('<li>'+d)})</script>", "#list"),
        ("<p id=c></p><script>fetch('/l').then(r=>{document.getElementById('c').innerHTML='<li>'+r})</script>", "#c"),
        ("<div id=app></div><script src=/js/app.js></script>", "#app"),
        ("<div id=m></div><script>new Vue({el:'#m'})</script>", "#m"),
        ("<div id=x><li v-for='a in b'>{{a.t}}</li></div><script src=v.js></script>", "template"),
        ("<script>for(var i=0;i<9;i++){document.write('<li>'+t[i]+'</li>')}</script>", "document.write"),
        ("<div id=footer></div><script>$('#footer').load('/f.html')</script>", "#footer"),
        ("<p>正文</p><script src='/js/footer.js'></script>", "footer"),
    ],
)
def test_what_only_a_script_draws_is_named(html: str, container: str) -> None:
    reason = drawn_by_script(f"<html><body><div class=nav><a href=/>首页</a></div>{html}</body></html>".encode(), URL)
    assert container in reason


ENTRIES = "".join(f"<li><a href=/t{n}.html>关于开展第{n}次检查工作的通知</a>" for n in range(5))


@pytest.mark.parametrize(
    "html",
    [
        "<p>空</p>",
        f"<ul id=list>{ENTRIES}</ul><script>$.get('/l',function(d){{$('#list').append('<li>'+d)}})</script>",
        "<div id=hot></div>" + ENTRIES + "<script>$.getJSON('/h',function(d){$('#hot').append('<li>'+d)})</script>",
        "<span id=n></span><script>$.get('/hits',function(d){$('#n').html(d)})</script>",
        "<ul id=list></ul><script>function tab(){document.getElementById('list').style.display='none'}</script>",
        "<p>版权所有 主办单位：云溪县</p><script src='/js/footer.js'></script>",
        "<iframe src=/list.html></iframe>",
    ],
)
def test_what_stands_in_the_page_needs_no_browser(html: str) -> None:
    assert drawn_by_script(html.encode(), URL) == ""


def test_the_links_of_a_page_are_bounded() -> None:
    body = b"".join(b"<a href=/%d.html>x</a><iframe src=/f%d></iframe>" % (n, n) for n in range(50_000))
    found = read_outlinks(body, URL)
    assert MAX_LINKS // 2 < len(found.links) <= MAX_LINKS
    assert len(found.frames) <= MAX_LINKS


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000 + b"<a href=x>",
        b"".join(b"<font size=%d>" % n for n in range(20_000)) + b"<p>" * 5_000,
        b"".join(b"<b id=%d>" % n for n in range(600)) + b"<p>" * 599,
        b"<a href='" + b"x" * 1_000_000 + b"'>t</a>" * 3,
        b"<a title='" + b"x" * 1_000_000 + b"' href=y>t</a>",
        b"\x00" * 1_000_000 + b"<a\x00 href=x>",
        "通".encode() * 6_600_000,
        b"<script>" + b"list" * 50_000 + b"</script>",
        b"<script>" * 20_000,
        b"<!--" * 300_000,
        b"<" * 2_000_000,
    ],
    ids=range(11),
)
def test_hostile_bodies_take_bounded_time(body: bytes) -> None:
    started = time.process_time()
    read_outlinks(body, URL)
    assert time.process_time() - started < 10  # a hang takes minutes; nothing finer is asked here
