"""Stage ``rank``: scores to ranks, tiers and lists."""

from collections.abc import Sequence
from pathlib import Path

from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.score import Results, SiteScore
from hengping.pipeline.context import Run
from hengping.pipeline.previous import comparison_files, previous_results
from hengping.pipeline.stage_score import read_scores
from hengping.ranking.results import rank as rank_scores
from hengping.ranking.tables import deductions_csv, lists_csv, ranks_csv, scores_csv, vetoes_csv

STAGE = "rank"


def rank(run: Run) -> None:
    """Rank all sites under every system and write its tables."""
    scores = read_scores(run.folder, run.systems, run.sites)
    run.progress.begin(STAGE, len(run.systems))
    written: list[Path] = []
    for system_id, system in run.systems.items():
        for name, data in run_files(run, system, scores[system_id]).items():
            path = run.folder.results_dir(system_id) / name
            write_atomic(path, data)
            written.append(path)
        run.progress.advance(STAGE, system_id)
    seal(run.path, written, STAGE)
    run.progress.end(STAGE)


def run_files(run: Run, system: IndicatorSystem, scores: Sequence[SiteScore]) -> dict[str, bytes]:
    """Every file of ``results/<system>/`` of a run, by name: what ``verify`` recomputes byte for byte.

    Besides those of :func:`result_files`, what the round before adds: lists of the most improved, and comparisons.
    """
    previous = previous_results(run, system, scores)
    return result_files(system, scores, previous) | comparison_files(run, system, scores)


def result_files(
    system: IndicatorSystem, scores: Sequence[SiteScore], previous: Results | None = None
) -> dict[str, bytes]:
    """The files of ``results/<system>/`` that follow from scores alone, by name.

    Args:
        system: how to rank.
        scores: of all sites, in roster order.
        previous: results of the round before under this system, for lists of the most improved.
    """
    return tables_of(scores, rank_scores(system, scores, previous))


def tables_of(scores: Sequence[SiteScore], results: Results) -> dict[str, bytes]:
    """The files of :func:`result_files`, of results that are at hand."""
    return {
        "scores.csv": scores_csv(scores),
        "ranks.csv": ranks_csv(results),
        "vetoes.csv": vetoes_csv(scores),
        "lists.csv": lists_csv(results),
        "deductions.csv": deductions_csv(scores),
        "results.json": codec.encode_pretty(results),
    }


def read_results(run: Run) -> dict[str, Results]:
    """Results by system, recomputed from the scores."""
    scores = read_scores(run.folder, run.systems, run.sites)
    return {
        system_id: rank_scores(system, scores[system_id], previous_results(run, system, scores[system_id]))
        for system_id, system in run.systems.items()
    }
