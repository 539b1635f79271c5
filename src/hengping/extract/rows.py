"""Rows: the repeated parts of a page that each hold one entry."""

import re
from functools import lru_cache
from typing import NamedTuple

from hengping.extract.dates import whole_date
from hengping.extract.drawn import is_template
from hengping.extract.flat import Element, Page

_CLIMB = 6
_MAX_ROW_LINKS = 5
_MIN_TITLE = 4
_ROW_TAGS = frozenset({"li", "tr"})
_ENTRY_TAGS = frozenset({"a", "li"})
_NO_ENTRIES = frozenset({"nav", "breadcrumb"})
_CLOSED_ROWS = frozenset({"li", "tr", "dl"})
"""Rows that hold their date; behind any other it may stand outside the row's own element."""
_OPEN_REACH = 600
_STOP = frozenset({"body", "html", "form"})
MORE = re.compile(
    r"^[\s【\[<(（·+]*(?:查看|点击|了解)?\s*(?:更多|more|全部)(?:信息|内容|详情|>>|»|\.\.\.|…)?[\s\]】>)）+»…\.·]*$|^[>»+…\.\s]+$",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"^\s*[<«‹\[]*\s*(?:首\s?页|第一页|上一?页|下一?页|前页|后页|末\s?页|尾\s?页|最后一页|跳转|转到|go|确定|上一?篇.*|下一?篇.*|\d{1,4}|[<>«»‹›]+)\s*[>»›\]]*\s*$",
    re.IGNORECASE,
)


_FURNITURE = re.compile(
    r"ICP\s*备|公\s*网\s*安\s*备|标识码|^(?:网站)?(?:地图|声明|导航)$|版权|隐私|^联系我们$|^关于我们$|设为首页|加入收藏|无障碍"
)
"""What stands beside the identity items and is no entry."""


class Row(NamedTuple):
    """One entry as found.

    Attributes:
        element: the row's own element.
        link: its main link, None for a table row without one.
        start, end: span in which its date is looked for.
    """

    element: Element
    link: Element | None
    start: int
    end: int


class Block(NamedTuple):
    """Rows under one container, in page order, and the container's "more" link."""

    container: Element
    rows: list[Row]
    more: Element | None


def blocks_of(page: Page, crumb: tuple[int, int] | None = None) -> list[Block]:
    """Groups of rows that share a container, in page order; navigation and breadcrumb are passed over.

    Args:
        page: the flat page.
        crumb: span of the breadcrumb, when its words tell it and its element's name does not.
    """
    low, high = crumb or (0, 0)
    templates = "{{" in page.text
    groups: dict[tuple[int, str], list[tuple[Element, list[Element]]]] = {}
    containers: dict[int, Element] = {}
    row_of: dict[int, list[Element]] = {}
    for element in page.elements:
        tag = element.tag
        if tag not in _ENTRY_TAGS or element.region in _NO_ENTRIES or element.end <= element.start:
            continue
        if tag == "a":
            if low <= element.start < high:
                continue
            if templates and is_template(page.text[element.start : element.end]):
                continue  # the mould of entries that a script will draw ({{item.title}}) is no entry
            row = _row(element)
        elif not element.anchors and _dated_without_link(page, element):
            row = element
        else:
            continue
        container = _container(row)
        if container is None:
            continue
        links = row_of.get(id(row))
        if links is not None:
            links.append(element)
            continue
        row_of[id(row)] = links = [element] if tag == "a" else []
        containers[id(container)] = container
        groups.setdefault((id(container), row.tag), []).append((row, links))
    blocks = [_block(page, containers[key[0]], members) for key, members in groups.items()]
    return sorted(
        (block for block in blocks if block.rows), key=lambda block: (block.rows[0].start, -block.container.start)
    )


def _row(link: Element) -> Element:
    """The largest part of the page that belongs to this link alone, or its list item or table row."""
    here = link
    for _ in range(_CLIMB):
        above = here.parent
        if above is None or above.tag in _STOP:
            break
        if above.tag in _ROW_TAGS:
            return above if above.anchors <= _MAX_ROW_LINKS else here
        if above.tag in {"ul", "ol", "dl", "tbody", "table"} and here is not link and above.tag != "dl":
            break
        if above.anchors > here.anchors and not _same_target(above, link):
            break
        if here.tag in _ROW_TAGS:
            break
        here = above
    return here


def _same_target(element: Element, link: Element) -> bool:
    """Whether all links of a small element lead to one place (a picture and its title)."""
    if element.anchors > 3:  # noqa: PLR2004 - picture, title, "details"
        return False
    href = link.href
    if not href or href.startswith(("javascript:", "#")):
        return False
    pending = list(element.children)
    while pending:
        child = pending.pop()
        if child.tag == "a" and child.href != href:
            return False
        pending.extend(child.children)
    return True


