"""Facts (事实): what sites hold, without any judgement and without any marks.

What one page holds: :mod:`hengping.model.page_facts`, whose names are also found here.
"""

from datetime import date
from typing import Literal

import msgspec

from hengping.model import content_facts as content
from hengping.model.availability import MaintenanceWindow
from hengping.model.evidence import EvidenceRef, FailureKind, Purpose, Visit
from hengping.model.page_facts import (
    GUIDE_ELEMENTS,
    DateSource,
    Fact,
    Guide,
    Identity,
    ItemList,
    Link,
    LinkKind,
    LinkPlace,
    ListItem,
    Message,
    PageFacts,
    PageKind,
    PageType,
)
from hengping.model.probes import ProbeFacts
from hengping.model.rule_facts import (
    AccessibilityFacts,
    DisclosureFacts,
    DivisionFact,
    EntryElsewhere,
    InterpretationFact,
    OutsideFact,
    SiteReport,
    TimeFormat,
    WeightFact,
)
from hengping.model.sections import SectionClass
from hengping.model.site import Site
from hengping.model.site_search import NoTest

__all__ = [
    "GUIDE_ELEMENTS",
    "DateSource",
    "Guide",
    "GuideFact",
    "HomeFacts",
    "Identity",
    "ItemList",
    "Link",
    "LinkFact",
    "LinkKind",
    "LinkPlace",
    "LinkState",
    "ListItem",
    "Message",
    "MessageFact",
    "PageFacts",
    "PageFault",
    "PageKind",
    "PageMeta",
    "PageType",
    "PartialWhy",
    "SectionFact",
    "ServiceFacts",
    "SiteFacts",
]

LinkState = Literal["ok", "broken", "blocked", "not_tested"]


class LinkFact(Fact, frozen=True, kw_only=True):
    """A link target of a site and whether it opens: one per target, whatever the number of pages that carry it.

    Attributes:
        source_url: first page that carries it, the home page preferred.
        source_count: number of pages that carry it.
        on_home: carried by the home page.
        state: ok; broken; blocked (401, 403, 429, challenge); not_tested (robots, budget, private address, own fault).
        status, failure: of the last hop.
        looks: 1, or 2 when a second look (later, by a client that looks like a browser) decided the state.
        first_status, first_failure: what the first look found, where the second confirmed that it is broken.
        hollow: what an answer with status 200 lacks, so that it is broken all the same: ``notice`` (it only says that
            it is not there), ``page`` (a page where a file was promised), ``empty``; empty text: nothing.
        evidence: record of the last hop, or of the page that carries it when it was never asked for.
    """

    url: str
    kind: LinkKind
    text: str = ""
    source_url: str = ""
    source_count: int = 1
    on_home: bool = False
    position: str = ""
    state: LinkState = "not_tested"
    status: int = 0
    failure: FailureKind | None = None
    looks: int = 1
    first_status: int = 0
    first_failure: FailureKind | None = None
    hollow: str = ""
    evidence: EvidenceRef = EvidenceRef("", "")


class SectionFact(Fact, frozen=True, kw_only=True):
    """One section (栏目): a row of the section ledger before judgement.

    Attributes:
        section_id: stable id, ``s-`` and 10 hex digits of the section's normal URL.
        level: 1 for a section of the main navigation or directly under the home page, 2 below.
        items: entries found over its pages.
        undated: entries without a publication time, neither in the list nor on their own page.
        unread: entries that no date is known of because their own page was not read; they may be newer than the rest.
        newest_on, oldest_on: over the dated entries.
        has_children: an entry page to sub-sections (栏目导航页), so an empty list is no fault.
        exempt: why no duty applies: ``topic_closed``, ``states_nothing``, ``granted`` (by people), or empty.
        duty_days: update duty that people set for this section alone; 0: none; None: as its class has it.
        readable: false when its list is drawn by script, framed, blocked or was not fetched: then nothing can be told.
        unreadable_why: ``scripted`` | ``blocked`` | ``not_fetched`` | ``broken`` | ``incomplete`` (only a part of
            it was received, or the pages it leads to were not read) | ``tool_fault`` (Hengping's reader failed).
    """

    section_id: str
    url: str
    title: str
    section_class: SectionClass
    level: int = 1
    parent_url: str = ""
    items: int = 0
    undated: int = 0
    unread: int = 0
    newest_on: date | None = None
    oldest_on: date | None = None
    has_children: bool = False
    exempt: str = ""
    duty_days: int | None = None
    readable: bool = True
    unreadable_why: str = ""
    evidence: tuple[EvidenceRef, ...] = ()


class HomeFacts(Fact, frozen=True, kw_only=True):
    """What the home page shows, frames merged in.

    ``newest_on`` is the newest publication date of any entry on it, from the list itself or, where the list prints no
    dates, from the linked article. ``navigation_only``: no lists at all, only entries to second-level pages.
    ``unread``: as in :class:`SectionFact`; of a navigation page also its sections that could not be read.
    ``days``: publication dates of its newest dated entries, newest first, each entry once, a hundred at most.
    ``frame_unread``, ``footer_by_script``: what is not found may stand in a frame of the site that was not read, or in
    a footer that a script draws.
    """

    url: str
    fetched: bool = True
    newest_on: date | None = None
    newest_title: str = ""
    days: tuple[date, ...] = ()
    items: int = 0
    undated: int = 0
    unread: int = 0
    navigation_only: bool = False
    readable: bool = True
    frame_unread: bool = False
    footer_by_script: bool = False
    search_form: bool = False
    elderly_entry: str = ""
    identity: Identity = Identity()
    meta: dict[str, str] = msgspec.field(default_factory=dict)
    evidence: tuple[EvidenceRef, ...] = ()


