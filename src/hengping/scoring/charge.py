"""What a rule says before caps and double charges are looked at."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.model.finding import Finding
from hengping.scoring.select import FindingIndex


class Hit(msgspec.Struct, gc=False, frozen=True, kw_only=True):
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


class Charge(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """The verdict of a rule on an item.

    Exactly one of four shapes: ``hits`` taken off full marks; ``hits`` added from zero (``bonus``); a ``value`` in
    points of the item that stands for itself; or no verdict: ``waiting`` (nobody has supplied the value yet) or
    ``absent`` (there is nothing to judge: the item does not apply).

    Attributes:
        finding_ids: findings that a value rests on.
        raw_value: the number or word that was turned into points, as text for print.
        note: what a reader must know of the value.
        open: the value rests on less than it should; such an item counts as partly checked.
    """

    hits: tuple[Hit, ...] = ()
    bonus: bool = False
    value: Fraction | None = None
    waiting: bool = False
    absent: bool = False
    finding_ids: tuple[str, ...] = ()
    raw_value: str = ""
    note: str = ""
    open: bool = False


class Situation(msgspec.Struct, gc=False, frozen=True, kw_only=True):
    """What a rule may look at besides its own data.

    Attributes:
        marks: full marks of the item for this unit.
        findings: of this site.
        item_id: id of the item.
        supplied: value from outside for the item itself: a number, or a level's id.
        values: everything else from outside that has a number or a word: ``item/part`` and imported measures by name.
            ``NA`` and missing values are not in it.
        assessments: marks by independent assessors, in order of their names; an arbiter's marks come as ``supplied``.
        peers: points that the panel of all sites gives the item (``normalised``, ``feed``); None: not worked out.
        area: findings of all subordinate sites, for rules that look at an area.
        untested: what becomes of parts that nobody has judged: ``keep``, ``exclude`` or ``zero``.
    """

    marks: Decimal
    findings: FindingIndex
    item_id: str = ""
    supplied: Decimal | str | None = None
    values: Mapping[str, Decimal | str] = {}
    assessments: tuple[Decimal, ...] = ()
    peers: Fraction | None = None
    area: FindingIndex | None = None
    untested: str = "exclude"
