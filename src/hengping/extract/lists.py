"""List blocks: entries with their titles, addresses and printed dates."""

import re
from bisect import bisect_left
from datetime import date
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from hengping.extract.dates import (
    FULL_DATE,
    MonthDay,
    find_dates,
    plausible,
    read_date,
    split_date,
    whole_date,
    with_year,
)
from hengping.extract.flat import Element, Page
from hengping.extract.names import block_name, is_tab_pane
from hengping.extract.rows import Block, Row, blocks_of
from hengping.extract.tables import HeadedTable, headed_tables
from hengping.extract.targets import Targets
from hengping.model.facts import ItemList, ListItem

_LABELLED = re.compile(r"(?:日期|时间|日间|发布|更新|上传|date|time)\s*[:：]?\s*$", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:成文|生成|制发|印发|签发|截止|截至|开始|结束|生效|实施|有效|访谈|会议|举办)(?:日期|时间)?")
_BULLET = re.compile(r"^[\s·•・●■▪►▶>»\-—|│○◆◇*]+|[\s|│]+$")
_CUT = re.compile(r"(?:…|\.{2,}|。。)+$")
_PINNED = re.compile(r"^[\s\[【(（]*(?:置\s?顶|顶)[\]】)）:：\s]")
_ROW_NAMES = re.compile(r"item|list|news|row|con_|card", re.IGNORECASE)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
"""A card that is one link has its title in a heading, beside a date and a summary."""
_LONG_TITLE = 8
_TITLE_SHARE = 0.6
_NEAR_LINK = 2
"""Levels above a row in which the link around it is looked for."""
_FEW = 3


class FoundList(NamedTuple):
    """A list block, its rows and the span of text they take."""

    items: ItemList
    rows: list[Row]
    container: Element
    start: int
    end: int


def lists_of(page: Page, targets: Targets, crumb: tuple[int, int] | None, as_of: date | None) -> list[FoundList]:
    """List blocks of a page, in page order.

    A group of rows is a list when it is dated, or when its titles are long enough to be titles; menus, pagers and link
    farms are none. Sibling containers that carry one list on are joined.

    Args:
        page: the flat page.
        targets: resolves its references.
        crumb: span of its breadcrumb.
        as_of: monitoring time point, used to complete dates printed without a year.
    """
    tables = headed_tables(page)
    inside = [(table.element.start, table.element.end) for table in tables]
    found = [_of_table(page, table, targets, as_of) for table in tables]
    for block in blocks_of(page, _crumb_line(page, crumb)):
        if any(start <= block.rows[0].start < end for start, end in inside):
            continue
        one = _of_block(page, block, targets, as_of)
        if one is not None:
            found.append(one)
    found = [one for one in found if one.items.items]
    found.sort(key=lambda one: (one.start, one.end))
    inner = [one for one in found if len(one.rows) > 1]
    found = [one for one in map(partial(_without_groups, inner), found) if one.rows]
    return _named(page, _joined(page, found), targets)


