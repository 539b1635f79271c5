"""The availability account (可用性账): which visits count, and how many of those failed.

Pure, and made from the lines of ``visits.jsonl`` alone, with the quorum and the approved maintenance windows. Counted
are numbers of the schedule, not lines: with several vantage points each number has a line of each of them.

- A line is *valid* when the site answered or failed (``ok``, ``failed``). Blocked visits, the prober's own faults and
  outages, and visits within an approved maintenance window are taken out: out of the failures and out of the total.
- A number *failed* when at least ``quorum`` vantage points saw it fail. It was *ok* when fewer did and one saw it open.
- A number nobody could judge is taken out; so is one that all valid visits saw fail, but fewer than the quorum.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.model.codec import encode
from hengping.model.evidence import EvidenceRef, FailureKind, Phases, Visit

ALL_SITES = "*"
"""In place of a site code: a window of every site."""
Excluded = Literal["maintenance", "own_outage", "own_fault", "blocked", "too_few"]
"""Why a number is taken out. ``too_few``: seen to fail by fewer vantage points than the quorum, and by none to open."""

EXCLUDED_ZH: dict[Excluded, str] = {
    "maintenance": "经批准的维护时段内",
    "own_outage": "采集端断网",
    "own_fault": "采集端自身故障",
    "blocked": "拒绝采集端访问",
    "too_few": "失败的观测点不足法定数",
}
"""The reasons, for people, in order of precedence where several hold."""

_CHINA = timezone(timedelta(hours=8))
_PHASES = Phases.__struct_fields__


class MaintenanceWindow(msgspec.Struct, frozen=True, kw_only=True):
    """An approved maintenance window (维护时段).

    Attributes:
        site_code: whose; ``*``: every site's.
        begins_at: first instant inside.
        ends_at: first instant behind it.
        document: the document that approved it.
    """

    site_code: str
    begins_at: datetime
    ends_at: datetime
    document: str

    def covers(self, site_code: str, at: datetime) -> bool:
        """Whether a visit to a site at an instant falls into it."""
        return self.site_code in {site_code, ALL_SITES} and self.begins_at <= at < self.ends_at


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers (or, of one vantage point, lines) by what came of them; ``excluded`` by reason, none that is 0."""

    ok: int = 0
    failed: int = 0
    excluded: dict[str, int] = {}

    @property
    def valid(self) -> int:
        """What counts: opened and failed."""
        return self.ok + self.failed

    @property
    def left_out(self) -> int:
        """What does not."""
        return sum(self.excluded.values())

    @property
    def failed_rate(self) -> Fraction | None:
        """Failed ones among the valid (0–1), exact; None when nothing is valid."""
        return Fraction(self.failed, self.valid) if self.valid else None


class Availability(Tally, frozen=True, kw_only=True):
    """The account of one site.

    Attributes:
        quorum: how many vantage points must have seen a number fail.
        failed_visits: the failed lines of the numbers that count as failed, by number and vantage point.
        vantages: lines of each vantage point by its name.
        days: numbers of each day, as the date in China of the first visit of the number.
        medians_ms: lower median over the opened visits, in milliseconds, of each phase (``dns_ms`` …) and of the whole
            (``elapsed_ms``); a phase that no visit had is not there.
    """

    quorum: int = 1
    failed_visits: tuple[Visit, ...] = ()
    vantages: dict[str, Tally] = {}
    days: dict[date, Tally] = {}
    medians_ms: dict[str, int] = {}

    @property
    def numbers(self) -> int:
        """Numbers of the schedule that were visited at all."""
        return self.valid + self.left_out


