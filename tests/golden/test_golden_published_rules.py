"""R1 to R15: published rules of arithmetic, each a worked example. The numbers are written out in each test."""

from datetime import date
from pathlib import Path

from published_tables import (
    judged,
    needs_tables,
    node_of,
    ranks_of,
    row_of,
    rows_of,
    score_of,
    site,
    system_of,
    total_of,
)

from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.text import Text
from hengping.pipeline.judge import JudgeOutcome
from hengping.scoring.site import score_site


def _tiers(outcome: JudgeOutcome) -> dict[str, str]:
    return {row.name: row.tier for row in outcome.results.ranks}


def _listed(outcome: JudgeOutcome, name: str) -> set[str]:
    return {entry.name for entry in outcome.results.lists if entry.list_id == name}


def _passed(outcome: JudgeOutcome) -> dict[str, bool | None]:
    return {score.name: score.passed for score in outcome.scores}


def test_r1_veto_deductions_gate_and_bonus(tmp_path: Path) -> None:
    """Veto: failed, not scored. Below 60: failed. Above 80, strictly: bonus added. Between: the deductions stand."""
    outcome = judged(
        "national-check-2019",
        {
            "否决": {"V19-W1.1": "1", "deduct": "95"},
            "五十九": {"deduct": "59.99", "bonus-claims": "30"},
            "六十": {"deduct": "60", "bonus-claims": "30"},
            "八十": {"deduct": "80", "bonus-claims": "30"},
            "八十以上": {"deduct": "80.01", "bonus-claims": "30"},
            "满分": {"deduct": "100", "bonus-claims": "30"},
        },
        tmp_path,
    )
    totals = {score.name: total_of(outcome, score.name) for score in outcome.scores}
    assert totals == {
        "否决": "",
        "五十九": "59.99",
        "六十": "60.00",
        "八十": "80.00",
        "八十以上": "110.01",
        "满分": "130.00",
    }
    assert _passed(outcome) == {name: name not in {"否决", "五十九"} for name in totals}


def test_r1_deductions_of_one_indicator_stop_at_its_marks() -> None:
    """Three news sections at 3 each would be 9; the indicator has 5."""
    system = system_of("national-check-2019")
    findings = [_overdue(f"http://a.gov.cn/{number}/") for number in range(3)]
    score = score_site(system, site("示例"), findings)
    news = node_of(score, "news")
    assert news.full == 5
    assert news.score == 0
    assert score.total == 125 - 30


def _overdue(url: str) -> Finding:
    return Finding(
        finding_id=finding_id("stale_section", "x-001", url, ""),
        site_code="x-001",
        check="stale_section",
        version=1,
        outcome=Outcome.FAIL,
        subject=Subject(kind="section", url=url),
        values={"section_class": "dynamic", "level": 1},
        evidence=(),
        as_of=date(2019, 6, 20),
        messages=Text("栏目未更新"),
    )


def test_r2_departments_without_services_times_four_thirds(tmp_path: Path) -> None:
    """28 + 14 + 18 = 60 of 75: 60 × 4/3 = 80. 34 + 19 + 16 = 69: 92, and the bonus opens."""
    sites = [site("甲部", 1, site_class="B"), site("乙部", 2, site_class="B"), site("丙部", 3, site_class="A")]
    parts = {"publishing": "28", "interaction": "14", "design": "18"}
    outcome = judged(
        "national-check-2019",
        {
            "甲部": {**parts, "bonus-claims": "10"},
            "乙部": {"publishing": "34", "interaction": "19", "design": "16", "bonus-claims": "10"},
            "丙部": {**parts, "services": "25"},
        },
        tmp_path,
        sites,
    )
    assert [total_of(outcome, name) for name in ("甲部", "乙部", "丙部")] == ["80.00", "102.00", "85.00"]


def test_r3_supervision(tmp_path: Path) -> None:
    """3 open at 3 and 4 late at 2: 100 − 17 = 83, plus 5. Two more open: 77, no bonus. 14 open: 58, failed."""
    late = {"fault-reports-late": "4", "shared-platform": "yes"}
    outcome = judged(
        "national-check-2019-supervision",
        {
            "甲省": {"fault-reports-open": "3", **late},
            "乙省": {"fault-reports-open": "5", **late},
            "丙省": {"fault-reports-open": "14"},
            "丁省": {"S19-V1": "1", "deduct": "100"},
        },
        tmp_path,
    )
    assert [total_of(outcome, name) for name in ("甲省", "乙省", "丙省", "丁省")] == ["88.00", "77.00", "58.00", ""]
    assert _passed(outcome) == {"甲省": True, "乙省": True, "丙省": False, "丁省": False}