def _crumb_line(page: Page, crumb: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first line of the breadcrumb: what follows below may be the list itself."""
    if crumb is None:
        return None
    line_end = page.text.find("\n", crumb[0])
    return crumb[0], min(crumb[1], line_end if line_end >= 0 else crumb[1])


def _without_groups(inner: list[FoundList], one: FoundList) -> FoundList:
    """The list without rows that hold a list of their own (``inner``, by start): they are its heading, not entries."""
    if len(inner) < 2 and (not inner or inner[0] is one):  # noqa: PLR2004 - the list itself
        return one
    kept = [place for place, row in enumerate(one.rows) if not _holds_list(inner, one, row)]
    if len(kept) == len(one.rows):
        return one
    items = replace(one.items, items=tuple(one.items.items[place] for place in kept))
    return one._replace(items=items, rows=[one.rows[place] for place in kept])


def _holds_list(inner: list[FoundList], one: FoundList, row: Row) -> bool:
    first = bisect_left(inner, row.element.start, key=_start)
    for other in inner[first : first + _FEW * 2]:
        if other.start >= row.element.end:
            return False
        if other is not one and other.end <= row.element.end and _inside(other, row):
            return True
    return False


def _start(one: FoundList) -> int:
    return one.start


def _inside(other: FoundList, row: Row) -> bool:
    here: Element | None = other.container
    for _ in range(12):
        if here is None:
            return False
        if here is row.element:
            return True
        here = here.parent
    return False


def _of_block(page: Page, block: Block, targets: Targets, as_of: date | None) -> FoundList | None:
    printed = [_printed_date(page, row) for row in block.rows]
    if _has_lead(block, printed):
        block, printed = block._replace(rows=block.rows[1:]), printed[1:]
    if not _is_list(page, block, printed):
        return None
    items = _items(page, block.rows, printed, targets, as_of)
    more_url = targets.url(block.more.href) if block.more is not None else ""
    block_list = ItemList(
        items=tuple(items), hidden=block.rows[0].element.hidden, more_url=more_url, position=page.path(block.container)
    )
    return FoundList(block_list, block.rows, block.container, block.rows[0].start, block.rows[-1].end)


def _has_lead(block: Block, printed: list[date | MonthDay | None]) -> bool:
    """Whether the first row is the lead story, made otherwise and without the date all others print."""
    if len(printed) <= _FEW or printed[0] is not None or None in printed[1:]:
        return False
    return block.rows[0].element.names != block.rows[1].element.names


def _is_list(page: Page, block: Block, printed: list[date | MonthDay | None]) -> bool:
    rows = block.rows
    dated = sum(value is not None for value in printed)
    solid = rows[0].element.tag in {"li", "tr", "a", "dl", "dd", "dt"} if rows else False
    named_so = block.container.region in {"footer", "header"}
    if dated and (dated * 2 >= len(rows) or dated >= _FEW):
        return len(rows) > 1 or solid or _repeats(rows[0])
    titles = [page.of(row.link) for row in rows if row.link is not None]
    long = sum(len(title) >= _LONG_TITLE for title in titles)
    if named_so or not titles or long < len(titles) * _TITLE_SHARE:
        return False
    if len(rows) >= _FEW:
        return True
    return rows[0].element.tag == "li" and max(map(len, titles)) > _LONG_TITLE + 2


def _repeats(row: Row) -> bool:
    """Whether a lone row, or a part of it around its link, is named as one (a class such as item, list, card)."""
    here: Element | None = row.link
    names = [row.element.names]
    while here is not None and here is not row.element:
        names.append(here.names)
        here = here.parent
    return bool(_ROW_NAMES.search(" ".join(names)))


def _printed_date(page: Page, row: Row) -> date | MonthDay | None:
    """The date printed in a row, outside its title."""
    pieces = page.pieces_in(row.start, row.end)
    text, row_end = page.text, row.end
    texts: list[str] = []
    second: date | MonthDay | None = None
    for start, end, _ in pieces:
        own = text[start:end] if end <= row_end else text[start:row_end].strip()
        value = whole_date(own)
        if value is not None:
            if not _WRITTEN.search(own):
                return value
            second = second or value
        texts.append(own)
    for one, other in pairwise(texts):
        joined = split_date(one, other)
        if joined is not None:
            return joined
    for piece, own in zip(pieces, texts, strict=True):
        if row.link is not None and piece.start >= row.link.start and piece.end <= row.link.end and len(pieces) > 1:
            continue
        found = _date_in(own, lone=len(pieces) == 1)
        if found is not None:
            return found
    if second is not None:
        return second
    return _across(page, row)


def _date_in(text: str, *, lone: bool) -> date | None:
    """A complete date inside a piece of text: labelled, in brackets, or at either end of it."""
    for start, end, value in find_dates(text):
        before, after = text[:start].rstrip(" [【(（"), text[end:].strip()
        if _WRITTEN.search(before[-8:]):
            continue
        if _LABELLED.search(before) or not before:
            return value
        if not lone and re.fullmatch(r"[\d:：\s]*[\])】）]*", after):
            return value
        if (
            lone
            and re.fullmatch(r"(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?\s?[\]】]?", after)
            and text[start - 1] in " [【\u3000"
        ):
            return value
    return None


def _across(page: Page, row: Row) -> date | None:
    """A date whose parts stand in several inline elements of one line."""
    outside = page.text[row.start : row.end]
    if row.link is not None and _may_hold_date(outside):
        outside = page.text[row.start : row.link.start] + "\n" + page.text[min(row.link.end, row.end) : row.end]
    if not _may_hold_date(outside):
        return None
    for line in re.split(r"[\n\t]", outside):
        value = whole_date(line)
        if isinstance(value, date):
            return value
        found = FULL_DATE.search(line)
        if found and _LABELLED.search(line[: found.start()]) and not _WRITTEN.search(line[: found.start()]):
            return read_date(line)
    return None


def _may_hold_date(text: str) -> bool:
    return "20" in text or "19" in text or "二" in text


def _items(
    page: Page, rows: list[Row], printed: list[date | MonthDay | None], targets: Targets, as_of: date | None
) -> list[ListItem]:
    items: list[ListItem] = []
    before: date | None = None
    for row, value in zip(rows, printed, strict=True):
        link = row.link if row.link is not None else _around(row.element)
        url = targets.of_link(link)[0] if link is not None else ""
        day = with_year(value, url, before, as_of) if isinstance(value, MonthDay) else value
        if day is not None and not plausible(day, None):
            day = None
        title = _title(page, row)
        if not _PINNED.match(title):
            before = day or before
        inferred = day is not None and isinstance(value, MonthDay)
        items.append(
            ListItem(title=title, url=url, dated_on=day, date_from="list" if day else None, year_inferred=inferred)
        )
    return items


def _around(element: Element) -> Element | None:
    """The link that a row stands in (``<a><li>…</li></a>``)."""
    here = element.parent
    for _ in range(_NEAR_LINK):
        if here is None or here.tag == "a":
            return here
        here = here.parent
    return None


def _title(page: Page, row: Row) -> str:
    span = row.link if row.link is not None else row.element
    pieces = page.pieces_in(span.start, span.end)
    if len(pieces) > 1:
        headed = [piece for piece in pieces if piece.holder.tag in _HEADINGS]
        texts = [page.text[piece.start : piece.end].strip() for piece in headed or pieces]
        dates = {text for pair in pairwise(texts) if split_date(*pair) is not None for text in pair}
        kept = [text for text in texts if len(texts) == 1 or (whole_date(text) is None and text not in dates)]
        text = " ".join(" ".join(kept).split())
    else:
        text = page.text[pieces[0].start : pieces[0].end] if pieces else ""
    if not text.isalnum():
        text = _BULLET.sub("", text)
    if text and not text.endswith(("…", "..", "。。")):
        return text
    full = " ".join((span.attrs.get("title") or "").split())
    if full and len(full) > len(text) and (_CUT.search(text) and full.startswith(_CUT.sub("", text)[:6])):
        return full
    return text or full


def _of_table(page: Page, table: HeadedTable, targets: Targets, as_of: date | None) -> FoundList:
    column = next(
        (table.roles[role] for role in ("published", "asked", "replied", "written") if role in table.roles), None
    )
    rows, printed = [], []
    for line, cells in table.rows:
        title = cells[table.roles["title"]]
        link = _first_link(title) or _first_link(line)
        rows.append(Row(line, link if link is not None else title, line.start, line.end))
        text = page.of(cells[column]) if column is not None and column < len(cells) else ""
        printed.append(whole_date(text) or read_date(text))
    items = _items(page, rows, printed, targets, as_of)
    block = ItemList(items=tuple(items), hidden=table.element.hidden, position=table.element.path())
    end = rows[-1].end if rows else table.element.end
    return FoundList(block, rows, table.element, rows[0].start if rows else table.element.start, end)


def _first_link(element: Element) -> Element | None:
    pending = list(reversed(element.children))
    while pending:
        child = pending.pop()
        if child.tag == "a" and child.end > child.start:
            return child
        pending.extend(reversed(child.children))
    return None


def _joined(page: Page, found: list[FoundList]) -> list[FoundList]:
    """Sibling blocks of one make that go on where the one before ended, as one block."""
    runs, last = list[list[FoundList]](), None
    for one in found:
        if last is None or not _goes_on(page, last, one):
            runs.append([])
            last = one
        else:  # what follows is compared with the later container, and with the last date of all before
            dated = () if one.items.dates else tuple(item for item in last.items.items if item.dated_on)[-1:]
            more = one.items.more_url or last.items.more_url
            last = one._replace(items=replace(one.items, items=dated + one.items.items, more_url=more))
        runs[-1].append(one)
    return [run[0] if len(run) == 1 else _one_of(run) for run in runs]


def _one_of(run: list[FoundList]) -> FoundList:
    """Blocks that go on one after the other, as one with the name of the first and the container of the last."""
    entries = tuple(item for one in run for item in one.items.items)
    more = [one.items.more_url for one in run if one.items.more_url] or [""]
    items = replace(run[0].items, items=entries, more_url=more[-1])
    return FoundList(items, [row for one in run for row in one.rows], run[-1].container, run[0].start, run[-1].end)


def _goes_on(page: Page, last: FoundList, one: FoundList) -> bool:
    first, second = last.container, one.container
    if last.items.hidden or one.items.hidden or first is second or first.tag != second.tag:
        return False
    if _broken_table(page, last, one):
        return True
    apart = _apart(first, second)
    if not apart or bool(last.items.dates) != bool(one.items.dates):
        return False
    return _single(last, one) or (apart == 1 and not is_tab_pane(page, second) and _runs_on(last.items, one.items))


def _runs_on(last: ItemList, one: ItemList) -> bool:
    """Whether the dates of one block begin where the other's end."""
    return not last.more_url and bool(one.dates) and one.dates[0] <= last.dates[-1]


def _apart(first: Element, second: Element) -> int:
    """Levels up to the common parent of two like elements; 0 when they have none near."""
    one, other = first, second
    for level in (1, 2, 3):
        if one.parent is None or other.parent is None or one.tag != other.tag:
            return 0
        if one.names != other.names and level == 1:
            return 0
        if one.parent is other.parent:
            return level
        one, other = one.parent, other.parent
    return 0


def _broken_table(page: Page, last: FoundList, one: FoundList) -> bool:
    """Whether stray end tags have torn one table of entries apart: like rows, nothing to read between them."""
    before, after = last.rows[-1], one.rows[0]
    if before.element.tag != "tr" or after.element.tag != "tr" or before.link is None or after.link is None:
        return False
    own = before.link.names
    if not own or own != after.link.names or last.container.parent is one.container.parent:
        return False
    return not page.text[last.end : one.start].strip(" \n\t·•")


def _single(last: FoundList, one: FoundList) -> bool:
    """Whether each entry has a container of its own."""
    return len(one.rows) == 1 and one.container.anchors <= _FEW and last.container.anchors <= _FEW


def _named(page: Page, found: list[FoundList], targets: Targets) -> list[FoundList]:
    result: list[FoundList] = []
    previous_end = 0
    for one in found:
        name, more = block_name(page, one.container, one.start, previous_end)
        more_url = one.items.more_url or (targets.url(more) if more else "")
        result.append(one._replace(items=replace(one.items, name=name, more_url=more_url)))
        if not one.items.hidden:
            previous_end = max(previous_end, one.end)
    return result
