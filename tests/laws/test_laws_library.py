"""Laws on every shipped system, with findings made from its own selectors: pages are shared, values are supplied."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hengping.indicators.load import list_systems
from hengping.indicators.rules import AllOrNothing, AnyZeroes, Distinct, PerHit, PerPoint, inner_rule, selectors_of
from hengping.indicators.selectors import Condition, Selector
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model import codec
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.review import Review
from hengping.model.score import RankRow, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.ranking.results import rank
from hengping.scoring.plan import Value
from hengping.scoring.site import score_site
from hengping.scoring.values import limits_of

CODE = "4500000001"
SYSTEMS = {system.id: system for system in list_systems()}
VERDICTS = (Outcome.PASS, Outcome.PARTLY, Outcome.FAIL)
OPEN = (Outcome.NOT_TESTED, Outcome.BLOCKED, Outcome.ERROR, Outcome.CANNOT_TELL)

laws = settings(max_examples=25, deadline=None)


def selectors(system: IndicatorSystem) -> list[Selector]:
    rules = [selectors_of(item.rule) for item in system.items() if item.rule is not None]
    return [each for group in (*rules, *(veto_selectors(veto.rule) for veto in system.vetoes)) for each in group]


def _held(condition: Condition) -> list[Any]:
    """Values on both sides of a condition."""
    if condition.within is not None:
        return [*condition.within, "另一种"]
    if "equals" in condition.model_fields_set:
        return [not condition.equals, condition.equals] if isinstance(condition.equals, bool) else [condition.equals, 0]
    if condition.size_at_least is not None:
        return [["要素"] * condition.size_at_least, ["要素"] * (condition.size_at_least - 1)]
    edge = next(
        each for each in (condition.at_least, condition.at_most, condition.below, condition.above) if each is not None
    )
    return [float(edge), float(edge) + 1, float(edge) - 1]


def value_pools(system: IndicatorSystem) -> dict[str, dict[str, list[Any]]]:
    """What the values of a check's findings may be, by check and name: from the rules that read them."""
    pools: dict[str, dict[str, list[Any]]] = {}
    for each in selectors(system):
        pool = pools.setdefault(each.check, {})
        for name, condition in each.where.items():
            pool.setdefault(name, []).extend(_held(condition))
    for item in system.items():
        rule = inner_rule(item.rule) if item.rule is not None else None
        if isinstance(rule, Distinct):
            pools[rule.select.check][rule.value] = [["甲"], ["甲", "乙"], ["丙", "丁", "戊"], []]
        elif isinstance(rule, PerPoint):
            pool = pools[rule.select.check]
            if rule.value:
                pool[rule.value] = [0, 0.01, 0.05, 0.5, 1]
            else:
                pool |= {rule.denominator: [140], rule.numerator: [0, 1, 3, 8, 140]}
    return pools


POOLS = {name: value_pools(system) for name, system in SYSTEMS.items()}


every_system = pytest.mark.parametrize("name", sorted(SYSTEMS))
checked_system = pytest.mark.parametrize("name", sorted(name for name, pools in POOLS.items() if pools))
vetoing_system = pytest.mark.parametrize("name", sorted(name for name, system in SYSTEMS.items() if system.vetoes))


def page_of(system: IndicatorSystem, check: str, number: int) -> str:
    """A page; checks that see one cause exclude each other, so each of a group has its own."""
    group = next((group for group in system.once if check in group.checks), None)
    part = "" if group is None else str(group.checks.index(check))
    return f"http://www.example.gov.cn/{part}{number}"


def made(system: IndicatorSystem, check: str, number: int, target: int, outcome: Outcome, values: Any) -> Finding:
    url = page_of(system, check, number)
    return Finding(
        finding_id=finding_id(check, CODE, url, str(target)),
        site_code=CODE,
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind="page", url=url),
        values=values,
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(check),
    )


def findings_of(name: str, outcomes: tuple[Outcome, ...] = VERDICTS) -> st.SearchStrategy[Finding]:
    system, pools = SYSTEMS[name], POOLS[name]

    def of_check(check: str) -> st.SearchStrategy[Finding]:
        values = st.fixed_dictionaries({key: st.sampled_from(pool) for key, pool in pools[check].items()})
        return st.builds(
            lambda number, target, outcome, held: made(system, check, number, target, outcome, held),
            st.integers(0, 9),
            st.integers(0, 2),
            st.sampled_from(outcomes),
            values,
        )

    return st.sampled_from(sorted(pools)).flatmap(of_check)


def unique(findings: list[Finding]) -> list[Finding]:
    return list({each.finding_id: each for each in findings}.values())


def draw_findings(data: Any, name: str, outcomes: tuple[Outcome, ...] = VERDICTS, most: int = 30) -> list[Finding]:
    return unique(data.draw(st.lists(findings_of(name, outcomes), max_size=most))) if POOLS[name] else []


