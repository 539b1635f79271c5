"""Evidence of one site for people who look at it elsewhere than on the machine of the run folder.

Each record is checked against its digest when it is read. Pages are made harmless and numbers of persons in them are
masked; what cannot be masked (bytes as served, photographs) says whether it may show such numbers, and who shows it
decides who sees it.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.shots import SHOTS_DIR, Shot, read_shots
from hengping.extract.marked import Wanted, marked_page
from hengping.extract.personal_masking import mask_personal
from hengping.model import codec
from hengping.model.evidence import Capture, Visit
from hengping.model.finding import Finding
from hengping.pipeline.show import FRAME_ROOM, HTML_TYPES, captures_of, visits_of, wanted_of
from hengping.report.finding_page import ShownCapture

LEAKS = frozenset({"personal_data"})
"""Checks whose findings name records that show what must not be shown again."""
_PAGES = frozenset({"home", "page", "frame", "rendered"})
_LARGEST_PAGE = 20_000_000
_NOTHING = Wanted()


class EvidenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a finding rests on.

    Attributes:
        capture: line of the index.
        is_page: it can be looked at as a page.
        leaking: it is known to show numbers of persons; neither its bytes nor a photograph of it may be handed on.
        shot: photograph of the page, if one was taken.
    """

    capture: Capture
    is_page: bool
    leaking: bool
    shot: Shot | None = None

    @property
    def result(self) -> str:
        """What came of the request, in Chinese."""
        return ShownCapture(capture=self.capture).result


class FindingEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding rests on. ``lost``: why records cannot be shown, in Chinese; empty: nothing is missing."""

    records: tuple[EvidenceRecord, ...]
    visits: tuple[Visit, ...]
    lost: str = ""


def finding_of(folder: RunFolder, site_code: str, finding_id: str) -> Finding | None:
    """The finding of exactly that id on a site; None: there is none."""
    path = folder.findings_file(site_code)
    wanted = finding_id.encode()
    if not path.is_file() or not wanted:
        return None
    with path.open("rb") as stream:
        for line in stream:
            if wanted in line and (found := codec.decode(line, Finding)).finding_id == finding_id:
                return found
    return None


def evidence_of(folder: RunFolder, finding: Finding) -> FindingEvidence:
    """The records and visits that a finding rests on. What is missing is said, never passed over."""
    evidence = folder.site_evidence(finding.site_code)
    try:
        captures = captures_of(SiteArchive(evidence), finding)
    except EvidenceError as error:
        return FindingEvidence(records=(), visits=(), lost=str(error))
    shots = {shot.record_id: shot for shot in read_shots(evidence) if shot.kind == "viewport"}
    leaking = leaking_records(folder, finding.site_code)
    records = tuple(
        EvidenceRecord(
            capture=capture,
            is_page=is_page(capture),
            leaking=capture.record_id in leaking,
            shot=shots.get(capture.record_id),
        )
        for capture in captures
    )
    return FindingEvidence(records=records, visits=visits_of(evidence, finding))


def leaking_records(folder: RunFolder, site_code: str) -> frozenset[str]:
    """Ids of the records of a site that are known to show numbers of persons, whatever else is found on them."""
    path = folder.findings_file(site_code)
    if not path.is_file():
        return frozenset()
    names = tuple(f'"check":"{name}"'.encode() for name in LEAKS)
    with path.open("rb") as stream:
        rows = [codec.decode(line, Finding) for line in stream if any(name in line for name in names)]
    return frozenset(ref.record_id for row in rows if row.outcome != "pass" for ref in row.evidence)


def is_page(capture: Capture) -> bool:
    """Whether a record can be looked at as a page."""
    return bool(capture.status) and capture.mime in HTML_TYPES and 0 < capture.size <= _LARGEST_PAGE


def capture_of(folder: RunFolder, site_code: str, record_id: str) -> Capture | None:
    """The record of that id in a site's archive; None: there is none."""
    captures = SiteArchive(folder.site_evidence(site_code)).iter_captures()
    return next((capture for capture in captures if capture.record_id == record_id), None)


def pages_of(folder: RunFolder, site_code: str, *, holding: str = "", most: int = 200) -> tuple[Capture, ...]:
    """Pages of a site that can be looked at, as they were collected, the home page first.

    Args:
        folder: the run.
        site_code: whose.
        holding: a part of the address.
        most: pages given at most.
    """
    return tuple(islice(_pages(folder.site_evidence(site_code), holding), most))


def _pages(evidence: Path, holding: str) -> Iterator[Capture]:
    for capture in SiteArchive(evidence).iter_captures():
        if capture.purpose in _PAGES and is_page(capture) and holding in capture.url:
            yield capture


def archived_page(folder: RunFolder, site_code: str, capture: Capture, finding: Finding | None = None) -> bytes:
    """A page of the archive, harmless, masked, with the places of a finding marked.

    Raises:
        EvidenceError: the record is missing, damaged, dropped, or does not have its digest.
    """
    answer = SiteArchive(folder.site_evidence(site_code)).read(capture)
    wanted = _NOTHING if finding is None else wanted_of(finding, catalogue().get(finding.check))
    marked = marked_page(answer.body, capture.url, wanted, content_type=capture.content_type)
    return mask_personal(marked.html + FRAME_ROOM).encode("utf-8", "replace")


def raw_record(folder: RunFolder, site_code: str, capture: Capture) -> bytes:
    """The record as it lies in the archive: a WARC file of its own; with the earlier one that it refers to.

    Raises:
        EvidenceError: the record is missing, damaged or does not have its digest.
    """
    archive = SiteArchive(folder.site_evidence(site_code))
    archive.read(capture, 0)
    parts = [(capture.payload_warc, capture.payload_offset, capture.payload_length)] if capture.payload_warc else []
    found = b""
    for name, offset, length in [*parts, (capture.warc, capture.offset, capture.length)]:
        with (archive.warc_dir / name).open("rb") as stream:
            stream.seek(offset)
            found += stream.read(length)
    return found


def screenshot(folder: RunFolder, site_code: str, shot: Shot) -> bytes:
    """A photograph, checked against its digest.

    Raises:
        EvidenceError: it is missing or was changed.
    """
    path = folder.site_evidence(site_code) / SHOTS_DIR / Path(shot.file).name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvidenceError("截图缺失 (screenshot is missing)", where=shot.file, remedy="从备份恢复") from error
    if hashlib.sha256(data).hexdigest() != shot.sha256:
        raise EvidenceError("截图的摘要不符 (digest does not match)", where=shot.file, remedy="从备份恢复")
    return data
