"""Indexing: what a run folder holds, as rows that pages can sort, filter and count. The folder stays the truth."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils import timezone

from hengping.evidence.manifest import sealed
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.rounding import RoundingMode, rounded
from hengping.model import codec
from hengping.model.errors import RunError
from hengping.model.finding import Finding, Outcome
from hengping.model.score import RankRow, Results, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.pipeline.reading import read_one
from hengping.pipeline.run_info import read_run_info
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stamps import digest_of
from hengping.roster.load import load_roster
from hengping.web.apps.runs.bulk import insert_rows
from hengping.web.apps.runs.models import IndexedFinding, ItemScore, ResultCells, ResultColumn, Run, SiteResult
from hengping.web.apps.runs.problems import index_problems

FORMAT = "3"
"""Raised when the rows are made in another way, so that every run is indexed anew."""
_CHUNK = 250
_INDEXED = ("results/", "scores/", "findings/", "facts/")
_SILENT = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})
_UNPRINTED = frozenset({"not_applicable", "not_tested"})
_FOUR = Decimal("0.0001")
_TITLE, _NAME, _MESSAGE = 500, 200, 2_000
_FINDING_FIELDS = (
    "run", "finding_id", "site_code", "check_id", "check_version", "outcome", "title", "url", "message", "counted",
    "data",
)  # fmt: skip


def index_run(run: Run) -> bool:
    """Bring the rows of a run in line with its folder, in one transaction; cost grows with the number of sites only.

    Reports need not exist yet; without results only problems are indexed. The first run of an evaluation that is no
    trial becomes the current one; later ones by :func:`hengping.web.apps.runs.services.run_make_current`.

    Returns:
        Whether anything was done: nothing is when the folder holds what was indexed before.

    Raises:
        RunError: the folder is no run folder, or results, scores or findings in it are missing or damaged.
    """
    digest = _digest(run.path)
    with transaction.atomic():
        held = Run.objects.select_for_update().get(pk=run.pk)
        if held.indexed_from == digest:
            _copy_state(held, run)
            return False
        _clear(held)
        _index(held)
        held.indexed_at, held.indexed_from = timezone.now(), digest
        if held.kind != Run.Kind.TRIAL and not held.campaign.runs.filter(is_current=True).exists():
            held.is_current = held.site_results.exists()
        held.save(update_fields=["indexed_at", "indexed_from", "is_current"])
    _copy_state(held, run)
    return True


def _copy_state(held: Run, run: Run) -> None:
    run.indexed_at, run.indexed_from, run.is_current = held.indexed_at, held.indexed_from, held.is_current


def _digest(path: Path) -> str:
    """What the rows are made from, by the digests that the manifest holds."""
    lines = sealed(path)
    kept = sorted((name, line.sha256) for name, line in lines.items() if name.startswith(_INDEXED))
    return digest_of(FORMAT, *(part for line in kept for part in line))


def _clear(run: Run) -> None:
    results = SiteResult.objects.filter(run=run).values("pk")
    ItemScore.objects.filter(result__in=results).delete()
    ResultCells.objects.filter(result__in=results).delete()
    for model in (SiteResult, ResultColumn, IndexedFinding):
        model.objects.filter(run=run).delete()


def _index(run: Run) -> None:
    folder = RunFolder(run.path)
    info = read_run_info(folder.run_json)
    sites = load_roster(folder.roster_csv, urls_required=False).sites
    ranked = [key for key in info.systems if (folder.results_dir(key) / "results.json").is_file()]
    counted: dict[str, dict[str, dict[str, Decimal]]] = {}
    for system_id in ranked:
        _index_system(run, folder, system_id, sites, counted)
    if folder.findings_dir.is_dir():
        insert_rows(IndexedFinding, _FINDING_FIELDS, _finding_rows(run, folder, sites, counted))
    index_problems(run, folder, sites)


def _index_system(
    run: Run,
    folder: RunFolder,
    system_id: str,
    sites: Sequence[Site],
    counted: dict[str, dict[str, dict[str, Decimal]]],
) -> None:
    results = read_one(folder.results_dir(system_id) / "results.json", Results, remedy="先运行 hengping rank")
    ranks = {row.site_code: row for row in results.ranks}
    lists = _lists(results)
    columns: dict[str, ResultColumn] = {}
    for first in range(0, len(sites), _CHUNK):
        scores = []
        for site in sites[first : first + _CHUNK]:
            path = folder.score_file(system_id, site.site_code)
            scores.append(read_one(path, SiteScore, remedy="先运行 hengping score"))
        made = SiteResult.objects.bulk_create(
            _result(run, score, place, ranks, lists) for place, score in enumerate(scores, start=first + 1)
        )
        items: list[tuple[object, ...]] = []
        cells: list[tuple[object, ...]] = []
        for result, score in zip(made, scores, strict=True):
            cells.append((result.pk, _walk_tree(run, score, result.pk, columns, items, counted)))
        insert_rows(ResultCells, ("result", "cells"), cells)
        insert_rows(ItemScore, ("result", "item_id", "score", "full", "index_value", "state"), items)
    ResultColumn.objects.bulk_create(columns.values())


def _lists(results: Results) -> dict[str, dict[str, object]]:
    """Lists by site code: id to title and reasons."""
    titles = dict(results.list_titles)
    found: dict[str, dict[str, object]] = {}
    for entry in results.lists:
        told = {"title": titles.get(entry.list_id, entry.list_id), "reasons": list(entry.reasons)}
        found.setdefault(entry.site_code, {})[entry.list_id] = told
    return found


def _result(
    run: Run, score: SiteScore, place: int, ranks: Mapping[str, RankRow], lists: Mapping[str, dict[str, object]]
) -> SiteResult:
    row = ranks.get(score.site_code)
    return SiteResult(
        run=run,
        system_id=score.system_id,
        site_code=score.site_code,
        name=score.name[:_NAME],
        group=score.group[:100],
        place=place,
        total=score.total,
        digits=score.digits,
        rank=row.rank if row else None,
        tied=row.tied if row else False,
        tier=row.tier if row else "",
        state=score.state,
        state_reason=score.state_reason,
        passed=score.passed,
        coverage=score.coverage,
        provisional=score.provisional,
        open_doubts=score.open_doubts,
        vetoes=[
            {"veto_id": veto.veto_id, "title": veto.title, "reason": veto.reason} for veto in score.vetoes if veto.fired
        ],
        lists=lists.get(score.site_code, {}),
    )


def _walk_tree(  # noqa: PLR0917 - one pass over a tree fills everything that is made from it
    run: Run,
    score: SiteScore,
    result_id: int,
    columns: dict[str, ResultColumn],
    items: list[tuple[object, ...]],
    counted: dict[str, dict[str, dict[str, Decimal]]],
) -> list[str]:
    """Add a tree's nodes to ``columns`` and ``items``, its deductions to ``counted``; its printed cells in order."""
    texts: dict[int, str] = {}
    if score.root is None:
        return []
    waiting: list[tuple[ScoreNode, str, int]] = [(child, "", 1) for child in reversed(score.root.children)]
    _count(score.root, score, counted)
    while waiting:
        node, parent, depth = waiting.pop()
        column = columns.get(node.item_id)
        if column is None:
            column = columns[node.item_id] = ResultColumn(
                run=run,
                system_id=score.system_id,
                position=len(columns),
                item_id=node.item_id,
                parent_id=parent,
                title=node.title[:300],
                kind=node.kind,
                depth=depth,
                full=node.full.quantize(_FOUR),
            )
        _count(node, score, counted)
        texts[column.position] = (
            "" if node.state in _UNPRINTED else _text(node.score, score.digits, score.rounding_mode)
        )
        index = None if node.state in _UNPRINTED or node.index_value is None else _four(node.index_value)
        items.append((result_id, node.item_id, _four(node.score), _four(node.full), index, node.state))
        waiting.extend((child, node.item_id, depth + 1) for child in reversed(node.children))
    return [texts.get(position, "") for position in range(max(texts, default=-1) + 1)]


