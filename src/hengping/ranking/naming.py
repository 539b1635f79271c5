"""Orders of names (排序): inside a tie, and of all names of an unordered list."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from hengping.indicators.verdicts import Ranking
from hengping.model.score import SiteScore
from hengping.ranking.strokes import stroke_key

CodeKey = tuple[int, str]


def code_key(site_code: str) -> CodeKey:
    """Sort key of a site code: the State Council's bodies (bm…), then divisions in ascending order, then sites without.

    The first six digits of a local code are its division (行政区划代码), so provinces stand in their official order.
    """
    if site_code.startswith("bm"):
        return 0, site_code
    return (2 if site_code.startswith("x-") else 1), site_code


@lru_cache(maxsize=65536)
def pinyin_key(name: str) -> tuple[tuple[str, str], ...]:
    """Sort key of a name: the syllable of its first character without tone, then its tone, and so on (汉语拼音).

    Letters and digits without a reading stand as they are written.
    """
    # Only lists in this order need the large tables behind it.
    from pypinyin import Style, pinyin  # noqa: PLC0415 - see above

    syllables = [found[0] for found in pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)]
    return tuple(_letters_and_tone(each) for each in syllables)


def _letters_and_tone(syllable: str) -> tuple[str, str]:
    tone = syllable[-1:]
    return (syllable[:-1].lower(), tone) if len(syllable) > 1 and tone.isdigit() else (syllable.lower(), "")


def in_order(ranking: Ranking, scores: Iterable[SiteScore]) -> list[SiteScore]:
    """The sites in the system's order of names; equal names by division code, and then as in the roster.

    Args:
        ranking: its ``tie_order`` says which order.
        scores: in roster order.
    """
    keys: dict[str, Callable[[SiteScore], Any]] = {
        "division_code": lambda score: code_key(score.site_code),
        "stroke": lambda score: (stroke_key(score.name), code_key(score.site_code)),
        "pinyin": lambda score: (pinyin_key(score.name), code_key(score.site_code)),
    }
    key = keys.get(ranking.tie_order)
    return list(scores) if key is None else sorted(scores, key=key)
