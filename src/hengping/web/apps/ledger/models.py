"""What people settle about sections."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class SectionReview(models.Model):
    """A section as people see it (栏目核对): class and duty confirmed or corrected.

    Attributes:
        section_class: corrected class; empty: confirmed as it was read.
        duty_days: corrected duty in days, 0: none; empty: as the class has it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="section_reviews")
    site_code = models.CharField(max_length=120)
    section_id = models.CharField(max_length=120)
    title = models.CharField(max_length=500, blank=True)
    section_class = models.CharField(_("栏目类别"), max_length=40, blank=True)
    duty_days = models.PositiveIntegerField(_("更新时限（天）"), null=True, blank=True)
    reason = models.TextField(_("理由"), max_length=2_000)
    decided_by = models.CharField(max_length=100)
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("栏目核对")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "site_code", "section_id"), name="section_reviewed_once"),
        )

    def __str__(self) -> str:
        return f"{self.site_code} {self.title}"


class Exemption(models.Model):
    """A section that owes nothing for a while (豁免), with its proof; ended, never deleted.

    Attributes:
        until: last day on which it counts.
        file_name, size, sha256: the proof as it was handed in; it is kept by its digest.
        ended_at, ended_reason: when and why it was taken back before its time.
        settled_at: when, after it ran out, somebody had looked at the section again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="exemptions")
    site_code = models.CharField(max_length=120)
    section_id = models.CharField(max_length=120)
    title = models.CharField(max_length=500, blank=True)
    url = models.TextField(blank=True)
    reason = models.TextField(_("理由"), max_length=2_000)
    until = models.DateField(_("有效期至"))
    file_name = models.CharField(_("证明材料"), max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    granted_by = models.CharField(max_length=100)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True, max_length=2_000)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("until", "site_code")
        verbose_name = _("豁免")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "site_code", "section_id"),
                condition=models.Q(ended_at=None, settled_at=None),
                name="section_exempt_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.site_code} {self.title}"

    @property
    def expired(self) -> bool:
        """Whether it has run out and nobody has looked at the section again."""
        return self.ended_at is None and self.settled_at is None and self.until < timezone.localdate()
