"""Requests for results that the script of a search answer writes out (``fetch``, ``$.ajax``, ``axios`` …).

Many result pages are empty as served; their script asks for the results and gets JSON
(:mod:`hengping.extract.search_data`). Where the call is written out plainly, the same is asked here. What is put
together in ways that are not understood is left alone, and so is what may be more than a search
(:mod:`hengping.extract.search_asking`): the test then says that it could not tell.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from hengping.extract.search_asking import names_person, reads_as_search, writes
from hengping.model.site_search import SearchRequest
from hengping.model.urls import BadUrlError, host_of, normal_url

MOST_REQUESTS = 2
_REACH = 200_000
_LONGEST_CALL = 4_000
_MOST_CALLS = 50
"""Calls of one answer's scripts that are taken apart; what lies behind them is not known."""
_LONGEST_FIELD = 42
_OPEN_FIELD = re.compile(r"[?&]([\w.\-]{1,40})=$")
_CALL = re.compile(
    r"(?P<short>\$\.(?:getJSON|get|post)|jQuery\.(?:getJSON|get|post)|axios\.(?:get|post))\s*\("
    r"|(?P<whole>\$\.ajax|jQuery\.ajax|\baxios|\bajax|\buni\.request|\brequest)\s*\(\s*(?=\{)"
    r"|(?P<fetch>\bfetch)\s*\(|(?P<open>\.open)\s*\("
)
_VARIABLE = re.compile(r"\b([A-Za-z_$][\w$]{0,40})\s*[=:]\s*(\"[^\"\n]{0,300}\"|'[^'\n]{0,300}')\s*[,;}\n]")
_LITERAL = re.compile(r"^(\"[^\"]*\"|'[^']*')$")
_FIELD = re.compile(
    r"key_?words?|search_?(?:words?|text|key|val|value|content)|\bkeys?\b|\bkw\b|\bwd\b|\bqt?\b|\bquery\b|\bwords?\b"
    r"|\bsearch\b",
    re.IGNORECASE,
)
"""Names of fields, and of what is put into them, that hold the text of a search."""
_MENTIONS = re.compile(rf"{_FIELD.pattern}|\btitle\b|\bcontent\b|\btxt\b", re.IGNORECASE)
"""The same and names that letters have as well: enough to leave a call open, never to send it."""
_ADDRESS = re.compile(r"[\"'`](\.{0,2}/[^\"'`\s]{1,200}|https?://[^\"'`\s]{1,200})[\"'`]")
_PAGE = re.compile(r"^(?:page|page_?(?:no|num|index|number)|cur_?page|current(?:page)?|p|pn|pageindex)$", re.IGNORECASE)
_SIZE = re.compile(r"^(?:(?:page_?)?size|page_?size|limit|rows|per_?page|ps|num)$", re.IGNORECASE)


class DataCalls(NamedTuple):
    """What the scripts of an answer ask for.

    Attributes:
        requests: what can be asked as well, the text filled in.
        unclear: a script asks for what was searched, in a way that is not understood or that is not asked.
    """

    requests: tuple[SearchRequest, ...]
    unclear: bool


def data_calls(scripts: str, url: str, text: str) -> DataCalls:
    """Requests for results that scripts write out.

    Only addresses that read as a search (:func:`hengping.extract.search_asking.reads_as_search`) with a field of a
    search are asked, none that may write, and by POST only the answer's own host.

    Args:
        scripts: text of the scripts of an answer.
        url: address of the answer; what its query holds is what its script reads.
        text: what was asked for.
    """
    unread = _CALL.search(scripts, _REACH) is not None
    scripts = scripts[:_REACH]
    variables = {name: value[1:-1] for name, value in reversed(_VARIABLE.findall(scripts))}
    asked, unclear, looked, known = [], False, 0, 0
    for found in _CALL.finditer(scripts):
        if found.start() < known:
            continue  # stands in what another call was given
        if looked == _MOST_CALLS:
            unread = True
            break
        looked += 1
        arguments, end = _split(scripts, found.end())
        request = _request(found, arguments, variables, url, text) if end else None
        written = scripts[found.end() : end or found.end() + _LONGEST_CALL]
        mentions = _MENTIONS.search(written) is not None
        if request is not None and _may_ask(request, url):
            asked.append(request)
        elif mentions and not _writes_elsewhere(written, url):
            unclear = True
        # what is asked for when another answer has come stands in its call: looked at where the outer one is not it
        if asked[-1:] == [request] or not mentions:
            known = end
    kept = tuple(dict.fromkeys(asked))[:MOST_REQUESTS]
    return DataCalls(kept, (unclear or unread) and not kept)


def _may_ask(request: SearchRequest, url: str) -> bool:
    """Whether sending it can change nothing there, as far as its address and fields tell."""
    if writes(request.url, request.body) or not reads_as_search(request.url):
        return False
    if request.body is None:
        return True
    names = (pair.partition("=")[0] for pair in request.body.decode("ascii", "replace").split("&"))
    return host_of(request.url) == host_of(url) and not any(names_person(unquote(name)) for name in names)


def _writes_elsewhere(written: str, url: str) -> bool:
    """Whether a call is plainly none for results: its address writes, and not in the search."""
    named = _ADDRESS.search(written)
    if named is None:
        return False
    try:
        address = normal_url(named[1], url)
    except BadUrlError:
        return False
    return writes(address) and not reads_as_search(address)


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
            name = _OPEN_FIELD.search(out[-_LONGEST_FIELD:])
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
    if _FIELD.search(name) or _FIELD.search(expression):
        return quote(text), True
    return "", False


def _plain(expression: str, variables: dict[str, str]) -> str | None:
    expression = expression.strip()
    if _LITERAL.match(expression):
        return expression[1:-1]
    return None if _MENTIONS.search(expression) else variables.get(expression.rpartition(".")[2])


def _joined(expression: str) -> list[str]:
    """The parts of a text put together with ``+``, a template taken apart as well."""
    parts = []
    for part in _split(f"{expression})", 0, sign="+")[0]:
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
    for part in _split(text, 1)[0]:
        name, colon, value = part.partition(":")
        name = name.strip().strip("\"'")
        if re.fullmatch(r"[\w.$\-]{1,40}", name):
            members[name] = value.strip() if colon else name
    return members


def _split(text: str, start: int, sign: str = ",") -> tuple[list[str], int]:
    """Parts of a bracketed text from ``start`` to its closing bracket, apart by a sign that stands in no bracket.

    Given with the place behind that bracket; 0, and no parts, when it is not reached.
    """
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
                return parts, place + 1
            depth -= 1
        elif character == sign and not depth:
            parts.append(text[begin:place].strip())
            begin = place + 1
        place += 1
    return [], 0


def _query_of(url: str) -> str:
    return url.partition("?")[2]
