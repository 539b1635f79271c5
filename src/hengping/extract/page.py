"""One page read: bytes to :class:`~hengping.model.facts.PageFacts`, in one parse."""

import re
from datetime import date
from typing import Any

from hengping.extract.article import Headline, headline_of, publication_of, source_of
from hengping.extract.challenge import challenge_kind
from hengping.extract.encoding import decode
from hengping.extract.flat import Page
from hengping.extract.forms import offers_message, offers_search
from hengping.extract.guide import read_guide
from hengping.extract.identity import read_identity
from hengping.extract.kinds import LONG_BODY, Signs, kind_of_page
from hengping.extract.links import base_host, base_of, crumb_span, links_of
from hengping.extract.lists import FoundList, lists_of
from hengping.extract.messages import read_messages
from hengping.extract.meta import meta_tags, tag
from hengping.extract.states import is_closed, is_scripted, states_nothing
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import PageFacts, PageKind

_CRUMB_SPLIT = re.compile(r"\s*(?:->|>+|›|»|→|/|\\|｜|\||\n|\t|>)\s*")
_CRUMB_LEAD = re.compile(r"^.{0,12}?位置(?:是)?\s*[:：]?\s*")
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
) -> PageFacts:
    """Everything read from one page. Never raises, whatever the bytes are.

    Args:
        body: bytes as served.
        url: address it was served at.
        content_type: the ``Content-Type`` header.
        evidence: its record in the archive.
        as_of: monitoring time point; completes dates printed without a year, and later dates are not believed.
        home: whether it is the site's home page; None: told from the address.
    """
    text, encoding = decode(body, content_type)
    page = Page(text)
    base = base_of(page, url)
    tags = meta_tags(page)
    crumb = crumb_span(page)
    found = lists_of(page, base, as_of)
    links = links_of(page, url, [(one.start, one.end) for one in found])
    headline = headline_of(page, tags, crumb)
    own_url = base_host(url)
    length = _text_length(page, found)
    trail = _breadcrumb(page, crumb, headline)
    footer = _footer_start(page)
    guide = read_guide(page, headline.text, printed_title=headline.start >= 0, limit=footer)
    messages = read_messages(page, found, own_url, base, headline.text, limit=footer)
    published, published_from = publication_of(page, headline, tags, own_url, as_of)
    signs = Signs(
        url=own_url,
        template_title=page.title,
        has_article_tag=bool(tag(tags, "ArticleTitle")),
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
    return PageFacts(
        url=own_url,
        evidence=evidence,
        kind=kind,
        encoding=encoding,
        title=headline.text,
        published_on=published,
        published_from=published_from,
        source=source_of(page, headline, tags) if in_article else "",
        identity=read_identity(page),
        meta=tags,
        lists=tuple(one.items for one in found),
        messages=tuple(messages),
        guide=guide,
        links=links.links,
        frames=links.frames,
        breadcrumb=trail,
        search_form=offers_search(page),
        submit_form=offers_message(page),
        states_nothing=states_nothing(page, length, as_of),
        topic_closed=is_closed(page),
        scripted=items < _FEW_ITEMS and length < LONG_BODY and is_scripted(page),
        text_length=length,
    )


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


def _text_length(page: Page, found: list[FoundList]) -> int:
    """Characters of the main text: outside header, navigation, footer and lists, links not counted."""
    spans = [(one.start, one.end) for one in found]
    total = 0
    for piece in page.pieces:
        holder = piece.holder
        if (
            holder.region
            or holder.hidden
            or holder.tag == "a"
            or (holder.parent is not None and holder.parent.tag == "a")
        ):
            continue
        if not any(start <= piece.start < end for start, end in spans):
            total += piece.end - piece.start
    return total


def _breadcrumb(page: Page, crumb: tuple[int, int] | None, headline: Headline) -> tuple[str, ...]:
    if crumb is None:
        return ()
    line = _CRUMB_LEAD.sub("", page.text[crumb[0] : crumb[1]].strip())
    first, _, _ = line.partition("\n")
    if len([part for part in _CRUMB_SPLIT.split(first) if part.strip()]) > 1:
        line = first
    parts = [" ".join(part.split()) for part in _CRUMB_SPLIT.split(line)]
    own = headline.text
    return tuple(part for part in parts if part and part not in {own, "正文"} and len(part) <= 40)  # noqa: PLR2004


def _footer_start(page: Page) -> int:
    starts = [
        element.start for element in page.elements if element.region == "footer" and element.start > len(page.text) // 3
    ]
    marks = [
        found.start()
        for found in re.finditer(
            r"(?<=\n)(?:网站地图|网站声明|版权声明|关于我们|联系我们)|版权所有|标识码|ICP\s*备|主办单位|\S{2,30}主办\s",
            page.text,
        )
    ]
    late = [start for start in marks if start > len(page.text) // 2]
    return min([*starts, *late], default=len(page.text))
