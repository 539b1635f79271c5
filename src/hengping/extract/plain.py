"""The text of a page as a reader sees it, without its frame: for full-text search, policies and answers."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from hengping.extract.encoding import as_served, decode
from hengping.extract.plain_walk import Run, runs_of

_MOST_CHARACTERS = 200_000
"""Characters of one page that are kept: longer than any document, shorter than a hostile page."""
_LINK_LINE = 0.6
"""Share of a line that links may take up; more is a menu or a list of other pages."""
_SHORT = 40
_PLACE = re.compile(r".{0,12}?位置(?:是)?\s*[:：].{0,120}$|(?:首页|网站首页)\s*[>›»→/-].{0,120}$")
"""A breadcrumb."""
_PLACE_REACH, _HOME = 12 + len("位置"), ("首页", "网站首页")
"""How it begins."""
_SPACES = re.compile(r"  +")
_QUESTION = re.compile(
    r"(?:来信|留言|咨询|提问|问题|诉求|信件|投诉|建议)(?:内容|正文|描述|详情)?\s*[：:\n]+(?P<text>[^\n].*?)(?=\n|$)",
    re.DOTALL,
)
_REPLY = re.compile(
    r"(?:答复|回复|办理|处理|反馈)(?:内容|结果|意见|情况|正文)\s*[：:\n]+(?P<text>.+)|(?:^|\n)(?:答复|回复|答)\s*[：:\n]+(?P<short>.+)",
    re.DOTALL,
)
_REPLY_END = re.compile(
    r"\n(?:满意度|评价|打印|关闭|上一[篇条]|下一[篇条]|分享|附件|【|返回|答复时间|回复时间|办理时间|主办|版权|备案)"
)
_LONGEST_ANSWER = 2_000


class PlainText(NamedTuple):
    """What a page says.

    Attributes:
        title: of the browser's tab; the facts of the site know better ones for articles.
        text: visible text without menus, header and footer, one line a block.
        whole: visible text with everything, for labels that stand in tables beside the text.
    """

    title: str
    text: str
    whole: str


def plain_text(body: bytes, *, content_type: str = "") -> PlainText:
    """The text of a page. Never raises.

    Args:
        body: bytes as served.
        content_type: the header's value.
    """
    html, encoding = decode(body, content_type)
    title, whole, runs = runs_of(html, as_served(body, html, encoding))
    return PlainText(title, _main(runs), whole[:_MOST_CHARACTERS])


def question_and_answer(text: str) -> tuple[str, str]:
    """What a letter's page says: the citizen's words and the office's; empty where no label tells them apart."""
    asked = _QUESTION.search(text)
    answer = _REPLY.search(text, asked.end() if asked else 0)
    if answer is None:
        return (asked["text"].strip() if asked else "", "")
    reply = (answer["text"] or answer["short"]).strip()
    end = _REPLY_END.search(reply)
    reply = reply[: end.start()] if end else reply
    return (asked["text"].strip() if asked else "", reply[:_LONGEST_ANSWER].strip())


def _main(runs: Iterable[Run]) -> str:
    """Lines outside the frame; lines that are mostly links only when no other line is there."""
    lines: list[str] = []
    linked: list[str] = []
    shown = 0
    line: list[str] = []
    of_links = 0
    for text, apart, framed, in_link in runs:
        if line and apart:
            if "\n" in apart:
                shown += _close(line, of_links, lines, linked)
                line, of_links = [], 0
            else:
                line.append(" ")
        if framed:
            continue
        line.append(text)
        if in_link:
            of_links += len(text)
        if shown > _MOST_CHARACTERS:
            break
    if line:
        _close(line, of_links, lines, linked)
    return "\n".join(lines or linked)[:_MOST_CHARACTERS]


def _close(line: list[str], of_links: int, lines: list[str], linked: list[str]) -> int:
    whole = "".join(line).strip()
    if "  " in whole:
        whole = _SPACES.sub(" ", whole)
    if not whole:
        return 0
    if (whole.find("位置", 0, _PLACE_REACH) >= 0 or whole.startswith(_HOME)) and _PLACE.match(whole):
        return 0
    target = linked if len(whole) < _SHORT * 3 and of_links > _LINK_LINE * len(whole) else lines
    target.append(whole)
    return len(whole)
