"""Reading sitemaps (网站地图): what a site itself says it has. Never raises, bounded, inert to hostile XML.

Sitemaps on government sites are often no well-formed XML (bare ``&``, wrong encoding, cut off), so they are read by
their ``<loc>`` and ``<lastmod>`` elements alone. Nothing is parsed as XML: no entity is defined, nothing external is
loaded; a declared entity stays the text it is, and is no address. Form: sitemaps.org protocol 0.9 (``urlset``,
``sitemapindex``, one address a line as text, any of them in gzip).
"""

import re
import zlib
from datetime import date
from typing import NamedTuple

from hengping.extract.entities import unescape
from hengping.model.urls import BadUrlError, normal_url

MAX_BYTES = 16_000_000
"""Read of one sitemap, unpacked."""
MAX_PAGES = 50_000
"""Addresses of one sitemap; the protocol's own limit."""
MAX_SITEMAPS = 1000
"""Sitemaps named by one index."""
MAX_LENGTH = 2000
"""Characters of an address."""
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_BITS = 31
_ELEMENT = re.compile(
    r"<(?:(\w{1,20}):)?(url|sitemap|loc|lastmod)\b[^<>]{0,300}>\s*(?:<!\[CDATA\[)?([^<]*)", re.IGNORECASE
)
_OTHER_PREFIXES = frozenset(("image", "video", "news", "xhtml", "mobile"))
_DAY = re.compile(r"\s*(\d{4})-?(\d\d)?-?(\d\d)?")
_DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{2,20})", re.IGNORECASE)


class SitemapPage(NamedTuple):
    """A page as a sitemap names it: normal URL, and when it changed last, if it says so."""

    url: str
    changed_on: date | None


class Sitemap(NamedTuple):
    """What one sitemap holds: its pages, those that changed last first; the sitemaps it refers to."""

    pages: tuple[SitemapPage, ...] = ()
    sitemaps: tuple[str, ...] = ()


def sitemap_places(robots_text: str, origin: str) -> tuple[str, ...]:
    """Where the sitemaps of a site may be: as its robots.txt says, else ``/sitemap.xml``.

    Args:
        robots_text: the text of robots.txt; empty when there is none.
        origin: address of the site, to which what is written is relative.
    """
    places: dict[str, None] = {}
    for line in robots_text.splitlines():
        name, mark, value = line.partition(":")
        if mark and name.strip().lower() == "sitemap" and len(places) < MAX_SITEMAPS:
            found = _normal(value.partition(" #")[0], origin)
            if found:
                places[found] = None
    return tuple(places) or tuple(filter(None, [_normal("/sitemap.xml", origin)]))


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Pages and further sitemaps of a sitemap, each once; what is neither XML nor addresses gives nothing.

    Args:
        body: the file, content coding undone; gzip files are unpacked here.
        url: its address, to which relative ones refer.
    """
    text = _text(_unpacked(body))
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _from_elements(_without_comments(text), url)
    pages: dict[str, SitemapPage] = {}
    for line in text.splitlines():
        found = _normal(line, url) if line.strip().lower().startswith(("http://", "https://")) else ""
        if found:
            pages.setdefault(found, SitemapPage(found, None))
            if len(pages) >= MAX_PAGES:
                break
    return Sitemap(tuple(pages.values()))


def _from_elements(text: str, url: str) -> Sitemap:
    pages: dict[str, SitemapPage] = {}
    sitemaps: dict[str, None] = {}
    in_index, here = False, ""
    for element in _ELEMENT.finditer(text):
        prefix, name, value = element[1], element[2].lower(), element[3]
        if prefix and prefix.lower() in _OTHER_PREFIXES:
            continue
        if name in ("url", "sitemap"):
            in_index, here = name == "sitemap", ""
        elif name == "lastmod":
            if here in pages:
                pages[here] = SitemapPage(here, _day(value))
        else:
            here = _normal(unescape(value.partition("]]>")[0]), url)
            if here and in_index and len(sitemaps) < MAX_SITEMAPS:
                sitemaps[here] = None
            elif here and not in_index:
                pages.setdefault(here, SitemapPage(here, None))
        if len(pages) >= MAX_PAGES:
            break
    ordered = sorted(pages.values(), key=lambda page: page.changed_on or date.min, reverse=True)
    return Sitemap(tuple(ordered), tuple(sitemaps))


def _normal(text: str, base: str) -> str:
    text = text.strip()
    if not text or len(text) > MAX_LENGTH or "&" in text[:1]:
        return ""
    try:
        return normal_url(text, base)
    except BadUrlError:
        return ""


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP_MAGIC):
        return body[:MAX_BYTES]
    try:
        return zlib.decompressobj(_GZIP_BITS).decompress(body, MAX_BYTES)
    except zlib.error:
        return b""


def _text(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.match(body[:300].decode("ascii", errors="replace"))
        is_utf_8 = declared is not None and declared[1].lower() in ("utf-8", "utf8")
        return body.decode("utf-8" if is_utf_8 else "gb18030", errors="replace")


def _without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    kept: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0:
        kept.append(text[end:start])
        end = text.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        end += 3
    kept.append(text[end:])
    return "".join(kept)
