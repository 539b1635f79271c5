"""Which pages are rendered: a function of the archive and the setting, so that a run which goes on chooses the same.

``home``: the home page. ``sample``: the home page, the first section page and the first article (a look at each
template), then the first :data:`SAMPLE_PAGES` pages whose lists or footer only exist after a script ran. ``all``: the
same with every such page. Order is that of the index, which is that of importance.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from hengping.collect.page_guard import PageGuard
from hengping.evidence.archive import SiteArchive
from hengping.extract import outlinks as drawn
from hengping.extract.challenge import challenge_kind
from hengping.extract.page import read_page
from hengping.model.evidence import FAILURES, MAX_REDIRECTS, Capture
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, normal_url

Level = Literal["off", "home", "sample", "all"]
SAMPLE_PAGES = 60
TEMPLATE_REACH = 60
"""Pages looked at to find a section and an article."""
SHORT_PAGE = 4000
"""Visible characters up to which a page may be one that shows nothing of its own."""
_SCRIPT = re.compile(rb"<script\b(?![^<>]{0,500}\bsrc\s*=)", re.IGNORECASE)
_READ = frozenset({"home", "page", "frame"})
_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
_OK = 200
_MAX_HOPS = MAX_REDIRECTS
Scripted = Callable[[bytes, Capture], bool]


class Chosen(NamedTuple):
    """A page to render, and why."""

    capture: Capture
    why: str


def drawn_by_script(body: bytes, capture: Capture) -> bool:
    """Whether a page's list or footer only exists after a script ran, or may, so that nothing can be said without it.

    The second asks what the facts of the page will ask, and costs a full reading; it is asked of short pages only, and
    not where the list may stand in a frame: frames are pages of their own.
    """
    if drawn.drawn_by_script(body, capture.url, content_type=capture.content_type):
        return True
    found = drawn.read_outlinks(body, capture.url, content_type=capture.content_type)
    if found.frames or found.text_length > SHORT_PAGE or not _SCRIPT.search(body):
        return False
    return read_page(body, capture.url, content_type=capture.content_type, home=False).scripted


def readable_pages(captures: Sequence[Capture]) -> dict[str, Capture]:
    """Archived pages of the site by address, in index order: answered with 200, HTML, whole."""
    found: dict[str, Capture] = {}
    for capture in captures:
        failure = FAILURES[capture.failure] if capture.failure else None
        if (
            capture.purpose in _READ
            and capture.status == _OK
            and not capture.location
            and capture.mime in _HTML
            and (failure is None or (failure.answered and not failure.turned_away))
        ):
            found.setdefault(capture.url, capture)
    return found


def home_capture(site: Site, captures: Sequence[Capture], pages: dict[str, Capture]) -> Capture | None:
    """The home page as archived, behind its redirects."""
    redirects = {capture.url: capture.location for capture in captures if capture.location}
    try:
        url = normal_url(site.url)
    except BadUrlError:
        return None
    for _ in range(_MAX_HOPS):
        if url in pages:
            return pages[url]
        if url not in redirects:
            return None
        url = redirects[url]
    return None


def choose(
    site: Site,
    archive: SiteArchive,
    captures: Sequence[Capture],
    level: Level,
    *,
    scripted: Scripted = drawn_by_script,
) -> Iterator[Chosen]:
    """The pages to render, most important first, each once; later ones are looked for only when they are asked for.

    Args:
        site: the site.
        archive: its archive, read for page bodies.
        captures: its index.
        level: the setting ``collect.browser``.
        scripted: says of a page whether a script draws it.
    """
    if level == "off":
        return
    pages = readable_pages(captures)
    home = home_capture(site, captures, pages)
    if home is not None:
        yield Chosen(home, "home")
    if level == "home":
        return
    given = {home.url} if home is not None else set()
    for chosen in _templates(archive, [page for url, page in pages.items() if url not in given]):
        given.add(chosen.capture.url)
        yield chosen
    left = SAMPLE_PAGES if level == "sample" else len(pages)
    for url, capture in pages.items():
        if left <= 0:
            return
        if url in given:
            continue
        body = archive.read(capture).body
        drawn_here = False
        with PageGuard("page_unreadable", url):
            drawn_here = scripted(body, capture) and not challenge_kind(body, capture.status)
        if drawn_here:
            left -= 1
            yield Chosen(capture, "scripted")


def _templates(archive: SiteArchive, pages: Sequence[Capture]) -> Iterator[Chosen]:
    wanted = {"section", "article"}
    for capture in pages[:TEMPLATE_REACH]:
        if not wanted or capture.purpose == "frame":
            continue
        body, kind = archive.read(capture).body, ""
        with PageGuard("page_unreadable", capture.url):
            kind = read_page(body, capture.url, content_type=capture.content_type, home=False).kind
        if kind in wanted:
            wanted.discard(kind)
            yield Chosen(capture, kind)
