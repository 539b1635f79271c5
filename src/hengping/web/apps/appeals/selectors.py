"""Reads about appeals."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from hengping.model.finding import Outcome
from hengping.web.apps.appeals.conflicts import bound, first_judges
from hengping.web.apps.appeals.models import Appeal, LikeCase, Ruling
from hengping.web.apps.appeals.subjects import system_titles
from hengping.web.apps.appeals.terms import second_until, terms_of, today
from hengping.web.apps.appeals.words import State
from hengping.web.apps.campaigns.clocks import Clock, clock
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.evidence.outcomes import outcome_word
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.decide import Actor, may
from hengping.web.policy.words import Role

_SEES_ALL = frozenset({Role.ORGANISER, Role.ARBITER, Role.AUDITOR})


def entries_for(actor: Actor, campaign: Campaign) -> QuerySet[RosterEntry]:
    """Sites of an evaluation that somebody answers for."""
    wanted = Q(pk__in=[])
    for path in actor.organisations(Role.OPERATOR):
        wanted |= Q(organisation__path__startswith=path)
    return RosterEntry.objects.filter(wanted, campaign=campaign).select_related("organisation", "campaign")


def appeals_for(actor: Actor, campaign: Campaign) -> QuerySet[Appeal]:
    """Appeals of an evaluation that somebody may know of, newest first: all, or those of their own sites."""
    rows = Appeal.objects.filter(campaign=campaign).select_related("entry", "campaign", "first", "raised_by")
    rows = rows.order_by("-raised_at", "-number")
    if actor.roles(campaign) & _SEES_ALL:
        return rows
    return rows.filter(entry__in=entries_for(actor, campaign))


def appeal_in(entry: RosterEntry, appeal_id: UUID) -> Appeal:
    """An appeal of a site.

    Raises:
        Http404: the site has no such appeal.
    """
    found = (
        Appeal.objects.select_related(
            "campaign__organiser", "entry__campaign__organiser", "entry__organisation", "run", "first", "raised_by"
        )
        .filter(entry=entry, pk=appeal_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def clock_of(appeal: Appeal) -> Clock | None:
    """The clock of an open appeal."""
    return clock(appeal.due_on, today()) if appeal.is_open else None


def detail(actor: Actor, appeal: Appeal) -> dict[str, Any]:
    """What the page of an appeal shows, and what whoever looks can do with it."""
    campaign, entry = appeal.campaign, appeal.entry
    every = list(appeal.rulings.select_related("proposed_by", "settled_by", "order"))
    inside = bool(actor.roles(campaign, entry) & _SEES_ALL) and not bound(actor, entry)
    # What is only proposed, or was sent back, is nobody's business but theirs who rule.
    rulings = every if inside else [each for each in every if each.state == Ruling.Step.CONFIRMED]
    pending = next((each for each in every if each.state == Ruling.Step.PROPOSED), None)
    can_rule = may(actor, "appeal.rule", campaign, entry)
    hindrance = bound(actor, entry) if can_rule else ""
    rules = can_rule and not hindrance
    own_word = pending is not None and pending.proposed_by_id == actor.user.pk
    raises = may(actor, "appeal.raise", campaign, entry)
    state = State(appeal.state)
    last = second_until(appeal)
    second = Appeal.objects.filter(first=appeal).first()
    judged_first = actor.user.pk in first_judges(appeal)
    return {
        "appeal": appeal,
        "clock": clock_of(appeal),
        "rulings": rulings,
        "sees_rulings": inside,
        "titles": system_titles(appeal.run),
        "hides_ranks": not (may(actor, "result.view", campaign) or may(actor, "site_rank.view", campaign, entry)),
        "pending": pending,
        "proofs": list(appeal.proofs.select_related("added_by")),
        "second": second,
        "second_until": last,
        "like_cases": like_cases_of(appeal),
        "outcomes": {each.value: outcome_word(each) for each in Outcome},
        "hindrance": hindrance,
        "own_word": own_word,
        "judged_first": judged_first,
        "can": {
            "accept": rules and state is State.SUBMITTED,
            "refuse": rules and state is State.SUBMITTED and appeal.first_id is None,
            "propose": rules and state is State.ACCEPTED and not judged_first,
            "confirm": rules and state is State.PROPOSED and not own_word,
            "carry": rules and state is State.CARRYING,
            "withdraw": raises and state in {State.SUBMITTED, State.ACCEPTED},
            "proof": raises and state in {State.SUBMITTED, State.ACCEPTED},
            "second": raises and last is not None and last.on >= today() and second is None,
            "likes": rules,
        },
        "terms": terms_of(campaign),
        "evidence_url": reverse("evidence", args=[campaign.pk, entry.site_code, appeal.finding_id])
        if appeal.finding_id
        else "",
    }


def like_cases_of(appeal: Appeal) -> QuerySet[LikeCase]:
    """Like cases that a ruling on an appeal queued."""
    return LikeCase.objects.filter(ruling__appeal=appeal).select_related("entry", "decided_by", "order")


def like_cases_in(campaign: Campaign) -> QuerySet[LikeCase]:
    """Like cases of an evaluation, those that wait first."""
    return (
        LikeCase.objects.filter(ruling__appeal__campaign=campaign)
        .select_related("entry", "decided_by", "ruling__appeal__entry")
        .order_by("-state", "entry__place", "finding_id")
    )


def visible_moves(
    actor: Actor, campaign: Campaign, entry: RosterEntry, moves: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Moves as somebody may see them: everybody's with ranks, or their own site's without."""
    if may(actor, "result.view", campaign):
        return moves
    return [
        {**each, "before": _bare(each["before"]), "after": _bare(each["after"])}
        for each in moves
        if each["site_code"] == entry.site_code
    ]


def _bare(mark: dict[str, Any]) -> dict[str, Any]:
    return {**mark, "rank": None, "tied": False, "tier": "", "lists": []}
