"""The tables of comparisons, in the form of the contract's other tables: fixed columns, order and bytes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from hengping.model import codec
from hengping.model.cells import inert
from hengping.ranking.compare.bridge import Bridge, SiteBridge
from hengping.ranking.compare.change import Change
from hengping.ranking.compare.costs import Costs
from hengping.ranking.compare.records import GroupChange, IndicatorChange, RoundComparison, SiteChange
from hengping.ranking.compare.rounds import FATE_ZH

COMPARE_COLUMNS = (
    "level",
    "group",
    "id",
    "name",
    "quantity",
    "before",
    "after",
    "points",
    "percent",
    "words",
    "before_sites",
    "after_sites",
    "panel_sites",
    "panel_before",
    "panel_after",
    "panel_points",
    "panel_percent",
    "fate",
    "old_site_codes",
    "note",
)
BRIDGE_COLUMNS = (
    "group",
    "site_code",
    "name",
    "old_score",
    "rule_effect",
    "evidence_effect",
    "new_score",
    "old_rank",
    "new_rank",
    "rank_change",
    "old_passed",
    "new_passed",
    "fate",
    "old_site_codes",
    "note",
)
COST_COLUMNS = (
    "group",
    "item",
    "title",
    "sites",
    "affected",
    "lost",
    "mean_lost",
    "share_rate",
    "cumulative_rate",
    "checks",
    "worst_sites",
)


def compare_json(comparison: RoundComparison) -> bytes:
    """``compare.json``: everything the comparison says."""
    return codec.encode_pretty(comparison)


def bridge_json(each: Bridge) -> bytes:
    """``bridge.json``: sites, group means and indicators."""
    return codec.encode_pretty(each)


def compare_csv(comparison: RoundComparison) -> bytes:
    """``compare.csv``: groups, indicators, sites and closed sites, one figure a line.

    ``level`` is group, indicator or site; ``quantity`` says what the figure is: total, rank, mean, passed, pass_rate,
    at_least_90 (sites), index. ``points`` is after − before (of pass_rate in percentage points, of rank in places:
    negative is towards the first); ``percent`` the relative change in percent. Columns of the panel are empty where
    there is none.
    """
    return _table(COMPARE_COLUMNS, _compare_rows(comparison))


def bridge_csv(each: Bridge) -> bytes:
    """``bridge.csv``: a line a site; ``old_score + rule_effect + evidence_effect = new_score`` where all are numbers.

    ``rank_change``: places gained, positive when the site rose.
    """
    return _table(BRIDGE_COLUMNS, (_bridge_row(site) for site in each.sites))


def costs_csv(each: Costs) -> bytes:
    """``costs.csv``: an item a line, dearest first, all sites first, then group by group.

    ``checks``: ``check:findings:points`` separated by spaces.
    """
    return _table(
        COST_COLUMNS,
        (
            (
                inert(row.group),
                row.item_id,
                inert(row.title),
                str(row.sites),
                str(row.affected),
                _number(row.lost),
                _number(row.mean_lost),
                _number(row.share_rate),
                _number(row.cumulative_rate),
                " ".join(f"{check.check}:{check.findings}:{_number(check.points)}" for check in row.checks),
                inert(" ".join(row.worst_sites)),
            )
            for row in each.items
        ),
    )


def _compare_rows(comparison: RoundComparison) -> Iterator[tuple[str, ...]]:
    for group in comparison.groups:
        yield from _group_rows(group)
    for indicator in comparison.indicators:
        yield _indicator_row(indicator)
    for site in comparison.sites:
        yield from _site_rows(site)
    for gone in comparison.closed:
        change = Change(quantity="points", before=gone.total, after=None, reason="本轮没有该网站")
        yield _row(
            "site", gone.group, gone.site_code, gone.name, "total", change, fate="不再列入", note="本轮没有该网站"
        )


def _group_rows(group: GroupChange) -> Iterator[tuple[str, ...]]:
    counts = str(group.before_sites), str(group.after_sites)
    name = group.group or "全部"
    yield _row(
        "group",
        group.group,
        "",
        name,
        "mean",
        group.mean,
        counts=counts,
        panel=(str(group.panel_sites), group.panel_mean),
    )
    yield _row("group", group.group, "", name, "passed", group.passed, counts=counts)
    yield _row("group", group.group, "", name, "pass_rate", group.pass_rate, counts=counts)
    for each in group.reaching:
        yield _row("group", group.group, "", name, f"at_least_{each.line}", each.change, counts=counts)


def _indicator_row(each: IndicatorChange) -> tuple[str, ...]:
    return _row(
        "indicator",
        each.group,
        each.item_id,
        each.title,
        "index",
        each.index,
        counts=(str(each.before_sites), str(each.after_sites)),
        panel=(str(each.panel_sites), each.panel_index),
    )


def _site_rows(site: SiteChange) -> Iterator[tuple[str, ...]]:
    old = " ".join(site.old_site_codes)
    for quantity, change in (("total", site.total), ("rank", site.place)):
        yield _row(
            "site",
            site.group,
            site.site_code,
            site.name,
            quantity,
            change,
            fate=FATE_ZH[site.fate],
            old=old,
            note=site.note,
        )


def _row(  # noqa: PLR0917 - the columns of the table, in their order
    level: str,
    group: str,
    key: str,
    name: str,
    quantity: str,
    change: Change,
    counts: tuple[str, str] = ("", ""),
    panel: tuple[str, Change] | None = None,
    fate: str = "",
    old: str = "",
    note: str = "",
) -> tuple[str, ...]:
    sites, inside = panel or ("", None)
    return (
        level,
        inert(group),
        inert(key),
        inert(name),
        quantity,
        *_four(change),
        change.words,
        *counts,
        sites,
        *(_four(inside) if inside is not None else ("",) * 4),
        fate,
        inert(old),
        inert(note),
    )


def _four(change: Change) -> tuple[str, str, str, str]:
    return _number(change.before), _number(change.after), _number(change.points), _number(change.percent)


def _bridge_row(site: SiteBridge) -> tuple[str, ...]:
    return (
        inert(site.group),
        inert(site.site_code),
        inert(site.name),
        *(
            _number(value)
            for value in (site.score.old, site.score.rule_effect, site.score.evidence_effect, site.score.new)
        ),
        *("" if value is None else str(value) for value in (site.old_rank, site.new_rank, site.rank_change)),
        *("" if value is None else str(value).lower() for value in (site.old_passed, site.new_passed)),
        FATE_ZH[site.fate],
        inert(" ".join(site.old_site_codes)),
        inert(site.note),
    )


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode()
