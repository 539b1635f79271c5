"""Reminders before a deadline, escalation after it.

The apps that have deadlines (appeals, assessment tasks, dates of an evaluation) say which are open by a function
that they register in their ``AppConfig.ready``; this module knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.notices.models import Notice
from hengping.web.apps.notices.services import notify

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.models import Campaign

_BEFORE = (timedelta(days=3), timedelta(days=1))
AHEAD = max(_BEFORE)
"""Deadlines that lie further ahead need not be named: nobody is reminded of them yet."""
_ESCALATE_AFTER = timedelta(days=1)
_AT_ONCE = 500


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
    said = [each for one in open_deadlines(now) for each in _due(one, now)]
    told = _told(list(dict.fromkeys(each.once for each in said)))
    sent = 0
    for each in said:
        left = [person for person in each.people if person.is_active and (each.once, person.pk) not in told]
        if left:
            made = notify(
                left, subject=each.subject, text=each.text, campaign=each.of.campaign, link=each.of.link, once=each.once
            )
            sent += len(made)
    return sent


@dataclass(frozen=True, kw_only=True)
class _Said:
    """A reminder that counts now, whoever has had it already."""

    of: Deadline
    people: tuple[User, ...]
    subject: str
    text: str
    once: str


def _told(stamps: list[str]) -> set[tuple[str, object]]:
    """Who was told what, of all reminders at once: what is late stays late, and a round comes every few seconds."""
    found: set[tuple[str, object]] = set()
    for begins in range(0, len(stamps), _AT_ONCE):
        some = stamps[begins : begins + _AT_ONCE]
        found.update(Notice.objects.filter(once__in=some).values_list("once", "recipient_id"))
    return found


def _due(one: Deadline, now: datetime) -> Iterator[_Said]:
    stamp = f"{one.key}@{int(one.due_at.timestamp())}"
    when = timezone.localtime(one.due_at)
    words = {"title": one.title, "when": f"{when:%Y}年{when.month}月{when.day}日{when:%H:%M}"}
    if now >= one.due_at:
        yield _Said(
            of=one, people=one.people, once=f"{stamp}:overdue",
            subject=_("已逾期：%(title)s") % words,
            text=_("“%(title)s”应于%(when)s前完成，现已逾期，请尽快办理。") % words,
        )  # fmt: skip
        if now >= one.due_at + _ESCALATE_AFTER:
            yield _Said(
                of=one, people=one.superiors, once=f"{stamp}:escalated",
                subject=_("逾期提醒：%(title)s") % words,
                text=_("“%(title)s”应于%(when)s前完成，逾期仍未办理，请督促。") % words,
            )  # fmt: skip
        return
    left = one.due_at - now
    step = next((before for before in sorted(_BEFORE) if left <= before), None)
    if step is not None:
        yield _Said(
            of=one, people=one.people, once=f"{stamp}:{step.days}d",
            subject=_("即将到期：%(title)s") % words,
            text=_("“%(title)s”应于%(when)s前完成，请按时办理。") % words,
        )  # fmt: skip
