"""The browsers of a collection: started when needed, replaced when used up, killed when they hang.

- One browser serves about :data:`PAGES_PER_BROWSER` pages, then a new one takes its place while the old one ends what
  it has begun.
- As many pages at a time as there are cores; each site in a context of its own, without memory of any other.
- Over the memory bound, or silent when it should close a page, the whole browser is killed; pages that were open then
  raise :class:`BrowserGoneError` and may be tried once more in the next.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog
from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as DriverError

from hengping.collect.browser.chromium import ProcessTree, arguments, find_chromium, marked_tree, needs_no_sandbox
from hengping.collect.net.request import collector_agent
from hengping.collect.proxy import Gate, GuardedProxy, Resolver
from hengping.model.campaign import CollectSettings

PAGES_PER_BROWSER = 200
MEMORY_BYTES = 1_500_000_000
START_TIMEOUT_S = 60.0
CLOSE_TIMEOUT_S = 5.0
WATCH_INTERVAL_S = 0.5
MAX_FAILED_STARTS = 3
"""After so many failures in a row no further browser is started."""
WIDTH, HEIGHT = 1366, 900
"""Viewport in CSS pixels."""
_log = structlog.get_logger()


class BrowserGoneError(Exception):
    """The browser crashed, was killed, or could not be started: our own fault, never the site's."""


class NoBrowserError(BrowserGoneError):
    """No browser is installed."""


