"""Notices and the mails that carry them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Something a person is told (通知).

    Attributes:
        link: page of the platform that it is about; always a path, never an address elsewhere.
        once: what must be told only once (a reminder of one deadline at one step); empty: told as often as asked.
        sender: who wrote it; empty: the platform.
        read_at: when the person opened it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="notices_sent"
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    subject = models.CharField(_("标题"), max_length=150)
    text = models.TextField(_("内容"))
    link = models.CharField(max_length=500, blank=True)
    once = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("通知")
        constraints = (
            models.UniqueConstraint(
                fields=("recipient", "once"), condition=~models.Q(once=""), name="notice_told_once"
            ),
        )
        indexes = (models.Index(fields=("recipient", "read_at")),)

    def __str__(self) -> str:
        return self.subject


class Mail(models.Model):
    """An e-mail and what became of it (邮件发送记录).

    Attributes:
        text: as sent; where the mail carries a secret (the link of an invitation) the secret is not in it.
        has_secret: the secret was never stored, so the mail cannot be sent again by itself.
        attempts: how often sending was tried.
        error: why the last attempt failed.
        next_at: not tried again before.
    """

    class State(models.TextChoices):
        """What became of it."""

        QUEUED = "queued", _("等待发送")
        SENDING = "sending", _("正在发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.OneToOneField(Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="mail")
    campaign = models.ForeignKey(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    to = models.CharField(_("收件人"), max_length=254)
    subject = models.CharField(_("标题"), max_length=150)
    text = models.TextField(_("内容"))
    has_secret = models.BooleanField(default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("发送次数"), default=0)
    error = models.CharField(_("失败原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("邮件")

    def __str__(self) -> str:
        return f"{self.to} {self.subject}"
