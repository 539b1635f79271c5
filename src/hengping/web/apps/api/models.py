"""Tokens (接口令牌) and webhooks (事件通知地址)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A token of a person; it can do what the person can, no more. Only its digest is kept.

    Attributes:
        hint: its last characters, so that a person knows which it is.
        ended_at: when it was taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    read_only = models.BooleanField(_("只读"), default=True)
    until = models.DateField(_("有效期至"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("接口令牌")

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"


class Webhook(models.Model):
    """An address that is told of acts.

    Attributes:
        organisation: body that set it; told of its own evaluations only.
        events: ids of actions it is told of; empty: all.
        secret: signs what is sent (HMAC-SHA-256); shown once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(_("地址"), max_length=500)
    events = models.JSONField(_("事件"), default=list, blank=True)
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("事件通知地址")

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to a webhook: sent until the other side takes it, or given up after the last attempt."""

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已送达")
        FAILED = "failed", _("未送达")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    seq = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-seq",)
        verbose_name = _("通知记录")
        constraints = (models.UniqueConstraint(fields=("webhook", "seq"), name="delivery_once"),)

    def __str__(self) -> str:
        return f"{self.webhook} {self.seq}"
