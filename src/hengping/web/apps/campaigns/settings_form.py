"""The settings of ``campaign.yaml`` as form fields, made from the engine's own description of them."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hengping.indicators.yamlfile import Document, read_document
from hengping.model.campaign import Campaign as Settings
from hengping.model.errors import InputError
from hengping.pipeline.campaign_file import load_campaign
from hengping.web.apps.campaigns import files

ADVANCED = "advanced"
_NAME = Path("高级设置")
_OWN = ("id", "title", "organiser", "systems", "roster", "as_of", "timezone", "previous")
"""Set elsewhere: on the form itself, or not at all."""
FILES = ("measures", "divisions", "successors", "accuracy")
"""Settings that name a file of the evaluation's folder, besides those within others."""
_SAFE_FILE = re.compile(r"[\w-][\w.-]{0,80}\.(csv|json|xlsx)")
_PLACE = re.compile(r":(?P<line>\d+)(?: (?P<field>\S+))?$")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A setting that has a field of its own.

    Attributes:
        path: place in ``campaign.yaml``.
        label: short.
        told: what stands below the field; empty: the engine's description.
    """

    path: tuple[str, ...]
    label: str | Promise
    told: str | Promise = ""

    @property
    def name(self) -> str:
        """Name of the form's field."""
        return "__".join(self.path)


_COLLECT = "collect"
_SHOWN = (
    ((_COLLECT, "max_pages_per_site"), _lazy("每个网站页面数上限")),
    ((_COLLECT, "requests_per_second_per_host"), _lazy("每秒请求数上限（同一主机）")),
    ((_COLLECT, "concurrency"), _lazy("并发请求数（合计）")),
    ((_COLLECT, "windows"), _lazy("采集时段"), _lazy("每行一段，例如 22:00-06:00，按北京时间；空为全天，拨测不受此限")),
    ((_COLLECT, "browser"), _lazy("浏览器渲染")),
    ((_COLLECT, "contact"), _lazy("联系方式")),
    ((_COLLECT, "second_look", "delay_s"), _lazy("错链复查间隔（秒）")),
    ((_COLLECT, "visits", "count"), _lazy("拨测次数")),
    ((_COLLECT, "visits", "interval_s"), _lazy("拨测间隔（秒）")),
    ((_COLLECT, "visits", "timeout_s"), _lazy("拨测时限（秒）")),
    (
        (_COLLECT, "respect_robots"),
        _lazy("遵守 robots.txt"),
        _lazy("不遵守的，在高级设置中写明授权依据（robots_override）"),
    ),
    (("min_coverage",), _lazy("最低评估覆盖率（0–1）"), _lazy("完成评估的网站低于这一比例的，不能形成初评结果")),
)
SHOWN = tuple(Shown(path=path, label=label, told=told[0] if told else "") for path, label, *told in _SHOWN)
_BROWSER = {"off": _lazy("不渲染"), "home": _lazy("只渲染首页"), "sample": _lazy("抽样渲染"), "all": _lazy("全部渲染")}


def fields() -> dict[str, forms.Field]:
    """The form's fields, those with a place of their own and the text of the others."""
    made = {shown.name: _field(_info(shown.path), shown) for shown in SHOWN}
    made[ADVANCED] = forms.CharField(
        label=_("高级设置（YAML）"), required=False, strip=False, max_length=50_000,
        help_text=_("其余设置按 campaign.yaml 的写法填写，例如 collect: {timeout_s: 60}；空着即用默认值"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "font-monospace"}),
    )  # fmt: skip
    return made


def initial(settings: dict[str, Any]) -> dict[str, Any]:
    """What the fields show for stored settings."""
    rest = _copy(settings)
    values: dict[str, Any] = {}
    for shown in SHOWN:
        value = _taken(rest, shown.path)
        info = _info(shown.path)
        value = info.get_default(call_default_factory=True) if value is None else value
        values[shown.name] = "\n".join(value) if isinstance(value, list | tuple) else value
    rest = _without_empty(rest)
    values[ADVANCED] = files.yaml_bytes(rest).decode() if rest else ""
    return values


def read(form: forms.Form, whole: dict[str, Any]) -> dict[str, Any]:
    """The settings that a valid form says; faults are added to its fields.

    Args:
        form: with :func:`fields`, cleaned so far.
        whole: what else ``campaign.yaml`` will say: title, systems, … as the engine wants it.
    """
    settings: dict[str, Any] = {}
    document = _advanced(form)
    if document is None:
        return {}
    settings = _plain(document.data or {})
    for shown in SHOWN:
        value = form.cleaned_data.get(shown.name)
        default = _info(shown.path).get_default(call_default_factory=True)
        if isinstance(default, tuple):
            value = [line.strip() for line in str(value or "").splitlines() if line.strip()]
            default = list(default)
        # An empty field means the default; what is the default is not written down.
        if value is not None and value not in ("", default):
            _put(settings, shown.path, value)
    _refuse_by_engine(form, whole | settings, document)
    return settings


