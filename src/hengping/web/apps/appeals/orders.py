"""What has been decided and must still be carried out in a run folder: a list that survives every kill (发件箱)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewOrder(models.Model):
    """One decision on its way into ``reviews/rulings.jsonl``, with everything that follows.

    It is made in the transaction that decides, and carried out afterwards, step by step, each of them such that
    doing it again changes nothing: see :mod:`hengping.web.apps.appeals.carrying`.

    Attributes:
        source: ``ruling:<id>``, ``like:<id>`` or ``explanation:<id>``.
        finding_id, item_id, outcome, marks, explained, actor_name, decided_at, reason: of the line to write; see
            :class:`hengping.model.review.Review`.
        state: ``waiting``; ``recorded`` (the line stands); ``done`` (scores, ranks and index are made from it).
        before, moves: how everybody stood, and who stands differently now; the sites that moved only.
        fault: why the last try did not end well.
        carried_into, carried_as: the later run that it was brought along to, and what became of it there: ``carried``,
            ``gone`` (the finding is not there any more), ``changed`` (another version of the check made it).
    """

    class Step(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("等待执行")
        RECORDED = "recorded", _("已记入复核记录")
        DONE = "done", _("已重新计分")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="review_orders")
    entry = models.ForeignKey("roster.RosterEntry", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=80, unique=True)
    finding_id = models.CharField(max_length=120, blank=True)
    item_id = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    marks = models.CharField(max_length=40, blank=True)
    explained = models.BooleanField(null=True)
    actor_name = models.CharField(max_length=250)
    decided_at = models.DateTimeField()
    reason = models.TextField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Step.choices, default=Step.WAITING)
    before = models.JSONField(default=dict)
    moves = models.JSONField(default=list)
    fault = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    carried_into = models.ForeignKey("runs.Run", null=True, on_delete=models.PROTECT, related_name="+")
    carried_as = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "appeals"
        ordering = ("decided_at", "source")

    def __str__(self) -> str:
        return self.source
