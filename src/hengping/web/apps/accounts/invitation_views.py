"""Pages about invitations, and the page an invitation's link opens."""

from __future__ import annotations

import uuid

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hengping.web.apps.accounts import inviting
from hengping.web.apps.accounts.forms import AcceptForm, InviteForm
from hengping.web.apps.accounts.models import Invitation, User
from hengping.web.apps.accounts.selectors import (
    account_of,
    invitation_of,
    invitations_seen,
    organisations_managed,
)
from hengping.web.apps.notices.mailing import platform_address
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm

_PER_PAGE = 50


def _link(token: str) -> str:
    return platform_address() + reverse("invitation_accept", kwargs={"token": token})


@page("organisation.view")
def invitations(request: PolicyRequest) -> HttpResponse:
    """Who was invited, and what became of it."""
    found = list(invitations_seen(request.actor))
    state = request.GET.get("state", "")
    if state in Invitation.State.values:
        found = [one for one in found if one.state_now == state]
    shown = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"invitations": shown, "state": state, "states": Invitation.State.choices, "again": ActForm()}
    return render(request, "accounts/invitations.html", context)


@page("invitation.send", post="invitation.send")
def invite(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Invite a person into a body."""
    body = get_object_or_404(organisations_managed(request.actor), pk=organisation_id)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = inviting.invitation_send(
            actor=request.actor, organisation=body, role=Role(told["role"]), email=told["email"],
            display_name=told["display_name"], until=told["until"], link=_link, key=form.act_key,
        )  # fmt: skip
        _tell(request, made)
        return redirect("organisation", organisation_id=body.pk)
    return render(request, "accounts/form.html", {"form": form, "body": body, "title": _("邀请人员")})


def _tell(request: PolicyRequest, invitation: Invitation) -> None:
    mail = invitation.mail
    if mail is not None and mail.state == mail.State.SENT:
        messages.success(request, _("邀请已发到%(email)s") % {"email": invitation.email})
    else:
        reason = mail.error if mail is not None else ""
        messages.error(request, _("邀请已登记，但邮件没有发出（%(reason)s），请稍后重新发送") % {"reason": reason})


def _mine(request: PolicyRequest, invitation_id: uuid.UUID) -> Invitation:
    within = Invitation.objects.filter(organisation__in=organisations_managed(request.actor))
    return get_object_or_404(within.select_related("organisation", "mail", "invited_by"), pk=invitation_id)


@page("invitation.send", post="invitation.send")
def resend(request: PolicyRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Send an invitation again."""
    invitation = _mine(request, invitation_id)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _tell(
            request,
            inviting.invitation_resend(actor=request.actor, invitation=invitation, link=_link, key=form.act_key),
        )
    return redirect("invitations")


@page("invitation.send", post="invitation.send")
def withdraw(request: PolicyRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = _mine(request, invitation_id)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        inviting.invitation_withdraw(actor=request.actor, invitation=invitation, key=form.act_key)
        messages.success(request, _("邀请已撤回"))
    return redirect("invitations")


@page("public.view", post="public.view")
def accept(request: PolicyRequest, token: str) -> HttpResponse:
    """What the link opens: an account is made, or an account that exists takes the role."""
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    inviting.invitation_opened(invitation)
    if account_of(invitation.email) is not None:
        return _accept_known(request, invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        # Several accounts share the address, or its account is not in use: a person has to look.
        return render(request, "accounts/invitation_unclear.html", {"invitation": invitation}, status=409)
    form = AcceptForm(request.POST or None, initial={"display_name": invitation.display_name})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        inviting.invitation_accept_new(
            invitation=invitation, username=told["username"], display_name=told["display_name"],
            password=told["password"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("账号已开通，请登录"))
        return redirect("account_login")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "form": form})


def _accept_known(request: PolicyRequest, invitation: Invitation) -> HttpResponse:
    if not inviting.is_for(invitation, request.user):
        return render(request, "accounts/invitation_sign_in.html", {"invitation": invitation})
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        inviting.invitation_accept(actor=request.actor, invitation=invitation, key=form.act_key)
        messages.success(request, _("已接受邀请"))
        return redirect("home")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "form": form, "known": True})


@page("account.use", post="account.use")
def session_end(request: PolicyRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions on another device."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if request.method == "POST":
        session.end()
        messages.success(request, _("该设备已退出"))
    return redirect("usersessions_list")


@page("public.view", post="public.view")
def closed(request: PolicyRequest, token: str = "") -> HttpResponse:  # noqa: ARG001 - Django's form
    """Pages of the sign-in library that this platform does not offer: signing up, other addresses, linking accounts.

    Raises:
        Http404: always.
    """
    raise Http404
