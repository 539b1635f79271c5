"""Is it them or us? Reference targets (参照目标) are asked when a failure could be the prober's own outage.

A failure is ours when no reference target answers (any HTTP answer will do). The targets are asked after the failure,
never before: an answer from before it proves nothing. Failures that come in meanwhile share one round of asking, and
rounds are some seconds apart, so that 14,000 sites together are no burden on the targets.

Without reference targets in the settings, a run goes by what it knows itself: any answer that comes after the failure
shows that the network is there; when none comes, the home pages of up to :data:`MAX_LEARNT` of the run's own sites that
answered before are asked. They lie in different networks, for one data centre may go down by itself; fewer than
:data:`LEAST_LEARNT` prove nothing, and a failure is then the site's.

While we are down (:attr:`Outage.is_down`) everything that would ask sites waits (:meth:`Outage.wait_up`); the targets
are asked again, at first every few seconds, then less often, until one answers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from types import TracebackType
from typing import Self

import msgspec
import structlog

from hengping.collect.client import Client, Exchange
from hengping.model.evidence import FailureKind

MAYBE_OURS = frozenset(
    {
        FailureKind.DNS,
        FailureKind.REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.TIMEOUT,
        FailureKind.TLS,
        FailureKind.RESET,
        FailureKind.PROTOCOL,
        FailureKind.OWN_FAULT,
    }
)
"""Failures that a broken line on our side can cause, or a box that sits in it."""
REFERENCE_TIMEOUT_S = 5.0
MAX_LEARNT = 5
LEAST_LEARNT = 2

Ask = Callable[[str], Awaitable[bool]]
"""Asks one target; whether it answered."""


class OutagePeriod(msgspec.Struct, frozen=True):
    """A time without network: when it was noticed, and when a target answered again (UTC)."""

    noticed_at: datetime
    over_at: datetime


class Outage:
    """What is known of our own network; one for all sites of a process, used in ``async with``.

    Args:
        references: addresses asked; none: those that :meth:`learn` was told.
        ask: asks one of them, see :func:`asking`.
        gap_s: least seconds between two rounds of asking.
        pause_s: seconds between rounds while down, growing by half each time.
        longest_pause_s: up to this.
        on_period: told when an outage is over.
    """

    def __init__(
        self,
        references: Sequence[str],
        ask: Ask,
        *,
        gap_s: float = 2.0,
        pause_s: float = 2.0,
        longest_pause_s: float = 60.0,
        on_period: Callable[[OutagePeriod], None] | None = None,
    ) -> None:
        self._set = tuple(references)
        self._learnt: dict[str, str] = {}
        self._heard = asyncio.Event()
        self._ask = ask
        self._gap_s, self._pause_s, self._longest_pause_s = gap_s, pause_s, longest_pause_s
        self._on_period = on_period
        self._up = asyncio.Event()
        self._up.set()
        self._turn = asyncio.Lock()
        self._asked_at = float("-inf")
        self._last_down = float("-inf")
        self._prober: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        prober, self._prober = self._prober, None
        if prober is not None:
            prober.cancel()
            with suppress(asyncio.CancelledError):
                await prober
        self._up.set()

    @property
    def references(self) -> tuple[str, ...]:
        """Addresses asked; none: nothing is held to be our outage."""
        return self._set or (tuple(self._learnt.values()) if len(self._learnt) >= LEAST_LEARNT else ())

    def learn(self, url: str, address: str) -> None:
        """The home page of a site answered.

        Args:
            url: of the page.
            address: the IP address that answered.
        """
        if len(self._learnt) < MAX_LEARNT and (network := _network(address)):
            self._learnt.setdefault(network, url)

    def heard(self) -> None:
        """Somebody answered just now."""
        self._heard.set()

    @property
    def is_down(self) -> bool:
        """Our network is known to be down."""
        return not self._up.is_set()

    async def wait_up(self) -> None:
        """Return when our network is not known to be down."""
        await self._up.wait()

    async def is_ours(self, failure: FailureKind | None, began: float) -> bool:
        """Whether a failure is to be put down to our own outage.

        So it is when we were down at any moment since the request began, or no reference target answers now. Whoever is
        told True waits (:meth:`wait_up`) and asks again, or records ``own_outage``.

        Args:
            failure: what the request ended with; kinds that cannot be ours are not looked into.
            began: the event loop's time when the request began.
        """
        if not self.references or failure not in MAYBE_OURS:
            return False
        failed_at = asyncio.get_running_loop().time()
        if self.is_down or self._last_down >= began:
            return True
        if not self._set and await self._hears():
            return False
        async with self._turn:
            if not self.is_down and self._asked_at < failed_at:
                await self._ask_in_turn()
        return self.is_down or self._last_down >= began

    async def _hears(self) -> bool:
        """Whether an answer comes within the time between two rounds of asking."""
        self._heard.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._gap_s):
                return await self._heard.wait()
        return False

    async def _ask_in_turn(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._asked_at + self._gap_s - loop.time()))
        self._asked_at = loop.time()
        if not await self._any_answers():
            self._last_down = loop.time()
            self._up.clear()
            self._prober = loop.create_task(self._until_up(datetime.now(UTC)))

    async def _until_up(self, noticed_at: datetime) -> None:
        log = structlog.get_logger()
        log.warning("own outage: no reference target answers; visits are suspended", references=self.references)
        loop = asyncio.get_running_loop()
        pause_s = self._pause_s
        while True:
            await asyncio.sleep(pause_s)
            if await self._any_answers():
                break
            pause_s = min(pause_s * 1.5, self._longest_pause_s)
        self._last_down = loop.time()
        period = OutagePeriod(noticed_at, datetime.now(UTC))
        log.warning("own outage is over", noticed_at=period.noticed_at, over_at=period.over_at)
        if self._on_period is not None:
            self._on_period(period)
        self._up.set()

    async def _any_answers(self) -> bool:
        """All at once; the first answer settles it."""
        asked = [asyncio.ensure_future(self._ask(url)) for url in self.references]
        try:
            for done in asyncio.as_completed(asked):
                with suppress(Exception):
                    if await done:
                        return True
            return False
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)


async def fetched_when_up(outage: Outage | None, fetch: Callable[[], Awaitable[Exchange]]) -> Exchange:
    """What a request brings; what failed because our own network was down is asked for again when it is up.

    Args:
        outage: what is known of our own network; None: nothing is ever held to be our outage.
        fetch: makes the request.
    """
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        exchange = await fetch()
        if outage is not None and exchange.answer is not None:
            outage.heard()
        if outage is None or exchange.answer is not None or not await outage.is_ours(exchange.failure, began):
            return exchange
        await outage.wait_up()


def _network(address: str) -> str:
    """The network an IP address lies in, as networks are handed out: /24, or /48. Empty: it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))  # noqa: PLR2004 - IPv4


def asking(client: Client, timeout_s: float = REFERENCE_TIMEOUT_S) -> Ask:
    """Ask reference targets as sites are asked: by the same client, so over the same network.

    Args:
        client: the open HTTP client.
        timeout_s: when a target counts as out of reach, in seconds.
    """

    async def ask(url: str) -> bool:
        exchange = await client.visit(url, timeout_s=timeout_s)
        return exchange.answer is not None

    return ask