class _Running:
    """One browser process.

    Attributes:
        pages: how many were opened in it so far.
        open: how many are open now.
        retired: takes no new pages.
    """

    def __init__(self, browser: Browser, tree: ProcessTree | None) -> None:
        self.browser = browser
        self.tree = tree
        self.pages = 0
        self.open = 0
        self.retired = False

    @property
    def usable(self) -> bool:
        return not self.retired and self.browser.is_connected()

    async def end(self) -> None:
        """Close it; kill it when it does not."""
        self.retired = True
        with suppress(DriverError, TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self.browser.close()
        self.kill()

    def kill(self) -> None:
        self.retired = True
        if self.tree is not None:
            self.tree.kill()


class Fleet:
    """The browsers of one collection; use in ``async with``. Nothing is started before the first page.

    Args:
        settings: ``connect_to``, private addresses, user agent, limits.
        executable: the browser; default: found by name.
        resolve: another resolver for the proxy.
        pages_per_browser: after how many pages a browser is replaced.
        memory_bytes: most memory of one browser with all its processes.
        at_once: pages open at a time; default: one per core.

    Attributes:
        executable: the browser; None when there is none.
        started: browsers started so far.
        killed: browsers killed for memory or silence.
        absence_told: it was said that there is no browser.
    """

    def __init__(
        self,
        settings: CollectSettings,
        *,
        executable: Path | None = None,
        resolve: Resolver | None = None,
        pages_per_browser: int = PAGES_PER_BROWSER,
        memory_bytes: int = MEMORY_BYTES,
        at_once: int | None = None,
    ) -> None:
        self.settings = settings
        self.executable = executable or find_chromium()
        self.started = 0
        self.killed = 0
        self.absence_told = False
        self._pages_per_browser = pages_per_browser
        self._memory_bytes = memory_bytes
        self._places = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._proxy = GuardedProxy(settings, resolve)
        self._driver: Playwright | None = None
        self._running: list[_Running] = []
        self._starting = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._failed_starts = 0

    async def __aenter__(self) -> Self:
        await self._proxy.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()
        await asyncio.gather(*(running.end() for running in self._running))
        await self._stop_driver()
        await self._proxy.__aexit__(None, None, None)

    @property
    def proxy_url(self) -> str:
        """The browser's only way out."""
        return self._proxy.url

    @asynccontextmanager
    async def session(
        self,
        hosts: Collection[str],
        domains: Collection[str],
        *,
        ignore_certificates: bool = False,
        scripts: bool = True,
    ) -> "AsyncIterator[Session]":
        """A site's own way into the browser.

        Args:
            hosts: exact hosts that its pages may load from.
            domains: registrable domains that they may load from.
            ignore_certificates: read on although the certificate is not valid.
            scripts: run the pages' scripts.
        """
        gate = self._proxy.open_gate(hosts, domains, max_bytes=self.settings.max_bytes_per_site)
        session = Session(self, gate, ignore_certificates=ignore_certificates, scripts=scripts)
        try:
            yield session
        finally:
            await session.close()
            await self._proxy.close_gate(gate)

    async def browser(self) -> _Running:
        """A browser that takes pages.

        Raises:
            NoBrowserError: none is installed.
            BrowserGoneError: it does not start.
        """
        async with self._starting:
            for running in self._running:
                if running.usable:
                    return running
            self._running = [running for running in self._running if running.browser.is_connected()]
            return await self._start()

    async def _start(self) -> _Running:
        if self.executable is None:
            raise NoBrowserError("chromium not found")
        if self._failed_starts >= MAX_FAILED_STARTS:
            raise BrowserGoneError("did not start before")
        mark = secrets.token_hex(8)
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                if self._driver is None:
                    self._driver = await async_playwright().start()
                browser = await self._driver.chromium.launch(
                    executable_path=self.executable,
                    headless=True,
                    chromium_sandbox=not needs_no_sandbox(),
                    args=arguments(mark),
                    proxy={"server": self._proxy.url, "bypass": "<-loopback>"},
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
        except (DriverError, OSError, TimeoutError) as error:
            tree = await asyncio.to_thread(marked_tree, mark)
            if tree is not None:
                tree.kill()
            self._failed_starts += 1
            await self._stop_driver()  # it may be what failed
            raise BrowserGoneError(f"does not start: {type(error).__name__}: {error}"[:500]) from error
        self._failed_starts = 0
        running = _Running(browser, await asyncio.to_thread(marked_tree, mark))
        self._running.append(running)
        self.started += 1
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_memory())
        return running

    async def _stop_driver(self) -> None:
        """End the driver, unless a browser at work hangs on it."""
        if self._driver is None or any(running.usable for running in self._running):
            return
        driver, self._driver = self._driver, None
        with suppress(DriverError, TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await driver.stop()

    async def _watch_memory(self) -> None:
        """Kill what takes too much memory: a page that wants all of it must not end the collection."""
        while True:
            await asyncio.sleep(WATCH_INTERVAL_S)
            for running in self._running:
                if running.tree is None or not running.browser.is_connected():
                    continue
                taken = await asyncio.to_thread(running.tree.resident_bytes)
                if taken > self._memory_bytes:
                    _log.warning("browser_over_memory", bytes=taken, limit=self._memory_bytes)
                    self.kill(running)

    def kill(self, running: _Running) -> None:
        """End a browser that hangs or takes too much."""
        if not running.retired:
            self.killed += 1
        running.kill()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A core to open a page on."""
        async with self._places:
            yield

    async def opened(self, running: _Running) -> None:
        """A page was opened in a browser."""
        running.pages += 1
        running.open += 1
        if running.pages >= self._pages_per_browser:
            running.retired = True

    async def closed(self, running: _Running) -> None:
        """A page was closed; a browser that is used up ends with its last page."""
        running.open -= 1
        if running.retired and running.open == 0:
            await running.end()


class Session:
    """One site in the browser: a context without memory, made anew when the browser under it was replaced.

    Attributes:
        gate: the account of its traffic.
    """

    def __init__(self, fleet: Fleet, gate: Gate, *, ignore_certificates: bool, scripts: bool = True) -> None:
        self.fleet = fleet
        self._scripts = scripts
        self.gate = gate
        self._ignore_certificates = ignore_certificates
        self._context: BrowserContext | None = None
        self._running: _Running | None = None

    @asynccontextmanager
    async def context(self) -> AsyncIterator[BrowserContext]:
        """The site's context, in a browser that lives, for one page; waits for a free core.

        Raises:
            BrowserGoneError: there is no browser, or it went away.
        """
        async with self.fleet.place():
            running, context = await self._ready()
            await self.fleet.opened(running)
            try:
                yield context
            finally:
                await self.fleet.closed(running)

    async def hangs(self) -> None:
        """The browser does not close a page: end it."""
        if self._running is not None:
            self.fleet.kill(self._running)

    async def close(self) -> None:
        """Forget everything."""
        context, self._context = self._context, None
        if context is None:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await context.close()
        except DriverError:
            pass  # gone already
        except TimeoutError:
            await self.hangs()

    async def _ready(self) -> tuple[_Running, BrowserContext]:
        if self._running is not None and self._context is not None and self._running.usable:
            return self._running, self._context
        await self.close()
        self._running = await self.fleet.browser()
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                self._context = await self._running.browser.new_context(
                    user_agent=_user_agent(self._running.browser.version, self.fleet.settings),
                    viewport={"width": WIDTH, "height": HEIGHT},
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    ignore_https_errors=self._ignore_certificates,
                    java_script_enabled=self._scripts,
                    accept_downloads=False,
                    service_workers="block",
                    permissions=[],
                    reduced_motion="reduce",
                    proxy={
                        "server": self.fleet.proxy_url,
                        "bypass": "<-loopback>",
                        "username": self.gate.user,
                        "password": self.gate.password,
                    },
                )
        except (DriverError, TimeoutError) as error:
            await self.hangs()
            raise BrowserGoneError(f"no context: {error}"[:500]) from error
        return self._running, self._context


def _user_agent(version: str, settings: CollectSettings) -> str:
    """What the browser is, and for whom it comes: sites may send other pages to what is no browser."""
    own = collector_agent(settings).removeprefix("Mozilla/5.0 ").encode("ascii", "ignore").decode()
    major = version.partition(".")[0]
    chrome = (
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
    )
    return " ".join(f"{chrome} {own}".split())
