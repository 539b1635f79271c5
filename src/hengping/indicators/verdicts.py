"""What follows from a score: vetoes, fail lines, rounding, ranking, tiers, lists."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from hengping.indicators.base import Confidence, Identifier, Number, Points, Spec, Title, kind_of
from hengping.indicators.rounding import RoundingMode
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


class ShareVeto(Spec):
    """Fires when the selected findings reach a share (0–1) of those that ``of`` selects."""

    kind: Literal["share"]
    at_least: Number = Field(gt=0, le=1)
    select: tuple[Selector, ...] = Field(min_length=1)
    of: tuple[Selector, ...] = Field(min_length=1)


class ManualVeto(Spec):
    """A person decides: a review with the veto's id as ``item_id`` and marks 1 or 0."""

    kind: Literal["manual"]


VetoRule = Annotated[
    Annotated[CountVeto, Tag("count")]
    | Annotated[EveryVeto, Tag("every")]
    | Annotated[ShareVeto, Tag("share")]
    | Annotated[ManualVeto, Tag("manual")],
    Discriminator(kind_of),
]


def veto_selectors(rule: VetoRule) -> tuple[Selector, ...]:
    """All selectors of a veto; none for one that a person decides."""
    if isinstance(rule, CountVeto):
        return rule.select
    if isinstance(rule, ShareVeto):
        return (*rule.select, *rule.of)
    return (rule.select,) if isinstance(rule, EveryVeto) else ()


class NodeScore(Spec):
    """A node and the score that it is set to."""

    node: Identifier
    score: Points


class Veto(Confidence):
    """One veto (单项否决).

    ``sets``: the veto does not fail the site but sets one node's score (任一账号单项否决，该项记 59 分); a lower score
    stays as it is, so that a further fault never helps.
    ``reason``: sentence with ``{count}`` and ``{threshold}``; ``reason_given``: the same when only the verdict was
    supplied, so that no count is known. ``absent_groups``, ``only_groups``: ranking groups to which it does not apply,
    or alone applies.
    """

    id: Identifier
    title: Title
    rule: VetoRule
    reason: str = Field(min_length=1)
    reason_given: str = ""
    absent_for: tuple[Literal["A", "B"], ...] = ()
    absent_groups: tuple[str, ...] = ()
    only_groups: tuple[str, ...] = ()
    sets: NodeScore | None = None


class WhenVetoed(Spec):
    """What a veto does to the total, and whether the site then enters means.

    ``score``: the number the site gets (59, 0); left out: it is unscored. ``keep``: a state only, the total that was
    worked out stays.
    """

    score: Points | None = None
    keep: bool = False
    in_mean: bool = False

    @model_validator(mode="after")
    def _one_effect(self) -> "WhenVetoed":
        if self.keep and self.score is not None:
            message = "keep 与 score 只能写一个"
            raise ValueError(message)
        return self


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
    mode: RoundingMode = "half_up"
    rate_digits: int = Field(2, ge=0, le=6)
    index_digits: int = Field(4, ge=0, le=8)


class Ranking(Spec):
    """How sites of one group are ranked.

    Attributes:
        method: dense 1-1-2, competition 1-1-3, ordinal 1-2-3, unordered (no places: 排名不分先后).
        ties_on: whether equality is decided on the printed or on the exact total.
        tie_order: order of names inside a tie, and of all names of an unordered list.
        failed: whether sites below a fail line are ranked with the others or not at all.
        best: whether the highest or the lowest total is best.
        top: so many places are published (前十名); more names when places are shared; left out: all.
    """

    method: Literal["dense", "competition", "ordinal", "unordered"] = "dense"
    ties_on: Literal["printed", "raw"] = "printed"
    tie_order: Literal["division_code", "roster", "stroke", "pinyin"] = "division_code"
    failed: Literal["ranked", "unranked"] = "ranked"
    best: Literal["highest", "lowest"] = "highest"
    top: int | None = Field(None, ge=1)


