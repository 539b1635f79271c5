"""Evidence (佐证): what was asked, what came back, and where it lies in the archive."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec


class FailureKind(StrEnum):
    """What went wrong with a request. Closed list; see :data:`FAILURES` for what each means."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    TLS = "tls"
    CERTIFICATE = "certificate"
    RESET = "reset"
    INCOMPLETE = "incomplete"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    REDIRECT_LOOP = "redirect_loop"
    BAD_URL = "bad_url"
    AUTH_REQUIRED = "auth_required"
    COOKIE_WALL = "cookie_wall"
    BLOCKED = "blocked"
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    TRAP = "trap"
    BUDGET = "budget"
    OWN_OUTAGE = "own_outage"
    OWN_FAULT = "own_fault"


class FailurePolicy(msgspec.Struct, frozen=True):
    """What a failure kind means. In doubt the site is not blamed.

    Attributes:
        zh, en: meaning, for people.
        retried: transient, so worth another try; the others are permanent.
        counts_as_broken: a link that fails so, at both looks, is a broken link (错链断链).
        counts_as_down: an availability visit that fails so is a failed visit.
        answered: an answer stands beside the failure: the page was there, with this fault.
        turned_away: the server refuses this visitor: neither good nor bad, ``blocked``.
    """

    zh: str
    en: str
    retried: bool
    counts_as_broken: bool
    counts_as_down: bool
    answered: bool = False
    turned_away: bool = False

    @property
    def transient(self) -> bool:
        """Another try may bring an answer."""
        return self.retried


def _site(zh: str, en: str, *, retried: bool = True) -> FailurePolicy:
    """A failure of the site: a broken link, a failed visit."""
    return FailurePolicy(zh, en, retried, counts_as_broken=True, counts_as_down=True)


def _with_answer(zh: str, en: str, *, retried: bool = False) -> FailurePolicy:
    """Something is wrong with the answer, yet it is one: neither broken nor down."""
    return FailurePolicy(zh, en, retried, counts_as_broken=False, counts_as_down=False, answered=True)


def _turned_away(zh: str, en: str) -> FailurePolicy:
    return FailurePolicy(
        zh, en, retried=False, counts_as_broken=False, counts_as_down=False, answered=True, turned_away=True
    )


def _ours(zh: str, en: str, *, retried: bool = False) -> FailurePolicy:
    """Nothing is known of the site: not asked, or our own fault."""
    return FailurePolicy(zh, en, retried, counts_as_broken=False, counts_as_down=False)


FAILURES: dict[FailureKind, FailurePolicy] = {
    FailureKind.DNS: _site("域名无法解析", "host name does not resolve"),
    FailureKind.REFUSED: _site("连接被拒绝", "connection refused"),
    FailureKind.CONNECT_TIMEOUT: _site("连接超时", "connection timed out"),
    FailureKind.TIMEOUT: _site("响应超时", "answer timed out"),
    FailureKind.TLS: _site("安全连接失败", "TLS failure", retried=False),
    FailureKind.RESET: _site("连接被中断", "connection reset"),
    FailureKind.PROTOCOL: _site("响应不符合HTTP协议", "answer is not HTTP"),
    FailureKind.REDIRECT_LOOP: _site("重定向循环或次数过多", "redirects in a circle or without end", retried=False),
    FailureKind.BAD_URL: _site("网址无法解析", "address cannot be parsed", retried=False),
    FailureKind.CERTIFICATE: _with_answer("安全证书无效，内容仍可读取", "certificate not valid, content still read"),
    FailureKind.INCOMPLETE: _with_answer("内容比声明的短", "body shorter than announced", retried=True),
    FailureKind.TOO_LARGE: _with_answer("内容超过上限，已截断", "body over the limit, cut"),
    FailureKind.BOMB: _with_answer("解压后超过上限，已截断", "unpacks to more than the limit, cut"),
    FailureKind.AUTH_REQUIRED: _turned_away("需要登录才能访问", "asks for a password"),
    FailureKind.COOKIE_WALL: _turned_away("须先接受Cookie才能访问", "opens only to who keeps cookies"),
    FailureKind.BLOCKED: _turned_away("拒绝采集端访问", "refuses the collector"),
    FailureKind.PRIVATE_ADDRESS: _ours("指向内网地址，未访问", "private address, not visited"),
    FailureKind.ROBOTS: _ours("robots.txt不允许，未访问", "not allowed by robots.txt"),
    FailureKind.TRAP: _ours("疑似无穷页面，未访问", "looks like a space without end, not visited"),
    FailureKind.BUDGET: _ours("超出采集预算，未访问", "over the crawl budget"),
    FailureKind.OWN_OUTAGE: _ours("采集端断网，参照目标也无法访问", "the collector's network was down", retried=True),
    FailureKind.OWN_FAULT: _ours("采集端自身故障", "the collector's own fault", retried=True),
}

