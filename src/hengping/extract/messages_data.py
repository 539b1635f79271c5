"""Citizen messages (留言信件) that a page carries as data in its own scripts, rows of a question, its day and state."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from msgspec import structs

from hengping.extract.dates import read_date
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_words import is_done, is_open, says_nothing
from hengping.model.facts import Message

_TITLE = re.compile(r"^(?:\w*(?:title|subject|theme|topic)|bt|xjbt|.{0,4}(?:标题|主题))$", re.IGNORECASE)
_CONTENT = re.compile(
    r"^(?:(?:\w*(?:question|content|letterbody|message))|nr|xjnr|(?:来信|留言|信件|咨询|诉求|提问|问题)?(?:内容|正文))$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:(?:ask|question|submit|create|add|letter|write|mail|send|post|input|lx|xx|ly|tw|tj)\w{0,6}_?(?:time|date|at|on|sj|rq)|"
    r"(?:来信|留言|提问|提交|写信|咨询|诉求|投诉|反映|信件|登记|来电)(?:时间|日期))$",
    re.IGNORECASE,
)
_REPLIED = re.compile(
    r"^(?:(?:re_?ply|answer|answered|replied|response|feedback|finish|hf|df|bj)\w{0,6}_?(?:time|date|at|on|sj|rq)|(?:回复|答复|办结)(?:时间|日期))$",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"^(?:reply|answer|response|feedback|hf|df|hfnr|dfnr|(?:reply|answer|response)_?(?:content|text|info|body)|回复|答复|(?:回复|答复|办理|处理)(?:内容|意见|结果|情况))$",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"^(?:question|ask|letter|mail|xj|lx|ly|tw|来信|信件|留言|提问|写信|咨询|诉求|投诉|反映)", re.IGNORECASE
)
"""Names that only rows of letters have."""
_STATE = re.compile(
    r"^(?:\w*(?:state|status)\w{0,4}|zt|blzt|(?:办理|处理|信件|回复|答复|受理|当前)?(?:状态|情况|进度))$", re.IGNORECASE
)
_NUMBER = re.compile(r"^(?:\w{0,8}id|code|no|\w{0,6}(?:number|num|bh)|编号)$", re.IGNORECASE)
_ROWS = re.compile(r"[\[{]\s*[{\"'\w]")
_KEY = re.compile(r"(?<=[{,])\s*([A-Za-z_$][\w$]*)\s*:")
_LAST_COMMA = re.compile(r",\s*(?=[\]}])")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
_ESCAPED = re.compile(r"\\(.)")
_HINT = re.compile(r"reply|answer|hf(?:sj|nr)|回复|答复|办结|办理中|未办|待办|处理中", re.IGNORECASE)
"""What no script is without whose rows are messages with their answers."""
_CJK = re.compile(r"[\u3400-\u9fff]")
_SCRIPT_REACH, _MOST_ROWS, _DEPTH = 200_000, 500, 6
_MOST_SCRIPTS, _TRIES, _LITERALS, _LITERAL_REACH = 8, 60, 6, 50_000
"""Scripts read, literals tried in one, those not written as JSON, and how much of one of them is read."""
_LONGEST_TITLE, _LONGEST_STATE = 40, 12
_CHINA = timedelta(hours=8)
_OLDEST = 946_684_800
"""Seconds of 2000-01-01; smaller numbers are no times."""


def messages_of_scripts(scripts: list[str], *, named: bool) -> list[Message]:
    """The messages that inline scripts hold as data; empty when none does.

    A row is one of a message only where it names when it was asked and what became of it: when it was answered, the
    answer, or a state in words.

    Args:
        scripts: texts of the page's inline scripts.
        named: the page is called one of letters; elsewhere a row has to name a question or a letter itself, as the
            comments on news do not.
    """
    holding = (text for script in scripts if _HINT.search(text := script[:_SCRIPT_REACH]))
    for text in islice(holding, _MOST_SCRIPTS):
        for value in _values(text):
            messages = _messages(_rows(value), named=named)
            if messages:
                return messages
    return []


def _values(text: str) -> Iterator[object]:
    """What the script's literals hold, those that begin within another left out."""
    decoder = json.JSONDecoder()
    done, tries, literals = 0, 0, 0
    for found in _ROWS.finditer(text):
        if found.start() < done:
            continue
        tries += 1
        if tries > _TRIES:
            return
        try:
            value, done = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            value = None
            if found[0][0] == "[" and found[0][-1] == "{" and literals < _LITERALS:
                literals += 1
                value = _literal(text, found.start())
        if isinstance(value, list | dict):
            yield value


