"""The tags and texts of a page as the parser writes it out again: well formed, its entities few.

What the page left open is closed there, every attribute stands in quotation marks, ``<`` is escaped in texts. So one
regular expression takes it apart, which from Python is quicker than to ask the tree for node after node.
"""

import re
from collections.abc import Iterator

Token = tuple[str, str, str, str, str, str]
"""Raw element, tag (an end tag with its slash), attributes, text behind it; and, where an end tag follows at once, its
slash and the text behind that. A comment has no more than texts."""
VOIDS = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""Elements that have no end tag."""
_RAW = "script|style|iframe|noembed|noframes|xmp|plaintext"
"""Elements whose text is written out as it stands; in all others ``<`` is escaped."""
_TAG = (
    rf"<(?:({_RAW})(?=[ >])|(/?[a-zA-Z][^\s/>]*+)|!--[^-]*+(?:-(?!->)[^-]*+)*+--|[!?][^>]*+)"
    r"((?: [^\s/>=\"]++=\"[^\"]*+\")*+(?: =?[^\s/>=]*+(?:=\"[^\"]*+\")?+)*+)>"
    r"((?(1)[^<]*+(?:<(?!/\1>)[^<]*+)*+|[^<]*+))"
)
_EACH_TAG = re.compile(_TAG)
_DRAWN_TAG = re.compile(_TAG.replace(f"({_RAW})(?=[ >])", "([>])"))
_DRAWINGS = frozenset({"svg", "math"})
_APART = _DRAWINGS | {"template"}
"""Elements in which tags are something else; a page with none of them is taken apart in one go."""
_HOLDING_PAGES = frozenset({"title", "desc", "foreignobject", "mi", "mo", "mn", "ms", "mtext"})
"""Elements of drawings and formulas whose content is a page's again."""
_TOKENS = re.compile(_TAG + r"(?:<(/)[^>]*+>([^<]*+))?+")
_RAW_END = re.compile(rf"</(?:{_RAW})>")
_MOST_TOKENS = 300_000


def tokens_of(html: str) -> list[Token]:
    """Tokens of a page, in page order; what stands in templates is left out, and so are its last end tags.

    Args:
        html: as the parser writes it.
    """
    if len(html) > _MOST_TOKENS and html.count("<") > _MOST_TOKENS:
        html = "<".join(html.split("<", _MOST_TOKENS)[:_MOST_TOKENS])
    end = _last_end_tags(html)
    tokens = _TOKENS.findall(html, 0, end)
    names = {token[1] for token in tokens}
    if _APART.isdisjoint(names):
        return tokens
    if "template" in names:
        html = _without_templates(html)
        end = _last_end_tags(html)
    return list(_with_drawings(html, end))


def _with_drawings(html: str, end: int) -> Iterator[Token]:
    """Tokens of a page with drawings or formulas: in those no text is raw, ``<`` is escaped in their styles too."""
    inside: list[str] = []
    at, pattern = 0, _TOKENS
    while at < end:
        for found in pattern.finditer(html, at, end):
            raw, name, written, text, *closing = found.groups("")
            at, before = found.end(), len(inside)
            own = name in _DRAWINGS or (pattern is _DRAWN_TAG and name.lower() in _HOLDING_PAGES)
            if own or (inside and name == inside[-1]):
                if not any(closing):
                    inside.append(name)
            elif inside and name[:1] == "/":
                if name[1:] == inside[-1]:
                    inside.pop()
                elif pattern is _DRAWN_TAG and name[1:] in VOIDS:
                    name = ""  # an element of that name is void elsewhere only; it has ended already
            yield raw, name, written, text, *(closing or ("", ""))
            if len(inside) != before:
                break
        else:
            return
        pattern = _TOKENS if not inside else _DRAWN_TAG if inside[-1] in _DRAWINGS else _EACH_TAG


def _last_end_tags(html: str) -> int:
    """Where the end tags begin behind which nothing follows; those of raw text are left."""
    end = len(html)
    while html[end - 1 : end] == ">":
        note = html.endswith("-->", 0, end)
        begin = html.rfind("<!--" if note else "</", 0, end)
        if begin < 0 or _RAW_END.match(html, begin) or not (note or html.find(">", begin) == end - 1):
            break
        if note and html.find("<!--", html.rfind("-->", 0, end - 3) + 1, end) != begin:
            break  # the comment itself holds what looks like the beginning of one: cut there it would not be one
        end = begin
    return end


def _without_templates(html: str) -> str:
    """The page without what stands in templates: it is no part of it until a script takes it out."""
    parts: list[str] = []
    depth = kept = 0
    for found in _EACH_TAG.finditer(html):
        if found[2] == "template":
            if not depth:
                parts.append(html[kept : found.start(4)])
            depth += 1
        elif found[2] == "/template" and depth:
            depth -= 1
            kept = found.start()
    return "".join(parts) + ("" if depth else html[kept:])
