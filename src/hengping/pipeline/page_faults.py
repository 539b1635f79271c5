"""Answers that our own readers fail at: one of them must not keep the rest of its site from being judged.

Whoever is judged writes the pages. Were the whole site given up when one of them makes a reader raise, a site could
escape by one nasty page. So only that page is given up: it counts as not read, what is not found may stand on it, and
a person is asked to look. Damaged evidence and faults of the machine (disk, memory) are no page's; those are raised.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from hengping.evidence.errors import EvidenceError
from hengping.model.evidence import Capture
from hengping.model.facts import PageFault

NO_PAGE_FAULTS = (EvidenceError, OSError, MemoryError)
"""What no page is to blame for."""


class PageFaults:
    """The faults met while one site is read."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], PageFault] = {}

    @contextmanager
    def of(self, capture: Capture) -> Iterator[None]:
        """Whatever is raised inside is noted as a fault at this answer.

        Raises:
            EvidenceError, OSError, MemoryError: as raised inside.
        """
        try:
            yield
        except NO_PAGE_FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in reading one page must not stop the others
            self.note(capture, error)

    def note(self, capture: Capture, error: Exception) -> None:
        """A reader failed at this answer."""
        kind = type(error).__name__
        last = traceback.extract_tb(error.__traceback__)[-1]  # no whole trace: a site may have a thousand such pages
        where = f"{Path(last.filename).name}:{last.lineno}"
        structlog.get_logger().warning("page not read", url=capture.url, error=kind, where=where)
        self._found[capture.url, capture.purpose] = PageFault(
            url=capture.url, purpose=capture.purpose, error=kind, evidence=capture.ref
        )

    def all(self) -> tuple[PageFault, ...]:
        """One for each address and purpose, in that order."""
        return tuple(self._found[key] for key in sorted(self._found))
