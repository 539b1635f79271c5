"""Conditions on finding values."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from scoring_case import finding

from hengping.indicators.selectors import Condition, Selector
from hengping.model.finding import Outcome
from hengping.scoring.select import FindingIndex, holds, number_of


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("dynamic", "dynamic", True),
        ("dynamic", "notice", False),
        (1, 1, True),
        (1, "1", False),
        (1, True, False),
        (True, True, True),
        (True, 1, False),
        ({"in": ["notice", "policy"]}, "policy", True),
        ({"in": ["notice", "policy"]}, "dynamic", False),
        ({"in": [404, 410]}, 410, True),
        ({"at_least": 2}, 2, True),
        ({"at_least": 2}, "2.5", True),
        ({"at_least": 2}, 1, False),
        ({"at_least": 2}, "two", False),
        ({"at_least": 2}, True, False),
        ({"at_most": 2}, 3, False),
        ({"above": 2}, 2, False),
        ({"below": 2}, 2, False),
        ({"above": 1, "below": 2}, Decimal("1.5"), True),
        ({"at_least": 0}, "NaN", False),
        ({"size_at_least": 2}, ["a", "b"], True),
        ({"size_at_least": 2}, ["a"], False),
        ({"size_at_least": 2}, 5, False),
    ],
)
def test_condition(condition: Any, value: Any, *, expected: bool) -> None:
    assert holds(Condition.model_validate(condition), value) is expected


def test_empty_condition_is_refused() -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate({})


def test_floats_are_read_as_printed() -> None:
    assert number_of(0.1) == Decimal("0.1")
    assert number_of(None) is None


def test_concerned_keeps_what_could_not_be_told() -> None:
    selector = Selector.model_validate({"check": "stale_section", "where": {"section_class": "dynamic"}})
    ours = finding("stale_section", 1, section_class="dynamic")
    other = finding("stale_section", 2, section_class="notice")
    whole_site = finding("stale_section", 3, Outcome.NOT_TESTED, kind="site")
    index = FindingIndex([other, whole_site, ours])
    assert {each.finding_id for each in index.concerned(selector)} == {ours.finding_id, whole_site.finding_id}
    assert index.hits(selector) == [ours]


def test_order_of_findings_does_not_matter() -> None:
    findings = [finding("broken_link", number, kind="link") for number in range(9)]
    selector = Selector(check="broken_link")
    assert FindingIndex(findings).hits(selector) == FindingIndex(reversed(findings)).hits(selector)
