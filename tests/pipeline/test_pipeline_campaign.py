"""What a campaign file's settings mean to the person who starts the run."""

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from hengping.model.campaign import Campaign, CollectSettings, SecondLook, VisitSettings
from hengping.model.errors import InputError
from hengping.pipeline.campaign_file import load_campaign, notices

TODAY = date(2026, 11, 22)


AT_ONCE = SecondLook(delay_s=0)


def told(**visits: Any) -> list[str]:
    watch = VisitSettings(**{"references": ("https://www.example.cn/",)} | visits)
    collect = CollectSettings(visits=watch, second_look=AT_ONCE)
    return notices(Campaign(id="a", title="甲", systems=("s",), as_of=TODAY, collect=collect), TODAY)


def test_the_default_watch_is_the_official_one_a_week_of_twenty_visits_a_day() -> None:
    visits = VisitSettings()
    assert visits.count == 7 * 20
    assert visits.count * visits.interval_s == 7 * 24 * 3600
    assert [notice for notice in told() if "约7天" in notice] == told()


@pytest.mark.parametrize(
    "visits", [{"count": 140, "interval_s": 4319}, {"count": 139, "interval_s": 4352}, {"count": 20, "interval_s": 1}]
)
def test_a_shorter_or_sparser_watch_is_called_a_trial(visits: dict[str, float]) -> None:
    (notice,) = told(**visits)
    assert "试运行" in notice
    assert f"{visits['count']}次、每{visits['interval_s']}秒" in notice


def test_no_visits_no_verdict_on_availability() -> None:
    assert told(count=0) == ["collect.visits：不拨测，“首页无法访问”不作判断"]


def test_without_reference_targets_an_outage_cannot_be_told() -> None:
    _, notice = told(references=())
    assert "references" in notice
    assert "断网" in notice


def test_a_quorum_needs_other_vantage_points() -> None:
    _, notice = told(quorum=2)
    assert "至少2个观测点" in notice


def test_the_wait_before_the_second_look_is_announced() -> None:
    collect = CollectSettings(visits=VisitSettings(count=0))
    told_at_first, _ = notices(Campaign(id="a", title="甲", systems=("s",), as_of=TODAY, collect=collect), TODAY)
    assert "隔6小时复查" in told_at_first


def test_rendering_without_a_browser_is_announced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    collect = CollectSettings(browser="sample", visits=VisitSettings(count=0), second_look=AT_ONCE)
    campaign = Campaign(id="a", title="甲", systems=("s",), as_of=TODAY, collect=collect)
    monkeypatch.setenv("HENGPING_CHROMIUM", str(tmp_path / "none"))
    (notice, _) = notices(campaign, TODAY)
    assert "未找到浏览器" in notice
    assert "apt-get install -y chromium" in notice
    monkeypatch.setenv("HENGPING_CHROMIUM", "/bin/true")
    assert len(notices(campaign, TODAY)) == 1


def test_every_setting_commented_out_in_the_example_is_one(tmp_path: Path) -> None:
    text = (resources.files("hengping.library") / "campaign" / "campaign.yaml").read_text(encoding="utf-8")
    head, *lines = text.replace("@AS_OF@", "2026-11-20").replace("@YEAR@", "2026").splitlines()
    path = tmp_path / "campaign.yaml"
    uncommented = [line.replace("# ", "", 1) if line.strip().startswith("# ") else line for line in lines]
    path.write_text("\n".join([head, *uncommented]) + "\n", encoding="utf-8")
    collect = load_campaign(path).campaign.collect
    assert collect.contact
    assert collect.windows
    assert collect.visits.references
    assert collect.visits.maintenance
    browser = next(line for line in lines if line.strip().startswith("browser:"))
    assert all(word in browser for word in ("off", "home", "sample", "all"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("as_of: soon", "“soon”不是日期"),
        ("collects: {}", "可能是 collect"),
        ("concurrency: 3", "concurrency 应写在 collect 之下"),
        ("collect: {respect_robot: true}", "可能是 respect_robots"),
        ("collect: 3", "缩进的若干行"),
        ("systems: guangxi-2017", "列表"),
        ("min_coverage: viel", "改成数字"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_of_settings(tmp_path: Path, line: str, told: str) -> None:
    good = {"id": "a", "title": "甲", "systems": "[guangxi-2017]", "as_of": "2026-11-20"}
    name, _, value = line.partition(": ")
    path = tmp_path / "campaign.yaml"
    path.write_text("".join(f"{key}: {one}\n" for key, one in (good | {name: value}).items()), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_campaign(path)
    assert told in str(raised.value)
    assert raised.value.remedy.endswith("各项设置见 docs/reference/settings.md")
    assert "指标体系" not in raised.value.remedy
