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
        successor: the site that took over its content, once it has closed.
        source: which document or list says that it belongs here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site_code = models.CharField(_("政府网站标识码"), max_length=120, unique=True)
    name = models.CharField(_("网站名称"), max_length=200)
    url = models.CharField(_("首页地址"), max_length=500)
    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("主办单位"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="registered_sites",
    )  # fmt: skip
    opened_on = models.DateField(_("开办日期"), null=True, blank=True)
    closed_on = models.DateField(_("关停日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name=_("并入"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    source = models.CharField(_("依据"), max_length=300, blank=True)
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
