"""One connection: a request goes out, an answer comes in, one at a time.

Nothing is kept beyond the limits: a head is bounded, a body is cut at its limit and the connection given up. Bytes that
come when none are due are thrown away with the connection. A large body waits, unread, while memory is short.
"""

import asyncio
from typing import NamedTuple, cast

from hengping.collect.net.chunks import MORE, ChunkReader, DamagedError
from hengping.collect.net.deadline import GRACE_S, Deadline
from hengping.collect.net.errors import AnswerTimeoutError, ClosedError, NotHttpError, PausedError
from hengping.collect.net.head import UNKNOWN_LENGTH, Head, find_head, read_head
from hengping.collect.net.receiving import Intake

MAX_INFORMATIONAL = 16
_SWITCHING = 101
_NEVER = 1 << 62
_PATIENCE_S = 1.0
"""A site that ends its answer after it had to wait so long for us is not blamed."""
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/json", "application/javascript")
_DOCUMENT_TYPES = (
    "application/pdf",
    "application/msword",
    "application/rtf",
    "application/vnd.",
    "application/zip",
    "application/x-zip",
    "application/wps",
    "application/kswps",
    "application/kset",
    "application/ofd",
    "application/octet-stream",
    "application/x-download",
    "application/force-download",
)


class Limits(NamedTuple):
    """Most bytes of payload to keep.

    Attributes:
        text: of text, or of no type at all.
        binary: of other media.
        document: of documents (PDF, Word, archives …); 0: as of other media.
        enough: bytes after which a body that is too slow is cut rather than failed: it opens; 0: it fails.
    """

    text: int
    binary: int
    document: int = 0
    enough: int = 0

    def of(self, content_type: str) -> int:
        """The limit for a media type."""
        if not content_type or content_type.startswith(_TEXT_TYPES):
            return self.text
        return self.document if self.document and content_type.startswith(_DOCUMENT_TYPES) else self.binary


class Reply(NamedTuple):
    """An answer as it came.

    Attributes:
        head: status line and headers.
        payload: without transfer coding, at most the limit.
        truncated: cut at the limit.
        incomplete: why it is shorter than announced; empty: it is not.
        first_byte_at, done_at: loop time.
        paused_s: seconds of these that we did not read.
    """

    head: Head
    payload: bytes
    truncated: bool
    incomplete: str
    first_byte_at: float
    done_at: float
    paused_s: float


class Origin(NamedTuple):
    """Whom a connection belongs to: it is never used for another scheme, host or port."""

    scheme: str
    host: str
    port: int


