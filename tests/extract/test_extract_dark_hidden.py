"""Each means of hiding a link, and each innocent reason for it."""

import pytest
from dark_case import FAR, LINK, accused, candidates

MEANS = {
    "display_none": ["display:none", "DISPLAY : NONE !important", "color:red;display:none"],
    "visibility_hidden": ["visibility:hidden"],
    "transparent": ["opacity:0", "opacity: 0.01", "filter:alpha(opacity=0)"],
    "off_screen": [
        "position:absolute;left:-9999px",
        "position: absolute; top: -999px",
        "position:fixed;left:-1000em",
        "margin-left:-5000px",
        "margin:-3000px 0 0 -3000px",
        "position:absolute;right:99999px",
        "transform:translateX(-9999px)",
        "position:absolute;clip:rect(0,0,0,0)",
    ],
    "text_indent": ["text-indent:-9999px", "text-indent: -99em"],
    "zero_size": [
        "height:0;overflow:hidden",
        "width:1px;height:1px;overflow:hidden",
        "overflow:hidden;max-height:0",
        "transform:scale(0)",
    ],
    "tiny": ["font-size:0", "font-size:1px", "font-size:0.5px", "font:0px/0 Arial"],
}
STYLES = [(sign, style) for sign, styles in MEANS.items() for style in styles]


@pytest.mark.parametrize(("sign", "style"), STYLES)
@pytest.mark.parametrize("frame", ['<div style="{}">{}</div>', '<div style="{}"><ul><li>{}</li></ul></div>'])
def test_means_in_a_style_attribute(sign, style, frame):
    (found,) = candidates(frame.format(style, LINK))
    assert (found.url, found.text, found.switchable, found.doubt) == (FAR, "软件下载", False, "")
    assert sign in found.how


@pytest.mark.parametrize(("sign", "style"), STYLES)
@pytest.mark.parametrize("selector", [".q1", "#q1", "div.q1", "body .q1", "div#q1"])
def test_means_in_a_style_block(sign, style, selector):
    (found,) = candidates(
        f'<div id="q1" class="q1">{LINK}</div>', f"<style>p{{color:red}} {selector} {{{style}}}</style>"
    )
    assert sign in found.how
    assert not found.switchable


@pytest.mark.parametrize(
    "body",
    [
        f'<marquee height="0" width="0" scrollamount="3000">{LINK}</marquee>',
        f"<marquee width=1 height=1>{LINK}</marquee>",
        f"<div hidden>{LINK}</div>",
        f'<iframe src="{FAR}" width="0" height="0"></iframe>',
        f'<iframe src="{FAR}" style="display:none"></iframe>',
        f'<a style="display:none" href="{FAR}">软件下载</a>',
        f'<div id="s7"><p>{LINK}</p></div><script>document.getElementById("s7").style.display="none";</script>',
        f"<div id='s7'>{LINK}</div><script>var s=document.getElementById('s7');s.style.display='none'</script>",
        f"<div id='s7'>{LINK}</div><script>$('#s7').hide();</script>",
        (
            f"<script>document.write('<div style=\"position:absolute;left:-999px\">');</script>{LINK}"
            "<script>document.write('</div>');</script>"
        ),
        f'<script>document.write("<style>.s8{{display:none}}</style>")</script><div class="s8">{LINK}</div>',
        f'<span style="color:#fff;background:#ffffff">{LINK}</span>',
        f'<div style="background-color:white"><a href="{FAR}" style="color:#fefefe">软件下载</a></div>',
        f'<a href="{FAR}" style="color:#fff">软件下载</a>',
        f'<a href="{FAR}" style="color:transparent">软件下载</a>',
        f'<a href="{FAR}"><font color="#FFFFFF">软件下载</font></a>',
    ],
)
def test_other_means(body):
    assert accused(body) == [FAR]


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{LINK}</div>",
        f'<div style="height:200px;overflow:hidden">{LINK}</div>',
        f'<div style="font-size:0"><a style="font-size:14px" href="{FAR}">软件下载</a></div>',
        f'<div style="font-size:0"><a href="{FAR}"><img src="/a.png"></a></div>',
        f'<div style="margin-left:-20px">{LINK}</div>',
        f'<a href="{FAR}" style="color:#333">软件下载</a>',
        f'<div style="background:#036"><a href="{FAR}" style="color:#fff">软件下载</a></div>',
        f'<div style="background:url(/b.png)"><a href="{FAR}" style="color:#fff">软件下载</a></div>',
        f'<!-- <div style="display:none">{LINK}</div> -->',
        f'<a class="logo" style="text-indent:-9999px;background:url(/l.png)" href="{FAR}">软件下载</a>',
        '<div style="display:none"><a href="/a.html">站内</a><a href="http://www.yunxi.gov.cn/b.html">站内</a></div>',
        '<div style="display:none"><a href="http://www.gov.cn/">中国政府网</a><a href="http://a.b.gov.cn/x">厅</a></div>',
        '<div style="display:none"><a href="http://www.people.com.cn/">人民网</a><a href="http://news.cn/">新华网</a></div>',
        '<span style="display:none"><a href="http://www.cnzz.com/stat/website.php?web_id=1">站长统计</a></span>',
        '<a href="#main" style="position:absolute;left:-9999px">跳到正文</a>',
        '<a href="javascript:;" style="display:none" class="gotop">返回顶部</a>',
        '<div style="display:none"><img src="http://img.far.example.com/qr.png"></div>',
        f"<script>// document.write('<div style=\"display:none\">{LINK}</div>');\n</script>",
        f"<script>var tip='{LINK}';</script>",
    ],
)
def test_nothing_to_say(body):
    assert candidates(body) == []


