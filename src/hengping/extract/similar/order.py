"""Of two articles with one text: which was first."""

import re
from datetime import date, timedelta

import msgspec

from hengping.extract.similar.titles import is_named
from hengping.model.content_facts import ArticleFact
from hengping.model.site import Site

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)")
_NAMED_WITHIN = timedelta(days=90)
"""Days by which an article may be dated before the one it names as its source: slips happen, years do not."""


class Side(msgspec.Struct, frozen=True):
    """An article and the site it stands on."""

    site: Site
    article: ArticleFact

    @property
    def day(self) -> date | None:
        """Publication date as its page prints it, else as a list of its site does."""
        return self.article.published_on or self.article.listed_on

    @property
    def when(self) -> date:
        """The same to sort by; an undated article comes last."""
        return self.day or date.max


def original_of(one: Side, other: Side) -> tuple[Side | None, bool]:
    """Which of two articles with the same text is the original, and whether the copy names it; None: cannot be told.

    An article that names the other's site as its source has it from there. Else the earlier date, on one day the
    earlier printed time, decides; else the site of the superior unit, where the roster tells, counts as the original.
    """
    by_one, by_other = is_named(one.article.source, other.site), is_named(other.article.source, one.site)
    near = abs(one.when - other.when) <= _NAMED_WITHIN
    if by_one != by_other and near:
        return (other, True) if by_one else (one, True)
    first = _earlier(one, other)
    if first is None:
        if one.site.parent == other.site.site_code:
            first = other
        elif other.site.parent == one.site.site_code:
            first = one
    return first, (by_one and first is other) or (by_other and first is one)


def _earlier(one: Side, other: Side) -> Side | None:
    if one.day is None or other.day is None:
        return None
    if one.when != other.when:
        return one if one.when < other.when else other
    first, second = _clock(one.article.printed_time), _clock(other.article.printed_time)
    if not first or not second or first == second:
        return None
    return one if first < second else other


def _clock(printed: str) -> str:
    """Hours and minutes of a printed time; empty when none, or midnight, which is what systems print for none."""
    found = _CLOCK.search(printed)
    clock = f"{int(found[1]):02d}:{found[2]}" if found else ""
    return "" if clock == "00:00" else clock
