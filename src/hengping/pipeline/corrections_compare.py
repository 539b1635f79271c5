"""Two published versions of the same evaluation set against each other, site by site, list by list."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.score import GroupSummary, ListEntry, RankRow, Results
from hengping.pipeline.context import Run
from hengping.pipeline.corrections_register import PUBLICATION_FILE, RESULTS, read_publication, version_folder
from hengping.pipeline.stamps import file_digest
from hengping.report.erratum_inputs import (
    Change,
    Erratum,
    GroupChange,
    ListChange,
    Listed,
    SiteChange,
    Standing,
    SystemCorrection,
)

TOLD = ("results.json", "ranks.csv", "lists.csv", "scores.csv", "vetoes.csv")
"""Tables that a publication is about; others beside them (costs, comparisons, robustness) follow or are extras."""
_MOST_MOVERS = 5
_YES, _NO = "成立", "不成立"
_FIGURES = {
    "sites": "网站数",
    "assessed": "完成评估",
    "passed": "合格",
    "vetoed": "单项否决",
    "blocked": "未能评估",
    "mean": "平均分",
    "highest": "最高分",
    "lowest": "最低分",
    "pass_rate": "合格率",
}
"""Figures of a group by the field of :class:`~hengping.model.score.GroupSummary`."""


def make_erratum(run: Run, after_folder: Path, *, before: int, after: int, label: str, cause: str, on: date) -> Erratum:
    """The data of an erratum, from two frozen versions: what ``verify`` makes again, too.

    Args:
        run: the run.
        after_folder: where the later version lies.
        before: number of the earlier version.
        after: number of the later version.
        label: the erratum's number.
        cause: why.
        on: its date.
    """
    old = version_folder(run.path, before)
    systems: list[SystemCorrection] = []
    others: list[str] = []
    for key, system in run.systems.items():
        one, two = old / RESULTS / key, after_folder / RESULTS / key
        correction = compare_versions(system, one, two)
        if not is_same(correction):
            systems.append(correction)
        else:
            names = sorted({file.name for place in (one, two) for file in place.iterdir()})
            others += [
                f"{RESULTS}/{key}/{name}" for name in names if file_digest(one / name) != file_digest(two / name)
            ]
    campaign = run.info.settings
    return Erratum(
        label=label,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        organiser=campaign.organiser,
        before=before,
        after=after,
        before_on=read_publication(run.path, before).published_on,
        issued_on=on,
        cause=cause,
        before_digest=file_digest(old / PUBLICATION_FILE),
        systems=tuple(systems),
        others=tuple(others),
    )


def compare_versions(system: IndicatorSystem, before: Path, after: Path) -> SystemCorrection:
    """What differs between two folders ``results/<system>/`` of one evaluation.

    Args:
        system: the rules, the same in both.
        before: the folder of the version before.
        after: the folder of the version that follows.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """
    old, new = _results(before), _results(after)
    titles = _titles(system)
    items = _changed_cells(before / "scores.csv", after / "scores.csv", ("site_code", "item"), "score")
    vetoes = _changed_cells(before / "vetoes.csv", after / "vetoes.csv", ("site_code", "veto"), "fired")
    own: dict[str, list[Change]] = {}
    for (code, item), (one, other) in _deepest(items, system).items():
        own.setdefault(code, []).append(Change(what=titles.get(item, item), before=one, after=other))
    for (code, veto), (one, other) in vetoes.items():
        own.setdefault(code, []).append(
            Change(what=f"单项否决“{titles.get(veto, veto)}”", before=_verdict(one), after=_verdict(other))
        )
    return SystemCorrection(
        system_id=system.id,
        system_title=system.title.zh,
        provisional="" if new.publishable else new.unpublishable_reason or "有得分为暂定",
        list_titles=new.list_titles,
        sites=_sites(old, new, own),
        lists=tuple(_lists(old, new)),
        groups=tuple(_groups(old.groups, new.groups)),
    )


def is_same(correction: SystemCorrection) -> bool:
    """Whether nothing changed."""
    return not (correction.sites or correction.lists or correction.groups)


def _results(folder: Path) -> Results:
    return codec.decode((folder / "results.json").read_bytes(), Results)


def _titles(system: IndicatorSystem) -> dict[str, str]:
    titles = {key: node.title.zh for key, node in system.nodes().items()}
    return titles | {veto.id: veto.title.zh for veto in system.vetoes}


_Cells = dict[tuple[str, str], tuple[str, str]]


def _changed_cells(before: Path, after: Path, keys: tuple[str, str], column: str) -> _Cells:
    """Cells of one column that differ, by their keys; a line that is missing on one side has an empty cell there."""
    one, other = _column(before, keys, column), _column(after, keys, column)
    merged = dict.fromkeys((*other, *one))
    return {key: pair for key in merged if (pair := (one.get(key, ""), other.get(key, "")))[0] != pair[1]}


def _column(path: Path, keys: tuple[str, str], column: str) -> dict[tuple[str, str], str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {(row[keys[0]], row[keys[1]]): row[column] for row in csv.DictReader(stream)}


def _deepest(items: _Cells, system: IndicatorSystem) -> _Cells:
    """Changes without those of nodes above that only follow from them."""
    parent = {child.id: node.id for node in system.nodes().values() for child in node.children}
    above: set[tuple[str, str]] = set()
    for code, item in items:
        node = parent.get(item)
        while node is not None and (code, node) not in above:
            above.add((code, node))
            node = parent.get(node)
    return {key: pair for key, pair in items.items() if key not in above}


def _sites(old: Results, new: Results, own: Mapping[str, Sequence[Change]]) -> tuple[SiteChange, ...]:
    before, after = _standings(old), _standings(new)
    reasons = _reasons(old), _reasons(new)
    rows = {row.site_code: row for row in (*old.ranks, *new.ranks)}
    changed = [
        code
        for code in rows
        if code in own or before.get(code) != after.get(code) or reasons[0].get(code) != reasons[1].get(code)
    ]
    # A site's own: an item, a veto, its score or its reasons; a place, tier or list alone follows from the others.
    causes = {code for code in changed if code in own or _own_part(before.get(code)) != _own_part(after.get(code))}
    return tuple(
        SiteChange(
            site_code=code,
            name=rows[code].name,
            group=rows[code].group,
            why="own" if code in causes else "others",
            before=before.get(code, Standing()),
            after=after.get(code, Standing()),
            items=tuple(own.get(code, ())),
            moved_by=() if code in causes else _movers(code, causes, rows, (before, after)),
        )
        for code in sorted(changed, key=[*rows].index)
    )


def _own_part(standing: Standing | None) -> tuple[str | None, bool] | None:
    return None if standing is None else (standing.total, standing.vetoed)


def _standings(results: Results) -> dict[str, Standing]:
    lists: dict[str, list[str]] = {}
    for entry in results.lists:
        lists.setdefault(entry.site_code, []).append(entry.list_id)
    return {row.site_code: _standing(row, lists.get(row.site_code, ())) for row in results.ranks}


def _standing(row: RankRow, lists: Iterable[str]) -> Standing:
    return Standing(
        total=_number(row.total) or None,
        rank=row.rank,
        tied=row.tied,
        tier=row.tier,
        vetoed=row.vetoed,
        lists=tuple(lists),
    )


def _reasons(results: Results) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for entry in results.lists:
        found.setdefault(entry.site_code, []).append((entry.list_id, entry.reasons))
    return found


def _movers(
    code: str,
    causes: Iterable[str],
    rows: Mapping[str, RankRow],
    standings: tuple[Mapping[str, Standing], Mapping[str, Standing]],
) -> tuple[str, ...]:
    """Names of the corrected sites of the same group that moved this one.

    Those that stand on another side of it than before; where there are none (places are counted without gaps), those
    whose own place changed.
    """
    before, after = standings
    others = [other for other in sorted(causes, key=[*rows].index) if rows[other].group == rows[code].group]
    passed = [other for other in others if _side(code, other, before) != _side(code, other, after)]
    placed = [other for other in others if _place(other, before) != _place(other, after)]
    return tuple(rows[other].name for other in (passed or placed)[:_MOST_MOVERS])


def _place(code: str, standings: Mapping[str, Standing]) -> tuple[int | None, bool]:
    standing = standings.get(code, Standing())
    return standing.rank, standing.tied


def _side(code: str, other: str, standings: Mapping[str, Standing]) -> int | None:
    """-1 behind, 0 level, 1 ahead; None when one of them has no place."""
    one, two = standings.get(code, Standing()).rank, standings.get(other, Standing()).rank
    return None if one is None or two is None else (one < two) - (one > two)


def _lists(old: Results, new: Results) -> Iterable[ListChange]:
    titles = dict(old.list_titles) | dict(new.list_titles)
    for list_id in dict.fromkeys((*titles, *(entry.list_id for entry in (*old.lists, *new.lists)))):
        one, two = _entries(old.lists, list_id), _entries(new.lists, list_id)
        if one == two:
            continue
        yield ListChange(
            list_id=list_id,
            title=titles.get(list_id, list_id),
            added=tuple(each for code, each in two.items() if code not in one),
            removed=tuple(each for code, each in one.items() if code not in two),
            reworded=tuple(each for code, each in two.items() if code in one and one[code] != each),
            entries=tuple(two.values()),
        )


def _entries(lists: Iterable[ListEntry], list_id: str) -> dict[str, Listed]:
    return {
        each.site_code: Listed(site_code=each.site_code, name=each.name, reasons=each.reasons)
        for each in lists
        if each.list_id == list_id
    }


def _groups(old: Sequence[GroupSummary], new: Sequence[GroupSummary]) -> Iterable[GroupChange]:
    before = {summary.group: summary for summary in old}
    for summary in new:
        changes = tuple(
            Change(what=title, before=one, after=two)
            for field, title in _FIGURES.items()
            if (one := _figure(before.get(summary.group), field)) != (two := _figure(summary, field))
        )
        if changes:
            yield GroupChange(group=summary.group, changes=changes)


def _figure(summary: GroupSummary | None, field: str) -> str:
    value = None if summary is None else getattr(summary, field)
    if field == "pass_rate" and value is not None:
        value = value.scaleb(2)
        return f"{value:f}%"
    return _number(value)


def _number(value: Decimal | int | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _verdict(cell: str) -> str:
    return {"true": _YES, "false": _NO}.get(cell, "")
