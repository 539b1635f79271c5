"""Facts (事实): what pages and sites hold, without any judgement and without any marks."""

from datetime import date
from typing import Literal

import msgspec

from hengping.model import content_facts as content
from hengping.model.availability import MaintenanceWindow
from hengping.model.evidence import EvidenceRef, FailureKind, Visit
from hengping.model.probes import ProbeFacts
from hengping.model.sections import SectionClass
from hengping.model.site import Site

PageKind = Literal["home", "section", "article", "messages", "guide", "search", "challenge", "other"]
DateSource = Literal["visible", "meta", "list", "url", "script"]
LinkKind = Literal["internal", "external", "attachment", "image"]
LinkPlace = Literal["nav", "breadcrumb", "list", "body", "footer"]
PageType = Literal["home", "section", "article"]

GUIDE_ELEMENTS = ("事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程")
"""The eight element classes of a service guide (办事指南; 2015 and 2019 tables)."""


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class Link(_Fact, frozen=True, kw_only=True):
    """A link as a reader could follow it; links in comments and scripts are none.

    Attributes:
        url: normal form.
        text: visible text or title, white space folded.
        kind: internal (same site), external, attachment (by file extension), image (``img src``).
        place: region of the page.
        position: CSS path of the element, enough to find it again.
    """

    url: str
    text: str = ""
    kind: LinkKind = "internal"
    place: LinkPlace = "body"
    position: str = ""


class ListItem(_Fact, frozen=True, kw_only=True):
    """One entry of a list. ``dated_on`` is None when no publication time is printed (ENG-09: not updated)."""

    title: str
    url: str = ""
    dated_on: date | None = None
    date_from: DateSource | None = None


class ItemList(_Fact, frozen=True, kw_only=True):
    """A block of entries under one heading.

    Attributes:
        name: heading or tab label; empty when none is printed.
        items: entries in page order, "more" links left out.
        hidden: only shown after a click on a tab.
        more_url: target of the block's 更多 link.
    """

    name: str = ""
    items: tuple[ListItem, ...] = ()
    hidden: bool = False
    more_url: str = ""
    position: str = ""

    @property
    def dates(self) -> list[date]:
        """Dates of the dated entries."""
        return [item.dated_on for item in self.items if item.dated_on]


class Message(_Fact, frozen=True, kw_only=True):
    """A citizen message (留言信件) as published, on a list or on its own page.

    ``valid`` is false when empty, a test or gibberish (contract). ``message_id`` is the printed number, else the
    URL's tail.
    """

    message_id: str
    url: str = ""
    title: str = ""
    asked_on: date | None = None
    replied_on: date | None = None
    replied: bool = False
    valid: bool = True
    position: str = ""


class Guide(_Fact, frozen=True, kw_only=True):
    """A service guide. Elements not in ``present`` are absent, empty or a placeholder (暂无、——、待补充)."""

    title: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Identity(_Fact, frozen=True, kw_only=True):
    """Identity items (网站标识) as printed, None when absent.

    Attributes:
        site_code: the printed code, white space and 号 removed, of whatever length.
        icp: ICP record number as printed, white space folded.
        psb: public security record number (公安备案号).
        sponsor: sponsoring body (主办单位).
        operator: operating body (承办单位).
        contact: phone, e-mail or address to reach the operators.
        fault_report_entry: "我为政府网站找错" entry present.
        party_gov_mark: Party and government organ website mark (党政机关网站标识) present.
    """

    site_code: str | None = None
    icp: str | None = None
    psb: str | None = None
    sponsor: str | None = None
    operator: str | None = None
    contact: str | None = None
    fault_report_entry: bool = False
    party_gov_mark: bool = False


