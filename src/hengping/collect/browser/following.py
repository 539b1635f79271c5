"""What only rendered pages lead to is asked for too: entries drawn by script can then be dated, their links judged.

Pages of the site that stand nowhere in what was served: at most :data:`MAX_FOLLOWED` a site and what its page budget
has left, in the order of the rendered pages, one level deep, robots.txt kept. After a kill, what is archived is not
asked for again, and the same pages are chosen.
"""

import asyncio
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

from hengping.collect.client import Client, Exchange
from hengping.collect.frontier_target import MAX_HOPS, Target
from hengping.collect.page_guard import PageGuard
from hengping.collect.recorder import Challenge, Recorder
from hengping.collect.robots import Robots, RobotsFile
from hengping.collect.together import unbroken
from hengping.evidence.archive import SiteArchive
from hengping.extract.outlinks import Outlink, read_outlinks
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site

MAX_FOLLOWED = 500
AT_ONCE = 16
READ_AT_ONCE = 4
"""So many answers, each of them whole, are held at a time."""
_PAGES = frozenset({"home", "page", "frame"})
_RENDERED_TYPE = "text/html; charset=utf-8"


async def follow_rendered(folder: Path, settings: CollectSettings, client: Client, *, challenge: Challenge) -> int:
    """Ask for the pages that only rendered pages lead to.

    Args:
        folder: the site's evidence folder; its archive must be free to be written.
        settings: budgets, robots.
        client: the open client of the collector.
        challenge: recognises challenge pages.

    Returns:
        How many pages were chosen.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
    """
    archive = SiteArchive(folder)
    targets = await asyncio.to_thread(lambda: list(_targets(archive, settings)))
    if not targets:
        return 0
    with archive.open_writer() as writer:
        recorder = Recorder(archive, writer, client, challenge=challenge)
        following = _Following(archive, recorder, client, settings)
        try:
            for start in range(0, len(targets), AT_ONCE):
                await following.follow(targets[start : start + AT_ONCE])
        finally:
            await following.robots.close()
    return len(targets)


def _targets(archive: SiteArchive, settings: CollectSettings) -> Iterator[Target]:
    """Pages of the site that rendered pages lead to and no page as served did."""
    rendered: list[Capture] = []
    served: set[str] = set()
    hosts: set[str] = set()
    pages = 0
    for capture in archive.iter_captures():
        if capture.purpose == "rendered":
            rendered.append(capture)
        elif not rendered:  # what was followed stands behind the rendered pages, and is chosen again
            served.add(capture.url)
            pages += capture.purpose in _PAGES
            hosts |= {host_of(capture.url)} if capture.purpose == "home" else set()
    left = min(MAX_FOLLOWED, max(0, settings.max_pages_per_site - pages))
    for capture in rendered:
        body, links = archive.read(capture).body, tuple[Outlink, ...]()
        with PageGuard("links_unreadable", capture.url):
            links = read_outlinks(body, capture.url, content_type=_RENDERED_TYPE).links
        for link in links:
            inside = any(same_site(host_of(link.url), host) for host in hosts)
            if link.kind != "internal" or not inside or link.url in served:
                continue
            if left <= 0:
                return
            left -= 1
            served.add(link.url)
            yield Target(url=link.url, purpose="page", source_url=capture.url, depth=capture.depth + 1)


class _Following:
    """One site's turn."""

    def __init__(self, archive: SiteArchive, recorder: Recorder, client: Client, settings: CollectSettings) -> None:
        self._archive = archive
        self._recorder = recorder
        self._respect = settings.respect_robots
        self.robots = Robots(self._read_robots, client.politeness, settings.user_agent)

    async def follow(self, targets: list[Target]) -> None:
        """Ask for all, then for where they redirect within the site; archived in the order given."""
        seen: set[str] = set()
        for _ in range(MAX_HOPS):
            fresh = [one for one in targets if one.url not in seen and await self._allowed(one)]
            seen |= {one.url for one in fresh}
            asked = [one for one in fresh if self._recorder.known(one) is None]
            for start in range(0, len(asked), READ_AT_ONCE):
                batch = asked[start : start + READ_AT_ONCE]
                exchanges = await asyncio.gather(*(self._recorder.fetch(one) for one in batch))
                await unbroken(asyncio.to_thread(self._keep, batch, exchanges))
            targets = [hop for one in fresh if (hop := self._hop(one)) is not None]
            if not targets:
                return

    def _keep(self, targets: Sequence[Target], exchanges: Sequence[Exchange]) -> None:
        for target, exchange in zip(targets, exchanges, strict=True):
            self._recorder.keep(target, exchange)

    def _hop(self, target: Target) -> Target | None:
        known = self._recorder.known(target)
        location = known.capture.location if known else ""
        if not location or not same_site(host_of(location), host_of(target.url)):
            return None
        return Target(url=location, purpose="page", source_url=target.url, depth=target.depth, hops=target.hops + 1)

    async def _allowed(self, target: Target) -> bool:
        if not self._respect:
            return True
        try:
            return await self.robots.allows(normal_url(target.url))
        except BadUrlError:
            return False

    async def _read_robots(self, url: str) -> RobotsFile:
        target = Target(url=url, purpose="robots")
        known = self._recorder.known(target) or self._recorder.keep(target, await self._recorder.fetch(target))
        capture = known.capture
        if HTTPStatus.OK <= capture.status < HTTPStatus.MULTIPLE_CHOICES:
            body = await asyncio.to_thread(lambda: self._archive.read(capture).body)
            return RobotsFile(body.decode(errors="replace"))
        return RobotsFile(location=capture.location)
