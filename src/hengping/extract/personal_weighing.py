"""Whose number it is, by what stands around it: a person's, an office's, nobody's, or one cannot tell."""

import re
from typing import NamedTuple

from hengping.extract import personal_words as words
from hengping.extract.personal_finding import Number
from hengping.extract.personal_numbers import is_credit_code
from hengping.extract.personal_places import Place, is_name

_IDENTITY = 18
_SHORT_LINE = 60
_LINE_END = 40
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NAME_JUST_BEFORE = re.compile(
    rf"(?:^|[^一-龥])({words.NAME.pattern})\s?[,，、（(]?\s?(?:手机号?码?|联系电话|电话号?码?|联系方式|移动电话)?\s?[:：]?\s?\Z"
)
_ALSO_IDENTITY = re.compile(r"(?<![0-9])[1-8]\d{16}[\dXx](?![0-9])")


class Weighed(NamedTuple):
    """What the surroundings say: nothing to report, certain, or a doubt; ``named``: certain as one of several."""

    report: bool
    doubt: str = ""
    in_list: bool = False
    office: bool = False
    named: bool = False


_NOTHING = Weighed(report=False)
_OFFICE = Weighed(report=False, office=True)
_CERTAIN = Weighed(report=True)
_LISTED_PERSON = Weighed(report=True, in_list=True)


def weigh(number: Number, place: Place, title: str) -> Weighed:
    """What the surroundings say of a number.

    Args:
        number: as found.
        place: where it stands.
        title: of the page or document.
    """
    if number.kind == "id_number":
        weighed = _weigh_identity(number, place, title)
    elif number.kind == "mobile":
        weighed = _weigh_mobile(place, title)
    else:
        weighed = _weigh_card(place)
    if weighed.report and not weighed.doubt:
        if _is_example(place, title):
            return weighed._replace(doubt="example", named=False)
        if place.hidden and not weighed.in_list:
            return weighed._replace(doubt="hidden", named=False)
    return weighed


def _is_example(place: Place, title: str) -> bool:
    return bool(
        words.EXAMPLE.search(place.label) or words.EXAMPLE.search(place.line[:80]) or words.EXAMPLE.search(title)
    )


def _weigh_identity(number: Number, place: Place, title: str) -> Weighed:
    digits = number.digits
    own = place.heading or place.label
    if number.disabled:
        return _LISTED_PERSON if words.DISABLED.search(own + title) else _NOTHING
    said = words.IDENTITY.search(place.heading) or words.IDENTITY.search(place.label)
    if len(digits) != _IDENTITY:
        return _CERTAIN._replace(in_list=bool(place.headings)) if said else _NOTHING
    if not said and words.CREDIT_CODE.search(own) and is_credit_code(digits):
        return _NOTHING
    if words.PUBLIC_CALL.search(title):
        return Weighed(report=True, doubt="public_call")
    if not said and words.OTHER_NUMBER.search(own):
        return Weighed(report=True, doubt="other_label")
    return _LISTED_PERSON if place.headings or place.named else _CERTAIN


def _weigh_mobile(place: Place, title: str) -> Weighed:  # noqa: PLR0911 - one rule after the other, the first that holds decides
    if place.headings and (place.heading or words.PHONE.search("".join(place.headings))):
        return _weigh_mobile_in_table(place, title)
    if words.OTHER_NUMBER.search(place.label) and not words.PHONE.search(place.label):
        return _NOTHING
    if words.FIRST_PERSON.search(place.before):
        return _CERTAIN
    if words.OFFICE_LABEL.search(place.label) or words.OFFICE_HEADING.search(place.label):
        return _OFFICE
    if _ALSO_IDENTITY.search(place.line):
        return _LISTED_PERSON
    own = _own_part(place)
    if words.OFFICE_LABEL.search(own) or words.OFFICE_HEADING.search(own):
        return _OFFICE
    if words.PERSON.search(place.near) and words.PHONE.search(place.label):
        return _OFFICE if _lists_officials(title) else _CERTAIN
    if _begins_with_name(place):
        if _lists_officials(title) or words.OFFICE_LABEL.search(_close(place)):
            return _OFFICE
        return Weighed(report=True, doubt="alone", named=True)
    return _NOTHING


