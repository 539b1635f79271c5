"""Patterns looked for only where one of their words stands: reading all of a page's text with each takes too long.

A regular expression that begins with an alternative costs tens of nanoseconds for every character of Chinese text, to
find a word of two characters costs two, to find a single character hardly anything. So a word is found by its first
character; words whose first character is rare are the better cues.
"""

import re
from collections.abc import Iterator


def matches_with(  # noqa: PLR0917 - the pattern's own arguments are the last
    pattern: re.Pattern[str],
    text: str,
    words: str | tuple[str, ...],
    before: int,
    start: int = 0,
    end: int | None = None,
) -> Iterator[re.Match[str]]:
    """The same matches as ``pattern.finditer(text, start, end)`` gives, for a pattern that always holds a word.

    Args:
        pattern: no match of it is without one of the words.
        text: text to look through.
        words: the word, or several.
        before: characters of a match before the word, at most.
        start: where to begin.
        end: where to stop; None, or beyond the text's end: there.
    """
    stop = len(text) if end is None else min(end, len(text))
    floor = start
    for at in places_of(text, (words,) if isinstance(words, str) else words, start, stop):
        if at < floor:
            continue
        for begin in range(max(floor, at - before), at + 1):
            found = pattern.match(text, begin, stop)
            if found:
                yield found
                floor = max(found.end(), begin + 1)
                break


def words_in(text: str, words: tuple[str, ...], start: int = 0, end: int | None = None) -> bool:
    """Whether one of the words stands in a span of the text."""
    stop = len(text) if end is None else end
    for word in words:
        first = word[0]
        at = text.find(first, start, stop)
        while at >= 0:
            if text.startswith(word, at, stop):
                return True
            at = text.find(first, at + 1, stop)
    return False


def holds_folded(text: str, cues: tuple[bytes, ...]) -> bool:
    """Whether one of the cues stands in a text, in small letters or capitals.

    Args:
        text: any text.
        cues: in small letters, as UTF-8: bytes are folded and searched ten times as fast as text with Chinese in it.
    """
    folded = text.encode("utf-8", "surrogatepass").lower()
    for cue in cues:  # noqa: SIM110 - any() of a generator takes three times as long
        if cue in folded:
            return True
    return False


def places_of(text: str, words: tuple[str, ...], start: int = 0, end: int | None = None) -> list[int]:
    """Where the words stand in a span of the text, in order."""
    stop = len(text) if end is None else end
    places: list[int] = []
    for word in words:
        first = word[0]
        at = text.find(first, start, stop)
        while at >= 0:
            if text.startswith(word, at, stop):
                places.append(at)
            at = text.find(first, at + 1, stop)
    places.sort()
    return places


def without(text: str, opening: str, closing: str) -> str:
    """A text without what stands between two marks, each opening one up to the next closing one; both left out.

    What is not closed stays. A regular expression would look for the end again behind every opening mark.
    """
    at = text.find(opening)
    if at < 0:
        return text
    parts, done = [], 0
    while at >= 0:
        end = text.find(closing, at + len(opening))
        if end < 0:
            break
        parts.append(text[done:at])
        done = end + len(closing)
        at = text.find(opening, done)
    return "".join(parts) + text[done:]