SWITCHED = {
    "hover rule": (
        f'<div class="zz"><b>站群</b><ul class="yy">{LINK}</ul></div>',
        "<style>.zz ul{display:none} .zz:hover ul{display:block}</style>",
    ),
    "active class": (f'<div class="yy">{LINK}</div>', "<style>.yy{display:none}.yy.on{display:block}</style>"),
    "script by id": (
        (
            f'<div id="k1" style="display:none">{LINK}</div>'
            "<script>function f(){document.getElementById('k1').style.display='block'}</script>"
        ),
        "",
    ),
    "script toggles": (
        (
            f'<div id="k1" style="display:none">{LINK}</div>'
            "<script>function f(){var k=document.getElementById('k1');"
            "if(k.style.display=='none'){k.style.display='';}else{k.style.display='none';}}</script>"
        ),
        "",
    ),
    "script by class": (
        f'<div class="k2" style="display:none">{LINK}</div><script>$(".k2").slideToggle()</script>',
        "",
    ),
    "handler": (
        f'<span onclick="openBox(\'k3\')">合作单位</span><div id="k3" style="display:none">{LINK}</div>',
        "",
    ),
    "label before": (f'<div class="q"><h3>友情链接</h3><ul style="display:none"><li>{LINK}</li></ul></div>', ""),
    "anchor opens": (f'<p><a href="javascript:void(0)">媒体</a></p><div style="display:none">{LINK}</div>', ""),
    "menu": (f'<ul><li><a href="/zw/">政务</a><ul style="display:none"><li>{LINK}</li></ul></li></ul>', ""),
    "navigation": (f'<nav><div><p style="display:none">{LINK}</p></div></nav>', ""),
    "tab pane": (
        (
            f'<div class="bd"><div class="con"><a href="/1.html">一</a></div>'
            f'<div class="con" style="display:none">{LINK}</div></div>'
        ),
        "",
    ),
    "numbered panes": (
        (
            '<div><ul id="con_a_1"><li><a href="/1">一</a></li></ul>'
            f'<ul id="con_a_2" style="display:none"><li>{LINK}</li></ul></div>'
        ),
        "",
    ),
    "label between dashes": (
        f'<div><span>--国务院部门网站--</span><ul style="display:none"><li>{LINK}</li></ul></div>',
        "",
    ),
    "panes of one tab": (
        (
            '<div class="tabs"><div class="bd"><div class="p1"><a href="/1">一</a></div>'
            f'<div class="p2" style="display:none">{LINK}</div></div></div>'
        ),
        "",
    ),
    "slider": (f'<ul class="bxslider" style="left:-2000px;position:absolute"><li>{LINK}</li></ul>', ""),
    "glued name": (f'<div class="mainmenu2" style="display:none">{LINK}</div>', ""),
    "by name": (f'<div class="friendlink-popup" style="display:none">{LINK}</div>', ""),
    "data-target": (f'<i data-target="#k5">+</i><div id="k5" style="display:none">{LINK}</div>', ""),
    "slide off the window": (f'<div class="swiper-slide" style="left:-1920px;position:relative">{LINK}</div>', ""),
    "QR box": (f'<div class="ewm" style="display:none">{LINK}</div>', ""),
}


@pytest.mark.parametrize("name", SWITCHED)
def test_what_a_switch_shows_is_no_dark_link(name):
    body, head = SWITCHED[name]
    (found,) = candidates(body, head)
    assert found.switchable, name
    assert found.url == FAR


@pytest.mark.parametrize("name", SWITCHED)
def test_a_switch_excuses_no_gambling(name):
    body, head = SWITCHED[name]
    (found,) = candidates(body.replace("软件下载", "澳门新葡京赌场"), head)
    assert not found.switchable
    assert "vocabulary" in found.how
    assert "新葡京" in found.vocabulary


def test_a_hidden_box_in_a_pane_that_opens_stays_dark():
    body = f'<div class="tab-pane" style="display:none"><div style="text-indent:-999px">{LINK}</div></div>'
    assert accused(body) == [FAR]


