"""Evaluations (绩效评估), their stages, dates, and what was frozen when collecting began."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hengping.web.policy.words import PUBLIC_STAGES, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.accounts.models import Organisation

CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,60}$", _("只用小写字母、数字和连字符"))


class Campaign(models.Model):
    """One evaluation of one year.

    Attributes:
        code: short name, also of its folder; as in ``campaign.yaml``.
        organiser: body that holds it.
        team: assessing bodies that take part.
        systems: ids of its indicator systems; files of its own lie in its folder.
        settings: what ``campaign.yaml`` has besides (``collect`` and so on).
        as_of: 监测时间点.
        embargo_until: nothing is public before, even when published.
        previous: evaluation it follows and is compared with.
        version: raised with every change; forms carry it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("代号"), max_length=62, unique=True, validators=[CODE])
    title = models.CharField(_("名称"), max_length=200)
    organiser = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("组织单位"), on_delete=models.PROTECT, related_name="campaigns"
    )
    team = models.ManyToManyField(
        "accounts.Organisation", verbose_name=_("评估机构"), blank=True, related_name="assesses"
    )
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    as_of = models.DateField(_("监测时间点"))
    systems = models.JSONField(_("指标体系"), default=list, blank=True)
    settings = models.JSONField(_("采集等设置"), default=dict, blank=True)
    embargo_until = models.DateTimeField(_("发布时间（此前不公开）"), null=True, blank=True)
    previous = models.ForeignKey(
        "self", verbose_name=_("上一轮"), null=True, blank=True, on_delete=models.PROTECT, related_name="following"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(m2m_fields=[team])

    class Meta:
        ordering = ("-as_of", "code")
        verbose_name = _("绩效评估")

    def __str__(self) -> str:
        return self.title

    @property
    def stage_now(self) -> Stage:
        """The stage that rights depend on: published under embargo is still final to everybody."""
        stage = Stage(self.stage)
        if stage in PUBLIC_STAGES and self.under_embargo:
            return Stage.FINAL
        return stage

    @property
    def under_embargo(self) -> bool:
        """Whether its day has not come."""
        from django.utils import timezone

        return self.embargo_until is not None and timezone.now() < self.embargo_until

    @property
    def folder(self) -> Path:
        """Where its files are kept."""
        return campaigns_dir() / self.code

    @cached_property
    def _team_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(self.team.values_list("pk", flat=True))

    def has_team(self, organisation_id: uuid.UUID) -> bool:
        """Whether an assessing body takes part."""
        return organisation_id in self._team_ids

    def judges(self, organisation: Organisation) -> bool:
        """Whether a site of this body, or of one below it, is on the roster."""
        return self.entries.filter(organisation__path__startswith=organisation.path).exists()


def campaigns_dir() -> Path:
    """Folder of the evaluations' own files (``campaign.yaml``, ``roster.csv``, own indicator systems)."""
    path: Path = settings.DATA_DIR / "campaigns"
    return path


def runs_dir() -> Path:
    """Folder of the run folders."""
    path: Path = settings.DATA_DIR / "runs"
    return path


class StageChange(models.Model):
    """A change of stage; never altered.

    Attributes:
        reason: why; needed when going back.
        conditions: the preconditions as they stood, for the record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="stage_changes")
    before = models.CharField(_("原阶段"), max_length=20, choices=Stage.choices)
    after = models.CharField(_("新阶段"), max_length=20, choices=Stage.choices)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=100)
    reason = models.TextField(_("理由"), blank=True)
    conditions = models.JSONField(default=list)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("阶段变更")

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class StageDates(models.Model):
    """When a stage is planned to begin and to end; both days belong to it."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="dates")
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    begins_on = models.DateField(_("开始"), null=True, blank=True)
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("计划时间")
        constraints = (models.UniqueConstraint(fields=("campaign", "stage"), name="dates_once_per_stage"),)

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.begins_on}—{self.ends_on}"


class Frozen(models.Model):
    """Rules, roster and period as they were when collecting began (冻结).

    Attributes:
        files: the bytes, as text, by path within the evaluation's folder: ``campaign.yaml``, ``roster.csv``, own
            indicator systems. What a run is made from is written from here.
        systems: SHA-256 of every indicator system's file, by its id, also those of the library.
        digest: SHA-256 over all of it.
        ended_at: when the evaluation went back to being prepared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="frozen")
    files = models.JSONField()
    systems = models.JSONField(default=dict)
    sites = models.PositiveIntegerField(default=0)
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("冻结的规则和名单")
        constraints = (
            models.UniqueConstraint(fields=("campaign",), condition=models.Q(ended_at=None), name="frozen_once"),
        )

    def __str__(self) -> str:
        return self.digest


class SideFile(models.Model):
    """A table that goes with an evaluation besides its roster, as somebody uploaded it; replaced, never altered.

    Attributes:
        number: counts the versions of a kind.
        text: the bytes, which are UTF-8.
        rows: how many rows the engine read.
        ended_at: when it was replaced or taken away; the one without is what the next run takes.
    """

    class Kind(models.TextChoices):
        """Which setting of ``campaign.yaml`` it is for."""

        MEASURES = "measures", _("外部数值")
        MAINTENANCE = "maintenance", _("经批准的维护时段")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="side_files")
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    number = models.PositiveIntegerField(_("版本"))
    file_name = models.CharField(_("文件名"), max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    by_name = models.CharField(_("上传人"), max_length=100)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "-number")
        verbose_name = _("附属文件")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "kind", "number"), name="side_file_number_once"),
            models.UniqueConstraint(
                fields=("campaign", "kind"), condition=models.Q(ended_at=None), name="side_file_current_once"
            ),
        )

    def __str__(self) -> str:
        return self.file_name
