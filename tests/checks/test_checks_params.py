"""Parameters: each kind reads what fits and refuses the rest; overrides lie over defaults."""

from decimal import Decimal
from typing import Any

import pytest

from hengping.checks.catalogue import catalogue
from hengping.checks.params import KINDS, ParamKind, plain_window
from hengping.model.calendar import Window
from hengping.model.errors import InputError
from hengping.model.sections import DEFAULT_DUTIES, SectionClass


@pytest.mark.parametrize(
    ("kind", "plain", "typed"),
    [
        ("count", 0, 0),
        ("rate", "0.05", Decimal("0.05")),
        ("rate", 0.05, Decimal("0.05")),
        ("rate", 1, Decimal(1)),
        ("window", {"days": 14}, Window(days=14)),
        ("window", {"months": 6}, Window(months=6)),
        ("duties", {}, DEFAULT_DUTIES),
        ("texts", ["甲", "乙"], ("甲", "乙")),
        ("texts", [], ()),
        ("tags", {"home": ["SiteName"]}, {"home": ("SiteName",)}),
    ],
)
def test_reads(kind: ParamKind, plain: Any, typed: Any) -> None:
    assert KINDS[kind](plain) == typed


REFUSED: dict[ParamKind, tuple[Any, ...]] = {
    "count": (-1, 1.5, "3", True, None),
    "rate": ("1.1", "-0.1", "5%", None, "NaN", []),
    "window": (14, {"weeks": 2}, {"days": -1}, {"days": 0}, {}, {"days": 1, "months": 1}),
    "duties": ([], {"news": {"days": 1}}, {"notice": {"days": "1"}}),
    "texts": ("甲", ["甲", "甲"], [""], [1], None),
    "tags": ([], {"page": ["SiteName"]}, {"home": "SiteName"}),
}


def test_every_kind_refuses_something() -> None:
    assert set(REFUSED) == set(KINDS)


@pytest.mark.parametrize(("kind", "plain"), [(kind, value) for kind, values in REFUSED.items() for value in values])
def test_refuses(kind: ParamKind, plain: Any) -> None:
    with pytest.raises(ValueError, match=r"应为|没有|重复|不能为0"):
        KINDS[kind](plain)


def test_duties_lie_over_the_defaults() -> None:
    duties = KINDS["duties"]({"notice": {"months": 3}, "dynamic": None, "leader": {"months": 12}})
    assert duties[SectionClass.NOTICE] == Window(months=3)
    assert SectionClass.DYNAMIC not in duties
    assert duties[SectionClass.LEADER] == Window(months=12)
    assert duties[SectionClass.POLICY] == DEFAULT_DUTIES[SectionClass.POLICY]
    assert SectionClass.DYNAMIC in DEFAULT_DUTIES


def test_window_in_plain_form() -> None:
    assert plain_window(Window(months=6)) == {"months": 6}
    assert plain_window(Window(days=14)) == {"days": 14}


def test_override_replaces_one_parameter() -> None:
    bound = catalogue()["home_unavailable"].bind({"min_visits": 5})
    assert bound == {"max_failed_rate": Decimal("0.05"), "min_visits": 5}


def test_unknown_parameter_and_bad_value_are_named() -> None:
    definition = catalogue()["home_unavailable"]
    with pytest.raises(InputError, match=r"home_unavailable.*没有参数 minimum.*max_failed_rate、min_visits"):
        definition.bind({"minimum": 5})
    with pytest.raises(InputError, match=r"home_unavailable params.max_failed_rate.*0到1"):
        definition.bind({"max_failed_rate": "5%"})
