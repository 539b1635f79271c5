"""One page read: bytes to :class:`~hengping.model.facts.PageFacts`, in one parse."""

import re
from datetime import date
from typing import Any

from msgspec import structs

from hengping.extract.article import Headline, headline_of, publication_of, source_of
from hengping.extract.challenge import challenge_kind
from hengping.extract.dark import hidden_links_of_script, read_hidden_links
from hengping.extract.dark_defaced import read_defacement
from hengping.extract.encoding import as_served, decode
from hengping.extract.flat import Page
from hengping.extract.forms import asks_login, offers_message, offers_search
from hengping.extract.guide import is_filed_elsewhere, read_guide
from hengping.extract.guide_values import with_values
from hengping.extract.hollow import page_says_missing
from hengping.extract.identity import read_identity
from hengping.extract.kinds import LONG_BODY, Signs, kind_of_page
from hengping.extract.libraries import read_libraries
from hengping.extract.links import base_host, base_of, collected_links, crumb_span
from hengping.extract.lists import FoundList, lists_of
from hengping.extract.measures import Spans, footer_start, prose_length, says_none, text_length
from hengping.extract.messages import read_messages
from hengping.extract.meta import folded, meta_tags, tag
from hengping.extract.personal import personal_on_page
from hengping.extract.printed_time import elderly_entry, printed_time
from hengping.extract.sections import contains_any, lexicon
from hengping.extract.similar.reading import NOTHING, read_article
from hengping.extract.states import is_closed, is_scripted, lacks_footer, states_nothing
from hengping.extract.survey_period import period_of
from hengping.extract.targets import Targets
from hengping.extract.wording import read_wording
from hengping.extract.written import written_html
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import PageFacts, PageKind
from hengping.model.urls import host_of

_GUIDE_SECTIONS = ("办事指南", "服务指南", "办事指引", "办理指南")
_HEADLINE = 8
"""Characters from which the text of a link is the headline of an entry."""
_CRUMB_SPLIT = re.compile(r"\s*(?:->|>+|›|»|→|/|\\|｜|\||\n|\t|>|(?<=\s)[-–—](?=\s))\s*")
_CRUMB_LEAD = re.compile(r"^.{0,12}?位置(?:是)?\s*[:：]?\s*")
_CRUMB_MARK = re.compile(r"[-=>»›→/\\|｜:：\s]")
_FEW_ITEMS = 3
_SHORT_PAGE = 1_000
"""Visible characters up to which a page may be a challenge: longer ones are not looked at again."""


def read_page(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    evidence: EvidenceRef = EvidenceRef("", ""),  # noqa: B008 - immutable
    as_of: date | None = None,
    home: bool | None = None,
    judged: bool = True,
) -> PageFacts:
    """Everything read from one page. Never raises, whatever the bytes are.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the ``Content-Type`` header.
        evidence: its record in the archive.
        as_of: monitoring time point; completes dates printed without a year, and later dates are not believed.
        home: whether it is the site's home page; None: told from the address.
        judged: False leaves out what only checks ask for (wordings, personal data, hidden links, libraries): their
            lexicons take memory, and a collector needs none of it.
    """
    text, encoding = decode(body, content_type)
    page = Page(text, as_served(body, text, encoding))
    base = base_of(page, url)
    own_url = base_host(url)
    targets = Targets(base, host_of(own_url))
    tags = meta_tags(page)
    crumb = crumb_span(page)
    found = lists_of(page, targets, crumb, as_of)
    links = collected_links(page, targets, crumb, [(one.start, one.end) for one in found])
    lowered = folded(tags)
    rows = Spans((one.start, one.end) for one in found if _dates_entries(one))
    headline = headline_of(page, lowered, crumb, rows)
    listed = Spans((one.start, one.end) for one in found)
    length = text_length(page, listed)
    trail = _breadcrumb(page, crumb, headline)
    footer = footer_start(page)
    published, published_from = publication_of(page, headline, lowered, own_url, as_of, listed=rows)
    guide = read_guide(
        page,
        headline.text,
        printed_title=headline.start >= 0,
        limit=footer,
        # What prints its publication date is an article about a matter, unless it says enough or is filed as a guide.
        among_services=any(
            contains_any(part, _service_words() if published_from != "visible" else _GUIDE_SECTIONS) for part in trail
        ),
    )
    if guide and is_filed_elsewhere((*trail, tag(lowered, "columnname"), tag(lowered, "columntype")), headline.text):
        guide = None
    messages = read_messages(page, found, own_url, base, headline.text, limit=footer)
    signs = Signs(
        url=own_url,
        template_title=page.title,
        has_article_tag=bool(tag(lowered, "articletitle")),
        dated=published_from,
        length=length,
        elements=len(page.elements),
        found=found,
        messages=len(messages),
        has_guide=guide is not None,
    )
    kind: PageKind = (
        "challenge" if len(page.text) < _SHORT_PAGE and challenge_kind(body, 200) else kind_of_page(signs, home=home)
    )
    if kind in {"home", "section", "search", "other", "challenge"}:
        published, published_from = None, None
    items = sum(len(one.items.items) for one in found)
    in_article = kind in {"article", "guide", "messages"}
    told = read_article(page, headline, footer) if judged and kind == "article" else NOTHING
    facts = PageFacts(
        url=own_url,
        evidence=evidence,
        kind=kind,
        encoding=encoding,
        title=headline.text,
        published_on=published,
        published_from=published_from,
        source=source_of(page, headline, lowered) if in_article else "",
        identity=read_identity(page),
        meta=tags,
        lists=tuple(one.items for one in found),
        messages=tuple(messages),
        guide=with_values(guide, page.text, footer),
        links=links.links,
        frames=links.frames,
        breadcrumb=trail,
        search_form=offers_search(page),
        submit_form=offers_message(page),
        asks_login=asks_login(page),
        states_nothing=states_nothing(page, length, as_of),
        topic_closed=is_closed(page),
        scripted=items < _FEW_ITEMS and length < LONG_BODY and is_scripted(page),
        footer_by_script=lacks_footer(page, home=kind == "home"),
        says_missing=items < _FEW_ITEMS and page_says_missing(page, length),
        text_length=length,
        prose_length=prose_length(page, listed),
        says_none=items < _FEW_ITEMS and length < LONG_BODY and says_none(page),
        wording=read_wording(page, base=base, title=headline.text, kind=kind) if judged else (),
        personal=personal_on_page(page, headline.text, as_of) if judged else (),
        libraries=read_libraries(page, base) if judged else (),
        hidden_links=read_hidden_links(page, text, own_url, base, links) if judged else (),
        defacement=read_defacement(page, in_article=kind == "article" and bool(links.links)) if judged else None,
        fingerprint=told.fingerprint,
        figures=told.figures,
        sentences_length=told.length,
        printed_time=printed_time(page, (headline.start, headline.end)) if published_from == "visible" else "",
        period=period_of(page.text[max(headline.start, 0) : footer], as_of, published)
        if kind in {"article", "other"}
        else None,
        elderly_entry=elderly_entry(text) if kind == "home" else "",
    )
    page.forget()
    return facts