class Connection(asyncio.Protocol):
    """A connection to one origin; made by the dialler.

    Attributes:
        origin: scheme, host and port of the URLs it may be used for.
        address: IP address it leads to.
        fault: what is wrong with the certificate, in a word; empty: nothing.
        used: requests made on it.
        idle_since: loop time of the last answer.
        usable: another request may be made on it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, origin: Origin, address: str, fault: str) -> None:
        self._loop = loop
        self.origin = origin
        self.address = address
        self.fault = fault
        self.used = 0
        self.idle_since = 0.0
        self.usable = True
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._limits = Limits(0, 0)
        self._deadline: Deadline | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._intake: Intake | None = None
        self._uncounted = 0
        self._waits = False
        self._reset()

    def _reset(self) -> None:
        self._head: Head | None = None
        self._came = bytearray()
        self._searched = 0
        self._informational = 0
        self._body = bytearray()
        self._limit = 0
        self._chunks: ChunkReader | None = None
        self._first_byte_at = 0.0

    def ask(
        self, request: bytes, limits: Limits, deadline: Deadline, intake: Intake | None = None
    ) -> asyncio.Future[Reply]:
        """Send a request.

        Args:
            request: head of the request.
            limits: most bytes to keep.
            deadline: of the whole.
            intake: memory for the body; None: it is read without waiting.

        Returns:
            The answer to come. It may raise :class:`ClosedError`, :class:`NotHttpError`, :class:`AnswerTimeoutError`
            or what the operating system or TLS says. Whoever does not wait to the end calls :meth:`give_up`.
        """
        waiter: asyncio.Future[Reply] = self._loop.create_future()
        if self._transport is None or self._waiter is not None:
            waiter.set_exception(ClosedError("connection closed before the request", silent=True))
            return waiter
        self.used += 1
        self._waiter, self._limits, self._deadline, self._intake = waiter, limits, deadline, intake
        self._uncounted = _NEVER if intake is None else intake.receiving.small
        self._reset()
        self._transport.write(request)
        if self._timer is None or self._timer.when() > self._loop.time() + deadline.left_s(self._loop.time()):
            self._set_timer()
        return waiter

    def give_up(self) -> None:
        """End the connection at once; whoever waits is told."""
        self.usable = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is not None:
            self._transport.abort()
        self._fail(ClosedError("given up", silent=False))

    # what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if self._waiter is None:
            self.give_up()
            return
        try:
            if self._head is not None:
                self._take_body(data, 0)
                if len(self._body) > self._uncounted and self._intake is not None:
                    self._intake.grow(self, len(self._body))
            elif self._came:
                self._came += data
                self._take_head(self._came)
            else:
                self._first_byte_at = self._first_byte_at or self._loop.time()
                self._take_head(data)
        except NotHttpError as error:
            self._fail(error)
            self.give_up()

    def eof_received(self) -> bool:
        """Called by the event loop: close."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop."""
        self.usable = False
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiter is None:
            return
        head = self._head
        if head is None:
            self._fail(self._why_no_answer(error))
        elif self._chunks is not None:
            self._end_damaged("connection closed within the chunks", over=self._chunks.over)
        elif head.length == UNKNOWN_LENGTH:
            self._finish(bytes(self._body), incomplete="" if error is None else f"connection lost: {error}")
        else:
            self._finish(bytes(self._body), incomplete=f"{len(self._body)} of {head.length} bytes")

    def _why_no_answer(self, error: Exception | None) -> Exception:
        if not self._came and self.used > 1:
            return ClosedError(f"kept connection closed: {error}", silent=True)  # whatever TLS may call it
        if error is not None:
            return error if not isinstance(error, ConnectionError) else ClosedError(str(error), silent=not self._came)
        if self._came and not bytes(self._came[:32]).lstrip(b"\r\n").upper().startswith(b"HTTP/"[: len(self._came)]):
            return NotHttpError(f"answer is {bytes(self._came[:32])!r}")
        why = "closed within the headers" if self._came else "closed without an answer"
        return ClosedError(why, silent=not self._came)

    # memory

    def wait(self) -> None:
        """Called by the budget: read no more until :meth:`go_on`; the time does not count."""
        if self._deadline is None or self._transport is None or self._transport.is_closing():
            return
        self._waits = True
        self._deadline.pause(self._loop.time())
        self._transport.pause_reading()

    def go_on(self) -> None:
        """Called by the budget: read again."""
        if not self._waits:
            return
        self._waits = False
        if self._deadline is not None:
            self._deadline.go_on(self._loop.time())
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
            if self._timer is None:
                self._set_timer()

    def _let_go(self) -> None:
        """The body ends here."""
        self._body = bytearray()
        self.go_on()
        intake, self._intake = self._intake, None
        if intake is not None:
            intake.end()

    # the answer

    def _take_head(self, data: bytes | bytearray) -> None:
        """Look for the head in all that has come so far."""
        while True:
            found = find_head(data, self._searched) if data else None
            if found is None:
                self._searched = len(data)
                if data is not self._came:
                    self._came = bytearray(data)
                return
            begin, end, after = found
            head = read_head(bytes(data[begin:end]))
            if not head.informational:
                break
            self._informational += 1
            if head.status == _SWITCHING or self._informational > MAX_INFORMATIONAL:
                raise NotHttpError(f"status {head.status}")
            data, self._searched = data[after:], 0
        self._came = bytearray()
        self._head = head
        self._limit = self._limits.of(head.content_type)
        if head.chunked:
            self._chunks = ChunkReader()
        if head.length == 0 or after < len(data):
            self._take_body(data if isinstance(data, bytes) else bytes(data), after)

    def _take_body(self, data: bytes, at: int) -> None:
        head = cast("Head", self._head)
        body, limit = self._body, self._limit
        if self._chunks is not None:
            self._take_chunks(self._chunks, data, at)
            return
        if head.length == UNKNOWN_LENGTH:
            body += data[at:] if at else data
            if len(body) > limit:
                self._finish(bytes(memoryview(body)[:limit]), truncated=True)
            return
        missing = head.length - len(body)
        come = len(data) - at
        if not body and come >= missing and head.length <= limit:  # all of it at once, the common case
            self._finish(data[at : at + missing], extra=come > missing)
            return
        body += memoryview(data)[at : at + missing]
        if len(body) > limit:
            self._finish(bytes(memoryview(body)[:limit]), truncated=True)
        elif come >= missing:
            self._finish(bytes(body), extra=come > missing)

    def _take_chunks(self, chunks: ChunkReader, data: bytes, at: int) -> None:
        body, limit = self._body, self._limit
        try:
            after = chunks.feed(data, at, body)
        except DamagedError as error:
            self._end_damaged(str(error), over=chunks.over)
            return
        if len(body) > limit:
            self._finish(bytes(memoryview(body)[:limit]), truncated=True)
        elif after != MORE:
            self._finish(bytes(body), extra=after < len(data))

    def _end_damaged(self, why: str, *, over: bool) -> None:
        """End a chunked answer that does not go on as it should; without any content it is none."""
        if over or self._body:
            whole = bytes(memoryview(self._body)[: self._limit])
            truncated = len(self._body) > self._limit
            self._finish(whole, truncated=truncated, incomplete="" if over or truncated else why, extra=True)
        else:
            self._fail(NotHttpError(f"no content: {why}"))
            self.give_up()

    def _finish(self, payload: bytes, *, truncated: bool = False, incomplete: str = "", extra: bool = False) -> None:
        head, waiter = cast("Head", self._head), self._waiter
        now = self.idle_since = self._loop.time()
        paused_s = 0.0
        if self._deadline is not None:
            self._deadline.go_on(now)
            paused_s = self._deadline.paused_s
        if incomplete and paused_s > _PATIENCE_S:
            self._fail(PausedError(f"{incomplete}, {paused_s:.1f} s of them unread by us"))
            self.give_up()
            return
        self._waiter = None
        if waiter is not None and not waiter.done():  # who takes it counts it before others may go on
            waiter.set_result(Reply(head, payload, truncated, incomplete, self._first_byte_at, now, paused_s))
        self._let_go()
        self._deadline = None
        if truncated or incomplete or extra or not head.keep_alive:
            self.give_up()

    def _fail(self, error: Exception) -> None:
        waiter, self._waiter = self._waiter, None
        self._let_go()
        self._deadline = None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)

    # the time limit: one timer for many requests, set anew when it goes off too early

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._deadline is not None:
            left = max(self._deadline.left_s(self._loop.time()), 0.0)
            self._timer = self._loop.call_later(left, self._check_time, self._deadline, False)

    def _check_time(self, meant: Deadline, read_once: bool) -> None:  # noqa: FBT001 - a timer passes no names
        """The limit may have passed; what waits in the socket is read first."""
        self._timer = None
        if self._deadline is None or self._waits:
            return
        now = self._loop.time()
        if self._deadline is not meant or self._deadline.left_s(now) > 0:
            self._set_timer()
        elif not read_once:
            self._timer = self._loop.call_later(GRACE_S, self._check_time, meant, True)
        else:
            if 0 < self._limits.enough <= len(self._body):
                self._finish(bytes(memoryview(self._body)[: self._limit]), truncated=True)
                return
            got = f"{len(self._body)} bytes of the body" if self._head is not None else "no headers"
            self._fail(AnswerTimeoutError(f"{got} after {meant.spent_s(now):.1f} s"))
            self.give_up()
