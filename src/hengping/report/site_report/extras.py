"""What a site's report shows beside the results: pictures, gains, trend.

Handed over finished, nothing is computed here. Everything may be missing: a report is then shorter, never wrong.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec


class Screenshot(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that the browser took at the time of collection.

    Attributes:
        jpeg: the file, its digest checked when it was read.
        width, height: pixels; ``digest`` of the file.
    """

    jpeg: bytes
    width: int
    height: int
    taken_at: datetime
    digest: str


class EvidencePicture(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive holds of one finding, to be drawn: address, text around the fault, time and digest.

    Attributes:
        finding_id: of which finding.
        url: page that is shown, or was asked for.
        record_id, digest, captured_at: the record it was cut from.
        result: what came of the request, when there is more to say than that a page came back.
        before, marked, after: text of the page; ``marked`` is framed. All empty: there is no text to show.
        frame: ``fault``: the fault is framed; ``missing``: the place where the missing item should stand; ``none``.
        cut_before, cut_after: the page goes on.
        records: further records it rests on, one line each: the target of a link, failed visits.
        screenshot: of the same page, when the browser was on.
    """

    finding_id: str
    url: str
    record_id: str = ""
    digest: str = ""
    captured_at: datetime | None = None
    result: str = ""
    before: str = ""
    marked: str = ""
    after: str = ""
    frame: Literal["fault", "missing", "none"] = "none"
    cut_before: bool = False
    cut_after: bool = False
    records: tuple[str, ...] = ()
    screenshot: Screenshot | None = None


class FixGain(msgspec.Struct, frozen=True, kw_only=True):
    """What mending everything under one item brings, all other sites unchanged: scored again, never estimated.

    Attributes:
        item_id, item_title: the item.
        faults: faults mended by it; 0: an item whose value people or tables supply.
        points: points of the total gained, unrounded; below a veto what the tree gains; None when it cannot be said.
        total: printed total after it; None when the site stays unscored.
        rank, tied: likely place after it; None without one.
        clears_veto: no veto is left after it.
    """

    item_id: str
    item_title: str
    faults: int
    points: Decimal | None
    total: Decimal | None
    rank: int | None = None
    tied: bool = False
    clears_veto: bool = False


class VetoWay(msgspec.Struct, frozen=True, kw_only=True):
    """How a fired veto is cleared: at least ``needed`` of ``faults`` mended; 0 when only people can lift it."""

    veto_id: str
    title: str
    needed: int
    faults: int


class Gains(msgspec.Struct, frozen=True, kw_only=True):
    """What fixes bring under one system.

    Attributes:
        items: the best first; ``left_out``: items not worked out because there were more.
        together: all of them mended at once; None when there is nothing to mend.
    """

    items: tuple[FixGain, ...] = ()
    left_out: int = 0
    together: FixGain | None = None
    vetoes: tuple[VetoWay, ...] = ()


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One round of a site, every cell as printed."""

    title: str
    total: str
    rank: str


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """The site over the rounds, the oldest first, and sentences on the change."""

    points: tuple[TrendPoint, ...]
    sentences: tuple[str, ...] = ()


class RankInterval(msgspec.Struct, frozen=True, kw_only=True):
    """Places between which the site lies in so many percent of the draws (名次区间)."""

    best: int
    worst: int
    percent: str


class SystemExtras(msgspec.Struct, frozen=True, kw_only=True):
    """Extras under one system."""

    gains: Gains | None = None
    trend: Trend | None = None
    interval: RankInterval | None = None


class SiteExtras(msgspec.Struct, frozen=True, kw_only=True):
    """Extras of one site.

    Attributes:
        pictures: by finding id.
        systems: by system id.
        preliminary: the report goes out for rectification before the results are final; None: final when the results
            are publishable and nothing of the site is provisional.
    """

    pictures: Mapping[str, EvidencePicture] = {}
    systems: Mapping[str, SystemExtras] = {}
    preliminary: bool | None = None


NOTHING = SiteExtras()
"""No extras at all."""
