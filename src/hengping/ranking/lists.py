"""Published lists (红榜、黑榜): who is on them, and why, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import LineCondition, ListCondition, SiteList, TotalCondition
from hengping.model.score import ListEntry, SiteScore


def make_lists(system: IndicatorSystem, scores: Sequence[SiteScore]) -> tuple[ListEntry, ...]:
    """Entries of all lists, list by list as the system names them, each in its own order."""
    return tuple(entry for each in system.lists for entry in _entries(each, scores))


def _entries(each: SiteList, scores: Sequence[SiteScore]) -> list[ListEntry]:
    listed = [(score, reasons) for score in _ordered(each, scores) if (reasons := _reasons(each, score))]
    return [
        ListEntry(list_id=each.id, site_code=score.site_code, name=score.name, reasons=reasons)
        for score, reasons in listed
    ]


def _reasons(each: SiteList, score: SiteScore) -> tuple[str, ...]:
    """Reasons of all conditions that hold; a blocked site is on no list."""
    if score.state == "blocked":
        return ()
    return tuple(dict.fromkeys(reason for condition in each.conditions for reason in _holding(condition, score)))


def _holding(condition: ListCondition, score: SiteScore) -> list[str]:
    if isinstance(condition, TotalCondition):
        reached = score.passed is True and score.total is not None and score.total >= condition.value
        return [condition.reason or f"总分不低于{condition.value}分"] if reached else []
    if isinstance(condition, LineCondition):
        return [each.reason for each in score.fail_reasons if each.line_id == condition.line]
    return [veto.reason for veto in score.vetoes if veto.fired]


_LOWEST = Decimal("-Infinity")


def _ordered(each: SiteList, scores: Sequence[SiteScore]) -> list[SiteScore]:
    groups = {group: number for number, group in enumerate(dict.fromkeys(score.group for score in scores))}
    position = {id(score): number for number, score in enumerate(scores)}
    keys: Mapping[str, Callable[[SiteScore], object]] = {
        "group": lambda score: groups[score.group],
        "score": lambda score: -(score.total if score.total is not None else _LOWEST),
        "code": lambda score: score.site_code,
        "roster": lambda score: position[id(score)],
    }
    return sorted(scores, key=lambda score: (*(keys[name](score) for name in each.order), score.site_code))
