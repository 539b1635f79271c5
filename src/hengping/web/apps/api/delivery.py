"""Telling webhooks of acts: tried again after a failure, given up after some hours; every attempt recorded."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from django.db.models import Max, Q

from hengping.web.apps.acts.models import Act
from hengping.web.apps.api.addressing import PlainElsewhere, SecureElsewhere
from hengping.web.apps.api.models import Delivery, Webhook
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.notices.mailing import platform_address

_TIMEOUT_S = 10
_MOST_ATTEMPTS = 8
_FIRST_WAIT_S = 30
_AT_ONCE = 200
_ANSWER = 200


class _Stay(HTTPRedirectHandler):
    """Follows no redirection: what is signed goes where it was meant to go, or nowhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""


_opener = build_opener(_Stay, ProxyHandler({}), PlainElsewhere, SecureElsewhere)


def deliver_due(now: datetime) -> int:
    """Send what is due; a periodic job calls it. Two at the same time do no harm: receivers know ``seq``.

    Returns:
        How many were taken by the other side.
    """
    for webhook in Webhook.objects.filter(ended_at=None).select_related("organisation"):
        _queue(webhook)
    due = Delivery.objects.filter(state=Delivery.State.WAITING, webhook__ended_at=None)
    due = due.filter(Q(next_at=None) | Q(next_at__lte=now)).select_related("webhook").order_by("seq")
    return sum(_send(delivery, now) for delivery in due[:_AT_ONCE])


def _queue(webhook: Webhook) -> None:
    last = webhook.deliveries.aggregate(last=Max("seq"))["last"]
    if last is None:
        # The past is not told, only what happens once the address was set.
        last = Act.objects.filter(at__lt=webhook.created_at).aggregate(last=Max("seq"))["last"] or 0
    own = Campaign.objects.filter(organiser=webhook.organisation).values_list("pk", flat=True)
    new = Act.objects.filter(seq__gt=last, campaign_id__in=list(own)).order_by("seq")
    if webhook.events:
        new = new.filter(action_id__in=webhook.events)
    Delivery.objects.bulk_create(
        [Delivery(webhook=webhook, seq=seq) for seq in new.values_list("seq", flat=True)[:_AT_ONCE]],
        ignore_conflicts=True,
    )


def _send(delivery: Delivery, now: datetime) -> bool:
    act = Act.objects.get(seq=delivery.seq)
    body = json.dumps(told(act), ensure_ascii=False, sort_keys=True).encode()
    signature = hmac.new(delivery.webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    request = Request(  # noqa: S310 - require_address() let http and https through, nothing else
        delivery.webhook.url,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Hengping",
            "X-Hengping-Event": act.action_id,
            "X-Hengping-Delivery": str(delivery.pk),
            "X-Hengping-Signature": f"sha256={signature}",
        },
    )
    try:
        with _opener.open(request, timeout=_TIMEOUT_S) as answer:
            status, taken = f"{answer.status}", True
    except HTTPError as error:
        status, taken = f"{error.code} {error.reason}", False
    except (URLError, HTTPException, OSError, ValueError) as error:
        status, taken = str(error), False
    delivery.attempts += 1
    delivery.answer = status[:_ANSWER]
    if taken:
        delivery.state, delivery.sent_at, delivery.next_at = Delivery.State.SENT, now, None
    elif delivery.attempts >= _MOST_ATTEMPTS:
        delivery.state, delivery.next_at = Delivery.State.FAILED, None
    else:
        delivery.next_at = now + timedelta(seconds=_FIRST_WAIT_S * 2**delivery.attempts)
    delivery.save()
    return taken


def told(act: Act) -> dict[str, Any]:
    """What a webhook is told of an act: who, what, when, about what; details are asked for through the interface."""
    return {
        "seq": act.seq,
        "at": act.at.isoformat(),
        "event": act.action_id,
        "actor": act.actor_name,
        "campaign_id": str(act.campaign_id or ""),
        "site_code": act.site_code,
        "target": act.target,
        "summary": act.summary,
        "url": f"{platform_address()}/campaigns/{act.campaign_id}/" if act.campaign_id else "",
        "digest": act.digest,
    }
