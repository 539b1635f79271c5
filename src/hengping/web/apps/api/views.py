"""Pages for tokens and webhooks."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengping.web.apps.accounts.models import Organisation, User
from hengping.web.apps.api import services
from hengping.web.apps.api.forms import TokenForm, WebhookForm
from hengping.web.apps.api.models import ApiToken, Webhook
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm


@page("token.own", post="token.own")
def tokens(request: PolicyRequest) -> HttpResponse:
    """One's own tokens; a new one is shown once."""
    secret = ""
    form = TokenForm(request.POST or None)
    user = request.user
    if not isinstance(user, User):  # pragma: no cover - the table lets nobody else in
        raise Http404
    if request.method == "POST" and form.is_valid():
        _token, secret = services.token_make(
            actor=request.actor, user=user, name=form.cleaned_data["name"], until=form.cleaned_data["until"],
            read_only=form.cleaned_data["read_only"], key=form.act_key,
        )  # fmt: skip
        form = TokenForm()
    rows = [(token, ActForm()) for token in ApiToken.objects.filter(user=user)]
    return render(request, "api/tokens.html", {"form": form, "rows": rows, "secret": secret})


@page("token.own", post="token.own")
def token_end(request: PolicyRequest, token_id: UUID) -> HttpResponseBase:
    """Take a token back."""
    token = ApiToken.objects.filter(pk=token_id, user__username=request.user.get_username()).first()
    form = ActForm(request.POST or None)
    if token is None or not form.is_valid():
        raise Http404
    services.token_end(actor=request.actor, token=token, key=form.act_key)
    messages.success(request, _("令牌已停用"))
    return redirect("tokens")


@page("webhook.manage", post="webhook.manage")
def webhooks(request: PolicyRequest) -> HttpResponse:
    """Addresses of one's own bodies, and how the last messages went."""
    own = _own(request)
    secret = ""
    form = WebhookForm(request.POST or None)
    form.fields["organisation"].queryset = own  # type: ignore[attr-defined]  # a model choice field
    if request.method == "POST" and form.is_valid():
        _webhook, secret = services.webhook_make(
            actor=request.actor, organisation=form.cleaned_data["organisation"], url=form.cleaned_data["url"],
            events=form.cleaned_data["events"], key=form.act_key,
        )  # fmt: skip
        form = WebhookForm()
        form.fields["organisation"].queryset = own  # type: ignore[attr-defined]  # a model choice field
    found = Webhook.objects.filter(organisation__in=own).prefetch_related("deliveries")
    rows = [(webhook, ActForm(), list(webhook.deliveries.all()[:10])) for webhook in found]
    return render(request, "api/webhooks.html", {"form": form, "rows": rows, "secret": secret})


@page("webhook.manage", post="webhook.manage")
def webhook_end(request: PolicyRequest, webhook_id: UUID) -> HttpResponseBase:
    """No longer tell an address."""
    webhook = Webhook.objects.filter(pk=webhook_id, organisation__in=_own(request)).first()
    form = ActForm(request.POST or None)
    if webhook is None or not form.is_valid():
        raise Http404
    services.webhook_end(actor=request.actor, webhook=webhook, key=form.act_key)
    messages.success(request, _("事件通知地址已停用"))
    return redirect("webhooks")


def _own(request: PolicyRequest) -> QuerySet[Organisation]:
    return Organisation.objects.filter(path__in=request.actor.organisations(Role.ORGANISER))
