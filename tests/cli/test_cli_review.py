"""``review`` and ``accuracy`` as a person types them."""

import json
import shutil

import pytest
from cli_case import call

from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.run import do_run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Two sites of the demo province, scored."""
    base = tmp_path_factory.mktemp("review")
    province = build(2, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(base / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "count: 1")
        campaign.write_text(text.replace("max_pages_per_site: 400", "max_pages_per_site: 150"), encoding="utf-8")
        do_run(create_run(load_campaign(campaign), base / "run"), "score")
    return base


@pytest.fixture
def run(finished, tmp_path):
    shutil.copytree(finished / "run", tmp_path / "run")
    return tmp_path / "run"


def test_a_task_is_listed_shown_decided_and_taken_back(run):
    tasks = json.loads(call("review", run, "list", "--json").stdout)
    assert tasks
    chosen = tasks[0]["finding_id"]
    assert chosen in call("review", run, "list").stdout
    shown = call("review", run, "show", chosen)
    assert "尚无决定" in shown.stdout
    assert f"hengping show {chosen} --run" in shown.stdout
    done = call("review", run, "decide", chosen, "--outcome", "pass", "--reason", "看过，正常", "--actor", "李某")
    assert (done.returncode, "已记下" in done.stdout) == (0, True)
    assert chosen not in [task["finding_id"] for task in json.loads(call("review", run, "list", "--json").stdout)]
    assert "符合，李某" in call("review", run, "show", chosen).stdout
    call("review", run, "decide", chosen, "--outcome", "cannot_tell", "--reason", "再看", "--actor", "李某")
    waiting = json.loads(call("review", run, "list", "--json").stdout)
    assert [task["decision"]["outcome"] for task in waiting if task["finding_id"] == chosen] == ["cannot_tell"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("decide", "nothing", "--outcome", "pass", "--reason", "r", "--actor", "a"), "没有这条检查结果"),
        (("sample", "--rate", "2"), "不是比例"),
        (("sample", "--rate", "x"), "不是比例"),
    ],
)
def test_wrong_calls_are_refused_in_one_line(run, arguments, told):
    done = call("review", run, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_sample_is_drawn_and_listed(run):
    done = call("review", run, "sample", "--rate", "1", "--seed", "甲", "--json")
    drawn = json.loads(done.stdout)
    assert drawn["seed"] == "甲"
    assert len(drawn["findings"]) == drawn["of"] > 0
    listed = json.loads(call("review", run, "list", "--json").stdout)
    assert {task["finding_id"] for task in listed if task["why"] == "sample"} == set(drawn["findings"])


def test_accuracy_counts_a_labelled_folder_and_is_stored(finished, tmp_path):
    stored = tmp_path / "measured.json"
    done = call("accuracy", "--demo", 0, "--labelled", finished, "--save", stored, "--json")
    rows = {row["check"]: row for row in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0
    assert any(row["hits"] for row in rows.values())
    assert all(row["precision"] is None or 0 <= float(row["precision_low"]) <= 1 for row in rows.values())
    table = json.loads(stored.read_bytes())
    assert {row["source"] for row in table["rows"]} == {"cases", f"labelled:{finished.name}"}
    told = call("accuracy", "--demo", 0, "--labelled", finished).stdout
    assert "召回率" in told
    assert "未能测算" in told


def test_checks_list_and_show_print_what_was_measured():
    told = json.loads(call("checks", "list", "--json").stdout)
    assert all("measured" in check for check in told)
    assert "准确率" in call("checks", "list").stdout
    assert json.loads(call("checks", "show", "search_broken", "--json").stdout)["id"] == "search_broken"
    assert all(bool(check["measured"]) is not bool(check["unmeasured"]) for check in told)
    assert "测于记录" in call("checks", "show", "tls_outdated").stdout
    assert "测于网页" in call("checks", "show", "defaced").stdout
