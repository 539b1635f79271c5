"""What an erratum (更正) is made from: two published versions compared, handed over by the pipeline as finished text.

Numbers are as printed, in decimal text; None where nothing was published (no rank, no score).
"""

from datetime import date
from typing import Literal

import msgspec

Why = Literal["own", "others"]


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a site stands in one version.

    Attributes:
        total: printed score.
        rank, tied: place in its group, and whether it is shared.
        tier: 档级.
        vetoed: whether a veto fired.
        lists: ids of the lists that name it.
    """

    total: str | None = None
    rank: int | None = None
    tied: bool = False
    tier: str = ""
    vetoed: bool = False
    lists: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One printed thing that is another now. Empty text: nothing was printed."""

    what: str
    before: str
    after: str


class SiteChange(msgspec.Struct, frozen=True, kw_only=True):
    """A site whose published result is another now.

    Attributes:
        why: ``own``: its own score, vetoes or reasons changed; ``others``: it only moved because others changed.
        items: scoring items with another score, deepest ones only; vetoes with another verdict.
        moved_by: names of the corrected sites that moved it, for ``others``.
    """

    site_code: str
    name: str
    group: str
    why: Why
    before: Standing
    after: Standing
    items: tuple[Change, ...] = ()
    moved_by: tuple[str, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A site on a list, with its reasons."""

    site_code: str
    name: str
    reasons: tuple[str, ...]


class ListChange(msgspec.Struct, frozen=True, kw_only=True):
    """A list that is another now. ``entries``: the whole list as re-issued."""

    list_id: str
    title: str
    added: tuple[Listed, ...] = ()
    removed: tuple[Listed, ...] = ()
    reworded: tuple[Listed, ...] = ()
    entries: tuple[Listed, ...] = ()


class GroupChange(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of a group that are others now; ``group`` empty: all sites."""

    group: str
    changes: tuple[Change, ...]


class SystemCorrection(msgspec.Struct, frozen=True, kw_only=True):
    """What changed under one indicator system.

    Attributes:
        provisional: why the corrected results are provisional (暂定); empty when they are final.
    """

    system_id: str
    system_title: str
    provisional: str = ""
    list_titles: tuple[tuple[str, str], ...] = ()
    sites: tuple[SiteChange, ...] = ()
    lists: tuple[ListChange, ...] = ()
    groups: tuple[GroupChange, ...] = ()

    @property
    def corrected(self) -> tuple[SiteChange, ...]:
        """Sites whose own result changed."""
        return tuple(each for each in self.sites if each.why == "own")

    @property
    def moved(self) -> tuple[SiteChange, ...]:
        """Sites that only moved because others changed."""
        return tuple(each for each in self.sites if each.why == "others")


class Erratum(msgspec.Struct, frozen=True, kw_only=True):
    """``publications/v<N>/erratum.json``.

    Attributes:
        label: its number as printed, 更正〔2026〕第1号.
        before, after: versions.
        before_on: when the version that is corrected was published.
        issued_on: date of the erratum.
        cause: why, in the organiser's words.
        before_digest: SHA-256 of ``publication.json`` of the version before, under which it can be cited.
        systems: those with changes.
        others: files of results that differ without any of the above.
    """

    label: str
    campaign_id: str
    campaign_title: str
    organiser: str
    before: int
    after: int
    before_on: date
    issued_on: date
    cause: str
    before_digest: str
    systems: tuple[SystemCorrection, ...]
    others: tuple[str, ...] = ()
