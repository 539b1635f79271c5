"""The tour. On a platform that is no demo these pages do not exist."""

from typing import Any

from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hengping.web.apps.accounts.models import User
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.demo.make import PEOPLE, Demo, read_demo
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page("public.view")
def tour(request: PolicyRequest) -> HttpResponse:
    """Accounts, and the steps."""
    demo = _demo()
    campaign = Campaign.objects.filter(pk=demo.campaign_id).first()
    entry = RosterEntry.objects.filter(campaign=campaign, site_code=demo.site_code).first()
    steps = _steps(campaign, entry) if campaign is not None and entry is not None else []
    return render(request, "tour/tour.html", {"demo": demo, "steps": steps})


@page("public.view", post="public.view")
def take_account(request: PolicyRequest) -> HttpResponse:
    """Sign in as one of the demo's accounts; their password stands on the page anyway."""
    demo = _demo()
    names = {account.username for account in demo.accounts}
    username = request.POST.get("username", "")
    if request.method != "POST" or username not in names:
        raise Http404
    login(request, User.objects.get(username=username), backend=_BACKEND)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted if safe else reverse("home"))


def _steps(campaign: Campaign, entry: RosterEntry) -> list[dict[str, str]]:
    """One appeal, from raising to the new rank: who does what, where, and a button that goes there as that person."""
    of_campaign, of_site = [campaign.pk], [campaign.pk, entry.site_code]
    lines: tuple[tuple[str, str, list[Any], str, str], ...] = (
        ("beiping", "site_desk", of_site, _("被评单位查看初评，对一处扣分提出申诉"),
         _("在“扣分问题”中任选一处，先看佐证，再点“申诉”，写明理由后提交。")),
        ("zhongcai", "appeals", of_campaign, _("仲裁人员受理并拟定裁定"),
         _("打开刚提交的申诉，受理；选“申诉成立”，改定结论，写明理由，看哪些网站的名次会随之变化。")),
        ("fuhe", "appeals", of_campaign, _("第二人确认裁定，自动重新计分"),
         _("同一裁定须由另一人确认。确认后该处扣分撤销，得分、名次、档级和名单随即重算。")),
        ("zuzhi", "like_cases", of_campaign, _("核实其他网站的同类问题"),
         _("同一检查项、同样情形的其他扣分已自动列入待核实清单，逐一决定是否同样处理。")),
        ("beiping", "appeals", of_campaign, _("被评单位查看裁定结果"), _("裁定理由、改判前后的得分都在申诉页面上。")),
        ("shenji", "log", [], _("审计人员核对操作日志"), _("每一步都有记录，前后相扣；点“核对完整性”看链条是否完整。")),
    )  # fmt: skip
    names = {line[0]: line[1] for line in PEOPLE}
    return [
        {
            "username": username,
            "address": reverse(view, args=arguments),
            "title": title,
            "text": text,
            "button": _("以%(name)s的身份进入") % {"name": names[username]},
        }
        for username, view, arguments, title, text in lines
    ]


def _demo() -> Demo:
    demo = read_demo()
    if demo is None:
        raise Http404
    return demo
