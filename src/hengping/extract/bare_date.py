"""The date beneath a title that no label names: whose day it is, told from the words beside it."""

import re
from datetime import date

from hengping.extract.dates import FULL_DATE, read_date, whole_date
from hengping.extract.flat import Page
from hengping.extract.measures import Spans

WRITTEN = re.compile(r"(?:成\s?文|制\s?发|印\s?发|签\s?发|生\s?成|发\s?文|公\s?告)\s?(?:日\s?期|时\s?间)\s*[:：]?\s*")
"""Labels of a document's own date."""
_SOURCE_LINE = re.compile(
    r"(?P<words>[^\d:：。；（(《]{2,24}?)(?P<mark>\s|\s?[·•|｜/,，]\s?)"
    r"(?P<date>(?:19|20)\d\d(?P<sep>[-/.])\d{1,2}(?P=sep)\d{1,2})(?:\s\d{1,2}:\d{2}(?::\d{2})?)?(?:\s?[|｜·]?\s?[来浏作点阅].{0,20})?"
)
"""A line of who publishes and when, without labels (云溪日报 · 2026-11-18 09:20); a date in words may be an event's."""
_OTHER_DAY = re.compile(
    r"截[止至]|报名|活动|会议|会期|考试|开始|结束|起止|有效|生效|失效|[施实]行|实施|执行|废止|开标|成立|成\s?文|制\s?发|印\s?发|签\s?发|"
    r"签[署订]|生\s?成|发\s?文|公\s?告|公示|立项|申[报请]|受理|举[办行]|召开|开[幕工业庭学放馆]|[竣完]工|验收|到期|届满|期限|任期|工期|投标|"
    r"中标|竞价|拍卖|面试|笔试|体检|缴[费纳]|征[集求]|[登备]记|备案|注册|批准|批复|审[批核]|颁[布发]|修[订正]|出[生让台]|启[动用]|"
    r"停[水电气]|恢复|调整|(?:大|运动|招聘|博览|交易|听证|座谈|推介|发布|培训|展[览销])会|[自至从起止前后到]$|(?<!发布)(?<!发表)(?<!公布)(?<!公开)(?<!更新)(?<=..)(?:[时日]间|日期)$"
)
"""Words of a day that something happens on, or that a document carries, not of its publication."""
_EVENT = re.compile(r"活动|会议|考试|开标|举办|(?:大|运动|招聘|博览|交易|听证|座谈|推介|发布|培训|展[览销])会$")
"""Those that make a body's name that of a place where something happens (活动中心)."""
_BODY = re.compile(
    r"(?:政府|市府|县府|(?<!大)厅|(?<![结布大格全破])局|(?<![举主承协开督交经联停筹创申])办|办公室|委|[协学工商联]会|委员会|理事会|"
    r"基金会|人大|政协|妇联|残联|工商联|(?<![全内])部|处|(?<![场厕])所|(?<![本学])科|(?<![住影剧])院|(?<!车)站|[镇乡村]|街道|社区|中心|"
    r"[大支总]队|公司|集团|学校|大学|银行|(?<![联上入挂触并断电官])网|门户|平台|频道|客户端|公众号|融媒体?|传媒|在线|新闻|资讯|杂志|社|电视台|"
    r"电台|(?<![申上通填预呈举情汇直播警续速喜海捷简编公回])报|\.(?:cn|com|net|org))$",
    re.IGNORECASE,
)
"""What the name of a body or a medium ends in."""
_ROLE = re.compile(
    r"(?:信息|文章|稿件)?(?:来源|作者|编辑|责编|撰稿|供稿|投稿|通讯员|信息员|摄影|发布(?:人|者|单位|机构)?(?:$|(?=[\s·|]))|"
    r"(?:本报|本网|见习)?记者)"
)
"""What stands before a publisher's name."""
_BETWEEN = re.compile(r"[\s·•|｜/,，]")
_SEPARATORS = ("·", "•", "|", "｜")
_TIME = re.compile(r"\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_GOES_ON = re.compile(r"[^\s\d:：\])】）|来浏作点阅]")
"""Words behind a date that are no source, counter or mark: the line says what happens on that day."""
_NEAR, _SHORT_LINE, _BODY_BEGINS = 260, 130, 100
_LONGEST_LABEL, _MOST_LINES = 12, 6
_CELLS = re.compile(r"[^\n\t]+")


def bare_date(page: Page, start: int, listed: Spans) -> date | None:
    """A date that opens one of the first lines under the title, ends it, or is a piece of its own there.

    What another label stands before, or beside (施行日期, 有效期至, 报名截止, 成文日期), is no day of publication.

    Args:
        page: the flat page.
        start: where the title ends.
        listed: places in dated lists: the dates there are those of other pages.
    """
    lines = 0
    before = ""
    for found in _CELLS.finditer(page.text, start):
        if found.start() >= start + _NEAR:
            break
        line = found[0].strip()
        if not line or found.start() in listed:
            continue
        lines += 1
        value = _of_line(line) if len(line) <= _SHORT_LINE and not _labels_other_day(before) else None
        value = value or _of_piece(page, found.start(), min(found.end(), start + _NEAR), before)
        if value is not None:
            return value
        if lines >= _MOST_LINES or len(line) > _BODY_BEGINS:  # the body has begun
            break
        before = line
    return None


def _of_line(line: str) -> date | None:
    """The date of a line of source and date, or of one that begins with a date and says nothing of what happens."""
    closing = _SOURCE_LINE.fullmatch(line)
    if closing is not None and _names_source(closing["words"].strip(), closing["mark"].strip()):
        return read_date(closing["date"])
    line = line.lstrip("[【(（ ")
    opening = FULL_DATE.match(line)
    if opening is None:
        return None
    rest = line[opening.end() :]
    time = _TIME.match(rest)
    rest = (rest[time.end() :] if time else rest).lstrip()
    return read_date(opening[0]) if not _GOES_ON.match(rest) else None


def _of_piece(page: Page, start: int, end: int, above: str) -> date | None:
    """The date that is a text node of its own in a line."""
    for piece in page.pieces_in(start, end):
        own = page.text[piece.start : piece.end].strip()
        value = whole_date(own)
        if isinstance(value, date):
            lead = page.text[max(start, piece.start - _NEAR) : piece.start].strip()
            if not _OTHER_DAY.search(own.rstrip("0123456789-/.:： 年月日")) and not _labels_other_day(lead or above):
                return value
    return None


def _labels_other_day(words: str) -> bool:
    """Whether the last of the words before a date are a label of another day than that of publication."""
    if not words:
        return False
    last = _BETWEEN.split(words.rstrip("：: "))[-1]
    return len(last) <= _LONGEST_LABEL and not _BODY.search(last) and _OTHER_DAY.search(last) is not None


def _names_source(words: str, mark: str) -> bool:
    """Whether the words before a date tell who publishes: a body, a medium, somebody by what they do; or a mark."""
    tokens = [token for token in _BETWEEN.split(words) if token]
    bodies = [token for token in tokens if _BODY.search(token)]
    if any(_EVENT.search(token) for token in tokens) or any(
        _OTHER_DAY.search(token) for token in tokens if token not in bodies
    ):
        return False
    return bool(bodies) or mark in _SEPARATORS or any(_ROLE.match(token) for token in tokens)
