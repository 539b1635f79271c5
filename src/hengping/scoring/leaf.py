"""What is known of an item before any site is looked at: worked out once a system, used for every site."""

from decimal import Decimal

import msgspec

from hengping.indicators.quantity import SuppliedQuantity
from hengping.indicators.rules import (
    Bands,
    External,
    Normalised,
    PlainRule,
    Ratio,
    Rule,
    inner_rule,
    part_ids,
    selectors_of,
)
from hengping.indicators.selectors import Selector

COMPUTING = frozenset(
    {"ratio", "bands", "levels", "checklist", "shares", "mean_of", "given", "external", "manual", "normalised"}
)
"""Kinds whose function is given what was supplied; under the others a supplied number stands instead of the rule."""

_BY_PARTS = frozenset({"checklist", "shares"})


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """An item's rule, taken apart.

    Attributes:
        rule: how the marks are earned; of ``range_by_unit`` the rule inside it.
        selectors: all selectors of it.
        checks: ids of the checks that it reads, sorted.
        parts: keys of values for its parts (``item/part``).
        measure: name of the imported measure that it takes its value from; empty: its own id.
        takes_values: a value supplied for the item goes to the rule; otherwise it stands instead of it, in points.
        known: nodes of the tree that were made for a supplied value, by full marks and value: they are the same for
            every site. Only of ``given``, where nothing else plays a part.
    """

    rule: PlainRule
    selectors: tuple[Selector, ...]
    checks: tuple[str, ...]
    parts: tuple[str, ...] = ()
    measure: str = ""
    takes_values: bool = False
    known: dict[tuple[Decimal, Decimal | str], object] = {}

    @property
    def is_manual(self) -> bool:
        """Whether only a person can judge it."""
        return self.rule.kind == "manual"


def leaf_of(item_id: str, rule: Rule) -> Leaf:
    """Take a rule apart."""
    plain = inner_rule(rule)
    selectors = selectors_of(plain)
    return Leaf(
        rule=plain,
        selectors=selectors,
        checks=tuple(sorted({selector.check for selector in selectors})),
        parts=tuple(f"{item_id}/{part}" for part in part_ids(plain)),
        measure=_measure(plain) or "",
        takes_values=plain.kind in COMPUTING - _BY_PARTS,
    )


def _measure(rule: PlainRule) -> str | None:
    if isinstance(rule, External | Normalised):
        return rule.measure
    if isinstance(rule, Ratio | Bands) and isinstance(rule.quantity, SuppliedQuantity):
        return rule.quantity.measure
    return None
