"""What is done to a page's text before it is parsed: hostile nesting cut, script datastores opened.

An HTML5 parser needs quadratic time and memory for some nestings (thousands of unclosed formatting elements are
copied into every following block), so such text is tamed first. Ordinary pages come through unchanged.
"""

import re
from collections import defaultdict
from itertools import islice

from hengping.extract.crowded import few_attributes

MAX_CHARACTERS = 2_000_000
"""Longer text is cut: no page a person reads is that long."""
MAX_DEPTH = 1_000
_MAX_OPEN_FORMATTING = 120
_MANY_TAGS = 6_000
_FEW_TAGS = 1_200
"""Tags up to which no nesting costs much: half of them copied into the other half."""

_FORMATTING = re.compile(r"<(/?)(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*>?", re.IGNORECASE)
_OPTION = re.compile(r"<option(?=[\s/>])[^>]*>?", re.IGNORECASE)
_MOST_OPTIONS = 2_000
_OPENING = re.compile(r"<[bceinstuBCEINSTU](?:[omitOMIT][a-zA-Z]*)?[\s/>]|<[fF][oO][nN][tT]")
_BLOCK = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)", re.ASCII)
_OPTIONAL_END = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "option",
        "tbody",
        "thead",
        "tfoot",
        "br",
        "img",
        "input",
        "meta",
        "link",
        "hr",
        "area",
        "base",
        "col",
        "embed",
        "source",
        "param",
        "wbr",
    ]
)
_DATASTORE = re.compile(r"<script[^<>]{0,200}text/xml[^<>]{0,200}>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.IGNORECASE | re.DOTALL)


def prepare(text: str) -> str:
    """The text to parse: as written, with datastores opened and nesting bounded.

    Args:
        text: decoded text of the page.
    """
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
    if "datastore" in text:
        text = _DATASTORE.sub(_opened, text)
    text = few_attributes(text)
    tags = text.count("<")
    if tags > _FEW_TAGS and _opens_many(text) and _formatting_bomb(text):
        text = _FORMATTING.sub("", text)
    if tags > _MANY_TAGS:
        text = _cut_at_depth(_few_options(text))
    return text


def _opened(found: re.Match[str]) -> str:
    """The records of a 大汉 datastore as the list its script draws: a reader of the page sees them."""
    records = _RECORD.findall(found.group(1)) if "<datastore" in found.group(1).lower() else []
    if not records:
        return found.group(0)
    joined = "".join(records)
    first = records[0].lstrip()[:3].lower()
    if first == "<tr":
        return f"<table>{joined}</table>"
    return f"<ul>{joined}</ul>" if first == "<li" else f"<div>{joined}</div>"


def _opens_many(text: str) -> bool:
    """Whether there are enough formatting elements for a bomb at all; cheaper than looking how they are nested."""
    return sum(1 for _ in islice(_OPENING.finditer(text), _MAX_OPEN_FORMATTING + 1)) > _MAX_OPEN_FORMATTING


def _formatting_bomb(text: str) -> bool:
    depth = 0
    for close, _name in _FORMATTING.findall(text):
        if close:
            depth -= depth > 0
        else:
            depth += 1
            if depth > _MAX_OPEN_FORMATTING:
                return True
    return False


def _few_options(text: str) -> str:
    """The text with so many choices at most: the parser looks at all of a field's choices again for each."""
    beyond = next(islice(_OPTION.finditer(text), _MOST_OPTIONS, None), None)
    return text if beyond is None else text[: beyond.start()] + _OPTION.sub("", text[beyond.start() :])


def _cut_at_depth(text: str) -> str:
    open_now: dict[str, int] = defaultdict(int)
    depth = 0
    for found in _BLOCK.finditer(text):
        name = found.group(2).lower()
        if name in _OPTIONAL_END:
            continue
        if not found.group(1):
            open_now[name] += 1
            depth += 1
            if depth > MAX_DEPTH:
                return text[: found.start()]
        elif open_now[name]:
            open_now[name] -= 1
            depth -= 1
    return text
