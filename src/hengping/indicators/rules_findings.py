"""Rule kinds that charge finding by finding, as data."""

from typing import Literal

from pydantic import Field, model_validator

from hengping.indicators.base import Number, Points, PositivePoints, Spec
from hengping.indicators.selectors import Selector


class Tariff(Spec):
    """So many points per selected finding. A finding is charged by the first tariff of the item that selects it.

    ``cap``: most that this tariff takes off, besides the cap of the whole item. ``per``: so many findings make one
    charge (每 10 条扣 1 分); ``count`` says whether a begun lot is charged (``started``) or only a whole one
    (``full``).
    """

    select: Selector
    points: Points
    cap: PositivePoints | None = None
    per: int = Field(1, ge=1)
    count: Literal["started", "full"] = "started"


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


class AnyZeroes(Spec):
    """One selected finding zeroes the item (出现一次即不得分).

    ``scope``: ``unit`` looks at the judged site alone; ``area`` also at every site subordinate to it, found by
    ``match`` as in ``feed``.
    """

    kind: Literal["any_zeroes"]
    select: tuple[Selector, ...] = Field(min_length=1)
    scope: Literal["unit", "area"] = "unit"
    match: Literal["parent", "division", "region"] = "division"


class CountUp(Spec):
    """+points per event, from zero up to the item's marks (bonus)."""

    kind: Literal["count_up"]
    select: Selector
    points: PositivePoints
