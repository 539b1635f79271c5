"""Availability visits on disk: ``visits.jsonl``, one line per visit and vantage point.

Lines stand in the order they were made; after a merge of vantage points by number, then vantage point.

A kill while a line is written leaves a torn last line: readers pass it over, :func:`recover_visits` (and every append)
cuts it, and the visit is made again under the same number. A line that is whole but no visit is damage, not a kill:
:class:`~hengping.evidence.errors.EvidenceError` naming file and line.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import append_line, complete_lines, cut_torn_line
from hengping.model.codec import decode, encode, encode_lines
from hengping.model.errors import place
from hengping.model.evidence import Visit

VISITS_FILE = "visits.jsonl"
"""Name of the file in a site's evidence folder."""


def append_visit(path: Path, visit: Visit) -> None:
    """Add one visit; it is on disk when this returns.

    Raises:
        EvidenceError: the disk is full or the file cannot be written.
    """
    append_line(path, encode(visit))


def read_visits(path: Path) -> list[Visit]:
    """All complete visits, in file order; none when there is no file.

    Raises:
        EvidenceError: a complete line does not hold a visit.
    """
    visits = []
    for number, line in enumerate(complete_lines(path), 1):
        try:
            visits.append(decode(line, Visit))
        except msgspec.DecodeError as error:
            raise EvidenceError(
                "拨测记录损坏 (damaged visit)", where=place(path, number), remedy="从备份恢复该文件"
            ) from error
    return visits


def visit_lines(visits: Iterable[Visit]) -> bytes:
    """The whole file, by number, then vantage point: in whatever order vantage points are merged, the same bytes."""
    return encode_lines(sorted(visits, key=lambda visit: (visit.number, visit.vantage)))


def recover_visits(path: Path) -> bool:
    """Cut a torn last line.

    Returns:
        Whether there was one.
    """
    return cut_torn_line(path)
