"""Telling people of what was changed about their own account, so that nobody takes it over in silence.

What is said is a notice like others: it stands in the platform, goes out by mail, and the mail has its history.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.notices import plain
from hengping.web.apps.notices.models import Mail
from hengping.web.apps.notices.services import notify

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import User

_MARK = "security:"
_SHOWN = 20


def tell_of_change(person: User, what: str, *, by: str = "") -> None:
    """Tell a person what happened to their account; within the act that does it.

    Args:
        person: whose account; as it was before, so that the mail goes to the address that they had.
        what: a sentence without its full stop.
        by: who did it; empty: the person, or nobody in particular.
    """
    at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    words = {"at": at, "account": person.username, "what": what, "by": by}
    said = (
        _("账号%(account)s：%(what)s（%(at)s，操作人：%(by)s）。") if by else _("账号%(account)s：%(what)s（%(at)s）。")
    )
    notify(
        [person],
        subject=_("账号安全：%(what)s") % words,
        text=said % words + "\n" + _("如果不是您本人或您知道的人所为，请立即修改密码，退出其他设备，并联系管理人员。"),
        link=reverse("usersessions_list"),
        once=f"{_MARK}{uuid.uuid4()}",
    )


def tell_new_address(person: User) -> None:
    """Tell a new address that it was set; the notice itself went to the one before."""
    if person.email:
        Mail.objects.create(
            to=person.email,
            subject=plain.one_line(_("账号安全：本邮箱已登记为账号的邮箱")),
            text=plain.lines(
                _("本邮箱已登记为账号%(account)s的邮箱，以后的通知发到这里。如果您不知道此事，请联系管理人员。")
                % {"account": person.username}
            ),
        )


def mails_about_account(person: User) -> QuerySet[Mail]:
    """The mails about changes of somebody's account, newest first, with what became of them."""
    return Mail.objects.filter(notice__recipient=person, notice__once__startswith=_MARK).order_by("-created_at")[
        :_SHOWN
    ]
