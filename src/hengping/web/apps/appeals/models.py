"""Tables of appeals. What a ruling decides goes into the run's ``reviews``; these tables hold how it came about."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.words import OPEN, Result, State

__all__ = ["Appeal", "AppealTerms", "LikeCase", "Proof", "Result", "ReviewOrder", "Ruling", "State"]


class AppealTerms(models.Model):
    """How long everybody has in one evaluation, in working days; without a row these defaults hold.

    Attributes:
        ruling_days: for an instance, from its submission.
        second_days: for raising the second instance, from the ruling of the first.
        rectify_days: for mending what a finding names, from the reply.
        min_reason: fewest characters of a ruling's reason.
    """

    campaign = models.OneToOneField(
        "campaigns.Campaign", primary_key=True, on_delete=models.CASCADE, related_name="appeal_terms"
    )
    ruling_days = models.PositiveSmallIntegerField(_("裁定时限（工作日）"), default=10)
    second_days = models.PositiveSmallIntegerField(_("提出复议时限（工作日）"), default=5)
    rectify_days = models.PositiveSmallIntegerField(_("整改时限（工作日）"), default=10)
    min_reason = models.PositiveSmallIntegerField(_("裁定理由最少字数"), default=20)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.campaign}"


class Appeal(models.Model):
    """An appeal (申诉) against one finding or one item; the second instance is an appeal of its own.

    Attributes:
        number: within the evaluation: place of the site on the roster, then a count of the site's own.
        run: whose result it is against.
        first: the appeal that it takes further; empty: it is a first instance.
        finding_id, item_id: what it is about, exactly one of the two.
        subject: how that was when the appeal was raised: ``check``, ``version``, ``title``, ``message``, ``url``,
            ``outcome``, ``points``.
        grounds: why the body thinks otherwise.
        due_on, due_certain: until when it is to be ruled on; see :class:`hengping.web.apps.appeals.clock.Deadline`.
        ended_at: when the instance was decided or withdrawn.
        refused_by: who did not take it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="appeals")
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="appeals")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveIntegerField(_("编号"))
    first = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="second")
    finding_id = models.CharField(max_length=120, blank=True)
    item_id = models.CharField(max_length=100, blank=True)
    subject = models.JSONField(default=dict)
    grounds = models.TextField(_("申诉理由"))
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.SUBMITTED)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("提交时间"))
    due_on = models.DateField(_("裁定期限"))
    due_certain = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("申诉")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="appeal_number_once"),
            models.UniqueConstraint(
                fields=("entry", "finding_id", "item_id"),
                condition=models.Q(first=None) & ~models.Q(state=State.WITHDRAWN),
                name="appeal_once_per_finding",
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "due_on")),)

    def __str__(self) -> str:
        return f"申诉{self.number:04d}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return State(self.state) in OPEN

    @property
    def instance(self) -> int:
        """1, or 2 for the second instance (复议)."""
        return 1 if self.first_id is None else 2


class Proof(models.Model):
    """A file that a body hands in with an appeal; the file is named by its digest, the name given is only shown.

    Attributes:
        sha256: of the file as received; where it is kept follows from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints = (models.UniqueConstraint(fields=("appeal", "sha256"), name="proof_once"),)

    def __str__(self) -> str:
        return self.name


class Ruling(models.Model):
    """A ruling (裁定): proposed by one person, confirmed or sent back by another. One that was sent back stays.

    Attributes:
        outcome: outcome that the finding is given, where it is not rejected.
        marks: marks that the item is given.
        state: ``proposed``, ``returned``, ``confirmed``.
        preview: what whoever confirmed had before them: who moves, as of then.
        order: what carries it out; empty for a rejection.
    """

    class Step(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("待复核")
        RETURNED = "returned", _("已退回")
        CONFIRMED = "confirmed", _("已确认")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="rulings")
    result = models.CharField(_("裁定"), max_length=20, choices=Result.choices)
    outcome = models.CharField(_("改定结论"), max_length=20, blank=True)
    marks = models.CharField(_("改定得分"), max_length=40, blank=True)
    reason = models.TextField(_("裁定理由"))
    state = models.CharField(max_length=20, choices=Step.choices, default=Step.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    preview = models.JSONField(default=dict)
    order = models.OneToOneField(ReviewOrder, null=True, on_delete=models.PROTECT, related_name="ruling")
    history = HistoricalRecords()

    class Meta:
        ordering = ("proposed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("appeal",), condition=models.Q(state="proposed"), name="one_open_ruling_per_appeal"
            ),
        )

    def __str__(self) -> str:
        return f"{self.appeal} {self.get_result_display()}"


class LikeCase(models.Model):
    """A finding of another place that the upheld appeal's reasons may hold for too; somebody looks at each.

    Attributes:
        finding: as :attr:`Appeal.subject`.
        state: ``waiting``, ``same`` (the ruling holds here too), ``different``.
    """

    class Step(models.TextChoices):
        """What was decided."""

        WAITING = "waiting", _("待核实")
        SAME = "same", _("同样处理")
        DIFFERENT = "different", _("情况不同，维持原结论")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ruling = models.ForeignKey(Ruling, on_delete=models.CASCADE, related_name="like_cases")
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="like_cases")
    finding_id = models.CharField(max_length=120)
    finding = models.JSONField(default=dict)
    state = models.CharField(_("核实结果"), max_length=20, choices=Step.choices, default=Step.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("核实意见"), blank=True)
    order = models.OneToOneField(ReviewOrder, null=True, on_delete=models.PROTECT, related_name="like_case")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("entry__place", "finding_id")
        constraints = (
            models.UniqueConstraint(fields=("ruling", "entry", "finding_id"), name="like_case_once_per_ruling"),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.finding_id}"
