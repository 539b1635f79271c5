"""Scores (得分): a tree with provenance, and what follows from many of them."""

from decimal import Decimal
from typing import Literal

import msgspec

NodeKind = Literal["system", "part", "dimension", "indicator", "item"]
NodeState = Literal["scored", "not_applicable", "not_tested", "vetoed", "given"]


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base: immutable, keyword-only. No record can hold itself, so the collector need not look at millions of them."""


class Deduction(_Record, frozen=True, kw_only=True):
    """Points lost (or gained, for bonus) by one finding under one item.

    Attributes:
        points: points taken off (positive) before the cap; credit given (negative) for a bonus.
        counted: points that really count after the cap.
        suppressed_by: finding or item that already charges the same fact; then ``counted`` is 0 (no double charge).
        explained: points given back for an accepted explanation (情况说明); they are not in ``points``.
    """

    finding_id: str
    points: Decimal
    counted: Decimal
    reason: str = ""
    suppressed_by: str = ""
    explained: Decimal = Decimal(0)


class ScoreNode(_Record, frozen=True, kw_only=True):
    """One node of a score tree.

    Attributes:
        item_id: id in the indicator system.
        score, full: in points of the system; exact, unrounded.
        index_value: score / full (得分指数), None when full is 0 or not applicable.
        state: ``given`` when the value was supplied (judge), ``not_tested`` when nothing reached it.
        checked, checkable: subjects with a scored outcome, and subjects that should have had one: coverage.
        deductions: provenance, finding by finding.
        status: ``unconfirmed`` when the official number could not be verified; printed as such.
        note: anything a reader must know: cap reached, gate closed, rescaled by 4/3.
        finding_ids: findings that a value of the node rests on where points are not charged one by one (a rate).
        raw_value: the number that was turned into points (a measure, a rate, a level), as text.
    """

    item_id: str
    title: str
    kind: NodeKind
    rule: str = ""
    full: Decimal
    score: Decimal
    index_value: Decimal | None = None
    weight: Decimal | None = None
    state: NodeState = "scored"
    checked: int = 0
    checkable: int = 0
    cap_reached: bool = False
    status: Literal["confirmed", "unconfirmed"] = "confirmed"
    note: str = ""
    raw_value: str = ""
    finding_ids: tuple[str, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    children: tuple["ScoreNode", ...] = ()


class VetoResult(_Record, frozen=True, kw_only=True):
    """One veto (单项否决) of one site. ``state`` is open when what it needs could not be checked."""

    veto_id: str
    title: str
    fired: bool
    state: Literal["checked", "not_tested"] = "checked"
    reason: str = ""
    count: int = 0
    threshold: int = 0
    finding_ids: tuple[str, ...] = ()
    status: Literal["confirmed", "unconfirmed"] = "confirmed"


class FailReason(_Record, frozen=True, kw_only=True):
    """A fail line (不合格线) that the site lies under, with its reason sentence."""

    line_id: str
    reason: str


class ItemCount(_Record, frozen=True, kw_only=True):
    """How many scoring items a score rests on ("97 of 103 items, 4 blocked, 2 tool errors").

    Each item that applies to the site is in exactly one of the counts besides ``applicable``.

    Attributes:
        applicable: items that apply to the site.
        checked: judged, by checks or by a supplied value, with nothing left open.
        partly: judged, but some of its subjects could not be.
        blocked: not judged because the site refused us.
        errors: not judged because of the tool's own fault.
        waiting: not judged because people or tables have not supplied it yet.
        untested: not judged for another reason (nothing reached it).
    """

    applicable: int = 0
    checked: int = 0
    partly: int = 0
    blocked: int = 0
    errors: int = 0
    waiting: int = 0
    untested: int = 0


SiteState = Literal["ranked", "vetoed", "blocked", "not_ranked"]


class SiteScore(_Record, frozen=True, kw_only=True):
    """One site under one system: ``scores/<system>/<site_code>.json``.

    Attributes:
        total: rounded once, as the system says; None when unscored (vetoed without a number, blocked).
        raw_total: before rounding.
        state: ``ranked``; ``vetoed``; ``blocked`` (could not be read: never scored); ``not_ranked`` (coverage too low).
        passed: whether the system counts the site as passed (合格); None when it cannot be said.
        coverage: how much was judged, by number of scoring items and by their worth, the lower of the two; 0–1, 4
            digits. An item whose subjects were judged only in part counts by their share, items that wait for an
            assessor are left out.
        checked, checkable: subjects of the automatic items with a verdict, and those that should have one.
        provisional: there is a total, and open doubts (cannot_tell) remain or items still wait for marks or values.
        fail_reasons: fail lines the site lies under.
        manual_items, manual_marked: items that wait for a person, and those that have their marks; apart from coverage.
        digits, index_digits, rounding_mode: how the system prints scores and indices.
        items: how many scoring items the score rests on.
        missing: ids of items whose value nobody supplied.
    """

    system_id: str
    system_version: str
    site_code: str
    name: str
    group: str
    total: Decimal | None
    raw_total: Decimal | None
    full: Decimal
    state: SiteState
    state_reason: str = ""
    passed: bool | None = None
    coverage: Decimal = Decimal(0)
    checked: int = 0
    checkable: int = 0
    open_doubts: int = 0
    provisional: bool = False
    vetoes: tuple[VetoResult, ...] = ()
    root: ScoreNode | None = None
    fail_reasons: tuple[FailReason, ...] = ()
    manual_items: int = 0
    manual_marked: int = 0
    digits: int = 2
    index_digits: int = 4
    rounding_mode: Literal["half_up", "truncate", "half_even"] = "half_up"
    items: ItemCount = ItemCount()
    missing: tuple[str, ...] = ()


class RankRow(_Record, frozen=True, kw_only=True):
    """A line of ``ranks.csv``: group, rank, tied, site_code, name, total, tier, vetoed, coverage (contract)."""

    group: str
    rank: int | None
    tied: bool
    site_code: str
    name: str
    total: Decimal | None
    tier: str
    vetoed: bool
    coverage: Decimal


class ListEntry(_Record, frozen=True, kw_only=True):
    """A line of ``lists.csv``: list, site_code, name, reasons (contract)."""

    list_id: str
    site_code: str
    name: str
    reasons: tuple[str, ...]


class GroupSummary(_Record, frozen=True, kw_only=True):
    """Figures of one ranking group (``group`` empty: all sites).

    ``pass_rate`` = passed / assessed; numerator and denominator stand beside every rate that is printed.
    """

    group: str
    sites: int
    assessed: int
    passed: int
    vetoed: int
    blocked: int
    mean: Decimal | None
    highest: Decimal | None
    lowest: Decimal | None
    pass_rate: Decimal | None


class TrackSummary(_Record, frozen=True, kw_only=True):
    """How the groups of one track are published.

    Attributes:
        groups: ranking groups, in roster order.
        method, top, best, tie_order: as the system says; ``top`` None: all places.
        tiers: all tiers, the best one first, with their sites in the order of print, empty ones too (卓越级：无).
        sentences: what a notice prints: tiers and the note on their order, or the ranked names of each group.
    """

    track_id: str
    title: str
    groups: tuple[str, ...]
    method: Literal["dense", "competition", "ordinal", "unordered"]
    top: int | None = None
    best: Literal["highest", "lowest"] = "highest"
    tie_order: Literal["division_code", "roster", "stroke", "pinyin"] = "division_code"
    tiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sentences: tuple[str, ...] = ()


class Results(_Record, frozen=True, kw_only=True):
    """Everything that ranking says for one system: what reports are made from.

    ``list_titles``: id and Chinese title of every list the system publishes, also of empty ones. ``publishable``: no
    open doubt that the system lets block publication.
    """

    system_id: str
    system_version: str
    title: str
    ranks: tuple[RankRow, ...]
    lists: tuple[ListEntry, ...]
    groups: tuple[GroupSummary, ...]
    list_titles: tuple[tuple[str, str], ...] = ()
    tracks: tuple[TrackSummary, ...] = ()
    publishable: bool = True
    unpublishable_reason: str = ""
