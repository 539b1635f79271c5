"""``judge``: reading values, errors by line, and the files it writes."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import hengping.evidence.files as files_module
from hengping.evidence.errors import EvidenceError
from hengping.indicators.load import load_system
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.pipeline import measures
from hengping.pipeline.judge import judge, read_values

SYSTEM = load_system("guangxi-2017")
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def save(rows: str) -> Path:
        path = tmp_path / "values.csv"
        path.write_bytes(("site_code,item,value\n" + rows).encode())
        return path

    return save


ROSTER = [Site(site_code=code, name=f"网站{code}", url="", group="市") for code in ("1", "2", "3")]


def test_values_become_scores_ranks_and_lists(write: Write, tmp_path: Path) -> None:
    path = write("1,design,90\n1,health,80\n1,service,70\n2,total,86\n3,GX17-V1,1\n3,total,99\n")
    outcome = judge(SYSTEM, path, ROSTER, tmp_path / "out")
    assert [score.total for score in outcome.scores] == [Decimal("77.00"), Decimal("86.00"), None]
    assert [(entry.list_id, entry.site_code) for entry in outcome.results.lists] == [("red", "2"), ("black", "3")]
    folder = tmp_path / "out" / "results" / "guangxi-2017"
    with (folder / "ranks.csv").open(encoding="utf-8", newline="") as stream:
        assert [(row["site_code"], row["rank"]) for row in csv.DictReader(stream)] == [
            ("2", "1"),
            ("1", "2"),
            ("3", ""),
        ]
    saved = (tmp_path / "out" / "scores" / "guangxi-2017" / "1.json").read_bytes()
    assert codec.decode(saved, SiteScore) == outcome.scores[0]
    assert all(file.is_file() for file in outcome.files)


def test_same_input_same_bytes(write: Write, tmp_path: Path) -> None:
    path = write("1,total,90\n2,total,90\n")
    first = judge(SYSTEM, path, ROSTER, tmp_path / "a")
    second = judge(SYSTEM, path, ROSTER, tmp_path / "b")
    assert [file.read_bytes() for file in first.files] == [file.read_bytes() for file in second.files]


def test_without_roster_the_sites_of_the_table(write: Write, tmp_path: Path) -> None:
    outcome = judge(SYSTEM, write("9,total,90\n8,total,91\n"), None, tmp_path / "out")
    assert [(row.site_code, row.rank, row.name) for row in outcome.results.ranks] == [("8", 1, "8"), ("9", 2, "9")]


def test_missing_and_not_applicable(write: Write, tmp_path: Path) -> None:
    path = write("1,design,90\n1,health,80\n1,service,\n2,design,90\n2,health,80\n2,service,NA\n")
    outcome = judge(SYSTEM, path, ROSTER, tmp_path / "out")
    missing, absent, nothing = outcome.scores
    assert missing.state == "not_ranked"
    assert absent.state == "ranked"
    assert absent.coverage == 1
    assert nothing.coverage == 0
    assert nothing.state == "not_ranked"


def test_bom_blank_lines_column_order_and_crlf(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_bytes("\ufeffvalue,note,item,site_code\r\n90,x,total,1\r\n\r\n".encode())
    assert read_values(SYSTEM, path, None) == {"1": {"total": Decimal(90)}}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,total,90\n1,nonsense,1\n", "第3行.*nonsense"),
        ("1,total,many\n", "第2行.*不是数字"),
        ("1,total,NaN\n", "第2行.*不是数字"),
        ("1,total,1e999\n", "第2行.*超出"),
        ("1,total,100.01\n", "第2行.*超出 0 至 100"),
        ("1,total,-0.1\n", "第2行.*超出"),
        ("1,total,90\n2,total,80\n1,total,91\n", "第4行.*重复"),
        ("1,total,\n1,total,91\n", "第3行.*重复"),
        ("7,total,90\n", "第2行.*名单中没有网站 7"),
        (",total,90\n", "第2行.*site_code"),
        ("1,,90\n", "第2行.*item"),
        ("1\n", "第2行.*item"),
        ("1,GX17-V1,0.5\n", "第2行.*单项否决"),
        ("1,GX17-V1,2\n", "第2行.*单项否决"),
        ("../../1,total,90\n", "第2行.*字符"),
        (f"1,total,{'9' * 100}\n", "第2行.*…"),
    ],
)
def test_wrong_rows_are_named_by_line(write: Write, rows: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_values(SYSTEM, write(rows), frozenset({"1", "2"}))
    assert refused.value.where.endswith("values.csv")
    assert refused.value.remedy


def test_all_wrong_rows_are_reported_together(write: Write) -> None:
    with pytest.raises(InputError) as refused:
        read_values(SYSTEM, write("1,total,x\n" * 25), None)
    assert "第2行" in refused.value.what
    assert "另有 15 行" in refused.value.what


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n", "site_code,item,value\n1,total,九".encode("gb18030"), b'site_code,item,value\n"1']
)
def test_unreadable_tables(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "values.csv"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_values(SYSTEM, path, None)
    with pytest.raises(InputError):
        read_values(SYSTEM, tmp_path / "none.csv", None)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("site_code,item,value,value\n1,total,90,80\n", encoding="utf-8")
    with pytest.raises(InputError, match="列名重复：value") as refused:
        read_values(SYSTEM, path, None)
    assert refused.value.where.endswith("values.csv:1")


def test_similar_names_are_looked_for_in_the_rows_that_are_shown_alone(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for one takes long, and a table may be wrong in every row."""
    asked: list[str] = []
    monkeypatch.setattr(measures.difflib, "get_close_matches", lambda word, *_, **__: asked.append(word) or ["total"])
    with pytest.raises(InputError, match=r"第2行：指标体系中没有 x0（可能是 total）.*另有 40 行有误"):
        read_values(SYSTEM, write("".join(f"1,x{number},1\n" for number in range(50))), None)
    assert len(asked) == 10


