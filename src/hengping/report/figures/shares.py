"""Shares in round words (约、近、超过): by rule, from the exact fraction, never by feeling.

The rule, in this order, for a share that is not exact in the words that name it:

- within 2.5 points below a word of tenths or the half (近半数, 近七成): 近; exactly on it: the word;
- within 2.5 points above it: 超过;
- otherwise 约 with the nearest whole percentage.

Published notices say 近半数, 超过半数, 超过七成, 近20%, 约14%; these words come from the same rule.
"""

from fractions import Fraction

from hengping.report.figures.query import Answer
from hengping.report.wording import NONE

_NEAR = Fraction(25, 1000)
_TENTHS = "一二三四五六七八九"
_HALF = Fraction(1, 2)
_FEW_TENTHS = 5


def about(part: int, whole: int) -> Answer:
    """The share in words; its exact value is the fraction ``part/whole``."""
    if not whole:
        return Answer(f"{part}/{whole}", NONE)
    return Answer(f"{part}/{whole}", _words(Fraction(part, whole)))


def near(part: int, whole: int) -> Answer:
    """The share as 近 and the next whole percentage (近64%); the percentage alone when it is exact."""
    if not whole:
        return Answer(f"{part}/{whole}", NONE)
    exact = Fraction(part * 100, whole)
    text = f"{exact}%" if exact.denominator == 1 else f"近{int(exact) + 1}%"
    return Answer(f"{part}/{whole}", text)


def _words(share: Fraction) -> str:
    if share in {Fraction(0), Fraction(1)}:
        return "全部" if share else "没有"
    marks = sorted((abs(share - mark), name, mark) for mark, name in _MARKS.items())
    distance, name, mark = marks[0]
    if distance > _NEAR:
        whole = _whole_percent(share)
        # Neither none nor all is ever said of a share that is only next to it.
        return {0: "不到1%", 100: "超过99%"}.get(whole, f"约{whole}%")
    if not distance:
        return name
    return f"近{name}" if share < mark else f"超过{name}"


def _whole_percent(share: Fraction) -> int:
    """Half-up."""
    return int(share * 100 + _HALF)


_MARKS = {Fraction(tenth, 10): f"{tenth * 10}%" for tenth in range(1, _FEW_TENTHS)}
_MARKS |= {Fraction(tenth, 10): f"{_TENTHS[tenth - 1]}成" for tenth in range(_FEW_TENTHS + 1, 10)}
_MARKS[_HALF] = "半数"
"""What a share can lie near: small ones as percentages (近20%), half as 半数, large ones as 成 (超过七成)."""