def account(
    visits: Iterable[Visit], *, quorum: int = 1, maintenance: Sequence[MaintenanceWindow] = (), site_code: str = ""
) -> Availability:
    """The account of a site; the order of visits and windows does not matter.

    Args:
        visits: the lines of its ``visits.jsonl``. Of two with the same number and vantage point the earlier counts.
        quorum: at least this many vantage points must have seen a number fail for it to have failed; at least 1.
        maintenance: approved windows, also those approved after the visits were made.
        site_code: whose visits they are, to choose its windows.
    """
    quorum = max(quorum, 1)
    by_number: dict[int, list[tuple[Visit, str]]] = defaultdict(list)
    for visit in _once(visits):
        by_number[visit.number].append((visit, _state(visit, site_code, maintenance)))
    states: Counter[str] = Counter()
    days: dict[date, Counter[str]] = defaultdict(Counter)
    vantages: dict[str, Counter[str]] = defaultdict(Counter)
    failed: list[Visit] = []
    opened: list[Visit] = []
    for _, lines in sorted(by_number.items()):
        state = _number_state([state for _, state in lines], quorum)
        states[state] += 1
        days[min(visit.visited_at for visit, _ in lines).astimezone(_CHINA).date()][state] += 1
        for visit, own in lines:
            vantages[visit.vantage][own] += 1
            if own == "ok":
                opened.append(visit)
            elif own == state == "failed":
                failed.append(visit)
    total = _tally(states)
    return Availability(
        ok=total.ok,
        failed=total.failed,
        excluded=total.excluded,
        quorum=quorum,
        failed_visits=tuple(failed),
        vantages={name: _tally(own) for name, own in sorted(vantages.items())},
        days={day: _tally(own) for day, own in sorted(days.items())},
        medians_ms=_medians(opened),
    )


def windows_by_site(windows: Iterable[MaintenanceWindow]) -> dict[str, tuple[MaintenanceWindow, ...]]:
    """Windows by site code; those of every site under ``*``. See :func:`windows_of`."""
    found: dict[str, list[MaintenanceWindow]] = defaultdict(list)
    for window in windows:
        found[window.site_code].append(window)
    return {code: tuple(own) for code, own in found.items()}


def windows_of(by_site: Mapping[str, tuple[MaintenanceWindow, ...]], site_code: str) -> tuple[MaintenanceWindow, ...]:
    """The windows that concern a site."""
    return by_site.get(site_code, ()) + by_site.get(ALL_SITES, ())


def document_of(windows: Iterable[MaintenanceWindow], site_code: str, at: datetime) -> str | None:
    """The document of the window a visit falls into, a window of the site before one of every site; None: in none."""
    found = [window for window in windows if window.covers(site_code, at)]
    return min(found, key=lambda window: (window.site_code == ALL_SITES, encode(window))).document if found else None


def visit_ref(visit: Visit) -> EvidenceRef:
    """Pointer to a visit: its number, and the digest of its line (without the line end)."""
    return EvidenceRef(f"visits:{visit.number}", f"sha256:{hashlib.sha256(encode(visit)).hexdigest()}")


def _once(visits: Iterable[Visit]) -> list[Visit]:
    """One line per number and vantage point, by number and vantage point."""
    kept: dict[tuple[int, str], Visit] = {}
    for visit in sorted(visits, key=lambda visit: (visit.number, visit.vantage, visit.visited_at, encode(visit))):
        kept.setdefault((visit.number, visit.vantage), visit)
    return list(kept.values())


def _state(visit: Visit, site_code: str, maintenance: Sequence[MaintenanceWindow]) -> str:
    if visit.result == "maintenance" or document_of(maintenance, site_code, visit.visited_at) is not None:
        return "maintenance"
    if visit.result == "own_fault" and visit.failure == FailureKind.OWN_OUTAGE:
        return "own_outage"
    return visit.result


def _number_state(states: Sequence[str], quorum: int) -> str:
    if states.count("failed") >= quorum:
        return "failed"
    if "ok" in states:
        return "ok"
    if "failed" in states:
        return "too_few"
    return next(reason for reason in EXCLUDED_ZH if reason in states)


def _tally(states: Mapping[str, int]) -> Tally:
    return Tally(
        ok=states.get("ok", 0),
        failed=states.get("failed", 0),
        excluded={reason: states[reason] for reason in EXCLUDED_ZH if states.get(reason)},
    )


def _medians(opened: Sequence[Visit]) -> dict[str, int]:
    times: dict[str, list[int]] = defaultdict(list)
    for visit in opened:
        times["elapsed_ms"].append(visit.elapsed_ms)
        for name in _PHASES if visit.phases is not None else ():
            spent = getattr(visit.phases, name)
            if spent is not None:
                times[name].append(spent)
    order = (*_PHASES, "elapsed_ms")
    return {name: sorted(times[name])[(len(times[name]) - 1) // 2] for name in order if times[name]}
