"""How much a page says of its own, and where its footer begins."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from hengping.extract.cues import places_of
from hengping.extract.flat import Element, Page

_SENTENCE = 20
"""Characters from which a line with a full stop is a sentence to be read."""
_NO_PROSE = re.compile(
    r"暂无|建设中|敬请期待|(?:没有|尚无|无)(?:相关|任何)?(?:信息|内容|数据|资料|记录)|浏览器|分辨率|版权|转载"
)
_NONE = re.compile(
    r"(?P<lead>[^：:。；]{0,16}?)"
    r"(?:(?P<bare>暂\s?无)(?!\s?(?:相关)?(?:附件|评论|图片|照片|头像|传真|电话|邮箱|网址|简介|职务|分工|下属|内设|微[信博]|二维码|推荐|链接))"
    r"|暂时(?:没有|无)|建设中|敬请期待|整理中|完善中|共\s?0\s?[条页篇个项]"
    r"|(?:没有|尚无|未|无)(?:找到|查到|检索到)?(?:任何|相关|符合\S{0,6})?的?(?:信息|内容|数据|资料|记录|文章))"
    r"(?P<tail>[^：:]{0,24})"
)
"""A line that is a placeholder and nothing else. What stands behind a colon is the value of a label."""
_VALUE_OF = re.compile(
    r"(?:传真|电话|手机|邮箱|邮件|邮编|邮政编码|地址|网址|微信|微博|公众号|备注|附件|时间|号码)[\s:：]*$"
)
"""What a label before a value ends in."""
_NO_LEAD = re.compile(r"(?:[本该此]?栏目|[本该]?页面|内容|信息|数据|资料|记录|文章|列表|公告|动态|[年月日])?[\s，,]*$")
"""What may stand before 暂无 where no word of what is missing follows."""
_NONE_CUES = ("无", "没有", "设中", "期待", "理中", "善中", "共", "未")
_LONGEST_NONE = 60
"""Characters of a line that is a placeholder, at most."""
_MARKS = " \t\u3000·•*-—[]【】()（）。.！!…~～"
_NO_PROSE_CUES = ("无", "没有", "建设中", "敬请期待", "浏览器", "分辨率", "版权", "转载")
_FOOTER_LINES = ("网站地图", "网站声明", "版权声明", "关于我们", "联系我们")
_FOOTER_WORDS = ("版权所有", "标识码", "主办单位")
_RECORD = re.compile(r"ICP\s*备")
_SPONSORED = re.compile(r"主\s?办\s?[:：]")
_LONGEST_BODY, _SHORTEST_BODY = 30, 2
_MOST_FEET = 50


class Spans:
    """Stretches of text, joined where they overlap: the lists of a page may be thousands.

    Args:
        spans: starts and ends, in any order.
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __contains__(self, position: int) -> bool:
        """Whether the position stands in one of them."""
        index = bisect_right(self.starts, position) - 1
        return index >= 0 and position < self.ends[index]


NOWHERE = Spans(())
"""No stretch at all."""


def text_length(page: Page, lists: Spans) -> int:
    """Characters of the main text: outside header, navigation, footer and lists, links not counted."""
    total = 0
    spans = zip(lists.starts, lists.ends, strict=True)
    nowhere = (len(page.text) + 1, len(page.text) + 1)
    low, high = next(spans, nowhere)
    for start, end, holder in page.pieces:
        while start >= high:
            low, high = next(spans, nowhere)
        if start >= low or holder.region or holder.hidden or holder.tag == "a":
            continue
        parent = holder.parent
        if parent is None or parent.tag != "a":
            total += end - start
    return total


def prose_length(page: Page, lists: Spans) -> int:
    """Characters of the main text's sentences: lines with a full stop, outside header, navigation, footer and lists."""
    text = page.text
    doubts = places_of(text, _NO_PROSE_CUES)
    total = end = 0
    tab = -1
    stop = text.find("。")
    while stop >= 0:
        start = max(text.rfind("\n", end, stop), text.rfind("\t", end, stop), end - 1) + 1
        if tab < stop:
            tab = _found_or_end(text, "\t", stop)
        end = min(_found_or_end(text, "\n", stop), tab)
        if end - start >= _SENTENCE and start not in lists and not _is_no_prose(text, start, end, doubts):
            for _, _, holder in page.pieces_in(start, end):
                if holder.region or holder.hidden:
                    break
            else:
                total += end - start
        stop = text.find("。", end)
    return total


