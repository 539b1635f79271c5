"""Chinese numerals (汉字数字) for places and headings."""

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LIMIT = 10_000


def chinese_numeral(number: int) -> str:
    """0–9999 in Chinese numerals: 十, 二十一, 一百零三, 一百一十.

    Raises:
        ValueError: outside that range.
    """
    if not 0 <= number < _LIMIT:
        message = f"{number}"
        raise ValueError(message)
    if number == 0:
        return _DIGITS[0]
    text = ""
    gap = False
    for power in range(len(_UNITS) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _UNITS[power]
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text
