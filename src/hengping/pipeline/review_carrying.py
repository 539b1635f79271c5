"""Rulings that go along to the next run of the same round (复评沿用裁定).

A ruling says that a finding does not hold, whoever finds it again. The finding has the same id in the next run when the
same check finds the same thing at the same place, and then the ruling counts there too. It does not when the check was
changed meanwhile (another version may have another reason), or when the finding is no longer there (it was mended).
What assessors gave is not carried: they judge what is there now.
"""

import msgspec

from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.pipeline.context import Run
from hengping.pipeline.reading import read_rows
from hengping.pipeline.review_recording import RULINGS_FILE, record
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_check import read_findings

_OPEN = frozenset({Outcome.FAIL, Outcome.PARTLY, Outcome.CANNOT_TELL})


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rulings of the run before.

    Attributes:
        carried: counted in the next run too.
        gone: finding ids that the next run does not have, or has as passed.
        changed: finding ids whose check has another version there; somebody has to look again.
    """

    carried: tuple[Review, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def carry_rulings(before: Run, after: Run) -> Carried:
    """Record the rulings of a run in the one after it, each once, however often it is tried.

    Scores are not made again here: see :func:`hengping.pipeline.review_recording.redo`.

    Raises:
        RunError: somebody else works on the next run, or decisions are damaged.
        EvidenceError: the file cannot be written.
    """
    path = before.folder.reviews_dir / RULINGS_FILE
    if not path.exists():
        return Carried()
    rulings = list(read_rows(path, Review))
    codes = {site.site_code for site in after.sites}
    carried, gone, changed = [], [], []
    with run_lock(after.path):
        for ruling in rulings:
            if ruling.site_code not in codes:
                gone.append(ruling.finding_id or ruling.item_id)
                continue
            fate = _fate(before, after, ruling)
            if fate == "carried":
                record(after, ruling)
                carried.append(ruling)
            elif fate == "changed":
                changed.append(ruling.finding_id)
            else:
                gone.append(ruling.finding_id)
    return Carried(carried=tuple(carried), gone=tuple(gone), changed=tuple(changed))


def _fate(before: Run, after: Run, ruling: Review) -> str:
    if not ruling.finding_id:
        return "carried"
    old, new = (_finding(run, ruling) for run in (before, after))
    if new is None or new.outcome not in _OPEN:
        return "gone"
    return "carried" if old is not None and old.version == new.version else "changed"


def _finding(run: Run, ruling: Review) -> Finding | None:
    found = (one for one in read_findings(run.folder, ruling.site_code) if one.finding_id == ruling.finding_id)
    return next(found, None)
