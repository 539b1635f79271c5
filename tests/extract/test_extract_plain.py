"""The text of a page alone: the same as of the page laid out with all its elements."""

from random import Random  # noqa: TID251 - seeded: the same texts every time

import pytest

from hengping.extract.flat import Page
from hengping.extract.plain import plain_text
from hengping.extract.plain_walk import runs_of

MARKUP = (
    "<div class='header'><h1>某局</h1><ul class='nav'><li><a href=/>首页</a></li></ul></div>",
    "<nav>导航 <b>一</b></nav><header>页头</header>",
    "<article><header>作者 甲</header><p>正文一。</p><footer>日期</footer></article>",
    "<p>　　正文 二&nbsp;三&lt;四&gt;</p>\n<p>五</p>",
    "<div><a href=a>链接</a> <span><a href=b><i>深</i>链接</a></span>尾</div>",
    "<table><tr><td>一<td>二<tr><td>三</table>",
    "<div style='display:none'><p>藏</p></div><p class='hide'>藏</p>显",
    "<script>var a='<p>无</p>'</script><style>p{}</style><noscript><p>无</p></noscript>",
    "<title> 题 目 </title><title>另一</title><textarea>字</textarea><svg><title>图</title></svg>",
    "<!-- 注 --><br><br/>行<hr>行<img src=a>行<input value=x>",
    "<xmp><b>一</b></xmp><template><p>无</p></template><b><p>二</b>三</p></div></i>",
    "<div id='footer'>主办单位：某局</div>",
    "<area><base><col><embed><frame><link><meta name=a><param><source><track><wbr><basefont><keygen>尾",
    "<select><option>一<option>二</select><dl><dt>甲<dd>乙</dl><iframe>无</iframe><nav><a><b>丙</b></a></nav>",
    "<button>按<img alt=a>钮</button><main><section><header>页</header></section></main><td>散<th>格",
    "当前位置：<a href=/>首页</a> &gt; 栏目\n<p>首页 > 栏目</p>",
)
FRAME = frozenset({"header", "nav", "footer", "breadcrumb"})


def _agree(html: str) -> None:
    page, laid = Page(html), runs_of(html)
    assert (laid.text, laid.title) == (page.text, page.title)
    held = [
        (
            page.text[piece.start : piece.end],
            piece.holder.hidden or piece.holder.region in FRAME,
            "a" in {piece.holder.tag, piece.holder.parent.tag if piece.holder.parent else ""},
        )
        for piece in page.pieces
    ]
    assert [(text, framed, linked) for text, _, framed, linked in laid.runs] == held
    ends = [0, *(piece.end for piece in page.pieces)]
    between = [page.text[end : piece.start] for end, piece in zip(ends, page.pieces, strict=False)]
    assert [apart for _, apart, _, _ in laid.runs] == between


@pytest.mark.parametrize("html", MARKUP)
def test_the_runs_are_the_pieces_of_the_page(html: str) -> None:
    _agree(html)


def test_mixed_up_pages_give_the_same_runs() -> None:
    random = Random(11)  # noqa: S311 - the same pages every time
    whole = "".join(MARKUP)
    for _ in range(300):
        cuts = sorted(random.randrange(len(whole)) for _ in range(8))
        parts = [whole[low:high] for low, high in zip(cuts[::2], cuts[1::2], strict=True)]
        random.shuffle(parts)
        _agree("".join(parts))


def test_a_text_in_utf8_is_the_same_in_any_other_encoding() -> None:
    html = "<title>题</title>" + "".join(MARKUP)
    told = plain_text(html.encode(), content_type="text/html; charset=utf-8")
    assert told == plain_text(html.encode("gb18030"), content_type="text/html; charset=gb18030")
    assert told == plain_text(b"\xef\xbb\xbf" + html.encode())
    assert told.title == "题"


def test_what_frames_the_page_is_left_out_and_links_count_where_nothing_else_is_said() -> None:
    assert plain_text("".join(MARKUP[:1] + MARKUP[3:4]).encode()).text == "正文 二 三<四>\n五"
    menu = "<div><a href=a>办事指南目录</a> <a href=b>政策文件目录</a></div>"
    assert plain_text(menu.encode()).text == "办事指南目录 政策文件目录"
    assert plain_text(f"{menu}<p>今天开会。</p>".encode()).text == "今天开会。"
