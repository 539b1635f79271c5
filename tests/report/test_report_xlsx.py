import openpyxl
import pytest
from report_case import HOSTILE

from hengping.report.render import xlsx
from hengping.report.wording import printable

SHEETS = [
    "总览",
    "排名",
    "档级",
    "评分点",
    "指标得分",
    "扣分明细",
    "单项否决",
    "红黑榜",
    "栏目台账",
    "检查结果统计",
    "说明",
]


@pytest.fixture(scope="module")
def path(case, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "workbook.xlsx"
    xlsx.write(case, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def rows(sheet):
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_sheets_are_named_and_ready_to_filter(book):
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.value for cell in sheet[1])


def test_every_deduction_names_rule_site_page_and_evidence(case, book):
    listed = rows(book["扣分明细"])
    expected = {}
    for score in case.systems[0].scores:
        stack = [score.root] if score.root else []
        while stack:
            node = stack.pop()
            stack += node.children
            for deduction in node.deductions:
                expected[score.site_code, deduction.finding_id] = deduction
    assert len(listed) == len(expected)
    findings = {row.finding_id: row for found in case.findings.values() for row in found}
    for row in listed:
        finding = findings[row["检查结果编号"]]
        deduction = expected[row["网站标识码"], row["检查结果编号"]]
        assert row["佐证记录号"] == finding.evidence[0].record_id
        assert row["佐证校验值"] == finding.evidence[0].digest
        assert row["佐证位置"]
        assert row["归档时间"] == "2026-11-20 00:30:00"
        assert row["问题网址"] == finding.subject.url
        assert row["指标编号"]
        assert row["检查项"]
        assert (row["扣分"], row["实际扣分"]) == (float(deduction.points), float(deduction.counted))
        assert row["所在页面"] == finding.values.get("source_url", finding.subject.url)


def test_text_that_begins_like_a_formula_stays_text(book):
    begun = [cell for sheet in book for line in sheet for cell in line if str(cell.value or "")[:1] in {"=", "+", "@"}]
    assert len(begun) >= 3
    assert {cell.data_type for cell in begun} <= {"s", "inlineStr"}
    assert not any(cell.data_type == "f" for sheet in book for line in sheet for cell in line)
    assert not any(cell.hyperlink for sheet in book for line in sheet for cell in line)


def test_hostile_titles_are_kept_word_for_word_except_what_cannot_be_shown(book):
    titles = {row["栏目"] for row in rows(book["栏目台账"])}
    assert {printable(text) for text in HOSTILE} <= titles


def test_codes_are_text(book):
    assert all(isinstance(row["网站标识码"], str) for row in rows(book["排名"]))
    assert "x-noname.yunxi.example" in {row["网站标识码"] for row in rows(book["排名"])}


def test_ledger_and_checks_are_counted(case, book):
    assert len(rows(book["栏目台账"])) == len(case.ledger)
    assert sum(row["合计"] for row in rows(book["检查结果统计"])) == sum(len(found) for found in case.findings.values())


def test_the_same_inputs_give_the_same_bytes(case, path, tmp_path):
    again = tmp_path / "again.xlsx"
    xlsx.write(case, again)
    assert again.read_bytes() == path.read_bytes()


def test_a_full_sheet_goes_on_to_the_next(case, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 100)
    path = tmp_path / "long.xlsx"
    xlsx.write(case, path)
    book = openpyxl.load_workbook(path)
    parts = [sheet for sheet in book if sheet.title.startswith("扣分明细")]
    assert len(parts) == 2
    assert sum(sheet.max_row - 1 for sheet in parts) == 139


def test_long_text_is_cut_to_what_a_cell_holds():
    assert len(xlsx.printable_lines("长" * 40_000)) == xlsx.MOST_CHARACTERS


def test_an_empty_run_gives_headers_only(empty_case, tmp_path):
    path = tmp_path / "empty.xlsx"
    xlsx.write(empty_case, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert book["扣分明细"].max_row == 1
