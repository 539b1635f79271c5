"""Links that scripts write, in every disguise; what scripts on government pages write besides."""

import base64

import pytest
from dark_case import FAR, LINK, URL, accused, candidates, page_around
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.extract.dark import MAX_HIDDEN, read_hidden_links
from hengping.extract.dark_script import plain_script
from hengping.extract.dark_style import StyleSheet, declarations, hiding_signs
from hengping.extract.flat import Page
from hengping.extract.links import links_of
from hengping.extract.page import read_script

BOX = f'<div style="display:none">{LINK}</div>'


def _percent(text: str) -> str:
    return "".join(f"%u{ord(one):04x}" if ord(one) > 255 else f"%{ord(one):02X}" for one in text)


def _hex(text: str) -> str:
    return "".join(f"\\u{ord(one):04x}" if ord(one) > 255 else f"\\x{ord(one):02x}" for one in text)


def _codes(text: str) -> str:
    return ",".join(str(ord(one)) for one in text)


WRITTEN = {
    "plain": f"document.write('{BOX}');",
    "in pieces": "document.write('" + BOX.replace("href", "hr'+'ef").replace("none", "no' + 'ne") + "');",
    "quotes escaped": 'document.write("' + BOX.replace('"', '\\"').replace("</", "<\\/") + '");',
    "hex": f'document.write("{_hex(BOX)}");',
    "unicode": 'document.write("' + "".join(f"\\u{ord(one):04x}" for one in BOX) + '");',
    "percent": f'document.write(unescape("{_percent(BOX)}"));',
    "codes": f"document.write(String.fromCharCode({_codes(BOX)}));",
    "eval of codes": "eval(String.fromCharCode(" + _codes(f"document.write('{BOX}')") + "));",
    "base64": "document.write(atob('" + base64.b64encode(BOX.replace("软件下载", "down").encode()).decode() + "'));",
    "entities": "document.body.innerHTML+='" + BOX.replace("软", "&#36719;") + "';",
    "innerHTML": f"document.getElementById('f').innerHTML='{BOX}';",
    "jquery": f"$('body').append('{BOX}');",
    "hidden afterwards": f"document.write('<div id=\"zx9\">{LINK}</div>');"
    "document.getElementById('zx9').style.display='none';",
    "off screen": f"document.writeln('<div style=\"position:absolute;top:-999px\">{LINK}</div>');",
    "packed": "eval(function(p,a,c,k,e,d){return p}('0.1(\\'<2 3=\"4:5\"><a 6=\"7://8.9.b.c/\">d</a></2>\\');',14,14,"
    "'document|write|div|style|display|none|href|http|www|seo-soft||example|com|down'.split('|'),0,{}))",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_hidden_links_that_a_script_writes(name):
    (found,) = candidates(f"<script>{WRITTEN[name]}</script>")
    assert found.url == FAR
    assert "script" in found.how
    assert len(found.how) > 1
    assert (found.switchable, found.doubt) == (False, "")


@pytest.mark.parametrize("name", WRITTEN)
def test_of_a_script_that_writes_gambling_nothing_need_be_hidden(name):
    script = WRITTEN[name]
    if "软件下载" not in script:
        return
    shown = (
        script.replace("软件下载", "澳门新葡京赌场")
        .replace("display:none", "color:red")
        .replace("top:-999px", "top:1px")
    )
    (found,) = candidates(f"<script>{shown}</script>")
    assert "vocabulary" in found.how


@pytest.mark.parametrize(
    "script",
    [
        "document.write('<a href=\"http://beian.miit.gov.cn/\">云ICP备05000001号</a>')",
        f"document.write('{LINK}')",
        (
            "document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='http://dcs.conac.cn/js/1.js'"
            " type='text/javascript'%3E%3C/script%3E\"));"
        ),
        (
            "var cnzz=document.write(unescape(\"%3Cspan id='cnzz_stat_icon_1'%3E%3C/span%3E%3Cscript src='http://s4.cnzz.com/1.js'"
            '%3E%3C/script%3E"));'
        ),
        "var list=[{url:'http://far.example.com/a.html',title:'x'}];",
        f"/* document.write('{BOX}'); */",
        'document.write(\'<div style="display:none"><a href="/a.html">站内</a></div>\')',
        "if(/iphone|android/i.test(navigator.userAgent)){location.href='http://m.yunxi.gov.cn/';}",
        "if(/iphone|android/i.test(navigator.userAgent)){location.href='http://m.far.example.com/';}",
        "document.write('<div style=\"display:none\">');document.write('</div>');",
    ],
)
def test_scripts_that_write_nothing_dark(script):
    assert candidates(f"<script>{script}</script>") == []


def test_links_made_without_markup():
    script = (
        "var a=document.createElement('a');a.href='http://far.example.com/';a.innerHTML='友情';"
        "a.style.display='none';document.body.appendChild(a);"
    )
    assert accused(f"<script>{script}</script>") == ["http://far.example.com/"]
    assert candidates("<script>" + script.replace("a.style.display='none';", "") + "</script>") == []
    assert candidates("<script>" + script.replace("far.example.com", "www.gov.cn") + "</script>") == []


@pytest.mark.parametrize(
    "script",
    [
        "var r=document.referrer;if(r.indexOf('baidu')>0||r.indexOf('sogou')>0){location.href='http://far.example.com/';}",
        "if(/google|baidu/.test(document.referrer)){window.location.replace('http://far.example.com/')}",
        "if(navigator.userAgent.toLowerCase().match(/baiduspider/)){window.location='http://far.example.com/'}",
    ],
)
def test_visitors_of_search_engines_led_away(script):
    (found,) = candidates(f"<script>{script}</script>")
    assert (found.url, found.how) == ("http://far.example.com/", ("script_redirect",))


@pytest.mark.parametrize("name", sorted(set(WRITTEN) - {"in pieces"}))
def test_hidden_links_that_a_script_file_writes(name):
    facts = read_script(WRITTEN[name].encode(), "http://www.yunxi.gov.cn/js/foot.js")
    assert [(one.url, one.switchable, one.doubt) for one in facts.hidden_links] == [(FAR, False, "")]


@pytest.mark.parametrize(
    "href",
    [
        "http:\t//www.seo-soft.example.com/",
        "HTTP://WWW.SEO-SOFT.EXAMPLE.COM/",
        "http:\\\\www.seo-soft.example.com/",
        "//www.seo-soft.example.com",
        "http://www.seo-soft.example.com:80/",
        "http:///www.seo-soft.example.com/",
        " http://www.seo-soft.example.com/ ",
    ],
)
def test_addresses_written_in_odd_ways(href):
    assert accused(f'<div style="display:none"><a href="{href}">词</a></div>') == [FAR]


def test_links_of_a_script_stand_in_no_frame_of_the_page():
    found = candidates(f"<script>{WRITTEN['plain']}</script>")
    assert [one.position for one in found] == [""]


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_style_and_no_script_is_an_error(text):
    assert isinstance(hiding_signs(declarations(text)), tuple)
    StyleSheet([text, f".a{{{text}}}", f"{text}{{display:none}}"])
    plain_script(text)


FRAGMENTS = st.sampled_from(
    [
        "<div style='",
        "display:none",
        "left:-9e9px",
        "font-size:",
        "0",
        "'>",
        "<a href='http://far.example.com/",
        "'>新葡京",
        "</a>",
        "</div>",
        "<script>",
        "document.write(",
        "unescape('%",
        "\\x3",
        "\\ud800",
        "String.fromCharCode(99999999,",
        "60,97)",
        "</script>",
        "<style>",
        ".a{",
        "@media",
        "}",
        "{",
        "<marquee height=0>",
        "atob('====",
        "eval(function(p,a,c,k,e,d){}('",
        "'.split('|'",
        "<iframe src=//x.example width=0",
        ";",
        ":",
        "<!--",
        "-->",
        "&#x;",
        "colour",
        "color:#ff",
        "rgb(1,",
    ]
)


@given(st.lists(FRAGMENTS, max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_page_is_an_error(parts):
    html = page_around("".join(parts))
    page = Page(html)
    for one in read_hidden_links(page, html, URL, URL, links_of(page, URL)):
        assert one.url.startswith(("http://", "https://"))
        assert one.how


def test_a_page_of_thousands_of_hidden_links_is_bounded():
    many = "".join(f'<a href="http://h{number}.example.com/">词</a>' for number in range(3_000))
    assert len(candidates(f'<div style="text-indent:-999px">{many}</div>')) == MAX_HIDDEN


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.write('" + "<a href=" * 20_000 + "')</script>",
        "<script>" + "\\x3c" * 20_000 + "</script>",
        "<script>eval(function(p,a,c,k,e,d){}('"
        + "0 " * 20_000
        + "',62,62,'"
        + "a|" * 15_000
        + "'.split('|')))</script>",
        "<script>String.fromCharCode(" + "60," * 20_000 + "60)</script><a href='http://far.example.com/'>x</a>",
        "<style>" + ".a{display:none}" * 20_000 + "</style><a class=a href='http://far.example.com/'>x</a>",
        "<style>" + "{" * 50_000 + "</style><a class=a href='http://far.example.com/'>x</a>",
        "<div style='display:none'>" * 900 + "<a href='http://far.example.com/'>x</a>",
        "<div style='" + "left:-9999px;" * 20_000 + "'><a href='http://far.example.com/'>x</a></div>",
        "<div style='display:none'>" + "".join(f"<a href='http://h{n}.example.com/'>x</a>" for n in range(2_000)),
        "<script>" + "document.referrer location baidu " * 3_000 + "</script>",
    ],
)
@pytest.mark.timeout(20)  # a fraction of a second is usual
def test_hostile_pages_take_no_long_time(hostile):
    html = page_around(hostile)
    page = Page(html)
    links = links_of(page, URL)
    assert len(read_hidden_links(page, html, URL, URL, links)) <= MAX_HIDDEN


@pytest.mark.parametrize("style", ["display:none", "position:absolute;left:-9999px", "height:0;overflow:hidden"])
def test_a_script_that_writes_where_readers_do_not_see(style: str) -> None:
    """The script stands in the hidden element of the page; what it writes stands there too."""
    script = f"<script>document.write('{LINK}');</script>"
    assert accused(f'<div style="{style}">{script}</div>') == [FAR]
    assert not accused(f"<div>{script}</div>")


def test_a_script_in_a_hidden_element_that_fills_another_one() -> None:
    script = f"<script>document.getElementById('news').innerHTML = '{LINK}';</script>"
    assert not accused(f'<div id="news"></div><div style="display:none">{script}</div>')
