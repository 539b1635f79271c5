"""Reads: which cases somebody may see, and judges' marks for those who decide."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, F, Q
from django.http import Http404
from django.utils.translation import gettext as _

from hengping.model.cases import InnovationCase
from hengping.web.apps.accounts.models import Membership
from hengping.web.apps.cases.models import CaseNomination
from hengping.web.policy.words import PUBLIC_STAGES, Role

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.policy.decide import Actor

_TEAM = frozenset({Role.ORGANISER, Role.ASSESSOR, Role.ARBITER, Role.AUDITOR})
_DECIDING = frozenset({Role.ORGANISER, Role.AUDITOR})
TEXTS = ("title", "category", "summary", "text", "url")
"""What a nomination says."""
_AWARDS = {"十佳": 0, "二十佳": 1}


def cases_for(actor: Actor, campaign: Campaign) -> QuerySet[CaseNomination]:
    """Cases that somebody may see: the team all of them, judged bodies their own, everybody the published list."""
    every = CaseNomination.objects.filter(campaign=campaign).select_related("entry__organisation", "nominated_by")
    if sees_all(actor, campaign):
        return every
    seen = Q(pk=None)
    for path in actor.organisations(Role.OPERATOR):
        seen |= Q(entry__organisation__path__startswith=path)
    if campaign.stage_now in PUBLIC_STAGES:
        seen |= Q(state=CaseNomination.State.LISTED)
    return every.filter(seen)


def sees_all(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody sees every case, the undecided ones too."""
    return bool(actor.roles(campaign) & _TEAM)


def case_of(actor: Actor, campaign: Campaign, case_id: UUID) -> CaseNomination:
    """One of them.

    Raises:
        Http404: there is none, or it is not to be known.
    """
    case = cases_for(actor, campaign).filter(pk=case_id).first()
    if case is None:
        raise Http404(_("没有这个案例"))
    return case


def decides(actor: Actor, campaign: Campaign) -> bool:
    """Whether somebody sees the marks of all judges."""
    return bool(actor.roles(campaign) & _DECIDING)


def nominates(actor: Actor, case: CaseNomination) -> bool:
    """Whether somebody belongs to whoever put a case forward: the body whose site it is, or the organiser."""
    body = case.entry.organisation
    if body is not None and any(body.path.startswith(path) for path in actor.organisations(Role.OPERATOR)):
        return True
    by_organiser = Membership.objects.filter(
        user=case.nominated_by, organisation_id=case.campaign.organiser_id, role=Role.ORGANISER
    ).exists()
    return by_organiser and Role.ORGANISER in actor.roles(case.campaign)


def edits_of(case: CaseNomination) -> list[Any]:
    """The versions of a nomination's text before the one that stands, the newest first, each with when it ended."""
    found = []
    rows = list(case.history.order_by("history_date", "history_id"))
    for before, after in pairwise(rows):
        if any(getattr(before, name) != getattr(after, name) for name in TEXTS):
            before.ended_at, before.ended_by = after.history_date, after.history_user
            found.append(before)
    return found[::-1]


def with_marks(cases: QuerySet[CaseNomination]) -> QuerySet[CaseNomination]:
    """The same with the mean and the number of marks, the best first."""
    found = cases.annotate(mean=Avg("marks__marks"), judges=Count("marks"))
    return found.order_by(F("mean").desc(nulls_last=True), "number")


def listed(campaign: Campaign) -> list[CaseNomination]:
    """The list: by award (十佳 before 二十佳 before none), then in order of nomination."""
    found = CaseNomination.objects.filter(campaign=campaign, state=CaseNomination.State.LISTED).select_related("entry")
    return sorted(found, key=lambda case: (_AWARDS.get(case.award, 2 if case.award else 3), case.award, case.number))


def cases_digest(campaign: Campaign) -> str:
    """SHA-256 of the list as the public will see it, with texts and attachments: what approvals are bound to."""
    rows = [
        [
            str(case.pk), case.award, case.entry.site_code, *(getattr(case, name) for name in TEXTS),
            *sorted([one.name, one.sha256] for one in case.files.all()),
        ]
        for case in listed(campaign)
    ]  # fmt: skip
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def engine_cases(campaign: Campaign) -> list[InnovationCase]:
    """The list as the engine takes it."""
    return [
        InnovationCase(
            number=number,
            title=case.title,
            category=case.category,
            unit=case.entry.unit or case.entry.name,
            site_code=case.entry.site_code,
            award=case.award,
            summary=case.summary,
            url=case.url,
        )
        for number, case in enumerate(listed(campaign), start=1)
    ]
