"""Laws of scoring, on the shipped systems and on small made ones."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws_case import checks_of, finding, passes, site, small_systems

from hengping.indicators.load import load_system
from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.finding import Finding, Outcome
from hengping.model.score import ScoreNode, SiteScore
from hengping.scoring.site import score_site

SHIPPED = {name: load_system(name) for name in ("national-check-2019", "guangxi-2017")}
TINY = Decimal("1e-20")
"""Fractions such as thirds are kept exactly inside and shown with 28 digits."""

CLASSES = ["dynamic", "notice", "policy", "interpretation", "plan", "survey", "interview", "topic"]
ELEMENTS = ["事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程"]

VALUES = st.fixed_dictionaries(
    {
        "section_class": st.sampled_from(CLASSES),
        "level": st.integers(1, 2),
        "on_home": st.booleans(),
        "missing": st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=8, unique=True),
        "tag": st.sampled_from(["SiteName", "ColumnName", "PubDate"]),
        "visits": st.just(140),
        "failed": st.integers(0, 140),
    }
)


def faults(system: IndicatorSystem, outcomes: tuple[Outcome, ...] = (Outcome.FAIL,)) -> st.SearchStrategy[Finding]:
    return st.builds(
        finding,
        st.sampled_from(sorted(checks_of(system))),
        st.integers(0, 40),
        st.sampled_from(outcomes),
        VALUES,
    )


def unique(findings: list[Finding]) -> list[Finding]:
    return list({each.finding_id: each for each in findings}.values())


def all_nodes(node: ScoreNode) -> list[ScoreNode]:
    return [node, *(each for child in node.children for each in all_nodes(child))]


def standing(score: SiteScore) -> Decimal:
    """The total as one number: a vetoed site stands below every score."""
    return Decimal(-1) if score.raw_total is None else score.raw_total


def root_of(score: SiteScore) -> ScoreNode:
    assert score.root is not None
    return score.root


any_system = st.one_of(st.sampled_from(list(SHIPPED.values())), small_systems())
any_class = st.sampled_from(["A", "B", ""])


@settings(max_examples=60, deadline=None)
@given(data=st.data(), system=any_system, site_class=any_class)
def test_scores_stay_between_zero_and_full(data: Any, system: IndicatorSystem, site_class: str) -> None:
    findings = unique(data.draw(st.lists(faults(system, tuple(Outcome)), max_size=25)))
    score = score_site(system, site(site_class), findings)
    if score.root is None:
        return
    for node in all_nodes(score.root):
        assert 0 <= node.score <= node.full, node.item_id
        assert node.index_value is None or 0 <= node.index_value <= 1
        assert node.checked <= node.checkable
    assert 0 <= score.coverage <= 1


@settings(max_examples=60, deadline=None)
@given(data=st.data(), system=any_system, site_class=any_class)
def test_one_more_fault_never_raises_a_score(data: Any, system: IndicatorSystem, site_class: str) -> None:
    everything_ran = passes(checks_of(system))
    findings = unique([*everything_ran, *data.draw(st.lists(faults(system), max_size=20))])
    fault = data.draw(faults(system))
    before = score_site(system, site(site_class), [each for each in findings if each.finding_id != fault.finding_id])
    after = score_site(system, site(site_class), unique([*findings, fault]))
    if fault.finding_id in {each.finding_id for each in findings}:
        return
    assert standing(after) <= standing(before)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), system=any_system)
def test_order_of_findings_is_irrelevant(data: Any, system: IndicatorSystem) -> None:
    findings = unique(data.draw(st.lists(faults(system, tuple(Outcome)), max_size=20)))
    shuffled = data.draw(st.permutations(findings))
    first, second = score_site(system, site("A"), findings), score_site(system, site("A"), shuffled)
    assert codec.encode(first) == codec.encode(second)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), system=any_system)
def test_parts_sum_to_totals(data: Any, system: IndicatorSystem) -> None:
    """Every sum node whose parts were all scored is their sum; every item is its marks less what counted."""
    findings = unique([*passes(checks_of(system)), *data.draw(st.lists(faults(system), max_size=20))])
    score = score_site(system, site("A"), findings)
    specs = system.nodes()
    for node in all_nodes(root_of(score)):
        operator = specs[node.item_id].operator
        if specs[node.item_id].rounding is not None:
            continue
        whole = all(child.state in {"scored", "given"} for child in node.children)
        if node.children and operator == "sum" and whole:
            parts = sum((child.score for child in node.children), Decimal(0))
            reached = min(parts, node.full) if specs[node.item_id].capped else parts
            assert abs(node.score - reached) < TINY, node.item_id
        if node.children and operator == "deduct" and node.state == "scored":
            lost = sum(child.full - child.score for child in node.children if child.state != "not_applicable")
            assert abs(node.score - max(node.full - lost, Decimal(0))) < TINY, node.item_id
        charged = node.rule in {"per_hit", "all_or_nothing", "any_zeroes", "distinct", "per_point"}
        if node.state == "scored" and charged and specs[node.item_id].gate is None:
            assert node.score == node.full - sum(each.counted for each in node.deductions), node.item_id
    if score.raw_total is not None:
        assert score.raw_total == root_of(score).score
        assert score.total == rounded(score.raw_total, score.digits, score.rounding_mode)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), system=any_system)
def test_caps_dominate_and_no_fault_is_charged_twice(data: Any, system: IndicatorSystem) -> None:
    findings = unique([*passes(checks_of(system)), *data.draw(st.lists(faults(system), max_size=40))])
    score = score_site(system, site("A"), findings)
    charged_by: dict[str, set[str]] = {}
    for node in all_nodes(root_of(score)):
        assert sum(each.counted for each in node.deductions) <= node.full
        for each in node.deductions:
            assert each.counted <= each.points
            assert not each.suppressed_by or each.counted == 0
            if each.counted:
                charged_by.setdefault(each.finding_id, set()).add(node.item_id)
    assert all(len(items) == 1 for items in charged_by.values())


@settings(max_examples=60, deadline=None)
@given(deduct=st.decimals(0, 100, places=2), bonus=st.decimals(0, 30, places=2))
def test_gate_dominates(deduct: Decimal, bonus: Decimal) -> None:
    score = score_site(SHIPPED["national-check-2019"], site("A"), [], given={"deduct": deduct, "bonus": bonus})
    assert score.total == (deduct + bonus if deduct > 80 else deduct)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(SHIPPED)))
def test_a_veto_dominates_everything(data: Any, name: str) -> None:
    system = SHIPPED[name]
    veto = data.draw(st.sampled_from(system.vetoes)).id
    findings = unique(data.draw(st.lists(faults(system), max_size=5)))
    values = {veto: Decimal(1), "total": data.draw(st.decimals(0, int(system.scale), places=1))}
    score = score_site(system, site("A"), findings, given=values)
    assert (score.state, score.total, score.passed) == ("vetoed", None, False)


@pytest.mark.parametrize("lost", range(0, 76, 5))
def test_rescaling_keeps_ratios(lost: int) -> None:
    system = SHIPPED["national-check-2019"]
    given_values = {"publishing": Decimal(35), "interaction": Decimal(20), "design": Decimal(20)}
    for name in ("publishing", "interaction", "design"):
        taken = min(Decimal(lost), given_values[name])
        given_values[name] -= taken
        lost -= int(taken)
    reached = sum(given_values.values())
    score = score_site(system, site("B"), [], given=given_values)
    assert score.raw_total is not None
    assert abs(score.raw_total - reached * 4 / 3) < TINY
