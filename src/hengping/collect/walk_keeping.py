"""From what the network gave to what the archive keeps: how much of it, and which failure stands beside it.

A failure beside an answer says what is wrong with it; in this order, the first that holds:

- ``auth_required``, ``blocked``, ``cookie_wall`` as the client has it; ``blocked`` for a challenge page.
- what else the client saw (``certificate``, ``incomplete``).
- ``redirect_loop``: the redirect leads back into its own chain, or is one too many. ``cookie_wall``: the same, and the
  chain hands out cookies, which a visitor without any does not bring back.
- ``bomb``: it unpacks to more than the limit. ``too_large``: cut, though it was wanted whole.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import MAX_HOPS, Target
from hengping.collect.net.receiving import always
from hengping.collect.net.signals import redirect_target
from hengping.evidence.payload import decode_body, header_value
from hengping.evidence.records import Answer
from hengping.evidence.writing import ArchiveWriter
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FAILURES, Capture, FailureKind, Profile, Purpose

CHECK_BYTES = 64 * 1024
IMAGE_BYTES = 16 * 1024
ROBOTS_BYTES = 512 * 1024
"""How much is kept of what is not kept whole: enough to see that it opens and is no challenge page."""
SETS_COOKIE = "set_cookie"
"""``detail`` of a redirect that hands out a cookie: with it the archive alone tells a cookie wall."""
FORBIDDEN = "robots"
"""``detail`` of what robots.txt forbids and an authorised evaluation asked for all the same."""
UNREAD = "links_unread"
"""``detail`` of a page whose links our own reader failed at: it leads nowhere, though it may."""
CUT = "cut"
HEAD_ONLY = "head"
"""``detail`` of a document of which not all was kept: it is over the limit, or only its beginning was asked for."""
HTML_TYPES = ("", "text/html", "application/xhtml+xml")
"""Media types read as pages; some servers send none."""
_REDIRECTS_KEPT = 4096
_WITH_DOCUMENTS = frozenset({"attachment", "page", "frame"})


class Finding(msgspec.Struct, frozen=True):
    """What is wrong with an answer."""

    failure: FailureKind | None = None
    detail: str = ""


class Redirects:
    """The latest redirects of a site, to see when a chain closes; the same after a restart, from the archive."""

    def __init__(self) -> None:
        self._to: OrderedDict[str, tuple[str, bool]] = OrderedDict()

    def note(self, capture: Capture) -> None:
        """Remember a redirect."""
        if capture.location:
            self._to[capture.url] = (capture.location, capture.detail == SETS_COOKIE)
            if len(self._to) > _REDIRECTS_KEPT:
                self._to.popitem(last=False)

    def judge(self, target: Target, location: str, *, sets_cookie: bool) -> Finding:
        """What is wrong with a redirect from ``target`` to ``location``, if anything."""
        plain = Finding(detail=SETS_COOKIE if sets_cookie else "")
        at, cookies = location, sets_cookie
        for _ in range(MAX_HOPS + 1):
            if at == target.url:
                return Finding(FailureKind.COOKIE_WALL if cookies else FailureKind.REDIRECT_LOOP, "circle")
            following = self._to.get(at)
            if following is None:
                break
            at, cookies = following[0], cookies or following[1]
        return Finding(FailureKind.REDIRECT_LOOP, "too_many") if target.hops >= MAX_HOPS else plain


class Opened(msgspec.Struct, frozen=True):
    """An answer with its content coding undone.

    Attributes:
        exchange: what the network gave.
        body: at most the limit; empty without an answer.
        cut: there was more of it.
        mime: media type, lower case, without parameters.
        content_type: the header as sent.
        location: normal form of the redirect target.
    """

    exchange: Exchange
    body: bytes
    cut: bool
    mime: str
    content_type: str
    location: str


class Keeper:
    """Writes what came of requests into the archive of one site. For one thread at a time.

    Args:
        writer: the open archive.
        settings: limits.
        look, profile: see :class:`~hengping.model.evidence.Capture`.

    Attributes:
        writer: the open archive.
        redirects: the latest redirects kept.
    """

    def __init__(
        self, writer: ArchiveWriter, settings: CollectSettings, *, look: int = 1, profile: Profile = "collector"
    ) -> None:
        self.writer = writer
        self.redirects = Redirects()
        self._limit = settings.max_bytes_per_response
        self._look = look
        self._profile = profile

    def open(self, target: Target, exchange: Exchange) -> Opened:
        """Undo the content coding."""
        answer = exchange.answer
        if answer is None:
            return Opened(exchange, b"", cut=False, mime="", content_type="", location="")
        content_type = coding = ""
        for name, value in answer.headers:
            match name.lower():
                case "content-type":
                    content_type = f"{content_type}, {value}" if content_type else value
                case "content-encoding":
                    coding = f"{coding}, {value}" if coding else value
        body, cut = decode_body(answer.payload, coding, self._limit) if coding else (answer.payload, False)
        mime = content_type.partition(";")[0].partition(",")[0].strip().lower()
        return Opened(exchange, body, cut, mime, content_type, redirect_target(target.url, answer))

    def keep(
        self,
        target: Target,
        opened: Opened,
        *,
        challenge: str = "",
        forbidden: bool = False,
        unread: bool = False,
        outlinks: Sequence[str] = (),
    ) -> Capture:
        """Archive what came of a target.

        Args:
            target: what was asked for.
            opened: what came.
            challenge: kind of challenge page, empty for none.
            forbidden: robots.txt forbids it, an authority allows it.
            unread: our own reader failed at it.
            outlinks: where the page leads to.

        Raises:
            EvidenceError: it cannot be written.
        """
        exchange = opened.exchange
        asked = exchange.asked(target.purpose, target.source_url, target.depth)
        if self._look != 1 or self._profile != "collector":
            asked = msgspec.structs.replace(asked, look=self._look, profile=self._profile)
        answer = exchange.answer
        if answer is None:
            return self.writer.add_failure(asked, exchange.failure or FailureKind.OWN_FAULT, exchange.detail)
        found = self._judge(target, opened, answer, challenge)
        if forbidden and not found.detail:
            found = Finding(found.failure, FORBIDDEN)
        if unread and not found.detail:
            found = Finding(found.failure, UNREAD)
        capture = self.writer.add_response(
            asked, answer, location=opened.location, failure=found.failure, detail=found.detail, outlinks=outlinks
        )
        self.redirects.note(capture)
        return capture

    def _judge(self, target: Target, opened: Opened, answer: Answer, challenge: str) -> Finding:
        exchange = opened.exchange
        if challenge and not (exchange.failure is not None and FAILURES[exchange.failure].turned_away):
            return Finding(FailureKind.BLOCKED, challenge)
        if exchange.failure is not None:
            return Finding(exchange.failure, exchange.detail)
        if opened.location:
            sets_cookie = bool(header_value(answer.headers, "Set-Cookie"))
            return self.redirects.judge(target, opened.location, sets_cookie=sets_cookie)
        if opened.cut:
            ratio = self._limit // max(len(answer.payload), 1)
            return Finding(FailureKind.BOMB, f"ratio>{ratio} limit={self._limit}")
        whole = not answer.truncated or len(answer.payload) < self._limit
        if not whole:
            return Finding(FailureKind.TOO_LARGE, f"limit={self._limit}")
        return Finding(detail=exchange.detail or _how_cut(target, opened, answer))


def is_from(capture: Capture, look: int) -> bool:
    """Whether a capture was asked for in this look; a rendered page was not asked for at all."""
    return capture.look == look and capture.purpose not in {"rendered", "cloaking"}


def _how_cut(target: Target, opened: Opened, answer: Answer) -> str:
    """Whether a document was cut, and why; empty for what is whole, and for what nobody reads."""
    if not answer.truncated or opened.mime in HTML_TYPES or target.purpose not in _WITH_DOCUMENTS:
        return ""
    return CUT if len(answer.payload) > CHECK_BYTES else HEAD_ONLY


async def fetch_target(
    client: Client, target: Target, whole: int, is_urgent: Callable[[], bool] = always, *, document: int = 0
) -> Exchange:
    """Ask the network for a target; nothing is kept yet.

    Args:
        client: the open client.
        target: what is asked for.
        whole: the limit of what is wanted whole.
        is_urgent: see :meth:`Client.fetch`.
        document: most bytes of a document, if it may be wanted whole; 0: its beginning is enough.
    """
    limit, binary_limit = limits_of(target.purpose, whole)
    enough = min(whole, document)
    if target.purpose == "attachment":
        limit, binary_limit = max(limit, enough), max(binary_limit, enough)
    return await client.fetch(
        target.url,
        limit=limit,
        binary_limit=binary_limit,
        document_limit=max(binary_limit, enough) if document else 0,
        enough=min(whole, CHECK_BYTES) if document else 0,
        is_urgent=is_urgent,
    )


def refused(target: Target, failure: FailureKind) -> Exchange:
    """What stands for a request that was not made."""
    return Exchange(url=target.url, failure=failure, attempts=0, fetched_at=datetime.now(UTC))


def limits_of(purpose: Purpose, whole: int) -> tuple[int, int]:
    """How many bytes are kept of text, and of media that are no text.

    Args:
        purpose: what the request is for.
        whole: the limit of what is wanted whole.
    """
    match purpose:
        case "home" | "page" | "frame" | "search" | "cloaking":
            return whole, min(whole, CHECK_BYTES)
        case "sitemap":
            return whole, whole
        case "image":
            return min(whole, IMAGE_BYTES), min(whole, IMAGE_BYTES)
        case "robots":
            return min(whole, ROBOTS_BYTES), min(whole, ROBOTS_BYTES)
        case "link" | "attachment" | "rendered":
            return min(whole, CHECK_BYTES), min(whole, CHECK_BYTES)
