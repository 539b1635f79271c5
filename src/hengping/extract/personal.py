"""Personal data (个人信息) in text: identity numbers, mobile numbers of persons, bank cards; masked at once.

Found numbers are candidates with what speaks for and against them; a number that certainly is none (a check digit that
fails, a masked number, an address, an office's telephone) is not among them. Basis: Personal Information Protection Law
(个人信息保护法) Articles 4 and 28; 政府信息公开条例 Article 15.
"""

import re
from datetime import date

import msgspec

from hengping.extract.attachments_parts import AttachmentText
from hengping.extract.flat import Page
from hengping.extract.personal_finding import may_hold_personal, numbers_in
from hengping.extract.personal_numbers import has_identity_form, is_identity_number, mask, mask_text
from hengping.extract.personal_places import PagePlaces, Place, Places, TextPlaces
from hengping.extract.personal_weighing import weigh
from hengping.model.content_facts import PersonalDatum, PersonalKind

MOST = 500
"""Different numbers of one kind that are kept of one page or part of a document."""
_CONTEXTS = 20
"""Of so many the surroundings are kept."""
_CONTEXT = 80
_LOOKS, _LOOKED_AT_MOST = 4, 2_000
"""How often the surroundings of one number are looked at, and of how many numbers that may be anything."""
_LISTED = 3
"""So many lines that begin with a name and hold a mobile number are a list of persons."""
_SERIAL = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{16}[\dXx](?![0-9A-Za-z])")
_FAILING_FOR_EACH = 3
"""So many numbers that fail for each one that passes: a running number passes one time in eleven."""
_CUT = re.compile(r"^[0-9０-９Xx]{3,}|[0-9０-９]{5,}$")


def personal_on_page(page: Page, title: str = "", latest: date | None = None) -> tuple[PersonalDatum, ...]:
    """Personal data of a web page, in page order.

    Args:
        page: the flat page.
        title: its title, it says what a list is one of.
        latest: nobody is born after this day.
    """
    if not may_hold_personal(page.text):
        return ()
    return _read(page.text, PagePlaces(page), title, latest)


def personal_in_text(
    text: str, title: str = "", part: str = "", latest: date | None = None
) -> tuple[PersonalDatum, ...]:
    """Personal data of plain text, e.g. of a part of an attachment, in the order of the text.

    Args:
        text: lines; table cells apart by tabulators.
        title: of the document.
        part: name of the page or sheet, for positions.
        latest: nobody is born after this day.
    """
    if not may_hold_personal(text):
        return ()
    return _read(text, TextPlaces(text, part), title, latest)


def personal_in_attachment(
    text: AttachmentText, title: str = "", latest: date | None = None
) -> tuple[PersonalDatum, ...]:
    """Personal data of an attachment, over all its parts; a number that stands in several of them is told once.

    Args:
        text: as read.
        title: what links call it.
        latest: nobody is born after this day.
    """
    found: list[PersonalDatum] = []
    room = dict.fromkeys(("id_number", "mobile", "bank_card"), MOST)
    for part in text.parts:
        for datum in personal_in_text(part.text, title, part.name, latest):
            room[datum.kind] -= 1
            if room[datum.kind] >= 0:
                found.append(datum if len(found) < _CONTEXTS else msgspec.structs.replace(datum, context=""))
    return tuple(found)


def _read(text: str, places: Places, title: str, latest: date | None) -> tuple[PersonalDatum, ...]:
    seen: dict[tuple[PersonalKind, str], int] = {}
    found: list[tuple[PersonalDatum, bool]] = []
    counts: dict[PersonalKind, int] = {}
    looked: dict[str, int] = {}
    for number in numbers_in(text, latest):
        key = (number.kind, number.digits)
        if counts.get(number.kind, 0) >= MOST:
            continue
        looks = looked[number.digits] = looked.get(number.digits, 0) + 1
        if looks > _LOOKS or (len(looked) > _LOOKED_AT_MOST and number.kind != "id_number"):
            continue
        if key in seen and not found[seen[key]][0].doubt:
            continue
        place = places.at(number.start, number.end)
        weighed = weigh(number, place, title, latest)
        if not weighed.report:
            continue
        datum = PersonalDatum(
            kind=number.kind,
            masked=mask(number.digits),
            context=_context(place) if len(found) < _CONTEXTS else "",
            in_list=weighed.in_list,
            position=place.position,
            doubt=weighed.doubt,
        )
        if key in seen:
            earlier, named = found[seen[key]]
            if earlier.doubt and not weighed.doubt:
                found[seen[key]] = (datum, named and weighed.named)
            continue
        seen[key] = len(found)
        counts[number.kind] = counts.get(number.kind, 0) + 1
        found.append((datum, weighed.named))
    listed = sum(named for _, named in found) >= _LISTED
    read = tuple(
        msgspec.structs.replace(datum, in_list=True, doubt="") if named and listed else datum for datum, named in found
    )
    certain = sum(datum.kind == "id_number" and not datum.doubt for datum in read)
    return _as_serials(read) if certain and _are_serials(text, certain, latest) else read


def _are_serials(text: str, valid: int, latest: date | None) -> bool:
    """Whether so many numbers of the form have no valid check digit that those with one have it by chance."""
    failing: set[str] = set()
    for shown in _SERIAL.finditer(text):
        number = shown[0].upper()
        if has_identity_form(number, latest) and not is_identity_number(number, latest):
            failing.add(number)
        if len(failing) > _FAILING_FOR_EACH * MOST:
            break
    return len(failing) >= _FAILING_FOR_EACH * valid


def _as_serials(data: tuple[PersonalDatum, ...]) -> tuple[PersonalDatum, ...]:
    return tuple(
        msgspec.structs.replace(datum, doubt="other_label") if datum.kind == "id_number" and not datum.doubt else datum
        for datum in data
    )


def _context(place: Place) -> str:
    """The printed line around a number, every number masked; a number cut by the window's edge is left out."""
    text = mask_text(" ".join(place.line.split()))
    text = _CUT.sub("…", text)
    return text if len(text) <= _CONTEXT else text[: _CONTEXT - 1] + "…"
