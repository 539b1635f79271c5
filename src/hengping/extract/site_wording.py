"""Wording errors of a site: each where it is printed first-hand, not on every page that repeats it."""

from collections.abc import Iterable, Mapping

from msgspec import structs

from hengping.extract.site_pages import SitePages
from hengping.model.content_facts import WordingFact, WordingHit
from hengping.model.facts import PageFacts

_CORE = 6
"""Characters on either side that make two places the same text."""
_LISTING = frozenset({"home", "section", "other", "search"})


def wording_facts(site: SitePages) -> tuple[WordingFact, ...]:
    """Wording errors by page, in the order of their addresses.

    A title in a list repeats the article's: the error counts on the article's page, as long as that was read and has it
    too. What header, menu and footer of every page say counts once, on the home page or the first page that says it.
    Pages that are the same bytes under several addresses count once.
    """
    pages = {url: page for url, page in site.pages.items() if page.wording and site.internal(url)}
    said: set[str] = set()
    seen: set[tuple[str, tuple[str, ...]]] = set()
    facts: list[WordingFact] = []
    for page in _home_first(site, pages.values()):
        hits = tuple(_own_hits(site, page, pages, said))
        copy = (page.evidence.digest, tuple(hit.wrong for hit in hits))
        if not hits or (page.evidence.digest and copy in seen):
            continue
        seen.add(copy)
        url = site.home_url if site.is_home(page.url) else page.url
        facts.append(WordingFact(url=url, title=page.title, hits=hits, evidence=page.evidence))
    return tuple(sorted(facts, key=lambda fact: fact.url))


def _home_first(site: SitePages, pages: Iterable[PageFacts]) -> list[PageFacts]:
    return sorted(pages, key=lambda page: (not site.is_home(page.url), len(page.url), page.url))


def _own_hits(site: SitePages, page: PageFacts, pages: Mapping[str, PageFacts], said: set[str]) -> Iterable[WordingHit]:
    """Hits that count on this page, each wording once; ``said``: what the frame of the pages was already charged."""
    kept: dict[str, WordingHit] = {}
    for hit in page.wording:
        if hit.furniture and hit.wrong in said:
            continue
        if _is_repeated(site, page, hit, pages):
            continue
        if hit.furniture:
            said.add(hit.wrong)
        other = kept.get(hit.wrong)
        if other is None or (hit.sure and not other.sure):
            kept[hit.wrong] = structs.replace(hit, link_url="", furniture=False)
    return [kept[wrong] for wrong in sorted(kept)]


def _is_repeated(site: SitePages, page: PageFacts, hit: WordingHit, pages: Mapping[str, PageFacts]) -> bool:
    """Whether the hit is the title or the beginning of another page's text that this page leads to."""
    if hit.link_url:
        target = site.index.resolve(hit.link_url)
        if target != page.url and target in pages and any(own.wrong == hit.wrong for own in pages[target].wording):
            return True
    if page.kind not in _LISTING:
        return False
    core = _core(hit)
    led_to = {site.index.resolve(link.url) for link in page.links} & pages.keys() - {page.url}
    return any(
        own.wrong == hit.wrong and not own.link_url and core in _plain(own.context)
        for url in led_to
        if pages[url].kind not in _LISTING
        for own in pages[url].wording
    )


def _core(hit: WordingHit) -> str:
    context = _plain(hit.context)
    at = context.find(_plain(hit.wrong))
    return context[max(0, at - _CORE) : at + len(hit.wrong) + _CORE].rstrip("….") if at >= 0 else context


def _plain(text: str) -> str:
    return "".join(text.split())