def read_script(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    evidence: EvidenceRef = EvidenceRef("", ""),  # noqa: B008 - immutable
) -> PageFacts:
    """What a script file writes into the pages that carry it, as a part of them. Never raises.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the ``Content-Type`` header.
        evidence: its record in the archive.
    """
    text, _ = decode(body, content_type)
    facts = read_page(written_html(text).encode(), url, content_type="text/html; charset=utf-8", evidence=evidence)
    hidden = facts.hidden_links or hidden_links_of_script(text, facts.url)
    return structs.replace(facts, kind="other", by_script=True, hidden_links=hidden)


def read_result(facts: PageFacts) -> dict[str, Any]:
    """The contract's "Facts of a page" shape, plain values in fixed order.

    Args:
        facts: a page as read.
    """
    identity = facts.identity
    return {
        "kind": facts.kind,
        "encoding": facts.encoding,
        "title": facts.title,
        "published_on": _iso(facts.published_on),
        "published_from": facts.published_from,
        "source": facts.source,
        "identity": {
            "site_code": identity.site_code,
            "icp": identity.icp,
            "psb": identity.psb,
            "sponsor": identity.sponsor,
        },
        "meta": facts.meta,
        "lists": [
            {
                "name": block.name,
                "items": len(block.items),
                "newest_on": _iso(max(block.dates, default=None)),
                "oldest_on": _iso(min(block.dates, default=None)),
                "undated": len(block.items) - len(block.dates),
            }
            for block in facts.lists
        ],
        "messages": [
            {"asked_on": _iso(message.asked_on), "replied_on": _iso(message.replied_on)} for message in facts.messages
        ],
        "guide": {"present": list(facts.guide.present), "absent": list(facts.guide.absent)} if facts.guide else None,
        "links": {
            "internal": sum(link.kind == "internal" for link in facts.links),
            "external": sum(link.kind == "external" for link in facts.links),
        },
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dates_entries(one: FoundList) -> bool:
    """Whether a list prints dates beside headlines that lead somewhere; a line of an article's source is no list."""
    return all(item.url and len(item.title) >= _HEADLINE for item in one.items.items) and bool(one.items.dates)


def _service_words() -> tuple[str, ...]:
    return lexicon().service_entries


def _joined_crumbs(page: Page, crumb: tuple[int, int]) -> str:
    """The breadcrumb with a mark between links that nothing printed keeps apart (the mark is drawn by style)."""
    pieces = page.pieces_in(*crumb)
    parts: list[str] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else None
        linked = piece.holder.tag == "a" or (before is not None and before.holder.tag == "a")
        if (
            before is not None
            and linked
            and before.end == piece.start
            and not _CRUMB_MARK.search(page.text[before.end - 1] + page.text[piece.start])
        ):
            parts.append(" > ")
        start = before.end if before is not None else crumb[0]
        parts.append(page.text[start : piece.end])
    return "".join(parts) + page.text[pieces[-1].end : crumb[1]] if pieces else page.text[crumb[0] : crumb[1]]


def _breadcrumb(page: Page, crumb: tuple[int, int] | None, headline: Headline) -> tuple[str, ...]:
    if crumb is None:
        return ()
    line = _CRUMB_LEAD.sub("", _joined_crumbs(page, crumb).strip())
    first, _, _ = line.partition("\n")
    if len([part for part in _CRUMB_SPLIT.split(first) if part.strip()]) > 1:
        line = first
    parts = [" ".join(part.split()) for part in _CRUMB_SPLIT.split(line)]
    own = headline.text
    return tuple(part for part in parts if part and part not in {own, "正文"} and len(part) <= 40)  # noqa: PLR2004