def says_none(page: Page) -> bool:
    """Whether a line of the main text is a placeholder where entries would stand.

    What links say is not the page's word; 暂无 as the value of a label (传真：暂无) is a gap in a text, no empty list.
    """
    text = page.text
    end = -1
    for at in places_of(text, _NONE_CUES):
        if at < end:
            continue  # each line once
        start = text.rfind("\n", max(end, 0), at) + 1 or max(end, 0)
        end = _found_or_end(text, "\n", at)
        pieces = [one for one in page.pieces_in(start, end) if one.holder.tag != "a"]
        if (
            pieces
            and sum(stop - begin for begin, stop, _ in pieces) <= _LONGEST_NONE
            and not any(one.holder.region or one.holder.hidden for one in pieces)
            and _is_placeholder(" ".join(text[begin:stop] for begin, stop, _ in pieces), _line_above(text, start))
        ):
            return True
    return False


def _is_placeholder(line: str, above: str) -> bool:
    """Whether a line says that nothing is there, for a list and not for the label before it or above it."""
    found = _NONE.fullmatch(line.strip(_MARKS))
    if found is None or _VALUE_OF.search(found["lead"]) or _VALUE_OF.search(above):
        return False
    nothing_named = found["bare"] and not found["tail"].strip(_MARKS)
    return not nothing_named or (
        _NO_LEAD.fullmatch(found["lead"]) is not None and not above.rstrip().endswith((":", "："))
    )


def _line_above(text: str, start: int) -> str:
    """The end of the line above the one that begins there."""
    return text[max(0, start - _LONGEST_NONE) : max(0, start - 1)].rpartition("\n")[2]


def _found_or_end(text: str, mark: str, start: int) -> int:
    at = text.find(mark, start)
    return at if at >= 0 else len(text)


def _is_no_prose(text: str, start: int, end: int, doubts: list[int]) -> bool:
    """Whether a line is a placeholder or a notice; ``doubts``: where words of such lines stand."""
    first = bisect_left(doubts, start)
    return first < len(doubts) and doubts[first] < end and _NO_PROSE.search(text, start, end) is not None


def footer_start(page: Page) -> int:
    """Where the footer begins: a region named so, or its words in the lower half; the end of the text for none."""
    text = page.text
    half = len(text) // 2
    feet = [one for one in page.opening if one.region == "footer" and one.start > len(text) // 3]
    starts = [one.start for one in feet if not _is_of_entry(one, feet)]
    marks = [at for at in places_of(text, _FOOTER_LINES, half + 1) if text[at - 1] == "\n"]
    marks += places_of(text, _FOOTER_WORDS, half + 1)
    marks += [at for at in places_of(text, ("ICP",), half + 1) if _RECORD.match(text, at)]
    sponsors = places_of(text, ("主",), half + 1)
    marks += [at for at in sponsors if text[at - 1] == "\n" and _SPONSORED.match(text, at)]
    inside = 0
    for at in sponsors:
        if not text.startswith("主办", at):
            continue
        name = _name_before(text, at) if text[at + 2 : at + 3].isspace() else ""
        if len(name) < _SHORTEST_BODY:
            continue
        if at - len(name) > half:
            marks.append(at - len(name))
        else:
            inside = at + 3  # the name begins in the upper half: what stands inside it is no mark either
    return min([*starts, *(at for at in marks if at >= inside)], default=len(text))


def _is_of_entry(foot: Element, feet: list[Element]) -> bool:
    """Whether a footer is that of one of several entries side by side, each of which has its own."""
    entry = foot.parent
    if entry is None or entry.parent is None:
        return False
    return any(
        one.parent is not entry
        and one.parent is not None
        and one.parent.parent is entry.parent
        and one.names == foot.names
        for one in feet[:_MOST_FEET]
    )


def _name_before(text: str, at: int) -> str:
    """What stands before a place without white space, so long as a body's name can be."""
    before = text[max(0, at - _LONGEST_BODY) : at]
    return before.split()[-1] if before and not before[-1].isspace() else ""