@lru_cache(maxsize=1 << 16)
def _text(value: Decimal, digits: int, mode: RoundingMode) -> str:
    return format(rounded(value, digits, mode), "f")


@lru_cache(maxsize=1 << 16)
def _four(value: Decimal) -> Decimal:
    return value.quantize(_FOUR)


def _count(node: ScoreNode, score: SiteScore, counted: dict[str, dict[str, dict[str, Decimal]]]) -> None:
    for deduction in node.deductions:
        if deduction.finding_id and deduction.counted:
            by_system = counted.setdefault(score.site_code, {}).setdefault(deduction.finding_id, {})
            by_system[score.system_id] = by_system.get(score.system_id, Decimal(0)) + deduction.counted


def _finding_rows(
    run: Run,
    folder: RunFolder,
    sites: Sequence[Site],
    counted: Mapping[str, Mapping[str, Mapping[str, Decimal]]],
) -> Iterator[tuple[object, ...]]:
    for site in sites:
        if not folder.findings_file(site.site_code).is_file():
            continue
        points = counted.get(site.site_code, {})
        seen: set[str] = set()
        for finding in read_findings(folder, site.site_code):
            charged = points.get(finding.finding_id, {})
            if (finding.outcome in _SILENT and not charged) or finding.finding_id in seen:
                continue
            seen.add(finding.finding_id)
            yield _finding_row(run, finding, {key: format(value, "f") for key, value in charged.items()})


def _finding_row(run: Run, finding: Finding, charged: dict[str, str]) -> tuple[object, ...]:
    return (
        run.pk,
        finding.finding_id,
        finding.site_code,
        finding.check,
        finding.version,
        finding.outcome.value,
        _plain(finding.subject.title)[:_TITLE],
        _plain(finding.subject.url),
        _plain(finding.messages.zh)[:_MESSAGE],
        charged,
        _plain_tree(msgspec.json.decode(codec.encode(finding))),
    )


def _plain(text: str) -> str:
    """Text without the one character that PostgreSQL cannot store; sites write what they like."""
    return text.replace("\x00", "\ufffd")


def _plain_tree(value: object) -> object:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        return [_plain_tree(each) for each in value]
    if isinstance(value, dict):
        return {_plain(str(key)): _plain_tree(each) for key, each in value.items()}
    return value


def require_run_folder(folder: Path) -> None:
    """See that a folder is a run folder with findings.

    Raises:
        RunError: it is not.
    """
    read_run_info(RunFolder(folder).run_json)
    if not RunFolder(folder).findings_dir.is_dir():
        raise RunError("结果目录中没有检查结果", where=folder.name, remedy="先运行 hengping run 或 hengping check")
