"""Citizen messages (留言信件) in tables that name their columns."""

import re
from datetime import date
from typing import NamedTuple

from msgspec import structs

from hengping.extract.dates import find_dates, read_date, whole_date
from hengping.extract.flat import Element, Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_days import replied_in
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import filled_value, first_value, tail_of
from hengping.extract.messages_words import ANSWER, CONTENT, OPEN, answers, is_done, is_open, says_nothing, states_in
from hengping.extract.tables import HeadedTable
from hengping.extract.targets import follow
from hengping.model.facts import Message

_LEAST_CONTENT, _LONGEST_STATE = 12, 8
_WITH_ANSWER = re.compile(r"(?:及|与|和|、|/|-)其?(?:回复|答复)")
"""A column for a question and its answer (留言内容及回复)."""
_REPLIED_TOO = re.compile(r"(?:回复|答复|办结)(?:时间|日期)")
_COUNTS = re.compile(r"^(?:官方|单位|部门)?(?:回复|答复|回帖)(?:数量?|条数|次数)$")
"""A column of how many answers there are."""
_DAYS = re.compile(
    r"(?!.*(?:[应限拟需截至止期]|预计|要求|承诺|法定|规定|评价|回访|结束|生效|实施|成文|印发|更新).*(?:时间|日期)).{1,6}(?:时间|日期)"
)
"""A column of days which are neither set for an answer nor those of something else."""
_MARKED_ANSWER = re.compile(r"^[【\[（(]?[^【】\[\]（）()：:，。\s]{0,16}(?:回复|答复)[】\]）)]?\s*[:：]?\s*")


def has_messages(page: Page, table: HeadedTable) -> bool:
    """Whether a table of letters tells when they came and what became of them."""
    told = table.roles.keys()
    if told & {"asked", "replied"} or {"status", "published"} <= told:
        return True
    column = status_column(page, table)
    if _day_column(table) is None:
        return False
    return column is not None or "answer" in told


def _day_column(table: HeadedTable) -> int | None:
    """The column of the days on which the messages came; one of days without a role (交办日期), where none is named."""
    known = next((table.roles[role] for role in ("asked", "published") if role in table.roles), None)
    if known is not None:
        return known
    taken = set(table.roles.values())
    names = ["".join(name.split()) for name in table.names]
    return next((place for place, name in enumerate(names) if place not in taken and _DAYS.fullmatch(name)), None)


def status_column(page: Page, table: HeadedTable) -> int | None:
    """The column of the states: the one named so, else one whose every cell is a state, printed or a picture's."""
    if "status" in table.roles:
        return table.roles["status"]
    free = set(range(len(table.names))) - set(table.roles.values())
    lines = [cells for _, cells in table.rows if len(cells) == len(table.names)]
    for column in sorted(free):
        if lines and all(_is_state(page, cells[column]) for cells in lines):
            return column
    return None


def _is_state(page: Page, cell: Element) -> bool:
    text = page.of(cell) or pictured(cell)
    return len(text) <= _LONGEST_STATE and bool(states_in(text))


class _Columns(NamedTuple):
    """Which columns of a table tell what became of its messages, beside those with a role.

    ``day``: the days on which they came, ``both``: and of the answers; ``state``: the states;
    ``counts``: how many answers there are; ``joint``: the title's column holds answers too;
    ``plain``: some state is printed in words, so that an empty cell beside it is one that says: none yet.
    """

    day: int | None
    both: bool
    state: int | None
    counts: int | None
    joint: bool
    plain: bool


def messages_of_table(page: Page, table: HeadedTable, base: str) -> list[Message]:
    """The messages of a table or grid that names its columns, in its order.

    Args:
        page: the flat page.
        table: the table.
        base: address that relative links refer to.
    """
    messages: list[Message] = []
    columns = _columns(page, table)
    for line, cells in table.rows:
        if len(cells) == 1 and len(table.roles) > 1 and messages:
            _unfolds(messages, page.of(cells[0]))
            continue
        place = f"{table.element.path()}:{len(messages) + 1}"
        messages.append(_of_row(page, table, columns, (line, cells), base, place))
    return messages


def _columns(page: Page, table: HeadedTable) -> _Columns:
    state = status_column(page, table)
    names = ["".join(name.split()) for name in table.names]
    counts = next((place for place, name in enumerate(names) if _COUNTS.match(name)), None)
    joint = bool(names) and _WITH_ANSWER.search(names[table.roles["title"]]) is not None
    plain = any(is_done(page.of(cells[state])) for _, cells in table.rows if state is not None and state < len(cells))
    day = _day_column(table)
    both = day is not None and bool(names) and _REPLIED_TOO.search(names[day]) is not None
    return _Columns(day, both, state, counts, joint, plain)


