"""Cited evidence for a verifier kit: of each site one WARC file of the records that its findings rest on.

Records that a finding on leaked personal data cites stay out: what a site should never have published is not published
a second time. Records that a retention policy dropped are passed over; the findings still name them.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.evidence.payload import MAX_BODY_BYTES
from hengping.evidence.reading import read_record
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.model.evidence import Capture
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.reading import read_rows
from hengping.pipeline.stage_check import read_findings

CITED_WARC, CITED_INDEX = "cited.warc.gz", "cited.jsonl"
_WITHHELD = frozenset({"personal_data"})
_TOLD = frozenset({Outcome.FAIL, Outcome.PARTLY, Outcome.CANNOT_TELL})
_Part = tuple[str, int, int]
"""File and byte range of a record."""


def cited_files(folder: RunFolder, site_code: str) -> dict[str, bytes | Callable[[], bytes]]:
    """One site's cited records and their index, by name inside the kit; nothing when its findings cite nothing.

    The records are read when they are asked for, so that one site's are held at a time.

    Raises:
        RunError: findings or evidence cannot be read.
    """
    findings = read_findings(folder, site_code)
    kept_back = _records(findings, withheld=True)
    wanted = _records(findings, withheld=False).keys() - kept_back.keys()
    evidence = folder.site_evidence(site_code)
    if not wanted or not evidence.is_dir():
        return {}
    archive = SiteArchive(evidence)
    # The same page may have been fetched twice: what must not be given away is the content, not one record of it.
    leaks = frozenset(kept_back.values())
    captures = [each for each in archive.iter_captures() if each.record_id in wanted and each.digest not in leaks]
    parts: dict[_Part, int] = {}
    end = 0
    for part in (part for capture in captures for part in _parts(capture)):
        if part not in parts:
            parts[part] = end
            end += part[2]
    if not parts:
        return {}
    place = f"{folder.evidence_dir.name}/{evidence.name}"
    return {
        f"{place}/{CITED_INDEX}": codec.encode_lines(_moved(capture, parts) for capture in captures),
        f"{place}/{CITED_WARC}": lambda: b"".join(_read(archive.warc_dir / name, at, size) for name, at, size in parts),
    }


def cited_faults(folder: RunFolder, site_codes: Iterable[str]) -> Iterator[str]:
    """Files of cited evidence that do not hold: each record must have the digest that a finding cites it with."""
    for code in site_codes:
        evidence = folder.site_evidence(code)
        index, warc = evidence / CITED_INDEX, evidence / CITED_WARC
        if index.exists() or warc.exists():
            try:
                captures = read_rows(index, Capture)
                cited = _records(read_findings(folder, code), withheld=False)
                holds = all(_holds(evidence, capture, cited) for capture in captures)
                sizes = {part: part[2] for capture in captures for part in _parts(capture)}
                if not holds or sum(sizes.values()) != warc.stat().st_size:
                    yield warc.relative_to(folder.path).as_posix()
            except (HengpingError, OSError):
                yield warc.relative_to(folder.path).as_posix()


def _holds(evidence: Path, capture: Capture, cited: dict[str, str]) -> bool:
    if cited.get(capture.record_id) != capture.digest or {part[0] for part in _parts(capture)} != {CITED_WARC}:
        return False
    if capture.size > MAX_BODY_BYTES:
        return False
    try:
        read_record(evidence, capture, 1)
    except DroppedError:
        return True
    except EvidenceError:
        return False
    return True


def _records(findings: Iterable[Finding], *, withheld: bool) -> dict[str, str]:
    """Digests by id of the records that faults and doubts rest on, of the checks that are withheld or the others."""
    return {
        ref.record_id: ref.digest
        for finding in findings
        if (finding.check in _WITHHELD) == withheld and (withheld or finding.outcome in _TOLD)
        for ref in finding.evidence
    }


def _parts(capture: Capture) -> Iterator[_Part]:
    """Where the record lies, and where the payload does when an earlier record holds it."""
    if capture.payload_warc:
        yield capture.payload_warc, capture.payload_offset, capture.payload_length
    yield capture.warc, capture.offset, capture.length


def _moved(capture: Capture, parts: dict[_Part, int]) -> Capture:
    """The index line of a record at its place in the kit."""
    *before, own = _parts(capture)
    return msgspec.structs.replace(
        capture,
        warc=CITED_WARC,
        offset=parts[own],
        payload_warc=CITED_WARC if before else "",
        payload_offset=parts[before[0]] if before else 0,
    )


def _read(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(length)
