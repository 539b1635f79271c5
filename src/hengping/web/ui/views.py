"""The first page, and the choice of language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hengping.web.apps.campaigns.selectors import campaigns_for
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page


@page("public.view")
def home(request: PolicyRequest) -> HttpResponse:
    """Evaluations that whoever looks may see."""
    return render(request, "ui/home.html", {"campaigns": campaigns_for(request.actor)})


@csrf_exempt  # a language chosen for somebody harms nobody, and public pages, which are kept, can hold no token
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language; the choice is kept in a cookie."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if check_for_language(wanted):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=31_536_000, samesite="Lax", httponly=True)
    return response
