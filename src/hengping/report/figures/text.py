"""Bound text: a string that knows which of its parts are figures, and which query each of them answers."""

from collections.abc import Iterable, Iterator
from typing import Literal, Self

import msgspec

Kind = Literal["count", "points", "index", "rate", "share", "change", "place", "date", "name", "names", "text"]
"""What a figure is: a count, points (分), a score index (得分指数), a percentage, a share in words (近半数), a
difference, a place (名次), a date, one name, names in order, a finished phrase."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One printed value of a document.

    Attributes:
        query: what it answers, in the form that :mod:`hengping.report.figures.query` reads.
        value: the exact value as text: a decimal, an ISO date, names joined by 、.
        printed: as the document prints it, without a unit that stands in the text beside it.
    """

    query: str
    kind: Kind
    value: str
    printed: str

    def __str__(self) -> str:
        return self.printed


Run = str | Figure
"""A piece of a bound text: words, or a figure."""


class Text(str):
    """A string whose figures keep their queries. To every reader that does not ask for ``runs`` it is a plain string.

    Joining with ``+``, stripping and :func:`joined` keep the figures; an f-string does not, so texts with figures are
    made by :meth:`hengping.report.figures.query.Queries.text` from named placeholders.
    """

    __slots__ = ("runs",)
    runs: tuple[Run, ...]

    def __new__(cls, runs: Iterable[Run] = ()) -> Self:
        """A text of these runs; neighbouring words become one run, empty ones go."""
        merged = tuple(_merged(runs))
        made = super().__new__(cls, "".join(str(part) for part in merged))
        made.runs = merged
        return made

    def __add__(self, other: str) -> "Text":
        return Text((*self.runs, *runs_of(other)))

    def __radd__(self, other: str) -> "Text":
        return Text((*runs_of(other), *self.runs))

    def strip(self, chars: str | None = None) -> "Text":
        """Without these characters at both ends; a figure ends the stripping."""
        return self.rstrip(chars).lstrip(chars)

    def rstrip(self, chars: str | None = None) -> "Text":
        """Without these characters at the end."""
        if not self.runs or not isinstance(self.runs[-1], str):
            return self
        return Text((*self.runs[:-1], str.rstrip(self.runs[-1], chars)))

    def lstrip(self, chars: str | None = None) -> "Text":
        """Without these characters at the beginning."""
        if not self.runs or not isinstance(self.runs[0], str):
            return self
        return Text((str.lstrip(self.runs[0], chars), *self.runs[1:]))

    def __reduce__(self) -> tuple[type["Text"], tuple[tuple[Run, ...]]]:
        return (Text, (self.runs,))


def runs_of(text: str) -> tuple[Run, ...]:
    """The runs of a text; a plain string is one run of words."""
    if isinstance(text, Text):
        return text.runs
    return (text,) if text else ()


def bound(part: str | Figure) -> Text:
    """A figure or a string as a text."""
    return Text((part,)) if isinstance(part, Figure) else Text(runs_of(part))


def joined(parts: Iterable[str | Figure], sign: str) -> Text:
    """The parts in a row with a sign between them."""
    runs: list[Run] = []
    for number, part in enumerate(parts):
        if number:
            runs.append(sign)
        runs.extend((part,) if isinstance(part, Figure) else runs_of(part))
    return Text(runs)


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order."""
    return tuple(part for part in runs_of(text) if isinstance(part, Figure))


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    words = ""
    for part in runs:
        if isinstance(part, Figure):
            if words:
                yield words
            words = ""
            yield part
        else:
            words += str.__str__(part)
    if words:
        yield words
