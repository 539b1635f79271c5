"""``hengping systems …`` as a person calls it: exit codes, what is printed, what is written."""

import json
from pathlib import Path

import pytest
from cli_case import Done, call

from hengping.indicators.load import list_systems


def run(*arguments: str, cwd: Path | None = None) -> Done:
    return call("systems", *arguments, cwd=cwd)


def test_new_lint_and_a_wrong_example(tmp_path: Path) -> None:
    made = run("new", "yunxi-2026", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    path = tmp_path / "yunxi-2026.yaml"
    clean = run("lint", str(path))
    assert (clean.returncode, clean.stdout) == (0, "没有问题\n")
    again = run("new", "yunxi-2026", cwd=tmp_path)
    assert again.returncode == 2
    assert "已存在" in again.stderr

    text = path.read_text(encoding="utf-8")
    line = text[: text.index("  - title: 一个动态栏目未更新")].count("\n") + 1
    path.write_text(text.replace("total: 74", "total: 75"), encoding="utf-8")
    wrong = run("lint", str(path))
    assert wrong.returncode == 1
    assert f"{path}:{line} examples[0]" in wrong.stdout
    assert "总分应为 75，算得 74.00" in wrong.stdout


def test_examples_beside_the_file_are_run_and_named(tmp_path: Path) -> None:
    run("new", "beside", "--out", str(tmp_path / "system.yaml"))
    (tmp_path / "golden").mkdir()
    good = "title: 否决\ngiven: {V2: 1}\nexpect: {vetoes: [V2], tier: 不合格}\n"
    (tmp_path / "golden" / "veto.yaml").write_text(good, encoding="utf-8")
    assert run("lint", str(tmp_path / "system.yaml")).returncode == 0
    (tmp_path / "golden" / "veto.yaml").write_text(good.replace("V2: 1", "V2: 0"), encoding="utf-8")
    wrong = run("lint", str(tmp_path / "system.yaml"))
    assert wrong.returncode == 1
    assert str(tmp_path / "golden" / "veto.yaml") + ":3 expect" in wrong.stdout
    (tmp_path / "golden" / "veto.yaml").write_text(good.replace("given", "givn"), encoding="utf-8")
    spelt = run("lint", str(tmp_path / "system.yaml"), "--json")
    (fault,) = json.loads(spelt.stdout)
    assert (fault["file"], fault["line"], fault["severity"]) == ("veto.yaml", 2, "fault")
    assert "可能是 given" in fault["remedy"]


def test_slips_of_the_source_are_no_fault() -> None:
    done = run("lint", "src/hengping/library/systems/guangxi-2017/system.yaml", cwd=Path(__file__).parents[2])
    assert done.returncode == 0
    assert "来源不一致" in done.stdout
    assert "原文印作 112，应为 111" in done.stdout


def test_diff_in_official_words() -> None:
    found = run("diff", "guangxi-2017", "guangxi-2018")
    assert found.returncode == 0
    assert "“网页设计规范”权重由 20% 调整为 15%" in found.stdout
    data = json.loads(run("diff", "guangxi-2017", "guangxi-2018", "--json").stdout)
    assert data["identical"] is False
    assert {"theme", "id", "zh"} == set(data["changes"][0])
    same = run("diff", "guangxi-2017", "guangxi-2017")
    assert same.stdout == "两个指标体系的规则完全相同\n"


def test_show_marks_what_is_doubtful() -> None:
    shown = run("show", "guangxi-2017")
    assert shown.returncode == 0
    for words in ("〔待核定〕", "来源：", "不合格线", "档级：", "榜单 red", "权重20%", "倒扣"):
        assert words in shown.stdout
    data = json.loads(run("show", "guangxi-2017", "--json").stdout)
    assert data["tree"]["id"] == "total"


def test_list_counts_what_show_counts() -> None:
    rows = {line.split()[0]: line.split()[-1] for line in run("list").stdout.splitlines()[2:] if line.strip()}
    for system in list_systems():
        marked = run("show", system.id).stdout
        counted = f"有 {rows[system.id].removesuffix('项')} 处数值或文字待核定"
        assert counted in marked or rows[system.id] == "0项", system.id


def test_schema_is_written(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    assert run("schema", "--out", str(path)).returncode == 0
    written = path.read_text(encoding="utf-8")
    assert json.loads(written)["$schema"].endswith("2020-12/schema")
    assert run("schema").stdout == written


@pytest.mark.parametrize(
    "arguments", [("show", "nowhere"), ("diff", "guangxi-2017", "nowhere"), ("new", "../x"), ("lint", "no.yaml")]
)
def test_wrong_calls_end_with_two(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
