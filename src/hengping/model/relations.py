"""What is known of a site only beside others: beside the other sites of its run, and beside an earlier round."""

from datetime import date

import msgspec

from hengping.model.content_facts import FirstSeenFact, ListingFact, ReprintFact


class SiteRelations(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``facts/relations/<site_code>.json``: added to a site's facts before it is judged.

    Attributes:
        compared_sites: other sites whose articles were compared with its own.
        reprints: its articles that have their text from another site.
        looked_before_on: when the earlier round looked at it; None: it did not, or left nothing to compare with.
        first_seen: its articles that the earlier round should have seen and did not.
        past_faults: finding ids of the earlier round that were faults once and were no longer found at its last look.
    """

    compared_sites: int = 0
    reprints: tuple[ReprintFact, ...] = ()
    looked_before_on: date | None = None
    first_seen: tuple[FirstSeenFact, ...] = ()
    past_faults: tuple[str, ...] = ()


class SeenArticle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article as an earlier round saw it: enough to know it again at another address or under another title.

    ``address``, ``title``: digests. ``claimed_on``: the date that it claimed then.
    """

    address: str
    title: str
    claimed_on: date | None = None
    fingerprint: tuple[int, ...] = ()


class SeenBefore(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``previous/seen/<site_code>.json``: what an earlier round saw of a site, frozen into the run that follows it.

    Attributes:
        looked_on: monitoring time point of that round.
        addresses: digests of every address it met on the site, sorted.
        titles: digests of the headlines of pages that it met and did not read, sorted.
        articles: what it read.
        listings: how far back the lists were read then.
        faults: ids of the findings that were faults at its look.
        mended: ids that were faults in the round before it and were no longer found at its look.
    """

    looked_on: date
    addresses: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    articles: tuple[SeenArticle, ...] = ()
    listings: tuple[ListingFact, ...] = ()
    faults: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
