"""Findings and small systems for the laws."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import strategies as st

from hengping.indicators.rules import selectors_of
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.site import Site
from hengping.model.text import Text

CODE = "4500000001"
GROUP = "市"
OPERATORS = ["sum", "deduct", "weighted_mean", "mean", "geometric_mean", "harmonic_mean", "minimum", "maximum"]
UNWEIGHTED = ["mean", "minimum", "maximum"]
CHECKS = ["blank_section", "stale_section", "broken_link"]


def site(site_class: Any) -> Site:
    return Site(site_code=CODE, name="示例", url="http://www.example.gov.cn/", group=GROUP, site_class=site_class)


def finding(check: str, number: int, outcome: Outcome, values: dict[str, Any]) -> Finding:
    # Checks of one cause group exclude each other, so each check has its own pages.
    url = f"http://www.example.gov.cn/{check}/{number}"
    return Finding(
        finding_id=finding_id(check, CODE, url),
        site_code=CODE,
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind="page", url=url),
        values=values,
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(check),
    )


def passes(checks: set[str]) -> list[Finding]:
    """One passing finding of every check: everything ran."""
    return [finding(check, 1000, Outcome.PASS, {}) for check in sorted(checks)]


def checks_of(system: IndicatorSystem) -> set[str]:
    rules = [selectors_of(item.rule) for item in system.items() if item.rule is not None]
    vetoes = [veto_selectors(veto.rule) for veto in system.vetoes]
    return {selector.check for selectors in (*rules, *vetoes) for selector in selectors}


def value_rules(check: str) -> list[dict[str, Any]]:
    """Rules that turn what was found into one number, level or list of parts; a further fault never helps."""
    faults, whole = [{"check": check}], [{"check": check, "outcomes": ["pass", "fail"]}]
    passed = [{"check": check, "outcomes": ["pass"]}]
    count = {"kind": "count", "select": faults}
    return [
        {"kind": "ratio", "quantity": {"kind": "share", "select": passed, "of": whole}},
        {"kind": "ratio", "quantity": count, "base": 6, "target": 0},
        {
            "kind": "bands",
            "quantity": count,
            "bands": [{"at_most": 1, "share": 100}, {"above": 1, "below": 4, "share": 40}, {"at_least": 4, "share": 0}],
        },
        {
            "kind": "levels",
            "levels": [
                {"id": "none", "title": "无", "share": 0, "select": faults, "at_least": 3},
                {"id": "some", "title": "部分", "share": 50, "select": faults},
                {"id": "all", "title": "全部", "share": 100},
            ],
        },
        {"kind": "any_zeroes", "select": faults},
    ]


def _rule(draw: Any) -> dict[str, Any]:
    check = draw(st.sampled_from(CHECKS))
    points = draw(st.integers(1, 9))
    if draw(st.integers(0, 2)) == 0:
        return dict(draw(st.sampled_from(value_rules(check))))
    if draw(st.integers(0, 4)) == 0:
        return {"kind": "all_or_nothing", "select": [{"check": check}], "at_least": 1}
    if draw(st.integers(0, 4)) == 0:
        return {"kind": "distinct", "select": {"check": check}, "value": "missing", "points": points}
    tariff: dict[str, Any] = {"select": {"check": check}, "points": points}
    if draw(st.booleans()):
        tariff["select"]["where"] = {"on_home": draw(st.booleans())}
    return {"kind": "per_hit", "tariffs": [tariff]}


def _item(draw: Any, names: Iterator[str], marks: int) -> dict[str, Any]:
    name = next(names)
    made = {"id": name, "title": name, "kind": "item", "marks": marks, "rule": _rule(draw)}
    if draw(st.integers(0, 5)) == 0:
        made |= {"absent_groups": [GROUP], "when_absent": draw(st.sampled_from(["rescale", "spread", "full"]))}
    return made


def _branch(draw: Any, names: Iterator[str], marks: int) -> dict[str, Any]:
    name = next(names)
    operator = draw(st.sampled_from(OPERATORS))
    made: dict[str, Any] = {"id": name, "title": name, "kind": "dimension", "marks": marks, "operator": operator}
    if operator == "deduct":
        children = [_item(draw, names, draw(st.integers(1, marks))) for _ in range(draw(st.integers(1, 3)))]
    elif operator == "sum":
        cut = draw(st.integers(1, marks - 1))
        extra = draw(st.sampled_from([0, 0, 5, 20]))
        children = [_item(draw, names, cut), _item(draw, names, marks - cut + extra)]
        made["capped"] = extra > 0
    else:
        weight = draw(st.integers(1, 99))
        children = [_item(draw, names, draw(st.integers(5, 100))) for _ in range(2)]
        if operator not in UNWEIGHTED:
            children = [child | {"weight": each} for child, each in zip(children, (weight, 100 - weight), strict=True)]
    if draw(st.integers(0, 3)) == 0:
        made["rounding"] = {"digits": draw(st.integers(0, 2))}
    return made | {"children": children}


@st.composite
def small_systems(draw: Any) -> IndicatorSystem:
    """Systems whose items share checks, with every operator, caps, cause groups, a gate, rounding and value kinds."""
    names = iter(f"n{number}" for number in range(100))
    first = draw(st.integers(10, 60))
    second = draw(st.integers(10, 90 - first))
    parts = [_branch(draw, names, first), _branch(draw, names, second), _item(draw, names, 100 - first - second)]
    bonus = _item(draw, names, 20) | {"gate": {"node": parts[0]["id"], "above": draw(st.integers(0, 10))}}
    once = [{"id": "content", "checks": ["blank_section", "stale_section"]}] if draw(st.booleans()) else []
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "small",
            "version": "1",
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 120,
            "once": once,
            "tree": {"id": "total", "title": "总分", "kind": "system", "operator": "sum", "children": [*parts, bonus]},
        }
    )
