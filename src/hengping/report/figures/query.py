"""Queries: named questions to frozen results, written ``name`` or ``name[argument,argument]``.

The same words stand in the program's sentences, in an organiser's manuscript, in the registry beside the bulletin and
in the kit by which a third party answers them again.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from hengping.model.errors import InputError
from hengping.report.figures.text import Figure, Kind, Run, Text, runs_of

if TYPE_CHECKING:
    from hengping.report.view import ReportView, SystemView


class Answer(msgspec.Struct, frozen=True):
    """What a query found: the exact value as text, and as printed."""

    value: str
    printed: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of question.

    Attributes:
        name: dotted name.
        arguments: names of its arguments, for the reference; those that end in ``?`` may be left out.
        zh, en: what it answers.
        answer: the function behind it; raises ``KeyError`` when there is no such thing, and ``ValueError`` when an
            argument cannot be read.
    """

    name: str
    arguments: tuple[str, ...]
    kind: Kind
    zh: str
    en: str
    answer: Callable[..., Answer]


QUERIES: dict[str, Query] = {}
"""Every query, by name."""


def query(
    name: str, kind: Kind, zh: str, en: str, *, arguments: tuple[str, ...] = ()
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register the function below as the answer of a query."""

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        QUERIES[name] = Query(name=name, arguments=arguments, kind=kind, zh=zh, en=en, answer=function)
        return function

    return register


_FORM = re.compile(r"(?P<name>[a-z_]+(?:\.[a-z_]+)*)(?:\[(?P<arguments>(?:[^\[\]\\]|\\.)*)\])?", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_SIGNS = re.compile(r"([\\,\[\]{}])")


def written(name: str, *arguments: str) -> str:
    """The query as text; signs that the form uses are escaped by a backslash."""
    if not arguments:
        return name
    return f"{name}[{','.join(_SIGNS.sub(_escaped, argument) for argument in arguments)}]"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}"


def parsed(text: str) -> tuple[str, tuple[str, ...]]:
    """Name and arguments of a written query.

    Raises:
        ValueError: it has not the form of a query.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return found["name"], () if found["arguments"] is None else tuple(_arguments(found["arguments"]))


def _arguments(text: str) -> Iterator[str]:
    part, escaped = "", False
    for sign in text:
        if escaped:
            part, escaped = part + sign, False
        elif sign == "\\":
            escaped = True
        elif sign == ",":
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()


class Queries:
    """Questions to one system's results; remembers its answers, because documents ask the same more than once."""

    def __init__(self, view: "ReportView", system: "SystemView") -> None:
        self.view = view
        self.system = system
        self._known: dict[tuple[str, tuple[str, ...]], Figure] = {}

    def __call__(self, name: str, *arguments: str) -> Figure:
        """The figure of a query.

        Raises:
            InputError: there is no such query, or the results hold nothing of what it asks for.
        """
        key = (name, arguments)
        if key not in self._known:
            self._known[key] = self._asked(name, arguments)
        return self._known[key]

    def _asked(self, name: str, arguments: tuple[str, ...]) -> Figure:
        asked = QUERIES.get(name)
        text = written(name, *arguments)
        if asked is None:
            raise InputError(
                f"没有名为{name}的数据引用", where=text, remedy="可用的数据引用见 docs/reference/figures.md"
            )
        try:
            answer = asked.answer(self, *arguments)
        except (LookupError, ValueError) as error:
            raise InputError(
                f"结果中没有这个数据引用所指的内容（{error}）", where=text, remedy="核对方括号内的名称和编号"
            ) from error
        except TypeError as error:
            if len(arguments) in _counts(asked):
                raise
            wanted = "、".join(asked.arguments) or "无"
            raise InputError(
                f"数据引用的参数应为：{wanted}", where=text, remedy="参数写在方括号内，用逗号分开"
            ) from error
        return Figure(query=text, kind=asked.kind, value=answer.value, printed=answer.printed)

    def ask(self, text: str) -> Figure:
        """The figure of a written query.

        Raises:
            InputError: the text is no query, or cannot be answered.
        """
        try:
            name, arguments = parsed(text)
        except ValueError as error:
            raise InputError(
                "不是数据引用的写法", where=text, remedy="写作 名称 或 名称[参数,参数]，例如 group.mean[设区市]"
            ) from error
        return self(name, *arguments)

    def text(self, template: str, **parts: str | Figure) -> Text:
        """A text with named placeholders filled: ``{name}`` from ``parts``, everything else as a query.

        Within a query's arguments ``$name`` stands for the part of that name.

        Raises:
            InputError: a placeholder is neither a part nor a query that can be answered.
        """
        runs: list[Run] = []
        at = 0
        for found in _PLACEHOLDER.finditer(template):
            runs.append(template[at : found.start()])
            runs.extend(self._filled(found[1], parts))
            at = found.end()
        runs.append(template[at:])
        return Text(runs)

    def _filled(self, placeholder: str, parts: dict[str, str | Figure]) -> tuple[Run, ...]:
        if placeholder in parts:
            part = parts[placeholder]
            return (part,) if isinstance(part, Figure) else runs_of(part)
        try:
            name, arguments = parsed(placeholder)
        except ValueError:
            return (self.ask(placeholder),)
        return (self(name, *(str(parts[each[1:]]) if each[:1] == "$" else each for each in arguments)),)


def _counts(asked: Query) -> range:
    least = sum(not name.endswith("?") for name in asked.arguments)
    return range(least, len(asked.arguments) + 1)
