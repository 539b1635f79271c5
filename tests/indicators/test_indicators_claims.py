"""Claims that a source printed, added up again: right ones pass, slips are named with both figures."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from hengping.checks.catalogue import catalogue
from hengping.indicators.claims import claim_slips
from hengping.indicators.lint import is_wrong, lint
from hengping.indicators.load import library_folder
from hengping.indicators.published import Claim

CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)


def _slips(kind: str, **fields: Any) -> list[str]:
    words = {"form", "mode", "method"}
    numbers = {k: Decimal(v) if isinstance(v, str) and k not in words else v for k, v in fields.items()}
    return claim_slips(CLAIM.validate_python({"kind": kind, "text": "说法", **numbers}))


def _names(text: str) -> list[list[str]]:
    return [list(place) for place in text.split()]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("rate", {"numerator": 149, "denominator": 183, "printed": "81.42"}),
        ("rate", {"numerator": 180, "denominator": 188, "printed": "95.74"}),
        ("rate", {"numerator": 2, "denominator": 3, "printed": "66.66", "mode": "truncate"}),
        ("count", {"printed": 111, "expected": 111}),
        ("sum", {"parts": [Decimal(57), Decimal(14), Decimal(112)], "printed": 183}),
        (
            "mean",
            {"parts": [{"n": 52, "mean": Decimal("89.91")}, {"n": 3, "mean": Decimal("90.73")}], "printed": "89.95"},
        ),
        ("change", {"before": "89.71", "after": "89.95", "printed": "0.24", "form": "points"}),
        ("change", {"before": 36, "after": 27, "printed": -25, "form": "percent", "digits": 0}),
        ("places", {"first": 1, "last": 3, "method": "dense", "names": _names("甲 乙丙 丁")}),
        ("places", {"first": 1, "last": 3, "method": "competition", "names": _names("甲 乙丙")}),
        ("places", {"first": 1, "last": 3, "method": "competition", "names": _names("甲 乙 丙丁")}),
        ("places", {"first": 1, "last": 3, "method": "ordinal", "names": _names("甲 乙 丙")}),
        ("order", {"names": ["江苏省", "安徽省", "福建省"], "codes": ["320000", "340000", "350000"]}),
    ],
)
def test_what_closes_is_silent(kind: str, fields: dict[str, Any]) -> None:
    assert _slips(kind, **fields) == []


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("rate", {"numerator": 180, "denominator": 188, "printed": "95.70"}, "180/188 应为 95.74%，原文印作 95.70%"),
        ("rate", {"numerator": 2, "denominator": 3, "printed": "66.66"}, "66.67%，原文印作 66.66%（按截去取整则相符）"),
        ("count", {"printed": 112, "expected": 111}, "原文印作 112，应为 111"),
        ("sum", {"parts": [Decimal(57), Decimal(14)], "printed": 70}, "57 + 14 应为 71，原文印作 70"),
        (
            "mean",
            {"parts": [{"n": 1, "mean": Decimal("1.00")}, {"n": 1, "mean": Decimal("2.00")}], "printed": "1.52"},
            "1.50",
        ),
        (
            "change",
            {"before": "81.42", "after": "95.70", "printed": "14.30", "form": "percent"},
            "增长率应为 +17.54%，原文印作 14.30%，这是差（14.28 个百分点）",
        ),
        ("change", {"before": "80", "after": "90", "printed": "10", "form": "percent"}, "这是差（百分点），不是增长率"),
        ("change", {"before": "80", "after": "90", "printed": "12.50", "form": "points"}, "这是增长率，不是差"),
        ("change", {"before": 0, "after": 9, "printed": "1", "form": "percent"}, "无法计算"),
        (
            "places",
            {"first": 4, "last": 10, "method": "dense", "names": _names("一 二 三 四 五 六 七 八")},
            "共 7 个名次，原文列出 8 个名称，没有标出并列，对应 8 个名次",
        ),
        ("places", {"first": 1, "last": 3, "method": "competition", "names": _names("甲 乙")}, "对应 2 个名次"),
        ("places", {"first": 3, "last": 1, "method": "dense", "names": _names("甲")}, "颠倒"),
        ("places", {"first": 1, "last": 2, "method": "dense", "names": _names("甲 甲")}, "甲 出现两次"),
        ("order", {"names": ["福建省", "安徽省"], "codes": ["350000", "340000"]}, "应为“安徽省、福建省”"),
        ("order", {"names": ["福建省", "安徽省"], "codes": ["350000", "340000", "1"]}, "无法对应"),
    ],
)
def test_what_does_not_close_is_named(kind: str, fields: dict[str, Any], said: str) -> None:
    (slip, *_) = _slips(kind, **fields)
    assert said in slip


KNOWN = [
    ("guangxi-2017", "原文印作 112，应为 111"),
    ("guangxi-2017", "原文印作 22，应为 21"),
    ("guangxi-2018", "180/188 应为 95.74%，原文印作 95.70%"),
    ("guangxi-2018", "14.28"),
    ("national-2022", "共 7 个名次，原文列出 8 个名称，没有标出并列"),
]


@pytest.mark.parametrize(("system", "said"), KNOWN)
def test_slips_of_the_shipped_sources_are_reported_and_no_fault(system: str, said: str) -> None:
    faults = lint(library_folder() / system / "system.yaml", frozenset(catalogue()))
    assert not is_wrong(faults)
    slips = [fault for fault in faults if fault.severity == "source"]
    assert any(said in fault.zh for fault in slips)
    assert all(fault.line > 1 and fault.field.startswith("published[") and fault.remedy for fault in slips)
