"""Reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hengping.web.apps.campaigns import results
from hengping.web.apps.campaigns.dates import PLANNED, Planned, planned
from hengping.web.apps.campaigns.models import Campaign, Frozen
from hengping.web.apps.campaigns.preconditions import Condition, conditions, missing, waivable
from hengping.web.apps.campaigns.stages import Arrow, forward
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import Actor, may
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from datetime import date


def campaigns_for(actor: Actor) -> list[Campaign]:
    """Evaluations that somebody may see, newest first."""
    every = Campaign.objects.select_related("organiser").prefetch_related("team")
    return [campaign for campaign in every if may(actor, "campaign.view", campaign)]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A stage on the line of stages.

    Attributes:
        state: ``past``, ``now`` or ``ahead``.
        planned: its dates; None: it has none.
    """

    stage: Stage
    number: int
    state: str
    planned: Planned | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move with its preconditions as they stand."""

    arrow: Arrow
    conditions: list[Condition]

    @property
    def open(self) -> int:
        """How many preconditions stand in the way."""
        return len(missing(self.conditions))

    @property
    def hopeless(self) -> bool:
        """Whether some stand in the way that no reason makes up for."""
        return bool(missing(self.conditions, reason="-"))

    @property
    def needs_reason(self) -> bool:
        """Whether a reason is needed: for going back, or for what is waived."""
        return self.arrow.back or bool(waivable(self.conditions))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A key figure: what it is, the number, and what it is a part of."""

    name: str
    value: str
    of: str = ""
    tone: str = ""


def line(campaign: Campaign, today: date | None = None, *, directs: bool = True) -> list[Step]:
    """The stages in order, with their dates.

    Args:
        campaign: the evaluation.
        today: the day it is read; None: the real one.
        directs: whoever looks may know that something is published that is not public yet.
    """
    present = Stage(campaign.stage) if directs else campaign.stage_now
    dates = {each.stage: each for each in planned(campaign, today, stage=present)}
    shown = [Stage.DRAFT, *PLANNED, Stage.ARCHIVED]
    current = shown.index(present)
    return [
        Step(
            stage=stage, number=at + 1, planned=dates.get(stage),
            state="past" if at < current else "now" if at == current else "ahead",
        )
        for at, stage in enumerate(shown)
    ]  # fmt: skip


def next_move(campaign: Campaign) -> Move | None:
    """The move that leads on, with its preconditions; None: the evaluation is archived."""
    arrow = forward(Stage(campaign.stage))
    return None if arrow is None else Move(arrow=arrow, conditions=conditions(campaign, arrow))


def figures(campaign: Campaign) -> list[Figure]:
    """Key figures for who directs the evaluation; what is not known yet is not shown."""
    sites = campaign.entries.count()
    found = [Figure(name=_("评估网站"), value=str(sites))]
    run = current_run(campaign)
    if run is None:
        return found
    made = results.outcome(run)
    if made.fault or not made.sites:
        return found
    found += [
        Figure(
            name=_("完成评估"), value=str(made.assessed), of=str(made.sites),
            tone="" if made.assessed == made.sites else "warning",
        ),
        Figure(name=_("单项否决"), value=str(made.vetoed), of=str(made.sites), tone="danger" if made.vetoed else ""),
    ]  # fmt: skip
    found += [Figure(name=title, value=str(count)) for title, count in made.listed]
    return found


def frozen(campaign: Campaign) -> Frozen | None:
    """What is frozen now; None: nothing is."""
    return campaign.frozen.filter(ended_at=None).first()
