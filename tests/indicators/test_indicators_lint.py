"""Wrong system files are refused with line, field and remedy; none crashes, none is accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hengping.indicators.faults import LintFault
from hengping.indicators.lint import is_wrong, lint
from hengping.indicators.load import library_folder, list_systems, load_system, parse_system, system_bytes
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError

GOOD = """\
schema: 1
id: small
version: "1"
title: {zh: 小体系, en: Small}
sources: [{title: 通知}]
effective: {from: 2026-01-01}
scale: 100
vetoes:
  - id: V1
    title: 空白栏目
    rule: {kind: count, at_least: 5, select: [{check: blank_section}]}
    reason: 空白栏目{count}个
lines:
  - {id: low, node: total, below: 60, reason: 低}
tiers:
  - {id: bad, title: 不合格, at_least: 0, below: 60}
  - {id: good, title: 合格, at_least: 60, at_most: 100}
lists:
  - {id: black, title: 黑榜, conditions: [{kind: line, line: low}]}
tree:
  id: total
  title: 总分
  kind: system
  children:
    - id: deduct
      title: 扣分
      kind: part
      marks: 80
      children:
        - {id: links, title: 链接, kind: item, marks: 80, rule: {kind: manual}}
    - id: bonus
      title: 加分
      kind: part
      marks: 20
      operator: weighted_mean
      gate: {node: deduct, above: 60}
      children:
        - {id: a, title: 甲, kind: item, marks: 10, weight: 40, rule: {kind: given}}
        - {id: b, title: 乙, kind: item, marks: 10, weight: 60, rule: {kind: given}}
