"""Single fields of a system file changed; every other byte stays as people wrote it."""

import difflib
from pathlib import Path

import pytest

from hengping.indicators.edit import add_item, remove_node, set_fields
from hengping.indicators.load import list_systems, parse_system, system_bytes
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError

IDS = [system.id for system in list_systems()][::3]


def text_of(system_id: str = "national-check-2019") -> str:
    return system_bytes(system_id).decode("utf-8-sig")


def parsed(text: str) -> IndicatorSystem:
    system, _faults = parse_system(read_document(Path("s.yaml"), text.encode()))
    assert system is not None
    return system


def leaf(text: str) -> Node:
    return parsed(text).items()[0]


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("system_id", IDS)
def test_one_field_changes_and_nothing_else(system_id: str) -> None:
    text = text_of(system_id)
    for node in (parsed(text).items()[0], parsed(text).items()[-1], parsed(text).tree):
        after = set_fields(text, node.id, {"title.zh": "换了的名称"})
        assert parsed(after).nodes()[node.id].title.zh == "换了的名称"
        assert len(changed_lines(text, after)) == 2
        same = parsed(after).model_dump()
        assert same != parsed(text).model_dump()
        assert set_fields(after, node.id, {"title.zh": node.title.zh}).count("\n") == text.count("\n")


@pytest.mark.parametrize("system_id", IDS)
def test_a_field_is_put_in_and_taken_out_again(system_id: str) -> None:
    text = text_of(system_id)
    for node in (parsed(text).items()[0], parsed(text).items()[-1]):
        value = '依据：“第3条” # 不是注释 {a: b} "引号" \\'
        after = set_fields(text, node.id, {"guidance": value})
        assert parsed(after).nodes()[node.id].guidance == value
        gone = set_fields(after, node.id, {"guidance": ""})
        assert parsed(gone).nodes()[node.id].guidance == ""


@pytest.mark.parametrize(
    "value", ["true", "null", "1", "- a", "a: b", "*x", "&x", "!x", "~", "'", "甲\n乙", "y", "=1+1"]
)
def test_whatever_people_type_is_text(value: str) -> None:
    text = text_of()
    after = set_fields(text, leaf(text).id, {"basis": value})
    assert leaf(after).basis == " ".join(value.split())


def test_numbers_stay_numbers() -> None:
    text = text_of("guangxi-2017")
    node = next(node for node in parsed(text).items() if node.marks is not None)
    after = parsed(set_fields(text, node.id, {"marks": "2.5"})).nodes()[node.id]
    assert str(after.marks) == "2.5"


@pytest.mark.parametrize("system_id", IDS)
def test_an_item_is_added_and_removed(system_id: str) -> None:
    text = text_of(system_id)
    parents = [node for node in parsed(text).tree.walk() if node.children and not node.children[0].children]
    after = add_item(text, parents[-1].id, "new-item", "新增的评分点：一")
    node = parsed(after).nodes()["new-item"]
    assert node.title.zh == "新增的评分点：一"
    assert parsed(after).nodes()[parents[-1].id].children[-1].id == "new-item"
    assert len(changed_lines(text, after)) == 1
    assert remove_node(after, "new-item") == text


def test_what_cannot_be_done_is_said() -> None:
    text = text_of()
    with pytest.raises(InputError, match="没有编号"):
        set_fields(text, "nobody", {"marks": "1"})
    with pytest.raises(InputError, match="已有"):
        add_item(text, parsed(text).tree.id, leaf(text).id, "x")
    with pytest.raises(InputError, match="不能用作编号"):
        add_item(text, parsed(text).tree.id, "有 空格", "x")
    with pytest.raises(InputError, match="整个指标树"):
        remove_node(text, parsed(text).tree.id)
    with pytest.raises(InputError, match="锚点"):
        set_fields("a: &x 1\nb: *x\n", "x", {"marks": "1"})


def test_a_title_written_short_stays_a_title() -> None:
    text = "tree:\n  id: root\n  title: 全部\n"
    assert set_fields(text, "root", {"title.zh": "总分"}) == "tree:\n  id: root\n  title: 总分\n"
    assert "{zh: 全部, en: Total}" in set_fields(text, "root", {"title.en": "Total"})
