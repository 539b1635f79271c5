"""Last year's round of the demo province, brought to its end: assessed by made-up people, decided, published.

The platform shows it as what a finished evaluation looks like. All marks are made up, and say so.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from hengping.demo.evaluation import evaluate
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.demo.words import seeded
from hengping.model.finding import Outcome
from hengping.model.review import Review
from hengping.pipeline.assessments import manual_items, record_assessments
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.corrections import Asked, publish
from hengping.pipeline.progress import Progress
from hengping.pipeline.review_tasks import tasks_of
from hengping.pipeline.run import redo_stage
from hengping.pipeline.run_info import now
from hengping.pipeline.stage_score import read_reviews

AS_OF = date(2025, 11, 20)
BY = "云溪省人民政府办公厅"
SITES = 12
_SEED = 2025
_ASSESSOR = "演示评估人员"
_REASON = "演示数据：由程序编造的评分"
_DOUBT = "演示数据：由程序编造的复核结论"
_SHARES = ("1", "1", "1", "0.9", "0.8", "0.6")
"""Shares of the full marks that made-up assessors give."""


def last_year(out: Path, *, sites: int = SITES, workers: int, progress: Progress) -> Path:
    """Evaluate, assess and publish last year's round.

    Args:
        out: folder for it; the run folder is ``out/run``.
        sites: how many sites.
        workers: processes.
        progress: told what goes on.

    Returns:
        The run folder.
    """
    province = build(sites, as_of=AS_OF, seed=_SEED)
    with serve(province) as server:
        evaluate(province, out, server.address, workers=workers, progress=progress)
    path = out / "run"
    assess(open_run(path, workers=workers, progress=progress))
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(path, workers=workers, progress=progress), stage)
    publish(path, Asked(by=BY, on=AS_OF.replace(month=12, day=20)), progress)
    return path


def assess(run: Run) -> int:
    """Give made-up marks to every item that waits for people, and decide every doubt.

    Returns:
        How many decisions were recorded.
    """
    return record_assessments(run, [*_marks(run), *_decisions(run)])


def _marks(run: Run) -> Iterator[Review]:
    at = now()
    seen: set[tuple[str, str]] = set()
    for site in run.sites:
        chance = seeded("marks", site.site_code)
        for system in run.systems.values():
            for item in manual_items(system, site).values():
                if (site.site_code, item.item_id) in seen:
                    continue
                seen.add((site.site_code, item.item_id))
                marks = Decimal(0) if item.veto else item.full * Decimal(chance.choice(_SHARES))
                for number in range(item.assessors):
                    yield Review(
                        site_code=site.site_code,
                        item_id=item.item_id,
                        marks=str(marks.normalize() if marks else 0),
                        actor=f"{_ASSESSOR}{number + 1}",
                        decided_at=at,
                        reason=_REASON,
                    )


def _decisions(run: Run) -> Iterator[Review]:
    at = now()
    for task in tasks_of(run, read_reviews(run.folder)):
        if task.decision is None:
            yield Review(
                site_code=task.site_code,
                finding_id=task.finding_id,
                outcome=Outcome.PASS,
                actor=f"{_ASSESSOR}1",
                decided_at=at,
                reason=_DOUBT,
            )
