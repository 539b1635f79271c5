"""The panel (横向数据): what the sites judged together say of each other; one site's score needs no more than this."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from hengping.model.finding import Finding


class PeerValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the other sites make of one node of one site.

    Attributes:
        points: in points of the node, exact, as ``12`` or ``37/3``; empty: not worked out yet.
        raw: the number that it was made from, as text for print.
        note: what a reader must know: how many units it rests on.
    """

    points: str = ""
    raw: str = ""
    note: str = ""

    @property
    def exact(self) -> Fraction | None:
        """The points as an exact number; None while they cannot be said."""
        return Fraction(self.points) if self.points else None


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that crosses from site to site, by node id and then site code; both in order, so that bytes are fixed.

    Attributes:
        system_id: of which system.
        values: points of ``normalised`` and ``feed`` items and of normalised nodes.
        area: faults found at the subordinate sites, of items that look at an area.
    """

    system_id: str
    values: dict[str, dict[str, PeerValue]] = {}
    area: dict[str, dict[str, tuple[Finding, ...]]] = {}

    def peer(self, node_id: str, site_code: str) -> PeerValue | None:
        """What the others make of this node of this site; None when nothing does."""
        return self.values.get(node_id, {}).get(site_code)

    def area_findings(self, item_id: str, site_code: str) -> Sequence[Finding]:
        """Faults of the sites subordinate to this one that the item looks at."""
        return self.area.get(item_id, {}).get(site_code, ())
