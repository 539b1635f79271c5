"""Results that a script fetches: which data an answer of a site search asks for, and what that data says.

Many result pages are empty as served; their script asks for the results (``fetch``, ``$.ajax``, ``axios`` …) and gets
JSON. Where the call is written out plainly, the same is asked here. What is put together in ways that are not
understood is left alone: the test then says that it could not tell.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from hengping.extract.search_titles import normal
from hengping.model.content_facts import SearchState
from hengping.model.site_search import SearchRequest, SearchTitle
from hengping.model.urls import BadUrlError, normal_url, path_of

MOST_REQUESTS = 2
_REACH = 200_000
_LONGEST_CALL = 4_000
_CALL = re.compile(
    r"(?P<short>\$\.(?:getJSON|get|post)|jQuery\.(?:getJSON|get|post)|axios\.(?:get|post))\s*\("
    r"|(?P<whole>\$\.ajax|jQuery\.ajax|\baxios|\bajax|\buni\.request|\brequest)\s*\(\s*(?=\{)"
    r"|(?P<fetch>\bfetch)\s*\(|(?P<open>\.open)\s*\("
)
_VARIABLE = re.compile(r"\b([A-Za-z_$][\w$]{0,40})\s*[=:]\s*(\"[^\"\n]{0,300}\"|'[^'\n]{0,300}')\s*[,;}\n]")
_LITERAL = re.compile(r"^(\"[^\"]*\"|'[^']*')$")
_HOLDS = re.compile(
    r"key_?words?|search_?(?:words?|text|key|val|value|content)|\bkeys?\b|\bkw\b|\bwd\b|\bqt?\b|\bquery\b|\bwords?\b"
    r"|\bsearch\b|\btitle\b|\bcontent\b|\btxt\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"^(?:page|page_?(?:no|num|index|number)|cur_?page|current(?:page)?|p|pn|pageindex)$", re.IGNORECASE)
_SIZE = re.compile(r"^(?:(?:page_?)?size|page_?size|limit|rows|per_?page|ps|num)$", re.IGNORECASE)
_JSONP = re.compile(r"^\s*[\w$.]{1,80}\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_TOTAL = re.compile(r"total|count|hits|num|records$|size", re.IGNORECASE)
_SIZE_KEY = re.compile(r"page|size|limit|cost|time|took|code|status", re.IGNORECASE)
_FAULT = re.compile(r"异常|错误|失败|error|exception|fail", re.IGNORECASE)
_MOST_VALUES = 20_000
_LEAST_CUT = 8
_SERVER_ERROR = 500


class DataCalls(NamedTuple):
    """What the scripts of an answer ask for.

    Attributes:
        requests: what can be asked as well, the text filled in.
        unclear: a script asks for what was searched, in a way that is not understood.
    """

    requests: tuple[SearchRequest, ...]
    unclear: bool


def data_calls(scripts: str, url: str, text: str) -> DataCalls:
    """Requests for results that scripts write out.

    Args:
        scripts: text of the scripts of an answer.
        url: address of the answer; what its query holds is what its script reads.
        text: what was asked for.
    """
    scripts = scripts[:_REACH]
    variables = {name: value[1:-1] for name, value in reversed(_VARIABLE.findall(scripts))}
    asked, unclear = [], False
    for found in _CALL.finditer(scripts):
        arguments = _split(scripts, found.end())
        request = _request(found, arguments, variables, url, text)
        if request is not None:
            asked.append(request)
        elif _HOLDS.search(" ".join(arguments)):
            unclear = True
    kept = tuple(dict.fromkeys(asked))[:MOST_REQUESTS]
    return DataCalls(kept, unclear and not kept)


def _request(
    found: re.Match[str], arguments: list[str], variables: dict[str, str], url: str, text: str
) -> SearchRequest | None:
    if not arguments:
        return None
    if found["whole"]:
        options = _object(arguments[0])
        method, target = (options.get("type") or options.get("method") or "get"), options.get("url", "")
        data = options.get("params") or options.get("data") or options.get("body") or ""
    elif found["open"]:
        method, target, data = arguments[0], arguments[1] if len(arguments) > 1 else "", ""
    else:
        name = (found["short"] or "fetch").rpartition(".")[2].lower()
        options = _object(arguments[1]) if len(arguments) > 1 else {}
        target = arguments[0]
        if name == "fetch":
            method, data = options.get("method") or "get", options.get("body") or ""
        else:
            method = "post" if name == "post" else "get"
            data = (options.get("params") or arguments[1]) if len(arguments) > 1 else ""
            if data.startswith(("function", "(", "async")):
                data = ""
    post = method.strip("\"' ").lower() == "post"
    if post and (found[0].startswith("axios") or "stringify" in data):
        return None  # these send JSON
    address, holds = _address(target, variables, url, text)
    pairs, more = _pairs(data, variables, url, text)
    if not address or not (holds or more):
        return None
    try:
        if post:
            return SearchRequest(normal_url(address, url), pairs.encode())
        mark = ("&" if "?" in address else "?") if pairs else ""
        return SearchRequest(normal_url(f"{address}{mark}{pairs}", url))
    except BadUrlError:
        return None


def _address(expression: str, variables: dict[str, str], url: str, text: str) -> tuple[str, bool]:
    """An address put together with ``+`` or in a template; and whether the text was put in."""
    out, holds = "", False
    for part in _joined(expression):
        literal = _plain(part, variables)
        if literal is not None:
            out += literal
        elif re.fullmatch(r"(?:window\.|document\.)?location\.search", part):
            out += f"?{_query_of(url)}" if "?" not in out else _query_of(url)
            holds = True
        else:
            name = re.search(r"[?&]([\w.\-]{1,40})=$", out)
            if name is None:
                if out:
                    return "", False  # a part of the path that is not known
                continue  # a server's name before the path, mostly empty
            value, is_text = _filled(name[1], part, text)
            out, holds = out + value, holds or is_text
    return out, holds


def _pairs(expression: str, variables: dict[str, str], url: str, text: str) -> tuple[str, bool]:
    """Form fields of an object or of a string put together; and whether the text is among them."""
    expression = expression.strip()
    if not expression:
        return "", False
    if not expression.startswith("{"):
        out, holds = _address(f"'?'+{expression}", variables, url, text)
        return out.removeprefix("?"), holds
    pairs, holds = [], False
    for name, value in _object(expression).items():
        literal = _plain(value, variables)
        if literal is None:
            number = re.fullmatch(r"-?\d{1,9}|true|false", value)
            filled, is_text = (value, False) if number else _filled(name, value, text)
            holds = holds or is_text
        else:
            filled = quote(literal)
        pairs.append(f"{quote(name)}={filled}")
    return "&".join(pairs), holds


def _filled(name: str, expression: str, text: str) -> tuple[str, bool]:
    """What stands in a request for something that a script works out."""
    if _PAGE.match(name):
        return "1", False
    if _SIZE.match(name):
        return "10", False
    if _HOLDS.search(name) or _HOLDS.search(expression):
        return quote(text), True
    return "", False


def _plain(expression: str, variables: dict[str, str]) -> str | None:
    expression = expression.strip()
    if _LITERAL.match(expression):
        return expression[1:-1]
    return None if _HOLDS.search(expression) else variables.get(expression.rpartition(".")[2])


def _joined(expression: str) -> list[str]:
    """The parts of a text put together with ``+``, a template taken apart as well."""
    parts = []
    for part in _split(f"{expression})", 0, sign="+"):
        if part.startswith("`") and part.endswith("`"):
            pieces = [piece for piece in re.split(r"(\$\{[^{}]{1,200}\})", part[1:-1]) if piece]
            parts += [piece[2:-1] if piece.startswith("${") else f'"{piece}"' for piece in pieces]
        elif part:
            parts.append(part)
    return parts


def _object(text: str) -> dict[str, str]:
    """The members of an object literal, values as written."""
    text = text.strip()
    if not text.startswith("{"):
        return {}
    members = {}
    for part in _split(text, 1):
        name, colon, value = part.partition(":")
        name = name.strip().strip("\"'")
        if re.fullmatch(r"[\w.$\-]{1,40}", name):
            members[name] = value.strip() if colon else name
    return members


def _split(text: str, start: int, sign: str = ",") -> list[str]:
    """Parts of a bracketed text from ``start`` to its closing bracket, apart by a sign that stands in no bracket."""
    parts, begin, depth, quoted = [], start, 0, ""
    place, end = start, min(len(text), start + _LONGEST_CALL)
    while place < end:
        character = text[place]
        if quoted:
            if character == "\\":
                place += 1
            elif character == quoted:
                quoted = ""
        elif character in "\"'`":
            quoted = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            if not depth:
                parts.append(text[begin:place].strip())
                return parts
            depth -= 1
        elif character == sign and not depth:
            parts.append(text[begin:place].strip())
            begin = place + 1
        place += 1
    return []


def _query_of(url: str) -> str:
    return url.partition("?")[2]


def data_of(text: str) -> Any | None:
    """The value of a JSON or JSONP text; None when it is none."""
    text = text.lstrip("\ufeff").strip()
    jsonp = _JSONP.match(text) if text[:1] not in "{[" else None
    try:
        value = json.loads(jsonp[1] if jsonp else text)
        if isinstance(value, str) and value[:1] in "{[":
            value = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


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
    some_list = False
    for key, one in _values(value):
        if isinstance(one, str):
            if _is_wanted(key, one, title, query, path):
                return "found", None
        elif isinstance(one, list):
            some_list = True
            longest = max(longest, len(one) if any(isinstance(item, (dict, str)) for item in one) else 0)
        elif isinstance(one, int) and not isinstance(one, bool) and _TOTAL.search(key) and not _SIZE_KEY.search(key):
            totals.append(one)
    total = max(totals, default=None)
    if longest:
        return ("not_tested", longest) if total is None or total > longest else ("not_found", longest)
    if some_list or total == 0:
        return ("error", None) if _is_fault(value) else ("not_found", 0)
    return ("error", None) if _is_fault(value) else ("not_tested", None)


def _is_wanted(key: str, text: str, title: str, query: str, path: str) -> bool:
    if len(path) > 1 and (text == path or text.endswith(path) or unquote(text).endswith(path)):
        return True
    words = normal(_TAGS.sub("", unescape(text)))
    if not words or words == query:
        return words == title == query and not _HOLDS.fullmatch(key)
    cut = text.rstrip().endswith(("…", "...", "..")) and len(words) >= _LEAST_CUT and title.startswith(words)
    return cut or (bool(title) and title in words) or query in words


def _is_fault(value: Any) -> bool:
    """Whether the data says that the search failed."""
    if not isinstance(value, dict):
        return False
    code = next((value[key] for key in ("code", "status", "errcode", "errno") if key in value), None)
    failed = value.get("success") is False or (isinstance(code, int) and (code >= _SERVER_ERROR or code < 0))
    words = " ".join(one for one in value.values() if isinstance(one, str))
    return failed and bool(_FAULT.search(words))


def _values(value: Any) -> Iterator[tuple[str, Any]]:
    """All values with their keys, the outermost first."""
    pending: deque[tuple[str, Any]] = deque([("", value)])
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        key, one = pending.popleft()
        yield key, one
        if isinstance(one, dict):
            pending.extend((str(name), inner) for name, inner in one.items())
        elif isinstance(one, list):
            pending.extend((key, inner) for inner in one)
