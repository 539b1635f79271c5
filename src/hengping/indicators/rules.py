"""Rule kinds (评分规则) as data. Each has its function in ``hengping.scoring.rules``; the list is closed.

A new kind is a class here, a line in :data:`Rule`, and a module there; nothing else moves.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from hengping.indicators.base import Number, Points, PositivePoints, Spec, kind_of
from hengping.indicators.selectors import Selector


class Tariff(Spec):
    """So many points per selected finding. A finding is charged by the first tariff of the item that selects it.

    ``cap``: most that this tariff takes off, besides the cap of the whole item.
    """

    select: Selector
    points: Points
    cap: PositivePoints | None = None


class PerHit(Spec):
    """−points per finding, to the item's cap (扣完为止)."""

    kind: Literal["per_hit"]
    tariffs: tuple[Tariff, ...] = Field(min_length=1)


class PerPoint(Spec):
    """−points per percentage point that a rate lies above (or below) a base.

    Attributes:
        value: name of a finding value holding the rate, 0–1.
        numerator, denominator: two counts instead of ``value``: exact where a printed rate is not.
        base: percent at which charging begins.
        direction: ``above`` (a failure rate) or ``below`` (a rate that should be high).
        count: ``started`` charges every begun point, ``full`` only whole ones, ``exact`` proportionally.
    """

    kind: Literal["per_point"]
    select: Selector
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    points: PositivePoints
    base: Number = Field(0, validate_default=True)
    direction: Literal["above", "below"] = "above"
    count: Literal["started", "full", "exact"]

    @model_validator(mode="after")
    def _one_source(self) -> "PerPoint":
        counts = bool(self.numerator) + bool(self.denominator)
        if bool(self.value) == bool(counts) or counts == 1:
            message = "写 value（比率），或同时写 numerator 和 denominator（两个计数）"
            raise ValueError(message)
        return self


class Distinct(Spec):
    """−points per distinct value of a list value, over all selected findings together (按类计，同类只扣一次)."""

    kind: Literal["distinct"]
    select: Selector
    value: str = Field(min_length=1)
    points: PositivePoints


class AllOrNothing(Spec):
    """The whole item is lost as soon as ``at_least`` findings are selected (不得分)."""

    kind: Literal["all_or_nothing"]
    select: tuple[Selector, ...] = Field(min_length=1)
    at_least: int = Field(1, ge=1)


class CountUp(Spec):
    """+points per event, from zero up to the item's marks (bonus)."""

    kind: Literal["count_up"]
    select: Selector
    points: PositivePoints


class Given(Spec):
    """The value is supplied from outside, on the item's marks or on ``scale`` (then converted)."""

    kind: Literal["given"]
    scale: PositivePoints | None = None


class Manual(Spec):
    """A person gives marks (人工评分); until then the item is not tested."""

    kind: Literal["manual"]


Rule = Annotated[
    Annotated[PerHit, Tag("per_hit")]
    | Annotated[PerPoint, Tag("per_point")]
    | Annotated[Distinct, Tag("distinct")]
    | Annotated[AllOrNothing, Tag("all_or_nothing")]
    | Annotated[CountUp, Tag("count_up")]
    | Annotated[Given, Tag("given")]
    | Annotated[Manual, Tag("manual")],
    Discriminator(kind_of),
]

RULE_SPECS: dict[str, type[Spec]] = {
    "per_hit": PerHit,
    "per_point": PerPoint,
    "distinct": Distinct,
    "all_or_nothing": AllOrNothing,
    "count_up": CountUp,
    "given": Given,
    "manual": Manual,
}
"""The closed list of rule kinds."""

HUMAN_KINDS = frozenset({"given", "manual"})
"""Kinds whose value no check can produce."""


def selectors_of(rule: Rule) -> tuple[Selector, ...]:
    """All selectors of a rule, in file order; none for kinds that people fill in."""
    return tuple(selector for _, selector in located_selectors(rule))


def located_selectors(rule: Rule) -> tuple[tuple[tuple[str | int, ...], Selector], ...]:
    """All selectors of a rule with their place inside it."""
    if isinstance(rule, PerHit):
        return tuple((("tariffs", at, "select"), tariff.select) for at, tariff in enumerate(rule.tariffs))
    if isinstance(rule, PerPoint | Distinct | CountUp):
        return ((("select",), rule.select),)
    if isinstance(rule, AllOrNothing):
        return tuple((("select", at), select) for at, select in enumerate(rule.select))
    return ()