def everything_ran(name: str) -> list[Finding]:
    system = SYSTEMS[name]
    return [made(system, check, 50, 0, Outcome.PASS, {}) for check in sorted(POOLS[name])]


def draw_values(data: Any, name: str, *, odd: bool = True) -> dict[str, Value]:
    """Values for some keys: numbers within their limits and, when ``odd``, missing and not applicable ones."""
    system, found = SYSTEMS[name], {}
    branches = {node.id for node in system.tree.walk() if node.rule is None}
    for key, limit in limits_of(system).items():
        if key in branches or data.draw(st.integers(0, 3)) == 0:
            continue
        if limit.words:
            found[key] = data.draw(st.sampled_from(limit.words))
        elif limit.veto:
            found[key] = Decimal(data.draw(st.sampled_from([0, 0, 0, 1])))
        else:
            low, high = limit.low, limit.high
            found[key] = data.draw(st.decimals(low if low is not None else -50, high or 100, places=2))
        if odd and data.draw(st.integers(0, 9)) == 0:
            found[key] = data.draw(st.sampled_from([None, "NA"]))
    return found


def site_of(system: IndicatorSystem, data: Any) -> Site:
    groups = sorted({group for track in system.tracks for group in track.groups} | {"市"})
    return Site(
        site_code=CODE,
        name="示例",
        url="http://www.example.gov.cn/",
        group=data.draw(st.sampled_from(groups)),
        site_class=data.draw(st.sampled_from(["A", "B", ""])),
    )


def all_nodes(node: ScoreNode) -> list[ScoreNode]:
    return [node, *(each for child in node.children for each in all_nodes(child))]


def standing(score: SiteScore) -> Decimal:
    """The printed total as one number: an unscored site stands below every score."""
    return Decimal(-1000) if score.total is None else score.total


def low_of(system: IndicatorSystem) -> Decimal:
    low = limits_of(system)[system.tree.id].low
    return Decimal(0) if low is None else low


@every_system
@laws
@given(data=st.data())
def test_totals_stay_within_the_scale_and_coverage_within_one(name: str, data: Any) -> None:
    system = SYSTEMS[name]
    findings = draw_findings(data, name, tuple(Outcome))
    score = score_site(system, site_of(system, data), findings, given=draw_values(data, name))
    assert 0 <= score.coverage <= 1
    assert score.items.applicable == sum(
        getattr(score.items, each) for each in ("checked", "partly", "blocked", "errors", "waiting", "untested")
    )
    if score.total is not None:
        assert low_of(system) <= score.total <= system.scale
        assert score.raw_total is not None
        assert low_of(system) <= score.raw_total <= system.scale


@checked_system
@laws
@given(data=st.data())
def test_every_deduction_is_a_fault_that_was_found_and_no_cap_is_passed(name: str, data: Any) -> None:
    system = SYSTEMS[name]
    findings = draw_findings(data, name, most=60)
    score = score_site(system, site_of(system, data), findings)
    if score.root is None:
        return
    known = {each.finding_id for each in findings}
    nodes = {node.item_id: node for node in all_nodes(score.root)}
    holders: dict[str, str] = {}
    for node in nodes.values():
        assert sum(each.counted for each in node.deductions) <= node.full
        assert set(node.finding_ids) <= known
        for each in node.deductions:
            assert each.finding_id in known
            assert abs(each.counted) <= abs(each.points)
            if each.suppressed_by:
                assert each.counted == 0
                assert each.suppressed_by in known | set(nodes)
                assert each.suppressed_by != node.item_id
            elif each.counted > 0:
                assert holders.setdefault(each.finding_id, node.item_id) == node.item_id


