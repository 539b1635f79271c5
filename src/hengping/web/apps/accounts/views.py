"""Pages about bodies and their people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts import guarding, services
from hengping.web.apps.accounts.forms import GrantForm, MoveForm, OrganisationForm, PersonForm
from hengping.web.apps.accounts.models import Membership, User
from hengping.web.apps.accounts.moving import organisation_move as moving
from hengping.web.apps.accounts.moving import places_for
from hengping.web.apps.accounts.selectors import (
    former_members_of,
    invitations_seen,
    manages,
    members_of,
    organisations_managed,
    organisations_seen,
    people_managed,
    person_wholly_managed,
    tree,
)
from hengping.web.apps.accounts.telling import mails_about_account
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ReasonForm


@page("organisation.view")
def organisations(request: PolicyRequest) -> HttpResponse:
    """The tree of bodies."""
    search = request.GET.get("q", "").strip()
    context = {"branches": tree(request.actor, search), "search": search}
    return render(request, "accounts/organisations.html", context)


@page("organisation.view")
def organisation(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """One body: its people, invitations, the bodies below it."""
    body = get_object_or_404(organisations_seen(request.actor).select_related("parent"), pk=organisation_id)
    seen = organisations_seen(request.actor)
    context = {
        "body": body,
        "members": members_of(body),
        "former": former_members_of(body),
        "children": body.children.order_by("name"),
        "invitations": invitations_seen(request.actor).filter(organisation=body),
        "manages": manages(request.actor, body),
        "parent": body.parent if body.parent is not None and seen.filter(pk=body.parent.pk).exists() else None,
    }
    return render(request, "accounts/organisation.html", context)


@page("organisation.manage", post="organisation.manage")
def organisation_new(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Add a body below this one."""
    parent = get_object_or_404(organisations_managed(request.actor), pk=organisation_id)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = services.organisation_create(
            actor=request.actor, parent=parent, name=told["name"], kind=told["kind"], code=told["code"],
            require_second_factor=told["require_second_factor"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已新增机构“%(name)s”") % {"name": made})
        return redirect("organisation", organisation_id=made.pk)
    title = _("新增下级机构")
    return render(request, "accounts/form.html", {"form": form, "body": parent, "title": title})


@page("organisation.manage", post="organisation.manage")
def organisation_edit(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Change a body."""
    body = get_object_or_404(organisations_managed(request.actor), pk=organisation_id)
    initial = {name: getattr(body, name) for name in ("name", "kind", "code", "require_second_factor")}
    form = OrganisationForm(request.POST or None, version=body.version, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.organisation_edit(
            actor=request.actor, organisation=body, seen=form.seen_version, values=form.cleaned_data, key=form.act_key
        )
        messages.success(request, _("已保存"))
        return redirect("organisation", organisation_id=body.pk)
    return render(request, "accounts/form.html", {"form": form, "body": body, "title": _("修改机构")})


@page("organisation.move", post="organisation.move")
def organisation_move(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Put a body under another superior."""
    body = get_object_or_404(organisations_managed(request.actor), pk=organisation_id)
    form = MoveForm(request.POST or None, version=body.version, places=places_for(request.actor, body))
    if request.method == "POST" and form.is_valid():
        try:
            moving(
                actor=request.actor, organisation=body, parent=form.cleaned_data["parent"],
                reason=form.cleaned_data["reason"], seen=form.seen_version, key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已移动；权限随之改变"))
            return redirect("organisation", organisation_id=body.pk)
    lead = _("下级机构一起移动。新的上级机构从此可以看到和管理本机构的人员和评估，原来的上级机构不再可以。")
    context = {"form": form, "body": body, "title": _("移到另一上级机构"), "lead": lead}
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@page("organisation.manage", post="organisation.manage")
def membership_new(request: PolicyRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Give a role to somebody who has an account."""
    body = get_object_or_404(organisations_managed(request.actor), pk=organisation_id)
    form = GrantForm(request.POST or None, people=people_managed(request.actor))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.membership_grant(
            actor=request.actor, person=told["person"], organisation=body, role=Role(told["role"]),
            until=told["until"], key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已给予角色"))
        return redirect("organisation", organisation_id=body.pk)
    return render(request, "accounts/form.html", {"form": form, "body": body, "title": _("给予角色")})


@page("organisation.manage", post="organisation.manage")
def membership_end(request: PolicyRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Take a role away."""
    within = Membership.objects.filter(organisation__in=organisations_managed(request.actor), ended_at=None)
    membership = get_object_or_404(within.select_related("user", "organisation"), pk=membership_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.membership_end(
            actor=request.actor, membership=membership, reason=form.cleaned_data["reason"], key=form.act_key
        )
        messages.success(request, _("已取消角色"))
        return redirect("organisation", organisation_id=membership.organisation_id)
    title = _("取消%(person)s的“%(role)s”角色") % {
        "person": membership.user, "role": membership.get_role_display(),
    }  # fmt: skip
    context = {"form": form, "body": membership.organisation, "title": title, "danger": True}
    return render(request, "accounts/form.html", context)


@page("organisation.manage", post="organisation.manage")
def person(request: PolicyRequest, person_id: uuid.UUID) -> HttpResponse:
    """A person's account."""
    found = get_object_or_404(User.objects.filter(pk__in=people_managed(request.actor).values("pk")), pk=person_id)
    initial = {name: getattr(found, name) for name in ("display_name", "email", "phone", "external_id", "is_active")}
    form = PersonForm(request.POST or None, version=found.version, initial=initial)
    wholly = person_wholly_managed(request.actor, found)
    if request.method == "POST" and form.is_valid():
        services.person_edit(
            actor=request.actor, person=found, seen=form.seen_version, values=form.cleaned_data, key=form.act_key
        )
        messages.success(request, _("已保存"))
        return redirect("person", person_id=found.pk)
    places = Membership.objects.in_force(found).filter(organisation__in=organisations_seen(request.actor))
    context = {
        "form": form, "person": found, "wholly": wholly, "places": places,
        "locks": guarding.locks_of(found), "has_factor": guarding.has_second_factor(found),
        "mails": mails_about_account(found),
    }  # fmt: skip
    return render(request, "accounts/person.html", context)
