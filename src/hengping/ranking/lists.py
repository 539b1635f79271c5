"""Published lists (红榜、黑榜、进步榜): who is on them, and why, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import (
    FailedCondition,
    ImprovedCondition,
    LineCondition,
    ListCondition,
    NodeCondition,
    PlaceCondition,
    SiteList,
    TierCondition,
    TotalCondition,
)
from hengping.model.score import ListEntry, RankRow, Results, ScoreNode, SiteScore
from hengping.ranking.improved import most_improved
from hengping.ranking.naming import code_key

Reason = Callable[[SiteScore, RankRow], list[str]]
"""The reasons of one condition for one site; none when it does not hold."""


def make_lists(
    system: IndicatorSystem,
    scores: Sequence[SiteScore],
    rows: Mapping[str, RankRow],
    previous: Results | None = None,
) -> tuple[ListEntry, ...]:
    """Entries of all lists, list by list as the system names them, each in its own order.

    A blocked site is on no list. ``{value}`` in a condition's reason becomes the number it was decided on.

    Args:
        system: its lists.
        scores: in roster order.
        rows: this round's rows by site code.
        previous: the round before; lists of the most improved are empty without it.
    """
    return tuple(entry for each in system.lists for entry in _entries(system, each, scores, rows, previous))


def _entries(
    system: IndicatorSystem,
    each: SiteList,
    scores: Sequence[SiteScore],
    rows: Mapping[str, RankRow],
    previous: Results | None,
) -> list[ListEntry]:
    asked = [score for score in scores if score.state != "blocked" and (not each.groups or score.group in each.groups)]
    ranked = [rows[score.site_code] for score in asked if score.state != "not_ranked"]
    tests = [_test(system, condition, ranked, previous) for condition in each.conditions]
    listed: list[SiteScore] = []
    reasons: dict[str, tuple[str, ...]] = {}
    for score in asked:
        row = rows[score.site_code]
        found = tuple(dict.fromkeys(reason for test in tests for reason in test(score, row)))
        if found:
            listed.append(score)
            reasons[score.site_code] = found
    return [
        ListEntry(list_id=each.id, site_code=score.site_code, name=score.name, reasons=reasons[score.site_code])
        for score in _ordered(system, each, listed, scores)
    ]


def _test(  # noqa: PLR0911 - one return for each kind of condition
    system: IndicatorSystem, condition: ListCondition, ranked: Sequence[RankRow], previous: Results | None
) -> Reason:
    if isinstance(condition, ImprovedCondition):
        named = most_improved(system, condition, ranked, previous)
        return lambda score, _row: [named[score.site_code]] if score.site_code in named else []
    if isinstance(condition, TotalCondition):
        return lambda score, _row: _by_total(condition, score)
    if isinstance(condition, LineCondition):
        return lambda score, _row: [each.reason for each in score.fail_reasons if each.line_id == condition.line]
    if isinstance(condition, FailedCondition):
        return lambda score, _row: _failed(score)
    if isinstance(condition, TierCondition):
        return lambda _score, row: _by_tier(system, condition, row)
    if isinstance(condition, PlaceCondition):
        return lambda score, row: _by_place(condition, score, row)
    if isinstance(condition, NodeCondition):
        return lambda score, _row: _by_node(condition, score)
    return lambda score, _row: [veto.reason for veto in score.vetoes if veto.fired]


def _by_total(condition: TotalCondition, score: SiteScore) -> list[str]:
    if score.passed is not True or score.total is None or score.total < condition.value:
        return []
    return [_said(condition.reason, _plain(score.total)) or f"总分不低于{condition.value}分"]


def _failed(score: SiteScore) -> list[str]:
    if score.passed is not False:
        return []
    fired = [veto.reason for veto in score.vetoes if veto.fired]
    reasons = [*fired, *(each.reason for each in score.fail_reasons)]
    return reasons or [score.state_reason or "评估结果为不合格"]


def _by_tier(system: IndicatorSystem, condition: TierCondition, row: RankRow) -> list[str]:
    """Compared by what is printed: a failed site is in the tier that the system names for it."""
    titles = {tier.title.zh for tier in system.tiers_of(row.group) if tier.id == condition.tier}
    return [_said(condition.reason, row.tier) or f"评为{row.tier}"] if row.tier in titles else []


def _by_place(condition: PlaceCondition, score: SiteScore, row: RankRow) -> list[str]:
    """A place praises: a site that was vetoed or failed is not named for it, though it may have one."""
    if score.passed is not True or row.rank is None or row.rank > condition.at_most:
        return []
    place = f"并列第{row.rank}名" if row.tied else f"第{row.rank}名"
    return [_said(condition.reason, str(row.rank)) or f"{row.group}排名{place}"]


def _by_node(condition: NodeCondition, score: SiteScore) -> list[str]:
    """What was not looked at, or stands for information only (a vetoed site without a total), reaches no limit.

    ``at_least`` praises and holds only for sites that passed; ``below`` may hold for any.
    """
    if score.total is None or score.state == "not_ranked" or score.root is None:
        return []
    if condition.at_least is not None and score.passed is not True:
        return []
    node = _find(score.root, condition.node)
    if node is None or node.state in {"not_applicable", "not_tested"}:
        return []
    value = score.total if node is score.root else rounded(node.score, score.digits, score.rounding_mode)
    holds = value >= condition.at_least if condition.at_least is not None else value < (condition.below or 0)
    return [_said(condition.reason, _plain(value))] if holds else []


def _find(root: ScoreNode, item_id: str) -> ScoreNode | None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.item_id == item_id:
            return node
        waiting.extend(node.children)
    return None


def _said(reason: str, value: str) -> str:
    return reason.replace("{value}", value)


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _ordered(
    system: IndicatorSystem, each: SiteList, listed: Sequence[SiteScore], scores: Sequence[SiteScore]
) -> list[SiteScore]:
    groups = {group: number for number, group in enumerate(dict.fromkeys(score.group for score in scores))}
    position = {id(score): number for number, score in enumerate(listed)}
    keys: Mapping[str, Callable[[SiteScore], object]] = {
        "group": lambda score: groups[score.group],
        "score": lambda score: _merit(system, score),
        "code": lambda score: code_key(score.site_code),
        "roster": lambda score: position[id(score)],
    }
    return sorted(listed, key=lambda score: (*(keys[name](score) for name in each.order), code_key(score.site_code)))


def _merit(system: IndicatorSystem, score: SiteScore) -> Decimal:
    """Best first; sites without a total last."""
    if score.total is None:
        return Decimal("Infinity")
    return score.total if system.ranking_of(score.group).best == "lowest" else score.total.copy_negate()
