"""What documents say of assisted checks: which they are, why, and how much still waits for a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hengping.checks.catalogue import catalogue
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.assisted import FAULTS, Assisted, AssistedCheck


def method_notes(
    assisted: Assisted, made: Mapping[str, Sequence[Finding]], decided: Mapping[str, Sequence[Finding]]
) -> tuple[str, ...]:
    """Sentences for the notes of a bulletin; none when no assisted check found anything and none was demoted.

    Args:
        assisted: as recorded in the run.
        made: findings as the checks made them, by site.
        decided: the same with what people have said.
    """
    titles = {key: check.title.zh for key, check in catalogue().items()}
    suspected: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for site_code, findings in made.items():
        now = {one.finding_id: one.outcome for one in decided[site_code]}
        for one in findings:
            if one.check in assisted.checks and one.outcome in FAULTS:
                suspected[one.check] += 1
                waiting[one.check] += now.get(one.finding_id) is Outcome.CANNOT_TELL
    notes = []
    if suspected:
        names = "、".join(f"{titles.get(check, check)}{count}处" for check, count in sorted(suspected.items()))
        left = waiting.total()
        state = f"尚有{left}处待复核，不计入扣分，只降低覆盖率" if left else "均已复核"
        notes.append(
            f"下列检查项由程序提出疑似问题，经人工复核确认后才计入，全部网站合计：{names}；截至成文，{state}。"
        )
    demoted = {key: one for key, one in assisted.checks.items() if one.why != "mode"}
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
