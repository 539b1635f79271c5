"""Read a YAML file as plain data and remember the line of every field.

Only plain YAML is taken: no anchors, aliases, merges or tags, so that a file says what it looks like, and a cyclic or
exploding document cannot be written. Numbers become decimals exactly as written; dates stay text until the schema
reads them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from hengping.model.errors import InputError, place

Path_ = tuple[str | int, ...]
_MAX_BYTES = 2_000_000
_MAX_DEPTH = 60


class Document:
    """Plain data of a file, and where each field stands.

    Attributes:
        data: nested dicts, lists, strings, booleans, None, ints and decimals.
        path: the file, for messages.
    """

    def __init__(self, path: Path, data: Any, lines: Mapping[Path_, int]) -> None:
        self.path = path
        self.data = data
        self._lines = lines

    def knows(self, where: Sequence[str | int]) -> bool:
        """Whether the file has something at this place."""
        return tuple(where) in self._lines

    def line(self, where: Sequence[str | int]) -> int:
        """Line (from 1) of a field; of the nearest enclosing one when the field is absent or a tag of the schema."""
        current: Path_ = ()
        for step in where:
            longer = (*current, step)
            if longer in self._lines:
                current = longer
        return self._lines.get(current, 1)

    def field(self, where: Sequence[str | int]) -> str:
        """The field as ``tree.children[2].marks``, schema tags left out."""
        current: Path_ = ()
        text = ""
        for number, step in enumerate(where):
            longer = (*current, step)
            last = number == len(where) - 1
            if longer not in self._lines and not (last and isinstance(step, str)):
                continue
            current = longer
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
        return text


def read_document(path: Path, data: bytes | None = None) -> Document:
    """Read ``path`` (or ``data`` in its name).

    Raises:
        InputError: not readable, not UTF-8, or not plain YAML; names file and line.
    """
    if data is None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError("文件无法读取", where=str(path), remedy="检查文件是否存在、是否有读取权限") from error
    if len(data) > _MAX_BYTES:
        raise InputError("文件过大", where=str(path), remedy="指标体系文件不超过 2 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("文件不是 UTF-8 编码", where=str(path), remedy="另存为 UTF-8 编码") from error
    lines: dict[Path_, int] = {}
    try:
        _refuse_indirection(path, text)
        root = YAML(typ="safe", pure=True).compose(text)  # the default also keeps comments, at twice the time
        plain = None if root is None else _plain(path, root, (), lines)
    except MarkedYAMLError as error:
        raise _refused(path, text, error) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise InputError("YAML 写法有误", where=str(path), remedy="检查缩进和特殊字符") from error
    return Document(path, plain, lines)


_CAUSES = (
    ("end of stream", "引号或括号没有闭合", "在这一行补上缺少的引号或括号"),
    ("expected ',' or", "括号没有闭合，或缺少逗号", "检查这一行的括号和逗号"),
    ("could not find expected ':'", "这一行缺少冒号", "写成“字段: 内容”，冒号后加空格"),
    ("character '\\t'", "缩进里有制表符", "把制表符改成空格"),
    ("character that cannot start", "这一行有不能这样开头的符号", "给内容加上引号，或检查缩进"),
    ("mapping values are not allowed", "这一行多了一个冒号，或缩进有误", "检查缩进；含有冒号的文字加引号"),
    ("expected <block end>", "缩进有误", "使同一层的字段左对齐"),
    ("single document", "文件里有两份文档（---）", "一个文件只写一个指标体系"),
)
"""Words of the parser, what they mean, and what to do."""
_BEGINNING = ("end of stream", "expected ',' or", "could not find expected ':'")
"""Faults that the parser only meets later: the line to look at is the one where it began."""


def _refused(path: Path, text: str, error: MarkedYAMLError) -> InputError:
    """The parser's error in people's words, at the line where somebody has to mend something."""
    problem = str(error.problem or error.context or "")
    began = error.context_mark is not None and any(words in problem for words in _BEGINNING)
    mark = error.context_mark if began else error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    what, remedy = next(
        ((zh, remedy) for words, zh, remedy in _CAUSES if words in problem), (problem, "检查这一行的缩进、冒号和引号")
    )
    written = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
    if "：" in written and "end of stream" not in problem and ": " not in written.partition("：")[0]:
        what, remedy = "字段名后用了全角冒号", "改成半角冒号，后面加一个空格"
    return InputError(f"YAML 写法有误：{what}", where=place(path, line), remedy=remedy)


def _refuse_indirection(path: Path, text: str) -> None:
    if not {"&", "*", "!"} & set(text):
        return
    for token in YAML(typ="safe", pure=True).scan(text):
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            line = token.start_mark.line + 1
            raise InputError("不支持锚点、引用和标签（&、*、!）", where=place(path, line), remedy="把内容直接写在原处")


def _plain(path: Path, node: Node, where: Path_, lines: dict[Path_, int]) -> Any:
    lines.setdefault(where, node.start_mark.line + 1)
    if len(where) > _MAX_DEPTH:
        raise InputError("层级过深", where=place(path, node.start_mark.line + 1), remedy="减少嵌套层数")
    if isinstance(node, ScalarNode):
        return _scalar(path, node)
    if isinstance(node, SequenceNode):
        return [_plain(path, child, (*where, number), lines) for number, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    assert isinstance(node, MappingNode)  # noqa: S101 - YAML has three node types
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise InputError("字段名必须是文字", where=place(path, line), remedy="检查缩进和括号")
        key = str(key_node.value)
        if key in result:
            raise InputError("字段重复", where=place(path, line, key), remedy="删去其中一个")
        lines[(*where, key)] = line
        result[key] = _plain(path, value_node, (*where, key), lines)
    return result


_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


_MOST_DIGITS = 30


def _scalar(path: Path, node: ScalarNode) -> Any:
    """A plain scalar by the YAML 1.2 core rules, quoted ones are always text."""
    text = str(node.value)
    if node.style in {"'", '"', "|", ">"}:
        return text
    lowered = text.lower()
    if lowered in _WORDS and text in {lowered, lowered.title(), lowered.upper()}:
        return _WORDS[lowered]
    body = text.lstrip("+-")
    if not body[:1].isdigit() or not set(body) <= set("0123456789.eE+-"):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if len(body) > _MOST_DIGITS or (number and abs(number.adjusted()) > _MOST_DIGITS):
        what = f"数字“{text[:_MOST_DIGITS]}”过大或过长"
        raise InputError(what, where=place(path, node.start_mark.line + 1), remedy="改为实际的数字；编号加引号")
    return int(text) if body.isdigit() else number
