"""Pages made to be slow where hidden links are looked for (styles, switches, scripts); sites of many sections."""

import gc
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from site_case import SiteCase, link, news

from hengping.extract.attachments import read_attachment
from hengping.extract.attachments_parts import MAX_CHARACTERS
from hengping.extract.crowded import few_attributes
from hengping.extract.dark_script import plain_script, written
from hengping.extract.dark_style import StyleSheet
from hengping.extract.entities import unescape
from hengping.extract.flat import Page
from hengping.extract.links import page_links
from hengping.extract.outlinks import read_outlinks
from hengping.extract.page import read_page
from hengping.extract.search_data import plain_text
from hengping.extract.site_groups import find_groups
from hengping.extract.site_index import CaptureIndex
from hengping.extract.site_pages import SitePages
from hengping.extract.site_tree import Tree

FOREIGN = "http://www.bet365.com/"
LINK = f'<a href="{FOREIGN}">x</a>'
GONE = "display:none"


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


HOSTILE: dict[str, Callable[[int], str]] = {
    "rules_above": lambda n: (
        f"<style>{''.join(f'.r{i} .s{i} a{{color:red}}' for i in range(n))}</style>"
        f"{'<div class=q>' * 60}{LINK * (n // 20)}{'</div>' * 60}"
    ),
    "rules_for_all": lambda n: (
        f"<style>{''.join(f'p a{{left:{i}px}} a{{left:1px}}' for i in range(min(n, 1_400)))}</style>"
        + "".join(f'<a id="i{i}" href="{FOREIGN}">x</a>' for i in range(n))
    ),
    "siblings": lambda n: "".join(f'<li class="{_letters(i)}" style="{GONE}">{LINK}</li>' for i in range(n)),
    "unnamed_siblings": lambda n: (
        f'<script src="a.js"></script><div id="box">{f"<p style={GONE}>{LINK}</p>" * (n * 2)}</div>'
    ),
    "links_before_much": lambda n: (
        f'<script src="a.js"></script><div style="{GONE}">{LINK * n}{"<b></b>" * (n * 6)}</div>'
    ),
    "numbered": lambda n: "".join(f'<p id="k{i}" style="{GONE}">{LINK}</p>' for i in range(n)),
    "mentioned": lambda n: (
        f"<script>{''.join(f'x(#k{i});' for i in range(n))}</script>"
        + "".join(f'<p id="k{i}" style="{GONE}">{LINK}</p>' for i in range(n))
    ),
    "handled": lambda n: "".join(f'<b data-id="k{i}"></b><p id="k{i}" style="{GONE}">{LINK}</p>' for i in range(n)),
    "odd_names": lambda n: (
        f"<script>{''.join(f'x(#k:{i});' for i in range(n))}</script>"
        + "".join(f'<p id="k:{i}" style="{GONE}">{LINK}</p>' for i in range(n))
    ),
    "style_comments": lambda n: f"<style>.a{{{GONE}}}{'/*' * (n * 8)}</style>{LINK}",
    "script_comments": lambda n: f'<script>document.write("<a href={FOREIGN}>");{"/*" * (n * 8)}</script>',
    "page_comments": lambda n: f'<script>document.write("<a href={FOREIGN}>");{"<!--" * (n * 8)}</script>',
    "openers": lambda n: f'<script>document.write("{"<div>" * n}</div>")</script>{LINK}',
    "names": lambda n: f'<div class="{"xl_ti" * n}" id="{"dzjg_logo" * n}">{LINK}</div>',
    "attributes": lambda n: f"<p {' '.join(f'a{i}' for i in range(n * 8))}>{LINK}",
    "attributes_with_ends": lambda n: "<p " + " ".join(f"a{i}='>'" for i in range(n * 8)) + f">{LINK}",
    "sponsors": lambda n: f"<div class=footer>{'主办' * (n * 4)}</div>",
    "sponsors_apart": lambda n: f"<div class=footer>{'、 主办，' * (n * 4)}</div>",
    "telephones": lambda n: f"<div class=footer>{'电话' * (n * 2)}</div>",
    "style_writers": lambda n: f'<script>document.write("{"<style> " * (n * 4)}</style>")</script>{LINK}',
    "refresh": lambda n: f'<meta http-equiv="refresh" content="{" " * (n * 8)}">',
    "closed": lambda n: f"<p>{'归档专题，' * (n * 2)}</p>",
    "closed_own": lambda n: f"<p>{'本专题已结束，' * (n * 2)}</p>",
}
FOLD, GROWN, SMALL = 4, 8, 1_000
"""Four times as much may take eight times as long: linear takes four, quadratic sixteen."""


