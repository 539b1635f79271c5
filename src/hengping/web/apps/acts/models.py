"""The log of acts (操作日志)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """What somebody did; never changed, never deleted; each line carries the digest of the one before.

    Attributes:
        seq: place in the chain, from 1, without gaps.
        key: of the form that was sent: the same form sent twice is one act.
        actor_name: as shown when it happened; accounts may be renamed.
        action_id: row of the policy table.
        target: what it was done to, ``kind:id``.
        summary: one sentence.
        detail: old and new values, reasons; plain JSON.
        previous_digest, digest: SHA-256 over the line before, and over this one.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="acts", verbose_name=_("操作人")
    )
    actor_name = models.CharField(_("操作人"), max_length=100)
    action_id = models.CharField(_("操作"), max_length=60, db_index=True)
    campaign_id = models.UUIDField(null=True, db_index=True)
    site_code = models.CharField(max_length=120, blank=True, db_index=True)
    target = models.CharField(_("对象"), max_length=200, blank=True, db_index=True)
    summary = models.TextField(_("内容"))
    detail = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-seq",)
        verbose_name = _("操作记录")

    def __str__(self) -> str:
        return f"{self.seq} {self.action_id} {self.summary}"


class ChainHead(models.Model):
    """The end of the chain: one row, locked by whoever appends, so that no two acts take the same place."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq} {self.digest}"
