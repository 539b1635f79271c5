"""Results that a script fetches, as data: whether the wanted page is among them, and how many there are.

What was asked for stands in such data again (``"keyword"``, ``"没有找到与…相关的内容"``): that is no result. So the
text asked for counts within the items of a list only, never in what is said about the answer as a whole.
"""

import json
import re
from collections import deque
from typing import Any, NamedTuple
from urllib.parse import unquote

from hengping.extract.entities import unescape
from hengping.extract.search_titles import normal
from hengping.model.content_facts import SearchState
from hengping.model.site_search import SearchTitle
from hengping.model.urls import path_of

NO_RESULT = re.compile(
    r"(?:没有|未|无法|未能)(?:能)?(?:找到|查到|搜索到|检索到|查询到|搜到|发现)"
    r"|(?:没有|无|暂无)(?:任何|相关|符合|匹配|相应)?(?:的)?(?:结果|信息|内容|数据|记录|文档)"
    r"|(?:共|找到|检索到|搜索到|获得|约)[^\n\d]{0,12}(?<!\d)0\s{0,20}(?:条|个|项|篇|件)"
    r"|(?<!\d)0\s{0,20}(?:条|个|项|篇)[^\n]{0,6}(?:结果|信息|记录)|搜索结果为空|no results?",
    re.IGNORECASE,
)
"""Words with which a search says that nothing was found."""
_CALLBACK = re.compile(r"[\w$.]{1,80}\s{0,20}\(")
_ECHO = re.compile(
    r"key_?words?|search_?(?:words?|text|key|val|value|content)|keys?|kw|wd|qt?|query|words?|search|title|content|txt",
    re.IGNORECASE,
)
"""Names under which data repeats what was asked for."""
_ASIDE = re.compile(
    r"relat|suggest|hot|history|key_?words?|segment|participle|split|highlight_?words?|msg|message|tip", re.IGNORECASE
)
"""Names of lists of words, and of sentences, that stand beside results."""
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_MARKUP = re.compile(r"<(?:li|a|tr|dl)\b", re.IGNORECASE)
_TOTAL = re.compile(r"total|count|hits|records$", re.IGNORECASE)
_NO_TOTAL = re.compile(r"page|size|limit|cost|time|took|code|status|error|fail|visit|click|view", re.IGNORECASE)
_FAULT = re.compile(r"异常|错误|失败|error|exception|fail", re.IGNORECASE)
_MOST_VALUES = 20_000
_LEAST_CUT = 8
_SERVER_ERROR = 500


class _Value(NamedTuple):
    """A value with the name it stands under; ``listed``: it is an item of a list, or stands within one."""

    key: str
    value: Any
    listed: bool


def data_of(text: str) -> Any | None:
    """The value of a JSON or JSONP text; None when it is none."""
    text = text.lstrip("\ufeff").strip()
    try:
        value = json.loads(_within_callback(text))
        if isinstance(value, str) and value[:1] in "{[":
            value = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


def _within_callback(text: str) -> str:
    """What a JSONP text hands to its callback; any other text as it is."""
    start = _CALLBACK.match(text) if text[:1] not in "{[" else None
    if start is None:
        return text
    end = text.rstrip("; \t\r\n")
    return end[start.end() : -1] if end.endswith(")") else text


def judge_data(asked: str, wanted: SearchTitle, value: Any) -> tuple[SearchState, int | None]:
    """Whether the wanted page is among results given as data, and how many there are (None: unknown).

    Args:
        asked: the text that was asked for.
        wanted: what was looked for.
        value: as :func:`data_of` gives it.
    """
    title, query = normal(wanted.title), normal(asked)
    path = unquote(path_of(wanted.wanted_url))
    totals: list[int] = []
    longest = 0
    some_list = markup = False
    values, complete = _values(value)
    for one in values:
        if isinstance(one.value, str):
            if _is_wanted(one, title, query, path):
                return "found", None
            markup = markup or _MARKUP.search(one.value) is not None
        elif isinstance(one.value, list):
            some_list = True
            longest = max(longest, len(one.value) if any(isinstance(item, (dict, str)) for item in one.value) else 0)
        elif isinstance(one.value, int) and not one.listed and _is_total(one):
            totals.append(one.value)
    if not complete:
        return "not_tested", longest or None
    total = max(totals, default=None)
    if longest:
        return ("not_tested", longest) if total is None or total > longest else ("not_found", longest)
    if (some_list and not markup) or total == 0:
        return ("error", None) if _is_fault(value) else ("not_found", 0)
    return ("error", None) if _is_fault(value) else ("not_tested", None)


def _is_total(one: _Value) -> bool:
    """Whether a number says how many results there are; numbers of items (clicks of an article) never do."""
    return not isinstance(one.value, bool) and bool(_TOTAL.search(one.key)) and not _NO_TOTAL.search(one.key)


def _is_wanted(one: _Value, title: str, query: str, path: str) -> bool:
    text = one.value
    if len(path) > 1 and (text == path or text.endswith(path) or unquote(text).endswith(path)):
        return True
    words = normal(plain_text(text))
    if not words or (title == query and not one.listed):
        return False
    if words == query:
        return title == query and not _ECHO.fullmatch(one.key)
    cut = text.rstrip().endswith(("…", "...", "..")) and len(words) >= _LEAST_CUT and title.startswith(words)
    if cut or (title and title in words and title != query):
        return True
    beside = not one.listed or _ASIDE.search(one.key) or NO_RESULT.search(text)
    return query in words and not beside


def plain_text(text: str) -> str:
    """A text without tags, character references read; never raises, whatever number such a reference has."""
    try:
        return _TAGS.sub("", unescape(text))
    except ValueError:  # a reference of thousands of digits
        return _TAGS.sub("", text)


def _is_fault(value: Any) -> bool:
    """Whether the data says that the search failed."""
    if not isinstance(value, dict):
        return False
    code = next((value[key] for key in ("code", "status", "errcode", "errno") if key in value), None)
    failed = value.get("success") is False or (isinstance(code, int) and (code >= _SERVER_ERROR or code < 0))
    words = " ".join(one for one in value.values() if isinstance(one, str))
    return failed and bool(_FAULT.search(words))


def _values(value: Any) -> tuple[list[_Value], bool]:
    """All values, the outermost first, as far as their number is bounded; and whether these are all."""
    pending = deque([_Value("", value, listed=False)])
    out: list[_Value] = []
    while pending and len(out) < _MOST_VALUES:
        one = pending.popleft()
        out.append(one)
        if isinstance(one.value, dict):
            pending.extend(_Value(str(name), inner, one.listed) for name, inner in one.value.items())
        elif isinstance(one.value, list):
            pending.extend(_Value(one.key, inner, listed=True) for inner in one.value)
    return out, not pending
