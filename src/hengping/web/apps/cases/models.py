"""Nominated cases (创新案例推荐), their files, and judges' marks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from pathlib import Path


class CaseNomination(models.Model):
    """A case that a judged body or the organiser put forward.

    Attributes:
        number: order of nomination within the evaluation.
        award: 十佳, 二十佳 or another name; only of cases on the list.
    """

    class State(models.TextChoices):
        """How it stands."""

        NOMINATED = "nominated", _("已推荐")
        SHORTLISTED = "shortlisted", _("入围")
        LISTED = "listed", _("列入名单")
        DECLINED = "declined", _("未入选")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="cases")
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    title = models.CharField(_("案例名称"), max_length=200)
    category = models.CharField(_("类别"), max_length=100)
    summary = models.CharField(_("一句话简介"), max_length=300, blank=True)
    text = models.TextField(_("案例材料"), max_length=10_000)
    url = models.CharField(_("网址"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.NOMINATED)
    award = models.CharField(_("评选结果"), max_length=40, blank=True)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("number",)
        verbose_name = _("创新案例")
        constraints = (models.UniqueConstraint(fields=("campaign", "number"), name="case_number_once"),)

    def __str__(self) -> str:
        return self.title


class CaseFile(models.Model):
    """An attachment; its bytes lie in the evaluation's folder under its own id, never under a name that somebody gave.

    Attributes:
        name: as uploaded, for people.
        kind: ending, one of the permitted ones, held against the bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseNomination, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("added_at", "pk")
        verbose_name = _("案例附件")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return self.case.campaign.folder / "cases" / f"{self.pk}.{self.kind}"


class CaseMark(models.Model):
    """A judge's marks; other judges do not see them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseNomination, on_delete=models.CASCADE, related_name="marks")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_marks")
    marks = models.DecimalField(
        _("评分"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reason = models.CharField(_("评语"), max_length=1000)
    given_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("案例评分")
        constraints = (models.UniqueConstraint(fields=("case", "judge"), name="case_judge_once"),)

    def __str__(self) -> str:
        return f"{self.case} {self.marks}"
