"""``check.yaml``: what a check is, in words and settings, read and checked field by field."""

from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Any, Literal

import msgspec

from hengping.checks.context import Params
from hengping.checks.params import ParamDefinition
from hengping.model.errors import InputError, place
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, SubjectKind
from hengping.model.text import Text

Lifecycle = Literal["experimental", "stable", "deprecated"]
Mode = Literal["automatic", "assisted", "manual"]
"""automatic: decided with evidence; assisted: decided, a person should confirm; manual: only a person can decide."""

FACT_FIELDS = frozenset(field.name for field in msgspec.structs.fields(SiteFacts))


class CheckDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check as described by its ``check.yaml``.

    Attributes:
        id: a noun for the failing state (contract).
        version: raised when the same evidence can give another finding.
        lifecycle, mode: see the types.
        theme: folder it stands in.
        needs: fields of :class:`hengping.model.facts.SiteFacts` it reads.
        subject: kind of thing it judges; when the site cannot be read at all, the site is the subject.
        params: settings an indicator system may change.
        title, why, remedy, basis: for people; basis names the official text.
        messages: by outcome or message key; placeholders are the values of the verdict, and title, url, as_of.
    """

    id: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    lifecycle: Lifecycle
    theme: str
    mode: Mode
    needs: tuple[str, ...]
    subject: SubjectKind
    params: dict[str, ParamDefinition] = {}
    title: Text
    why: Text
    remedy: Text
    basis: Text
    messages: dict[str, Text]

    def bind(self, overrides: Mapping[str, Any] | None = None) -> Params:
        """Typed parameters: the defaults, with ``overrides`` (plain values) laid over them.

        Raises:
            InputError: an unknown parameter or a value that does not fit, named by check and field.
        """
        given = overrides or {}
        for name in given:
            if name not in self.params:
                known = "、".join(self.params) or "无"
                raise InputError(f"检查项没有参数 {name}", where=self.id, remedy=f"可用参数：{known}")
        bound = {}
        for name, param in self.params.items():
            try:
                bound[name] = param.read(given.get(name, param.default))
            except ValueError as error:
                raise InputError(str(error), where=f"{self.id} params.{name}") from error
        return bound


def read_definition(plain: Any, *, file: str, theme: str, check_id: str) -> CheckDefinition:
    """A definition from the plain content of ``check.yaml``.

    Args:
        plain: what the YAML reader gave.
        file: name for error messages.
        theme: the upper folder it was found in; the file must repeat it.
        check_id: the folder it was found in; the file must repeat it.

    Raises:
        InputError: a field is missing, unknown or wrong; the error names file and field.
    """
    try:
        definition = msgspec.convert(plain, CheckDefinition)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$")
        field = path.strip("`.")
        raise InputError(f"内容不符合检查项格式：{text}", where=place(file, field=field)) from error
    for fault, field in _faults(definition, theme=theme, check_id=check_id):
        raise InputError(fault, where=place(file, field=field))
    for name, param in definition.params.items():
        try:
            param.read(param.default)
        except ValueError as error:
            raise InputError(str(error), where=place(file, field=f"params.{name}.default")) from error
    return definition


def placeholders(template: str) -> frozenset[str]:
    """Names between braces.

    Raises:
        ValueError: a brace is not closed, or a placeholder is more than a plain name.
    """
    names = set()
    for _, name, form, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"占位符 {name!r} 应只写名称")
        names.add(name)
    return frozenset(names)


def _faults(definition: CheckDefinition, *, theme: str, check_id: str) -> list[tuple[str, str]]:
    faults = []
    if definition.id != check_id:
        faults.append((f"应与所在文件夹同名：{check_id}", "id"))
    if definition.theme != theme:
        faults.append((f"应与上级文件夹同名：{theme}", "theme"))
    faults += [(f"事实中没有 {need}", "needs") for need in definition.needs if need not in FACT_FIELDS]
    if not definition.needs:
        faults.append(("至少写一项所需的事实", "needs"))
    for name, text in _texts(definition).items():
        if not text.zh or not text.en:
            faults.append(("中文和英文都要写", name))
    for key, text in definition.messages.items():
        try:
            if placeholders(text.zh) != placeholders(text.en):
                faults.append(("中文和英文的占位符不一致", f"messages.{key}"))
        except ValueError as error:
            faults.append((str(error), f"messages.{key}"))
    if Outcome.FAIL not in {key.split("_")[0] for key in definition.messages} and "blocked" not in definition.messages:
        faults.append(("缺少不符合时的说明（fail）", "messages"))
    return faults


def _texts(definition: CheckDefinition) -> dict[str, Text]:
    texts = {name: getattr(definition, name) for name in ("title", "why", "remedy", "basis")}
    texts |= {f"params.{name}.description": param.description for name, param in definition.params.items()}
    return texts | {f"messages.{key}": text for key, text in definition.messages.items()}
