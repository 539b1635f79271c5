"""The walk through one site: which answer leads to which request.

Answers are handled in the order in which they were asked for, and the next request is chosen only then; so what is
collected is a function of the answers alone. The site is the host of its home address, and the host that this address
redirects to. A page that cannot be read, is an error page, a challenge page or lies
outside the site gives no further pages. A fault in reading links is logged; the page stays in the archive, its links
are lost, the walk goes on.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol

import msgspec
import structlog

from hengping.collect.client import Client, Exchange
from hengping.collect.frontier import RANK_BY_PLACE, RANK_FIRST, Frontier, Target
from hengping.collect.recorder import Recorded, Recorder
from hengping.collect.robots import Robots, RobotsFile
from hengping.extract.links import PageLinks
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FailureKind, Purpose
from hengping.model.facts import Link
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site

Progress = Callable[[str, int], None]
"""Told what is counted (``pages``, ``links``, ``visits``) and how many there are by now."""
Challenge = Callable[[bytes, int], str]
"""Kind of challenge page a body and status are; empty for none."""
_CHECK_PURPOSES: dict[str, Purpose] = {"attachment": "attachment", "image": "image", "external": "link"}
_HTML_TYPES = ("", "text/html", "application/xhtml+xml")
_log = structlog.get_logger()


class ReadLinks(Protocol):
    """Finds the links and frames of a page."""

    def __call__(self, body: bytes, url: str, *, content_type: str) -> PageLinks:
        """See :func:`hengping.extract.links.page_links`."""
        ...


class Walk:
    """One walk.

    Args:
        site: its home URL is the start and sets the scope.
        recorder: archive and network.
        settings: budgets, limits, robots.
        client: for its politeness.
        read_links: finds links and frames of a page.
        challenge: recognises challenge pages.

    Attributes:
        robots: what may be asked for; to be closed when the walk is over.
    """

    def __init__(
        self,
        site: Site,
        recorder: Recorder,
        settings: CollectSettings,
        client: Client,
        *,
        read_links: ReadLinks,
        challenge: Challenge,
    ) -> None:
        self._home, host = _home_and_host(site.url)
        self._hosts = [host]
        self._recorder = recorder
        self._settings = settings
        self._read_links = read_links
        self._challenge = challenge
        self._frontier = Frontier(settings.max_pages_per_site, settings.max_link_checks_per_site)
        self.robots = Robots(self._read_robots, client.politeness, settings.user_agent)

    async def run(self, progress: Progress) -> None:
        """Pages first, then link checks."""
        self._frontier.add_page(Target(url=self._home, purpose="home"), RANK_FIRST)
        pages_at_once = 2 * self._settings.concurrency_per_host
        await self._walk(self._frontier.next_page, pages_at_once, lambda count: progress("pages", count))
        await self._walk(self._frontier.next_check, self._settings.concurrency, lambda count: progress("links", count))

    async def _walk(self, choose: Callable[[], Target | None], at_once: int, counted: Callable[[int], None]) -> None:
        """Ask for what ``choose`` gives, at most ``at_once`` at a time, and handle answers in the order asked."""
        waiting: deque[tuple[Target, Recorded | asyncio.Task[Exchange]]] = deque()
        done = 0
        try:
            while True:
                while len(waiting) < at_once and (target := choose()):
                    waiting.append((target, self._recorder.known(target) or asyncio.create_task(self._ask(target))))
                if not waiting:
                    return
                target, coming = waiting[0]
                if isinstance(coming, asyncio.Task):
                    coming = self._recorder.keep(target, await coming)
                waiting.popleft()
                self._handle(target, coming)
                done += 1
                counted(done)
                await asyncio.sleep(0)  # what is archived already must not hold up visits and other sites
        finally:
            tasks = [coming for _, coming in waiting if isinstance(coming, asyncio.Task)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, target: Target) -> Exchange:
        """Ask the network, when robots.txt lets us."""
        if self._settings.respect_robots and not await self._allowed(target.url):
            return self._recorder.refused(target, FailureKind.ROBOTS)
        return await self._recorder.fetch(target)

    async def _allowed(self, url: str) -> bool:
        try:
            return await self.robots.allows(normal_url(url))
        except BadUrlError:
            return True  # the fetch itself says that the address is bad

    def _handle(self, target: Target, recorded: Recorded) -> None:
        """Queue what an answer leads to."""
        capture = recorded.capture
        if capture.location:
            self._queue_redirect(target, capture.location)
            return
        if target.purpose == "home" and capture.status:
            # A home page that redirects to another host is the site from there on, as its visitors find it.
            self._hosts.append(host_of(target.url))
        if self._is_readable(target, recorded):
            links = self._links(target.url, recorded)
            for frame in links.frames:
                frame_target = Target(url=frame, purpose="frame", source_url=target.url, depth=target.depth)
                self._frontier.add_page(frame_target, RANK_FIRST)
            for link in links.links:
                self._queue_link(target, link)

    def _queue_redirect(self, target: Target, location: str) -> None:
        hop = Target(
            url=location,
            purpose=target.purpose,
            source_url=target.url,
            depth=target.depth,
            hops=target.hops + 1,
        )
        if target.purpose in ("home", "frame") or (target.purpose == "page" and self._inside(location)):
            self._frontier.add_page(hop, RANK_FIRST)
        elif target.purpose == "page":
            self._frontier.add_check(msgspec.structs.replace(hop, purpose="link"))
        else:
            self._frontier.add_check(hop)

    def _queue_link(self, target: Target, link: Link) -> None:
        if link.kind == "internal" and self._inside(link.url):
            page = Target(url=link.url, purpose="page", source_url=target.url, depth=target.depth + 1)
            self._frontier.add_page(page, RANK_BY_PLACE[link.place])
        else:
            purpose = _CHECK_PURPOSES.get(link.kind, "link")
            self._frontier.add_check(
                Target(url=link.url, purpose=purpose, source_url=target.url, depth=target.depth + 1)
            )

    def _inside(self, url: str) -> bool:
        host = host_of(url)
        return any(same_site(host, own) for own in self._hosts)

    def _is_readable(self, target: Target, recorded: Recorded) -> bool:
        capture = recorded.capture
        return (
            target.purpose in ("home", "page", "frame")
            and HTTPStatus.OK <= capture.status < HTTPStatus.MULTIPLE_CHOICES
            and capture.mime in _HTML_TYPES
            and self._inside(target.url)
            and not self._challenge(recorded.body, capture.status)
        )

    def _links(self, url: str, recorded: Recorded) -> PageLinks:
        try:
            return self._read_links(recorded.body, url, content_type=recorded.capture.content_type)
        except Exception:  # noqa: BLE001 - one page must not end the collection of all sites
            _log.exception("links_unreadable", url=url)
            return PageLinks((), ())

    async def _read_robots(self, url: str) -> RobotsFile:
        target = Target(url=url, purpose="robots")
        recorded = self._recorder.known(target) or self._recorder.keep(target, await self._recorder.fetch(target))
        status = recorded.capture.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return RobotsFile(recorded.body.decode(errors="replace"))
        return RobotsFile(location=recorded.capture.location)


def _home_and_host(url: str) -> tuple[str, str]:
    """Normal form and host of the home page; of an address that has none, the text itself, which then fails as such."""
    try:
        home = normal_url(url)
    except BadUrlError:
        return url, ""
    return home, host_of(home)