def test_given_items_are_measured_on_their_scale(tmp_path: Path) -> None:
    file = tmp_path / "system.yaml"
    file.write_text(
        """\
schema: 1
id: scaled
version: "1"
title: 换算
sources: [{title: 测试}]
effective: {from: 2026-01-01}
scale: 20
tree:
  id: total
  title: 总分
  kind: system
  children:
    - {id: a, title: 甲, kind: item, marks: 20, rule: {kind: given, scale: 100}}
""",
        encoding="utf-8",
    )
    values = tmp_path / "values.csv"
    values.write_text("site_code,item,value\n1,a,85\n", encoding="utf-8")
    assert judge(load_system(file), values, None, tmp_path / "out").scores[0].total == Decimal("17.00")


def test_a_judge_that_dies_leaves_no_file_in_place(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write("1,total,90\n2,total,80\n"), tmp_path / "out"

    def die() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files_module.os, "sync", die)
        with pytest.raises(KeyboardInterrupt):
            judge(SYSTEM, path, None, out)
    assert not [each for each in out.rglob("*") if each.is_file() and not each.name.endswith(".part")]
    outcome = judge(SYSTEM, path, None, out)
    assert sorted(each for each in out.rglob("*") if each.is_file()) == sorted(outcome.files)


def test_a_full_disk_changes_nothing(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = write("1,total,90\n2,total,80\n"), tmp_path / "out"
    judge(SYSTEM, path, None, out)
    before = {each: each.read_bytes() for each in out.rglob("*") if each.is_file()}
    plain = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == ".2.json.part":
            raise OSError(28, "No space left on device")
        return plain(self, data)

    write("1,total,10\n2,total,20\n")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(EvidenceError, match="磁盘空间不足"):
            judge(SYSTEM, path, None, out)
    assert {each: each.read_bytes() for each in out.rglob("*") if each.is_file()} == before
