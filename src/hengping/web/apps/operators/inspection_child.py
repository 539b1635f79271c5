"""The process that looks at one site: ``python -m hengping.web.apps.operators.inspection_child FOLDER``.

It knows no database. Its folder holds ``request.json``; it adds ``progress.json`` again and again and in the end
``result.json`` or ``fault.json``, each whole or not at all. While it lives it holds a lock on ``lock``: whoever finds
the lock free and no result knows that it was killed.
"""

import fcntl
import sys
import time
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic
from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.model.site import Site
from hengping.pipeline.inspect import inspect

REQUEST, PROGRESS, RESULT, FAULT, LOCK = "request.json", "progress.json", "result.json", "fault.json", "lock"
_EVERY_S = 0.5


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to look at."""

    site: Site
    max_pages: int
    connect_to: str = ""
    per_second: float | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come."""

    text: str
    pages: int = 0


class _ToFile:
    """Progress for people who look at a page of the platform."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS
        self._last = 0.0
        self._pages = 0

    def begin(self, stage: str, total: int) -> None:  # noqa: ARG002 - as of the protocol
        """The site is being collected."""
        self._say("开始采集", at_once=True)

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:  # noqa: ARG002 - as of the protocol
        """The site is collected."""
        self._say("采集完成，正在检查", at_once=True)

    def note(self, stage: str, text: str) -> None:  # noqa: ARG002 - as of the protocol
        """A page was fetched."""
        self._pages += 1
        self._say(f"正在读取 {text[:200]}")

    def tell(self, text: str) -> None:
        """Something worth keeping."""
        self._say(text, at_once=True)

    def end(self, stage: str) -> None:  # noqa: ARG002 - as of the protocol
        """All pages are there."""
        self._say("采集完成，正在检查", at_once=True)

    def _say(self, text: str, *, at_once: bool = False) -> None:
        if at_once or time.monotonic() - self._last >= _EVERY_S:
            self._last = time.monotonic()
            write_atomic(self._path, codec.encode(Told(text=text, pages=self._pages)))


def main(folder: Path) -> int:
    """Do what the folder asks for.

    Returns:
        Exit code: 0, or 1 when it could not be done; why stands in ``fault.json``.
    """
    with (folder / LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if (folder / RESULT).exists():
            return 0
        try:
            request = codec.decode((folder / REQUEST).read_bytes(), Request)
            found = inspect(
                request.site.url,
                max_pages=request.max_pages,
                connect_to=request.connect_to,
                progress=_ToFile(folder),
                site=request.site,
                per_second=request.per_second,
            )
        except HengpingError as error:
            write_atomic(folder / FAULT, codec.encode(Told(text=error.what)))
            return 1
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must be able to say that it ended
            write_atomic(folder / FAULT, codec.encode(Told(text=f"程序出错（{type(error).__name__}）")))
            return 1
        write_atomic(folder / RESULT, codec.encode(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
