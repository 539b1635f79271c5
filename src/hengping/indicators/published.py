"""Published claims (公布的说法): what a source printed, so that lint can say where it does not close.

A claim that does not hold is the source's slip: it is reported as such, never mended in silence, and does not make the
system file wrong.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from hengping.indicators.base import Number, Spec, kind_of
from hengping.indicators.rounding import RoundingMode


class _Claim(Spec):
    """``text``: what was printed, in short; ``source``: where; ``note``: what is known of the slip."""

    text: str = Field(min_length=1)
    source: str = ""
    note: str = ""


class RateClaim(_Claim):
    """A percentage with its two counts (180/188 印作 95.70%)."""

    kind: Literal["rate"]
    numerator: int = Field(ge=0)
    denominator: int = Field(ge=1)
    printed: Number
    digits: int = Field(2, ge=0, le=6)
    mode: RoundingMode = "half_up"


class CountClaim(_Claim):
    """A count, and what another source or a list makes it (112 个县级网站，当年 111 个县级行政区)."""

    kind: Literal["count"]
    printed: int
    expected: int


class SumClaim(_Claim):
    """A sum and its parts (57 + 14 + 112 = 183)."""

    kind: Literal["sum"]
    parts: tuple[Number, ...] = Field(min_length=1)
    printed: Number


class MeanPart(Spec):
    """A group's size and printed mean."""

    n: int = Field(ge=1)
    mean: Number


class MeanClaim(_Claim):
    """A mean over groups and the groups' means (52 × 89.91 + 3 × 90.73 over 55 = 89.95)."""

    kind: Literal["mean"]
    parts: tuple[MeanPart, ...] = Field(min_length=1)
    printed: Number
    digits: int = Field(2, ge=0, le=6)


class ChangeClaim(_Claim):
    """A change against last year: in points (差) or in percent (增长率); the two are never mixed up."""

    kind: Literal["change"]
    before: Number
    after: Number
    printed: Number
    form: Literal["points", "percent"]
    digits: int = Field(2, ge=0, le=6)


class PlacesClaim(_Claim):
    """Names printed for places ``first`` to ``last``, best first; names of one tie stand in one inner list."""

    kind: Literal["places"]
    first: int = Field(ge=1)
    last: int = Field(ge=1)
    method: Literal["dense", "competition", "ordinal"]
    names: tuple[tuple[str, ...], ...] = Field(min_length=1)


class OrderClaim(_Claim):
    """Names printed in the order of administrative divisions (按行政区划排序); ``codes``: theirs, as printed."""

    kind: Literal["order"]
    names: tuple[str, ...] = Field(min_length=2)
    codes: tuple[str, ...] = Field(min_length=2)


Claim = Annotated[
    Annotated[RateClaim, Tag("rate")]
    | Annotated[CountClaim, Tag("count")]
    | Annotated[SumClaim, Tag("sum")]
    | Annotated[MeanClaim, Tag("mean")]
    | Annotated[ChangeClaim, Tag("change")]
    | Annotated[PlacesClaim, Tag("places")]
    | Annotated[OrderClaim, Tag("order")],
    Discriminator(kind_of),
]
