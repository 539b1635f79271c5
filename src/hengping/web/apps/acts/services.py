"""Acting: one transaction, the policy asked, the act recorded; or nothing at all."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import override

from hengping.web.apps.acts.models import Act, ChainHead
from hengping.web.policy.decide import decide

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.policy.decide import Actor

SYSTEM = "系统"
"""Name under which the platform itself acts (an import that ends, a deadline that passes)."""


class AlreadyDoneError(Exception):
    """The same form was sent before; nothing was done again.

    Attributes:
        act: what the first one did.
    """

    def __init__(self, act: Act) -> None:
        super().__init__(act.summary)
        self.act = act


class ConflictError(Exception):
    """Somebody else changed the object after this form was opened; nothing was overwritten.

    Attributes:
        what: the object, in words.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"“{what}”已被他人修改，您的修改没有保存。请查看最新内容后再改。")
        self.what = what


@dataclass(kw_only=True)
class Acting:
    """An act under way; who acts fills in what is recorded."""

    summary: str = ""
    target: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    record: Act | None = None

    def about(self, kind: str, object_id: object) -> None:
        """Name what it is done to."""
        self.target = f"{kind}:{object_id}"


@contextmanager
def act(
    actor: Actor | None,
    action_id: str,
    *,
    campaign: Campaign | None = None,
    entry: RosterEntry | None = None,
    key: uuid.UUID | None = None,
) -> Iterator[Acting]:
    """Do something: everything within is one transaction, recorded when it ends well.

    Args:
        actor: who; None: the platform itself, which may do everything.
        action_id: row of the policy table.
        campaign: the evaluation it is about.
        entry: the site it is about.
        key: of the form; a form sent twice is one act.

    Raises:
        PermissionDenied: the table does not allow it; asked again here although the page asked, since a service may be
            called from elsewhere, and the stage may have changed.
        AlreadyDoneError: the form was sent before.
    """
    with transaction.atomic():
        head = _head()
        if key is not None:
            before = Act.objects.filter(key=key).first()
            if before is not None:
                raise AlreadyDoneError(before)
        if actor is not None:
            # As it stands under the lock: the page may have loaded it before somebody moved it to another stage.
            now = type(campaign).objects.get(pk=campaign.pk) if campaign is not None else None
            decision = decide(actor, action_id, now, entry)
            if not decision.allowed:
                raise PermissionDenied(decision.reason)
        acting = Acting()
        # The log, and what others are told, are official texts, whatever language whoever acts has chosen.
        with override(settings.LANGUAGE_CODE):
            yield acting
        acting.record = _append(head, acting, actor, action_id, campaign, entry, key)


def claim_version(row: models.Model, seen: int, what: str) -> None:
    """Take the next version of a row that a form showed at version ``seen``.

    Call it within :func:`act`, before saving the row; the row's ``version`` is raised.

    Raises:
        ConflictError: it was changed in the meantime.
    """
    manager: models.Manager[Any] = type(row)._default_manager  # noqa: SLF001 - Django's documented way to a model's manager
    if not manager.filter(pk=row.pk, version=seen).update(version=seen + 1):
        raise ConflictError(what)
    row.version = seen + 1  # type: ignore[attr-defined]  # every row with versions has the field


def _head() -> ChainHead:
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


def _append(  # noqa: PLR0917 - one line of the log has so many parts
    head: ChainHead,
    acting: Acting,
    actor: Actor | None,
    action_id: str,
    campaign: Campaign | None,
    entry: RosterEntry | None,
    key: uuid.UUID | None,
) -> Act:
    user = actor.user if actor is not None and actor.signed_in else None
    name = str(user) if user is not None else (SYSTEM if actor is None else "公众")
    line = Act(
        seq=head.seq + 1,
        key=key or uuid.uuid4(),
        at=timezone.now(),
        actor_id=user.pk if user is not None else None,
        actor_name=name,
        action_id=action_id,
        campaign_id=campaign.pk if campaign is not None else None,
        site_code=entry.site_code if entry is not None else "",
        target=acting.target,
        summary=acting.summary or action_id,
        detail=json.loads(json.dumps(acting.detail, default=str, ensure_ascii=False)),
        previous_digest=head.digest,
    )
    line.digest = digest_of(line)
    line.save(force_insert=True)
    head.seq, head.digest = line.seq, line.digest
    head.save(update_fields=["seq", "digest"])
    return line


def digest_of(line: Act) -> str:
    """SHA-256 over everything a line says and the digest of the line before."""
    at: datetime = line.at
    told = {
        "seq": line.seq,
        "key": str(line.key),
        "at": at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        "actor_id": str(line.actor_id or ""),
        "actor_name": line.actor_name,
        "action_id": line.action_id,
        "campaign_id": str(line.campaign_id or ""),
        "site_code": line.site_code,
        "target": line.target,
        "summary": line.summary,
        "detail": line.detail,
        "previous": line.previous_digest,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_fault() -> Act | None:
    """The first line at which the chain does not hold; None: it holds."""
    before = "0" * 64
    expected = 1
    for line in Act.objects.order_by("seq").iterator(chunk_size=2_000):
        if line.seq != expected or line.previous_digest != before or line.digest != digest_of(line):
            return line
        before, expected = line.digest, expected + 1
    return None
