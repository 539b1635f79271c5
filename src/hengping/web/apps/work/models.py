"""Long work: what was ordered, by whom, how far it is, and how it ended."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.apps.work.kinds import Kind


class Work(models.Model):
    """One piece of long work (后台工作); see :mod:`hengping.web.apps.work.doing`.

    Attributes:
        kind: name of :data:`hengping.web.apps.work.kinds.KINDS`.
        site_code: of the site it is about, if it is about one.
        subject: what it is done to; of one subject there is one piece of work at a time.
        lane: what it needs for itself (a run folder): of one lane one is done at a time, oldest first.
        order: what is to be done, as plain JSON.
        result: what it came to, as plain JSON.
        claim: of the process that does it; whoever has lost it may write nothing any more.
        keeper: host on which it is done.
        pid, pid_started: of the process that does it: its number, and when it began by the kernel's clock.
        tries: how often a process that did it was found dead.
        not_before: somebody else holds the run folder: not tried again before.
        stage, done, total: how far it is.
        told: why it waits.
        fault_what, fault_where, fault_remedy: why it failed.
    """

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "waiting", _("等待开始")
        RUNNING = "running", _("正在进行")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有完成")

    ACTIVE = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="work")
    kind = models.CharField(_("内容"), max_length=40)
    site_code = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=120)
    lane = models.CharField(max_length=120)
    order = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ordered_by_name = models.CharField(_("交办人"), max_length=100)
    ordered_at = models.DateTimeField(_("交办时间"), auto_now_add=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.WAITING)
    claim = models.UUIDField(null=True, blank=True)
    keeper = models.CharField(max_length=120, blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    pid_started = models.BigIntegerField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    told = models.TextField(blank=True)
    fault_what = models.TextField(blank=True)
    fault_where = models.TextField(blank=True)
    fault_remedy = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-ordered_at",)
        verbose_name = _("后台工作")
        indexes = (models.Index(fields=("state", "lane", "ordered_at")), models.Index(fields=("subject", "ordered_at")))
        constraints = (
            models.UniqueConstraint(
                fields=("subject",), condition=models.Q(state__in=("waiting", "running")), name="work_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.get_state_display()}"

    @property
    def what(self) -> Kind:
        """Its kind."""
        from hengping.web.apps.work.kinds import KINDS

        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """What it does, for people."""
        return str(self.what.title)

    @property
    def is_active(self) -> bool:
        """Whether it is still to be waited for."""
        return self.state in self.ACTIVE

    @property
    def percent(self) -> int:
        """Share of the stage that is done."""
        return min(100 * self.done // self.total, 100) if self.total else 0

    @property
    def entry(self) -> RosterEntry | None:
        """The site that it is about."""
        return self.campaign.entries.filter(site_code=self.site_code).first() if self.site_code else None

    @property
    def new_key(self) -> uuid.UUID:
        """Key of a form that tries again."""
        return uuid.uuid4()

    @property
    def fault(self) -> str:
        """Why it failed: what, where, what to do."""
        where = f"（{self.fault_where}）" if self.fault_where else ""
        remedy = f"。{self.fault_remedy}" if self.fault_remedy else ""
        return f"{self.fault_what}{where}{remedy}"
