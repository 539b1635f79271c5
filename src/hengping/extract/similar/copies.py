"""Reprints (转载) among the sites of a run: which article has its text from which other one.

Two articles on different sites are one text when most of their shingles are common *and* the common part is theirs
alone. Official prose has many sentences that hundreds of articles share, and whole notices that differ in three names;
so what stands under many different titles is taken out of the account first, and two texts with other figures are two
notices of one form, however like their sentences.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from hengping.extract.similar.common import common_bins
from hengping.extract.similar.fingerprint import BINS
from hengping.extract.similar.order import Side, original_of
from hengping.extract.similar.pairs import Numbers, similar_pairs
from hengping.extract.similar.titles import alike, is_document, is_foreign, is_furniture, plain_title
from hengping.model.content_facts import ArticleFact, ReprintFact
from hengping.model.site import Site
from hengping.model.urls import host_of, same_site

LOOSE = 0.5
"""Similarity from which pairs are looked at, to see how like each other texts are by chance."""
LEAST = 0.6
"""Share of common shingles from which two articles of one title are one text."""
LEAST_OTHER_TITLE = 0.75
"""The same for two articles of different titles."""
CONTAINED = 0.9
"""Share of the shorter text that the longer one holds, from which it is a shortened copy under another title."""
LEAST_SHORT, SHORT = 0.75, 200
"""The same for texts of less than so many characters: a few set phrases are much of them."""
SET_PIECE = 0.9
"""The same for what is written by a form (公示, 任免, 年度报告): two of them are like each other by nature."""
OWN_PART = 0.4
"""Share of a text that must not be stock phrases, for its likeness to another to mean anything."""
ABOVE_CHANCE = 0.12
"""By how much two articles of one title must be more alike than either is to articles of other titles."""
FAR_ABOVE_CHANCE = 0.25
"""The same for texts without figures, which nothing else tells apart."""
SAME_FIGURES = 0.5
ENOUGH_FIGURES = 4
_FORMS = [
    "公示",
    "公告",
    "通告",
    "通知",
    "招聘",
    "招标",
    "中标",
    "采购",
    "拍卖",
    "挂牌",
    "任免",
    "任职",
    "年度报告",
    "年报",
    "决算",
    "预算",
    "声明",
    "须知",
    "指南",
    "会议纪要",
    "一览表",
    "名单",
    "批复",
    "行政处罚",
    "行政许可",
    "温馨提示",
]


class SiteArticles(msgspec.Struct, frozen=True):
    """What the comparison reads of a site's facts."""

    site: Site
    articles: tuple[ArticleFact, ...] = ()


class Compared(NamedTuple):
    """The articles of a site that can be compared, their fingerprints apart: a row each, a tenth of the memory."""

    site: Site
    articles: tuple[ArticleFact, ...]
    fingerprints: Numbers


def comparable(one: SiteArticles) -> Compared:
    """The articles of a site that tell themselves from others."""
    counting = [article for article in one.articles if article.fingerprint and not is_furniture(article.title)]
    numbers = np.array([article.fingerprint for article in counting], np.uint32).reshape(-1, BINS)
    return Compared(one.site, tuple(msgspec.structs.replace(article, fingerprint=()) for article in counting), numbers)


class _Pair(msgspec.Struct, frozen=True):
    similarity: float
    doubt: str


def reprints_among(sites: Sequence[Compared]) -> dict[str, tuple[ReprintFact, ...]]:
    """The reprints on each site, by site code, ordered by address; the order of the sites makes no difference."""
    unordered = [Side(one.site, article) for one in sites for article in one.articles]
    order = sorted(range(len(unordered)), key=lambda place: _rank(unordered[place]))
    sides = [unordered[place] for place in order]
    numbers = np.concatenate([np.zeros((0, BINS), np.uint32), *(one.fingerprints for one in sites)])[order]
    found: dict[str, list[ReprintFact]] = {one.site.site_code: [] for one in sites}
    partners: dict[int, list[tuple[int, _Pair]]] = defaultdict(list)
    for one, other, pair in _same_texts(sides, numbers):
        partners[one].append((other, pair))
        partners[other].append((one, pair))
    for place, others in partners.items():
        fact = _reprint(sides, place, others)
        if fact is not None:
            found[sides[place].site.site_code].append(fact)
    return {code: tuple(sorted(facts, key=lambda fact: fact.url)) for code, facts in found.items()}


def _rank(side: Side) -> tuple[date, str, str]:
    """What may be the original comes first, see :func:`~hengping.extract.similar.pairs.similar_pairs`."""
    return side.when, side.site.site_code, side.article.url


