"""``previous`` in campaign.yaml: last year frozen into the run, compared by ``rank``, recomputed by ``verify``."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from rescore_case import FAULTS, contents, made_run

from hengping.evidence.manifest import seal
from hengping.model.errors import InputError, RunError
from hengping.pipeline.campaign_file import load_campaign, notices
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.judge import judge
from hengping.pipeline.past_rounds import read_rounds
from hengping.pipeline.peers import against_peers
from hengping.pipeline.previous import carried_over
from hengping.pipeline.run import redo_stage
from hengping.pipeline.run_info import read_run_info
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.verify import verify
from hengping.ranking.compare.rounds import Successor

IMPROVED = "lists: [{id: better, title: 进步较明显, conditions: [{kind: improved, by: points, top: 1}]}]"
LATER = {"9900000001": (1, 1), "9900000005": (2, 0), "9900000003": (5, 1), "9900000006": (0, 0)}
TABLE = "old_site_code,new_site_code,reason,on\n9900000002,9900000005,更名,2026-03-01\n"
SETTINGS = "previous: ../../2025/run\nsuccessors: successors.csv\n"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years side by side; the second names the first and looks for the most improved."""
    base = tmp_path_factory.mktemp("years")
    made_run(base / "2025")
    (base / "2026" / "campaign").mkdir(parents=True)
    (base / "2026" / "campaign" / "successors.csv").write_text(TABLE, encoding="utf-8")
    made_run(base / "2026", LATER, more=SETTINGS, name="links-2026", lists=IMPROVED)
    return base


@pytest.fixture
def copy(years: Path, tmp_path: Path) -> Path:
    shutil.copytree(years, tmp_path / "years")
    return tmp_path / "years"


def test_last_year_is_frozen_with_its_digests(years: Path) -> None:
    run = years / "2026" / "run"
    frozen = contents(run / "previous")
    assert set(frozen) == {
        "links-2026/round.json",
        "links-2026/scores.jsonl",
        "links-2026/system.yaml",
        "successors.csv",
    }
    assert read_run_info(run / "run.json").previous.keys() == frozen.keys()
    assert frozen["links-2026/system.yaml"] == (years / "2025" / "campaign" / "system.yaml").read_bytes()
    assert b"finding" not in frozen["links-2026/scores.jsonl"]


def test_rank_writes_the_comparison_and_the_most_improved(years: Path) -> None:
    place = years / "2026" / "run" / "results" / "links-2026"
    said = json.loads((place / "compare.json").read_text(encoding="utf-8"))
    assert (said["before_system"], said["after_system"], said["rules_changed"]) == ("links-2025", "links-2026", True)
    sites = {site["site_code"]: site for site in said["sites"]}
    assert sites["9900000001"]["total"]["points"] == "9.00"
    assert (sites["9900000005"]["fate"], sites["9900000005"]["total"]["before"]) == ("renamed", "88.00")
    assert sites["9900000006"]["fate"] == "new"
    assert [gone["site_code"] for gone in said["closed"]] == ["9900000004"]
    with (place / "compare.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["level"] for row in csv.DictReader(stream)} == {"group", "indicator", "site"}
    with (place / "lists.csv").open(encoding="utf-8", newline="") as stream:
        (better,) = list(csv.DictReader(stream))
    assert better["site_code"] == "9900000001"
    assert "提高9.00分" in better["reasons"]
    assert (place / "costs.csv").is_file()


def test_without_a_round_before_there_is_nothing_to_compare(years: Path) -> None:
    run = years / "2025" / "run"
    assert not (run / "previous").exists()
    assert {path.name for path in (run / "results" / "links-2025").iterdir()} >= {"costs.csv", "ranks.csv"}
    assert not list(run.rglob("compare.*"))


def test_the_run_stands_alone(copy: Path) -> None:
    run = copy / "2026" / "run"
    before = contents(run / "results")
    shutil.rmtree(copy / "2025")
    redo_stage(open_run(run), "rank")
    assert contents(run / "results") == before
    assert read_results(open_run(run))["links-2026"].lists


def test_last_year_under_the_new_codes(years: Path) -> None:
    past = read_rounds(years / "2025" / "run")["links-2025"].round
    now = read_rounds(years / "2026" / "run")["links-2026"].round.scores
    merged = [Successor(old_site_code=code, new_site_code="9900000006") for code in ("9900000001", "9900000002")]
    rows = {row.site_code: row for row in carried_over(past, now, merged).ranks}
    assert (rows["9900000006"].total, rows["9900000006"].rank) == (87, None)
    assert (rows["9900000003"].total, rows["9900000003"].rank) == (97, 1)
    assert "9900000001" not in rows
    other_scale = [msgspec.structs.replace(score, full=Decimal(130)) for score in now]
    assert {row.total for row in carried_over(past, other_scale, merged).ranks} == {None}


def sites_of(run: Path) -> list[str]:
    return [fault.path for fault in verify(run).mismatches if "results" in fault.path or "previous" in fault.path]


def test_verify_recomputes_the_comparison(copy: Path) -> None:
    run = copy / "2026" / "run"
    assert sites_of(run) == []
    forged = run / "results" / "links-2026" / "compare.csv"
    forged.write_bytes(forged.read_bytes().replace(b"9.00", b"8.00", 1))
    seal(run, [forged], "rank")
    assert sites_of(run) == ["results/links-2026/compare.csv"]


@pytest.mark.parametrize("name", ["links-2026/scores.jsonl", "links-2026/round.json", "successors.csv"])
def test_a_changed_copy_is_named(copy: Path, name: str) -> None:
    run = copy / "2026" / "run"
    path = run / "previous" / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert f"previous/{name}" in sites_of(run)
    with pytest.raises(RunError, match=name):
        open_run(run)
    path.unlink()
    assert f"previous/{name}" in sites_of(run)


def test_another_last_year_is_another_run(copy: Path) -> None:
    made_run(copy / "2024", FAULTS, more="", link=1)
    path = copy / "2026" / "campaign" / "campaign.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025", "2024"), encoding="utf-8")
    with pytest.raises(RunError, match="上一轮结果"):
        create_run(load_campaign(path), copy / "2026" / "run")


