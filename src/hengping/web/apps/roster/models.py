"""The register of sites and the roster of each evaluation."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from hengping.web.apps.accounts.models import Organisation


class RegisteredSite(models.Model):
    """A site over the years (网站登记): one record, kept through renames, mergers and changes of code.

    Attributes:
        site_code: its code now; ``x-`` and the host for a site without one.
        registrar: bureau that keeps the record; with those above it, it may change it.
        successor: the site that took over its content, once it has closed.
        source: which document or list says that it belongs here.
        unit, group, site_class, region: as the latest list has them; a new roster begins with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site_code = models.CharField(_("政府网站标识码"), max_length=120, unique=True)
    name = models.CharField(_("网站名称"), max_length=200)
    url = models.CharField(_("首页地址"), max_length=500)
    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("主办单位"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="registered_sites",
    )  # fmt: skip
    registrar = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("登记单位"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="kept_sites",
    )  # fmt: skip
    opened_on = models.DateField(_("开办日期"), null=True, blank=True)
    closed_on = models.DateField(_("关停日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name=_("并入"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    source = models.CharField(_("依据"), max_length=300, blank=True)
    unit = models.CharField(_("主办单位名称"), max_length=200, blank=True)
    group = models.CharField(_("分组"), max_length=100, blank=True)
    site_class = models.CharField(_("类别"), max_length=1, blank=True)
    region = models.CharField(_("地区"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("site_code",)
        verbose_name = _("网站")

    def __str__(self) -> str:
        return self.name


class RosterEntry(models.Model):
    """A line of the roster (评估名单) of one evaluation: the site as it stands in that evaluation.

    Attributes:
        place: order on the list.
        organisation: body whose people may see the site's result and answer; from ``unit`` where a body has that name.
        site_class: A offers services, B does not; empty counts as A.
        parent_code: code of the superior unit's site, where the list gives it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="entries")
    site = models.ForeignKey(RegisteredSite, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField(default=0)
    site_code = models.CharField(_("政府网站标识码"), max_length=120)
    name = models.CharField(_("网站名称"), max_length=200)
    unit = models.CharField(_("主办单位"), max_length=200, blank=True)
    url = models.CharField(_("首页地址"), max_length=500)
    group = models.CharField(_("分组"), max_length=100, blank=True)
    site_class = models.CharField(_("类别"), max_length=1, blank=True)
    region = models.CharField(_("地区"), max_length=100, blank=True)
    parent_code = models.CharField(_("上级网站标识码"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="entries"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("place", "site_code")
        verbose_name = _("名单条目")
        constraints = (models.UniqueConstraint(fields=("campaign", "site_code"), name="site_once_in_campaign"),)

    def __str__(self) -> str:
        return self.name

    def belongs_to(self, organisation: Organisation) -> bool:
        """Whether this body, or one below it, answers for the site."""
        return self.organisation is not None and self.organisation.path.startswith(organisation.path)


class RosterImport(models.Model):
    """A list that somebody uploaded: read by the engine, shown, and then taken over as one act, or left.

    Attributes:
        sites: the sites as read, in order.
        faults: what was wrong with rows: number, column, severity, words.
        digest: SHA-256 of the file.
        applied_at: when it became the roster; empty: it was only looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="roster_imports")
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(max_length=64)
    sites = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-uploaded_at",)
        verbose_name = _("名单导入")

    def __str__(self) -> str:
        return self.file_name


class SiteEvent(models.Model):
    """Something that happened to a registered site on a day (沿革): never changed, never deleted.

    Attributes:
        happened_on: from this day on the site is as :attr:`after` says.
        after: fields of the site that this event set.
        basis: the document or list that says so.
    """

    class Kind(models.TextChoices):
        """What happened."""

        REGISTERED = "registered", _("登记")
        RENAMED = "renamed", _("更名")
        RECODED = "recoded", _("标识码变更")
        MOVED = "moved", _("网址变更")
        HANDED = "handed", _("主办单位变更")
        CHANGED = "changed", _("其他变更")
        MERGED = "merged", _("并入其他网站")
        CLOSED = "closed", _("关停")
        REOPENED = "reopened", _("恢复开通")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(RegisteredSite, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("事项"), max_length=20, choices=Kind.choices)
    happened_on = models.DateField(_("日期"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.CharField(_("记录人"), max_length=100)

    class Meta:
        ordering = ("happened_on", "recorded_at")
        verbose_name = _("网站沿革")

    def __str__(self) -> str:
        return f"{self.site_id} {self.kind} {self.happened_on}"


class SiteContact(models.Model):
    """Somebody to talk to at a site (联系人); ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(RegisteredSite, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=60)
    duty = models.CharField(_("职务"), max_length=100, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name = _("联系人")

    def __str__(self) -> str:
        return self.name
