"""What the evaluation's run says of itself, read from its folder and kept while the files stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import HengpingError
from hengping.pipeline.context import open_run
from hengping.pipeline.run_info import RunInfo, read_run_info
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_report import up_to_date
from hengping.pipeline.verify_redo import scores_behind

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.runs.models import Run

TOLD = ("results.json", "ranks.csv", "lists.csv", "scores.csv", "vetoes.csv")
"""Tables that approval and publication are about."""
_LISTS = ("lists.csv",)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the results say in short.

    Attributes:
        sites, assessed: on the roster; scored or vetoed under every indicator system.
        vetoed: sites with a veto, under the system with most of them.
        listed: entries of the lists, by title of the list.
        entries: the entries themselves, for who approves them: title of the list, name of the site, reasons.
        held_back: why results may not be published, in words; empty: they may.
        fault: why nothing can be read, in words.
    """

    sites: int = 0
    assessed: int = 0
    vetoed: int = 0
    listed: tuple[tuple[str, int], ...] = ()
    entries: tuple[tuple[str, str, str], ...] = ()
    held_back: tuple[str, ...] = ()
    fault: str = ""

    @property
    def rate(self) -> Decimal:
        """Share of the sites that were assessed (0–1)."""
        return Decimal(self.assessed) / self.sites if self.sites else Decimal(0)


def outcome(run: Run) -> Outcome:
    """What a run's results say."""
    return _outcome(run.path, results_digest(run))


def documents_current(run: Run) -> bool:
    """Whether the documents were made from the results that stand there."""
    return _documents_current(run.path, results_digest(run), manifest_stamp(run))


def scores_current(run: Run) -> bool:
    """Whether what people decided is in the scores that stand there; no, when it cannot be told."""
    return _scores_current(run.path, manifest_stamp(run))


@lru_cache(maxsize=32)
def _scores_current(path: Path, _stamp: tuple[int, int]) -> bool:
    try:
        return not scores_behind(open_run(path))
    except (HengpingError, OSError):
        return False


def manifest_stamp(run: Run) -> tuple[int, int]:
    """Changes whenever something was sealed in the run folder."""
    try:
        stat = RunFolder(run.path).manifest.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=32)
def _documents_current(path: Path, _digest_of_results: str, _stamp: tuple[int, int]) -> bool:
    try:
        return up_to_date(open_run(path))
    except (HengpingError, OSError):
        return False


def run_info(run: Run) -> RunInfo | None:
    """``run.json``; None: there is none yet."""
    try:
        return read_run_info(run.path / "run.json")
    except (HengpingError, OSError):
        return None


def site_codes(run: Run) -> frozenset[str]:
    """Codes of the sites of a run; none when it cannot be read."""
    try:
        return frozenset(site.site_code for site in open_run(run.path).sites)
    except (HengpingError, OSError):
        return frozenset()


def results_digest(run: Run, *, lists_only: bool = False) -> str:
    """SHA-256 over the tables of results, or of the lists alone; empty: there are none."""
    folder = RunFolder(run.path)
    info = run_info(run)
    if info is None:
        return ""
    whole = sha256()
    for key in sorted(info.systems):
        for name in _LISTS if lists_only else TOLD:
            path = folder.results_dir(key) / name
            if not path.is_file():
                return ""
            stat = path.stat()
            whole.update(f"{key}/{name} {_digest(path, stat.st_mtime_ns, stat.st_size)}\n".encode())
    return whole.hexdigest()


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    whole = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


@lru_cache(maxsize=16)
def _outcome(path: Path, _digest_of_results: str) -> Outcome:
    try:
        run = open_run(path)
        results = read_results(run)
    except (HengpingError, OSError) as error:
        return Outcome(fault=getattr(error, "what", "") or str(error))
    overall = [group for each in results.values() for group in each.groups if not group.group]
    listed: dict[str, int] = {}
    entries: list[tuple[str, str, str]] = []
    for each in results.values():
        titles = dict(each.list_titles)
        for title in titles.values():
            listed.setdefault(title, 0)
        for entry in each.lists:
            title = titles.get(entry.list_id, entry.list_id)
            listed[title] = listed.get(title, 0) + 1
            entries.append((title, entry.name, "；".join(entry.reasons)))
    return Outcome(
        sites=len(run.sites),
        assessed=min((group.assessed for group in overall), default=0),
        vetoed=max((group.vetoed for group in overall), default=0),
        listed=tuple(listed.items()),
        entries=tuple(entries),
        held_back=tuple(dict.fromkeys(each.unpublishable_reason for each in results.values() if not each.publishable)),
    )
