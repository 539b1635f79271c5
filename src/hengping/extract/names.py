"""The heading of a list block: what a reader would call it."""

import re

from hengping.extract.dates import whole_date
from hengping.extract.flat import Element, Page
from hengping.extract.rows import MORE

_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "caption", "legend", "dt"})
_HEADING_NAME = re.compile(r"tit|head|hd|tab|name|lm|bt|caption|label|column|mc", re.IGNORECASE)
_MAX_NAME = 20
_LEVELS = 5
_MAX_CHILDREN = 400
"""An element with more children lays out no tabs; looking through them for every block would take long."""
_MANY_LABELS = 3
_MORE_TAIL = re.compile(r"\s*[\[(（+]*(?:更多|more).*$", re.IGNORECASE)
_TRAIL = re.compile(r"首\s?页|.{0,8}位置\s*[:：]|.*>")
_NOISE = re.compile(r"^[\s|·•>»\-—.\d/:：]*$")


def block_name(page: Page, container: Element, start: int, floor: int) -> tuple[str, str]:
    """Heading of a block and the reference of the "more" link beside it.

    Args:
        page: the flat page.
        container: the block's container.
        start: where its first row starts.
        floor: end of the block before it: headings above belong to that one.

    Returns:
        name and ``href``; both may be empty.
    """
    pane = container
    tab: tuple[int, int] | None = None
    for _ in range(_LEVELS):
        above = pane.parent
        if above is None or above.tag == "html" or len(above.children) > _MAX_CHILDREN:
            break
        panes = [child for child in above.children if child.tag == pane.tag and _like(child, pane)]
        if tab is None and len(panes) > 1:
            tab = panes.index(pane), len(panes)
        names, more = _sorted_out(page, _headings(page, above, panes, start, 0 if tab else floor))
        if tab is not None and len(names) >= tab[1]:
            return names[len(names) - tab[1] + tab[0]], more
        if names and (tab is None or tab[0] == 0):
            # Of many labels the first is the open tab's.
            return names[-1] if len(names) < _MANY_LABELS else names[0], more
        pane = above
    return "", ""


def is_tab_pane(page: Page, container: Element) -> bool:
    """Whether a container is one of several panes that a row of at least as many labels opens."""
    pane = container
    for _ in range(3):
        above = pane.parent
        if above is None or len(above.children) > _MAX_CHILDREN:
            return False
        panes = [child for child in above.children if child.tag == pane.tag and _like(child, pane)]
        if len(panes) > 1:
            ahead = [child for child in above.children[: panes[0].nth - 1] if child.end > child.start]
            if not ahead and above.parent is not None:
                ahead = [child for child in above.parent.children[: above.nth - 1] if child.end > child.start][-1:]
            return len(_short_parts(page, ahead[-1])) >= len(panes) if ahead else False
        pane = above
    return False


def _like(one: Element, pane: Element) -> bool:
    """Whether an element is a pane of the same make; an unnamed box only with entries: headings are boxes too."""
    if one is pane:
        return True
    if one.names.split()[:1] != pane.names.split()[:1]:
        return False
    return bool(one.names) or one.tag in {"ul", "ol", "dl"} or one.anchors > 1


def _headings(page: Page, above: Element, panes: list[Element], start: int, floor: int) -> list[Element]:
    """Short texts before the panes inside the enclosing element, in page order."""
    found: list[Element] = []
    for child in above.children[: panes[0].nth - 1]:
        if child.end <= child.start or child.start >= start or child.region == "breadcrumb":
            continue
        # What ends before the block above is that block's, unless it is made as a heading.
        if child.end <= floor and not _HEADING_NAME.search(child.names) and child.tag not in _HEADING_TAGS:
            continue
        found.extend(_short_parts(page, child))
    return found


def _sorted_out(page: Page, headings: list[Element]) -> tuple[list[str], str]:
    """Names among short texts, and the reference of a "more" link among them."""
    more = ""
    names: list[str] = []
    for part in headings:
        text = " ".join(page.of(part).split())
        if MORE.match(text):
            link = part if part.tag == "a" else next((child for child in part.children if child.tag == "a"), None)
            more = (link.href or "") if link is not None else more
            continue
        text = _MORE_TAIL.sub("", text)
        if not _NOISE.match(text) and not _TRAIL.match(text) and whole_date(text) is None:
            names.append(text)
    return names, more


def _short_parts(page: Page, element: Element) -> list[Element]:
    parts: list[Element] = []
    pending = [element]
    while pending and len(parts) < 40:  # noqa: PLR2004 - a heading bar is small
        here = pending.pop()
        text = page.of(here)
        if not text:
            continue
        if len(text) <= _MAX_NAME * 2 and sum(child.end > child.start for child in here.children) > 1:
            pending.extend(reversed(here.children))
        elif len(text) <= _MAX_NAME and "\n" not in text:
            parts.append(here)
        elif here.end - here.start <= 200:  # noqa: PLR2004 - larger parts are content, not headings
            pending.extend(reversed(here.children))
    return parts
