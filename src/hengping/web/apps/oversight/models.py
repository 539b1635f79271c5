"""The supervision rhythm (监督节奏): what a body does every week, month, quarter and year, and what it did."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hengping.web.apps.oversight.periods import Kind

MOST_DAYS = 60
"""Working days after a period beyond which nobody would call it this period's work."""


class SupervisionPlan(models.Model):
    """What a body has undertaken to do again and again; ended by ``active``, never deleted.

    Attributes:
        days: working days after the end of a period until which its work must be done.
        starts_on: the period of this day is the first that counts.
        active: whether it is due and reminded of.
        automatic: whether the platform itself starts a run of ``campaign`` in each period; taken off, it is paused.
        campaign: the evaluation that is run.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("组织单位"), on_delete=models.PROTECT, related_name="supervision_plans"
    )
    kind = models.CharField(_("监督工作"), max_length=20, choices=Kind.choices)
    days = models.PositiveSmallIntegerField(
        _("完成时限（周期结束后工作日）"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    starts_on = models.DateField(_("起始日期"))
    active = models.BooleanField(_("启用"), default=True)
    automatic = models.BooleanField(_("自动运行"), default=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign", verbose_name=_("自动运行的绩效评估"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("监督计划")
        constraints = (models.UniqueConstraint(fields=("organisation", "kind"), name="plan_once_per_kind"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"

    @property
    def last_start(self) -> AutomaticStart | None:
        """The newest start by the platform itself."""
        return self.starts.select_related("run").order_by("-period_start").first()


class SupervisionDone(models.Model):
    """That the work of one period was done (完成记录); withdrawn with a reason, never deleted.

    Attributes:
        period_start: first day of the period.
        done_on: when it was finished.
        campaign, run: evaluation and run that it was done with, where it was one on the platform.
        note: what else there is to say; what was done where no evaluation is named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupervisionPlan, on_delete=models.PROTECT, related_name="done")
    period_start = models.DateField()
    done_on = models.DateField(_("完成日期"))
    campaign = models.ForeignKey(
        "campaigns.Campaign", verbose_name=_("绩效评估"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    run = models.ForeignKey("runs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-period_start", "-at")
        verbose_name = _("完成记录")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "period_start"), condition=models.Q(withdrawn_at=None), name="done_once_per_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.period_start}"


class AutomaticStart(models.Model):
    """That the platform began a period's run by itself; the database keeps a second one out.

    Attributes:
        period_start: first day of the period.
        run: the run that was started; empty: it could not be, and ``fault`` says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupervisionPlan, on_delete=models.PROTECT, related_name="starts")
    period_start = models.DateField()
    run = models.ForeignKey("runs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    fault = models.CharField(_("没有开始的原因"), max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("自动运行记录")
        constraints = (models.UniqueConstraint(fields=("plan", "period_start"), name="automatic_once_per_period"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.period_start}"
