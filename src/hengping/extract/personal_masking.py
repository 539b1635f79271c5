"""Texts that are kept or shown, with the numbers in them that may be persons' masked; everything else stays."""

import re

from hengping.extract.personal_finding import numbers_in
from hengping.extract.personal_numbers import DIGITS_APART, mask, mask_text

_RUN = re.compile(rf"[0-9０-９](?<![0-9０-９][0-9０-９])(?:{DIGITS_APART}[0-9０-９]){{10,}}[xXｘＸ]?")
_AROUND = 120
_MOST_GROUPS = 100
_GROUP = re.compile(r"[0-9０-９]+")


def mask_personal(text: str) -> str:
    """The same text with every identity, mobile and bank card number masked, whoever's it is.

    Other numbers, dates, addresses of pages and digests stay: a number that is a part of one is not taken out of it.

    Args:
        text: a title, a value, or the text of a page.
    """
    done, parts = 0, []
    for run in _RUN.finditer(text):
        parts += [text[done : run.start()], _masked_run(text, run.start(), run.end())]
        done = run.end()
    return "".join([*parts, text[done:]]) if parts else text


def _masked_run(text: str, start: int, end: int) -> str:
    """One run of digits: what is a person's number in it, by its form, with the characters beside it looked at."""
    if len(_GROUP.findall(text, start, end)) > _MOST_GROUPS:
        return mask_text(text[start:end])  # no number is printed so; too many ways to read it
    low = max(0, start - _AROUND)
    window = text[low : end + _AROUND]
    parts, done = [], start
    for number in numbers_in(window, None):
        begin, stop = low + number.start, low + number.end
        if begin < done or stop > end:
            continue
        parts += [text[done:begin], mask(number.digits)]
        done = stop
    return "".join([*parts, text[done:end]])
