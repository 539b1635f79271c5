"""One page rendered: opened, left to settle, read, pictured, examined, closed. Everything is bounded.

Dialogs, popups, downloads, permissions, service workers and WebRTC are off. A page that never rests is read as it is
when its time to settle is over; one that goes on for ever (alert loops, endless redirects by script, a busy script)
runs into its time limit; one too large to be read is left as it was served. That is noted as our own fault, and the
browser is killed if it does not even close the page.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
from playwright.async_api import BrowserContext, CDPSession, Dialog, Frame, Page
from playwright.async_api import Error as DriverError
from playwright.async_api import TimeoutError as DriverTimeoutError

from hengping.collect.browser.axe import examine
from hengping.collect.browser.fleet import CLOSE_TIMEOUT_S, HEIGHT, WIDTH, BrowserGoneError, Session
from hengping.model.evidence import FailureKind

PAGE_TIMEOUT_S = 30.0
"""From opening a page to having all of it."""
OPEN_TIMEOUT_S = 20.0
"""A browser that cannot open an empty page in this time hangs."""
SETTLE_S = 6.0
"""How long a page may go on loading after its document is there."""
CALM_S = 0.4
MAX_NODES = 200_000
MAX_NAVIGATIONS = 8
MAX_FULL_HEIGHT = 12_000
JPEG_QUALITY = 60
_OK = 200
_REFUSED = range(400, 500)
_EVALUATE_MS = 8_000
_PICTURE_MS = 10_000

_QUIET = """(() => {
  for (const name of ['alert', 'print']) window[name] = () => undefined;
  window.confirm = () => false;
  window.prompt = () => null;
  window.open = () => null;
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport'])
    try { delete window[name]; } catch { }
})()"""
_SIZE = "document.getElementsByTagName('*').length"
_STATE = "`${document.getElementsByTagName('*').length} ${document.documentElement.scrollHeight}`"
_HTML = """(() => {
  const kind = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
  const text = document.documentElement.outerHTML;
  return text.length > LIMIT ? text.length : kind + text;
})()"""


class RenderError(Exception):
    """The page could not be rendered; the message says why, in a word or two.

    Attributes:
        failure: what it counts as.
    """

    def __init__(self, why: str, failure: FailureKind = FailureKind.OWN_FAULT) -> None:
        super().__init__(why)
        self.failure = failure


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A page as the browser had it.

    Attributes:
        final_url: address it ended at, as the browser writes it.
        html: the document after scripts ran, UTF-8.
        nodes: number of its elements.
        viewport, full: JPEG pictures; empty when none could be taken.
        full_height: CSS pixels of the latter.
        axe: findings of axe-core as JSON bytes; empty when it was not run or did not end.
    """

    final_url: str
    html: bytes
    nodes: int
    viewport: bytes = b""
    full: bytes = b""
    full_height: int = 0
    axe: bytes = b""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of a page.

    Attributes:
        url: its address.
        full: a picture of the whole page too, up to :data:`MAX_FULL_HEIGHT`.
        max_bytes: most bytes of the document.
        timeout_s: for everything.
    """

    url: str
    full: bool = False
    max_bytes: int = 20_000_000
    timeout_s: float = PAGE_TIMEOUT_S


async def render(session: Session, wish: Wish) -> Rendered:
    """Render one page.

    Raises:
        RenderError: this page cannot be rendered.
        BrowserGoneError: the browser went away under it, for whatever reason.
    """
    async with session.context() as context:
        try:
            async with asyncio.timeout(wish.timeout_s), _opened(session, context) as page:
                return await _read(context, page, wish)
        except TimeoutError as error:
            raise RenderError("timeout") from error
        except DriverTimeoutError as error:
            raise RenderError("timeout") from error
        except DriverError as error:
            if context.browser is None or not context.browser.is_connected():
                raise BrowserGoneError("browser went away") from error
            raise RenderError(_short(error)) from error


@asynccontextmanager
async def _opened(session: Session, context: BrowserContext) -> AsyncIterator[Page]:
    page = await _new_page(session, context)
    closing: set[asyncio.Task[None]] = set()

    def unwanted(other: Page) -> None:
        if other is not page:
            task = asyncio.create_task(_close(session, other))
            closing.add(task)
            task.add_done_callback(closing.discard)

    context.on("page", unwanted)
    try:
        await page.add_init_script(_QUIET)
        page.on("dialog", _dismiss)
        yield page
    finally:
        context.remove_listener("page", unwanted)
        await asyncio.gather(_close(session, page), *closing, return_exceptions=True)


async def _new_page(session: Session, context: BrowserContext) -> Page:
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            return await context.new_page()
    except TimeoutError as error:
        await session.hangs()
        raise BrowserGoneError("opens no page") from error


async def _dismiss(dialog: Dialog) -> None:
    with suppress(DriverError):
        await dialog.dismiss()


async def _close(session: Session, page: Page) -> None:
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await page.close()
    except DriverError:
        pass  # gone with its browser
    except TimeoutError:
        await session.hangs()


async def _read(context: BrowserContext, page: Page, wish: Wish) -> Rendered:
    stop = asyncio.Event()
    why: list[str] = []
    moved: list[str] = []

    def navigated(frame: Frame) -> None:
        if frame == page.main_frame:
            moved.append(frame.url)
            if len(moved) > MAX_NAVIGATIONS:
                why.append("redirects without end")
                stop.set()

    def crashed(_page: Page) -> None:
        why.append("page crashed")
        stop.set()

    page.on("framenavigated", navigated)
    page.on("crash", crashed)
    work = asyncio.create_task(_read_settled(context, page, wish))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if why:
            raise RenderError(why[0])
        return work.result()
    finally:
        work.cancel()
        stopped.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)


async def _read_settled(context: BrowserContext, page: Page, wish: Wish) -> Rendered:
    limit_ms = wish.timeout_s * 1000
    answer = await page.goto(wish.url, wait_until="domcontentloaded", timeout=limit_ms)
    if answer is None or answer.status != _OK:
        status = answer.status if answer else 0
        raise RenderError(f"http {status}", FailureKind.BLOCKED if status in _REFUSED else FailureKind.OWN_FAULT)
    with suppress(DriverError):
        await (await _World.of(context, page)).bounded_nodes()
    with suppress(DriverTimeoutError):
        await page.wait_for_load_state("networkidle", timeout=SETTLE_S * 1000)
    while True:
        try:
            return await _read_document(context, page, wish)
        except DriverError as error:
            # a script went on to another document meanwhile; how often it may is watched elsewhere
            if "context" not in error.message or page.is_closed():
                raise
            await page.wait_for_load_state("domcontentloaded", timeout=limit_ms)


async def _read_document(context: BrowserContext, page: Page, wish: Wish) -> Rendered:
    world = await _World.of(context, page)
    await world.bounded_nodes()
    await world.calm()
    nodes = await world.bounded_nodes()
    html = await world.evaluate(_HTML.replace("LIMIT", str(wish.max_bytes)))
    body = html.encode("utf-8", "replace") if isinstance(html, str) else b""
    if not body or len(body) > wish.max_bytes:
        raise RenderError("document too large")
    final_url = page.url
    full_height = await world.height() if wish.full else 0
    return Rendered(
        final_url=final_url,
        html=body,
        nodes=nodes,
        viewport=await _picture(page),
        full=await _picture(page, full_height) if wish.full else b"",
        full_height=full_height,
        axe=await _examined(world, final_url),
    )


class _World:
    """A world of scripts of our own within a page: what the page's scripts have replaced does not reach into it."""

    def __init__(self, session: CDPSession, context_id: int) -> None:
        self._session = session
        self._context_id = context_id

    @classmethod
    async def of(cls, context: BrowserContext, page: Page) -> "_World":
        session = await context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        made = await session.send(
            "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "hengping"}
        )
        return cls(session, made["executionContextId"])

    async def evaluate(self, expression: str, *, timeout_ms: int = _EVALUATE_MS) -> object:
        """Value of an expression; a promise is waited for.

        Raises:
            RenderError: it raised, or took too long.
        """
        async with asyncio.timeout(timeout_ms / 1000):
            made = await self._session.send(
                "Runtime.evaluate",
                {
                    "expression": expression,
                    "contextId": self._context_id,
                    "returnByValue": True,
                    "awaitPromise": True,
                    "timeout": timeout_ms,
                },
            )
        if "exceptionDetails" in made:
            raise RenderError("script failed")
        value: object = made["result"].get("value")
        return value

    async def bounded_nodes(self) -> int:
        """Number of elements.

        Raises:
            RenderError: there are too many to be read.
        """
        nodes = await self.evaluate(_SIZE)
        if not isinstance(nodes, int) or nodes > MAX_NODES:
            raise RenderError(f"too many nodes: {nodes}"[:60])
        return nodes

    async def calm(self) -> None:
        """Until nothing was drawn for a moment, or the time to settle is over."""
        last: object = None
        for _ in range(int(SETTLE_S / CALM_S)):
            state = await self.evaluate(_STATE)
            if state == last:
                return
            last = state
            await asyncio.sleep(CALM_S)

    async def height(self) -> int:
        """Height of the page in CSS pixels, bounded."""
        found = await self.evaluate("Math.ceil(document.documentElement.scrollHeight)")
        return max(HEIGHT, min(found if isinstance(found, int) else HEIGHT, MAX_FULL_HEIGHT))


async def _picture(page: Page, height: int = 0) -> bytes:
    """A JPEG of the viewport, or of the page down to ``height``; empty when the browser cannot draw it."""
    try:
        return await page.screenshot(
            type="jpeg",
            quality=JPEG_QUALITY,
            animations="disabled",
            timeout=_PICTURE_MS,
            full_page=height > 0,
            clip={"x": 0, "y": 0, "width": WIDTH, "height": height} if height else None,
        )
    except DriverTimeoutError:
        return b""


async def _examined(world: _World, url: str) -> bytes:
    try:
        return await examine(world, url)
    except (RenderError, TimeoutError):
        return b""


def _short(error: DriverError) -> str:
    return error.message.splitlines()[0].removeprefix("Page.goto: ")[:200] if error.message else "driver error"
