"""Title, publication date and source of an article: a ladder of evidence, the printed text first."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hengping.extract.bare_date import WRITTEN, bare_date
from hengping.extract.cues import places_of
from hengping.extract.dates import FULL_DATE, plausible, read_date, url_day
from hengping.extract.flat import Page, Piece
from hengping.extract.measures import NOWHERE, Spans
from hengping.extract.meta import tag
from hengping.model.facts import DateSource

_SPACE = re.compile(r"\s+")
_TAGS = re.compile(r"<[^>]*>?")
_SEPARATORS = re.compile(r"\s*(?:[_|｜]+|\s[-–—]+\s|-{1,2}|–|——|>>?|»)\s*")
_CELLS = re.compile(r"[^\n\t]+")
_PROPERTY = re.compile(r"^(?:公开事项)?(?:标\s?题|名\s?称|信息名称|文件名称|信息标题)\s*[:：]\s*")
_LONGEST_LEAD, _COLONS = 24, frozenset(":：")
_SITE_WORDS = re.compile(r"(?:网|网站|门户|政府|局|委员会|委|厅|办公室|中心|平台|系统|首页|公开|网群|网群!)$")
_TITLE_TAGS = frozenset({"h1", "h2", "h3"})
_TITLE_NAME = re.compile(
    r"(?:^|[-_\s])(?:\w*title\w*|\w*tit|\w*bt|headline\w*|\w*biaoti\w*|ztitle|arti\w*tit\w*|xl_tit\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
_MIN_TITLE, _MAX_TITLE = 4, 160
_PUBLISHED = re.compile(
    r"(?:发\s?布|发\s?表|公\s?开|公\s?布|登\s?载|上\s?传|录\s?入|信\s?息|发\s?稿|刊\s?发|首次发布|文章发布)"
    r"\s?(?:日\s?期|时\s?间)\s*[:：]?\s*"
)
_PLAIN = re.compile(r"(?:^|(?<=[\s】|｜\]　]))(?:日\s?期|时\s?间|日间|Date|Time)\s*[:：]\s*", re.IGNORECASE)
_UPDATED = re.compile(r"(?:更\s?新|修\s?改)\s?(?:日\s?期|时\s?间|于)?\s*[:：]\s*")
_YEAR_STARTS = ("19", "20", "二")
_LONGEST_LABEL, _LABEL_ENDS = 24, frozenset("期间:：于")
"""Characters of a label, and those that one ends in, white space left out."""
_BEFORE, _AFTER, _NEAR = 700, 700, 260
_META_DATES = (
    "pubdate",
    "firstpublishedtime",
    "article:published_time",
    "publishdate",
    "publish_date",
    "datepublished",
    "og:release_date",
    "createdate",
)
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|稿件来源|新闻来源|来源单位|来\s?源|稿\s?源|发布机构|发布单位|信息提供|供稿单位)"
    r"\s*[:：]\s*(?P<value>[^\n\t]{1,60})"
)
_SOURCE_FALLBACK = re.compile(r"(?:主办单位|制发单位|公开责任部门)\s*[:：]\s*(?P<value>[^\n\t]{2,40})")
_SOURCE_END = re.compile(
    r"[【\[|｜]|\s{1,}|作者|发布|浏览|点击|阅读|访问|字号|字体|时间[:：]|日期|"
    r"责任|责编|编辑|打印|分享|撰稿|审核|<|(?:19|20)\d\d[-/.年]"
)


class Headline(NamedTuple):
    """The article's or page's title and where it is printed (-1: nowhere found)."""

    text: str
    start: int
    end: int


def squash(text: str) -> str:
    """The text without any white space, to compare titles."""
    return _SPACE.sub("", text)


def headline_of(page: Page, tags: dict[str, str], crumb: tuple[int, int] | None, listed: Spans = NOWHERE) -> Headline:
    """The title as printed in the page, told by the template's title, the meta tag, headings, in this order.

    Args:
        page: the flat page.
        tags: its meta tags, see :func:`hengping.extract.meta.folded`.
        crumb: span of the breadcrumb, never a title.
        listed: where dated lists stand: the headlines there are those of other pages.
    """
    told = [squash(_TAGS.sub("", text)) for text in (tag(tags, "articletitle"), page.title)]
    best = max(
        (_printed(page, text, crumb) for text in told if text), key=lambda one: len(squash(one.text)), default=None
    )
    if best is not None and best.start >= 0:
        return best
    named = _heading(page, crumb) or _above_date(page, crumb, listed)
    if named is not None:
        return named
    text = _TAGS.sub("", tag(tags, "articletitle")) or without_site(page.title, tags)
    return Headline(text.strip(), -1, -1)


def _printed(page: Page, told: str, crumb: tuple[int, int] | None) -> Headline:
    """The line or run of lines that the told title starts with; a site name may follow in it."""
    best = Headline("", -1, -1)
    length = 0
    for line in _lines_from(page.text, told[0]):
        if crumb is not None and crumb[0] <= line.start() < crumb[1]:
            continue
        written = _PROPERTY.sub("", line[0].strip())
        joined = squash(written)
        if not joined or not told.startswith(joined):
            continue
        end = line.end()
        following = _CELLS.search(page.text, end)
        for _ in range(4):
            longer = joined + squash(following[0]) if following else ""
            if following is None or not told.startswith(longer):
                break
            joined, end = longer, following.end()
            following = _CELLS.search(page.text, end)
        if len(joined) > length and _is_whole(told, joined):
            start = line.start() + line[0].find(written)
            best = Headline(_one_line(page.text[start:end]), start, end)
            length = len(squash(best.text))
    return best


def _lines_from(text: str, first: str) -> Iterator[re.Match[str]]:
    """Lines and cells that begin with a character, behind white space or a label such as 标题： at most."""
    at = text.find(first)
    while at >= 0:
        low = max(0, at - _LONGEST_LEAD - 1)
        begin = max(text.rfind("\n", low, at), text.rfind("\t", low, at)) + 1
        lead = text[begin:at].strip() if begin or at <= _LONGEST_LEAD else "-"
        labelled = lead[-1:] in _COLONS and _PROPERTY.fullmatch(f"{lead} ")
        line = _CELLS.match(text, begin) if not lead or labelled else None
        if line is not None:
            yield line
        at = text.find(first, at + 1 if line is None else line.end())


def _is_whole(told: str, printed: str) -> bool:
    """Whether the printed line is the told title up to its end or to a separator before the site's name."""
    if len(printed) < _MIN_TITLE - 2 or len(printed) > _MAX_TITLE:
        return False
    rest = told[len(printed) :]
    return not rest or bool(re.match(r"[_|｜\-–—>»(（\[]", rest))