def _grows(work: Callable[[int], object]) -> None:
    ratios = []
    for _ in range(4):  # a busy machine may spoil one measurement, not all
        spent = []
        for size in (SMALL, SMALL * FOLD):
            gc.collect()
            started = time.process_time()
            work(size)
            spent.append(time.process_time() - started)
        ratios.append(spent[1] / max(spent[0], 0.02))
        if ratios[-1] < GROWN:
            return
    pytest.fail(f"{FOLD} times as much takes {ratios} times as long")


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_page(name: str) -> None:
    read_page(LINK.encode(), "http://www.a.gov.cn/a/")
    bodies = {size: f"<html><body>{HOSTILE[name](size)}</body></html>".encode() for size in (SMALL, SMALL * FOLD)}
    _grows(lambda size: read_page(bodies[size], "http://www.a.gov.cn/a/1.html"))


@pytest.mark.parametrize("page", ["<a href=/x><i class=icon>x</i>{}</a>", "<a href=/x>{}</a>"])
def test_time_grows_with_icons(page: str) -> None:
    icons = {size: "<i class=icon>x" * size + "<i class=icon>x</i>" * (size * 4) for size in (SMALL, SMALL * FOLD)}
    bodies = {size: page.format(inside).encode() * 2 for size, inside in icons.items()}
    _grows(lambda size: (read_outlinks(bodies[size], "http://www.a.gov.cn/"), page_links(bodies[size], FOREIGN)))


def test_time_grows_with_drawings_in_drawings() -> None:
    bodies = {size: (f"<svg>{'联系电话' * 8}" * size).encode() for size in (SMALL, SMALL * FOLD)}
    _grows(lambda size: read_outlinks(bodies[size], "http://www.a.gov.cn/"))


def _sections(count: int) -> tuple[SitePages, SiteCase]:
    case = SiteCase().home(lists=(news("/n/", 1),))
    for number in range(count):
        links = tuple(link(f"/s{other % count}/", f"栏目{other}", place="list") for other in range(number, number + 4))
        case.page(f"/s{number}/", title=f"栏目{number}", links=links, lists=(news(f"/s{number}/", 1),))
    return SitePages(case.site, CaptureIndex(case.captures, case.pages, {}), case.pages), case


