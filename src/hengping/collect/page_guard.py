"""Answers that our own readers fail at while a site is collected: one of them costs itself only.

Whoever is judged writes the pages. Were the collection of a site given up when one of them makes a reader raise, the
site could escape by one nasty page. So the page is archived as it came, counts as one that leads nowhere, and the
collection goes on. Damaged evidence and faults of the machine (disk, memory) are no page's; those are raised.
"""

import traceback
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from hengping.model.errors import HengpingError

_NO_PAGE_FAULTS = (HengpingError, OSError, MemoryError, StopIteration)
"""What no page is to blame for; the last is how generators end."""


class PageGuard:
    """Whatever is raised inside is logged, and the answer counts as not read.

    Args:
        what: the event of the log.
        url: address of the answer.

    Raises:
        HengpingError, OSError, MemoryError: as raised inside; so is whatever is no ``Exception`` (Ctrl-C).

    Attributes:
        failed: our reader raised; whatever was to be read is not there.
    """

    def __init__(self, what: str, url: str) -> None:
        self._what = what
        self._url = url
        self.failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, _NO_PAGE_FAULTS):
            return False
        self.failed = True
        last = traceback.extract_tb(trace)[-1]  # no whole trace: a site may have a thousand such pages
        where = f"{Path(last.filename).name}:{last.lineno}"
        structlog.get_logger().warning(self._what, url=self._url, error=type(error).__name__, where=where)
        return True
