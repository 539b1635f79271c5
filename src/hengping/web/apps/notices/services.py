"""Telling people: a notice in the platform and a mail for each, with a history of what was sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.web.apps.acts.services import act
from hengping.web.apps.notices import plain
from hengping.web.apps.notices.models import Mail, Notice

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import User
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor


def notify(
    recipients: Iterable[User],
    *,
    subject: str,
    text: str,
    campaign: Campaign | None = None,
    link: str = "",
    once: str = "",
    sender: User | None = None,
) -> list[Notice]:
    """Tell people something: in the platform at once, by mail soon after.

    Call it within :func:`hengping.web.apps.acts.services.act`: if the act comes to nothing, nobody is told. Mails wait
    in the database until :func:`hengping.web.apps.notices.mailing.deliver_due` sends them, so that no page waits for a
    mail server and nothing is lost when the process ends.

    Args:
        recipients: who; named twice, told once.
        subject: one line; control characters are taken out.
        text: plain text of any number of lines.
        campaign: evaluation that it is about.
        link: page of the platform, beginning with ``/``.
        once: tells each person only the first time that this is said.
        sender: who writes it; None: the platform.

    Returns:
        The notices made; those told before are not among them.

    Raises:
        ValueError: the link leads out of the platform.
    """
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        raise ValueError("a notice links to pages of the platform only")
    subject, text = plain.one_line(subject), plain.lines(text)
    people = {person.pk: person for person in recipients if person.is_active}
    with transaction.atomic():
        if once:
            told = Notice.objects.filter(once=once, recipient_id__in=list(people))
            for recipient_id in told.values_list("recipient_id", flat=True):
                people.pop(recipient_id, None)
        made = [
            Notice(recipient=person, sender=sender, campaign=campaign, subject=subject, text=text, link=link, once=once)
            for person in people.values()
        ]
        # Two jobs at once: the database keeps the second notice out, and with it its mail.
        Notice.objects.bulk_create(made, ignore_conflicts=bool(once))
        if once:
            kept = set(Notice.objects.filter(pk__in=[one.pk for one in made]).values_list("pk", flat=True))
            made = [one for one in made if one.pk in kept]
        Mail.objects.bulk_create(
            Mail(notice=one, campaign=campaign, to=one.recipient.email, subject=subject, text=text)
            for one in made
            if one.recipient.email
        )
    return made


def notice_send(
    *, actor: Actor, campaign: Campaign, recipients: Iterable[User], subject: str, text: str, key: uuid.UUID
) -> list[Notice]:
    """Send a notice of the organiser to people of an evaluation.

    Raises:
        PermissionDenied: the actor may not.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "notice.send", campaign=campaign, key=key) as acting:
        sender: User = actor.user  # type: ignore[assignment]  # who may send has an account
        made = notify(
            recipients, subject=subject, text=text, campaign=campaign, link=f"/campaigns/{campaign.pk}/", sender=sender
        )
        acting.summary = _("向%(count)s人发送通知“%(subject)s”") % {
            "count": len(made),
            "subject": plain.one_line(subject),
        }
        acting.detail = {"recipients": sorted(one.recipient.username for one in made), "text": plain.lines(text)}
    return made


def notice_read(person: User, notices: Iterable[Notice] | None = None) -> int:
    """Mark notices of a person as read; without ``notices`` all of them.

    Returns:
        How many were unread.
    """
    mine = Notice.objects.filter(recipient=person, read_at=None)
    if notices is not None:
        mine = mine.filter(pk__in=[one.pk for one in notices])
    return mine.update(read_at=timezone.now())


def mail_retry(*, actor: Actor, campaign: Campaign, mail: Mail, key: uuid.UUID) -> None:
    """Put a mail that failed into the queue again.

    Raises:
        PermissionDenied: the actor may not.
        AlreadyDoneError: the form was sent before.
    """
    with act(actor, "notice.send", campaign=campaign, key=key) as acting:
        again = Mail.objects.filter(pk=mail.pk, campaign=campaign, state=Mail.State.FAILED, has_secret=False)
        again.update(state=Mail.State.QUEUED, next_at=None, attempts=0)
        acting.about("mail", mail.pk)
        acting.summary = _("重新发送邮件“%(subject)s”") % {"subject": mail.subject}
        acting.detail = {"to": mail.to, "error": mail.error}
