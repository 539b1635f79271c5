"""Runs, and the index of what their folders hold. The folder is the truth; the index can be made again from it."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.campaigns.models import runs_dir


class Run(models.Model):
    """A run folder of an evaluation.

    Attributes:
        kind: what it was made for.
        folder_name: its folder beneath the platform's ``runs``.
        state: of the work, not of the results.
        is_current: its results are the evaluation's; one run of an evaluation at most.
        stage: stage of the pipeline that it is in.
        until: last stage asked for.
        told: last words of the run, for people.
        pid, heartbeat_at: of the process that works on it.
        indexed_at: when the index below was last made; empty: never.
        indexed_from: digest of what it was made from.
    """

    class Kind(models.TextChoices):
        """What a run was made for."""

        TRIAL = "trial", _("试运行")
        FIRST = "first", _("初评")
        AGAIN = "again", _("复评")
        IMPORTED = "imported", _("导入")

    class State(models.TextChoices):
        """How the work stands."""

        WAITING = "waiting", _("等待开始")
        RUNNING = "running", _("正在运行")
        PAUSING = "pausing", _("正在暂停")
        PAUSED = "paused", _("已暂停")
        DONE = "done", _("已完成")
        PARTLY = "partly", _("已完成（部分网站未评估）")
        FAILED = "failed", _("未完成")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(_("用途"), max_length=20, choices=Kind.choices)
    folder_name = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.WAITING)
    is_current = models.BooleanField(default=False)
    stage = models.CharField(max_length=20, blank=True)
    until = models.CharField(max_length=20, default="report")
    workers = models.PositiveSmallIntegerField(default=2)
    told = models.TextField(blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    indexed_at = models.DateTimeField(null=True, blank=True)
    indexed_from = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("运行")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign",), condition=models.Q(is_current=True), name="one_current_run_per_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign} {self.get_kind_display()}"

    @property
    def path(self) -> Path:
        """The run folder."""
        return runs_dir() / self.folder_name


class SiteResult(models.Model):
    """A site under one indicator system: a line of ``ranks.csv`` and of ``scores/<system>/``.

    Attributes:
        total: rounded as the system says; empty: no number.
        rank, rank_text: place, and how it is printed (“并列第3”).
        state: ``ranked``, ``vetoed``, ``blocked``, ``not_ranked``.
        coverage: how much was judged (0–1).
        provisional: open doubts or missing marks remain.
        lists: names of the lists that it is on (red, black …), with the reasons.
        lost: points that findings took away.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="site_results")
    system_id = models.CharField(max_length=100)
    site_code = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=100, blank=True)
    place = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    digits = models.PositiveSmallIntegerField(default=2)
    rank = models.PositiveIntegerField(null=True)
    tied = models.BooleanField(default=False)
    tier = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=20)
    passed = models.BooleanField(null=True)
    coverage = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    provisional = models.BooleanField(default=False)
    open_doubts = models.PositiveIntegerField(default=0)
    vetoes = models.JSONField(default=list)
    lists = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "system_id", "site_code"), name="result_once"),)
        indexes = (
            models.Index(fields=("run", "system_id", "group", "rank")),
            models.Index(fields=("run", "system_id", "total")),
            models.Index(fields=("run", "system_id", "place")),
        )

    def __str__(self) -> str:
        return f"{self.site_code} {self.system_id} {self.total}"


class ItemScore(models.Model):
    """A node of a site's score tree, so that tables can be sorted and means taken without reading every tree."""

    result = models.ForeignKey(SiteResult, on_delete=models.CASCADE, related_name="items")
    item_id = models.CharField(max_length=100)
    score = models.DecimalField(max_digits=12, decimal_places=4)
    full = models.DecimalField(max_digits=12, decimal_places=4)
    index_value = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    state = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("result", "item_id"), name="item_once"),)
        indexes = (models.Index(fields=("item_id", "index_value")),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.score}"


class IndexedFinding(models.Model):
    """A finding that somebody may have to look at: everything but ``pass`` and ``not_applicable``.

    Attributes:
        data: the finding as it stands in ``findings/<site_code>.jsonl``.
        counted: points it takes off, by system.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    finding_id = models.CharField(max_length=120)
    site_code = models.CharField(max_length=120)
    check_id = models.CharField(max_length=60)
    check_version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20)
    title = models.CharField(max_length=500, blank=True)
    url = models.TextField(blank=True)
    message = models.TextField(blank=True)
    counted = models.JSONField(default=dict)
    data = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "site_code", "finding_id"), name="finding_once"),)
        indexes = (
            models.Index(fields=("run", "check_id", "outcome")),
            models.Index(fields=("run", "site_code", "outcome")),
        )

    def __str__(self) -> str:
        return f"{self.site_code} {self.check_id} {self.finding_id}"
