"""Keeping out of endless URL spaces by simple bounded rules. Pure: what a rule counts lies in a :class:`Tally`.

Rules that look at the address alone:

- ``too_long``: longer than :data:`MAX_URL_LENGTH`.
- ``depth_bomb``: deeper than :data:`MAX_SEGMENTS` directories, or each of more than :data:`MAX_GROWTH` clicks in a row
  went one directory deeper than the page before.
- ``directory_cycle``: a path segment that comes back more than :data:`MAX_REPEATS` times, or a sequence of segments
  :data:`MAX_REPEATS` times in a row (relative links that pile up). Numbers do not count: ``/2011/11/11/11/`` is a date.
- ``growing_query``: more than :data:`MAX_PARAMETERS` parameters, one that comes back more than :data:`MAX_REPEATS`
  times, two addresses within the query, or a query that grew with each of more than :data:`MAX_GROWTH` clicks.

Rules that count addresses of one family (only the first ones are let in):

- ``session_token``: a page that has an identity of its own (further parameters, or an index page) under more than
  :data:`MAX_TOKENS` random tokens. Articles whose id is such a token are none: their parameter is named like an id.
- ``sort_order``: one list in more than :data:`MAX_ORDERS` sort orders and page sizes. ``dir`` and ``view`` are none
  when nothing stands beside them but a page number: there they name a directory or a list.
- ``filter_combination``: one list in more than :data:`MAX_FILTERS` combinations of four or more parameters, each
  reached from another one; page numbers do not count.
- ``action_link``: log-out always; log-in, register, print, share and the like after :data:`MAX_ACTIONS` of a kind (so
  that one that is broken is still found). Directories do not count: ``/collect/`` may be where opinions are collected.

Rules about addresses of one pattern (digits do not count) that were found on an address of the same pattern. What is
also found elsewhere, on an ordinary list say, is let in after all:

- ``endless_calendar``: pages that are nothing but a date, more than :data:`MAX_MONTHS` months from the one where the
  series was entered, or more than :data:`MAX_DATES` in all. Distance is from page to page: pure code has no clock.
- ``endless_chain``: more than :data:`MAX_CHAIN` in a row (list pages and items: :data:`MAX_LIST_CHAIN`), or more
  than :data:`MAX_VARIANTS` in all (list pages and items: no limit; the page budget and the section's share hold them).

Session ids and random numbers against caches do not make a new page: they are left out when addresses are compared
(:func:`page_identity`), as is the order of parameters.
"""

import re
from collections import Counter
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from hengping.collect.frontier_target import Address, split_address

MAX_URL_LENGTH = 2000
MAX_SEGMENTS = 20
MAX_REPEATS = 3
MAX_PARAMETERS = 16
MAX_GROWTH = 8
MAX_TOKENS = 8
MAX_ORDERS = 4
MAX_FILTERS = 200
MAX_ACTIONS = 3
MAX_MONTHS = 24
MAX_DATES = 400
MAX_CHAIN = 60
MAX_LIST_CHAIN = 500
MAX_VARIANTS = 1000


class TrapRule(IntEnum):
    """Why an address is left out; the name in lower case stands in the account."""

    TOO_LONG = 1
    DEPTH_BOMB = 2
    DIRECTORY_CYCLE = 3
    GROWING_QUERY = 4
    SESSION_TOKEN = 5
    SORT_ORDER = 6
    FILTER_COMBINATION = 7
    ACTION_LINK = 8
    ENDLESS_CALENDAR = 9
    ENDLESS_CHAIN = 10


class Trail(NamedTuple):
    """How a page was come by.

    Attributes:
        chain: clicks in a row between addresses of one pattern.
        growth: clicks in a row that each made the address longer.
        month: of a series of dates, the month where it was entered, counted from year 0; 0: no series.
    """

    chain: int = 0
    growth: int = 0
    month: int = 0


class Verdict(NamedTuple):
    """``rule`` is None when the address may be asked for; ``trail`` goes with it."""

    rule: TrapRule | None
    trail: Trail = Trail()


class Tally(Protocol):
    """Counts addresses by family; a family is a text, or a digest of it."""

    def count(self, family: str) -> int:
        """How many were counted."""
        ...

    def add(self, family: str) -> None:
        """Count one more."""
        ...


