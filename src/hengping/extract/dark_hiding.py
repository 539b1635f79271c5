"""How a link is kept from the reader: by itself or by what it stands in, and whether anything explains that."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hengping.extract.dark_colour import is_unseen_colour
from hengping.extract.dark_style import Declared, StyleSheet, hiding_signs, is_tiny
from hengping.extract.dark_switch import Switches
from hengping.extract.flat import Element, Page
from hengping.model.content_facts import HiddenDoubt

_MOST_ABOVE = 200
_HIDDEN_CLASSES = frozenset({"hide", "hidden", "none", "displaynone", "dis_none", "undis", "dn", "disnone", "no-show"})
_FOR_READERS = re.compile(
    r"(?:^|[\s_-])(?:sr|screen-?reader|visually-?hidden|a11y|visuallyhidden|assistive|offscreen|skip(?:-?link|-?nav|-?to)?)(?=$|[\s_-])"
    r"|barrier-?free|wza|wuzhangai|skip-?(?:link|nav|to)",
    re.IGNORECASE,
)
"""Names of what only screen readers are told."""
_APPEARS = re.compile(
    r"(?:^|\s)(?:wow|aos-(?:init|animate)|animate__?animated|animated|scroll-?reveal|reveal|lazy\w*)(?:$|\s)"
)
"""Classes of what a library of effects shows when it is scrolled to."""
_DIRECTIVES = re.compile(
    r"v-(?:show|if|else|else-if|cloak|bind:style|bind:class)$|x-(?:show|cloak|if)$|ng-(?:show|hide|if|cloak|class|style)$|:(?:style|class)$|data-aos$|wx:if$"
)
"""Attributes by which a framework shows an element when its page runs."""
_ROLES = frozenset({"tabpanel", "dialog", "alertdialog", "menu", "listbox", "tooltip", "combobox"})
"""What an element calls itself that something opens."""
_SWITCHABLE = frozenset({"display_none", "visibility_hidden", "transparent", "zero_size", "class"})
"""Means by which what a script opens is kept closed."""
_OWN_LINKS = 2
_MOST_LINKS = 400
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
        self._leading: dict[int, tuple[Element, Counter[str]]] = {}
        self._own: dict[int, tuple[Element, bool]] = {}
        self._styled_elsewhere = any(
            element.tag == "link" and "stylesheet" in (element.attrs.get("rel") or "").lower()
            for element in page.elements
        )
        self._scripted_elsewhere = any(
            element.tag == "script" and bool(element.attrs.get("src")) for element in page.elements
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
            explained = bool(signs) and "script_hide" not in signs and self._is_explained(element, signs)
            known = self._known[id(element)] = element, Own(signs, declared, explained)
        return known[1]

    def _is_explained(self, element: Element, signs: tuple[str, ...]) -> bool:
        """Whether something shows the element: a switch on the page, or a framework or library that its marks name."""
        if _SWITCHABLE.issuperset(signs) and (
            any(_DIRECTIVES.match(name) for name in element.attrs)
            or _APPEARS.search(element.attrs.get("class") or "")
            or (element.attrs.get("role") or "").lower() in _ROLES
        ):
            return True
        return self._switches.explain(element, signs)

    def _may_be_opened(self, holder: Element, signs: tuple[str, ...]) -> bool:
        """Whether a script in a file of its own may open the element: it has a name, or stands among its like.

        What such a script says is not read here; so that nothing on the page opens a block is no proof.
        """
        if not self._scripted_elsewhere or not _SWITCHABLE.issuperset(signs):
            return False
        if holder.tag in {"a", "iframe", "marquee"}:
            return False
        if self._switches.is_named(holder) or self._holds_own(holder):
            return True
        parent = holder.parent
        if parent is None or not self._switches.is_named(parent):
            return False
        itself = bool(holder.anchors) and not holder.hidden
        return self._leading_in(parent)[holder.tag] > itself

    def _leading_in(self, parent: Element) -> Counter[str]:
        """How many children of each tag are seen, hold links and have no name; counted once for all ten thousand.

        Those with names are parts of the page that stand there by themselves: the block beside them is not their like.
        """
        known = self._leading.get(id(parent))
        if known is None:
            counted = Counter(
                one.tag
                for one in parent.children
                if one.anchors and not one.hidden and not self._switches.is_named(one)
            )
            known = self._leading[id(parent)] = parent, counted
        return known[1]

    def _holds_own(self, holder: Element) -> bool:
        """Whether at least half of the links in an element lead within the site or to government; looked up once."""
        known = self._own.get(id(holder))
        if known is None:
            known = self._own[id(holder)] = holder, self._leads_home(holder)
        return known[1]

    def _leads_home(self, holder: Element) -> bool:
        own = others = 0
        waiting = [holder]
        while waiting and own + others < _MOST_LINKS:
            element = waiting.pop()
            if element.tag == "a" and (href := (element.attrs.get("href") or "").strip()):
                inner = "//" not in href or ".gov.cn" in href
                own, others = own + inner, others + (not inner)
            waiting += element.children
        return own >= _OWN_LINKS and own >= others

    def _joined(self, inner: Hidden | None, holder: Element, signs: tuple[str, ...]) -> Hidden:
        """Signs of the holder beside those of what stands in it."""
        doubt: HiddenDoubt = ""
        told = _FOR_READERS.search(holder.names) is not None and "script_hide" not in signs
        if {"class", "noscript"}.issuperset(signs) or told or self._may_be_opened(holder, signs):
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
