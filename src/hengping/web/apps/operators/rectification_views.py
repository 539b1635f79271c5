"""Rectification for who oversees it: the list, explanations, what needs somebody's own eyes."""

from uuid import UUID

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from hengping.model.errors import HengpingError
from hengping.web.apps.appeals.carrying import carry
from hengping.web.apps.appeals.terms import today
from hengping.web.apps.campaigns.clocks import clock
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.operators.forms import ExplanationForm, SettleForm
from hengping.web.apps.operators.models import Rectification, Reply
from hengping.web.apps.operators.rectifying import settle_rechecks
from hengping.web.apps.operators.services import explanation_decide, rectification_settle
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.work.models import Work
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.sheets import csv_answer

_SHORT = {"td": {"class": "text-nowrap"}}
_COLOURS = {
    "open": "orange", "claimed": "azure", "unclear": "purple", "still": "red", "closed": "green", "rebound": "red",
}  # fmt: skip


class RectificationTable(tables.Table):
    """Faults to be mended."""

    entry = tables.Column(_("网站"), order_by="entry__place")
    check_id = tables.Column(_("问题"))
    state = tables.Column(_("状态"))
    due_on = tables.Column(_("整改期限"), attrs=_SHORT)
    claimed_at = tables.DateTimeColumn(verbose_name=_("报告整改"), format="Y-m-d", attrs=_SHORT)
    checked_at = tables.DateTimeColumn(verbose_name=_("最近复查"), format="Y-m-d", attrs=_SHORT)
    rebounds = tables.Column(_("反弹次数"), attrs={"td": {"class": "hp-number"}, "th": {"class": "hp-number"}})

    class Meta:
        model = Rectification
        fields = ("entry", "check_id", "state", "due_on", "claimed_at", "checked_at", "rebounds")
        empty_text = _("没有整改事项")

    def render_entry(self, record: Rectification) -> SafeString:
        """The site, leading to the item."""
        address = reverse("rectification", args=[record.entry.campaign_id, record.entry.site_code, record.pk])
        return format_html('<a href="{}">{}</a>', address, record.entry.name)

    def render_check_id(self, record: Rectification) -> SafeString:
        """What is wrong."""
        return format_html(
            '{}<div class="text-secondary small">{}</div>',
            record.subject.get("check_title", record.check_id), str(record.subject.get("message", ""))[:160],
        )  # fmt: skip

    def render_state(self, record: Rectification) -> SafeString:
        """The state, by word and by colour."""
        return format_html('<span class="badge bg-{}-lt">{}</span>', _COLOURS[record.state], record.get_state_display())

    def render_due_on(self, record: Rectification) -> SafeString | str:
        """The last day, with its clock while it runs."""
        if record.is_closed:
            return record.due_on.isoformat()
        running = clock(record.due_on, today())
        return format_html(
            '{}<br><span class="text-{} small">{}</span>', record.due_on.isoformat(), running.tone, running.text
        )


class RectificationFilter(django_filters.FilterSet):
    """What may be asked for."""

    state = django_filters.ChoiceFilter(label=_("状态"), choices=Rectification.State.choices)
    group = django_filters.CharFilter(label=_("分组"), field_name="entry__group", lookup_expr="icontains")
    site = django_filters.CharFilter(label=_("网站"), field_name="entry__name", lookup_expr="icontains")
    due = django_filters.ChoiceFilter(
        label=_("期限"), choices=[("late", _("已逾期")), ("open", _("未销号"))], method="by_due"
    )

    class Meta:
        model = Rectification
        fields = ("state", "group", "site", "due")

    def by_due(
        self,
        rows: QuerySet[Rectification],
        name: str,  # noqa: ARG002 - as the library calls it
        value: str,
    ) -> QuerySet[Rectification]:
        """Open ones, or those whose day has passed."""
        rows = rows.exclude(state=Rectification.State.CLOSED)
        return rows.filter(due_on__lt=today()) if value == "late" else rows


def _rows(campaign: Campaign) -> QuerySet[Rectification]:
    return Rectification.objects.filter(entry__campaign=campaign).select_related("entry")


