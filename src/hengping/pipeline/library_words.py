"""Chinese text cut for searching: overlapping pairs of characters, and words of other scripts as they are.

Pairs need no dictionary, so that names, places and new terms are found as surely as common words; a phrase of pairs is
the exact text. See ``docs/howto/wording-and-archive-search.md``.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-zA-Z]+")
_HAN = "\u3400"
_STOP = re.compile(
    r"(?:请问|您好|你好|咨询|关于|如何|怎么样?|怎样|什么|是否|可以|能否|能不能|有没有|需要|哪些|哪里|多少|为什么|办理?|问题|一下|吗|呢|啊|的|了|是|在|和|与|我|想|要|对|请|问|到)"
)
"""Words of a question that say nothing of its matter."""
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def folded(text: str) -> str:
    """Full-width letters and digits as half-width ones, small letters; every character keeps its place."""
    return text.translate(_HALF_WIDTH).lower()


def index_terms(text: str) -> str:
    """The terms of a text in their order, apart by spaces: what is written into the index."""
    return " ".join(_terms(folded(text)))


def phrase(words: str) -> str:
    """A query that finds exactly these words; empty when they hold nothing to look for."""
    parts = []
    for run in _RUN.findall(folded(words)):
        if run[0] >= _HAN and len(run) == 1:
            parts.append(f"{run}*")
        else:
            parts.append('"' + " ".join(_terms(run)) + '"')
    return " AND ".join(parts)


def query(text: str) -> str:
    """The query of a search: words apart by spaces must all occur; ``-word`` must not; a quoted part is one phrase."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for quoted, minus, plain in re.findall(r'[“"]([^”"]+)[”"]|([-－]\S+)|(\S+)', text):
        found = phrase(quoted or minus.lstrip("-－") or plain)
        if found:
            (unwanted if minus else wanted).append(f"({found})")
    if not wanted:
        return ""
    whole = " AND ".join(wanted)
    return f"{whole} NOT ({' OR '.join(unwanted)})" if unwanted else whole


def question_terms(question: str) -> tuple[str, ...]:
    """The telling terms of a question in words of its own, each once."""
    return tuple(dict.fromkeys(_terms(_STOP.sub(" ", folded(question)))))


def any_of(terms: tuple[str, ...]) -> str:
    """A query that finds what holds any of the terms; the more of them the better."""
    return " OR ".join(f'"{term}"' for term in terms)


def _terms(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run[0] < _HAN or len(run) == 1:
            yield run
        else:
            yield from map("".join, pairwise(run))