def _of_row(  # noqa: PLR0917 - what is known of the table, and the row
    page: Page, table: HeadedTable, columns: _Columns, row: tuple[Element, list[Element]], base: str, place: str
) -> Message:
    line, cells = row
    texts = {role: page.of(cells[column]) for role, column in table.roles.items() if column < len(cells)}
    links = _links_in(line)
    link = follow(links[0].attrs.get("href"), base) if links else ""
    days = [day for _, _, day in find_dates(_cell(page, cells, columns.day))]
    asked = days[0] if days else _day(_cell(page, cells, columns.day))
    replied = _day(texts.get("replied", "")) or (days[-1] if columns.both and len(days) > 1 else None)
    status, count = _cell(page, cells, columns.state), _cell(page, cells, columns.counts)
    # What stands below the title in its cell is the question, and perhaps the answer.
    title, _, below = texts.get("title", "").strip().partition("\n")
    if columns.state is None:
        status = _state_beside(page, cells[table.roles["title"]], links)
        title = title.removesuffix(status)
    done = (
        replied is not None
        or is_done(status)
        or is_done(f"{status}\n{texts.get('replied', '')}")
        or answers(below)
        or _is_answer(status, texts.get("answer", ""))
        or (count.isdigit() and int(count) > 0)
        or (columns.joint and _joins_answer(below))
    )
    sure = (
        done
        or not table.roles.keys().isdisjoint({"replied", "answer"})
        or columns.joint
        or count.isdigit()
        or (is_open(status) or says_nothing(status) if status else columns.plain)
    )
    return Message(
        message_id=texts.get("number", "") or tail_of(link) or place,
        url=link,
        title=" ".join(title.split()),
        asked_on=asked,
        replied_on=replied,
        replied=done,
        valid=is_valid(title),
        state_told=sure,
        position=line.path(),
    )


def _cell(page: Page, cells: list[Element], column: int | None) -> str:
    """What a cell says, in words or by its picture; empty where there is none."""
    if column is None or column >= len(cells):
        return ""
    return page.of(cells[column]) or pictured(cells[column])


def _state_beside(page: Page, cell: Element, links: list[Element]) -> str:
    """The state in the cell of a title, beside the title's link or as a picture; empty where none is."""
    own = page.of(links[0]) if links else ""
    found = states_in(page.of(cell).replace(own, " ", 1)) if own else []
    return (found or states_in(" ".join(_titles_in(cell))) or [""])[-1]


def _titles_in(cell: Element) -> list[str]:
    """What the pictures in a cell say, the titles of links left out."""
    pending, words = list(cell.children), []
    while pending:
        here = pending.pop()
        if here.tag != "a":
            words += [here.attrs.get("alt") or "", here.attrs.get("title") or ""]
        pending.extend(here.children)
    return words


def _joins_answer(below: str) -> bool:
    """Whether below a question in its cell stands an answer under a mark of one (【教育局回复】…)."""
    for line in below.split("\n"):
        marked = _MARKED_ANSWER.match(line.strip())
        if marked and not says_nothing(line.strip()[marked.end() :]):
            return True
    return False


def _day(cell: str) -> date | None:
    """The day in a cell, in any form that a cell of nothing else has."""
    whole = whole_date(cell)
    return read_date(cell) or (whole if isinstance(whole, date) else None)


def _is_answer(state: str, answer: str) -> bool:
    """Whether the cell of the answer holds one, or that of the state (处理结果) more than a state."""
    long = len(state) >= _LEAST_CONTENT and not OPEN.search(state)
    return bool(answer and not says_nothing(answer)) or (long and not says_nothing(state))


def _unfolds(messages: list[Message], text: str) -> None:
    """Add what a row that goes through all columns says of the message above it (a row that unfolds)."""
    last = messages[-1]
    replied = replied_in(text)
    values = [filled_value(one["value"]) for one in ANSWER.finditer(text)]
    done = any(value and not says_nothing(value) for value in values)
    messages[-1] = structs.replace(
        last,
        replied_on=last.replied_on or (replied if done or not values else None),
        replied=last.replied or done or answers(text) or (replied is not None and not values),
        valid=last.valid and is_valid(last.title, first_value(CONTENT, text)),
    )


def pictured(element: Element) -> str:
    """What the pictures and titles inside an element say: a state may be a picture (已回复)."""
    pending, words = [element], []
    while pending:
        here = pending.pop()
        words += [here.attrs.get("alt") or "", here.attrs.get("title") or ""]
        pending.extend(here.children)
    return "\n".join(words).strip()


def picture_states(found: FoundList) -> list[str]:
    """The state that a picture in each row stands for (已回复); empty for none, as in all but few lists."""
    if not any(any(sign in part.written for sign in "已未待办") for part in found.rows[0].element.children):
        return [""] * len(found.rows)
    return [" ".join(states_in(pictured(row.element))) for row in found.rows]


def _links_in(element: Element) -> list[Element]:
    """Links with text inside an element, in page order."""
    pending, found = [element], []
    while pending:
        here = pending.pop()
        if here.tag == "a" and here.end > here.start:
            found.append(here)
        pending.extend(reversed(here.children))
    return found