class Tier(Spec):
    """A tier (档级): a band of printed totals, or a part of the ranked sites of a group counted from the best.

    By totals: one lower and one upper end, each inclusive or exclusive as written. By rank: ``up_to_rate`` (0–1), the
    share of the ranked sites that this tier and the better ones hold together, or ``up_to_place``, the last place.
    Sites with the same total are never parted. All tiers of a list are of one sort. ``rest_none``: the sites behind
    or below this tier have none (只公布前 30%；只公布优秀以上).
    """

    id: Identifier
    title: Title
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    up_to_rate: Number | None = Field(None, gt=0, le=1)
    up_to_place: int | None = Field(None, ge=1)
    rest_none: bool = False

    @property
    def by_rank(self) -> bool:
        """Whether the tier is a part of the ranked sites and not a band of totals."""
        return self.up_to_rate is not None or self.up_to_place is not None

    @model_validator(mode="after")
    def _ends(self) -> "Tier":
        limits = [self.at_least, self.above, self.at_most, self.below]
        if self.by_rank:
            if any(limit is not None for limit in limits) or (self.up_to_rate is None) == (self.up_to_place is None):
                message = "按名次分档只写 up_to_rate（累计占比）或 up_to_place（名次）之一"
                raise ValueError(message)
        elif (self.at_least is None) == (self.above is None) or (self.at_most is None) == (self.below is None):
            message = "档级写一个下限（at_least 或 above）和一个上限（at_most 或 below）"
            raise ValueError(message)
        return self


class Track(Spec):
    """Groups that are ranked or graded in their own way within one event (赛道): what is left out is the system's."""

    id: Identifier
    title: Title
    groups: tuple[str, ...] = Field(min_length=1)
    ranking: Ranking | None = None
    tiers: tuple[Tier, ...] | None = None


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


class FailedCondition(Spec):
    """The site did not pass, for whatever reason; the reasons are those of vetoes and lines."""

    kind: Literal["failed"]


class TierCondition(Spec):
    """The site is in a tier."""

    kind: Literal["tier"]
    tier: Identifier
    reason: str = ""


class PlaceCondition(Spec):
    """The site's place in its group is at most so many (前十名)."""

    kind: Literal["place"]
    at_most: int = Field(ge=1)
    reason: str = ""


class NodeCondition(Spec):
    """The printed score of a node reaches a value, or stays below one. Exactly one of the two."""

    kind: Literal["node"]
    node: Identifier
    at_least: Number | None = None
    below: Number | None = None
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_limit(self) -> "NodeCondition":
        if (self.at_least is None) == (self.below is None):
            message = "写 at_least 或 below 之一"
            raise ValueError(message)
        return self


class ImprovedCondition(Spec):
    """Among the most improved of its group against the round before (进步较明显).

    ``by``: points of the total, percent of it, or places; ``top``: so many places of that order.
    """

    kind: Literal["improved"]
    by: Literal["points", "percent", "places"] = "points"
    top: int = Field(ge=1)
    reason: str = ""


ListCondition = Annotated[
    Annotated[TotalCondition, Tag("total_at_least")]
    | Annotated[VetoedCondition, Tag("vetoed")]
    | Annotated[LineCondition, Tag("line")]
    | Annotated[FailedCondition, Tag("failed")]
    | Annotated[TierCondition, Tag("tier")]
    | Annotated[PlaceCondition, Tag("place")]
    | Annotated[NodeCondition, Tag("node")]
    | Annotated[ImprovedCondition, Tag("improved")],
    Discriminator(kind_of),
]


class SiteList(Spec):
    """A published list (红榜、黑榜、进步榜): a site is on it when any condition holds. ``groups``: only these."""

    id: Identifier
    title: Title
    conditions: tuple[ListCondition, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()
    order: tuple[Literal["group", "score", "code", "roster"], ...] = Field(("group", "score"), min_length=1)
