"""Whether what people settled about sections counts in a run's results yet.

Rulings (:mod:`hengping.pipeline.section_rulings`) are written at once; facts, findings, scores and ranks follow stage
by stage, and whoever does them may be stopped in between. A stamp says with which rulings the results were made.
"""

from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.section_rulings import rulings_file
from hengping.pipeline.stamps import file_digest, made_from, mark_done

_STAMP = ("section_rulings", "run")


def note_counted(folder: RunFolder) -> None:
    """Record that every stage up to the ranks was done with the rulings as they lie there. Under the run's lock."""
    path = rulings_file(folder)
    if path.is_file():
        mark_done(folder.path, *_STAMP, file_digest(path), ())


def are_counted(folder: RunFolder) -> bool:
    """Whether the results were made with the rulings as they lie there; also where there are none."""
    path = rulings_file(folder)
    return not path.is_file() or made_from(folder.path, *_STAMP) == file_digest(path)
