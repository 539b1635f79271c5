"""What an appeal is about, as it stood: kept with it, so that it stays readable when findings are made anew."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError, RunError
from hengping.model.score import ScoreNode, SiteScore
from hengping.pipeline.reading import read_one
from hengping.scoring.explain import walk
from hengping.web.apps.runs.models import IndexedFinding, Run


class Loss(NamedTuple):
    """What a finding costs under one item: points that count; and whether another charge hides it."""

    system_id: str
    item_id: str
    item_title: str
    counted: Decimal
    points: Decimal
    suppressed: bool


def check_title(check_id: str) -> str:
    """What a check is called."""
    found = catalogue().get(check_id)
    return found.title.zh if found else check_id


def subject_of(row: IndexedFinding) -> dict[str, Any]:
    """What is kept of a finding."""
    return {
        "check": row.check_id,
        "version": row.check_version,
        "check_title": check_title(row.check_id),
        "title": row.title,
        "message": row.message,
        "url": row.url,
        "outcome": row.outcome,
        "counted": row.counted,
    }


def finding_of(run: Run, site_code: str, finding_id: str) -> IndexedFinding:
    """A finding of a site.

    Raises:
        InputError: the run has no such finding of this site.
    """
    found = run.findings.filter(site_code=site_code, finding_id=finding_id).first()
    if found is None:
        raise InputError("没有这条检查结果", remedy="从本单位的问题清单进入")
    return found


def score_of(run: Run, system_id: str, site_code: str) -> SiteScore | None:
    """The score tree of a site; None: the run has none (yet)."""
    path = RunFolder(run.path).score_file(system_id, site_code)
    try:
        stand = path.stat()
    except OSError:
        return None
    return _read(path, (stand.st_mtime_ns, stand.st_size))


@lru_cache(maxsize=64)
def _read(path: Path, stand: tuple[int, int]) -> SiteScore | None:  # noqa: ARG001 - part of the cache's key
    try:
        return read_one(path, SiteScore, remedy="先运行 hengping score")
    except RunError:
        return None


def item_of(run: Run, site_code: str, item_id: str) -> tuple[str, ScoreNode]:
    """An item that lost points, with the id of its system.

    Raises:
        InputError: no score of the site has such an item.
    """
    for system_id in system_ids(run):
        score = score_of(run, system_id, site_code)
        for node in walk(score.root) if score and score.root else ():
            if node.item_id == item_id and node.rule:
                return system_id, node
    raise InputError("没有这个评分点", remedy="从本单位的得分明细进入")


def system_ids(run: Run) -> list[str]:
    """Systems that a run has scores under, in order."""
    folder = RunFolder(run.path).scores_dir
    return sorted(each.name for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []


class _Titled(msgspec.Struct, frozen=True):
    """What is read of ``results.json``: the rest is large."""

    title: str


def system_titles(run: Run) -> dict[str, str]:
    """What the systems of a run are called, by id; a system whose results are not there by its id."""
    folder = RunFolder(run.path)
    found = {}
    for system_id in system_ids(run):
        try:
            data = (folder.results_dir(system_id) / "results.json").read_bytes()
            found[system_id] = msgspec.json.decode(data, type=_Titled).title
        except (OSError, msgspec.DecodeError):
            found[system_id] = system_id
    return found


def item_subject(system_id: str, node: ScoreNode) -> dict[str, Any]:
    """What is kept of an item."""
    return {
        "system_id": system_id,
        "title": node.title,
        "message": f"{node.title}：得{node.score:f}分，满分{node.full:f}分",
        "score": f"{node.score:f}",
        "full": f"{node.full:f}",
    }


def losses(score: SiteScore, system_id: str) -> Iterator[tuple[str, Loss]]:
    """What every finding costs, with its id."""
    for node in walk(score.root) if score.root else ():
        for each in node.deductions:
            if each.points > 0:
                yield (
                    each.finding_id,
                    Loss(system_id, node.item_id, node.title, each.counted, each.points, bool(each.suppressed_by)),
                )
