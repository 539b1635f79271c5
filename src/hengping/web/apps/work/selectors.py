"""Reads: how work stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from hengping.web.apps.work.models import Work

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign

_REMEMBERED = timedelta(minutes=10)


def latest(subject: str) -> Work | None:
    """The newest work on a subject."""
    return Work.objects.filter(subject=subject).order_by("-ordered_at", "-pk").first()


def is_going_on(subject: str) -> bool:
    """Whether work on a subject waits or is being done."""
    return Work.objects.filter(subject=subject, state__in=Work.ACTIVE).exists()


def to_show(campaign: Campaign, *subjects: str) -> list[Work]:
    """What a page says of work on its subjects: what is going on, what failed, what ended a moment ago."""
    found = []
    for subject in subjects:
        work = latest(subject)
        if work is None or work.campaign_id != campaign.pk:
            continue
        old = work.ended_at is not None and work.ended_at < timezone.now() - _REMEMBERED
        if not (work.state == Work.State.DONE and old):
            found.append(work)
    return found
