"""The organiser's words on their way into a folder of results."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hengping.evidence.files import write_together
from hengping.evidence.manifest import seal, sealed
from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.documents import freeze, frozen_files
from hengping.pipeline.judged_report import is_judged, judged_sites
from hengping.pipeline.past_rounds import read_rounds
from hengping.pipeline.run_lock import run_lock

STAGE = "documents"
"""Not ``report``: that stage removes what it sealed before and does not make any more."""


def take_text(folder: Path, text: Path) -> None:
    """Freeze ``bulletin.yaml`` and what it names into a run or judged folder.

    Raises:
        InputError: a file is missing or wrong; nothing is changed then.
    """
    if is_judged(folder):
        with run_lock(folder):
            freeze(folder, text, judged_sites(folder), next(iter(read_rounds(folder).values())))
        return
    run = open_run(folder)
    with run_lock(folder):
        standing = sealed(folder)
        # Also what an attempt removed that was killed before it could seal that.
        known = {folder / name for name, line in standing.items() if line.stage == STAGE}
        touched = {*known, *frozen_files(folder), *freeze(folder, text, run.sites)}
        # What the new text no longer names was removed, and sealing says so; what was never sealed needs no word.
        seal(folder, [path for path in touched if path.exists() or _name(folder, path) in standing], STAGE)


@contextmanager
def undone_when_refused(folder: Path) -> Iterator[None]:
    """Put back the words that were frozen before, when no documents can be made with the new ones."""
    before = {path: path.read_bytes() for path in frozen_files(folder)}
    try:
        yield
    except InputError:
        new = set(frozen_files(folder)) - before.keys()
        write_together(before.items())
        for path in new:
            path.unlink()
        if not is_judged(folder):
            with run_lock(folder):
                standing = sealed(folder)
                seal(folder, [*before, *(path for path in new if _name(folder, path) in standing)], STAGE)
        raise


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
