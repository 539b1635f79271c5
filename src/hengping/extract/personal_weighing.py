"""Whose number it is, by what stands around it: a person's, an office's, nobody's, or one cannot tell."""

import re
from datetime import date
from typing import NamedTuple

from hengping.extract import personal_words as words
from hengping.extract.personal_finding import Number
from hengping.extract.personal_numbers import is_credit_code, is_identity_number
from hengping.extract.personal_places import Place, is_name

_IDENTITY = 18
_SHORT_LINE = 60
_LINE_END = 40
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NAME_JUST_BEFORE = re.compile(
    rf"(?:^|[^一-龥])({words.NAME.pattern})\s?[,，、（(]?\s?(?:手机号?码?|联系电话|电话号?码?|联系方式|移动电话)?\s?[:：]?\s?\Z"
)
_ALSO_IDENTITY = re.compile(r"(?<![0-9])[1-8]\d{16}[\dXx](?![0-9])")
_RECENT_YEARS = 3
"""Years before the day of reading in which a number's date is rather the day a letter or an order came in on."""
_BEFORE = 20
_CALLED = re.compile(
    r"拨打|致电|来电|咨询|如有|若有|联系我|办理|答复|回复|承办|单位|工作人员|我[局委办镇乡街县区市中]|热线|服务"
)
"""What stands between a person's name and a number that is the one of an office."""


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


def weigh(number: Number, place: Place, title: str, latest: date | None = None) -> Weighed:
    """What the surroundings say of a number.

    Args:
        number: as found.
        place: where it stands.
        title: of the page or document.
        latest: the day of reading; a date shortly before it is rarely one of birth.
    """
    if number.kind == "id_number":
        weighed = _weigh_identity(number, place, title, latest)
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


def _weigh_identity(  # noqa: PLR0911 - one rule after the other, the first that holds decides
    number: Number, place: Place, title: str, latest: date | None
) -> Weighed:
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
    if not said:
        recent = latest is not None and int(digits[6:10]) > latest.year - _RECENT_YEARS
        other = words.OTHER_NUMBER.search(own)
        if other and recent:
            return _NOTHING  # 来信编号: the area, the day and a running number; one in eleven passes the check digit
        if other or recent:
            return Weighed(report=True, doubt="other_label")
    return _LISTED_PERSON if place.headings or place.named else _CERTAIN


def _weigh_mobile(  # noqa: C901, PLR0911 - one rule after the other, the first that holds decides
    place: Place, title: str
) -> Weighed:
    if place.headings and (place.heading or words.PHONE.search("".join(place.headings))):
        return _weigh_mobile_in_table(place, title)
    if words.OTHER_NUMBER.search(place.label) and not words.PHONE.search(place.label):
        return _NOTHING
    if words.FIRST_PERSON.search(place.before):
        return _CERTAIN
    if words.OFFICE_LABEL.search(place.label) or words.OFFICE_HEADING.search(place.label):
        return _OFFICE
    if _beside_identity(place.line):
        return _LISTED_PERSON
    own = _own_part(place)
    if words.OFFICE_LABEL.search(own) or words.OFFICE_HEADING.search(own):
        return _OFFICE
    if words.PHONE.search(place.label):
        told = _weigh_labelled(place)
        if told is not None:
            return _OFFICE if _lists_officials(title) else told
    if _begins_with_name(place):
        if _lists_officials(title) or words.OFFICE_LABEL.search(_close(place)):
            return _OFFICE
        return Weighed(report=True, doubt="alone", named=True)
    return _NOTHING


def _weigh_labelled(place: Place) -> Weighed | None:
    """A number labelled as a telephone: of a person whom the label or the text before it names; None: nobody's."""
    many = words.MANY_PERSONS.search(place.label) is not None
    if words.PERSON_S_PHONE.search(place.label) and not many:
        return _CERTAIN
    at = place.near.find(place.before[-_BEFORE:]) if place.before.strip() else -1
    at = at + len(place.before[-_BEFORE:]) if at >= 0 else len(place.near)
    named = list(words.PERSON_NAMED.finditer(place.near))
    before = [found for found in named if found.end() <= at]
    if before and _CALLED.search(place.near[before[-1].end() : at]):
        return Weighed(report=True, doubt="alone")
    if not named:
        return Weighed(report=True, doubt="alone") if many else None
    return _CERTAIN


def _beside_identity(line: str) -> bool:
    """Whether an identity number stands on the line."""
    return any(is_identity_number(found[0].upper()) for found in _ALSO_IDENTITY.finditer(line))


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
    owner = _owner(place)
    if owner == "office":
        return _OFFICE
    if owner == "person" and (private or any(_names_private(heading) for heading in headings)):
        return _LISTED_PERSON
    if office and private < 2:  # noqa: PLR2004 - one such heading stands in lists of officials too
        return _OFFICE
    officials = _lists_officials(place.caption) or (
        _lists_officials(title) and not words.PRIVATE_TITLE.search(place.caption)
    )
    if officials and private < 2:  # noqa: PLR2004 - as above
        return _OFFICE
    if private:
        return _LISTED_PERSON
    if any(words.UNIT_HEADING.search(heading) for heading in headings):
        return Weighed(report=True, doubt="unit")
    return _LISTED_PERSON


def _owner(place: Place) -> str:
    """Whose a column of telephones is, in a list that names private persons and officials: the nearest named before it.

    ``person``, ``office``; empty: the list names one sort only, or its columns cannot be told apart.
    """
    if words.OFFICIAL.search(place.heading):
        return "office"
    if _names_private(place.heading):
        return "person"
    roles = [_role(heading) for heading in place.headings]
    if "office" in roles and "person" not in roles:
        return "office"
    if place.column < 0 or "office" not in roles:
        return ""
    before = [role for role in roles[: place.column] if role]
    return before[-1] if before else next(role for role in roles if role)


def _role(heading: str) -> str:
    if words.PHONE.search(heading):
        return ""
    if words.OFFICIAL.search(heading):
        return "office"
    return "person" if words.PERSON.search(heading) else ""


def _names_private(heading: str) -> bool:
    """Whether a heading is the one of private persons, more than a bare ``姓名``."""
    return words.PERSON.search(re.sub(r"姓\s*名", "", heading)) is not None and not words.OFFICIAL.search(heading)


def _weigh_card(place: Place) -> Weighed:  # noqa: PLR0911 - one rule after the other, the first that holds decides
    if place.headings and (place.heading or "\t" not in place.line):
        return _weigh_card_in_table(place)
    if not words.BANK.search(place.label):
        return _LISTED_PERSON if place.named and _beside_identity(place.line) else _NOTHING
    holders = [found[1] for found in words.HOLDER.finditer(place.near)]
    if any(is_name(holder) for holder in holders) and not any(words.BODY.search(holder) for holder in holders):
        return _CERTAIN
    if any(words.BODY.search(holder) for holder in holders):
        return _NOTHING
    if holders:
        return Weighed(report=True, doubt="alone")
    if words.PERSON.search(place.line) or _begins_with_name(place) or _beside_identity(place.line):
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
