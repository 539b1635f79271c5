import re
import zipfile
from collections import defaultdict
from decimal import Decimal

import openpyxl
import pytest
from made_pages import all_figures
from report_case import HOSTILE

from hengping.model.cells import begins_like_a_formula
from hengping.report.bulletin import bulletin
from hengping.report.render import xlsx
from hengping.report.render.xlsx_rows import (
    MOST_CHARACTERS,
    RowWriter,
    lines_of,
    printable_lines,
)
from hengping.report.wording import printable, printed

STYLES = defaultdict(int, quoted=7)

SHEETS = [
    "目录",
    "总览",
    "排名",
    "档级",
    "得分总表",
    "指标得分",
    "扣分明细",
    "单项否决",
    "红黑榜",
    "栏目台账",
    "评分点",
    "检查结果统计",
    "数据来源",
    "说明",
    "数据字典",
]
FORMULAS = ("=1+1", "  =1+1", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠sum", "+1", "-1", "@x", "\u200b=1", '"=1', "'=1")


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


def test_the_sheets_are_named_locked_and_ready_to_filter(book):
    assert book.sheetnames == SHEETS
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    assert all(not sheet.protection.autoFilter and not sheet.protection.sort for sheet in book)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == ("D2" if sheet.title == "得分总表" else "A2")
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.value for cell in sheet[1])
        name = book.defined_names[f"表_{sheet.title}"]
        assert name.attr_text.endswith(f"${sheet.max_row}")


def test_the_contents_name_every_sheet_with_its_rows(book):
    listed = {row[0]: row[1] for row in book["目录"].iter_rows(values_only=True) if isinstance(row[1], int)}
    assert listed == {sheet.title: sheet.max_row - 1 for sheet in book.worksheets[1:]}


def test_the_dictionary_explains_every_column(book):
    explained = {(row["工作表"], row["列"]) for row in rows(book["数据字典"]) if row["含义"] and row["类型"]}
    for sheet in book.worksheets[1:-1]:
        names = [cell.value for cell in sheet[1]][: 5 if sheet.title == "得分总表" else None]
        assert {(sheet.title, name) for name in names} <= explained


def test_all_scores_stand_in_one_table(case, book):
    listed = {row["网站标识码"]: row for row in rows(book["得分总表"])}
    assert len(listed) == len(case.sites)
    for score in case.systems[0].scores:
        if score.root is None:
            continue
        row = listed[score.site_code]
        stack = list(score.root.children)
        while stack:
            node = stack.pop()
            stack += node.children
            (shown,) = [value for title, value in row.items() if title.startswith(f"{node.title}（")]
            assert Decimal(str(shown)) == Decimal(printed(node.score, score.digits))


def test_a_number_keeps_its_published_digits():
    styles = defaultdict(int, points2=3, points0=4, rate4=5)
    row = RowWriter(styles, [10, 10, 10], (2,), ()).row(2, (Decimal("92.50"), Decimal(7), Decimal("0.4286")))
    assert re.findall(r's="(\d)"><v>([^<]+)', row) == [("3", "92.50"), ("4", "7"), ("5", "0.4286")]


def test_the_print_header_shows_the_whole_title(path):
    with zipfile.ZipFile(path) as package:
        page = package.read("xl/worksheets/sheet3.xml").decode()
    assert re.search(r"<oddHeader>&amp;L2026年", page)


def test_every_figure_of_the_bulletin_has_its_query(case, book):
    document = bulletin(case)
    figures = all_figures(document)
    listed = rows(book["数据来源"])
    assert [(row["数据引用"], str(row["印出的内容"])) for row in listed] == [
        (figure.query, printable(figure.printed)) for figure in figures
    ]
    assert listed


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
    assert all(cell.quotePrefix for cell in begun)
    assert not any(cell.hyperlink for sheet in book.worksheets[1:] for line in sheet for cell in line)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_become_a_formula_is_marked_as_text(text):
    assert begins_like_a_formula(text)
    made = RowWriter(STYLES, [10], (), ()).row(2, (text,))
    assert f's="{STYLES["quoted"]}"' in made
    assert "<f>" not in made


def test_ordinary_text_is_not_marked():
    assert not any(map(begins_like_a_formula, ("栏目", "4500000001", "a=b", "“引文”", "", "2026-11-20")))


def test_a_long_reason_makes_its_row_high_enough():
    reason = "；".join(f"第{number}条原因，栏目长期没有更新" for number in range(20))
    made = RowWriter(STYLES, [40], (), (0,)).row(2, (reason,))
    height = float(re.search(r'ht="([\d.]+)"', made)[1])
    assert height >= lines_of(reason, 40) * 15
    assert 'customHeight="1"' in made


def test_what_looks_like_an_escape_stays_as_it_is(tmp_path):
    assert "_x005F_x000D_" in RowWriter(STYLES, [40], (), ()).row(2, ("_x000D_",))


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
    assert len(printable_lines("长" * 40_000)) == MOST_CHARACTERS


def test_an_empty_run_gives_headers_only(empty_case, tmp_path):
    path = tmp_path / "empty.xlsx"
    xlsx.write(empty_case, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert book["扣分明细"].max_row == 1


def test_equal_numbers_keep_their_own_digits():
    """7.00 before 7: a memory of numbers would print the one as the other."""
    styles = defaultdict(int, points2=3, points0=4)
    writer = RowWriter(styles, [10, 10, 10], (), ())
    for cells, digits in (
        ((Decimal("7.00"), Decimal(7)), ["7.00", "7"]),
        ((Decimal(7), Decimal("7.00")), ["7", "7.00"]),
    ):
        assert re.findall(r"<v>([^<]+)", writer.row(2, cells)) == digits
