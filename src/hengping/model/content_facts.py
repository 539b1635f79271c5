"""Facts of what pages and attachments say that somebody may be harmed by, or that fills a duty only in appearance.

Candidates with their surroundings, without judgement: whether a number is a leak, a link a hidden one, a word an
error, an article a reprint, is for the checks to say. What is personal is masked here already: the number itself is
nowhere in the facts.
"""

from datetime import date
from typing import Literal

import msgspec

from hengping.model.evidence import EvidenceRef, FailureKind

PersonalKind = Literal["id_number", "mobile", "bank_card"]
AttachmentForm = Literal[
    "pdf", "docx", "xlsx", "doc", "xls", "pptx", "ppt", "zip", "rar", "wps", "ofd", "text", "other"
]
FaceOf = Literal["collector", "visitor", "search"]
"""To whom a home page showed itself: to the crawl, to a browser, to a browser that comes from a search engine."""
SearchState = Literal["found", "not_found", "error", "blocked", "not_tested"]
HiddenDoubt = Literal["", "colour", "class", "list", "frame", "address", "picture", "credit"]
"""Why what is hidden may be innocent."""


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class PersonalDatum(_Fact, frozen=True, kw_only=True):
    """A number that seems to belong to a person, masked.

    Attributes:
        kind: identity number with a valid check digit, mobile number, bank card number with a valid check digit.
        masked: what may be shown, e.g. ``4501**********1234``.
        context: the printed line around it, every number in it masked, at most 80 characters.
        in_list: it stands in a row or list of persons, not alone as an office's contact.
        office: the surroundings call it a contact of an office (联系电话、咨询电话、监督电话 …).
        position: place on the page or in the attachment (sheet and row, page number …).
        doubt: why it may be nobody's after all, so that a person has to look: ``example``, ``hidden``, ``alone`` (a
            name beside it, no list), ``unit`` (may be an office's), ``other_label``, ``public_call``; empty: certain.
    """

    kind: PersonalKind
    masked: str
    context: str = ""
    in_list: bool = False
    office: bool = False
    position: str = ""
    doubt: str = ""


class PersonalFact(_Fact, frozen=True, kw_only=True):
    """Personal data of one page or attachment of a site. ``url``: the page or attachment with the leak."""

    url: str
    title: str = ""
    source_url: str = ""
    attachment: bool = False
    data: tuple[PersonalDatum, ...] = ()
    evidence: EvidenceRef


class WordingHit(_Fact, frozen=True, kw_only=True):
    """A printed wording that a lexicon calls wrong.

    Attributes:
        wrong, right: as the lexicon has them.
        lexicon: id of the lexicon; ``serious``: names of leaders, of the state and the like (严重表述错误).
        context: up to 30 characters before and after.
        sure: no rule of the surroundings (quotation, a longer word that contains it, ...) speaks against it.
        doubt: which rule does; empty when sure.
        link_url: it stands in the text of a link to this address.
        furniture: it stands in the header, menu or footer of the page.
    """

    wrong: str
    right: str
    lexicon: str = ""
    serious: bool = False
    context: str = ""
    sure: bool = True
    doubt: str = ""
    position: str = ""
    link_url: str = ""
    furniture: bool = False


class WordingFact(_Fact, frozen=True, kw_only=True):
    """Wording errors of one page of a site."""

    url: str
    title: str = ""
    hits: tuple[WordingHit, ...] = ()
    evidence: EvidenceRef


class Defacement(_Fact, frozen=True, kw_only=True):
    """Boasts of those who change other people's pages. ``sure``: nobody else writes so."""

    words: tuple[str, ...]
    sure: bool = False


class FaceFact(_Fact, frozen=True, kw_only=True):
    """What the home page showed to one visitor.

    Attributes:
        client: to whom.
        url: address of the last hop.
        readable: a page came and was read; otherwise only status and redirect tell something.
        title, words, foreign_hosts: its title; words of gambling and the like in title, description and links; hosts
            it links to that are neither the site's nor a public body's nor known.
        led_away_to: foreign address it redirects to; empty: none.
    """

    client: FaceOf
    url: str
    readable: bool = True
    status: int = 0
    title: str = ""
    words: tuple[str, ...] = ()
    foreign_hosts: tuple[str, ...] = ()
    led_away_to: str = ""
    evidence: EvidenceRef


