"""The page laid flat from the parser's own writing, held against the same made node by node."""

from random import Random  # noqa: TID251 - seeded: the same texts every time

import pytest
from flat_oracle import SlowPage
from selectolax.lexbor import LexborHTMLParser

from hengping.extract import flat
from hengping.extract.attributes import attributes_in, unescaped
from hengping.extract.flat import Page
from hengping.extract.page import read_page

DIRTY = (
    "",
    "正文",
    "<p>一<p>二<br>三<hr>四</p> 五 ",
    "<title> 甲  乙 </title><p>丙</p><title>丁</title>",
    "<ul><li>一<li><a href=a>二</a> <a>三</a></ul>尾",
    "<table><tr><td>一<td>二<tr><th>三</table>后",
    "<table><tr><td>末</td></tr></table>",
    "<div>一<!-- 注 -- 释 -->二<!----> 三</div><!-- 尾 -->",
    "<script>if (a<b && c) document.write('</b>')</script><p>后",
    "<script>x</script><script src=a></script><script>y</script>",
    "<style>p>a{}</style><iframe><p>框</p></iframe><noframes><b>无</b></noframes><xmp><i>x</i></xmp>尾",
    "<template><p>模<template>板</template></p></template><p>正文<template></template>后</p>",
    "<noscript><p>无脚本</p></noscript><select><option>一<option>二</select><textarea>a<b></textarea>后",
    "<svg><title>图</title><style>a<b</style><link/><image></svg><p>后",
    "<p title='a&amp;b&quot;c<d>' hidden class=\"\" x>甲&nbsp;乙&lt;丙&gt;&amp;lt;</p>",
    '<a href="x"" target=y\'z>一</a><a "=\'\' b\'c=d e">二</a><a =f>三</a><a g=">">四</a>',
    "<nav><footer>一</footer></nav><div class='foot'><div class='nav'>二</div></div><header><nav>三</nav></header>",
    "<div style='display:none'><p>藏</p></div><p class='hide x'>藏</p>显",
    "<b><p>一</b>二</p><i>三<div>四</i>五</div>",
    "<frameset><frame src=a><noframes>无</noframes></frameset>",
    "<body><p>一</p></body></html> 后 <!-- x --> <p>再</p>",
    "<pre>\n一\n 二</pre>\u3000三\xa0四",
    "<a-b c:d=1>一</a-b><math><mi>x</mi></math>",
    "<plaintext>一<p>二",
)


def _laid(page: Page) -> list[list[object]]:
    place = {id(element): at for at, element in enumerate(page.elements)}
    return [
        [
            one.tag,
            {name: value or "" for name, value in one.attrs.items()},
            one.start,
            one.end,
            one.nth,
            one.anchors,
            one.hidden,
            one.region,
            place[id(one.parent)] if one.parent is not None else -1,
        ]
        for one in page.elements
    ]


def _agree(html: str) -> None:
    fast, slow = Page(html), SlowPage(html)
    assert fast.text == slow.text
    assert _laid(fast) == slow.elements
    place = {id(element): at for at, element in enumerate(fast.elements)}
    assert [(one.start, one.end, place[id(one.holder)]) for one in fast.pieces] == slow.pieces
    assert (fast.title, fast.scripts) == (slow.title, slow.scripts)
    assert [one.href for one in Page(html).elements] == [one.attrs.get("href") for one in fast.elements]
    assert not flat._CHILDLESS


@pytest.mark.parametrize("html", DIRTY)
def test_the_page_is_laid_as_node_by_node(html: str) -> None:
    _agree(html)


def test_mixed_up_pages_are_laid_as_node_by_node() -> None:
    random = Random(7)  # noqa: S311 - the same pages every time
    whole = "".join(DIRTY).replace("<link/><image>", "")  # in a drawing they could hold others, and never do
    for _ in range(150):
        cuts = sorted(random.randrange(len(whole)) for _ in range(8))
        parts = [whole[low:high] for low, high in zip(cuts[::2], cuts[1::2], strict=True)]
        random.shuffle(parts)
        _agree("".join(parts))


def test_a_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parses: list[str | bytes] = []
    own = flat.parsed

    def counted(html: str | bytes) -> LexborHTMLParser:
        parses.append(html)
        return own(html)

    monkeypatch.setattr(flat, "parsed", counted)
    body = "<title>标题</title><ul>" + "<li><a href=/a.html>关于开展工作的通知</a> 2026-01-02</li>" * 5 + "</ul>"
    assert len(read_page(body.encode(), "http://www.example.gov.cn/").lists) == 1
    assert len(parses) == 1


def test_paths_of_the_page_are_those_of_its_elements() -> None:
    page = Page("<div id=a>" + "<div>" * 12 + "<p><b>一</b></p><p id='不行'><b>二</b></p>" + "</div>" * 13)
    assert [page.path(one) for one in page.elements] == [one.path() for one in page.elements]
    assert page.path(page.tagged["a"][0] if page.tagged["a"] else page.elements[3]).startswith("div#a")


def test_elements_of_a_forgotten_page_do_not_know_each_other() -> None:
    page = Page("<div><p>一</p></div>")
    assert any(one.children for one in page.elements)
    page.forget()
    assert not any(one.children for one in page.elements)


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("", {}),
        (' href="/a?b=1&amp;c=2" title="&quot;甲&quot;"', {"href": "/a?b=1&c=2", "title": '"甲"'}),
        (' a="1" hidden', {"a": "1", "hidden": None}),
        (' hidden b="2"', {"hidden": None, "b": "2"}),
        (' a="x" "="" c="y"', {"a": "x", '"': "", "c": "y"}),
    ],
)
def test_attributes_are_read_as_written(written: str, want: dict[str, str | None]) -> None:
    assert attributes_in(written) == want


def test_entities_are_resolved_once() -> None:
    assert unescaped("&amp;lt;&lt;&nbsp;") == "&lt;<\xa0"