"""

CHECKS = {"blank_section", "stale_section"}
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def save(text: str) -> Path:
        path = tmp_path / "system.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return save


def test_the_good_file_is_good(write: Write) -> None:
    path = write(GOOD)
    assert lint(path, CHECKS) == []
    system = load_system(path)
    assert [node.id for node in system.items()] == ["links", "a", "b"]
    assert system_bytes(path) == GOOD.encode()


WRONG = [
    ("scale: 100", "scale: 99", "tree.children", "100"),
    ("marks: 80\n", "marks: 79\n", "tree.children", "99"),
    ("marks: 80, rule", "marks: 70, rule", "tree.children[0].children", "70"),
    ("weight: 40", "weight: 41", "tree.children[1].children", "101"),
    ("weight: 40, ", "", "tree.children[1].children[0]", "weight"),
    ("marks: 80, rule", "marks: 80, weight: 5, rule", "tree.children[0].children[0].weight", "weight"),
    ("marks: 80, rule", "rule", "tree.children[0].children[0]", "marks"),
    ("marks: 10, weight: 40", "marks: 0, weight: 40", "tree.children[1].children[0].marks", "0"),
    ("id: b,", "id: a,", "tree.children[1].children[1].id", "重复"),
    ("id: V1", "id: total", "vetoes[0].id", "重复"),
    ("node: deduct", "node: nowhere", "tree.children[1].gate.node", "nowhere"),
    ("node: deduct", "node: bonus", "tree.children[1].gate.node", "前面"),
    ("above: 60}", "above: 60, at_least: 60}", "tree.children[1].gate", "门槛"),
    ("node: total", "node: totals", "lines[0].node", "totals"),
    ("below: 60, reason", "below: 60, at_most: 60, reason", "lines[0]", "之一"),
    ("line: low}", "line: lower}", "lists[0].conditions[0].line", "lower"),
    ("at_least: 60, at_most", "at_least: 61, at_most", "tiers[1]", "空档"),
    ("at_least: 60, at_most", "above: 60, at_most", "tiers[1]", "空档"),
    ("at_least: 60, at_most", "at_least: 59, at_most", "tiers[1]", "重叠"),
    ("at_least: 0, below: 60", "at_least: 0, at_most: 60", "tiers[1]", "重叠"),
    ("at_least: 60, at_most: 100", "at_least: 60, at_most: 90", "tiers[1]", "100"),
    ("at_least: 60, at_most: 100", "at_least: 60, below: 100", "tiers[1]", "100"),
    ("at_least: 0, below", "at_least: 1, below", "tiers[0]", "0"),
    ("at_least: 0, below: 60", "at_least: 0, below: 0", "tiers[0]", "空"),
    ("at_least: 0, below", "below", "tiers[0]", "下限"),
    ("rule: {kind: count, at_least: 5, select: [{check: blank_section}]}\n", "\n", "vetoes[0]", "rule"),
    ("kind: count, at_least: 5", "kind: counts, at_least: 5", "vetoes[0].rule.kind", "counts"),
    ("at_least: 5", "at_least: 0", "vetoes[0].rule.at_least", "1"),
    ("check: blank_section", "check: blank_sections", "vetoes[0].rule.select[0].check", "blank_sections"),
    ("空白栏目{count}个", "空白栏目{counts}个", "vetoes[0].reason", "counts"),
    ("空白栏目{count}个", "空白栏目{count:d}个", "vetoes[0].reason", "占位符"),
    ("空白栏目{count}个", '"空白栏目{count个"', "vetoes[0].reason", "占位符"),
    ("rule: {kind: manual}", "rule: {kind: manul}", "rule.kind", "manul"),
    ("rule: {kind: manual}", "rule: {}", "rule.kind", "kind"),
    ("rule: {kind: manual}", "rule: {kind: manual, points: 1}", "rule.points", "points"),
    ("rule: {kind: manual}", "rule: {kind: per_hit, tariffs: []}", "rule.tariffs", "1"),
    ("rule: {kind: manual}", "children: []", "tree.children[0].children[0]", "rule"),
    ("kind: part\n      marks: 80", "kind: item\n      marks: 80", "tree.children[0]", "item"),
    ("kind: system", "kind: part", "tree.kind", "system"),
    ("kind: system", "kind: system\n  marks: 90", "tree.marks", "100"),
    ("id: total\n", "id: all\n", "tree.id", "total"),
    ("from: 2026-01-01", "from: 2026-13-01", "effective.from", "日期"),
    ("from: 2026-01-01", "from: 2026-01-01, until: 2025-01-01", "effective.until", "早于"),
    ("from: 2026-01-01", "from: 2026年", "effective.from", "日期"),
    ('version: "1"\n', "", "version", "version"),
    ("schema: 1", "schema: 2", "schema", "1"),
    ("marks: 80\n", "mark: 80\n", "tree.children[0].mark", "mark"),
    ("marks: 80\n", "marks: many\n", "tree.children[0].marks", "many"),
    ("marks: 80\n", 'marks: "80"\n', "tree.children[0].marks", "数字"),
    ("marks: 80\n", "marks: true\n", "tree.children[0].marks", "数字"),
    ("marks: 80\n", "marks: -80\n", "tree.children[0].marks", "0"),
    ("operator: weighted_mean", "operator: means", "tree.children[1].operator", "weighted_mean"),
    ("title: 扣分\n", "title: 扣分\n      status: unconfirmed\n", "tree.children[0].status", "note"),
    ("title: 扣分\n", "title: 扣分\n      status: maybe\n", "tree.children[0].status", "maybe"),
    ("id: small", "id: 小体系", "id", "不合要求"),
    ("sources: [{title: 通知}]", "sources: []", "sources", "1"),
]


def test_a_capped_sum_may_hold_more_but_not_less_than_its_marks(write: Write) -> None:
    capped = GOOD.replace("      marks: 80\n", "      marks: 80\n      capped: true\n", 1)
    more, less = (capped.replace("marks: 80, rule", f"marks: {each}, rule", 1) for each in (95, 75))
    assert lint(write(more), CHECKS) == []
    (fault,) = lint(write(less), CHECKS)
    assert "封顶的不能少于 80" in fault.zh
    outside = GOOD.replace("      operator: weighted_mean\n", "      operator: weighted_mean\n      capped: true\n", 1)
    (fault,) = lint(write(outside), CHECKS)
    assert fault.field.endswith("capped")
    leaf = GOOD.replace("marks: 80, rule", "marks: 80, capped: true, rule", 1)
    assert any("capped 只用于有下级的节点" in fault.zh for fault in lint(write(leaf), CHECKS))


def test_a_veto_is_for_some_groups_or_not_for_some(write: Write) -> None:
    line = "    title: 空白栏目\n"
    one = GOOD.replace(line, f"{line}    only_groups: [市]\n", 1)
    assert lint(write(one), CHECKS) == []
    (fault,) = lint(write(one.replace("only_groups: [市]", "only_groups: [市]\n    absent_groups: [县]", 1)), CHECKS)
    assert fault.field == "vetoes[0].absent_groups"


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    WRONG,
    ids=[f"{old.strip()[:20]}-{number}" for number, (old, *_) in enumerate(WRONG)],
)
def test_wrong_files_are_refused(write: Write, old: str, new: str, field: str, said: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    path = write(text)
    faults = lint(path, CHECKS)
    assert faults
    named = [fault for fault in faults if fault.field.startswith(field) or fault.field.endswith(field)]
    assert named, faults
    assert any(said in fault.zh + fault.remedy for fault in named), named
    for fault in faults:
        assert 1 <= fault.line <= len(text.splitlines())
        assert fault.zh
        assert fault.en
        assert fault.remedy
    if "check" not in old:
        with pytest.raises(InputError) as refused:
            load_system(path)
        assert str(path) in refused.value.where
        assert refused.value.remedy


def test_the_line_is_the_line_of_the_field(write: Write) -> None:
    path = write(GOOD.replace("marks: 80\n", "marks: many\n", 1))
    (fault,) = lint(path)
    assert GOOD.splitlines()[fault.line - 1].strip() == "marks: 80"


BROKEN_YAML = {
    "tab": GOOD.replace("  id: total", "\tid: total"),
    "unclosed": GOOD.replace("scale: 100", "scale: [100"),
    "colon": GOOD.replace("title: 总分", "title: 总: 分: 数: x\n  : y"),
    "anchor": GOOD.replace("title: 总分", "title: &name 总分"),
    "cycle": GOOD.replace(
        "      children:\n        - {id: links", "      children: &loop\n        - *loop\n        - {id: links"
    ),
    "tag": GOOD.replace("scale: 100", "scale: !!python/object/apply:os.system [ls]"),
    "duplicate key": GOOD.replace("scale: 100", "scale: 100\nscale: 100"),
    "complex key": GOOD.replace("scale: 100", "? [a, b]\n: 1"),
    "deep": "a: " + "[" * 200 + "]" * 200,
    "not a mapping": "- 1\n- 2\n",
    "empty": "",
    "text": "衡评",
    "infinity": GOOD.replace("scale: 100", "scale: .inf"),
    "huge": GOOD.replace("scale: 100", "scale: 1e999999"),
    "two documents": GOOD + "---\n" + GOOD,
    "control": GOOD.replace("总分", "总\x07分"),
}


@pytest.mark.parametrize("name", BROKEN_YAML)
def test_broken_yaml_is_refused(write: Write, name: str) -> None:
    path = write(BROKEN_YAML[name])
    faults = lint(path)
    assert faults
    assert all(fault.line >= 1 and fault.zh and fault.remedy for fault in faults)
    with pytest.raises(InputError):
        load_system(path)


def test_every_truncation_is_refused_or_sound(write: Write) -> None:
    """A file cut anywhere never crashes, and is only accepted where what is left is whole."""
    lines = GOOD.splitlines(keepends=True)
    for count in range(len(lines)):
        assert lint(write("".join(lines[:count])), CHECKS), count


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        load_system("nowhere")
    with pytest.raises(InputError):
        load_system("../guangxi-2017")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: 中".encode("gb18030"))
    assert lint(latin)[0].remedy
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a" * 2_000_001)
    assert lint(large)
    with pytest.raises(InputError):
        lint(tmp_path / "none.yaml")


def test_bom_and_long_texts(write: Write) -> None:
    assert lint(write("\ufeff" + GOOD)) == []
    (fault,) = lint(write(GOOD.replace("marks: 80\n", f"marks: {'长' * 100}\n", 1)))
    assert len(fault.zh) < 80


def test_shipped_systems_are_clean() -> None:
    systems = list_systems()
    assert [system.id for system in systems] == sorted(
        folder.name for folder in library_folder().iterdir() if folder.is_dir()
    )
    for system in systems:
        assert not is_wrong(lint(system.id))
        assert system_bytes(system.id).decode()


def test_shipped_figures() -> None:
    national = load_system("national-check-2019")
    assert {part.id: part.marks for part in national.tree.children} == {"deduct": 100, "bonus": 30}
    assert national.nodes()["services"].marks == 25
    assert all(node.note for node in national.nodes().values() if node.status == "unconfirmed")
    guangxi = load_system("guangxi-2017")
    assert {part.title.zh: part.weight for part in guangxi.tree.children} == {
        "网页设计规范": 20,
        "健康运行": 30,
        "综合服务能力": 50,
    }


def test_tiers_may_say_that_what_is_below_has_none() -> None:
    text = (library_folder() / "national-2022" / "system.yaml").read_text(encoding="utf-8")
    assert "rest_none: true" in text
    document = read_document(Path("system.yaml"), text.replace(", rest_none: true", "").encode())
    assert [each.zh for each in parse_system(document)[1] if each.severity == "fault"] == ["最低一段没有从 0 开始"] * 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("marks: 100\n  operator: weighted_mean", "marks: 100/3\n  operator: weighted_mean", "这里不能写分数，写小数"),
        ("weight: 20\n", "weight: 1/2\n", "1/161、60/161、100/161"),
    ],
)
def test_fractions_are_explained(old: str, new: str, said: str) -> None:
    text = (library_folder() / "guangxi-2017" / "system.yaml").read_text(encoding="utf-8")
    assert old in text
    faults = parse_system(read_document(Path("system.yaml"), text.replace(old, new, 1).encode()))[1]
    assert any(said in each.zh + each.remedy for each in faults)


def test_a_known_word_in_the_wrong_place_is_not_offered_again() -> None:
    text = (library_folder() / "guangxi-2017" / "system.yaml").read_text(encoding="utf-8")
    wrong = text.replace("rule: {kind: manual}", "rule: {kind: manual, measure: x}", 1)
    (found,) = [each for each in lint_text(wrong) if "measure" in each.zh]
    assert "可能是 measure" not in found.remedy


def lint_text(text: str) -> list[LintFault]:
    return parse_system(read_document(Path("system.yaml"), text.encode()))[1]
