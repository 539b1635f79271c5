"""Faults of words: a rule that asks findings for a value they do not carry, and so would never hold."""

import difflib
from collections.abc import Callable, Iterable

from hengping.indicators.quantity import ValueQuantity
from hengping.indicators.rules import Bands, Distinct, PerPoint, Ratio, inner_rule
from hengping.indicators.selectors import Condition, Selector
from hengping.indicators.tree import Node
from hengping.model.finding_values import VALUE_NAMES
from hengping.model.sections import SectionClass

Where = tuple[str | int, ...]
Report = Callable[[Where, str, str, str], None]

_CLOSED: dict[str, frozenset[str]] = {"section_class": frozenset(kind.value for kind in SectionClass)}
"""Values whose content comes from a closed list."""


def selector_faults(selectors: Iterable[tuple[Selector, Where]], report: Report) -> None:
    """Conditions on unknown values, or that compare a value of a closed list with a word outside it."""
    for selector, where in selectors:
        for name, condition in selector.where.items():
            here = (*where, "where", name)
            _name(selector.check, name, here, report)
            for word in _words(condition):
                if name in _CLOSED and word not in _CLOSED[name]:
                    zh = f"{name} 没有取值 {word}"
                    report(here, zh, f"{name} is never {word}", _remedy(str(word), _CLOSED[name]))


def rule_faults(nodes: Iterable[tuple[Node, Where]], report: Report) -> None:
    """Values that a rule counts or computes with."""
    for node, where in nodes:
        rule = node.rule
        if rule is None:
            continue
        plain = inner_rule(rule)
        here = (*where, "rule") if plain is rule else (*where, "rule", "rule")
        if isinstance(plain, Distinct | PerPoint):
            names = ("value", "numerator", "denominator") if isinstance(plain, PerPoint) else ("value",)
            for field in names:
                if written := getattr(plain, field):
                    _name(plain.select.check, written, (*here, field), report)
        elif isinstance(plain, Ratio | Bands) and isinstance(plain.quantity, ValueQuantity):
            _name(plain.quantity.select.check, plain.quantity.name, (*here, "quantity", "name"), report)


def _name(check: str, name: str, where: Where, report: Report) -> None:
    known = VALUE_NAMES.get(check)
    if known is not None and name not in known:
        report(where, f"检查项 {check} 的结果没有 {name}", f"findings of {check} have no {name}", _remedy(name, known))


def _words(condition: Condition) -> tuple[object, ...]:
    words = condition.within or ()
    return (*words, condition.equals) if "equals" in condition.model_fields_set else words


def _remedy(written: str, known: frozenset[str]) -> str:
    near = difflib.get_close_matches(written, sorted(known), n=1)
    return (f"可能是 {near[0]}；" if near else "") + f"可用的有：{'、'.join(sorted(known))}"
