"""Pages of the section ledger."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from hengping.model.errors import HengpingError, InputError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.ledger import applying, proofs, selectors, services
from hengping.web.apps.ledger.forms import ExemptionForm, ReviewForm
from hengping.web.apps.ledger.models import Exemption
from hengping.web.apps.ledger.tables import LedgerTable
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.selectors import is_going_on, to_show
from hengping.web.policy.decide import may
from hengping.web.policy.middleware import PolicyRequest
from hengping.web.policy.pages import page
from hengping.web.ui.forms import ActForm, ReasonForm

_PER_PAGE = 50


@page("ledger.view")
def ledger(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """The ledger of the current run."""
    rows = selectors.ledger(campaign, request.GET)
    context: dict[str, object] = {"campaign": campaign, "query": request.GET, "rows": rows}
    if rows is not None:
        table = LedgerTable(rows, campaign_id=campaign.pk, empty_text=_("没有符合条件的栏目"))
        RequestConfig(request, paginate={"per_page": _PER_PAGE, "silent": True}).configure(table)
        run = current_run(campaign)
        context |= {
            "table": table, "found": len(rows), "classes": selectors.CLASS_CHOICES, "states": selectors.STATES.items(),
            "sites": campaign.entries.values_list("site_code", "name"), "expired": selectors.expired(campaign),
            "waiting": selectors.waiting(campaign), "counted": selectors.is_counted(campaign), "form": ActForm(),
            "works": to_show(campaign, applying.subject_of(run)) if run is not None else [],
            "going_on": run is not None and is_going_on(applying.subject_of(run)),
        }  # fmt: skip
    return render(request, "ledger/ledger.html", context)


@page("ledger.view", post="ledger.review")
def section(request: PolicyRequest, campaign: Campaign, code: str, section_id: str) -> HttpResponse:
    """One section: what was read, what people settled."""
    row = _section(campaign, code, section_id)
    review = row.review
    initial = {
        "section_class": review.section_class if review and review.section_class else row.cells["section_class"],
        "duty_days": review.duty_days if review else None,
    }
    form = ReviewForm(request.POST or None, version=review.version if review else 0, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.section_review(
            actor=request.actor, campaign=campaign, section=row, section_class=form.cleaned_data["section_class"],
            duty_days=form.cleaned_data["duty_days"], reason=form.cleaned_data["reason"], seen=form.seen_version,
            key=form.act_key,
        )  # fmt: skip
        messages.success(request, _("已核对“%(title)s”") % {"title": row.cells["title"]})
        return redirect("ledger-section", campaign.pk, code, section_id)
    return _show(request, campaign, row, form, ExemptionForm(auto_id="exempt_%s"), 422 if form.errors else 200)


@page("ledger.view", post="exemption.grant")
def exempt(request: PolicyRequest, campaign: Campaign, code: str, section_id: str) -> HttpResponse:
    """An exemption for a section."""
    row = _section(campaign, code, section_id)
    if request.method != "POST":
        return redirect("ledger-section", campaign.pk, code, section_id)
    form = ExemptionForm(request.POST, files=request.FILES, auto_id="exempt_%s")
    if form.is_valid():
        try:
            services.exemption_grant(
                actor=request.actor, campaign=campaign, section=row, until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"], proof=form.cleaned_data["proof"], key=form.act_key,
            )  # fmt: skip
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已批准豁免"))
            return redirect("ledger-section", campaign.pk, code, section_id)
    review = ReviewForm(
        version=row.review.version if row.review else 0, initial={"section_class": row.cells["section_class"]}
    )
    return _show(request, campaign, row, review, form, 422)


@page("ledger.view", post="exemption.grant")
def end(request: PolicyRequest, campaign: Campaign, exemption_id: UUID) -> HttpResponse:
    """The end of an exemption."""
    one = _exemption(campaign, exemption_id)
    if one.ended_at is not None or one.settled_at is not None:
        raise Http404
    form = ReasonForm(request.POST or None, version=one.version)
    if request.method == "POST" and form.is_valid():
        services.exemption_end(
            actor=request.actor, exemption=one, reason=form.cleaned_data["reason"], seen=form.seen_version,
            key=form.act_key,
        )  # fmt: skip
        return redirect("ledger-section", campaign.pk, one.site_code, one.section_id)
    context = {
        "campaign": campaign,
        "one": one,
        "form": form,
        "editable": may(request.actor, "exemption.grant", campaign),
    }
    return render(request, "ledger/end.html", context)


@page("ledger.view")
def proof(request: PolicyRequest, campaign: Campaign, exemption_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the form of views
    """The proof of an exemption, as a download."""
    return proofs.download(_exemption(campaign, exemption_id))


@page("ledger.view", post="ledger.apply")
def apply(request: PolicyRequest, campaign: Campaign) -> HttpResponse:
    """Write what was settled into the run and make everything after it anew."""
    run = current_run(campaign)
    if request.method != "POST":
        works = to_show(campaign, applying.subject_of(run)) if run is not None else []
        return render(request, "work/strips.html", {"campaign": campaign, "works": works})
    form = ActForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    try:
        services.rulings_record(actor=request.actor, campaign=campaign, key=form.act_key)
    except HengpingError as error:
        messages.error(request, str(error))
    return redirect("ledger", campaign.pk)


def _section(campaign: Campaign, code: str, section_id: str) -> selectors.Section:
    row = selectors.section(campaign, code, section_id)
    if row is None:
        raise Http404
    return row


def _exemption(campaign: Campaign, exemption_id: UUID) -> Exemption:
    one = campaign.exemptions.filter(pk=exemption_id).first()
    if one is None:
        raise Http404
    return one


def _show(  # noqa: PLR0917 - what the page shows
    request: PolicyRequest,
    campaign: Campaign,
    row: selectors.Section,
    form: ReviewForm,
    exemption: ExemptionForm,
    status: int,
) -> HttpResponse:
    past = campaign.exemptions.filter(site_code=row.cells["site_code"], section_id=row.cells["section_id"])
    entry = campaign.entries.filter(site_code=row.cells["site_code"]).first()
    context = {
        "campaign": campaign, "row": row, "form": form, "exemption_form": exemption, "past": past,
        "reviews": may(request.actor, "ledger.review", campaign, entry), "today": timezone.localdate(),
        "grants": may(request.actor, "exemption.grant", campaign, entry),
    }  # fmt: skip
    return render(request, "ledger/section.html", context, status=status)
