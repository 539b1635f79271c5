"""Articles that an earlier round should have seen and did not (倒签): one look compared with another."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from hengping.extract.similar.titles import plain_title
from hengping.extract.site_articles_seen import ARCHIVE, claimed_on
from hengping.extract.site_urls import section_key
from hengping.model.content_facts import ArticleFact, FirstSeenFact, ListingFact
from hengping.model.facts import SiteFacts
from hengping.model.relations import SeenArticle, SeenBefore

_DIGITS = 12
_HOLD = 30
"""Articles of one section that come up at once: an archive that was put in, or a site that moved."""


def seen_before(facts: SiteFacts, faults: Iterable[str] = (), mended: Iterable[str] = ()) -> SeenBefore | None:
    """What a round saw of a site, for the round after it; None of a site that could not be read.

    Args:
        facts: of the earlier round.
        faults: ids of its findings that are faults.
        mended: ids that were faults in the round before it and are none any more.
    """
    if facts.tool_fault or facts.blocked_by or not facts.reachable or not facts.home.fetched:
        return None
    read = {one.url for one in facts.articles}
    unread = {link.text for link in facts.links if link.kind == "internal" and link.url not in read}
    return SeenBefore(
        looked_on=facts.as_of,
        addresses=_addresses(facts),
        titles=tuple(sorted({_title(text) for text in unread if plain_title(text)})),
        articles=tuple(
            SeenArticle(
                address=_address(one.url),
                title=_title(one.title),
                claimed_on=claimed_on(one),
                fingerprint=one.fingerprint,
            )
            for one in facts.articles
        ),
        listings=facts.listings,
        faults=tuple(sorted(faults)),
        mended=tuple(sorted(mended)),
    )


def first_seen_since(facts: SiteFacts, before: SeenBefore) -> tuple[FirstSeenFact, ...]:
    """Articles that claim a day before the earlier look, at which they were not there.

    The list of their section was read down to that day then; neither their address, nor their title, nor their text was
    on the site. What was only moved, renamed or corrected is none.
    """
    covered = _Covered(before.listings)
    sections = {section.section_id: section for section in facts.sections}
    addresses = set(before.addresses)
    moved = _Moved(before, _addresses(facts))
    new: list[tuple[ArticleFact, date, ListingFact | None]] = []
    for article in facts.articles:
        claimed = claimed_on(article)
        if claimed is None or claimed >= before.looked_on or _address(article.url) in addresses:
            continue
        section = sections.get(article.section_id)
        listing = covered.of(article.section_id, section.title if section else "")
        if section is None or (listing is not None and not _reaches(listing, claimed)):
            continue  # nobody looked there, so its absence then says nothing
        if not moved.knows(article, claimed):
            new.append((article, claimed, listing))
    crowd = Counter(article.section_id for article, _, _ in new)
    return tuple(
        FirstSeenFact(
            url=article.url,
            title=article.title,
            section_id=article.section_id,
            printed_on=claimed,
            first_seen_on=seen_on(article, facts.as_of),
            absent_on=before.looked_on,
            how="round",
            doubt=_doubt(claimed, before.looked_on, listing, crowd[article.section_id]),
            evidence=article.evidence,
        )
        for article, claimed, listing in new
    )


def seen_on(article: ArticleFact, as_of: date) -> date:
    """Day on which this round first saw an article: when it was fetched, at the latest the monitoring time point.

    Evidence may be collected, or read again, at another time than the round stands for.
    """
    near = article.seen_on is not None and article.seen_on <= as_of and (as_of - article.seen_on).days <= 2 * _HOLD
    return article.seen_on if near and article.seen_on is not None else as_of


def _doubt(claimed: date, looked_on: date, listing: ListingFact | None, crowd: int) -> str:
    if listing is None:
        return "new_section"
    if looked_on - claimed > ARCHIVE:
        return "archive"
    return "bulk" if crowd >= _HOLD else ""


def _reaches(listing: ListingFact, claimed: date) -> bool:
    return listing.covered_from is not None and listing.covered_from <= claimed


class _Covered:
    """The lists of the earlier round, found again by address or, where that changed, by a name that only one has."""

    def __init__(self, listings: Iterable[ListingFact]) -> None:
        self._by_id = {listing.section_id: listing for listing in listings}
        named = Counter(listing.title for listing in self._by_id.values())
        self._by_title = {one.title: one for one in self._by_id.values() if named[one.title] == 1}

    def of(self, section_id: str, title: str) -> ListingFact | None:
        return self._by_id.get(section_id) or self._by_title.get(title)


class _Moved:
    """Articles of the earlier round, to be known again where they stand now."""

    def __init__(self, before: SeenBefore, here: Iterable[str]) -> None:
        from hengping.extract.similar.known import KnownTexts  # noqa: PLC0415 - numpy is loaded where texts are compared

        here = set(here)
        self._unread = set(before.titles)
        self._by_title: dict[str, list[SeenArticle]] = defaultdict(list)
        for one in before.articles:
            self._by_title[one.title].append(one)
        self._gone = KnownTexts(one.fingerprint for one in before.articles if one.address not in here)
        self._here = here

    def knows(self, article: ArticleFact, claimed: date) -> bool:
        """Whether an article was on the site before.

        Under its title, and gone from its old place or of the same date (listed twice); or under another title, its
        text the same and gone from its old place. A title that was met and not read may have been any.
        """
        title = _title(article.title)
        if title in self._unread:
            return True
        if any(one.address not in self._here or one.claimed_on in {None, claimed} for one in self._by_title[title]):
            return True
        return self._gone.hold(article.fingerprint)


def _addresses(facts: SiteFacts) -> tuple[str, ...]:
    urls = {one.url for one in facts.articles} | {link.url for link in facts.links if link.kind == "internal"}
    return tuple(sorted({_address(url) for url in urls}))


def _address(url: str) -> str:
    return _digest(section_key(url))


def _title(text: str) -> str:
    return _digest(plain_title(text))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
