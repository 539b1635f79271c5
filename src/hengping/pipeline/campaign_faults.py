"""Faults of ``campaign.yaml`` in people's words, with what to do: they point to the settings, not to indicator systems.

The schema's errors are translated where those of indicator systems are (:mod:`hengping.indicators.faults`); what there
refers to systems is said anew here.
"""

import difflib
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hengping.indicators.faults import LintFault, schema_faults
from hengping.indicators.yamlfile import Document
from hengping.model.campaign import Campaign
from hengping.model.errors import InputError, place

SETTINGS_PAGE = "docs/reference/settings.md"
_LONGEST = 40
_SHAPES = {
    "list_type": "列表，例如 [甲, 乙]",
    "tuple_type": "列表，例如 [甲, 乙]",
    "dict_type": '若干“名称: 内容”，例如 {"*": "127.0.0.1:8099"}',
    "model_type": "下面缩进的若干行“字段: 内容”",
    "model_attributes_type": "下面缩进的若干行“字段: 内容”",
    "string_type": "文字，必要时加引号",
}
_KINDS = {"date_": ("日期", "写成 2026-11-20 的样子"), "float_": ("数字", "改成数字")}
"""Kinds of values by how the schema's errors about them begin: their name, and what to do."""
_REMEDIES = {
    "string_pattern_mismatch": "用小写字母、数字、点、横线、下划线，以字母或数字开头，不超过64个字符",
}


def campaign_fault(document: Document, error: ValidationError) -> InputError:
    """The first fault of a campaign file, and how many there are.

    Args:
        document: the file.
        error: what the schema says of it.

    Returns:
        The error to raise, with file, line, field and what to do.
    """
    faults = schema_faults(document, error)
    first = faults[0]
    detail = next(
        (each for each in error.errors(include_url=False) if document.field(each["loc"]) == first.field),
        error.errors(include_url=False)[0],
    )
    more = f"（共{len(faults)}处问题）" if len(faults) > 1 else ""
    kind = next((zh for start, (zh, _) in _KINDS.items() if detail["type"].startswith(start)), "")
    what = f"“{_short(detail['input'])}”不是{kind}" if kind else first.zh
    remedy = f"{_remedy(detail, first)}；各项设置见 {SETTINGS_PAGE}"
    return InputError(what + more, where=place(document.path, first.line, first.field), remedy=remedy)


def _remedy(detail: ErrorDetails, first: LintFault) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_field(tuple(str(step) for step in detail["loc"]))
    if kind in _SHAPES:
        return f"写成{_SHAPES[kind]}"
    for start, (_, remedy) in _KINDS.items():
        if kind.startswith(start):
            return remedy
    return _REMEDIES.get(kind) or first.remedy.replace("对照指标体系参考页改正", "改正这一内容")


def _unknown_field(path: tuple[str, ...]) -> str:
    """What may have been meant: a half-width colon, a field that is spelt nearly so, or one of another place."""
    name = path[-1]
    if "：" in name:
        return "字段名后用半角冒号加空格，不用全角冒号"
    known = list(_fields(Campaign))
    here = [field for field in known if field[:-1] == path[:-1]]
    for field in known:
        if field[-1] == name:
            return f"{name} 应写在 {'.'.join(field[:-1]) or '最外层'} 之下，检查缩进"
    near = difflib.get_close_matches(name, [field[-1] for field in here], n=1)
    return f"{f'可能是 {near[0]}，' if near else ''}检查拼写，或删去这一字段"


def _fields(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every setting by its path."""
    for name, field in model.model_fields.items():
        yield (*above, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(field.annotation, (*above, name))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