@page("rectification.list")
def rectifications(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """All items of an evaluation, and explanations that wait."""
    settle_rechecks(campaign)
    chosen = RectificationFilter(request.GET, queryset=_rows(campaign))
    table = RectificationTable(chosen.qs, order_by="due_on")
    RequestConfig(request, paginate={"per_page": 30}).configure(table)
    waiting = Reply.objects.filter(entry__campaign=campaign, explanation=Reply.Explanation.WAITING)
    context = {
        "campaign": campaign, "filter": chosen, "table": table, "explanations": waiting.select_related("entry")[:200],
    }  # fmt: skip
    return render(request, "operators/rectifications.html", context)


@page("rectification.list")
def rectifications_export(request: PolicyRequest, campaign: Campaign) -> HttpResponseBase:
    """The same as a table."""
    chosen = RectificationFilter(request.GET, queryset=_rows(campaign))
    head = (
        "网站标识码",
        "网站",
        "分组",
        "检查项",
        "问题",
        "对象",
        "状态",
        "整改期限",
        "报告整改",
        "最近复查",
        "复查情况",
        "反弹次数",
    )
    rows = (
        (
            each.entry.site_code, each.entry.name, each.entry.group, each.subject.get("check_title", each.check_id),
            each.subject.get("message", ""), each.subject.get("url", ""), each.get_state_display(),
            each.due_on.isoformat(), f"{each.claimed_at:%Y-%m-%d}" if each.claimed_at else "",
            f"{each.checked_at:%Y-%m-%d}" if each.checked_at else "", each.note, each.rebounds,
        )
        for each in chosen.qs
    )  # fmt: skip
    return csv_answer("rectification.csv", head, rows)


@page("reply.view", post="rectification.confirm")
def rectification(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, item_id: UUID) -> HttpResponse:
    """One item; who may, says what they saw."""
    item = (
        entry.rectifications.select_related("entry__campaign__organiser", "entry__organisation")
        .filter(pk=item_id)
        .first()
    )
    if item is None:
        raise Http404
    allowed = may(request.actor, "rectification.confirm", campaign, entry)
    form = SettleForm(request.POST or None, version=item.version) if allowed else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            rectification_settle(
                actor=request.actor, item=item, closed=form.cleaned_data["yes"], reason=form.cleaned_data["reason"],
                seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("复查结果已记录"))
            return HttpResponseRedirect(request.path)
    past = item.history.all()[:20]
    context = {"campaign": campaign, "entry": entry, "item": item, "form": form, "past": past}
    return render(request, "operators/rectification.html", context)


@page("appeal.rule", post="appeal.rule")
def explanation(request: PolicyRequest, campaign: Campaign, entry: RosterEntry, reply_id: UUID) -> HttpResponse:
    """Accept an explanation or not."""
    reply = (
        entry.replies.select_related("run", "entry__campaign__organiser", "entry__organisation")
        .filter(pk=reply_id, kind=Reply.Kind.EXPLAIN)
        .first()
    )
    if reply is None:
        raise Http404
    form = ExplanationForm(request.POST or None, version=reply.version)
    if request.method == "POST" and form.is_valid():
        try:
            order = explanation_decide(
                actor=request.actor, reply=reply, taken=form.cleaned_data["yes"], reason=form.cleaned_data["reason"],
                seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except HengpingError as fault:
            form.add_error(None, str(fault))
        else:
            work = carry(order) if order is not None else None
            if work is not None and work.is_active and not work.told:
                messages.info(request, _("已采信，正在后台重新计分排名"))
            elif work is not None and work.state != Work.State.DONE:
                why = work.told or work.fault
                messages.warning(request, _("已采信，尚未重新计分：%(fault)s。稍后会自动继续") % {"fault": why})
            else:
                messages.success(request, _("审核结果已记录"))
            if may(request.actor, "rectification.list", campaign):
                return HttpResponseRedirect(reverse("rectifications", args=[campaign.pk]))
            return HttpResponseRedirect(request.path)
    context = {"campaign": campaign, "entry": entry, "reply": reply, "form": form}
    return render(request, "operators/explanation.html", context)
