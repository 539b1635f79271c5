"""A real web server on loopback, in a thread of its own, answering as a test tells it to."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiohttp import web

from hengping.collect.client import Client
from hengping.collect.site import Bench, crawl_site
from hengping.collect.together import together
from hengping.collect.visiting import visit_site
from hengping.collect.walk import Held
from hengping.collect.workers_loop import run_loop
from hengping.evidence.archive import SiteArchive
from hengping.extract.challenge import challenge_kind
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture
from hengping.model.site import Site

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HOME = "http://www.a.gov.cn/"


def html(*links: str, text: str = "政府信息公开", frames: tuple[str, ...] = ()) -> str:
    """A page with links, long enough to be no challenge."""
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    inner = "".join(f'<iframe src="{frame}"></iframe>' for frame in frames)
    return f"<html><head><title>{text}</title></head><body>{anchors}{inner}<p>{text * 80}</p></body></html>"


class LocalServer:
    """Answers by path, or by host and path; what it does not know is 404.

    Attributes:
        routes: ``/path`` or ``host/path`` → text (a page), status, response maker or handler.
        asked: every request as ``host/path?query``, in order of arrival.
        busy, most_busy: requests under way per host now, and at most so far.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Any] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.busy: dict[str, int] = {}
        self.most_busy: dict[str, int] = {}
        self.on_request: Callable[[int], None] = lambda _count: None
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def rewrite(self) -> dict[str, str]:
        """``connect_to`` that leads every host here."""
        return {"*": f"127.0.0.1:{self.port}"}

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        self.asked.append(f"{host}{request.path_qs}")
        self.headers.append(dict(request.headers))
        self.on_request(len(self.asked))
        for key in (host, "*"):
            self.busy[key] = self.busy.get(key, 0) + 1
            self.most_busy[key] = max(self.most_busy.get(key, 0), self.busy[key])
        try:
            return await self._route(request, host)
        finally:
            for key in (host, "*"):
                self.busy[key] -= 1

    async def _route(self, request: web.Request, host: str) -> web.StreamResponse:
        made = self.routes.get(f"{host}{request.path_qs}", self.routes.get(request.path_qs, 404))
        if callable(made):
            made = await made(request)
        if isinstance(made, int):
            return web.Response(status=made)
        if isinstance(made, str):
            return web.Response(text=made, content_type="text/html")
        return made


def redirect(target: str, status: int = 302) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": target})

    return handler


def answer(**kwargs: Any) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(**kwargs)

    return handler


def slow(seconds: float, text: str) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return web.Response(text=text, content_type="text/html")

    return handler


def raw(data: bytes, *, abort: bool = False) -> Handler:
    """Puts bytes on the wire as they are, then ends the connection."""

    async def handler(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(data)
        await asyncio.sleep(0.01)
        transport.abort() if abort else transport.close()
        await asyncio.sleep(0.2)
        return web.Response()

    return handler


def crawl(
    site: Site, folder: Path, settings: CollectSettings, client: dict[str, Any] | None = None, **more: Any
) -> list[Capture]:
    """Crawl and visit one site in this process, and give its captures."""

    def silent(_what: str, _count: int) -> None:
        """Progress nobody wants to hear about."""

    async def one() -> None:
        visit = {"challenge": more.get("challenge", challenge_kind)}
        async with Client(settings, **(client or {})) as opened:
            with ThreadPoolExecutor(1) as executor:
                await together(
                    visit_site(site, folder, settings.visits, opened, silent, **visit),
                    _crawl(site, folder, settings, Bench(opened, executor, Held()), silent, **more),
                )

    run_loop(one)
    return SiteArchive(folder).captures()


async def _crawl(*arguments: Any, **more: Any) -> None:
    await crawl_site(*arguments, **more)


def result_set(captures: list[Capture]) -> set[tuple[str, str, int, str, str]]:
    """What must not depend on timing or kills."""
    return {(c.purpose, c.url, c.status, c.failure or "", c.digest if c.status else "") for c in captures}
