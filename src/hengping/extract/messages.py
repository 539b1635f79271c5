"""Citizen messages (留言信件): list tables, list rows with dates or a state, and pages of one message."""

import re
from collections.abc import Collection
from itertools import pairwise

from msgspec import structs

from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.flat import Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_cards import cards_of
from hengping.extract.messages_data import messages_of_scripts
from hengping.extract.messages_days import STEP, WRITER_LINE, replied_in, starts_in
from hengping.extract.messages_fields import parted, shown_fields, with_marks
from hengping.extract.messages_groups import grouped
from hengping.extract.messages_headed import of_headed_lists
from hengping.extract.messages_rows import LETTERS, is_label, of_others, of_rows, state_open
from hengping.extract.messages_tables import has_messages, messages_of_table
from hengping.extract.messages_unsure import answered_above, may_answer, may_be_elsewhere, may_be_untitled, says_open
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import filled_value, first_value, last_value, tail_of
from hengping.extract.messages_words import (
    ANSWER,
    CONTENT,
    NEXT_LABEL,
    NUMBER,
    QUESTION_LINE,
    STATE,
    TITLE,
    answers,
    is_done,
    is_name,
    marked_done,
    only_waits,
    says_nothing,
    states_in,
    without_tabs,
)
from hengping.extract.tables import headed_grids, headed_tables
from hengping.extract.targets import follow
from hengping.model.facts import Message

_ABOVE = 600
"""Characters above a message's date in which its text is looked for."""
_ASIDE = re.compile(r"^\s*[【\[(（][^】\])）\n]{0,12}[】\])）]|(?:编\s?号|查询码|流水号|序\s?号)\s*[:：]\s*[\w-]+")
_LABELLED_LINE = re.compile(r"^[^\s:：]{2,8}[:：]")
_LEAST_CONTENT = 12
_LONGEST_NAME, _LONGEST_TITLE = 10, 40
_STOPS = re.compile(r"[。！；，：:]")
_QUESTION_MARK = re.compile(r"^[问答]$|^[【\[]?[问答][】\]]?[:：]?$")
_HEADS = frozenset({"legend", "td", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "strong", "b", "label"})
_REPLY_HEADS = frozenset({"回复", "答复", "官方答复", "官方回复", "部门回复", "部门答复"})
"""Headings of an answer, which a link or a button of the same words is not."""
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
    tables, others = _of_tables(page, base, headline)
    if tables:
        return tables
    shown = shown_fields(page, limit) + (parted(page, limit) if _is_named(page, headline) else [])
    starts = starts_in(with_marks(page.text[:limit], shown))
    lists = (one for one in found if not any(start <= one.start < end for start, end in others))
    silent: list[Message] = []
    for one, messages in ((one, of_rows(page, one, headline, limit)) for one in lists):
        if messages and (len(starts) != 1 or starts[0][0] >= one.start):
            if any(map(_is_told, messages)) or len(starts) != len(messages):
                return messages
            silent = silent or messages  # what became of them may stand outside of what was taken for rows
            continue
        if messages and all(message.url for message in messages):
            limit = min(limit, one.start)  # others are listed beside one message that is printed whole
    loose = (
        [] if silent else _unlabelled_ones(page, found, url, headline, limit, starts=len(starts), tables=bool(others))
    )
    if loose or not starts:
        return loose
    links = _links(page, base, limit)
    read = _of_detail(_with_colons(page, limit, shown), url, headline, links)
    if len(read) == 1:
        elsewhere = not read[0].replied and may_be_elsewhere(page, links)
        return [structs.replace(read[0], state_told=False)] if elsewhere else read
    boxed = [] if any(map(_is_told, read)) else silent or _boxed(page, limit, headline)
    return boxed or [_led_to(one, links.get(" ".join(one.title.split()), set())) for one in read]


def _is_told(message: Message) -> bool:
    return message.replied or message.state_told


