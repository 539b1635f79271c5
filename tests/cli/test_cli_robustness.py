"""``robustness`` and ``bench`` as commands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_case import call

SYSTEM = """\
schema: 1
id: tiny
version: "1"
title: 小体系
sources: [{title: 测试}]
effective: {from: 2026-01-01}
scale: 100
tiers:
  - {id: low, title: 不及格, at_least: 0, below: 60}
  - {id: high, title: 及格, at_least: 60, at_most: 100}
tree:
  id: total
  title: 总分
  kind: system
  operator: sum
  children:
    - {id: a, title: 甲, kind: item, marks: 50, rule: {kind: given}}
    - {id: b, title: 乙, kind: item, marks: 50, rule: {kind: given}}
"""


def within(*arguments):
    """A call that succeeds."""
    done = call(*arguments)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("robustness")
    (folder / "tiny.yaml").write_text(SYSTEM, encoding="utf-8")
    rows = [
        f"45000000{n:02d},{name},{value}" for n in range(6) for name, value in (("a", 50 - 6 * n), ("b", 10 + 5 * n))
    ]
    (folder / "values.csv").write_text("site_code,item,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = call("judge", "--system", folder / "tiny.yaml", "--values", folder / "values.csv", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_prints_intervals_and_writes_nothing(judged):
    before = files(judged)
    done = call("robustness", judged / "out", "--system", judged / "tiny.yaml", "--draws", 200, "--seed", 7)
    assert done.returncode == 0, done.stderr
    assert "名次区间" in done.stdout
    assert "随机种子7" in done.stdout
    assert "临界复核队列" in done.stdout
    assert "影响名次最大的权重" in done.stdout
    assert files(judged) == before


def test_json_is_the_same_twice_and_on_any_number_of_threads(judged):
    asked = ("robustness", judged / "out", "--system", judged / "tiny.yaml", "--draws", 100, "--json")
    first, second = call(*asked), call(*asked, "--threads", 1)
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert (found["draws"], found["seed"], len(found["sites"])) == (100, 1, 6)
    assert found["sites"][0]["places"][0] >= 1


def test_out_writes_the_record(judged, tmp_path):
    done = call(
        "robustness", judged / "out", "--system", judged / "tiny.yaml", "--draws", 50, "--out", tmp_path, "--json"
    )
    assert files(tmp_path) == [Path("results/tiny/robustness.json")]
    assert json.loads((tmp_path / "results/tiny/robustness.json").read_text(encoding="utf-8")) == json.loads(
        done.stdout
    )


def test_a_record_made_from_older_scores_is_named_and_renewed(judged, tmp_path):
    """Scored again with other values: the old record is stale until ``--out`` writes it anew."""
    system, out = judged / "tiny.yaml", tmp_path / "out"
    values = tmp_path / "values.csv"

    def judge(extra):
        text = (judged / "values.csv").read_text(encoding="utf-8")
        values.write_text(text.replace("4500000000,a,50", f"4500000000,a,{extra}"), encoding="utf-8")
        within("judge", "--system", system, "--values", values, "--out", out)

    def analyse(*more):
        return within("robustness", out, "--system", system, "--draws", 50, "--points", 2, *more)

    judge(50)
    analyse("--out", out)
    record = out / "results/tiny/robustness.json"
    assert json.loads(record.read_text(encoding="utf-8"))["scores_digest"]
    assert "过时" not in analyse("--seed", 2).stderr
    judge(20)
    stale = analyse("--json")
    assert "results/tiny/robustness.json" in stale.stderr
    assert "已过时" in stale.stderr
    assert json.loads(stale.stdout)["scores_digest"] != json.loads(record.read_text(encoding="utf-8"))["scores_digest"]
    assert "已重新写出" in analyse("--out", out).stderr
    assert "过时" not in analyse().stderr


ASSESSED = """\
schema: 1
id: assessed
version: "1"
title: 人工评分
sources: [{title: 测试}]
effective: {from: 2026-01-01}
scale: 100
tree:
  id: total
  title: 总分
  kind: system
  operator: sum
  children:
    - {id: a, title: 页面设计, kind: item, marks: 60, rule: {kind: given}}
    - {id: b, title: 服务体验, kind: item, marks: 40, rule: {kind: given}}
