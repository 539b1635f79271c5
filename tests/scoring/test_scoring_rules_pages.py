"""The rule that each reference page prints gives the numbers that the page prints."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from rules_case import charged, page_node, page_rule
from scoring_case import finding, site, system

from hengping.indicators.rules import RULE_SPECS, Normalisation
from hengping.model.finding import Finding, Outcome
from hengping.scoring.normalise import normalise
from hengping.scoring.operators import OPERATORS
from hengping.scoring.plan import Supplied
from hengping.scoring.site import score_site

LINKS = [finding("broken_link", number, kind="link", on_home=number < 3) for number in range(18)]
GUIDES = [
    finding("guide_incomplete", number, Outcome.PASS if number < 17 else Outcome.FAIL, "guide") for number in range(20)
]


def surveys(count: int) -> list[Finding]:
    return [finding("survey_held", number, Outcome.PASS) for number in range(count)]


def lost(kind: str, *found: Finding, **situation: Any) -> Decimal:
    return sum((hit.points for hit in charged(page_rule(kind), *found, **situation).hits), Decimal(0))


def earned(kind: str, *found: Finding, **situation: Any) -> Fraction | None:
    return charged(page_rule(kind), *found, **situation).value


def visits(failed: int, all_of_them: int) -> Finding:
    return finding("home_unavailable", failed=failed, visits=all_of_them)


EXAMPLES: list[tuple[str, Callable[[], object], object]] = [
    ("per_hit", lambda: lost("per_hit", *LINKS), Decimal("4.5")),
    ("per_point", lambda: lost("per_point", visits(2, 100)), 10),
    ("per_point", lambda: lost("per_point", visits(3, 140)), 15),
    (
        "distinct",
        lambda: len(charged(page_rule("distinct"), finding("guide_incomplete", missing=["甲", "乙"])).hits),
        2,
    ),
    ("all_or_nothing", lambda: lost("all_or_nothing", finding("search_missing"), marks="3"), 3),
    ("any_zeroes", lambda: lost("any_zeroes", area=[finding("dark_link")], marks="1"), 1),
    ("count_up", lambda: lost("count_up", *surveys(2), marks="3"), 2),
    ("ratio", lambda: earned("ratio", *GUIDES, marks="4"), Fraction("3.4")),
    ("bands", lambda: [earned("bands", *surveys(number), marks="5") for number in (6, 5, 0)], [5, 2, 0]),
    ("levels", lambda: earned("levels", finding("list_missing"), marks="4"), 2),
    ("levels", lambda: earned("levels", supplied="partial", marks="4"), 2),
    (
        "checklist",
        lambda: earned(
            "checklist", values={"item/policy": "1", "item/persons": "0.5", "item/measures": "1"}, marks="3"
        ),
        Fraction("2.5"),
    ),
    (
        "shares",
        lambda: earned("shares", values={"item/icon": "1", "item/certificate": "1", "item/data": "0"}, marks="0.5"),
        Fraction("0.4"),
    ),
    ("range_by_unit", lambda: earned("range_by_unit", supplied="partial", marks="3.5"), Fraction("1.75")),
    (
        "mean_of",
        lambda: earned(
            "mean_of", values={"item/q1": "73.4", "item/q2": "80", "item/q3": "90", "item/q4": "100"}, marks="25"
        ),
        Fraction("21.4625"),
    ),
    ("given", lambda: earned("given", supplied="85", marks="20"), 17),
    ("external", lambda: earned("external", values={"satisfaction": "92.5"}), Fraction("9.25")),
    ("manual", lambda: earned("manual", assessments=("9", "8", "4")), 8),
    ("normalised", lambda: round(panel_of_one("1000"), 50), 50),
    ("feed", lambda: earned("feed", peers="16", marks="20"), 16),
]


def panel_of_one(value: str) -> Fraction:
    spec = {name: each for name, each in page_rule("normalised").items() if name != "kind"}
    return normalise(Normalisation.model_validate(spec), {"site": Fraction(value)}, {}, Fraction(100))["site"]


def test_every_page_has_an_example() -> None:
    assert {kind for kind, _, _ in EXAMPLES} == RULE_SPECS.keys()


@pytest.mark.parametrize(("kind", "example", "expected"), EXAMPLES)
def test_page_keeps_its_word(kind: str, example: Callable[[], object], expected: object) -> None:
    RULE_SPECS[kind].model_validate(page_rule(kind))
    assert example() == expected


NODES: list[tuple[str, dict[str, str], str]] = [
    ("sum", {"a": "NA", "b": "60"}, "80"),
    ("sum", {"a": "20", "b": "60"}, "80"),
    ("mean", {"a": "0.9", "b": "60", "c": "3"}, "0.7"),
    ("mean", {"a": "0.9", "b": "NA", "c": "3"}, "0.75"),
    ("weighted_mean", {"a": "90", "b": "80", "c": "70"}, "77"),
    ("weighted_mean", {"a": "NA", "b": "80", "c": "70"}, "73.75"),
    ("geometric_mean", {"a": "0.64", "b": "0.81"}, "0.72"),
    ("harmonic_mean", {"a": "0.6", "b": "0.3"}, "0.4"),
    ("minimum", {"a": "45", "b": "12"}, "6"),
    ("maximum", {"a": "45", "b": "12"}, "9"),
    ("deduct", {"a": "85.5", "b": "83", "c": "92"}, "60.5"),
]


def test_every_operator_has_an_example() -> None:
    assert {kind for kind, _, _ in NODES} == OPERATORS.keys()


@pytest.mark.parametrize(("operator", "values", "expected"), NODES)
def test_page_of_an_operator_keeps_its_word(operator: str, values: dict[str, str], expected: str) -> None:
    node = page_node(operator)
    given: Supplied = {name: "NA" if each == "NA" else Decimal(each) for name, each in values.items()}
    assert score_site(system(node, scale=node["marks"]), site(), [], given=given).raw_total == Decimal(expected)
