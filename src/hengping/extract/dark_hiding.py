"""How a link is kept from the reader: by itself or by what it stands in, and whether anything explains that."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hengping.extract.dark_colour import is_unseen_colour
from hengping.extract.dark_style import Declared, StyleSheet, hiding_signs, is_tiny
from hengping.extract.dark_switch import Switches
from hengping.extract.flat import Element, Page
from hengping.model.content_facts import HiddenDoubt

_MOST_ABOVE = 200
_HIDDEN_CLASSES = frozenset({"hide", "hidden", "none", "displaynone", "dis_none", "undis", "dn", "disnone", "no-show"})
_NO_SIZE = re.compile(r"\s*0*[01]?\s*(?:px)?\s*$")
_SIZED = frozenset({"marquee", "iframe", "div", "table", "td", "span"})
_TITLES = frozenset({"a", "h1", "h2", "h3", "span", "i", "em", "b"})


class Hidden(NamedTuple):
    """How a link is kept from the reader.

    Attributes:
        signs: the means; empty: it is seen.
        switchable: something on the page shows it when it is asked to.
        doubt: why it may be innocent, as in :class:`~hengping.model.content_facts.HiddenLink`.
        holder: the element that hides it, the outermost one that nothing explains.
    """

    signs: tuple[str, ...] = ()
    switchable: bool = False
    doubt: HiddenDoubt = ""
    holder: Element | None = None


class Own(NamedTuple):
    """What one element does to all that stands in it.

    Attributes:
        signs: means of hiding.
        declared: its declarations.
        explained: whether a switch shows it.
    """

    signs: tuple[str, ...]
    declared: Declared
    explained: bool


class Hiding:
    """Reads how the elements of one page, or of markup that its scripts write, hide things.

    Args:
        page: the flat page.
        sheet: the style blocks that hold for it.
        scripts: its inline scripts.
    """

    def __init__(self, page: Page, sheet: StyleSheet, scripts: Sequence[str]) -> None:
        self._sheet = sheet
        self._switches = Switches(page, sheet, scripts)
        # The element is kept beside what is known of it, so that its number stays its own.
        self._known: dict[int, tuple[Element, Own]] = {}
        self._styled_elsewhere = any(
            element.tag == "link" and "stylesheet" in (element.attrs.get("rel") or "").lower()
            for element in page.elements
        )

    def of(self, element: Element) -> Hidden:
        """By which means a link, or what it stands in, is kept from the reader.

        Args:
            element: the link.
        """
        explained: Hidden | None = None
        result: Hidden | None = None
        pictured = shows_picture(element)
        sized = False
        here: Element | None = element
        for _ in range(_MOST_ABOVE):
            if here is None:
                break
            own = self.own(here)
            signs = own.signs
            if "tiny" in signs and (pictured or sized):
                signs = tuple(sign for sign in signs if sign != "tiny")
            sized = sized or is_tiny(own.declared) is not None or (self._styled_elsewhere and "class" in here.attrs)
            if signs and own.explained:
                explained = explained or Hidden(signs, switchable=True, holder=here)
            elif signs:
                result = self._joined(result, here, signs)
            here = here.parent
        if result is None:
            result = self._by_colour(element, pictured=pictured)
        return result or explained or Hidden()

    def own(self, element: Element) -> Own:
        """What one element does by itself."""
        known = self._known.get(id(element))
        if known is None:
            declared = self._sheet.declared(element)
            signs = self._signs(element, declared)
            explained = bool(signs) and "script_hide" not in signs and self._switches.explain(element, signs)
            known = self._known[id(element)] = element, Own(signs, declared, explained)
        return known[1]

    def _joined(self, inner: Hidden | None, holder: Element, signs: tuple[str, ...]) -> Hidden:
        """Signs of the holder beside those of what stands in it."""
        doubt: HiddenDoubt = ""
        if {"class", "noscript"}.issuperset(signs):
            doubt = "class"
        elif self._switches.is_entry_of_list(holder):
            doubt = "list"
        if inner is None:
            return Hidden(signs, doubt=doubt, holder=holder)
        return Hidden(tuple(dict.fromkeys((*inner.signs, *signs))), doubt=inner.doubt and doubt, holder=holder)

    def _by_colour(self, element: Element, *, pictured: bool) -> Hidden | None:
        if pictured or element.tag != "a" or element.start == element.end:
            return None
        unseen, sure = is_unseen_colour(
            element, lambda one: self.own(one).declared, styled_elsewhere=self._styled_elsewhere
        )
        return Hidden(("colour",), doubt="" if sure else "colour", holder=element) if unseen else None

    def _signs(self, element: Element, declared: Declared) -> tuple[str, ...]:
        attrs, tag = element.attrs, element.tag
        if tag in {"html", "body", "head"}:
            return ()
        signs = list(hiding_signs(declared)) if declared else []
        if "text_indent" in signs and _is_replaced_by_picture(element, declared):
            signs.remove("text_indent")
        if attrs:
            if "hidden" in attrs:
                signs.append("display_none")
            if tag in _SIZED:
                sizes = [attrs.get(name) for name in ("width", "height") if name in attrs]
                none = [size for size in sizes if size is not None and _NO_SIZE.match(size)]
                if none and (tag == "marquee" or len(none) > 1):
                    signs.append("zero_size")
            if not signs and not _HIDDEN_CLASSES.isdisjoint((attrs.get("class") or "").lower().split()):
                signs.append("class")
            if "id" in attrs and self._switches.hidden_by_script(element):
                signs.append("script_hide")
        if tag == "noscript":
            signs.append("noscript")
        return tuple(dict.fromkeys(signs))


def shows_picture(element: Element) -> bool:
    """Whether a link shows a picture, which no size of letters hides."""
    return any(
        child.tag in {"img", "svg"} or any(inner.tag == "img" for inner in child.children) for child in element.children
    )


def _is_replaced_by_picture(element: Element, declared: Declared) -> bool:
    """A text moved aside for the picture behind it: a logo, an icon."""
    if "url(" in declared.get("background", "") or "url(" in declared.get("background-image", ""):
        return True
    return element.tag in _TITLES and bool(element.names)
