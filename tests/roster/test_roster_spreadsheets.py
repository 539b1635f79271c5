import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengping.model.errors import InputError
from hengping.roster.load import load_roster

HEADINGS = ("分组", "网站标识码", "网站名称", "网址")


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("名单")
        sheet.merge_range("A1:D1", "2026年评估名单")
        sheet.write_row("A3", HEADINGS)
        sheet.merge_range("A4:A6", "自治区部门")
        sheet.write("A7", "设区市")
        for row, (code, name) in enumerate([(4500000045, "甲"), (4500000046.0, "乙"), ("bm01000001", "丙")], start=3):
            sheet.write_row(row, 1, (code, name, f"www.s{row}.gov.cn"))
        sheet.write_row(6, 1, (4510000031, "丁", "http://d.gov.cn/"))
        sheet.write_row(7, 1, (4510280002, "戊", "http://e.gov.cn/"))
        hidden = workbook.add_worksheet("旧")
        hidden.write_row("A1", HEADINGS)
        hidden.hide()
        second = workbook.add_worksheet("另一份")
        second.write_row("A1", HEADINGS)
    return path


def test_merged_cells_title_rows_and_numeric_codes(book, divisions):
    roster = load_roster(book, divisions=divisions)
    assert [(site.group, site.site_code, site.name) for site in roster.sites] == [
        ("自治区部门", "4500000045", "甲"),
        ("自治区部门", "4500000046", "乙"),
        ("自治区部门", "bm01000001", "丙"),
        ("设区市", "4510000031", "丁"),
        ("", "4510280002", "戊"),  # merged ranges tell exactly who belongs together
    ]
    assert [(fault.row, fault.value) for fault in roster.faults if fault.kind == "sheet_ignored"] == [(0, "另一份")]
    assert roster.sites[0].url == "http://www.s3.gov.cn/"


def test_group_printed_once_without_merging_is_filled_and_reported(tmp_path, divisions):
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for row, group in enumerate(["设区市", "", "", "县市区", ""], start=1):
            sheet.write_row(row, 0, (group, f"451000003{row}", f"网{row}", f"http://s{row}.gov.cn/"))
    roster = load_roster(path, divisions=divisions)
    assert [site.group for site in roster.sites] == ["设区市"] * 3 + ["县市区"] * 2
    filled = [(fault.row, fault.what.zh) for fault in roster.faults if fault.kind == "filled_down"]
    assert [row for row, _ in filled] == [3, 6]
    assert "2行" in filled[0][1]


def test_csv_is_never_filled_down(tmp_path, divisions):
    path = tmp_path / "roster.csv"
    path.write_text("分组,名称,网址\n设区市,甲,a.gov.cn\n,乙,b.gov.cn\n", encoding="utf-8")
    assert [site.group for site in load_roster(path, divisions=divisions).sites] == ["设区市", ""]


def test_old_excel_with_merged_cells(divisions):
    roster = load_roster(Path(__file__).parent / "data" / "roster.xls", divisions=divisions)
    assert [(site.group, site.site_code, site.name) for site in roster.sites] == [
        ("设区市", "4510000031", "甲"),
        ("设区市", "4510000032", "乙"),
        ("县市区", "4510280002", "丙"),
    ]


def test_open_document(tmp_path, divisions):
    cells = [HEADINGS, ("设区市", "4510000031", "甲", "a.gov.cn"), ("", "4510000032", "乙", "b.gov.cn")]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in cells
    )
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{namespace}:office:1.0" xmlns:table="{namespace}:table:1.0"'
        f' xmlns:text="{namespace}:text:1.0"><office:body><office:spreadsheet><table:table table:name="名单">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "roster.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{namespace}:manifest:1.0"/>')
    roster = load_roster(path, divisions=divisions)
    assert [(site.group, site.name) for site in roster.sites] == [("设区市", "甲"), ("设区市", "乙")]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", "名称,网址\n".encode(), b"url\n", b"\xff\xfe", b"PK\x03\x04"]),
)
def test_any_bytes_give_sites_or_an_input_error(tmp_path, divisions, data, head):
    path = tmp_path / "any.csv"
    path.write_bytes(head + data)
    try:
        roster = load_roster(path, divisions=divisions)
    except InputError:
        return
    assert len(roster.sites) + len(roster.errors) > 0


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*[st.text(max_size=20)] * 4), min_size=1, max_size=6))
def test_any_cells_lose_no_row_without_a_word(tmp_path, divisions, rows):
    path = tmp_path / "any.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    try:
        roster = load_roster(path, divisions=divisions)
    except InputError:
        return
    codes = [site.site_code for site in roster.sites]
    assert len(set(codes)) == len(codes)
    assert all(code and "/" not in code and not code.startswith(".") for code in codes)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 6000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(book, divisions, position, byte):
    data = bytearray(book.read_bytes())
    data[position % len(data)] = byte
    path = book.with_name("damaged.xlsx")
    path.write_bytes(data)
    try:
        sites = load_roster(path, divisions=divisions).sites
    except InputError:
        return
    assert len({site.site_code for site in sites}) == len(sites)
