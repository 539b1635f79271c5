"""The catalogue: every contract id of this round is there, complete in both languages; wrong folders are named."""

import ast
import shutil
from pathlib import Path

import pytest

from hengping.checks.catalogue import catalogue, load_check, load_checks, loaded_checks, read_yaml
from hengping.checks.definition import placeholders
from hengping.model.errors import InputError
from hengping.model.facts import GUIDE_ELEMENTS
from hengping.model.sections import DEFAULT_DUTIES

CONTRACT_IDS = {
    *("home_unavailable", "home_not_updated", "blank_section", "stale_section", "broken_link", "attachment_broken"),
    *("message_unanswered", "guide_incomplete", "no_service", "no_message_channel", "site_code_missing"),
    *("site_code_mismatch", "icp_missing", "psb_missing", "sponsor_missing", "contact_missing"),
    *("fault_report_entry_missing", "party_gov_mark_missing", "meta_missing", "search_missing", "blocked"),
}
HAN = range(0x4E00, 0xA000)


def test_contract_ids() -> None:
    assert set(catalogue()) >= CONTRACT_IDS
    assert list(catalogue()) == sorted(catalogue())


@pytest.mark.parametrize("check_id", catalogue())
def test_texts_are_complete_and_in_their_language(check_id: str) -> None:
    definition = catalogue()[check_id]
    texts = [definition.title, definition.why, definition.remedy, definition.basis, *definition.messages.values()]
    texts += [param.description for param in definition.params.values()]
    for text in texts:
        assert any(ord(character) in HAN for character in text.zh)
        assert any(character.isascii() and character.isalpha() for character in text.en)
        assert not any(ord(character) in HAN for character in text.en.replace("“暂无”", "").replace("“待补充”", ""))
        assert not set(",;()") & set(text.zh), f"half-width punctuation: {text.zh}"
    assert "号）" in definition.basis.zh or "本系统" in definition.basis.zh, "basis names no official text"


@pytest.mark.parametrize("check_id", catalogue())
def test_function_stays_small(check_id: str) -> None:
    source = (loaded_checks()[check_id].folder / "check.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > 33} == {}
    assert len(source.splitlines()) <= 65


def test_catalogue_cannot_be_damaged_by_its_reader() -> None:
    catalogue().clear()
    assert set(catalogue()) >= CONTRACT_IDS


def test_defaults_are_those_of_the_model() -> None:
    assert catalogue()["stale_section"].bind()["duties"] == DEFAULT_DUTIES
    assert catalogue()["guide_incomplete"].bind()["elements"] == GUIDE_ELEMENTS


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of one check's folder, to be damaged."""
    folder = tmp_path / "identity" / "icp_missing"
    shutil.copytree(loaded_checks()["icp_missing"].folder, folder)
    return folder


def test_copied_check_loads(copied: Path) -> None:
    check = load_check(copied)
    assert check.definition == catalogue()["icp_missing"]
    assert check.folder == copied


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 3", "version: 0", r"identity/icp_missing/check.yaml version.*内容不符合"),
        ("version: 3", "version: one", r"check.yaml version"),
        ("lifecycle: stable", "lifecycle: new", r"check.yaml lifecycle"),
        ("lifecycle: stable", "", r"lifecycle"),
        ("mode: automatic", "mode: automatic\nmarks: 5", r"marks"),
        ("id: icp_missing", "id: icp", r"check.yaml id.*应与所在文件夹同名"),
        ("theme: identity", "theme: links", r"check.yaml theme.*应与上级文件夹同名"),
        ("needs: [home]", "needs: [homes]", r"check.yaml needs.*事实中没有 homes"),
        ("needs: [home]", "needs: []", r"check.yaml needs.*至少写一项"),
        ("  en: No ICP record number", "  en: ''", r"check.yaml title.*中文和英文都要写"),
        ("（截至{as_of}）", "", r"check.yaml messages.fail.*占位符不一致"),
        ("{as_of}", "{as_of!r}", r"check.yaml messages.fail.*应只写名称"),
        ("  fail:", "  failed:", r"check.yaml messages.*缺少不符合时的说明"),
        ("id: icp_missing", "id: [icp_missing", r"check.yaml:2.*YAML"),
        (
            "title:",
            "params: {limit: {kind: count, default: -1, description: {zh: 限, en: limit}}}\ntitle:",
            r"check.yaml params.limit.default.*不小于0",
        ),
        (
            "title:",
            "params: {limit: {kind: count, default: 1, description: {zh: 限, en: ''}}}\ntitle:",
            r"check.yaml params.limit.description.*中文和英文",
        ),
    ],
)
def test_wrong_definition_names_file_and_field(copied: Path, old: str, new: str, said: str) -> None:
    file = copied / "check.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_check(copied)
    assert str(copied.parent.parent) not in str(caught.value)


def test_missing_file_and_missing_function_are_named(copied: Path) -> None:
    (copied / "check.py").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"icp_missing/check.py.*缺少函数"):
        load_check(copied)
    (copied / "cases.yaml").unlink()
    with pytest.raises(InputError, match=r"identity/icp_missing.*缺少文件 cases.yaml"):
        load_check(copied)


def test_same_id_in_two_themes(copied: Path) -> None:
    other = copied.parent.parent / "other" / "icp_missing"
    shutil.copytree(copied, other)
    text = (other / "check.yaml").read_text(encoding="utf-8")
    (other / "check.yaml").write_text(text.replace("theme: identity", "theme: other"), encoding="utf-8")
    with pytest.raises(InputError, match="检查项编号重复"):
        load_checks(copied.parent.parent)


def test_yaml_control_character_is_an_input_error(tmp_path: Path) -> None:
    file = tmp_path / "check.yaml"
    file.write_text("id: \x01", encoding="utf-8")
    with pytest.raises(InputError, match="YAML"):
        read_yaml(file)


def test_placeholders() -> None:
    assert placeholders("{a}与{b}、{a}，{{不是}}") == {"a", "b"}
    for wrong in ("{}", "{a.b}", "{a[0]}", "{a:>3}", "{a", "{0}"):
        with pytest.raises(ValueError):
            placeholders(wrong)
