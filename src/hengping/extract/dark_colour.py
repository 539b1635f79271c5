"""Whether the letters of a link have the colour of what they stand on."""

import re
from collections.abc import Callable

from hengping.extract.dark_style import Declared
from hengping.extract.flat import Element

_NEAR = 10
_MOST_STEPS = 60
_WHITE = (255, 255, 255)
_NAMED = {"white": _WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "red": (255, 0, 0), "blue": (0, 0, 255)}
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})(?:\s*[,/]\s*([\d.]{1,6}))?\s*\)")
_TEXT_BOX = re.compile(
    r"content|article|editor|zoom|\btext|\btxt|detail|\bmain|wrap|container|\bpage|\bbody|trs_|vsb_|ucap|\bcon\b|xxgk",
    re.IGNORECASE,
)
Colour = tuple[int, int, int]


def colour_of(text: str) -> Colour | None:
    """The first colour in a value; None when there is none that is known.

    Args:
        text: of ``color``, ``background`` and the like, lower case.
    """
    found = _HEX.search(text)
    if found:
        digits = found[1]
        if len(digits) == 3:  # noqa: PLR2004 - #rgb
            digits = "".join(digit * 2 for digit in digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    shares = _RGB.search(text)
    if shares:
        return min(int(shares[1]), 255), min(int(shares[2]), 255), min(int(shares[3]), 255)
    return next((colour for name, colour in _NAMED.items() if re.search(rf"\b{name}\b", text)), None)


def is_unseen_colour(
    anchor: Element, declared: Callable[[Element], Declared], *, styled_elsewhere: bool
) -> tuple[bool, bool]:
    """Whether a link's letters cannot be told from their ground, and whether that is sure.

    Args:
        anchor: the link.
        declared: declarations of an element.
        styled_elsewhere: the page has style sheets in files of their own, which may give it another ground.
    """
    letters = _letters(anchor, declared)
    if letters is None:
        return False, False
    value, holder = letters
    if value == "transparent" or _is_clear(value):
        return True, True
    colour = colour_of(value)
    ground = _ground(holder, declared)
    if colour is None or ground == "picture":
        return False, False
    if isinstance(ground, tuple):
        return _same(colour, ground), True
    unseen = _same(colour, _WHITE) and anchor.region not in {"nav", "header", "footer", "breadcrumb"}
    return unseen, not styled_elsewhere or _stands_in_text(anchor)


def _stands_in_text(anchor: Element) -> bool:
    """Whether nothing but the page itself and the boxes of its text could give the link another ground than theirs."""
    here = anchor
    for _ in range(_MOST_STEPS):
        names = here.names
        if here.tag != "body" and names and not _TEXT_BOX.search(names):
            return False
        if here.parent is None:
            break
        here = here.parent
    return True


def _letters(anchor: Element, declared: Callable[[Element], Declared]) -> tuple[str, Element] | None:
    """Colour of the link's letters as declared, and the element that has it."""
    inner = anchor.children[0] if len(anchor.children) == 1 else None
    for element in (inner, anchor):
        if element is not None:
            value = declared(element).get("color") or (element.attrs.get("color") or "").lower()
            if value:
                return value, element
    here, steps = anchor.parent, 0
    while here is not None and steps < 2:  # noqa: PLR2004 - links rarely keep the colour of what is far above them
        value = declared(here).get("color") or (here.attrs.get("color") or "").lower()
        if value:
            return value, here
        here, steps = here.parent, steps + 1
    return None


def _ground(element: Element, declared: Callable[[Element], Declared]) -> Colour | str | None:
    """Colour of what an element stands on; ``picture``; None when nothing says so."""
    here: Element | None = element
    for _ in range(_MOST_STEPS):
        if here is None:
            break
        own = declared(here)
        value = (
            f"{own.get('background-color', '')} {own.get('background', '')} {(here.attrs.get('bgcolor') or '').lower()}"
        )
        if "url(" in value or "gradient" in value or own.get("background-image", "none") != "none":
            return "picture"
        if here.attrs.get("background"):
            return "picture"
        colour = colour_of(value) if value.strip() and not _is_clear(value) else None
        if colour is not None:
            return colour
        here = here.parent
    return None


def _is_clear(value: str) -> bool:
    shares = _RGB.search(value)
    return bool(shares and shares[4] and shares[4].strip("0.") == "")


def _same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
