"""Availability visits on disk: ``visits.jsonl``, one line per visit and vantage point.

Lines stand in the order they were made; after a merge of vantage points by number, then vantage point.

A kill while a line is written leaves a torn last line: readers pass it over, :func:`recover_visits` (and every append)
cuts it, and the visit is made again under the same number. A line that is whole but no visit is damage, not a kill:
:class:`~hengping.evidence.errors.EvidenceError` naming file and line.
"""

from collections.abc import Iterable
from pathlib import Path

from hengping.evidence.files import append_line, cut_torn_line, read_entries
from hengping.model.codec import encode, encode_lines
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
    return read_entries(path, Visit, "拨测记录损坏 (damaged visit)")


def visit_lines(visits: Iterable[Visit]) -> bytes:
    """The whole file, by number, then vantage point: in whatever order vantage points are merged, the same bytes."""
    return encode_lines(sorted(visits, key=lambda visit: (visit.number, visit.vantage)))


def recover_visits(path: Path) -> bool:
    """Cut a torn last line.

    Returns:
        Whether there was one.
    """
    return cut_torn_line(path)