"""


def reviews_of(folder, assessors):
    """Every assessor marks both items of six sites; the second is 4 points milder, and a little milder every day."""
    lines = [
        {
            "site_code": f"45000000{n:02d}",
            "item_id": name,
            "marks": str(5 * n + 4 * number + n * number),
            "actor": who,
            "decided_at": f"2026-03-{n + 1:02d}T09:00:00+08:00",
            "reason": "看过",
        }
        for n in range(6)
        for name in ("a", "b")
        for number, who in enumerate(assessors)
    ]
    (folder / "reviews").mkdir(exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "reviews/marks.jsonl").write_text(text, encoding="utf-8")


def test_agreement_of_assessors_is_read_from_the_reviews(judged, tmp_path):
    (tmp_path / "assessed.yaml").write_text(ASSESSED, encoding="utf-8")
    out = tmp_path / "out"
    asked = ("--system", tmp_path / "assessed.yaml")
    within("judge", *asked, "--values", judged / "values.csv", "--out", out)
    asked = ("robustness", out, *asked, "--draws", 50, "--points", 2)
    assert "评分一致性：未计算" in within(*asked).stdout
    reviews_of(out, ["张某"])
    assert "评分一致性：未计算" in within(*asked).stdout
    reviews_of(out, ["张某", "李某"])
    done = within(*asked)
    for word in ("Krippendorff α，12个对象", "页面设计", "服务体验", "95%区间", "张某", "严", "李某", "宽", "每天漂移"):
        assert word in done.stdout
    found = json.loads(within(*asked, "--json").stdout)["agreement"]
    assert [each["item_id"] for each in found["items"]] == ["", "a", "b"]
    mild = next(each for each in found["assessors"] if each["assessor"] == "李某")
    assert mild["deviation"] == pytest.approx((6.5 / 60 + 6.5 / 40) / 2, abs=1e-3)
    assert mild["drift"] == pytest.approx((1 / 60 + 1 / 40) / 2, abs=1e-3)


def test_figures_are_printed_for_people(judged):
    done = within("robustness", judged / "out", "--system", judged / "tiny.yaml", "--draws", 200, "--points", 3)
    assert " 60.00 " in done.stdout
    assert "样本8点" in done.stdout
    assert "甲" in done.stdout
    assert "乙" in done.stdout
    assert "…" not in done.stdout
    assert "-0." not in done.stdout
    for line in done.stdout.splitlines():
        assert sum(2 if sign > "\u2e80" else 1 for sign in line) <= 100, line


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--system", "nothing"], "没有指标体系 nothing"),
        (["--weights", "0"], "没有设定任何不确定性"),
    ],
)
def test_wrong_calls_say_why(judged, arguments, word):
    more = [] if "--system" in arguments else ["--system", judged / "tiny.yaml"]
    done = call("robustness", judged / "out", *arguments, *more)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_accuracy_table_with_a_wrong_number_names_the_line(judged, tmp_path):
    table = tmp_path / "accuracy.csv"
    table.write_text("check,precision,recall\nblank_section,0.9,1.5\n", encoding="utf-8")
    done = call("robustness", judged / "out", "--system", judged / "tiny.yaml", "--findings", "--accuracy", table)
    assert done.returncode == 2
    assert "1.5" in done.stderr
    assert "accuracy.csv" in done.stderr


def test_other_benchmarks_are_refused_with_the_known_names():
    done = call("bench", "nonsense")
    assert done.returncode == 2
    assert "没有性能测试" in done.stderr
    assert "score" in done.stderr


def test_bench_web_says_that_it_needs_a_database(monkeypatch):
    monkeypatch.delenv("HENGPING_DATABASE_URL", raising=False)
    monkeypatch.delenv("HENGPING_TEST_DATABASE_URL", raising=False)
    done = call("bench", "web")
    assert done.returncode == 2
    assert "HENGPING_DATABASE_URL" in done.stderr


def test_bench_score_small():
    done = call("bench", "score", "--sites", 140, "--items", 12, "--draws", 100, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    result = found["result"]
    assert result["identical"] is True
    assert (result["exact"]["ranked"], result["exact"]["small_sites"]) == (140, 20)
    assert result["exact"]["findings"] > 140 * 12
    assert [part["ties_on"] for part in result["draws"]] == ["raw", "printed"]
    assert all(part["ratio"] > 1 for part in result["draws"])
    assert all(part["cpu_seconds"] > 0 and "df.apply" in part["naive_loop"] for part in result["draws"])
    assert set(found["met"]) == {goal["name"] for goal in result["goals"]}


def test_commands_that_need_no_statistics_do_not_load_numpy():
    code = "import sys, hengping.cli.app; print(sorted({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
