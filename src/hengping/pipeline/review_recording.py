"""Rulings of the platform: recorded once however often it is tried, and everything that follows from them made anew.

The platform may be killed between any two steps and then tries again; a decision that stands already, equal in every
part, is not written a second time. Whoever calls holds the run (:func:`hengping.pipeline.run_lock.run_lock`).
"""

from hengping.evidence.files import cut_torn_line
from hengping.evidence.manifest import seal
from hengping.model import codec
from hengping.model.review import Review
from hengping.pipeline.context import Run
from hengping.pipeline.review_deciding import STAGE, append_line
from hengping.pipeline.stage_rank import rank
from hengping.pipeline.stage_score import read_reviews, score

RULINGS_FILE = "rulings.jsonl"
"""Where rulings go; other files of ``reviews/`` are other people's."""


def stands(run: Run, review: Review) -> bool:
    """Whether exactly this decision is recorded; a line that a kill left half-written is removed first."""
    path = run.folder.reviews_dir / RULINGS_FILE
    if path.exists():
        cut_torn_line(path)
    return review in read_reviews(run.folder, review.site_code)


def record(run: Run, review: Review) -> bool:
    """Record a decision unless it stands already.

    Returns:
        Whether it was written now.

    Raises:
        EvidenceError: the file cannot be written.
        RunError: decisions that stand there are damaged.
    """
    if stands(run, review):
        return False
    path = run.folder.reviews_dir / RULINGS_FILE
    append_line(path, codec.encode_lines([review]))
    seal(run.path, [path], STAGE)
    return True


def redo(run: Run) -> None:
    """Scores and ranks from the decisions as they now stand; what is made from the same already stays.

    Raises:
        RunError: a stage before it is missing.
    """
    score(run)
    rank(run)