class PageFacts(_Fact, frozen=True, kw_only=True):
    """Everything read from one page, in one parse.

    Attributes:
        url: normal form of the address it was served at.
        evidence: its record.
        kind: what the page is.
        encoding: encoding the bytes were decoded with, e.g. ``utf-8``, ``gb18030``.
        title: of the article or, for other pages, of the page.
        published_on, published_from: publication date (发布日期, never 成文日期) and where it was read.
        source: printed source (来源), empty when none.
        identity: identity items printed on this page.
        meta: meta tags by name as written, first occurrence.
        lists: list blocks.
        messages, guide: as found.
        links: links in page order, one per (url, place).
        frames: normal URLs of frames and iframes.
        breadcrumb: texts of the breadcrumb (当前位置), home first, without the page's own title.
        search_form: a site search is offered (form, or box wired to a search page).
        submit_form: a form to send a message is offered.
        states_nothing: the page itself says that nothing happened or was produced (如“本年度无此类信息”).
        topic_closed: the page says that the topic is finished or archived.
        scripted: its main content is drawn by script or sits in a frame, so an empty list proves nothing.
        footer_by_script: a script draws the footer, and none is printed: what it would say was not seen.
        text_length: characters of visible main text.
        prose_length: of these, characters of lines that are sentences, placeholders left out: what a reader can read.
        personal, wording, hidden_links, libraries: see :mod:`hengping.model.content_facts`.
        fingerprint: of the main text of an article, see :class:`~hengping.model.content_facts.ArticleFact`.
    """

    url: str
    evidence: EvidenceRef = EvidenceRef("", "")
    kind: PageKind = "other"
    encoding: str = "utf-8"
    title: str = ""
    published_on: date | None = None
    published_from: DateSource | None = None
    source: str = ""
    identity: Identity = Identity()
    meta: dict[str, str] = {}
    lists: tuple[ItemList, ...] = ()
    messages: tuple[Message, ...] = ()
    guide: Guide | None = None
    links: tuple[Link, ...] = ()
    frames: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    search_form: bool = False
    submit_form: bool = False
    states_nothing: bool = False
    topic_closed: bool = False
    scripted: bool = False
    footer_by_script: bool = False
    text_length: int = 0
    prose_length: int = 0
    personal: tuple[content.PersonalDatum, ...] = ()
    wording: tuple[content.WordingHit, ...] = ()
    hidden_links: tuple[content.HiddenLink, ...] = ()
    libraries: tuple[content.LibraryFact, ...] = ()
    fingerprint: tuple[int, ...] = ()


LinkState = Literal["ok", "broken", "blocked", "not_tested"]


class LinkFact(_Fact, frozen=True, kw_only=True):
    """A link target of a site and whether it opens: one per target, whatever the number of pages that carry it.

    Attributes:
        source_url: first page that carries it, the home page preferred.
        source_count: number of pages that carry it.
        on_home: carried by the home page.
        state: ok; broken; blocked (401, 403, 429, challenge); not_tested (robots, budget, private address, own fault).
        status, failure: of the last hop.
        looks: 1, or 2 when a second look (later, by a client that looks like a browser) decided the state.
        first_status, first_failure: what the first look found, where the second confirmed that it is broken.
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
    evidence: EvidenceRef = EvidenceRef("", "")


class SectionFact(_Fact, frozen=True, kw_only=True):
    """One section (栏目): a row of the section ledger before judgement.

    Attributes:
        section_id: stable id, ``s-`` and 10 hex digits of the section's normal URL.
        level: 1 for a section of the main navigation or directly under the home page, 2 below.
        items: entries found over its pages.
        undated: entries without a publication time, neither in the list nor on their own page.
        unread: entries that no date is known of because their own page was not read; they may be newer than the rest.
        newest_on, oldest_on: over the dated entries.
        has_children: an entry page to sub-sections (栏目导航页), so an empty list is no fault.
        exempt: why no duty applies: ``topic_closed``, ``states_nothing``, or empty.
        readable: false when its list is drawn by script, framed, blocked or was not fetched: then nothing can be told.
        unreadable_why: ``scripted`` | ``blocked`` | ``not_fetched`` | ``broken`` | ``incomplete`` (only a part of
            it was received, or the pages it leads to were not read).
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
    readable: bool = True
    unreadable_why: str = ""
    evidence: tuple[EvidenceRef, ...] = ()


