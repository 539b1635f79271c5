"""The tree as one site meets it: which nodes apply, which are supplied, full marks and inherited policies."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node, WhenAbsent, WhenUntested
from hengping.model.site import Site

Supplied = Mapping[str, Decimal | Literal["NA"] | None]
"""Values from outside by node or veto id; None is a missing value, ``NA`` not applicable."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A node in the tree of one site.

    Attributes:
        marks: full marks; of an item without its own, those of its parent.
        when_absent, untested: policies, inherited.
        caps: marks of the ``deduct`` nodes above it, by id, without another kind of node between: they cap it too.
        effect: points of the total that one point here is worth, by the weights above.
        supplied: value from outside; it stands for everything below.
        applies: false for the site's class, or supplied as ``NA``.
    """

    node: Node
    marks: Decimal
    when_absent: WhenAbsent
    untested: WhenUntested
    caps: dict[str, Decimal] = {}
    effect: Fraction = Fraction(1)
    supplied: Decimal | None = None
    applies: bool = True
    children: tuple["Place", ...] = ()

    @property
    def is_item(self) -> bool:
        """A leaf that is judged by its rule."""
        return self.node.rule is not None

    def items(self) -> list["Place"]:
        """Leaves that a rule must judge: applicable and not covered by a supplied value above them."""
        if not self.applies or (self.supplied is not None and not self.is_item):
            return []
        if self.is_item:
            return [self]
        return [item for child in self.children for item in child.items()]


def place_tree(system: IndicatorSystem, site: Site, supplied: Supplied) -> Place:
    """The root's place for one site."""
    defaults = system.defaults
    site_class = site.site_class or "A"

    def place(node: Node, parent: Place | None) -> Place:
        inherited = parent.marks if parent else system.scale
        value = supplied.get(node.id)
        here = Place(
            node=node,
            marks=inherited if node.marks is None else node.marks,
            when_absent=node.when_absent or (parent.when_absent if parent else defaults.when_absent),
            untested=node.untested or (parent.untested if parent else defaults.untested),
            caps=parent.caps | {parent.node.id: parent.marks} if parent and parent.node.operator == "deduct" else {},
            effect=_effect(node, parent),
            supplied=value if isinstance(value, Decimal) else None,
            applies=value != "NA" and site_class not in node.absent_for,
        )
        return msgspec.structs.replace(here, children=tuple(place(child, here) for child in node.children))

    return place(system.tree, None)


def _effect(node: Node, parent: Place | None) -> Fraction:
    """Weights change what a point is worth; sums and deductions do not."""
    if parent is None:
        return Fraction(1)
    if node.weight is None or not node.marks:
        return parent.effect
    return parent.effect * Fraction(node.weight) / 100 * Fraction(parent.marks) / Fraction(node.marks)
