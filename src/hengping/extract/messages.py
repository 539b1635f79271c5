"""Citizen messages (留言信件): list tables, list rows with dates or a state, and pages of one message."""

import re
from datetime import date

from hengping.extract.cues import matches_with
from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.flat import Element, Page
from hengping.extract.links import follow
from hengping.extract.lists import FoundList
from hengping.extract.tables import HeadedTable, headed_tables
from hengping.model.facts import Message
from hengping.model.urls import path_of

_ASKED = re.compile(
    r"(?:留言|提问|来信|写信|咨询|提交|信件|投诉|反映|发信|求助|建议)[ ]?(?:时\s?间|日\s?期)\s*[:：]?\s*|"
    r"(?:受理)(?:时间|日期)\s*[:：]?\s*(?=20\d\d)"
)
_REPLIED = re.compile(
    r"(?:回复|答复|办结|处理|反馈|回信|解答|办复|办理答复|回答)[ ]?(?:时\s?间|日\s?期)\s*[:：]?\s*"
    r"|(?:回复|答复)\s?[(（【\[]\s?(?=20\d\d)"
)
_DONE = re.compile(
    r"已\s?(?:回复|答复|办结|办理|处理|反馈|解答|受理并回复)|办结|办理完毕|处理完毕|处理完成|拒绝受理|不予受理"
)
_OPEN = re.compile(
    r"未\s?(?:回复|答复|办结|处理|受理)|待\s?(?:回复|答复|办理|处理|受理|审核)|(?:办理|处理|受理|审核)中|暂未"
)
_TOLD = re.compile(
    r"时间|时 间|日期|日 期|回复|答复|办结|完毕|处理完成|受理|暂未|[已未待] ?[回答办处反解受审]|[理核]中"
    r"|[时日已未待]\s[间期回答办处反解受审]"
)
"""What no list is without that prints when its messages came or whether they were answered."""
_LONGEST_LABEL = 12
_NUMBER_NAMES = r"(?:留言|信件|来信|咨询|受理)?(?:编\s?号|查询码|流水号|序\s?号)"
_TITLE_NAMES = r"(?:留言|信件|来信|咨询|问题)?(?:标\s?题|主\s?题)"
_CONTENT_NAMES = r"(?:留言|信件|来信|咨询|提问|问题|诉求)(?:内容|描述|详情)"
_ANSWER_NAMES = r"(?:答复内容|回复内容|办理结果|处理结果|反馈内容|办理情况|官方回复|答复意见)"
_STATE_NAMES = r"(?:办理|处理|信件|受理|答复|回复)?状\s?态"


def _labelled(names: str, value: str, colon_only: str = "") -> re.Pattern[str]:
    """A label and its value: with a colon anywhere, or as a cell of its own with the value in the next."""
    only = f"|{colon_only}" if colon_only else ""
    aside = r"(?:[(（【\[][^)）】\]\n]{0,30}[)）】\]]\s*)?"
    return re.compile(
        rf"(?:(?:^|(?<=[\n\t])){names}[ ]*[\t\n]\s*|(?:{names}{only})\s*{aside}[:：]\s*)(?P<value>{value})"
    )


_NUMBER = _labelled(_NUMBER_NAMES, r"[\w-]{2,40}号?")
_TITLE = _labelled(_TITLE_NAMES, r"[^\n\t]{1,100}")
_CONTENT = _labelled(_CONTENT_NAMES, r"[^\n\t]{0,400}")
_ANSWER = _labelled(_ANSWER_NAMES, r"[^\n\t]{0,400}", r"回\s?复|答\s?复")
_STATE = _labelled(_STATE_NAMES, r"[^\n\t]{1,20}")
_EMPTY = re.compile(
    r"^(?:暂\s?(?:无|未|不)\S{0,6}|无|[未待]\s?(?:回复|答复|办理|处理|受理|办结|反馈)|尚未\S{0,6}"
    r"|(?:办理|处理|受理|审核)中|[-—/\s.]*)$"
)
_NEXT_LABEL = re.compile(
    r"(?:(?:回复|答复|办理|处理|受理|来信|留言|反馈|承办|信件|咨询|满意)"
    r"(?:日期|时间|单位|部门|内容|情况|结果|状态|人|编号|标题|度|机关|意见)?|状态|评价)\s*(?:[:：]|[\n\t]|$)"
    r"|网站地图|版权|关于我们|联系我们|主办|[【\[]?(?:打印|关闭|返回|分享)|[上下]一[篇条]"
)
_TEST = re.compile(
    r"^(?:这是)?(?:一[个条])?(?:测\s?试|test|试试|试一下|ceshi|111|123|aaa|asd|qwe)\S{0,8}$", re.IGNORECASE
)
_ABOVE = 600
"""Characters above a message's date in which its text is looked for."""
_ASIDE = re.compile(rf"^\s*[【\[(（][^】\])）\n]{{0,12}}[】\])）]|(?:{_NUMBER_NAMES})\s*[:：]\s*[\w-]+")
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
    return _of_detail(page.text[:limit], url, headline)


