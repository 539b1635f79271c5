"""Which page is worth asking for first. Pure: from the address, the link's text and where it stood; no clock, no state.

An evaluation with a page budget must see, in this order:

1. the home page, frames and redirect targets (:attr:`Rank.FIRST`): without them nothing else can be read;
2. sections (:attr:`Rank.SECTION`): directories, index and list pages, navigation. A section's first page shows what
   the section ledger needs: whether it is empty and when it was updated last;
3. items (:attr:`Rank.ITEM`), newest first: by the date in the address, then by an id that grows. What was published
   lately is what the windows of the rules look at;
4. older list pages (:attr:`Rank.LIST`), by their number: they show items that the windows hardly reach; standing after
   the items, they open the past of all sections at the same pace;
5. the rest (:attr:`Rank.REST`): addresses that say nothing about themselves.

Within one rank and section: as listed, then by clicks from the home page, then in the order found. Known forms of
addresses: TRS (``/zwgk/tzgg/202611/t20261118_123.html``, ``index_1.html``), 大汉 (``/col/col12/index.html``,
``/art/2026/11/18/art_12_345.html``), 博达 (``/zwgk/tzgg.htm``, ``/info/1003/123.htm``), old ASP
(``list.asp?classid=3&page=2``, ``show.asp?id=9``).
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from hengping.collect.frontier_target import Address, Target, split_address

MAX_PLACE = 10**9
"""Ids and page numbers are told apart below this number."""


class Rank(IntEnum):
    """Class of a page in the queue; the lowest first."""

    FIRST = 0
    SECTION = 1
    ITEM = 2
    LIST = 3
    REST = 4


class Standing(NamedTuple):
    """Where a page stands in the queue.

    Attributes:
        rank: class.
        place: order within rank and section, the lowest first.
        section: the section whose share of the budget it takes.
    """

    rank: Rank
    place: int
    section: str


_INDEX_STEMS = frozenset(("index", "default", "main", "home", "list", "lists", "more", "sitemap", "wzdt"))
_LIST_STEM = re.compile(
    r"^(?:list|more|channel|column|class|category|catalog|node|lanmu|lm|col|menu|type|sort|bigclass|smallclass)[_-]?\d*$"
    r"|(?:list|_class|_more|_index)$"
)
_LIST_DIRECTORY = re.compile(r"^(?:col|columns?|channels?|nodes?|lists?|class|category|categories|cat|catalog)$")
_PAGED_STEM = re.compile(r"^(?:index|default|more|list[_-]?\d+|\w*list)[_-](\d{1,4})$")
_HTML = re.compile(r"\.(?:s?html?|xhtml|jspx?|aspx?|php|do|action)$")
_PAGE_PARAMETERS = frozenset(
    ("page", "p", "pn", "pageno", "page_no", "pageindex", "page_index", "pagenum", "pagenumber", "curpage", "cur_page",
     "currentpage", "currpage", "nowpage", "paging", "pageid", "topage", "start", "offset", "startrow")
)  # fmt: skip
_CLASS_PARAMETERS = frozenset(
    ("classid", "class_id", "cid", "catid", "cat_id", "columnid", "column_id", "colid", "channelid", "channel_id",
     "typeid", "type_id", "lmid", "lanmuid", "nodeid", "node_id", "bigclassid", "smallclassid", "sortid", "category",
     "categoryid", "menuid", "treecode", "catalogid", "chid")
)  # fmt: skip
_ITEM_PARAMETERS = frozenset(
    ("id", "articleid", "article_id", "newsid", "news_id", "infoid", "info_id", "contentid", "content_id", "aid", "nid",
     "docid", "doc_id", "itemid", "recordid", "letterid")
)  # fmt: skip
_PAGER_TEXT = re.compile(r"^[\[(【]?\s*(?:第\s*)?(\d{1,4})\s*页?\s*[\])】]?$")
_PAGER_WORDS = ("下一页", "下页", "上一页", "上页", "尾页", "末页", "后页", "前页", "next", "›", "»", ">", ">>")
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)({_YEAR})[-_/](1[0-2]|0?[1-9])[-_/](3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?<!\d)({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(?!\d)|(?=\d{{6}}))"
)
_MONTH = re.compile(rf"/({_YEAR})[-_/]?(1[0-2]|0?[1-9])/")
_DATE_SEGMENT = re.compile(rf"^{_YEAR}(?:[-_]?(?:1[0-2]|0?[1-9])(?:[-_]?(?:3[01]|[12]\d|0?[1-9]))?)?$")
_DAHAN_ITEM = re.compile(r"^art_(\d+)_\d+")
_NUMBERS = re.compile(r"\d+")
_SECTION_DEPTH = 2
_SHORT_NUMBER = 2


def standing(target: Target) -> Standing:
    """Rank, order and section of a target."""
    parts = split_address(target.url)
    section = section_of(target.url)
    if target.hops or target.purpose in ("home", "frame"):
        return Standing(Rank.FIRST, 0, section)
    rank, place = _rank(parts, target)
    return Standing(rank, place, section)


@lru_cache(maxsize=256)
def section_of(url: str) -> str:
    """The section an address belongs to, as far as the address says: host and first one or two directories.

    Directories of a date do not count; 大汉 items belong to the column that their name tells; a page outside any
    directory belongs to its script and the parameter that names a class (``list.asp?classid=3``).
    """
    parts = split_address(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    name = segments.pop() if segments and not parts.path.endswith("/") else ""
    host = parts.host.removeprefix("www.")
    stem = _stem(name)
    dahan = _DAHAN_ITEM.match(stem)
    if dahan:
        return f"{host}/col/col{dahan[1]}"
    folders = _folders(segments)
    if stem and not any(map(str.isdigit, stem)) and stem not in _INDEX_STEMS and not parts.query:
        folders.append(stem)  # /zwgk/tzgg.htm is the first page of what goes on in /zwgk/tzgg/2.htm
    path = "/".join(folders[:_SECTION_DEPTH])
    if not parts.query:
        return f"{host}/{path}"
    script = name if not folders else ""
    for key, value in _pairs(parts.query):
        if key in _CLASS_PARAMETERS or (key in _ITEM_PARAMETERS and _is_list(stem)):
            return f"{host}/{path}/{name}?{key}={value[:40]}".replace("//", "/")
    return f"{host}/{path or script}"


def _rank(parts: Address, target: Target) -> tuple[Rank, int]:
    path = parts.path
    segments = [segment.lower() for segment in path.split("/") if segment]
    name = segments[-1] if segments and not path.endswith("/") else ""
    stem = _stem(name)
    pairs = _pairs(parts.query)
    listed = _page_number(stem, pairs, target.text)
    if listed > 1:
        return Rank.LIST, min(listed, MAX_PLACE)
    day = _day(path, parts.query)
    if day:
        return Rank.ITEM, -(day * MAX_PLACE + _last_number(stem) % MAX_PLACE)
    keys = {key for key, _ in pairs}
    if target.hint == "nav" or _is_section(segments, name, stem, keys):
        return Rank.SECTION, 0
    if not pairs and not any(map(str.isdigit, stem or segments[-1])):
        return Rank.SECTION, 1  # a page with a name of its own, as 博达 has for each section
    return _item(pairs, stem or segments[-1])


def _item(pairs: list[tuple[str, str]], stem: str) -> tuple[Rank, int]:
    """Place of an undated item: by its id."""
    ids = [int(value[:12]) for key, value in pairs if key in _ITEM_PARAMETERS and value.isdecimal()]
    if pairs and not ids:
        return Rank.REST, 0
    return Rank.ITEM, -min(ids[0] if ids else _last_number(stem), MAX_PLACE - 1)


def _is_section(segments: list[str], name: str, stem: str, keys: set[str]) -> bool:
    if not name:
        last = segments[-1] if segments else ""
        return not last.isdecimal() or (len(segments) > 1 and _LIST_DIRECTORY.match(segments[-2]) is not None)
    if stem in _INDEX_STEMS:
        return not keys or bool(keys & (_CLASS_PARAMETERS | _ITEM_PARAMETERS | _PAGE_PARAMETERS))
    if _is_list(stem):
        return True
    return bool(keys & _CLASS_PARAMETERS) and not keys & _ITEM_PARAMETERS


def _is_list(stem: str) -> bool:
    return stem in _INDEX_STEMS or _LIST_STEM.search(stem) is not None


def _page_number(stem: str, pairs: list[tuple[str, str]], text: str) -> int:
    """Number of a list page, counted from 1; 0: no list page that is known by a number."""
    for key, value in pairs:
        if key in _PAGE_PARAMETERS and value.isdecimal():
            return int(value[:9])
    found = _PAGED_STEM.match(stem)
    if found:
        number = int(found[1])
        return number + 1 if stem.startswith(("index", "default")) else number
    words = text.strip().lower()
    if not words:
        return 0
    pager = _PAGER_TEXT.match(words)
    if pager:
        return int(pager[1])
    if words.startswith(_PAGER_WORDS):
        return max(_SHORT_NUMBER, _last_number(stem) % MAX_PLACE)
    return 0


def _day(path: str, query: str) -> int:
    """Newest date in an address as ``yyyymmdd``; a month counts as its first day's eve; 0: none."""
    found = _DATE.search(path) or (_DATE.search(query) if query else None)
    if found:
        year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
        return int(year) * 10_000 + int(month) * 100 + int(day)
    month_found = _MONTH.search(path)
    return int(month_found[1]) * 10_000 + int(month_found[2]) * 100 if month_found else 0


def _last_number(text: str) -> int:
    numbers = _NUMBERS.findall(text)
    return int(numbers[-1][-12:]) if numbers else 0


def _folders(segments: list[str]) -> list[str]:
    """Directories of a path without those of a date."""
    kept: list[str] = []
    dated = False
    for segment in segments:
        if _DATE_SEGMENT.match(segment):
            dated = True
        elif dated and segment.isdecimal() and len(segment) <= _SHORT_NUMBER:
            continue
        else:
            kept.append(segment)
    return kept


def _stem(name: str) -> str:
    return _HTML.sub("", name.lower())


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(key.lower(), value) for key, _, value in pairs]
