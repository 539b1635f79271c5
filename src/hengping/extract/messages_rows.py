"""Citizen messages (留言信件) in the rows of lists, which print when they came or whether they were answered."""

import re
from datetime import date

from msgspec.structs import replace

from hengping.extract.dates import FULL_DATE, find_dates
from hengping.extract.flat import Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_days import asked_in, replied_in, starts_in
from hengping.extract.messages_fields import with_marks
from hengping.extract.messages_tables import picture_states
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import filled_value, tail_of
from hengping.extract.messages_words import (
    ANSWER,
    DONE,
    NEXT_LABEL,
    NUMBER,
    OPEN,
    REPLIES,
    STATE,
    UNDER_WAY,
    answers,
    is_closed,
    is_done,
    is_open,
    only_waits,
    says_nothing,
    states_in,
    tells,
)
from hengping.extract.rows import Row
from hengping.model.facts import Message

_TELLS_ANSWER = re.compile(r"(?:回复|答复|办结|反馈)(?:时间|日期|内容|情况)\s*[】\]]?\s*[:：]")
"""A row with such a label says that there is no answer where nothing stands behind it."""
_BRACKETED = re.compile(r"[【\[(（]\s?([^【】\[\]()（）\n]{2,8})\s?[】\])）]")
_LONGEST_STATE = 8
_ANSWER_MARKS = frozenset({"答", "回复", "答复", "解答", "官方回复", "官方答复"})
_EMPTY_MARKS = re.compile(r"[【\[(（]\s*[】\])）]|^[\s·|｜]+|[\s·|｜]+$")
_OPINIONS = re.compile(r"征求|征集|意见稿|问卷|访谈|听证|投票")
_PARTS = re.compile(r"[\s，。；;,|｜]+")
_OTHERS = (
    *("办件", "审批", "许可", "处罚", "双公示", "提案", "议案", "代表建议", "依申请", "招标", "采购", "合同"),
    *("征集", "征求意见", "调查", "问卷", "访谈", "招聘", "招考"),
)
_WIDE = frozenset({"互动", "民意", "民声"})
"""Names of sections that hold letters and other things (民意征集)."""
LETTERS = (
    *(
        "信箱",
        "来信",
        "写信",
        "信件",
        "信访",
        "留言",
        "咨询",
        "问答",
        "投诉",
        "诉求",
        "互动",
        "问政",
        "民声",
        "民意",
        "热线",
    ),
)
"""Headlines of lists of other things than messages, and of lists of messages."""


def of_rows(page: Page, found: FoundList, headline: str, limit: int) -> list[Message]:
    """Messages of a list whose rows print when they came or whether they were answered.

    Args:
        page: the flat page.
        found: the list.
        headline: the page's title.
        limit: where the footer begins: the last row may reach into it.
    """
    pictures = picture_states(found)
    told = any(pictures) or tells(page.text, found.start, found.end)
    if not told or any(is_label(one.title) for one in found.items.items):
        return []  # nothing is told, or what looks like rows are the properties of one message
    if of_others(headline) or _of_opinions(found):
        return []  # applications, proposals, penalties and consultations have states and dates too
    rows = []
    untold = 0
    for row, entry, picture in zip(found.rows, found.items.items, pictures, strict=True):
        text = _text_of(page, row.start, _end(row, limit))
        item = entry if row.link is not None else replace(entry, title=_bare(text, entry.title))
        apart = f"{picture} {_marks_in(item.title)} {' '.join(printed_states(page, row.start, _end(row, limit)))}"
        rest = f"{text.replace(item.title, ' ', 1)}\n{apart}".rstrip()
        asked, replied = asked_in(text), replied_in(text)
        state = bool(
            DONE.search(rest) or OPEN.search(rest) or is_closed(rest) or UNDER_WAY.search(rest) or REPLIES.search(rest)
        )
        rows.append((row, item, text, rest, asked, replied, state))
        untold += not (asked or replied or state or ANSWER.search(rest))
        if untold * 2 >= len(found.rows):
            return []
    if any(len(starts_in(text)) > 1 for _, _, text, *_ in rows):
        return []  # several messages in what was taken for a row
    read = []
    for row, item, text, rest, asked, replied, _ in rows:
        number = NUMBER.search(text)
        answered = None if REPLIES.search(rest) else ANSWER.search(rest)
        answer = filled_value(answered["value"]) if answered else ""
        read.append(
            Message(
                message_id=number["value"] if number else tail_of(item.url) or f"{row.element.path()}",
                url=item.url,
                title=item.title,
                asked_on=asked or _row_day(rest, item.dated_on, replied),
                replied_on=replied,
                replied=replied is not None
                or _row_done(rest)
                or bool(answer and not says_nothing(answer) and not state_open(rest))
                or answers(rest),
                valid=is_valid(item.title),
                state_told=_row_told(rest) or answered is not None or replied is not None,
                position=row.element.path(),
            )
        )
    return read


