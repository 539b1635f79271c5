"""Laws of vetoes, explanations, left-out parts and sites judged together."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from laws_case import CHECKS, CODE, checks_of, finding, passes, site, small_systems

from hengping.indicators.system import Defaults, IndicatorSystem
from hengping.indicators.verdicts import Veto, WhenVetoed
from hengping.model import codec
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.scoring.many import score_sites
from hengping.scoring.site import score_site

TINY = Decimal("1e-20")
VALUES = st.fixed_dictionaries(
    {"on_home": st.booleans(), "missing": st.lists(st.sampled_from("甲乙丙丁"), min_size=1, unique=True)}
)
FAULTS = st.builds(finding, st.sampled_from(CHECKS), st.integers(0, 20), st.just(Outcome.FAIL), VALUES)


def unique(findings: list[Finding]) -> list[Finding]:
    return list({each.finding_id: each for each in findings}.values())


def changed(system: IndicatorSystem, **fields: Any) -> IndicatorSystem:
    return system.model_copy(update=fields)


def total(score: SiteScore) -> Decimal:
    return Decimal(-1) if score.raw_total is None else score.raw_total


def accepted(findings: list[Finding]) -> list[Review]:
    return [
        Review(
            site_code=CODE,
            finding_id=each.finding_id,
            explained=True,
            actor="评估员",
            decided_at=datetime(2026, 11, 21, tzinfo=UTC),
            reason="情况说明属实",
        )
        for each in findings
    ]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), system=small_systems(), share=st.sampled_from(["0.3", "0.6", "1"]))
def test_an_explanation_never_costs_and_a_further_fault_never_helps(
    data: Any, system: IndicatorSystem, share: str
) -> None:
    rules = changed(system, defaults=Defaults(explained_kept=Decimal(share)))
    faults = unique(data.draw(st.lists(FAULTS, max_size=12)))
    reviews = accepted(data.draw(st.lists(st.sampled_from(faults), unique_by=id)) if faults else [])
    findings = [*passes(checks_of(system)), *faults]
    plain, explained = score_site(rules, site("A"), findings), score_site(rules, site("A"), findings, reviews)
    assert total(explained) >= total(plain)
    worse = score_site(rules, site("A"), unique([data.draw(FAULTS), *findings]), reviews)
    assert total(worse) <= total(explained)


VETO = {"id": "V", "title": "否决", "reason": "否决", "rule": {"kind": "manual"}}


@settings(max_examples=40, deadline=None)
@given(data=st.data(), system=small_systems(), number=st.integers(0, 20))
def test_a_veto_that_sets_a_node_never_helps(data: Any, system: IndicatorSystem, number: int) -> None:
    name = data.draw(st.sampled_from([child.id for child in system.tree.children]))
    rules = changed(system, vetoes=(Veto.model_validate(VETO | {"sets": {"node": name, "score": number}}),))
    findings = [*passes(checks_of(system)), *unique(data.draw(st.lists(FAULTS, max_size=8)))]
    fired = score_site(rules, site("A"), findings, given={"V": Decimal(1)})
    quiet = score_site(rules, site("A"), findings, given={"V": Decimal(0)})
    assert fired.state == quiet.state
    assert total(fired) <= total(quiet)
    assert fired.root is not None
    child = next(each for each in fired.root.children if each.item_id == name)
    assert child.state == "not_applicable" or child.score <= number


@settings(max_examples=40, deadline=None)
@given(data=st.data(), system=small_systems())
def test_a_veto_that_keeps_the_total_changes_the_state_alone(data: Any, system: IndicatorSystem) -> None:
    findings = [*passes(checks_of(system)), *unique(data.draw(st.lists(FAULTS, max_size=8)))]
    kept = score_site(
        changed(system, vetoes=(Veto.model_validate(VETO),), when_vetoed=WhenVetoed(keep=True)),
        site("A"),
        findings,
        given={"V": Decimal(1)},
    )
    plain = score_site(system, site("A"), findings)
    assert (kept.state, kept.passed) == ("vetoed", False)
    assert (kept.total, kept.raw_total) == (plain.total, plain.raw_total)


@settings(max_examples=40, deadline=None)
@given(
    marks=st.lists(st.integers(1, 50), min_size=2, max_size=6),
    shares=st.lists(st.integers(0, 100), min_size=6, max_size=6),
    left_out=st.integers(0, 4),
    operator=st.sampled_from(["sum", "weighted_mean", "mean"]),
)
def test_rescaling_keeps_ratios(marks: list[int], shares: list[int], left_out: int, operator: str) -> None:
    """Whatever is left out, the others keep their proportions, and full marks stay full marks."""
    weights = [Fraction(each, sum(marks)) for each in marks]
    children = [
        {"id": f"i{at}", "title": "项", "kind": "item", "marks": each, "rule": {"kind": "given", "scale": 100}}
        | ({"weight": weights[at]} if operator == "weighted_mean" else {})
        for at, each in enumerate(marks)
    ]
    tree = {"id": "total", "title": "总分", "kind": "system", "operator": operator, "children": children}
    rules = IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "ratio",
            "version": "1",
            "title": "比例",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": sum(marks),
            "tree": tree,
        }
    )
    out = min(left_out, len(marks) - 1)
    given_values = {f"i{at}": "NA" if at < out else Decimal(shares[at]) for at in range(len(marks))}
    score = score_site(rules, site("A"), [], given=given_values)
    kept = range(out, len(marks))
    weight = {at: 1 if operator == "mean" else marks[at] for at in kept}
    index = Fraction(sum(shares[at] * weight[at] for at in kept), 100 * sum(weight.values()))
    assert score.raw_total is not None
    assert abs(Fraction(score.raw_total) - sum(marks) * index) < Fraction(TINY)
    assert score.items.applicable == len(marks) - out


CROSSING = {
    "id": "total",
    "title": "总分",
    "kind": "system",
    "operator": "geometric_mean",
    "normalise": {"method": "percentile"},
    "children": [
        {
            "id": f"i{at}",
            "title": "项",
            "kind": "item",
            "marks": 100,
            "rule": {"kind": "normalised", "method": method, "transform": "sqrt"},
        }
        for at, method in enumerate(["min_max", "rank", "distance"])
    ],
}


@settings(max_examples=25, deadline=None)
@given(data=st.data(), count=st.integers(2, 7))
def test_sites_judged_together_do_not_depend_on_the_order_of_the_roster(data: Any, count: int) -> None:
    rules = IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "crossing",
            "version": "1",
            "title": "指数",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 100,
            "tree": CROSSING,
        }
    )
    sites = [Site(site_code=f"s{at}", name="网站", url="") for at in range(count)]
    numbers = st.integers(1, 1000)
    values = {each.site_code: {f"i{at}": Decimal(data.draw(numbers)) for at in range(3)} for each in sites}
    first = score_sites(rules, sites, {}, given=values)
    second = score_sites(rules, data.draw(st.permutations(sites)), {}, given=values)
    by_code = {score.site_code: codec.encode(score) for score in second}
    assert [codec.encode(score) for score in first] == [by_code[score.site_code] for score in first]
    assert all(score.raw_total is not None and 0 <= score.raw_total <= 100 for score in first)
