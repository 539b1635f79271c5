"""Days of citizen messages (留言信件): where a text prints when one came, and when it was answered."""

import re
from datetime import date
from itertools import pairwise

from hengping.extract.cues import matches_with, places_of, words_in
from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.messages_words import ANSWER, CLOCK, CONTENT, QUESTION_LINE, states_in

_ASKED = re.compile(
    r"(?:留言|提问|来信|写信|咨询|提交|信件|投诉|反映|发信|求助|建议|诉求|来电|工单|递交|发送|提出)"
    r"[ ]?(?:时\s?间|日\s?期)\s*[】\]]?\s*[:：]?\s*|"
    r"(?:受理)(?:时间|日期)\s*[:：]?\s*(?=20\d\d)"
)
_ASKED_AT = re.compile(r"(?:提问|留言|咨询|来信|提交|诉求|反映|投诉)\s?于\s?[:：]?\s*(?=20\d\d)")
STEP = re.compile(
    r"(?:^|(?<=[\n\t]))(?:网民|网友|市民|群众|用户|来信人|写信人)?(?:提交|提问|写信|来信|留言)(?:信件|诉求|留言|问题|成功)?"
    r"[ ]?[:：]?[ \t]*(?=20\d\d)"
)
"""The first step of a message's way (网民提交 2026-02-25), on a line of its own."""
_SIGNED_TIME = re.compile(r"(?:^|(?<=[\t\n|｜ ]))(?:时间|日期)\s*[:：]\s*(?=20\d\d)")
"""时间 alone is a message's where its writer is named beside it, as guestbooks do."""
_WRITER = re.compile(r"(?:留言人|留言者|网友|昵称|来信人|提问人|咨询人|写信人|诉求人|提问者)\s*[:：]")
_WRITER_REACH, _WRITER_BEHIND = 160, 60
_HIDDEN_NAME = (
    r"(?:[\u4e00-\u9fff]{1,2}[*＊×]{1,3}[^\s\d:：*]{0,2}|[*＊×]{1,3}[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]{1,2}某{1,2}"
    r"|[\u4e00-\u9fff]{1,2}(?:先生|女士|同志)|匿名(?:用户|网友|者)?|(?:网友|网民|市民|群众|居民|游客)[A-Za-z0-9_*＊]{0,12})"
)
WRITER_LINE = re.compile(
    rf"(?:^|(?<=\n))(?:[^\n\t:：]{{0,8}}[\s·.、#]\s?)?(?:网友|网民|市民|群众|居民|村民)?{_HIDDEN_NAME}"
    r"(?:[ \t·|｜（(][^\n\t:：\d]{0,6}[:：]?)?\s?(?=20\d\d)"
)
"""A masked name and a date alone on a line, as guest books without labels have it above each message."""
_MASKS = ("*", "＊", "×", "某", "匿名", "网友", "网民", "市民", "群众", "居民", "游客", "先生", "女士", "同志")
_LONGEST_LABEL, _LONGEST_WRITER = 12, 3
_STEP_WORDS = ("提交", "提问", "写信", "来信", "留言")
_ACCEPTED_REACH = 80
_ASKED_WORDS, _REPLIED_WORDS = (
    ("提问", "留言", "来信", "咨询", "提交", "发表", "写道"),
    ("回复", "答复", "办结", "办复"),
)
_ENDS = re.compile(r"\s|$|[)）】\]|｜。；;]")
_BEGINS = re.compile(r"[\s|｜(（\[【·:：*＊]")
"""What stands before the date of a message's line; before one in running text (于2026年6月30日提交) stands a word."""
_BEHIND_REACH = 34
_REPLIED = re.compile(
    r"(?<![应限拟需])(?<!预计|要求|承诺|法定|规定)"  # a date that is set for the answer is none of an answer
    r"(?:回复|答复|办结|处理|反馈|回信|复信|解答|办复|办理答复|回答)[ ]?(?:时\s?间|日\s?期)\s*[】\]]?\s*[:：]?\s*"
    r"|(?:回复|答复|回答|办结)\s?于\s?[:：]?\s*(?=20\d\d)"
    r"|(?:回复|答复)\s?[(（【\[]\s?(?=20\d\d)"
    r"|(?:^|(?<=[\n\t]))(?:办结|已办结|办理)?(?:回复|答复|办结)[ \t]?(?=20\d\d)"
)
_ANSWER_LINE = re.compile(
    r"(?:^|(?<=[\n\t]))[ ]*[【\[]?(?:解答|回答|答复|回复|官方回复|答|A\d{0,2})(?:[】\]][:：]?|[:：]|[ ]*(?=[\n\t]|$))"
)
_MOST_QUESTIONS = 200
_STATE_BEHIND = re.compile(r"[·|｜，,（(【\[]\s*([^\s·|｜，,（）()【】\[\]]{2,8})[）)】\]]?")
_ANSWER_CUES = ("答复：", "答复:", "回复：", "回复:", "答复】", "回复】")


