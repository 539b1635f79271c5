"""Reminders of the supervision rhythm: shortly before a period's last day, and once when it has passed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.report.wording import chinese_date
from hengping.web.apps.accounts.models import User
from hengping.web.apps.notices.services import notify
from hengping.web.apps.oversight.models import SupervisionPlan
from hengping.web.apps.oversight.rhythm import Turn, turns_of
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from datetime import date

    from hengping.web.apps.accounts.models import Organisation

_SOON = timedelta(days=3)


def remind_rhythm(now: datetime) -> int:
    """Tell organisers what is due within three days and what is overdue; may be called as often as one likes.

    Each period is told once before and once after its last day. When nothing was told for a while, only the newest
    period that is overdue is, with the number of the others.

    Args:
        now: the time.

    Returns:
        How many notices were sent.
    """
    today = timezone.localtime(now).date()
    sent = 0
    for plan in SupervisionPlan.objects.filter(active=True).select_related("organisation"):
        turns = turns_of(plan, today)
        overdue = [turn for turn in turns if turn.state == "overdue"]
        soon = [turn for turn in turns if turn.state == "open" and turn.due.on - today <= _SOON]
        if not overdue and not soon:
            continue
        people = _organisers(plan.organisation, today)
        for turn in soon:
            sent += _tell(plan, turn, people, "soon", _("即将到期：%(work)s（%(period)s）"), _("应于%(day)s前完成。"))
        if overdue:
            text = _("应于%(day)s前完成，还没有完成记录。请尽快完成，或补录完成记录。")
            if len(overdue) > 1:
                text += _("另有%(others)s个更早的周期逾期。") % {"others": len(overdue) - 1}
            sent += _tell(plan, overdue[0], people, "overdue", _("已逾期：%(work)s（%(period)s）"), text)
    return sent


def _tell(  # noqa: PLR0917 - one notice
    plan: SupervisionPlan, turn: Turn, people: list[User], step: str, subject: str, text: str
) -> int:
    words = {
        "work": plan.get_kind_display(), "period": turn.period.label, "day": chinese_date(turn.due.on),
    }  # fmt: skip
    body = _("“%(body)s”%(period)s的%(work)s：") % {**words, "body": plan.organisation} + text % words
    return len(
        notify(
            people,
            subject=subject % words,
            text=body,
            link=reverse("rhythm"),
            once=f"rhythm:{plan.pk}:{turn.period.start}:{step}",
        )
    )


def _organisers(organisation: Organisation, today: date) -> list[User]:
    held = User.objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gte=today),
        is_active=True, memberships__role=Role.ORGANISER, memberships__ended_at=None,
        memberships__organisation=organisation,
    )  # fmt: skip
    return list(held.distinct().order_by("username"))
