"""Sending the mails that wait; what fails is tried again later, and then a person is told why."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import F, Q

from hengping.web.apps.notices import plain
from hengping.web.apps.notices.models import Mail

ATTEMPTS = 4
"""How often a mail is tried before it counts as failed."""
_WAIT = timedelta(minutes=5)
_LOST = timedelta(minutes=15)


def deliver_due(now: datetime, *, limit: int = 200) -> int:
    """Send the mails that wait; a periodic job calls it.

    Several may run at once: each mail is claimed before it is sent. A process killed while it sent leaves a mail that
    nobody knows the fate of; it is sent again after a while, under the same Message-ID, which mail servers recognise.

    Args:
        now: the time.
        limit: how many at most, so that the job ends.

    Returns:
        How many were sent.
    """
    Mail.objects.filter(state=Mail.State.SENDING, has_secret=False, tried_at__lt=now - _LOST).update(
        state=Mail.State.QUEUED
    )
    waiting = Mail.objects.filter(Q(next_at=None) | Q(next_at__lte=now), state=Mail.State.QUEUED, has_secret=False)
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True)[:limit])
    return sum(_deliver(mail, now) for mail in (_claim(pk, now) for pk in ids) if mail is not None)


def deliver_secret(mail: Mail, now: datetime, *, secret: str) -> bool:
    """Send a mail that carries a secret which is stored nowhere, now or never.

    Args:
        mail: with ``has_secret``; its text has ``%(secret)s`` where the secret goes.
        now: the time.
        secret: what takes that place.

    Returns:
        Whether it was sent; if not, ``mail.error`` says why.
    """
    claimed = _claim(mail.pk, now)
    if claimed is None:
        return False
    sent = _deliver(claimed, now, secret=secret, last=True)
    mail.refresh_from_db()
    return sent


def _claim(mail_id: uuid.UUID, now: datetime) -> Mail | None:
    claimed = Mail.objects.filter(pk=mail_id, state=Mail.State.QUEUED).update(
        state=Mail.State.SENDING, tried_at=now, attempts=F("attempts") + 1
    )
    return Mail.objects.select_related("notice").get(pk=mail_id) if claimed else None


def _deliver(mail: Mail, now: datetime, *, secret: str = "", last: bool = False) -> bool:
    try:
        validate_email(mail.to)
        _message(mail, secret).send(fail_silently=False)
    except ValidationError:
        mail.state, mail.error = Mail.State.FAILED, "邮箱地址不正确"
    except (OSError, ValueError) as error:  # SMTP's errors are OSErrors; a bad header is a ValueError
        final = last or mail.attempts >= ATTEMPTS
        mail.state = Mail.State.FAILED if final else Mail.State.QUEUED
        mail.error = plain.one_line(f"{type(error).__name__}: {error}", 300)
        mail.next_at = now + _WAIT * 2 ** (mail.attempts - 1)
    else:
        mail.state, mail.error, mail.sent_at = Mail.State.SENT, "", now
    mail.save(update_fields=["state", "error", "next_at", "sent_at"])
    return mail.state == Mail.State.SENT


def _message(mail: Mail, secret: str) -> EmailMessage:
    parts = [plain.inert(mail.text)]
    if mail.has_secret:
        parts = [plain.inert(mail.text).replace("%(secret)s", secret)]
    elif mail.notice is not None and mail.notice.link:
        parts.append(f"查看详情：{platform_address()}{mail.notice.link}")
    parts.append("——\n本邮件由政府网站绩效评估平台自动发送，请勿直接回复。")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=plain.one_line(f"【衡评】{mail.subject}"),
        body="\n\n".join(parts),
        to=[mail.to],
        headers={"Message-ID": f"<{mail.pk.hex}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def platform_address() -> str:
    """Where people reach the platform, without a slash at the end."""
    return str(settings.PUBLIC_ADDRESS)