class DefacedFact(_Fact, frozen=True, kw_only=True):
    """A page of a site that says somebody changed it. ``title``: as the page has it now."""

    url: str
    title: str = ""
    defacement: Defacement
    on_home: bool = False
    evidence: EvidenceRef


class HiddenLink(_Fact, frozen=True, kw_only=True):
    """A link that a reader does not see, or that says what no government site says.

    Attributes:
        url: target, normal form.
        text: what it says.
        how: signs, e.g. ``display_none``, ``off_screen``, ``tiny``, ``colour``, ``zero_size``, ``script``,
            ``vocabulary``, ``title_tag``.
        vocabulary: words of gambling, pornography and the like in its text, title or address.
        siblings: number of links in the same hidden container.
        switchable: the container is one that a menu, tab or drop-down list shows (then hiding means nothing).
        doubt: why it may be innocent though nothing explains it, so that a person has to look: ``colour`` (the ground
            is not known), ``class`` (only a class name or ``noscript`` says so), ``list`` (an entry of a list whose
            others are seen), ``frame`` (a frame of a counter, a sign-on and the like), ``address`` (a bare IP address),
            ``picture`` (a picture without a word, as floating notices are), ``credit`` (who made the site, a counter
            and the like); empty for none.
    """

    url: str
    text: str = ""
    how: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    siblings: int = 1
    switchable: bool = False
    doubt: HiddenDoubt = ""
    position: str = ""


class DarkLinkFact(_Fact, frozen=True, kw_only=True):
    """A suspicious link target of a site: one per target, with the first page that carries it.

    ``landing``: what is known of the outside page: ``vocabulary`` (its title or text is such), ``for_sale`` (the domain
    is parked), ``gone`` (the domain does not exist any more), empty for nothing known; ``landing_evidence``: its
    record.
    """

    link: HiddenLink
    source_url: str
    source_count: int = 1
    on_home: bool = False
    gov: bool = False
    landing: str = ""
    landing_evidence: EvidenceRef = EvidenceRef("", "")
    evidence: EvidenceRef


class ArticleFact(_Fact, frozen=True, kw_only=True):
    """An article of a site, with what tells it from others.

    Attributes:
        fingerprint: numbers of :mod:`hengping.extract.similar`; empty for short texts.
        text_length: characters of its main text.
        seen_on: day the collection first got it (Asia/Shanghai).
        url_dated_on: date that the address carries, when it carries one.
        served_on: day of the ``Last-Modified`` header, when it was sent.
        section_id: the section it is listed in; empty when unknown.
        figures: numbers that stand for the figures in its text, see :mod:`hengping.extract.similar.reading`.
        listed_on: the latest date that a list of the site prints beside it.
        tagged_on: date of meta ``PubDate``.
        printed_time: publication time as printed, see :class:`~hengping.model.facts.PageFacts`.
    """

    url: str
    title: str
    published_on: date | None = None
    source: str = ""
    section_id: str = ""
    text_length: int = 0
    fingerprint: tuple[int, ...] = ()
    seen_on: date | None = None
    url_dated_on: date | None = None
    served_on: date | None = None
    figures: tuple[int, ...] = ()
    listed_on: date | None = None
    tagged_on: date | None = None
    printed_time: str = ""
    evidence: EvidenceRef


class ReprintFact(_Fact, frozen=True, kw_only=True):
    """Two articles with the same text; the other one was first, or is named as the source.

    Attributes:
        similarity: 0–1, share of common shingles, two digits.
        declared: the article names another body than its own as its source.
        source: the source as printed.
        doubt: why it is not sure: ``order`` (both were published on one day and neither names the other: which is the
            copy cannot be told), ``template`` (a form that such notices share); empty when sure.
        document: its title is that of an official document that names who issued it (某某人民政府关于…的通知).
    """

    url: str
    title: str
    section_id: str = ""
    published_on: date | None = None
    original_url: str
    original_site_code: str = ""
    original_title: str = ""
    original_on: date | None = None
    similarity: str = ""
    declared: bool = False
    source: str = ""
    doubt: str = ""
    document: bool = False
    evidence: EvidenceRef


