"""A picture of an archived page with the fault marked: a red box around one element, and what stands around it.

The page is drawn from its bytes alone: no script runs, nothing is asked of any network. Styles that were not archived
are missing, so the picture shows what the page says, not how the site looked.
"""

import asyncio

from playwright.async_api import Error as DriverError
from playwright.async_api import Page

from hengping.collect.browser.fleet import HEIGHT, WIDTH, BrowserGoneError, Fleet
from hengping.collect.browser.page import PAGE_TIMEOUT_S
from hengping.extract.encoding import decode
from hengping.model.campaign import CollectSettings

MARGIN = 160
"""CSS pixels kept above and below the marked element."""
MAX_MARKED_HEIGHT = 1200
_MARK = """([at]) => {
  const find = at => {
    try { const found = document.querySelector(at); if (found) return found; } catch { }
    const wanted = at.replace(/\\s+/g, '');
    if (!wanted) return null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (walker.currentNode.data.replace(/\\s+/g, '').includes(wanted)) return walker.currentNode.parentElement;
    return null;
  };
  const element = find(at);
  if (!element) return null;
  for (let here = element; here && here !== document.documentElement; here = here.parentElement) {
    const style = getComputedStyle(here);
    if (style.display === 'none') here.style.setProperty('display', 'block', 'important');
    if (style.visibility !== 'visible') here.style.setProperty('visibility', 'visible', 'important');
  }
  const box = element.getBoundingClientRect();
  const place = {x: box.x + scrollX, y: box.y + scrollY};
  place.width = Math.max(box.width, 24);
  place.height = Math.max(box.height, 16);
  const mark = document.createElement('div');
  mark.style.cssText = `all: initial; position: absolute; z-index: 2147483647; pointer-events: none;
    border: 3px solid #d00; box-sizing: border-box; box-shadow: 0 0 0 2px #fff8;
    left: ${place.x - 6}px; top: ${place.y - 6}px;
    width: ${place.width + 12}px; height: ${place.height + 12}px`;
  document.documentElement.append(mark);
  return [place.y, place.height, document.documentElement.scrollHeight];
}"""


def picture_of(html: bytes, selector_or_text: str, *, content_type: str = "") -> bytes | None:
    """A JPEG of the part of a page where an element stands, the element in a red box.

    Args:
        html: the page as archived, content coding undone.
        selector_or_text: the element's CSS path, as evidence positions are; or a text that it holds.
        content_type: the ``Content-Type`` header the page came with.

    Returns:
        The picture, at most 1366 pixels wide; None when there is no browser, it cannot draw the page, or the page has
        no such element.
    """
    return asyncio.run(draw(html, selector_or_text, content_type=content_type))


async def draw(html: bytes, selector_or_text: str, *, content_type: str = "") -> bytes | None:
    """:func:`picture_of`, for those who have an event loop."""
    text, _ = decode(html, content_type)
    try:
        async with (
            asyncio.timeout(2 * PAGE_TIMEOUT_S),
            Fleet(CollectSettings(), at_once=1) as fleet,
            fleet.session((), (), scripts=False) as session,
            session.context() as context,
        ):
            await context.set_offline(offline=True)
            page = await context.new_page()
            return await _drawn(page, text, selector_or_text)
    except (BrowserGoneError, DriverError, TimeoutError):
        return None


async def _drawn(page: Page, text: str, at: str) -> bytes | None:
    await page.set_content(text, wait_until="domcontentloaded", timeout=PAGE_TIMEOUT_S * 1000)
    place = await page.evaluate(_MARK, [at])
    if place is None:
        return None
    top, height, whole = (float(value) for value in place)
    start = max(0.0, top - MARGIN)
    end = min(max(whole, top + height + MARGIN), top + min(height, MAX_MARKED_HEIGHT) + MARGIN)
    return await page.screenshot(
        type="jpeg",
        quality=80,
        full_page=True,
        clip={
            "x": 0,
            "y": start,
            "width": WIDTH,
            "height": min(max(end - start, 2 * MARGIN), HEIGHT + MAX_MARKED_HEIGHT),
        },
    )
