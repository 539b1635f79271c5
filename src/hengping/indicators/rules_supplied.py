"""Rule kinds whose value comes from people, tables, other rounds or other units, as data."""

from typing import Literal

from pydantic import Field, model_validator

from hengping.indicators.base import Identifier, Number, Points, PositivePoints, Spec, Title


class Given(Spec):
    """The value is supplied from outside, on the item's marks or on ``scale`` (then converted).

    ``low``: lowest value that may be supplied; below zero for an item that can also take off (附加指标).
    """

    kind: Literal["given"]
    scale: PositivePoints | None = None
    low: Number = Field(0, le=0, validate_default=True)


class External(Spec):
    """An imported measure (满意度、好评率 …), converted from ``scale`` to the item's marks.

    Attributes:
        measure: name in the table of measures; the item's id unless said otherwise, so that one measure can feed
            several items.
        scale: full value of the measure.
        low: value of the measure that earns nothing.
        unit: what it is counted in, for print.
    """

    kind: Literal["external"]
    measure: Identifier | None = None
    scale: PositivePoints | None = None
    low: Number = Field(0, validate_default=True)
    unit: str = ""


class RubricLine(Spec):
    """What so many points mean (评分标准)."""

    points: Points
    text: str = Field(min_length=1)


class Manual(Spec):
    """People give marks (人工评分); until then the item is not tested.

    Attributes:
        rubric: what the points mean.
        assessors: how many people must mark it, independently.
        combine: how their marks become one; ``trimmed_mean`` leaves out one highest and one lowest.
        max_difference: marks further apart than this wait for an arbiter.
    """

    kind: Literal["manual"]
    rubric: tuple[RubricLine, ...] = ()
    assessors: int = Field(1, ge=1, le=99)
    combine: Literal["mean", "median", "trimmed_mean"] = "mean"
    max_difference: Points | None = None


class Period(Spec):
    """One of the values that are averaged: a quarter, a month, a spot check."""

    id: Identifier
    title: Title


class MeanOf(Spec):
    """Mean of several values (健康运行取四个季度得分平均); supplied as ``item/part``.

    Attributes:
        parts: what is averaged.
        scale: full value of a part, when it is not the item's marks.
        missing: a part without a value makes the item ``wait``, is skipped, or counts as zero.
    """

    kind: Literal["mean_of"]
    parts: tuple[Period, ...] = Field(min_length=2)
    scale: PositivePoints | None = None
    missing: Literal["wait", "skip", "zero"] = "wait"


class Normalisation(Spec):
    """A number set against those of the other sites (无量纲化).

    Attributes:
        method: ``min_max`` (value − low) / (high − low); ``z_score`` (value − mean) / deviation; ``distance`` value /
            reference; ``percentile`` share of the others it beats, a tie counting half; ``rank`` (n − place) / (n − 1).
        direction: ``lower`` rewards a low number.
        within: against all sites, or those of the same group.
        offset: added to the value, to ``low``, ``high`` and to a numeric ``reference`` before the
            transform, as in ln(x + 1).
        transform: applied to them before anything else is done.
        low, high: fixed goalposts of ``min_max``; left out: lowest and highest value that occur.
        reference: of ``distance``: a number, the ``best`` or the ``mean`` of the values.
        deviation: of ``z_score``: of the ``population`` (n) or of a ``sample`` (n − 1).
        centre, spread: of ``z_score``: result = centre + spread × z, in points of the node.
        clip: keep the result between none and all of the marks; by default all methods but ``z_score`` do.
    """

    method: Literal["min_max", "z_score", "distance", "percentile", "rank"]
    direction: Literal["higher", "lower"] = "higher"
    within: Literal["all", "group"] = "all"
    offset: Number = Field(0, validate_default=True)
    transform: Literal["none", "ln", "log10", "sqrt", "square"] = "none"
    low: Number | None = None
    high: Number | None = None
    reference: Literal["best", "mean"] | Number = "best"
    deviation: Literal["population", "sample"] = "population"
    centre: Number = Field(0, validate_default=True)
    spread: Number = Field(1, gt=0, validate_default=True)
    clip: bool | None = None

    @model_validator(mode="after")
    def _goalposts(self) -> "Normalisation":
        if self.low is not None and self.high is not None and self.low >= self.high:
            message = "low 应小于 high"
            raise ValueError(message)
        return self

    @property
    def clips(self) -> bool:
        """Whether the result is kept between none and all of the marks."""
        return self.method != "z_score" if self.clip is None else self.clip


class Normalised(Normalisation):
    """The item's value is a raw measure of any size and sign, normalised over the sites."""

    kind: Literal["normalised"]
    measure: Identifier | None = None


class Feed(Spec):
    """The results of subordinate units feed the score of their portal (下级得分计入上级门户).

    Attributes:
        groups: ranking groups whose sites feed; empty: all.
        match: how subordinates are found: by the roster's ``parent``; by ``division`` (their site code lies within
            the portal's administrative division); or by an equal ``region``.
        node: whose score is taken, as an index (score ÷ full); the total unless said otherwise.
        combine: mean, lowest or highest of the indices, or the share of units that passed.
        vetoed: whether vetoed units are left out, or enter with zero (a number set by the veto always counts).
    """

    kind: Literal["feed"]
    groups: tuple[str, ...] = ()
    match: Literal["parent", "division", "region"] = "division"
    node: Identifier = "total"
    combine: Literal["mean", "min", "max", "pass_rate"] = "mean"
    vetoed: Literal["exclude", "zero"] = "zero"
