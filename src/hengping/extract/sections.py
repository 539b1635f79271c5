"""The class of a section (栏目类别): which update duty it will be held to.

Five hints, the most binding first: the meta tag ``ColumnType`` with a value of its official list (G17), the title,
any other value of that tag, the address, the class of the parent. The words stand in
``library/lexicons/section_classes.yaml``.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from ruamel.yaml import YAML

from hengping.model.sections import SectionClass
from hengping.model.urls import path_of

_INDEX_NAMES = frozenset({"index", "default", "main", "list", "node", "channel", "column", "col", "home"})


class Rule(msgspec.Struct, frozen=True):
    """One decisive rule: any of ``words`` in the title gives the class."""

    section_class: SectionClass
    words: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The words of ``section_classes.yaml``; the file explains each table."""

    column_types: dict[str, SectionClass]
    classes_without_column_type: frozenset[SectionClass]
    neighbours: frozenset[str]
    masked: tuple[str, ...]
    decisive: tuple[Rule, ...]
    titles: dict[str, SectionClass]
    urls: dict[str, SectionClass]
    containers: frozenset[SectionClass]
    not_sections: tuple[str, ...]
    service_entries: tuple[str, ...]
    message_entries: tuple[str, ...]
    not_message_entries: tuple[str, ...]
    message_entries_with_report: tuple[str, ...]
    unanswered_allowed: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    text = (resources.files("hengping.library") / "lexicons" / "section_classes.yaml").read_text("utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return Lexicon(
        column_types={word: SectionClass(name) for word, name in data["column_types"].items()},
        classes_without_column_type=frozenset(map(SectionClass, data["classes_without_column_type"])),
        neighbours=frozenset(data["neighbours"]),
        masked=_words(data["masked"]),
        decisive=tuple(Rule(SectionClass(rule["class"]), _words(rule["words"])) for rule in data["decisive"]),
        titles=_by_word(data["titles"]),
        urls=_by_word(data["urls"]),
        containers=frozenset(map(SectionClass, data["containers"])),
        not_sections=_words(data["not_sections"]),
        service_entries=_words(data["service_entries"]),
        message_entries=_words(data["message_entries"]),
        not_message_entries=_words(data["not_message_entries"]),
        message_entries_with_report=_words(data["message_entries_with_report"]),
        unanswered_allowed=_words(data["unanswered_allowed"]),
    )


def section_class(title: str, column_type: str, url: str, ancestors: Sequence[str]) -> SectionClass:
    """The class of a section.

    Args:
        title: the section's name as printed.
        column_type: value of its meta tag ``ColumnType``; empty when it has none.
        url: its address; only the last telling directory or file name is read.
        ancestors: titles of the sections above it, the uppermost first.
    """
    words = lexicon()
    value = column_type.strip()
    by_type = words.column_types.get(value)
    by_title = class_of_title(title)
    if by_type and not (value in words.neighbours and by_title in words.classes_without_column_type):
        return by_type
    if any(class_of_title(ancestor) is SectionClass.TOPIC for ancestor in ancestors):
        return SectionClass.TOPIC  # a part of a special topic, whatever it is called (优化服务, 活动动态)
    # A value outside the official list is often one word for the whole site (政务信息), so the title outranks it;
    # it still tells more than an address does, as long as its words are known.
    own = by_title or class_of_title(value) or class_of_url(url)
    if own:
        return own
    for ancestor in reversed(ancestors):
        inherited = class_of_title(ancestor)
        if inherited and inherited not in words.containers:
            return inherited
    return SectionClass.OTHER


def class_of_title(title: str) -> SectionClass | None:
    """The class that a title's words give; None when it holds no known word."""
    words = lexicon()
    text = "".join(title.split())
    for masked in words.masked:
        text = text.replace(masked, " ")
    for rule in words.decisive:
        if contains_any(text, rule.words):
            return rule.section_class
    hits = [(len(word), text.rfind(word) + len(word), word) for word in words.titles if word in text]
    return words.titles[max(hits)[2]] if hits else None


def class_of_url(url: str) -> SectionClass | None:
    """The class that the last telling part of the path gives, e.g. ``/zwgk/tzgg/index_2.html`` by ``tzgg``.

    The name of a program (``/News.aspx?id=12``) says nothing: it shows all sections.
    """
    if "?" in url:
        return None
    segments = [segment.split(".")[0].lower() for segment in path_of(url).split("/") if segment]
    telling = [part for part in (segment.split("_")[0] for segment in segments) if _tells(part)]
    return lexicon().urls.get(telling[-1]) if telling else None


def contains_any(text: str, words: Iterable[str]) -> bool:
    """Whether any of the words stands in the text."""
    return any(word in text for word in words)


def _tells(part: str) -> bool:
    return bool(part) and not part.isdigit() and part not in _INDEX_NAMES


def _by_word(table: dict[str, list[str]]) -> dict[str, SectionClass]:
    return {str(word): SectionClass(name) for name, listed in table.items() for word in listed}


def _words(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
