"""``judge`` into a folder that is not empty: its own earlier output is replaced, nobody else's is touched."""

from pathlib import Path

import pytest

from hengping.indicators.load import load_system
from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.pipeline.compare import compare
from hengping.pipeline.judge import judge
from hengping.pipeline.past_rounds import read_rounds
from hengping.pipeline.peers import against_peers
from hengping.pipeline.robustness import RobustnessAsked, robustness

SYSTEM = """\
schema: 1
id: {id}
version: "{version}"
title: 两项
sources: [{{title: 测试}}]
effective: {{from: 2026-01-01}}
scale: 100
tree:
  id: total
  title: 总分
  kind: system
  children:
    - {{id: {first}, title: 甲, kind: item, marks: {marks}, rule: {{kind: given}}}}
    - {{id: b, title: 乙, kind: item, marks: 40, rule: {{kind: given}}}}
"""
VALUES = {"s1": (50, 30), "s2": (40, 35), "s3": (20, 10)}
FEW = RobustnessAsked(draws=50, threads=1)


def system(base: Path, name: str = "mine", first: str = "a", version: str = "1") -> Path:
    path = base / f"{name}-{first}.yaml"
    path.write_text(SYSTEM.format(id=name, first=first, version=version, marks=60), encoding="utf-8")
    return path


def judged(base: Path, rules: Path, *codes: str, copy: bool = True, first: str = "a") -> Path:
    """The folder that ``judge`` wrote for these sites."""
    rows = [f"{code},{item},{value}" for code in codes for item, value in zip((first, "b"), VALUES[code], strict=True)]
    table = base / "values.csv"
    table.write_text("\n".join(["site_code,item,value", *rows, ""]), encoding="utf-8")
    judge(load_system(rules), table, None, base / "out", frozen=rules.read_bytes() if copy else b"")
    return base / "out"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_table_with_fewer_sites_leaves_nothing_of_the_larger_one(tmp_path: Path) -> None:
    rules = system(tmp_path)
    out = judged(tmp_path, rules, "s1", "s2", "s3")
    judged(tmp_path, rules, "s1", "s3")
    (tmp_path / "new").mkdir()
    assert files(out) == files(judged(tmp_path / "new", rules, "s1", "s3"))
    (compared,) = compare(out, out)
    assert [site.site_code for site in compared.comparison.sites] == ["s1", "s3"]
    assert against_peers(out, "s3").peers == ("s1",)


def test_another_system_in_the_same_folder_stays(tmp_path: Path) -> None:
    out = judged(tmp_path, system(tmp_path), "s1", "s2")
    judged(tmp_path, system(tmp_path, "other"), "s3")
    assert {name: len(each.round.scores) for name, each in read_rounds(out).items()} == {"mine": 2, "other": 1}


def test_files_that_judge_cannot_have_written_are_not_removed(tmp_path: Path) -> None:
    rules = system(tmp_path)
    out = judged(tmp_path, rules, "s1", "s2")
    for name, data in (("mine.json", b"{}"), ("s9.json", (out / "scores" / "mine" / "s2.json").read_bytes())):
        foreign = out / "scores" / "mine" / name
        foreign.write_bytes(data)
        before = files(out)
        with pytest.raises(InputError, match=name):
            judged(tmp_path, rules, "s1")
        assert files(out) == before
        foreign.unlink()


@pytest.mark.parametrize("marker", ["run.json", "rescore.json"])
def test_the_folder_of_another_command_is_refused(tmp_path: Path, marker: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / marker).write_bytes(b"{}")
    with pytest.raises(InputError, match="rescore 的结果目录"):
        judged(tmp_path, system(tmp_path), "s1")
    assert list(files(tmp_path / "out")) == [marker]


def test_a_system_of_ones_own_is_kept_and_read_again(tmp_path: Path) -> None:
    rules = system(tmp_path)
    out = judged(tmp_path, rules, "s1", "s2", "s3")
    assert (out / "systems" / "mine.yaml").read_bytes() == rules.read_bytes()
    rules.unlink()
    assert against_peers(out, "s2").exact
    (each,) = read_rounds(out).values()
    assert each.system_file == (out / "systems" / "mine.yaml").resolve()
    assert robustness(out, FEW).system_id == "mine"


def test_the_copy_goes_before_a_library_system_of_the_same_name(tmp_path: Path) -> None:
    rules = system(tmp_path, "cstc-tiers-2023", version=load_system("cstc-tiers-2023").version)
    out = judged(tmp_path, rules, "s1", "s2", "s3")
    assert {node.item_id for node in against_peers(out, "s2").nodes} == {"total", "a", "b"}
    assert robustness(out, FEW).system_id == "cstc-tiers-2023"


def test_without_a_copy_another_tree_of_the_same_name_is_said(tmp_path: Path) -> None:
    rules = system(tmp_path, "cstc-tiers-2023", version=load_system("cstc-tiers-2023").version)
    out = judged(tmp_path, rules, "s1", "s2", copy=False)
    assert not (out / "systems").exists()
    for read in (lambda: against_peers(out, "s1"), lambda: compare(out, out), lambda: robustness(out, FEW)):
        with pytest.raises(InputError, match="得分不是按这份体系文件评的") as refused:
            read()
        assert "systems/cstc-tiers-2023.yaml" in refused.value.remedy


def test_a_copy_put_there_by_hand_must_be_the_one(tmp_path: Path) -> None:
    out = judged(tmp_path, system(tmp_path), "s1", "s2")
    (out / "systems" / "mine.yaml").write_bytes(system(tmp_path, first="c").read_bytes())
    with pytest.raises(InputError, match=r"得分不是按这份体系文件评的.*a 与文件不同"):
        against_peers(out, "s1")
    # Judged again without a copy, the old one does not speak for the new scores.
    judged(tmp_path, system(tmp_path), "s1", "s2", copy=False)
    assert not (out / "systems" / "mine.yaml").exists()


def test_a_code_too_long_for_a_file_name_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    code = "县" * 67
    table = tmp_path / "values.csv"
    table.write_text(f"site_code,item,value\ns1,a,1\n{code},a,1\n", encoding="utf-8")
    rules = load_system(system(tmp_path))
    with pytest.raises(InputError, match=r"第3行.*过长（201 字节"):
        judge(rules, table, None, tmp_path / "out")
    roster = [Site(site_code=each, name=each, url="") for each in ("s1", code)]
    table.write_text("site_code,item,value\ns1,a,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="过长"):
        judge(rules, table, roster, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    longest = "县" * 66
    table.write_text(f"site_code,item,value\n{longest},a,1\n", encoding="utf-8")
    assert judge(rules, table, None, tmp_path / "out").files[0].name == f"{longest}.json"


def test_a_table_of_nothing_but_its_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="只有表头"):
        judged(tmp_path, system(tmp_path))
    assert not (tmp_path / "out").exists()
