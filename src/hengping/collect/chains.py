"""Chains of redirects: when they go in a circle, and whether they open to a visitor who keeps cookies.

A crawl follows one hop a request and keeps no cookies, so a site that sets one and sends its visitor round once more
looks like a circle though every browser opens it. Before a circle is held against a site, :func:`reopen` walks it
again, from the beginning, with the cookies the chain itself sets.
"""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from hengping.collect.exchange import COOKIE_DETAIL, Exchange
from hengping.collect.net.signals import ChainCookies, redirect_target
from hengping.model.evidence import MAX_REDIRECTS, FailureKind

MAX_HOPS = MAX_REDIRECTS
"""Redirects a chain may have."""
AskWith = Callable[[str, ChainCookies], Awaitable[Exchange]]
"""One request with the cookies of a chain: :meth:`Client.fetch` or :meth:`Client.visit` with the caller's limits."""


def redirect_loop(chain: Sequence[str], target: str, *, most: int = MAX_HOPS) -> bool:
    """Whether following a redirect leads in a circle, or goes on for too long.

    Args:
        chain: addresses asked for so far, normal form, in order.
        target: where the last of them redirects to.
        most: redirects a chain may have.
    """
    return target in chain or len(chain) > most


async def reopen(ask: AskWith, url: str, *, most: int = MAX_HOPS) -> Exchange:
    """Walk a chain that went in a circle once more, as a visitor who keeps cookies.

    Args:
        ask: makes one request.
        url: the beginning of the chain, normal form.
        most: redirects the chain may have.

    Returns:
        The last request. What opened by the help of cookies has ``detail`` ``cookie``; what still goes in a circle is
        ``cookie_wall`` beside its answer when cookies were set, else ``redirect_loop`` without an answer.
    """
    jar = ChainCookies()
    seen: set[tuple[str, str]] = set()
    helped = False
    while True:
        cookies = jar.header(url)
        seen.add((url, cookies))
        exchange = await ask(url, jar)
        helped = helped or bool(jar.header(url))
        location = redirect_target(url, exchange.answer)
        if not location:
            if exchange.answer is not None and helped and not exchange.detail:
                return msgspec.structs.replace(exchange, detail=COOKIE_DETAIL)
            return exchange
        if (location, jar.header(location)) in seen or len(seen) > most:
            if helped:
                return msgspec.structs.replace(exchange, failure=FailureKind.COOKIE_WALL, detail=COOKIE_DETAIL)
            detail = f"{len(seen)} hops, then {location}"[:500]
            return msgspec.structs.replace(exchange, answer=None, failure=FailureKind.REDIRECT_LOOP, detail=detail)
        url = location
