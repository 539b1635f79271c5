"""By which means a style hides what it is given to: one element's declarations, inline or from the page's style blocks.

Only what can be told from the page itself: style sheets in files of their own are not fetched. No style is ever an
error; what cannot be read says nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from hengping.extract.cues import without
from hengping.extract.dark_rules import Names, Rules
from hengping.extract.flat import Element

Declared = Mapping[str, str]
"""Declarations of an element: property to value, lower case, ``!important`` dropped."""

_LONGEST = 4_000
_MOST_CSS = 200_000
_MOST_RULES = 3_000
_MOST_KEPT = 20_000
_FAR_PX = -500.0
_FAR_RIGHT_PX = 3_000.0
_FAR_SHARE = -100.0
_TINY_PX = 1.0
_FAINT = 0.05
_NUMBER = re.compile(r"^(-?(?:\d{1,9}(?:\.\d{0,6})?|\.\d{1,6}))\s*(px|pt|em|rem|%|vw|vh|cm|in)?")
_PX = {"": 1.0, "px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "cm": 38.0, "in": 96.0}
_SHIFT = re.compile(
    r"translate(?:3d|x|y)?\(\s*(-?[\d.]{1,9})(px|em|rem|%|vw|vh)?(?:\s*,\s*(-?[\d.]{1,9})(px|em|rem|%|vw|vh)?)?"
)
_NO_SCALE = re.compile(r"scale(?:3d|x|y)?\(\s*0*(?:\.0+)?\s*[,)]")
_CLIPPED = re.compile(
    r"rect\(\s{0,4}[01]?(?:px)?[\s,]{1,4}[01]?(?:px)?[\s,]{1,4}[01]?(?:px)?[\s,]{1,4}[01]?(?:px)?\s{0,4}\)|inset\(\s*(?:50|100)%"
)
_FILTER = re.compile(r"opacity\s*[=(]\s*0*(?:\.0+)?\s*\)")
_STEPS = re.compile(r"\s*[>+~]\s*|\s+")
_SHOWN_BY = re.compile(
    r":(?:hover|focus|focus-within|active|checked|target)\b"
    r"|\.(?:\w+[-_])?(?:open|opened|show|shown|active|on|cur|current|selected|hover|visible|expand\w*|in)(?![\w-])",
    re.IGNORECASE,
)
_OPENING_MARK = re.compile(r"[{}]")
_HINTS = (
    "display",
    "visibility",
    "opacity",
    "text-indent",
    "-99",
    "left",
    "top",
    "margin",
    "font-size",
    "height",
    "width",
    "color",
    "background",
    "clip",
    "transform",
)


@lru_cache(maxsize=4_096)
def declarations(style: str) -> Declared:
    """Declarations of a style text; what is no declaration is left out.

    Args:
        style: value of a ``style`` attribute, or the inside of a rule.
    """
    found: dict[str, str] = {}
    for part in without(style[:_LONGEST], "/*", "*/").split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def hiding_signs(declared: Declared) -> tuple[str, ...]:
    """Means by which declarations hide an element with all that stands in it, in a fixed order.

    ``display_none``, ``visibility_hidden``, ``transparent``, ``off_screen``, ``text_indent``, ``zero_size``, ``tiny``.

    Args:
        declared: see :func:`declarations`.
    """
    get = declared.get
    signs: list[str] = []
    if get("display") == "none":
        signs.append("display_none")
    if get("visibility") in {"hidden", "collapse"} or get("content-visibility") == "hidden":
        signs.append("visibility_hidden")
    if _is_transparent(declared):
        signs.append("transparent")
    if _is_off_screen(declared):
        signs.append("off_screen")
    indent = _length(get("text-indent", ""))
    if indent is not None and indent <= _FAR_PX:
        signs.append("text_indent")
    if _has_no_room(declared):
        signs.append("zero_size")
    if is_tiny(declared):
        signs.append("tiny")
    return tuple(signs)


def is_tiny(declared: Declared) -> bool | None:
    """Whether the font is too small to be read; None: nothing is said about its size."""
    size = declared.get("font-size")
    if size is None and "font" in declared:
        found = re.search(r"(?<![\w.])(\d{1,4}(?:\.\d{0,4})?(?:px|pt|em|rem|%))", declared["font"])
        size = found[1] if found else None
    if not size:
        return None
    found = _NUMBER.match(size)
    if not found:
        return None
    if found[2] == "%":
        return float(found[1]) <= _TINY_PX
    length = _length(size)
    return None if length is None else 0 <= length <= _TINY_PX


def _is_transparent(declared: Declared) -> bool:
    opacity = declared.get("opacity", "")
    found = _NUMBER.match(opacity)
    if found and float(found[1]) <= (_FAINT * 100 if found[2] == "%" else _FAINT):
        return True
    return bool(_FILTER.search(declared.get("filter", "") + declared.get("-ms-filter", "")))


def _is_off_screen(declared: Declared) -> bool:
    for name in ("left", "top", "right", "bottom", "margin-left", "margin-top", "margin-right", "inset"):
        length = _length(declared.get(name, ""))
        if length is not None and (length <= _FAR_PX or (length >= _FAR_RIGHT_PX and name in {"left", "top", "right"})):
            return True
    margins = declared.get("margin", "").split()
    if any((length := _length(part)) is not None and length <= _FAR_PX for part in margins):
        return True
    shift = _SHIFT.search(declared.get("transform", ""))
    if shift and any(_is_far_shift(shift[one], shift[one + 1]) for one in (1, 3) if shift[one]):
        return True
    clip = declared.get("clip", "") + declared.get("clip-path", "")
    return bool(clip) and bool(_CLIPPED.search(clip))


def _is_far_shift(number: str, unit: str | None) -> bool:
    length = _length(f"{number}{unit or 'px'}")
    if length is not None:
        return length <= _FAR_PX
    found = _NUMBER.match(f"{number}{unit}")
    return found is not None and float(found[1]) <= _FAR_SHARE * 5


def _has_no_room(declared: Declared) -> bool:
    """Nothing of the inside is seen: no height or width, and what does not fit is cut off."""
    if _NO_SCALE.search(declared.get("transform", "")):
        return True
    cut = any(declared.get(name) in {"hidden", "clip"} for name in ("overflow", "overflow-x", "overflow-y"))
    if not cut:
        return False
    for name in ("height", "width", "max-height", "max-width"):
        length = _length(declared.get(name, ""))
        if length is not None and 0 <= length <= _TINY_PX:
            return True
    return False


def _length(text: str) -> float | None:
    """A length in pixels; None for shares, keywords and what is no length."""
    found = _NUMBER.match(text)
    if not found:
        return None
    unit = found[2] or ""
    if unit in {"vw", "vh"}:
        return float(found[1]) * 10
    return float(found[1]) * _PX[unit] if unit in _PX else None


class StyleSheet:
    """The style blocks of a page, as far as plain selectors of names, ids and classes go.

    Blocks for other media than the screen, or for some screens only, are left out. Of two rules the later one counts;
    how specific they are is not weighed. One sheet for each page: it keeps what it has worked out of its elements.

    Args:
        texts: insides of the ``<style>`` elements, in page order.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._rules = _rules_in("\n".join(texts)[:_MOST_CSS])
        # The element is kept beside what is known of it, so that its number stays its own.
        self._known: dict[int, tuple[Element, _Place, int]] = {}
        self._below: dict[_Place, int] = {}
        self._told: dict[_Place, tuple[Declared, bool]] = {}

    def __bool__(self) -> bool:
        return bool(self._rules)

    def declared(self, element: Element) -> Declared:
        """What the style blocks and its own style attribute declare for an element."""
        own = element.attrs.get("style")
        inline = declarations(own) if own else {}
        if not self._rules:
            return inline
        found, _ = self._of(element)
        return {**found, **inline} if inline else found

    def shows(self, element: Element) -> bool:
        """Whether a rule shows the element when the pointer is on something, or when it gets another class."""
        return bool(self._rules) and self._of(element)[1]

    def _of(self, element: Element) -> tuple[Declared, bool]:
        place = self._place(element)
        told = self._told.get(place)
        if told is None:
            found: dict[str, str] = {}
            shown = False
            for rule in self._rules.of(*place):
                if rule.switched:
                    shown = shown or _is_shown(rule.declared)
                else:
                    found.update(rule.declared)
            told = found, shown
            _keep(self._told, place, told)
        return told

    def _place(self, element: Element) -> "_Place":
        """What stands above an element, and its own names."""
        path: list[Element] = []
        here: Element | None = element
        while here is not None and id(here) not in self._known:
            path.append(here)
            here = here.parent
        below = self._known[id(here)][2] if here is not None else 0
        for one in reversed(path):
            place = below, self._rules.names_of(one)
            known = self._below.get(place)
            if known is None:
                known = self._rules.below(*place)
                _keep(self._below, place, known)
            below = known
            self._known[id(one)] = one, place, below
        return self._known[id(element)][1]