def test_running_again_with_the_same_settings_goes_on(copy: Path) -> None:
    before = contents(copy / "2026" / "run")
    create_run(load_campaign(copy / "2026" / "campaign" / "campaign.yaml"), copy / "2026" / "run")
    assert contents(copy / "2026" / "run") == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("previous: ../nowhere\n", ["nowhere", "不是评估结果目录"]),
        ("successors: s.csv\n", ["没有写 previous"]),
        ("previous: ../../2025/run\nsuccessors: absent.csv\n", ["absent.csv", "没有这个文件"]),
        ("previous: ../../unfinished/run\n", ["尚未做完"]),
    ],
)
def test_a_round_before_that_cannot_be_used_is_refused(copy: Path, more: str, words: list[str]) -> None:
    made_run(copy / "unfinished", until="score")
    with pytest.raises((InputError, RunError)) as refused:
        made_run(copy / "new", more=more)
    assert all(word in str(refused.value) for word in words), refused.value
    assert not (copy / "new" / "run").exists()


def test_a_judged_table_can_be_the_round_before(tmp_path: Path) -> None:
    values = tmp_path / "values.csv"
    rows = ["site_code,item,value", *(f"{code},total,{50 + number}" for number, code in enumerate(FAULTS))]
    values.write_text("\n".join(rows) + "\n", encoding="utf-8")
    made = made_run(tmp_path / "x")
    old = open_run(made).systems["links-2025"]
    judge(old, values, None, tmp_path / "judged")
    run = made_run(tmp_path / "y", more="previous: ../../judged\n")
    said = json.loads((run / "results" / "links-2025" / "compare.json").read_text(encoding="utf-8"))
    assert [site["total"]["before"] for site in said["sites"]] == ["50.00", "51.00", "52.00", "53.00"]
    assert said["rules_changed"] is False


def test_the_setting_is_no_longer_announced_as_missing(years: Path) -> None:
    campaign = load_campaign(years / "2026" / "campaign" / "campaign.yaml").campaign
    assert not any("previous" in notice for notice in notices(campaign, campaign.as_of))


def test_one_site_against_its_group_and_its_own_last_year(years: Path) -> None:
    run = years / "2026" / "run"
    found = against_peers(run, "9900000005", system_id="links-2026")
    assert (found.position, found.of, found.total) == (2, 4, 96)
    assert found.last_year is not None
    assert found.last_year.words == "提高了8分"
    chosen = against_peers(run, "9900000003", ["9900000006"])
    assert chosen.peers == ("9900000006",)
    assert [(node.item_id, node.gap) for node in chosen.nodes] == [("total", 13), ("links", 10), ("blanks", 3)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"site_code": "1"}, "没有网站 1"),
        ({"site_code": "9900000003", "peers": ["2"]}, "没有网站 2"),
        ({"site_code": "9900000003", "system_id": "x"}, "没有用体系“x”评分"),
    ],
)
def test_sites_and_systems_that_are_not_there(years: Path, call: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        against_peers(years / "2026" / "run", **call)  # type: ignore[arg-type]


def test_names_in_run_json_never_lead_out_of_the_folder(copy: Path) -> None:
    path = copy / "2026" / "run" / "run.json"
    info = json.loads(path.read_text(encoding="utf-8"))
    info["previous"] = {"../../../secret": "0"}
    path.write_text(json.dumps(info), encoding="utf-8")
    with pytest.raises(RunError, match="文件名"):
        open_run(path.parent)
    assert any(fault.path == "run.json" for fault in verify(path.parent).mismatches)
