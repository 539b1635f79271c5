"""How wide a text is, and how a long name is brought into the room there is. Widths are in em (one Chinese character).

The engine has no fonts; widths are those of the faces that are named: full-width characters 1 em, others about 0.56.
"""

import math
import unicodedata

from hengping.report.wording import printable

LATIN = 0.56
"""Width of a digit or letter of Noto Sans CJK and its like, in em; capitals are a little wider, most signs narrower."""

_WIDE = frozenset({"W", "F", "A"})
_BRACES = str.maketrans("{}", "｛｝")


def safe(text: str) -> str:
    """Text of a site or a roster for an option: printable, without the braces that the engine reads as a template."""
    return printable(text).translate(_BRACES)


def width(text: str) -> float:
    """Width of one line, in em."""
    return sum(_character(character) for character in text)


def _character(character: str) -> float:
    if character.isascii():
        return 0.68 if character.isupper() else LATIN
    if unicodedata.combining(character):
        return 0
    return 1 if unicodedata.east_asian_width(character) in _WIDE else LATIN


def fitted(text: str, line: float, lines: int = 2) -> str:
    """The text in at most so many lines of at most ``line`` em, joined by line ends; what is left out is marked by ….

    Lines are made about equally long, so that no single character stands alone.
    """
    text = " ".join(safe(text).split())
    needed = max(1, math.ceil(width(text) / line))
    if needed == 1:
        return text
    target = line if needed > lines else min(line, width(text) / needed + 1)
    rest, made = text, list[str]()
    while rest and len(made) < lines:
        taken = _prefix(rest, target if len(made) < lines - 1 else line)
        made.append(rest[:taken])
        rest = rest[taken:]
    if rest:
        last = made[-1]
        made[-1] = last[: _prefix(last, line - 1)] + "…"
    return "\n".join(part.strip() for part in made)


def _prefix(text: str, room: float) -> int:
    """How many characters fit; at least one, so that every step gets on."""
    used = 0.0
    for count, character in enumerate(text):
        used += _character(character)
        if used > room and count:
            return count
    return len(text)


def widest(texts: tuple[str, ...]) -> float:
    """Width of the longest line of some texts that may have several, in em."""
    return max((width(line) for text in texts for line in text.split("\n")), default=0)
