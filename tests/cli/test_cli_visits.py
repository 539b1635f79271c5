"""``hengping visits``: the account, the schedule, vantage points, maintenance windows, as people call them."""

import json
import shutil
from datetime import timedelta

import pytest
from cli_case import call
from msgspec.structs import replace

from hengping.collect.schedule import RESUMED_NOTE
from hengping.collect.watching import watch_sites
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.manifest import seal
from hengping.evidence.visits import VISITS_FILE, read_visits, visit_lines
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.visits_schedule import open_seed, open_watch

WINDOW = "{code},2000-01-01 00:00,2000-01-02 00:00,云办函〔2026〕8号"


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A run of one site with its visits made, its campaign, and the server still there."""
    base = tmp_path_factory.mktemp("visits")
    province = build(1, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(base / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "jitter_rate: 1, count: 25")
        table = campaign.parent / "maintenance.csv"
        table.write_text("site_code,from,to,document\n" + WINDOW.format(code="*") + "\n", encoding="utf-8")
        campaign.write_text(text.replace("visits: {", "visits: {maintenance: maintenance.csv, "), encoding="utf-8")
        opened = create_run(load_campaign(campaign), base / "run")
        watch_sites(
            opened.sites,
            lambda site: opened.folder.site_evidence(site.site_code),
            opened.info.settings.collect,
            open_watch(opened),
            lambda _site, _what, _count: None,
        )
        seal(opened.path, opened.path.glob(f"evidence/*/{VISITS_FILE}"), "collect")
        open_seed(opened)
        yield campaign, opened.path, opened.sites[0].site_code


@pytest.fixture
def run(watched, tmp_path):
    shutil.copytree(watched[1], tmp_path / "run")
    return tmp_path / "run"


def test_the_account_in_words_and_as_data(watched, run):
    _, _, code = watched
    shown = call("visits", "show", run, code)
    assert shown.returncode == 0, shown.stderr
    assert "计划拨测25次，已测25次；有效25次，其中失败0次，失败率0.00%" in shown.stdout
    assert "维护时段：2000-01-01 00:00至2000-01-02 00:00（云办函〔2026〕8号）" in shown.stdout
    assert "中位数" in shown.stdout
    data = json.loads(call("visits", "show", run, code, "--json").stdout)
    assert data["failed_rate"] == "0.0000"
    assert data["account"]["ok"] == 25
    assert set(data["account"]["vantages"]) == {"local"}


def test_failures_are_listed(watched, run):
    _, _, code = watched
    path = run / "evidence" / code / VISITS_FILE
    visits = read_visits(path)
    path.write_bytes(visit_lines(visits).replace(b'"result":"ok","status":200', b'"result":"failed","status":502', 2))
    shown = call("visits", "show", run, code).stdout
    assert "其中失败2次，失败率8.00%" in shown
    assert shown.count("HTTP 502") == 2


def test_an_unknown_site_is_one_line(run):
    done = call("visits", "show", run, "0000000000")
    assert done.returncode == 2
    assert "0000000000" in done.stderr.splitlines()[-1]


def test_the_schedule_is_checked(watched, run):
    _, _, code = watched
    assert "核对通过" in call("visits", "check", run).stdout
    path = run / "evidence" / code / VISITS_FILE
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]) + visit_lines(read_visits(path)[:1]))
    done = call("visits", "check", run)
    assert done.returncode == 1
    assert "第1次拨测重复" in done.stdout
    assert json.loads(call("visits", "check", run, "--json").stdout)["holds"] is False


def test_visits_put_off_or_left_out_do_not_hold(watched, run):
    _, _, code = watched
    path = run / "evidence" / code / VISITS_FILE
    visits = read_visits(path)
    late = [replace(each, visited_at=each.visited_at + timedelta(days=3)) for each in visits[20:]]
    path.write_bytes(visit_lines([*visits[:5], *visits[6:20], *late]))
    done = call("visits", "check", run)
    assert done.returncode == 1
    assert "共2处" in done.stdout
    assert "缺少1次拨测：第6次（观测点local）" in done.stdout
    assert "第21次拨测比之前多延迟72:00:00（没有说明 no reason given）" in done.stdout
    path.write_bytes(visit_lines([*visits[:20], replace(late[0], note=RESUMED_NOTE), *late[1:]]))
    done = call("visits", "check", run)
    assert done.returncode == 0
    assert "请留意，共1处" in done.stdout
    assert f"72:00:00（{RESUMED_NOTE}）" in done.stdout


def test_the_digest_is_compared_with_the_published_one(run):
    digest = json.loads((run / "schedule.json").read_text())["seed_sha256"]
    plain = call("visits", "check", run)
    assert digest in plain.stdout
    assert "只有首次拨测之前已经公布的摘要才能证明" in plain.stdout
    assert call("visits", "check", run, "--published", digest).returncode == 0
    other = call("visits", "check", run, "--published", "0" * 64)
    assert other.returncode == 1
    assert "与公布的摘要不符" in other.stdout
    assert call("visits", "check", run, "--published", "x").returncode == 2


def test_another_vantage_point_from_the_command_line(watched, run, tmp_path):
    campaign, _, code = watched
    out = tmp_path / "north"
    seed = ("--seed-file", run / "schedule_seed.json")
    early = call("visits", "make", campaign, "--vantage", "north", "--out", out, *seed, "--until", "2020-01-01T00:00")
    assert early.returncode == 0, early.stderr
    assert "已有拨测记录0条" in early.stdout
    done = call("visits", "make", campaign, "--vantage", "north", "--out", out, *seed)
    assert "已有拨测记录25条" in done.stdout, done.stderr
    merged = call("visits", "merge", run, out).stdout
    assert "25条" in merged
    assert "种子已经公布" in merged
    checked = call("visits", "check", run)
    assert checked.returncode == 0
    assert "观测点north的拨测是在种子公布之后并入的" in checked.stdout
    shown = call("visits", "show", run, code).stdout
    assert "观测点2个" in shown
    assert "已测25次" in shown


def test_a_time_that_is_none_is_one_line(watched, run, tmp_path):
    seed = run / "schedule_seed.json"
    done = call(
        "visits", "make", watched[0], "--vantage", "n", "--out", tmp_path, "--seed-file", seed, "--until", "soon"
    )
    assert done.returncode == 2
    assert "--until" in done.stderr.splitlines()[-1]


def test_maintenance_is_listed_and_added(watched, run, tmp_path):
    code = watched[2]
    table = tmp_path / "later.csv"
    table.write_text("site_code,from,to,document\n" + WINDOW.format(code=code) + "\n", encoding="utf-8")
    refused = call("visits", "maintenance", run, "--add", table)
    assert refused.returncode == 2
    assert "--actor" in refused.stderr
    added = call("visits", "maintenance", run, "--add", table, "--actor", "张三", "--reason", "批复补办")
    assert "补充维护时段1个" in added.stdout, added.stderr
    listed = call("visits", "maintenance", run).stdout.splitlines()
    assert len(listed) == 2
    assert listed[1].endswith("张三补充：批复补办")
    assert len(json.loads(call("visits", "maintenance", run, "--json").stdout)["windows"]) == 2


def test_a_wrong_maintenance_table_stops_the_run_before_it_begins(watched, tmp_path):
    campaign, _, _ = watched
    folder = tmp_path / "c"
    shutil.copytree(campaign.parent, folder)
    (folder / "maintenance.csv").write_text("site_code,from,to,document\n1,2,3,4\n", encoding="utf-8")
    done = call("run", folder / campaign.name, "--out", tmp_path / "r")
    assert done.returncode == 2
    assert "第2行" in done.stderr
    assert not (tmp_path / "r" / "evidence").exists()
