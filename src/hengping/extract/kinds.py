"""What a page is: told from its address, its title and what was found on it."""

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from hengping.extract.dates import url_day
from hengping.extract.lists import FoundList
from hengping.model.facts import PageKind

LONG_BODY = 200
"""Characters of main text from which a page has something to say of its own."""
_HOME_PATH = re.compile(r"^/?(?:(?:index|default|home|main)\.[a-z]{2,5})?$", re.IGNORECASE)
_ARTICLE_PATH = re.compile(
    r"(?:t\d{8}_\d+|art_\d+|content_\d+|post_\d+|/c?\d{5,}|[a-f0-9]{20,}|/content)\w*(?:/c)?\.\w+$", re.IGNORECASE
)
_LIST_PATH = re.compile(
    r"(?:/|/(?:index|list|column|channel)\w*\.\w+|/col\d+/?|col/col\d+/index\.html?)$", re.IGNORECASE
)
_SEARCH_TITLE = re.compile(r"搜索|检索")
_SEARCH_URL = re.compile(
    r"/(?:was\d?|search|jsearch\w*|sousuo)(?:/|\.|\?|$)|/s(?:\.|/?\?|/?$)|[?&](?:q|qt|keyword|searchword|kw)=",
    re.IGNORECASE,
)
"""A directory ``/s/`` in front of others is as good as any; only what ends with it answers searches."""
_SOME_DATES = 3
_MANY_ITEMS = 5


class Signs(NamedTuple):
    """What tells a page's kind.

    Attributes:
        url: its normal address.
        template_title: text of ``<title>``.
        has_article_tag: meta ArticleTitle is filled.
        dated: where a publication date was read, None when nowhere.
        length: characters of main text.
        elements: number of elements.
        found: its list blocks.
        messages: number of messages.
        has_guide: it is a service guide.
    """

    url: str
    template_title: str
    has_article_tag: bool
    dated: str | None
    length: int
    elements: int
    found: list[FoundList]
    messages: int
    has_guide: bool


def kind_of_page(signs: Signs, *, home: bool | None) -> PageKind:
    """The kind of a page that is no challenge.

    Args:
        signs: what was found.
        home: the caller's knowledge; None: told from the address.
    """
    items = sum(len(one.items.items) for one in signs.found)
    if home:
        return "home"
    if signs.has_guide:
        return "guide"
    if 2 * signs.messages > items:
        return "messages"
    if _SEARCH_URL.search(signs.url) or _SEARCH_TITLE.search(signs.template_title):
        return "search"
    return _by_weight(signs, items, home=home)


def _by_weight(signs: Signs, items: int, *, home: bool | None) -> PageKind:
    path = urlsplit(signs.url).path
    article = _article_weight(signs, path, url_day(signs.url))
    listing = 2 * any(len(one.items.dates) >= _SOME_DATES for one in signs.found) + (items >= _MANY_ITEMS) + (items > 0)
    if article > listing:
        return "article"
    if home is None and _HOME_PATH.match(path) and (items or signs.elements > LONG_BODY):
        return "home"
    if items or (_LIST_PATH.search(path) and signs.template_title):
        return "section"
    return "article" if article > 0 and signs.length >= LONG_BODY else "other"


def _article_weight(signs: Signs, path: str, day: date | None) -> int:
    weight = 2 * signs.has_article_tag + 2 * (signs.dated == "visible")
    weight += (signs.length >= LONG_BODY) + (signs.length >= 3 * LONG_BODY)
    weight += signs.dated == "visible" and signs.length >= 3 * LONG_BODY  # lists may stand beside so much text
    weight += 2 * bool(_ARTICLE_PATH.search(path) or day)
    weight -= 2 * bool(_LIST_PATH.search(path) or _HOME_PATH.match(path))
    return weight - (signs.dated is None)