def _one_line(text: str) -> str:
    """A title broken over lines, joined: without a space between Chinese characters."""
    return re.sub(
        r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\n+|\n+(?=[^\x00-\x7f])", "", " ".join(text.split(" "))
    ).strip()


def _heading(page: Page, crumb: tuple[int, int] | None) -> Headline | None:
    """The first heading element that is followed by a labelled publication date."""
    for element in page.elements:
        if element.hidden or element.region or element.end - element.start > _MAX_TITLE:
            continue
        if element.tag not in _TITLE_TAGS and not (element.names and _names_title(element.names)):
            continue
        text = page.of(element)
        if len(squash(text)) < _MIN_TITLE or (crumb and crumb[0] <= element.start < crumb[1]):
            continue
        if element.anchors == 0 and _labelled(page.text, _PUBLISHED, element.end, element.end + 60) is not None:
            return Headline(_one_line(_PROPERTY.sub("", text)), element.start, element.end)
    return None


@lru_cache(maxsize=4_096)
def _names_title(names: str) -> bool:
    return _TITLE_NAME.search(names) is not None


def _above_date(page: Page, crumb: tuple[int, int] | None, listed: Spans) -> Headline | None:
    """The line right above the only labelled publication date, where no element is named a title."""
    for kind in (_PUBLISHED, _PLAIN):
        dated = list(_dated(page.text, kind, 0, len(page.text), listed))
        if dated:
            return _above(page, crumb, kind, dated[0].start()) if len(dated) == 1 else None
    return None


def _above(page: Page, crumb: tuple[int, int] | None, kind: re.Pattern[str], date_at: int) -> Headline | None:
    label = max(found.start() for found in kind.finditer(page.text, 0, date_at))
    lines = [line for line in _CELLS.finditer(page.text, 0, label) if squash(line[0])]
    for line in reversed(lines[-2:]):
        text = line[0].strip()
        if crumb is not None and crumb[0] <= line.start() < crumb[1]:
            return None
        if page.in_link(line.start(), line.end()):
            return None  # the headline of another page
        if _MIN_TITLE * 2 <= len(text) <= _MAX_TITLE and not text.endswith(("：", ":")):
            return Headline(_one_line(text), line.start(), line.end())
    return None


