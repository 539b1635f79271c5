"""Articles that are younger than the date they print: told from addresses and numbers, and from an earlier round.

Content systems number what is entered, and write the day of entry into the address. An article that claims September
but carries November's address and stands among November's numbers was entered in November. One such sign may have an
innocent reason; therefore every fact says which other signs agree, and what speaks for an innocent reason.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from hengping.model.content_facts import ArticleFact, FirstSeenFact

MARGIN = timedelta(days=3)
"""Days between writing and publishing that mean nothing; the check asks for more."""
ARCHIVE = timedelta(days=2 * 365)
"""Whoever enters what is older than this fills no update duty: it is a document of long ago."""
_BULK = 10
"""Articles of one day of entry, all claiming much older dates: a site that moved, an archive that was put in."""
_NUMBER = re.compile(r"(\d{3,12})(?=\D*$)")
_DIGITS = re.compile(r"\d+")
_NEIGHBOURS = 10
_MOST = 0.6
_ENOUGH = 8
"""Articles from which something can be called usual on a site."""
_USUAL = 0.8


def claimed_on(article: ArticleFact) -> date | None:
    """The date an article claims: the latest that its page or a list of the site prints for it.

    A page that prints only the day of the document (成文日期) beside a list that prints the day of publication claims
    the latter.
    """
    dates = [day for day in (article.published_on, article.listed_on) if day]
    return max(dates, default=None)


def seen_by_address(articles: Sequence[ArticleFact], as_of: date) -> tuple[FirstSeenFact, ...]:
    """Articles whose own address, tags or numbers say that they were entered later than they claim.

    Args:
        articles: all articles of a site.
        as_of: monitoring time point; later days are not believed.
    """
    usual = frozenset(name for name in _SIGNS if _agree(articles, name))
    numbers = _Numbers(articles)
    late: list[tuple[ArticleFact, date, _Late]] = []
    for article in articles:
        claimed = claimed_on(article)
        if claimed is not None and (found := _late(article, claimed, as_of, usual, numbers)) is not None:
            late.append((article, claimed, found))
    a_day = Counter(found.entered_on for _, _, found in late)
    return tuple(
        FirstSeenFact(
            url=article.url,
            title=article.title,
            section_id=article.section_id,
            printed_on=claimed,
            first_seen_on=found.entered_on,
            how=found.how,
            signs=found.signs,
            doubt=_doubt(found, claimed, moved=a_day[found.entered_on] >= _BULK or 2 * len(late) > len(articles)),
            evidence=article.evidence,
        )
        for article, claimed, found in sorted(late, key=lambda entry: entry[0].url)
    )


_SIGNS = {"url_dated_on": "address", "tagged_on": "tag", "served_on": "header"}


class _Late(NamedTuple):
    """When an article seems to have been entered, by which sign above all, and which others agree."""

    entered_on: date
    how: str
    signs: tuple[str, ...]


def _late(article: ArticleFact, claimed: date, as_of: date, usual: frozenset[str], numbers: "_Numbers") -> _Late | None:
    days = {name: day for name in _SIGNS if (day := _day(article, name)) is not None}
    later = {name: day for name, day in days.items() if claimed + MARGIN < day <= as_of + MARGIN}
    if not later or any(name in days and name not in later for name in ("url_dated_on", "served_on")):
        return None  # the address agrees with what is printed, or the file has not changed since: it was there then
    signs = [_SIGNS[name] for name in later if name in usual]
    if numbers.among_later(article, claimed):
        signs.append("numbers")
    if "url_dated_on" in later:
        return _Late(later["url_dated_on"], "address", tuple(sorted(signs)))
    if "tag" in signs:
        return _Late(later["tagged_on"], "tag", tuple(sorted(signs)))
    if {"header", "numbers"} <= set(signs):
        return _Late(later["served_on"], "header", tuple(sorted(signs)))
    return None  # a file written anew says nothing by itself


def _doubt(found: _Late, claimed: date, *, moved: bool) -> str:
    if found.entered_on - claimed > ARCHIVE:
        return "archive"
    if moved:
        return "bulk"
    return "" if set(found.signs) - ({"tag"} if found.how == "tag" else set()) else "single"


def _day(article: ArticleFact, name: str) -> date | None:
    day: date | None = getattr(article, name)
    return day


def _agree(articles: Sequence[ArticleFact], name: str) -> bool:
    """Whether a kind of date usually agrees with what the site's articles claim, so that one that does not tells."""
    pairs = [(claimed, day) for one in articles if (claimed := claimed_on(one)) and (day := _day(one, name))]
    agreeing = sum(abs(day - claimed) <= MARGIN for claimed, day in pairs)
    return len(pairs) >= _ENOUGH and agreeing >= _USUAL * len(pairs)


class _Numbers:
    """Articles of one form of address in the order of their numbers: the order in which they were entered."""

    def __init__(self, articles: Iterable[ArticleFact]) -> None:
        forms: dict[str, list[tuple[int, date]]] = defaultdict(list)
        for article in articles:
            claimed, form, number = claimed_on(article), *_form(article.url)
            if claimed is not None and number >= 0:
                forms[form].append((number, claimed))
        self._forms = {form: sorted(entries) for form, entries in forms.items() if _in_order(sorted(entries))}

    def among_later(self, article: ArticleFact, claimed: date) -> bool:
        """Whether most of the numbers just below belong to articles of later days."""
        form, number = _form(article.url)
        entries = self._forms.get(form, [])
        end = bisect_left(entries, (number, date.min))
        before = [day for _, day in entries[max(0, end - _NEIGHBOURS) : end]]
        later = sum(day > claimed + MARGIN for day in before)
        return len(before) >= _NEIGHBOURS // 2 and later >= _MOST * len(before)


def _form(url: str) -> tuple[str, int]:
    """An address with its numbers left out, and the last of them; -1 when it has none."""
    parts = urlsplit(url)
    path = f"{parts.netloc}{parts.path}?{parts.query}"
    found = _NUMBER.search(path)
    return _DIGITS.sub("#", path.rpartition("/")[2]), int(found[1]) if found else -1


def _in_order(entries: Sequence[tuple[int, date]]) -> bool:
    """Whether numbers rise with days, as far as most neighbours tell; equal days tell nothing."""
    steps = [later > earlier for (_, earlier), (_, later) in pairwise(entries) if later != earlier]
    return len(steps) >= _ENOUGH // 2 and sum(steps) >= _USUAL * len(steps)
