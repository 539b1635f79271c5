"""One request at a time: everything that can go wrong becomes a value.

- No redirect is followed; each hop is a request of its own. Only an address that redirects to itself and sets cookies
  is asked once more with them: what opens then counts, ``detail`` says ``cookie``; what does not is ``cookie_wall``.
- Bodies stay as sent (content coding kept) and are cut at the limit; a cut body is ``truncated``, never an error here.
- Answers with a fault are kept beside it: ``certificate``, ``incomplete``, ``auth_required``, ``blocked``.
- Time limits count from the moment a place was free; half of the total is for the connection, so that the two kinds can
  be told apart (a visit may use all of it). Time our own event loop was held up is given back, and time that a large
  body had to wait for memory (:mod:`hengping.collect.net.receiving`; those of visits never do). A failure while the
  loop was held up for a good part of the time is ``own_fault``.
- Failures whose policy says ``retried``, 5xx and 429 are tried again with a doubling pause; the last answer counts.
  What a server asks for by 429, 503 and Retry-After is told to the politeness; a long pause ends the tries.
- Cookies are not kept: every answer is what a first-time visitor gets, in any order.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple, Self

import msgspec

from hengping.collect.addresses import AddressGuard
from hengping.collect.exchange import COOKIE_DETAIL, Exchange
from hengping.collect.failures import detail_of, failure_of
from hengping.collect.net.asking import Asking, Got, Network, Trail
from hengping.collect.net.connection import Limits
from hengping.collect.net.deadline import Deadline, Pulse
from hengping.collect.net.dialer import Dialer
from hengping.collect.net.pool import Pool
from hengping.collect.net.receiving import Receiving, always
from hengping.collect.net.request import RequestWriter, Target, read_target
from hengping.collect.net.resolver import Resolve, Resolver, system_addresses
from hengping.collect.net.signals import REDIRECTS, SLOW_DOWN, ChainCookies, redirect_target, refusal_of, retry_after_s
from hengping.collect.politeness import Politeness
from hengping.evidence.records import Answer
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FAILURES, TURNED_AWAY_STATUS, FailureKind, Profile
from hengping.model.urls import BadUrlError

__all__ = ["Client", "Exchange"]

_SERVER_ERROR = 500
MAYBE_HELD_UP = frozenset({FailureKind.CONNECT_TIMEOUT, FailureKind.TIMEOUT, FailureKind.RESET})
"""Failures that a site's answer turns into when our own event loop is not there to take it."""
LONGEST_PAUSE_S = 10.0
"""A server that wants to be left alone for longer is not asked again: its answer counts."""


class _Call(NamedTuple):
    """What a caller wants."""

    url: str
    target: Target
    limits: Limits
    timeout_s: float
    cookies: ChainCookies | None
    number: int = 0
    is_urgent: Callable[[], bool] = always
    form: bytes | None = None
    referer: str = ""