def _reprint(sides: Sequence[Side], place: int, others: Sequence[tuple[int, _Pair]]) -> ReprintFact | None:
    """The fact of one article, when one of the others with its text was before it."""
    side = sides[place]
    sure: list[tuple[Any, int, _Pair]] = []
    unsure: list[tuple[Any, int, _Pair]] = []
    for other, pair in others:
        first, named = original_of(side, sides[other])
        if first is side:
            continue
        rank = (bool(pair.doubt), not named, sides[other].when, -pair.similarity, sides[other].site.site_code, other)
        if first is not None:
            sure.append((rank, other, pair))
        elif side.day and sides[other].day:
            unsure.append((rank, other, pair))
    if not sure and not unsure:
        return None
    # Somebody has it from this one's original, too: the earliest of all is told, unless the article names its source.
    _, other, pair = min(sure or unsure)
    original = sides[other]
    return ReprintFact(
        url=side.article.url,
        title=side.article.title,
        section_id=side.article.section_id,
        published_on=side.day,
        original_url=original.article.url,
        original_site_code=original.site.site_code,
        original_title=original.article.title,
        original_on=original.day,
        similarity=f"{pair.similarity:.2f}",
        declared=is_foreign(side.article.source, side.site),
        source=side.article.source,
        doubt=pair.doubt or ("" if sure else "order"),
        document=is_document(side.article.title),
        evidence=side.article.evidence,
    )


def _same_texts(sides: Sequence[Side], numbers: Numbers) -> Iterator[tuple[int, int, _Pair]]:
    """Pairs of articles of different sites that are one text."""
    if len(sides) < 2:  # noqa: PLR2004 - a pair needs two
        return
    pairs = similar_pairs(numbers, LOOSE)
    common = common_bins(numbers, [plain_title(side.article.title) for side in sides])
    own, own_part = _own_similarity(numbers, common, pairs.first, pairs.second)
    titled: list[tuple[int, int, float, float, float]] = []
    by_chance: dict[int, float] = defaultdict(float)
    columns = (pairs.first, pairs.second, pairs.similarity, own, own_part)
    for one, other, similarity, own_similarity, part in zip(*(column.tolist() for column in columns), strict=True):
        if alike(sides[one].article.title, sides[other].article.title):
            titled.append((one, other, similarity, own_similarity, part))
            continue
        for place in (one, other):
            by_chance[place] = max(by_chance[place], similarity)
        alike_enough = min(own_similarity, similarity)
        shortened = alike_enough >= LEAST and _contained(sides[one].article, sides[other].article, alike_enough)
        if part >= OWN_PART and (alike_enough >= LEAST_OTHER_TITLE or shortened):
            yield from _told(sides, one, other, similarity, same_title=False)
    for one, other, similarity, own_similarity, part in titled:
        if similarity < LEAST:
            continue
        own_text = part >= OWN_PART and own_similarity >= LEAST
        chance = max(by_chance.get(one, 0.0), by_chance.get(other, 0.0))
        above = similarity - chance
        if own_text or (
            above >= ABOVE_CHANCE and _same_matter(sides[one].article, sides[other].article, similarity, above)
        ):
            yield from _told(sides, one, other, similarity, same_title=True)


def _contained(one: ArticleFact, other: ArticleFact, similarity: float) -> bool:
    """Whether the longer of two texts holds nearly all of the shorter, as their lengths and common part tell."""
    shorter, longer = sorted((one.text_length, other.text_length))
    return bool(shorter) and similarity * (shorter + longer) >= CONTAINED * (1 + similarity) * shorter


def _told(
    sides: Sequence[Side], one: int, other: int, similarity: float, *, same_title: bool
) -> Iterator[tuple[int, int, _Pair]]:
    first, second = sides[one], sides[other]
    hosts = host_of(first.article.url), host_of(second.article.url)
    if first.site.site_code == second.site.site_code or same_site(*hosts):
        return
    figures = _figures(first.article, second.article)
    if figures is not None and figures < SAME_FIGURES:
        return
    short = min(first.article.text_length, second.article.text_length) < SHORT
    if short and similarity < LEAST_SHORT:
        return
    formal = any(word in side.article.title for side in (first, second) for word in _FORMS)
    doubt = "template" if formal and similarity < SET_PIECE else ""
    if doubt and not same_title:
        return
    yield one, other, _Pair(similarity, doubt)


def _same_matter(one: ArticleFact, other: ArticleFact, similarity: float, above: float) -> bool:
    """Whether two texts of stock phrases are about one matter: then what is their own, their figures, is the same."""
    left, right = set(one.figures), set(other.figures)
    if not left and not right:
        return similarity >= SET_PIECE or above >= FAR_ABOVE_CHANCE
    return 5 * len(left & right) >= 4 * max(len(left), len(right))


def _figures(one: ArticleFact, other: ArticleFact) -> float | None:
    """Share of the figures of the text with fewer of them that the other has as well; None when there are too few."""
    left, right = set(one.figures), set(other.figures)
    fewer = min(len(left), len(right))
    return len(left & right) / fewer if fewer >= ENOUGH_FIGURES else None


def _own_similarity(
    numbers: Numbers, common: npt.NDArray[np.bool_], first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Similarity of the parts that are no stock phrases, and how much of the poorer text these are."""
    own = np.where(common, np.uint32(0), numbers)
    alone = np.zeros(len(first), np.float32)
    part = np.zeros(len(first), np.float32)
    filled = np.maximum(np.count_nonzero(numbers, axis=1), 1)
    share = np.count_nonzero(own, axis=1) / filled
    for start in range(0, len(first), 1 << 14):
        here = slice(start, start + (1 << 14))
        one, other = own[first[here]], own[second[here]]
        union = np.count_nonzero(one | other, axis=1)
        alone[here] = np.count_nonzero((one == other) & (one != 0), axis=1) / np.maximum(union, 1)
        part[here] = np.minimum(share[first[here]], share[second[here]])
    return alone, part
