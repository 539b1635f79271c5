"""When each availability visit is due: fixed before the first one is made, provable after the last.

A seed of 32 random bytes is made when collecting begins. Its SHA-256 is published at once (``schedule.json``), the seed
when the visits are over: then anybody can compute every instant again and see that none was chosen with an eye to the
site. Nobody who does not hold the seed knows a site's instants beforehand.

Derivation (``hmac-sha256-v1``), in whole microseconds, so that every machine gets the same:

- u(site, n) = first 8 bytes of HMAC-SHA256(seed, "site_code|n") as a big-endian number, divided by 2^64: in [0, 1);
- visit n (from 1) of a site is due at start + offset + (n - 1) x interval + u(site, n) x jitter_rate x interval:
  uniform within plus or minus jitter_rate / 2 x interval around the middle of that stretch, never before visit n - 1;
- offset = u(site, 0) x interval, so that not all sites are visited at once; with jitter_rate 0 there is neither chance
  nor offset: every site is visited from the start on, interval by interval.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from fractions import Fraction

import msgspec

NETWORK_NOTE = "采集端断网，顺延"
RESUMED_NOTE = "中断后恢复，顺延"
STALLED_NOTE = "采集端停顿，顺延"
POSTPONED_NOTES = (NETWORK_NOTE, RESUMED_NOTE, STALLED_NOTE)
"""What is noted of a visit that moves the rest of the schedule: our network was down; the collection was started again;
it was running, but stood still (the machine slept, or was overloaded)."""

METHOD = "hmac-sha256-v1"
SEED_BYTES = 32
_SECOND = 1_000_000


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is published before the first visit (``schedule.json``).

    Attributes:
        method: how instants are derived from the seed.
        seed_sha256: SHA-256 of the seed, hexadecimal.
        start: first instant, UTC.
        count: visits per site and vantage point.
        interval_s: from one slot to the next, in seconds.
        jitter_rate: part of the slot an instant may fall into (0–1).
    """

    method: str = METHOD
    seed_sha256: str
    start: datetime
    count: int
    interval_s: float
    jitter_rate: float


class SealedSchedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A schedule with its seed: kept back while visits are made, published when they are over.

    Attributes:
        schedule: what was published before.
        seed: 32 bytes, hexadecimal.
    """

    schedule: Schedule
    seed: str

    @property
    def genuine(self) -> bool:
        """Whether the seed is the one whose digest was published, and the method one we know."""
        try:
            seed = bytes.fromhex(self.seed)
        except ValueError:
            return False
        digest = hashlib.sha256(seed).hexdigest()
        return self.schedule.method == METHOD and hmac.compare_digest(digest, self.schedule.seed_sha256)

    def due_at(self, site_code: str, number: int) -> datetime:
        """When a visit is due, UTC.

        Args:
            site_code: whose visit.
            number: of the visit, from 1.
        """
        schedule = self.schedule
        interval = round(schedule.interval_s * _SECOND)
        offset = shift = 0
        if schedule.jitter_rate:
            width = int(Fraction(str(schedule.jitter_rate)) * interval)
            offset = self._share(site_code, 0, interval)
            shift = self._share(site_code, number, width)
        return schedule.start + timedelta(microseconds=offset + (number - 1) * interval + shift)

    def _share(self, site_code: str, number: int, whole: int) -> int:
        digest = hmac.digest(bytes.fromhex(self.seed), f"{site_code}|{number}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big") * whole >> 64


def new_schedule(*, start: datetime, count: int, interval_s: float, jitter_rate: float) -> SealedSchedule:
    """A schedule with a seed nobody has seen.

    Args:
        start: first instant; aware.
        count: visits per site and vantage point.
        interval_s: from one slot to the next, in seconds.
        jitter_rate: part of the slot an instant may fall into (0–1).
    """
    seed = secrets.token_bytes(SEED_BYTES)
    return SealedSchedule(
        schedule=Schedule(
            seed_sha256=hashlib.sha256(seed).hexdigest(),
            start=start,
            count=count,
            interval_s=interval_s,
            jitter_rate=jitter_rate,
        ),
        seed=seed.hex(),
    )


class Lateness:
    """Follows how far one vantage point's visits to a site stay behind their instants, one number after the other.

    Once late, all later visits are late by as much; a visit that begins as soon as the one before it ended is not held
    to be late either. Whatever comes on top is growth.

    Args:
        last: due instant, beginning and milliseconds spent of the visit before; None: there is none.
    """

    def __init__(self, last: tuple[datetime, datetime, int] | None = None) -> None:
        self._lag = timedelta(0)
        self._free_at: datetime | None = None
        if last is not None:
            self.take(*last, allowed=timedelta(0))

    def take(self, due_at: datetime, visited_at: datetime, elapsed_ms: int, *, allowed: timedelta) -> timedelta:
        """By how much more than before a visit is late; zero when that is no more than allowed.

        Args:
            due_at: instant of the schedule.
            visited_at: when it was made.
            elapsed_ms: how long it took, in milliseconds.
            allowed: growth that is nothing unusual. It adds up: many small delays are one large.
        """
        lag = visited_at - due_at
        expected_at = due_at + self._lag
        crowded = self._free_at is not None and self._free_at > expected_at
        if crowded and self._free_at is not None:
            expected_at = self._free_at
        growth = visited_at - expected_at
        if crowded or growth > allowed:
            self._lag = max(lag, timedelta(0))
        else:
            self._lag = min(self._lag, max(lag, timedelta(0)))
        self._free_at = visited_at + timedelta(milliseconds=elapsed_ms)
        return growth if growth > allowed else timedelta(0)
