"""Tables of the roster and of the register."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.roster.models import RosterEntry


class RosterTable(tables.Table):
    """The list of one evaluation."""

    place = tables.Column(verbose_name=_("序号"), attrs={"td": {"class": "hp-number"}, "th": {"class": "hp-number"}})
    site_code = tables.Column(verbose_name=_("标识码"), attrs={"td": {"class": "text-nowrap"}})
    name = tables.Column(verbose_name=_("网站名称"), attrs={"td": {"class": "hp-roster-name"}})
    unit = tables.Column(verbose_name=_("主办单位"), attrs={"td": {"class": "hp-roster-name"}})
    group = tables.Column(verbose_name=_("分组"), attrs={"td": {"class": "text-nowrap"}}, order_by=("group", "place"))
    site_class = tables.Column(verbose_name=_("类别"), attrs={"td": {"class": "text-center"}})
    region = tables.Column(verbose_name=_("地区"), attrs={"td": {"class": "text-nowrap"}})
    organisation = tables.Column(verbose_name=_("对应机构"), orderable=False, empty_values=())

    class Meta:
        order_by = ("place",)

    def render_name(self, value: str, record: RosterEntry) -> SafeString:
        """Name with the address below, as text: an address from a list is no link to follow by accident."""
        return format_html('<div>{}</div><div class="text-secondary small hp-url">{}</div>', value, record.url)

    def render_organisation(self, record: RosterEntry) -> SafeString:
        """Whether a body stands behind it."""
        if record.organisation is None:
            return format_html('<span class="badge bg-orange-lt">{}</span>', _("未对应"))
        return format_html("{}", record.organisation.name)


class EditableRosterTable(RosterTable):
    """The same while the list may be changed."""

    edit = tables.Column(verbose_name=_("操作"), empty_values=(), orderable=False)

    def render_edit(self, record: RosterEntry) -> SafeString:
        """The way to change the line."""
        address = reverse("roster-change", args=[record.campaign_id, record.site_code])
        return format_html(
            '<a class="btn btn-sm" href="{}">{}<span class="visually-hidden">{}</span></a>',
            address,
            _("修改"),
            record.name,
        )


class RegisterTable(tables.Table):
    """Registered sites as they were on a day: rows are :class:`~hengping.web.apps.roster.register.SiteState`."""

    site_code = tables.Column(
        verbose_name=_("标识码"), accessor="values__site_code", attrs={"td": {"class": "text-nowrap"}}
    )
    name = tables.Column(verbose_name=_("网站名称"), accessor="values__name", attrs={"td": {"class": "hp-roster-name"}})
    unit = tables.Column(verbose_name=_("主办单位"), accessor="values__unit")
    group = tables.Column(verbose_name=_("分组"), accessor="values__group")
    state = tables.Column(verbose_name=_("状态"), accessor="closed", orderable=False, empty_values=())

    def render_name(self, value: str, record: Any) -> SafeString:
        """Name with the address below."""
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary small hp-url">{}</div>',
            reverse("registered-site", args=[record.site.pk]), value, record.text("url"),
        )  # fmt: skip

    def render_state(self, record: Any) -> SafeString:
        """Open or closed."""
        if record.values.get("successor"):
            return format_html('<span class="badge bg-secondary-lt">{}</span>', _("已并入"))
        if record.closed:
            return format_html('<span class="badge bg-secondary-lt">{}</span>', _("已关停"))
        return format_html('<span class="badge bg-green-lt">{}</span>', _("开通"))
