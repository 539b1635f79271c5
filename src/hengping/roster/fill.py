"""Cells printed once for many rows: group and region, in spreadsheets only."""

from hengping.roster.faults import RowFault, row_fault
from hengping.roster.headers import Field, Header
from hengping.roster.rows import SiteRow
from hengping.roster.tables import Table

_FILLED: tuple[Field, ...] = ("group", "region")


def fill_down(rows: list[SiteRow], table: Table, header: Header) -> list[RowFault]:
    """Give each row the group and region printed above it.

    Merged ranges say exactly which rows belong together. Where a column has none, a blank cell of a site takes the
    text above it, and each such stretch is reported, because a site in the wrong group is ranked among strangers.

    Args:
        rows: rows below the heading; changed in place.
        table: where they come from.
        header: the heading row.
    """
    if not table.spreadsheet:
        return []
    faults = []
    for field in _FILLED:
        if field not in header.columns:
            continue
        spans = _spans(table, header.columns[field], header.index)
        if spans:
            for first, last in spans:
                for row in rows[first : last + 1]:
                    row.texts[field] = rows[first].texts[field]
        else:
            faults += _fill_blanks(rows, field, header.title(field))
    return faults


def _spans(table: Table, column: int, header_index: int) -> list[tuple[int, int]]:
    """First and last index, below the heading, of the column's merged ranges of more than one row."""
    base = header_index + 1
    return [
        (first - base, last - base)
        for (first, left), (last, right) in table.merged or ()
        if left <= column <= right and last > first >= base
    ]


def _fill_blanks(rows: list[SiteRow], field: Field, title: str) -> list[RowFault]:
    faults: list[RowFault] = []
    above, start, count = "", 0, 0
    for row in [*rows, None]:
        blank = row is not None and not row.texts[field] and any(row.texts.values())
        if row is not None and blank and above:
            row.texts[field] = above
            start, count = start or row.number, count + 1
            continue
        if count:
            faults.append(row_fault("filled_down", row=start, column=title, new=above, count=count))
            start, count = 0, 0
        if row is not None and row.texts[field]:
            above = row.texts[field]
    return faults
