"""Writes: what people must assess, made from the evaluation's current run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hengping.checks.catalogue import catalogue
from hengping.model.errors import InputError
from hengping.model.finding import OUTCOME_ZH
from hengping.pipeline.assessments import fault_of_mark, manual_items
from hengping.pipeline.context import open_run
from hengping.pipeline.review_deciding import record_sample
from hengping.pipeline.review_tasks import draw_sample, read_sample, tasks_of
from hengping.pipeline.stage_score import read_reviews
from hengping.web.apps.acts.services import act
from hengping.web.apps.desk.models import Kind, Subject
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal
    from uuid import UUID

    from hengping.pipeline.assessments import ManualItem
    from hengping.pipeline.context import Run as EngineRun
    from hengping.pipeline.review_tasks import ReviewTask
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.roster.models import RosterEntry
    from hengping.web.apps.runs.models import Run
    from hengping.web.policy.decide import Actor

_BATCH = 500
_LONGEST = 300
_ALL = 1 << 256


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be assessed.

    Attributes:
        manual, vetoes, doubts: manual items; vetoes that people decide; findings that wait for a person.
        sample_rate: share of the automatic findings to be confirmed; 0: none.
        double_rate: share of what one person would do that two do independently (0–1).
        seed: of both draws.
    """

    manual: bool = True
    vetoes: bool = True
    doubts: bool = True
    sample_rate: Fraction = Fraction(0)
    double_rate: Fraction = Fraction(0)
    seed: str = ""


def run_of(campaign: Campaign) -> Run:
    """The evaluation's current run.

    Raises:
        InputError: there is none.
    """
    run = current_run(campaign)
    if run is None:
        raise InputError("还没有评估结果", where=campaign.title, remedy="先在“运行”中完成一次运行")
    return run


def subjects_make(*, actor: Actor, campaign: Campaign, wish: Wish, key: UUID | None = None) -> int:
    """Make what is not there yet; what people have begun stays as it is.

    Returns:
        How many were made.

    Raises:
        PermissionDenied: not allowed.
        InputError: there is no run.
    """
    decision = decide(actor, "assessment.assign", campaign)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)
    run = run_of(campaign)
    engine = open_run(run.path)
    codes = set(campaign.entries.values_list("site_code", flat=True))
    # Read before the act begins: everybody else's acts wait while one is under way.
    wished = {_key(one): one for one in _wished(campaign, run, engine, wish) if one.site_code in codes}
    with act(actor, "assessment.assign", campaign=campaign, key=key) as acting:
        standing = Subject.objects.filter(run=run)
        known = set(standing.values_list("kind", "site_code", "system_id", "item_id", "finding_id"))
        made = [one for key_of, one in wished.items() if key_of not in known]
        Subject.objects.bulk_create(made, batch_size=_BATCH)
        acting.about("run", run.pk)
        acting.summary = f"生成评分对象{len(made)}个"
        acting.detail = {"seed": wish.seed, "double_rate": str(wish.double_rate), "sample_rate": str(wish.sample_rate)}
    return len(made)


def _key(one: Subject) -> tuple[str, str, str, str, str]:
    return (str(one.kind), one.site_code, one.system_id, one.item_id, one.finding_id)


def _wished(campaign: Campaign, run: Run, engine: EngineRun, wish: Wish) -> Iterator[Subject]:
    marked = {(one.site_code, one.item_id) for one in read_reviews(engine.folder) if one.item_id}
    if wish.manual or wish.vetoes:
        seen = set(marked)
        for item, code in _items(engine):
            if (wish.vetoes if item.veto else wish.manual) and (code, item.item_id) not in seen:
                seen.add((code, item.item_id))
                yield of_item(campaign, run, code, item, double=_drawn(wish, f"{code}\n{item.item_id}"))
    if wish.sample_rate and read_sample(engine.folder) is None:
        # A sample is drawn once: who could draw again until it pleases would not measure anything.
        record_sample(engine, draw_sample(engine, rate=wish.sample_rate, seed=wish.seed))
    if wish.doubts or wish.sample_rate:
        for task in tasks_of(engine, read_reviews(engine.folder)):
            if task.waits and (wish.sample_rate if task.why == "sample" else wish.doubts):
                yield _of_finding(campaign, run, task, double=_drawn(wish, task.finding_id))


