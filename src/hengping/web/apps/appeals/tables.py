"""Tables and filters of appeals."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.selectors import clock_of
from hengping.web.apps.appeals.terms import today
from hengping.web.apps.appeals.words import OPEN, State

_WIDE = {"td": {"style": "min-width: 9em"}}
"""So that on a phone words are not cut into single characters; the table then scrolls."""
_SHORT = {"td": {"class": "text-nowrap"}}
_COLOURS = {
    State.SUBMITTED: "orange",
    State.ACCEPTED: "azure",
    State.REFUSED: "secondary",
    State.PROPOSED: "purple",
    State.CARRYING: "indigo",
    State.UPHELD: "green",
    State.PARTLY: "teal",
    State.REJECTED: "secondary",
    State.WITHDRAWN: "secondary",
}


def state_badge(appeal: Appeal) -> SafeString:
    """The state, by word and by colour."""
    return format_html(
        '<span class="badge bg-{}-lt">{}</span>', _COLOURS[State(appeal.state)], appeal.get_state_display()
    )


class AppealTable(tables.Table):
    """Appeals of an evaluation."""

    number = tables.Column(_("编号"), attrs=_SHORT)
    entry = tables.Column(_("网站"), order_by="entry__place", attrs=_WIDE)
    about = tables.Column(_("申诉事项"), empty_values=(), orderable=False, attrs=_WIDE)
    instance = tables.Column(_("审级"), order_by="first", attrs=_SHORT)
    raised_at = tables.DateTimeColumn(verbose_name=_("提交时间"), format="Y-m-d H:i", attrs=_SHORT)
    due_on = tables.Column(_("裁定期限"), attrs=_SHORT)
    state = tables.Column(_("状态"))

    class Meta:
        model = Appeal
        fields = ("number", "entry", "about", "instance", "raised_at", "due_on", "state")
        empty_text = _("没有申诉")

    def render_number(self, record: Appeal) -> SafeString:
        """The number, leading to the appeal."""
        address = reverse("appeal", args=[record.campaign_id, record.entry.site_code, record.pk])
        return format_html('<a href="{}">{}</a>', address, str(record))

    def render_about(self, record: Appeal) -> str:
        """What it is about."""
        return about(record)

    def render_instance(self, record: Appeal) -> str:
        """First or second instance."""
        return str(_("复议") if record.first_id else _("申诉"))

    def render_due_on(self, record: Appeal) -> Any:
        """The last day, with its clock while it runs."""
        running = clock_of(record)
        if running is None:
            return record.due_on.isoformat()
        return format_html(
            '{}<br><span class="text-{} small">{}</span>', record.due_on.isoformat(), running.tone, running.text
        )

    def render_state(self, record: Appeal) -> SafeString:
        """The state."""
        return state_badge(record)


def about(appeal: Appeal) -> str:
    """What an appeal is about, in a line."""
    subject = appeal.subject
    return str(subject.get("check_title") or subject.get("title") or "")[:200]


class AppealFilter(django_filters.FilterSet):
    """What may be asked for."""

    state = django_filters.ChoiceFilter(label=_("状态"), choices=State.choices)
    group = django_filters.CharFilter(label=_("分组"), field_name="entry__group", lookup_expr="icontains")
    site = django_filters.CharFilter(label=_("网站"), field_name="entry__name", lookup_expr="icontains")
    due = django_filters.ChoiceFilter(
        label=_("期限"), choices=[("late", _("已逾期")), ("open", _("未办结"))], method="by_due"
    )

    class Meta:
        model = Appeal
        fields = ("state", "group", "site", "due")

    def by_due(self, rows: Any, name: str, value: str) -> Any:  # noqa: ARG002 - as the library calls it
        """Open ones, or those whose day has passed."""
        rows = rows.filter(state__in=OPEN)
        return rows.filter(due_on__lt=today()) if value == "late" else rows