class PageMeta(Fact, frozen=True, kw_only=True):
    """What the meta check needs of a page, without its text."""

    url: str
    title: str
    page_type: PageType
    tags: dict[str, str]
    evidence: EvidenceRef


class PageFault(Fact, frozen=True, kw_only=True):
    """An answer that Hengping's own readers failed at: it counts as not read, nothing of it is judged.

    ``purpose``: what it was asked for. ``error``: kind of the exception, a name.
    """

    url: str
    purpose: Purpose
    error: str
    evidence: EvidenceRef


class GuideFact(Fact, frozen=True, kw_only=True):
    """A service guide of a site."""

    url: str
    title: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    values: dict[str, str] = msgspec.field(default_factory=dict)
    evidence: EvidenceRef


class MessageFact(Fact, frozen=True, kw_only=True):
    """A citizen message of a site, list and detail page joined.

    ``own_page_unread``: no page that was read tells whether it is answered; a page of its own may.
    """

    message_id: str
    url: str
    title: str
    asked_on: date | None
    replied_on: date | None
    replied: bool
    valid: bool
    section_title: str = ""
    own_page_unread: bool = False
    evidence: EvidenceRef


class ServiceFacts(Fact, frozen=True, kw_only=True):
    """Whether the site offers services, and a channel for questions.

    ``message_channel_url``: an online channel for questions and suggestions (not 网上信访, 纪检举报); empty: none.
    ``service_url``: entry to 办事服务; empty: none found.
    """

    service_url: str = ""
    message_channel_url: str = ""
    guides: int = 0


PartialWhy = Literal["", "budget", "blocked", "not_crawled", "tool_fault"]


class SiteFacts(Fact, frozen=True, kw_only=True):
    """All facts of one site for one run: what checks are given.

    ``blocked_by``: why the whole site could not be read (``challenge``, ``http_403`` …); empty when it could. A blocked
    site is never judged. ``reachable``: at least the home page answered once. ``tool_fault``: why Hengping itself
    failed to read the site's evidence; then every check reports ``error``, never a pass and never a deduction.
    ``not_asked``: ``tool_fault`` says why our own side did not ask the site, or could not (a private address, our own
    network was down): there is no evidence of it.
    ``second_looks``: broken links were looked at a second time; then one that was not is not known to be broken.
    ``quorum``: how many vantage points must have seen a visit fail. ``maintenance``: approved windows that concern this
    site, also those approved after its visits were made.
    ``partial_why``: why only a part of the site's pages was read, so that what was not found may stand on the others:
    ``budget`` (pages, requests or bytes were used up), ``blocked`` (the server turned the collector away midway),
    ``not_crawled`` (only the second look opened the home page, nothing was read from there on), ``tool_fault`` (pages
    were collected that Hengping failed to read: ``page_faults``); empty: it was read.
    ``listings``: how far back its lists were read. ``compared_sites``: other sites whose articles its own were compared
    with. ``looked_before_on``: when an earlier round looked at it. ``recurring``: faults that it found mended. These
    are known only within a run.
    The fields from ``articles`` on: :mod:`hengping.model.content_facts`; ``probes``: :mod:`hengping.model.probes`; from
    ``disclosure`` on: :mod:`hengping.model.rule_facts`. There None means that nobody looked.
    ``search_untested``: why the site's search was not tested; empty when it was, or when no test was asked for.
    """

    site: Site
    as_of: date
    reachable: bool = True
    blocked_by: str = ""
    tool_fault: str = ""
    not_asked: bool = False
    pages_read: int = 0
    partial_why: PartialWhy = ""
    page_faults: tuple[PageFault, ...] = ()
    home: HomeFacts
    visits: tuple[Visit, ...] = ()
    second_looks: bool = False
    quorum: int = 1
    maintenance: tuple[MaintenanceWindow, ...] = ()
    sections: tuple[SectionFact, ...] = ()
    links: tuple[LinkFact, ...] = ()
    pages: tuple[PageMeta, ...] = ()
    messages: tuple[MessageFact, ...] = ()
    guides: tuple[GuideFact, ...] = ()
    services: ServiceFacts = ServiceFacts()
    blocked_pages: tuple[LinkFact, ...] = ()
    articles: tuple[content.ArticleFact, ...] = ()
    attachments: tuple[content.AttachmentFact, ...] = ()
    personal: tuple[content.PersonalFact, ...] = ()
    wording: tuple[content.WordingFact, ...] = ()
    dark_links: tuple[content.DarkLinkFact, ...] = ()
    defaced: tuple[content.DefacedFact, ...] = ()
    faces: tuple[content.FaceFact, ...] = ()
    reprints: tuple[content.ReprintFact, ...] = ()
    first_seen: tuple[content.FirstSeenFact, ...] = ()
    listings: tuple[content.ListingFact, ...] = ()
    compared_sites: int = 0
    looked_before_on: date | None = None
    recurring: tuple[content.RecurringFact, ...] = ()
    search_tests: tuple[content.SearchTest, ...] = ()
    search_untested: NoTest = ""
    libraries: tuple[content.LibraryFact, ...] = ()
    surveys: tuple[content.SurveyFact, ...] = ()
    interviews: tuple[content.InterviewFact, ...] = ()
    probes: ProbeFacts | None = None
    disclosure: DisclosureFacts | None = None
    site_reports: tuple[SiteReport, ...] = ()
    entries_elsewhere: tuple[EntryElsewhere, ...] = ()
    interpretations: tuple[InterpretationFact, ...] = ()
    time_formats: tuple[TimeFormat, ...] = ()
    accessibility: AccessibilityFacts | None = None
    home_weight: WeightFact | None = None
    division: DivisionFact | None = None
    outside: tuple[OutsideFact, ...] = ()
