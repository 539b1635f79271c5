"""Rule kinds that turn a number, a level or parts into points: worked examples of their reference pages, and edges."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from rules_case import charged
from scoring_case import finding

from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome

GUIDES = {
    "kind": "share",
    "select": [{"check": "guide_incomplete", "outcomes": ["pass"]}],
    "of": [{"check": "guide_incomplete", "outcomes": ["pass", "partly", "fail"]}],
}
"""Complete guides among all guides."""


def guides(complete: int, incomplete: int) -> list[Finding]:
    return [
        finding("guide_incomplete", number, Outcome.PASS if number < complete else Outcome.FAIL, "guide")
        for number in range(complete + incomplete)
    ]


def test_ratio_of_a_share_of_findings() -> None:
    found = charged({"kind": "ratio", "quantity": GUIDES}, *guides(17, 3), marks="4")
    assert found.value == Fraction("3.4")
    assert (found.raw_value, found.note) == ("0.85", "17/20 = 0.85")
    assert len(found.finding_ids) == 17
    half = {"kind": "ratio", "quantity": GUIDES, "base": Decimal("0.5")}
    assert charged(half, *guides(17, 3), marks="4").value == Fraction("2.8")


def test_ratio_without_anything_to_judge() -> None:
    found = charged({"kind": "ratio", "quantity": GUIDES})
    assert found.absent
    assert not found.waiting
    assert found.value is None


def test_share_that_does_not_end_is_marked_as_rounded() -> None:
    assert charged({"kind": "ratio", "quantity": GUIDES}, *guides(1, 2)).note == "1/3 ≈ 0.333333"


def test_share_is_never_more_than_all() -> None:
    upside_down = {"kind": "share", "select": GUIDES["of"], "of": GUIDES["select"]}
    rule = {"kind": "bands", "quantity": upside_down, "bands": [{"at_most": 1, "points": 3}, {"above": 1, "points": 9}]}
    assert charged(rule, *guides(1, 2)).value == 3


@pytest.mark.parametrize(
    ("supplied", "expected"), [("0.5", "5"), ("0", "0"), ("1", "10"), ("1.2", "10"), ("-0.1", "0"), ("0.125", "1.25")]
)
def test_ratio_of_a_supplied_number_stays_inside_the_marks(supplied: str, expected: str) -> None:
    assert charged({"kind": "ratio"}, supplied=supplied).value == Fraction(expected)


def test_ratio_that_rewards_low_numbers() -> None:
    rule = {"kind": "ratio", "base": 30, "target": 5}
    assert [charged(rule, supplied=days).value for days in ("5", "30", "20", "0", "90")] == [10, 0, 4, 10, 0]


def test_ratio_waits_for_its_number() -> None:
    assert charged({"kind": "ratio"}).waiting
    measured = {"kind": "ratio", "quantity": {"kind": "supplied", "measure": "coverage"}}
    assert charged(measured).waiting
    assert charged(measured, values={"coverage": "0.75"}).value == Fraction("7.5")
    assert charged(measured, values={"coverage": "0.75"}, supplied="1").value == 10


def test_a_word_is_no_number() -> None:
    for rule in ({"kind": "ratio"}, {"kind": "given"}, {"kind": "external"}, {"kind": "normalised", "method": "rank"}):
        with pytest.raises(InputError, match="“很多”不是数字") as caught:
            charged(rule, supplied="很多")
        assert caught.value.where == "item"


def test_ruling_on_the_number_stands_instead_of_findings() -> None:
    found = charged({"kind": "ratio", "quantity": GUIDES}, *guides(17, 3), supplied="1")
    assert (found.value, found.note) == (Fraction(10), "")


SURVEYS = {
    "kind": "bands",
    "quantity": {"kind": "count", "select": [{"check": "survey_held", "outcomes": ["pass"]}]},
    "bands": [{"at_least": 6, "points": 5}, {"at_least": 1, "below": 6, "points": 2}, {"below": 1, "points": 0}],
}


@pytest.mark.parametrize(("held", "points"), [(6, 5), (7, 5), (5, 2), (1, 2), (0, 0)])
def test_bands_of_a_count(held: int, points: int) -> None:
    surveys = [finding("survey_held", number, Outcome.PASS) for number in range(held)]
    found = charged(SURVEYS, *surveys, marks="5")
    assert found.value == points
    assert (found.raw_value, found.note) == (str(held), f"共 {held} 项")
    assert len(found.finding_ids) == held


def test_bands_ends_are_inclusive_or_exclusive_as_written() -> None:
    rule = {
        "kind": "bands",
        "bands": [
            {"above": 85, "share": 100},
            {"at_least": 60, "at_most": 85, "share": 60},
            {"below": 60, "share": 0},
        ],
    }
    found = {each: charged(rule, supplied=each).value for each in ("85.000001", "85", "60", "59.999999")}
    assert found == {"85.000001": 10, "85": 6, "60": 6, "59.999999": 0}


def test_bands_never_give_more_than_the_marks() -> None:
    assert charged(SURVEYS, supplied="9", marks="3").value == 3


def test_number_outside_all_bands_is_refused() -> None:
    half = Decimal("0.5")
    rule = {"kind": "bands", "bands": [{"at_least": 0, "below": half, "points": 0}, {"at_least": 1, "points": 2}]}
    with pytest.raises(InputError, match=r"数值 0\.7 不在任何分段内") as caught:
        charged(rule, supplied="0.7")
    assert caught.value.remedy


@pytest.mark.parametrize(("over", "expected"), [("mean", "0.8"), ("sum", "2.4"), ("min", "0.6"), ("max", "1")])
def test_values_of_several_findings_are_joined(over: str, expected: str) -> None:
    quantity = {"kind": "value", "select": {"check": "message_unanswered"}, "name": "rate", "over": over}
    rates = [finding("message_unanswered", number, rate=rate) for number, rate in enumerate([0.6, "0.8", 1])]
    found = charged({"kind": "ratio", "quantity": quantity, "target": 3}, *rates, marks="3")
    assert found.value == Fraction(expected)
    assert not found.open


def test_findings_without_the_value_leave_the_item_open() -> None:
    quantity = {"kind": "value", "select": {"check": "message_unanswered"}, "name": "rate"}
    rule = {"kind": "ratio", "quantity": quantity}
    known, unknown = finding("message_unanswered", 1, rate="0.5"), finding("message_unanswered", 2, rate="?")
    assert charged(rule, known, unknown).value == 5
    assert charged(rule, known, unknown).open
    assert charged(rule, unknown).absent
    assert charged(rule).absent
    total = {"kind": "ratio", "quantity": quantity | {"over": "sum"}}
    assert charged(total).value == 0
    assert charged(total, unknown).absent


LISTS: dict[str, Any] = {
    "kind": "levels",
    "levels": [
        {"id": "none", "title": "未公开", "points": 0, "select": [{"check": "list_missing"}], "at_least": 2},
        {"id": "partial", "title": "部分公开", "points": 2, "select": [{"check": "list_missing"}]},
        {"id": "complete", "title": "全部公开", "points": 4},
    ],
}


@pytest.mark.parametrize(("missing", "level", "points"), [(0, "complete", 4), (1, "partial", 2), (3, "none", 0)])
def test_levels_by_findings(missing: int, level: str, points: int) -> None:
    found = charged(LISTS, *(finding("list_missing", number) for number in range(missing)), marks="4")
    assert (found.value, found.raw_value) == (Fraction(points), level)
    assert len(found.finding_ids) == missing


def test_level_that_remains_may_stand_anywhere() -> None:
    turned = LISTS | {"levels": [LISTS["levels"][2], *LISTS["levels"][:2]]}
    assert charged(turned, finding("list_missing"), marks="4").value == 2
    assert charged(turned, marks="4").value == 4


def test_levels_without_a_remainder_give_nothing() -> None:
    found = charged(LISTS | {"levels": LISTS["levels"][:2]}, marks="4")
    assert (found.value, found.note) == (Fraction(0), "不符合任何等次")


def test_levels_by_name() -> None:
    named = {
        "kind": "levels",
        "levels": [{"id": "full", "title": "好", "share": 100}, {"id": "half", "title": "中", "share": 50}],
    }
    assert charged(named).waiting
    found = charged(named, supplied="half", marks="3")
    assert (found.value, found.raw_value, found.note) == (Fraction("1.5"), "half", "等次：中")
    assert charged(LISTS, finding("list_missing"), supplied="complete", marks="4").value == 4


@pytest.mark.parametrize("word", ["great", "2"])
def test_unknown_level_names_the_known_ones(word: str) -> None:
    with pytest.raises(InputError, match=f"“{word}”不是等次") as caught:
        charged(LISTS, supplied=word)
    assert caught.value.where == "item"
    assert "none（未公开）、partial（部分公开）、complete（全部公开）" in caught.value.remedy


POVERTY: dict[str, Any] = {
    "kind": "checklist",
    "elements": [
        {"id": "policy", "title": "政策", "points": 1},
        {"id": "persons", "title": "对象", "points": 1},
        {"id": "measures", "title": "措施", "points": 1},
    ],
}


def test_checklist_of_supplied_parts() -> None:
    known = {"item/policy": "1", "item/persons": "0.5", "item/measures": "1"}
    found = charged(POVERTY, values=known, marks="3")
    assert (found.value, found.raw_value, found.note) == (Fraction("2.5"), "2/3", "未得满：对象（50%）")
    assert charged(POVERTY, values=known, marks="6").value == 5


def test_checklist_waits_until_a_part_is_known() -> None:
    found = charged(POVERTY, marks="3")
    assert found.waiting
    assert found.value is None
    assert found.note == "等待：政策、对象、措施"


@pytest.mark.parametrize(("untested", "points"), [("keep", 2), ("zero", 0), ("exclude", 0)])
def test_a_lost_part_stays_lost_while_others_are_waited_for(untested: str, points: int) -> None:
    found = charged(POVERTY, values={"item/policy": "0"}, marks="3", untested=untested)
    assert (found.value, found.open, found.raw_value) == (points, True, "0/3")
    assert found.note == "未得满：政策；等待：对象、措施"


def test_known_parts_stand_for_the_others_in_proportion() -> None:
    found = charged(POVERTY, values={"item/policy": "1", "item/persons": "0.5"}, marks="3", untested="exclude")
    assert found.value == Fraction(9, 4)  # 1.5 of 2, on 3 marks


@pytest.mark.parametrize("value", ["2", "-0.5", "yes"])
def test_part_outside_zero_to_one_is_refused(value: str) -> None:
    with pytest.raises(InputError) as caught:
        charged(POVERTY, values={"item/policy": value})
    assert caught.value.where == "item/policy"


def test_checklist_by_findings_and_people_together() -> None:
    shown = {"select": [{"check": "icon_shown", "outcomes": ["pass"]}]}
    mixed = POVERTY | {"elements": [POVERTY["elements"][0] | shown, *POVERTY["elements"][1:]]}
    people = {"item/persons": "1", "item/measures": "0"}
    seen = finding("icon_shown", outcome=Outcome.PASS)
    assert charged(mixed, seen, values=people, marks="3").value == 2
    assert charged(mixed, seen, values=people, marks="3").finding_ids == (seen.finding_id,)
    assert charged(mixed, values=people, marks="3").value == 1
    assert charged(mixed, seen, values=people | {"item/policy": "0"}, marks="3").value == 1


def test_points_supplied_for_a_checklist_stand() -> None:
    assert charged(POVERTY, supplied="2.5", marks="3").value == Fraction("2.5")


def test_shares_of_the_marks() -> None:
    rule = {
        "kind": "shares",
        "shares": [
            {"id": "icon", "title": "图标显示", "share": 50},
            {"id": "certificate", "title": "证书可打开", "share": 30},
            {"id": "data", "title": "数据正确", "share": 20},
        ],
    }
    known = {"item/icon": "1", "item/certificate": "1", "item/data": "0"}
    found = charged(rule, values=known, marks="0.5")
    assert (found.value, found.raw_value, found.note) == (Fraction("0.4"), "2/3", "未得满：数据正确")
    assert charged(rule).waiting


def test_range_by_unit_earns_the_marks_of_the_unit() -> None:
    levels = {
        "kind": "levels",
        "levels": [{"id": each, "title": each, "share": share} for each, share in (("full", 100), ("partial", 50))],
    }
    rule = {
        "kind": "range_by_unit",
        "by": "group",
        "marks": {"市场监管": Decimal("3.5")},
        "otherwise": Decimal("0.5"),
        "rule": levels,
    }
    assert charged(rule, supplied="partial", marks="3.5").value == Fraction("1.75")
    assert charged(rule, supplied="partial", marks="0.5").value == Fraction("0.25")
