"""Entries (信息条目) of sections and of the home page: counted once each, dated by the list or by the article."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

import msgspec

from hengping.extract.sections import contains_any
from hengping.extract.site_pages import SitePages
from hengping.extract.targets import kind_of
from hengping.model.facts import ListItem, Message
from hengping.model.urls import host_of

_SIDE_BLOCKS = (
    "排行",
    "推荐",
    "热门",
    "友情链接",
    "相关链接",
    "相关阅读",
    "相关文章",
    "相关信息",
    "猜你喜欢",
    "最近浏览",
)
_GONE = frozenset({404, 410})
_MOST_DAYS = 100
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_READ = frozenset({"home", "page", "frame"})


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with its publication date, None when neither the list nor the article prints one.

    ``unread``: no date is known because its own page was not read. ``own``: it is content of the site itself, so that
    it may be newer than the entries beside it.
    """

    key: str
    title: str
    dated_on: date | None
    unread: bool = False
    own: bool = True


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and dates over entries, as the facts carry them. ``days``: of the newest dated entries, newest first."""

    items: int = 0
    undated: int = 0
    unread: int = 0
    newest_on: date | None = None
    oldest_on: date | None = None
    newest_title: str = ""
    days: tuple[date, ...] = ()


def entry_of(site: SitePages, item: ListItem) -> Entry:
    """A list item as an entry; where the list prints no date, or no year, the linked article's counts."""
    dated_on = item.dated_on
    if item.url and (dated_on is None or item.year_inferred):
        page = site.at(item.url)
        printed = page.published_on if page and page.kind != "home" else None
        if dated_on is None or (printed and (printed.month, printed.day) == (dated_on.month, dated_on.day)):
            dated_on = printed
    unread = bool(item.url) and dated_on is None and _is_unread(site, item.url)
    own = bool(item.url) and site.internal(item.url)
    return Entry(key=_key(site, item.url, item.title), title=item.title, dated_on=dated_on, unread=unread, own=own)


def entry_of_message(site: SitePages, message: Message, page_url: str) -> Entry:
    """A published message as an entry, dated by its answer, else by its question."""
    url = "" if message.url == page_url else message.url
    title = message.title or message.message_id
    dated_on = message.replied_on or message.asked_on
    unread = bool(url) and dated_on is None and _is_unread(site, url)
    return Entry(key=_key(site, url, title), title=title, dated_on=dated_on, unread=unread)


def summarise(entries: Iterable[Entry], as_of: date) -> Summary:
    """Counts and dates, each entry once.

    A date after the monitoring time point says nothing about the time before it (and may be a printing error): such an
    entry counts, its date does not. Where some entry is dated, unread ones count only if they are the site's own: links
    to other sites beside a dated list say nothing of it.
    """
    unique: dict[str, Entry] = {}
    for entry in entries:
        known = unique.get(entry.key)
        if known is None or (entry.dated_on and (known.dated_on is None or entry.dated_on > known.dated_on)):
            unique[entry.key] = entry
    dated = [(entry.dated_on, entry.title) for entry in unique.values() if entry.dated_on and entry.dated_on <= as_of]
    newest = max(dated, default=(None, ""), key=lambda pair: (pair[0], pair[1]))
    return Summary(
        items=len(unique),
        undated=sum(entry.dated_on is None and not entry.unread for entry in unique.values()),
        unread=sum(entry.unread and (entry.own or not dated) for entry in unique.values()),
        newest_on=newest[0],
        oldest_on=min((day for day, _ in dated), default=None),
        newest_title=newest[1],
        days=tuple(sorted((day for day, _ in dated), reverse=True)[:_MOST_DAYS]),
    )


def is_entry(site: SitePages, item: ListItem) -> bool:
    """Whether a list item is content: not the home page, and not the front door of another site (友情链接)."""
    if not item.url:
        return bool(item.title.strip())
    if site.is_home(item.url):
        return False
    if site.internal(item.url):
        return True
    parts = urlsplit(item.url)
    return parts.path not in {"", "/"} or bool(parts.query)


def is_side_block(name: str) -> bool:
    """Whether a block's heading names a side box of the page (点击排行, 推荐阅读), not its own list."""
    return contains_any(name, _SIDE_BLOCKS)


def _is_unread(site: SitePages, url: str) -> bool:
    """Whether a date may stand where nobody looked: on a page that was not read, or not in full.

    A page that is gone and a file tell no publication date, however often they are asked for.
    """
    outcome = site.index.outcome(url)
    if site.at(url) is not None:
        return outcome.url in site.index.partial
    if outcome.status in _GONE or kind_of(url, host_of(site.home_url)) in {"attachment", "image"}:
        return False
    capture = site.index.at(outcome.url)
    return not (outcome.state == "ok" and capture and capture.purpose in _READ and capture.mime not in _HTML)


def _key(site: SitePages, url: str, title: str) -> str:
    if not url:
        return "#" + "".join(title.split())
    parts = urlsplit(site.index.resolve(url))
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{parts.query}"
