"""Availability visits (可用性拨测; V19-W2): spaced visits to the home page, beside the crawl.

A visit follows redirects (at most ten) and reads the page; its time is the sum over all hops, waiting for a place not
counted. The result:

- ``ok``: opened within the time limit with a status below 400;
- ``blocked``: 401, 403, 405, 406, 412, 429, 451 or a challenge page: neither good nor bad;
- ``own_fault``: failures that are not the site's (``counts_as_down`` is false), among them a private address;
- ``failed``: everything else: any other status from 400, failures that count as down, too slow, a redirect loop.

Visits start ``interval_s`` apart. After a kill they go on with the next number, not earlier than one interval after the
last; a visit cut off by the kill is made again under its number.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hengping.collect.client import Client, Exchange
from hengping.collect.frontier import MAX_HOPS
from hengping.collect.recorder import redirect_location
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.visits import VISITS_FILE, append_visit, read_visits, recover_visits
from hengping.model.campaign import VisitSettings
from hengping.model.evidence import FAILURES, FailureKind, Visit, VisitResult
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url

BLOCKED_STATUSES = frozenset({401, 403, 405, 406, 412, 429, 451})
_FIRST_ERROR = 400
_CHALLENGE_BYTES = 256 * 1024


async def visit_site(
    site: Site,
    folder: Path,
    settings: VisitSettings,
    client: Client,
    progress: Callable[[str, int], None],
    *,
    challenge: Callable[[bytes, int], str],
) -> None:
    """Make the visits that are not there yet.

    Args:
        site: whose home page is visited.
        folder: its evidence folder.
        settings: how many, how far apart, time limit.
        client: the open HTTP client.
        progress: told ``visits`` and their number.
        challenge: recognises challenge pages.

    Raises:
        EvidenceError: the visits cannot be read or written.
    """
    path = folder / VISITS_FILE
    recover_visits(path)
    earlier = read_visits(path)
    progress("visits", len(earlier))
    loop = asyncio.get_running_loop()
    first_due = loop.time()
    if earlier:
        since_last = (datetime.now(UTC) - earlier[-1].visited_at).total_seconds()
        first_due += min(max(settings.interval_s - since_last, 0), settings.interval_s)
    for index, number in enumerate(range(len(earlier) + 1, settings.count + 1)):
        await asyncio.sleep(max(0, first_due + index * settings.interval_s - loop.time()))
        append_visit(path, await visit_once(site.url, number, settings.timeout_s, client, challenge=challenge))
        progress("visits", number)


async def visit_once(
    url: str, number: int, timeout_s: float, client: Client, *, challenge: Callable[[bytes, int], str]
) -> Visit:
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
    address, spent_ms = home, 0
    for hop in range(MAX_HOPS + 1):
        exchange = await client.visit(address, timeout_s=max(timeout_s - spent_ms / 1000, 0.001))
        visited_at = exchange.fetched_at if hop == 0 else visited_at
        spent_ms += exchange.elapsed_ms
        location = redirect_location(address, exchange)
        if not location or spent_ms >= timeout_s * 1000:
            break
        address = location
    result, failure = _judge(
        exchange, late=spent_ms >= timeout_s * 1000, redirected=bool(location), challenge=challenge
    )
    return Visit(
        number=number,
        url=home,
        visited_at=visited_at,
        result=result,
        status=exchange.answer.status if exchange.answer else 0,
        failure=failure,
        elapsed_ms=spent_ms,
    )


def _judge(
    exchange: Exchange, *, late: bool, redirected: bool, challenge: Callable[[bytes, int], str]
) -> tuple[VisitResult, FailureKind | None]:
    """Result and failure of the last hop."""
    answer, failure = exchange.answer, exchange.failure
    if failure is not None:
        return ("failed" if FAILURES[failure].counts_as_down else "own_fault"), failure
    if answer is None:
        return "own_fault", FailureKind.OWN_FAULT
    body, _ = decode_body(answer.payload, header_value(answer.headers, "Content-Encoding"), _CHALLENGE_BYTES)
    if answer.status in BLOCKED_STATUSES or challenge(body, answer.status):
        return "blocked", None
    if late:
        return "failed", FailureKind.TIMEOUT
    return ("failed" if redirected or answer.status >= _FIRST_ERROR else "ok"), None