def _advanced(form: forms.Form) -> Document | None:
    """What stands in the text; None: it cannot be taken, and the form says why."""
    text = str(form.cleaned_data.get(ADVANCED) or "").replace("\r\n", "\n")
    try:
        document = read_document(_NAME, text.encode())
    except InputError as error:
        form.add_error(ADVANCED, _at(error.where, error.what, error.remedy))
        return None
    data = document.data
    if data is not None and not isinstance(data, dict):
        form.add_error(ADVANCED, _at(f"{_NAME}:1", _("应为若干行“字段: 内容”"), ""))
        return None
    for path in [(name,) for name in _OWN] + [shown.path for shown in SHOWN]:
        if document.knows(path):
            line = document.line(path)
            form.add_error(
                ADVANCED, _at(f"{_NAME}:{line}", _("%(field)s 请在上面填写") % {"field": ".".join(path)}, "")
            )
            return None
    named = [(name,) for name in FILES] + [(_COLLECT, "visits", "maintenance")]
    for path in named:
        value = _looked_up(data or {}, path)
        if value is not None and not _SAFE_FILE.fullmatch(str(value)):
            where = f"{_NAME}:{document.line(path)}"
            form.add_error(
                ADVANCED, _at(where, _("%(field)s 只能是评估目录中的文件名") % {"field": ".".join(path)}, "")
            )
            return None
    return document


def _refuse_by_engine(form: forms.Form, whole: dict[str, Any], document: Document) -> None:
    """Let the engine read the file that would be written, and put its fault where the person wrote it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / files.CAMPAIGN_FILE
        path.write_bytes(files.yaml_bytes(whole))
        try:
            load_campaign(path)
        except InputError as error:
            found = _PLACE.search(error.where)
            field = tuple(part for part in re.split(r"[.\[\]]", (found and found["field"]) or "") if part)
            steps = tuple(int(part) if part.isdigit() else part for part in field)
            name = next((shown.name for shown in SHOWN if steps[: len(shown.path)] == shown.path), "")
            if name:
                form.add_error(name, f"{error.what}。{error.remedy}")
            else:
                form.add_error(ADVANCED, _at(f":{document.line(steps)} {'.'.join(field)}", error.what, error.remedy))


def _at(where: str, what: str, remedy: str) -> str:
    found = _PLACE.search(where)
    spot = _("第%(line)s行") % {"line": found["line"]} if found else ""
    field = f" {found['field']}" if found and found["field"] else ""
    return f"{spot}{field}：{what}。{remedy}".lstrip("：")


def _info(path: tuple[str, ...]) -> FieldInfo:
    model: type[BaseModel] = Settings
    for step in path[:-1]:
        kind = model.model_fields[step].annotation
        assert isinstance(kind, type)  # noqa: S101 - the engine's schema nests models only
        assert issubclass(kind, BaseModel)  # noqa: S101
        model = kind
    return model.model_fields[path[-1]]


def _field(info: FieldInfo, shown: Shown) -> forms.Field:
    kind = info.annotation
    common: dict[str, Any] = {
        "label": shown.label,
        "help_text": shown.told or info.description or "",
        "required": False,
    }
    least, most = _limit(info, "ge", "gt"), _limit(info, "le", "lt")
    if kind is bool:
        return forms.BooleanField(**common)
    if kind is int:
        return forms.IntegerField(**common, min_value=int(least) if least is not None else None)
    if kind is float:
        widget = forms.NumberInput(attrs={"step": "any"})
        return forms.FloatField(**common, min_value=least, max_value=most, widget=widget)
    if kind is str:
        return forms.CharField(**common, max_length=300)
    words = [word for word in get_args(kind) if word in _BROWSER]
    if words:
        return forms.ChoiceField(**common, choices=[(word, _BROWSER[word]) for word in words])
    return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000)


def _limit(info: FieldInfo, *names: str) -> float | None:
    """A limit that the engine's schema sets."""
    found = (getattr(each, name, None) for each in info.metadata for name in names)
    return next((float(value) for value in found if value is not None), None)


def _copy(data: Any) -> Any:
    return {name: _copy(value) for name, value in data.items()} if isinstance(data, dict) else data


def _plain(data: Any) -> Any:
    """As JSON can hold it: decimals become numbers."""
    if isinstance(data, dict):
        return {str(name): _plain(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data if data is None or isinstance(data, bool | int | str) else float(data)


def _looked_up(data: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _taken(data: dict[str, Any], path: tuple[str, ...]) -> Any:
    node: Any = data
    for step in path[:-1]:
        node = node.get(step) if isinstance(node, dict) else None
    return node.pop(path[-1], None) if isinstance(node, dict) else None


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        below = data.setdefault(step, {})
        data = below if isinstance(below, dict) else data
    data[path[-1]] = value


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    cleaned = {
        name: _without_empty(value) if isinstance(value, dict) and value else value for name, value in data.items()
    }
    return {name: value for name, value in cleaned.items() if value != {}}
