"""Numbers that belong to persons: which are valid, and how they are shown without being shown.

- Identity number (公民身份号码, GB 11643): 18 places, region, date of birth, check digit modulo 11-2; the old form of
  15 places has no check digit.
- Unified social credit code (统一社会信用代码, GB 32100): 18 places, check character modulo 31; belongs to bodies.
- Bank card number (ISO/IEC 7812): 16–19 places, Luhn check digit.
"""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_REGIONS = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)
"""First two places: province, autonomous region, municipality (GB/T 2260); 81–83 residence permits."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2050
_EXAMPLES = frozenset({"11010519491231002X", "440524188001010014"})
"""Printed in the standard itself."""
_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18
_MOBILE = re.compile(r"1[3-9]\d{9}")
_CARD = re.compile(r"62\d{14,17}|(?:4\d|5[1-5])\d{14}")
DIGITS_APART = r"[ \u00a0\u2000-\u200b\u202f\u3000\ufeff_.·・\-－‐-―−]{0,3}"
"""What may stand between the digits of one number as people print them in groups."""
_RUN = re.compile(rf"[0-9０-９](?:{DIGITS_APART}[0-9０-９]){{6,}}[xXｘＸ]?")
_GROUPS = re.compile(r"[0-9０-９]+[xXｘＸ]?")
_LEAST, _WHOLE = 7, 11
"""Digits from which a number is masked; digits of a group that is a number by itself."""
_DAY = r"(?:19|20)\d\d(?:[-－/.年 ]{1,2}(?:0?[1-9]|1[0-2])){1,2}(?:[-－/.月 ]{1,2}\d{1,2})?(?![0-9])"
_YEARS = r"(?:19|20)\d\d[ ]?[-－—–]{1,2}[ ]?(?:19|20)\d\d(?![0-9])"
_DAY_FIRST = re.compile(rf"(?:{_YEARS}|{_DAY})(?:[ \u3000]{{1,2}}\d{{1,2}}(?![0-9]))?")
_AMOUNT = re.compile(r"[0-9０-９]{1,10}[.·][0-9０-９]{1,2}")
_DAY_LAST = re.compile(rf"(?<![0-9])(?:{_YEARS}|{_DAY})\Z")
_HALF = str.maketrans("０１２３４５６７８９ｘＸx", "0123456789" + "X" * 3)
_SHOWN = 4
_MOBILE_SHOWN = 3


def plain(text: str) -> str:
    """Digits in half width, the check character X as a capital."""
    return text.translate(_HALF)


def is_identity_number(number: str, latest: date | None = None) -> bool:
    """Whether 18 places are a valid identity number: region, a date that exists and is not over, check digit.

    Args:
        number: half-width digits, the last place may be ``X``.
        latest: nobody is born after this day.
    """
    if number in _EXAMPLES or not has_identity_form(number, latest):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17]


def has_identity_form(number: str, latest: date | None = None) -> bool:
    """Whether 18 places have the form of an identity number, whatever the check digit: region, date, order number."""
    if len(number) != _CODE_LENGTH or not number[:17].isdigit() or number[:2] not in _REGIONS:
        return False
    return number[14:17] != "000" and _is_birth(number[6:14], latest)


def is_old_identity_number(number: str) -> bool:
    """Whether 15 digits have the form of an old identity number; there is nothing to check it by but the date."""
    return (
        number.isdigit()
        and number[:2] in _REGIONS
        and number[12:15] != "000"
        and _is_birth("19" + number[6:12], latest=None)
    )


def is_credit_code(number: str) -> bool:
    """Whether 18 characters are a unified social credit code with its check character."""
    places = [_CODE_CHARACTERS.find(character) for character in number]
    if len(places) != _CODE_LENGTH or min(places) < 0:
        return False
    total = sum(place * pow(3, index, 31) for index, place in enumerate(places[:17]))
    return (31 - total % 31) % 31 == places[17]


def is_mobile_number(number: str) -> bool:
    """Whether 11 digits are a mobile number of the mainland."""
    return _MOBILE.fullmatch(number) is not None


def is_card_number(number: str) -> bool:
    """Whether the digits are a bank card number: a known beginning, 16–19 places, Luhn check digit."""
    if not _CARD.fullmatch(number) or len(set(number)) <= 2:  # noqa: PLR2004 - a filler, no number
        return False
    total = 0
    for index, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - sum of its digits
    return total % 10 == 0


def mask(number: str) -> str:
    """What may be shown of a number: ``4501**********1234``, ``138****5678``."""
    head = _MOBILE_SHOWN if is_mobile_number(number) else _SHOWN
    return number[:head] + "*" * max(len(number) - head - _SHOWN, 0) + number[-_SHOWN:]


def mask_text(text: str) -> str:
    """The same text with every number of 7 places or more masked, also those printed in groups; dates stay."""
    return _RUN.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    text = found[0]
    day = _DAY_FIRST.match(text)
    low = day.end() if day else 0
    last = _DAY_LAST.search(text, low)
    high = last.start() if last else len(text)
    groups = _GROUPS.findall(text, low, high)
    if sum(map(len, groups)) < _LEAST or _AMOUNT.fullmatch(text):
        return text
    if len(groups) > 1 and all(len(group) >= _WHOLE for group in groups):
        middle = _GROUPS.sub(lambda group: _masked_digits(group[0]), text[low:high])
    else:
        middle = _between(text[low:high])
    return text[:low] + middle + text[high:]


def _between(text: str) -> str:
    """Groups masked as the one number they are together, with what stands before and behind them kept."""
    first, last = _GROUPS.search(text), None
    for last in _GROUPS.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    if first is None or last is None:
        return text
    return text[: first.start()] + _masked_digits(text[first.start() : last.end()]) + text[last.end() :]


def _masked_digits(text: str) -> str:
    digits = "".join(character for character in plain(text) if character.isalnum())
    return mask(digits) if len(digits) > 2 * _SHOWN else digits[:2] + "*" * (len(digits) - 2)


def _is_birth(text: str, latest: date | None) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return _FIRST_YEAR <= born.year <= _LAST_YEAR and (latest is None or born <= latest)
