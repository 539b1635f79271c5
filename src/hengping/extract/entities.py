"""Character references (``&amp;``, ``&#20013;``) of texts that were written by whoever is judged."""

import re
from html import unescape as _unescape

_LONG_NUMBER = re.compile(r"&#(?:(?P<tens>[0-9]{8,})|[xX](?P<hex>[0-9a-fA-F]{8,}));?")
_MOST_DIGITS = 7
"""Of the highest code point, in tens."""
_NO_CHARACTER = "\ufffd"


def unescape(text: str) -> str:
    """As :func:`html.unescape`, which raises ``ValueError`` for a number of more than 4,300 digits; never raises."""
    if "&" not in text:
        return text
    return _unescape(_LONG_NUMBER.sub(_short, text) if "&#" in text else text)


def _short(found: re.Match[str]) -> str:
    mark, digits = ("", found["tens"]) if found["tens"] else ("x", found["hex"])
    bare = digits.lstrip("0") or "0"
    return f"&#{mark}{bare};" if len(bare) <= _MOST_DIGITS else _NO_CHARACTER