def is_valid(title: str, content: str = "") -> bool:
    """Whether a message is one: not empty, not a test, not gibberish (contract).

    Gibberish: no Chinese character, or one character over and over.
    """
    text = "".join((content or title).split())
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
        status = texts.get("status", "")
        title = " ".join(texts.get("title", "").split())
        messages.append(
            Message(
                message_id=texts.get("number", "") or _tail(link) or f"{table.element.path()}:{len(messages) + 1}",
                url=link,
                title=title,
                asked_on=asked,
                replied_on=replied,
                replied=replied is not None or _is_done(status),
                valid=is_valid(title),
                position=line.path(),
            )
        )
    return messages


def _of_rows(page: Page, found: FoundList) -> list[Message]:
    """Messages of a list whose rows print when they came or whether they were answered."""
    if not _TOLD.search(page.text, found.start, found.end):
        return []
    read = []
    told = 0
    for row, item in zip(found.rows, found.items.items, strict=True):
        text = page.text[row.start : row.end]
        asked, replied = _after(_ASKED, text), _after(_REPLIED, text)
        rest = text.replace(item.title, " ", 1)
        state = bool(_DONE.search(rest) or _OPEN.search(rest))
        told += bool(asked or replied or state)
        number = _NUMBER.search(text)
        answered = _ANSWER.search(rest)
        read.append(
            Message(
                message_id=number["value"] if number else _tail(item.url) or f"{row.element.path()}",
                url=item.url,
                title=item.title,
                asked_on=asked or (item.dated_on if replied != item.dated_on else None),
                replied_on=replied,
                replied=replied is not None or _is_done(rest) or bool(answered and not _EMPTY.match(answered["value"])),
                valid=is_valid(item.title),
                position=row.element.path(),
            )
        )
    return read if told * 2 > len(read) else []


def _of_detail(text: str, url: str, headline: str) -> list[Message]:
    """One message printed as a page, or several one under another."""
    asked = (matches_with(_ASKED, text, word, _LONGEST_LABEL) for word in ("间", "期"))
    starts = sorted((found for one in asked for found in one if FULL_DATE.match(text, found.end())), key=_place)
    if not starts:
        return []
    messages = []
    for place, found in enumerate(starts):
        # With several on a page each part runs from one question to the next; labels before the first belong to it.
        low = 0 if place == 0 else starts[place - 1].end()
        high = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        part = text[found.start() : high]
        lead = text[low : found.start()] if len(starts) > 1 else text[: found.start()]
        replied = _after(_REPLIED, part) or (_after(_REPLIED, lead) if len(starts) == 1 else None)
        title, number = _last(_TITLE, lead) or _first(_TITLE, part), _last(_NUMBER, lead) or _first(_NUMBER, part)
        content = _first(_CONTENT, part) or _last(_CONTENT, lead)
        blank = not content and bool(_CONTENT.search(part) or _CONTENT.search(lead))
        answer = _first(_ANSWER, part)
        heading = title or (headline if len(starts) == 1 else "")
        if not (heading or content or blank):
            heading, content = _above(lead)
        done = replied is not None or bool(answer and not _EMPTY.match(answer) and not _state_open(lead, part))
        messages.append(
            Message(
                message_id=number or _tail(url) or str(place + 1),
                url=url,
                title=heading,
                asked_on=read_date(text[found.end() : found.end() + 40]),
                replied_on=replied,
                replied=done or _state_done(part),
                valid=not blank and is_valid(heading, content),
            )
        )
    return messages


def _place(found: re.Match[str]) -> int:
    return found.start()


def _above(lead: str) -> tuple[str, str]:
    """Title and text of a message that names neither: the last lines above its date, marks and numbers taken off."""
    lines = [line for line in re.split(r"[\n\t]+", lead[-_ABOVE:]) if line.strip()][-2:]
    cleaned = [_ASIDE.sub("", line).strip() for line in lines]
    kept = ["" if _NEXT_LABEL.match(line) or _REPLIED.search(line) else line for line in cleaned]
    return (kept[0], kept[1]) if len(kept) > 1 else ("", "".join(kept))


def _state_open(*parts: str) -> bool:
    """Whether a printed state says that the message waits, whatever stands where an answer would."""
    return any((found := _STATE.search(part)) is not None and bool(_OPEN.search(found["value"])) for part in parts)


def _state_done(part: str) -> bool:
    found = _STATE.search(part)
    return found is not None and _is_done(found["value"])


def _is_done(status: str) -> bool:
    return bool(_DONE.search(status)) and not _OPEN.search(status)


def _after(label: re.Pattern[str], text: str) -> date | None:
    for found in label.finditer(text):
        at = FULL_DATE.match(text, found.end())
        if at is not None:
            return read_date(at[0])
    return None


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
    return "" if _NEXT_LABEL.match(value.strip()) else value.strip()


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