def starts_in(text: str) -> list[tuple[int, int]]:
    """Where the messages of a text begin: the place of what names their date, and of the date itself."""
    found = {
        match.start(): match.end()
        for word in ("间", "期")
        for match in matches_with(_ASKED, text, word, _LONGEST_LABEL)
        if FULL_DATE.match(text, match.end())
    }
    for match in matches_with(_ASKED_AT, text, "于", 4):
        found[match.start()] = match.end()
    if not found:
        steps = matches_with(STEP, text, _STEP_WORDS, _LONGEST_WRITER)
        found = {match.start(): match.end() for match in steps if FULL_DATE.match(text, match.end())}
    for match in matches_with(_SIGNED_TIME, text, ("时间", "日期"), 0):
        behind = 0 if found else _WRITER_BEHIND  # beside a labelled date it is the page's own day
        if _WRITER.search(text, max(0, match.start() - _WRITER_REACH), match.start() + behind):
            found[match.start()] = match.end()
    loose: dict[int, int] = {}
    for word in _ASKED_WORDS:
        for at in places_of(text, (word,)):
            dated = _dated_before(text, at, word)
            if dated is not None and not any(dated - back in found for back in range(_LONGEST_LABEL + 1)):
                loose[dated] = dated
    days = {read_date(text[end : end + 40]) for end in found.values()}
    # Beside labelled dates a step of the message's way (2026-03-01 提交) is the same message once more.
    found |= {place: end for place, end in loose.items() if read_date(text[end : end + 40]) not in days}
    found = _without_accepted(text, found)
    if not found:
        lines = matches_with(WRITER_LINE, text, _MASKS, 8)
        found = {match.start(): match.end() for match in lines if _is_line(text, match.end())}
    return sorted((found or _marked(text) or _dated_headings(text)).items())


def _without_accepted(text: str, found: dict[int, int]) -> dict[int, int]:
    """The starts without the dates on which a message was accepted, where it is told as well when it came."""
    places = sorted(found)
    near = {
        later
        for earlier, later in pairwise(places)
        if later - found[earlier] <= _ACCEPTED_REACH and text.startswith("受理", later)
    } | {
        earlier
        for earlier, later in pairwise(places)
        if later - found[earlier] <= _ACCEPTED_REACH
        and text.startswith("受理", earlier)
        and not text.startswith("受理", later)
    }
    return {place: end for place, end in found.items() if place not in near} if len(near) < len(found) else found


def _marked(text: str) -> dict[int, int]:
    """Questions and answers under their marks by turns (问…答…), most questions with a date before their answer."""
    questions = list(QUESTION_LINE.finditer(text))
    found = {}
    for place, question in enumerate(questions):
        end = questions[place + 1].start() if place + 1 < len(questions) else len(text)
        answer = _ANSWER_LINE.search(text, question.start("value"), end)
        dated = FULL_DATE.search(text, question.start("value"), answer.start() if answer else end)
        if answer is not None and dated is not None:
            found[question.start()] = dated.start()
    return found if len(found) > 1 and len(found) * 2 > len(questions) else {}


def _dated_headings(text: str) -> dict[int, int]:
    """Days in the lines above questions that are named (诉求：…) and have an answer below (答复：…), of several."""
    questions = list(CONTENT.finditer(text)) if words_in(text, _ANSWER_CUES) else []
    found = {}
    for place, question in enumerate(questions if len(questions) <= _MOST_QUESTIONS else []):
        end = questions[place + 1].start() if place + 1 < len(questions) else len(text)
        heading = text.rfind("\n", 0, max(0, question.start() - 1)) + 1
        dated = FULL_DATE.search(text, heading, question.start())
        if dated is not None and ANSWER.search(text, question.start("value"), end):
            found[dated.start()] = dated.start()
    return found if len(found) > 1 and len(found) * 2 > len(questions) else {}


def _is_line(text: str, at: int) -> bool:
    """Whether a date, with its time of day and a state perhaps, ends its line."""
    dated = FULL_DATE.match(text, at)
    end = text.find("\n", at)
    rest = CLOCK.sub("", text[dated.end() : end if end >= 0 else len(text)]).strip() if dated is not None else ""
    state = _STATE_BEHIND.fullmatch(rest)
    return dated is not None and (not rest or (state is not None and state[1] in states_in(state[1])))


def replied_in(text: str) -> date | None:
    """The first date that a text gives as that of an answer."""
    at = after(_REPLIED, text)
    if at is not None:
        return at
    for word in _REPLIED_WORDS:
        for place in places_of(text, (word,)):
            dated = _dated_before(text, place, word)
            if dated is not None:
                return read_date(text[dated:place])
    return None


def asked_in(text: str) -> date | None:
    """The first date that a text gives as that of a question."""
    found = after(_ASKED, text) or after(_ASKED_AT, text)
    if found is None:
        starts = starts_in(text)
        found = read_date(text[starts[0][1] : starts[0][1] + 40]) if starts else None
    return found


def after(label: re.Pattern[str], text: str) -> date | None:
    """The date right behind a label."""
    for found in label.finditer(text):
        at = FULL_DATE.match(text, found.end())
        if at is not None:
            return read_date(at[0])
    return None


def _dated_before(text: str, at: int, word: str) -> int | None:
    """Where a date begins that nothing but its time of day parts from a word behind it (2026年3月1日 提问)."""
    named = text[at + len(word) : at + len(word) + 1] in {":", "："}
    if not named and not _ENDS.match(text, at + len(word)):
        return None  # a label of its own (留言内容), or the next text
    low = max(0, at - _BEHIND_REACH)
    before = text[low:at]
    for found in FULL_DATE.finditer(before):
        rest = CLOCK.sub("", before[found.end() :]).strip()
        begin = low + found.start()
        at_day = (named and text[begin - 1 : begin] in {"于", "在"}) or text[max(0, begin - 2) : begin] == "已于"
        if begin and not _BEGINS.match(text, begin - 1) and not at_day:
            continue
        if not rest and "\n" not in before[found.end() :] and "\t" not in before[found.end() :]:
            return low + found.start()
    return None
