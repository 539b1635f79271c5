"""A made-up system of any number of items, and findings under it: fixed by their numbers, without chance."""

from datetime import date
from typing import Any

from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.site import Site
from hengping.model.text import Text

_PER_INDICATOR = 5
_AS_OF = date(2026, 11, 20)
_FAULTS = (0, 0, 1, 0, 2, 0, 0, 3, 0, 1, 0)
"""Faults under one item, dealt in turn: 11 items lose points for 7 faults; the length is prime, so sites differ."""


def made_system(items: int, *, ties_on: str = "raw") -> IndicatorSystem:
    """A weighted mean of indicators of five items each, every item a ``per_hit`` rule of a check of its own."""
    indicators: list[dict[str, Any]] = []
    for first in range(0, items, _PER_INDICATOR):
        columns = range(first, min(first + _PER_INDICATOR, items))
        indicators.append(
            {
                "id": f"indicator-{first:04d}",
                "title": f"指标{first // _PER_INDICATOR + 1}",
                "kind": "indicator",
                "marks": 10 * len(columns),
                "weight": f"{len(columns)}/{items}",
                "children": [_item(column) for column in columns],
            }
        )
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "bench",
            "version": "1",
            "title": "性能测试体系",
            "sources": [{"title": "性能测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 100,
            "ranking": {"method": "competition", "ties_on": ties_on},
            "tree": {
                "id": "total",
                "title": "总分",
                "kind": "system",
                "operator": "weighted_mean",
                "children": indicators,
            },
        }
    )


def _item(column: int) -> dict[str, Any]:
    tariff = {"select": {"check": _check(column)}, "points": 1 + column % 4}
    return {
        "id": f"item-{column:04d}",
        "title": f"评分点{column + 1}",
        "kind": "item",
        "marks": 10,
        "rule": {"kind": "per_hit", "tariffs": [tariff]},
    }


def made_site(number: int) -> Site:
    """Site number so-and-so, of one group."""
    return Site(site_code=f"{number:010d}", name=f"网站{number}", url=f"http://s{number}.example.gov.cn/")


def made_findings(items: int, variant: int) -> tuple[Finding, ...]:
    """One passed subject and up to three faults under every item."""
    found: list[Finding] = []
    for column in range(items):
        faults = _FAULTS[(column * 7 + variant * 3 + column * variant) % len(_FAULTS)]
        found.extend(_finding(column, variant, number, failed=number > 0) for number in range(faults + 1))
    return tuple(found)


def _check(column: int) -> str:
    return f"made_check_{column:04d}"


def _finding(column: int, variant: int, number: int, *, failed: bool) -> Finding:
    check, code = _check(column), f"{variant:010d}"
    url = f"http://s{variant}.example.gov.cn/{column}/{number}"
    return Finding(
        finding_id=finding_id(check, code, url),
        site_code=code,
        check=check,
        version=1,
        outcome=Outcome.FAIL if failed else Outcome.PASS,
        subject=Subject(kind="page", url=url),
        values={},
        evidence=(),
        as_of=_AS_OF,
        messages=Text("栏目空白" if failed else "符合", "empty section" if failed else "pass"),
    )