TURNED_AWAY_STATUS = frozenset({401, 403, 405, 406, 407, 412, 429, 451, 566, 567, *range(600, 1000)})
"""Statuses by which a server turns this visitor away: they say nothing of the page, so no site is judged by them.

566 and 567 are what a common content delivery network (EdgeOne) answers to visitors its firewall dislikes; from 600 on
stand statuses that no standard knows, used by firewalls too, and browsers show what comes with them.
"""
MAX_REDIRECTS = 20
"""Redirects followed in a row: as many as browsers follow (Fetch standard), so that what opens there is no loop."""

Purpose = Literal[
    "home", "page", "frame", "link", "attachment", "image", "robots", "search", "sitemap", "rendered", "cloaking"
]
"""What a request was made for. ``link`` and ``image`` are fetched to see whether they open; pages are also read.

``cloaking`` asks for the home page once more, as one who comes from a search engine and as one who does not.
``rendered`` is no request: the page as a browser had it after its scripts ran (UTF-8 HTML), at the address of the page.
"""
Profile = Literal["collector", "browser"]
"""Which client asked: the collector under its own name, or one that looks like a browser."""


class Phases(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long each part of a request took, in milliseconds; None: it did not happen (kept connection, plain HTTP).

    Attributes:
        dns_ms: name resolution.
        connect_ms: TCP connection.
        tls_ms: TLS handshake.
        first_byte_ms: from sending the request to the first byte of the answer.
        body_ms: from there to the last byte.
    """

    dns_ms: int | None = None
    connect_ms: int | None = None
    tls_ms: int | None = None
    first_byte_ms: int | None = None
    body_ms: int | None = None


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
        payload_warc, payload_offset, payload_length: where the payload lies when this one is a ``revisit`` record:
            file name and byte range of the earlier record with the same payload digest; empty and 0 otherwise.
        look: 1, or 2 for the second look at what seemed broken.
        profile: which client asked.
        detail: what is wrong, in a word, beside a failure that has an answer (``expired``, ``host_mismatch`` …).
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
    payload_warc: str = ""
    payload_offset: int = 0
    payload_length: int = 0
    look: int = 1
    profile: Profile = "collector"
    detail: str = ""
    fetched_at: datetime
    elapsed_ms: int = 0
    first_byte_ms: int = 0

    @property
    def ref(self) -> EvidenceRef:
        """Pointer to the whole record."""
        return EvidenceRef(self.record_id, self.digest)


VisitResult = Literal["ok", "failed", "blocked", "own_fault", "maintenance"]


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One availability visit (拨测访问): a line of ``visits.jsonl``.

    ``blocked`` (403, 429 or a challenge page), ``own_fault`` (also while the reference targets were out of reach) and
    ``maintenance`` (approved window) are taken out of the account, neither good nor bad.

    Attributes:
        number: of the visit in the schedule, from 1; each vantage point makes each number once.
        url: address asked for.
        due_at: when the schedule wanted it; None where there was none to keep.
        visited_at: when it began.
        result: what came of it.
        status: HTTP status of the last hop; 0 when no answer came.
        failure: why it failed, or what was wrong with the answer.
        elapsed_ms: sum over all hops.
        phases: sums over all hops.
        vantage: name of the vantage point (观测点).
        address: IP address that answered last.
        note: document that approved the maintenance, or another remark.
    """

    number: int
    url: str
    due_at: datetime | None = None
    visited_at: datetime
    result: VisitResult
    status: int = 0
    failure: FailureKind | None = None
    elapsed_ms: int = 0
    phases: Phases | None = None
    vantage: str = ""
    address: str = ""
    note: str = ""