def _literal(text: str, start: int) -> object:
    """A list written as a script's literal rather than as JSON: names without quotes, quotes of one stroke."""
    depth, at, end = 0, start, min(len(text), start + _LITERAL_REACH)
    out: list[str] = []
    while at < end:
        string = _STRING.match(text, at, end)
        if string:
            out.append(json.dumps(_ESCAPED.sub(r"\1", string[0][1:-1]), ensure_ascii=False))
            at = string.end()
            continue
        sign = text[at]
        if sign in "\"'":
            return None  # never closed
        depth += (sign in "[{") - (sign in "]}")
        out.append(sign)
        at += 1
        if not depth:
            break
    try:
        return json.loads("".join(_named(out)))
    except (ValueError, RecursionError):
        return None


def _named(parts: list[str]) -> Iterator[str]:
    """The parts of a literal with its names in quotes, and without the comma before a bracket that closes."""
    code = ""
    for part in parts:
        if not part.startswith('"'):
            code += part
            continue
        yield _KEY.sub(r'"\1":', code)
        yield part
        code = ""
    yield _KEY.sub(r'"\1":', _LAST_COMMA.sub("", code))


def _rows(value: object, depth: int = 0) -> list[dict[str, object]]:
    """The first list of objects within a value."""
    if isinstance(value, list):
        rows = [one for one in value[:_MOST_ROWS] if isinstance(one, dict)]
        if rows:
            return rows
    if depth >= _DEPTH or not isinstance(value, dict):
        return []
    found = (_rows(inner, depth + 1) for inner in value.values() if isinstance(inner, list | dict))
    return next((rows for rows in found if rows), [])


def _messages(rows: list[dict[str, object]], *, named: bool) -> list[Message]:
    """The messages of rows; where no row tells of an answer the list may leave answers out, and nothing is certain."""
    if not rows or not (named or any(_OWN.match(key) for key in rows[0])):
        return []
    read = [(row, one) for place, row in enumerate(rows, 1) if (one := _message(row, str(place))) is not None]
    answered = [row for row, one in read if one.replied]
    done = {json.dumps(_first(row, _STATE), default=str) for row in answered}
    return [
        structs.replace(
            one,
            state_told=one.replied
            or any(map(is_open, _state_words(row)))
            or (bool(answered) and json.dumps(_first(row, _STATE), default=str) not in done - {"null"}),
        )
        for row, one in read
    ]


def _message(row: dict[str, object], place: str) -> Message | None:
    asked = _day(_first(row, _ASKED))
    title, content = _text(_first(row, _TITLE) or row.get("zt")), _text(_first(row, _CONTENT))
    states = _state_words(row)
    if asked is None or not (title or content):
        return None
    if not (any(_REPLIED.match(key) or _ANSWER.match(key) for key in row) or _HINT.search("".join(states))):
        return None
    replied = _day(_first(row, _REPLIED))
    answer = _text(_first(row, _ANSWER))
    inner = next((value for key, value in row.items() if _ANSWER.match(key) and isinstance(value, dict)), None)
    if inner:  # the answer is an object of its own
        replied = replied or _day(_first(inner, _REPLIED)) or _day(_first(inner, _ASKED))
        answer = answer or _text(_first(inner, _ANSWER)) or _text(_first(inner, _CONTENT))
    number = _text(_first(row, _NUMBER)) or place
    return Message(
        message_id=number,
        url="",
        title=title or content[:_LONGEST_TITLE],
        asked_on=asked,
        replied_on=replied,
        replied=replied is not None or any(map(is_done, states)) or bool(answer and not says_nothing(answer)),
        valid=is_valid(title, content),
        position="script",
    )


def _state_words(row: dict[str, object]) -> list[str]:
    """The states that a row names in words; a number tells nobody else what it means."""
    states = (_text(one) for key, one in row.items() if _STATE.match(key))
    return [state for state in states if _CJK.search(state) and len(state) <= _LONGEST_STATE]


def _first(row: dict[str, object], names: re.Pattern[str]) -> object:
    """The first filled value under one of the names."""
    return next((one for key, one in row.items() if names.match(key) and one not in (None, "", 0, "0", "null")), None)


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _day(value: object) -> date | None:
    """The day of a printed date, or of seconds or milliseconds since 1970, as it was in China."""
    if isinstance(value, str):
        if not value.isdigit():
            return read_date(value)
        value = int(value) if len(value) in {10, 13} else 0
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    seconds = value // 1000 if value >= _OLDEST * 1000 else value
    if not _OLDEST <= seconds <= _OLDEST * 5:
        return None
    return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date()
