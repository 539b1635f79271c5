"""Boxes that each show one citizen message (留言信件) without a link: its text, its day, and what became of it."""

import re
from datetime import date
from itertools import islice

from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.flat import Element, Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_rows import printed_states
from hengping.extract.messages_words import ANSWER, is_done, is_open, states_in
from hengping.extract.rows import Row
from hengping.model.facts import ItemList, ListItem

_UP = 6
_LEAST, _LEAST_TEXT, _MOST = 2, 4, 200
_MOST_DAYS = 2
_STEP = re.compile(
    r"(?:局|委|办|厅|政府|中心|街道|单位|部门|科|处)$|^.{0,6}(?:提交|登记|受理|转办|交办|转至|分办|签收|办结).{0,12}$"
)
"""What the first text of a step of a message's way is: an office, or what it did."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def cards_of(page: Page, limit: int) -> FoundList | None:
    """The first row of like boxes of which most print one day, a text, and a state or an answer; None without one.

    Args:
        page: the flat page.
        limit: where the footer begins.
    """
    dated = (one for one in page.pieces_in(0, limit) if FULL_DATE.search(page.text[one.start : one.end]))
    pieces = list(islice(dated, _MOST))
    seen: set[int] = set()
    for piece in pieces:
        here: Element | None = piece.holder
        for _ in range(_UP):
            if here is None or here.parent is None:
                break
            box, here = here, here.parent
            if id(here) in seen or not any(box.end <= other.start < here.end for other in pieces):
                continue
            seen.add(id(here))
            found = _row_of(page, box, here)
            if found is not None:
                return found
    return None


def _row_of(page: Page, box: Element, container: Element) -> FoundList | None:
    boxes = [one for one in container.children if one.tag == box.tag and one.end > one.start]
    if len(boxes) < _LEAST or not all(_is_card(page, one) for one in boxes[:_MOST]):
        return None
    rows = [Row(one, None, one.start, one.end) for one in boxes]
    items = [ListItem(title=_title(page, one), dated_on=_day(page, one), date_from="list") for one in boxes]
    return FoundList(ItemList(items=tuple(items)), rows, container, boxes[0].start, boxes[-1].end)


def _is_card(page: Page, box: Element) -> bool:
    text = _lines(page, box)
    states = [*states_in(text), *printed_states(page, box.start, box.end)]
    if not 1 <= len({read_date(one[0]) for one in FULL_DATE.finditer(text)}) <= _MOST_DAYS:
        return False
    told = any(is_open(state) or is_done(state) for state in states) or ANSWER.search(text) is not None
    rest = text
    for state in states:
        rest = rest.replace(state, " ")
    return told and not _STEP.search(_title(page, box)) and len(_HAN.findall(rest)) >= _LEAST_TEXT


def _lines(page: Page, box: Element) -> str:
    """The texts of a box, each on a line of its own."""
    return "\n".join(page.text[one.start : one.end].strip() for one in page.pieces_in(box.start, box.end))


def _title(page: Page, box: Element) -> str:
    """The first text of a box that is neither a state nor a day."""
    for piece in page.pieces_in(box.start, box.end):
        text = page.text[piece.start : piece.end].strip()
        if len(_HAN.findall(text)) > 1 and not states_in(text) and not FULL_DATE.search(text):
            return text
    return ""


def _day(page: Page, box: Element) -> date | None:
    return next((read_date(one[0]) for one in FULL_DATE.finditer(_lines(page, box))), None)
