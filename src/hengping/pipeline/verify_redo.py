"""What has to be done again in a run whose files no longer follow from one another, told apart from what was changed.

People add decisions, and then scores, ranks and documents have to be made again; until they are, recomputing gives
something else than the files hold. The manifest knows the order in which files were made: results older than what they
are made from are merely behind, the others were changed.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from hengping.evidence.manifest import Line
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.codec import read_lines
from hengping.model.text import Text
from hengping.pipeline.context import Run
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_reviews, recompute, review_files
from hengping.pipeline.stamps import made_from

_STAGES = ("score", "rank", "report")
_DECIDED = Text(
    "有复核决定是在评分之后加入的，得分、排名、榜单和通报还没有随之更新",
    "decisions were added after the sites were scored",
)
_SCORED = Text(
    "重新评分之后还没有重新排名，排名、榜单和通报还是原来的", "the sites were scored again and not ranked since"
)


class Redo(msgspec.Struct, frozen=True, kw_only=True):
    """Stages to be done again, in order, and why."""

    stages: tuple[str, ...]
    why: Text


def behind(run: Path, wrong: Collection[str]) -> Redo | None:
    """What is merely behind, of files that do not follow from what stands before them.

    Args:
        run: the run folder.
        wrong: their paths, relative to it.

    Returns:
        None when at least one of them is newer than what it is made from, so that it was changed.
    """
    order = _order(run)
    found, decided, scored = (_last(order, folder) for folder in ("findings/", "reviews/", "scores/"))
    if not wrong or any(not name.startswith(("scores/", "results/")) or order.get(name, -1) < found for name in wrong):
        return None
    scores = [name for name in wrong if name.startswith("scores/")]
    if scores and all(order.get(name, -1) < decided for name in wrong):
        return Redo(stages=_STAGES, why=_DECIDED)
    if not scores and all(order.get(name, -1) < scored for name in wrong):
        return Redo(stages=_STAGES[1:], why=_SCORED)
    return None


def results_behind(run: Run) -> Redo | None:
    """Whether documents made now would print something else than the results that stand there, or old decisions.

    Documents are made from the scores. Looked at is what may be behind: scores of sites that people decided on since,
    and the results that follow from the scores; :func:`hengping.pipeline.verify.verify` looks at everything.
    """
    if scores_behind(run):
        return Redo(stages=_STAGES, why=_DECIDED)
    for key, results in read_results(run).items():
        standing = run.folder.results_dir(key) / "results.json"
        if not standing.exists() or standing.read_bytes() != codec.encode_pretty(results):
            return Redo(stages=_STAGES[1:], why=_SCORED)
    return None


def scores_behind(run: Run) -> bool:
    """Whether people decided on a site since it was scored, so that its score would be another now.

    Raises:
        RunError: findings, decisions or values from outside are missing or damaged.
    """
    order = _order(run.path)
    decided = max((_newest(order, path, run.path) for path in review_files(run.folder)), default=-1)
    for site in run.sites:
        for key, system in run.systems.items():
            path = run.folder.score_file(key, site.site_code)
            if order.get(path.relative_to(run.path).as_posix(), -1) > decided:
                continue
            if read_reviews(run.folder, site.site_code) and path.exists():
                score = recompute(run.folder, system, site)
                if path.read_bytes() != codec.encode_pretty(score):
                    return True
    return False


def report_behind(run: Run) -> Redo | None:
    """Whether the documents were made from something else than the results that stand there now.

    Nothing is said of a run that holds no documents, or no working notes of how they were made; nor of one whose
    documents are as new as its results, though an older program wrote them.
    """
    order = _order(run.path)
    made = max(_last(order, folder) for folder in ("reviews/", "scores/", "results/"))
    if made < _last(order, "reports/") or made_from(run.path, "report", "all") is None:
        return None
    # the documents' libraries are heavy, and most that is verified needs none of them
    from hengping.pipeline.stage_report import up_to_date  # noqa: PLC0415 - see above

    if up_to_date(run):
        return None
    why = "通报、工作簿和单站报告不是由现有的结果写成的（之后有复核或重新评分）"
    return Redo(stages=_STAGES[2:], why=Text(why, "the documents were not made from the results that stand there"))


def _order(run: Path) -> dict[str, int]:
    """Files by the place of their latest line in the manifest; none when it cannot be read."""
    try:
        return {line.path: number for number, line in enumerate(read_lines(RunFolder(run).manifest, Line))}
    except (OSError, msgspec.DecodeError):
        return {}


def _newest(order: Mapping[str, int], path: Path, run: Path) -> int:
    """The place of a file's latest line; behind all others while it is not sealed."""
    return order.get(path.relative_to(run).as_posix(), len(order))


def _last(order: Mapping[str, int], folder: str) -> int:
    """The place of the newest file below a folder; -1: there is none."""
    return max((number for name, number in order.items() if name.startswith(folder)), default=-1)
