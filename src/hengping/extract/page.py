"""One page read: bytes to :class:`~hengping.model.facts.PageFacts`, in one parse."""

import re
from bisect import bisect_right
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
from hengping.extract.sections import contains_any, lexicon
from hengping.extract.states import is_closed, is_scripted, lacks_footer, states_nothing
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import PageFacts, PageKind

_CRUMB_SPLIT = re.compile(r"\s*(?:->|>+|›|»|→|/|\\|｜|\||\n|\t|>)\s*")
_CRUMB_LEAD = re.compile(r"^.{0,12}?位置(?:是)?\s*[:：]?\s*")
_CRUMB_MARK = re.compile(r"[-=>»›→/\\|｜:：\s]")
_SENTENCE = 20
"""Characters from which a line with a full stop is a sentence to be read."""
_NO_PROSE = re.compile(
    r"暂无|建设中|敬请期待|(?:没有|尚无|无)(?:相关|任何)?(?:信息|内容|数据|资料|记录)|浏览器|分辨率|版权|转载"
)
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
    published, published_from = publication_of(page, headline, tags, own_url, as_of)
    guide = read_guide(
        page,
        headline.text,
        printed_title=headline.start >= 0,
        limit=footer,
        # What prints its publication date is an article about a matter, unless it says enough to be its guide.
        among_services=published_from != "visible" and any(contains_any(part, _service_words()) for part in trail),
    )
    messages = read_messages(page, found, own_url, base, headline.text, limit=footer)
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
        footer_by_script=lacks_footer(page, home=kind == "home"),
        text_length=length,
        prose_length=_prose_length(page, found),
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


class _Spans:
    """The stretches of text that lists take up, joined where they overlap: a page may hold thousands."""

    def __init__(self, found: list[FoundList]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((one.start, one.end) for one in found):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]


def _text_length(page: Page, found: list[FoundList]) -> int:
    """Characters of the main text: outside header, navigation, footer and lists, links not counted."""
    lists = _Spans(found)
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
        if piece.start not in lists:
            total += piece.end - piece.start
    return total


def _prose_length(page: Page, found: list[FoundList]) -> int:
    """Characters of the main text's sentences: lines with a full stop, outside header, navigation, footer and lists."""
    lists = _Spans(found)
    total = 0
    for line in re.finditer(r"[^\n\t]+", page.text):
        if len(line[0]) < _SENTENCE or "。" not in line[0] or _NO_PROSE.search(line[0]):
            continue
        pieces = page.pieces_in(line.start(), line.end())
        if any(piece.holder.region or piece.holder.hidden for piece in pieces):
            continue
        if line.start() not in lists:
            total += len(line[0])
    return total


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


def _footer_start(page: Page) -> int:
    starts = [
        element.start for element in page.elements if element.region == "footer" and element.start > len(page.text) // 3
    ]
    marks = [
        found.start()
        for found in re.finditer(
            r"(?<=\n)(?:网站地图|网站声明|版权声明|关于我们|联系我们)|版权所有|标识码|ICP\s*备|主办单位|(?<=\n)主\s?办\s?[:：]|\S{2,30}主办\s",
            page.text,
        )
    ]
    late = [start for start in marks if start > len(page.text) // 2]
    return min([*starts, *late], default=len(page.text))
