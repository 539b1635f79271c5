"""One rule in one situation, in short."""

import inspect
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

from hengping.indicators.rules import RULE_SPECS
from hengping.indicators.yamlfile import read_document
from hengping.model.finding import Finding
from hengping.scoring.charge import Charge, Situation
from hengping.scoring.operators import OPERATORS
from hengping.scoring.rules import RULES
from hengping.scoring.select import FindingIndex


def charged(
    rule: dict[str, Any],
    *findings: Finding,
    marks: str = "10",
    supplied: str | None = None,
    values: Mapping[str, str] | None = None,
    assessments: tuple[str, ...] = (),
    peers: str | None = None,
    area: list[Finding] | None = None,
    untested: str = "exclude",
) -> Charge:
    """What the rule says of an item named ``item``; numeric texts are numbers, others words."""
    situation = Situation(
        marks=Decimal(marks),
        findings=FindingIndex(findings),
        item_id="item",
        supplied=None if supplied is None else _value(supplied),
        values={name: _value(each) for name, each in (values or {}).items()},
        assessments=tuple(Decimal(each) for each in assessments),
        peers=None if peers is None else Fraction(peers),
        area=None if area is None else FindingIndex(area),
        untested=untested,
    )
    return RULES[rule["kind"]](RULE_SPECS[rule["kind"]].model_validate(rule), situation)


def _value(written: str) -> Decimal | str:
    try:
        return Decimal(written)
    except InvalidOperation:
        return written


def page_rule(kind: str) -> dict[str, Any]:
    """The rule that the reference page of a kind prints, as a system file would have it."""
    rule: dict[str, Any] = _printed(RULES[kind], "rule:")["rule"]
    return rule


def page_node(operator: str) -> dict[str, Any]:
    """The node that the reference page of an operator prints."""
    return _printed(OPERATORS[operator], "operator:")


def _printed(function: Callable[..., object], start: str) -> dict[str, Any]:
    page = inspect.getdoc(inspect.getmodule(function)) or ""
    blocks = [each for each in page.split("\n\n") if each.startswith(f"    {start}")]
    assert len(blocks) == 1
    data: dict[str, Any] = read_document(Path("page.yaml"), dedent(blocks[0]).encode()).data
    return data
