"""Planned dates of the stages, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from hengping.web.apps.campaigns import clocks
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign

PLANNED = (Stage.COLLECTING, Stage.PRELIMINARY, Stage.OBJECTION, Stage.REASSESSING, Stage.FINAL, Stage.PUBLISHED)
"""Stages that have planned dates; the last one has a first day only: that of publication."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A stage on the calendar.

    Attributes:
        place: ``past``, ``now`` or ``ahead``, by the stage of the evaluation, not by its dates.
        clock: time limit of the stage that the evaluation is in; of the next one when that should have begun.
        length: how long it lasts, in words.
    """

    stage: Stage
    place: str
    begins_on: date | None = None
    ends_on: date | None = None
    clock: clocks.Clock | None = None
    length: str = ""


def stage_period(campaign: Campaign, stage: Stage) -> tuple[date | None, date | None]:
    """First and last planned day of a stage; None where not set."""
    row = campaign.dates.filter(stage=stage).first()
    return (row.begins_on, row.ends_on) if row is not None else (None, None)


def planned(campaign: Campaign, today: date | None = None, *, stage: Stage | None = None) -> list[Planned]:
    """The calendar, in order of the stages, with the clocks that run today.

    Args:
        campaign: the evaluation.
        today: the day it is read; None: the real one.
        stage: the stage that is shown as the present one; None: the real one.
    """
    today = today or timezone.localdate()
    rows = {row.stage: row for row in campaign.dates.all()}
    order = list(Stage)
    current = order.index(stage or Stage(campaign.stage))
    found = []
    for each in PLANNED:
        row = rows.get(each)
        begins_on, ends_on = (row.begins_on, row.ends_on) if row is not None else (None, None)
        at = order.index(each)
        running: clocks.Clock | None = None
        if at == current and ends_on is not None and each is not Stage.PUBLISHED:
            running = clocks.clock(ends_on, today)
        elif at == current + 1 and begins_on is not None:
            running = clocks.clock(begins_on, today)
        found.append(
            Planned(
                stage=each,
                place="past" if at < current else "now" if at == current else "ahead",
                begins_on=begins_on,
                ends_on=ends_on,
                clock=running,
                length=clocks.length(begins_on, ends_on) if begins_on and ends_on and ends_on >= begins_on else "",
            )
        )
    return found


def unset(campaign: Campaign) -> list[Stage]:
    """Stages whose dates are not complete."""
    rows = {row.stage: row for row in campaign.dates.all()}
    return [
        stage
        for stage in PLANNED
        if stage not in rows
        or rows[stage].begins_on is None
        or (stage is not Stage.PUBLISHED and rows[stage].ends_on is None)
    ]