def _of_tables(page: Page, base: str, headline: str) -> tuple[list[Message], list[tuple[int, int]]]:
    """The messages of the first table of letters; without one, the spans of tables of other things."""
    others: list[tuple[int, int]] = []
    for table in (*headed_tables(page, unfolding=True), *headed_grids(page)):
        if not table.of_letters(headline):
            others.append((table.element.start, table.element.end))
        elif table.rows and ("asked" in table.roles or not of_others(headline)) and has_messages(page, table):
            return messages_of_table(page, table, base), []
    return [], others


def _unlabelled_ones(
    page: Page, found: list[FoundList], url: str, headline: str, limit: int, *, starts: int, tables: bool
) -> list[Message]:
    """The messages of a page called one of letters that prints when they came without saying so, or as data."""
    named = _is_named(page, headline)
    if named and not starts and (headed := of_headed_lists(found, limit)):
        return headed
    boxed = _boxed(page, limit, headline) if named and not tables else []
    if boxed and starts in {1, len(boxed)}:
        text = _with_colons(page, limit, [])
        boxed = [] if CONTENT.search(text) or ANSWER.search(text) else boxed  # they are told of by their labels
    if boxed and len(boxed) >= starts:
        return boxed
    if starts:
        return []
    grouped_one = _of_groups(page, limit, url, headline) if named else []
    return grouped_one or (
        [] if of_others(f"{page.title}\n{headline}") else messages_of_scripts(page.scripts, named=named)
    )


def _is_named(page: Page, headline: str) -> bool:
    """Whether the page is called one of letters."""
    return any(name in page.title or name in headline for name in LETTERS)


def _boxed(page: Page, limit: int, headline: str) -> list[Message]:
    cards = cards_of(page, limit)
    return of_rows(page, cards, headline, limit) if cards is not None else []


def _of_groups(page: Page, limit: int, url: str, headline: str) -> list[Message]:
    text = grouped(page, limit)
    return _of_detail(text, url, headline, ()) if text and len(starts_in(text)) == 1 else []


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
    return structs.replace(message, url=target, message_id=tail_of(target))


def _with_colons(page: Page, limit: int, shown: list[tuple[int, str]]) -> str:
    """The page's text, with a colon behind each property's name that is an element of its own before its value."""
    marks = list(shown)
    for piece in page.pieces_in(0, limit):
        if piece.end - piece.start > _LONGEST_NAME or piece.end >= limit or page.text[piece.end] in ":：":
            continue
        words = page.text[piece.start : piece.end].strip()
        heads = piece.holder.tag in _HEADS and words in _REPLY_HEADS
        if page.text[piece.end] in "\n\t" and not heads:
            continue
        begins = piece.start == 0 or page.text[piece.start - 1] in "\n\t "
        if begins and piece.holder.end <= piece.end and (heads or is_name(words)):
            marks.append((piece.end, "："))
    return with_marks(page.text[:limit], marks)


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
    titled_above = _titles_above(text, starts)
    messages: list[Message] = []
    bare: list[bool] = []  # those with which nothing is printed of an answer
    for place, (start, dated) in enumerate(starts):
        # With several on a page each part runs from one question to the next; labels before the first belong to it.
        low = 0 if place == 0 else starts[place - 1][1]
        high = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        part = text[start : _end_of(text, dated, high) if place + 1 < len(starts) else high]
        lead = text[low:start] if len(starts) > 1 else text[:start]
        replied = replied_in(part) or (replied_in(lead) if len(starts) == 1 else None)
        title = ("" if titled_below else last_value(TITLE, lead)) or first_value(TITLE, part)
        if not title and len(starts) > 1:
            title = _linked(lead, links)
        number = ("" if numbered_below else last_value(NUMBER, lead)) or first_value(NUMBER, part)
        content = (
            last_value(CONTENT, lead) if content_first else first_value(CONTENT, part) or last_value(CONTENT, lead)
        )
        named = bool(CONTENT.search(part) or CONTENT.search(lead))
        loose = "" if content else _unlabelled(text[dated:high])
        blank = named and not content and not loose
        own = _without_content(part if place + 1 == len(starts) or not titled_above else _but_last_line(part))
        told = [value for one in ANSWER.finditer(own) if (value := filled_value(one["value"]))]
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
            or (answered and not state_open(lead, part))
            or _answers_below(part, content or loose)
            or _state_done(part)
            or (len(starts) == 1 and (_state_done(lead) or marked_done(lead[-_ABOVE:])))
        )
        asked = read_date(text[dated : dated + 40])
        below = part if STEP.match(text, start) else _below(part, content or loose)
        alone = len(starts) == 1
        unsure = not done and (
            answered
            or (alone and answered_above(lead))
            or may_answer(below, asked, links)
            or (alone and not says_open(own) and may_be_untitled(below, links))
        )
        messages.append(
            Message(
                message_id=number or tail_of(url) or str(place + 1),
                url=url,
                title=heading,
                asked_on=asked,
                replied_on=replied,
                replied=done,
                valid=not blank and is_valid(heading, content),
                state_told=not unsure,
            )
        )
        bare.append(not (alone or done or ANSWER.search(own) or says_open(own)))
    if _states_lead(text, starts):  # a state stands above its message's day: below it is the next one's
        return [structs.replace(one, state_told=one.replied) for one in messages]
    if any(message.replied for message in messages):
        return messages  # where answers are printed with some, the others have none
    return [structs.replace(one, state_told=one.state_told and not bare[place]) for place, one in enumerate(messages)]


