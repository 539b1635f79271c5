"""Words and figures of official Chinese: numbers as printed, dates, enumerations, title lines.

Rounding here is for printing only; a value that is already short is printed digit for digit.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from hengping.report.figures.text import Figure, Text, joined

NONE = "——"
"""Printed where there is no value, as in published tables."""

RoundingMode = Literal["half_up", "truncate", "half_even"]
_ROUNDING = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN, "half_even": ROUND_HALF_EVEN}

_TWO_PLACES = Decimal("0.01")
_TITLE_BREAKS = ("关于", "政府网站", "绩效评估", "情况的通报")
TITLE_LINE = 20
"""Characters of size 二号 on a line of 156 mm."""

_SPACES = "\n\r\t\v\f\u2028\u2029\x85"
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Cn"})


MISSING_TYPE = "〓"
"""Printers' sign for a character that no face holds."""


@lru_cache(maxsize=65536)
def printable(text: str) -> str:
    """The text without what no document may hold.

    Control characters (forbidden in XML), direction marks (they reorder what a reader sees), zero-width characters,
    lone surrogates and unassigned code points go; line ends and tabs become a space; private-use characters, which no
    font shows, become 〓, the printers' sign for a missing type.
    """
    if text.isascii() and text.isprintable():
        return text
    folded = "".join(" " if character in _SPACES else character for character in text)
    return "".join(_shown(character) for character in folded)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in _UNPRINTABLE:
        return ""
    return MISSING_TYPE if category == "Co" else character


def cut(text: str, length: int) -> str:
    """At most ``length`` characters; what is left out is marked with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def figure(value: Decimal | None) -> str:
    """A number as printed: as given when it has up to two decimals, else rounded half-up to two."""
    if value is None:
        return NONE
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _TWO_PLACES.as_tuple().exponent:  # type: ignore[operator]
        value = value.quantize(_TWO_PLACES, ROUND_HALF_UP)
    return f"{value:f}"


def short_figure(value: Decimal | None) -> str:
    """As :func:`figure`, without zeros at the end of the decimals: marks and weights of an indicator system."""
    text = figure(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value: Decimal | None, digits: int, mode: RoundingMode = "half_up") -> str:
    """A score as its indicator system prints it: so many decimals, rounded half-up or cut off."""
    if value is None:
        return NONE
    return f"{value.quantize(Decimal(1).scaleb(-digits), _ROUNDING[mode]):f}"


def rate(value: Decimal | None) -> str:
    """A ratio 0–1 as a percentage: as given when it has up to four decimals, else with two."""
    return NONE if value is None else f"{figure(value.scaleb(2))}%"


def share(part: int, whole: int) -> str:
    """A share of counted things, with numerator and denominator: ``42.86%（12/28）``."""
    return f"{printed(Decimal(part * 100) / whole, 2)}%（{part}/{whole}）" if whole else NONE


def chinese_date(day: date) -> str:
    """``2026年11月20日``, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def enumerated(parts: Sequence[str | Figure]) -> str:
    """Names in a row, joined by 、; figures among them keep their queries."""
    if any(isinstance(part, Text | Figure) for part in parts):
        return joined(parts, "、")
    return "、".join(str(part) for part in parts)


def sentence(text: str) -> str:
    """The text with exactly one full stop at its end; figures in it keep their queries."""
    if not text.strip():
        return ""
    if isinstance(text, Text):
        last = text.runs[-1]
        ends = isinstance(last, Figure) and last.printed.endswith("。")
        return text if ends else text.strip().rstrip("。；;.") + "。"
    return text.strip().rstrip("。；;.") + "。"


_FULL_WIDTH = str.maketrans(",;:!?", "，；：！？")
_HALF_MARK = re.compile(r"(?<=[\u3001-\u9fff\u201d])[,;:!?]|[,;:!?](?=[\u3001-\u9fff\u201c])")
_HALF_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)|(?<=[\u4e00-\u9fff])\(([^()]*)\)")


def proper(text: str) -> str:
    """Reasons and messages with the full-width marks of official Chinese, where they stand beside Chinese."""
    bracketed = _HALF_BRACKETS.sub(lambda found: f"（{found[1] or found[2] or ''}）", text)
    return _HALF_MARK.sub(lambda found: found[0].translate(_FULL_WIDTH), bracketed)


_ISO_DATE = re.compile(r"(?<![\w/.=-])(\d{4})-(\d{2})-(\d{2})(?![\w/.=-])", re.ASCII)


def official(text: str) -> str:
    """A reason or message as an official document prints it: full-width marks, dates in Chinese (2026年11月5日)."""
    return _ISO_DATE.sub(_dated, proper(text))


def _dated(found: re.Match[str]) -> str:
    try:
        return chinese_date(date(*(int(part) for part in found.groups())))
    except ValueError:
        return found[0]


def title_lines(organiser: str, title: str) -> tuple[str, ...]:
    """A title broken into lines of even length, never inside a word it knows.

    The organiser stands on a line of its own; the rest is broken before 政府网站, 绩效评估 or 情况的通报.
    """
    lines = [organiser] if organiser else []
    return (*lines, *_even_lines(title))


def _even_lines(text: str) -> list[str]:
    if len(text) <= TITLE_LINE:
        return [text]
    middle = len(text) / 2
    spots = {text.find(word) for word in _TITLE_BREAKS} - {-1, 0}
    fitting = [spot for spot in spots if max(spot, len(text) - spot) <= TITLE_LINE]
    if not fitting:
        return [text]
    best = min(fitting, key=lambda spot: (abs(spot - middle), spot))
    return [text[:best], text[best:]]
