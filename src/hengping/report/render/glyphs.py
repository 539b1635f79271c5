"""Characters that no installed face holds: found before typesetting, because PDF/A forbids the empty box.

A name in a rare script must not stop a bulletin: what cannot be shown is printed as 〓, the printers' sign for a
missing type.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hengping.report.wording import MISSING_TYPE

_CERTAIN = (
    range(0x20, 0x7F),
    range(0xA1, 0xAD),
    range(0x3000, 0x3030),
    range(0x4E00, 0x9FA6),
    range(0xFF01, 0xFF5F),
)
"""What every Chinese face holds; only the rest is tried."""


class Glyphs:
    """Remembers which characters can be shown.

    Args:
        shown: tries to typeset a text; False when it holds a character without a glyph.
    """

    def __init__(self, shown: Callable[[str], bool]) -> None:
        self._shown = shown
        self._missing: dict[str, bool] = {}

    def replace_missing(self, value: Any) -> Any:
        """The same data with 〓 for every character that cannot be shown."""
        self._learn(sorted(rare_characters(value) - self._missing.keys()))
        missing = {ord(character): MISSING_TYPE for character, is_missing in self._missing.items() if is_missing}
        return mapped(value, lambda text: text.translate(missing)) if missing else value

    def _learn(self, characters: Sequence[str]) -> None:
        """Halve until the characters without a glyph stand alone: few trials when few are missing."""
        if not characters:
            return
        if self._shown(" ".join(characters)):
            self._missing |= dict.fromkeys(characters, False)
        elif len(characters) == 1:
            self._missing[characters[0]] = True
        else:
            middle = len(characters) // 2
            self._learn(characters[:middle])
            self._learn(characters[middle:])


def rare_characters(value: Any) -> set[str]:
    """Characters of all texts in JSON-like data that a Chinese face may lack."""
    found: set[str] = set()
    for text in _texts(value):
        found.update(text)
    return {character for character in found if not any(ord(character) in part for part in _CERTAIN)}


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """JSON-like data with every text changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(item, change) for item in value]
    return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
