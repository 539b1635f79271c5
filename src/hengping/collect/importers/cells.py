"""Cells of outside tables as values, and entries of outside JSON as what they should be. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

T = TypeVar("T")
LONGEST = 2000
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_TIMES = {"万": 10_000, "亿": 100_000_000}
_YES = frozenset({"是", "已", "y", "yes", "true", "1", "√", "满意", "非常满意", "基本满意", "解决", "已解决"})
_NO = frozenset({"否", "未", "n", "no", "false", "0", "×", "不满意", "未解决"})
_HUNDRED = Decimal(100)


class CellError(ValueError):
    """A cell that does not hold what its column wants; the message is for people, in Chinese."""


def text(cell: str) -> str:
    """Folded text, cut at :data:`LONGEST` characters."""
    return " ".join(unicodedata.normalize("NFC", cell).split())[:LONGEST]


def day(cell: str) -> date:
    """``2026-11-18``, ``2026/11/18 10:02``, ``2026年11月18日``, ``20261118``.

    Raises:
        CellError: no such day.
    """
    folded = unicodedata.normalize("NFKC", cell).strip()
    found = _DATE.fullmatch(folded) or _COMPACT.fullmatch(folded)
    if found is None:
        raise CellError("不是日期")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise CellError("没有这一天") from error


def count(cell: str) -> int:
    """A whole number ≥ 0: ``1,024``, ``10万+``, ``1.2万``.

    Raises:
        CellError: not a whole number.
    """
    folded = unicodedata.normalize("NFKC", cell).strip().rstrip("+").replace(",", "")
    times = _TIMES.get(folded[-1:], 1)
    number = _decimal(folded[:-1] if times > 1 else folded) * times
    if number < 0 or number != number.to_integral_value():
        raise CellError("不是非负整数")
    return int(number)


def rate(cell: str) -> str:
    """A share as decimal text between 0 and 1: ``98.5%``, ``0.985``; ``98.5`` without the sign is refused as doubtful.

    Raises:
        CellError: not a share.
    """
    folded = unicodedata.normalize("NFKC", cell).strip()
    percent = folded.endswith("%")
    number = _decimal(folded.rstrip("%")) / (_HUNDRED if percent else 1)
    if not 0 <= number <= 1:
        raise CellError("不是0至1之间的小数或百分数" if percent else "不是0至1之间的小数；百分数请写百分号")
    return format(number.normalize(), "f")


def yes(cell: str) -> bool:
    """是/否, 满意/不满意, 已解决/未解决, √/×.

    Raises:
        CellError: neither.
    """
    folded = unicodedata.normalize("NFKC", cell).strip().lower()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise CellError("看不出是或否")


def _decimal(folded: str) -> Decimal:
    if not _NUMBER.fullmatch(folded.strip()):
        raise CellError("不是数字")
    try:
        return Decimal(folded.strip())
    except InvalidOperation as error:
        raise CellError("不是数字") from error


def part(entry: Any, name: str, kind: type[T]) -> T | None:
    """A member of a JSON object when it is there and of that type; else None."""
    value = entry.get(name) if isinstance(entry, Mapping) else None
    return value if isinstance(value, kind) and not (kind is int and isinstance(value, bool)) else None