_DIGITS = re.compile(r"\d+")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?]*|/\((?:[a-z]\([a-z0-9]{20,}\))+\)", re.IGNORECASE)
_SESSION_NAME = (
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|session|sessid|sid|cfid|cftoken"
)
_SESSION_QUERY = re.compile(rf"^(?:{_SESSION_NAME})=", re.IGNORECASE)
_CACHE_BUSTER = re.compile(
    r"^(?:_|t|ts|time|timestamp|rnd|rand|random|r|nocache|v)=(?:0?\.\d{6,}|1\d{9}(?:\d{3})?)$", re.IGNORECASE
)
_TOKEN = re.compile(
    r"^(?=[^/]*\d)(?=[^/]*[a-z])[0-9a-z]{16,}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE
)
_TOKEN_IS_ID = re.compile(r"(?:id|no|code|key|guid|number|name|bh|file|path|url|title)$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:(?:index|default|main|list)\.\w+)?$", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?:sort|order|sortby|orderby|sort_by|order_by|sortfield|sortorder|orderfield|ordertype|dir|direction|asc|desc|"
    r"view|viewmode|layout|pagesize|page_size|perpage|per_page|rows|limit)=",
    re.IGNORECASE,
)
_MAYBE_ORDER = re.compile(r"^(?:dir|view)=", re.IGNORECASE)
_PAGE = re.compile(r"^(?:page\w*|p|pn|cur_?page|currentpage|start|offset)=", re.IGNORECASE)
_LOGOUT = re.compile(r"(?:^|[/=_?&])(?:log_?out|sign_?out|logoff)(?:$|[./?&;_])", re.IGNORECASE)
_ACTION = re.compile(
    r"(?:^|[/=_?&])(log_?in|sign_?in|sso|regist(?:er)?|sign_?up|print(?:page|er|view)?|share|sendmail|mailto|tofriend|"
    r"favou?rites?|addfav|collect|dayin)(?=$|[.?&;_=])",
    re.IGNORECASE,
)
_NESTED = re.compile(r"https?(?::|%3a|%253a)", re.IGNORECASE)
_CALENDAR_QUERY = re.compile(
    r"^(?:(?:y|yy|year)=\d{4}|(?:m|mm|month|d|dd|day)=\d{1,2}|(?:ym|date|riqi|day|month)=\d{4}[-/]?\d{1,2}(?:[-/]?\d{1,2})?"
    r"|(?:time|start|end|from|to)=\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?)$",
    re.IGNORECASE,
)
_CALENDAR_PATH = re.compile(  # /2026/11/18/, /202611/, /2026-11.html, /cal_2026_11_18.html; /202611.htm is an id
    r"/(\d{4})[-/_]?(1[0-2]|0?[1-9])(?:[-/_]?(?:3[01]|[12]\d|0?[1-9]))?/(?:index\.\w{3,5})?$"
    r"|/(?:[a-z]+[_-])?(\d{4})[-/_](1[0-2]|0?[1-9])(?:[-/_](?:3[01]|[12]\d|0?[1-9]))?(?:\.\w{3,5})?$",
    re.IGNORECASE,
)
_YEAR_VALUE = re.compile(r"(?<!\d)(\d{4})(?:[-/]?(1[0-2]|0?[1-9]))?")
_MONTH_VALUE = re.compile(r"(?:^|&)(?:m|month|mm)=(\d{1,2})(?:&|$)", re.IGNORECASE)
_STATIC = re.compile(r"\.(?:s?html?|xhtml)$", re.IGNORECASE)
_MANY_PARAMETERS = 4
_BEFORE_THE_LAST = 2


@lru_cache(maxsize=64)
def page_identity(url: str) -> str:
    """The URL without session ids, numbers against caches and order of parameters: one identity, one page."""
    if "?" not in url:
        return _SESSION_PATH.sub("", url) if ";" in url or "(" in url else url
    base, mark, query = _SESSION_PATH.sub("", url).partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _SESSION_QUERY.match(pair) and not _CACHE_BUSTER.match(pair)]
    if len(kept) > 1:
        kept.sort()
    return f"{base}{mark}{'&'.join(kept)}" if any(kept) else base