def test_time_grows_with_the_sections() -> None:
    sites = {size: _sections(size // 4)[0] for size in (SMALL, SMALL * FOLD)}
    groups = {size: find_groups(site) for size, site in sites.items()}
    assert len(groups[SMALL]) >= SMALL // 4
    _grows(lambda size: Tree(sites[size], groups[size]))


def test_a_section_stands_below_what_its_address_and_its_carriers_say() -> None:
    case = SiteCase().home(lists=(news("/n/", 1),))
    for path in ("/zwgk/", "/zwgk/fdzd/", "/zwgk/fdzd/gz/"):
        case.page(path, title=path, lists=(news(path, 1),))
    case.page("/x/", title="x", lists=(news("/x/", 1),), links=(link("/y/", "y", place="list"),))
    case.page("/y/", title="y", lists=(news("/y/", 1),))
    site = SitePages(case.site, CaptureIndex(case.captures, case.pages, {}), case.pages)
    tree = Tree(site, find_groups(site))
    parents = {url.split("cn", 1)[1]: place.parent_url.partition("cn")[2] for url, place in tree.places.items()}
    assert (parents["/zwgk/fdzd/gz/"], parents["/zwgk/fdzd/"], parents["/y/"]) == ("/zwgk/fdzd/", "/zwgk/", "/x/")
    root = site.home_url
    assert tree.all_above(f"{root}zwgk/fdzd/gz/") >= {f"{root}zwgk/", f"{root}zwgk/fdzd/"}
    assert tree.children(f"{root}x/") == [f"{root}y/"]


def test_selectors_mean_what_they_say() -> None:
    page = Page('<div class="a"><p class="b c" id="i"><a class="d">x</a></p></div><a>y</a>')
    first, second = page.tagged["a"]
    css = """.a a{left:1px} .a .b.c a{top:1px} p.c > .d{right:1px} #i .d{bottom:1px} .b .a a{color:red}
        .b.x a{color:red} .c:hover .d{display:block} * .d{width:0} DIV p a{height:0}"""
    sheet = StyleSheet([css])
    told = dict.fromkeys(("left", "top", "right", "bottom"), "1px")
    assert sheet.declared(first) == {**told, "width": "0", "height": "0"}
    assert sheet.shows(first)
    assert not sheet.declared(second)
    assert not sheet.shows(second)


def test_a_tag_keeps_its_first_attributes_and_its_end() -> None:
    crowded = f"<p {' '.join(f'a{i}' for i in range(9_000))} b='>'>text</p><i class=x>"
    cut = few_attributes(f"{crowded}<!-- <p -->{crowded}")
    assert cut.count(">text</p><i class=x>") == 2
    assert "a900 " in cut
    assert "a1100" not in cut
    for plain in (
        "<p a=1>" * 5_000,
        "<a " + "x=' " + "y " * 9_000 + "'>",
        "<!-- <p " + "a " * 9_000 + "-->",
        "< a " * 9_000,
    ):
        assert few_attributes(plain) == plain
    script = f"<script>if (a<b) {'x ' * 9_000}</script><p a>"
    assert few_attributes(script) == script


@pytest.mark.parametrize("digits", ["9" * 5_000, "x" + "f" * 5_000, "0" * 5_000, "1114112", "x110000"])
def test_numbers_that_name_no_character_raise_nothing(digits: str) -> None:
    assert unescape(f"甲&#{digits};乙")[-1] == "乙"
    assert plain_text(f"甲&#{digits};乙")
    written(f'document.write("<a href=//x.com>&#{digits};</a>")')
    assert plain_script(f"eval(&#{digits};)")
    for name, form in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx")):
        xml = f"<w:p><w:t>&#{digits};</w:t></w:p>"
        parts = {
            "xl/worksheets/sheet1.xml": f'<row><c t="str"><v>&#{digits};</v></c><c t="inlineStr"><is><t>&#{digits};</t>'
        }
        read = read_attachment(_package({name: xml, **parts}), f"a&#{digits};.{form}")
        assert (read.form, read.unread_why) == (form, "")


def test_ordinary_references_are_read_as_ever() -> None:
    assert unescape("&#20013;&#x4e2d;&amp;&lt;&nbsp;&#00000020013;&#65") == "中中&<\xa0中A"


def _package(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return buffer.getvalue()


def test_a_sheet_that_names_one_long_text_many_times() -> None:
    long = ("<t>" + "x" * 30_000 + "</t>") * (MAX_CHARACTERS // 30_000)
    book = _package(
        {
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": f"<sst><si>{long}</si></sst>",
            "xl/worksheets/sheet1.xml": "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>",
        }
    )
    assert len(book) < 40_000
    tracemalloc.start()
    try:
        read = read_attachment(book, "a.xlsx")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (read.form, read.unread_why, read.length) == ("xlsx", "too_large", MAX_CHARACTERS)
    assert most < 15 * MAX_CHARACTERS  # two hundred times as much is what it names
