"""Reminders before a deadline, escalation after it.

The apps that have deadlines (appeals, assessment tasks, dates of an evaluation) say which are open by a function
that they register in their ``AppConfig.ready``; this module knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.notices.services import notify

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.models import Campaign

_BEFORE = (timedelta(days=3), timedelta(days=1))
_ESCALATE_AFTER = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Something that people still have to do.

    Attributes:
        key: names it for good (``appeal:<id>:answer``); with its date it makes a reminder be sent once.
        title: what is to be done, in words.
        due_at: until when.
        people: who has to do it.
        superiors: who is told when it was not done.
        campaign: evaluation that it belongs to.
        link: page where it is done.
    """

    key: str
    title: str
    due_at: datetime
    people: tuple[User, ...]
    superiors: tuple[User, ...] = ()
    campaign: Campaign | None = None
    link: str = ""


Source = Callable[[datetime], Iterable[Deadline]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a function that says which deadlines are open; the same name again replaces it.

    Args:
        name: of the app.
        source: is given the time, returns what is not done yet.
    """
    _sources[name] = source


def open_deadlines(now: datetime) -> list[Deadline]:
    """What is not done yet, by date."""
    return sorted((one for source in _sources.values() for one in source(now)), key=lambda one: (one.due_at, one.key))


def remind_due(now: datetime) -> int:
    """Send the reminders that are due; a periodic job calls it, as often as it likes.

    Each step (three days before, one day before, overdue, escalated a day later) is said once to each person. When the
    job did not run for a while, only the step that counts now is said, not all that were missed.

    Returns:
        How many notices were sent.
    """
    return sum(_remind(one, now) for one in open_deadlines(now))


def _remind(one: Deadline, now: datetime) -> int:
    stamp = f"{one.key}@{int(one.due_at.timestamp())}"
    when = timezone.localtime(one.due_at)
    words = {"title": one.title, "when": f"{when:%Y}年{when.month}月{when.day}日{when:%H:%M}"}
    sent = 0
    if now >= one.due_at:
        sent += len(
            notify(
                one.people,
                subject=_("已逾期：%(title)s") % words,
                text=_("“%(title)s”应于%(when)s前完成，现已逾期，请尽快办理。") % words,
                campaign=one.campaign, link=one.link, once=f"{stamp}:overdue",
            )
        )  # fmt: skip
        if now >= one.due_at + _ESCALATE_AFTER:
            sent += len(
                notify(
                    one.superiors,
                    subject=_("逾期提醒：%(title)s") % words,
                    text=_("“%(title)s”应于%(when)s前完成，逾期仍未办理，请督促。") % words,
                    campaign=one.campaign, link=one.link, once=f"{stamp}:escalated",
                )
            )  # fmt: skip
        return sent
    left = one.due_at - now
    step = next((before for before in sorted(_BEFORE) if left <= before), None)
    if step is not None:
        sent += len(
            notify(
                one.people,
                subject=_("即将到期：%(title)s") % words,
                text=_("“%(title)s”应于%(when)s前完成，请按时办理。") % words,
                campaign=one.campaign, link=one.link, once=f"{stamp}:{step.days}d",
            )
        )  # fmt: skip
    return sent
