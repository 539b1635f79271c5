"""Tables of replies, rectification and self-tests."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from pathlib import Path


class Reply(models.Model):
    """What a body answers to one finding; it may be changed while the stage lasts, earlier answers stay in the history.

    An appeal is an answer too, but a thing of its own: see the appeals app.

    Attributes:
        subject: the finding as it stood: see :class:`hengping.web.apps.appeals.models.Appeal`.
        explanation: of an explanation: what became of it; empty for other answers.
        order: what carries an accepted explanation out.
    """

    class Kind(models.TextChoices):
        """The answer."""

        FIXED = "fixed", _("已整改")
        ACCEPT = "accept", _("认可，将整改")
        EXPLAIN = "explain", _("情况说明")

    class Explanation(models.TextChoices):
        """What became of an explanation."""

        WAITING = "waiting", _("待审核")
        TAKEN = "taken", _("采信")
        NOT_TAKEN = "not_taken", _("不采信")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="replies")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="replies")
    finding_id = models.CharField(max_length=120)
    subject = models.JSONField(default=dict)
    kind = models.CharField(_("答复"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("说明"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"))
    explanation = models.CharField(_("审核结果"), max_length=20, choices=Explanation.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    order = models.OneToOneField(
        "appeals.ReviewOrder", null=True, on_delete=models.PROTECT, related_name="explained_reply"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("-answered_at",)
        constraints = (models.UniqueConstraint(fields=("entry", "finding_id"), name="reply_once_per_finding"),)

    def __str__(self) -> str:
        return f"{self.entry} {self.get_kind_display()}"


class Rectification(models.Model):
    """One fault to be mended (整改事项), from the body's word to its being seen mended, and beyond.

    Attributes:
        run: result that named the fault.
        due_on, due_certain: until when; see :class:`hengping.web.apps.appeals.clock.Deadline`.
        claimed_at: when the body last said that it is mended.
        checked_at, note: the last look at it, and what it showed.
        by_person: the last state was set by a person, not by a recheck.
        rebounds: how often it came back after it was closed.
        compared_with: last run that it was held against.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("待整改")
        CLAIMED = "claimed", _("已报整改，待复查")
        UNCLEAR = "unclear", _("待人工复查")
        STILL = "still", _("复查仍存在")
        CLOSED = "closed", _("已销号")
        REBOUND = "rebound", _("问题反弹")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="rectifications")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="rectifications")
    finding_id = models.CharField(max_length=120)
    subject = models.JSONField(default=dict)
    check_id = models.CharField(max_length=60)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.OPEN)
    due_on = models.DateField(_("整改期限"))
    due_certain = models.BooleanField(default=True)
    claimed_at = models.DateTimeField(_("报告整改时间"), null=True, blank=True)
    checked_at = models.DateTimeField(_("复查时间"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("复查情况"), blank=True)
    by_person = models.BooleanField(default=False)
    rebounds = models.PositiveSmallIntegerField(default=0)
    compared_with = models.ForeignKey("runs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("due_on", "entry__place", "finding_id")
        verbose_name = _("整改事项")
        constraints = (models.UniqueConstraint(fields=("entry", "finding_id"), name="rectification_once"),)
        indexes = (models.Index(fields=("state", "due_on")),)

    def __str__(self) -> str:
        return f"{self.entry} {self.get_state_display()}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == self.State.CLOSED


class SiteInspection(models.Model):
    """A look at a site outside the evaluation: its own self-test, or a recheck of what it says is mended.

    The work is done by a process of its own; what it finds lies in :attr:`folder`, and the row follows it.

    Attributes:
        told: last words of the work, for people.
        pages_read, faults: of the result.
    """

    class Purpose(models.TextChoices):
        """What for."""

        SELF = "self", _("自测")
        RECHECK = "recheck", _("整改复查")

    class State(models.TextChoices):
        """How it stands."""

        RUNNING = "running", _("正在进行")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.CASCADE, related_name="inspections")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.RUNNING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(null=True, blank=True)
    max_pages = models.PositiveIntegerField()
    pages_read = models.PositiveIntegerField(null=True)
    faults = models.PositiveIntegerField(null=True)
    told = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry",), condition=models.Q(state="running"), name="one_inspection_per_site_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.get_purpose_display()}"

    @property
    def folder(self) -> Path:
        """Where its work lies."""
        path: Path = settings.DATA_DIR / "inspections" / self.pk.hex
        return path
