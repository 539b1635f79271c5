"""Reads: how the supervision rhythm of a body stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.accounts.selectors import organisations_seen
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.oversight.models import SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind, Period, periods
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from hengping.web.apps.appeals.clock import Deadline
    from hengping.web.policy.decide import Actor

_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One period of a plan as it stands on a day.

    Attributes:
        period: which.
        due: its last day in time, and whether all holidays on the way are known.
        done: its record; None: not done.
        state: ``done``, ``late`` (done after its last day), ``overdue``, ``open``.
    """

    period: Period
    due: Deadline
    done: SupervisionDone | None
    state: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one kind of work stands.

    Attributes:
        kind: which.
        plan: None: nobody has set it.
        turns: periods since the plan begins, the newest first.
    """

    kind: Kind
    plan: SupervisionPlan | None
    turns: tuple[Turn, ...] = ()

    @property
    def recent(self) -> tuple[Turn, ...]:
        """Those that a page shows: the newest, and all that are overdue."""
        return tuple(turn for at, turn in enumerate(self.turns) if at < _SHOWN or turn.state == "overdue")

    @property
    def overdue(self) -> tuple[Turn, ...]:
        """Periods that should have been dealt with, the newest first."""
        return tuple(turn for turn in self.turns if turn.state == "overdue")

    @property
    def next_open(self) -> Turn | None:
        """The oldest period that can still be done in time; None: all is done, or the plan is at rest."""
        return next((turn for turn in reversed(self.turns) if turn.state == "open"), None)

    @property
    def last_done(self) -> Turn | None:
        """The newest period that was dealt with."""
        return next((turn for turn in self.turns if turn.done), None)


def turns_of(plan: SupervisionPlan, today: date) -> tuple[Turn, ...]:
    """The periods of a plan up to the one of today, the newest first."""
    records = SupervisionDone.objects.filter(plan=plan, withdrawn_at=None).select_related("campaign", "run")
    done = {record.period_start: record for record in records}
    found = []
    for period in periods(Kind(plan.kind), plan.starts_on, today):
        due, record = period.due(plan.days), done.get(period.start)
        if record is not None:
            state = "late" if record.done_on > due.on else "done"
        else:
            # What is not asked for any more is not overdue.
            state = "overdue" if plan.active and today > due.on else "open"
        found.append(Turn(period=period, due=due, done=record, state=state))
    return tuple(found)


def standings(organisation: Organisation, today: date) -> list[Standing]:
    """All four kinds of work of a body, in their order."""
    plans = {plan.kind: plan for plan in SupervisionPlan.objects.filter(organisation=organisation)}
    return [
        Standing(kind=kind, plan=plan, turns=turns_of(plan, today) if plan else ())
        for kind in Kind
        for plan in [plans.get(kind.value)]
    ]


def bodies_seen(actor: Actor) -> list[Organisation]:
    """Bodies whose rhythm somebody may see: their own, and those below that have plans or hold evaluations."""
    own = set(actor.organisations(Role.ORGANISER, Role.AUDITOR))
    seen = organisations_seen(actor).order_by("path")
    busy = set(SupervisionPlan.objects.values_list("organisation_id", flat=True).distinct())
    busy |= set(Campaign.objects.values_list("organiser_id", flat=True).distinct())
    return [body for body in seen if body.path in own or body.pk in busy]


def bodies_edited(actor: Actor) -> QuerySet[Organisation]:
    """Bodies whose rhythm somebody sets: those whose organisers they are; not those below, which set their own."""
    return Organisation.objects.filter(path__in=actor.organisations(Role.ORGANISER))


def turn_of(plan: SupervisionPlan, start: date, today: date) -> Turn | None:
    """One period of a plan by its first day; None: the plan has no such period, or it has not begun."""
    return next((turn for turn in turns_of(plan, today) if turn.period.start == start), None)


def linkable(organisation: Organisation) -> QuerySet[Campaign]:
    """Evaluations that a period's work may have been done with: those of the body that have results."""
    judged = Run.objects.filter(is_current=True).values("campaign_id")
    return Campaign.objects.filter(organiser=organisation, pk__in=judged)
