"""Pages: a person's notices; the mails of an evaluation."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.web.apps.accounts.models import User
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.notices.forms import NoticeForm
from hengping.web.apps.notices.models import Mail
from hengping.web.apps.notices.selectors import mails_of, notices_of, people_of
from hengping.web.apps.notices.services import mail_retry, notice_read, notice_send
from hengping.web.apps.notices.tables import MailTable
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm

_PER_PAGE = 20


@page("account.use", post="account.use")
def mine(request: PolicyRequest) -> HttpResponse:
    """What a person was told; sending the form marks everything as read."""
    person = cast("User", request.user)
    if request.method == "POST":
        notice_read(person)
        return redirect("notices")
    shown = Paginator(notices_of(person), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/mine.html", {"notices": shown})


@page("account.use", post="account.use")
def opened(request: PolicyRequest, notice_id: uuid.UUID) -> HttpResponse:
    """One notice; reading it marks it as read."""
    person = cast("User", request.user)
    notice = get_object_or_404(notices_of(person), pk=notice_id)
    if notice.read_at is None:
        notice_read(person, [notice])
    return render(request, "notices/one.html", {"notice": notice})


@page("notice.view")
def history(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Mails of an evaluation and what became of them."""
    mails = mails_of(campaign)
    state = request.GET.get("state", "")
    if state in Mail.State.values:
        mails = mails.filter(state=state)
    table = MailTable(mails, empty_text=_("没有符合条件的邮件"))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"campaign": campaign, "table": table, "states": Mail.State.choices, "state": state, "again": ActForm()}
    return render(request, "notices/history.html", context)


@page("notice.send", post="notice.send")
def send(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Write a notice to people of an evaluation."""
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        people = [person for role in told["to"] for person in people_of(campaign, Role(role))]
        if people:
            made = notice_send(
                actor=request.actor, campaign=campaign, recipients=people, subject=told["subject"], text=told["text"],
                key=form.act_key,
            )  # fmt: skip
            messages.success(request, _("已向%(count)s人发送通知") % {"count": len(made)})
            return redirect("notice_history", campaign_id=campaign.pk)
        form.add_error("to", _("所选收件人中目前没有人员"))
    counts = [(role.label, len(people_of(campaign, role))) for role in Role if role not in {Role.PUBLIC, Role.AUDITOR}]
    return render(request, "notices/send.html", {"campaign": campaign, "form": form, "counts": counts})


@page("notice.send", post="notice.send")
def retry(request: PolicyRequest, campaign: Campaign, mail_id: uuid.UUID) -> HttpResponse:
    """Send a mail that failed again."""
    mail = get_object_or_404(mails_of(campaign), pk=mail_id)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mail_retry(actor=request.actor, campaign=campaign, mail=mail, key=form.act_key)
        messages.success(request, _("邮件已重新列入发送"))
    return redirect("notice_history", campaign_id=campaign.pk)
