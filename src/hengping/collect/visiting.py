"""Availability visits (可用性拨测; V19-W2): spaced visits to the home page, beside the crawl.

A visit follows redirects (at most ten) as a person's browser does, with the cookies they set, and reads the page; its
time is the sum over all hops, waiting for a place not counted. The result:

- ``ok``: opened within the time limit with a status below 400;
- ``blocked``: 401, 403, 405, 406, 412, 429, 451, a challenge page, or redirects without end that set cookies: neither
  good nor bad;
- ``own_fault``: failures that are not the site's (``counts_as_down`` is false), among them a private address; with
  failure ``own_outage`` when the reference targets were out of reach as well; and too slow while our own event loop was
  held up for a good part of the time;
- ``maintenance``: within an approved window; status and failure say what was seen all the same;
- ``failed``: everything else: any other status from 400, failures that count as down, too slow, a redirect loop.

When a visit cannot be made at its instant (the machine was off, killed, without network, or an earlier visit was still
going on), it is made as soon as it can be, and all later ones move by the same delay: the watch lasts longer, but
visits never come closer together than the schedule has them. Making up for lost ones in a bunch would turn one short
fault of a site into many failures. A visit cut off by a kill is made again under its number. The line of the visit that
came late says why (``note``), and so does the first one after every restart.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from hengping.collect.client import Client, Exchange
from hengping.collect.net.signals import ChainCookies, redirect_target
from hengping.collect.recorder import challenge_of
from hengping.collect.references import Outage
from hengping.collect.schedule import (
    NETWORK_NOTE,
    RESUMED_NOTE,
    STALLED_NOTE,
    Lateness,
    SealedSchedule,
    new_schedule,
)
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.visits import VISITS_FILE, append_visit, read_visits, recover_visits
from hengping.model.availability import MaintenanceWindow, document_of, windows_of
from hengping.model.campaign import VisitSettings
from hengping.model.evidence import (
    FAILURES,
    MAX_REDIRECTS,
    TURNED_AWAY_STATUS,
    FailureKind,
    Phases,
    Visit,
    VisitResult,
)
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url

BLOCKED_STATUSES = TURNED_AWAY_STATUS
_MAX_HOPS = MAX_REDIRECTS
_FIRST_ERROR = 400
_CHALLENGE_BYTES = 256 * 1024
_NOTED = timedelta(minutes=1)
"""More of a delay than this is noted; `visits check` accepts more than this without a note."""
_LONGEST_SLEEP_S = 60.0
"""The wall clock may be set, and stands still for nobody: it is looked at again this often."""

Progress = Callable[[str, int], None]
Challenge = Callable[[bytes, int], str]


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What the visits to all sites of a run share.

    Attributes:
        schedule: when they are due; None: from now on, as the settings say.
        maintenance: approved windows known when the visits are made, by site code.
        until: no visit is made after this instant; the rest is left for another call. None: all are made.
    """

    schedule: SealedSchedule | None = None
    maintenance: Mapping[str, tuple[MaintenanceWindow, ...]] = {}
    until: datetime | None = None


UNPLANNED = Watch()
"""No schedule that anybody was told of, no maintenance."""


