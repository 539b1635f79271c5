"""Retention: what of the evidence may be dropped, and when; never what a finding or a review refers to.

Three kinds may go: pictures, checks of links that open (and are no challenge page), and screenshots. Pages, failures,
redirects, second looks, and payloads that other captures refer to stay for good. Records that were dropped are listed
in the site's ``dropped.jsonl``; the manifest gets new lines of stage ``retention`` for the changed files, and one
without a digest for each screenshot that is gone, so that ``verify`` passes and the chain shows what was done.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.evidence.files import sha256_of
from hengping.evidence.manifest import seal, sealed
from hengping.evidence.pruning import (
    Dropped,
    finish_pruning,
    forget_pruning,
    prune_site,
    read_dropped,
    standing_captures,
)
from hengping.evidence.shots import SHOTS_DIR, read_shots
from hengping.extract.challenge import challenge_kind
from hengping.model.errors import RunError
from hengping.model.evidence import Capture
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.run_info import today
from hengping.pipeline.run_lock import run_lock

STAGE = "retention"
KINDS = {"images": "图片", "links": "正常链接的核验", "shots": "截图"}
_RECORD_ID = re.compile(rb"urn:uuid:[0-9a-f-]{36}")
_OK = range(200, 300)
_CHALLENGE_BYTES = 1 << 20


class Pruning(msgspec.Struct, frozen=True, kw_only=True):
    """What was dropped, or would be.

    Attributes:
        done: it was.
        sites: how many sites it concerns.
        counts: how many, by kind.
        size: bytes they took.
    """

    done: bool
    sites: int
    counts: dict[str, int]
    size: int


def prune(path: Path, keep: Mapping[str, int], *, reason: str = "", do: bool = False) -> Pruning:
    """Drop what is older than the policy keeps and nothing refers to.

    Args:
        path: run folder.
        keep: days to keep, by kind (:data:`KINDS`); kinds left out are kept.
        reason: basis in words, for the record.
        do: False: only tell what would be dropped.

    Raises:
        RunError: the run was not checked yet, is being worked on, or evidence is damaged.
    """
    run = open_run(path)
    _require_findings(run)
    on = today()
    words = "；".join(filter(None, (reason, *(f"{KINDS[kind]}留存{days}天" for kind, days in keep.items()))))
    with run_lock(path):
        referred = _referred(run)
        counts: Counter[str] = Counter()
        sites = size = 0
        for site in run.sites:
            folder = run.folder.site_evidence(site.site_code)
            if do:
                _complete(path, folder)
            records, shots, taken = _to_drop(folder, keep, referred, on, words)
            if records or shots:
                sites += 1
                size += taken
                counts.update(entry.kind for entry in (*records.values(), *shots.values()))
                if do:
                    _require_as_sealed(path, folder)
                    prune_site(folder, records, shots)
                    _complete(path, folder)
    return Pruning(done=do, sites=sites, counts=dict(sorted(counts.items())), size=size)


def _to_drop(
    folder: Path, keep: Mapping[str, int], referred: frozenset[str], on: date, reason: str
) -> tuple[dict[str, Dropped], dict[str, Dropped], int]:
    archive = SiteArchive(folder)
    gone = {entry.file for entry in read_dropped(folder)}
    chosen: dict[str, tuple[Capture, str]] = {}
    for capture in standing_captures(folder):
        kind = _kind(capture)
        old = kind in keep and capture.fetched_at.date() <= on - timedelta(days=keep[kind])
        if old and capture.record_id not in referred and not (kind == "links" and _is_challenge(archive, capture)):
            chosen[capture.record_id] = capture, kind
    # a payload stays as long as a capture that stays refers to it
    needed = {
        (capture.payload_warc, capture.payload_offset)
        for capture in standing_captures(folder)
        if capture.payload_warc and capture.record_id not in chosen
    }
    records = {
        record_id: Dropped(record_id=record_id, url=capture.url, digest=capture.digest, kind=kind, on=on, reason=reason)
        for record_id, (capture, kind) in chosen.items()
        if (capture.warc, capture.offset) not in needed
    }
    size = sum(chosen[record_id][0].length for record_id in records)
    shots: dict[str, Dropped] = {}
    for shot in read_shots(folder) if "shots" in keep else ():
        if (
            shot.file not in gone
            and shot.record_id not in referred
            and shot.taken_at.date() <= on - timedelta(days=keep["shots"])
        ):
            shots[shot.file] = Dropped(
                record_id=shot.record_id,
                url=shot.url,
                digest=f"sha256:{shot.sha256}",
                kind="shots",
                file=shot.file,
                on=on,
                reason=reason,
            )
            size += (folder / SHOTS_DIR / shot.file).stat().st_size
    return records, shots, size


def _kind(capture: Capture) -> str:
    """Which kind a capture may be dropped as; empty: it stays."""
    plain = capture.status in _OK and capture.failure is None and not capture.location and capture.look == 1
    return {"image": "images", "link": "links"}.get(capture.purpose, "") if plain else ""


def _is_challenge(archive: SiteArchive, capture: Capture) -> bool:
    """Challenge pages are what ``blocked`` rests on, though they answer with 200."""
    try:
        return bool(challenge_kind(archive.read(capture, _CHALLENGE_BYTES).body, capture.status))
    except DroppedError:
        return False


def _require_findings(run: Run) -> None:
    for site in run.sites:
        if not run.folder.findings_file(site.site_code).exists():
            raise RunError(
                "评估尚未检查完，不知道哪些佐证有结论引用，不清除",
                where=site.site_code,
                remedy="先运行 hengping run 做完",
            )


def _referred(run: Run) -> frozenset[str]:
    """Every record that anything computed or decided names: findings, reviews, scores and results are read as text."""
    folders = (run.folder.findings_dir, run.folder.reviews_dir, run.folder.scores_dir, run.folder.results_root)
    return frozenset(
        found.decode()
        for folder in folders
        for path in _files(folder)
        for found in _RECORD_ID.findall(path.read_bytes())
    )


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else ()


def _complete(run: Path, folder: Path) -> None:
    """Do what was made ready, and seal that and nothing else."""
    if changed := finish_pruning(folder):
        seal(run, changed, STAGE)
    forget_pruning(folder)


def _require_as_sealed(run: Path, folder: Path) -> None:
    """What is rewritten is sealed anew, so it must be as it was sealed: a change must never become the new truth."""
    prefix = f"{folder.relative_to(run).as_posix()}/"
    for name, line in sealed(run).items():
        if name.startswith(prefix) and (not (run / name).is_file() or sha256_of(run / name) != line.sha256):
            raise EvidenceError(
                "佐证与清单不符，不清理 (differs from the manifest)",
                where=str(run / name),
                remedy="用 hengping verify 查看；从备份恢复后再清理",
            )
