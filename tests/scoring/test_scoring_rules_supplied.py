"""Rule kinds whose value comes from people, tables or other sites: worked examples of their pages, and edges."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from rules_case import charged

from hengping.model.errors import InputError

QUARTERS: dict[str, Any] = {
    "kind": "mean_of",
    "scale": 100,
    "parts": [{"id": f"q{number}", "title": f"第{number}季度"} for number in range(1, 5)],
}
YEAR = {"item/q1": "73.4", "item/q2": "80", "item/q3": "90", "item/q4": "100"}
THREE = {name: value for name, value in YEAR.items() if name != "item/q4"}


def test_mean_of_four_quarters() -> None:
    found = charged(QUARTERS, values=YEAR, marks="25")
    assert found.value == Fraction("21.4625")
    assert (found.raw_value, found.note) == ("85.85", "4 项平均：73.4、80、90、100")


def test_missing_quarter() -> None:
    assert charged(QUARTERS, values=THREE).waiting
    assert charged(QUARTERS, values=THREE).note == "等待：第4季度"
    skipped = charged(QUARTERS | {"missing": "skip"}, values=THREE, marks="100")
    assert skipped.value == Fraction("243.4") / 3
    assert skipped.note == "3 项平均：73.4、80、90；第4季度缺，未计入"
    assert charged(QUARTERS | {"missing": "zero"}, values=THREE, marks="100").value == Fraction("60.85")
    assert all(charged(QUARTERS | {"missing": each}).waiting for each in ("skip", "zero"))


def test_mean_of_takes_the_mean_itself() -> None:
    assert charged(QUARTERS, supplied="85.85", marks="25").value == Fraction("21.4625")
    assert charged({k: v for k, v in QUARTERS.items() if k != "scale"}, supplied="8", marks="10").value == 8


@pytest.mark.parametrize(("name", "value"), [("item/q1", "100.5"), ("item/q2", "-1"), ("item/q3", "好")])
def test_wrong_quarter_is_named(name: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        charged(QUARTERS, values=YEAR | {name: value})
    assert caught.value.where == name


def test_given_is_converted_from_its_scale() -> None:
    assert charged({"kind": "given", "scale": 100}, marks="20", supplied="85").value == 17
    assert charged({"kind": "given"}, marks="20", supplied="8.5").value == Fraction("8.5")
    assert charged({"kind": "given"}).waiting


def test_given_may_take_off_down_to_its_low() -> None:
    assert charged({"kind": "given", "low": -5}, marks="5", supplied="-2").value == -2
    assert charged({"kind": "given", "low": -10, "scale": 10}, marks="5", supplied="-4").value == -2


@pytest.mark.parametrize(("rule", "value"), [({"low": -5}, "-5.1"), ({}, "-0.1"), ({}, "10.1"), ({"scale": 9}, "9.1")])
def test_given_outside_its_range_is_refused(rule: dict[str, Any], value: str) -> None:
    with pytest.raises(InputError, match="超出") as caught:
        charged({"kind": "given"} | rule, supplied=value)
    assert caught.value.where == "item"


def test_external_measure() -> None:
    rule = {"kind": "external", "measure": "satisfaction", "scale": 100, "unit": "%"}
    found = charged(rule, values={"satisfaction": "92.5"})
    assert (found.value, found.raw_value, found.note) == (Fraction("9.25"), "92.5%", "")
    from_sixty = rule | {"low": 60}
    assert charged(from_sixty, values={"satisfaction": "92.5"}).value == Fraction("8.125")
    low = charged(from_sixty, values={"satisfaction": "55"})
    assert (low.value, low.note) == (Fraction(0), "低于量程，按 0 计")
    high = charged(rule, values={"satisfaction": "120"})
    assert (high.value, high.note) == (Fraction(10), "超出量程，按上限计")


def test_external_is_known_by_the_item_or_waits() -> None:
    assert charged({"kind": "external"}, values={"item": "7"}).value == 7
    assert charged({"kind": "external"}, values={"item": "7"}, supplied="3").value == 3
    assert charged({"kind": "external"}).waiting


def test_external_that_rewards_low_measures() -> None:
    rule = {"kind": "external", "low": 50, "scale": 10}
    assert [charged(rule, supplied=each).value for each in ("10", "50", "30", "5", "90")] == [10, 0, 5, 10, 0]


def test_external_without_a_range_is_refused() -> None:
    with pytest.raises(InputError, match="scale 与 low 相同"):
        charged({"kind": "external", "low": 10}, supplied="5", marks="10")


def test_manual_waits_for_a_person() -> None:
    assert charged({"kind": "manual"}).waiting
    assert charged({"kind": "manual"}, supplied="0").value == 0
    assert charged({"kind": "manual"}, assessments=("1.5",)).value == Fraction("1.5")


@pytest.mark.parametrize(("combine", "expected"), [("mean", 7), ("median", 8), ("trimmed_mean", 8)])
def test_marks_of_three_assessors(combine: str, expected: int) -> None:
    rule = {"kind": "manual", "assessors": 3, "combine": combine}
    found = charged(rule, assessments=("9", "8", "4"))
    assert found.value == expected
    assert found.raw_value == "4、8、9"
    assert found.note.startswith("3 人评分，取")


def test_marks_of_few_assessors() -> None:
    assert charged({"kind": "manual", "assessors": 2, "combine": "trimmed_mean"}, assessments=("9", "4")).value == 6.5
    assert charged({"kind": "manual", "assessors": 2, "combine": "median"}, assessments=("9", "4")).value == 6.5
    found = charged({"kind": "manual", "assessors": 3}, assessments=("9", "4"))
    assert found.waiting
    assert found.note == "已有 2 人评分，需要 3 人"


def test_marks_too_far_apart_wait_for_an_arbiter() -> None:
    rule = {"kind": "manual", "assessors": 3, "max_difference": 3}
    found = charged(rule, assessments=("9", "8", "4"))
    assert found.waiting
    assert found.note == "评分相差 5，超过 3，等待仲裁"
    assert charged(rule, assessments=("9", "8", "4"), supplied="7.5").value == Fraction("7.5")
    assert charged(rule, assessments=("7", "8", "5")).value == Fraction(20, 3)


def test_marks_outside_the_item_are_refused() -> None:
    for situation in ({"supplied": "11"}, {"assessments": ("5", "11")}, {"supplied": "-1"}):
        with pytest.raises(InputError):
            charged({"kind": "manual"}, **situation)


def test_normalised_is_what_the_panel_says() -> None:
    rule = {"kind": "normalised", "method": "min_max", "measure": "lines"}
    found = charged(rule, values={"lines": "1000"}, peers="5")
    assert (found.value, found.raw_value) == (Fraction(5), "1000")
    waiting = charged(rule, values={"lines": "1000"})
    assert waiting.waiting
    assert waiting.raw_value == "1000"


def test_normalised_may_lie_outside_the_marks() -> None:
    assert charged({"kind": "normalised", "method": "z_score"}, supplied="3", peers="-1.5").value == Fraction("-1.5")


def test_feed_is_what_the_subordinate_units_give() -> None:
    found = charged({"kind": "feed"}, peers="16", marks="20")
    assert (found.value, found.raw_value) == (Fraction(16), "0.8")
    assert charged({"kind": "feed"}).waiting
    assert charged({"kind": "feed"}, peers="16", supplied="12", marks="20").value == 12
    assert charged({"kind": "feed"}, peers="0", marks="0").value == 0


def test_exact_values_are_never_binary() -> None:
    assert charged({"kind": "external", "scale": 3}, supplied="0.1", marks="1").value == Fraction(1, 30)
    assert charged({"kind": "given", "scale": Decimal("0.3")}, supplied="0.1", marks="1").value == Fraction(1, 3)
