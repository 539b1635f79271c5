"""Archived pages as they are shown: marked where the fault is, and harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.extract.marked import ANCHOR, POLICY, Wanted, marked_page, telling

URL = "http://www.a.gov.cn/zwgk/list.html"
PAGE = """<html><head><title>信息公开</title></head><body>
<div id="nav"><a href="/">首页</a><a href="../bad/t1.html">双减政策落实检查</a></div>
<ul><li><a href="t2.html">规划纲要</a> <span>2025/11/15</span></li></ul>
<div class="footer">主办：某厅 <b>标识码9900000001</b></div></body></html>"""


def shown(**wanted):
    return marked_page(PAGE.encode(), URL, Wanted(**wanted))


def element_of(html, tag="[a-z]+"):
    """The first marked element, as written."""
    found = re.search(rf"<{tag}[^>]*\bid=\"{ANCHOR}\"[^>]*>[^<]*", html)
    return found.group(0) if found else ""


def test_a_link_is_marked_where_it_leads_to_the_target():
    page = shown(links=frozenset({"http://www.a.gov.cn/bad/t1.html"}))
    assert page.marks == 1
    assert "双减政策" in element_of(page.html, "a")
    assert "outline:4px solid" in element_of(page.html)


def test_words_mark_the_smallest_element_that_holds_them():
    page = shown(texts=("2025/11/15",), else_texts=("规划纲要",))
    assert element_of(page.html) == element_of(page.html, "span")
    assert page.marks == 1
    assert shown(texts=("没有的字样",), else_texts=("规划纲要",)).marks == 1


def test_a_css_path_is_followed_and_a_wrong_one_does_no_harm():
    assert "规划纲要" in element_of(shown(positions=("ul>li:nth-child(1)>a",)).html)
    assert shown(positions=("div::(((", "li:nth-child(99)")).marks == 0


def test_what_should_stand_in_the_footer_marks_the_footer():
    page = shown(texts=("ICP备案号",), footer=True)
    assert 'class="footer"' in element_of(page.html)
    assert "dashed" in element_of(page.html)
    assert shown(texts=("标识码9900000001",), footer=True).html.count("dashed") == 0


PAYLOADS = [
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    "<svg onload=steal()><script>steal()</script></svg>",
    "<a href='javascript:steal()'>x</a>",
    "<a href='JaVaScRiPt&colon;steal()'>x</a>",
    "<a href='\tjava\nscript:steal()'>x</a>",
    "<iframe src='http://evil.example/'></iframe>",
    "<iframe srcdoc='<script>steal()</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<meta http-equiv='Content-Security-Policy' content=\"default-src *\">",
    "<base href='http://evil.example/'>",
    "<link rel=stylesheet href='http://evil.example/a.css'>",
    "<style>body{background:url(http://evil.example/a)}</style>",
    "<style>@import 'http://evil.example/a.css';</style>",
    "<style>@im\\port 'http://evil.example/a.css';</style>",
    "<p style='background:url(http://evil.example/a)'>x</p>",
    "<form action='http://evil.example/'><button formaction='javascript:steal()'>x</button></form>",
    "<object data='http://evil.example/a.swf'></object><embed src='http://evil.example/a'>",
    "<video poster='http://evil.example/a' src='http://evil.example/v'></video>",
    "<img srcset='http://evil.example/a 2x'>",
    "<input autofocus onfocus=steal()>",
    "<table background='http://evil.example/a'><tr><td>x</table>",
    "<noscript><p title='</noscript><img src=x onerror=steal()>'></noscript>",
    "<math><mi xlink:href='javascript:steal()'>x</mi></math>",
    "<template><script>steal()</script></template>",
    "<p data-hengping='url(http://evil.example/a)' id=hengping-mark>x</p>",
    "<a ping='http://evil.example/' href='/a'>x</a>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_the_page_runs_or_asks(payload):
    html = marked_page(f"<body><p>正文</p>{payload}</body>".encode(), URL, Wanted(texts=("正文",))).html
    assert html.index(POLICY) < html.index("正文")
    assert html.count("Content-Security-Policy") == 1
    inner = html.lower().split(POLICY.lower(), 1)[1]
    assert not re.search(r"<(script|iframe|object|embed|base|link|template|noscript|video)\b", inner)
    assert not re.search(r"\son[a-z]+\s*=", inner)
    assert "javascript" not in inner.replace("\n", "").replace("\t", "")
    assert not re.search(r"(src|href|action|poster|ping|srcset|background|data)\s*=\s*[\"']?http://evil", inner)
    assert "url(" not in inner
    assert "@im" not in inner
    assert html.count(f'id="{ANCHOR}"') == 1


@given(st.binary(max_size=400))
def test_any_bytes_give_a_page(body):
    assert POLICY in marked_page(body, URL, Wanted(texts=("a",), links=frozenset({URL}), footer=True)).html


def test_deep_and_long_pages_end():
    deep = ("<div>" * 20_000 + "正文" + "</div>" * 20_000).encode()
    assert POLICY in marked_page(deep, URL, Wanted(texts=("正文",), footer=True)).html


def test_telling_texts():
    assert telling(["", None, " a ", "规划", "规划"]) == ("规划",)
