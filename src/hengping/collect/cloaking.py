"""Two faces (两张面孔): the home page asked for as a visitor would who types its address, and as one whom a search led.

Planted code shows a changed page only to those who come from a search engine, so that the site's own people never see
it. Both are asked by the client that looks like a browser; they differ in the ``Referer`` alone. Each answer is
archived with purpose ``cloaking``; ``source_url`` tells where the visitor said to come from.

Two requests a site, redirects within government hosts followed; rate and the site's budget as ever. A home page that
robots.txt forbids was not read by the crawl, and is not asked for here.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import Target
from hengping.collect.recorder import challenge_of
from hengping.collect.references import fetched_when_up
from hengping.collect.surroundings import Surroundings
from hengping.collect.together import unbroken
from hengping.collect.walk_keeping import HTML_TYPES, Keeper, limits_of
from hengping.evidence.archive import SiteArchive
from hengping.extract.dark_words import is_government, is_own
from hengping.model.evidence import Capture
from hengping.model.site import Site
from hengping.model.urls import host_of

SEARCH_ENGINE = "https://www.baidu.com/"
"""Where the second visitor says to come from."""
_OK = 200
_MAX_HOPS = 3


async def ask_both_ways(
    site: Site, folder: Path, _progress: Callable[[str, int], None], *, client: Client, surroundings: Surroundings
) -> None:
    """Ask for the home page with and without a search engine behind; what is archived is not asked for again.

    Nothing is asked where the crawl did not read the home page: of such a site nothing could be compared.

    Args:
        site: whose home page it is.
        folder: its evidence folder; its archive must be free to be written.
        client: open client of profile ``browser``.
        surroundings: what all sites share.

    Raises:
        EvidenceError: the evidence cannot be read or written.
    """
    if not surroundings.settings.cloaking:
        return
    archive = SiteArchive(folder)
    standing = await asyncio.to_thread(lambda: _Standing.of(archive, site))
    left = surroundings.settings.max_requests_per_site - standing.requests
    if not standing.home_url or left < 2 * (_MAX_HOPS + 1) * (1 + surroundings.settings.retries):
        return
    missing = [source for source in ("", SEARCH_ENGINE) if source not in standing.ended]
    if not missing:
        return
    with await asyncio.to_thread(archive.open_writer) as writer:
        keeper = Keeper(writer, client.settings, profile=client.profile)
        for source in missing:
            await _ask(site, keeper, client, surroundings, standing.home_url, source)


class _Standing(msgspec.Struct):
    """What the archive has.

    Attributes:
        home_url: address at which the crawl read the home page; empty when it did not.
        ended: sources whose visits came to an end: at an answer that leads nowhere further, or after all their hops. A
            visit that was cut off at a redirect is made again.
        requests: made so far.
    """

    home_url: str = ""
    ended: set[str] = msgspec.field(default_factory=set)
    requests: int = 0

    @classmethod
    def of(cls, archive: SiteArchive, site: Site) -> "_Standing":
        """Read from the index."""
        standing = cls()
        hops: Counter[str] = Counter()
        for capture in archive.iter_captures():
            standing.requests += capture.attempts
            if capture.purpose == "cloaking":
                source = capture.source_url
                hops[source] += 1
                led_on = bool(capture.location) and _may_follow(capture.location, site)
                if not led_on or hops[source] > _MAX_HOPS:
                    standing.ended.add(source)
            elif capture.purpose == "home" and capture.look == 1 and capture.status == _OK and not capture.failure:
                standing.home_url = capture.url
        return standing


async def _ask(  # noqa: PLR0917 - one caller
    site: Site, keeper: Keeper, client: Client, surroundings: Surroundings, url: str, source: str
) -> None:
    """One visit, redirects followed as far as they stay with the site or another government host."""
    for hop in range(_MAX_HOPS + 1):
        if surroundings.wait_up is not None:
            await surroundings.wait_up()
        limit, binary_limit = limits_of("cloaking", surroundings.most_bytes)
        target = Target(url=url, purpose="cloaking", source_url=source, hops=hop)

        ask = partial(client.fetch, url, limit=limit, binary_limit=binary_limit, referer=source)
        exchange = await fetched_when_up(surroundings.outage, ask)
        kept: list[Capture] = []
        async with surroundings.turn:
            await unbroken(asyncio.to_thread(_keep, keeper, surroundings, target, exchange, kept))
        location = kept[0].location
        if not location or not _may_follow(location, site):
            return
        url = location


def _keep(keeper: Keeper, surroundings: Surroundings, target: Target, exchange: Exchange, kept: list[Capture]) -> None:
    opened = keeper.open(target, exchange)
    challenge = ""
    if exchange.answer is not None and opened.mime in HTML_TYPES:
        challenge = challenge_of(surroundings.challenge, opened.body, exchange.answer.status, target.url)
    kept.append(keeper.keep(target, opened, challenge=challenge))


def _may_follow(url: str, site: Site) -> bool:
    host = host_of(url)
    return is_government(host) or is_own(host, host_of(site.url))