def _states_lead(text: str, starts: list[tuple[int, int]]) -> bool:
    """Whether each of several messages names its state before its day: the first does, and behind the last is none."""
    if len(starts) <= 1 or STATE.search(text, starts[-1][0]):
        return False
    return STATE.search(text, 0, starts[0][0]) is not None


def _titles_above(text: str, starts: list[tuple[int, int]]) -> bool:
    """Whether each message after the first stands under a short line of its own, its title, as the part before ends."""
    if len(starts) <= 1:
        return False
    return all(
        _may_be_title(_last_line(text[start : _end_of(text, dated, high)]))
        for (start, dated), (high, _) in pairwise(starts)
    )


def _end_of(text: str, dated: int, high: int) -> int:
    """Where a message ends whose next begins at ``high``: what the line of that one begins with belongs to it."""
    line = text.rfind("\n", dated, high)
    return line if line >= 0 else high


def _last_line(part: str) -> str:
    return next((line.strip() for line in reversed(re.split(r"[\n\t]", part)) if line.strip()), "")


def _may_be_title(line: str) -> bool:
    if not line or len(line) > _LONGEST_TITLE or _STOPS.search(line) or FULL_DATE.search(line):
        return False
    return len(_CJK.findall(line)) > 1 and not (NEXT_LABEL.match(line) or states_in(line) or says_nothing(line))


def _but_last_line(part: str) -> str:
    last = _last_line(part)
    return part[: part.rfind(last)] if last else part


def _without_content(part: str) -> str:
    """The part without the question's own text, which may quote an earlier answer (上次答复：…)."""
    for one in reversed(list(CONTENT.finditer(part))):
        value = filled_value(one["value"])
        at = one.start("value")
        if value and part.startswith(value, at):
            part = part[:at] + "，" + part[at + len(value) :]
    return part


def _linked(lead: str, links: Collection[str]) -> str:
    """The last line above a message's date, where it is a link."""
    last = " ".join(re.split(r"[\n\t]", lead.rstrip())[-1].split())
    return last if last in links else ""


def _beside(lead: str, part: str) -> str:
    """The text of a message under a line that names its writer and date; above it where an answer follows at once."""
    below = part.partition("\n")[2].strip().partition("\n")[0].strip()
    if below and not (is_label(below) or is_name(below) or says_nothing(below)):
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
    kept = ["" if is_label(line) or replied_in(line) else line for line in cleaned]
    return (kept[0], kept[1]) if len(kept) > 1 else ("", "".join(kept))


def _state_done(part: str) -> bool:
    found = STATE.search(part)
    return found is not None and is_done(found["value"])
