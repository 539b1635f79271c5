"""What decisions would change, worked out beforehand by the same functions that later do it; nothing is written."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import RunError
from hengping.model.finding import Finding
from hengping.model.review import Review
from hengping.model.score import Results, SiteScore
from hengping.pipeline.assisted import held_back, read_assisted
from hengping.pipeline.context import Run
from hengping.pipeline.previous import previous_results
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stage_score import read_measures, read_reviews, read_scores
from hengping.ranking.results import rank
from hengping.scoring.many import build_panel, needs_panel
from hengping.scoring.site import score_site

_SETTLED_AFTER = timedelta(days=1)
"""A decision older than this against the score of its site is in that score; newer ones are scored again to be sure."""


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of all sites in roster order, and what follows from them, under one system."""

    scores: tuple[SiteScore, ...]
    results: Results


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How a site stands: what a reader of a list would see of it."""

    total: Decimal | None
    state: str
    rank: int | None
    tied: bool
    tier: str
    lists: tuple[str, ...]


def outlook_now(run: Run) -> dict[str, Outlook]:
    """Scores as they lie in the folder, and what follows from them, by system.

    Raises:
        RunError: a score is missing or damaged.
    """
    scores = read_scores(run.folder, run.systems, run.sites)
    return {key: _ranked(run, system, scores[key]) for key, system in run.systems.items()}


def outlook_with(run: Run, more: Sequence[Review]) -> dict[str, Outlook]:
    """Scores and results as they would be with further decisions, by system.

    Raises:
        RunError: findings, decisions or scores are missing or damaged.
        InputError: marks that do not fit.
    """
    standing = read_scores(run.folder, run.systems, run.sites)
    return {key: _with(run, system, standing[key], more) for key, system in run.systems.items()}


def marks_of(outlook: Outlook) -> dict[str, tuple[str, Mark]]:
    """Name and standing of every site, by site code in roster order."""
    rows = {row.site_code: row for row in outlook.results.ranks}
    titles = dict(outlook.results.list_titles)
    lists: dict[str, dict[str, None]] = {}
    for entry in outlook.results.lists:
        lists.setdefault(entry.site_code, {})[titles.get(entry.list_id, entry.list_id)] = None
    return {
        score.site_code: (
            score.name,
            Mark(
                total=score.total,
                state=score.state,
                rank=rows[score.site_code].rank,
                tied=rows[score.site_code].tied,
                tier=rows[score.site_code].tier,
                lists=tuple(lists.get(score.site_code, ())),
            ),
        )
        for score in outlook.scores
    }


def _with(run: Run, system: IndicatorSystem, standing: Sequence[SiteScore], more: Sequence[Review]) -> Outlook:
    given = read_measures(run.folder, system)
    panel = None
    touched = {each.site_code for each in more} | _unsettled(run, system)
    if needs_panel(system):
        everything = (*read_reviews(run.folder), *more)
        panel = build_panel(system, run.sites, partial(_findings, run, more), everything, given)
        touched = {site.site_code for site in run.sites}
    scores = tuple(
        score_site(
            system,
            site,
            _findings(run, more, site.site_code),
            _reviews(run, more, site.site_code),
            given.get(site.site_code, {}),
            panel,
        )
        if site.site_code in touched
        else before
        for site, before in zip(run.sites, standing, strict=True)
    )
    return _ranked(run, system, scores)


def _ranked(run: Run, system: IndicatorSystem, scores: Sequence[SiteScore]) -> Outlook:
    return Outlook(scores=tuple(scores), results=rank(system, scores, previous_results(run, system, scores)))


def _reviews(run: Run, more: Sequence[Review], site_code: str) -> tuple[Review, ...]:
    return (*read_reviews(run.folder, site_code), *(each for each in more if each.site_code == site_code))


def _findings(run: Run, more: Sequence[Review], site_code: str) -> Sequence[Finding]:
    """As :func:`hengping.pipeline.stage_score.scored_findings`, with the further decisions."""
    assisted = read_assisted(run.folder).checks
    return held_back(read_findings(run.folder, site_code), _reviews(run, more, site_code), assisted)


def _unsettled(run: Run, system: IndicatorSystem) -> set[str]:
    """Sites on which somebody has decided and whose score may not know it yet."""
    latest: dict[str, datetime] = {}
    for each in read_reviews(run.folder):
        latest[each.site_code] = max(each.decided_at, latest.get(each.site_code, each.decided_at))
    found = set()
    for code, at in latest.items():
        try:
            made = run.folder.score_file(system.id, code).stat().st_mtime
        except OSError as error:
            raise RunError("缺少得分文件", where=code, remedy="先运行 hengping score") from error
        if at > datetime.fromtimestamp(made, UTC) - _SETTLED_AFTER:
            found.add(code)
    return found
