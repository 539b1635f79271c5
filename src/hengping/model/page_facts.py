"""Facts of one page (页面事实): what it holds, read in one parse, without any judgement."""

from datetime import date
from typing import Literal

import msgspec

from hengping.model import content_facts as content
from hengping.model.evidence import EvidenceRef
from hengping.model.rule_facts import Period

PageKind = Literal["home", "section", "article", "messages", "guide", "search", "challenge", "other"]
DateSource = Literal["visible", "meta", "list", "url", "script"]
LinkKind = Literal["internal", "external", "attachment", "image"]
LinkPlace = Literal["nav", "breadcrumb", "list", "body", "footer"]
PageType = Literal["home", "section", "article"]

GUIDE_ELEMENTS = ("事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程")
"""The eight element classes of a service guide (办事指南; 2015 and 2019 tables)."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class Link(Fact, frozen=True, kw_only=True):
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


class ListItem(Fact, frozen=True, kw_only=True):
    """One entry of a list. ``dated_on`` is None when no publication time is printed (ENG-09: not updated).

    ``year_inferred``: day and month are printed, the year was told from the surroundings.
    """

    title: str
    url: str = ""
    dated_on: date | None = None
    date_from: DateSource | None = None
    year_inferred: bool = False


class ItemList(Fact, frozen=True, kw_only=True):
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


class Message(Fact, frozen=True, kw_only=True):
    """A citizen message (留言信件) as published, on a list or on its own page.

    ``valid`` is false when empty, a test or gibberish (contract). ``message_id`` is the printed number, else the
    URL's tail. ``state_told`` is false where a list prints nothing of what became of it.
    """

    message_id: str
    url: str = ""
    title: str = ""
    asked_on: date | None = None
    replied_on: date | None = None
    replied: bool = False
    valid: bool = True
    state_told: bool = True
    position: str = ""


class Guide(Fact, frozen=True, kw_only=True):
    """A service guide. Elements not in ``present`` are absent, empty or a placeholder (暂无、——、待补充).

    ``values``: what it gives as place, time and telephone, as printed.
    """

    title: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    values: dict[str, str] = {}


class Identity(Fact, frozen=True, kw_only=True):
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


class PageFacts(Fact, frozen=True, kw_only=True):
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
        asks_login: it asks its reader to log in: what stands behind was not seen.
        states_nothing: the page itself says that nothing happened or was produced (如“本年度无此类信息”).
        topic_closed: the page says that the topic is finished or archived.
        scripted: its main content is drawn by script or sits in a frame, so an empty list proves nothing.
        footer_by_script: a script draws the footer, and none is printed: what it would say was not seen.
        text_length: characters of visible main text.
        by_script: it is no page but what a script file writes into pages.
        says_missing: it only says that it is not there (a soft 404).
        says_none: its main text prints a placeholder where entries would stand (暂无内容, 共0条, 建设中).
        prose_length: of these, characters of lines that are sentences, placeholders left out: what a reader can read.
        personal, wording, hidden_links, defacement, libraries: see :mod:`hengping.model.content_facts`.
        fingerprint, figures: of the main text of an article, see :class:`~hengping.model.content_facts.ArticleFact`.
        sentences_length: characters of the sentences that the fingerprint was made of.
        served_on: day of the ``Last-Modified`` header, when it was sent.
        printed_time: publication time of an article exactly as printed behind its label, empty when none is.
        period: when the survey or call for opinions on this page is open; None: nothing of the kind is printed.
        elderly_entry: how the home page names its version for the elderly or its aids for the disabled.
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
    asks_login: bool = False
    states_nothing: bool = False
    topic_closed: bool = False
    scripted: bool = False
    footer_by_script: bool = False
    says_missing: bool = False
    by_script: bool = False
    text_length: int = 0
    prose_length: int = 0
    says_none: bool = False
    personal: tuple[content.PersonalDatum, ...] = ()
    wording: tuple[content.WordingHit, ...] = ()
    hidden_links: tuple[content.HiddenLink, ...] = ()
    defacement: content.Defacement | None = None
    libraries: tuple[content.LibraryFact, ...] = ()
    fingerprint: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    sentences_length: int = 0
    served_on: date | None = None
    printed_time: str = ""
    period: Period | None = None
    elderly_entry: str = ""
