"""Vetoes of one group alone, and what a veto's number means."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import finding, item, site, system

from hengping.scoring.site import score_site

GIVEN = {"kind": "given"}


def veto(name: str = "V", **more: Any) -> dict[str, Any]:
    rule = {"kind": "count", "at_least": 1, "select": [{"check": "blank_section"}]}
    return {"id": name, "title": "否决", "rule": rule, "reason": "空白栏目{count}个", **more}


@pytest.mark.parametrize(
    ("limits", "applies"),
    [
        ({}, True),
        ({"only_groups": ["县市区"]}, True),
        ({"only_groups": ["新媒体"]}, False),
        ({"absent_groups": ["新媒体"]}, True),
        ({"absent_groups": ["县市区"]}, False),
    ],
)
def test_a_veto_of_another_group_neither_fires_nor_stands_open(limits: dict[str, Any], *, applies: bool) -> None:
    rules = system({"operator": "sum", "children": [item("a", GIVEN, 100)]}, vetoes=[veto(**limits)])
    hit = score_site(rules, site(), [finding("blank_section", 1)], given={"a": Decimal(90)})
    assert hit.state == ("vetoed" if applies else "ranked")
    unchecked = score_site(rules, site(), [], given={"a": Decimal(90)})
    assert [each.state for each in unchecked.vetoes] == (["not_tested"] if applies else [])


@pytest.mark.parametrize(("own", "after"), [(95, "59.00"), (59, "59.00"), (40, "40.00")])
def test_what_a_veto_sets_is_a_ceiling(own: int, after: str) -> None:
    rules = system(
        {"operator": "sum", "children": [item("a", GIVEN, 100)]},
        vetoes=[veto(sets={"node": "a", "score": 59})],
    )
    assert score_site(rules, site(), [], given={"a": Decimal(own), "V": Decimal(1)}).total == Decimal(after)


@pytest.mark.parametrize(("own", "total"), [("95", "59.00"), ("40", "40.00"), (None, "59.00")])
def test_the_number_of_a_veto_is_a_ceiling(own: str | None, total: str) -> None:
    """A site that already stood lower is not lifted by one more fault; one without any value gets the number."""
    rules = system({"operator": "sum", "children": [item("a", GIVEN, 100)]}, vetoes=[veto()], when_vetoed={"score": 59})
    given = {"a": None if own is None else Decimal(own), "V": Decimal(1)}
    assert score_site(rules, site(), [], given=given).total == Decimal(total)
