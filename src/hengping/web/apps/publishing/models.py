"""Approvals by two people, the organiser's words for the bulletin, and documents being made."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Approval(models.Model):
    """One person's approval (批准) of exactly what they saw; withdrawn, never deleted.

    Attributes:
        subject: what is approved.
        digest: of what is approved: once the results are others, the approval is void.
        note: what the person says to it.
    """

    class Subject(models.TextChoices):
        """What takes the approval of two people."""

        LISTS = "lists", _("红榜、黑榜等名单")
        PUBLICATION = "publication", _("发布结果")
        CORRECTION = "correction", _("发布更正")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="approvals")
    subject = models.CharField(_("事项"), max_length=20, choices=Subject.choices)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("批准人"), on_delete=models.PROTECT, related_name="approvals"
    )
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    note = models.TextField(_("意见"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("at",)
        verbose_name = _("批准")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "subject", "digest", "by"),
                condition=models.Q(withdrawn_at=None),
                name="nobody_approves_twice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_subject_display()}"


class BulletinText(models.Model):
    """What the organiser gives to the bulletin besides its figures (通报文稿): replaced, never altered.

    Attributes:
        number: counts the versions.
        text: ``bulletin.yaml`` as written, without the files that it would name; empty: the program's own words.
        observations: table of problems that assessors recorded, as uploaded.
        template: the organiser's own Word template.
        ended_at: when the next version came; the one without is what documents are made with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="bulletin_texts")
    number = models.PositiveIntegerField(_("版本"))
    text = models.TextField(blank=True)
    observations = models.TextField(blank=True)
    observations_name = models.CharField(max_length=200, blank=True)
    template = models.BinaryField(default=bytes)
    template_name = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(_("保存人"), max_length=100)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("通报文稿")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="bulletin_text_number_once"),
            models.UniqueConstraint(
                fields=("campaign",), condition=models.Q(ended_at=None), name="bulletin_text_current_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class DocumentJob(models.Model):
    """Documents being made by a process of its own.

    Attributes:
        kind: what is made.
        state: as last seen; while it runs, the folder of the job says how far it is.
        told: last words of it, for people.
    """

    class Kind(models.TextChoices):
        """What can be made."""

        REPORTS = "reports", _("通报、单站报告、公开网页和开放数据")
        KIT = "kit", _("核验包")

    class State(models.TextChoices):
        """How it stands."""

        RUNNING = "running", _("正在生成")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有完成")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="document_jobs")
    run = models.ForeignKey("runs.Run", on_delete=models.CASCADE, related_name="document_jobs")
    kind = models.CharField(_("内容"), max_length=20, choices=Kind.choices)
    evidence = models.CharField(max_length=10, default="none")
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.RUNNING)
    told = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("时间"), auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        verbose_name = _("生成文件")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def folder(self) -> Path:
        """Folder in which the process says how far it is, and leaves what it made."""
        path: Path = settings.DATA_DIR / "documents" / self.pk.hex
        return path

    @property
    def kit_file(self) -> Path:
        """The verifier kit that it made."""
        return self.folder / f"kit-{self.campaign.code}.zip"