def without_site(title: str, tags: dict[str, str]) -> str:
    """A template title without the site's name after (or before) its separator."""
    site = squash(tag(tags, "sitename"))
    parts = [part for part in _SEPARATORS.split(title.strip()) if part]
    if len(parts) < 2:  # noqa: PLR2004 - nothing to take off
        return title.strip()
    kept = [part for part in parts if squash(part) != site and not _SITE_WORDS.search(part)]
    return kept[0] if kept else parts[0]


def publication_of(
    page: Page,
    headline: Headline,
    tags: dict[str, str],
    url: str,
    as_of: date | None,
    *,
    listed: Spans = NOWHERE,
) -> tuple[date | None, DateSource | None]:
    """Publication date and where it was read: printed label, date under the title, meta tag, URL.

    成文日期 and its like are a document's own date, taken only where nothing else tells one. What stands beside an
    entry of a list (``listed``: places in dated lists) is that entry's date.
    """
    zone = (max(0, headline.start - _BEFORE), headline.end + _AFTER) if headline.start >= 0 else (0, 1500)
    for value in _printed_dates(page, headline, zone, listed):
        if plausible(value, as_of):
            return value, "visible"
    for name in _META_DATES:
        value_text = tag(tags, name)
        found = read_date(value_text) or read_date(value_text[:10])
        if found and plausible(found, as_of):
            return found, "meta"
    found = _labelled(page.text, WRITTEN, *zone, listed)
    if found and plausible(found, as_of):
        return found, "visible"
    found = url_day(url)
    if found and plausible(found, as_of):
        return found, "url"
    return None, None


def _printed_dates(page: Page, headline: Headline, zone: tuple[int, int], listed: Spans) -> Iterator[date]:
    """Dates that may be the publication's, the most binding first, each looked for when the one before was no good."""
    text = page.text
    start, end = zone
    after = max(0, headline.end)
    if headline.start < 0:
        # Without a printed title only the one labelled date of a page can be meant.
        dates = {read_date(at[0]) for at in _dated(text, _PUBLISHED, 0, len(text), listed)}
        yield from (value for value in dates if value is not None and len(dates) == 1)
        return
    published = _labelled(text, _PUBLISHED, after, end, listed) or _labelled(text, _PUBLISHED, start, end, listed)
    if published is not None:
        yield published
    for value in (_labelled(text, _PLAIN, after, after + _NEAR, listed), bare_date(page, after, listed)):
        if value is not None:
            yield value
    updated = _labelled(text, _UPDATED, start, end, listed)
    if updated is not None:
        yield updated


def _labelled(text: str, label: re.Pattern[str], start: int, end: int, listed: Spans = NOWHERE) -> date | None:
    return next((read_date(at[0]) for at in _dated(text, label, start, end, listed)), None)


def _dated(text: str, label: re.Pattern[str], start: int, end: int, listed: Spans = NOWHERE) -> Iterator[re.Match[str]]:
    """Dates with such a label right before them; the dates are looked for first, there are fewer of them."""
    stop = min(end, len(text))
    # The label must begin in the span and end in it; its date may stand behind it.
    for place in places_of(text, _YEAR_STARTS, start, stop + 2):
        if text[max(0, place - _LONGEST_LABEL) : place].rstrip()[-1:] not in _LABEL_ENDS:
            continue
        at = FULL_DATE.match(text, place) if place <= stop else None
        if (
            at is not None
            and place not in listed
            and any(found.end() == place for found in label.finditer(text, max(start, place - _LONGEST_LABEL), place))
        ):
            yield at


def _piece_end(page: Page, found: re.Match[str], pieces: list[Piece]) -> int:
    """Where the text node that holds the value ends: buttons beside it are glued to it in the page's text."""
    if pieces and not page.text[found.start("value") : pieces[0].start].strip():
        return pieces[0].end
    return pieces[0].start if pieces else found.end("value")


def source_of(page: Page, headline: Headline, tags: dict[str, str]) -> str:
    """The printed source (来源); the meta tag only where none is printed."""
    start, end = (max(0, headline.start - _BEFORE), headline.end + _NEAR) if headline.start >= 0 else (0, 1200)
    for pattern in (_SOURCE, _SOURCE_FALLBACK):
        for found in pattern.finditer(page.text, start, min(end, len(page.text))):
            pieces = page.pieces_in(found.start("value"), found.end("value"))
            own = page.text[found.start("value") : min(found.end("value"), _piece_end(page, found, pieces))]
            value = _SOURCE_END.split(own.strip(), maxsplit=1)[0].strip(" ：:)）]】")
            if value:
                return value
    return tag(tags, "contentsource", "source")
