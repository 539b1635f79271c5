"""What a collection will ask of the judged sites and of the machine, before a single request is sent.

Two figures each: the most that the settings allow, and, where an earlier run over the same sites is named, what to
expect by what was collected then. Times follow from politeness (requests to one host), not from the program's speed.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.run_folder import RunFolder
from hengping.model.campaign import CollectSettings
from hengping.model.errors import RunError
from hengping.model.site import Site

_DAY_MINUTES = 24 * 60
_HOUR_S = 3600
_VISIT_BYTES = 100_000
"""A home page, for want of anything better."""


class SiteForecast(msgspec.Struct, frozen=True, kw_only=True):
    """One site.

    Attributes:
        site_code: whose.
        requests, bytes: expected; equal to the most allowed where nothing is known.
        hours: for that many requests, one host, at the rate allowed.
        known: whether an earlier run says so.
    """

    site_code: str
    requests: int
    bytes: int
    hours: float
    known: bool


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """A whole collection.

    Attributes:
        sites: one by one, in roster order.
        known: how many of them are expected by an earlier run.
        requests, bytes: expected, visits included.
        most_requests, most_bytes: the most the settings allow, visits included.
        visits: availability visits over all sites.
        visit_hours: how long the visits of a site take.
        crawl_hours: until the last crawl is done, waiting outside the time windows included.
        hours: until everything is done, second looks included.
        browser_minutes: at most.
        window_share: share of the day in which crawling is allowed (0–1).
    """

    sites: tuple[SiteForecast, ...]
    known: int
    requests: int
    bytes: int
    most_requests: int
    most_bytes: int
    visits: int
    visit_hours: float
    crawl_hours: float
    hours: float
    browser_minutes: float
    window_share: float


def forecast(sites: Sequence[Site], settings: CollectSettings, previous: Path | None = None) -> Forecast:
    """Forecast the collection of a roster.

    Args:
        sites: the roster.
        settings: limits, rates, visits, windows.
        previous: an earlier run folder with evidence of some of these sites.

    Raises:
        RunError: the earlier run holds no evidence.
    """
    earlier = _earlier(previous, sites) if previous else {}
    most = settings.max_requests_per_site
    bound = min(most, settings.max_pages_per_site + settings.max_link_checks_per_site)
    typical = tuple(int(median(values)) for values in zip(*earlier.values(), strict=True)) if earlier else ()
    rows = []
    for site in sites:
        requests, size = earlier.get(site.site_code) or typical or (bound, settings.max_bytes_per_site)
        requests, size = min(requests, most), min(size, settings.max_bytes_per_site)
        rows.append(
            SiteForecast(
                site_code=site.site_code,
                requests=requests,
                bytes=size,
                hours=requests / settings.requests_per_second_per_host / _HOUR_S,
                known=site.site_code in earlier,
            )
        )
    share = window_share(settings.windows)
    visits = settings.visits.count
    visit_hours = visits * settings.visits.interval_s / _HOUR_S
    crawl_hours = _together([row.hours for row in rows], settings.concurrency) / share
    browser = settings.browser_minutes_per_site * len(sites) if settings.browser != "off" else 0.0
    return Forecast(
        sites=tuple(rows),
        known=sum(row.known for row in rows),
        requests=sum(row.requests for row in rows) + visits * len(sites),
        bytes=sum(row.bytes for row in rows) + visits * len(sites) * _VISIT_BYTES,
        most_requests=(most + visits) * len(sites),
        most_bytes=(settings.max_bytes_per_site + visits * _VISIT_BYTES) * len(sites),
        visits=visits * len(sites),
        visit_hours=visit_hours,
        crawl_hours=crawl_hours,
        hours=max(visit_hours, crawl_hours + settings.second_look.delay_s / _HOUR_S + browser / 60),
        browser_minutes=browser,
        window_share=share,
    )


def window_share(windows: Iterable[str]) -> float:
    """Share of the day that the windows (``22:00-06:00``) cover together; 1 without any."""
    covered: set[int] = set()
    for window in windows:
        start, end = (_minutes(part) for part in window.split("-"))
        length = (end - start) % _DAY_MINUTES or _DAY_MINUTES
        covered.update((start + minute) % _DAY_MINUTES for minute in range(length))
    return len(covered) / _DAY_MINUTES if covered else 1.0


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.strip().partition(":")
    return (int(hours) * 60 + int(minutes)) % _DAY_MINUTES


def _together(hours: Sequence[float], places: int) -> float:
    """When the last of them ends, longest first, each at the place that is free first."""
    ends = [0.0] * min(places, max(len(hours), 1))
    for each in sorted(hours, reverse=True):
        first = min(range(len(ends)), key=ends.__getitem__)
        ends[first] += each
    return max(ends)


def _earlier(run: Path, sites: Sequence[Site]) -> dict[str, tuple[int, int]]:
    """Requests and bytes of an earlier run, by site code."""
    folder = RunFolder(run.resolve())
    found = {}
    for site in sites:
        archive = SiteArchive(folder.site_evidence(site.site_code))
        requests = size = 0
        for capture in archive.iter_captures():
            requests += max(capture.attempts, 0)
            size += capture.size
        if requests:
            found[site.site_code] = (requests, size)
    if not found:
        raise RunError("没有这些网站的佐证", where=str(run), remedy="换一个采集过这些网站的结果目录，或不用 --previous")
    return found
