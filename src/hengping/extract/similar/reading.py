"""The fingerprint of an article's page: its sentences alone, without its title, furniture and other sites' frames.

Only lines that hold a sentence count: what a template prints around an article (date line, buttons, neighbours, names
of sections) has no full stop, and differs from site to site while the article is the same.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from hengping.extract.article import Headline
from hengping.extract.cues import places_of
from hengping.extract.flat import Page

_NO_BODY = re.compile(
    r"版权所有|版权声明|浏览器|分辨率|免责声明|【打印】|关闭窗口|责任编辑|扫一扫|当前位置|ICP\s?备|标识码|未经授权|转载(?:时)?请|"
    r"^\s*(?:上一篇|下一篇|附件|相关链接|相关阅读|相关文章|相关新闻)"
)
_NO_BODY_CUES = (
    "版权",
    "浏览器",
    "分辨率",
    "免责声",
    "【打",
    "闭窗口",
    "责任编",
    "扫一",
    "当前位",
    "ICP",
    "识码",
    "未经授",
    "转载",
)
"""What no line is without that :data:`_NO_BODY` finds, other than the words that begin a line."""
_NEIGHBOURS = ("上一篇", "下一篇", "附件", "相关链接", "相关阅读", "相关文章", "相关新闻")
_END = re.compile(r"\n\s*(?:上一篇|下一篇|上一条|下一条|相关链接|相关阅读|相关文章|相关新闻|相关信息|扫一扫)")
_FIGURE = re.compile(r"\d[\d.,]*[^\s\d]?")
_AFTER = 60
"""Characters after the title in which no end of the article is looked for."""
_LINE, _LONG_LINE = 12, 150
"""Characters of a line that can hold a sentence, and of one that is text whatever stands in it (editor, buttons)."""
_MANY_FIGURES = 400
_KEPT_FIGURES = 32
_SIXTEEN = 0xFFFF


class Reading(NamedTuple):
    """What tells an article from others.

    Attributes:
        fingerprint: see :mod:`hengping.extract.similar.fingerprint`; empty for a short text.
        figures: its numbers with what they count (3日, 120万), each as 16 bits of a digest: two notices of one form
            have the same sentences and other figures. Not to be turned back into the numbers.
        length: characters of its sentences.
    """

    fingerprint: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    length: int = 0


NOTHING = Reading()


def read_article(page: Page, headline: Headline, footer: int) -> Reading:
    """The fingerprint of an article.

    Args:
        page: the flat page.
        headline: its title, which is left out: a copy often has another one.
        footer: where the site's footer begins.
    """
    text = body_of(page.text, max(0, headline.end), footer)
    if not text:
        return NOTHING
    from hengping.extract.similar.fingerprint import digits_in, fingerprint  # noqa: PLC0415 - numpy is loaded by the first article only

    return Reading(fingerprint(text), figures_of(text, digits_in(text)), len(text))


def body_of(text: str, start: int, end: int) -> str:
    """The lines of a stretch of a page that hold sentences of an article."""
    last = _END.search(text, start + _AFTER, end)
    stop = last.start() if last else min(end, len(text))
    doubts = [*places_of(text, _NO_BODY_CUES, start, stop), stop]
    lines: list[str] = []
    doubt = 0
    for line in text[start:stop].split("\n"):
        length = len(line)
        begin, start = start, start + length + 1
        if length < _LINE or not ("。" in line or "；" in line or "！" in line or "？" in line):
            continue  # no sentence
        if length <= _LONG_LINE:
            doubt = bisect_left(doubts, begin, doubt)
            doubtful = doubts[doubt] < begin + length or line.lstrip().startswith(_NEIGHBOURS)
            if doubtful and _NO_BODY.search(line):
                continue
        lines.append(line)
    return "\n".join(lines)


def figures_of(text: str, digits: list[int] | None = None) -> tuple[int, ...]:
    """The different figures of a text, at most 32, chosen by their digests so that two versions choose alike.

    Args:
        text: any text.
        digits: where its digits stand; None: all of it is looked through, which takes longer.
    """
    figures = _FIGURE.findall(text) if digits is None else _figures_at(text, digits)
    found = {figure for figure, _ in zip(figures, range(_MANY_FIGURES), strict=False)}
    return tuple(sorted(crc32(figure.encode()) & _SIXTEEN for figure in found)[:_KEPT_FIGURES])


def _figures_at(text: str, digits: list[int]) -> Iterator[str]:
    floor = 0
    for at in digits:
        found = _FIGURE.match(text, at) if at >= floor else None
        if found:
            yield found[0]
            floor = found.end()
