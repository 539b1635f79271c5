"""Answers that say "200" and hold nothing: a page that only says it is not there, a file that is a page or empty.

A visitor who follows such a link does not get what was promised; the status alone would call it open. Told only where
it is plain: a short notice of its own about the page, the address or the file, never about a lack of entries (暂无信息
is a blank section's matter).
"""

import re

from hengping.extract.encoding import decode
from hengping.extract.flat import Page

Hollow = str
"""``notice``: the page only says that it is not there; ``page``: a page where a file was promised; ``empty``."""

_WHAT = r"(?:网页|页面|网址|链接|地址|文件|附件|文档|资源|文章)"
_GONE = (
    r"(?:不存在|(?:已经?|已被|被)(?:管理员)?(?:删除|移除|撤下|下线|转移)"
    r"|未找到|没有找到|找不到|无法找到|未能找到|已丢失)"
)
_SOUGHT = r"(?:(?:您|你)(?:所|要|想|正在)?(?:访问|查看|浏览|查找|请求|打开)|[该此])"
"""What a visitor came for: 信息 spoken of in this way is a page, and no list of them."""
_SOUGHT_GONE = r"(?:不存在|(?:已经?|已被|被|尚)?(?:管理员)?(?:删除|移除|撤下|下线|未审核|未发布)|已(?:经)?失效)"
_NOTICE = re.compile(
    rf"{_WHAT}[^。！!？?\n]{{0,8}}?{_GONE}"
    r"|(?:网页|页面|网址|链接|地址|资源)[^。！!？?\n]{0,8}?已(?:经)?失效"  # a document is not gone when it is repealed
    rf"|{_SOUGHT}[^。！!？?\n]{{0,8}}?(?:信息|内容|记录|新闻|稿件|栏目|数据){_SOUGHT_GONE}"
    rf"|(?:找不到|未找到|没有找到|无法找到)(?:您|你)?[^。！!？?\n]{{0,12}}?{_WHAT}"
    r"|404\s*(?:not\s*found|error|错误|页面|未找到)|page\s+(?:was\s+)?not\s+found|file\s+not\s+found",
    re.IGNORECASE,
)
_CUES = (
    "不存在",
    "删除",
    "移除",
    "撤下",
    "下线",
    "转移",
    "找到",
    "找不到",
    "失效",
    "丢失",
    "404",
    "ot found",
    "OT FOUND",
)
_LONGEST = 150
"""Characters of main text up to which a page has nothing to say beside its notice."""
_BYTES = 65_536
_UNSEEN = frozenset({"script", "style", "title", "a"})
_OPENING = re.compile(r"<(script|style|title|a)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}+>")


def shown_lines(html: str, unseen: frozenset[str]) -> list[str]:
    """The lines of a page's mark-up outside comments, some elements and all tags; in one pass over it.

    Args:
        html: mark-up, or the beginning of it.
        unseen: elements that are left out with their content, of ``script``, ``style``, ``title`` and ``a``.
    """
    lowered = html.lower()
    if len(lowered) != len(html):
        html = lowered  # a letter that has two in lower case: places would not agree
    parts, done = [], 0
    unclosed: set[str] = set()
    for found in _OPENING.finditer(html):
        name = (found[1] or "").lower()
        if found.start() < done or (name and name not in unseen) or name in unclosed:
            continue
        end = lowered.find(f"</{name}" if name else "-->", found.end())
        if end < 0:
            unclosed.add(name)
            continue
        parts.append(html[done : found.start()])
        done = lowered.find(">", end) + 1 or len(html)
    parts.append(html[done:])
    return [line for part in _TAG.sub("\n", " ".join(parts)).split("\n") if (line := part.strip())]


def says_missing(text: str, main_length: int) -> bool:
    """Whether a page only says that it is not there.

    Args:
        text: its visible text.
        main_length: characters of its main text, menus, lists and footer left out.
    """
    if main_length > _LONGEST or not any(cue in text for cue in _CUES):
        return False
    return _NOTICE.search(text) is not None


def page_says_missing(page: Page, main_length: int) -> bool:
    """The same of a page that was read; what a link says is the title of another page."""
    if not says_missing(page.text, main_length):
        return False
    return any(not page.in_link(found.start(), found.end()) for found in _NOTICE.finditer(page.text))


def hollow_answer(body: bytes, content_type: str, *, file: bool) -> Hollow:
    """What an answer with status 200 to a link check lacks; empty for nothing.

    Args:
        body: as served, or the beginning of it.
        content_type: the header's value.
        file: the link promises a file (by its extension), not a page.
    """
    if not body.strip():
        return "empty" if file else ""
    text, _ = decode(body[:_BYTES], content_type)
    shown = "\n".join(shown_lines(text, _UNSEEN))
    if file and len(shown) <= _LONGEST:
        return "page"
    return "notice" if says_missing(shown, len(shown)) else ""
