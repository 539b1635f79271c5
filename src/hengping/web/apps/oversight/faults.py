"""Reads: which problems there are, by how many sites have them and how many points they take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, DecimalField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from hengping.report.charts import problem_pareto
from hengping.report.problems import FAULTS, Problem
from hengping.report.wording import figure, share
from hengping.scoring.coverage import checks_read_by
from hengping.web.apps.runs.check_titles import check_title
from hengping.web.apps.runs.models import IndexedFinding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengping.indicators.system import IndicatorSystem
    from hengping.report.charts import Chart
    from hengping.web.apps.runs.models import Run

_NO_PROBLEM = ("blocked",)
_FOUR = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One check over all sites.

    Attributes:
        check_id, title: which.
        sites: that have the problem; ``share`` of all, as printed.
        places: findings.
        lost: points taken off under the system, over all sites, as printed.
    """

    check_id: str
    title: str
    sites: int
    share: str
    places: int
    lost: str


def faults_of(run: Run, system_id: str, system: IndicatorSystem | None, sites: int) -> list[Fault]:
    """Checks with problems, the most widespread first; of checks that the system reads.

    Args:
        run: whose findings.
        system_id: whose points.
        system: its rules; None: every check counts.
        sites: how many there are in all.
    """
    found = IndexedFinding.objects.filter(run=run, outcome__in=[outcome.value for outcome in FAULTS])
    found = found.exclude(check_id__in=_NO_PROBLEM).order_by()
    if system is not None:
        found = found.filter(check_id__in=checks_read_by(system))
    number = DecimalField(max_digits=24, decimal_places=8)
    rows = found.values("check_id").annotate(
        places=Count("pk"),
        sites=Count("site_code", distinct=True),
        lost=Sum(Cast(KeyTextTransform(system_id, "counted"), number)),
    )
    ordered = sorted(rows, key=lambda row: (-row["sites"], -(row["lost"] or 0), row["check_id"]))
    return [
        Fault(
            check_id=row["check_id"],
            title=check_title(row["check_id"]),
            sites=row["sites"],
            share=share(row["sites"], sites),
            places=row["places"],
            lost=figure(Decimal(row["lost"] or 0).quantize(_FOUR)),
        )
        for row in ordered
    ]


def fault_chart(faults: Sequence[Fault]) -> Chart | None:
    """The same picture as in bulletins: places by problem, and what the commonest make up together."""
    problems = [
        Problem(
            check=each.check_id,
            title=each.title,
            checked=0,
            faults=each.places,
            # The picture needs how many sites there are, not which.
            sites=tuple(("", 0) for _at in range(each.sites)),
            worst=None,
        )
        for each in faults
    ]
    return problem_pareto(problems)
