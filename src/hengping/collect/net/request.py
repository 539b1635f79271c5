"""What is sent: one GET, or the form of a search, as the collector or as a browser would send it."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from hengping.collect.net.connection import Origin
from hengping.evidence.records import Headers
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Profile
from hengping.model.urls import BadUrlError, normal_url

_NORMAL = re.compile(
    r"(https?)://((?:[a-z0-9_-]+\.)*[a-z0-9_-]+)(?::([1-9][0-9]{0,4}))?"
    r"(/[A-Za-z0-9/:@!$&'()*+,;=~._%-]*(?:\?[A-Za-z0-9/:@!$&'()*+,;=~._%?\[\]-]+)?)"
)
"""Addresses that are their own normal form, as nearly all that come from the frontier are."""
_PORTS = {"http": 80, "https": 443}
_HOST_SAFE = re.compile(r"[a-z0-9._:%~!$&'()*+,;=-]+")


class Target(NamedTuple):
    """A URL taken apart.

    Attributes:
        url: normal form.
        origin: whom to connect to.
        authority: the Host header.
        path: path and query, as sent.
    """

    url: str
    origin: Origin
    authority: str
    path: str


def read_target(url: str) -> Target:
    """Take a URL apart.

    Raises:
        BadUrlError: no web address.
    """
    matched = _NORMAL.fullmatch(url)
    if matched is not None:
        scheme, host, port, path = matched.groups()
        usual = _PORTS[scheme]
        if "/." not in path and port is None:
            return Target(url, Origin(scheme, host, usual), host, path)
        if "/." not in path and usual != int(port) < 1 << 16:
            return Target(url, Origin(scheme, host, int(port)), f"{host}:{port}", path)
    normal = normal_url(url)
    parts = urlsplit(normal)
    host = parts.hostname or ""
    if not _HOST_SAFE.fullmatch(host):
        raise BadUrlError(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Target(
        normal, Origin(parts.scheme, host, parts.port or _PORTS[parts.scheme]), parts.netloc.rpartition("@")[2], path
    )


class RequestWriter:
    """Writes requests of one profile.

    Args:
        settings: user agents and contact.
        profile: who asks.
    """

    def __init__(self, settings: CollectSettings, profile: Profile) -> None:
        self._headers = _BROWSER if profile == "browser" else _COLLECTOR
        agent = settings.second_look.user_agent if profile == "browser" else collector_agent(settings)
        agent = agent.encode("ascii", "ignore").decode().replace("\r", " ").replace("\n", " ")
        self._headers = (("User-Agent", agent), *self._headers)
        self._tail = "".join(f"\r\n{name}: {value}" for name, value in self._headers)

    def write(
        self, target: Target, cookies: str = "", form: bytes | None = None, referer: str = ""
    ) -> tuple[bytes, str, Headers]:
        """The bytes to send, and request line and headers as evidence.

        Args:
            target: whom to ask.
            cookies: value of the Cookie header; empty: none.
            form: body of a POST, ``application/x-www-form-urlencoded``; None: a GET.
            referer: where the visitor says to come from; empty: it says nothing.
        """
        line = f"{'GET' if form is None else 'POST'} {target.path} HTTP/1.1"
        headers: Headers = (("Host", target.authority), *self._headers)
        tail = self._tail
        if form is not None:
            more = (("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(form))))
            headers = (*headers, *more)
            tail += "".join(f"\r\n{name}: {value}" for name, value in more)
        if referer:
            headers = (*headers, ("Referer", referer))
            tail = f"{tail}\r\nReferer: {referer}"
        if cookies:
            headers = (*headers, ("Cookie", cookies))
            tail = f"{tail}\r\nCookie: {cookies}"
        head = f"{line}\r\nHost: {target.authority}{tail}\r\n\r\n".encode("latin-1")
        return head + (form or b""), line, headers


def collector_agent(settings: CollectSettings) -> str:
    """The collector's User-Agent, with whom to call: ``… (compatible; Hengping/0.1; …; +contact)``."""
    agent, contact = settings.user_agent, settings.contact.strip()
    if not contact:
        return agent
    return f"{agent[:-1]}; +{contact})" if agent.endswith(")") else f"{agent} (+{contact})"


_COLLECTOR: Headers = (
    ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Accept-Language", "zh-CN,zh;q=0.9"),
    ("Connection", "keep-alive"),
)
_BROWSER: Headers = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"),
    ("Connection", "keep-alive"),
    ("Upgrade-Insecure-Requests", "1"),
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "none"),
    ("Sec-Fetch-User", "?1"),
)
