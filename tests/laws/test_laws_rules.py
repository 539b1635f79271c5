"""Laws of the rule kinds: inside the marks, never better for one more fault or a worse number, order irrelevant."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws_case import finding, site

from hengping.indicators.rules import RULE_SPECS
from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.rules import RULES
from hengping.scoring.select import FindingIndex
from hengping.scoring.site import score_site

QUICK = settings(max_examples=20, deadline=None)
ALL = ["pass", "partly", "fail"]
FAULT = {"check": "broken_link"}
SEEN = {"check": "broken_link", "outcomes": ALL}
GOOD = {"check": "broken_link", "outcomes": ["pass"]}

FAULTS: dict[str, dict[str, Any]] = {
    "per_hit": {"kind": "per_hit", "tariffs": [{"select": FAULT, "points": 1, "per": 3, "cap": 2}]},
    "per_hit full": {"kind": "per_hit", "tariffs": [{"select": FAULT, "points": 2, "per": 2, "count": "full"}]},
    "per_point": {
        "kind": "per_point",
        "select": SEEN,
        "value": "rate",
        "base": 20,
        "points": Decimal("0.1"),
        "count": "started",
    },
    "distinct": {"kind": "distinct", "select": FAULT, "value": "missing", "points": 1},
    "all_or_nothing": {"kind": "all_or_nothing", "select": [FAULT], "at_least": 3},
    "any_zeroes": {"kind": "any_zeroes", "select": [FAULT]},
    "ratio": {"kind": "ratio", "quantity": {"kind": "share", "select": [GOOD], "of": [SEEN]}},
    "ratio of faults": {"kind": "ratio", "quantity": {"kind": "count", "select": [FAULT]}, "base": 5, "target": 0},
    "bands": {
        "kind": "bands",
        "quantity": {"kind": "count", "select": [FAULT]},
        "bands": [{"below": 1, "share": 100}, {"at_least": 1, "at_most": 3, "share": 40}, {"above": 3, "share": 0}],
    },
    "levels": {
        "kind": "levels",
        "levels": [
            {"id": "none", "title": "无", "share": 0, "select": [FAULT], "at_least": 4},
            {"id": "some", "title": "部分", "share": 50, "select": [FAULT]},
            {"id": "all", "title": "全部", "share": 100},
        ],
    },
}
"""Rules under which a further fault is bad; each item has the marks of the situation."""

SUPPLIED: dict[str, dict[str, Any]] = {
    "ratio": {"kind": "ratio", "base": -20, "target": 60},
    "bands": {"kind": "bands", "bands": [{"below": 10, "share": 0}, {"at_least": 10, "share": 70}]},
    "external": {"kind": "external", "scale": 80, "low": 20},
}
"""Rules that turn any number into points, a higher one into no fewer."""

marks_drawn = st.decimals(0, 50, places=1)
numbers = st.decimals(-200, 200, places=3)
found_drawn = st.lists(
    st.tuples(
        st.sampled_from([Outcome.PASS, Outcome.FAIL, Outcome.PARTLY, Outcome.CANNOT_TELL]),
        st.lists(st.sampled_from("甲乙丙丁"), max_size=3),
        st.fractions(0, 1, max_denominator=50),
    ),
    max_size=9,
)


def findings(drawn: Sequence[tuple[Outcome, list[str], Fraction]]) -> list[Finding]:
    return [
        finding("broken_link", number, outcome, {"missing": missing, "rate": float(rate)})
        for number, (outcome, missing, rate) in enumerate(drawn)
    ]


def charge(rule: dict[str, Any], marks: Decimal, found: Sequence[Finding] = (), **more: Any) -> Charge:
    spec = RULE_SPECS[rule["kind"]].model_validate(rule)
    situation = Situation(marks=marks, findings=FindingIndex(found), item_id="item", **more)
    return RULES[rule["kind"]](spec, situation)


def worth(result: Charge, marks: Decimal) -> Fraction:
    """Points of the item after its own caps, as an item alone would count them."""
    if result.value is not None:
        return result.value
    buckets: dict[str, Decimal] = {}
    for hit in result.hits:
        cap = hit.bucket_cap if hit.bucket_cap is not None else marks * len(result.hits)
        key = hit.bucket or hit.finding.finding_id
        buckets[key] = min(buckets.get(key, Decimal(0)) + hit.points, cap)
    asked = min(sum(buckets.values(), Decimal(0)), marks)
    return Fraction(asked if result.bonus else marks - asked)


@pytest.mark.parametrize("name", FAULTS)
@QUICK
@given(drawn=found_drawn, marks=marks_drawn, order=st.randoms(use_true_random=False))
def test_points_stay_inside_the_marks_in_any_order(name: str, drawn: Any, marks: Decimal, order: Any) -> None:
    found = findings(drawn)
    result = charge(FAULTS[name], marks, found)
    if not result.absent:
        assert 0 <= worth(result, marks) <= marks
    order.shuffle(found)
    assert charge(FAULTS[name], marks, found) == result


@pytest.mark.parametrize("name", FAULTS)
@QUICK
@given(drawn=found_drawn, marks=marks_drawn, missing=st.lists(st.sampled_from("甲乙丙丁"), max_size=3))
def test_one_more_fault_never_raises_the_points(name: str, drawn: Any, marks: Decimal, missing: list[str]) -> None:
    found = findings(drawn)
    fault = finding("broken_link", 99, Outcome.FAIL, {"missing": missing, "rate": 0.5})
    before, after = charge(FAULTS[name], marks, found), charge(FAULTS[name], marks, [*found, fault])
    if not before.absent:
        assert worth(after, marks) <= worth(before, marks)


@QUICK
@given(drawn=found_drawn, marks=marks_drawn)
def test_one_more_event_never_lowers_a_bonus(drawn: Any, marks: Decimal) -> None:
    rule = {"kind": "count_up", "select": GOOD, "points": 2}
    found = findings(drawn)
    before = worth(charge(rule, marks, found), marks)
    after = worth(charge(rule, marks, [*found, finding("broken_link", 99, Outcome.PASS, {})]), marks)
    assert 0 <= before <= after <= marks


@pytest.mark.parametrize("name", SUPPLIED)
@QUICK
@given(low=numbers, high=numbers, marks=marks_drawn)
def test_better_number_never_earns_less(name: str, low: Decimal, high: Decimal, marks: Decimal) -> None:
    low, high = sorted((low, high))
    worse, better = (charge(SUPPLIED[name], marks, supplied=each).value for each in (low, high))
    assert worse is not None
    assert better is not None
    assert 0 <= worse <= better <= marks


@pytest.mark.parametrize("name", SUPPLIED)
@QUICK
@given(value=numbers, marks=marks_drawn, times=st.integers(1, 9))
def test_points_grow_with_the_marks(name: str, value: Decimal, marks: Decimal, times: int) -> None:
    one, many = (charge(SUPPLIED[name], each, supplied=value).value for each in (marks, marks * times))
    assert one is not None
    assert many == one * times


@QUICK
@given(ends=st.lists(st.integers(-50, 50), min_size=1, max_size=5, unique=True), value=st.integers(-60, 60))
def test_number_on_an_end_belongs_to_the_inclusive_side(ends: list[int], value: int) -> None:
    ends = sorted(ends)
    lows: list[int | None] = [None, *ends]
    highs: list[int | None] = [*ends, None]
    upwards = [
        {"at_least": low, "below": high, "share": number}
        for number, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]
    downwards = [
        {"above": low, "at_most": high, "share": number}
        for number, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]
    for bands, passed in ((upwards, [end <= value for end in ends]), (downwards, [end < value for end in ends])):
        result = charge({"kind": "bands", "bands": bands}, Decimal(100), supplied=Decimal(value))
        assert result.value == sum(passed)


parts_drawn = st.lists(st.decimals(0, 1, places=2), min_size=3, max_size=3)


@pytest.mark.parametrize("kind", ["checklist", "shares"])
@QUICK
@given(known=parts_drawn, better=parts_drawn, marks=marks_drawn)
def test_parts_add_up_and_better_parts_never_earn_less(
    kind: str, known: list[Decimal], better: list[Decimal], marks: Decimal
) -> None:
    names = "abc"
    worth_of = (
        [{"share": each} for each in (50, 30, 20)] if kind == "shares" else [{"points": each} for each in (5, 3, 2)]
    )
    listed = [{"id": name, "title": name} | each for name, each in zip(names, worth_of, strict=True)]
    rule = {"kind": kind, "elements" if kind == "checklist" else "shares": listed}

    def points(values: list[Decimal]) -> Fraction:
        supplied = {f"item/{name}": value for name, value in zip(names, values, strict=True)}
        value = charge(rule, marks, values=supplied).value
        assert value is not None
        return value

    first, second, third = (Fraction(each) for each in known)
    assert points(known) == Fraction(marks) * (5 * first + 3 * second + 2 * third) / 10
    raised = [max(pair) for pair in zip(known, better, strict=True)]
    assert points(known) <= points(raised) <= points([Decimal(1)] * 3) == marks
    assert points([Decimal(0)] * 3) == 0


@QUICK
@given(quarters=st.lists(st.decimals(0, 100, places=2), min_size=4, max_size=4), lacking=st.integers(0, 3))
def test_mean_of_lies_between_its_parts_and_ignores_their_order(quarters: list[Decimal], lacking: int) -> None:
    rule = {
        "kind": "mean_of",
        "scale": 100,
        "missing": "skip",
        "parts": [{"id": f"q{number}", "title": f"第{number}季度"} for number in range(4)],
    }

    def points(values: list[Decimal]) -> Fraction | None:
        supplied = {f"item/q{number}": value for number, value in enumerate(values)}
        return charge(rule, Decimal(100), values=supplied).value

    known = quarters[lacking:]
    value = points(known)
    assert value is not None
    assert min(known) <= value <= max(known)
    assert value == points(sorted(known))
    zero = charge(
        rule | {"missing": "zero"}, Decimal(100), values={f"item/q{at}": each for at, each in enumerate(known)}
    )
    assert zero.value is not None
    assert zero.value <= value


@pytest.mark.parametrize("combine", ["mean", "median", "trimmed_mean"])
@QUICK
@given(marks=st.lists(st.decimals(0, 10, places=1), min_size=1, max_size=7), order=st.randoms(use_true_random=False))
def test_joined_marks_lie_between_those_of_the_assessors(combine: str, marks: list[Decimal], order: Any) -> None:
    rule = {"kind": "manual", "combine": combine}
    shuffled = list(marks)
    order.shuffle(shuffled)
    joined = charge(rule, Decimal(10), assessments=tuple(marks))
    assert joined == charge(rule, Decimal(10), assessments=tuple(shuffled))
    assert joined.value is not None
    assert min(marks) <= joined.value <= max(marks)


@QUICK
@given(value=st.decimals(-5, 10, places=2), times=st.integers(1, 20))
def test_given_scales_like_the_rest(value: Decimal, times: int) -> None:
    plain = charge({"kind": "given", "low": -5}, Decimal(10), supplied=value)
    scaled = charge({"kind": "given", "low": -5 * times, "scale": 10 * times}, Decimal(10), supplied=value * times)
    assert plain.value == scaled.value == Fraction(value)


@QUICK
@given(drawn=found_drawn, marks=marks_drawn, name=st.sampled_from(sorted(FAULTS)))
def test_range_by_unit_says_what_its_inner_rule_says(drawn: Any, marks: Decimal, name: str) -> None:
    wrapped = {"kind": "range_by_unit", "by": "class", "marks": {"A": marks}, "rule": FAULTS[name]}
    found = findings(drawn)
    assert charge(wrapped, marks, found) == charge(FAULTS[name], marks, found)


@settings(max_examples=100, deadline=None)
@given(
    home=st.lists(st.booleans(), max_size=8),
    more=st.booleans(),
    number=st.integers(100, 130),
    per=st.integers(2, 4),
    count=st.sampled_from(["started", "full"]),
)
def test_one_more_fault_never_raises_a_score_with_lots(
    *, home: list[bool], more: bool, number: int, per: int, count: str
) -> None:
    """Home page links are charged by the second item, because they weigh more there; all links fill lots."""
    link = {"check": "broken_link"}
    lots = {"kind": "per_hit", "tariffs": [{"select": link, "points": 1, "per": per, "count": count}]}
    heavy = {"kind": "per_hit", "tariffs": [{"select": link | {"where": {"on_home": True}}, "points": 2}]}
    items = [
        {"id": name, "title": name, "kind": "item", "marks": 50, "rule": rule}
        for name, rule in (("lots", lots), ("heavy", heavy))
    ]
    checked = IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "small",
            "version": "1",
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 100,
            "tree": {"id": "total", "title": "总分", "kind": "system", "children": items},
        }
    )
    found = [finding("broken_link", each, Outcome.FAIL, {"on_home": on_home}) for each, on_home in enumerate(home)]
    found.append(finding("broken_link", 1000, Outcome.PASS, {}))
    fault = finding("broken_link", number, Outcome.FAIL, {"on_home": more})
    before, after = (score_site(checked, site("A"), each).raw_total for each in (found, [*found, fault]))
    assert before is not None
    assert after is not None
    assert after <= before
