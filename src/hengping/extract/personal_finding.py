"""Numbers in text that have the form of an identity, mobile or card number; what stands around is not looked at."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hengping.extract.personal_numbers import (
    is_card_number,
    is_identity_number,
    is_mobile_number,
    is_old_identity_number,
    plain,
)
from hengping.model.content_facts import PersonalKind

_FOUND_AT_MOST = 20_000
_IDENTITY, _OLD_IDENTITY, _MOBILE, _CARD = 18, 15, 11, range(16, 20)
_DISABLED = 20
"""A disabled person's card: identity number, class of disability (1–7), degree (1–4)."""
_LONGEST = 20
_LENGTHS = frozenset({11, 13, *range(15, 21)})
_MOST_GROUPS, _SPLIT_AT_MOST = 200, 40_000
"""Groups of digits in one run, and in a whole text, up to which they are tried together."""
_SEPARATED = r"[ \u00a0\u2000-\u200b\u202f\u3000\ufeff\-－‐-―−]{0,2}"
_QUICK = re.compile(r"[0-9０-９][0-9０-９ \u00a0\u2000-\u200b\u202f\u3000\ufeff\-－‐-―−]{10,}")
"""Runs of digits and what may stand between them: most pages hold none, or a few dates and telephones."""
_POSSIBLE = re.compile(
    rf"[0-9０-９](?<![0-9][0-9])(?:{_SEPARATED}[0-9０-９]){{14}}|1(?<![0-9]1){_SEPARATED}[3-9](?:{_SEPARATED}[0-9]){{9}}|86(?<![0-9]86){_SEPARATED}1{_SEPARATED}[3-9](?:{_SEPARATED}[0-9]){{9}}|[０-９]{{2}}"
)
"""Fifteen digits, or eleven like those of a mobile number; a landline number is neither."""
_RUN = re.compile(rf"[0-9０-９](?<![0-9][0-9])(?:{_SEPARATED}[0-9０-９]){{10,}}(?:[xXｘＸ](?![A-Za-z]))?")
_GROUP = re.compile(r"[0-9０-９]+[xXｘＸ]?")
_MASKED = frozenset("*＊×•●※■□_")
_MOBILE_GROUPS = ((11,), (3, 4, 4), (3, 8), (7, 4), (2, 11), (2, 3, 4, 4), (13,))
_COUNTRY = "86"
_ADDRESS = re.compile(
    r"://|\bwww\.|\.(?:s?html?|jspx?|php|aspx?|do|action|jpe?g|png|gif|bmp|svg|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|js|css)\b|[?&]\w+=",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[!-~]{0,120}\Z")
_TOKEN_AFTER = re.compile(r"[!-~]{0,120}")


class Number(NamedTuple):
    """A number that may be one of a person."""

    kind: PersonalKind
    digits: str
    start: int
    end: int
    disabled: bool = False
    """Two digits more follow it, as on a disabled person's card."""


def may_hold_personal(text: str) -> bool:
    """Whether there is any number at all that is long enough; the fast test that every page goes through."""
    return any(_POSSIBLE.search(run[0]) for run in _QUICK.finditer(text))


def numbers_in(text: str, latest: date | None) -> Iterator[Number]:
    """Numbers with a valid form, each once for where it stands, in the order of the text."""
    given = split = 0
    for run in _RUN.finditer(text):
        groups = [
            (plain(group[0]), run.start() + group.start(), run.start() + group.end())
            for group in _GROUP.finditer(run[0])
        ]
        split += len(groups)
        reach = _LONGEST if len(groups) <= _MOST_GROUPS and split <= _SPLIT_AT_MOST else 1
        first = 0
        while first < len(groups):
            joined, step = "", 1
            best: Number | None = None
            for last in range(first, min(first + reach, len(groups))):
                joined += groups[last][0]
                if len(joined) > _LONGEST:
                    break
                if len(joined) not in _LENGTHS:
                    continue
                sizes = tuple(len(group[0]) for group in groups[first : last + 1])
                kind, digits = _kind_of(joined, sizes, latest)
                start, end = groups[first][1], groups[last][2]
                if kind is None or (best is not None and kind != "id_number") or not _stands_alone(text, start, end):
                    continue
                best, step = Number(kind, digits, start, end, len(joined) == _DISABLED), last - first + 1
                if kind == "id_number":
                    break  # its date and check digit are no chance; a shorter number among its digits may be one
            if best is not None:
                yield best
                given += 1
            if given >= _FOUND_AT_MOST:
                return
            first += step


def _kind_of(joined: str, sizes: tuple[int, ...], latest: date | None) -> tuple[PersonalKind | None, str]:
    length = len(joined)
    if length == _IDENTITY and is_identity_number(joined, latest):
        return "id_number", joined
    if length == _DISABLED and len(sizes) == 1 and joined[18] in "1234567" and joined[19] in "1234":
        return ("id_number", joined[:_IDENTITY]) if is_identity_number(joined[:_IDENTITY], latest) else (None, "")
    if length == _OLD_IDENTITY and len(sizes) == 1 and is_old_identity_number(joined):
        return "id_number", joined
    if sizes in _MOBILE_GROUPS:
        digits = joined if length == _MOBILE else joined[len(_COUNTRY) :] if joined.startswith(_COUNTRY) else ""
        if is_mobile_number(digits):
            return "mobile", digits
    if length in _CARD and (len(sizes) == 1 or set(sizes[:-1]) == {4} or sizes[0] == length) and is_card_number(joined):
        return "bank_card", joined
    return None, ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the number is not a part of something else: a masked number, a word, an address, a file's name."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in _MASKED or after in _MASKED or after == "@":
        return False
    if (before.isascii() and (before.isalpha() or before == "_")) or (after.isascii() and after.isalpha()):
        return False
    token = _TOKEN.search(text[max(0, start - 120) : start])
    tail = _TOKEN_AFTER.match(text[end : end + 120])
    around = (token[0] if token else "") + "0" + (tail[0] if tail else "")
    return len(around) == 1 or not _ADDRESS.search(around)
