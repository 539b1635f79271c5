"""Entries of a site's sections of one class, each with its own page where that was read."""

from collections.abc import Iterator
from datetime import date

import msgspec

from hengping.extract.site_entries import is_entry, is_side_block
from hengping.extract.site_pages import SitePages
from hengping.extract.site_sections import Ledger
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import PageFacts
from hengping.model.sections import SectionClass


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: what the list says, where it leads, and the page there. ``evidence``: that page, else the list's."""

    title: str
    url: str
    dated_on: date | None = None
    page: PageFacts | None = None
    evidence: EvidenceRef


def listed(site: SitePages, ledger: Ledger, kind: SectionClass) -> Iterator[Listed]:
    """Entries of the site's own in sections of a class, each address once, in the order of the sections.

    Side boxes, blocks that show another section, and entries that lead to sections are none.
    """
    seen: set[str] = set()
    for section in ledger.sections:
        if section.fact.section_class is not kind:
            continue
        for part in section.pages:
            for block in part.lists:
                away = ledger.group_at(block.more_url) if block.more_url else ""
                if is_side_block(block.name) or (away and away != section.fact.url):
                    continue
                for item in block.items:
                    if not item.url or not site.internal(item.url) or not is_entry(site, item):
                        continue
                    url = site.index.resolve(item.url)
                    if url in seen or ledger.group_at(item.url):
                        continue
                    seen.add(url)
                    page = site.at(item.url)
                    printed = page.published_on if page and page.kind != "home" else None
                    yield Listed(
                        title=item.title,
                        url=url,
                        dated_on=item.dated_on or printed,
                        page=page,
                        evidence=page.evidence if page else part.evidence,
                    )
