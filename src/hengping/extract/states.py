"""What a page says of itself when it lists nothing, and whether its emptiness proves anything."""

import re
from collections.abc import Iterator
from datetime import date

from hengping.extract.cues import places_of, words_in
from hengping.extract.drawn import REPEAT_ATTRIBUTES, draws, filled_container, footer_by_script, is_template
from hengping.extract.flat import Element, Page

_SUBJECT = (
    r"(?:本?年度?|本年|当年|本季度|本月|本栏目?|该栏目|本部门|本单位|本机关|我(?:局|委|办|厅|市|县|区|镇)|截[至止]|经(?:核查|查|核实|梳理|统计)|目前|"
    r"近[一两二三1-3](?:个)?(?:年|季度|月)(?:度|以?来|内)?|自\S{1,12}(?:以来|至今)|(?:19|20)\d\d\s?年(?:度|以来)?|尚|均|并|近期|暂)"
)
_NOTHING = re.compile(
    rf"{_SUBJECT}[^。\n]{{0,40}}?(?:未(?:发生|产生|形成|制定|出台|开展|收到|涉及|举行|组织|作出|有(?:新)?产生)|没有(?:发生|产生|此类|此项|相关\S{{0,4}}发生|该类|[^\s，。；、没无]{{2,10}}(?:事项|任免|变动))|"
    r"无(?:此类|此项|该类|该项|相关事项|(?!人(?!事)|[偿障线党法需须论锡形])[^\s，。；、无]{2,8}(?:事项|任免|变动)|上述)|不涉及|不存在(?:此类|相关)|暂无(?:产生|发生|此类|该类))"
)
_NOTHING_SHORT = re.compile(
    r"(?:暂无|尚未|暂未|未|尚无)(?:产生|发生)(?:此类|相关|该类)?(?:信息|事项|内容|文件)?|无此类(?:信息|事项)(?:发生|产生)?|此类信息(?:未|没有)(?:发生|产生)"
)
_NEGATIONS = ("未", "没有", "无", "不涉及", "不存在")
_BEFORE, _BEHIND = 80, 60
"""Characters of a statement before its negation and behind it, at most."""
_CLOSED_CUES = ("档", "停止更新", "再更新", "历史专题", "束", "闭", "完结", "停更")
_OVER = r"(?:已(?:经)?(?:结束|归档|关闭|停止更新|完结|停更)|不再更新|停止更新|停更|为历史专题)"
_CLOSED_OWN = re.compile(rf"(?:本|该|此)(?:专题|专栏|栏目|网页|页面|频道|板块|次?活动)[^。；\n]{{0,16}}?{_OVER}")
_CLOSED_NAME = re.compile(
    r"(?:专题|专栏|栏目)(?:内容|信息)?\s?" + _OVER + r"|历史专题|(?:专题)?已归档|归档专题|(?:已)?停止更新|(?:已)?停更"
)
_OF_ANOTHER = re.compile(
    r"关于|公告|通知|通告|微博|微信|公众号|账号|客户端|APP|新媒体|抖音|头条|系统|平台|服务器|》", re.IGNORECASE
)
"""Words of a headline about something else that ends: an account, a programme."""
_TITLE_PARTS = re.compile(r"[-_|｜—–]+")
_NOTICE, _NAME = 60, 16
"""Characters of a line that is a notice, and of one that is a name or a mark beside it."""
_REPEAT = re.compile("-for|-repeat|:for")
_FURNITURE = re.compile(
    r"head|top|foot|bottom|nav|menu|banner|share|weather|count|stat|login|link|logo|copyright|tianqi|ad\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"getElementById|querySelector|\$\(|ajax|fetch\s*\(|XMLHttpRequest|createApp|new\s+Vue|innerHTML", re.IGNORECASE
)
_BESIDE = re.compile(
    r"jiucuo|conac|foot|bottom|stat|count|hm\.js|analytics|share|wza|jquery(?:[-.][\w.]*)?\.js", re.IGNORECASE
)
"""Script files that fill no list: the fault entry, the mark, footers, counters, sharing, a bare library."""
_STATEMENT_REACH = 900
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")


def states_nothing(page: Page, text_length: int, as_of: date | None = None) -> bool:
    """Whether the page explains that nothing happened or was produced.

    A bare placeholder (暂无内容, 暂无数据, 暂无信息) explains nothing: the section is blank. A link says the title
    of another page; and what is said of a year long past (the year before last, or earlier) explains nothing today.

    Args:
        page: the flat page.
        text_length: characters of its main text; a long article that says so is an article.
        as_of: monitoring time point; None: any year will do.
    """
    if text_length > _STATEMENT_REACH:
        return False
    return any(
        not _in_link(page, found) and _is_current(_sentence_of(page, found), as_of)
        for pattern in (_NOTHING, _NOTHING_SHORT)
        for found in _statements(pattern, page.text)
    )


def _statements(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a statement that nothing happened, looked for around its negations only."""
    low, high = 0, -1
    for at in [*places_of(text, _NEGATIONS), len(text) + _BEHIND + _BEFORE]:
        if at - _BEFORE > high:
            if high >= 0:
                yield from pattern.finditer(text, low, high)
            low = max(0, at - _BEFORE)
        high = at + _BEHIND


def _in_link(page: Page, found: re.Match[str]) -> bool:
    """Whether the statement's end, which carries its negation, stands inside a link."""
    pieces = page.pieces_in(max(0, found.start() - _STATEMENT_REACH), found.end())
    if not pieces:
        return False
    here: Element | None = pieces[-1].holder
    while here is not None and here.tag != "a":
        here = here.parent
    return here is not None


def _sentence_of(page: Page, found: re.Match[str]) -> str:
    """The sentence up to the end of the statement: the year stands before it."""
    start = max(page.text.rfind(stop, 0, found.start()) for stop in "。；\n") + 1
    return page.text[start : found.end()]


def _is_current(statement: str, as_of: date | None) -> bool:
    years = [int(year) for year in _YEAR.findall(statement)]
    return as_of is None or not years or max(years) >= as_of.year - 1


def is_closed(page: Page) -> bool:
    """Whether the page says of itself that its topic is finished or archived: in a notice of its own, or in its title.

    The title of an entry that says so of something else (关于停止更新某微博的公告) says nothing of the section.
    """
    title = page.title
    if words_in(title, _CLOSED_CUES) and any(_names_closed(part) for part in _TITLE_PARTS.split(title)):
        return True
    if not words_in(page.text, _CLOSED_CUES):
        return False
    passed = -1  # end of a line that was asked for what it says: once, however often it says so
    for found in _CLOSED_OWN.finditer(page.text):
        if found.start() > passed:
            line = _line_of(page, found)
            if len(line) > _NOTICE or _OF_ANOTHER.search(line):
                passed = _line_end(page, found)
            elif not _in_link(page, found):
                return True
    passed = -1
    for found in _CLOSED_NAME.finditer(page.text):
        two_lines = "\n" in found[0]
        if found.start() > passed or two_lines:
            if _names_closed(_line_of(page, found)) and not _beside_link(page, found):
                return True
            passed = passed if two_lines else _line_end(page, found)
    return False


def _names_closed(line: str) -> bool:
    """Whether a short line, or a mark in brackets, is the name of what is over, and nothing else."""
    bare = "".join(line.split())
    found = _CLOSED_NAME.search(bare)
    if found is None or len(bare) > _NOTICE or _OF_ANOTHER.search(bare):
        return False
    return len(bare) <= _NAME or bare[max(found.start() - 1, 0)] in "（(【["


def _beside_link(page: Page, found: re.Match[str]) -> bool:
    """Whether a link stands on the same line: then the mark may be one of what the link leads to."""
    text = page.text
    low = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    high = end if end >= 0 else len(text)
    for piece in page.pieces_in(low, high):
        here: Element | None = piece.holder
        while here is not None:
            if here.tag == "a":
                return True
            here = here.parent
    return False


def _line_of(page: Page, found: re.Match[str]) -> str:
    """The printed line that holds a match."""
    return page.text[page.text.rfind("\n", 0, found.start()) + 1 : _line_end(page, found)].strip()


def _line_end(page: Page, found: re.Match[str]) -> int:
    end = page.text.find("\n", found.end())
    return end if end >= 0 else len(page.text)


def is_scripted(page: Page) -> bool:
    """Whether a script or a frame of the page itself draws content, so that an empty page proves nothing."""
    if any(draws(script) for script in page.scripts):
        return True
    for element in (*page.tagged.get("iframe", ()), *page.tagged.get("frame", ())):
        if element.attrs.get("src") and not element.hidden and _is_content(element.attrs):
            return True
    if is_template(page.text) or any(_is_repeated(element) for element in page.elements):
        return True  # a template as served: a browser fills it
    empty = any(element.sign.own_id in {"app", "root"} and element.end == element.start for element in page.elements)
    return empty and _runs(page)


def _runs(page: Page) -> bool:
    """Whether the page carries a program that could fill an empty container: a file, or a script that asks or finds."""
    if any(_ASKS.search(script) for script in page.scripts):
        return True
    sources = (element.attrs.get("src") or "" for element in page.tagged.get("script", ()))
    return any(source and not _BESIDE.search(source) for source in sources)


def _is_repeated(element: Element) -> bool:
    return _REPEAT.search(element.written) is not None and not REPEAT_ATTRIBUTES.isdisjoint(element.attrs)


def lacks_footer(page: Page, *, home: bool) -> bool:
    """Whether a script draws the footer, so that what it would print cannot be seen in the page as served.

    Args:
        page: the flat page.
        home: it is a home page: then containers that a script fills are looked for too, which takes its time.
    """
    sources = [source for one in page.tagged.get("script", ()) if (source := one.attrs.get("src"))]
    if footer_by_script(sources, lambda: page.text):
        return True
    return home and bool(filled_container(page.scripts, lambda name: _is_empty(page, name), footer_only=True))


def _is_empty(page: Page, name: str) -> bool:
    found = next((element for element in page.elements if element.attrs.get("id") == name), None)
    if found is None or found.end != found.start or found.tag in {"script", "style", "template", "noscript"}:
        return False
    inside = list(found.children)
    while inside:
        one = inside.pop()
        if one.tag in {"img", "iframe", "input"}:
            return False
        inside += one.children
    return True


def _is_content(attrs: dict[str, str | None]) -> bool:
    """Whether a frame is large enough, and not named, to be a header or a counter."""
    names = " ".join(attrs.get(name) or "" for name in ("src", "id", "name", "class"))
    if _FURNITURE.search(names):
        return False
    for name in ("height", "width"):
        digits = re.match(r"\d{1,9}", attrs.get(name) or "")
        if digits and "%" not in (attrs.get(name) or "") and int(digits[0]) < 150:  # noqa: PLR2004 - pixels; a list is higher
            return False
    return True
