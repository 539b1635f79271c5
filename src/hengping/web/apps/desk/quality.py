"""How well people agree with each other and with known answers, and how right the checks are by what they confirmed.

Marks enter only once a subject has all of its marks: nobody can learn from here what another gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import mean
from typing import TYPE_CHECKING

from hengping.analysis.assessors import Agreement, ItemAgreement, Mark, agreement
from hengping.checks.catalogue import catalogue
from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.accuracy import from_run
from hengping.pipeline.accuracy_table import Measured, pooled
from hengping.pipeline.review_tasks import read_sample
from hengping.web.apps.desk.models import AssessmentTask, Kind, Subject, decimal_or_none
from hengping.web.apps.desk.people import names_of
from hengping.web.apps.runs.selectors import current_run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from hengping.pipeline.review_tasks import Sample
    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.models import Run

_SECONDS_A_DAY = 86_400
_FEWEST_DAYS = 3
"""A change for each day says something only of marks that were given over several."""


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """An assessor against the known answers, in shares of full marks.

    Attributes:
        answers: how many were given.
        right: how many exactly.
        deviation: mean difference; below zero is severe. None: no number among them.
        away: mean distance.
    """

    name: str
    answers: int
    right: int
    deviation: Decimal | None
    away: Decimal | None


@dataclass(frozen=True, kw_only=True)
class CheckPrecision:
    """A check with its measured precision."""

    title: str
    measured: Measured


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Everything about the quality of judgement.

    Attributes:
        agreement: None with fewer than two people.
        sample: None when none was drawn.
        shared, differing: subjects that several have marked, and those of them with different marks.
        over_days: marks were given over days enough to speak of a change for each day.
    """

    agreement: Agreement | None
    titles: dict[str, str]
    calibrated: list[Calibrated]
    sample: Sample | None
    precision: list[CheckPrecision]
    differing: int
    shared: int
    over_days: bool

    @property
    def rows(self) -> list[tuple[str, ItemAgreement]]:
        """Titles and agreement, all items together first."""
        items = self.agreement.items if self.agreement else ()
        return [(self.titles.get(one.item_id, one.item_id), one) for one in items]


def quality_of(campaign: Campaign) -> Quality | None:
    """Measured now from what is settled; None: there is no run."""
    run = current_run(campaign)
    if run is None:
        return None
    tasks = list(_finished(run))
    names = names_of(
        sorted({task.assessor for task in tasks if task.assessor is not None}, key=lambda one: one.username)
    )
    shared = _several(tasks)
    return Quality(
        agreement=agreement(_marks([task for group in shared for task in group], names)),
        titles={task.subject.item_id: task.subject.title for task in tasks},
        calibrated=_calibrated(run, tasks, names),
        sample=read_sample(RunFolder(run.path)),
        precision=_precision(run),
        differing=sum(len({task.marks for task in group}) > 1 for group in shared),
        shared=len(shared),
        over_days=_span_days(tasks) >= _FEWEST_DAYS,
    )


def _finished(run: Run) -> Iterable[AssessmentTask]:
    """Marks that may be looked at: of subjects on which nobody has yet to give theirs, and of the calibration set."""
    done = AssessmentTask.objects.filter(subject__run=run, state=AssessmentTask.State.DONE, arbiter=False)
    done = done.exclude(subject__state__in=(Subject.State.WITHDRAWN,)).select_related("subject", "assessor")
    return [task for task in done if task.subject.kind == Kind.CALIBRATION or task.subject.state != Subject.State.OPEN]


def _span_days(tasks: Iterable[AssessmentTask]) -> float:
    moments = [task.done_at for task in tasks if task.done_at is not None]
    return (max(moments) - min(moments)).total_seconds() / _SECONDS_A_DAY if moments else 0.0


def _several(tasks: Iterable[AssessmentTask]) -> list[list[AssessmentTask]]:
    groups: dict[UUID, list[AssessmentTask]] = {}
    for task in tasks:
        groups.setdefault(task.subject_id, []).append(task)
    return [group for group in groups.values() if len(group) > 1]


def _marks(tasks: Iterable[AssessmentTask], names: dict[UUID, str]) -> list[Mark]:
    found = []
    for task in sorted(tasks, key=lambda one: (str(one.done_at), str(one.pk))):
        index = _index(task.subject, task.marks)
        if index is not None and task.assessor_id is not None and task.done_at is not None:
            found.append(
                Mark(
                    assessor=names[task.assessor_id],
                    item_id=task.subject.item_id,
                    site_code=task.subject.site_code,
                    index=float(index),
                    day=task.done_at.timestamp() / _SECONDS_A_DAY,
                )
            )
    return found


def _index(subject: Subject, marks: str) -> Decimal | None:
    """Marks as a share of full marks; None: no number, or nothing to share."""
    number = decimal_or_none(marks)
    return None if number is None or not subject.full or not subject.item_id else number / subject.full


def _calibrated(run: Run, tasks: Iterable[AssessmentTask], names: dict[UUID, str]) -> list[Calibrated]:
    """Each person's marks on what has a known answer; of who marks the same in earnest those marks."""
    answers = {
        (one.site_code, one.item_id): one.known_marks for one in Subject.objects.filter(run=run, kind=Kind.CALIBRATION)
    }
    by_person: dict[UUID, list[AssessmentTask]] = {}
    for task in tasks:
        if task.assessor_id is not None and (task.subject.site_code, task.subject.item_id) in answers:
            by_person.setdefault(task.assessor_id, []).append(task)
    rows = []
    for key, own in by_person.items():
        known = [answers[task.subject.site_code, task.subject.item_id] for task in own]
        away = [
            mine - right
            for task, answer in zip(own, known, strict=True)
            if (mine := _index(task.subject, task.marks)) is not None
            and (right := _index(task.subject, answer)) is not None
        ]
        rows.append(
            Calibrated(
                name=names[key],
                answers=len(own),
                right=sum(_same(task.marks, answer) for task, answer in zip(own, known, strict=True)),
                deviation=mean(away) if away else None,
                away=mean(abs(each) for each in away) if away else None,
            )
        )
    return sorted(rows, key=lambda row: row.name)


def _same(given: str, known: str) -> bool:
    one, other = decimal_or_none(given), decimal_or_none(known)
    return given == known if one is None or other is None else bool(one == other)


def _precision(run: Run) -> list[CheckPrecision]:
    known = catalogue()
    return [
        CheckPrecision(title=known[check].title.zh if check in known else check, measured=row)
        for (check, _version), row in pooled(from_run(run.path)).items()
    ]