def test_r4_zhaoqing_bonus_of_25(tmp_path: Path) -> None:
    outcome = judged(
        "zhaoqing-2019",
        {
            "否决": {"ZQ19-W": "1"},
            "五十九": {"deduct": "59.5", "bonus-claims": "25"},
            "八十": {"deduct": "80", "bonus-claims": "25"},
            "满分": {"deduct": "100", "bonus-claims": "25"},
        },
        tmp_path,
    )
    assert [total_of(outcome, score.name) for score in outcome.scores] == ["", "59.50", "80.00", "125.00"]
    assert _passed(outcome) == {"否决": False, "五十九": False, "八十": True, "满分": True}


def test_r5_service_marks_spread_evenly(tmp_path: Path) -> None:
    """20/3 more for each of three: 30/40 of 46⅔ is 35, 15/20 of 26⅔ is 20, 20/20 of 26⅔: 245/3. Rescaled: 81.25."""
    outcome = judged(
        "zhaoqing-2019",
        {"市直单位": {"publishing": "30", "interaction": "15", "design": "20"}},
        tmp_path,
        [site("市直单位", site_class="B", group="市直单位网站")],
    )
    assert total_of(outcome, "市直单位") == "81.67"


def test_r6_a_vetoed_account_is_59(tmp_path: Path) -> None:
    """A number for counties, and so in the mean of the ranked; departments are not scored at all."""
    sites = [
        site("甲县", 1, group="县（市、区）政务新媒体"),
        site("乙县", 2, group="县（市、区）政务新媒体"),
        site("某局", 3, group="市直单位政务新媒体"),
    ]
    outcome = judged(
        "zhaoqing-2019",
        {
            "甲县": {"ZQ19-C": "1", "media-deduct": "95", "bonus-claims": "20"},
            "乙县": {"ZQ19-C": "0", "media-deduct": "95", "bonus-claims": "20"},
            "某局": {"ZQ19-M": "1", "media-deduct": "95"},
        },
        tmp_path,
        sites,
    )
    assert [total_of(outcome, name) for name in ("甲县", "乙县", "某局")] == ["59.00", "115.00", ""]
    assert _passed(outcome) == {"甲县": False, "乙县": True, "某局": False}
    assert row_of(outcome, "甲县").tier == "不合格"
    reasons = {entry.name: entry.reasons for entry in outcome.results.lists}
    assert reasons == {
        "甲县": ("有政务新媒体账号出现单项否决情形，记59分", "扣分指标得分59.00分，低于60分"),
        "某局": ("政务新媒体出现单项否决指标中的情形",),
    }


def test_r7_guangxi_2017_red_and_black(tmp_path: Path) -> None:
    """20 %, 30 %, 50 %. 85 is red; 59.9 black; a veto, or more than 40 lost in health, is black whatever the total."""
    outcome = judged(
        "guangxi-2017",
        {
            "红": {"design": "85", "health": "85", "service": "85"},
            "中": {"design": "84", "health": "85", "service": "85"},
            "低": {"total": "59.9"},
            "健康": {"design": "100", "health": "59.9", "service": "100"},
            "健康四十": {"design": "100", "health": "60", "service": "100"},
            "否决": {"GX17-V1": "1", "design": "100", "health": "100", "service": "100"},
        },
        tmp_path,
    )
    assert _listed(outcome, "red") == {"红", "健康四十"}
    assert _listed(outcome, "black") == {"低", "健康", "否决"}
    assert total_of(outcome, "健康") == "87.97"


def test_r8_guangxi_2018_spot_check(tmp_path: Path) -> None:
    totals = {"九五": "95", "近九五": "94.99", "六十": "60", "近六十": "59.99"}
    sites = [site(name, number, group="抽查网站") for number, name in enumerate(totals, 1)]
    outcome = judged("guangxi-2018", {name: {"total": value} for name, value in totals.items()}, tmp_path, sites)
    assert _listed(outcome, "spot_red") == {"九五"}
    assert _listed(outcome, "spot_black") == {"近六十"}


def test_r9_mean_of_four_quarters(tmp_path: Path) -> None:
    """(73.4 + 80 + 90 + 100) ÷ 4 = 85.85; 15 % of 80, 25 % of that and 60 % of 70: 12 + 21.4625 + 42 = 75.4625."""
    quarters = dict(zip(("q1", "q2", "q3", "q4"), ("73.4", "80", "90", "100"), strict=True))
    values = {f"health-quarters/{quarter}": value for quarter, value in quarters.items()}
    outcome = judged(
        "guangxi-2018",
        {"某厅": {"design": "80", "service": "70", **values}},
        tmp_path,
        [site("某厅", group="自治区部门")],
    )
    assert node_of(score_of(outcome, "某厅"), "health").score * 100 == 8585
    assert total_of(outcome, "某厅") == "75.46"


