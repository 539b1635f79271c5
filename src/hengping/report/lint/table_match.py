"""Which table of a document stands for which table of the results: by its description, else by header and content."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from hengping.report.lint.expected import Sheet
from hengping.report.lint.names import distance
from hengping.report.lint.page import Table

_DESCRIBED = re.compile(r"HP_t\d+(.+)")
_LEAST = 0.5
"""Of the cells that name what the rows are about, or of the header, so many must be the same."""
_SEEN_ROWS = 400


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """A table with the table of the results that it stands for.

    Attributes:
        columns: for each column of the document the column of the results; -1: none.
        first: number of the first row that is not the header.
    """

    sheet: Sheet
    table: Table
    columns: tuple[int, ...]
    first: int


def match(sheets: Sequence[Sheet], tables: Sequence[Table]) -> list[Matched]:
    """The tables that stand for one of the results; a table may have been split, so several can stand for the same."""
    by_query: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_query[_bare(sheet.query)].append(sheet)
    index: dict[str, set[int]] = defaultdict(set)
    for sheet in sheets:
        for row in sheet.rows:
            for cell in _telling(row):
                index[cell].add(sheet.number)
    found = []
    for table in tables:
        if not table.rows:
            continue
        described = _DESCRIBED.fullmatch(table.description)
        fitting = by_query.get(_bare(described[1]), []) if described else []
        chosen = fitting[0] if fitting else None
        if chosen is None or not _alike(chosen, table):
            chosen = _by_content(sheets, table, index) or chosen
        if chosen is not None:
            columns, first = _columns(chosen, table)
            found.append(Matched(sheet=chosen, table=table, columns=columns, first=first))
    return found


def _bare(query: str) -> str:
    return re.sub(r"\W+", "", query)


def _telling(row: Sequence[str]) -> list[str]:
    """Cells that say what a row is about."""
    return [cell for cell in row if len(cell) > 1 and not re.fullmatch(r"[\d.,%—-]{1,8}", cell)]


def _alike(sheet: Sheet, table: Table) -> bool:
    """Whether at least a row or the header is the same: descriptions survive copies of tables."""
    header = set(sheet.columns)
    if header & set(table.rows[0]):
        return True
    cells = {cell for row in sheet.rows for cell in _telling(row)}
    return any(cell in cells for row in table.rows[:_SEEN_ROWS] for cell in _telling(row))


def _by_content(sheets: Sequence[Sheet], table: Table, index: dict[str, set[int]]) -> Sheet | None:
    votes: Counter[int] = Counter()
    seen = 0
    for row in table.rows[:_SEEN_ROWS]:
        telling = [index[cell] for cell in _telling(row) if cell in index]
        seen += any(row)
        # What only one table holds says more than what stands in all of them (合格).
        only = [places for places in telling if len(places) == 1]
        votes.update({number for places in only or telling for number in places})
    by_number = {sheet.number: sheet for sheet in sheets}
    header = [cell for cell in table.rows[0] if cell]
    best: tuple[float, Sheet] | None = None
    for number, sheet in by_number.items():
        titles = set(sheet.columns)
        same = sum(cell in titles for cell in header)
        rows = votes[number] / max(seen, 1)
        # The header must be that of the table as well: an excerpt with columns of one's own is another table.
        if same < _LEAST * max(len(header), len(titles)) and not (
            same == 0 and rows >= _LEAST and _same_width(sheet, table)
        ):
            continue
        score = same / max(len(titles), 1) + 2 * rows
        if (rows >= _LEAST or (same == len(titles) and not sheet.keys)) and (best is None or score > best[0]):
            best = (score, sheet)
    return best[1] if best else None


def _same_width(sheet: Sheet, table: Table) -> bool:
    return len(sheet.columns) == len(table.rows[0])


def _columns(sheet: Sheet, table: Table) -> tuple[tuple[int, ...], int]:
    """For each column of the document its column in the results, and where the body begins."""
    header = table.rows[0]
    titles = {title: number for number, title in enumerate(sheet.columns)}
    same = [titles.get(cell, -1) for cell in header]
    if all(number < 0 for number in same):
        # No header: the columns stand as in the results when there are as many.
        return (tuple(range(len(header))) if _same_width(sheet, table) else tuple(same)), 0
    used = set(same)
    for at, number in enumerate(same):
        if number >= 0:
            continue
        free = [each for each in range(len(sheet.columns)) if each not in used]
        near = [each for each in free if _renamed(header[at], sheet.columns[each])]
        place = at if _same_width(sheet, table) and at in free else -1
        same[at] = near[0] if len(near) == 1 else place
        used.add(same[at])
    return tuple(same), 1


def _renamed(said: str, title: str) -> bool:
    """Whether a head is written a little otherwise: 网站识别码 for 网站标识码, 得分（分） for 得分."""
    if not said:
        return False
    return said in title or title in said or distance(said, title, 1) <= 1
