"""What a menu, a tab, a drop-down list or a box shows when it is asked to: hidden, and nothing wrong with it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from hengping.extract.dark_style import StyleSheet
from hengping.extract.flat import Element, Page

_MOST_SCRIPT = 400_000
_REACH = 260
_SHORT_LABEL = 24
_MOST_MENTIONS = 20
_BEFORE = 3
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SWITCHED = re.compile(
    r"drop|menu|nav(?!y)|popup|popbox|popover|modal|dialog|tooltip|tab(?!le)|pane|accordion|collaps|toggle|friendlink|flinks?\b"
    r"|yqlj|youlian|youqing|ewm|qrcode|erweima|weixin|wechat|share|xiala|select|hover|fold|drawer|float|piaofu|piaochuang"
    r"|couplet|tanchuang|layer|gallery|lightbox|fancybox|preview|autocomplete|sidebar|chatbox",
    re.IGNORECASE,
)
"""What the class or id of a box is called that something opens; also within a longer name."""
_SWITCHED_WORDS = frozenset(
    """sub pop pops mask tips tip focus wx options second secondary more expand spread switch mobile phone wap ad ads
    adv advert suspend search suggest login user loading print tree""".split()  # noqa: SIM905 - easier to read as text
)
"""The same, as a word of its own only."""
_MOVING = re.compile(
    r"slid|swip|scroll|carousel|banner|marquee|focus|gallery|ticker|lunbo|bxs|\broll|\bpics?\b", re.IGNORECASE
)
"""What moves through a window, and therefore stands outside it for a while."""
_SHOWS = re.compile(
    r"\.\s*(?:show|toggle|fadein|fadeto|fadetoggle|slidedown|slidetoggle|slide|animate|addclass|removeclass|toggleclass|"
    r"classlist|eq|tabs?|dropdown|modal|dialog|popover|hover|siblings|find|children|open)\b"
    r"|display\s*['\"]?\s*[=:,]\s*[^'\";,)]{0,60}['\"]\s*(?:block|inline|flex|table|grid|list-item|['\"])"
    r"|visibility\s*['\"]?\s*[=:,]\s*['\"]\s*visible|==\s*['\"]none",
    re.IGNORECASE,
)
_HIDES = re.compile(
    r"display\s*['\"]?\s*[=:,]\s*['\"]\s*none|visibility\s*['\"]?\s*[=:,]\s*['\"]\s*hidden|\.\s*hide\s*\("
    r"|(?:left|top|marginleft|margintop|textindent|margin-left|margin-top|text-indent)\s*['\"]?\s*[=:,]\s*['\"]?\s*-\d{3,5}"
    r"|(?:height|width|opacity|fontsize|font-size)\s*['\"]?\s*[=:,]\s*['\"]?\s*[01](?:px)?\s*['\";,)]"
    r"|\.\s*remove\s*\(|display\s*:\s*none",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:\w|[、—·-]){0,14}(?:链接|网站|网群|站群|网站群|导航|菜单|媒体|部门|单位|机构|县区|区县|市区|市县|地市|更多|展开|收起|切换"
    r"|分享|关注我们|二维码|扫一扫|客户端|微信|微博|下拉|帮助|语言|more|links?|menu|share)\W*",
    re.IGNORECASE,
)
"""A text that is the label of something that opens, and nothing more."""
_NO_LABEL = re.compile(
    r"人民政府|门户|主办|承办|协办|版权|备案|地图|标识|返回|顶部|首页|主页|收藏|打印|关闭|上一|下一|联系|\btop\b",
    re.IGNORECASE,
)
_PANES = re.compile(
    r"drop|submenu|\bmenus?\b|\bnavs?\b|tab(?!le)|accordion|xiala|select|swip|slid|friendlink|yqlj|youlian|youqing",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w-]+")
_BEFORE_ID = r"(?:#|ById\s*\(\s*['\"]|\$\(\s*['\"])"
_BEFORE_CLASS = r"(?:\.|ByClassName\s*\(\s*['\"])"
_BY_ID = re.compile(rf"{_BEFORE_ID}(?=([\w-]+))")
_BY_CLASS = re.compile(rf"{_BEFORE_CLASS}(?=([\w-]+))")
_MOST_ODD = 200
"""Names with other signs in them (``md:flex``) that are looked for one by one."""
_HANDLERS = ("onclick", "onmouseover", "onmouseenter", "onchange", "ontouchstart", "onfocus")
_REFERRING = (*_HANDLERS, "onmouseout", "data-target", "data-id", "data-for", "aria-controls", "for", "rel", "href")
_OPENERS = frozenset({"dt", "button", "summary", "label", "select"})
_ENTRIES = frozenset({"li", "dd", "dl"})
_STATES = frozenset({"on", "active", "current", "cur", "hide", "hidden", "none", "show", "first", "last", "selected"})


class _Row(NamedTuple):
    """Children of one element that are seen: how many there are of each kind, and tags of those that hold links."""

    seen: Counter[tuple[str, str | frozenset[str]]]
    leading: frozenset[str]


class Switches:
    """The switches of one page: its scripts, its handlers, its styles.

    Args:
        page: the flat page.
        sheet: its style blocks.
        scripts: its inline scripts.
    """

    def __init__(self, page: Page, sheet: StyleSheet, scripts: Sequence[str]) -> None:
        self._page, self._sheet = page, sheet
        self._scripts = "\n".join(scripts)[:_MOST_SCRIPT]
        self._odd_names = 0
        self._said: dict[str, tuple[bool, bool]] = {}
        # The element is kept beside what is known of it, so that its number stays its own.
        self._rows: dict[int, tuple[Element, _Row]] = {}

    def explain(self, element: Element, signs: Sequence[str]) -> bool:
        """Whether something on the page shows the element when it is asked to.

        Args:
            element: the hidden element.
            signs: by which means it is hidden.
        """
        if self._sheet.shows(element):
            return True
        mentioned = [self._mention(name) for name in _names(element)]
        if any(shows for shows, _hides in mentioned):
            return True
        if any(hides for _shows, hides in mentioned):
            return False
        if _MOVING.search(element.names) and "tiny" not in signs:
            return True
        if {"off_screen", "text_indent", "tiny"}.intersection(signs):
            return False  # what a switch shows is kept by it, not carried out of the window
        return _is_switched_by_name(element) or self._is_switched_by_place(element)

    def hidden_by_script(self, element: Element) -> bool:
        """Whether a script hides the element, named by its id, and none shows it."""
        own_id = element.attrs.get("id")
        if not own_id or not self._scripts:
            return False
        shows, hides = self._mention(f"#{own_id}")
        return hides and not shows

    def is_entry_of_list(self, element: Element) -> bool:
        """Whether the hidden element is one entry of a list whose other entries are seen: perhaps the rest of it."""
        parent = element.parent
        if element.tag not in {"li", "tr", "option", "dd"} or parent is None:
            return False
        return element.tag in self._row_of(parent).leading

    def is_named(self, element: Element) -> bool:
        """Whether a script can find the element by a name of its own, states aside."""
        return bool(_names(element))

    def _is_switched_by_place(self, element: Element) -> bool:
        parent = element.parent
        if parent is None or element.region in {"nav", "breadcrumb"}:
            return True
        if (_PANES.search(parent.names) or (parent.parent is not None and _PANES.search(parent.parent.names))) and any(
            one is not element for one in parent.children
        ):
            return True
        if self._has_twin(element, parent):
            return True
        at = element.nth - 1
        before = [one for one in parent.children[max(at - _BEFORE, 0) : at] if one.tag not in {"script", "style", "br"}]
        if parent.tag in _ENTRIES and any(not one.hidden and one.end > one.start for one in before):
            return True
        return any(self._is_trigger(one) for one in before[-2:])

    def _is_trigger(self, element: Element) -> bool:
        """A heading, a button, a text that says it opens something: what stands before a list that it opens."""
        if element.hidden:
            return False
        text = " ".join(self._page.of(element).split())
        if not text or len(text) > _SHORT_LABEL or _NO_LABEL.search(text):
            return False
        if element.tag in _OPENERS or any(name in element.attrs for name in _HANDLERS):
            return True
        links = [element, *element.children] if element.tag != "a" else [element]
        for one in links:
            href = (one.attrs.get("href") or "").strip().lower() if one.tag == "a" else ""
            if href.startswith(("javascript:", "#")) or any(name in one.attrs for name in _HANDLERS):
                return True
        return bool(_LABEL.fullmatch(text))

    def _has_twin(self, element: Element, parent: Element) -> bool:
        """Whether a sibling of the same kind is seen: panes of a tab, slides of a show."""
        own = 0 if element.hidden else 1
        row = self._row_of(parent)
        return any(row.seen[kind] > own for kind in _kinds(element))

    def _row_of(self, parent: Element) -> "_Row":
        """What is known of the children of an element: each of ten thousand would ask for all the others."""
        known = self._rows.get(id(parent))
        if known is None:
            seen = [one for one in parent.children if not one.hidden]
            row = _Row(
                Counter(kind for one in seen for kind in _kinds(one)), frozenset(one.tag for one in seen if one.anchors)
            )
            known = self._rows[id(parent)] = parent, row
        return known[1]

    def _mention(self, name: str) -> tuple[bool, bool]:
        """Whether scripts or handlers show what is so named (``#id``, ``.class``), and whether they hide it."""
        if name not in self._said:
            self._said[name] = self._look(name)
        return self._said[name]

    def _look(self, name: str) -> tuple[bool, bool]:
        shows = hides = mentioned = False
        found = self._places_of(name)
        for place, (_, at) in enumerate(found):
            end = min(at + _REACH, len(self._scripts))
            if place + 1 < len(found):
                end = min(end, max(found[place + 1][0], at))
            after = self._scripts[at:end]
            mentioned = True
            shown, hidden = _SHOWS.search(after), _HIDES.search(after)
            shows = shows or (shown is not None and (hidden is None or shown.start() < hidden.start() or _both(after)))
            hides = hides or (hidden is not None and (shown is None or hidden.start() < shown.start()))
        shows = shows or (name[0] == "#" and self._is_handled(name[1:]))
        return shows or (mentioned and not hides), hides

    def _places_of(self, name: str) -> Sequence[tuple[int, int]]:
        """Where scripts mention a name (``#id``, ``.class``): where that begins, and where the name ends."""
        bare = name[1:]
        if bare not in self._scripts:
            return ()
        if _NAME.fullmatch(bare):
            return self._places.get(name, ())
        self._odd_names += 1
        if self._odd_names > _MOST_ODD:
            return ()
        before = _BEFORE_ID if name[0] == "#" else _BEFORE_CLASS
        found = re.finditer(rf"{before}{re.escape(bare)}(?![\w-])", self._scripts)
        return [(one.start(), one.end()) for one in islice(found, _MOST_MENTIONS)]

    def _is_handled(self, name: str) -> bool:
        """Whether an element does something with an id, or refers to it."""
        if _NAME.fullmatch(name) or self._odd_names > _MOST_ODD:
            return name in self._handled
        return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self._handlers))

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """The same of all names of letters, figures and hyphens: one pass, however many elements ask."""
        found: dict[str, list[tuple[int, int]]] = {}
        for sign, pattern in (("#", _BY_ID), (".", _BY_CLASS)):
            for one in pattern.finditer(self._scripts):
                places = found.setdefault(f"{sign}{one[1]}", [])
                if len(places) < _MOST_MENTIONS:
                    places.append((one.start(), one.end(1)))
        return found

    @cached_property
    def _handled(self) -> frozenset[str]:
        """Words in what elements do and refer to."""
        return frozenset(_NAME.findall(self._handlers))

    @cached_property
    def _handlers(self) -> str:
        """What elements do when they are pointed at, and what they refer to."""
        parts: list[str] = []
        for element in self._page.elements:
            attrs = element.attrs
            if attrs:
                for name in _REFERRING:
                    value = attrs.get(name)
                    if value and (name != "href" or value[0] == "#"):
                        parts.append(value)
        return "\n".join(parts)[:_MOST_SCRIPT]


