"""Shares against numerator and denominator, and changes against the values before and after."""

import re
from decimal import Decimal
from fractions import Fraction

from hengping.report.lint.agreeing import share_holds
from hengping.report.lint.facts import NUMBER, whole_number
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph
from hengping.report.wording import printed

_F = NUMBER
_SHARE = re.compile(
    rf"(?P<said>(?P<about>近|约|超过|逾|超|不到|不足)?(?:(?P<rate>{_F})%|半数|一半|[一二三四五六七八九]成))"
    r"（(?P<part>\d+)/(?P<whole>\d+)）"
)
_OF = re.compile(
    rf"(?P<whole>\d+)(?P<unit>个|家)[^，。；、\d]{{0,14}}中，?(?:有|共有)?(?P<part>\d+)(?P=unit)"
    rf"[^。；、\d]{{0,20}}，占比?(?P<said>(?P<rate>{_F})%)"
)
_UP, _DOWN = "提高|提升|上升|增加|增长|多", "下降|降低|减少|下滑|减小|少"
_UNIT = "个百分点|分|%|家|个|处|位"
_FROM_TO = re.compile(
    rf"[由从](?P<before>{_F})(?P<one>{_UNIT})?(?P<to>变为|变成|调整为|[提升增降减上下]\w{{0,2}}[到至为])(?P<after>{_F})(?P<two>{_UNIT})?"
    rf"，?(?:比[^，。；\d]{{0,6}})?(?P<way>{_UP}|{_DOWN})了?(?P<by>{_F})(?P<three>{_UNIT})?"
)
_AGAINST = re.compile(
    rf"(?P<after>{_F})(?P<two>{_UNIT})?，?(?:相比|相较|较|比|对比|与)(?:去年|上年|上一年|上一轮|上轮|\d{{4}}年)"
    rf"(?P<to>[^，。；\d]{{0,8}})(?P<before>{_F})(?P<one>{_UNIT})?(?:相比)?，?(?P<way>{_UP}|{_DOWN})了?"
    rf"(?P<by>{_F})(?P<three>{_UNIT})?"
)


def check_shares(paragraph: Paragraph, notebook: Notebook) -> None:
    """``82.76%（24/29）``: the share follows from the fraction; words for a share hold."""
    for found in (*_SHARE.finditer(paragraph.text), *_OF.finditer(paragraph.text)):
        spans = [found.span(name) for name in ("said", "part", "whole")]
        if all(notebook.is_sure(paragraph, *span) for span in spans):
            continue
        if any(notebook.is_told(paragraph, *span) for span in spans):
            continue
        part, whole = whole_number(found["part"]), whole_number(found["whole"])
        if not whole:
            continue
        exact = Fraction(part, whole)
        if part > whole:
            notebook.tell(
                "share_wrong",
                paragraph,
                *found.span(),
                stands=f"{part}/{whole}",
                remedy="分子不能大于分母，核对两数",
            )
        elif not _share_is_right(found, exact):
            digits = len((found["rate"] or "").partition(".")[2])
            right = f"{printed(Decimal(part * 100) / whole, digits)}%"
            notebook.tell(
                "share_wrong",
                paragraph,
                *found.span("said"),
                stands=found["said"],
                expected=f"{right}（{part}/{whole}）",
                remedy="按分子分母重算，或者核对分子分母",
            )


def _share_is_right(found: re.Match[str], exact: Fraction) -> bool:
    about = found.groupdict().get("about")
    rate = found["rate"]
    if rate is None or about:
        return share_holds(found["said"], exact)
    digits = len(rate.partition(".")[2])
    # Rounded or cut off: both are in use, and differ by less than one of the last digit.
    return bool(abs(Fraction(rate.replace(",", "")) - exact * 100) * 10**digits < 1)


def check_changes(paragraph: Paragraph, notebook: Notebook) -> None:
    """``由81.18分变为81.42分，提高了0.24分``: direction, size and unit follow from before and after."""
    for form in (_FROM_TO, _AGAINST):
        for found in form.finditer(paragraph.text):
            spans = [found.span(name) for name in ("before", "after", "by", "way")]
            if all(notebook.is_sure(paragraph, *span) for span in spans[:3]):
                continue
            if any(notebook.is_told(paragraph, *span) for span in spans):
                continue
            if fault := _change_fault(found):
                name, expected, remedy = fault
                notebook.tell(
                    "change_wrong",
                    paragraph,
                    *found.span(name),
                    stands=found[name] + (found["three"] or "" if name == "by" else ""),
                    expected=expected,
                    remedy=remedy,
                )


def _change_fault(found: re.Match[str]) -> tuple[str, str, str] | None:
    """Which part is wrong, what it should be, and why; None when all is right, or nothing can be said."""
    before, after = _number(found["before"]), _number(found["after"])
    difference = after - before
    up = re.fullmatch(_UP, found["way"]) is not None
    if not difference or (difference > 0) != up:
        expected = "持平" if not difference else "提高" if difference > 0 else "下降"
        return "way", expected, f"由{found['before']}到{found['after']}，方向不符"
    return _size_fault(found, abs(difference), before)


def _size_fault(found: re.Match[str], size: Decimal, before: Decimal) -> tuple[str, str, str] | None:
    unit, rates = found["three"] or "", "%" in {found["one"], found["two"]}
    if unit == "%" and rates:
        wrong = _is_close(size, found["by"])
        return ("by", f"{found['by']}个百分点", "两个百分数相减，单位为百分点") if wrong else None
    if unit == "%":
        exact = size * 100 / before if before else Decimal(0)
        right = not before or _is_close(exact, found["by"])
        return None if right else ("by", f"{printed(exact, _digits(found['by']))}%", "按前后数值重算增减幅度")
    if unit == "个百分点" and not rates:
        return None
    digits = max(_digits(found["before"]), _digits(found["after"]))
    return None if _is_close(size, found["by"], digits) else ("by", f"{size}{unit}", "按前后数值相减")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def _is_close(exact: Decimal, said: str, digits: int | None = None) -> bool:
    """Whether a difference is the said one, rounded; it may come from values that were not yet rounded themselves."""
    half = Decimal(1).scaleb(-_digits(said)) / 2
    return abs(exact - _number(said)) <= half + (Decimal(1).scaleb(-digits) if digits else 0)
