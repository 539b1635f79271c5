"""Citizen messages (留言信件) in tables that name their columns."""

from datetime import date

from msgspec import structs

from hengping.extract.dates import read_date, whole_date
from hengping.extract.flat import Element, Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import filled_value, first_value, tail_of
from hengping.extract.messages_words import ANSWER, CONTENT, OPEN, answers, is_done, replied_in, says_nothing, states_in
from hengping.extract.tables import HeadedTable
from hengping.extract.targets import follow
from hengping.model.facts import Message

_LEAST_CONTENT = 12


def messages_of_table(page: Page, table: HeadedTable, base: str) -> list[Message]:
    """The messages of a table or grid that names its columns, in its order.

    Args:
        page: the flat page.
        table: the table.
        base: address that relative links refer to.
    """
    messages: list[Message] = []
    for line, cells in table.rows:
        if len(cells) == 1 and len(table.roles) > 1 and messages:
            _unfolds(messages, page.of(cells[0]))
            continue
        texts = {role: page.of(cells[column]) for role, column in table.roles.items() if column < len(cells)}
        links = _links_in(line)
        link = follow(links[0].attrs.get("href"), base) if links else ""
        asked = _day(texts.get("asked", "") or texts.get("published", ""))
        replied = _day(texts.get("replied", ""))
        column = table.roles.get("status", len(cells))
        status = texts.get("status", "") or (pictured(cells[column]) if column < len(cells) else "")
        answer = texts.get("answer", "")
        told = f"{status}\n{texts.get('replied', '')}"
        # What stands below the title in its cell is the question, and perhaps the answer.
        title, _, below = texts.get("title", "").strip().partition("\n")
        messages.append(
            Message(
                message_id=texts.get("number", "") or tail_of(link) or f"{table.element.path()}:{len(messages) + 1}",
                url=link,
                title=" ".join(title.split()),
                asked_on=asked,
                replied_on=replied,
                replied=replied is not None
                or is_done(status)
                or is_done(told)
                or answers(below)
                or _is_answer(status, answer),
                valid=is_valid(title),
                state_told=bool(table.roles.keys() & {"replied", "status", "answer"}),
                position=line.path(),
            )
        )
    return messages


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
