"""The rules of the site identification code (政府网站标识码), derived from published samples.

Ministries ``bm`` and 8 digits; local sites 10 digits, of which the first six are a division code of some year. Any
other form is a finding about the code, never a reason to lose the site.
"""

from enum import StrEnum

from hengping.model.site import SITE_CODE
from hengping.model.text import Text
from hengping.roster.divisions import Divisions

_MINISTRY = "bm"
_LOCAL_LENGTH = 10
_DIVISION_LENGTH = 6


class CodeFault(StrEnum):
    """What can be wrong with a code. ``digits_lost`` is seen only when a roster is read."""

    WRONG_LENGTH = "wrong_length"
    NOT_DIGITS = "not_digits"
    UNKNOWN_DIVISION = "unknown_division"
    DIGITS_LOST = "digits_lost"


CODE_FAULTS: dict[CodeFault, Text] = {
    CodeFault.WRONG_LENGTH: Text(
        "标识码应为10位数字，或“bm”加8位数字，长度不符", "the code must be 10 digits, or bm and 8 digits: wrong length"
    ),
    CodeFault.NOT_DIGITS: Text("标识码含有数字以外的字符", "the code contains something other than digits"),
    CodeFault.UNKNOWN_DIVISION: Text(
        "标识码前6位不是任何年份的行政区划代码", "the first six digits were not a division code in any year"
    ),
    CodeFault.DIGITS_LOST: Text(
        "标识码被表格软件改成了科学记数，位数已丢失",
        "a spreadsheet turned the code into scientific notation and lost digits",
    ),
}


def code_faults(code: str, divisions: Divisions) -> tuple[CodeFault, ...]:
    """What is wrong with a printed or listed code, in the order of :class:`CodeFault`; empty when it is right.

    Args:
        code: the code without white space; any text is allowed.
        divisions: divisions of all years.
    """
    if code.isascii() and SITE_CODE.fullmatch(code):
        local = not code.startswith(_MINISTRY)
        return () if not local or divisions.known(code[:_DIVISION_LENGTH]) else (CodeFault.UNKNOWN_DIVISION,)
    faults = []
    if len(code) != _LOCAL_LENGTH:
        faults.append(CodeFault.WRONG_LENGTH)
    digits = code.removeprefix(_MINISTRY)
    if not (digits.isascii() and digits.isdigit()):
        faults.append(CodeFault.NOT_DIGITS)
    elif digits == code and len(code) >= _DIVISION_LENGTH and not divisions.known(code[:_DIVISION_LENGTH]):
        faults.append(CodeFault.UNKNOWN_DIVISION)
    return tuple(faults)
