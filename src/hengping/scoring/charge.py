"""What a rule says before caps and double charges are looked at."""

from decimal import Decimal

import msgspec

from hengping.model.finding import Finding
from hengping.scoring.select import FindingIndex

_ZERO = Decimal(0)


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One finding under one item.

    Attributes:
        finding: what is charged.
        points: before caps.
        reason: short, for people; empty: the finding's own message.
        bucket, bucket_cap: a cap of its own within the item: of a tariff, or of a class that counts once.
        counts_once: the bucket is such a class; further hits in it are covered by the first.
    """

    finding: Finding
    points: Decimal
    reason: str = ""
    bucket: str = ""
    bucket_cap: Decimal | None = None
    counts_once: bool = False


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict of a rule on an item.

    Exactly one of three shapes: ``hits`` taken off full marks; ``hits`` added from zero (``bonus``); or a ``value``
    that stands for itself. ``waiting``: nobody has supplied the value yet.
    """

    hits: tuple[Hit, ...] = ()
    bonus: bool = False
    value: Decimal | None = None
    waiting: bool = False


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may look at besides its own data: the item's marks, the findings, a supplied value."""

    marks: Decimal
    findings: FindingIndex
    supplied: Decimal | None = None
