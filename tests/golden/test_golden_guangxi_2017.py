"""The published rows of Guangxi 2017 through ``judge``: 34 black, 22 red, 81.42 %, the top tens."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import guangxi_2017_data as data
import pytest

from hengping.indicators.load import load_system
from hengping.model.score import ListEntry
from hengping.model.site import Site
from hengping.pipeline.judge import JudgeOutcome, judge

pytestmark = pytest.mark.skipif(
    not data.seeds_folder().is_dir(), reason=f"published rows not found in {data.seeds_folder()}; set HENGPING_GOLDEN"
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    folder = tmp_path_factory.mktemp("guangxi")
    units = data.build()
    _, values = data.write(units, folder)
    sites = [
        Site(site_code=data.code_of(unit, number), name=unit.name, url="", group=unit.group)
        for number, unit in enumerate(units)
    ]
    return judge(load_system("guangxi-2017"), values, sites, folder / "out")


def _rows(name: str) -> list[dict[str, str]]:
    with (data.seeds_folder() / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _entries(outcome: JudgeOutcome, name: str) -> list[ListEntry]:
    return [entry for entry in outcome.results.lists if entry.list_id == name]


def test_all_sites_of_the_notice_are_there(outcome: JudgeOutcome) -> None:
    assert Counter(score.group for score in outcome.scores) == data.SIZES


def test_black_list_has_the_published_sites_and_triggers(outcome: JudgeOutcome) -> None:
    reason_of = {"健康扣分超40": "健康运行累计扣分41.00分", "总分低于60": "总分"}
    published = {row["unit_full"]: row for row in _rows("guangxi_2017_blacklist.csv")}
    entries = {entry.name: entry for entry in _entries(outcome, "black")}
    assert len(entries) == 34
    assert entries.keys() == published.keys()
    for name, row in published.items():
        (reason,) = entries[name].reasons
        veto = data.BLANK_TRIGGER if row["finding_published"].startswith(data.BLANK_TRIGGER) else data.STALE_TRIGGER
        assert reason.startswith(reason_of.get(row["trigger"], veto)), name
        assert row["site_code"] in {entries[name].site_code, ""}


def test_black_list_by_trigger(outcome: JudgeOutcome) -> None:
    published = Counter(row["trigger"] for row in _rows("guangxi_2017_blacklist.csv"))
    vetoed = sum(score.state == "vetoed" for score in outcome.scores)
    lines = Counter(reason.line_id for score in outcome.scores for reason in score.fail_reasons)
    assert vetoed == published["单项否决"]
    assert lines == {"health_over_40": published["健康扣分超40"], "total_below_60": published["总分低于60"]}


def test_red_list_has_the_published_sites_in_their_groups(outcome: JudgeOutcome) -> None:
    entries = _entries(outcome, "red")
    assert len(entries) == 22
    group_of = {score.site_code: score.group for score in outcome.scores}
    order = [(group_of[entry.site_code][0], entry.name) for entry in entries]
    published = [(row["group"][0], row["unit"]) for row in _rows("guangxi_2017_redlist.csv")]
    assert order == published


def test_pass_rate(outcome: JudgeOutcome) -> None:
    whole = outcome.results.groups[0]
    assert (whole.passed, whole.assessed, whole.sites) == (149, 183, 183)
    assert str(whole.pass_rate) == "0.8142"


@pytest.mark.parametrize("group", data.SIZES)
def test_top_of_each_group(outcome: JudgeOutcome, group: str) -> None:
    published = [row for row in _rows("guangxi_2017_ranking_top.csv") if row["group"][0] == group[0]]
    rows = [row for row in outcome.results.ranks if row.group == group][: len(published)]
    assert {(row.rank, row.name) for row in rows} == {
        (int(row["rank_dense_inferred"]), row["unit"]) for row in published
    }
    assert [row.tied for row in rows] == [row["tie_marker_published"] == "并列" for row in published]
    assert [row.rank for row in rows] == [int(row["rank_dense_inferred"]) for row in published]


def test_top_ten_counties_are_eleven_names(outcome: JudgeOutcome) -> None:
    names = [row.name for row in outcome.results.ranks if row.group == data.COUNTIES and row.rank and row.rank <= 10]
    assert len(names) == 11


def test_files_stand_where_the_contract_says(outcome: JudgeOutcome) -> None:
    names = {path.name for path in outcome.files if path.parent.name == "guangxi-2017"}
    assert {"scores.csv", "ranks.csv", "vetoes.csv", "lists.csv"} <= names
    (lists,) = [path for path in outcome.files if path.name == "lists.csv"]
    assert len(Path(lists).read_text(encoding="utf-8").splitlines()) == 1 + 34 + 22


def test_the_command_prints_the_published_figures(tmp_path: Path) -> None:
    roster, values = data.write(data.build(), tmp_path)
    program = Path(sys.executable).with_name("hengping")
    arguments = ["--values", values, "--roster", roster, "--out", tmp_path / "out"]
    done = subprocess.run(
        [program, "judge", "--system", "guangxi-2017", *arguments], capture_output=True, check=True, timeout=60
    )
    printed = done.stdout.decode("utf-8")
    assert "红榜22个；黑榜34个" in printed
    assert "81.42%" in printed
