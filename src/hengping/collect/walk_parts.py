"""What the walk and its desk hand each other: targets that were given out, counts, the outcome."""

from typing import Protocol

import msgspec

from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import Target
from hengping.collect.robots import Rules
from hengping.collect.walk_archived import is_crawled
from hengping.extract.attachments_parts import DOCUMENTS
from hengping.extract.outlinks import Outlinks
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture, Purpose

CHECKS = ("link", "attachment", "image")
"""Purposes of what is only looked at, not read."""
_OVERLOADED = (429, 503)
PAGE_DOCUMENT_BYTES = 4 << 20
"""How much is kept of a document that was asked for as a page: its address did not say what it is."""


def is_document(purpose: Purpose, url: str) -> bool:
    """Whether an address is asked for as an attachment and promises a document."""
    return purpose == "attachment" and DOCUMENTS.search(url.partition("?")[0]) is not None


class Crawled(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished crawl says of itself beyond its archive.

    Attributes:
        left_out: addresses that were not asked for, by failure kind.
        pages_left: pages known and not asked for, traps left out.
        examples: some of them, by failure kind.
        sections: pages taken and left, by section, the largest sections first.
        traps: addresses left out as traps, by rule.
        unread: pages whose links our own reader failed at, in this process.
        fault: why it is not complete, when that is our own fault.
        home, address: the home page, when it answered in this process, and the IP address that did.
    """

    left_out: dict[str, int] = {}
    pages_left: int = 0
    examples: dict[str, list[str]] = {}
    sections: dict[str, tuple[int, int]] = {}
    traps: dict[str, int] = {}
    unread: int = 0
    fault: str = ""
    home: str = ""
    address: str = ""


class ReadLinks(Protocol):
    """Finds the links and frames of a page."""

    def __call__(self, body: bytes, url: str, *, content_type: str) -> Outlinks:
        """See :func:`hengping.extract.outlinks.read_outlinks`."""
        ...


class Pending:
    """A target that was given out, and what came of it.

    Attributes:
        target: what is asked for.
        archived: its capture, when the archive has it already.
        exchange: what the network gave; None: not there yet.
        rules: robots.txt rules that were looked at for it.
        forbidden: robots.txt forbids it.
        handled: the desk is done with it.
        held: bytes of memory that were counted for it.
        document: most bytes to keep of it when it is a document; 0: its beginning is enough.
    """

    __slots__ = ("archived", "document", "exchange", "forbidden", "handled", "held", "rules", "target")

    def __init__(self, target: Target, archived: Capture | None, document: int = 0) -> None:
        self.target = target
        self.archived = archived
        self.exchange: Exchange | None = None
        self.rules: Rules | None = None
        self.forbidden = False
        self.handled = False
        self.held = 0
        self.document = document

    @property
    def finished(self) -> bool:
        """It can be handled."""
        return self.exchange is not None or self.archived is not None

    @property
    def size(self) -> int:
        """Bytes it holds."""
        return len(self.exchange.answer.payload) if self.exchange and self.exchange.answer else 0


class Counts(msgspec.Struct):
    """How far the walk is.

    Attributes:
        pages, links: pages and link checks handled.
        documents: of the link checks, attachments whose text may be read.
        given: documents given out so far, those under way included; -1: none yet by this process.
        requests: made, with retries. size: bytes of payload kept. refusals: answers in a row that say "no more".
    """

    pages: int = 0
    links: int = 0
    documents: int = 0
    given: int = -1
    requests: int = 0
    size: int = 0
    refusals: int = 0

    def add(self, capture: Capture) -> None:
        """Count a capture of the walk."""
        self.requests += capture.attempts
        self.size += capture.size
        if is_crawled(capture):
            if capture.purpose in CHECKS:
                self.links += 1
                self.documents += is_document(capture.purpose, capture.url)
            else:
                self.pages += 1
                if capture.attempts:
                    self.refusals = self.refusals + 1 if capture.status in _OVERLOADED else 0

    def wants(self, target: Target, settings: CollectSettings) -> int:
        """A target is given out: how much of it is wanted when it is a document; 0: its beginning is enough.

        All of the first ones, in the order in which they are given out. What was under way when a walk was killed is
        given out again, so a walk that is taken up again decides as an unbroken one does.
        """
        most = settings.max_attachment_mb << 20
        if target.purpose not in CHECKS:
            return min(most, PAGE_DOCUMENT_BYTES)
        if not is_document(target.purpose, target.url):
            return 0
        self.given = (self.documents if self.given < 0 else self.given) + 1
        return most if self.given <= settings.max_attachments_per_site else 0
