"""``hengping run`` as operators call it: what goes to which stream, exit codes, settings that are not there yet."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_case import call

from hengping.demo.province import build
from hengping.demo.server import serve

CAMPAIGN = """\
id: t
title: 试验
systems: [national-check-2019]
roster: roster.csv
as_of: {as_of}
timezone: Asia/Shanghai
min_coverage: {coverage}
collect:
  max_pages_per_site: 3
  max_link_checks_per_site: 5
  requests_per_second_per_host: 500
  retries: 0
  timeout_s: 3
  connect_to: {{"*": "{address}"}}
  visits: {{count: {visits}, interval_s: {interval}, timeout_s: 2}}
  browser: {browser}
  second_look: {{delay_s: 0}}
{more}
"""


def campaign(folder: Path, **changes: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    values = {"as_of": "2026-11-20", "coverage": 0, "address": "127.0.0.1:9", "visits": 1, "interval": 0}
    values |= {"browser": "off", "more": ""} | changes
    province = build(1, intermittent=False)
    province.write_campaign(folder, "127.0.0.1:9")
    (folder / "campaign.yaml").write_text(CAMPAIGN.format(**values), encoding="utf-8")
    return folder / "campaign.yaml"


def hengping(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hengping.cli", *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


def test_json_alone_on_standard_output_notices_and_progress_beside_it(tmp_path: Path) -> None:
    with serve(build(1, intermittent=False)) as server:
        path = campaign(tmp_path / "c", address=server.address, as_of="2099-01-01")
        result = hengping("run", path, "--out", tmp_path / "run", "--json", "--workers", "2")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["complete"]
    assert re.search("注意：collect.visits：.*只供试运行参考", result.stderr)
    assert "注意：as_of：" in result.stderr
    assert "采集" in result.stderr


def test_coverage_below_the_minimum_is_exit_code_3(tmp_path: Path) -> None:
    path = campaign(tmp_path / "c", coverage=1)
    result = call("run", path, "--out", tmp_path / "run", "--json")
    assert result.returncode == 3, result.stderr
    assert json.loads(result.stdout)["complete"] is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"browser": "every"}, ["campaign.yaml:16 collect.browser", "off"]),
        ({"more": "timezone: Europe/Paris"}, ["campaign.yaml"]),
        ({"as_of": "2206-11-20"}, ["as_of", "2206-11-20"]),
        ({"as_of": "someday"}, ["campaign.yaml:5 as_of", "2026-11-20"]),
        ({"address": "no host:80"}, ["collect.connect_to"]),
        ({"more": "previous: ../2025/run"}, ["2025/run", "不是评估结果目录"]),
    ],
)
def test_settings_that_cannot_be_followed_are_refused(tmp_path: Path, change: dict[str, str], words: list[str]) -> None:
    result = call("run", campaign(tmp_path / "c", **change), "--out", tmp_path / "run")
    assert result.returncode == 2, result.stderr
    assert all(word in result.stderr.splitlines()[-1] for word in words), result.stderr


def test_another_time_zone_is_refused_not_ignored(tmp_path: Path) -> None:
    path = campaign(tmp_path / "c")
    path.write_text(path.read_text(encoding="utf-8").replace("Asia/Shanghai", "Europe/Paris"), encoding="utf-8")
    result = hengping("run", path, "--out", tmp_path / "run")
    assert result.returncode == 2
    assert "campaign.yaml:6 timezone" in result.stderr


def test_ctrl_c_says_how_to_go_on_and_loses_nothing(tmp_path: Path) -> None:
    path = campaign(tmp_path / "c", visits=100, interval=1)
    run = tmp_path / "run"
    process = subprocess.Popen(
        [sys.executable, "-m", "hengping.cli", "run", str(path), "--out", str(run)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 30
    while not list(run.glob("evidence/*/visits.jsonl")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert "再次运行" in errors.splitlines()[-1]
    assert "Traceback" not in out + errors


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        result = call("run", campaign(tmp_path / "c"), "--out", out)
        assert result.returncode == 2, result.stderr
        assert result.stderr.splitlines()[-1].startswith("错误：")
        assert "Traceback" not in result.stderr


def test_a_terminal_that_knows_ascii_only_stops_no_command() -> None:
    result = hengping("systems", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert result.returncode == 0, result.stderr
    assert "guangxi-2017" in result.stdout


def test_a_site_given_by_an_ipv6_address_gets_a_usable_key(tmp_path: Path) -> None:
    path = campaign(tmp_path / "c")
    (tmp_path / "c" / "roster.csv").write_text(
        "site_code,name,unit,url,group,class,region\n,甲,甲,http://[::1]/,市,A,甲\n", encoding="utf-8"
    )
    result = call("run", path, "--out", tmp_path / "run", "--until", "check")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "run" / "findings" / "x---1.jsonl").exists()


def test_rows_that_are_left_out_are_said_before_and_after_a_run(tmp_path: Path) -> None:
    path = campaign(tmp_path / "c", visits=0)
    (tmp_path / "c" / "roster.csv").write_text(
        "site_code,name,unit,url,group,class,region\n,甲,甲,http://www.a.gov.cn/,市,A,甲\n,乙,乙,not a url,市,A,乙\n",
        encoding="utf-8",
    )
    result = call("run", path, "--out", tmp_path / "run", "--until", "check", "--json")
    assert json.loads(result.stdout)["run"]
    assert result.stderr.index("评估名单第3行") < result.stderr.index("采集：")
    assert "没有标识码" in result.stderr
    assert "评估名单有1行写错、未列入评估（第3行）" in result.stderr.splitlines()[-1]
