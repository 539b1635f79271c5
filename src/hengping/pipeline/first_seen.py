"""What earlier looks say about when an article first stood on a site.

A round that follows another (``previous:``) takes along what that one saw of each site: addresses and titles as
digests, fingerprints of texts, how far back the lists were read, which faults there were. It is frozen into the run
folder like the published scores, so that last year's folder is not needed again.
"""

from collections.abc import Iterable
from datetime import date, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path

from hengping.evidence.errors import EvidenceError
from hengping.evidence.run_folder import RunFolder
from hengping.extract.site_articles_before import seen_before
from hengping.model import codec
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding, Outcome
from hengping.model.relations import SeenBefore
from hengping.pipeline.reading import read_one, read_rows

_CHINA = timezone(timedelta(hours=8))
_DAMAGED = "从备份恢复；或用原来的评估设置再运行一次 hengping run"
_FOLDER = "seen"
FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})
"""Outcomes of a finding that is a fault."""


def served_day(header: str) -> date | None:
    """Day in China of a ``Last-Modified`` header; None when it was not sent or cannot be read."""
    if not header:
        return None
    try:
        at = parsedate_to_datetime(header)
        return at.astimezone(_CHINA).date() if at.tzinfo else at.date()
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def seen_copies(previous: Path, site_codes: Iterable[str]) -> dict[str, bytes]:
    """The files of ``previous/seen/`` by name, made from the earlier run's facts and findings.

    A site that the earlier run does not have, or whose facts were deleted there, has none: then nothing is compared.

    Args:
        previous: run folder of the round before, or a folder of ``judge``, which has no facts.
        site_codes: of this round.

    Raises:
        RunError: a file of the earlier run is damaged.
    """
    folder = RunFolder(previous.resolve())
    copies: dict[str, bytes] = {}
    for code in site_codes:
        try:
            file = folder.facts_file(code)
        except EvidenceError:
            continue  # a code that is no file name was in no run
        if not file.is_file():
            continue
        facts = read_one(file, SiteFacts, remedy="在上一轮的目录中运行 hengping extract")
        faults = _faults(folder, code)
        earlier = frozen_seen(folder, code)
        mended = (set(earlier.faults) | set(earlier.mended)) - faults if earlier else set[str]()
        seen = seen_before(facts, faults, mended)
        if seen is not None:
            copies[f"{_FOLDER}/{file.name}"] = codec.encode(seen)
    return copies


def frozen_seen(folder: RunFolder, site_code: str) -> SeenBefore | None:
    """What the round before saw of a site, as frozen into this run; None when it saw nothing.

    Raises:
        RunError: the file is damaged.
    """
    path = folder.previous_file(f"{_FOLDER}/{folder.facts_file(site_code).name}")
    return read_one(path, SeenBefore, remedy=_DAMAGED) if path.is_file() else None


def _faults(folder: RunFolder, site_code: str) -> set[str]:
    path = folder.findings_file(site_code)
    if not path.is_file():
        return set()
    rows = read_rows(path, Finding)
    return {finding.finding_id for finding in rows if finding.outcome in FAULTS}
