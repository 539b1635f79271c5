"""When a rounder word may stand for a figure: 约83% for 82.76%, 超过八成, 近半数. By rule, never by feeling."""

import re
from fractions import Fraction

from hengping.report.lint.facts import CHINESE, Fact

_NEAR = Fraction(25, 1000)
"""How far below 近 and above 超过 the exact share may lie, as in :mod:`hengping.report.figures.shares`."""
_ROUND = Fraction(1, 40)
_ABOUT = re.compile(r"(将近|接近|近|大约|约为|约|超过|逾|超|不到|不足|达到)?(.+?)(以上|多|左右)?")
_BEHIND = {"以上": "超过", "多": "超过", "左右": "约"}
_DIGITS = "零一二三四五六七八九十"
_LONGEST = 30
_UNDER = frozenset({"将近", "接近", "近", "不到", "不足"})
_OVER = frozenset({"超过", "逾", "超", "过"})


def may_stand_for(expected: Fact, found: Fact, text: str) -> bool:
    """Whether the found fact says, in rounder words, what the expected one says.

    Args:
        expected: fact of the results.
        found: fact of the document.
        text: the text in which ``found`` stands, for the word before it.
    """
    if "name" in {expected.kind, found.kind} or max(len(expected.value), len(found.value)) > _LONGEST:
        return False
    if expected.kind == "date" and found.kind == "date":
        # 11月20日 or 2026年11月 for 2026年11月20日.
        if found.value.endswith("m"):
            return expected.value.endswith(f"-{found.value.removesuffix('m')}")
        return expected.value.startswith(f"{found.value}-")
    exact, said = share_of(expected), share_of(found)
    if exact is not None and said is not None:
        return share_holds(found.text, exact) or (found.kind == "rate" and _rounded(exact, said, text, found))
    if expected.kind == found.kind == "number":
        return _rounded(Fraction(expected.value), Fraction(found.value), text, found)
    return False


def share_of(fact: Fact) -> Fraction | None:
    """The share that a fact says, without its 近 or 约; None when it says none."""
    if fact.kind == "rate" and fact.value.endswith("%"):
        return Fraction(fact.value.removesuffix("%")) / 100
    if fact.kind == "share":
        return _named(fact.text)[1]
    return None


def share_holds(words: str, exact: Fraction) -> bool:
    """Whether words for a share (近半数, 超过七成, 约14%) hold for the exact one."""
    about, said = _named(words)
    if said is None or ("%" in words and not _is_round(said, exact)):
        return False
    if about in _UNDER:
        return said - _NEAR <= exact < said
    if about in _OVER:
        return said < exact <= said + _NEAR
    if about in {"约", "大约", "约为"}:
        return abs(exact - said) <= _ROUND
    if about == "达到":
        return said <= exact <= said + _ROUND
    return exact == said


def _is_round(said: Fraction, exact: Fraction) -> bool:
    """Whether a percentage is a round one, or the next whole one: 近66% for 63.9% is neither."""
    return said % Fraction(1, 20) == 0 or abs(said - exact) < Fraction(1, 100)


def _named(words: str) -> tuple[str, Fraction | None]:
    found = _ABOUT.fullmatch(words)
    about, mark = (found[1] or _BEHIND.get(found[3], ""), found[2]) if found else ("", words)
    if mark == "过半":
        return "超过", Fraction(1, 2)
    if mark in {"半数", "一半"}:
        return about, Fraction(1, 2)
    if mark.endswith("成") and mark[0] in CHINESE:
        return about, Fraction(_DIGITS.index(mark[0]), 10)
    if "分之" in mark:
        whole, part = (_DIGITS.index(each) for each in mark.split("分之"))
        return about, Fraction(part, whole)
    if mark.endswith("%"):
        return about, Fraction(mark.removesuffix("%").replace(",", "")) / 100
    return about, None


def _rounded(exact: Fraction, said: Fraction, text: str, found: Fact) -> bool:
    """Whether 约 stands before the found number, and it is the exact one rounded to its own decimals."""
    if text[max(0, found.start - 2) : found.start].endswith(("约", "约为", "大约")):
        bare = found.text.removesuffix("%")
        digits = len(bare.partition(".")[2]) + (2 if found.kind == "rate" else 0)
        return bool(abs(exact - said) * 10**digits * 2 <= 1)
    return False
