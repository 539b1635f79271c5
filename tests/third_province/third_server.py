"""Serves the third province on loopback, one virtual host per site, in one of two states."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from aiohttp import web
from third_files import MIME, make_file
from third_model import Site
from third_pages import SitePages
from third_plan import NEAR_MISS, REDIRECTED_HOME, SLOW
from third_search import ACTIONS, BROKEN, FIELDS, results
from third_shady import BAD

HTML = {"Content-Type": "text/html"}
Answer = tuple[int, bytes, dict[str, str]]
REFUSED = {"403": 403, "412js": 412, "200js": 200, "429": 429, "521js": 521, "captcha": 200}
CHALLENGE = (
    "<html><head><meta charset='utf-8'><title></title></head><body><noscript>请开启JavaScript并刷新该页.</noscript>"
    "<script>var _0xa1='WZWS_CONFIRM_PREFIX_LABEL',k=[49,7,23];document.cookie='wzws_sessionid='+k.join('');"
    "setTimeout(function(){window.location.reload()},1500);</script></body></html>"
)
COOKIE = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=')+(+!+[]+'')+'.8|'+'0|';location.href="
    "location.pathname+location.search</script>"
)
CAPTCHA = (
    "<html><head><meta charset='utf-8'><title>安全验证</title></head><body><div id='captcha'>您的访问过于频繁，"
    "请拖动滑块完成验证"
    "</div><script src='/waf/captcha.js'></script></body></html>"
)
GAMBLING = (
    "<html><head><meta charset='utf-8'><title>澳门银河娱乐场-百家乐-时时彩注册送彩金</title></head><body><h1>"
    "澳门银河娱乐场官网</h1>"
    "<p>真人荷官在线发牌，百家乐、龙虎斗、老虎机，首存送彩金88元，六合彩开奖。</p><a href='/reg'>立即投注</a>"
    "</body></html>"
)


def _text(status: int, text: str) -> Answer:
    body = f"<html><head><meta charset='utf-8'><title>{text}</title></head><body><h2>{text}</h2></body></html>"
    return status, body.encode(), {"Content-Type": "text/html; charset=utf-8"}


def _is_collector(request: web.BaseRequest) -> bool:
    """Homes fail by the number of the visit: what the client that looks like a browser asks beside is none."""
    return "Hengping" in request.headers.get("User-Agent", "")


class Front:
    """Chooses the site by the Host header and answers for it."""

    def __init__(self, sites: list[Site], state: int) -> None:
        self.sites = {site.host: site for site in sites}
        self.pages = {site.host: SitePages(site, state) for site in sites if not site.down}
        self.state = state
        self.visits: Counter[str] = Counter()
        self.kept: dict[str, Answer] = {}
        # Made before anybody asks: one page or file made while others wait holds up visits, and a site that answers
        # would be found down for what the test's own server is busy with.
        self.files = {
            site.url(file.path): make_file(file, site) for site in sites for _, a in site.articles for file in a.files
        }
        for host, pages in self.pages.items():
            for target, make in pages.routes.items():
                self._made(self.sites[host], target, make)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request."""
        host = (request.host or "").rsplit(":", 1)[0].lower()
        target = request.raw_path
        site = self.sites.get(host)
        if site is None and f"www.{host}" in self.sites:
            return self._web((301, b"", {"Location": f"http://www.{host}{target}"}))
        if site is None:
            answer = self._outside(host, target, request)
        elif site.down:
            answer = await self._down(site, target, visitor=_is_collector(request))
        else:
            if site.index in SLOW and target == "/":
                await asyncio.sleep(0.4)
            answer = await self._site(site, target, visitor=_is_collector(request))
        if answer is None:
            if request.transport:
                request.transport.abort()
            return web.Response()
        return self._web(answer)

    def _web(self, answer: Answer) -> web.Response:
        return web.Response(status=answer[0], body=answer[1], headers=answer[2])

    async def _down(self, site: Site, target: str, *, visitor: bool) -> Answer | None:
        down = site.down
        if down.startswith("block:"):
            kind = down[6:]
            body = {"412js": CHALLENGE, "200js": CHALLENGE, "521js": COOKIE, "captcha": CAPTCHA}.get(kind, "Forbidden")
            return REFUSED[kind], body.encode(), dict(HTML)
        if down == "close":
            return None
        if down == "hang":
            await asyncio.sleep(9)
            return _text(200, "太慢")
        if down == "loop":
            return 302, b"", {"Location": f"http://{site.host}/index.html" if target == "/" else f"http://{site.host}/"}
        if down == "flaky":
            counted = visitor and target == "/"
            self.visits[site.host] += counted
            fails = counted and self.visits[site.host] % 6 == 3
            return _text(502, "Bad Gateway") if fails else self._small(site)
        return _text(503, "Service Unavailable") if down == "503" else _text(404, "Not Found")

    def _small(self, site: Site) -> Answer:
        return _text(200, site.name)

    async def _site(self, site: Site, target: str, *, visitor: bool) -> Answer | None:  # noqa: PLR0911 - one kind of address each
        key = site.host + target
        if target == "/" and site.index in NEAR_MISS and visitor:
            self.visits[site.host] += 1
            if self.visits[site.host] == 12:
                return _text(502, "Bad Gateway")
        if target == "/once503.html":
            self.visits[key] += 1
            return _text(503, "忙") if self.visits[key] == 1 else _text(200, "服务窗口")
        if target == "/" and (how := REDIRECTED_HOME.get(site.index)):
            if how == "302":
                return 302, b"", {"Location": "/index.html"}
            script = '<script>location.href="/index.html"</script><a href="/index.html">进入首页</a>'
            refresh = '<meta http-equiv="refresh" content="0;url=/index.html">'
            body = (
                f"<html><head>{refresh if how == 'refresh' else ''}</head><body>"
                f"{script if how == 'script' else ''}</body></html>"
            )
            return 200, body.encode(), dict(HTML)
        fault = site.broken.get(urlsplit(target).path) or site.broken.get(target)
        if fault:
            return await self._broken(site, fault, target)
        file = self.files.get(site.url(unquote(target)))
        if file:
            return file
        return self._page(site, target)

    async def _broken(self, site: Site, fault: str, target: str) -> Answer | None:
        if fault == "loop":
            return 302, b"", {"Location": target}
        if fault == "dead_redirect":
            return 302, b"", {"Location": "/gone/away.html"}
        if fault == "soft404":
            page = self.pages[site.host].plain(
                "提示信息", "<h3>对不起，您访问的页面不存在或已被删除！</h3><p>3秒后返回首页</p>"
            )
            return 200, page.encode(site.encoding), dict(HTML)
        if fault == "slow_never":
            await asyncio.sleep(8)
            return None
        return _text(int(fault), "页面不存在" if fault != "500" else "内部错误")

    def _page(self, site: Site, target: str) -> Answer:  # noqa: PLR0911 - one kind of address each
        path = urlsplit(target).path
        if site.index == 8 and self.state == 1 and target == getattr(site.section("gzdt"), "path", ""):
            return _text(500, "栏目维护")
        if path == ACTIONS[site.index % 5] and "search_missing" not in site.lacks:
            return self._search(site, target)
        if path == "/moved/zcfg.html":
            return 301, b"", {"Location": getattr(site.section("zcwj"), "path", "/")}
        if (
            path.rsplit(".", 1)[-1].lower() in {"png", "gif", "jpg", "css", "js", "svg", "ico"}
            and path != "/inc/footer.js"
        ):
            return (
                200,
                PIXEL if path[-3:] in {"png", "gif", "jpg"} else b"/* */",
                {"Content-Type": MIME.get(path[-3:], "text/css")},
            )
        pages = self.pages[site.host]
        make = pages.routes.get("/" if path == "/index.html" else target) or pages.routes.get(unquote(target))
        if make is None and path == "/inc/empty.html":
            return (
                200,
                b"<html><body></body></html>",
                dict(HTML),
            )
        if make is None and path in {"/vc/vc/interface/visit.jsp", "/module/web/jpage/dataproxy.jsp"}:
            return 200, b"document.write('12')", {"Content-Type": "application/javascript"}
        if make is None:
            return _text(404, "您访问的页面不存在")
        return self._made(site, target, make)

    def _made(self, site: Site, target: str, make: Callable[[], str | bytes]) -> Answer:
        """A page, made once."""
        key = site.host + target
        if key not in self.kept:
            path = urlsplit(target).path
            text = make()
            kind = (
                "application/json"
                if path.startswith("/data/")
                else "text/xml"
                if path.endswith(".xml")
                else "text/html"
            )
            kind = "application/javascript; charset=utf-8" if path.endswith(".js") else kind
            self.kept[key] = 200, str(text).encode(site.encoding, "replace"), {"Content-Type": kind}
        return self.kept[key]

    def _search(self, site: Site, target: str) -> Answer:
        broken = BROKEN.get(site.index)
        if broken in {"500", "404"}:
            return _text(int(broken), "错误")
        values = parse_qs(urlsplit(target).query, encoding=site.encoding)
        page = self.pages[site.host].plain("站内搜索", results(site, values.get(FIELDS[site.index % 5], [""])[0]))
        return 200, page.encode(site.encoding, "replace"), dict(HTML)

    def _outside(self, host: str, target: str, request: web.BaseRequest) -> Answer | None:
        if host == "tour.lanbei-travel.example":
            return None
        if host.startswith("www.qy-tour") or any(word in host for word in ("xpj", "ssc", "bjl-", "live")):
            return 200, GAMBLING.encode(), dict(HTML)
        status = {
            "zt.lanbei-expo.example": 404, "wh.lanbei-culture.example": 410, "db.lanbei-data.example": 500,
            "www.lanbei-bank.example": 403, "api.lanbei-port.example": 429,
        }.get(host, 200)  # fmt: skip
        if host == "post.lanbei-mail.example" and target == "/":
            return 302, b"", {"Location": "http://post.lanbei-mail.example/zh/index.html?from=/"}
        if host == "www.lanbei-univ.example" and request.method == "HEAD":
            return 405, b"", {"Allow": "GET"}
        return _text(status, host)


PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


@contextmanager
def serve(sites: list[Site], state: int = 2) -> Iterator[str]:
    """Serve the province until the block is left; yields ``host:port``."""
    loop = asyncio.new_event_loop()
    ready: list[str] = []
    stop = asyncio.Event()

    async def run() -> None:
        runner = web.ServerRunner(web.Server(Front(sites, state).handle, access_log=None), shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=512)
        await site.start()
        ready.append(f"127.0.0.1:{runner.addresses[0][1]}")
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not ready and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)


def gambling_hosts() -> int:
    """Number of kinds of gambling hosts, for the tests of the province itself."""
    return len(BAD)
