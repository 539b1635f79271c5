"""Reads: the figures of a run as ranking gave them, so that a dashboard says what the documents say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Q, Sum

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.model.errors import HengpingError
from hengping.model.score import GroupSummary, Results
from hengping.pipeline.reading import read_one
from hengping.web.apps.runs.models import SiteResult

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hengping.indicators.system import IndicatorSystem
    from hengping.web.apps.runs.models import Run

_FOUR = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class KeyFigures:
    """What one sees first.

    Attributes:
        sites: on the roster.
        scored: with a total that counts.
        vetoed, blocked, not_ranked: sites in these states.
        coverage: mean share of what was judged; None: unknown.
        fully_covered: sites of which everything was judged.
        provisional: sites with open doubts or missing marks; ``open_doubts``: how many doubts.
    """

    sites: int
    scored: int
    vetoed: int
    blocked: int
    not_ranked: int
    coverage: Decimal | None
    fully_covered: int
    provisional: int
    open_doubts: int


def rows_of(run: Run, system_id: str) -> QuerySet[SiteResult]:
    """Results of one system, in no order."""
    return SiteResult.objects.filter(run=run, system_id=system_id).order_by()


def key_figures(run: Run, system_id: str) -> KeyFigures:
    """Count the sites of a run."""
    found = rows_of(run, system_id).aggregate(
        sites=Count("pk"),
        scored=Count("pk", filter=Q(total__isnull=False) & ~Q(state__in=("blocked", "not_ranked"))),
        vetoed=Count("pk", filter=Q(state="vetoed")),
        blocked=Count("pk", filter=Q(state="blocked")),
        not_ranked=Count("pk", filter=Q(state="not_ranked")),
        mean_coverage=Avg("coverage"),
        fully_covered=Count("pk", filter=Q(coverage__gte=1)),
        provisional=Count("pk", filter=Q(provisional=True)),
        open_doubts=Sum("open_doubts"),
    )
    coverage = found.pop("mean_coverage")
    return KeyFigures(
        **{**found, "open_doubts": found["open_doubts"] or 0},
        coverage=None if coverage is None else Decimal(coverage).quantize(_FOUR),
    )


def results_of(run: Run, system_id: str) -> Results | None:
    """What ranking said; None: the run folder does not hold it, or it cannot be read."""
    try:
        return read_one(RunFolder(run.path).results_dir(system_id) / "results.json", Results, remedy="重新排名")
    except (HengpingError, OSError):
        return None


def system_of(run: Run, system_id: str) -> IndicatorSystem | None:
    """The run's frozen indicator system; None: it cannot be read."""
    try:
        return load_system(RunFolder(run.path).system_file(system_id))
    except (HengpingError, OSError):
        return None


def named_groups(results: Results | None) -> tuple[GroupSummary, ...]:
    """Figures of the groups, in the order of the results."""
    return tuple(row for row in results.groups if row.group) if results else ()


def overall_of(results: Results | None) -> GroupSummary | None:
    """Figures over all sites; None when totals of several tracks would be mixed."""
    if results is None or not has_one_scale(results):
        return None
    return next((row for row in results.groups if not row.group), None)


def has_one_scale(results: Results | None) -> bool:
    """Whether all totals mean the same."""
    return results is None or len(results.tracks) <= 1


def in_means(system: IndicatorSystem | None, through: str = "") -> Q:
    """Which rows enter means, as :func:`hengping.ranking.results.enters_mean` says it of scores.

    Args:
        system: the rules; None: unknown, so vetoed sites stay out.
        through: path to the site's result, ending in ``__``, where rows of another table are asked for.
    """
    states = ["ranked", "vetoed"] if system is not None and system.when_vetoed.in_mean else ["ranked"]
    asked = {"state__in": states, "passed__isnull": False, "total__isnull": False}
    return Q(**{f"{through}{name}": value for name, value in asked.items()})
