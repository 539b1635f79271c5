"""A change (变化) of one printed figure: absolute and relative, never mixed up, with its Chinese words."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from hengping.indicators.rounding import RoundingMode, rounded

Quantity = Literal["points", "rate", "count", "index", "place"]
"""What a figure is: points (分), a rate 0–1 (率), a number of sites (个), a score index (得分指数), a place (名次)."""

_RISES: dict[Quantity, str] = {
    "points": "提高",
    "rate": "上升",
    "count": "增加",
    "index": "提高",
    "place": "上升",
}
_FALLS: dict[Quantity, str] = {
    "points": "下降",
    "rate": "下降",
    "count": "减少",
    "index": "下降",
    "place": "下降",
}
_UNITS: dict[Quantity, str] = {"points": "分", "rate": "个百分点", "count": "个", "index": "", "place": "位"}
_HUNDRED = 100
SAME = "持平"


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure before and after.

    Both differences are taken from the printed figures, so that a reader who subtracts gets the same numbers.

    Attributes:
        quantity: what the figure is; decides unit and words.
        before, after: printed figures; a rate lies between 0 and 1; None: there is none.
        points: after − before, exact: in points, sites, places, or for a rate in percentage points (百分点); None when
            one of the two is missing or they are not measured alike.
        percent: growth relative to before, in percent, rounded once; None when undefined (places; before not above 0).
        reason: why there is no difference, for people.
    """

    quantity: Quantity
    before: Decimal | None
    after: Decimal | None
    points: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""

    @property
    def is_better(self) -> bool | None:
        """Whether the figure rose (a place: towards the first); None when equal or undefined."""
        if not self.points:
            return None
        return (self.points > 0) != (self.quantity == "place")

    @property
    def direction(self) -> str:
        """提高、下降、持平 and the like; empty when undefined."""
        if self.points is None:
            return ""
        if not self.points:
            return SAME
        return (_RISES if self.is_better else _FALLS)[self.quantity]

    @property
    def words(self) -> str:
        """The absolute change: 提高了0.24分, 上升5.33个百分点, 减少9个, 持平; or why there is none."""
        if self.points is None or not self.points:
            return self.direction or self.reason
        joint = "了" if self.quantity in {"points", "index"} else ""
        return f"{self.direction}{joint}{plain(abs(self.points))}{_UNITS[self.quantity]}"

    @property
    def percent_words(self) -> str:
        """The relative change: 减少了25%, for a rate 相对增长17.54%; or why there is none."""
        if self.percent is None:
            return self.reason or "无法计算增幅"
        if not self.percent:
            return SAME if not self.points else f"{self.direction}不足{plain(_smallest(self.percent))}%"
        if self.quantity == "rate":
            return f"相对{'增长' if self.percent > 0 else '下降'}{plain(abs(self.percent))}%"
        return f"{self.direction}了{plain(abs(self.percent))}%"


def change_of(
    before: Decimal | None,
    after: Decimal | None,
    quantity: Quantity = "points",
    *,
    percent_digits: int = 2,
    mode: RoundingMode = "half_up",
    incomparable: str = "",
) -> Change:
    """The change between two printed figures.

    Args:
        before: as printed; a rate between 0 and 1; None: no figure.
        after: as before.
        quantity: what the figures are.
        percent_digits: decimals of the relative change, which is rounded once.
        mode: how it is rounded.
        incomparable: why the two must not be subtracted (other full marks); empty: they may.
    """
    reason = incomparable or _missing(before, after)
    if reason or before is None or after is None:
        return Change(quantity=quantity, before=before, after=after, reason=reason)
    # Exact: a decimal context would round long figures without a word.
    difference = Fraction(after) - Fraction(before)
    digits = max(_digits(before), _digits(after))
    if quantity == "rate":
        points = rounded(difference * _HUNDRED, max(digits - 2, 0), mode)
    else:
        points = rounded(difference, digits, mode)
    percent = None
    if before > 0 and quantity != "place":
        percent = rounded(difference / Fraction(before) * _HUNDRED, percent_digits, mode)
    note = ""
    if percent is None and quantity != "place":
        note = f"上一轮为{'负' if before else '0'}，无法计算增幅"
    return Change(quantity=quantity, before=before, after=after, points=points, percent=percent, reason=note)


def plain(value: Decimal) -> str:
    """A number for a sentence: no zeros after the last digit that says something (25%, 0.24, 0.1)."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _missing(before: Decimal | None, after: Decimal | None) -> str:
    if before is None and after is None:
        return "两轮均无数据"
    if before is None:
        return "上一轮无数据"
    return "本轮无数据" if after is None else ""


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _smallest(percent: Decimal) -> Decimal:
    return Decimal(1).scaleb(-_digits(percent))
