"""What people must assess, who does it, and what they gave."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Kind(models.TextChoices):
    """Why people look at something."""

    MANUAL = "manual", _("人工评分")
    DOUBT = "doubt", _("存疑结果")
    SAMPLE = "sample", _("抽样核对")
    CALIBRATION = "calibration", _("校准")


class Subject(models.Model):
    """One thing to be settled: an item of a site under a rubric, or the outcome of a finding.

    Attributes:
        run: run whose reviews the decision goes into.
        system_id, item_id: of a manual item or veto; ``finding_id``: of a finding. One of the two.
        title, place: as shown in lists; ``place`` says what stands above the item, or the check.
        full: full marks of the item for this site.
        veto: a veto that people decide: 1 it holds, 0 it does not.
        needed: how many people must mark it, none of whom sees what the others gave.
        tolerance: marks further apart go to an arbiter; empty: they never do. Of findings any difference does.
        known_marks, known_reason: right answer of a calibration subject.
        settled_at: when all marks were in and agreed, or the arbiter decided.
        written_at: when they were added to the run's reviews.
    """

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("评分中")
        ARBITRATION = "arbitration", _("待仲裁")
        SETTLED = "settled", _("已确定")
        WITHDRAWN = "withdrawn", _("已撤销")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="subjects")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    site_code = models.CharField(_("政府网站标识码"), max_length=120)
    system_id = models.CharField(max_length=100, blank=True)
    item_id = models.CharField(max_length=100, blank=True)
    finding_id = models.CharField(max_length=120, blank=True)
    title = models.CharField(_("内容"), max_length=300)
    place = models.CharField(_("位置"), max_length=300, blank=True)
    full = models.DecimalField(_("分值"), max_digits=12, decimal_places=4, null=True)
    veto = models.BooleanField(default=False)
    needed = models.PositiveSmallIntegerField(_("评分人数"), default=1)
    tolerance = models.DecimalField(_("容许差距"), max_digits=12, decimal_places=4, null=True)
    known_marks = models.CharField(_("标准答案"), max_length=40, blank=True)
    known_reason = models.CharField(_("答案依据"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("site_code", "system_id", "item_id", "finding_id")
        verbose_name = _("评分对象")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "kind", "site_code", "system_id", "item_id", "finding_id"), name="subject_once"
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "kind")),)

    def __str__(self) -> str:
        return f"{self.site_code} {self.title}"

    @property
    def full_text(self) -> str:
        """Full marks as printed."""
        return plain(self.full)


class AssessmentTask(models.Model):
    """One person's part in settling a subject.

    Attributes:
        assessor: empty: an arbitration that nobody could be found for yet.
        arbiter: what is given stands instead of what the assessors gave.
        marks: as written: a number, or ``NA``; of a finding its outcome.
        opened_at: when it was first looked at, for the forecast of effort.
    """

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("未评")
        DRAFT = "draft", _("草稿")
        DONE = "done", _("已提交")
        WITHDRAWN = "withdrawn", _("已收回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="tasks")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("评估人员"), null=True, on_delete=models.PROTECT, related_name="tasks"
    )
    arbiter = models.BooleanField(_("仲裁"), default=False)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.OPEN)
    marks = models.CharField(_("得分"), max_length=40, blank=True)
    reason = models.CharField(_("理由"), max_length=1000, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = (
            "due_on",
            "subject__site_code",
            "subject__system_id",
            "subject__item_id",
            "subject__finding_id",
            "id",
        )
        verbose_name = _("评分任务")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "assessor"), condition=~models.Q(state="withdrawn"), name="assessor_once"
            ),
        )
        indexes = (models.Index(fields=("assessor", "state", "due_on")),)

    def __str__(self) -> str:
        return f"{self.subject} {self.assessor}"

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by now."""
        waits = self.state in {self.State.OPEN, self.State.DRAFT}
        return waits and self.due_on is not None and self.due_on < timezone.localdate()


class Recusal(models.Model):
    """Somebody does not judge a site (回避), declared by themselves or by the organiser; never taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    site_code = models.CharField(max_length=120)
    reason = models.CharField(_("理由"), max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("回避")
        constraints = (models.UniqueConstraint(fields=("campaign", "user", "site_code"), name="recusal_once"),)

    def __str__(self) -> str:
        return f"{self.user} {self.site_code}"


class AssignmentRound(models.Model):
    """One distribution of tasks: who knows the seed and what stood before can make it again.

    Attributes:
        bundle: what one person gets together: all of a ``site``, or one ``item`` of all sites.
        capacity: most open tasks for one person; empty: no limit.
        made, left: tasks handed out, and those that nobody could take.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="assignment_rounds")
    seed = models.CharField(_("随机种子"), max_length=100)
    bundle = models.CharField(max_length=10)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    made = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("分派")

    def __str__(self) -> str:
        return f"{self.campaign} {self.seed}"


def decimal_or_none(text: str) -> Decimal | None:
    """A number as written in marks; None for ``NA`` and outcomes."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def plain(number: Decimal | None) -> str:
    """A number without needless zeros; an em dash where there is none."""
    return "—" if number is None else f"{number.normalize():f}"
