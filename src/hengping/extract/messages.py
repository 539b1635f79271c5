"""Citizen messages (留言信件): list tables, list rows with dates or a state, and pages of one message."""

import re
from collections.abc import Collection

from msgspec import structs

from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.flat import Element, Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_words import (
    ANSWER,
    CONTENT,
    DONE,
    NEXT_LABEL,
    NUMBER,
    OPEN,
    QUESTION_LINE,
    STATE,
    TITLE,
    UNDER_WAY,
    WRITER_LINE,
    answers,
    asked_in,
    is_closed,
    is_done,
    is_name,
    is_valid,
    may_answer,
    only_waits,
    replied_in,
    says_nothing,
    starts_in,
    tells,
    without_tabs,
)
from hengping.extract.tables import HeadedTable, headed_grids, headed_tables
from hengping.extract.targets import follow
from hengping.model.facts import Message
from hengping.model.urls import path_of

_ABOVE = 600
"""Characters above a message's date in which its text is looked for."""
_ASIDE = re.compile(r"^\s*[【\[(（][^】\])）\n]{0,12}[】\])）]|(?:编\s?号|查询码|流水号|序\s?号)\s*[:：]\s*[\w-]+")
_LABELLED_LINE = re.compile(r"^[^\s:：]{2,8}[:：]")
_LEAST_CONTENT = 12
_LONGEST_NAME = 10
_NEXT_NAMED = re.compile(r"\s[^\s:：，。]{2,6}[:：]")
_QUESTION_MARK = re.compile(r"^[问答]$|^[【\[]?[问答][】\]]?[:：]?$")
_CJK = re.compile(r"[\u3400-\u9fff]")


def read_messages(
    page: Page, found: list[FoundList], url: str, base: str, headline: str, *, limit: int
) -> list[Message]:
    """Messages that a page publishes; empty when it publishes none.

    Args:
        page: the flat page.
        found: its list blocks.
        url: normal form of its address.
        base: address that relative links refer to.
        headline: its title, the message's when none is labelled.
        limit: where the footer begins.
    """
    for table in (*headed_tables(page, unfolding=True), *headed_grids(page)):
        if table.roles.keys() & {"asked", "replied"} or ("status" in table.roles and "published" in table.roles):
            return _of_table(page, table, base)
    starts = starts_in(page.text[:limit])
    for one in found:
        messages = _of_rows(page, one)
        if not messages:
            continue
        if len(starts) != 1 or starts[0][0] >= one.start:
            return messages
        if all(message.url for message in messages):
            limit = min(limit, one.start)  # others are listed beside one message that is printed whole
    if not starts:
        return []
    links = _links(page, base, limit)
    read = _of_detail(_with_colons(page, limit), url, headline, links)
    if len(read) == 1:
        return read
    return [_led_to(one, links.get(" ".join(one.title.split()), set())) for one in read]


def _links(page: Page, base: str, limit: int) -> dict[str, set[str]]:
    """Where the links of a page lead, by their text."""
    links: dict[str, set[str]] = {}
    for anchor in page.tagged.get("a", ()):
        if anchor.start < anchor.end <= limit:
            links.setdefault(" ".join(page.of(anchor).split()), set()).add(follow(anchor.attrs.get("href"), base))
    return links


def _led_to(message: Message, targets: set[str]) -> Message:
    """A message of several on a page with the address of its own page, where its title is the link to one."""
    known = targets - {""}
    if not message.title or len(known) != 1:
        return message
    (target,) = known
    return structs.replace(message, url=target, message_id=_tail(target))