def _items(engine: EngineRun) -> Iterable[tuple[ManualItem, str]]:
    for system in engine.systems.values():
        for site in engine.sites:
            for item in manual_items(system, site).values():
                yield item, site.site_code


def _drawn(wish: Wish, name: str) -> bool:
    number = int.from_bytes(hashlib.sha256(f"{wish.seed}\ndouble\n{name}".encode()).digest())
    return Fraction(number, _ALL) < wish.double_rate


def of_item(
    campaign: Campaign, run: Run, code: str, item: ManualItem, *, double: bool, kind: Kind = Kind.MANUAL
) -> Subject:
    """The subject of a manual item, not saved.

    Where the rule names one assessor and two look, any difference goes to an arbiter: the rule cannot join marks.
    """
    several = item.assessors > 1
    tolerance: Decimal | int | None = item.max_difference if several else 0
    return Subject(
        campaign=campaign,
        run=run,
        kind=kind,
        site_code=code,
        system_id=item.system_id,
        item_id=item.item_id,
        title=item.title[:_LONGEST],
        place=" › ".join(item.path)[:_LONGEST],
        full=item.full,
        veto=item.veto,
        needed=item.assessors if several else 1 + double,
        tolerance=tolerance,
    )


def _of_finding(campaign: Campaign, run: Run, task: ReviewTask, *, double: bool) -> Subject:
    definition = catalogue().get(task.check)
    return Subject(
        campaign=campaign,
        run=run,
        kind=Kind.SAMPLE if task.why == "sample" else Kind.DOUBT,
        site_code=task.site_code,
        finding_id=task.finding_id,
        title=(task.subject.title or task.subject.url)[:_LONGEST],
        place=f"{definition.title.zh if definition else task.check}：{OUTCOME_ZH[task.outcome]}"[:_LONGEST],
        needed=1 + double,
        tolerance=0,
    )


def answer_set(
    *,
    actor: Actor,
    campaign: Campaign,
    entry: RosterEntry,
    item_id: str,
    marks: str,
    reason: str,
    key: UUID | None = None,
) -> Subject:
    """Put an item of a site with its known answer into the calibration set; every assessor is then given it.

    Raises:
        PermissionDenied: not allowed.
        InputError: no such item, the marks are none, or it is in the set already.
    """
    run = run_of(campaign)
    with act(actor, "assessment.assign", campaign=campaign, key=key) as acting:
        engine = open_run(run.path)
        site = next((one for one in engine.sites if one.site_code == entry.site_code), None)
        found = [
            (system, item)
            for system in engine.systems.values()
            if site is not None and (item := manual_items(system, site).get(item_id)) is not None
        ]
        if site is None or not found:
            raise InputError(_("该网站没有这个人工评分点"), where=f"{entry.site_code} {item_id}")
        system, item = found[0]
        fault = fault_of_mark(system, site, item_id, marks)
        if fault:
            raise InputError(fault, where=entry.name)
        subject = of_item(campaign, run, entry.site_code, item, double=False, kind=Kind.CALIBRATION)
        if Subject.objects.filter(run=run, kind=Kind.CALIBRATION, site_code=entry.site_code, item_id=item_id).exists():
            raise InputError(_("校准集中已有这个评分点"), where=entry.name)
        subject.known_marks, subject.known_reason = marks, reason
        subject.save()
        acting.about("subject", subject.pk)
        acting.summary = f"将“{subject.title}”（{entry.name}）列入校准集"
    return subject
