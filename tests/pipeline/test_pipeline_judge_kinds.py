"""``judge`` with every kind of value: words, parts, measures, raw numbers, negative ones; limits by kind and unit."""

from decimal import Decimal
from pathlib import Path

import pytest

from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.score import Results
from hengping.model.site import Site
from hengping.pipeline.judge import judge, read_values
from hengping.pipeline.progress import Silent

LEVELS = [{"id": "good", "title": "好", "share": 100}, {"id": "poor", "title": "差", "share": 0}]
ELEMENTS = [{"id": "a", "title": "甲", "points": 6}, {"id": "b", "title": "乙", "points": 4}]
QUARTERS = [{"id": f"q{number}", "title": f"第{number}季度"} for number in range(1, 5)]
RULES = {
    "level": {"kind": "levels", "levels": LEVELS},
    "mean": {"kind": "mean_of", "parts": QUARTERS, "scale": 100},
    "list": {"kind": "checklist", "elements": ELEMENTS},
    "raw": {"kind": "normalised", "method": "min_max", "measure": "gdp"},
    "rate": {"kind": "ratio", "base": -5, "target": 5},
    "extra": {"kind": "given", "low": -5},
    "unit": {"kind": "range_by_unit", "by": "group", "marks": {"市": 10}, "otherwise": 2, "rule": {"kind": "given"}},
    "wide": {"kind": "normalised", "method": "z_score"},
}  # fmt: skip


def made() -> IndicatorSystem:
    children = [{"id": key, "title": key, "kind": "item", "marks": 10, "rule": rule} for key, rule in RULES.items()]
    children[-1] = {"id": "free", "title": "free", "kind": "dimension", "marks": 10, "children": [children[-1]]}
    veto = {"id": "V", "title": "否决", "rule": {"kind": "manual"}, "reason": "否决"}
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "kinds",
            "version": "1",
            "title": "各类",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 80,
            "vetoes": [veto],
            "tree": {"id": "total", "title": "总分", "kind": "system", "children": children},
        }
    )


SYSTEM = made()
SITES = {code: Site(site_code=code, name=code, url="", group=group) for code, group in (("1", "市"), ("2", "县"))}


def table(path: Path, rows: str) -> Path:
    file = path / "values.csv"
    file.write_text("site_code,item,value\n" + rows, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("level,good", "good"),
        ("level,NA", "NA"),
        ("level,", None),
        ("mean/q1,88.5", Decimal("88.5")),
        ("mean,90", Decimal(90)),
        ("list/a,0.5", Decimal("0.5")),
        ("list,8", Decimal(8)),
        ("gdp,-1234567.891", Decimal("-1234567.891")),
        ("gdp,1.2E+9", Decimal("1.2E+9")),
        ("gdp,-0", Decimal(0)),
        ("raw,.5", Decimal("0.5")),
        ("rate,-17", Decimal(-17)),
        ("extra,-5", Decimal(-5)),
        ("unit,10", Decimal(10)),
        ("free,-3.5", Decimal("-3.5")),
        ("total,79", Decimal(79)),
        ("V,1.0", Decimal(1)),
    ],
)
def test_what_may_be_written(tmp_path: Path, row: str, value: object) -> None:
    key = row.split(",", maxsplit=1)[0]
    assert read_values(SYSTEM, table(tmp_path, f"1,{row}\n"), None, SITES) == {"1": {key: value}}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,level,5", "level 的值“5”不是等次，应为 good、poor 之一"),
        ("1,level,Good", "不是等次"),
        ("1,mean/q5,1", r"没有 mean/q5（可能是 mean/q\d）"),
        ("1,mean/q1,101", "超出 0 至 100"),
        ("1,list/a,2", "超出 0 至 1"),
        ("1,extra,-5.1", "超出 -5 至 10"),
        ("2,unit,2.5", "超出 0 至 2"),
        ("1,gdp,1e31", "位数过多"),
        ("1,gdp,1e-999", "位数过多"),
        ("1,gdp,1e99999", "不是数字"),
        ("1,gdp,1_000", "不是数字"),
        ('1,gdp,"1,000"', "千位分隔符"),
        ("1,gdp,85%", "不写百分号"),
        ("1,gdp,１２", "不是数字（用半角数字：12）"),
        ("1,gdp,８５．５％", "用半角数字：85.5，不写百分号"),
        ("1,gdp,一二", "不是数字。"),
        ("1,gdp,Infinity", "不是数字"),
        ("1,V,yes", "单项否决"),
        ("1,V,0.5", "单项否决"),
        ("1,leve,good", "没有 leve（可能是 level）"),
    ],
)  # fmt: skip
def test_what_may_not(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError, match=f"第2行：.*{said}"):
        read_values(SYSTEM, table(tmp_path, f"{row}\n"), None, SITES)


def test_the_same_text_is_judged_by_its_own_unit(tmp_path: Path) -> None:
    """Values are read once a text; the limits of another unit must not be passed over by that."""
    with pytest.raises(InputError, match=r"第3行：unit 的值 2\.5 超出 0 至 2。"):
        read_values(SYSTEM, table(tmp_path, "1,unit,2.5\n2,unit,2.5\n"), None, SITES)


def test_every_kind_becomes_a_score_and_every_file_is_written(tmp_path: Path) -> None:
    parts = "".join(f"{code},mean/q{number},{80 + number}\n" for code in "12" for number in range(1, 5))
    rows = "".join(
        f"{code},level,good\n{code},list/a,1\n{code},list/b,0.5\n{code},gdp,{code}E+6\n{code},rate,0\n"
        f"{code},extra,-2\n{code},unit,2\n{code},free,4\n"
        for code in "12"
    )
    outcome = judge(SYSTEM, table(tmp_path, rows + parts), list(SITES.values()), tmp_path / "out")
    # 10 + 8.25 + 8 + (0 or 10) + 5 − 2 + 2 + 4.
    assert [score.total for score in outcome.scores] == [Decimal("35.25"), Decimal("45.25")]
    folder = tmp_path / "out" / "results" / "kinds"
    assert codec.decode((folder / "results.json").read_bytes(), Results) == outcome.results
    assert {file.name for file in outcome.files} >= {"results.json", "panel.json", "ranks.csv", "1.json", "2.json"}
    assert not list((tmp_path / "out").rglob(".*.part"))


class Listener(Silent):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, stage: str, total: int) -> None:
        self.told.append(f"{stage} {total}")

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:
        self.told.append(f"{stage} {unit} {skipped}")


def test_progress_is_told_site_by_site(tmp_path: Path) -> None:
    listener = Listener()
    judge(SYSTEM, table(tmp_path, "1,total,9\n2,total,8\n"), None, tmp_path / "out", listener)
    assert listener.told == ["score 2", "score 1 False", "score 2 False"]
