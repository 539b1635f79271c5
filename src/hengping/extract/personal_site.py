"""Personal data and script libraries over all pages of a site: one fact per page, one per library."""

from collections.abc import Iterable

from msgspec import structs

from hengping.extract.libraries import flaws_of
from hengping.extract.personal_numbers import mask_text
from hengping.model.content_facts import LibraryFact, PersonalFact
from hengping.model.facts import PageFacts


def personal_facts(pages: Iterable[PageFacts]) -> tuple[PersonalFact, ...]:
    """Personal data of the pages that have any, by address."""
    facts = [
        PersonalFact(
            url=page.url, title=mask_text(page.title), source_url=page.url, data=page.personal, evidence=page.evidence
        )
        for page in pages
        if page.personal
    ]
    return tuple(sorted(facts, key=lambda fact: fact.url))


def library_facts(pages: Iterable[PageFacts], home_url: str = "") -> tuple[LibraryFact, ...]:
    """The site's script libraries with their known flaws, each with a page that loads it, the home page preferred."""
    chosen: dict[tuple[str, str, str], LibraryFact] = {}
    for page in sorted(pages, key=lambda page: (page.url != home_url, page.url)):
        for library in page.libraries:
            key = (library.name, library.version, library.url)
            if key not in chosen:
                flaws = flaws_of(library.name, library.version)
                chosen[key] = structs.replace(
                    library,
                    source_url=page.url,
                    evidence=page.evidence,
                    flaws=flaws.identifiers,
                    fixed_in=flaws.fixed_in,
                    listed_on=flaws.listed_on,
                )
    return tuple(chosen[key] for key in sorted(chosen))