async def visit_site(
    site: Site,
    folder: Path,
    settings: VisitSettings,
    client: Client,
    progress: Progress,
    *,
    challenge: Challenge,
    watch: Watch = UNPLANNED,
    outage: Outage | None = None,
) -> None:
    """Make the visits of this vantage point that are not there yet.

    Args:
        site: whose home page is visited.
        folder: its evidence folder.
        settings: how many, how far apart, time limit, name of the vantage point.
        client: the open HTTP client.
        progress: told ``visits`` and their number.
        challenge: recognises challenge pages.
        watch: schedule and maintenance windows.
        outage: what is known of our own network; None: nothing is ever held to be our own outage.

    Raises:
        EvidenceError: the visits cannot be read or written.
    """
    path = folder / VISITS_FILE
    last = await asyncio.to_thread(_last_visit, path, settings.vantage)
    made = last.number if last else 0
    progress("visits", made)
    schedule = watch.schedule or new_schedule(
        start=datetime.now(UTC),
        count=settings.count,
        interval_s=settings.interval_s,
        jitter_rate=settings.jitter_rate,
    )
    delay = _delay(last) if watch.schedule else timedelta(0)
    if last and not watch.schedule:
        # Nobody sealed these instants: go on one interval after the last visit, whatever came before.
        gap = timedelta(seconds=settings.interval_s)
        delay = min(last.visited_at, datetime.now(UTC)) + gap - schedule.due_at(site.site_code, made + 1)
    maintenance = windows_of(watch.maintenance, site.site_code)
    called_at = datetime.now(UTC)
    lateness = Lateness((last.due_at, last.visited_at, last.elapsed_ms) if last and last.due_at else None)
    for number in range(made + 1, settings.count + 1):
        due_at = schedule.due_at(site.site_code, number)
        if number > 1 and watch.schedule:
            # Without effect, unless the clock was ahead when a visit was made and was set back since.
            delay = min(delay, datetime.now(UTC) - schedule.due_at(site.site_code, number - 1))
        planned_at = due_at + max(delay, timedelta(0)) if watch.schedule else due_at + delay
        if watch.until is not None and max(planned_at, datetime.now(UTC)) > watch.until:
            return
        waited_out = await _wait_for(planned_at, outage)
        delay = max(delay, datetime.now(UTC) - due_at)
        began = asyncio.get_running_loop().time()
        visit = await visit_once(site.url, number, settings.timeout_s, client, challenge=challenge)
        if outage is not None and visit.result in {"failed", "own_fault"}:
            visit = await _put_down_to(outage, visit, began)
        visit = _completed(visit, site.site_code, settings.vantage, due_at, maintenance)
        grown = lateness.take(due_at, visit.visited_at, visit.elapsed_ms, allowed=_NOTED)
        if waited_out:
            visit = _noted(visit, NETWORK_NOTE)
        elif watch.schedule and number == made + 1 and (last or called_at - due_at > _NOTED):
            visit = _noted(visit, RESUMED_NOTE)
        elif watch.schedule and grown:
            visit = _noted(visit, STALLED_NOTE)
        await asyncio.to_thread(append_visit, path, visit)
        progress("visits", number)


async def visit_once(url: str, number: int, timeout_s: float, client: Client, *, challenge: Challenge) -> Visit:
    """One visit.

    Args:
        url: the home page.
        number: of the visit, from 1.
        timeout_s: from when on it has failed, in seconds.
        client: the open HTTP client.
        challenge: recognises challenge pages.
    """
    try:
        home = normal_url(url)
    except BadUrlError:
        home = url
    visited_at = datetime.now(UTC)
    target, spent_ms, address, held_up = home, 0, "", False
    phases: Phases | None = None
    cookies = ChainCookies()
    for hop in range(_MAX_HOPS + 1):
        exchange = await client.visit(target, timeout_s=max(timeout_s - spent_ms / 1000, 0.001), cookies=cookies)
        visited_at = exchange.fetched_at if hop == 0 else visited_at
        spent_ms += exchange.elapsed_ms
        held_up = held_up or exchange.held_up
        phases = _sum(phases, exchange.phases)
        address = exchange.address or address
        location = redirect_target(target, exchange.answer)
        if not location or spent_ms >= timeout_s * 1000:
            break
        target = location
    late = spent_ms >= timeout_s * 1000
    result, failure = _judge(exchange, late=late, redirected=bool(location), challenge=challenge)
    if failure == FailureKind.TIMEOUT and held_up:
        result, failure = "own_fault", FailureKind.OWN_FAULT
    if failure == FailureKind.REDIRECT_LOOP and cookies.header(target):
        # It may want a proof that only a browser with scripts can give.
        result, failure = "blocked", FailureKind.COOKIE_WALL
    return Visit(
        number=number,
        url=home,
        visited_at=visited_at,
        result=result,
        status=exchange.answer.status if exchange.answer else 0,
        failure=failure,
        elapsed_ms=spent_ms,
        phases=phases,
        address=address,
    )