def _text_of(page: Page, start: int, end: int) -> str:
    """A row's text, with a colon behind the mark of an answer that is an element of its own."""
    marks = [
        (piece.end - start, "：")
        for piece in page.pieces_in(start, end)
        if piece.end <= end and page.text[piece.start : piece.end].strip() in _ANSWER_MARKS
    ]
    return with_marks(page.text[start:end], marks)


def _bare(text: str, title: str) -> str:
    """The title of a row without a link: without its day and its state, where it was taken for the whole line."""
    if title and not (FULL_DATE.match(title) or states_in(title)):
        return title
    words = " ".join(FULL_DATE.sub(" ", text.partition("\n")[0]).split())
    for state in states_in(words):
        words = words.replace(state, " ")
    return _EMPTY_MARKS.sub("", words).strip()


def _end(row: Row, limit: int) -> int:
    return min(row.end, limit) if row.start < limit else row.end


def _of_opinions(found: FoundList) -> bool:
    """Whether a list is one of consultations, surveys or talks, by its heading or by most of its titles."""
    titles = [one.title for one in found.items.items]
    named = sum(bool(_OPINIONS.search(title)) for title in titles)
    return of_others(found.items.name) or named * 2 > len(titles)


def printed_states(page: Page, start: int, end: int) -> list[str]:
    """The texts of elements within a span that are states and nothing else, also where nothing parts them."""
    texts = (page.text[piece.start : piece.end].strip() for piece in page.pieces_in(start, end))
    return [text for text in texts if len(text) <= _LONGEST_STATE and text in states_in(text)]


def _marks_in(title: str) -> str:
    """The states in brackets at either end of a title (【办理中】…, …（已回复）)."""
    found = (one[1] for one in _BRACKETED.finditer(title) if one.start() == 0 or one.end() == len(title))
    return " ".join(mark for mark in found if mark in states_in(mark))


def of_others(headline: str) -> bool:
    """Whether a headline names a list of other things than messages."""
    if any(name in headline for name in _OTHERS):
        return not any(name in headline for name in LETTERS if name not in _WIDE)
    return False


def _row_day(rest: str, dated: date | None, replied: date | None) -> date | None:
    """The day of a row without labels; eight digits are a number rather than a day where a day is printed too."""
    days = [day for _, _, day in find_dates(rest) if day != replied]
    if days and dated not in days:
        return days[0]
    return dated if dated != replied else None


def _row_done(rest: str) -> bool:
    """Whether a row says that its message was answered: in the state that it names, else anywhere."""
    found = STATE.search(rest)
    if found:
        return is_done(found["value"])
    states = states_in(rest)
    if states:
        return any(map(is_done, states)) and not any(OPEN.search(state) for state in states)
    counted = REPLIES.search(rest)
    if counted:
        return int(counted["count"]) > 0
    return is_done(rest)


def _row_told(rest: str) -> bool:
    """Whether a row says for certain what became of its message: not where the words stand in a sentence only."""
    if DONE.search(rest) or REPLIES.search(rest) or is_closed(rest) or _TELLS_ANSWER.search(rest):
        return True
    found = STATE.search(rest)
    if found is not None and is_open(found["value"]):
        return True
    return any(map(is_open, states_in(rest))) or any(only_waits(part) for part in _PARTS.split(rest))


def is_label(line: str) -> bool:
    """Whether a line is the name of a property, alone or with its value."""
    return bool(NEXT_LABEL.match(line)) or line.endswith((":", "："))


def state_open(*parts: str) -> bool:
    """Whether a printed state says that the message waits, whatever stands where an answer would."""
    return any((found := STATE.search(part)) is not None and bool(OPEN.search(found["value"])) for part in parts)
