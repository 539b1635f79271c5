"""What documents say of assisted checks: which they are, why, and how much still waits for a person."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from hengping.checks.catalogue import catalogue
from hengping.model.finding import Finding
from hengping.pipeline.assisted import FAULTS, Assisted, AssistedCheck
from hengping.pipeline.review_tasks import ReviewTask


def method_notes(
    assisted: Assisted,
    made: Mapping[str, Sequence[Finding]],
    tasks: Iterable[ReviewTask],
    counted: Collection[str],
) -> tuple[str, ...]:
    """Sentences for the notes of a bulletin; none when no assisted check found anything and none was demoted.

    Only checks that a system of the run counts are spoken of: the others change no score, and what waits is counted as
    everywhere (:attr:`hengping.pipeline.review_tasks.ReviewTask.pending`).

    Args:
        assisted: as recorded in the run.
        made: findings as the checks made them, by site.
        tasks: all review tasks of the run.
        counted: ids of the checks that a system of the run counts.
    """
    titles = {key: check.title.zh for key, check in catalogue().items()}
    suspected: Counter[str] = Counter()
    for findings in made.values():
        for one in findings:
            if one.check in assisted.checks and one.check in counted and one.outcome in FAULTS:
                suspected[one.check] += 1
    notes = []
    if suspected:
        names = "、".join(f"{titles.get(check, check)}{count}处" for check, count in sorted(suspected.items()))
        left = sum(task.pending and task.why != "cannot_tell" for task in tasks)
        state = f"尚有{left}处待人工确认，不计入扣分，只降低覆盖率" if left else "关系得分的均已确认"
        notes.append(
            f"下列检查项由程序提出疑似问题，经人工复核确认后才计入，全部网站合计：{names}；截至成文，{state}。"
        )
    demoted = {key: one for key, one in assisted.checks.items() if one.why != "mode" and key in counted}
    if demoted and assisted.min_precision is not None:
        names = "、".join(f"{titles.get(key, key)}（{_why(one)}）" for key, one in demoted.items())
        notes.append(
            f"本次评估要求检查项实测准确率95%区间的下限不低于{_percent(assisted.min_precision)}；下列检查项达不到，"
            f"本次改为人工复核确认后才计入：{names}。准确率测于{assisted.measured_on}。"
        )
    return tuple(notes)


def _why(one: AssistedCheck) -> str:
    if one.why == "unmeasured":
        return "没有实测"
    return f"实测{one.reported}处，准确率{_percent(one.precision)}，下限{_percent(one.low)}"


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}%"
