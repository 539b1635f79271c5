"""Rule kinds (评分规则) as data. Each has its function in ``hengping.scoring.rules``; the list is closed.

A new kind is a class, a line in :data:`Rule` and :data:`RULE_SPECS`, and a module there; nothing else moves.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from hengping.indicators.base import Points, Spec, kind_of
from hengping.indicators.quantity import quantity_selectors
from hengping.indicators.rules_findings import AllOrNothing, AnyZeroes, CountUp, Distinct, PerHit, PerPoint, Tariff
from hengping.indicators.rules_quantity import Band, Bands, Checklist, Element, Level, Levels, Ratio, Share, Shares
from hengping.indicators.rules_supplied import (
    External,
    Feed,
    Given,
    Manual,
    MeanOf,
    Normalisation,
    Normalised,
    Period,
    RubricLine,
)
from hengping.indicators.selectors import Selector

__all__ = [
    "RULE_SPECS",
    "AllOrNothing",
    "AnyZeroes",
    "Band",
    "Bands",
    "Checklist",
    "CountUp",
    "Distinct",
    "Element",
    "External",
    "Feed",
    "Given",
    "Level",
    "Levels",
    "Manual",
    "MeanOf",
    "Normalisation",
    "Normalised",
    "PerHit",
    "PerPoint",
    "Period",
    "PlainRule",
    "RangeByUnit",
    "Ratio",
    "RubricLine",
    "Rule",
    "Share",
    "Shares",
    "Tariff",
    "inner_rule",
    "is_supplied",
    "located_selectors",
    "part_ids",
    "selectors_of",
]

_Plain = (
    Annotated[PerHit, Tag("per_hit")]
    | Annotated[PerPoint, Tag("per_point")]
    | Annotated[Distinct, Tag("distinct")]
    | Annotated[AllOrNothing, Tag("all_or_nothing")]
    | Annotated[AnyZeroes, Tag("any_zeroes")]
    | Annotated[CountUp, Tag("count_up")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[Bands, Tag("bands")]
    | Annotated[Levels, Tag("levels")]
    | Annotated[Checklist, Tag("checklist")]
    | Annotated[Shares, Tag("shares")]
    | Annotated[MeanOf, Tag("mean_of")]
    | Annotated[Given, Tag("given")]
    | Annotated[External, Tag("external")]
    | Annotated[Manual, Tag("manual")]
    | Annotated[Normalised, Tag("normalised")]
    | Annotated[Feed, Tag("feed")]
)
PlainRule = Annotated[_Plain, Discriminator(kind_of)]
"""Every rule kind but ``range_by_unit``, which wraps one of them."""


class RangeByUnit(Spec):
    """The item's full marks depend on the unit (0.5–3.5), and are then earned by another rule.

    Attributes:
        by: what of the unit decides: its class (A, B), its group, or the unit itself (site code).
        marks: full marks by that word.
        otherwise: full marks of units that ``marks`` does not name; left out: the item does not apply to them.
        rule: how the marks are earned.
    """

    kind: Literal["range_by_unit"]
    by: Literal["class", "group", "site_code"]
    marks: dict[str, Points] = Field(min_length=1)
    otherwise: Points | None = None
    rule: PlainRule


Rule = Annotated[_Plain | Annotated[RangeByUnit, Tag("range_by_unit")], Discriminator(kind_of)]

RULE_SPECS: dict[str, type[Spec]] = {
    "per_hit": PerHit,
    "per_point": PerPoint,
    "distinct": Distinct,
    "all_or_nothing": AllOrNothing,
    "any_zeroes": AnyZeroes,
    "count_up": CountUp,
    "ratio": Ratio,
    "bands": Bands,
    "levels": Levels,
    "checklist": Checklist,
    "shares": Shares,
    "range_by_unit": RangeByUnit,
    "mean_of": MeanOf,
    "given": Given,
    "external": External,
    "manual": Manual,
    "normalised": Normalised,
    "feed": Feed,
}
"""The closed list of rule kinds."""


def inner_rule(rule: Rule) -> PlainRule:
    """The rule that earns the marks: of ``range_by_unit`` the one inside it."""
    return rule.rule if isinstance(rule, RangeByUnit) else rule


def is_supplied(rule: Rule) -> bool:
    """Whether the value comes from outside (people, tables, other units) because no check can produce it."""
    return not selectors_of(rule)


def part_ids(rule: Rule) -> tuple[str, ...]:
    """Ids of the parts whose values may be supplied as ``item/part``, in file order."""
    plain = inner_rule(rule)
    if isinstance(plain, Checklist):
        return tuple(each.id for each in plain.elements)
    if isinstance(plain, Shares):
        return tuple(each.id for each in plain.shares)
    return tuple(each.id for each in plain.parts) if isinstance(plain, MeanOf) else ()


def selectors_of(rule: Rule) -> tuple[Selector, ...]:
    """All selectors of a rule, in file order; none for kinds that people fill in."""
    return tuple(selector for _, selector in located_selectors(rule))


Located = tuple[tuple[tuple[str | int, ...], Selector], ...]


def located_selectors(rule: Rule) -> Located:
    """All selectors of a rule with their place inside it."""
    if isinstance(rule, RangeByUnit):
        return tuple((("rule", *where), selector) for where, selector in located_selectors(rule.rule))
    if isinstance(rule, PerHit):
        return tuple((("tariffs", at, "select"), tariff.select) for at, tariff in enumerate(rule.tariffs))
    if isinstance(rule, PerPoint | Distinct | CountUp):
        return ((("select",), rule.select),)
    if isinstance(rule, AllOrNothing | AnyZeroes):
        return tuple((("select", at), select) for at, select in enumerate(rule.select))
    if isinstance(rule, Ratio | Bands):
        return tuple((("quantity", *where), selector) for where, selector in quantity_selectors(rule.quantity))
    return _parts(rule)


def _parts(rule: PlainRule) -> Located:
    name = ""
    parts: tuple[Level | Element | Share, ...] = ()
    if isinstance(rule, Levels):
        name, parts = "levels", rule.levels
    elif isinstance(rule, Checklist):
        name, parts = "elements", rule.elements
    elif isinstance(rule, Shares):
        name, parts = "shares", rule.shares
    return tuple(
        ((name, at, "select", spot), selector)
        for at, part in enumerate(parts)
        for spot, selector in enumerate(part.select)
    )
