"""Change single fields of a system file and leave every other byte, comments and layout too, as people wrote it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError

FIELDS = ("title.zh", "title.en", "marks", "weight", "status", "note", "basis", "guidance")
"""Fields of a node of the tree that :func:`set_fields` changes."""
_PLAIN = re.compile(r"[\w\u4e00-\u9fff〔〕（）《》][\w\u4e00-\u9fff〔〕（）《》、。；，．.·/ -]*")
_NUMBERS = {"marks", "weight"}
_NUMBER = re.compile(r"\d+(\.\d+)?(/\d+)?", re.ASCII)
_DIGITS = set("0123456789.eE+-/")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


def set_fields(text: str, node_id: str, values: Mapping[str, str]) -> str:
    """Give fields of a node of the tree other values.

    Args:
        text: the file.
        node_id: which node.
        values: by name of :data:`FIELDS`; an empty one takes the field out.

    Raises:
        InputError: the text is not plain YAML, or has no such node.
    """
    for name, value in values.items():
        if name not in FIELDS:
            raise InputError(f"不能修改字段 {name}")
        # Found anew each time: what was changed before has moved the rest.
        text = _set(text, _found(text, node_id)[-1], name.split("."), value.strip())
    return text


def add_item(text: str, parent_id: str, item_id: str, title: str) -> str:
    """Put a new scoring item, judged by people, behind the other children of a node.

    Raises:
        InputError: no such node, it is an item itself, the id cannot be used or is taken, or its children stand on
            one line.
    """
    if not _ID.fullmatch(item_id):
        raise InputError(f"“{item_id[:40]}”不能用作编号", remedy="用英文字母开头，只含字母、数字、点、横线、下划线")
    if _path(_root(text), item_id):
        raise InputError(f"编号 {item_id} 已有", remedy="换一个编号")
    children = _value(_found(text, parent_id)[-1], "children")
    if not isinstance(children, SequenceNode) or not children.value or children.flow_style:
        raise InputError("只能在已有下级、且逐行书写的指标下增加评分点", remedy="在右侧的文本中直接写")
    last = children.value[-1]
    indent = " " * (children.start_mark.column)
    line_end = text.find("\n", _end(last))
    line_end = len(text) if line_end < 0 else line_end
    # Under a part that adds up, an item needs marks; 1 is as good as any to begin with, and lint adds it up.
    new = (
        f"{indent}- {{id: {item_id}, kind: item, title: {{zh: {_scalar(title)}, en: {_scalar(item_id)}}}, "
        f"marks: 1, status: unconfirmed, note: 新增，待核定, rule: {{kind: manual}}}}"
    )
    return f"{text[:line_end]}\n{new}{text[line_end:]}"


def remove_node(text: str, node_id: str) -> str:
    """Take a node, and what is below it, out.

    Raises:
        InputError: no such node, it is the root or the only child, or it shares a line with others.
    """
    path = _found(text, node_id)
    if len(path) < 2:  # noqa: PLR2004 - the root stands alone in its path
        raise InputError("不能删去整个指标树")
    children = _value(path[-2], "children")
    if not isinstance(children, SequenceNode) or len(children.value) < 2 or children.flow_style:  # noqa: PLR2004
        raise InputError("这是唯一的下级，或与其他内容写在同一行", remedy="在右侧的文本中直接改")
    start = text.rfind("\n", 0, path[-1].start_mark.index) + 1
    end = text.find("\n", _end(path[-1]))
    end = len(text) if end < 0 else end + 1
    return text[:start] + text[end:]


def _root(text: str) -> Node:
    read_document(Path("system.yaml"), text.encode())  # refuses what is not plain, too long or too deep
    root = YAML(typ="safe", pure=True).compose(text)
    tree = _value(root, "tree") if isinstance(root, MappingNode) else None
    if tree is None:
        raise InputError("没有指标树（tree）")
    return tree


def _found(text: str, node_id: str) -> list[MappingNode]:
    path = _path(_root(text), node_id)
    if not path:
        raise InputError(f"没有编号为 {node_id[:64]} 的指标")
    return path


def _path(node: Node, node_id: str) -> list[MappingNode]:
    """The node with its ancestors, from the root; empty: there is none."""
    if not isinstance(node, MappingNode):
        return []
    own = _value(node, "id")
    if isinstance(own, ScalarNode) and own.value == node_id:
        return [node]
    children = _value(node, "children")
    for child in children.value if isinstance(children, SequenceNode) else ():
        below = _path(child, node_id)
        if below:
            return [node, *below]
    return []


def _value(node: Node, key: str) -> Node | None:
    return next((value for name, value in _pairs(node) if name.value == key), None)


def _pairs(node: Node) -> Sequence[tuple[Node, Node]]:
    return node.value if isinstance(node, MappingNode) else ()


def _set(text: str, node: MappingNode, steps: Sequence[str], value: str) -> str:
    inner = _value(node, steps[0])
    if len(steps) > 1:
        if steps[0] == "title" and isinstance(inner, ScalarNode):
            # A plain string is the Chinese name.
            wanted = {"zh": inner.value, steps[1]: value}
            new = _scalar(wanted["zh"])
            if wanted.get("en"):
                new = f"{{zh: {new}, en: {_scalar(wanted['en'])}}}"
            return text[: inner.start_mark.index] + new + text[inner.end_mark.index :]
        if not isinstance(inner, MappingNode):
            raise InputError(f"{steps[0]} 不是“字段: 内容”的形式", remedy="在右侧的文本中直接改")
        return _set(text, inner, steps[1:], value)
    if inner is None:
        return _insert(text, node, steps[0], value) if value else text
    if not isinstance(inner, ScalarNode):
        raise InputError(f"{steps[0]} 不是单一的内容", remedy="在右侧的文本中直接改")
    if value == inner.value:
        return text
    if value:
        end = inner.end_mark.index
        tail = "\n" if inner.style in {"|", ">"} else ""
        return text[: inner.start_mark.index] + _scalar(value, steps[0]) + tail + text[end:]
    return _without(text, node, steps[0])


def _insert(text: str, node: MappingNode, key: str, value: str) -> str:
    """Behind ``title``, else behind ``id``: where a reader looks for it."""
    before = _value(node, "title") or _value(node, "id") or node.value[-1][1]
    end = _end(before)
    if node.flow_style:
        return f"{text[:end]}, {key}: {_scalar(value, key)}{text[end:]}"
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    return f"{text[:line_end]}\n{' ' * node.value[0][0].start_mark.column}{key}: {_scalar(value, key)}{text[line_end:]}"


def _without(text: str, node: MappingNode, key: str) -> str:
    names = [name.value for name, _ in node.value]
    place = names.index(key)
    name, value = node.value[place]
    if node.flow_style:
        if place == 0:
            raise InputError(f"不能删去首个字段 {key}", remedy="在右侧的文本中直接改")
        return text[: _end(node.value[place - 1][1])] + text[_end(value) :]
    start = text.rfind("\n", 0, name.start_mark.index) + 1
    if text[start : name.start_mark.index].strip():
        raise InputError(f"字段 {key} 与其他内容写在同一行", remedy="在右侧的文本中直接改")
    end = text.find("\n", _end(value) - (1 if value.style in {"|", ">"} else 0))
    return text[:start] + text[len(text) if end < 0 else end + 1 :]


def _end(node: Node) -> int:
    """Where a node's text ends; a block ends where its last line does, not where the next thing begins."""
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _scalar(value: str, key: str = "") -> str:
    """A value as YAML; in quotes unless it is plain beyond doubt. Marks and weights stay numbers."""
    line = " ".join(value.split())
    as_number = key in _NUMBERS and _NUMBER.fullmatch(line)
    plain = _PLAIN.fullmatch(line) and not set(line) <= _DIGITS and line.lower() not in _WORDS
    if as_number or (plain and not line.endswith((" ", ":"))):
        return line
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
