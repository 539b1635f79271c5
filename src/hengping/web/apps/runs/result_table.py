"""The table of results: sites × scoring items, filtered, sorted, paged; made for 14,000 sites × 150 items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _

from hengping.web.apps.runs.models import ResultCells, ResultColumn, Run, SiteResult

PER_PAGE = 50
_PAGE_SIZES = (20, 50, 100, 200)
_CHUNK = 500
_UNPRINTED = ("not_applicable", "not_tested")
_FEW = 6
STATES = {
    "ranked": "参加排名",
    "vetoed": "单项否决",
    "blocked": "无法采集",
    "not_ranked": "不参加排名",
}
"""States of a site, in words."""
_PLAIN = {
    "rank": ("rank",),
    "name": ("name",),
    "site_code": ("site_code",),
    "group": ("group", "rank"),
    "total": ("total",),
    "coverage": ("coverage",),
    "place": ("place",),
    "state": ("state",),
}


@dataclass(kw_only=True)
class Asked:
    """What somebody wants to see, from the address of the page; what makes no sense there is passed over.

    Attributes:
        system_id: of which indicator system.
        columns: all there are; ``shown``: those to be shown.
        show: ``main``, ``items``, ``none`` or ``chosen``.
        sort: a field or the id of an item; ``down``: largest first.
    """

    system_id: str
    columns: Sequence[ResultColumn]
    shown: Sequence[ResultColumn]
    show: str = "main"
    text: str = ""
    group: str = ""
    state: str = ""
    listed: str = ""
    sort: str = "rank"
    down: bool = False
    per_page: int = PER_PAGE
    chosen: frozenset[str] = field(default_factory=frozenset)


def read_asked(query: QueryDict, system_id: str, columns: Sequence[ResultColumn]) -> Asked:
    """Read the address of a page of results."""
    chosen = frozenset(query.getlist("column"))
    show = query.get("show", "chosen" if chosen else "main")
    sort = query.get("sort", "rank")
    down = sort.startswith("-")
    sort = sort.removeprefix("-")
    if sort not in _PLAIN and sort.removeprefix("item:") not in {column.item_id for column in columns}:
        sort, down = "rank", False
    size = query.get("per_page", "")
    return Asked(
        system_id=system_id,
        columns=columns,
        shown=_shown(columns, show, chosen),
        show=show,
        text=query.get("q", "").strip()[:100],
        group=query.get("group", ""),
        state=query.get("state", ""),
        listed=query.get("list", ""),
        sort=sort,
        down=down,
        per_page=int(size) if size.isdecimal() and int(size) in _PAGE_SIZES else PER_PAGE,
        chosen=chosen,
    )


def _shown(columns: Sequence[ResultColumn], show: str, chosen: frozenset[str]) -> list[ResultColumn]:
    if show == "none":
        return []
    if show == "items":
        return list(columns)
    if show == "chosen":
        return [column for column in columns if column.item_id in chosen]
    top = [column for column in columns if column.kind == "dimension"] or [c for c in columns if c.depth == 1]
    return top if len(top) <= 2 * _FEW else top[: 2 * _FEW]


def filtered(run: Run, asked: Asked) -> QuerySet[SiteResult]:
    """The sites that are asked for, in no order."""
    rows = SiteResult.objects.filter(run=run, system_id=asked.system_id)
    if asked.group:
        rows = rows.filter(group=asked.group)
    if asked.state == "provisional":
        rows = rows.filter(provisional=True)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.listed:
        rows = rows.filter(lists__has_key=asked.listed)
    if asked.text:
        rows = rows.filter(Q(name__icontains=asked.text) | Q(site_code__icontains=asked.text))
    return rows


def ordered(rows: QuerySet[SiteResult], asked: Asked) -> QuerySet[SiteResult]:
    """The same in the order that is asked for; what has no value comes last either way."""
    if asked.sort.startswith("item:"):
        item = FilteredRelation("items", condition=Q(items__item_id=asked.sort.removeprefix("item:")))
        rows = rows.alias(item=item).alias(
            sort_key=Case(When(item__state__in=_UNPRINTED, then=Value(None)), default=F("item__score"))
        )
        keys: tuple[str, ...] = ("sort_key",)
    else:
        keys = _PLAIN[asked.sort]
    marks = [F(key).desc(nulls_last=True) if asked.down else F(key).asc(nulls_last=True) for key in keys]
    return rows.order_by(*marks, "place")


def result_page(run: Run, asked: Asked, number: str | None) -> Page[SiteResult]:
    """One page of the table, each row with its ``cells`` for the shown columns."""
    rows = filtered(run, asked)
    total = rows.count()
    paginator = _Counted(ordered(rows, asked), asked.per_page, total)
    page: Page[SiteResult] = paginator.get_page(number)
    page.object_list = list(page.object_list)
    add_cells(page.object_list, asked.shown)
    return page


class _Counted(Paginator[SiteResult]):
    """Counted without the order, which costs a look at every item."""

    def __init__(self, rows: QuerySet[SiteResult], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = total


def add_cells(rows: Sequence[SiteResult], shown: Sequence[ResultColumn]) -> None:
    """Give every row its printed scores for the shown columns, as ``shown_cells``."""
    if not shown:
        for row in rows:
            row.shown_cells = []  # type: ignore[attr-defined]  # for the page only
        return
    held = dict(ResultCells.objects.filter(result__in=[row.pk for row in rows]).values_list("result_id", "cells"))
    places = [column.position for column in shown]
    for row in rows:
        cells: list[str] = held.get(row.pk, [])
        row.shown_cells = [cells[at] if at < len(cells) else "" for at in places]  # type: ignore[attr-defined]  # as above


def every_row(run: Run, asked: Asked) -> Iterator[SiteResult]:
    """All rows that are asked for, in order, some hundreds in memory at a time."""
    keys = list(ordered(filtered(run, asked), asked).values_list("pk", flat=True))
    for first in range(0, len(keys), _CHUNK):
        part = keys[first : first + _CHUNK]
        held = SiteResult.objects.in_bulk(part)
        rows = [held[key] for key in part if key in held]
        add_cells(rows, asked.shown)
        yield from rows


def headings(asked: Asked, *, ranks: bool) -> list[str]:
    """What stands above the columns of an export."""
    plain = [_("政府网站标识码"), _("网站名称"), _("分组"), _("状态"), _("总分")]
    if ranks:
        plain += [_("排名"), _("档级")]
    plain += [_("评判覆盖率")]
    titles = [column.title for column in asked.shown]
    # Titles repeat in some systems ("其他"): then the id says which is meant.
    return plain + [
        title if titles.count(title) == 1 else f"{title} {column.item_id}"
        for title, column in zip(titles, asked.shown, strict=True)
    ]


def export_row(row: SiteResult, *, ranks: bool) -> list[str]:
    """The cells of a row of an export; numbers as they are printed."""
    total = "" if row.total is None else f"{row.total:.{row.digits}f}"
    cells = [row.site_code, row.name, row.group, STATES.get(row.state, row.state), total]
    if ranks:
        cells += ["" if row.rank is None else str(row.rank), row.tier]
    cells.append("" if row.coverage is None else f"{row.coverage:.4f}")
    return cells + list(_cells(row))


def _cells(row: SiteResult) -> list[str]:
    shown: list[str] = getattr(row, "shown_cells", [])
    return shown


def header_cells(asked: Asked, query: QueryDict, *, ranks: bool) -> list[dict[str, Any]]:
    """Headings of the page with the address that sorts by each."""
    plain = [("name", _("网站"), False), ("group", _("分组"), False), ("total", _("总分"), True)]
    if ranks:
        plain.append(("rank", _("排名"), True))
    plain += [("state", _("状态"), False), ("coverage", _("覆盖率"), True)]
    cells = [(key, title, title, number) for key, title, number in plain]
    cells += [
        (f"item:{column.item_id}", column.title, f"{column.title}（{column.full:.10g}分）", True)
        for column in asked.shown
    ]
    made = []
    for key, title, whole, number in cells:
        now = asked.sort == key
        down = (not asked.down) if now else (number and key != "rank")
        copy = query.copy()
        copy.pop("page", None)
        copy["sort"] = f"-{key}" if down else key
        made.append({
            "title": title,
            "whole": whole,
            "number": number,
            "sorted": ("descending" if asked.down else "ascending") if now else "",
            "address": f"?{copy.urlencode()}",
        })  # fmt: skip
    return made