class Client:
    """The HTTP client of one collection; to be made in the running event loop, used in ``async with``.

    Args:
        settings: limits, ``connect_to``, user agents.
        profile: who asks: the collector, or a client that looks like a browser.
        politeness: shared with other clients; default is one of its own.
        resolve: names to addresses; default is the operating system.
        receiving: memory for bodies being received.

    Raises:
        InputError: a rule of ``connect_to`` is wrong.

    Attributes:
        settings, profile, politeness, receiving: as given.
    """

    def __init__(
        self,
        settings: CollectSettings,
        profile: Profile = "collector",
        *,
        politeness: Politeness | None = None,
        resolve: Resolve = system_addresses,
        receiving: Receiving | None = None,
    ) -> None:
        self.settings = settings
        self.profile: Profile = profile
        self.politeness = politeness or Politeness(settings)
        self.receiving = receiving or Receiving()
        self._loop = asyncio.get_running_loop()
        self._resolver = Resolver(resolve)
        guard = AddressGuard(settings.connect_to, self._resolver, allow_private=settings.allow_private_addresses)
        self._pulse = Pulse(self._loop)
        self._pool = Pool(self._loop)
        self._network = Network(self._pool, Dialer(guard, self._pulse))
        self._writer = RequestWriter(settings, profile)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()
        self._pulse.stop()
        self._resolver.close()
        await asyncio.sleep(0)  # connections say goodbye in the next round of the loop

    async def fetch(
        self,
        url: str,
        *,
        limit: int,
        binary_limit: int | None = None,
        document_limit: int = 0,
        enough: int = 0,
        cookies: ChainCookies | None = None,
        is_urgent: Callable[[], bool] = always,
        form: bytes | None = None,
        referer: str = "",
    ) -> Exchange:
        """Ask for a URL, politely, and again where that may help. Never raises for what the network does.

        Args:
            url: the address; one that cannot be parsed gives ``bad_url`` without any request.
            limit: most bytes of payload to keep.
            binary_limit: the same for media that are no text; default is ``limit``.
            document_limit: the same for documents; 0: as for other media.
            enough: bytes of a body that comes too slowly, from which it is cut rather than failed; 0: it fails.
            cookies: of the chain of redirects this request belongs to; sent and added to.
            is_urgent: whether answers that are here already wait for this one: it gets memory before others.
            form: what is sent as a POST; only searches are, which change nothing at the site. None: a GET.
            referer: where the visitor says to come from; only :mod:`hengping.collect.cloaking` says so.
        """
        try:
            target = read_target(url)
        except BadUrlError as error:
            return self._bad_url(url, error)
        settings = self.settings
        limits = Limits(limit, limit if binary_limit is None else binary_limit, document_limit, enough)
        receiving = self.receiving
        call = _Call(url, target, limits, settings.timeout_s, cookies, receiving.number(), is_urgent, form, referer)
        best: Exchange | None = None
        kept = 0
        try:
            for attempt in range(1, settings.retries + 2):
                async with self.politeness.place(target.origin.host):
                    exchange = await self._attempt(call, attempt)
                pause_s = self._tell_politeness(target, exchange)
                again = _worth_another_try(exchange) and pause_s <= LONGEST_PAUSE_S
                if exchange.answer is not None or best is None or best.answer is None:
                    best = exchange
                if not again:
                    break
                if attempt <= settings.retries:
                    receiving.add(_size(best) - kept)
                    kept = _size(best)
                    await asyncio.sleep(settings.retry_delay_s * 2 ** (attempt - 1))
        finally:
            receiving.add(-kept)
        best = best or exchange
        return best if best.attempts == attempt else msgspec.structs.replace(best, attempts=attempt)

    async def visit(self, url: str, *, timeout_s: float, cookies: ChainCookies | None = None) -> Exchange:
        """Ask once, ahead of the crawl's queue, over a connection of its own, with a time limit of its own."""
        try:
            target = read_target(url)
        except BadUrlError as error:
            return self._bad_url(url, error)
        size = self.settings.max_bytes_per_response
        async with self.politeness.visit_place():
            return await self._attempt(_Call(url, target, Limits(size, size), timeout_s, cookies), 0)

    def _bad_url(self, url: str, error: BadUrlError) -> Exchange:
        return Exchange(
            url=url,
            failure=FailureKind.BAD_URL,
            detail=detail_of(error),
            fetched_at=datetime.now(UTC),
            profile=self.profile,
        )

    async def _attempt(self, call: _Call, attempt: int) -> Exchange:
        """One try, ``attempt`` 0 being a visit."""
        fresh = attempt == 0
        deadline = Deadline(self._pulse, self._loop.time(), call.timeout_s)
        connect_s, intake = call.timeout_s, None
        if not fresh:
            connect_s, intake = connect_s / 2, self.receiving.intake(call.number, call.is_urgent)
        asking = Asking(call.limits, deadline, connect_s, fresh, intake)
        if call.cookies is None:
            exchange = await self._ask(call, asking, attempt, "")
            if exchange.answer is not None and exchange.answer.status in REDIRECTS:
                return await self._with_its_cookies(call, asking, exchange, exchange.answer)
            return exchange
        exchange = await self._ask(call, asking, attempt, call.cookies.header(call.target.url))
        if exchange.answer is not None:
            call.cookies.take(call.target.url, exchange.answer.headers)
        return exchange

    async def _with_its_cookies(self, call: _Call, asking: Asking, exchange: Exchange, answer: Answer) -> Exchange:
        """Ask again with the cookies set by an address that redirects to itself; any other answer stands."""
        url, jar = call.target.url, ChainCookies()
        if redirect_target(url, answer) != url or not jar.take(url, answer.headers):
            return exchange
        opened = await self._ask(call, asking, exchange.attempts if not asking.fresh else 0, jar.header(url))
        if opened.answer is None:
            return exchange
        elapsed_ms = round(asking.deadline.spent_s(self._loop.time()) * 1000)
        if redirect_target(url, opened.answer) == url:
            kind = FailureKind.COOKIE_WALL
            return msgspec.structs.replace(exchange, failure=kind, detail=COOKIE_DETAIL, elapsed_ms=elapsed_ms)
        detail = opened.detail or COOKIE_DETAIL
        return msgspec.structs.replace(opened, detail=detail, fetched_at=exchange.fetched_at, elapsed_ms=elapsed_ms)

    async def _ask(self, call: _Call, asking: Asking, attempt: int, cookie: str) -> Exchange:
        url, target = call.url, call.target
        fetched_at, begun = datetime.now(UTC), self._loop.time()
        request, line, headers = self._writer.write(target, cookie, call.form, call.referer)
        trail = Trail()
        try:
            got = await self._network.ask(target, request, asking, trail)
        except Exception as error:  # noqa: BLE001 - becomes own_fault
            kind, why = failure_of(error), detail_of(error)
            held_up = asking.deadline.is_held_up(self._loop.time())
            if held_up and kind in MAYBE_HELD_UP:
                kind, why = FailureKind.OWN_FAULT, f"event loop held up; {why}"
            return Exchange(
                url=url,
                failure=kind,
                detail=why,
                request_line=line if trail.sent else "",
                request_headers=headers if trail.sent else (),
                request_body=(call.form or b"") if trail.sent else b"",
                attempts=attempt or 1,
                fetched_at=fetched_at,
                elapsed_ms=round(asking.deadline.spent_s(self._loop.time()) * 1000),
                address=trail.address,
                profile=self.profile,
                held_up=held_up,
            )
        head = got.reply.head
        failure, detail = _beside_the_answer(got)
        elapsed_ms = round(asking.deadline.spent_s(got.reply.done_at) * 1000)
        return Exchange(
            url=url,
            answer=Answer(
                status=head.status,
                reason=head.reason,
                version=head.version,
                headers=head.headers,
                payload=got.reply.payload,
                truncated=got.reply.truncated,
            ),
            failure=failure,
            detail=detail,
            request_line=line,
            request_headers=headers,
            request_body=call.form or b"",
            attempts=attempt or 1,
            fetched_at=fetched_at,
            elapsed_ms=elapsed_ms,
            first_byte_ms=min(round((got.reply.first_byte_at - begun) * 1000), elapsed_ms),
            phases=got.phases,
            address=got.address,
            profile=self.profile,
            held_up=asking.deadline.is_held_up(self._loop.time()),
        )

    def _tell_politeness(self, target: Target, exchange: Exchange) -> float:
        """Hand on what the server asks for; how long its host will be left alone, in seconds."""
        answer = exchange.answer
        if answer is not None and answer.status in SLOW_DOWN:
            wait = retry_after_s(answer.headers, datetime.now(UTC)) or 0.0
            return self.politeness.back_off(target.origin.host, wait)
        return 0.0


def _beside_the_answer(got: Got) -> tuple[FailureKind | None, str]:
    """What is wrong with an answer: a refusal before a cut body before a certificate; the words tell all."""
    details = [text for text in (got.reply.incomplete, got.fault) if text]
    kind = refusal_of(got.reply.head.status)
    if kind is None and got.reply.incomplete:
        kind = FailureKind.INCOMPLETE
    elif kind is None and got.fault:
        kind = FailureKind.CERTIFICATE
    return kind, "; ".join(details)


def _size(exchange: Exchange) -> int:
    return len(exchange.answer.payload) if exchange.answer is not None else 0


def _worth_another_try(exchange: Exchange) -> bool:
    answer = exchange.answer
    if answer is not None and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    if answer is not None and answer.status >= _SERVER_ERROR and answer.status not in TURNED_AWAY_STATUS:
        return True
    return exchange.failure is not None and FAILURES[exchange.failure].retried
