"""``hengping rescore`` and ``hengping compare`` as operators call them, on runs made from findings alone."""

import csv
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from rescore_case import FAULTS, contents, made_run, system

from hengping.cli.app import main
from hengping.model.errors import InputError, RunError
from hengping.pipeline.compare import compare
from hengping.pipeline.rescore import rescore


class Said(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Said]


@pytest.fixture
def hengping(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command line within this process: starting another takes longer than most of these commands."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["hengping", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_run(tmp_path_factory.mktemp("2025"))


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["site_code"]: row for row in csv.DictReader(stream)}


def test_rescore_journey(hengping: Call, run: Path, tmp_path: Path) -> None:
    """Links cost 5 instead of 2, blank sections 1 instead of 3: places change, the run does not."""
    before = contents(run)
    harsh = system(tmp_path / "new", "links-2026", link=5, blank=1)
    result = hengping("rescore", run, "--system", harsh, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert contents(run) == before
    assert "换体系评分" in result.stderr
    assert "links-2025 1 → links-2026 1" in result.stdout
    assert "名次变化：2个网站" in result.stdout
    assert "由合格变为不合格：网站4（1个）" in result.stdout
    place = tmp_path / "out" / "results" / "links-2026"
    assert {path.name for path in place.iterdir()} >= {
        "scores.csv",
        "ranks.csv",
        "vetoes.csv",
        "lists.csv",
        "bridge.csv",
        "bridge.json",
    }
    bridge = rows(place / "bridge.csv")
    assert [bridge[code]["old_score"] for code in FAULTS] == ["86.00", "88.00", "97.00", "61.00"]
    first = bridge["9900000001"]
    assert (first["old_score"], first["rule_effect"], first["evidence_effect"]) == ("86.00", "5.00", "0.00")
    assert (first["new_score"], first["old_rank"], first["new_rank"], first["rank_change"]) == ("91.00", "3", "2", "1")
    assert rows(place / "ranks.csv")["9900000001"]["total"] == "91.00"
    assert (tmp_path / "out" / "scores" / "links-2026" / "9900000001.json").is_file()


def test_rules_with_other_full_marks_have_no_rule_effect_in_points(hengping: Call, run: Path, tmp_path: Path) -> None:
    rules = system(tmp_path / "new", "links-2026")
    text = rules.read_text(encoding="utf-8").replace("scale: 100", "scale: 130").replace("marks: 60", "marks: 90")
    rules.write_text(text, encoding="utf-8")
    result = hengping("rescore", run, "--system", rules, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert "满分由100变为130，总分不可直接相减" in result.stdout
    assert "None" not in result.stdout
    first = rows(tmp_path / "out" / "results" / "links-2026" / "bridge.csv")["9900000001"]
    assert (first["old_score"], first["rule_effect"], first["new_score"]) == ("86.00", "", "116.00")
    assert "满分不同" in first["note"]


def test_json_alone_on_standard_output(hengping: Call, run: Path, tmp_path: Path) -> None:
    result = hengping("rescore", run, "--system", system(tmp_path / "new"), "--out", tmp_path / "out", "--json")
    said = json.loads(result.stdout)
    assert said["source"]["against"] == "links-2025"
    assert said["bridge"]["same_evidence"] is True
    assert said["complete"] is True


def test_the_same_rules_give_the_same_scores_and_a_bridge_of_zeroes(run: Path, tmp_path: Path) -> None:
    outcome = rescore(run, run / "systems" / "links-2025.yaml", tmp_path / "out")
    for part in ("scores/links-2025", "results/links-2025"):
        made, old = contents(tmp_path / "out" / part), contents(run / part)
        assert {name: made[name] for name in old} == old
    assert {site.score.rule_effect for site in outcome.bridge.sites} == {Decimal(0)}
    assert outcome.bridge.moved() == []


def test_twice_the_same_bytes_and_no_stale_files(run: Path, tmp_path: Path) -> None:
    rescore(run, system(tmp_path / "a", "links-2026"), tmp_path / "out")
    rescore(run, system(tmp_path / "b", "links-2027", link=1), tmp_path / "out")
    again = contents(tmp_path / "out")
    assert not any("links-2026" in name for name in again)
    rescore(run, system(tmp_path / "b", "links-2027", link=1), tmp_path / "out")
    assert contents(tmp_path / "out") == again


def test_a_check_that_the_run_never_ran_is_said_and_shows_in_coverage(
    hengping: Call, run: Path, tmp_path: Path
) -> None:
    other = system(tmp_path / "new", "links-2026", check="never_heard_of")
    # Lint knows the checks of this version; a file from a later one may ask for more.
    result = hengping("rescore", run, "--system", other, "--out", tmp_path / "out")
    assert "检查项 never_heard_of 在这次评估中没有运行过，blanks 按未检查处理" in result.stdout, result.stderr
    assert Decimal(rows(tmp_path / "out" / "results" / "links-2026" / "ranks.csv")["9900000001"]["coverage"]) < 1


def test_vetoed_sites_have_words(run: Path, tmp_path: Path) -> None:
    veto = (
        "vetoes: [{id: V1, title: 空白, reason: '空白栏目{count}个', "
        "rule: {kind: count, at_least: 5, select: [{check: blank_section}]}}]"
    )
    outcome = rescore(run, system(tmp_path / "new", "links-2026", more=veto), tmp_path / "out")
    last = outcome.bridge.sites[-1]
    assert (last.score.new, last.score.rule_effect) == (None, None)
    assert "新规则：单项否决，无总分（空白栏目5个）" in last.note
    assert [site.site_code for site in outcome.bridge.now_failed()] == ["9900000004"]


def test_rules_that_set_sites_against_each_other(run: Path, tmp_path: Path) -> None:
    rules = system(tmp_path / "new", "normal-2026")
    text = rules.read_text(encoding="utf-8")
    at, end = text.index("    - id: links\n"), text.index("    - id: blanks")
    leaf = "".join(f"    {line}\n" for line in text[at:end].splitlines())
    branch = "    - id: set\n      title: 组\n      kind: indicator\n      marks: 60\n"
    branch += "      normalise: {method: min_max}\n      children:\n"
    rules.write_text(text[:at] + branch + leaf + text[end:], encoding="utf-8")
    outcome = rescore(run, rules, tmp_path / "out")
    totals = {site.site_code[-1]: site.score.new for site in outcome.bridge.sites}
    # Links keep 58, 48, 60 and 36 of 60: against each other 55, 30, 60 and 0.
    assert totals == {"1": 83, "2": 70, "3": 97, "4": 25}
    assert (tmp_path / "out" / "results" / "normal-2026" / "panel.json").is_file()


@pytest.mark.parametrize(
    ("until", "words"), [("check", ["没有得分", "hengping run"]), ("score", ["results.json", "尚未做完"])]
)
def test_an_unfinished_run_is_refused(tmp_path: Path, until: str, words: list[str]) -> None:
    unfinished = made_run(tmp_path / "x", until=until)
    with pytest.raises(RunError) as refused:
        rescore(unfinished, system(tmp_path / "new"), tmp_path / "out")
    assert all(word in str(refused.value) for word in words), refused.value
    assert not (tmp_path / "out").exists()


def test_a_run_without_findings_is_refused(run: Path, tmp_path: Path) -> None:
    bare = made_run(tmp_path / "x")
    min(bare.glob("findings/*")).unlink()
    with pytest.raises(RunError, match="网站1没有检查结果"):
        rescore(bare, system(tmp_path / "new"), tmp_path / "out")


def test_places_that_cannot_be_used(run: Path, tmp_path: Path) -> None:
    rules = system(tmp_path / "new")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    for out in (run, run / "re", run.parent, tmp_path / "mine", tmp_path / "file"):
        with pytest.raises(InputError) as refused:
            rescore(run, rules, out)
        assert refused.value.remedy.startswith("换一个目录")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["photo.jpg"]
    with pytest.raises(InputError, match="没有用体系“x”评分"):
        rescore(run, rules, tmp_path / "out", against="x")


def test_wrong_calls_are_one_line_and_exit_code_2(hengping: Call, run: Path, tmp_path: Path) -> None:
    calls = [
        ["rescore", "nowhere", "--system", "guangxi-2017", "--out", tmp_path / "o"],
        ["rescore", run, "--system", "no-such-system", "--out", tmp_path / "o"],
        ["compare", run, "nowhere"],
        ["compare", run, run, "--successors", "absent.csv"],
        ["compare", run, run, "--line", "high"],
    ]
    for call in calls:
        result = hengping(*call)
        assert result.returncode == 2, (call, result.stderr)
        assert result.stderr.strip().splitlines()[-1].startswith("错误："), call
        assert "Traceback" not in result.stderr


def test_compare_journey_with_new_rules_has_a_bridge(hengping: Call, run: Path, tmp_path: Path) -> None:
    later = {"9900000001": (1, 2), "9900000005": (6, 0), "9900000003": (0, 1), "9900000006": (0, 0)}
    new = made_run(tmp_path / "2026", later, name="links-2026", link=5)
    table = tmp_path / "successors.csv"
    table.write_text("old_site_code,new_site_code,reason,on\n9900000002,9900000005,更名,2026-03-01\n", encoding="utf-8")
    result = hengping("compare", run, new, "--successors", table, "--line", "90", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert "网站：更名1个、新增1个、不再列入1个" in result.stdout
    assert "衔接表：links-2025 1 → links-2026 1" in result.stdout
    place = tmp_path / "out" / "results" / "links-2026"
    bridge = rows(place / "bridge.csv")
    one = bridge["9900000001"]
    assert [one[name] for name in ("old_score", "rule_effect", "evidence_effect", "new_score")] == [
        "86.00",
        "-3.00",
        "6.00",
        "89.00",
    ]
    assert bridge["9900000005"]["old_score"] == "88.00"
    assert bridge["9900000006"]["note"] == "上一轮没有该网站"
    said = json.loads((place / "compare.json").read_text(encoding="utf-8"))
    assert said["rules_changed"] is True
    assert [gone["site_code"] for gone in said["closed"]] == ["9900000004"]


def test_compare_of_the_same_run_has_no_change_and_no_bridge(run: Path) -> None:
    (compared,) = compare(run, run)
    assert compared.bridge is None
    assert {site.total.words for site in compared.comparison.sites} == {"持平"}
    assert compared.comparison.groups[0].panel_sites == 4


def test_compare_says_why_there_is_no_bridge(hengping: Call, run: Path, tmp_path: Path) -> None:
    rescored = tmp_path / "out"
    rescore(run, system(tmp_path / "new", "links-2026", link=5), rescored)
    (compared,) = compare(rescored, run)
    assert compared.bridge is None
    assert "上一轮不是完整的评估目录" in compared.no_bridge
    result = hengping("compare", rescored, run)
    assert compared.no_bridge in result.stdout


def test_systems_that_have_nothing_to_do_with_each_other_are_refused(tmp_path: Path) -> None:
    old = made_run(tmp_path / "a", name="first")
    for name in ("second", "third"):
        rescore(old, system(tmp_path / name, name), tmp_path / f"out-{name}")
    both = tmp_path / "both"
    for name in ("second", "third"):
        for part in ("scores", "results"):
            target = both / part / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / f"out-{name}" / part / name).rename(target)
    with pytest.raises(InputError, match="对不上"):
        compare(both, old)


def test_peers_on_screen(hengping: Call, run: Path) -> None:
    result = hengping("peers", run, "--site", "9900000001", "--peer", "9900000003", "--peer", "9900000002")
    assert result.returncode == 0, result.stderr
    assert "网站1：总分86.00，对标网站平均92.50、最高97.00，排第3（共3个）" in result.stdout
    assert "空白栏目" in result.stdout
    said = json.loads(hengping("peers", run, "--site", "9900000001", "--json").stdout)
    assert said["peers"] == ["9900000003", "9900000002", "9900000004"]
