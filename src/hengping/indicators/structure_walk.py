"""What the lint of several fields needs: places in a system, its selectors, full marks, names for values."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from hengping.indicators.quantity import SuppliedQuantity
from hengping.indicators.rules import (
    Bands,
    External,
    Normalised,
    Ratio,
    Rule,
    inner_rule,
    located_selectors,
    part_ids,
)
from hengping.indicators.selectors import Selector
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.verdicts import CountVeto, EveryVeto, ShareVeto, Tier, VetoRule

Where = tuple[str | int, ...]
Report = Callable[[Where, str, str, str], None]
"""``report(where, zh, en, remedy)`` notes one fault."""


def walk(node: Node, where: Where = ("tree",)) -> Iterator[tuple[Node, Where]]:
    """The node and all below it with their places, in file order."""
    yield node, where
    for number, child in enumerate(node.children):
        yield from walk(child, (*where, "children", number))


def full_marks(system: IndicatorSystem) -> dict[str, Decimal]:
    """Full marks of every node; an item without its own has its parent's."""
    marks: dict[str, Decimal] = {}

    def visit(node: Node, inherited: Decimal) -> None:
        marks[node.id] = inherited if node.marks is None else node.marks
        for child in node.children:
            visit(child, marks[node.id])

    visit(system.tree, system.scale)
    return marks


def selectors(system: IndicatorSystem) -> Iterator[tuple[Selector, Where]]:
    """All selectors of items and vetoes with their places."""
    for node, where in walk(system.tree):
        if node.rule is not None:
            yield from ((selector, (*where, "rule", *spot)) for spot, selector in located_selectors(node.rule))
    for number, veto in enumerate(system.vetoes):
        yield from _veto_selectors(veto.rule, ("vetoes", number, "rule"))


def _veto_selectors(rule: VetoRule, here: Where) -> Iterator[tuple[Selector, Where]]:
    if isinstance(rule, EveryVeto):
        yield rule.select, (*here, "select")
    if isinstance(rule, CountVeto | ShareVeto):
        yield from ((selector, (*here, "select", at)) for at, selector in enumerate(rule.select))
    if isinstance(rule, ShareVeto):
        yield from ((selector, (*here, "of", at)) for at, selector in enumerate(rule.of))


def tier_lists(system: IndicatorSystem) -> Iterator[tuple[tuple[Tier, ...], Where]]:
    """The system's tiers and those of its tracks."""
    yield system.tiers, ("tiers",)
    for number, track in enumerate(system.tracks):
        yield track.tiers or (), ("tracks", number, "tiers")


def rule_measure(rule: Rule) -> str:
    """Name of the imported measure that a rule asks for; empty when it takes the value of its item."""
    plain = inner_rule(rule)
    if isinstance(plain, External | Normalised):
        return plain.measure or ""
    if isinstance(plain, Ratio | Bands) and isinstance(plain.quantity, SuppliedQuantity):
        return plain.quantity.measure or ""
    return ""


def given_names(system: IndicatorSystem) -> frozenset[str]:
    """Everything a value from outside may be given for: nodes, vetoes, ``item/part`` and measures."""
    names = {veto.id for veto in system.vetoes}
    for node in system.tree.walk():
        names.add(node.id)
        if node.rule is not None:
            names |= {f"{node.id}/{part}" for part in part_ids(node.rule)}
            names |= {measure for measure in [rule_measure(node.rule)] if measure}
    return frozenset(names)