class HomeFacts(_Fact, frozen=True, kw_only=True):
    """What the home page shows, frames merged in.

    ``newest_on`` is the newest publication date of any entry on it, from the list itself or, where the list prints no
    dates, from the linked article. ``navigation_only``: no lists at all, only entries to second-level pages.
    ``unread``: as in :class:`SectionFact`; of a navigation page also its sections that could not be read.
    ``frame_unread``, ``footer_by_script``: what is not found may stand in a frame of the site that was not read, or in
    a footer that a script draws.
    """

    url: str
    fetched: bool = True
    newest_on: date | None = None
    newest_title: str = ""
    items: int = 0
    undated: int = 0
    unread: int = 0
    navigation_only: bool = False
    readable: bool = True
    frame_unread: bool = False
    footer_by_script: bool = False
    search_form: bool = False
    identity: Identity = Identity()
    meta: dict[str, str] = {}
    evidence: tuple[EvidenceRef, ...] = ()


class PageMeta(_Fact, frozen=True, kw_only=True):
    """What the meta check needs of a page, without its text."""

    url: str
    title: str
    page_type: PageType
    tags: dict[str, str]
    evidence: EvidenceRef


class GuideFact(_Fact, frozen=True, kw_only=True):
    """A service guide of a site."""

    url: str
    title: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    evidence: EvidenceRef


class MessageFact(_Fact, frozen=True, kw_only=True):
    """A citizen message of a site, list and detail page joined.

    ``own_page_unread``: it has a page of its own which was not read; whether it is answered may stand there.
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


class ServiceFacts(_Fact, frozen=True, kw_only=True):
    """Whether the site offers services, and a channel for questions.

    ``message_channel_url``: an online channel for questions and suggestions (not 网上信访, 纪检举报); empty: none.
    ``service_url``: entry to 办事服务; empty: none found.
    """

    service_url: str = ""
    message_channel_url: str = ""
    guides: int = 0


PartialWhy = Literal["", "budget", "blocked", "not_crawled"]


class SiteFacts(_Fact, frozen=True, kw_only=True):
    """All facts of one site for one run: what checks are given.

    ``blocked_by``: why the whole site could not be read (``challenge``, ``http_403`` …); empty when it could. A blocked
    site is never judged. ``reachable``: at least the home page answered once. ``tool_fault``: why Hengping itself
    failed to read the site's evidence; then every check reports ``error``, never a pass and never a deduction.
    ``second_looks``: broken links were looked at a second time; then one that was not is not known to be broken.
    ``quorum``: how many vantage points must have seen a visit fail. ``maintenance``: approved windows that concern this
    site, also those approved after its visits were made.
    ``partial_why``: why only a part of the site's pages was read, so that what was not found may stand on the others:
    ``budget`` (pages, requests or bytes were used up), ``blocked`` (the server turned the collector away midway),
    ``not_crawled`` (only the second look opened the home page, nothing was read from there on); empty: it was read.
    The fields from ``articles`` on: :mod:`hengping.model.content_facts`; ``probes``: :mod:`hengping.model.probes`.
    """

    site: Site
    as_of: date
    reachable: bool = True
    blocked_by: str = ""
    tool_fault: str = ""
    pages_read: int = 0
    partial_why: PartialWhy = ""
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
    reprints: tuple[content.ReprintFact, ...] = ()
    first_seen: tuple[content.FirstSeenFact, ...] = ()
    search_tests: tuple[content.SearchTest, ...] = ()
    libraries: tuple[content.LibraryFact, ...] = ()
    surveys: tuple[content.SurveyFact, ...] = ()
    interviews: tuple[content.InterviewFact, ...] = ()
    probes: ProbeFacts | None = None