def judge(url: str, source_url: str, trail: Trail, tally: Tally, *, again: bool = False) -> Verdict:
    """Whether ``url``, found on ``source_url``, is worth asking for.

    Args:
        url: normal form.
        source_url: the page it was found on; empty: none.
        trail: of that page.
        tally: what was counted so far; counts this one too, when it is let in and belongs to a counted family.
        again: it was judged before, on another page, and left out.
    """
    parts = split_address(url)
    rule = _shape(url, parts)
    if rule is None and not again:
        rule = _family(parts, tally)
    if rule is not None:
        return Verdict(rule)
    return _series(url, parts, source_url, trail, tally)


def _shape(url: str, parts: Address) -> TrapRule | None:
    if len(url) > MAX_URL_LENGTH:
        return TrapRule.TOO_LONG
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return TrapRule.DEPTH_BOMB
    words = [segment for segment in segments if not segment.isdecimal()]
    if len(words) > MAX_REPEATS and (max(Counter(words).values()) > MAX_REPEATS or _cycles(words)):
        return TrapRule.DIRECTORY_CYCLE
    if parts.query:
        names = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
        repeats = max(Counter(names).values(), default=0)
        nested = len(_NESTED.findall(unquote(parts.query))) > 1
        if len(names) > MAX_PARAMETERS or repeats > MAX_REPEATS or nested:
            return TrapRule.GROWING_QUERY
    return TrapRule.ACTION_LINK if _LOGOUT.search(f"{parts.path}?{parts.query}") else None