@every_system
@laws
@given(data=st.data())
def test_order_of_findings_and_reviews_is_irrelevant(name: str, data: Any) -> None:
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    findings = draw_findings(data, name, tuple(Outcome))
    reviews = [
        Review(
            site_code=CODE,
            finding_id=each.finding_id,
            outcome=data.draw(st.sampled_from(VERDICTS)),
            explained=data.draw(st.booleans()),
            actor="甲",
            decided_at=datetime(2026, 11, 20, 8, minute % 60, second=minute // 60, tzinfo=UTC),
            reason="复核",
        )
        for minute, each in enumerate(findings * 2)
        if data.draw(st.integers(0, 2)) == 0
    ]
    first = score_site(system, site, findings, reviews)
    second = score_site(system, site, data.draw(st.permutations(findings)), data.draw(st.permutations(reviews)))
    assert codec.encode(first) == codec.encode(second)


def tier_place(system: IndicatorSystem, row: RankRow) -> int:
    """How high the row's tier is; -1 for none, -2 for the one of the failed."""
    if row.tier and row.tier in {system.veto_tier, system.fail_tier}:
        return -2
    tiers = [tier for tier in system.tiers_of(row.group) if not tier.by_rank]
    titles = [tier.title.zh for tier in sorted(tiers, key=lambda tier: tier.at_least or tier.above or Decimal(-99))]
    return titles.index(row.tier) if row.tier in titles else -1


def assert_not_better(system: IndicatorSystem, before: SiteScore, after: SiteScore) -> None:
    assert standing(after) <= standing(before)
    fired = {veto.veto_id for veto in before.vetoes if veto.fired}
    assert fired <= {veto.veto_id for veto in after.vetoes if veto.fired}
    assert not (before.passed is False and after.passed is True)
    old, new = rank(system, [before]).ranks[0], rank(system, [after]).ranks[0]
    assert tier_place(system, new) <= tier_place(system, old)


@checked_system
@laws
@given(data=st.data())
def test_one_more_fault_never_helps(name: str, data: Any) -> None:
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    findings = unique([*everything_ran(name), *draw_findings(data, name)])
    fault = data.draw(findings_of(name, (Outcome.FAIL,)))
    assume(fault.finding_id not in {each.finding_id for each in findings})
    values = draw_values(data, name, odd=False)
    before = score_site(system, site, findings, given=values)
    after = score_site(system, site, [*findings, fault], given=values)
    assert_not_better(system, before, after)


@checked_system
@laws
@given(data=st.data())
def test_a_pass_that_becomes_a_fail_never_helps(name: str, data: Any) -> None:
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    findings = unique([*everything_ran(name), *draw_findings(data, name)])
    bonus = {
        select.check
        for item in system.items()
        if item.rule is not None and not isinstance(inner_rule(item.rule), PerHit | AnyZeroes | AllOrNothing | Distinct)
        for select in selectors_of(item.rule)
    }
    passed = [
        number
        for number, each in enumerate(findings)
        if each.outcome is Outcome.PASS and each.check not in bonus and each.values
    ]
    assume(passed)
    turned = data.draw(st.sampled_from(passed))
    old = findings[turned]
    worse = [*findings]
    worse[turned] = made(system, old.check, 51, 0, Outcome.FAIL, old.values)
    worse[turned] = Finding(
        **{field: getattr(worse[turned], field) for field in worse[turned].__struct_fields__ if field != "finding_id"},
        finding_id=old.finding_id,
    )
    assert_not_better(system, score_site(system, site, findings), score_site(system, site, worse))


@vetoing_system
@laws
@given(data=st.data())
def test_a_veto_that_fires_never_helps(name: str, data: Any) -> None:
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    values: Mapping[str, Value] = draw_values(data, name, odd=False)
    veto = data.draw(st.sampled_from(system.vetoes))
    assume((site.site_class or "A") not in veto.absent_for)
    assume(site.group not in veto.absent_groups and (not veto.only_groups or site.group in veto.only_groups))
    before = score_site(system, site, [], given={**values, veto.id: Decimal(0)})
    after = score_site(system, site, [], given={**values, veto.id: Decimal(1)})
    assert_not_better(system, before, after)
    if veto.sets is None:
        assert after.state == "vetoed"
        assert after.passed is False
        assert rank(system, [after]).ranks[0].vetoed


@every_system
@laws
@given(data=st.data())
def test_the_tools_own_failures_are_as_if_nothing_was_seen(name: str, data: Any) -> None:
    """An error, a refusal or a doubt beside a verdict takes nothing off and gives nothing."""
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    findings = unique([*everything_ran(name), *draw_findings(data, name)])
    known = {each.finding_id for each in findings}
    more = [each for each in draw_findings(data, name, OPEN) if each.finding_id not in known]
    before, after = score_site(system, site, findings), score_site(system, site, [*findings, *more])
    assert after.coverage <= before.coverage
    assert {veto.veto_id for veto in after.vetoes if veto.fired} <= {
        veto.veto_id for veto in before.vetoes if veto.fired
    }
    if after.state == before.state:
        assert after.raw_total == before.raw_total


@every_system
@laws
@given(data=st.data())
def test_a_lower_value_never_helps(name: str, data: Any) -> None:
    """Of the kinds whose value is in points of the item: less of one item is never more of the whole."""
    system, site = SYSTEMS[name], site_of(SYSTEMS[name], data)
    values = draw_values(data, name, odd=False)
    limits, items = limits_of(system), {item.id: item for item in system.items()}
    lowered = [
        key
        for key, value in values.items()
        if key.partition("/")[0] in items and isinstance(value, Decimal) and limits[key].low is not None
    ]
    assume(lowered)
    key = data.draw(st.sampled_from(lowered))
    low, old = limits[key].low, values[key]
    assert isinstance(old, Decimal)
    less = data.draw(st.decimals(low, old, places=2))
    before = score_site(system, site, [], given=values)
    after = score_site(system, site, [], given={**values, key: less})
    assert_not_better(system, before, after)
