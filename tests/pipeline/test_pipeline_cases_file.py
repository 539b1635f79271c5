"""The table of innovation cases: read as a roster is, row by row, with what is wrong in words."""

from pathlib import Path

import openpyxl
import pytest

from hengping.model.errors import InputError
from hengping.pipeline.cases_file import CASE_FAULTS, COLUMNS, CasesTable, cases_csv, read_cases

HEAD = "序号,案例名称,类别,单位,网站标识码,评选结果,案例简介,网址"


def read(tmp_path: Path, *rows: str, head: str = HEAD, known: set[str] | None = None) -> CasesTable:
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return read_cases(path, known)


def kinds(table: CasesTable) -> list[tuple[int, str]]:
    return [(fault.row, fault.kind) for fault in table.faults]


def test_every_column_is_read(tmp_path):
    (case,) = read(tmp_path, "1,网上办事大厅,服务,玉林市,4509000001,十佳,一句话,www.yulin.gov.cn").cases
    assert (case.number, case.title, case.category, case.unit) == (1, "网上办事大厅", "服务", "玉林市")
    assert (case.site_code, case.award, case.summary) == ("4509000001", "十佳", "一句话")
    assert case.url == "http://www.yulin.gov.cn/"


def test_english_headings_and_those_of_published_lists(tmp_path):
    for head in ("seq,case_name,category,owner", "title,category,unit", "案例,分类,申报单位"):
        cells = ["甲", "一", "某市"]
        row = ",".join((["1"] if head.startswith("seq") else []) + cells)
        (case,) = read(tmp_path, row, head=head).cases
        assert (case.title, case.category, case.unit) == ("甲", "一", "某市")


def test_a_spreadsheet_with_a_title_above_the_heading(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["2026年优秀创新案例"],
        ["序号", "案例名称", "类别", "单位"],
        [1, "甲", "一", "某市"],
        [2, "乙", "一", "某县"],
    ):
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    table = read_cases(tmp_path / "cases.xlsx")
    assert [case.title for case in table.cases] == ["甲", "乙"]
    assert table.faults == ()


def test_a_wrong_row_costs_nothing_but_itself(tmp_path):
    table = read(tmp_path, "1,甲,一,某市", "2,,一,某市", "3,丙,,某市", "4,丁,一,", "5,甲,一,某市", "6,戊,一,某市")
    assert [case.title for case in table.cases] == ["甲", "戊"]
    assert [(fault.row, fault.kind, fault.column) for fault in table.errors] == [
        (3, "missing", "案例名称"),
        (4, "missing", "类别"),
        (5, "missing", "单位"),
        (6, "repeated", "案例名称"),
    ]
    assert "第2行" in str(table.errors[3])
    assert all(str(fault).startswith(f"第{fault.row}行") for fault in table.faults)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1,“甲,一,某市"], [(2, "unpaired")]),
        (["1,甲（乙类）,丙,某市"], [(2, "other_category")]),
        (["1,甲（丙类）,丙,某市"], []),
        (["1,甲,一,某市", "2,甲,一,某县"], [(3, "same_title")]),
        (["1,甲,一,某市", "3,乙,一,某市"], [(3, "seq_differs")]),
        (["1,甲,一,某市,9900000009"], [(2, "site_unknown")]),
        (["1,甲,一,某市,9900000001,,,没有网址"], [(2, "bad_url")]),
        (["1,甲,一,某市,9900000001,,,http://a.gov.cn/", "", "2,乙,一,某市"], []),
    ],
)
def test_what_looks_wrong_is_said_and_kept(tmp_path, rows, expected):
    table = read(tmp_path, *rows, known={"9900000001"})
    assert kinds(table) == expected
    assert len(table.cases) == sum(bool(row) for row in rows)
    assert not table.errors


def test_every_kind_of_fault_has_both_languages():
    for kind, entry in CASE_FAULTS.items():
        assert entry.what.zh, kind
        assert entry.what.en, kind
        assert entry.remedy.zh, kind


@pytest.mark.parametrize(
    ("text", "match"),
    [("", "."), ("a,b\n1,2\n", "没有找到表头"), (f"{HEAD}\n", "没有可用的案例"), (f"{HEAD}\n1,,一,某市\n", "第2行")],
)
def test_tables_that_cannot_be_used(tmp_path, text, match):
    path = tmp_path / "cases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        read_cases(path)
    with pytest.raises(InputError, match="没有这个文件"):
        read_cases(tmp_path / "none.csv")


def test_the_one_form_reads_back_and_holds_no_formula(tmp_path):
    cases = read(tmp_path, "1,=1+1,@类,-某市,,+,'单引号,", "2,乙,一,某县").cases
    data = cases_csv(cases)
    assert data.decode().splitlines()[0] == ",".join(COLUMNS)
    assert "\n1,'=1+1,'@类,'-某市,,'+,'单引号," in data.decode()
    (tmp_path / "again.csv").write_bytes(data)
    again = read_cases(tmp_path / "again.csv").cases
    assert again == cases
    assert cases_csv(again) == data
