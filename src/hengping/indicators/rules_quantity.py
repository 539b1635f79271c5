"""Rule kinds that turn one number, one level or a list of parts into points, as data."""

from typing import Literal

from pydantic import Field, model_validator

from hengping.indicators.base import Identifier, Number, Points, PositivePoints, Spec, Title, Word
from hengping.indicators.quantity import SUPPLIED, Quantity
from hengping.indicators.selectors import Selector


class Ratio(Spec):
    """Marks in proportion to a number: none at ``base``, all at ``target``, a straight line between.

    ``target`` below ``base`` rewards a low number. Beyond the two ends the points stay at none and all.
    """

    kind: Literal["ratio"]
    quantity: Quantity = SUPPLIED
    base: Number = Field(0, validate_default=True)
    target: Number = Field(1, validate_default=True)

    @model_validator(mode="after")
    def _two_ends(self) -> "Ratio":
        if self.base == self.target:
            message = "base 与 target 相同，无法按比例得分"
            raise ValueError(message)
        return self


class Band(Spec):
    """One band (分段): its ends, inclusive or exclusive as written, an end left out is open; what it gives.

    ``points``: marks of the item; ``share``: percent of the item's marks. One of the two.
    """

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    points: Points | None = None
    share: Number | None = Field(None, ge=0, le=100)

    @model_validator(mode="after")
    def _well_formed(self) -> "Band":
        if self.at_least is not None and self.above is not None:
            message = "下限写 at_least 或 above 之一"
            raise ValueError(message)
        if self.at_most is not None and self.below is not None:
            message = "上限写 at_most 或 below 之一"
            raise ValueError(message)
        if (self.points is None) == (self.share is None):
            message = "写 points（得分）或 share（占分值的百分比）之一"
            raise ValueError(message)
        return self


class Bands(Spec):
    """Points by the band a number falls into. Bands neither overlap nor leave a gap."""

    kind: Literal["bands"]
    quantity: Quantity = SUPPLIED
    bands: tuple[Band, ...] = Field(min_length=2)


class Level(Spec):
    """One level (等次): ``points`` or ``share`` (percent) of the item. Its id is the word in tables (优、B+、yes).

    ``select``: the level holds when these select at least ``at_least`` findings; a level without it is what remains.
    """

    id: Word
    title: Title
    points: Points | None = None
    share: Number | None = Field(None, ge=0, le=100)
    select: tuple[Selector, ...] = ()
    at_least: int = Field(1, ge=1)

    @model_validator(mode="after")
    def _one_gift(self) -> "Level":
        if (self.points is None) == (self.share is None):
            message = "写 points（得分）或 share（占分值的百分比）之一"
            raise ValueError(message)
        return self


class Levels(Spec):
    """Full, partial or none (4 / 2 / 0): a person or a table names the level's id, or findings decide.

    With selectors the first level in file order that holds counts.
    """

    kind: Literal["levels"]
    levels: tuple[Level, ...] = Field(min_length=2)


class Element(Spec):
    """One part of a checklist. With ``select``: earned when any such finding exists; else a person says 1 or 0."""

    id: Identifier
    title: Title
    points: PositivePoints
    select: tuple[Selector, ...] = ()


class Checklist(Spec):
    """Sub-facts each with its points (0.1–6); the points add up to the item's marks.

    Values from outside are written ``item/element``, from 0 to 1.
    """

    kind: Literal["checklist"]
    elements: tuple[Element, ...] = Field(min_length=1)


class Share(Spec):
    """An independent part of an item, in percent of its marks."""

    id: Identifier
    title: Title
    share: Number = Field(gt=0, le=100)
    select: tuple[Selector, ...] = ()


class Shares(Spec):
    """Independent part-credits (标识显示 50% + 证书可打开 30% + 数据正确 20%); the shares add up to 100.

    Values from outside are written ``item/share``, from 0 to 1.
    """

    kind: Literal["shares"]
    shares: tuple[Share, ...] = Field(min_length=2)