def _of_table(page: Page, table: HeadedTable, base: str) -> list[Message]:
    messages: list[Message] = []
    for line, cells in table.rows:
        if len(cells) == 1 and len(table.roles) > 1 and messages:
            _unfolds(messages, page.of(cells[0]))
            continue
        texts = {role: page.of(cells[column]) for role, column in table.roles.items() if column < len(cells)}
        links = _links_in(line)
        link = follow(links[0].attrs.get("href"), base) if links else ""
        asked = read_date(texts.get("asked", "") or texts.get("published", ""))
        replied = read_date(texts.get("replied", ""))
        status = texts.get("status", "") or _pictured(cells, table.roles.get("status"))
        answer = texts.get("answer", "")
        told = f"{status}\n{texts.get('replied', '')}"
        # What stands below the title in its cell is the question, and perhaps the answer.
        title, _, below = texts.get("title", "").strip().partition("\n")
        messages.append(
            Message(
                message_id=texts.get("number", "") or _tail(link) or f"{table.element.path()}:{len(messages) + 1}",
                url=link,
                title=" ".join(title.split()),
                asked_on=asked,
                replied_on=replied,
                replied=replied is not None or is_done(told) or answers(below) or _is_answer(status, answer),
                valid=is_valid(title),
                state_told=bool(table.roles.keys() & {"replied", "status", "answer"}),
                position=line.path(),
            )
        )
    return messages


def _is_answer(state: str, answer: str) -> bool:
    """Whether the cell of the answer holds one, or that of the state (处理结果) more than a state."""
    long = len(state) >= _LEAST_CONTENT and not OPEN.search(state)
    return bool(answer and not says_nothing(answer)) or (long and not says_nothing(state))


def _unfolds(messages: list[Message], text: str) -> None:
    """Add what a row that goes through all columns says of the message above it (a row that unfolds)."""
    last = messages[-1]
    replied = replied_in(text)
    values = [_filled(one["value"]) for one in ANSWER.finditer(text)]
    done = any(value and not says_nothing(value) for value in values)
    messages[-1] = structs.replace(
        last,
        replied_on=last.replied_on or (replied if done or not values else None),
        replied=last.replied or done or answers(text) or (replied is not None and not values),
        valid=last.valid and is_valid(last.title, _first(CONTENT, text)),
    )


def _pictured(cells: list[Element], column: int | None) -> str:
    """The state that a picture stands for."""
    if column is None or column >= len(cells):
        return ""
    pending, words = [cells[column]], []
    while pending:
        here = pending.pop()
        words += [here.attrs.get("alt") or "", here.attrs.get("title") or ""]
        pending.extend(here.children)
    return "\n".join(words).strip()


def _of_rows(page: Page, found: FoundList) -> list[Message]:
    """Messages of a list whose rows print when they came or whether they were answered."""
    if not tells(page.text, found.start, found.end) or any(_is_label(one.title) for one in found.items.items):
        return []  # nothing is told, or what looks like rows are the properties of one message
    rows = []
    untold = 0
    for row, item in zip(found.rows, found.items.items, strict=True):
        text = page.text[row.start : row.end]
        rest = text.replace(item.title, " ", 1)
        asked, replied = asked_in(text), replied_in(text)
        state = bool(DONE.search(rest) or OPEN.search(rest) or is_closed(rest) or UNDER_WAY.search(rest))
        rows.append((row, item, text, rest, asked, replied, state))
        untold += not (asked or replied or state)
        if untold * 2 >= len(found.rows):
            return []
    if any(len(starts_in(text)) > 1 for _, _, text, *_ in rows):
        return []  # several messages in what was taken for a row
    read = []
    for row, item, text, rest, asked, replied, state in rows:
        number = NUMBER.search(text)
        answered = ANSWER.search(rest)
        answer = _filled(answered["value"]) if answered else ""
        read.append(
            Message(
                message_id=number["value"] if number else _tail(item.url) or f"{row.element.path()}",
                url=item.url,
                title=item.title,
                asked_on=asked or (item.dated_on if replied != item.dated_on else None),
                replied_on=replied,
                replied=replied is not None
                or _row_done(rest)
                or bool(answer and not says_nothing(answer) and not _state_open(rest))
                or answers(rest),
                valid=is_valid(item.title),
                state_told=state or answered is not None or replied is not None,
                position=row.element.path(),
            )
        )
    return read


