"""A page as served and as rendered, joined: never less than what was served."""

from datetime import date

import pytest
from msgspec import structs

from hengping.extract.page import read_page
from hengping.extract.rendered import joined_reading
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import PageFacts

URL = "http://www.a.gov.cn/zwgk/tzgg/"
AS_OF = date(2026, 11, 20)
SCRIPT = (
    "<script>fetch('/l').then(r => r.json()).then(d => {let h = ''; for (const x of d) h += '<li><a href=' + x + '>' "
    "+ x + '</a></li>'; document.getElementById('l').innerHTML = h})</script>"
)
ROWS = "".join(
    f'<li><a href="/a/{n}.html">关于印发第{n}号工作方案的通知</a><span>2026-11-0{n}</span></li>' for n in range(1, 6)
)
UNDATED = "".join(f'<li><a href="/a/{n}.html">关于印发第{n}号工作方案的通知</a></li>' for n in range(1, 6))
FOOT = "<div class='footer'>主办单位：云溪省人民政府办公室 网站标识码：4500000001 桂ICP备05000001号</div>"
MENU = "".join(f'<a href="/m{n}/">栏目{n}</a>' for n in range(8))


def read(inner: str, record: str) -> PageFacts:
    body = f"<div class='nav'>{MENU}</div><ul id='l' class='list'>{inner}</ul>{SCRIPT}"
    html = f"<html><head><title>通知公告</title></head><body>{body}</body></html>".encode()
    kind = "text/html; charset=utf-8"
    return read_page(html, URL, content_type=kind, evidence=EvidenceRef(record, "d"), as_of=AS_OF, home=False)


SERVED = read("", "served")


def nobody(_url: str) -> bool:
    return False


def test_a_list_drawn_by_script_is_read_from_the_rendered_page() -> None:
    joined = joined_reading(SERVED, read(ROWS, "rendered"), nobody)
    assert SERVED.scripted
    assert not joined.scripted
    assert [len(block.items) for block in joined.lists] == [5]
    assert joined.lists[0].items[4].dated_on == date(2026, 11, 5)
    assert joined.evidence.record_id == "rendered"


def test_entries_nobody_can_date_are_left_to_a_person() -> None:
    rendered = read(UNDATED, "rendered")
    assert joined_reading(SERVED, rendered, nobody).lists == SERVED.lists
    assert joined_reading(SERVED, rendered, nobody).scripted
    assert joined_reading(SERVED, rendered, lambda _url: True).lists == rendered.lists


def test_a_footer_drawn_by_script_counts_beside_what_was_served() -> None:
    served = read(ROWS, "served")
    joined = joined_reading(served, read(ROWS + FOOT, "rendered"), nobody)
    assert joined.identity.site_code == "4500000001"
    assert joined.identity.sponsor == "云溪省人民政府办公室"
    assert joined.evidence.record_id == "rendered"
    own = structs.replace(served, identity=structs.replace(served.identity, site_code="4500000002"))
    assert joined_reading(own, read(ROWS + FOOT, "rendered"), nobody).identity.site_code == "4500000002"


@pytest.mark.parametrize(
    "rendered",
    [
        "<html><head><title>出错了</title></head><body><h1>系统繁忙，请稍后再试</h1></body></html>",
        "<html><body><script>document.cookie='acw_sc__v2=1';location.reload()</script></body></html>",
        "<html><head><title>请求被拦截</title></head><body>您的访问被防火墙拦截</body></html>",
        "",
    ],
)
def test_an_error_page_leaves_the_page_as_served(rendered: str) -> None:
    served = read(ROWS, "served")
    broken = read_page(rendered.encode(), URL, evidence=EvidenceRef("rendered", "d"), as_of=AS_OF, home=False)
    assert joined_reading(served, broken, nobody) is served
    assert joined_reading(SERVED, broken, nobody) is SERVED


def test_a_rendering_that_shows_nothing_more_changes_nothing() -> None:
    assert joined_reading(SERVED, read("", "rendered"), nobody) is SERVED
    assert joined_reading(SERVED, read("<li>暂无数据</li>", "rendered"), nobody) is SERVED
