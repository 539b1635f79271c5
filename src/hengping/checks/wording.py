"""From the plain values of a verdict to the sentences people read, in both languages."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from hengping.checks.params import PAGE_TYPES
from hengping.model.evidence import FAILURES, FailureKind
from hengping.model.sections import SECTION_CLASS_ZH, SectionClass
from hengping.model.text import Text

Language = Literal["zh", "en"]

LONGEST = 80
"""Characters of one value in a sentence; more is cut (addresses never), the finding's values keep it whole."""

_WORDS: dict[str, dict[str, Text]] = {
    "section_class": {c.value: Text(SECTION_CLASS_ZH[c], c.value) for c in SectionClass},
    "failure": {kind.value: Text(FAILURES[kind].zh, FAILURES[kind].en) for kind in FailureKind},
    "kind": {
        "internal": Text("站内链接", "internal link"),
        "external": Text("站外链接", "external link"),
        "image": Text("图片", "image"),
        "attachment": Text("附件", "attachment"),
    },
    "blocked_by": {
        "challenge": Text("返回人机验证页面", "a challenge page"),
        **{
            f"http_{status}": Text(f"返回HTTP {status}", f"HTTP {status}")
            for status in (401, 403, 405, 406, 412, 429, 451)
        },
    },
    "page_type": dict(
        zip(PAGE_TYPES, (Text("首页", "home"), Text("栏目页", "section"), Text("文章页", "article")), strict=True)
    ),
}
"""What coded values are called, by the name of the value."""

_YES, _NO, _NONE = Text("是", "yes"), Text("否", "no"), Text("无", "none")
_MONTHS_OF_YEAR = 12


def fill(message: Text, values: Mapping[str, Any]) -> Text:
    """``message`` with its placeholders replaced by readable values.

    Raises:
        KeyError: a placeholder has no value.
    """
    zh = {name: readable(name, value, "zh") for name, value in values.items()}
    en = {name: readable(name, value, "en") for name, value in values.items()}
    return Text(zh=message.zh.format_map(zh), en=message.en.format_map(en))


def readable(name: str, value: Any, language: Language) -> str:
    """One value as text: lists joined, rates as per cent, codes in words, an empty value as 无.

    Args:
        name: name of the value; it decides how codes and rates are read.
        value: a plain JSON value.
        language: language of the sentence.
    """
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(readable(name, part, language) for part in value)
    if isinstance(value, Mapping):
        return _duration(value, language)
    if isinstance(value, bool):
        return getattr(_YES if value else _NO, language)  # type: ignore[no-any-return]
    if value is None or value == "":
        return str(getattr(_NONE, language))
    if name.endswith("_rate"):
        return _percent(str(value))
    word = _WORDS.get(name, {}).get(str(value))
    text = str(getattr(word, language)) if word else str(value)
    return text if len(text) <= LONGEST or name.endswith("url") else text[: LONGEST - 1] + "…"


def _percent(text: str) -> str:
    try:
        return f"{Decimal(text) * 100:.2f}%"
    except InvalidOperation:
        return text


def _duration(window: Mapping[str, Any], language: Language) -> str:
    days, months = window.get("days", 0), window.get("months", 0)
    if language == "en":
        units = ((months, "month"), (days, "day"))
        parts = [f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in units if number]
        return " and ".join(parts)
    if months and months % _MONTHS_OF_YEAR == 0:
        months_text = f"{months // _MONTHS_OF_YEAR}年"
    else:
        months_text = f"{months}个月" if months else ""
    return months_text + (f"{days}天" if days else "")
