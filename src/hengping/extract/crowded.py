"""Tags with thousands of attributes, cut before they are parsed: a parser compares each attribute with those before it.

The text is passed over as a parser would, comments and raw text included, in one linear pass; no page that people read
has such a tag, and what is cut off are attributes that no reader asks for.
"""

import re

_SHORT = 16_000
"""Characters of a page that can hold no tag that costs more than a tenth of a second."""
_MOST = 2_000
"""Attributes of one tag, and what stands between them."""
_EACH = (
    r"(?:[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)"
    r"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+)"
)
_SOME = rf"{_EACH}{{0,{_MOST}}}+(?:>|\Z)"
_RAW = r"(script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])"
_UP_TO = re.compile(
    rf"(?:[^<]++|<!--(?:-?>|.*?(?:--!?>|\Z))|<{_RAW}{_SOME}[^<]*+(?:<(?!/\1)[^<]*+)*+|</?[a-zA-Z][^\s/>]*+{_SOME}"
    rf"|<(?!/?[a-zA-Z]))*+</?[a-zA-Z][^\s/>]*+{_EACH}{{{_MOST}}}+",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(rf"{_EACH}*+")


def few_attributes(text: str) -> str:
    """The text with a thousand attributes or so in each tag at most.

    Args:
        text: a page, before it is parsed.
    """
    found = _UP_TO.match(text) if len(text) > _SHORT else None
    if found is None:
        return text
    parts = []
    at = 0
    while found is not None:
        parts.append(text[at : found.end()])
        rest = _REST.match(text, found.end())
        at = rest.end() if rest is not None else found.end()
        found = _UP_TO.match(text, at)
    return "".join(parts) + text[at:]
