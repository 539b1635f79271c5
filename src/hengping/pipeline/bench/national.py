"""National scale on paper and by simulation: every government site checked once a week, by how many machines?

What limits such a survey is politeness: a site may be asked only so often a second, so its check takes its pages times
that pause, however fast the program is. The arithmetic says how many sites must be open at once, what share of the
machines' speed that uses, and how much network; the simulation plays one week with sites of unequal size and machines
that share their speed among the sites open on them, and says when the last site is done.
"""

import heapq
from collections.abc import Sequence
from itertools import count
from random import Random  # noqa: TID251 - seeded: the same survey every time

import msgspec

_HOUR = 3600.0
_BITS = 8


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """One survey.

    Attributes:
        sites, pages: sites, and pages of a site on average.
        requests_per_page: requests a page, links that lead nowhere, redirects, attachments, second looks included.
        requests_per_s: most requests a second to one site.
        machines: machines; ``pages_per_s`` is the speed of one of them, all cores together.
        open_sites: sites that one machine works on at once.
        hours_a_day, days: when crawling is allowed.
        page_bytes: bytes of a page on the wire.
    """

    sites: int = 14_000
    pages: int = 1_000
    requests_per_page: float = 1.22
    requests_per_s: float = 1.0
    machines: int = 4
    pages_per_s: float
    open_sites: int = 64
    hours_a_day: float = 24.0
    days: float = 7.0
    page_bytes: int = 57_000


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True):
    """The sums.

    Attributes:
        seconds: time in which crawling is allowed.
        site_s: least time of one average site, by politeness.
        open_needed: sites that must be open at once, over all machines, so that all are done in time.
        pages_per_s: pages a second needed over all machines.
        used: share of the machines' speed that this is; ``machines_needed``: machines that the speed alone needs.
        polite_s, program_s: shortest whole survey by politeness (all places of all machines taken all the time), and by
            the program's speed.
        megabits: network over all machines, Mbit/s on average.
        limited_by_politeness: whether politeness, not the program, decides how long it takes.
        in_time: whether both bounds are within the time allowed.
    """

    seconds: float
    site_s: float
    open_needed: float
    pages_per_s: float
    used: float
    machines_needed: float
    polite_s: float
    program_s: float
    megabits: float
    limited_by_politeness: bool
    in_time: bool


def arithmetic(survey: Survey) -> Arithmetic:
    """The sums of a survey."""
    seconds = survey.days * survey.hours_a_day * _HOUR
    total = survey.sites * survey.pages
    site_s = survey.pages * survey.requests_per_page / survey.requests_per_s
    capacity = survey.machines * survey.pages_per_s
    polite_s = survey.sites * site_s / (survey.machines * survey.open_sites)
    program_s = total / capacity
    return Arithmetic(
        seconds=seconds,
        site_s=site_s,
        open_needed=survey.sites * site_s / seconds,
        pages_per_s=total / seconds,
        used=total / seconds / capacity,
        machines_needed=total / seconds / survey.pages_per_s,
        polite_s=polite_s,
        program_s=program_s,
        megabits=total * survey.page_bytes * _BITS / seconds / 1e6,
        limited_by_politeness=polite_s >= program_s,
        in_time=max(polite_s, program_s) <= seconds,
    )


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One survey played through.

    Attributes:
        pages: of all sites together.
        seconds: of allowed crawling time until the last site is done; ``in_time``: within the survey's days.
        median_site_s: time that half of the sites take at most, from their first to their last page.
        slowed: share of the time in which a machine's speed, not politeness, held its sites back.
    """

    pages: int
    seconds: float
    in_time: bool
    median_site_s: float
    slowed: float


def site_sizes(survey: Survey, seed: int = 1) -> list[int]:
    """Pages of every site: log-normal, as real sites are (many small, few large), capped at 10 times the mean."""
    random = Random(seed)  # noqa: S311 - no secret
    drawn = [min(random.lognormvariate(0, 1), 16.5) for _ in range(survey.sites)]
    scale = survey.pages * survey.sites / sum(drawn)
    return [max(1, round(value * scale)) for value in drawn]


def play(survey: Survey, sizes: Sequence[int]) -> Played:
    """Play a survey: sites, largest first, are dealt to the machines in turn; each has its places and its speed."""
    ordered = sorted(sizes, reverse=True)
    machines = [_play_machine(survey, ordered[first :: survey.machines]) for first in range(survey.machines)]
    taken = sorted(time for times, _, _ in machines for time in times)
    seconds = max(end for _, end, _ in machines)
    return Played(
        pages=sum(sizes),
        seconds=seconds,
        in_time=seconds <= survey.days * survey.hours_a_day * _HOUR,
        median_site_s=taken[len(taken) // 2] if taken else 0.0,
        slowed=sum(slow for _, _, slow in machines) / max(sum(end for _, end, _ in machines), 1e-9),
    )


def _play_machine(survey: Survey, sizes: Sequence[int]) -> tuple[list[float], float, float]:
    """Times of its sites, its end, and seconds in which its speed held back; all open sites go on equally fast."""
    polite = survey.requests_per_s / survey.requests_per_page
    waiting, number = list(reversed(sizes)), count()
    opened: list[tuple[float, int, float]] = []  # work level at which it is done, number, opened at
    now = level = slow = 0.0
    times: list[float] = []
    while waiting or opened:
        while waiting and len(opened) < survey.open_sites:
            heapq.heappush(opened, (level + waiting.pop(), next(number), now))
        rate = min(polite, survey.pages_per_s / len(opened))
        done_at, _, began = heapq.heappop(opened)
        step = (done_at - level) / rate
        slow += step if rate < polite else 0.0
        now, level = now + step, done_at
        times.append(now - began)
    return times, now, slow