def test_r10_deductions_capped_at_the_level_one_weight(tmp_path: Path) -> None:
    """Level 2 may lose more than its own marks, level 1 not: 20 + 15 off 30 leaves 0. 0 + 42 + 18 + 6 = 66."""
    sites = [site("甲县", 1, group="A类"), site("乙局", 2, group="B类")]
    outcome = judged(
        "jinzhou-openness-2020",
        {
            "甲县": {
                "disclosure-content": "10",
                "disclosure-timeliness": "15",
                "platforms-counties": "42",
                "management": "18",
                "highlights": "6",
            },
            "乙局": {
                "disclosure-content": "28",
                "disclosure-timeliness": "29",
                "platforms-departments": "50",
                "management": "20",
            },
        },
        tmp_path,
        sites,
    )
    assert node_of(score_of(outcome, "甲县"), "disclosure").score == 0
    assert [total_of(outcome, name) for name in ("甲县", "乙局")] == ["66.00", "97.00"]


def test_r11_ambiguous_ends_are_chosen_and_said(tmp_path: Path) -> None:
    totals = {"a": "85", "b": "84.99", "c": "75", "d": "74.99", "e": "60", "f": "59.99"}
    outcome = judged("hebei-environment-2010", {name: {"total": value} for name, value in totals.items()}, tmp_path)
    assert _tiers(outcome) == {"a": "优秀", "b": "良好", "c": "良好", "d": "合格", "e": "合格", "f": "不合格"}
    system = system_of("hebei-environment-2010")
    assert system.status == "unconfirmed"
    assert "75、85" in system.note


def test_r12_ten_point_scale(tmp_path: Path) -> None:
    """0.5 × 9 + 0.2 × 8 + 0.2 × 7 + 0.1 × 6 = 8.1."""
    values = {"first": "9", "second": "8", "third": "7", "fourth": "6"}
    assert total_of(judged("guangdong-environment-2012", {"某市": values}, tmp_path), "某市") == "8.10"


def test_r13_subordinate_sites_feed_the_city_portal(tmp_path: Path) -> None:
    """72, 64 and 56 of 80 are totals of 90, 80 and 70 for the three below: mean 80 %, 16 of 20; 60 + 16 = 76."""
    sites = [
        site("市政府", 1, group="市级门户"),
        site("甲局", 2, group="市直部门", parent="x-001"),
        site("乙县", 3, group="县区", parent="x-001"),
        site("丙县", 4, group="县区", parent="x-001"),
        site("他市", 5, group="市级门户"),
        site("丁县", 6, group="县区", parent="x-005"),
    ]
    own = {"市政府": "60", "甲局": "72", "乙县": "64", "丙县": "56", "他市": "60", "丁县": "80"}
    outcome = judged("city-portal-feed-2015", {name: {"own": value} for name, value in own.items()}, tmp_path, sites)
    totals = {name: total_of(outcome, name) for name in own}
    assert totals == {
        "市政府": "76.00",
        "甲局": "90.00",
        "乙县": "80.00",
        "丙县": "70.00",
        "他市": "80.00",
        "丁县": "100.00",
    }


def test_r14_770_points_to_100(tmp_path: Path) -> None:
    """385 of 770 is 50; 45 + 300 + 280 + 20 = 645: 645 ÷ 7.7 = 83.766…"""
    outcome = judged(
        "fiscal-transparency-2025",
        {
            "甲市": {"first": "25", "second": "170", "third": "175", "fourth": "15"},
            "乙市": {"first": "45", "second": "300", "third": "280", "fourth": "20"},
            "丙市": {"first": "50", "second": "340", "third": "350", "fourth": "30"},
        },
        tmp_path,
    )
    assert [total_of(outcome, name) for name in ("甲市", "乙市", "丙市")] == ["50.00", "83.77", "100.00"]


def test_r15_equal_scores_by_stroke_count(tmp_path: Path) -> None:
    """上 3, 天 4, 北 5, 重 9 strokes; a better score goes before all of them, whatever its strokes."""
    totals = {"重庆": "61", "北京": "61", "天津": "61", "上海": "61", "福建": "62"}
    outcome = judged("transparency-2010", {name: {"total": value} for name, value in totals.items()}, tmp_path)
    assert [row.name for row in outcome.results.ranks] == ["福建", "上海", "天津", "北京", "重庆"]
    assert ranks_of(outcome) == {"福建": 1, "上海": 2, "天津": 2, "北京": 2, "重庆": 2}


@needs_tables
def test_every_published_rule_has_its_example() -> None:
    rules = [row["rule_id"].lower() for row in rows_of("arithmetic_rules_published.csv")]
    assert len(rules) == 15
    for rule in rules:
        assert any(name.startswith(f"test_{rule}_") for name in globals()), rule
