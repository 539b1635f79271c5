"""Facts behind single rules: disclosure platform, interpretations, site reports, time formats, accessibility, weight.

As everywhere in the facts: what was found and where, never whether it is enough.
"""

from datetime import date
from typing import Literal

import msgspec

from hengping.model.evidence import EvidenceRef
from hengping.model.imported import ImportKind

DisclosurePartName = Literal["guide", "rules", "content", "report", "request", "documents"]
"""Parts of the disclosure platform (N19-1a): 政府信息公开指南, 政府信息公开制度, 法定主动公开内容, 政府信息公开年报,
依申请公开; and the list of normative documents in force (行政规范性文件, N22-2)."""


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class Period(_Fact, frozen=True, kw_only=True):
    """How long a survey, vote or call for opinions is open, as its page prints it.

    ``result``: the page itself prints what came of it (征集结果、意见采纳情况 … with a text behind it).
    """

    started_on: date | None = None
    ended_on: date | None = None
    result: bool = False


class DisclosurePart(_Fact, frozen=True, kw_only=True):
    """A part of the disclosure platform: where it is and what the link to it says."""

    part: DisclosurePartName
    url: str
    title: str = ""


class DisclosureFacts(_Fact, frozen=True, kw_only=True):
    """The government information disclosure platform (政府信息公开平台, N19-1).

    Attributes:
        url: its entry page; empty when no page or link of the site is named so.
        title: what it is called.
        parts: of the standard parts those that some page of the site leads to, one each.
        read: its entry page was read in full, so that a part that is not there was not overlooked.
        search: a search form stands on a page of it.
        downloads: attachments that its pages carry.
    """

    url: str = ""
    title: str = ""
    parts: tuple[DisclosurePart, ...] = ()
    read: bool = False
    search: bool = False
    downloads: int = 0
    evidence: tuple[EvidenceRef, ...] = ()


class EntryElsewhere(_Fact, frozen=True, kw_only=True):
    """An entry of the home page's navigation that leads to another host than the site's."""

    url: str
    text: str
    evidence: EvidenceRef


class SiteReport(_Fact, frozen=True, kw_only=True):
    """An annual report of the site (政府网站工作年度报表). ``year``: the year it speaks of, None: not printed."""

    url: str
    title: str
    year: int | None = None
    on_home: bool = False
    evidence: EvidenceRef


class InterpretationFact(_Fact, frozen=True, kw_only=True):
    """A policy interpretation (政策解读) of a site and the documents it is about.

    Attributes:
        policy_urls: pages or attachments of policy documents that it leads to.
        named: documents it names in 《》 in its title or link texts.
        linked_back: one of these pages leads back to it; None: none of them was read.
    """

    url: str
    title: str
    published_on: date | None = None
    policy_urls: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    linked_back: bool | None = None
    evidence: EvidenceRef


class TimeFormat(_Fact, frozen=True, kw_only=True):
    """How articles of a site print their publication time.

    ``form``: the printed text with every digit as ``0`` and white space folded, e.g. ``0000-00-00 00:00``.
    """

    form: str
    count: int
    url: str
    printed: str = ""
    evidence: EvidenceRef


class AccessibilityFact(_Fact, frozen=True, kw_only=True):
    """A rule of axe-core that a rendered page breaks. ``impact``: minor, moderate, serious, critical or empty."""

    url: str
    rule: str
    impact: str = ""
    help: str = ""
    count: int = 0
    evidence: EvidenceRef


class AccessibilityFacts(_Fact, frozen=True, kw_only=True):
    """What axe-core says of the rendered pages of a site: pages examined, and the rules broken on them."""

    pages: tuple[str, ...] = ()
    broken: tuple[AccessibilityFact, ...] = ()


class WeightFact(_Fact, frozen=True, kw_only=True):
    """What went over the network for the home page.

    ``complete``: a browser loaded it with everything it asks for; else only the page and its pictures were counted,
    which is less than a visitor loads.
    """

    received_bytes: int
    requests: int
    complete: bool = False


class OutsideFact(_Fact, frozen=True, kw_only=True):
    """A row of outside data that concerns a site, as far as checks need it; see :mod:`hengping.model.imported`.

    Attributes:
        subject: account, ticket number, rule or matter.
        severity: of a scanner's finding.
        platform: of a new-media account.
        replied_on: when a ticket was closed.
        source: who made the file.
        elements: what the unified platform gives of a guide, by element class.
        file, row, sha256: where it stands.
    """

    kind: ImportKind
    subject: str = ""
    title: str = ""
    on: date | None = None
    replied_on: date | None = None
    url: str = ""
    severity: str = ""
    platform: str = ""
    source: str = ""
    file: str = ""
    row: int = 0
    sha256: str = ""
    elements: dict[str, str] = {}

    @property
    def ref(self) -> EvidenceRef:
        """Pointer to the row of the kept file."""
        return EvidenceRef(f"import:{self.file}", f"sha256:{self.sha256}", f"row {self.row}")


class DivisionFact(_Fact, frozen=True, kw_only=True):
    """The administrative division that the first six digits of the site's code stand for, of whatever year.

    ``names``: names the code had; ``above``: names of the divisions it lies in. Both empty when it is unknown.
    """

    code: str
    names: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
