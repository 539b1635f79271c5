"""Reads about runs and their results."""

from collections import OrderedDict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.model.errors import HengpingError, InputError
from hengping.model.score import Deduction, ScoreNode, SiteScore
from hengping.pipeline.reading import read_one
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.models import IndexedFinding, ResultColumn, Run, SiteResult


def current_run(campaign: Campaign) -> Run | None:
    """The run whose results are the evaluation's now; None: nothing has been judged yet."""
    return Run.objects.filter(campaign=campaign, is_current=True).first()


class _Shape:
    """What the table of results of one index looks like; the same until the run is indexed again."""

    def __init__(self, run: Run) -> None:
        self.columns: dict[str, list[ResultColumn]] = {}
        self.groups: dict[str, list[str]] = {}
        self.lists: dict[str, dict[str, str]] = {}
        rows = SiteResult.objects.filter(run=run).order_by()
        for system_id, group in rows.values_list("system_id", "group").distinct():
            self.groups.setdefault(system_id, []).append(group)
            self.lists.setdefault(system_id, {})
        for column in ResultColumn.objects.filter(run=run):
            self.columns.setdefault(column.system_id, []).append(column)
        for system_id, lists in rows.exclude(lists={}).values_list("system_id", "lists").iterator(chunk_size=2_000):
            for key, told in lists.items():
                self.lists[system_id].setdefault(key, told.get("title", key))


_SHAPES: OrderedDict[tuple[object, str], _Shape] = OrderedDict()
_MOST_SHAPES = 16


def _shape(run: Run) -> _Shape:
    key = (run.pk, run.indexed_from)
    found = _SHAPES.get(key) if run.indexed_from else None
    if found is None:
        found = _Shape(run)
        if run.indexed_from:
            _SHAPES[key] = found
            while len(_SHAPES) > _MOST_SHAPES:
                _SHAPES.popitem(last=False)
    return found


def systems_of(run: Run) -> list[str]:
    """Ids of the indicator systems that a run has results of, in the order of the evaluation."""
    order = [str(system) for system in run.campaign.systems]
    return sorted(_shape(run).groups, key=lambda key: (order.index(key) if key in order else len(order), key))


def system_title(run: Run, system_id: str) -> str:
    """Name of an indicator system, from the run's frozen copy; its id when that cannot be read."""
    path = RunFolder(run.path).system_file(system_id)
    try:
        return _title(path, path.stat().st_mtime_ns)
    except (OSError, HengpingError):
        return system_id


@lru_cache(maxsize=64)
def _title(path: Path, _stand: int) -> str:
    return load_system(path).title.zh


def groups_of(run: Run, system_id: str) -> list[str]:
    """Ranking groups that sites are in, by name."""
    return sorted(group for group in _shape(run).groups.get(system_id, []) if group)


def lists_of(run: Run, system_id: str) -> dict[str, str]:
    """Lists that sites are on, id to title."""
    return dict(_shape(run).lists.get(system_id, {}))


def site_results(run: Run, system_id: str | None = None, *, site_code: str | None = None) -> QuerySet[SiteResult]:
    """Results of a run, in roster order: of one system, or of one site, or all."""
    rows = SiteResult.objects.filter(run=run).order_by("system_id", "place")
    if system_id is not None:
        rows = rows.filter(system_id=system_id)
    return rows if site_code is None else rows.filter(site_code=site_code)


def columns(run: Run, system_id: str) -> list[ResultColumn]:
    """Nodes of the score trees of one system, in the order in which trees show them."""
    return list(_shape(run).columns.get(system_id, []))


def score_tree(run: Run, system_id: str, site_code: str) -> SiteScore:
    """The score of a site with its whole tree, as the run folder has it.

    Raises:
        InputError: the run has no such result.
        RunError: the file is damaged.
    """
    if not SiteResult.objects.filter(run=run, system_id=system_id, site_code=site_code).exists():
        # Names from an address become a path only when the index knows them.
        raise InputError(_("本次运行中没有这个网站的得分"))
    return read_one(RunFolder(run.path).score_file(system_id, site_code), SiteScore, remedy="重新评分")


def finding(run: Run, site_code: str, finding_id: str) -> IndexedFinding | None:
    """One finding; None: there is none that somebody would have to look at."""
    return IndexedFinding.objects.filter(run=run, site_code=site_code, finding_id=finding_id).first()


def findings(run: Run, site_code: str) -> QuerySet[IndexedFinding]:
    """Findings of a site, by check."""
    return IndexedFinding.objects.filter(run=run, site_code=site_code).order_by("check_id", "url", "finding_id")


def walk(root: ScoreNode | None) -> list[tuple[int, ScoreNode]]:
    """The nodes of a tree below its root, with their depth, in order of print."""
    found: list[tuple[int, ScoreNode]] = []
    waiting = [(1, child) for child in reversed(root.children)] if root else []
    while waiting:
        depth, node = waiting.pop()
        found.append((depth, node))
        waiting.extend((depth + 1, child) for child in reversed(node.children))
    return found


def lost_points(score: SiteScore, most: int = 50) -> list[tuple[ScoreNode, Deduction]]:
    """Deductions that count, the largest first; in tree order where equal."""
    lost = [
        (node, each)
        for _depth, node in [(0, score.root), *walk(score.root)]
        if node is not None
        for each in node.deductions
        if each.counted > 0
    ]
    return sorted(lost, key=lambda pair: -pair[1].counted)[:most]


def near_lines(run: Run, system_id: str, width: Decimal, lines: Sequence[Decimal]) -> list[dict[str, Any]]:
    """Sites whose total lies within ``width`` points of a line, the nearest first: look at these once more.

    Args:
        run: whose results.
        system_id: of which system.
        width: in points of the total.
        lines: totals at which something changes (a tier begins, a list).
    """
    found = []
    for line in lines:
        rows = site_results(run, system_id).filter(total__gte=line - width, total__lte=line + width)
        found += [{"result": row, "line": line, "gap": (row.total or line) - line} for row in rows]
    return sorted(found, key=lambda one: (abs(one["gap"]), one["result"].place))
