"""The fingerprint of an article's page: its sentences alone, without its title, furniture and other sites' frames.

Only lines that hold a sentence count: what a template prints around an article (date line, buttons, neighbours, names
of sections) has no full stop, and differs from site to site while the article is the same.
"""

import re
from typing import NamedTuple
from zlib import crc32

from hengping.extract.article import Headline
from hengping.extract.flat import Page

_SENTENCE = re.compile(r"[。；！？]")
_NO_BODY = re.compile(
    r"版权所有|版权声明|浏览器|分辨率|免责声明|【打印】|关闭窗口|责任编辑|扫一扫|当前位置|ICP\s?备|标识码|未经授权|转载(?:时)?请|"
    r"^\s*(?:上一篇|下一篇|附件|相关链接|相关阅读|相关文章|相关新闻)"
)
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
    from hengping.extract.similar.fingerprint import fingerprint  # noqa: PLC0415 - numpy is loaded by the first article only

    return Reading(fingerprint(text), figures_of(text), len(text))


def body_of(text: str, start: int, end: int) -> str:
    """The lines of a stretch of a page that hold sentences of an article."""
    last = _END.search(text, start + _AFTER, end)
    lines = text[start : last.start() if last else end].split("\n")
    return "\n".join(
        line
        for line in lines
        if len(line) >= _LINE and _SENTENCE.search(line) and (len(line) > _LONG_LINE or not _NO_BODY.search(line))
    )


def figures_of(text: str) -> tuple[int, ...]:
    """The different figures of a text, at most 32, chosen by their digests so that two versions choose alike."""
    found = {figure for figure, _ in zip(_FIGURE.findall(text), range(_MANY_FIGURES), strict=False)}
    return tuple(sorted(crc32(figure.encode()) & _SIXTEEN for figure in found)[:_KEPT_FIGURES])