def _cycles(words: list[str]) -> bool:
    """Whether a sequence of two or more words comes :data:`MAX_REPEATS` times in a row."""
    for period in range(2, len(words) // MAX_REPEATS + 1):
        same = 0
        for here, before in zip(words[period:], words, strict=False):
            same = same + 1 if here == before else 0
            if same >= period * (MAX_REPEATS - 1):
                return True
    return False


def _family(parts: Address, tally: Tally) -> TrapRule | None:
    """Rules that let in the first addresses of a family, wherever they were found."""
    action = _ACTION.search(f"{parts.path.rpartition('/')[2]}?{parts.query}")
    families: list[tuple[str, int, TrapRule]] = []
    if action:
        families.append((f"action {parts.host} {action[1].lower()}", MAX_ACTIONS, TrapRule.ACTION_LINK))
    tokenless = _without_token(parts)
    if tokenless:
        families.append((f"token {tokenless}", MAX_TOKENS, TrapRule.SESSION_TOKEN))
    if parts.query:
        pairs = [pair for pair in parts.query.split("&") if pair]
        kept = sorted(pair for pair in pairs if not _ORDER.match(pair))
        told = [pair for pair in pairs if not _PAGE.match(pair)]
        if len(kept) < len(pairs) and not (len(told) == 1 and _MAYBE_ORDER.match(told[0])):
            place = f"{parts.host}{parts.path}?{'&'.join(kept)}"
            families.append((f"order {place}", MAX_ORDERS, TrapRule.SORT_ORDER))
    for family, most, rule in families:
        if tally.count(family) >= most:
            return rule
    for family, _, _ in families:
        tally.add(family)
    return None


def _without_token(parts: Address) -> str:
    """The address with random tokens taken out, when what remains is a page by itself; else empty."""
    segments = parts.path.split("/")
    inner = segments[1:-_BEFORE_THE_LAST] if len(segments) > _BEFORE_THE_LAST else []
    if any(_TOKEN.match(segment) for segment in inner):
        kept = ["*" if _TOKEN.match(segment) else segment for segment in segments]
        return f"{parts.host}{'/'.join(kept)}?{parts.query}"
    pairs = [pair.partition("=") for pair in parts.query.split("&") if pair]
    tokens = [name for name, mark, value in pairs if mark and _TOKEN.match(value) and not _TOKEN_IS_ID.search(name)]
    if not tokens:
        return ""
    others = sorted(f"{name}={value}" for name, _, value in pairs if name not in tokens)
    if not others and not _INDEX.search(parts.path):
        return ""
    return f"{parts.host}{parts.path}?{'&'.join(others)}&{'&'.join(sorted(tokens))}=*"


def _series(url: str, parts: Address, source_url: str, trail: Trail, tally: Tally) -> Verdict:
    """Rules about where an address was found."""
    if not source_url:
        return Verdict(None)
    source = split_address(source_url)
    growth = trail.growth + 1 if _grew(parts, source) else 0
    if growth > MAX_GROWTH:
        return Verdict(TrapRule.GROWING_QUERY if parts.path == source.path else TrapRule.DEPTH_BOMB)
    if _is_combination(parts, source):
        rule = _counted(f"filter {parts.host}{parts.path}", MAX_FILTERS, TrapRule.FILTER_COMBINATION, tally)
        if rule is not None:
            return Verdict(rule)
    pattern = pattern_of(url)
    if pattern != pattern_of(source_url):
        return Verdict(None, Trail(growth=growth))
    month = _month(parts)
    if month:
        return _date_series(month, _month(source), Trail(trail.chain + 1, growth, trail.month), tally, pattern)
    return _chain(parts, Trail(trail.chain + 1, growth), tally, pattern)


def _chain(parts: Address, trail: Trail, tally: Tally, pattern: str) -> Verdict:
    if _is_ordinary(parts):
        return Verdict(TrapRule.ENDLESS_CHAIN) if trail.chain > MAX_LIST_CHAIN else Verdict(None, trail)
    if trail.chain > MAX_CHAIN:
        return Verdict(TrapRule.ENDLESS_CHAIN)
    return Verdict(_counted(f"variant {pattern}", MAX_VARIANTS, TrapRule.ENDLESS_CHAIN, tally), trail)


def _counted(family: str, most: int, rule: TrapRule, tally: Tally) -> TrapRule | None:
    """Count one more of a family, or say that there are enough."""
    if tally.count(family) >= most:
        return rule
    tally.add(family)
    return None


def _date_series(month: int, source_month: int, trail: Trail, tally: Tally, pattern: str) -> Verdict:
    entered = trail.month or source_month or month
    if abs(month - entered) > MAX_MONTHS:
        return Verdict(TrapRule.ENDLESS_CALENDAR)
    rule = _counted(f"calendar {pattern}", MAX_DATES, TrapRule.ENDLESS_CALENDAR, tally)
    return Verdict(rule, Trail(trail.chain, trail.growth, entered))


def _grew(parts: Address, source: Address) -> bool:
    """Whether an address is the source's with something added: a directory, or parameters."""
    if parts.host != source.host:
        return False
    if parts.path == source.path:
        return bool(source.query) and len(parts.query) > len(source.query) and source.query in parts.query
    folder = source.path.rpartition("/")[0] + "/"
    return parts.path.startswith(folder) and parts.path.count("/") > source.path.count("/")


def _is_combination(parts: Address, source: Address) -> bool:
    if parts.query.count("&") < _MANY_PARAMETERS - 1 or parts.path != source.path or not source.query:
        return False
    changed = set(parts.query.split("&")) - set(source.query.split("&"))
    return any(not _PAGE.match(pair) for pair in changed)


def _is_ordinary(parts: Address) -> bool:
    """List pages and items, which may be many: static pages, or a query that has a page number or an id."""
    if not parts.query:
        return _STATIC.search(parts.path) is not None
    return any(_PAGE.match(pair) or re.match(r"\w*id=\d+$", pair, re.IGNORECASE) for pair in parts.query.split("&"))


def _month(parts: Address) -> int:
    """Month of an address that is nothing but a date, counted from year 0; 0: it is something else."""
    if parts.query:
        pairs = [pair for pair in parts.query.split("&") if pair]
        dates = [pair for pair in pairs if _CALENDAR_QUERY.match(pair)]
        if not dates or len(dates) < len(pairs) - 1:
            return 0
        year = next((found for pair in dates if (found := _YEAR_VALUE.search(pair))), None)
        month = _MONTH_VALUE.search(parts.query)
        return int(year[1]) * 12 + int(month[1] if month else year[2] or 1) if year else 0
    found = _CALENDAR_PATH.search(parts.path)
    return int(found[1] or found[3]) * 12 + int(found[2] or found[4]) if found else 0


@lru_cache(maxsize=64)
def pattern_of(url: str) -> str:
    """The identity with all numbers alike."""
    return _DIGITS.sub("0", page_identity(url))
