"""Faults of a system file: what, where, and what to do; from the schema's own errors or from lint."""

import difflib
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hengping.indicators.rules import RULE_SPECS
from hengping.indicators.yamlfile import Document


class LintFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault.

    Attributes:
        line: line in the file, from 1.
        field: ``tree.children[2].marks``.
        zh, en: what is wrong.
        remedy: what to do, Chinese.
    """

    line: int
    field: str
    zh: str
    en: str
    remedy: str


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


_NUMBERS = {"decimal_parsing", "decimal_type", "int_parsing", "int_type", "int_from_float", "finite_number"}
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
    return fault(document, where, *_words(kind, str(where[-1]) if where else "", detail))


def _words(kind: str, key: str, detail: ErrorDetails) -> tuple[str, str, str]:
    """Chinese, English and remedy of a schema error."""
    context = detail.get("ctx", {})
    written = _short(detail["input"])
    allowed = "、".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    words = {
        "missing": (f"缺少字段 {key}", f"missing field {key}", f"补上 {key}"),
        "extra_forbidden": (f"不认识的字段 {key}", f"unknown field {key}", "检查拼写，或删去这一字段"),
        "literal_error": (f"“{written}”不在允许的取值内", f"not one of {allowed}", f"改为以下之一：{allowed}"),
        "string_pattern_mismatch": (
            f"“{written}”不合要求，不能用作编号",
            "not an identifier",
            "用英文字母开头，只含字母、数字、点、横线、下划线，最多 64 个字符",
        ),
        "model_type": (
            "这里应是若干字段，实际不是",
            "must be a mapping",
            "写成“字段: 内容”的形式，可参照库中的指标体系",
        ),
        "value_error": (str(context.get("error", detail["msg"])), detail["msg"], "按提示改正"),
    }
    if kind in words:
        return words[kind]
    if kind in _NUMBERS:
        return f"应为数字，实为“{written}”", "must be a number", "改成数字"
    if kind in _LIMITS:
        zh, en = _LIMITS[kind]
        return zh.format(**context), en.format(**context), "改正这一内容"
    return f"内容不合要求（{detail['msg']}）", detail["msg"], "对照指标体系参考页改正"


def _unknown_kind(document: Document, where: Sequence[str | int], detail: ErrorDetails) -> LintFault:
    raw = detail["input"]
    written = str(raw.get("kind", "")) if isinstance(raw, dict) else ""
    allowed = str(detail.get("ctx", {}).get("expected_tags", "")) or "、".join(RULE_SPECS)
    near = difflib.get_close_matches(written, [tag.strip(" '") for tag in allowed.split(",")], n=1)
    remedy = f"可能是 {near[0]}；" if near else ""
    zh = f"不认识的类型“{written}”" if written else "缺少 kind"
    return fault(document, [*where, "kind"], zh, f"unknown kind {written!r}", f"{remedy}允许的类型：{allowed}")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - a line of a message
