"""Evidence (佐证): what was asked, what came back, and where it lies in the archive."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec


class FailureKind(StrEnum):
    """Why a request brought no usable answer. Closed list; ``own_fault`` is the collector's, never the site's."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    TLS = "tls"
    RESET = "reset"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    BAD_URL = "bad_url"
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    BUDGET = "budget"
    OWN_FAULT = "own_fault"


class FailurePolicy(msgspec.Struct, frozen=True):
    """What a failure kind means.

    Attributes:
        zh, en: meaning, for people.
        retried: worth another try (transient).
        counts_as_broken: a link that fails so is a broken link (错链断链) once retried.
        counts_as_down: an availability visit that fails so is a failed visit.
    """

    zh: str
    en: str
    retried: bool
    counts_as_broken: bool
    counts_as_down: bool


FAILURES: dict[FailureKind, FailurePolicy] = {
    FailureKind.DNS: FailurePolicy("域名无法解析", "host name does not resolve", True, True, True),
    FailureKind.REFUSED: FailurePolicy("连接被拒绝", "connection refused", True, True, True),
    FailureKind.CONNECT_TIMEOUT: FailurePolicy("连接超时", "connection timed out", True, True, True),
    FailureKind.TIMEOUT: FailurePolicy("响应超时", "answer timed out", True, True, True),
    FailureKind.TLS: FailurePolicy("安全连接失败", "TLS failure", False, True, True),
    FailureKind.RESET: FailurePolicy("连接被中断", "connection reset", True, True, True),
    FailureKind.PROTOCOL: FailurePolicy("响应不符合HTTP协议", "answer is not HTTP", True, True, True),
    FailureKind.TOO_LARGE: FailurePolicy("内容超过上限，已截断", "body over the limit, cut", False, False, False),
    FailureKind.BAD_URL: FailurePolicy("网址无法解析", "address cannot be parsed", False, True, True),
    FailureKind.PRIVATE_ADDRESS: FailurePolicy(
        "指向内网地址，未访问", "private address, not visited", False, False, False
    ),
    FailureKind.ROBOTS: FailurePolicy("robots.txt不允许，未访问", "not allowed by robots.txt", False, False, False),
    FailureKind.BUDGET: FailurePolicy("超出采集预算，未访问", "over the crawl budget", False, False, False),
    FailureKind.OWN_FAULT: FailurePolicy("采集端自身故障", "the collector's own fault", True, False, False),
}

Purpose = Literal["home", "page", "frame", "link", "attachment", "image", "robots", "search"]
"""What a request was made for. ``link`` and ``image`` are fetched to see whether they open; pages are also read."""


class EvidenceRef(msgspec.Struct, frozen=True):
    """A pointer into the archive (佐证指针): never a bare URL.

    Attributes:
        record_id: WARC-Record-ID without brackets (``urn:uuid:…``), or ``visits:<n>`` for a line of visits.jsonl.
        digest: ``sha256:<hex>`` of the payload (or of the visits file's line).
        position: where in the payload, as a CSS path or a short note; empty: the whole.
    """

    record_id: str
    digest: str
    position: str = ""


class Capture(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request and its answer (采集记录): a line of ``evidence/<site>/index.jsonl``.

    A redirect is a capture of its own with ``location``; its target, if fetched, is another capture.

    Attributes:
        record_id, digest: the WARC response record (or the metadata record of a failure).
        url: normal form of the address asked for.
        purpose: why it was asked for.
        source_url: page on which the address was found first; empty for the home page.
        depth: clicks from the home page.
        status: HTTP status; 0 when no answer came.
        failure: failure kind when no usable answer came.
        mime: media type from the header, lower case, without parameters.
        content_type: the header as sent.
        location: normal form of the redirect target.
        size: payload bytes kept.
        attempts: how often it was tried.
        warc, offset, length: file name and byte range of the gzip member.
        fetched_at: UTC.
        elapsed_ms, first_byte_ms: whole request, and until the first byte.
    """

    record_id: str
    digest: str
    url: str
    purpose: Purpose
    source_url: str = ""
    depth: int = 0
    status: int = 0
    failure: FailureKind | None = None
    mime: str = ""
    content_type: str = ""
    location: str = ""
    size: int = 0
    attempts: int = 1
    warc: str = ""
    offset: int = 0
    length: int = 0
    fetched_at: datetime
    elapsed_ms: int = 0
    first_byte_ms: int = 0

    @property
    def ref(self) -> EvidenceRef:
        """Pointer to the whole record."""
        return EvidenceRef(self.record_id, self.digest)


VisitResult = Literal["ok", "failed", "blocked", "own_fault"]


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One availability visit (拨测访问): a line of ``visits.jsonl``.

    ``blocked`` (403, 429 or a challenge page) and ``own_fault`` are taken out of the account, neither good nor bad.
    """

    number: int
    url: str
    visited_at: datetime
    result: VisitResult
    status: int = 0
    failure: FailureKind | None = None
    elapsed_ms: int = 0
