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

from protego import Protego

from hengping.collect.politeness import Politeness

MAX_HOPS = 5
MAX_DELAY_S = 10.0
_COMPATIBLE = re.compile(r"compatible;\s*([\w-]+)")
_FIRST_PRODUCT = re.compile(r"^([\w-]+)")


class RobotsFile(NamedTuple):
    """What an address of a robots.txt gave: a text, or a redirect, or nothing that can be read."""

    text: str | None = None
    location: str = ""


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
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}
        self._files: dict[str, asyncio.Task[RobotsFile]] = {}

    async def allows(self, url: str) -> bool:
        """Whether the URL may be asked for; the host's robots.txt is read at the first question."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._load(origin, parts.hostname or ""))
        rules = await asyncio.shield(self._rules[origin])
        return rules is None or rules.can_fetch(url, self._token)

    async def close(self) -> None:
        """End what is still under way."""
        tasks = [*self._rules.values(), *self._files.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _load(self, origin: str, host: str) -> Protego | None:
        file = await self._file(f"{origin}/robots.txt")
        for _ in range(MAX_HOPS):
            if not file.location:
                break
            file = await self._file(file.location)
        if file.text is None:
            return None
        rules = Protego.parse(file.text)
        delay = rules.crawl_delay(self._token)
        if delay:
            self._politeness.slow_down(host, min(delay, MAX_DELAY_S))
        return rules

    async def _file(self, url: str) -> RobotsFile:
        """One address, asked for once however many hosts lead to it."""
        if url not in self._files:
            self._files[url] = asyncio.create_task(self._read(url))
        return await asyncio.shield(self._files[url])


def robots_token(user_agent: str) -> str:
    """Product name within a User-Agent: ``Hengping`` of ``Mozilla/5.0 (compatible; Hengping/0.1)``."""
    found = _COMPATIBLE.search(user_agent) or _FIRST_PRODUCT.search(user_agent)
    return found.group(1) if found else user_agent
