"""How far a run is, in a small file beside its stamps: whoever watches from another process reads it.

It lies in ``.state``, which is no part of the result and not in the manifest. It is written at most twice a second and
put in place whole; a killed run leaves it as it stood. What is missing or damaged reads as "nothing known".
"""

import os
from collections import deque
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic

import msgspec

from hengping.model import codec
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.run_info import now
from hengping.pipeline.stamps import STATE_FOLDER

FILE = "progress.json"
_BETWEEN_S = 0.5
_KEPT = 20
_LENGTH = 500


class StageProgress(msgspec.Struct, kw_only=True):
    """One stage.

    Attributes:
        total: units; ``done``: those made in this process; ``skipped``: those that stood already.
        ended_at: None: not yet.
    """

    stage: str
    total: int
    done: int = 0
    skipped: int = 0
    began_at: datetime
    ended_at: datetime | None = None


class RunProgress(msgspec.Struct, kw_only=True):
    """How far a run is.

    Attributes:
        pid: of the process that wrote it.
        stages: in the order in which they began.
        stage: the one under way; ``note``: what within it was told of last.
        told: what a person should keep, newest last.
    """

    pid: int
    at: datetime
    stages: list[StageProgress] = []
    stage: str = ""
    note: str = ""
    told: list[str] = []


def progress_file(run: Path) -> Path:
    """Where it lies."""
    return run / STATE_FOLDER / FILE


def read_progress(run: Path) -> RunProgress | None:
    """How far a run is; None: nothing is known."""
    try:
        return codec.decode(progress_file(run).read_bytes(), RunProgress)
    except (OSError, msgspec.DecodeError):
        return None


class Recorded:
    """Progress that is written down, and passed on.

    Args:
        run: the run folder; nothing is written until it is there.
        inner: told everything too.
    """

    def __init__(self, run: Path, inner: Progress | None = None) -> None:
        self._path = progress_file(run)
        self._inner = inner or Silent()
        self._stages: dict[str, StageProgress] = {}
        self._told: deque[str] = deque(maxlen=_KEPT)
        self._stage = self._note = ""
        self._written_at = -_BETWEEN_S

    def begin(self, stage: str, total: int) -> None:
        """A stage starts."""
        self._stages[stage] = StageProgress(stage=stage, total=total, began_at=now())
        self._stage, self._note = stage, ""
        self._write()
        self._inner.begin(stage, total)

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:
        """One unit is complete."""
        known = self._stages.get(stage)
        if known is not None:
            known.skipped += skipped
            known.done += not skipped
        self._write_seldom()
        self._inner.advance(stage, unit, skipped=skipped)

    def note(self, stage: str, text: str) -> None:
        """Something within a unit."""
        self._note = text[:_LENGTH]
        self._write_seldom()
        self._inner.note(stage, text)

    def tell(self, text: str) -> None:
        """Something a person should keep."""
        self._told.append(text[:_LENGTH])
        self._write()
        self._inner.tell(text)

    def end(self, stage: str) -> None:
        """The stage is complete."""
        known = self._stages.get(stage)
        if known is not None:
            known.ended_at = now()
        self._write()
        self._inner.end(stage)

    def _write_seldom(self) -> None:
        if monotonic() - self._written_at >= _BETWEEN_S:
            self._write()

    def _write(self) -> None:
        self._written_at = monotonic()
        state = RunProgress(
            pid=os.getpid(),
            at=now(),
            stages=list(self._stages.values()),
            stage=self._stage,
            note=self._note,
            told=list(self._told),
        )
        # Whoever watches may see nothing new: that must never stop the run itself.
        with suppress(OSError):
            draft = self._path.with_name(f"{FILE}.{os.getpid()}.part")
            draft.write_bytes(codec.encode(state))
            draft.replace(self._path)
