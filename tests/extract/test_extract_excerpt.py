"""What is cut out of an archived page for a picture: the fault in the frame, its neighbours, nothing that acts."""

import pytest

from hengping.extract.excerpt import excerpt
from hengping.extract.marked import Wanted

URL = "http://a.example.gov.cn/list/"
PAGE = """<html><head><title>题</title><script>var a = "<b>不是正文</b>";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/news/">要闻</a></div>
<ul><li><span>2026-07-07</span><a href="/ok.html">6月份例会</a></li>
<li><a href="/gone.html">打不开的<em>链接</em></a></li>
<li><a href="/img.html"><img src="x.png" alt="图 &lt;标题"></a></li></ul>
<p>联系人身份证{number}，电话13812345678。</p><div id="foot">版权所有</div></body></html>"""


def body(number=""):
    return PAGE.format(number=number).encode()


def identity_number():
    digits = "11010819870512432"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11]


def test_a_link_is_framed_with_its_neighbours_line_by_line():
    found = excerpt(body(), URL, Wanted(links=frozenset({"http://a.example.gov.cn/gone.html"})))
    assert found.found
    assert found.marked == "打不开的链接"
    assert found.before.split("\n")[-2:] == ["2026-07-07 6月份例会", ""]
    assert found.after.split("\n")[1] == "［图片：图 <标题］"


def test_scripts_and_titles_are_no_text_of_the_page():
    found = excerpt(body(), URL, Wanted())
    assert (found.before, found.marked, found.found) == ("", "", False)
    assert "不是正文" not in found.after
    assert "题" not in found.after.split("\n")[0]
    assert found.after.startswith("首页要闻")


def test_numbers_of_persons_are_masked_within_and_beside_the_frame():
    number = identity_number()
    for wanted in (Wanted(texts=(number,)), Wanted(texts=("联系人",)), Wanted()):
        found = excerpt(body(number), URL, wanted)
        whole = found.before + found.marked + found.after
        assert number not in whole
        assert number[6:14] not in whole
        assert "13812345678" not in whole
    assert "联系人身份证1101" in excerpt(body(number), URL, Wanted(texts=("联系人",))).marked


def test_the_place_of_what_is_missing_is_framed_as_such():
    found = excerpt(body(), URL, Wanted(footer=True))
    assert (found.marked, found.found) == ("版权所有", False)


def test_of_a_long_element_only_the_telling_words_are_framed():
    page = f"<p>{'前' * 300}错别字{'后' * 300}</p>".encode()
    found = excerpt(page, URL, Wanted(texts=("错别字",)), around=20)
    assert (found.before, found.marked, found.after) == ("前" * 20, "错别字", "后" * 20)
    assert found.cut_before
    assert found.cut_after


def test_a_page_cannot_frame_itself():
    page = "<p>\ue0f0假的框\ue0f1真正的文字\ue0f2</p>".encode()
    found = excerpt(page, URL, Wanted())
    assert (found.marked, found.after) == ("", "假的框真正的文字")
    assert excerpt(page, URL, Wanted(texts=("文字",))).marked == "文字" or "真正的文字" in found.after


@pytest.mark.parametrize(
    "page",
    [b"", b"<", b"<a href='", b"\x00\xff\xfe", b"<div>" * 3000, b"<!--", b"<p title='>'>x", b"<svg><p>x"],
)
def test_whatever_a_page_holds_an_excerpt_is_made(page):
    found = excerpt(page, URL, Wanted(texts=("字",), links=frozenset({URL}), footer=True))
    assert "\ue0f0" not in found.before + found.marked + found.after


@pytest.mark.parametrize("number", ["9" * 5_000, "x" + "f" * 5_000])
def test_an_endless_number_raises_nothing(number):
    # the parser writes out what stands in <xmp> as it is
    page = f"<body><p>通知公告</p><xmp>&#{number};</xmp></body>".encode()
    assert excerpt(page, URL, Wanted(texts=("通知公告",))).marked == "通知公告"
