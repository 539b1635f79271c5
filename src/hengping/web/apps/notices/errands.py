"""What the platform does by itself, again and again: remind, send mails, tell other programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from hengping.web.apps.api import delivery
from hengping.web.apps.notices import deadlines, mailing

ERRANDS: dict[str, Callable[[datetime], int]] = {
    "reminders": deadlines.remind_due,
    "mails": mailing.deliver_due,
    "webhooks": delivery.deliver_due,
}
"""By name: a function that is given the time and may be called as often as one likes, also by several hosts at once."""

_LAST = ("reminders", "mails", "webhooks")


def run_errands(now: datetime) -> dict[str, int]:
    """Do each once. One that fails keeps nobody else from theirs; it is tried again the next time.

    What apps have to do comes first, then the mails about it; whoever does not answer outside keeps nothing waiting
    but other mails and programs.

    Returns:
        How much each did; those that failed are not among them.
    """
    done = {}
    for name, errand in sorted(ERRANDS.items(), key=lambda each: _LAST.index(each[0]) if each[0] in _LAST else -1):
        try:
            done[name] = errand(now)
        except Exception as error:  # noqa: BLE001 - of another app; the next round comes, and the log says what went wrong
            structlog.get_logger().warning("errand failed", errand=name, error=f"{type(error).__name__}: {error}")
    return done


def keep_running_errands(wait: Callable[[], bool]) -> None:
    """Do them again and again.

    Args:
        wait: waits for the next round; true: stop.
    """
    while not wait():
        run_errands(timezone.now())
