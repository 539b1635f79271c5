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
SearchState = Literal["found", "not_found", "error", "blocked", "not_tested"]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class PersonalDatum(_Fact, frozen=True, kw_only=True):
    """A number that seems to belong to a person, masked.

    Attributes:
        kind: identity number with a valid check digit, mobile number, bank card number with a valid check digit.
        masked: what may be shown, e.g. ``4501**********1234``.
        digest: 16 hex digits that tell two numbers apart without giving them away (salted by the page's address).
        context: the printed line around it, every number in it masked, at most 80 characters.
        in_list: it stands in a row or list of persons, not alone as an office's contact.
        office: the surroundings call it a contact of an office (联系电话、咨询电话、监督电话 …).
        position: place on the page or in the attachment (sheet and row, page number …).
    """

    kind: PersonalKind
    masked: str
    digest: str = ""
    context: str = ""
    in_list: bool = False
    office: bool = False
    position: str = ""


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
    """

    wrong: str
    right: str
    lexicon: str = ""
    serious: bool = False
    context: str = ""
    sure: bool = True
    doubt: str = ""
    position: str = ""


class WordingFact(_Fact, frozen=True, kw_only=True):
    """Wording errors of one page of a site."""

    url: str
    title: str = ""
    hits: tuple[WordingHit, ...] = ()
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
    """

    url: str
    text: str = ""
    how: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    siblings: int = 1
    switchable: bool = False
    position: str = ""


class DarkLinkFact(_Fact, frozen=True, kw_only=True):
    """A suspicious link target of a site: one per target, with the first page that carries it.

    ``landing``: what is known of the outside page: ``vocabulary`` (its title or text is such), ``for_sale`` (the domain
    is parked), ``gone`` (the domain does not exist any more), empty for nothing known.
    """

    link: HiddenLink
    source_url: str
    source_count: int = 1
    on_home: bool = False
    gov: bool = False
    landing: str = ""
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
    evidence: EvidenceRef


class ReprintFact(_Fact, frozen=True, kw_only=True):
    """Two articles with the same text; the other one was first, or is named as the source.

    ``similarity``: 0–1, share of common shingles, two digits. ``declared``: the article names its source.
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
    evidence: EvidenceRef


class FirstSeenFact(_Fact, frozen=True, kw_only=True):
    """An article whose printed date can be compared with when it was first seen.

    Attributes:
        printed_on: date it claims.
        first_seen_on: first day it was seen, by this round or an earlier one.
        absent_on: last day on which its section was read in full without it; None: never looked before.
        how: ``round`` (an earlier round did not have it), ``collection`` (an earlier look of this round did not), or
            ``address`` (its address carries a later date).
    """

    url: str
    title: str
    section_id: str = ""
    printed_on: date
    first_seen_on: date
    absent_on: date | None = None
    how: str = ""
    evidence: EvidenceRef


class SearchTest(_Fact, frozen=True, kw_only=True):
    """One query of the site search with a title that is known to be there (S07).

    ``url``: the address asked. ``wanted_url``: the page that has the title. ``results``: entries on the answer, None:
    unknown.
    """

    query: str
    wanted_url: str
    url: str
    state: SearchState
    results: int | None = None
    status: int = 0
    failure: FailureKind | None = None
    evidence: EvidenceRef = EvidenceRef("", "")


class AttachmentFact(_Fact, frozen=True, kw_only=True):
    """An attachment whose bytes were read as text.

    ``unread_why``: why not (``damaged``, ``encrypted``, ``too_large``, ``scan``, ``form``).
    """

    url: str
    source_url: str = ""
    form: AttachmentForm = "other"
    size: int = 0
    text_length: int = 0
    unread_why: str = ""
    evidence: EvidenceRef


class LibraryFact(_Fact, frozen=True, kw_only=True):
    """A JavaScript library and its version, as told by address or content."""

    name: str
    version: str
    url: str
    source_url: str = ""
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