@pytest.mark.parametrize(
    "before",
    [
        "<p>主办单位：云溪市人民政府</p>",
        "<p>网站地图</p>",
        "<p>云溪市人民政府</p>",
        "<p>云溪市人民政府门户网站</p>",
        '<a href="#">返回顶部</a>',
        '<a href="javascript:window.external.addFavorite()">加入收藏</a>',
        "<h3>通知公告</h3>",
        "<p>云ICP备05000001号</p>",
        '<div class="box"><a href="/1.html">一</a></div>',
        "<ul><li>一</li></ul>",
    ],
)
@pytest.mark.parametrize("style", ["display:none", "visibility:hidden", "height:0;overflow:hidden", "opacity:0"])
def test_what_happens_to_stand_before_it_excuses_no_hidden_box(before, style):
    assert accused(f'<div class="foot-x">{before}<div style="{style}">{LINK}</div></div>') == [FAR]


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="{FAR}" style="color:#fff">软件下载</a>',
        f'<div class="TRS_Editor"><p>正文<a href="{FAR}" style="color:#FFFFFF">软件下载</a></p></div>',
    ],
)
def test_white_letters_in_the_text_of_a_page(body):
    assert accused(body, '<link rel="stylesheet" href="/a.css">') == [FAR]


def test_a_menu_s_name_excuses_nothing_that_is_carried_off_the_screen():
    assert accused(f'<div id="menu" style="position:absolute;left:-9999px">{LINK}</div>') == [FAR]


@pytest.mark.parametrize(
    ("body", "head", "doubt"),
    [
        (f'<div class="hidden">{LINK}</div>', "", "class"),
        (f"<noscript>{LINK}</noscript>", "", "class"),
        (
            f'<div class="lead-x"><a href="{FAR}" style="color:#fff">软件下载</a></div>',
            '<link rel="stylesheet" href="/a.css">',
            "colour",
        ),
        (f'<p style="display:none"><a href="{FAR}">站长统计</a></p>', "", "credit"),
        (f'<div id="p7" style="visibility:hidden"><a href="{FAR}"><img src="/a.png"></a></div>', "", "picture"),
        (f'<ul><li><a href="/1">一</a></li><li style="display:none">{LINK}</li></ul>', "", "list"),
        ('<iframe src="http://sso.far.example.com/" width="0" height="0"></iframe>', "", "frame"),
        (f'<a href="{FAR}" style="display:none">技术支持：某公司</a>', "", "credit"),
        ('<div style="display:none"><a href="http://203.0.113.7:8080/oa/">办公</a></div>', "", "address"),
    ],
)
def test_doubtful_means_are_left_to_a_person(body, head, doubt):
    (found,) = candidates(body, head)
    assert (found.doubt, found.switchable) == (doubt, False)


def test_other_media_hide_nothing_from_readers():
    assert candidates(f'<div class="k">{LINK}</div>', "<style>@media print{.k{display:none}}</style>") == []
    head = "<style>@media print{.j{top:0}} @media screen{.k{display:none}} .l{color:red}</style>"
    assert accused(f'<div class="k">{LINK}</div>', head) == [FAR]


def test_an_inline_style_comes_after_the_style_block():
    head = "<style>.k{display:none}</style>"
    assert candidates(f'<div class="k" style="display:block">{LINK}</div>', head) == []


def test_all_links_of_a_hidden_box_with_one_of_gambling_keep_its_company():
    body = (
        '<div class="menu" style="display:none"><a href="http://a.example.com/">网站建设</a>'
        '<a href="http://b.example.com/">百家乐技巧</a><a href="http://www.gov.cn/">中国政府网</a></div>'
    )
    found = {one.url: one for one in candidates(body)}
    assert sorted(found) == ["http://a.example.com/", "http://b.example.com/"]
    assert "company" in found["http://a.example.com/"].how
    assert not found["http://a.example.com/"].switchable
    assert found["http://b.example.com/"].vocabulary == ("百家乐",)


def test_one_target_hidden_and_shown_by_a_switch_counts_as_hidden():
    body = f'<div class="menu" style="display:none">{LINK}</div><div style="text-indent:-999px">{LINK}</div>'
    assert [one.how for one in candidates(body)] == [("text_indent",)]


def test_a_hidden_block_without_a_name_beside_blocks_with_names() -> None:
    """A script in a file of its own may open panes among their like; a block of the page is not the like of it."""
    head = '<script src="/js/site.js"></script>'
    pane, block = '<div><a href="/a/">县内</a></div>', '<div class="news"><a href="/a/">县内</a></div>'
    planted = f'<div style="display:none">{LINK}</div>'
    assert not accused(f'<div class="con">{pane}{planted}</div>', head)
    assert accused(f'<div class="con">{block}{planted}</div>', head) == [FAR]
