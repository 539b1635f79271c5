"""What probes of a site's names, certificates and HTTP found: ``dns.json``, ``tls.json``, ``http.json``.

Facts only: nothing here says whether a rule is broken. None stands for what could not be found out, with the reason in
``problems``; a fault of our own (no resolver, no IPv6 at this vantage point) is never the site's.
"""

from datetime import datetime

import msgspec


class _Probe(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class NameServer(_Probe, frozen=True, kw_only=True):
    """An authoritative name server and its addresses."""

    name: str
    ipv4: tuple[str, ...] = ()
    ipv6: tuple[str, ...] = ()


class Ipv6Facts(_Probe, frozen=True, kw_only=True):
    """The official seven metrics of IPv6 support (N22-1).

    Attributes:
        vantage_has_ipv6: whether this vantage point can reach IPv6 at all; without it only names can be judged.
        has_record: the home page's host has an AAAA record.
        home_reachable: the home page opened over IPv6 at least once.
        tries, successes: repeated visits to the home page over IPv6.
        authority_complete: every authoritative name server has an IPv6 address.
        same_content: the home page over IPv6 is that over IPv4, apart from what changes with every visit.
        second_level_tried, second_level_open: links of the home page inside the site, tried and opened over IPv6.
        third_level_tried, third_level_open: the same for pages one click further.
    """

    vantage_has_ipv6: bool = False
    has_record: bool | None = None
    home_reachable: bool | None = None
    tries: int = 0
    successes: int = 0
    authority_complete: bool | None = None
    same_content: bool | None = None
    second_level_tried: int = 0
    second_level_open: int = 0
    third_level_tried: int = 0
    third_level_open: int = 0


class DnsFacts(_Probe, frozen=True, kw_only=True):
    """Names of a site.

    Attributes:
        host: of the home page, ASCII.
        asked_at: UTC.
        ipv4, ipv6: addresses of A and AAAA records.
        aliases: CNAME targets on the way.
        zone: the zone the host lies in.
        name_servers: of that zone.
        signed: a DS record stands for the zone (DNSSEC).
        caa: CAA records, as text.
        www: addresses of the name with ``www.`` added or taken away, empty when there is none.
        ipv6_support: the official seven.
        problems: what could not be found out and why.
    """

    host: str
    asked_at: datetime
    ipv4: tuple[str, ...] | None = None
    ipv6: tuple[str, ...] | None = None
    aliases: tuple[str, ...] = ()
    zone: str = ""
    name_servers: tuple[NameServer, ...] = ()
    signed: bool | None = None
    caa: tuple[str, ...] = ()
    www: tuple[str, ...] = ()
    ipv6_support: Ipv6Facts = Ipv6Facts()
    problems: tuple[str, ...] = ()


class Certificate(_Probe, frozen=True, kw_only=True):
    """One certificate of the chain as the server sent it, its own first."""

    subject: str
    issuer: str
    names: tuple[str, ...] = ()
    not_before: datetime
    not_after: datetime
    serial: str
    key: str
    signature: str
    sha256: str


class TlsFacts(_Probe, frozen=True, kw_only=True):
    """TLS of a site's host at port 443.

    Attributes:
        host, port, asked_at: what was asked and when (UTC).
        offered: a TLS handshake succeeded at all.
        fault: what strict verification says: ``expired``, ``host_mismatch`` …; empty: the chain is trusted.
        chain: certificates as sent.
        days_left: until the first one expires, whole days from ``asked_at``; negative when expired.
        versions: protocol versions the server accepts, of those this machine can speak.
        not_tried: versions this machine cannot speak.
        cipher: negotiated with current settings.
        http2: offered by ALPN.
        problems: what could not be found out and why.
    """

    host: str
    port: int
    asked_at: datetime
    offered: bool | None = None
    fault: str = ""
    chain: tuple[Certificate, ...] = ()
    days_left: int | None = None
    versions: tuple[str, ...] = ()
    not_tried: tuple[str, ...] = ()
    cipher: str = ""
    http2: bool = False
    problems: tuple[str, ...] = ()


class Cookie(_Probe, frozen=True, kw_only=True):
    """A cookie that the home page sets, without its value."""

    name: str
    secure: bool = False
    http_only: bool = False
    same_site: str = ""


class HttpFacts(_Probe, frozen=True, kw_only=True):
    """Where the four spellings of a home page lead, and what the server says in its headers.

    Attributes:
        asked_at: UTC.
        ways: for ``http``, ``https`` and the same with ``www.`` added or taken away: the addresses on the way.
        ends: status of the last answer of each way; 0: none.
        failures: failure kind of each way that ended without an answer.
        https_forced: ``http`` leads to ``https``.
        www_same: both spellings end at one address; None when there is only one.
        headers: security headers of the last answer of the home page, names in lower case.
        cookies: of the home page.
        server: the ``Server`` and ``X-Powered-By`` headers.
    """

    asked_at: datetime
    ways: dict[str, tuple[str, ...]] = {}
    ends: dict[str, int] = {}
    failures: dict[str, str] = {}
    https_forced: bool | None = None
    www_same: bool | None = None
    headers: dict[str, str] = {}
    cookies: tuple[Cookie, ...] = ()
    server: str = ""


class ProbeFacts(_Probe, frozen=True, kw_only=True):
    """What the probes of a site found; None: the probe was not made.

    ``digests``: SHA-256 of the files they left, by ``dns``, ``tls`` and ``http``.
    """

    dns: DnsFacts | None = None
    tls: TlsFacts | None = None
    http: HttpFacts | None = None
    digests: dict[str, str] = {}