def _close(place: Place) -> str:
    """The own part of the line and short lines above it; what a paragraph or the footer nearby says is of no list."""
    at = place.near.find(place.line[-_LINE_END:]) if place.line else -1
    above = place.near[: max(at, 0)].split("\n")[:-1]
    kept = (line for line in above[1:] if len(line) <= _SHORT_LINE)
    first = above[0] if above and above[0].rstrip().endswith(("：", ":")) else ""  # else perhaps a paragraph's cut end
    return "\n".join([first, *kept, _own_part(place)])


def _own_part(place: Place) -> str:
    """Of a line that holds several numbers what stands between the one before and the one behind."""
    if "\t" in place.line or len(place.before) > len(place.line):
        return place.line
    at = len(place.before)
    ends = [found.end() for found in _MOBILE.finditer(place.line) if found.end() <= at]
    starts = [found.start() for found in _MOBILE.finditer(place.line) if found.start() > at]
    return place.line[ends[-1] if ends else 0 : starts[0] if starts else len(place.line)]


def _lists_officials(title: str) -> bool:
    """Whether a title is one of a list of people who are meant to be reached."""
    return words.OFFICE_TITLE.search(title) is not None and words.PRIVATE_TITLE.search(title) is None


def _begins_with_name(place: Place) -> bool:
    if place.named or is_name(place.label):
        return True
    at_start = words.NAME_BEFORE_NUMBER.search(place.line)
    if at_start and is_name(at_start[1]):
        return True
    just_before = _NAME_JUST_BEFORE.search(place.before)
    return bool(just_before and is_name(just_before[1]))


def _weigh_mobile_in_table(place: Place, title: str) -> Weighed:  # noqa: PLR0911 - one rule after the other, the first that holds decides
    """A list with headings: of persons, of people in their office, or one cannot tell."""
    if place.heading and not words.PHONE.search(place.heading):
        return _NOTHING
    headings = [heading for heading in place.headings if heading != place.heading]
    person = any(words.PERSON.search(heading) for heading in headings)
    private = sum(1 for heading in headings if words.PRIVATE.search(heading))
    office = any(words.OFFICE_HEADING.search(heading) for heading in place.headings)
    office = office or bool(words.OFFICE_LABEL.search(place.heading))
    if not person:
        return _OFFICE if office else _NOTHING
    if office and private < 2:  # noqa: PLR2004 - one such heading stands in lists of officials too
        return _OFFICE
    if private:
        return _LISTED_PERSON
    if _lists_officials(place.caption) or (_lists_officials(title) and not words.PRIVATE_TITLE.search(place.caption)):
        return _OFFICE
    if any(words.UNIT_HEADING.search(heading) for heading in headings):
        return Weighed(report=True, doubt="unit")
    return _LISTED_PERSON


def _weigh_card(place: Place) -> Weighed:  # noqa: PLR0911 - one rule after the other, the first that holds decides
    if place.headings and (place.heading or "\t" not in place.line):
        return _weigh_card_in_table(place)
    if not words.BANK.search(place.label):
        return _LISTED_PERSON if place.named and _ALSO_IDENTITY.search(place.line) else _NOTHING
    holders = [found[1] for found in words.HOLDER.finditer(place.near)]
    if any(is_name(holder) for holder in holders) and not any(words.BODY.search(holder) for holder in holders):
        return _CERTAIN
    if any(words.BODY.search(holder) for holder in holders):
        return _NOTHING
    if holders:
        return Weighed(report=True, doubt="alone")
    if words.PERSON.search(place.line) or _begins_with_name(place) or _ALSO_IDENTITY.search(place.line):
        return _CERTAIN
    return _NOTHING if words.BODY.search(place.near.replace("银行", "")) else Weighed(report=True, doubt="alone")


def _holders(place: Place) -> list[str]:
    """Cells of the row under headings that name the holder."""
    pairs = zip(place.headings, place.cells, strict=False)
    return [
        cell for heading, cell in pairs if words.PERSON.search(heading) or heading in {"单位", "单位名称", "收款单位"}
    ]


def _weigh_card_in_table(place: Place) -> Weighed:
    """A list with headings: the one of its column, or of any column where the columns cannot be told apart."""
    own = place.heading or " ".join(place.headings)
    if not words.BANK.search(own):
        return _NOTHING
    person = any(words.PERSON.search(heading) for heading in place.headings)
    if not (person or place.named) or any(words.BODY.search(cell) for cell in _holders(place)):
        return _NOTHING
    return _LISTED_PERSON
