"""Citizen messages (留言信件): list tables, list rows with dates or a state, and pages of one message."""

import re

from hengping.extract.dates import read_date
from hengping.extract.flat import Element, Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_words import (
    ANSWER,
    CONTENT,
    DONE,
    NEXT_LABEL,
    NUMBER,
    OPEN,
    STATE,
    TITLE,
    WRITER_LINE,
    answers,
    asked_in,
    is_closed,
    is_done,
    is_name,
    replied_in,
    says_nothing,
    starts_in,
    tells,
    without_tabs,
)
from hengping.extract.tables import HeadedTable, headed_tables
from hengping.extract.targets import follow
from hengping.model.facts import Message
from hengping.model.urls import path_of

_TEST = re.compile(
    r"^(?:这是)?(?:一[个条])?(?:测\s?试|test|试试|试一下|ceshi|111|123|aaa|asd|qwe)\S{0,8}$", re.IGNORECASE
)
_TEST_WORDS = re.compile(
    r"测\s?试|test|数据|请?(?:忽略|勿回复|不用回复|不必回复)|内容|信息|标题|主题|留言|信件|来信|咨询|功能|系统|一下|这是|一[条个]|使用|谢谢"
    r"|[\W_\d的]",
    re.IGNORECASE,
)
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
    for table in headed_tables(page):
        if table.roles.keys() & {"asked", "replied"} or ("status" in table.roles and "published" in table.roles):
            return _of_table(page, table, base)
    for one in found:
        messages = _of_rows(page, one)
        if messages:
            return messages
    if not starts_in(page.text[:limit]):
        return []
    return _of_detail(_with_colons(page, limit), url, headline)


def is_valid(title: str, content: str = "") -> bool:
    """Whether a message is one: not empty, not a test, not gibberish (contract).

    Gibberish: no Chinese character, or one character over and over.
    """
    text = "".join((content or title).split())
    if re.search("测试|test", text, re.IGNORECASE) and not _TEST_WORDS.sub("", text):
        return False
    if not text or _TEST.match(text) or (not content and _TEST.match("".join(title.split()))):
        return False
    if content and title and _TEST.match("".join(title.split())) and len(text) <= len(title) + 4:
        return False
    return bool(_CJK.search(text)) and (len(set(text)) > 1 or len(text) == 1)


def _of_table(page: Page, table: HeadedTable, base: str) -> list[Message]:
    messages: list[Message] = []
    for line, cells in table.rows:
        texts = {role: page.of(cells[column]) for role, column in table.roles.items() if column < len(cells)}
        links = _links_in(line)
        link = follow(links[0].attrs.get("href"), base) if links else ""
        asked = read_date(texts.get("asked", "") or texts.get("published", ""))
        replied = read_date(texts.get("replied", ""))
        status = texts.get("status", "") or _pictured(cells, table.roles.get("status"))
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
                replied=replied is not None or is_done(told) or answers(below),
                valid=is_valid(title),
                state_told=bool(table.roles.keys() & {"replied", "status"}),
                position=line.path(),
            )
        )
    return messages


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
        state = bool(DONE.search(rest) or OPEN.search(rest) or is_closed(rest))
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
                or is_done(rest)
                or bool(answer and not says_nothing(answer) and not _state_open(rest))
                or answers(rest),
                valid=is_valid(item.title),
                state_told=state or answered is not None or replied is not None,
                position=row.element.path(),
            )
        )
    return read


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


def _of_detail(text: str, url: str, headline: str) -> list[Message]:
    """One message printed as a page, or several one under another."""
    starts = starts_in(text)
    text = without_tabs(text) if starts else text
    # Where the text of the first one stands above its date, the text below a date is the next one's.
    content_first = len(starts) > 1 and CONTENT.search(text, 0, starts[0][0]) is not None
    messages = []
    for place, (start, dated) in enumerate(starts):
        # With several on a page each part runs from one question to the next; labels before the first belong to it.
        low = 0 if place == 0 else starts[place - 1][1]
        high = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        part = text[start:high]
        lead = text[low:start] if len(starts) > 1 else text[:start]
        replied = replied_in(part) or (replied_in(lead) if len(starts) == 1 else None)
        title, number = _last(TITLE, lead) or _first(TITLE, part), _last(NUMBER, lead) or _first(NUMBER, part)
        content = _last(CONTENT, lead) if content_first else _first(CONTENT, part) or _last(CONTENT, lead)
        named = bool(CONTENT.search(part) or CONTENT.search(lead))
        loose = "" if content else _unlabelled(text[dated:high])
        blank = named and not content and not loose
        answer = _first(ANSWER, part)
        heading = title or (headline if len(starts) == 1 and _heads(headline, lead, part) else "")
        if WRITER_LINE.match(text, start):
            content = _beside(lead, text[dated:high])
        elif not (heading or content or blank):
            heading, above = _above(lead)
            content = above or loose
        done = (
            replied is not None
            or bool(answer and not says_nothing(answer) and not _state_open(lead, part))
            or _answers_below(part, content or loose)
        )
        messages.append(
            Message(
                message_id=number or _tail(url) or str(place + 1),
                url=url,
                title=heading,
                asked_on=read_date(text[dated : dated + 40]),
                replied_on=replied,
                replied=done or _state_done(part) or (len(starts) == 1 and _state_done(lead)),
                valid=not blank and is_valid(heading, content),
            )
        )
    return messages


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
    at = part.find(content) if content else -1
    return answers(part[at + len(content) :] if at >= 0 else part)


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
    return "" if NEXT_LABEL.match(text) or CONTENT.match(text) or TITLE.match(text) else text


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
