"""Service guides (办事指南): which of the eight element classes a page gives.

A label with nothing, or only a placeholder, behind it is absent (contract; 2015 table C15-D8.1).
"""

import re
from collections.abc import Iterator

from hengping.extract.cues import places_of
from hengping.extract.flat import Element, Page
from hengping.extract.guide_words import LABELS, OTHERS
from hengping.model.facts import GUIDE_ELEMENTS, Guide

_CLASS_OF = {name: element for element, names in LABELS.items() for name in names.split()}
_TELLING = frozenset({"设定依据", "申请条件", "办理材料", "办理流程"})


def _loose(name: str) -> str:
    # 地 址 is printed apart, longer words are not.
    return r"\s?".join(name) if len(name) == len("地址") else name


_ANY = "|".join(_loose(name) for name in sorted([*_CLASS_OF, *OTHERS.split()], key=len, reverse=True))
_LABEL = re.compile(
    rf"(?:^|(?<=[\n\t]))[ ·•*◆■>]*(?:[（(]?(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[)）]?[、.．：:\s]\s*|"
    rf"[（(](?:[一二三四五六七八九十]+|\d{{1,2}})[)）]\s*)?"
    rf"[【\[〔]?(?P<name>{_ANY})[】\]〕]?\s*(?:[（(][^）)\n]{{0,20}}[）)])?\s?(?:(?P<colon>[:：])|(?=[\n\t]|$))"
)
_PLACEHOLDER = re.compile(
    r"^(?:暂\s?无\S{0,6}|无|没有|略|空|待\s?(?:补充|完善|定|更新|添加)|(?:内容)?(?:建设|更新|完善|整理)中|"
    r"null|none|undefined|N/?A|nbsp|\d{1,2}\s?条|[-—–－_/\\.。…·*:：×xX\s]*)[。.;；]?$",
    re.IGNORECASE,
)
_TELLING_ENDS = ("依据", "条件", "材料", "资料", "流程", "程序", "步骤")
"""Words that the labels of telling classes end in, or 材料 with a word behind it."""
_LONGEST_LABEL = 40
_ENOUGH = 3
_TABS = (3, 12)
_MAX_NAME = 60
_NO_NAME = re.compile(r"位置|[\t：:>|]|首\s?页|基本信息|打印|办事指南$|来源|(?:19|20)\d\d-\d")


def read_guide(
    page: Page, title: str, *, printed_title: bool, limit: int, among_services: bool = False
) -> Guide | None:
    """The guide a page gives, None when it gives none.

    Args:
        page: the flat page.
        title: its headline.
        printed_title: the headline stands in the page, outside navigation: then it names the matter.
        limit: where the footer begins; labels in it (地址, 电话) belong to the site.
        among_services: its breadcrumb files it under services: then fewer labels make a (poor) guide.
    """
    if not any(_may_tell(page.text, limit)):
        return None
    found = list(_LABEL.finditer(page.text, 0, limit))
    labelled = {_CLASS_OF[name] for name in map(_name, found) if name in _CLASS_OF}
    enough = _ENOUGH - 1 if among_services else _ENOUGH
    if len(labelled) < enough or not labelled & _TELLING:
        return None
    if not printed_title:
        title, printed_title = _name_above(page, found[0].start(), title)
    present: set[str] = set()
    for place, match in enumerate(found):
        element = _CLASS_OF.get(_name(match))
        if element is None or element in present:
            continue
        end = found[place + 1].start() if place + 1 < len(found) else limit
        if not _PLACEHOLDER.match(_value(page, match, end)):
            present.add(element)
    if printed_title and 1 < len(title) <= _MAX_NAME and "事项名称" not in labelled:
        present.add("事项名称")
    return Guide(
        title=title,
        present=tuple(name for name in GUIDE_ELEMENTS if name in present),
        absent=tuple(name for name in GUIDE_ELEMENTS if name not in present),
    )


def _may_tell(text: str, limit: int) -> Iterator[bool]:
    """Whether a telling label may stand at the head of a line: one of its last words close behind it."""
    for word in _TELLING_ENDS:
        for at in places_of(text, (word,), 0, limit):
            near = max(0, at - _LONGEST_LABEL)
            yield not near or text.find("\n", near, at) >= 0 or text.find("\t", near, at) >= 0


def _name_above(page: Page, first_label: int, told: str) -> tuple[str, bool]:
    """The line right above the first label, which names the matter where the template's title does not."""
    lines = [line.strip() for line in page.text[:first_label].split("\n") if line.strip()]
    if lines and 1 < len(lines[-1]) <= _MAX_NAME and not _NO_NAME.search(lines[-1]):
        return lines[-1], True
    return told, False


def _name(match: re.Match[str]) -> str:
    return "".join(match["name"].split())


def _value(page: Page, match: re.Match[str], end: int) -> str:
    """What stands behind a label: in its line, in the next cell, in the lines below, or in its tab's pane."""
    line_end = page.text.find("\n", match.end())
    rest = page.text[match.end() : line_end if line_end >= 0 else len(page.text)]
    cell = _cell_of(page, match.start("name"))
    if cell is not None and cell.parent is not None:
        inside = page.text[match.end() : max(match.end(), cell.end)].strip()
        if inside:
            return inside
        beside = cell.parent.children[cell.nth :]
        if beside:
            return page.of(beside[0])
    own = rest.split("\t", 1)[0].strip()
    if own:
        return own
    pane = _pane(page, match)
    if pane is not None:
        return page.of(pane) or ("图" if _has_image(pane) else "")
    return _first_filled(page.text[match.end() : end])


def _has_image(element: Element) -> bool:
    """A flow chart is often a picture."""
    return any((child.tag == "img" and child.attrs.get("src")) or _has_image(child) for child in element.children)


def _first_filled(text: str) -> str:
    lines = [line.strip() for line in re.split(r"[\n\t]", text) if line.strip()]
    filled = [line for line in lines if not _PLACEHOLDER.match(line)]
    return (filled or lines or [""])[0]


def _cell_of(page: Page, offset: int) -> Element | None:
    pieces = page.pieces_in(offset, offset + 1) or page.pieces_in(max(0, offset - 8), offset + 1)
    here = pieces[-1].holder if pieces else None
    for _ in range(4):
        if here is None:
            return None
        if here.tag in {"td", "th"}:
            # A cell that lays out a whole guide is no label cell.
            return here if here.end - here.start <= _MAX_NAME else None
        here = here.parent
    return None


def _pane(page: Page, match: re.Match[str]) -> Element | None:
    """The pane that a tab label opens: as many panes as labels follow the row of labels."""
    pieces = page.pieces_in(match.start("name"), match.end())
    tab: Element | None = pieces[0].holder if pieces else None
    for _ in range(4):
        if tab is None or tab.parent is None:
            return None
        row = tab.parent
        count = len(row.children)
        if _TABS[0] <= count <= _TABS[1] and row.end - row.start <= count * 14:
            return _pane_beside(row, tab.nth - 1, count)
        tab = row
    return None


def _pane_beside(row: Element, place: int, count: int) -> Element | None:
    for _ in range(3):
        above = row.parent
        if above is None:
            return None
        following = [child for child in above.children[row.nth :] if child.tag not in {"script", "style", "br", "hr"}]
        if len(following) == count:
            return following[place]
        if following and len(following[0].children) == count:
            return following[0].children[place]
        same = [child for child in following if child.tag == "div"]
        if len(same) >= count:
            return same[place]
        row = above
    return None
