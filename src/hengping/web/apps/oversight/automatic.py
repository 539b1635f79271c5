"""Runs that the supervision rhythm starts by itself: one a period, never two, recorded as acts of the platform."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hengping.model.errors import HengpingError, RunError
from hengping.web.apps.acts.services import act
from hengping.web.apps.notices.selectors import people_of
from hengping.web.apps.notices.services import notify
from hengping.web.apps.oversight.models import AutomaticStart, SupervisionDone, SupervisionPlan
from hengping.web.apps.oversight.periods import Kind, Period, period_of
from hengping.web.apps.runs.models import Run
from hengping.web.apps.runs.services import run_start
from hengping.web.policy.table import TABLE
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from datetime import date

    from hengping.web.apps.campaigns.models import Campaign


def start_due(now: datetime) -> int:
    """Start what the rhythm asks for now; may be called as often as one likes, by several hosts at once.

    In each period one run, on the first day on which it can be. It waits while another run of the evaluation is under
    way, or its stage allows none. A period whose work is on record as done needs none; periods that passed while the
    platform stood still, or while the plan was paused, are not made up for: a run now would show today's sites.

    Args:
        now: the time.

    Returns:
        How many runs were started.
    """
    today = timezone.localtime(now).date()
    plans = SupervisionPlan.objects.filter(active=True, automatic=True, starts_on__lte=today).exclude(campaign=None)
    return sum(_start(plan, period_of(Kind(plan.kind), today), today) for plan in plans.select_related("campaign"))


def _start(plan: SupervisionPlan, period: Period, today: date) -> bool:
    campaign = plan.campaign
    if campaign is None or campaign.stage_now not in TABLE["run.start"].allow[Role.ORGANISER]:
        return False
    if AutomaticStart.objects.filter(plan=plan, period_start=period.start).exists():
        return False
    if SupervisionDone.objects.filter(plan=plan, period_start=period.start, withdrawn_at=None).exists():
        return False
    try:
        with transaction.atomic():
            made = AutomaticStart.objects.create(plan=plan, period_start=period.start)
            made.run = run_start(actor=None, campaign=campaign, kind=Run.Kind.FIRST, as_of=today)
            made.save(update_fields=["run"])
            _record(plan, period, campaign, {"run": made.run.pk, "as_of": today})
    except (IntegrityError, RunError):
        # Another host was faster, or another run is under way: the next look comes.
        return False
    except (HengpingError, OSError) as error:
        _refused(plan, period, campaign, str(error).replace(f"{campaign.folder}/", ""))
        return False
    return True


def _record(plan: SupervisionPlan, period: Period, campaign: Campaign, detail: dict[str, object]) -> None:
    with act(None, "run.start", campaign=campaign) as acting:
        acting.about("supervision_plan", plan.pk)
        acting.detail = {"period_start": period.start, **detail}
        words = {"period": period.label, "work": plan.get_kind_display()}
        if "fault" in detail:
            acting.summary = _("按监督节奏自动开始%(period)s的%(work)s，没有成功") % words
        else:
            acting.summary = _("按监督节奏自动开始%(period)s的%(work)s") % words


def _refused(plan: SupervisionPlan, period: Period, campaign: Campaign, fault: str) -> None:
    """What the engine refuses it would refuse at every look: people are told once, and start it themselves."""
    try:
        with transaction.atomic(), override("zh-hans"):
            AutomaticStart.objects.create(plan=plan, period_start=period.start, fault=fault[:500])
            _record(plan, period, campaign, {"fault": fault})
            notify(
                people_of(campaign, Role.ORGANISER),
                subject=_("“%(title)s”的自动运行没有开始") % {"title": campaign.title},
                text=_("%(period)s的%(work)s没有自动开始：%(fault)s。请改正后手动开始运行。")
                % {"period": period.label, "work": plan.get_kind_display(), "fault": fault.rstrip("。")},
                campaign=campaign,
                link=reverse("runs", args=(campaign.pk,)),
            )
    except IntegrityError:
        return