class FirstSeenFact(_Fact, frozen=True, kw_only=True):
    """An article whose printed date can be compared with when it was first seen.

    Attributes:
        printed_on: date it claims.
        first_seen_on: first day it was seen, by this round or an earlier one.
        absent_on: last day on which its section was read in full without it; None: never looked before.
        how: ``round`` (an earlier round did not have it), ``address`` (its address carries a later date), ``tag`` or
            ``header`` (so do these).
        signs: what says that it is younger than it claims: ``address`` (the site's addresses usually carry the day that
            is printed, this one does not), ``numbers`` (its number lies among those of later articles), ``tag`` (meta
            ``PubDate``) and ``header`` (``Last-Modified``), each only where it usually agrees with the printed date.
        doubt: what speaks for an innocent reason: ``archive`` (a document of long ago), ``bulk`` (many at once, as when
            a site moves), ``new_section`` (its section was not there before), ``single`` (no other sign agrees); empty
            for none.
    """

    url: str
    title: str
    section_id: str = ""
    printed_on: date
    first_seen_on: date
    absent_on: date | None = None
    how: str = ""
    signs: tuple[str, ...] = ()
    doubt: str = ""
    evidence: EvidenceRef


class ListingFact(_Fact, frozen=True, kw_only=True):
    """How far back the list of a section was read: what is dated later and does not stand in it was not there.

    ``covered_from``: first day of that stretch; None: nothing follows from the list (drawn by script, no dates …).
    ``newest``: dates of its newest entries, at most 60, the newest first, each as often as entries carry it.
    """

    section_id: str
    url: str
    title: str
    covered_from: date | None = None
    newest: tuple[date, ...] = ()


class RecurringFact(_Fact, frozen=True, kw_only=True):
    """A fault that an earlier round found mended, and that is there again.

    ``check``, ``finding_id``: which check finds it now, and the id of that finding. ``past_on``: when it was mended.
    """

    check: str
    finding_id: str
    url: str
    title: str = ""
    past_on: date | None = None
    evidence: tuple[EvidenceRef, ...] = ()


class SearchTest(_Fact, frozen=True, kw_only=True):
    """One query of the site search with a title that is known to be there (S07).

    ``url``: the address asked. ``wanted_url``: the page that has the title. ``results``: entries on the answer, None:
    unknown. ``looks``: 2 when a second look (later, by a client that looks like a browser) decided the state.
    """

    query: str
    wanted_url: str
    url: str
    state: SearchState
    results: int | None = None
    status: int = 0
    failure: FailureKind | None = None
    looks: int = 1
    evidence: EvidenceRef = EvidenceRef("", "")


class AttachmentFact(_Fact, frozen=True, kw_only=True):
    """An attachment whose bytes were read as text.

    ``title``: what links call it, numbers in it masked. ``unread_why``: why not, or not all of it: ``damaged``,
    ``encrypted``, ``too_large``, ``scan`` (a picture of a document), ``form`` (of a kind that is not read),
    ``over_budget`` (only its beginning was collected), ``site_limit`` (the site's attachments together need more than
    may be read of one site), ``dropped`` (by a retention policy).
    """

    url: str
    title: str = ""
    source_url: str = ""
    form: AttachmentForm = "other"
    size: int = 0
    text_length: int = 0
    unread_why: str = ""
    evidence: EvidenceRef


class LibraryFact(_Fact, frozen=True, kw_only=True):
    """A JavaScript library and its version, as told by address or content.

    ``flaws``: identifiers (CVE) publicly known of this version; ``fixed_in``: first version without all of them;
    ``listed_on``: date of the table they were looked up in.
    """

    name: str
    version: str
    url: str
    source_url: str = ""
    flaws: tuple[str, ...] = ()
    fixed_in: str = ""
    listed_on: str = ""
    evidence: EvidenceRef = EvidenceRef("", "")


class SurveyFact(_Fact, frozen=True, kw_only=True):
    """A survey or call for opinions (征集调查): when it ended and when its result was published."""

    url: str
    title: str
    started_on: date | None = None
    ended_on: date | None = None
    result_on: date | None = None
    result_url: str = ""
    evidence: EvidenceRef


class InterviewFact(_Fact, frozen=True, kw_only=True):
    """An online interview (在线访谈)."""

    url: str
    title: str
    held_on: date | None = None
    evidence: EvidenceRef
