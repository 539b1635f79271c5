"""What changed between two systems, in official words: every kind of change, and nothing where nothing changed."""

from pathlib import Path

import pytest
from mutation_case import SOUND

from hengping.indicators.diff import THEMES, diff_systems
from hengping.indicators.load import list_systems, load_system

TITLES = {"blank_section": "空白栏目", "stale_section": "应更新未更新栏目"}
TECHNICAL = ("_mean", "per_hit", "kind", "{", "select", "tree", "None", "Fraction", "Decimal")

CHANGES = [
    ("title: {zh: 齐全的体系", "title: {zh: 完整的体系", "总体", "名称由“齐全的体系”改为“完整的体系”"),
    ("until: 2026-12-31", "until: 2027-12-31", "总体", "至 2027-12-31 止"),
    ("title: 季度\n", "title: 各季度\n", "指标增减", "“季度”更名为“各季度”"),
    ("id: quarters", "id: seasons", "", ""),
    (
        "id: pieces\n          title: 部分",
        "id: slices\n          title: 分块",
        "指标增减",
        "取消“数”下的评分点“部分”（5 分）",
    ),
    (
        "id: pieces\n          title: 部分",
        "id: slices\n          title: 分块",
        "指标增减",
        "新增“数”下的评分点“分块”（5 分）",
    ),
    ("weight: 1/3", "weight: 1/4", "分值和权重", "“收入”权重由 1/3 调整为 0.25"),
    (
        "blank_section}, points: 1}",
        "blank_section}, points: 2}",
        "评分标准",
        "调整为“逐条扣分：“空白栏目”每个扣 1 分；“空白栏目”每个扣 2 分”",
    ),
    ("where: {level: 1}", "where: {level: 2}", "评分标准", "评分对象有调整"),
    ("operator: geometric_mean", "operator: weighted_mean", "评分标准", "由“几何平均”改为“加权平均”"),
    (
        "rule: {kind: ratio, base: 0, target: 18}",
        "rule: {kind: given}",
        "评分标准",
        "由“按比例得分：从 0 到 18”调整为“由外部给分”",
    ),
    ("above: 10}", "at_least: 10}", "门槛和合格线", "由“高于 10 分”调整为“不低于 10 分”"),
    ("only_groups: [甲组]", "only_groups: [乙组]", "适用范围", "只适用的组由“甲组”调整为“乙组”"),
    ("at_least: 5, select", "at_least: 6, select", "单项否决", "由““空白栏目”达到 5 个”调整为““空白栏目”达到 6 个”"),
    ("score: 59", "score: 0", "单项否决", "由“记 59 分，不计入平均分”改为“记 0 分，不计入平均分”"),
    ("node: total, below: 60", "node: total, below: 65", "门槛和合格线", "由“总分低于 60 分”调整为“总分低于 65 分”"),
    ("up_to_rate: 0.2", "up_to_rate: 0.3", "档级和榜单", "由“累计至前 20%”调整为“累计至前 30%”"),
    ("id: second, title: 第二赛道", "id: second, title: 另一赛道", "排名和取整", "赛道“第二赛道”更名为“另一赛道”"),
    ("value: 85}", "value: 90}", "档级和榜单", "调整为“列入档级或单项不低于 15 分或总分不低于 90 分”"),
    ("method: dense", "method: competition", "排名和取整", "改为“并列占名次（1、1、3）”"),
    ("mode: half_up", "mode: truncate", "排名和取整", "取整办法由“四舍五入”改为“截去尾数”"),
    (
        "title: 健康\n",
        "title: 健康\n      status: unconfirmed\n      note: 缺\n",
        "核定状态",
        "“健康”由已核定改为待核定",
    ),
    ("reason: 低}", "reason: 不够}", "总体", "细节有调整"),
]


@pytest.mark.parametrize(
    ("old", "new", "theme", "said"), CHANGES, ids=[f"{n}-{row[3][:12]}" for n, row in enumerate(CHANGES)]
)
def test_a_change_is_said(old: str, new: str, theme: str, said: str, tmp_path: Path) -> None:
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(SOUND, encoding="utf-8")
    text = SOUND.replace(old, new)
    if "1/4" in new:
        text = text.replace("weight: 2/3", "weight: 3/4")  # weights still add up to 1
    after.write_text(text, encoding="utf-8")
    found = diff_systems(load_system(before), load_system(after), TITLES)
    if theme:
        assert any(change.theme == theme and said in change.zh for change in found.changes), found.changes
    assert len(found.changes) <= 3
    for change in found.changes:
        assert change.theme in THEMES
        assert not any(word in change.zh for word in TECHNICAL), change.zh


def test_the_same_system_is_identical_to_itself() -> None:
    for system in list_systems():
        found = diff_systems(system, system)
        assert found.identical
        assert found.changes == ()


def test_two_years_of_one_evaluation() -> None:
    found = diff_systems(load_system("guangxi-2017"), load_system("guangxi-2018"), TITLES)
    said = [change.zh for change in found.changes]
    assert "“网页设计规范”权重由 20% 调整为 15%" in said
    assert "“综合服务能力”权重由 50% 调整为 60%" in said
    assert [THEMES.index(change.theme) for change in found.changes] == sorted(
        THEMES.index(change.theme) for change in found.changes
    )
