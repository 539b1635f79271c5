"""Year on year within a run: what the ``rank`` stage writes when the campaign names a round before."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.model.score import RankRow, Results, SiteScore
from hengping.pipeline.context import Run
from hengping.pipeline.past_rounds import lines_of
from hengping.pipeline.previous_copy import frozen_round, frozen_successors
from hengping.ranking.compare.costs import costs
from hengping.ranking.compare.figures import Past, Round, is_published, past_of
from hengping.ranking.compare.rounds import MatchedRounds, Successor, match_rounds
from hengping.ranking.compare.tables import compare_csv, compare_json, costs_csv
from hengping.ranking.compare.year_on_year import compare_rounds
from hengping.ranking.results import rank


def comparison_files(
    run: Run, system: IndicatorSystem, scores: Sequence[SiteScore], results: Results | None = None
) -> dict[str, bytes]:
    """Files of ``results/<system>/`` that compare: ``costs.csv``, and with a round before ``compare.json|csv``.

    Args:
        run: its frozen round before, if any.
        system: one of its systems.
        scores: of all its sites, in roster order.
        results: what follows from them; None: worked out here.
    """
    files = {"costs.csv": costs_csv(costs(system, scores))}
    before = frozen_round(run.folder, system.id)
    if before is None:
        return files
    results = results or rank(system, scores, previous_results(run, system, scores))
    after = Round.under(system, run.info.settings.title, scores, results)
    comparison = compare_rounds(before, after, frozen_successors(run.folder), lines_of(system))
    return files | {"compare.json": compare_json(comparison), "compare.csv": compare_csv(comparison)}


def previous_results(run: Run, system: IndicatorSystem, scores: Sequence[SiteScore]) -> Results | None:
    """Last year's results under this year's site codes, for lists of the most improved; None without a round before."""
    before = frozen_round(run.folder, system.id)
    return None if before is None else carried_over(before, scores, frozen_successors(run.folder))


def carried_over(before: Round, scores: Sequence[SiteScore], successors: Sequence[Successor]) -> Results:
    """The results of a round as if its sites had had the codes of the next.

    A merged site has the mean of its predecessors and no place; a split one has its predecessor's. A total out of other
    full marks is none: it cannot be compared.
    """
    codes = [score.site_code for score in scores]
    matched: MatchedRounds = match_rounds([score.site_code for score in before.scores], codes, successors)
    rows = {row.site_code: row for row in before.results.ranks}
    published = {score.site_code: score for score in before.scores if is_published(score)}
    carried: list[RankRow] = []
    for score, match in zip(scores, matched.matches, strict=True):
        sources = [rows[code] for code in match.old_site_codes if code in rows]
        if not sources:
            continue
        past = past_of(match.old_site_codes, published)
        alone = len(sources) == 1
        carried.append(
            msgspec.structs.replace(
                sources[0],
                site_code=score.site_code,
                name=score.name,
                rank=sources[0].rank if alone else None,
                tied=sources[0].tied and alone,
                total=_comparable(past, score),
                vetoed=any(row.vetoed for row in sources),
            )
        )
    return msgspec.structs.replace(before.results, ranks=tuple(carried))


def _comparable(past: Past, score: SiteScore) -> Decimal | None:
    if any(each.full != score.full for each in past.sites):
        return None
    return past.printed(score.digits, score.rounding_mode)
