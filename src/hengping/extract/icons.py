"""Icons that are written as letters: what a font of pictures draws is no part of the text it stands in.

``<a><i class="icon">便</i>便民查询</a>`` shows a picture and 便民查询; most such letters are of the private use areas.
"""

import re
from collections.abc import Iterator

from hengping.extract.flat import Element, Page

ICON_TAGS = frozenset({"i", "em", "span"})
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|iconfont|icomoon|ico|fa[bdlrs]?|glyphicons?)(?=$|[\s_\d-])", re.IGNORECASE)
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff\s]+")
_FEW = 2
_LONGEST = 16
_MOST_LOOKED_AT = 40
"""Elements within a link; no title is made of more."""


def is_icon(tag: str, names: str, text: str, *, unspoken: bool) -> bool:
    """Whether an element is an icon: it says or is kept from readers' ears, and holds next to nothing.

    A letter of the private use areas is one wherever such an element holds it. Of readable ones a single Chinese
    character, or two others; figures may be a date or a number and are text.

    Args:
        tag: its name.
        names: its class.
        text: its text.
        unspoken: it is marked ``aria-hidden``.
    """
    if tag not in ICON_TAGS or not (unspoken or _ICON.search(names)):
        return False
    letters = "".join(text.split())
    if not letters:
        return False
    if _PRIVATE.fullmatch(letters):
        return True
    return sum(map(_weight, letters[: _FEW + 1])) <= _FEW and not any(map(str.isdigit, letters))


def is_private(text: str) -> bool:
    """Whether a text is made of letters of the private use areas alone."""
    return _PRIVATE.fullmatch(text) is not None


def without_icons(page: Page, link: Element) -> str:
    """Visible text of a link without its icons; the whole where readable icons are all it has.

    Args:
        page: the flat page.
        link: one of its elements.
    """
    whole = page.of(link)
    if not link.children or not whole:
        return whole
    spans = [(icon.start, icon.end) for icon in _icons_in(page, link)]
    if not spans:
        return whole
    kept: list[str] = []
    at = link.start
    for start, end in spans:
        kept.append(page.text[at:start])
        at = max(at, end)
    kept.append(page.text[at : link.end])
    rest = "".join(kept).strip()
    return rest if rest or is_private(whole) else whole


def _icons_in(page: Page, link: Element) -> Iterator[Element]:
    waiting = list(reversed(link.children))
    for _ in range(_MOST_LOOKED_AT):
        if not waiting:
            return
        here = waiting.pop()
        if here.tag in ICON_TAGS and not here.children and 0 < here.end - here.start <= _LONGEST and here.written:
            unspoken = "aria-hidden" in here.written and here.attrs.get("aria-hidden") == "true"
            if is_icon(here.tag, here.attrs.get("class") or "", page.of(here), unspoken=unspoken):
                yield here
                continue
        waiting += reversed(here.children)


def _weight(letter: str) -> int:
    return 2 if "\u2e80" <= letter <= "\ufaff" or letter >= "\U00020000" else 1
