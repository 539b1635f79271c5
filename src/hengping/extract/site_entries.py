"""Entries (信息条目) of sections and of the home page: counted once each, dated by the list or by the article."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

import msgspec

from hengping.extract.sections import contains_any
from hengping.extract.site_pages import SitePages
from hengping.model.facts import ListItem, Message

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


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with its publication date, None when neither the list nor the article prints one."""

    key: str
    title: str
    dated_on: date | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and dates over entries, as the facts carry them."""

    items: int = 0
    undated: int = 0
    newest_on: date | None = None
    oldest_on: date | None = None
    newest_title: str = ""


def entry_of(site: SitePages, item: ListItem) -> Entry:
    """A list item as an entry; where the list prints no date, the linked article's counts."""
    dated_on = item.dated_on
    if item.url and dated_on is None:
        page = site.at(item.url)
        dated_on = page.published_on if page and page.kind != "home" else None
    return Entry(key=_key(site, item.url, item.title), title=item.title, dated_on=dated_on)


def entry_of_message(site: SitePages, message: Message, page_url: str) -> Entry:
    """A published message as an entry, dated by its answer, else by its question."""
    url = "" if message.url == page_url else message.url
    title = message.title or message.message_id
    return Entry(key=_key(site, url, title), title=title, dated_on=message.replied_on or message.asked_on)


def summarise(entries: Iterable[Entry], as_of: date) -> Summary:
    """Counts and dates, each entry once.

    A date after the monitoring time point says nothing about the time before it (and may be a printing error): such an
    entry counts, its date does not.
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
        undated=sum(entry.dated_on is None for entry in unique.values()),
        newest_on=newest[0],
        oldest_on=min((day for day, _ in dated), default=None),
        newest_title=newest[1],
    )


def is_entry(site: SitePages, item: ListItem) -> bool:
    """Whether a list item is content: not the home page, and not the front door of another site (友情链接)."""
    if not item.url:
        return bool(item.title.strip())
    if site.is_home(item.url):
        return False
    parts = urlsplit(item.url)
    return site.internal(item.url) or parts.path not in {"", "/"} or bool(parts.query)


def is_side_block(name: str) -> bool:
    """Whether a block's heading names a side box of the page (点击排行, 推荐阅读), not its own list."""
    return contains_any(name, _SIDE_BLOCKS)


def _key(site: SitePages, url: str, title: str) -> str:
    if not url:
        return "#" + "".join(title.split())
    parts = urlsplit(site.index.resolve(url))
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{parts.query}"
