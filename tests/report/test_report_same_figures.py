"""Every figure of a bulletin, read back from Word, PDF, the page, the workbook and the registry, is the same."""

import html
import json
import re
import zipfile

import openpyxl
import pypdfium2
import pytest
from made_pages import all_figures

from hengping.report.bulletin import bulletin


@pytest.fixture(scope="module")
def registered(files):
    (path,) = [path for path in files.named(".json") if path.name.startswith("bulletin-")]
    return json.loads(path.read_bytes())


@pytest.fixture(scope="module")
def printed(registered):
    """What every figure must be printed as, by its id."""
    return {each["id"]: each["printed"] for each in registered["figures"]}


def test_the_registry_holds_what_the_results_say(case, registered):
    assert [each["printed"] for each in registered["figures"]] == [each.printed for each in all_figures(bulletin(case))]
    assert len(registered["figures"]) > 70
    assert sum(len(table["rows"]) for table in registered["tables"]) > 100


def test_word_shows_and_stores_them(files, printed):
    with zipfile.ZipFile(files.named(".docx")[0]) as parts:
        text = parts.read("word/document.xml").decode()
        stored = parts.read("docProps/custom.xml").decode()
    shown = re.findall(r"DOCPROPERTY HP_(f\d+) .*?separate.*?<w:t [^>]*>(.*?)</w:t>", text)
    shown += re.findall(r'<w:bookmarkStart [^>]*w:name="HP_(f\d+)"/>.*?<w:t [^>]*>(.*?)</w:t>', text)
    kept = re.findall(r'name="HP_(f\d+)"><vt:lpwstr>(.*?)</vt:lpwstr>', stored)
    for found in (shown, kept):
        assert {name: html.unescape(value) for name, value in found} == printed


def test_the_page_shows_them(files, printed):
    (path,) = [path for path in files.named(".html") if path.name.startswith("bulletin-")]
    found = re.findall(r'<data id="(f\d+)"[^>]*>(.*?)</data>', path.read_text(encoding="utf-8"))
    assert {name: html.unescape(value) for name, value in found} == printed


def test_the_pdf_prints_them_in_order(files, registered):
    with pypdfium2.PdfDocument(files.named(".pdf")[0]) as document:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    # A hyphen at a line's end comes back as a sign of its own, or not at all.
    text = re.sub(r"[\s\ufffe\u00ad-]+", "", "".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))
    at = 0
    for each in registered["figures"]:
        words = re.sub(r"[\s-]+", "", each["before"] + each["printed"])
        at = text.find(words, at)
        assert at >= 0, (each["id"], words)


def test_the_workbook_lists_them(files, registered):
    sheet = openpyxl.load_workbook(files.named(".xlsx")[0], read_only=True)["数据来源"]
    head, *rows = sheet.iter_rows(values_only=True)
    listed = [dict(zip(head, row, strict=True)) for row in rows]
    expected = [(each["id"], each["query"], each["printed"]) for each in registered["figures"]]
    assert [(row["编号"], row["数据引用"], str(row["印出的内容"])) for row in listed] == expected


def test_cells_of_tables_are_the_same_in_word_and_on_the_page(files, registered):
    with zipfile.ZipFile(files.named(".docx")[0]) as parts:
        text = parts.read("word/document.xml").decode()
    (path,) = [path for path in files.named(".html") if path.name.startswith("bulletin-")]
    page = path.read_text(encoding="utf-8")
    for table in registered["tables"]:
        wanted = [cell for row in table["rows"] for cell in row]
        found = re.search(rf'<w:tblDescription w:val="HP_{table["id"]} .*?</w:tbl>', text, re.DOTALL)
        cells = re.findall(r"<w:tc>.*?</w:tc>", found[0], re.DOTALL)[len(table["columns"]) :]
        assert [html.unescape("".join(re.findall(r"<w:t [^>]*>(.*?)</w:t>", cell))) for cell in cells] == wanted
        body = re.search(rf'<table id="{table["id"]}".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
        assert [html.unescape(cell) for cell in re.findall(r"<td [^>]*>(.*?)</td>", body[1])] == wanted
