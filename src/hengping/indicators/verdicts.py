"""What follows from a score: vetoes, fail lines, rounding, ranking, tiers, lists."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from hengping.indicators.base import Confidence, Identifier, Number, Points, Spec, Title, kind_of
from hengping.indicators.selectors import Selector


class CountVeto(Spec):
    """Fires when the selectors together select at least so many findings."""

    kind: Literal["count"]
    at_least: int = Field(ge=1)
    select: tuple[Selector, ...] = Field(min_length=1)


class EveryVeto(Spec):
    """Fires when there are fewer than so many subjects (but at least one) and every one is selected."""

    kind: Literal["every"]
    fewer_than: int = Field(ge=2)
    select: Selector


class ManualVeto(Spec):
    """A person decides: a review with the veto's id as ``item_id`` and marks 1 or 0."""

    kind: Literal["manual"]


VetoRule = Annotated[
    Annotated[CountVeto, Tag("count")] | Annotated[EveryVeto, Tag("every")] | Annotated[ManualVeto, Tag("manual")],
    Discriminator(kind_of),
]


def veto_selectors(rule: VetoRule) -> tuple[Selector, ...]:
    """All selectors of a veto; none for one that a person decides."""
    if isinstance(rule, CountVeto):
        return rule.select
    return (rule.select,) if isinstance(rule, EveryVeto) else ()


class Veto(Confidence):
    """One veto (单项否决).

    ``reason``: sentence with ``{count}`` and ``{threshold}``; ``reason_given``: the same when only the verdict was
    supplied, so that no count is known.
    """

    id: Identifier
    title: Title
    rule: VetoRule
    reason: str = Field(min_length=1)
    reason_given: str = ""
    absent_for: tuple[Literal["A", "B"], ...] = ()


class WhenVetoed(Spec):
    """What a veto does: ``score`` none (a state, unscored) or a number such as 59; whether it enters means."""

    score: Points | None = None
    in_mean: bool = False


class FailLine(Confidence):
    """A line below which a site fails (不合格线). Exactly one of ``below``, ``at_most``, ``lost_above``.

    ``lost_above`` compares what the node lost (full − score). ``compare``: the exact value, or the printed one.
    """

    id: Identifier
    node: Identifier
    below: Number | None = None
    at_most: Number | None = None
    lost_above: Number | None = None
    compare: Literal["raw", "printed"] = "raw"
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_limit(self) -> "FailLine":
        if sum(limit is not None for limit in (self.below, self.at_most, self.lost_above)) != 1:
            message = "写 below、at_most、lost_above 之一"
            raise ValueError(message)
        return self


class Rounding(Spec):
    """Published numbers are rounded once, here. ``rate_digits``: of percentages; ``index_digits``: of 得分指数."""

    digits: int = Field(2, ge=0, le=6)
    mode: Literal["half_up", "truncate"] = "half_up"
    rate_digits: int = Field(2, ge=0, le=6)
    index_digits: int = Field(4, ge=0, le=8)


class Ranking(Spec):
    """How sites of one group are ranked.

    Attributes:
        method: dense 1-1-2, competition 1-1-3, ordinal 1-2-3.
        ties_on: whether equality is decided on the printed or on the exact total.
        tie_order: order of names inside a tie.
        failed: whether sites below a fail line are ranked with the others or not at all.
    """

    method: Literal["dense", "competition", "ordinal"] = "dense"
    ties_on: Literal["printed", "raw"] = "printed"
    tie_order: Literal["division_code", "roster"] = "division_code"
    failed: Literal["ranked", "unranked"] = "ranked"


class Tier(Spec):
    """A band of printed totals (档级). One lower and one upper end, each inclusive or exclusive as written."""

    id: Identifier
    title: Title
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _two_ends(self) -> "Tier":
        if (self.at_least is None) == (self.above is None) or (self.at_most is None) == (self.below is None):
            message = "档级写一个下限（at_least 或 above）和一个上限（at_most 或 below）"
            raise ValueError(message)
        return self


class TotalCondition(Spec):
    """The printed total reaches a value, for sites that passed."""

    kind: Literal["total_at_least"]
    value: Number
    reason: str = ""


class VetoedCondition(Spec):
    """The site is vetoed; the reasons are those of the vetoes."""

    kind: Literal["vetoed"]


class LineCondition(Spec):
    """The site lies under a fail line; the reason is the line's."""

    kind: Literal["line"]
    line: Identifier


ListCondition = Annotated[
    Annotated[TotalCondition, Tag("total_at_least")]
    | Annotated[VetoedCondition, Tag("vetoed")]
    | Annotated[LineCondition, Tag("line")],
    Discriminator(kind_of),
]


class SiteList(Spec):
    """A published list (红榜、黑榜): a site is on it when any condition holds."""

    id: Identifier
    title: Title
    conditions: tuple[ListCondition, ...] = Field(min_length=1)
    order: tuple[Literal["group", "score", "code", "roster"], ...] = Field(("group", "score"), min_length=1)
