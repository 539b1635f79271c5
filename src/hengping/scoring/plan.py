"""The tree as one site meets it: which nodes apply, which are supplied, full marks and inherited policies."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import RangeByUnit, Rule
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node, WhenAbsent, WhenUntested, untested_of
from hengping.model.site import Site
from hengping.scoring.effects import Sibling, effects
from hengping.scoring.kept import Kept
from hengping.scoring.leaf import Leaf, leaf_of

Value = Decimal | str | None
"""A value from outside: a number, a word (a level's id), ``NA`` for not applicable, None for a missing value."""

Supplied = Mapping[str, Value]
"""Values from outside by node id, veto id, ``item/part`` or name of an imported measure."""

NOT_APPLICABLE = "NA"
_LARGEST_CACHE = 4096


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A node in the tree of one site.

    Attributes:
        marks: full marks for this unit; of an item without its own, those of its parent.
        full, printed: the same, as a fraction, and without trailing zeros.
        when_absent, untested: policies, inherited. Where nobody states ``untested``, an item has its rule's own
            (:func:`hengping.indicators.tree.untested_of`) and a branch None: it follows what is below it.
        explained_kept: share of a deduction that an accepted explanation gives back, inherited.
        caps: marks of the ``deduct`` nodes above it, by id, without another kind of node between: they cap it too.
        effect: points of the total that one point here is worth, by the operators above.
        supplied: value from outside; it stands for everything below.
        applies: false for the site's class or group, for a unit without marks, or supplied as ``NA``.
        leaf: the item's rule, taken apart; None for a node with children.
    """

    node: Node
    marks: Decimal
    full: Fraction
    printed: Decimal
    when_absent: WhenAbsent
    untested: WhenUntested | None
    explained_kept: Fraction = Fraction(0)
    caps: dict[str, Decimal] = {}
    effect: Fraction = Fraction(1)
    supplied: Decimal | str | None = None
    applies: bool = True
    leaf: Leaf | None = None
    children: tuple["Place", ...] = ()

    @property
    def is_item(self) -> bool:
        """A leaf that is judged by its rule."""
        return self.leaf is not None

    def items(self) -> list["Place"]:
        """Leaves that a rule must judge: applicable and not covered by a supplied value above them."""
        found: list[Place] = []
        waiting = [self]
        while waiting:
            place = waiting.pop()
            if not place.applies:
                continue
            if place.leaf is not None:
                found.append(place)
            elif place.supplied is None:
                waiting.extend(reversed(place.children))
        return found


class Planner:
    """Places of one system's nodes for any site; units that meet the same tree share it.

    Args:
        system: the indicator system.
    """

    def __init__(self, system: IndicatorSystem) -> None:
        self.system = system
        nodes = list(system.tree.walk())
        self.leaves = {node.id: leaf_of(node.id, node.rule) for node in nodes if node.rule is not None}
        # Only these can change the tree that a site meets; a veto's value does not.
        self._keys = {node.id for node in nodes}
        for leaf in self.leaves.values():
            self._keys.update(leaf.parts, {leaf.measure} - {""})
        self._by_site = any(isinstance(node.rule, RangeByUnit) and node.rule.by == "site_code" for node in nodes)
        self._known: dict[tuple[str, str, str], Place] = {}

    def place(self, site: Site, supplied: Supplied) -> Place:
        """The root's place for one site."""
        told = self._keys.intersection(supplied)
        if any(supplied[each] == NOT_APPLICABLE for each in told):
            return self._build(site, supplied)
        base = self._base(site)
        return _filled(base, supplied) if told else base

    def _base(self, site: Site) -> Place:
        key = (site.site_class or "A", site.group, site.site_code if self._by_site else "")
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _LARGEST_CACHE:
                self._known.clear()
            found = self._known[key] = self._build(site, {})
        return found

    def _build(self, site: Site, supplied: Supplied) -> Place:
        system = self.system
        defaults = system.defaults
        root = _Above(
            marks=system.scale,
            when_absent=defaults.when_absent,
            untested=defaults.untested,
            explained_kept=Fraction(defaults.explained_kept),
            caps={},
        )
        applies, marks = self._meets(system.tree, system.scale, site, supplied)
        return self._place(system.tree, root, site, supplied, applies=applies, marks=marks, effect=Fraction(1))

    def _place(
        self,
        node: Node,
        above: "_Above",
        site: Site,
        supplied: Supplied,
        *,
        applies: bool,
        marks: Decimal,
        effect: Fraction,
    ) -> Place:
        here = _Above(
            marks=marks,
            when_absent=node.when_absent or above.when_absent,
            untested=node.untested or above.untested,
            explained_kept=above.explained_kept if node.explained_kept is None else Fraction(node.explained_kept),
            caps=above.caps | {node.id: marks} if node.operator == "deduct" and node.children else {},
        )
        value = supplied.get(node.id)
        full = Fraction(marks)
        return Place(
            node=node,
            marks=marks,
            full=full,
            printed=as_decimal(full),
            when_absent=here.when_absent,
            untested=here.untested or (None if node.rule is None else untested_of(node.rule)),
            explained_kept=here.explained_kept,
            caps=above.caps,
            effect=effect,
            supplied=None if value == NOT_APPLICABLE else value,
            applies=applies,
            leaf=self.leaves.get(node.id),
            children=self._children(node, here, site, supplied, full, effect) if node.children else (),
        )

    def _children(  # noqa: PLR0917 - what the node hands down
        self, node: Node, here: "_Above", site: Site, supplied: Supplied, full: Fraction, effect: Fraction
    ) -> tuple[Place, ...]:
        met = [self._meets(child, here.marks, site, supplied) for child in node.children]
        siblings = [
            Sibling(child, Fraction(marks), applies, child.when_absent or here.when_absent)
            for child, (applies, marks) in zip(node.children, met, strict=True)
        ]
        worth = effects(node, full, effect, siblings)
        return tuple(
            self._place(child, here, site, supplied, applies=applies, marks=marks, effect=each)
            for child, (applies, marks), each in zip(node.children, met, worth, strict=True)
        )

    def _meets(self, node: Node, inherited: Decimal, site: Site, supplied: Supplied) -> tuple[bool, Decimal]:
        """Whether the node applies to the site, and its full marks there."""
        marks: Decimal | None = inherited if node.marks is None else node.marks
        rule: Rule | None = node.rule
        applies = supplied.get(node.id) != NOT_APPLICABLE and _is_for(node, site)
        if isinstance(rule, RangeByUnit):
            marks = unit_marks(rule, site)
            applies = applies and bool(marks)
        if applies and rule is not None and supplied.get(node.id) is None:
            applies = not _all_absent(self.leaves[node.id], supplied)
        return applies, marks or Decimal(0)


class _Above(msgspec.Struct, frozen=True, kw_only=True):
    """What a node hands down to its children. ``caps``: of the ``deduct`` nodes from here upwards."""

    marks: Decimal
    when_absent: WhenAbsent
    untested: WhenUntested | None
    explained_kept: Fraction
    caps: dict[str, Decimal]


def _filled(place: Place, supplied: Supplied) -> Place:
    """The same tree with values in it; what has none below is shared."""
    value = supplied.get(place.node.id)
    children = tuple([_filled(child, supplied) for child in place.children]) if place.children else ()
    if value is None and all(new is old for new, old in zip(children, place.children, strict=True)):
        return place
    return msgspec.structs.replace(place, supplied=value, children=children)


def unit_marks(rule: RangeByUnit, site: Site) -> Decimal | None:
    """Full marks of an item for one unit; None: the item does not apply to it."""
    word = {"class": site.site_class or "A", "group": site.group, "site_code": site.site_code}[rule.by]
    return rule.marks.get(word, rule.otherwise)


def _is_for(node: Node, site: Site) -> bool:
    if (site.site_class or "A") in node.absent_for or site.group in node.absent_groups:
        return False
    return not node.only_groups or site.group in node.only_groups


def _all_absent(leaf: Leaf, supplied: Supplied) -> bool:
    """Whether the measure, or every part that the item is made of, was said not to apply."""
    keys = (leaf.measure,) if leaf.measure else leaf.parts
    return bool(keys) and all(supplied.get(key) == NOT_APPLICABLE for key in keys)


planner_of = Kept(Planner)
"""The planner of a system."""


def place_tree(system: IndicatorSystem, site: Site, supplied: Supplied) -> Place:
    """The root's place for one site."""
    return planner_of(system).place(site, supplied)
