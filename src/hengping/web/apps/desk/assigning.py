"""Writes: who does what. Distribution depends on the seed and on what stands before alone."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.acts.services import act
from hengping.web.apps.desk.models import AssessmentTask, AssignmentRound, Kind, Recusal, Subject
from hengping.web.apps.desk.people import barred_sites, people_of
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.desk.people import Barred
    from hengping.web.policy.decide import Actor

_BATCH = 500
_WAITING = (AssessmentTask.State.OPEN, AssessmentTask.State.DRAFT)


@dataclass(kw_only=True)
class _Hands:
    """Who has how much, while tasks are handed out."""

    people: Sequence[User]
    barred: Barred
    capacity: int | None
    seed: str
    load: Counter[UUID] = field(default_factory=Counter)

    def pick(self, name: str, subjects: Sequence[Subject], taken: dict[UUID, set[UUID]]) -> User | None:
        """Whoever has least of those that may take all of these; None: nobody may."""
        fit = [
            one
            for one in self.people
            if (self.capacity is None or self.load[one.pk] + len(subjects) <= self.capacity)
            and not any(each.site_code in self.barred[one.pk] or one.pk in taken[each.pk] for each in subjects)
        ]
        return min(fit, key=lambda one: (self.load[one.pk], self._lot(name, one)), default=None)

    def _lot(self, name: str, one: User) -> bytes:
        return hashlib.sha256(f"{self.seed}\n{name}\n{one.username}".encode()).digest()


def tasks_assign(
    *,
    actor: Actor,
    campaign: Campaign,
    seed: str,
    bundle: str,
    capacity: int | None = None,
    due_on: date | None = None,
    key: UUID | None = None,
) -> AssignmentRound:
    """Hand out everything that nobody has yet.

    Nobody gets a site of their own body or one they stood back from, nobody gets the same subject twice, nobody gets
    more than the capacity; who has least comes first, equals are drawn by the seed.

    Args:
        actor: who distributes.
        campaign: the evaluation.
        seed: any text; recorded.
        bundle: ``site``: all of a site to the same people; ``item``: the same item of all sites.
        capacity: most open tasks for one person.
        due_on: when they should be done.
        key: of the form.

    Raises:
        PermissionDenied: not allowed.
        InputError: nobody is an assessor of this evaluation.
    """
    with act(actor, "assessment.assign", campaign=campaign, key=key) as acting:
        people = people_of(campaign, Role.ASSESSOR)
        if not people:
            raise InputError(
                _("本次评估还没有评估人员"), remedy=_("在“机构和人员”中邀请评估人员，并把评估机构加入本次评估")
            )
        entries = list(campaign.entries.select_related("organisation"))
        hands = _Hands(people=people, barred=barred_sites(campaign, people, entries), capacity=capacity, seed=seed)
        mine = AssessmentTask.objects.filter(subject__campaign=campaign, state__in=_WAITING)
        hands.load.update(mine.values_list("assessor_id", flat=True))
        subjects = list(Subject.objects.filter(campaign=campaign, state=Subject.State.OPEN).prefetch_related("tasks"))
        made, left = _hand_out(hands, subjects, bundle, due_on)
        AssessmentTask.objects.bulk_create(made, batch_size=_BATCH)
        found = find_arbiters(campaign)
        done = AssignmentRound.objects.create(
            campaign=campaign, seed=seed, bundle=bundle, capacity=capacity, due_on=due_on, made=len(made), left=left,
            made_by=actor.user if isinstance(actor.user, User) else None,
        )  # fmt: skip
        acting.about("assignment_round", done.pk)
        acting.summary = f"分派评分任务{len(made)}项" + (f"，{left}项无人可派" if left else "")
        acting.detail = {"seed": seed, "bundle": bundle, "capacity": capacity, "due_on": due_on, "arbiters": found}
    return done


def _hand_out(
    hands: _Hands, subjects: Sequence[Subject], bundle: str, due_on: date | None
) -> tuple[list[AssessmentTask], int]:
    made: list[AssessmentTask] = []
    left = 0
    taken: dict[UUID, set[UUID]] = defaultdict(set)
    wanted: dict[UUID, int] = {}
    for one in subjects:
        had = [task for task in one.tasks.all() if task.state != AssessmentTask.State.WITHDRAWN and not task.arbiter]
        taken[one.pk] = {task.assessor_id for task in one.tasks.all() if task.assessor_id is not None}
        wanted[one.pk] = (len(hands.people) if one.kind == Kind.CALIBRATION else one.needed) - len(had)
    for slot, calibration in _slots(max(wanted.values(), default=0)):
        here = [one for one in subjects if wanted[one.pk] > slot and (one.kind == Kind.CALIBRATION) is calibration]
        if calibration:
            _spare_twins(subjects, here, taken)
        for name, group in _bundles(here, bundle, hands.seed):
            for part in _parts(hands, f"{name}\n{slot}", group, taken):
                who, members = part
                left += sum(one.kind != Kind.CALIBRATION for one in members) if who is None else 0
                if who is not None:
                    hands.load[who.pk] += len(members)
                    made += [AssessmentTask(subject=one, assessor=who, due_on=due_on) for one in members]
                    for one in members:
                        taken[one.pk].add(who.pk)
    return made, left


def _slots(most: int) -> Iterator[tuple[int, bool]]:
    """What is handed out in turn: real subjects first, then the calibration set."""
    for calibration in (False, True):
        yield from ((slot, calibration) for slot in range(most))


def _spare_twins(subjects: Sequence[Subject], calibration: Sequence[Subject], taken: dict[UUID, set[UUID]]) -> None:
    """Who marks the same item of the same site in earnest is not given it twice: two alike would betray the set."""
    real: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in subjects:
        if one.kind != Kind.CALIBRATION:
            real[one.site_code, one.item_id] |= taken[one.pk]
    for one in calibration:
        taken[one.pk] |= real[one.site_code, one.item_id]


def _parts(
    hands: _Hands, name: str, group: Sequence[Subject], taken: dict[UUID, set[UUID]]
) -> Iterator[tuple[User | None, Sequence[Subject]]]:
    """The bundle as a whole to one person; where nobody may take it whole, one subject after the other."""
    whole = hands.pick(name, group, taken)
    if whole is not None or len(group) == 1:
        yield whole, group
        return
    for one in group:
        yield hands.pick(f"{name}\n{one.site_code}", [one], taken), [one]


def _bundles(subjects: Iterable[Subject], bundle: str, seed: str) -> list[tuple[str, list[Subject]]]:
    found: dict[str, list[Subject]] = defaultdict(list)
    for one in subjects:
        item = one.item_id or one.place
        found[one.site_code if bundle == "site" else f"{one.system_id}\n{item}"].append(one)
    return sorted(found.items(), key=lambda pair: hashlib.sha256(f"{seed}\n{pair[0]}".encode()).digest())


def find_arbiters(campaign: Campaign) -> int:
    """Give arbitrations that nobody has to an arbiter who may; within an act.

    Returns:
        How many found one.
    """
    waiting = AssessmentTask.objects.filter(
        subject__campaign=campaign, arbiter=True, assessor=None, state=AssessmentTask.State.OPEN
    ).select_related("subject")
    found = 0
    for task in waiting:
        who = arbiter_for(campaign, task.subject)
        if who is not None:
            task.assessor = who
            task.version += 1
            task.save()
            found += 1
    return found


def arbiter_for(campaign: Campaign, subject: Subject) -> User | None:
    """The arbiter with least to do who has not marked the subject and may judge its site; None: there is none."""
    people = people_of(campaign, Role.ARBITER)
    entries = list(campaign.entries.filter(site_code=subject.site_code).select_related("organisation"))
    barred = barred_sites(campaign, people, entries)
    hands = _Hands(people=people, barred=barred, capacity=None, seed=str(subject.pk))
    mine = AssessmentTask.objects.filter(subject__campaign=campaign, state__in=_WAITING)
    hands.load.update(mine.exclude(assessor=None).values_list("assessor_id", flat=True))
    had = subject.tasks.exclude(assessor=None).values_list("assessor_id", flat=True)
    return hands.pick("", [subject], defaultdict(set, {subject.pk: set(had)}))


def tasks_withdraw(*, actor: Actor, campaign: Campaign, person: User, reason: str, key: UUID | None = None) -> int:
    """Take back what somebody has not handed in, so that it can be given to others.

    Raises:
        PermissionDenied: not allowed.
    """
    with act(actor, "assessment.assign", campaign=campaign, key=key) as acting:
        mine = AssessmentTask.objects.filter(subject__campaign=campaign, assessor=person, state__in=_WAITING)
        number = _withdraw(mine)
        acting.about("user", person.pk)
        acting.summary = f"收回{person}未完成的评分任务{number}项"
        acting.detail = {"reason": reason}
    return number


def _withdraw(tasks: Iterable[AssessmentTask]) -> int:
    number = 0
    for task in list(tasks):
        if task.arbiter:
            task.assessor = None
            task.state, task.marks, task.reason = AssessmentTask.State.OPEN, "", ""
        else:
            task.state = AssessmentTask.State.WITHDRAWN
        task.version += 1
        task.save()
        number += 1
    return number


def site_recuse(*, actor: Actor, campaign: Campaign, site_code: str, reason: str, key: UUID | None = None) -> Recusal:
    """Stand back from a site (回避): one's open tasks on it go back, and one gets none on it again.

    Raises:
        PermissionDenied: not allowed.
    """
    with act(actor, "assessment.work", campaign=campaign, key=key) as acting:
        if not isinstance(actor.user, User):
            raise PermissionDenied(_("请先登录"))
        made, _new = Recusal.objects.get_or_create(
            campaign=campaign, user=actor.user, site_code=site_code, defaults={"reason": reason}
        )
        mine = AssessmentTask.objects.filter(
            subject__campaign=campaign, subject__site_code=site_code, assessor_id=actor.user.pk, state__in=_WAITING
        )
        number = _withdraw(mine)
        find_arbiters(campaign)
        acting.about("site", site_code)
        acting.summary = f"申请回避网站 {site_code}，退回评分任务{number}项"
        acting.detail = {"reason": reason}
    return made
