"""Which scripts draw what a page shows, and which of its containers they fill.

Two readers share this: the reader of facts, for which any script that draws entries makes an empty list prove nothing,
and the crawl, which chooses pages for the browser and wants to know what exactly is missing.
"""

import re
from collections.abc import Callable, Iterable

_FETCH = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s*\(|\.(?:ajax|getJSON)\s*\(|XMLHttpRequest|\bfetch\s*\(|\baxios\b|\.load\s*\(\s*['\"]|jsonp",
    re.IGNORECASE,
)
_DRAW = re.compile(
    r"<(?:li|tr|dd|a)\b|\.innerHTML|\.(?:append|html|prepend|appendChild)\s*\(|v-for|template|render", re.IGNORECASE
)
_COUNTER = re.compile(
    r"hits?\b|sethits|visit|tongji|clicks?\b|browse|viewcount|weather|tianqi|islogin|userinfo", re.IGNORECASE
)
_FRAMEWORK = re.compile(r"new\s+Vue\s*\(|createApp\s*\(|ReactDOM|laytpl|v-for")
_LOOP = re.compile(r"\bfor\s*\(|\.(?:each|map|forEach)\s*\(")
_WRITE = re.compile(r"document\.write(?:ln)?\s*\(")
_WRITE_LIST = re.compile(r"<(?:li|tr|dd|dl)\b", re.IGNORECASE)
_DATA = re.compile(
    r"(?:list|pics?|links?|texts?|titles?|data)\w{0,40}\s*=\s*(?:\[|['\"][^'\"]{0,400}\|)", re.IGNORECASE
)
_ASSIGNED = re.compile(r"=\s*(?:\[|['\"][^'\"]{0,400}\|)")
_INNER = re.compile(r"\.innerHTML")
_FRAMEWORK_WORDS = ("vue", "createapp", "reactdom", "laytpl", "v-for")
_FETCH_WORDS = ("ajax", "$.get", "$.post", "getjson", "xmlhttprequest", "fetch", "axios", ".load", "jsonp")
_CONTAINER = re.compile(
    r"getElementById\s*\(\s*['\"]([\w-]{1,80})['\"]"
    r"|(?:\$|jQuery|querySelector|mount|createRoot|append(?:To)?|el\s*:)\s*\(?\s*['\"]#([\w-]{1,80})['\"]"
)
_LOADED = re.compile(r"['\"]#([\w-]{1,80})['\"]\s*\)\s*\.load\s*\(")
_MUSTACHE = re.compile(r"\{\{\s*[A-Za-z_$][\w$.()|\s'\[\]-]{0,60}\}\}")
_FOOTER_NAME = re.compile(r"foot|bottom|copyright|banquan|dibu", re.IGNORECASE)
_FOOTER_TEXT = re.compile(r"ICP\s*备|公网安备|标识码|版权所有|主办单位|主办\s*[:：]")
_APP_ROOTS = ("app", "root")
_SCRIPT_REACH = 200_000
"""Characters of one script that are looked at."""
REPEAT_ATTRIBUTES = frozenset({"v-for", "ng-repeat", "data-ng-repeat", "ms-repeat", "ms-for", "x-for", "wx:for"})
"""Attributes of elements that a framework repeats for each entry."""

Emptiness = Callable[[str], bool]
"""Whether the page holds an element with this id, and nothing stands in it."""


def draws(script: str) -> str:
    """The call by which an inline script draws entries: from a request, its own data, a framework; empty for none."""
    script = script[:_SCRIPT_REACH]
    # Words are looked for first: most scripts hold none, and the patterns cost a hundred times as much.
    folded = script.lower()
    found = _FRAMEWORK.search(script) if any(word in folded for word in _FRAMEWORK_WORDS) else None
    if found is None and _ASSIGNED.search(script):
        found = _DATA.search(script)
    if found is not None:
        return _short(found)
    asked = _FETCH.search(script) if any(word in folded for word in _FETCH_WORDS) else None
    if asked and _DRAW.search(script):
        return _short(asked) if _WRITE_LIST.search(script) or not _COUNTER.search(script) else ""
    # Written lines of fixed text are menus and pagers; entries are written in a loop.
    if "document.write" not in script and ".innerHTML" not in script:
        return ""
    wrote = _WRITE.search(script) or _INNER.search(script)
    return _short(wrote) if wrote and _WRITE_LIST.search(script) and _LOOP.search(script) else ""


def is_template(text: str) -> bool:
    """Whether visible text holds a template's placeholder as served (``{{item.title}}``)."""
    return "{{" in text and _MUSTACHE.search(text) is not None


def filled_container(scripts: Iterable[str], is_empty: Emptiness, *, footer_only: bool) -> str:
    """An empty container that an inline script of the page fills, and by which call; empty when there is none.

    Args:
        scripts: texts of the inline scripts.
        is_empty: tells an empty container of the page.
        footer_only: the page shows its own content, so only a missing footer is of interest.
    """
    for script in scripts:
        text = script[:_SCRIPT_REACH]
        loaded = _LOADED.search(text) if ".load" in text else None
        if loaded and _wanted(loaded[1], is_empty, footer_only=footer_only):
            return f"#{loaded[1]}: .load("
        call = draws(text)
        if not call:
            continue
        for found in _CONTAINER.finditer(text):
            name = found[1] or found[2]
            if _wanted(name, is_empty, footer_only=footer_only):
                return f"#{name}: {call}"
        if not footer_only and _WRITE.search(text):
            return f"script: {call}"
    return ""


def app_root(is_empty: Emptiness) -> str:
    """The mount point of a page that is one program; empty when there is none, or it has content as served."""
    return next((f"#{name}: script src" for name in _APP_ROOTS if is_empty(name)), "")


def names_footer(source: str) -> bool:
    """Whether a script file is named after the footer: it may hold what the footer prints."""
    return bool(_FOOTER_NAME.search(source.partition("?")[0].rpartition("/")[2]))


def footer_by_script(sources: Iterable[str], text: Callable[[], str]) -> str:
    """A script file named after the footer, on a page that prints none of what footers say; empty for none.

    Args:
        sources: ``src`` of the page's script files.
        text: gives its visible text; only asked when there is such a file.
    """
    named = next((source for source in sources if _FOOTER_NAME.search(source.rpartition("/")[2])), "")
    return f"footer: script src={named[:80]}" if named and not _FOOTER_TEXT.search(text()) else ""


def _wanted(name: str, is_empty: Emptiness, *, footer_only: bool) -> bool:
    return (not footer_only or bool(_FOOTER_NAME.search(name))) and is_empty(name)


def _short(found: re.Match[str]) -> str:
    return " ".join(found[0].split())[:40]
