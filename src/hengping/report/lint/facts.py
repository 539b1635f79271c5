"""What a text says: its numbers, dates, shares, places, names, directions and ties, each where it stands."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from hengping.report.lint.names import Names

FactKind = Literal["number", "rate", "date", "number_sign", "share", "place", "name", "label", "direction", "tie"]

CHINESE = "零一二两三四五六七八九十百千"
_N = rf"[{CHINESE}]{{1,9}}"
NUMBER = r"\d[\d,]{0,14}(?:\.\d{1,8})?"
"""A number in a rule; longer rows of digits are codes."""
_MOST_DIGITS = 15
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ABOUT = "近|约|超过|逾|超|不到|不足|将近|接近|大约|约为|达到"
UNITS = "个|家|处|项|名|位|件|条|篇|次|部分"

_FORMS = re.compile(
    rf"(?P<number_sign>〔\d{{4}}〕\d+号)"
    r"|(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}月(?!以|内|之))"
    rf"|(?P<place>第(?:\d+|{_N})[名位]?(?=到|至)|第(?:\d+|{_N})[名位]|[到至]第(?:\d+|{_N})[名位]|前(?:\d+|{_N})[名位])"
    rf"|(?P<share>(?:{_ABOUT})?(?:半数|一半|过半|[一二三四五六七八九]成(?!效|果|为|立)|[二三四五六七八九十]分之[一二三四五六七八九])"
    rf"(?:以上|多|左右)?|(?:{_ABOUT})(?:{_FIGURE})%|(?:{_FIGURE})%(?:以上|左右))"
    rf"|(?P<rate>(?:{_FIGURE})(?:%|个百分点)|百分之{_N}(?:点{_N})?)"
    rf"|(?P<number>(?:{_FIGURE})|{_N}(?=(?:{UNITS})(?!级)))"
    r"|(?P<direction>提高|提升|上升|增加|增长|下降|降低|减少|下滑|减小|持平|不变)"
    r"|(?P<tie>并列)"
)
UP = frozenset({"提高", "提升", "上升", "增加", "增长"})
DOWN = frozenset({"下降", "降低", "减少", "下滑", "减小"})


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a text says.

    Attributes:
        value: in a form in which equal things are equal: 3 for 三 and 3.0, ``up`` for 提高 and 增长.
        weak: a number in Chinese characters, which often is none (一个时期).
    """

    kind: FactKind
    value: str
    text: str
    start: int
    end: int
    weak: bool = False

    @property
    def sort(self) -> str:
        """What it may be compared with: 前三名 is no place of a body."""
        return "first places" if self.value.startswith("前") and self.kind == "place" else self.kind

    @property
    def key(self) -> tuple[FactKind, str]:
        """Equal for facts that say the same."""
        return (self.kind, self.value)


def facts_of(text: str, names: Names, labels: Names | None = None) -> list[Fact]:
    """The facts of a cleaned text, in order and without overlap; the longer of two names that overlap counts.

    Args:
        text: cleaned.
        names: of the roster.
        labels: names of groups, lists, tiers and indicators.
    """
    spans: list[tuple[int, int, FactKind]] = [(start, end, "name") for start, end in names.find(text)]
    if labels is not None:
        spans += [(start, end, "label") for start, end in labels.find(text)]
    found: list[Fact] = []
    at = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue
        found += _plain(text, at, start)
        said = text[start:end]
        found.append(Fact(kind=kind, value=said, text=said, start=start, end=end))
        at = end
    found += _plain(text, at, len(text))
    return found


def _plain(text: str, start: int, end: int) -> Iterable[Fact]:
    for found in _FORMS.finditer(text, start, end):
        kind: FactKind = found.lastgroup  # type: ignore[assignment] # every alternative is a named kind
        said = found[0]
        weak = kind == "number" and not said[0].isdigit()
        yield Fact(kind=kind, value=canonical(kind, said), text=said, start=found.start(), end=found.end(), weak=weak)


def canonical(kind: FactKind, said: str) -> str:
    """The value in a form in which equal things are equal."""
    match kind:
        case "number":
            return decimal_text(said)
        case "rate":
            return _rate(said)
        case "direction":
            return "up" if said in UP else "down" if said in DOWN else "same"
        case "place":
            plain = re.sub(rf"{_N}", lambda found: str(_chinese(found[0])), said)
            return plain.rstrip("名位").lstrip("到至")
        case "date":
            numbers = "-".join(str(int(each)) for each in re.findall(r"\d+", said))
            return numbers if "年" in said or "-" in said else f"{numbers}m"
        case _:
            return said


def _rate(said: str) -> str:
    if said.startswith("百分之"):
        whole, _, part = said.removeprefix("百分之").partition("点")
        decimals = "".join(str(_chinese(each)) for each in part)
        return f"{decimal_text(f'{_chinese(whole)}.{decimals or 0}')}%"
    return decimal_text(said.removesuffix("%").removesuffix("个百分点")) + ("%" if said.endswith("%") else "pp")


def decimal_text(said: str) -> str:
    """A number without separators and without zeros at the end of its decimals."""
    plain = said.replace(",", "")
    if plain and plain[0] in CHINESE:
        return str(_chinese(plain))
    value = Decimal(plain)
    return f"{value.normalize():f}"


def whole_number(said: str) -> int:
    """A count, in figures or Chinese characters; one with more digits than any count has is only known to be large."""
    return 10**_MOST_DIGITS if len(said) > _MOST_DIGITS else int(decimal_text(said))


def is_count(cell: str) -> bool:
    """Whether a cell holds a count."""
    return cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS


def _chinese(said: str) -> int:
    """A number in Chinese characters below 10,000."""
    if not any(sign in said for sign in "十百千"):
        return int("".join(str(_digit(each)) for each in said) or "0")
    total, digit = 0, 0
    for sign in said:
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = _digit(sign)
    return total + digit


def _digit(sign: str) -> int:
    return _VALUES[sign]


_VALUES = {"两": 2} | {sign: value for value, sign in enumerate("零一二三四五六七八九")}
