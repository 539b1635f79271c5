"""Stroke counts (笔画): the order of names that a notice gives as 按汉字笔画排序 (rule R15, CASS 2010)."""

from functools import lru_cache
from importlib import resources

from hengping.library import strokes as data

StrokeKey = tuple[tuple[int, str], ...]


@lru_cache(maxsize=1)
def _counts() -> dict[str, int]:
    text = resources.files(data).joinpath("strokes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {character: int(count) for count, characters in rows for character in characters}


def stroke_count(character: str) -> int:
    """Strokes of one character in its mainland form; 0 for what is no Chinese character."""
    return _counts().get(character, 0)


def stroke_key(name: str) -> StrokeKey:
    """Sort key of a name: the strokes of its first character, then of its second, and so on.

    A name that another one begins with comes first. Letters and digits come before Chinese characters, in code point
    order. Names whose characters have the same counts throughout have the same key.
    """
    counts = _counts()
    return tuple((count, "") if (count := counts.get(each, 0)) else (0, each) for each in name)
