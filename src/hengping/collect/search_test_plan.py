"""What a site's search is asked: its search box and titles of its own pages, chosen from the archive."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from hengping.collect.page_guard import PageGuard
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.extract.outlinks import Outlinks, read_outlinks
from hengping.extract.page import read_page
from hengping.extract.search_boxes import MAX_BOXES, PageBoxes
from hengping.extract.search_titles import normal, query_of
from hengping.extract.sections import class_of_title, class_of_url
from hengping.extract.site_search import may_ask
from hengping.model.codec import decode
from hengping.model.evidence import MAX_REDIRECTS, Capture
from hengping.model.page_facts import PageFacts
from hengping.model.sections import SectionClass
from hengping.model.site import Site
from hengping.model.site_search import SEARCH_FILE, NoTest, SearchBox, SearchPlan, SearchTitle
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site

MOST_READ = 80
"""Pages that are read to find titles."""
_CHOICE = 6
"""Titles known for each that is asked for: enough to choose from, and to see which parts of titles are unique."""
_INDEXED_AFTER = timedelta(days=14)
"""Search engines of sites take up new pages once a day or a week: older ones are preferred."""
_USUAL = frozenset({SectionClass.DYNAMIC, SectionClass.NOTICE, SectionClass.POLICY})
_PAGES = frozenset({"home", "page", "frame"})
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_OK = 200
_SPLASHES = 2
_NOWHERE = Outlinks((), (), 0)


class _Known(NamedTuple):
    """A title that may be asked for; ``usual``: it stands in a section that every search takes up."""

    title: SearchTitle
    published_on: date | None
    fetched_on: date
    on_home: bool
    section: str
    usual: bool


def plan_search(site: Site, archive: SiteArchive, *, count: int, seed: str) -> SearchPlan | None:
    """What is asked of a site's search. The same archive and seed give the same plan.

    Args:
        site: whose search it is.
        archive: its evidence after the crawl.
        count: titles to ask for.
        seed: of the campaign.

    Returns:
        The plan; None when the home page was not read.

    Raises:
        EvidenceError: the evidence is damaged.
    """
    pages = {one.url: one for one in archive.iter_captures() if _is_page(one)}
    home = _home(site, archive, pages)
    if home is None:
        return None
    own_seed = f"{seed}:{site.site_code}"
    boxes, scripts, unusable = _boxes(archive, home, pages)
    allowed = tuple(box for box in boxes if may_ask(box.url, site.url))[:MAX_BOXES]
    why: NoTest = ""
    if not allowed:
        why = "foreign_host" if boxes else "no_form"
    titles = _titles(archive, home, pages.values(), own_seed, count) if allowed else ()
    if allowed and not titles:
        why = "no_titles"
    return SearchPlan(
        seed=own_seed,
        control=_control(own_seed),
        boxes=allowed,
        titles=titles,
        not_tested=why,
        found_box=boxes[0].url if boxes else home.url if unusable else "",
        home_scripts=scripts,
    )


def read_plan(folder: Path) -> SearchPlan | None:
    """The plan in an evidence folder; None when there is none.

    Raises:
        EvidenceError: it is damaged.
    """
    try:
        data = (folder / SEARCH_FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return decode(data, SearchPlan)
    except msgspec.DecodeError as error:
        raise EvidenceError(
            "搜索测试的记录损坏 (damaged record of the search test)",
            where=str(folder / SEARCH_FILE),
            remedy="从备份恢复该网站的佐证目录",
        ) from error


def _is_page(capture: Capture) -> bool:
    return (
        capture.purpose in _PAGES
        and capture.status == _OK
        and capture.failure is None
        and capture.mime in _HTML
        and capture.look == 1
    )


def _home(site: Site, archive: SiteArchive, pages: dict[str, Capture]) -> Capture | None:
    """The home page as visitors see it: redirects followed, and a page that only leads on to another."""
    home = _served_home(site, archive)
    for _ in range(_SPLASHES):
        behind = _behind(archive, home, pages) if home is not None else None
        if behind is None:
            break
        home = behind
    return home


def _behind(archive: SiteArchive, home: Capture, pages: dict[str, Capture]) -> Capture | None:
    """The one page of the site that a page leads to, when that is all it does."""
    body, found = archive.read(home).body, _NOWHERE
    with PageGuard("links_unreadable", home.url):
        found = read_outlinks(body, home.url, content_type=home.content_type)
    inside = {link.url for link in found.links if link.kind == "internal" and link.url != home.url}
    return pages.get(inside.pop()) if len(inside) == 1 and not found.frames else None


def _served_home(site: Site, archive: SiteArchive) -> Capture | None:
    """The home page as it was served, redirects followed."""
    try:
        url = normal_url(site.url)
    except BadUrlError:
        return None
    hops = {one.url: one for one in archive.iter_captures() if one.purpose == "home"}
    for _ in range(MAX_REDIRECTS):
        capture = hops.get(url)
        if capture is None or not capture.location:
            return capture if capture is not None and _is_page(capture) else None
        url = capture.location
    return None


def _boxes(
    archive: SiteArchive, home: Capture, pages: dict[str, Capture]
) -> tuple[list[SearchBox], tuple[str, ...], bool]:
    """Search boxes of the home page and its frames, else of the search page it links to; its script files."""
    frames = [one for one in pages.values() if one.purpose == "frame" and one.source_url == home.url]
    shown = [_read(archive, one) for one in (home, *frames)]
    boxes = [box for page in shown for box in page.boxes]
    scripts = tuple(sorted({script for page in shown for script in page.scripts}))
    if not boxes:
        entries = [entry for page in shown for entry in page.entries if entry in pages]
        boxes = [box for entry in entries for box in _read(archive, pages[entry]).boxes]
    return boxes, scripts, any(page.unusable for page in shown)


def _read(archive: SiteArchive, capture: Capture) -> PageBoxes:
    body = archive.read(capture).body
    with PageGuard("page_unreadable", capture.url):
        return PageBoxes(body, capture.url, content_type=capture.content_type)
    nothing = PageBoxes(b"", capture.url)
    nothing.unusable = True  # it may hold a search box
    return nothing


def _titles(
    archive: SiteArchive, home: Capture, pages: Iterable[Capture], seed: str, count: int
) -> tuple[SearchTitle, ...]:
    """Titles drawn by the seed, those that search engines know before those of the last days."""
    host = host_of(home.url)
    own = [one for one in pages if one.purpose == "page" and same_site(host_of(one.url), host)]
    own.sort(key=lambda one: _drawn(seed, one.url))
    body, linked = archive.read(home).body, set[str]()
    with PageGuard("page_unreadable", home.url):
        home_page = read_page(body, home.url, content_type=home.content_type, home=True, judged=False)
        linked = {link.url for link in home_page.links}
    known: list[_Known] = []
    for title in _known_titles(archive, own[:MOST_READ], linked):
        known.append(title)
        if len(known) >= count * _CHOICE:
            break
    names = [normal(one.title.title) for one in known]
    unique = [one for one in known if sum(normal(one.title.query) in name for name in names) == 1]
    unique.sort(key=_preference)  # stable: within one preference the seed decides
    # One of each section before a second one: a search that knows all but one section is not broken.
    seen: Counter[tuple[bool, bool, str]] = Counter()
    turns = []
    for one in unique:
        fresh, unusual, _ = _preference(one)
        turns.append((fresh, unusual, seen[fresh, unusual, one.section]))
        seen[fresh, unusual, one.section] += 1
    ordered = sorted(range(len(unique)), key=lambda place: (turns[place], place))
    return tuple(unique[place].title for place in ordered[:count])


def _known_titles(archive: SiteArchive, captures: Iterable[Capture], linked: set[str]) -> Iterator[_Known]:
    for capture in captures:
        try:
            body = archive.read(capture).body
        except DroppedError:
            continue
        known: _Known | None = None
        with PageGuard("page_unreadable", capture.url):
            known = _known_title(body, capture, linked)
        if known is not None:
            yield known


def _known_title(body: bytes, capture: Capture, linked: set[str]) -> _Known | None:
    """The title of a page that may be asked for; None when it has none."""
    page = read_page(body, capture.url, content_type=capture.content_type, evidence=capture.ref, judged=False)
    query = query_of(page.title) if page.kind == "article" else ""
    if not query:
        return None
    title = SearchTitle(query=query, title=page.title, wanted_url=page.url)
    section, usual = _section_of(page)
    return _Known(title, page.published_on, capture.fetched_at.date(), capture.url in linked, section, usual=usual)


def _section_of(page: PageFacts) -> tuple[str, bool]:
    """The section that a page names as its own, and whether it is one of news, notices or policy."""
    folded = {name.lower(): value for name, value in page.meta.items()}
    crumbs = [part for part in page.breadcrumb if part != page.title]
    name = folded.get("columnname", "").strip() or (crumbs[-1] if crumbs else "")
    directory = page.url.rpartition("/")[0]
    return name or directory, (class_of_title(name) if name else class_of_url(f"{directory}/")) in _USUAL


def _preference(known: _Known) -> tuple[bool, bool, bool]:
    fresh = known.published_on is None or known.published_on > known.fetched_on - _INDEXED_AFTER
    return fresh, not known.usual, known.on_home


def _drawn(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest()


def _control(seed: str) -> str:
    """Letters that no page has: ``q`` … ``z`` only, so that no word comes of them."""
    digits = _drawn(seed, "control")[:10]
    return "".join("qxzvjkwpgf"[int(digit, 16) % 10] for digit in digits)
