"""One request at a time: everything that can go wrong becomes a value.

- No redirect is followed; each hop is a request of its own.
- Bodies stay as sent (gzip, deflate) and are cut at the limit; a cut body is ``truncated``, never an error here.
- Header lines over 32 KiB, more than 128 of them, and answers that are not HTTP: ``protocol``.
- Time-outs count from the moment a place was free; half of the total is for the connection, so that the two kinds can
  be told apart (a visit may use all of it).
- Failures whose policy says ``retried``, and 5xx answers, are tried again with a doubling pause; the last one counts.
- Cookies are not kept: every answer is what a first-time visitor gets, in any order.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp
import msgspec
from yarl import URL

from hengping.collect.addresses import GuardedConnector
from hengping.collect.failures import detail_of, failure_of
from hengping.collect.politeness import Politeness
from hengping.evidence.records import Answer, Asked, Headers
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FAILURES, FailureKind, Purpose
from hengping.model.urls import BadUrlError, host_of, normal_url

MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 128
SERVER_ERROR = 500
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/json", "application/javascript")


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what came of it: an answer, or a failure with the words of the library.

    ``first_byte_ms`` is the time until the headers were there; times are those of the last attempt.
    """

    url: str
    answer: Answer | None = None
    failure: FailureKind | None = None
    detail: str = ""
    request_line: str = ""
    request_headers: Headers = ()
    attempts: int = 1
    fetched_at: datetime
    elapsed_ms: int = 0
    first_byte_ms: int = 0

    def asked(self, purpose: Purpose, source_url: str, depth: int) -> Asked:
        """The request side, as the archive wants it."""
        return Asked(
            url=self.url,
            purpose=purpose,
            source_url=source_url,
            depth=depth,
            request_line=self.request_line,
            request_headers=self.request_headers,
            attempts=self.attempts,
            fetched_at=self.fetched_at,
            elapsed_ms=self.elapsed_ms,
            first_byte_ms=self.first_byte_ms,
        )


class Client:
    """The HTTP client of one collection; use in ``async with``.

    Args:
        settings: limits, ``connect_to``, user agent.
    """

    def __init__(self, settings: CollectSettings) -> None:
        self.settings = settings
        self.politeness = Politeness(settings)
        self._session = aiohttp.ClientSession(
            connector=GuardedConnector(settings.connect_to, allow_private=settings.allow_private_addresses),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
            headers={
                "User-Agent": settings.user_agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "zh-CN,zh;q=0.9",
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def fetch(self, url: str, *, limit: int, binary_limit: int | None = None) -> Exchange:
        """Ask for a URL, politely, and again where that may help. Never raises for what the network does.

        Args:
            url: the address; one that cannot be parsed gives ``bad_url`` without any request.
            limit: most bytes of payload to keep.
            binary_limit: the same for media that are no text; default is ``limit``.
        """
        limits = (limit, limit if binary_limit is None else binary_limit)
        settings = self.settings
        for attempt in range(1, settings.retries + 2):
            exchange = await self._attempt(url, limits, timeout_s=settings.timeout_s, visit=False)
            exchange = msgspec.structs.replace(exchange, attempts=attempt)
            if not _worth_another_try(exchange):
                break
            if attempt <= settings.retries:
                await asyncio.sleep(settings.retry_delay_s * 2 ** (attempt - 1))
        return exchange

    async def visit(self, url: str, *, timeout_s: float) -> Exchange:
        """Ask once, ahead of the crawl's queue, with a time limit of its own."""
        size = self.settings.max_bytes_per_response
        return await self._attempt(url, (size, size), timeout_s=timeout_s, visit=True)

    async def _attempt(self, url: str, limits: tuple[int, int], *, timeout_s: float, visit: bool) -> Exchange:
        try:
            normal = normal_url(url)
        except BadUrlError as error:
            return Exchange(url=url, failure=FailureKind.BAD_URL, detail=detail_of(error), fetched_at=datetime.now(UTC))
        async with self._place(normal, visit=visit):
            clock = asyncio.get_running_loop().time
            started, fetched_at = clock(), datetime.now(UTC)
            time_limits = aiohttp.ClientTimeout(total=timeout_s, sock_connect=timeout_s if visit else timeout_s / 2)
            try:
                exchange = await self._ask(normal, limits, time_limits)
            except Exception as error:  # noqa: BLE001 - becomes own_fault
                exchange = Exchange(url=url, failure=failure_of(error), detail=detail_of(error), fetched_at=fetched_at)
            elapsed_ms = round((clock() - started) * 1000)
            return msgspec.structs.replace(exchange, url=url, fetched_at=fetched_at, elapsed_ms=elapsed_ms)

    def _place(self, url: str, *, visit: bool) -> AbstractAsyncContextManager[None]:
        return self.politeness.visit_place() if visit else self.politeness.place(host_of(url))

    async def _ask(self, url: str, limits: tuple[int, int], time_limits: aiohttp.ClientTimeout) -> Exchange:
        loop = asyncio.get_running_loop()
        started = loop.time()
        # encoded: the normal form is sent as it stands
        target = URL(url, encoded=True)
        async with self._session.get(target, allow_redirects=False, timeout=time_limits) as response:
            first_byte_ms = round((loop.time() - started) * 1000)
            text = response.content_type.startswith(_TEXT_TYPES) or "Content-Type" not in response.headers
            payload, truncated = await _read(response, limits[0] if text else limits[1])
            version = f"{response.version.major}.{response.version.minor}" if response.version else "1.1"
            answer = Answer(
                status=response.status,
                reason=(response.reason or "").encode("utf-8", "surrogateescape").decode("latin-1"),
                version=f"HTTP/{version}",
                headers=tuple(
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers
                ),
                payload=payload,
                truncated=truncated,
            )
            return Exchange(
                url=url,
                answer=answer,
                request_line=f"GET {target.raw_path_qs} HTTP/1.1",
                request_headers=tuple(response.request_info.headers.items()),
                fetched_at=datetime.now(UTC),
                first_byte_ms=first_byte_ms,
            )


async def _read(response: aiohttp.ClientResponse, limit: int) -> tuple[bytes, bool]:
    """The payload up to the limit, and whether there was more; then the connection is given up."""
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > limit:
            response.close()
            return bytes(body[:limit]), True
    return bytes(body), False


def _worth_another_try(exchange: Exchange) -> bool:
    if exchange.failure is not None:
        return FAILURES[exchange.failure].retried
    return exchange.answer is not None and exchange.answer.status >= SERVER_ERROR
