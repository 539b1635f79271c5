"""robots.txt (RFC 9309), one per scheme, host and port, kept as evidence like any other answer.

Only a file that can be read can forbid anything. No file (4xx), a server error or no answer at all lets the request
pass: otherwise a dead host could never be found dead. Availability visits are one request for the home page that the
organiser ordered, no crawling; robots.txt does not apply to them. A Crawl-delay is kept, up to :data:`MAX_DELAY_S`.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog
from protego import Protego

from hengping.collect.politeness import Politeness

MAX_HOPS = 5
MAX_DELAY_S = 10.0
MAX_RULES_TEXT = 512 * 1024
"""RFC 9309 wants at least 500 KiB to be read."""
_QUICK_TEXT = 4096
"""Rules from a longer file are looked through outside of the event loop."""
_COMPATIBLE = re.compile(r"compatible;\s*([\w-]+)")
_FIRST_PRODUCT = re.compile(r"^([\w-]+)")
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*\S", re.IGNORECASE | re.MULTILINE)


class RobotsFile(NamedTuple):
    """What an address of a robots.txt gave: a text, or a redirect, or nothing that can be read."""

    text: str | None = None
    location: str = ""


class Rules:
    """What holds for one origin.

    Attributes:
        files: addresses of the files that were read for it, redirects included, in order.
    """

    __slots__ = ("_big", "_protego", "_token", "files")

    def __init__(self, files: tuple[str, ...], protego: Protego | None, token: str, *, big: bool) -> None:
        self.files = files
        self._protego = protego
        self._token = token
        self._big = big

    async def allow(self, url: str) -> bool:
        """Whether the URL may be asked for."""
        if self._protego is None:
            return True
        if self._big:
            return await asyncio.to_thread(self._can_fetch, url)
        return self._can_fetch(url)

    def _can_fetch(self, url: str) -> bool:
        if self._protego is None:
            return True
        try:
            return bool(self._protego.can_fetch(url, self._token))
        except Exception:  # noqa: BLE001 - a file that cannot be read forbids nothing
            structlog.get_logger().exception("robots_unreadable", url=url)
            return True


ReadRobots = Callable[[str], Coroutine[Any, Any, RobotsFile]]
"""Asks for a robots.txt and keeps the answer."""


class Robots:
    """What robots.txt files allow to one collection of one site.

    Args:
        read: fetches and keeps a robots.txt.
        politeness: told about crawl delays.
        user_agent: as sent; its product name is what rules are looked up by.
    """

    def __init__(self, read: ReadRobots, politeness: Politeness, user_agent: str) -> None:
        self._read = read
        self._politeness = politeness
        self._token = robots_token(user_agent)
        self._rules: dict[str, Rules] = {}
        self._loading: dict[str, asyncio.Task[Rules]] = {}
        self._files: dict[str, asyncio.Task[RobotsFile]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for a URL (normal form); its host's robots.txt is read at the first question."""
        origin = url[: url.find("/", 8)]
        known = self._rules.get(origin)
        if known is not None:
            return known
        if origin not in self._loading:
            self._loading[origin] = asyncio.create_task(self._load(origin, urlsplit(url).hostname or ""))
        rules = await asyncio.shield(self._loading[origin])
        self._rules[origin] = rules
        self._loading.pop(origin, None)
        return rules

    async def allows(self, url: str) -> bool:
        """Whether the URL may be asked for."""
        return await (await self.rules(url)).allow(url)

    async def close(self) -> None:
        """End what is still under way."""
        tasks = [*self._loading.values(), *self._files.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _load(self, origin: str, host: str) -> Rules:
        urls = [f"{origin}/robots.txt"]
        file = await self._file(urls[0])
        for _ in range(MAX_HOPS):
            if not file.location:
                break
            urls.append(file.location)
            file = await self._file(file.location)
        if not file.text:
            return Rules(tuple(urls), None, self._token, big=False)
        text = file.text[:MAX_RULES_TEXT]
        big = len(text) > _QUICK_TEXT
        try:
            rules = await asyncio.to_thread(Protego.parse, text) if big else Protego.parse(text)
            delay = rules.crawl_delay(self._token)
        except Exception:  # noqa: BLE001 - a file that cannot be read forbids nothing
            structlog.get_logger().exception("robots_unreadable", url=urls[-1])
            return Rules(tuple(urls), None, self._token, big=False)
        if delay:
            self._politeness.slow_down(host, min(delay, MAX_DELAY_S))
        return Rules(tuple(urls), rules, self._token, big=big)

    async def _file(self, url: str) -> RobotsFile:
        """One address, asked for once however many hosts lead to it."""
        if url not in self._files:
            self._files[url] = asyncio.create_task(self._read(url))
        return await asyncio.shield(self._files[url])


def names_sitemaps(text: str) -> bool:
    """Whether a robots.txt names any sitemap."""
    return _SITEMAP.search(text) is not None


def robots_token(user_agent: str) -> str:
    """Product name within a User-Agent: ``Hengping`` of ``Mozilla/5.0 (compatible; Hengping/0.1)``."""
    found = _COMPATIBLE.search(user_agent) or _FIRST_PRODUCT.search(user_agent)
    return found.group(1) if found else user_agent
