"""Faults of a system file: what, where, and what to do; from the schema's own errors or from lint."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hengping.indicators.base import Spec
from hengping.indicators.rules import RULE_SPECS
from hengping.indicators.yamlfile import Document


class LintFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault.

    Attributes:
        line: line in the file, from 1.
        field: ``tree.children[2].marks``.
        zh, en: what is wrong.
        remedy: what to do, Chinese.
        severity: ``fault`` makes the file wrong; ``source`` is a slip of the published source itself, to be known and
            printed, but not to be mended here.
        file: name of the file when it is another one than the system's (a worked example beside it).
    """

    line: int
    field: str
    zh: str
    en: str
    remedy: str
    severity: Literal["fault", "source"] = "fault"
    file: str = ""


def fault(document: Document, where: Sequence[str | int], zh: str, en: str, remedy: str) -> LintFault:
    """A fault at a place of a document."""
    return LintFault(line=document.line(where), field=document.field(where), zh=zh, en=en, remedy=remedy)


def schema_faults(document: Document, error: ValidationError) -> list[LintFault]:
    """The schema's errors in people's words, in file order."""
    details = [detail for detail in error.errors(include_url=False) if not _follows(detail)]
    found = [_translate(document, detail) for detail in details]
    return sorted(set(found), key=lambda each: (each.line, each.field, each.zh))


def _follows(detail: ErrorDetails) -> bool:
    """A list is “too short” also when all its entries are wrong; then only they are to be named."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail.get("ctx", {}).get("min_length", 0)


_NUMBERS = {
    "decimal_parsing",
    "decimal_type",
    "int_parsing",
    "int_type",
    "int_from_float",
    "finite_number",
    "decimal_max_digits",
    "decimal_whole_digits",
    "decimal_max_places",
}
_TOO_LONG = {"decimal_max_digits", "decimal_whole_digits", "decimal_max_places"}
_SHAPES = {
    "model_type": ("若干字段", "字段: 内容"),
    "model_attributes_type": ("若干字段", "字段: 内容"),
    "dict_type": ("若干字段", "字段: 内容"),
    "tuple_type": ("一个列表", "[甲, 乙]"),
    "list_type": ("一个列表", "[甲, 乙]"),
    "string_type": ("文字", "文字，必要时加引号"),
    "bool_type": ("真假值", "true 或 false"),
    "bool_parsing": ("真假值", "true 或 false"),
}
_LIMITS = {
    "greater_than": ("应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不应小于 {ge}", "must be at least {ge}"),
    "less_than": ("应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不应大于 {le}", "must be at most {le}"),
    "too_short": ("内容过少，至少 {min_length} 项", "needs at least {min_length} entries"),
    "string_too_short": ("不能为空", "must not be empty"),
}


def _translate(document: Document, detail: ErrorDetails) -> LintFault:
    kind, where = detail["type"], detail["loc"]
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _unknown_kind(document, where, detail)
    words = _words(kind, str(where[-1]) if where else "", detail)
    if kind == "value_error" and where and not document.knows(_untagged(document, where)):
        where = where[:-1]  # the last step names the kind of rule, not a field
    return fault(document, where, *words)


def _untagged(document: Document, where: Sequence[str | int]) -> list[str | int]:
    """The place without the schema's names of kinds, but with its last step."""
    path: list[str | int] = []
    for step in where[:-1]:
        if document.knows([*path, step]):
            path.append(step)
    return [*path, where[-1]]


def _words(kind: str, key: str, detail: ErrorDetails) -> tuple[str, str, str]:
    """Chinese, English and remedy of a schema error."""
    context = detail.get("ctx", {})
    written = _short(detail["input"])
    allowed = "、".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    words = {
        "missing": (f"缺少字段 {key}", f"missing field {key}", f"补上 {key}"),
        "extra_forbidden": (f"不认识的字段 {_short(key)}", f"unknown field {_short(key)}", _unknown_key(key)),
        "literal_error": (
            f"“{written}”不在允许的取值内",
            f"not one of {allowed}",
            f"{_near(written, allowed.split('、'))}改为以下之一：{allowed}",
        ),
        "string_pattern_mismatch": (
            f"“{written}”不合要求，不能用作编号",
            "not an identifier",
            "用英文字母开头，只含字母、数字、点、横线、下划线，最多 64 个字符",
        ),
        "value_error": (str(context.get("error", detail["msg"])), detail["msg"], _half_width(written) or "按提示改正"),
    }
    if kind in _SHAPES:
        what, form = _SHAPES[kind]
        return f"这里应是{what}，实为“{written}”", detail["msg"], f"写成“{form}”的形式，可参照库中的指标体系"
    if kind in words:
        return words[kind]
    if kind in _TOO_LONG:
        return f"数字“{written}”过长", "the number has too many digits", "不超过 18 位数字"
    if kind in _NUMBERS:
        return f"应为数字，实为“{written}”", "must be a number", _half_width(written) or "改成数字"
    if kind in _LIMITS:
        zh, en = _LIMITS[kind]
        return zh.format(**context), en.format(**context), "改正这一内容"
    return f"内容不合要求（{detail['msg']}）", detail["msg"], "对照指标体系参考页改正"


def _unknown_kind(document: Document, where: Sequence[str | int], detail: ErrorDetails) -> LintFault:
    raw = detail["input"]
    written = str(raw.get("kind", "")) if isinstance(raw, dict) else ""
    expected = str(detail.get("ctx", {}).get("expected_tags", ""))
    allowed = [tag.strip(" '") for tag in expected.split(",")] if expected else list(RULE_SPECS)
    zh = f"不认识的类型“{_short(written)}”" if written else "缺少 kind"
    remedy = f"{_near(written, allowed)}允许的类型：{'、'.join(allowed)}"
    return fault(document, [*where, "kind"], zh, f"unknown kind {_short(written)!r}", remedy)


def _near(written: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(written, [each for each in known if each != written], n=1)
    return f"可能是 {near[0]}；" if near else ""


def _unknown_key(key: str) -> str:
    """What may have been meant: a half-width colon, or a field that is spelt nearly so."""
    if "：" in key:
        return "字段名后用半角冒号加空格，不用全角冒号"
    return f"{_near(key, _field_names())}检查拼写，或删去这一字段"


@cache
def _field_names() -> tuple[str, ...]:
    """Every field name of the schema."""
    return tuple(sorted(set(_names(Spec))))


def _names(model: type[Spec]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name
    for below in model.__subclasses__():
        yield from _names(below)


def _half_width(written: str) -> str:
    """The remedy for a number in full-width digits; empty when it is none."""
    plain = unicodedata.normalize("NFKC", written)
    return f"数字用半角：{plain}" if plain != written and plain[:1].isdigit() else ""


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - a line of a message