def _last_visit(path: Path, vantage: str) -> Visit | None:
    """The visit with the highest number that this vantage point made; lines without a name are its own."""
    recover_visits(path)
    own = [visit for visit in read_visits(path) if visit.vantage in {"", vantage}]
    return max(own, key=lambda visit: visit.number, default=None)


def _delay(last: Visit | None) -> timedelta:
    """How far behind the schedule the last visit was; a kill forgets nothing."""
    if last is None or last.due_at is None:
        return timedelta(0)
    return max(timedelta(0), last.visited_at - last.due_at)


async def _wait_for(instant: datetime, outage: Outage | None) -> bool:
    """Sleep until an instant by the wall clock, then while our network is down; whether it was."""
    while (left_s := (instant - datetime.now(UTC)).total_seconds()) > 0:  # noqa: ASYNC110 - a clock announces no event
        await asyncio.sleep(min(left_s, _LONGEST_SLEEP_S))
    if outage is None or not outage.is_down:
        # Let others have their turn, also when every visit is overdue.
        await asyncio.sleep(0)
        return False
    await outage.wait_up()
    return True


async def _put_down_to(outage: Outage, visit: Visit, began: float) -> Visit:
    """The visit as the reference targets make it look: ours, or as it was."""
    if not await outage.is_ours(visit.failure, began):
        return visit
    return msgspec.structs.replace(visit, result="own_fault", failure=FailureKind.OWN_OUTAGE)


def _completed(
    visit: Visit, site_code: str, vantage: str, due_at: datetime, maintenance: Sequence[MaintenanceWindow]
) -> Visit:
    document = document_of(maintenance, site_code, visit.visited_at)
    visit = msgspec.structs.replace(visit, due_at=due_at, vantage=vantage)
    return visit if document is None else msgspec.structs.replace(visit, result="maintenance", note=document)


def _noted(visit: Visit, note: str) -> Visit:
    """With a note after the one that is there."""
    return msgspec.structs.replace(visit, note=f"{visit.note}；{note}" if visit.note else note)


def _sum(one: Phases | None, other: Phases | None) -> Phases | None:
    """Phase by phase; what neither had stays None."""
    if one is None or other is None:
        return one or other

    def added(name: str) -> int | None:
        spent = [value for each in (one, other) if (value := getattr(each, name)) is not None]
        return sum(spent) if spent else None

    return Phases(**{name: added(name) for name in Phases.__struct_fields__})


def _judge(
    exchange: Exchange, *, late: bool, redirected: bool, challenge: Challenge
) -> tuple[VisitResult, FailureKind | None]:
    """Result and failure of the last hop."""
    answer = exchange.answer
    failure = exchange.failure or (FailureKind.OWN_FAULT if answer is None else None)
    policy = FAILURES[failure] if failure is not None else None
    if policy is not None and policy.turned_away:
        return "blocked", failure
    if answer is None or (policy is not None and not policy.answered):
        return ("failed" if policy is not None and policy.counts_as_down else "own_fault"), failure
    body, _ = decode_body(answer.payload, header_value(answer.headers, "Content-Encoding"), _CHALLENGE_BYTES)
    if answer.status in BLOCKED_STATUSES or challenge_of(challenge, body, answer.status, exchange.url):
        return "blocked", failure
    if late:
        return "failed", FailureKind.TIMEOUT
    if redirected:
        return "failed", FailureKind.REDIRECT_LOOP
    return ("failed" if answer.status >= _FIRST_ERROR else "ok"), failure
