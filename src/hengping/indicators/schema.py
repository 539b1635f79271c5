"""The form of a system file as data: every part with its fields for the reference, and as a JSON Schema for editors."""

import inspect
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel

from hengping.indicators.base import Spec
from hengping.indicators.schema_words import MODEL_ZH, field_zh
from hengping.indicators.system import IndicatorSystem

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:hengping:indicator-system:1"


class FieldWords(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a part: its name in the file, what it means, and what the docstring of the part says of it."""

    name: str
    zh: str
    en: str = ""


def part_models() -> dict[str, type[Spec]]:
    """Every part of a system file by name, the whole file first."""
    found: dict[str, type[Spec]] = {"IndicatorSystem": IndicatorSystem}

    def collect(model: type[Spec]) -> None:
        for below in model.__subclasses__():
            if below.__name__ in MODEL_ZH:
                found.setdefault(below.__name__, below)
            collect(below)

    collect(Spec)
    return {name: found[name] for name in MODEL_ZH if name in found}


def field_words(model: type[BaseModel]) -> Iterator[FieldWords]:
    """Every field of a part, in the order of the schema."""
    bases = tuple(base.__name__ for base in model.__mro__[1:])
    english = _attributes(model)
    for name, field in model.model_fields.items():
        written = field.alias or name
        text = english.get(name, "") or english.get(written, "")
        yield FieldWords(name=written, zh=field_zh(model.__name__, written, bases), en=text)


def summary(model: type[BaseModel]) -> str:
    """First paragraph of the part's docstring, one line."""
    return " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())


def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """What ``Attributes:`` of the docstring says, by field."""
    text = inspect.getdoc(model) or ""
    found: dict[str, str] = {}
    if "Attributes:" not in text:
        return found
    for line in re.sub(r"\n {6,}", " ", text.partition("Attributes:")[2]).splitlines():
        names, colon, meaning = line.strip().partition(": ")
        if colon:
            found |= dict.fromkeys((name.strip() for name in names.split(",")), meaning)
    return found


def type_words(kind: Any) -> str:
    """What may be written for a field, Chinese: 数字, 文字, 若干个…, one of so many words."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return type_words(arguments[0])
    words = _PLAIN_ZH.get(kind, "文字") if origin is None else ""
    if isinstance(kind, type) and kind.__name__ in MODEL_ZH:
        words = MODEL_ZH[kind.__name__][0]
    elif origin is Literal:
        words = "、".join(f"`{_written(word)}`" for word in arguments)
    elif origin in {Union, UnionType}:
        shown = list(dict.fromkeys(type_words(each) for each in arguments if each is not NoneType))
        words = " 或 ".join(shown) if len(shown) <= _MOST_WORDS else "见各种类"
    elif origin is tuple:
        words = f"若干个{type_words(arguments[0])}".replace("若干个见", "若干个，见")
    elif origin is dict:
        words = f"名称: {type_words(arguments[1])}"
    return words


_MOST_WORDS = 4
_PLAIN_ZH: dict[Any, str] = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    Decimal: "数字",
    Fraction: "数字或分数",
    date: "日期",
    Any: "任何值",
}


def _written(word: object) -> str:
    return str(word.value) if isinstance(word, Enum) else str(word)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a system file, with names and meanings in Chinese and English.

    It says what one field may hold; what several fields must agree on (sums, references) only lint knows.
    """
    raw = IndicatorSystem.model_json_schema(by_alias=True, mode="validation")
    parts: dict[str, Any] = raw.pop("$defs")
    parts["IndicatorSystem"] = raw
    models = part_models()
    for name, part in parts.items():
        _describe(part, models[name])
    for name in ("Title", "Condition"):
        parts[name] = _short_form(name, parts[name])
    root = parts.pop("IndicatorSystem")
    clean = _plain({"$schema": DIALECT, "$id": SCHEMA_ID, **root, "$defs": dict(sorted(parts.items()))})
    assert isinstance(clean, dict)  # noqa: S101 - a mapping stays one
    return clean


def _describe(part: dict[str, Any], model: type[Spec]) -> None:
    name, meaning = MODEL_ZH[model.__name__]
    part["title"] = f"{name} {model.__name__}"
    part["description"] = f"{meaning}。{summary(model)}"
    for words in field_words(model):
        entry = part["properties"][words.name]
        entry.pop("title", None)
        entry["description"] = f"{words.zh}。{words.en}" if words.en else words.zh


def _short_form(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """A name may be plain text, a condition a plain value."""
    simple: dict[str, Any] = {"type": "string", "minLength": 1}
    if name == "Condition":
        simple = {"type": ["string", "number", "boolean"]}
    return {"title": part.pop("title"), "description": part.pop("description"), "anyOf": [simple, part]}


def _plain(value: Any) -> Any:
    """Numbers as the file writes them: no quoted ones, no defaults in Python's words, no discriminators."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    clean = {key: _plain(each) for key, each in value.items() if key != "default"}
    if "max_digits" in clean:  # a decimal: pydantic would also take it as text, the file may not
        del clean["max_digits"]
        clean |= next(each for each in clean.pop("anyOf") if each.get("type") == "number")
    return clean
