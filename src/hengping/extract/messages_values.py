"""Values of a citizen message's properties: what stands behind a label, and whether it is one at all."""

import re

from hengping.extract.messages_words import CONTENT, NEXT_LABEL, NUMBER, TITLE, is_name
from hengping.model.urls import path_of

_NEXT_NAMED = re.compile(r"\s[^\s:：，。]{2,6}[:：]")


def first_value(pattern: re.Pattern[str], text: str) -> str:
    """The value of the first property of a kind in a text; empty when it has none."""
    found = pattern.search(text)
    return filled_value(found["value"]) if found else ""


def last_value(pattern: re.Pattern[str], text: str) -> str:
    """The value of the last property of a kind in a text; empty when it has none."""
    value = ""
    for found in pattern.finditer(text):
        value = filled_value(found["value"])
    return value


def filled_value(value: str) -> str:
    """A value; empty when the next label stands in its place."""
    text = _NEXT_NAMED.split(value.strip(), maxsplit=1)[0].strip()
    return (
        ""
        if NEXT_LABEL.match(text.lstrip("【["))
        or NUMBER.match(text)
        or is_name(text)
        or CONTENT.match(text)
        or TITLE.match(text)
        else text
    )


def tail_of(url: str) -> str:
    """The telling end of an address: its last path part, or the query's number."""
    if not url:
        return ""
    query = re.search(r"[?&](?:id|no|mid|letterid|xjid|bh)=([\w-]+)", url, re.IGNORECASE)
    if query:
        return query.group(1)
    return path_of(url).rstrip("/").rpartition("/")[2].partition(".")[0]
