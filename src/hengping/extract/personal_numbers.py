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
_RUN = re.compile(r"[0-9０-９](?:[ \u00a0\u3000\-－‐-―]{0,2}[0-9０-９]){6,}[xXｘＸ]?")
_GROUPS = re.compile(r"[0-9０-９]+[xXｘＸ]?")
_LONG_GROUP = 7
_DATE = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?")
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
    if len(number) != _CODE_LENGTH or not number[:17].isdigit() or number in _EXAMPLES:
        return False
    if number[:2] not in _REGIONS or number[14:17] == "000" or not _is_birth(number[6:14], latest):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17]


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
    """The same text with every number of 7 places or more masked; dates stay."""
    return _RUN.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    if _DATE.fullmatch(found[0]):
        return found[0]
    groups = _GROUPS.findall(found[0])
    if len(groups) > 1 and max(map(len, groups)) >= _LONG_GROUP:
        return _GROUPS.sub(_masked_group, found[0])
    return _masked_digits(found[0])


def _masked_group(found: re.Match[str]) -> str:
    return _masked_digits(found[0]) if len(found[0]) >= _LONG_GROUP else found[0]


def _masked_digits(text: str) -> str:
    digits = "".join(character for character in plain(text) if character.isalnum())
    return mask(digits) if len(digits) > 2 * _SHOWN else digits[:2] + "*" * (len(digits) - 2)


def _is_birth(text: str, latest: date | None) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return _FIRST_YEAR <= born.year <= _LAST_YEAR and (latest is None or born <= latest)
