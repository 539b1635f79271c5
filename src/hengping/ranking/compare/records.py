"""What a comparison of two rounds says, as data: ``compare.json``."""

from decimal import Decimal

import msgspec

from hengping.indicators.rounding import RoundingMode
from hengping.ranking.compare.change import Change
from hengping.ranking.compare.rounds import Fate, Successor


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only."""


class SiteChange(_Record, frozen=True, kw_only=True):
    """One site of the new round against what it was.

    Attributes:
        fate: how it was matched; of a merger the figure before is the mean of the old sites' totals.
        total: change of the total.
        place: change of the rank; only for a site that goes on from one site of the same group.
        note: what a reader must know: merged from which, unscored why.
    """

    group: str
    site_code: str
    name: str
    fate: Fate
    old_site_codes: tuple[str, ...] = ()
    total: Change
    place: Change
    note: str = ""


class LineCount(_Record, frozen=True, kw_only=True):
    """Sites whose printed total reaches a line (90分以上网站)."""

    line: Decimal
    change: Change


class GroupChange(_Record, frozen=True, kw_only=True):
    """One group (empty: all sites) in both rounds.

    Attributes:
        before_sites, after_sites: sites of the group.
        mean, passed, pass_rate: of all sites, as published in each round.
        reaching: counts of sites at or above lines.
        panel_sites: sites of the comparable panel: they enter the mean in both rounds.
        panel_mean: means over the panel alone, by the groups of the new round.
    """

    group: str
    before_sites: int
    after_sites: int
    mean: Change
    passed: Change
    pass_rate: Change
    reaching: tuple[LineCount, ...] = ()
    panel_sites: int
    panel_mean: Change


class IndicatorChange(_Record, frozen=True, kw_only=True):
    """Mean score index (得分指数) of one node in one group (empty: all), raw and over the panel.

    Vetoed sites are left out: their trees are kept for repair, not for figures.
    """

    group: str
    item_id: str
    title: str
    kind: str
    before_sites: int
    after_sites: int
    index: Change
    panel_sites: int
    panel_index: Change


class Gone(_Record, frozen=True, kw_only=True):
    """A site of the round before that nothing goes on from."""

    group: str
    site_code: str
    name: str
    total: Decimal | None


class RoundComparison(_Record, frozen=True, kw_only=True):
    """Two rounds side by side: ``compare.json``.

    Attributes:
        before_title, before_system, before_version; after_…: which rounds under which rules.
        rules_changed: the systems differ, so that part of every change comes from the rules; see the bridge table.
        sites: in the order of the new round; groups: all first, then by the new round.
        closed: sites that are gone. unused: lines of the table of successors that named nothing.
    """

    before_title: str
    before_system: str
    before_version: str
    after_title: str
    after_system: str
    after_version: str
    rules_changed: bool
    sites: tuple[SiteChange, ...]
    groups: tuple[GroupChange, ...]
    indicators: tuple[IndicatorChange, ...]
    closed: tuple[Gone, ...] = ()
    unused: tuple[Successor, ...] = ()

    def count(self, fate: Fate) -> int:
        """How many sites were matched in this way."""
        return sum(site.fate == fate for site in self.sites)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How the new round prints its figures."""

    digits: int = 2
    index_digits: int = 4
    percent_digits: int = 2
    mode: RoundingMode = "half_up"
