"""What may be asked of a live site in its search's name: addresses that read as a search, never one that writes.

The search test sends requests that no visitor clicked together. Nothing of a site may change by it: no letter sent, no
vote given, no word counted. So an address that a script puts together is asked only when it reads as a search, and no
address is asked that reads as if it wrote something, whatever else it says. In doubt nothing is asked.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from hengping.model.urls import path_of

_LONGEST = 2_000
"""Characters of a path or query that are looked at; a longer one is not asked."""
_SEARCH = re.compile(r"(?<!re)search|(?<!j)query|sousuo|jiansuo|xxss|ssjg|搜索|检索")
_SEARCH_NAME = re.compile(r"s|so|sou|ss|qwjs|qwss|was\d?")
_SEARCH_PART = re.compile(r"so|sou|ss")
_WRITE = re.compile(
    r"submit|save|insert|update|delete|remove|feedback|liuyan|letter|comment|upload|login|logout|regist|mail|subscri"
    r"|guestbook|toupiao|tijiao|pinglun|modify|vote"
)
_WRITE_WORD = re.compile(
    r"(?:do)?add(?!ress).*|del(?!ta).*|\w*add|ly|lyb|reg|edit|create|send|push|put|drop|clear|reset|apply|sign(?:up|in)?"
    r"|logs?|record|tousu|jubao|messages?|sms"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_COMMANDS = frozenset({"action", "act", "method", "op", "oper", "operate", "operation", "do", "cmd", "command", "func"})
_PERSON = re.compile(
    r"(?:(?:user|real|full|your|link)_?)?name|tel\w*|(?:tele|mobile_?)?phone\w*|e?_?mail\w*|addr\w*|contact\w*|id_?card\w*"
    r"|pass\w*|pwd|captcha\w*|(?:ver|valid|check|rand|auth)\w*code|yzm"
    r"|.*(?:姓名|电话|手机|邮箱|住址|身份证|验证码).*",
    re.IGNORECASE,
)


def reads_as_search(url: str) -> bool:
    """Whether the path of an address names a search (``/search/…``, ``/so/data``, ``/api/queryList.do``).

    Args:
        url: normal URL.
    """
    path = path_of(url)
    if _SEARCH.search(path.lower()):
        return True
    for segment in path.lower().split("/"):
        name = segment.partition(".")[0]
        if _SEARCH_NAME.fullmatch(name) or any(_SEARCH_PART.fullmatch(part) for part in re.split(r"[_\-]", name)):
            return True
    return False


def writes(url: str, body: bytes | None = None) -> bool:
    """Whether an address reads as if it changed something: sends, saves, adds, deletes, counts, signs in.

    Its path is looked at, and fields that name a command (``?method=save``), in the query and in the body.

    Args:
        url: normal URL.
        body: form fields of a POST.
    """
    path, query = path_of(url), url.partition("?")[2]
    if len(path) > _LONGEST or len(query) > _LONGEST or _writes(path):
        return True
    fields = (query, "" if body is None else body.decode("ascii", "replace"))
    return any(_writes(value[:_LONGEST]) for text in fields for name, value in _pairs(text) if name in _COMMANDS)


def names_person(name: str) -> bool:
    """Whether a field takes what a letter asks for and a search does not: name, telephone, a code from a picture."""
    return _PERSON.fullmatch(name.strip()[:80]) is not None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        yield name.lower(), unquote(value)


def _writes(text: str) -> bool:
    lowered = text.lower()
    if _WRITE.search(lowered):
        return True
    words = (*(word.lower() for word in _WORD.findall(text)), *re.split(r"[/._\-]", lowered))
    return any(_WRITE_WORD.fullmatch(word) for word in words)
