"""Citizen messages (留言信件): list tables, list rows with dates or a state, and pages of one message."""

import re
from collections.abc import Collection
from datetime import date
from itertools import pairwise

from msgspec import structs

from hengping.extract.dates import FULL_DATE, find_dates, read_date
from hengping.extract.flat import Page
from hengping.extract.lists import FoundList
from hengping.extract.messages_data import messages_of_scripts
from hengping.extract.messages_tables import messages_of_table, picture_states
from hengping.extract.messages_unsure import may_answer, may_be_elsewhere, may_be_untitled, says_open
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import filled_value, first_value, last_value, tail_of
from hengping.extract.messages_words import (
    ANSWER,
    CONTENT,
    DONE,
    NEXT_LABEL,
    NUMBER,
    OPEN,
    QUESTION_LINE,
    REPLIES,
    STATE,
    STEP,
    TITLE,
    UNDER_WAY,
    WRITER_LINE,
    answers,
    asked_in,
    is_closed,
    is_done,
    is_name,
    marked_done,
    only_waits,
    replied_in,
    says_nothing,
    starts_in,
    states_in,
    tells,
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
_TELLS_ANSWER = re.compile(r"(?:回复|答复|办结|反馈)(?:时间|日期|内容|情况)\s*[】\]]?\s*[:：]")
"""A row with such a label says that there is no answer where nothing stands behind it."""
_OTHERS = (
    *("办件", "审批", "许可", "处罚", "双公示", "提案", "议案", "代表建议", "依申请", "招标", "采购", "合同"),
    *("征集", "征求意见", "调查", "问卷", "访谈", "招聘", "招考"),
)
_LETTERS = ("信箱", "来信", "信件", "留言", "咨询", "问答", "投诉", "诉求", "互动", "问政", "民声", "民意")
"""Headlines of lists of other things than messages, and of lists of messages."""
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
    others: list[tuple[int, int]] = []
    for table in (*headed_tables(page, unfolding=True), *headed_grids(page)):
        if not table.of_letters(headline):
            others.append((table.element.start, table.element.end))
        elif table.roles.keys() & {"asked", "replied"} or {"status", "published"} <= table.roles.keys():
            return messages_of_table(page, table, base)
    starts = starts_in(page.text[:limit])
    lists = (one for one in found if not any(start <= one.start < end for start, end in others))
    for one, messages in ((one, _of_rows(page, one, headline)) for one in lists):
        if messages and (len(starts) != 1 or starts[0][0] >= one.start):
            return messages
        if messages and all(message.url for message in messages):
            limit = min(limit, one.start)  # others are listed beside one message that is printed whole
    if not starts:
        called = f"{page.title}\n{headline}"
        named = any(name in called for name in _LETTERS)
        return [] if _of_others(called) else messages_of_scripts(page.scripts, named=named)
    links = _links(page, base, limit)
    read = _of_detail(_with_colons(page, limit), url, headline, links)
    if len(read) == 1:
        elsewhere = not read[0].replied and may_be_elsewhere(page, links)
        return [structs.replace(read[0], state_told=False)] if elsewhere else read
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
    return structs.replace(message, url=target, message_id=tail_of(target))


def _of_rows(page: Page, found: FoundList, headline: str) -> list[Message]:
    """Messages of a list whose rows print when they came or whether they were answered."""
    pictures = picture_states(found)
    told = any(pictures) or tells(page.text, found.start, found.end)
    if not told or any(_is_label(one.title) for one in found.items.items):
        return []  # nothing is told, or what looks like rows are the properties of one message
    if _of_others(headline):
        return []  # applications, proposals and penalties have states and dates too
    rows = []
    untold = 0
    for row, item, picture in zip(found.rows, found.items.items, pictures, strict=True):
        text = page.text[row.start : row.end]
        rest = f"{text.replace(item.title, ' ', 1)}\n{picture}".rstrip()
        asked, replied = asked_in(text), replied_in(text)
        state = bool(
            DONE.search(rest) or OPEN.search(rest) or is_closed(rest) or UNDER_WAY.search(rest) or REPLIES.search(rest)
        )
        rows.append((row, item, text, rest, asked, replied, state))
        untold += not (asked or replied or state)
        if untold * 2 >= len(found.rows):
            return []
    if any(len(starts_in(text)) > 1 for _, _, text, *_ in rows):
        return []  # several messages in what was taken for a row
    read = []
    for row, item, text, rest, asked, replied, state in rows:
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
                or bool(answer and not says_nothing(answer) and not _state_open(rest))
                or answers(rest),
                valid=is_valid(item.title),
                state_told=state or answered is not None or replied is not None or bool(_TELLS_ANSWER.search(rest)),
                position=row.element.path(),
            )
        )
    return read


def _of_others(headline: str) -> bool:
    return any(name in headline for name in _OTHERS) and not any(name in headline for name in _LETTERS)


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


def _with_colons(page: Page, limit: int) -> str:
    """The page's text, with a colon behind each property's name that is an element of its own before its value."""
    parts, done = [], 0
    for piece in page.pieces_in(0, limit):
        if piece.end - piece.start > _LONGEST_NAME or piece.end >= limit or page.text[piece.end] in ":：":
            continue
        words = page.text[piece.start : piece.end].strip()
        heads = piece.holder.tag in _HEADS and words in _REPLY_HEADS
        if page.text[piece.end] in "\n\t" and not heads:
            continue
        begins = piece.start == 0 or page.text[piece.start - 1] in "\n\t "
        if begins and piece.holder.end <= piece.end and (heads or is_name(words)):
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
    titled_above = _titles_above(text, starts)
    messages = []
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
            or (answered and not _state_open(lead, part))
            or _answers_below(part, content or loose)
            or _state_done(part)
            or (len(starts) == 1 and (_state_done(lead) or marked_done(lead[-_ABOVE:])))
        )
        asked = read_date(text[dated : dated + 40])
        below = part if STEP.match(text, start) else _below(part, content or loose)
        unsure = (
            not done
            and len(starts) == 1
            and (may_answer(below, asked, links) or (not says_open(own) and may_be_untitled(below, links)))
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
    return messages


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
