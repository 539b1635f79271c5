"""The census table of 2015: what is confirmed in it, its worked examples, and its twin inside Guangxi's 2017 system."""

from decimal import Decimal
from typing import Any

import pytest

from hengping.checks.catalogue import catalogue
from hengping.indicators.examples import Example
from hengping.indicators.lint import lint
from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import SiteScore
from hengping.pipeline.examples import score_example

HOME_2_PERCENT = {"check": "home_unavailable", "outcome": "pass", "values": {"visits": 150, "failed": 3}}


def _links(on_home: int, elsewhere: int) -> list[dict[str, Any]]:
    return [
        {"check": "broken_link", "kind": "link", "repeat": on_home, "values": {"on_home": True}},
        {"check": "broken_link", "kind": "link", "repeat": elsewhere, "values": {"on_home": False}},
    ]


def _overdue(*classes: str) -> list[dict[str, Any]]:
    return [{"check": "stale_section", "kind": "section", "values": {"section_class": name}} for name in classes]


def _guides(*missing: str) -> list[dict[str, Any]]:
    return [{"check": "guide_incomplete", "kind": "guide", "values": {"missing": list(missing)}}]


EXAMPLES: dict[str, tuple[list[dict[str, Any]], dict[str, int], str]] = {
    "1": (_guides("办理时间", "联系电话") * 2, {}, "4"),
    "2": (_guides("办理时间", "联系电话") + _guides("申请条件"), {}, "6"),
    "3": ([HOME_2_PERCENT, *_links(3, 15)], {}, "14.5"),
    "4": (_overdue("dynamic", "notice", "plan"), {"home-updates": 9}, "17"),
    "5": ([], {"surveys-count": 4, "interviews-count": 0}, "8"),
}
"""Findings, supplied counts, and points lost."""


@pytest.fixture(scope="module")
def census() -> IndicatorSystem:
    return load_system("census-2015")


def _score(system: IndicatorSystem, findings: list[dict[str, Any]], given: dict[str, int]) -> SiteScore:
    case = {"title": "例", "site": {"class": "A"}, "findings": findings, "given": given, "expect": {}}
    return score_example(system, Example.model_validate(case))


def test_lint_finds_nothing_and_all_checks_exist() -> None:
    assert lint("census-2015", catalogue()) == []


def test_vetoes_are_confirmed_and_only_guides_among_the_points(census: IndicatorSystem) -> None:
    """Read at the source: all vetoes, and of the points those of guide elements alone."""
    assert {veto.status for veto in census.vetoes} == {"confirmed"}
    assert {veto.basis for veto in census.vetoes} == {f"C15-V{number}" for number in range(1, 6)}
    assert [item.id for item in census.items() if item.status == "confirmed"] == ["guides"]
    assert all(item.note for item in census.items() if item.status == "unconfirmed")


def test_every_line_of_the_table_has_its_item(census: IndicatorSystem) -> None:
    codes = {code.partition(".")[0] for item in census.items() for code in item.basis.split("、")}
    assert codes == {f"C15-D{number}" for number in range(1, 11)}


@pytest.mark.parametrize("number", EXAMPLES)
def test_worked_example(census: IndicatorSystem, number: str) -> None:
    findings, given, lost = EXAMPLES[number]
    assert _score(census, findings, given).total == 100 - Decimal(lost)


def test_examples_3_to_5_together_are_just_a_pass(census: IndicatorSystem) -> None:
    findings = [finding for number in "345" for finding in EXAMPLES[number][0]]
    given = {item: value for number in "345" for item, value in EXAMPLES[number][1].items()}
    score = _score(census, findings, given)
    assert score.total == Decimal("60.5") == 100 - sum(Decimal(EXAMPLES[number][2]) for number in "345")
    assert score.passed is True
    assert score.fail_reasons == ()


@pytest.mark.parametrize(("on_home", "elsewhere", "passed"), [(39, 10, True), (39, 11, False), (39, 9, True)])
def test_more_than_40_lost_fails(census: IndicatorSystem, on_home: int, elsewhere: int, *, passed: bool) -> None:
    score = _score(census, _links(on_home, elsewhere), {})
    assert score.passed is passed
    assert [reason.line_id for reason in score.fail_reasons] == ([] if passed else ["lost_over_40"])


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_guangxi_2017_takes_its_health_from_this_table(census: IndicatorSystem, number: str) -> None:
    findings, given, _ = EXAMPLES[number]
    guangxi = _score(load_system("guangxi-2017"), findings, given)
    assert guangxi.root is not None
    (health,) = [node for node in guangxi.root.children if node.item_id == "health"]
    assert health.score == _score(census, findings, given).raw_total


@pytest.mark.parametrize(("guides", "lost"), [(8, 16), (7, 14)])
def test_missing_classes_are_capped(census: IndicatorSystem, guides: int, lost: int) -> None:
    classes = ["事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程"]
    findings = [finding for name in classes[:guides] for finding in _guides(name) * 3]
    assert _score(census, findings, {}).total == 100 - lost