def style_sheet(css: str) -> StyleSheet:
    """The style blocks of a page; those of one template are read once.

    Args:
        css: insides of all of them.
    """
    return StyleSheet([css])


_Place = tuple[int, Names]
T = TypeVar("T")


def _keep(kept: dict[_Place, T], place: _Place, told: T) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[place] = told


@lru_cache(maxsize=256)
def _rules_in(css: str) -> Rules:
    rules = Rules()
    if any(hint in css for hint in _HINTS):
        selectors = (
            (selector.strip(), declared)
            for written, body in _blocks(without(css, "/*", "*/"))
            for declared in (declarations(body),)
            for selector in written.split(",")
        )
        for selector, declared in islice(selectors, _MOST_RULES):
            switched = bool(_SHOWN_BY.search(selector))
            plain = _SHOWN_BY.sub("", selector) if switched else selector
            if ":" not in plain and "[" not in plain:
                rules.take([step for step in _STEPS.split(plain) if step], declared, switched=switched)
    rules.ready()
    return rules


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and insides of the rules that hold on any screen."""
    start, selector, depth, kept = 0, "", 0, True
    for mark in _OPENING_MARK.finditer(css):
        at = mark.start()
        if mark[0] == "{":
            head = css[start:at].rpartition("}")[2].rpartition(";")[2].strip()
            if head.startswith("@"):
                kept = kept and _is_for_all(head)
            elif depth == 0 or kept:
                selector = head
            depth += 1
            start = at + 1
        else:
            if selector and kept:
                yield selector, css[start:at]
            selector = ""
            depth = max(depth - 1, 0)
            kept = kept or depth == 0
            start = at + 1


def _is_for_all(head: str) -> bool:
    media = head.removeprefix("@media").strip().lower()
    return head.lower().startswith("@media") and media in {"all", "screen", "only screen"}


def _is_shown(declared: Declared) -> bool:
    if declared.get("display", "none") != "none" or declared.get("visibility") == "visible":
        return True
    found = _NUMBER.match(declared.get("opacity", ""))
    if found and float(found[1]) > _FAINT:
        return True
    return (
        any(
            (length := _length(declared.get(name, ""))) is not None and length > _TINY_PX
            for name in ("height", "max-height", "width")
        )
        or declared.get("height") == "auto"
    )
