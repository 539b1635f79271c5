"""Whether an answer may stand on a message's page without a label that says so, or elsewhere."""

import re
from collections.abc import Collection, Container
from datetime import date

from hengping.extract.dates import FULL_DATE, read_date
from hengping.extract.flat import Element, Page
from hengping.extract.messages_values import filled_value
from hengping.extract.messages_words import (
    ANSWER,
    CONTENT,
    DONE,
    OPEN,
    STATE,
    is_placeholder,
    only_waits,
    says_nothing,
    states_in,
)

_HAN = re.compile(r"[\u3400-\u9fff]")
_LEAST_SENTENCE, _LEAST_TEXT = 18, 12
_STOP = re.compile(r"[，。！？；]")
_ADDED = re.compile(r"[【\[]?(?:追问|追加|补充|再次提问)|[^\s:：，。]{2,8}[:：]")
_BESIDE = re.compile(r"(?:相关|热门|最新|热点|推荐|其[他它]|更多|您可能)[^\s，。：:]{0,8}$")
_ASIDE = re.compile(
    r"(?:温馨提示|友情提示|提示|特别说明|说明|声明|注意?|备注|须知|写信须知|版权|免责|满意度|评价|联系电话|地址|邮编)\s*[:：]?"
    r"|[【\[]?(?:追问|追加|补充|再次提问)"
)
"""Lines below a question that are no answer: notes of the site, and what the writer adds."""
_FRAME = re.compile(r"repl|answer|huifu|dafu|hfnr|dfnr|feedback", re.IGNORECASE)
_FILE = re.compile(r"(?:答复|回复|复函|办理)[^\n]{0,20}(?:书|函|单|\.(?:pdf|docx?|wps|jpe?g|png))")
_LABEL = re.compile(r"(?:回复|答复|办理|处理)(?:内容|结果|意见|情况|正文)?\s*[:：】\]]?\s*$")
_HEADED = re.compile(
    r"(?:^|(?<=\n))[^\n:：，。？?]{0,16}(?:答复|回复)(?:内容|意见)?[:：]?\n(?P<text>[^\n]{1,200}[。！])"
)
_NEAR = 20
_ASKS = re.compile(r"ajax|fetch\s*\(|getJSON|\$\.(?:get|post)|\.load\s*\(|axios|XMLHttpRequest", re.IGNORECASE)
_FILLED = re.compile(r"[\"'#.](?:\w{0,20}(?:reply|answer|huifu|hfnr|dfnr)\w{0,20})[\"']", re.IGNORECASE)
_SCRIPT_REACH, _LONGEST_NOTE = 50_000, 40


def may_answer(text: str, asked: date | None, links: Container[str] = ()) -> bool:
    """Whether below a question stands a text of sentences under a later date, as answers without labels do.

    What the writer adds (追问), what only asks to wait, labelled lines, and links are none; nothing is below the
    heading of what is shown beside a message (相关信件).
    """
    later = False
    for line in text.split("\n"):
        dated = FULL_DATE.search(line)
        if dated is not None:
            day = read_date(dated[0])
            later = later or (day is not None and asked is not None and day > asked)
        words = " ".join(FULL_DATE.sub(" ", line).split())
        if _BESIDE.match(words):
            return False
        sentence = len(_HAN.findall(words)) >= _LEAST_SENTENCE and _STOP.search(words)
        if later and sentence and not (_ADDED.match(words) or only_waits(words) or words in links):
            return True
    return False


def may_be_untitled(below: str, links: Container[str] = ()) -> bool:
    """Whether below a question stands a text, or a word of something done, that no label says to be the answer.

    Args:
        below: what stands below the question, up to the footer.
        links: texts of links, which are no answers.
    """
    for line in below.split("\n"):
        words = " ".join(FULL_DATE.sub(" ", line).split())
        if _BESIDE.match(words):
            return False
        if not words or words in links or _ASIDE.match(words) or CONTENT.match(words) or only_waits(words):
            continue
        if (len(_HAN.findall(words)) >= _LEAST_TEXT and _STOP.search(words)) or DONE.search(words):
            return True
    return False


def answered_above(lead: str) -> bool:
    """Whether above a question stands a text under the heading of an answer (住建局的答复)."""
    for found in _HEADED.finditer(lead):
        if len(_HAN.findall(found["text"])) >= _LEAST_TEXT and not (
            CONTENT.match(found["text"]) or says_nothing(found["text"])
        ):
            return True
    return False


def says_open(part: str) -> bool:
    """Whether a page says itself that its message has no answer: by its state, an empty answer, or in words."""
    state = STATE.search(part)
    if state is not None and OPEN.search(state["value"]):
        return True
    values = [filled_value(one["value"]) for one in ANSWER.finditer(part)]
    if any(not value or says_nothing(value) for value in values):
        return True
    notes = [line.strip() for line in part.split("\n") if len(line) < _LONGEST_NOTE]
    states = [state for line in notes for state in states_in(line)]
    if any(OPEN.search(state) for state in states) and not any(DONE.search(state) for state in states):
        return True
    return any(only_waits(line) for line in notes if OPEN.search(line))


def _is_pictured(page: Page, picture: Element) -> bool:
    """Whether a picture stands right behind the label of an answer, with nothing below that says there is none."""
    if not _LABEL.search(page.text[max(0, picture.start - _NEAR) : picture.start]):
        return False
    below = page.text[picture.end : picture.end + _LONGEST_NOTE].strip().partition("\n")[0]
    return not (below and is_placeholder(below))


def may_be_elsewhere(page: Page, links: Collection[str]) -> bool:
    """Whether the answer may be a file, in a frame, or what a script fetches."""
    if any(_FILE.search(text) for text in links):
        return True
    if any(one.tag in {"iframe", "frame"} and _FRAME.search(one.attrs.get("src") or "") for one in page.leading):
        return True
    if any(_is_pictured(page, one) for one in page.tagged.get("img", ())):
        return True
    scripts = (text[:_SCRIPT_REACH] for text in page.scripts)
    return any(_ASKS.search(text) and _FILLED.search(text) for text in scripts)