def _row_done(rest: str) -> bool:
    """Whether a row says that its message was answered: in the state that it names, else anywhere."""
    found = STATE.search(rest)
    return is_done(found["value"] if found else rest)


def _with_colons(page: Page, limit: int) -> str:
    """The page's text, with a colon behind each property's name that is an element of its own before its value."""
    parts, done = [], 0
    for piece in page.pieces_in(0, limit):
        if piece.end - piece.start > _LONGEST_NAME or piece.end >= limit or page.text[piece.end] in "\n\t:：":
            continue
        begins = piece.start == 0 or page.text[piece.start - 1] in "\n\t "
        if begins and piece.holder.end <= piece.end and is_name(page.text[piece.start : piece.end]):
            parts.append(page.text[done : piece.end])
            done = piece.end
    return "：".join([*parts, page.text[done:limit]])


def _of_detail(text: str, url: str, headline: str, links: Collection[str]) -> list[Message]:
    """One message printed as a page, or several one under another, their titles perhaps among the links."""
    starts = starts_in(text)
    text = without_tabs(text) if starts else text
    first_low = starts[0][0] if starts else 0
    titled_below = len(starts) > 1 and TITLE.search(text, 0, first_low) is None
    numbered_below = len(starts) > 1 and NUMBER.search(text, 0, first_low) is None
    # Where the text of the first one stands above its date, the text below a date is the next one's.
    content_first = len(starts) > 1 and CONTENT.search(text, 0, starts[0][0]) is not None
    last = text[starts[-1][1] :].partition("\n")[2].strip().partition("\n")[0].strip() if starts else ""
    written_above = len(starts) > 1 and (says_nothing(last) or replied_in(last) is not None)
    messages = []
    for place, (start, dated) in enumerate(starts):
        # With several on a page each part runs from one question to the next; labels before the first belong to it.
        low = 0 if place == 0 else starts[place - 1][1]
        high = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        line = text.rfind("\n", dated, high)
        # What the line of the next message's date begins with (第2条 留言人：…) belongs to that one.
        part = text[start : line if line >= 0 and place + 1 < len(starts) else high]
        lead = text[low:start] if len(starts) > 1 else text[:start]
        replied = replied_in(part) or (replied_in(lead) if len(starts) == 1 else None)
        title = ("" if titled_below else _last(TITLE, lead)) or _first(TITLE, part)
        if not title and len(starts) > 1:
            title = _linked(lead, links)
        number = ("" if numbered_below else _last(NUMBER, lead)) or _first(NUMBER, part)
        content = _last(CONTENT, lead) if content_first else _first(CONTENT, part) or _last(CONTENT, lead)
        named = bool(CONTENT.search(part) or CONTENT.search(lead))
        loose = "" if content else _unlabelled(text[dated:high])
        blank = named and not content and not loose
        told = [value for one in ANSWER.finditer(part) if (value := _filled(one["value"]))]
        answered = any(not says_nothing(value) for value in told)
        if not answered and any(only_waits(value) for value in told):
            replied = None  # the date of a text that only says that the answer is to come
        heading = title or (headline if len(starts) == 1 and _heads(headline, lead, part) else "")
        if marked := QUESTION_LINE.match(text, start):
            heading, content = heading or FULL_DATE.split(marked["value"])[0].strip(), content or loose
        elif written_above and WRITER_LINE.match(text, start):
            heading, content = _above(lead)
        elif WRITER_LINE.match(text, start):
            content = _beside(lead, text[dated:high])
        elif not (heading or content or blank):
            heading, above = _above(lead)
            content = above or loose
        done = (
            replied is not None
            or (answered and not _state_open(lead, part))
            or _answers_below(part, content or loose)
            or _state_done(part)
            or (len(starts) == 1 and _state_done(lead))
        )
        asked = read_date(text[dated : dated + 40])
        unsure = not done and len(starts) == 1 and may_answer(_below(part, content or loose), asked, links)
        messages.append(
            Message(
                message_id=number or _tail(url) or str(place + 1),
                url=url,
                title=heading,
                asked_on=asked,
                replied_on=replied,
                replied=done,
                valid=not blank and is_valid(heading, content),
                state_told=not unsure,
            )
        )
    return messages