def _container(row: Element) -> Element | None:
    above = row.parent
    if row.tag == "tr":
        while above is not None and above.tag in {"tbody", "thead", "tfoot"}:
            above = above.parent
    return above


def _block(page: Page, container: Element, members: list[tuple[Element, list[Element]]]) -> Block:
    rows: list[Row] = []
    more: Element | None = None
    foot = container.region == "footer"
    for place, (element, links) in enumerate(members):
        if (element.region == "footer" and not foot) or _is_group(element):
            continue
        if not links:
            rows.append(Row(element, None, element.start, element.end))
            continue
        link, use = _main_link(page, links)
        if use:
            if use & _IS_MORE and not use & _IS_FURNITURE:
                more = more or link
            continue
        start, end = element.start, element.end
        if element.tag not in _CLOSED_ROWS:
            end = members[place + 1][0].start if place + 1 < len(members) else _next_links(container, element)
            end = min(end, element.end + _OPEN_REACH)
        rows.append(_new(Row, (element, link, start, end)))
    if rows and rows[0].element.tag not in _CLOSED_ROWS and page.text[container.start : rows[0].start].strip(" ·[("):
        rows = _dated_before(page, container, rows)
    return Block(container, rows, more)


_IS_FURNITURE, _IS_MORE, _IS_PAGER = 1, 2, 4
_new = tuple.__new__


def _told_use(text: str) -> int:
    """What a link's text says it is: furniture of the page, the "more" of a list, a page of a pager; 0: an entry."""
    furniture, more, pager = _FURNITURE.search(text), MORE.match(text), _PAGER.match(text)
    return _IS_FURNITURE * bool(furniture) | _IS_MORE * bool(more) | _IS_PAGER * bool(pager)


_kept_use = lru_cache(maxsize=16_384)(_told_use)
_LONGEST_KEPT = 120


def _use_of(text: str) -> int:
    """The pages of a site carry the same links over and over: what their texts say is kept."""
    return _kept_use(text) if len(text) <= _LONGEST_KEPT else _told_use(text)


def _main_link(page: Page, links: list[Element]) -> tuple[Element, int]:
    """The link that a row is about, the one with the longest text, and what it is when it is no entry."""
    if len(links) == 1:
        return links[0], _use_of(page.of(links[0]))
    uses = [_use_of(page.of(link)) for link in links]
    if all(use & _IS_FURNITURE for use in uses):
        return links[0], _IS_FURNITURE
    kept = [(link, use) for link, use in zip(links, uses, strict=True) if not use & _IS_MORE]
    if not kept:
        return links[0], _IS_MORE
    link, use = max(kept, key=lambda pair: (len(page.of(pair[0])), -pair[0].start))
    return link, use & ~_IS_FURNITURE


def _next_links(container: Element, row: Element) -> int:
    """Where the container's next part with links of its own begins; its end when none follows."""
    following = (child.start for child in container.children[row.nth :] if child.anchors)
    return next(following, container.end)


def _is_group(element: Element) -> bool:
    """Whether a row is a group of further rows with a heading, and no entry itself."""
    if element.tag not in _ROW_TAGS or not element.anchors:
        return False
    for child in element.children:
        if (child.anchors and child.tag in _ROW_TAGS) or (child.children and _is_group_in(child)):
            return True
    return False


def _is_group_in(element: Element) -> bool:
    pending = list(element.children)
    while pending:
        child = pending.pop()
        if child.anchors and child.tag in _ROW_TAGS:
            return True
        pending.extend(child.children)
    return False


def _dated_without_link(page: Page, element: Element) -> bool:
    """Whether a list item without a link is an entry: a title and, apart from it, a date."""
    pieces = page.pieces_in(element.start, element.end)
    if not 1 < len(pieces) <= _MAX_ROW_LINKS:
        return False
    texts = [page.text[piece.start : piece.end].strip() for piece in pieces]
    dated = [whole_date(text) is not None for text in texts]
    return any(dated) and any(len(text) >= _MIN_TITLE for text, date in zip(texts, dated, strict=True) if not date)


def _dated_before(page: Page, container: Element, rows: list[Row]) -> list[Row]:
    """Rows of open kind whose date stands before the link: each takes the text since the row before it."""
    lead = page.text[container.start : rows[0].start].strip()
    if not re.search(r"\d{1,2}\s*[-/.月]\s*\d{1,2}", lead[-20:]):
        return rows
    starts = [max(container.start, rows[0].start - 30), *(row.element.end for row in rows[:-1])]
    return [Row(row.element, row.link, start, row.element.end) for row, start in zip(rows, starts, strict=True)]