def _both(after: str) -> bool:
    """Whether one place of a script both shows and hides, as a switch does."""
    return bool(_SHOWS.search(after) and _HIDES.search(after))


def _names(element: Element) -> list[str]:
    own_id = element.attrs.get("id")
    names = [f"#{own_id}"] if own_id else []
    return names + [f".{name}" for name in sorted(_classes(element))]


def _without_figures(element: Element) -> str:
    """An id that carries a number, without it: ``con_one_2`` gives ``con_one_``; empty for others."""
    own_id = element.attrs.get("id") or ""
    bare = re.sub(r"\d+", "", own_id)
    return bare if bare != own_id else ""


def _kinds(element: Element) -> list[tuple[str, str | frozenset[str]]]:
    """What makes siblings alike: tag and classes without figures, tag and id without its number."""
    own, numbered = _bare(_classes(element)), _without_figures(element)
    return [(element.tag, kind) for kind in (own, numbered) if kind]


def _bare(classes: frozenset[str]) -> frozenset[str]:
    """Classes without their figures: ``p1`` and ``p2`` are panes of one tab."""
    return frozenset(re.sub(r"\d+", "", name) for name in classes)


def _is_switched_by_name(element: Element) -> bool:
    return bool(_SWITCHED.search(element.names)) or not _tokens(element.names).isdisjoint(_SWITCHED_WORDS)


def _classes(element: Element) -> frozenset[str]:
    return frozenset((element.attrs.get("class") or "").split()) - _STATES


@lru_cache(maxsize=4_096)
def _tokens(names: str) -> frozenset[str]:
    """Words in class and id, lower case, figures dropped: ``subMenu2`` gives ``sub``, ``menu``, ``submenu``."""
    whole = {re.sub(r"[^a-z-]+", "", name.lower()).strip("-") for name in names.split()}
    parts = {part.lower() for part in _TOKENS.findall(names)}
    return frozenset(whole | parts)
