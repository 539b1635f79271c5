"""What changed between two published versions: whose own result, who only moved, which lists and figures."""

from pathlib import Path

import pytest

from hengping.indicators.load import load_system
from hengping.model.site import Site
from hengping.pipeline.corrections_compare import compare_versions, is_same
from hengping.pipeline.judge import judge
from hengping.report.erratum import site_changes
from hengping.report.erratum_inputs import SystemCorrection

SYSTEM = """\
schema: 1
id: mine
version: "1"
title: 两项
sources: [{title: 测试}]
effective: {from: 2026-01-01}
scale: 100
tree:
  id: total
  title: 总分
  kind: system
  children:
    - id: part
      title: 甲部分
      kind: dimension
      marks: 60
      children:
        - {id: a, title: 甲, kind: item, marks: 60, rule: {kind: given}}
    - {id: b, title: 乙, kind: item, marks: 40, rule: {kind: given}}
tiers:
  - {id: poor, title: 不合格, at_least: 0, below: 60}
  - {id: good, title: 良好, at_least: 60, at_most: 100}
lists:
  - {id: red, title: 红榜, conditions: [{kind: total_at_least, value: 80, reason: 高分}], order: [group, score]}
"""
VALUES = {"s1": (50, 35), "s2": (45, 35), "s3": (40, 38), "s4": (30, 25), "s5": (20, 10)}
NAMES = {"s1": "甲县", "s2": "乙县", "s3": "丙县", "s4": "丁县", "s5": "戊县"}


@pytest.fixture
def compared(tmp_path: Path):
    rules = tmp_path / "mine.yaml"
    rules.write_text(SYSTEM, encoding="utf-8")
    system = load_system(rules)

    def folder(name: str, changes: dict[str, tuple[int, int]]) -> Path:
        values = {**VALUES, **changes}
        rows = [
            f"{code},{item},{value}" for code, pair in values.items() for item, value in zip("ab", pair, strict=True)
        ]
        table = tmp_path / f"{name}.csv"
        table.write_text("\n".join(["site_code,item,value", *rows, ""]), encoding="utf-8")
        sites = [Site(site_code=code, name=NAMES[code], url="", group="县") for code in values]
        judge(system, table, sites, tmp_path / name)
        return tmp_path / name / "results" / "mine"

    def compare(changes: dict[str, tuple[int, int]]) -> SystemCorrection:
        return compare_versions(system, folder("before", {}), folder("after", changes))

    return compare


def test_nothing_changed(compared):
    assert is_same(compared({}))


def test_one_site_corrected_moves_those_it_passed(compared):
    found = compared({"s4": (55, 38)})
    assert not is_same(found)
    (own,) = found.corrected
    assert (own.name, own.before.total, own.after.total) == ("丁县", "55.00", "93.00")
    assert (own.before.rank, own.after.rank) == (4, 1)
    moved = {site.name: (site.before.rank, site.after.rank, site.moved_by) for site in found.moved}
    assert moved == {"甲县": (1, 2, ("丁县",)), "乙县": (2, 3, ("丁县",)), "丙县": (3, 4, ("丁县",))}
    assert all(site.before.total == site.after.total for site in found.moved)


def test_only_the_deepest_items_are_told(compared):
    (own,) = compared({"s4": (31, 25)}).corrected
    assert [(each.what, each.before, each.after) for each in own.items] == [("甲", "30.00", "31.00")]


def test_items_that_cancel_out_are_a_change_all_the_same(compared):
    found = compared({"s4": (29, 26)})
    (own,) = found.corrected
    assert own.before == own.after
    assert [each.what for each in own.items] == ["甲", "乙"]
    assert not found.moved
    assert not found.lists


def test_lists_and_figures_that_change(compared):
    found = compared({"s2": (40, 35)})
    (red,) = found.lists
    assert (red.title, [each.name for each in red.removed], red.added) == ("红榜", ["乙县"], ())
    assert [each.name for each in red.entries] == ["甲县"]
    figures = {group.group: {change.what for change in group.changes} for group in found.groups}
    assert "平均分" in figures[""]
    assert "平均分" in figures["县"]


def test_a_tie_that_comes_to_be_is_told(compared):
    found = compared({"s3": (45, 35)})
    ties = {site.name: (site.before.tied, site.after.tied) for site in found.sites}
    assert ties["乙县"] == (False, True)
    told = {each.what: (each.before, each.after) for each in site_changes(found.moved[0], dict(found.list_titles))}
    assert told == {"名次": ("第2名", "并列第2名")}


def test_everything_printed_of_a_site_is_told(compared):
    (own,) = compared({"s2": (40, 35)}).corrected
    told = [(each.what, each.before, each.after) for each in site_changes(own, {"red": "红榜"})]
    assert ("总分", "80.00", "75.00") in told
    assert ("名次", "第2名", "第3名") in told
    assert ("榜单", "红榜", "") in told


def test_places_that_close_up_without_anybody_passing_name_the_cause(compared):
    """Places without gaps: two sites that come to share one move those behind them up."""
    found = compared({"s2": (50, 35)})
    moved = {site.name: (site.before.rank, site.after.rank, site.moved_by) for site in found.moved}
    assert moved["丙县"] == (3, 2, ("乙县",))
