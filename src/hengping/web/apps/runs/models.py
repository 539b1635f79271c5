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
        as_of: monitoring time point, when it is not the evaluation's (复评).
        told: last words of the run, for people.
        pid, pid_started: of the process that works on it: its number, and when it began by the kernel's clock, since
            numbers are used again.
        keeper: who watches that process; a run without one, or with one that has gone silent, may be taken over.
        heartbeat_at: when whoever works on it was last heard of.
        attempts: how often the process was started since somebody last said "start".
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
    as_of = models.DateField(_("监测时间点"), null=True, blank=True)
    workers = models.PositiveSmallIntegerField(_("进程数"), default=2)
    told = models.TextField(blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    pid_started = models.BigIntegerField(null=True, blank=True)
    keeper = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
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
        state_reason: why it is in that state, when the run says.
        vetoes: those that fired: id, title, reason.
        lists: lists that it is on: id to title and reasons.
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
    state_reason = models.TextField(blank=True)
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


class ResultColumn(models.Model):
    """A node that the score trees of one system have: a column of the table of results.

    Attributes:
        position: place in the order in which trees show their nodes; index into :attr:`ResultCells.cells`.
        depth: 1 directly below the total.
        kind: ``part``, ``dimension``, ``indicator`` or ``item``.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="result_columns")
    system_id = models.CharField(max_length=100)
    position = models.PositiveIntegerField()
    item_id = models.CharField(max_length=100)
    parent_id = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    depth = models.PositiveSmallIntegerField()
    full = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("run", "system_id", "item_id"), name="column_once"),)

    def __str__(self) -> str:
        return self.title


class ResultCells(models.Model):
    """All printed scores of a site in one row: a page of 50 sites with 150 items reads 50 rows, not 7,500.

    Attributes:
        cells: by position of the column: what the system prints, empty where the item is not scored.
    """

    result = models.OneToOneField(SiteResult, on_delete=models.CASCADE, primary_key=True, related_name="cells_row")
    cells = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.result_id)


class ItemScore(models.Model):
    """A node of a site's score tree, so that tables can be sorted and means taken without reading every tree.

    Attributes:
        score: to four decimals, for sorting and means; what is printed stands in :class:`ResultCells`.
    """

    result = models.ForeignKey(SiteResult, on_delete=models.CASCADE, related_name="items", db_index=False)
    item_id = models.CharField(max_length=100)
    score = models.DecimalField(max_digits=12, decimal_places=4)
    full = models.DecimalField(max_digits=12, decimal_places=4)
    index_value = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    state = models.CharField(max_length=20)

    class Meta:
        # By item first: a column of all sites lies together; a site's own rows are read from its tree, not from here.
        constraints = (models.UniqueConstraint(fields=("item_id", "result"), name="item_once"),)
        indexes = (models.Index(fields=("result",), name="item_result"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.score}"


class IndexedFinding(models.Model):
    """A finding that somebody may have to look at: everything but ``pass`` and ``not_applicable``.

    Attributes:
        data: the finding as it stands in ``findings/<site_code>.jsonl``.
        counted: points it takes off, by system; text, as exact as the score tree has it.

    Rows are made anew whenever the run is indexed: refer to a finding by its id, never to the row.
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


class RunProblem(models.Model):
    """Something about a run that a person should look into: a site that refused us, our own fault, a page not read.

    Attributes:
        kind: what happened.
        url: the page, for faults of single pages.
        text: what is known, in words; untrusted where it comes from the site.
        state: whether somebody has dealt with it; kept when the run is indexed again.
    """

    class Kind(models.TextChoices):
        """What happened."""

        BLOCKED = "blocked", _("网站拒绝访问")
        UNREACHABLE = "unreachable", _("网站无法打开")
        TOOL_FAULT = "tool_fault", _("工具故障")
        PARTIAL = "partial", _("采集不完整")
        PAGE_FAULT = "page_fault", _("页面未能读取")

    class State(models.TextChoices):
        """Whether it is dealt with."""

        OPEN = "open", _("待处理")
        HANDLED = "handled", _("已处理")
        GONE = "gone", _("已消失")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    site_code = models.CharField(max_length=120)
    name = models.CharField(_("网站"), max_length=200)
    url = models.TextField(blank=True)
    text = models.TextField(_("情况"), blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.OPEN)
    note = models.TextField(_("处理说明"), blank=True)
    handled_by = models.CharField(max_length=100, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("kind", "site_code", "url")
        verbose_name = _("运行问题")
        constraints = (models.UniqueConstraint(fields=("run", "kind", "site_code", "url"), name="problem_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()}"
