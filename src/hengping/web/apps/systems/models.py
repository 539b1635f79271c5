"""Drafts of indicator systems, and what they would have changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class SystemDraft(models.Model):
    """An indicator system of an evaluation's own, while people write it; frozen once it is published.

    Attributes:
        system_id: its id; also the name of its file.
        text: the file as it is now; earlier ones are in the history.
        origin: what it was copied from.
        digest: SHA-256 of the published file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="system_drafts")
    system_id = models.CharField(_("编号"), max_length=64)
    text = models.TextField()
    origin = models.CharField(_("底本"), max_length=100, blank=True)
    changed_by = models.CharField(max_length=100)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("system_id",)
        verbose_name = _("指标体系草稿")
        constraints = (models.UniqueConstraint(fields=("campaign", "system_id"), name="system_once_in_campaign"),)

    def __str__(self) -> str:
        return self.system_id


class Simulation(models.Model):
    """A draft tried on the evidence of a finished run (模拟): the folder holds results and bridge table.

    Attributes:
        draft_version: version of the draft that was tried.
        run_title: of the run, as it was called then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(SystemDraft, on_delete=models.CASCADE, related_name="simulations")
    run = models.ForeignKey("runs.Run", on_delete=models.CASCADE, related_name="simulations")
    draft_version = models.PositiveIntegerField()
    run_title = models.CharField(max_length=300)
    started_by = models.CharField(max_length=100)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("模拟评分")

    def __str__(self) -> str:
        return f"{self.draft} {self.run_title}"
