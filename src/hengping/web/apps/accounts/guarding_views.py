"""Pages that help somebody who cannot get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts import guarding
from hengping.web.apps.accounts.forms import FactorResetForm
from hengping.web.apps.accounts.models import User
from hengping.web.apps.accounts.selectors import people_managed, person_wholly_managed
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ReasonForm

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from hengping.web.policy.middleware import PolicyRequest


@page("account.unlock", post="account.unlock")
def unlock(request: PolicyRequest, person_id: uuid.UUID) -> HttpResponse:
    """Let somebody try again."""
    found = _person(request, person_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guarding.account_unlock(
                actor=request.actor, person=found, reason=form.cleaned_data["reason"], key=form.act_key
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已解除锁定，此人可以重新登录"))
            return redirect("person", person_id=found.pk)
    context = {"form": form, "person": found, "title": _("解除登录锁定"), "locks": guarding.locks_of(found)}
    return render(request, "accounts/guard.html", context, status=422 if form.errors else 200)


@page("account.reset_factor", post="account.reset_factor")
def reset_factor(request: PolicyRequest, person_id: uuid.UUID) -> HttpResponse:
    """Take a lost second factor off: first the reason, then once more with the person's user name."""
    found = _person(request, person_id)
    first = request.method == "POST" and request.POST.get("step") == "reason"
    form = FactorResetForm(request.POST or None, confirming=not first)
    if request.method == "POST" and form.is_valid():
        if first:
            form = FactorResetForm(
                confirming=True, initial={"reason": form.cleaned_data["reason"], "key": form.act_key}
            )
            return _asked(request, found, form, confirming=True)
        try:
            guarding.second_factor_reset(
                actor=request.actor, person=found, confirmed=form.cleaned_data["username"],
                reason=form.cleaned_data["reason"], key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已重置两步验证，此人的全部设备已退出"))
            return redirect("person", person_id=found.pk)
    if request.method == "GET":
        form = FactorResetForm(confirming=False)
    return _asked(request, found, form, confirming=request.method == "POST" and not first)


def _asked(request: PolicyRequest, person: User, form: FactorResetForm, *, confirming: bool) -> HttpResponse:
    context = {
        "form": form, "person": person, "title": _("重置两步验证"), "reset": True, "confirming": confirming,
        "has_factor": guarding.has_second_factor(person),
    }  # fmt: skip
    return render(request, "accounts/guard.html", context, status=422 if form.errors else 200)


def _person(request: PolicyRequest, person_id: uuid.UUID) -> User:
    found = get_object_or_404(User.objects.filter(pk__in=people_managed(request.actor).values("pk")), pk=person_id)
    if not person_wholly_managed(request.actor, found):
        raise PermissionDenied(_("此人在其他机构也有角色，只能由其共同的上级机构办理"))
    return found