def _linked(lead: str, links: Collection[str]) -> str:
    """The last line above a message's date, where it is a link."""
    last = " ".join(re.split(r"[\n\t]", lead.rstrip())[-1].split())
    return last if last in links else ""


def _beside(lead: str, part: str) -> str:
    """The text of a message under a line that names its writer and date; above it where an answer follows at once."""
    below = part.partition("\n")[2].strip().partition("\n")[0].strip()
    if below and not (_is_label(below) or is_name(below) or says_nothing(below)):
        return below
    return _above(lead)[1]


def _heads(headline: str, lead: str, part: str) -> bool:
    """Whether a headline stands above the message or in it; it is no label, and not the first line of the page."""
    if not headline or headline.endswith((":", "：")):
        return False
    return headline in part or lead.rfind(headline) > lead.find("\n") >= 0


def _unlabelled(part: str) -> str:
    """The first line behind a message's date that is a text of its own: its content where no label says so."""
    answer = ANSWER.search(part)
    for line in (part[: answer.start()] if answer else part).split("\n")[1:]:
        text = line.strip()
        if len(_CJK.findall(text)) >= _LEAST_CONTENT and not _LABELLED_LINE.match(text):
            return text
    return ""


def _answers_below(part: str, content: str) -> bool:
    """Whether what stands below the question reads as an answer."""
    return answers(_below(part, content))


def _below(part: str, content: str) -> str:
    at = part.find(content) if content else -1
    return part[at + len(content) :] if at >= 0 else part


def _above(lead: str) -> tuple[str, str]:
    """Title and text of a message that names neither: the last lines above its date, marks and numbers taken off."""
    lines = [line for line in re.split(r"[\n\t]+", lead[-_ABOVE:]) if line.strip()]
    lines = [line for line in lines[-3:] if not _QUESTION_MARK.match(line.strip())][-2:]
    cleaned = [_ASIDE.sub("", line).strip() for line in lines]
    kept = ["" if _is_label(line) or replied_in(line) else line for line in cleaned]
    return (kept[0], kept[1]) if len(kept) > 1 else ("", "".join(kept))


def _is_label(line: str) -> bool:
    return bool(NEXT_LABEL.match(line)) or line.endswith((":", "："))


def _state_open(*parts: str) -> bool:
    """Whether a printed state says that the message waits, whatever stands where an answer would."""
    return any((found := STATE.search(part)) is not None and bool(OPEN.search(found["value"])) for part in parts)


def _state_done(part: str) -> bool:
    found = STATE.search(part)
    return found is not None and is_done(found["value"])


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return _filled(found["value"]) if found else ""


def _last(pattern: re.Pattern[str], text: str) -> str:
    value = ""
    for found in pattern.finditer(text):
        value = _filled(found["value"])
    return value


def _filled(value: str) -> str:
    """A value; empty when the next label stands in its place."""
    text = _NEXT_NAMED.split(value.strip(), maxsplit=1)[0].strip()
    return (
        ""
        if NEXT_LABEL.match(text.lstrip("【[")) or is_name(text) or CONTENT.match(text) or TITLE.match(text)
        else text
    )


def _tail(url: str) -> str:
    """The telling end of an address: its last path part, or the query's number."""
    if not url:
        return ""
    query = re.search(r"[?&](?:id|no|mid|letterid|xjid|bh)=([\w-]+)", url, re.IGNORECASE)
    if query:
        return query.group(1)
    return path_of(url).rstrip("/").rpartition("/")[2].partition(".")[0]


def _links_in(element: Element) -> list[Element]:
    """Links with text inside an element, in page order."""
    pending, found = [element], []
    while pending:
        here = pending.pop()
        if here.tag == "a" and here.end > here.start:
            found.append(here)
        pending.extend(reversed(here.children))
    return found
