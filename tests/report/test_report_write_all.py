import re

import docx
import msgspec
import openpyxl
import pypdf
import pytest

from hengping.report.render import pdf
from hengping.report.wording import figure, rate
from hengping.report.write_all import write_reports


@pytest.fixture(scope="module")
def raw_texts(files):
    """The text of every kind of document."""
    word = docx.Document(str(files.named(".docx")[0]))
    parts = [paragraph.text for paragraph in word.paragraphs]
    parts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    reader = pypdf.PdfReader(files.named(".pdf")[0])
    printed = "".join(re.sub(r"— \d+ —", "", page.extract_text()) for page in reader.pages)
    book = openpyxl.load_workbook(files.named(".xlsx")[0])
    cells = "|".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    pages = "".join(path.read_text(encoding="utf-8") for path in (*files.sites, files.index))
    return {"docx": "|".join(parts), "pdf": printed, "xlsx": cells, "html": pages}


@pytest.fixture(scope="module")
def texts(raw_texts):
    return {kind: re.sub(r"\s+", "", text) for kind, text in raw_texts.items()}


def test_the_same_figures_stand_in_every_document(case, texts):
    results = case.systems[0].results
    for row in results.ranks:
        for kind, text in texts.items():
            assert row.name in text, (kind, row.name)
            if row.total is not None:
                wanted = str(float(row.total)) if kind == "xlsx" else figure(row.total)
                assert wanted in text, (kind, row.name)
    for group in results.groups:
        for kind in ("docx", "pdf"):
            for wanted in (rate(group.pass_rate), figure(group.mean), figure(group.highest), figure(group.lowest)):
                assert wanted in texts[kind], (kind, group.group, wanted)
        assert str(float(group.pass_rate)) in texts["xlsx"]
        assert str(float(group.mean)) in texts["xlsx"]
    overall = next(group for group in results.groups if not group.group)
    for wanted in (rate(overall.pass_rate), figure(overall.mean), f"{overall.passed}/{overall.assessed}"):
        assert wanted in texts["html"]


def test_word_and_pdf_hold_the_same_numbers(raw_texts):
    """Without the charts: their letters are text in a PDF and dots in Word."""
    charts = re.compile(r"附件\d+\s*\|?\s*统计图.*?(?=附件\d+\s*\|?\s*有关说明)", re.DOTALL)
    numbers = {kind: sorted(re.findall(r"\d+\.\d\d%?", charts.sub("", raw_texts[kind]))) for kind in ("docx", "pdf")}
    assert len(numbers["docx"]) > 150
    assert numbers["docx"] == numbers["pdf"]


def test_ranks_in_the_workbook_are_the_ranks(case, files):
    sheet = openpyxl.load_workbook(files.named(".xlsx")[0])["排名"]
    head, *body = sheet.iter_rows(values_only=True)
    listed = [dict(zip(head, row, strict=True)) for row in body]
    for row, cells in zip(case.systems[0].results.ranks, listed, strict=True):
        assert (cells["网站标识码"], cells["名次"], cells["并列"] == "是") == (row.site_code, row.rank, row.tied)
        assert cells["得分"] == (None if row.total is None else float(row.total))


def test_everything_is_written_and_told(case, needs_fonts, tmp_path):
    told = []
    write_reports(case, tmp_path, lambda done, total: told.append((done, total)))
    total = told[0][1]
    assert told == [(done, total) for done in range(1, total + 1)]
    assert total >= len(case.sites) + 3
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    charts = {name for name in made if name.startswith("charts/")}
    assert {name.rpartition(".")[2] for name in charts} == {"svg", "png"}
    public = {name for name in made if name.startswith(("open-data/", "public/"))}
    assert {"open-data/datapackage.json", "open-data/ranks.csv", "public/index.html"} <= public
    assert made - charts - public == {
        "press-sample-2026.docx",
        *(f"bulletin-sample-2026.{form}" for form in ("docx", "pdf", "html", "json")),
        "workbook.xlsx",
        "index.html",
        *(f"sites/{site.site_code}.{form}" for site in case.sites for form in ("html", "pdf")),
    }


def test_a_second_writing_gives_the_same_bytes(case, files, tmp_path):
    again = write_reports(case, tmp_path)
    for path in files.files:
        other = tmp_path / path.relative_to(files.index.parent)
        assert other.read_bytes() == path.read_bytes(), path.name
    assert again.index.is_file()


def test_a_wicked_site_code_cannot_leave_the_folder(empty_case, needs_fonts, tmp_path):
    site = msgspec.structs.replace(empty_case.sites[0], site_code="../../escape")
    folder = tmp_path / "deep" / "reports"
    written = write_reports(msgspec.structs.replace(empty_case, sites=(site,)), folder)
    assert written.sites[0].parent == folder / "sites"
    assert [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents] == []


def test_missing_fonts_are_an_error_with_a_remedy(monkeypatch):
    class NoFonts:
        def families(self):
            return ["DejaVu Sans"]

    monkeypatch.setattr(pdf, "_fonts", NoFonts)
    pdf.chosen_faces.cache_clear()
    try:
        with pytest.raises(pdf.InputError, match="fonts-noto-cjk"):
            pdf.chosen_faces()
    finally:
        pdf.chosen_faces.cache_clear()
