"""Parameters of checks: the closed list of kinds, each read from plain YAML or JSON values into one Python type."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

import msgspec

from hengping.model.calendar import Window
from hengping.model.facts import PageType
from hengping.model.sections import DEFAULT_DUTIES, SectionClass
from hengping.model.text import Text

ParamKind = Literal["count", "rate", "window", "duties", "texts", "tags"]

PAGE_TYPES: tuple[str, ...] = get_args(PageType)
_SECTION_CLASSES = frozenset(section_class.value for section_class in SectionClass)


class ParamDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parameter of a check, as written in ``check.yaml``.

    Attributes:
        kind: one of :data:`KINDS`.
        default: plain value that holds unless an indicator system gives another.
        description: meaning and unit.
    """

    kind: ParamKind
    default: Any
    description: Text

    def read(self, value: Any) -> Any:
        """The typed form of a plain value.

        Raises:
            ValueError: the value does not fit the kind; the text says what would.
        """
        return KINDS[self.kind](value)


def read_count(value: Any) -> int:
    """``count``: a whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"应为不小于0的整数，实为 {value!r}")
    return value


def read_rate(value: Any) -> Decimal:
    """``rate``: a share from 0 to 1 as decimal text (or number), exact."""
    try:
        rate = Decimal(str(value))
    except InvalidOperation:
        rate = Decimal(-1)
    if rate.is_nan() or not 0 <= rate <= 1:
        raise ValueError(f"应为0到1之间的小数，实为 {value!r}")
    return rate


def read_window(value: Any) -> Window:
    """``window``: ``{days: N}`` or ``{months: N}`` counted back from the monitoring time point."""
    if not isinstance(value, Mapping) or len(value) != 1 or set(value) - {"days", "months"}:
        raise ValueError(f"应为 {{days: 天数}} 或 {{months: 月数}}，实为 {value!r}")
    length = {name: read_count(number) for name, number in value.items()}
    if not any(length.values()):
        raise ValueError("时限不能为0")
    return Window(**length)


def plain_window(window: Window) -> dict[str, int]:
    """The form :func:`read_window` reads, for the values of a verdict."""
    return {name: length for name, length in (("months", window.months), ("days", window.days)) if length}


def read_duties(value: Any) -> dict[SectionClass, Window]:
    """``duties``: section class to window; laid over the default duties, an empty value lifts a duty."""
    duties: dict[SectionClass, Window] = dict(DEFAULT_DUTIES)
    for name, window in _mapping(value).items():
        if name not in _SECTION_CLASSES:
            raise ValueError(f"没有栏目类别 {name!r}")
        duties.pop(SectionClass(name), None)
        if window is not None:
            duties[SectionClass(name)] = read_window(window)
    return duties


def read_texts(value: Any) -> tuple[str, ...]:
    """``texts``: a list of texts, none empty, none twice."""
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) and text for text in value):
        raise ValueError(f"应为文字列表，实为 {value!r}")
    if len(set(value)) != len(value):
        raise ValueError(f"列表中有重复项：{value!r}")
    return tuple(value)


def read_tags(value: Any) -> dict[str, tuple[str, ...]]:
    """``tags``: page type (home, section, article) to the list of required tag names."""
    tags = {name: read_texts(names) for name, names in _mapping(value).items()}
    if unknown := sorted(set(tags) - set(PAGE_TYPES)):
        raise ValueError(f"没有页面类型 {unknown[0]!r}")
    return tags


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"应为“名称: 值”的对照表，实为 {value!r}")  # noqa: TRY004 - one error type for every bad value
    return value


KINDS: dict[ParamKind, Callable[[Any], Any]] = {
    "count": read_count,
    "rate": read_rate,
    "window": read_window,
    "duties": read_duties,
    "texts": read_texts,
    "tags": read_tags,
}
"""Reader of each parameter kind."""
