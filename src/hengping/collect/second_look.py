"""The second look (复查): what seemed broken is asked for again, later, by a client that looks like a browser.

A link counts as broken (错链断链) only when both looks found it so. Between them lie at least
``second_look.delay_s`` seconds, so that a restart or a short overload of the target passes; and the second client sends
what browsers send, so that a server which dislikes programs is found out instead of being called broken.

- Every address whose way ends at 404, 410, a server error or a failure that counts as broken is looked at again from
  its start, redirects followed, because a browser may be led elsewhere.
- Each hop is a capture with ``look`` 2 and ``profile`` ``browser``, archived in the order in which it was asked for.
- After a kill the captures of the second look that are there are not asked for again.
- An answer that is no page of the site (challenge, 403) is archived as such: the link is then blocked, not broken.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from hengping.collect.client import Client, Exchange
from hengping.collect.frontier import MAX_HOPS, Target
from hengping.collect.recorder import Challenge, Recorder
from hengping.collect.references import Outage, fetched_when_up
from hengping.collect.together import unbroken
from hengping.evidence.archive import SiteArchive
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FAILURES, TURNED_AWAY_STATUS, Capture
from hengping.model.site import Site

AT_ONCE = 64
"""Addresses under way at a time; politeness still holds per host."""
READ_AT_ONCE = 4
"""So many of them are pages that are kept whole; of others the beginning is enough."""
_READ = frozenset({"home", "page", "frame"})
_GONE = frozenset({404, 410})
_SERVER_ERROR = 500
_LOOKED_AT = frozenset({"home", "page", "frame", "link", "attachment", "image"})

Progress = Callable[[str, int], None]


class Doubtful(NamedTuple):
    """What is to be looked at again.

    Attributes:
        targets: where each way starts, in the order of the first look.
        latest: when the last of the failures was seen; None when there is none.
    """

    targets: tuple[Target, ...]
    latest: datetime | None


def seems_broken(capture: Capture) -> bool:
    """Whether one look alone would call the address broken."""
    if capture.failure is not None and not FAILURES[capture.failure].answered:
        return FAILURES[capture.failure].counts_as_broken
    status = capture.status
    return status in _GONE or (status >= _SERVER_ERROR and status not in TURNED_AWAY_STATUS)


def doubtful(captures: Iterable[Capture]) -> Doubtful:
    """What the first look found broken, and what redirects to it. Pure.

    Args:
        captures: the site's index, in order.

    Returns:
        Starts of the ways that end broken, each address once.
    """
    broken: dict[str, Capture] = {}
    hops: list[Capture] = []
    places: dict[str, int] = {}
    for place, capture in enumerate(captures):
        if capture.look != 1 or capture.purpose not in _LOOKED_AT:
            continue
        if seems_broken(capture):
            broken.setdefault(capture.url, capture)
            places[capture.record_id] = place
        elif capture.location:
            hops.append(capture)
            places[capture.record_id] = place
    leads = _leading_to(set(broken), hops)
    ends = {capture.location for capture in hops if capture.url in leads}
    # an address that others lead to is looked at on their way, unless it was linked itself
    starts = [
        capture
        for capture in (*leads.values(), *broken.values())
        if capture.url not in ends or capture.source_url not in leads
    ]
    # by place, not by time: which of two was asked for first is chance, and clocks are set
    starts.sort(key=lambda capture: places[capture.record_id])
    targets = tuple(
        Target(url=capture.url, purpose=capture.purpose, source_url=capture.source_url, depth=capture.depth)
        for capture in starts
    )
    return Doubtful(targets, max((capture.fetched_at for capture in broken.values()), default=None))


def _leading_to(ends: set[str], hops: Sequence[Capture]) -> dict[str, Capture]:
    """Redirects whose way comes to one of the ends, by address."""
    by_location: dict[str, list[Capture]] = {}
    for hop in hops:
        by_location.setdefault(hop.location, []).append(hop)
    leads: dict[str, Capture] = {}
    waiting = list(ends)
    while waiting:
        for hop in by_location.get(waiting.pop(), ()):
            if hop.url not in leads and hop.url not in ends:
                leads[hop.url] = hop
                waiting.append(hop.url)
    return leads


async def look_again(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    client: Client,
    progress: Progress,
    *,
    challenge: Challenge,
    wait_up: Callable[[], Awaitable[None]] | None = None,
    outage: Outage | None = None,
    turn: asyncio.Lock | None = None,
) -> None:
    """Look again at what seemed broken, once its delay is over; what was looked at before is left out.

    Second looks count towards ``max_requests_per_site``. What it leaves no room for is not looked at again: such links
    stay unconfirmed.

    Args:
        site: whose evidence it is; for messages.
        folder: its evidence folder.
        settings: delay and limits.
        client: open client of profile ``browser``.
        progress: told ``second_looks`` and their number.
        challenge: recognises challenge pages.
        wait_up: waits while nothing may be asked.
        outage: what is known of our own network: what failed for its sake is asked for again.
        turn: held while answers are archived, so that only one site at a time does so.

    Raises:
        EvidenceError: the evidence cannot be read or written.
    """
    archive = SiteArchive(folder)
    # a long index takes seconds to read, and visits are timed in this event loop
    found = await asyncio.to_thread(lambda: doubtful(archive.iter_captures()))
    if found.latest is None:
        return
    spent = await asyncio.to_thread(lambda: sum(capture.attempts for capture in archive.iter_captures()))
    due_s = (found.latest - datetime.now(UTC)).total_seconds() + settings.second_look.delay_s
    await asyncio.sleep(min(max(due_s, 0), settings.second_look.delay_s))
    with await asyncio.to_thread(archive.open_writer) as writer:
        recorder = await asyncio.to_thread(Recorder, archive, writer, client, challenge=challenge, look=2)
        look = _Look(recorder, client, wait_up, outage, turn or asyncio.Lock(), settings.max_requests_per_site - spent)
        done = 0
        for start in range(0, len(found.targets), AT_ONCE):
            await look.follow(found.targets[start : start + AT_ONCE])
            done = min(start + AT_ONCE, len(found.targets))
            progress("second_looks", done)
        if look.left_out:
            structlog.get_logger().warning("second_looks_left_out", site_code=site.site_code, count=look.left_out)


def batches(targets: Sequence[Target]) -> Iterator[list[Target]]:
    """In order, as many together as may be held in memory. Pure."""
    batch: list[Target] = []
    read = 0
    for target in targets:
        whole = target.purpose in _READ
        if len(batch) == AT_ONCE or (whole and read == READ_AT_ONCE):
            yield batch
            batch, read = [], 0
        batch.append(target)
        read += whole
    if batch:
        yield batch


def _held(exchange: Exchange) -> int:
    """Bytes of its answer."""
    return len(exchange.answer.payload) if exchange.answer else 0


class _Look:
    """One second look at one site.

    Attributes:
        left_out: addresses that were not asked for because the site's requests are used up.
    """

    def __init__(  # noqa: PLR0917 - one caller
        self,
        recorder: Recorder,
        client: Client,
        wait_up: Callable[[], Awaitable[None]] | None,
        outage: Outage | None,
        turn: asyncio.Lock,
        requests_left: int,
    ) -> None:
        self._recorder = recorder
        self._client = client
        self._outage = outage
        self._wait_up = wait_up
        self._turn = turn
        self._requests_left = requests_left
        self._seen: set[str] = set()
        self.left_out = 0

    async def follow(self, targets: Sequence[Target]) -> None:
        """Ask for all of them, then for where they lead, hop by hop; archived in the order given."""
        for _ in range(MAX_HOPS + 1):
            fresh = [target for target in dict.fromkeys(targets) if target.url not in self._seen]
            if not fresh:
                return
            self._seen.update(target.url for target in fresh)
            for batch in batches([target for target in fresh if self._recorder.known(target) is None]):
                await self._ask(batch)
            targets = [hop for target in fresh if (hop := self._hop(target))]

    async def _ask(self, targets: list[Target]) -> None:
        """Ask for as many as the site's requests allow; archive them in the order given, as they come."""
        if self._wait_up is not None:
            await self._wait_up()
        affordable = max(self._requests_left, 0) // (1 + self._client.settings.retries)
        asked = targets[:affordable]
        self.left_out += len(targets) - len(asked)
        receiving, held = self._client.receiving, 0

        async def fetch(target: Target) -> Exchange:
            nonlocal held
            exchange = await fetched_when_up(self._outage, lambda: self._recorder.fetch(target))
            held += _held(exchange)
            receiving.add(_held(exchange))
            return exchange

        tasks = [asyncio.create_task(fetch(target)) for target in asked]
        try:
            done = 0
            while done < len(tasks):
                await tasks[done]
                here: list[tuple[Target, Exchange]] = []
                while done < len(tasks) and tasks[done].done():
                    here.append((asked[done], tasks[done].result()))
                    done += 1
                self._requests_left -= sum(exchange.attempts for _, exchange in here)
                async with self._turn:
                    await unbroken(asyncio.to_thread(self._keep, here))
                size = sum(_held(exchange) for _, exchange in here)
                held -= size
                receiving.add(-size)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            receiving.add(-held)

    def _keep(self, exchanges: Sequence[tuple[Target, Exchange]]) -> None:
        for target, exchange in exchanges:
            self._recorder.keep(target, exchange)

    def _hop(self, target: Target) -> Target | None:
        recorded = self._recorder.known(target)
        if recorded is None or not recorded.capture.location:
            return None
        return Target(
            url=recorded.capture.location,
            purpose=target.purpose,
            source_url=target.url,
            depth=target.depth,
            hops=target.hops + 1,
        )
