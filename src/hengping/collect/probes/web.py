"""HTTP of a home page: where its four spellings lead, security headers, cookies."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from hengping.collect.addresses import literal_address
from hengping.collect.client import Client, Exchange
from hengping.collect.net.signals import redirect_target
from hengping.model.evidence import MAX_REDIRECTS
from hengping.model.probes import Cookie, HttpFacts
from hengping.model.urls import host_of

_MAX_HOPS = MAX_REDIRECTS
_LIMIT = 64 * 1024
_LONGEST = 500
_MOST_COOKIES = 50
_SECURITY = frozenset(
    {
        "strict-transport-security",
        "content-security-policy",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "x-xss-protection",
    }
)


async def probe_web(home: str, client: Client) -> HttpFacts:
    """Follow the four spellings of a home page.

    Args:
        home: normal form of the home page's address.
        client: polite as in the crawl.
    """
    now = datetime.now(UTC)
    host = host_of(home)
    rest = home.partition("://")[2].partition("/")[2]
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    own = "https" if home.startswith("https:") else "http"
    port = urlsplit(home).port
    # A port of the home page's own is that of its scheme; the other scheme has its usual one.
    ports = {own: f":{port}"} if port else {}
    # An address in figures has no other name.
    names = (("", host),) if literal_address(host) else (("", host), ("_www", other))
    spellings = {
        f"{scheme}{suffix}": f"{scheme}://{name}{ports.get(scheme, '')}/{rest}"
        for suffix, name in names
        for scheme in ("http", "https")
    }
    found = await asyncio.gather(*(_follow(url, client) for url in spellings.values()))
    ways = dict(zip(spellings, found, strict=True))
    last = {name: exchanges[-1] for name, exchanges in ways.items()}
    answered = {name: exchange for name, exchange in last.items() if exchange.answer is not None}
    headers = _headers(answered[own]) if own in answered else []
    ends = {last[name].url.partition("://")[2] for name in (own, f"{own}_www") if name in answered}
    return HttpFacts(
        asked_at=now,
        ways={name: tuple(exchange.url[:_LONGEST] for exchange in exchanges) for name, exchanges in ways.items()},
        ends={name: exchange.answer.status if exchange.answer else 0 for name, exchange in last.items()},
        failures={name: exchange.failure.value for name, exchange in last.items() if exchange.failure},
        https_forced=last["http"].url.startswith("https:") if "http" in answered else None,
        www_same=len(ends) == 1 if own in answered and f"{own}_www" in answered else None,
        headers={name: value[:_LONGEST] for name, value in headers if name in _SECURITY},
        cookies=tuple(_cookie(value) for name, value in headers if name == "set-cookie")[:_MOST_COOKIES],
        server="; ".join(value[:_LONGEST] for name, value in headers if name in ("server", "x-powered-by")),
    )


async def _follow(url: str, client: Client) -> Sequence[Exchange]:
    exchanges: list[Exchange] = []
    seen: set[str] = set()
    while url and url not in seen and len(exchanges) <= _MAX_HOPS:
        seen.add(url)
        exchanges.append(await client.fetch(url, limit=_LIMIT))
        url = redirect_target(url, exchanges[-1].answer)
    return exchanges


def _headers(exchange: Exchange) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in exchange.answer.headers] if exchange.answer else []


def _cookie(value: str) -> Cookie:
    first, *attributes = value.split(";")
    named = {name.strip().lower(): text.strip() for name, _, text in (each.partition("=") for each in attributes)}
    return Cookie(
        name=first.partition("=")[0].strip()[:100],
        secure="secure" in named,
        http_only="httponly" in named,
        same_site=named.get("samesite", "").lower()[:20],
    )
