"""Links that an inline script writes, whatever way its text is disguised: the written HTML, and where it jumps to.

Nothing is run. Escapes are undone, texts put together, and what then looks like markup is handed back to be read as a
page is.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hengping.extract.cues import without
from hengping.extract.entities import unescape

LONGEST_SCRIPT = 100_000
"""Characters of a script that are read."""
_LONGEST_PACKED = 60_000
_DISGUISES = ("\\x", "\\u", "\\1", "\\7", "%3", "%u", "fromCharCode", "atob", "&#")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{4})\}?|%u([0-9a-fA-F]{4})|\\([0-7]{3})")
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_CODES = re.compile(
    r"fromCharCode\s*+(?:\.apply\s*+\(\s*+\w*+\s*+,\s*+\[)?+\s*+\(?+\s*+((?:0x[0-9a-f]{1,5}|\d{1,6})(?:\s*,\s*(?:0x[0-9a-f]{1,5}|\d{1,6})){0,20000})",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"atob\s*\(\s*['\"]([A-Za-z0-9+/=\s]{8,40000})['\"]")
_JOINED = re.compile(r"(['\"])\s*\+\s*\1")
_PACKED = re.compile(
    r"\}\s*\(\s*'((?:[^'\\]|\\.){1,60000})'\s*,\s*(\d{1,2})\s*,\s*(\d{1,5})\s*,\s*'((?:[^'\\]|\\.){0,40000})'\s*\.\s*split\("
)
_WORD = re.compile(r"\b\w+\b")
_LINE_COMMENT = re.compile(r"(?m)^[ \t]*+//[^\n]*$")
_WRITES = re.compile(
    r"\.\s*write(?:ln)?\s*\(|(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|\.\s*(?:html|append|appendTo|prepend|before|after)\s*\("
    r"|eval\s*\("
)
_IN_PLACE = re.compile(r"document\s{0,9}\.\s{0,9}write(?:ln)?\s{0,9}\(")
_STYLE, _STYLE_END = re.compile(r"<style\b[^>]{0,100}>"), "</style"
_LONGEST_STYLE = 4_000
_MADE = re.compile(r"createElement\(\s*['\"]a['\"]\s*\)", re.IGNORECASE)
_MADE_HREF = re.compile(
    r"(?:\.\s*href\s*=|setAttribute\(\s*['\"]href['\"]\s*,)\s*['\"]((?:https?:)?//[^'\"\s]{3,500})['\"]"
)
_MADE_TEXT = re.compile(r"(?:innerHTML|innerText|textContent|createTextNode\s*\()\s*=?\s*['\"]([^'\"<]{1,80})['\"]")
_MADE_HIDDEN = re.compile(
    r"(?:display\s*['\"]?\s*[=:,]\s*['\"]?\s*none|visibility\s*['\"]?\s*[=:,]\s*['\"]?\s*hidden"
    r"|(?:left|top|textIndent|text-indent|marginLeft)\s*['\"]?\s*[=:,]\s*['\"]?\s*-\d{3,5})"
)
_JUMP = re.compile(
    r"(?:location(?:\.href)?\s*=|location\s*\.\s*(?:replace|assign)\s*\(|window\s*\.\s*open\s*\()\s*['\"]((?:https?:)?//[^'\"\s]{3,500})['\"]"
)
_BY_ENGINE = re.compile(
    r"baidu|sogou|google|bing\b|\bso\.com|haosou|360|yahoo|soso|spider|\bsm\.cn|toutiao", re.IGNORECASE
)
_BY_ROBOT = re.compile(r"spider|googlebot|bingbot|crawler", re.IGNORECASE)
_OPENER = re.compile(r"<(div|span|p|ul|li|marquee|table|td|font|dl|section|b|i)\b([^<>]{0,400})>", re.IGNORECASE)


class Written(NamedTuple):
    """What a script says it writes.

    Attributes:
        markup: its text with disguises undone, to be parsed as HTML; empty when there is no link in it.
        writes: whether the script writes markup into the page at all.
        disguised: whether the link could only be seen after undoing escapes.
    """

    markup: str
    writes: bool
    disguised: bool


def is_disguised(script: str) -> bool:
    """A quick look: whether what a script says may not stand in it as it is."""
    return (
        "fromCharCode" in script
        or "\\x" in script
        or "\\u00" in script
        or "eval(" in script
        or "unescape" in script
        or "atob(" in script
    )


@lru_cache(maxsize=512)
def plain_script(script: str) -> str:
    """A script with comments dropped, escapes undone and texts put together.

    Args:
        script: as it stands in the page.
    """
    text = script[:LONGEST_SCRIPT]
    if "//" in text:
        text = _LINE_COMMENT.sub("", text)
    if "/*" in text:
        text = without(text, "/*", "*/")
    if "split(" in text and "eval" in text:
        text = _PACKED.sub(_unpacked, text)
    text = _undisguised(text)
    if _is_disguised(text):
        text = _undisguised(text)  # an escape within an escape
    return _JOINED.sub("", text).replace("\\/", "/").replace('\\"', '"').replace("\\'", "'").replace("\\n", "\n")


def written(script: str) -> Written:
    """The markup that a script writes, as far as it holds links.

    Args:
        script: as it stands in the page.
    """
    text = plain_script(script)
    lowered = text.lower()
    if "<a" not in lowered or "href" not in lowered:
        return Written("", writes=False, disguised=False)
    markup = without(text, "<!--", "-->")
    return Written(markup, bool(_WRITES.search(text)), "<a" not in script.lower() or "href" not in script.lower())


def writes_in_place(script: str) -> bool:
    """Whether a script writes where it stands (``document.write``), not into an element that it looks for.

    Args:
        script: as it stands in the page.
    """
    return _IN_PLACE.search(plain_script(script)) is not None


def written_styles(script: str) -> Iterator[str]:
    """Insides of the style blocks that a script writes."""
    if "<" in script or "\\x3" in script or "%3" in script:
        text = plain_script(script)
        lowered = text.lower()
        if len(lowered) != len(text):
            text = lowered  # a letter that has two in lower case: places would not agree
        done = 0
        for found in _STYLE.finditer(lowered):
            start = found.end()
            end = lowered.find(_STYLE_END, start, start + _LONGEST_STYLE + len(_STYLE_END))
            if found.start() >= done and end >= 0:
                yield text[start:end]
                done = end + len(_STYLE_END)


def left_open(script: str) -> str:
    """The opening tag of an element that a script writes and does not close: what follows it stands inside.

    Args:
        script: as it stands in the page.
    """
    text = plain_script(script)
    if "<" not in text or not _WRITES.search(text):
        return ""
    lowered = text.lower()
    last_ends: dict[str, int] = {}
    for found in _OPENER.finditer(lowered):
        if found[1] not in last_ends:
            last_ends[found[1]] = lowered.rfind(f"</{found[1]}")
        if last_ends[found[1]] < found.end():
            return found[0]
    return ""


def made_links(script: str) -> Iterator[tuple[str, str, bool]]:
    """Links made without markup (``createElement("a")``): address, text, and whether the script hides something."""
    if "createElement" not in script:
        return
    text = plain_script(script)
    if not _MADE.search(text):
        return
    said = _MADE_TEXT.search(text)
    hidden = bool(_MADE_HIDDEN.search(text))
    for found in list(_MADE_HREF.finditer(text))[:20]:
        yield found[1], said[1] if said else "", hidden


def engine_jumps(script: str) -> Iterator[str]:
    """Where a script leads visitors who come from a search engine, or whom it takes for one; others see the page."""
    if "location" not in script and "\\x" not in script and "eval" not in script:
        return
    text = plain_script(script)
    if ("referrer" in text and _BY_ENGINE.search(text)) or ("userAgent" in text and _BY_ROBOT.search(text)):
        yield from dict.fromkeys(found[1] for found in list(_JUMP.finditer(text))[:20])


def _is_disguised(text: str) -> bool:
    return any(mark in text for mark in _DISGUISES)


def _undisguised(text: str) -> str:
    if not _is_disguised(text):
        return text
    if "fromCharCode" in text:
        text = _CODES.sub(_from_codes, text)
    if "atob" in text:
        text = _BASE64.sub(_from_base64, text)
    text = _HEX.sub(_from_hex, text)
    if "%3" in text and ("unescape" in text or "decodeURI" in text):
        text = _PERCENT.sub(lambda found: chr(int(found[1], 16)), text)
    return unescape(text) if "&#" in text else text


def _from_hex(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    code = int(digits, 16) if digits else int(found[4], 8)
    return _character(code)


def _character(code: int) -> str:
    half_a_pair = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - surrogates
    return "" if half_a_pair or code > 0x10FFFF else chr(code)  # noqa: PLR2004 - last code point


def _from_codes(found: re.Match[str]) -> str:
    codes = (part.strip().lower() for part in found[1].split(","))
    text = "".join(_character(int(code, 16 if code.startswith("0x") else 10)) for code in codes)
    return f"({text}"


def _from_base64(found: re.Match[str]) -> str:
    try:
        return f"('{base64.b64decode(found[1], validate=False).decode('utf-8', 'replace')}'"
    except (binascii.Error, ValueError):
        return found[0]


def _unpacked(found: re.Match[str]) -> str:
    """The text that the common packer (``eval(function(p,a,c,k,e,d)``) hides: words put back in their places."""
    body, base, words = found[1], int(found[2]), found[4].split("|")
    if not 2 <= base <= 62:  # noqa: PLR2004 - digits and letters
        return found[0]

    def word(one: re.Match[str]) -> str:
        place = _number(one[0], base)
        return words[place] if place is not None and place < len(words) and words[place] else one[0]

    return f"}}('{_WORD.sub(word, body)[:_LONGEST_PACKED]}'"


_DIGITS = {digit: place for place, digit in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def _number(text: str, base: int) -> int | None:
    value = 0
    for digit in text[:6]:
        place = _DIGITS.get(digit)
        if place is None or place >= base:
            return None
        value = value * base + place
    return value
