"""Serves the province over HTTP on loopback, one virtual host per site, in a thread with its own loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from hengping.demo.content import SiteContent
from hengping.demo.files import MIME, signs
from hengping.demo.outside import BY_HOST, Outside
from hengping.demo.pages import Answer, SitePages
from hengping.demo.province import Province
from hengping.model.errors import RunError

_START_S = 20
_FLAKY_EVERY = 7
_NEAR_MISS_EVERY = 50
_CHALLENGE = """<html><head><meta charset="utf-8"></head><body>
<noscript><h1><strong>请开启JavaScript并刷新该页.</strong></h1></noscript>
<script type="text/javascript">var dynamicurl="/WZWS/{token}",wzwsquestion="{token}",wzwsfactor="{factor}";
function go(){{var t=0;for(var i=0;i<wzwsquestion.length;i++)t+=wzwsquestion.charCodeAt(i)*Number(wzwsfactor);
document.cookie="wzws_cid="+t+"; path=/";location.href=dynamicurl+"?wzwschallenge="+t;}}
setTimeout(go,50);</script></body></html>"""
_MARK_SCRIPT = (
    "document.write(\"<a href='http://bszs.conac.cn/sitename?method=show' target='_blank'>"
    "<img src='http://dcs.conac.cn/image/red.svg' alt='党政机关网站标识' width='60' height='60'></a>\");"
)
_FAULT_SCRIPT = (
    "document.write(\"<a href='http://zfwzgl.www.gov.cn/exposure/jiucuo.html' target='_blank'>"
    "<img src='http://zfwzgl.www.gov.cn/image/jiucuo.svg' alt='政府网站找错' width='110' height='50'></a>\");"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the province is served."""

    address: str


class _Front:
    """Chooses the site by the Host header and lets it answer."""

    def __init__(self, province: Province) -> None:
        self._intermittent = province.intermittent
        self._contents = {content.unit.host: content for content in province.contents}
        self._pages: dict[str, SitePages] = {}
        self._home_requests: dict[str, int] = {}

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        host = (request.host or "").rsplit(":", 1)[0].lower()
        answer = self._answer(host, request.raw_path)
        if answer.abort:
            if request.transport:
                request.transport.abort()
            return web.Response()
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    def _answer(self, host: str, target: str) -> Answer:
        content = self._contents.get(host) or self._contents.get(f"www.{host}")
        if content:
            return self._site(content, target)
        outside = BY_HOST.get(host)
        return _outside(outside, target) if outside else _text(404, "没有这个网站")

    def _site(self, content: SiteContent, target: str) -> Answer:
        slot, host = content.slot, content.unit.host
        if content.down:
            return Answer(abort=True) if content.down == "close" else _text(503, "Service Unavailable")
        if content.challenge:
            token = f"{content.unit.code}{content.challenge}"
            page = _CHALLENGE.format(token=token, factor=4907 + content.index)
            return Answer(content.challenge, page.encode(), {"Content-Type": "text/html", "Server": "WZWS"})
        if target == "/" and self._intermittent and (slot.flaky or slot.near_miss):
            count = self._home_requests[host] = self._home_requests.get(host, 0) + 1
            every, at = (_FLAKY_EVERY, 4) if slot.flaky else (_NEAR_MISS_EVERY, 30)
            if count % every == at:
                return _text(503, "Service Unavailable")
        pages = self._pages.get(host)
        if pages is None:
            pages = self._pages[host] = SitePages(content)
        return pages.answer(target)


def _text(status: int, text: str) -> Answer:
    head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text}</title></head>'
    body = f"{head}<body><h1>{text}</h1></body></html>"
    return Answer(status, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def _outside(outside: Outside, target: str) -> Answer:
    if outside.answer == "reset":
        return Answer(abort=True)
    if outside.answer == "redirect" and target == "/":
        return Answer(302, b"", {"Location": f"http://{outside.host}/index.html"})
    status = {"forbidden": 403, "too_many": 429, "gone": 404}.get(outside.answer, 200)
    if status == 200 and target.endswith(".js"):  # noqa: PLR2004 - HTTP OK
        script = _MARK_SCRIPT if outside.host == "dcs.conac.cn" else _FAULT_SCRIPT
        return Answer(200, script.encode(), {"Content-Type": "application/javascript; charset=utf-8"})
    if status == 200 and target.endswith(".svg"):  # noqa: PLR2004 - HTTP OK
        return Answer(200, signs()[target.rsplit("/", 1)[-1]], {"Content-Type": MIME["svg"]})
    return _text(status, outside.name)


@contextmanager
def serve(province: Province, host: str = "127.0.0.1", port: int = 0) -> Iterator[Address]:
    """Serve ``province`` until the block is left.

    Args:
        province: what to serve.
        host: address to listen on; loopback by default.
        port: 0 takes a free one.

    Raises:
        RunError: the port could not be opened.
    """
    loop = asyncio.new_event_loop()
    ready: dict[str, str] = {}
    started, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        runner = web.ServerRunner(web.Server(_Front(province).handle, access_log=None), shutdown_timeout=0.2)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port, backlog=512)
            await site.start()
            name = runner.addresses[0]
            ready["address"] = f"{name[0]}:{name[1]}"
            started.set()
            await stop.wait()
        finally:
            await runner.cleanup()

    def work() -> None:
        try:
            loop.run_until_complete(run())
        except OSError as error:
            ready["error"] = str(error)
        finally:
            loop.close()
            started.set()

    thread = threading.Thread(target=work, name="yunxi-server", daemon=True)
    thread.start()
    started.wait(_START_S)
    if "address" not in ready:
        thread.join(_START_S)
        raise RunError(
            f"演示服务没有启动：{ready.get('error', '超时')}", where=f"{host}:{port}", remedy="换一个端口，或不指定端口"
        )
    try:
        yield Address(ready["address"])
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(_START_S)
