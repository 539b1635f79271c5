"""Scores (得分): a tree with provenance, and what follows from many of them."""

from decimal import Decimal
from typing import Literal

import msgspec

NodeKind = Literal["system", "part", "dimension", "indicator", "item"]
NodeState = Literal["scored", "not_applicable", "not_tested", "vetoed", "given"]


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only."""


class Deduction(_Record, frozen=True, kw_only=True):
    """Points lost (or gained, for bonus) by one finding under one item.

    Attributes:
        points: points taken off (positive) before the cap; credit given (negative) for a bonus.
        counted: points that really count after the cap.
        suppressed_by: finding or item that already charges the same fact; then ``counted`` is 0 (no double charge).
    """

    finding_id: str
    points: Decimal
    counted: Decimal
    reason: str = ""
    suppressed_by: str = ""


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


SiteState = Literal["ranked", "vetoed", "blocked", "not_ranked"]


class SiteScore(_Record, frozen=True, kw_only=True):
    """One site under one system: ``scores/<system>/<site_code>.json``.

    Attributes:
        total: rounded once, as the system says; None when unscored (vetoed without a number, blocked).
        raw_total: before rounding.
        state: ``ranked``; ``vetoed``; ``blocked`` (could not be read: never scored); ``not_ranked`` (coverage too low).
        passed: whether the system counts the site as passed (合格); None when it cannot be said.
        coverage: checked / checkable over the automatic items, 0–1, 4 digits.
        provisional: open doubts (cannot_tell) remain, or items still wait for manual marks.
        fail_reasons: fail lines the site lies under.
        manual_items, manual_marked: items that wait for a person, and those that have their marks; apart from coverage.
        digits, index_digits, rounding_mode: how the system prints scores and indices (``half_up`` or ``truncate``).
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
    rounding_mode: Literal["half_up", "truncate"] = "half_up"


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


class Results(_Record, frozen=True, kw_only=True):
    """Everything that ranking says for one system: what reports are made from.

    ``list_titles``: id and Chinese title of every list the system publishes, also of empty ones.
    """

    system_id: str
    system_version: str
    title: str
    ranks: tuple[RankRow, ...]
    lists: tuple[ListEntry, ...]
    groups: tuple[GroupSummary, ...]
    list_titles: tuple[tuple[str, str], ...] = ()
