"""Stage ``rank``: scores to ranks, tiers and lists."""

from collections.abc import Sequence
from pathlib import Path

from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.score import Results, SiteScore
from hengping.pipeline.context import Run
from hengping.pipeline.stage_score import read_scores
from hengping.ranking.results import rank as rank_scores
from hengping.ranking.tables import lists_csv, ranks_csv, scores_csv, vetoes_csv

STAGE = "rank"


def rank(run: Run) -> None:
    """Rank all sites under every system and write its tables."""
    scores = read_scores(run.folder, run.systems, run.sites)
    run.progress.begin(STAGE, len(run.systems))
    written: list[Path] = []
    for system_id, system in run.systems.items():
        for name, data in result_files(system, scores[system_id]).items():
            path = run.folder.results_dir(system_id) / name
            write_atomic(path, data)
            written.append(path)
        run.progress.advance(STAGE, system_id)
    seal(run.path, written, STAGE)
    run.progress.end(STAGE)


def result_files(system: IndicatorSystem, scores: Sequence[SiteScore]) -> dict[str, bytes]:
    """Every file of ``results/<system>/``, by name: what ``verify`` recomputes byte for byte."""
    results = rank_scores(system, scores)
    return {
        "scores.csv": scores_csv(scores),
        "ranks.csv": ranks_csv(results),
        "vetoes.csv": vetoes_csv(scores),
        "lists.csv": lists_csv(results),
        "results.json": codec.encode_pretty(results),
    }


def read_results(run: Run) -> dict[str, Results]:
    """Results by system, recomputed from the scores."""
    scores = read_scores(run.folder, run.systems, run.sites)
    return {system_id: rank_scores(system, scores[system_id]) for system_id, system in run.systems.items()}
