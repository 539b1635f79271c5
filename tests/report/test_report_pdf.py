import re
from datetime import date

import msgspec
import pypdf
import pypdfium2
import pytest

from hengping.report.blocks import Column, Document, Paragraph, Table
from hengping.report.bulletin import bulletin
from hengping.report.render import pdf
from hengping.report.render.glyphs import Glyphs, rare_characters
from hengping.report.render.pdf import render

pytestmark = pytest.mark.usefixtures("needs_fonts")


def one_page(*blocks):
    return Document(title="题", author="", subject="", dated_on=date(2026, 1, 1), blocks=blocks)


def read(data, tmp_path):
    path = tmp_path / "read.pdf"
    path.write_bytes(data)
    return pypdf.PdfReader(path)


def test_no_warnings_and_the_same_bytes(case, files):
    data, warnings = render(bulletin(case))
    assert warnings == []
    assert data == files.named(".pdf")[0].read_bytes()


def test_every_font_is_embedded_and_the_file_claims_pdf_a(files):
    reader = pypdf.PdfReader(files.named(".pdf")[0])
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts[font.get_object()["/BaseFont"]] = font.get_object()
    assert fonts
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert reader.metadata.title.endswith("通报")


def test_pages_are_a4_and_numbered(files):
    reader = pypdf.PdfReader(files.named(".pdf")[0])
    for number, page in enumerate(reader.pages, start=1):
        assert round(float(page.mediabox.width)) == 595
        assert round(float(page.mediabox.height)) == 842
        assert f"— {number} —" in page.extract_text()


def test_a_header_row_is_repeated_on_every_page(tmp_path):
    rows = tuple((str(number), f"第{number}个网站") for number in range(120))
    data, _ = render(one_page(Table(columns=(Column(title="序"), Column(title="表头名称")), rows=rows)))
    pages = read(data, tmp_path).pages
    assert len(pages) >= 3
    assert all("表头名称" in page.extract_text() for page in pages)


def test_long_addresses_break_without_new_characters(tmp_path):
    address = "http://a.example/" + "x" * 90 + "/?q=" + "parameter-" * 9
    data, _ = render(one_page(Paragraph(text=address)))
    page = read(data, tmp_path).pages[0]
    assert page.extract_text().replace("\n", "").startswith(address)
    assert len(page.extract_text().split("\n")) > 2


@pytest.mark.parametrize(
    "text", ['#eval("1+1")', "$x^2$", "*粗* _斜_", "`码`", "<label> @ref", "\\u{41}", "= 标题", "//"]
)
def test_markup_stays_text(text, tmp_path):
    data, warnings = render(one_page(Paragraph(text=f"起{text}止")))
    assert f"起{text}止" in read(data, tmp_path).pages[0].extract_text().replace("\n", "")
    assert warnings == []


def test_characters_without_a_glyph_become_the_printers_sign(tmp_path):
    missing = "\U0001f004\U000204d7\u0f40"
    data, _ = render(one_page(Paragraph(text=f"起{missing}止")))
    text = read(data, tmp_path).pages[0].extract_text()
    assert text.startswith("起")
    assert "\u3013" in text
    assert "止" in text


def test_an_empty_bulletin_can_be_written(empty_case, tmp_path):
    data, warnings = render(bulletin(empty_case))
    assert warnings == []
    assert "没有网站列入红榜" in "".join(page.extract_text() for page in read(data, tmp_path).pages)


def test_missing_glyphs_are_found_in_few_trials():
    tried = []

    def shown(text):
        tried.append(text)
        return not set(text) & {"\u0f40", "\u0f41"}

    glyphs = Glyphs(shown)
    text = "".join(chr(0x0F40 + number) for number in range(64))
    assert glyphs.replace_missing({"a": [text]}) == {"a": ["\u3013\u3013" + text[2:]]}
    assert len(tried) < 20
    trials = len(tried)
    glyphs.replace_missing(text)
    assert len(tried) == trials


def test_ordinary_chinese_is_never_tried():
    assert rare_characters({"k": ["汉字\uff0c《》“”ABC", 1, None]}) == {"“", "”"}


def test_a_glyph_missed_by_the_trials_still_does_not_stop_the_document(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "glyphs", lambda: Glyphs(lambda _: True))
    data, _ = render(one_page(Paragraph(text="起\u0f40止")))
    assert "起\u3013止" in read(data, tmp_path).pages[0].extract_text()


@pytest.mark.parametrize(("rows", "tagged"), [(10, True), (pdf.MOST_TAGGED_ROWS + 1, False)])
def test_only_huge_tables_go_without_tags(rows, tagged, tmp_path):
    table = Table(columns=(Column(title="甲"),), rows=(("1",),) * rows)
    data, _ = render(one_page(table))
    assert ("/StructTreeRoot" in read(data, tmp_path).trailer["/Root"]) is tagged


def test_a_sign_without_glyph_in_a_chart_costs_only_itself(case, tmp_path):
    """A site may be named with anything; the rest of the document keeps its signs."""
    results = case.systems[0].results
    ranks = tuple(
        msgspec.structs.replace(row, name=f"\U0001f004{row.name}——…") if number == 0 else row
        for number, row in enumerate(results.ranks)
    )
    system = msgspec.structs.replace(case.systems[0], results=msgspec.structs.replace(results, ranks=ranks))
    data, warnings = render(bulletin(msgspec.structs.replace(case, systems=(system,))))
    assert warnings == []
    text = "".join(page.extract_text() for page in read(data, tmp_path).pages)
    assert "——" in text
    assert text.count("\u3013") < 10


def test_a_row_longer_than_a_page_goes_on_on_the_next(tmp_path):
    """Reasons of a black list may fill pages; nothing is printed over something else or outside the type area."""
    reasons = "".join(f"第{number}项健康运行累计扣分超过规定的界限，详细情况见佐证；" for number in range(1, 161))
    columns = (Column(title="单位", width=1), Column(title="原因", width=1))
    table = Table(columns=columns, rows=(("甲", reasons), ("乙", "短")), caption="黑榜（2个）")
    path = tmp_path / "long.pdf"
    path.write_bytes(render(one_page(table))[0])
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) > 2
        words = ""
        for number in range(len(document)):
            page = document[number].get_textpage()
            height = document[number].get_height()
            tops = [page.get_charbox(at)[3] for at in range(page.count_chars()) if page.get_text_range(at, 1).strip()]
            assert max(tops) < height - 100
            words += page.get_text_range()
            assert "原因" in page.get_text_range()
    words = re.sub(r"\s+|—\s*\d+\s*—|单位|原因|\ufffe", "", words)
    assert reasons in words


def test_a_long_address_breaks_and_does_not_stop_the_document(tmp_path):
    """Addresses come from sites: any length must be printed, in text and in cells."""
    address = "http://www.example.gov.cn/" + "a/b?c=d&e=f-g_h.i%20" * 200
    table = Table(columns=(Column(title="网址"), Column(title="原因")), rows=((address, "短"),))
    document = msgspec.structs.replace(one_page(table), blocks=(Paragraph(text=f"见{address}。"), table))
    path = tmp_path / "long.pdf"
    data, warnings = render(document)
    assert warnings == []
    path.write_bytes(data)
    with pypdfium2.PdfDocument(path) as document:
        words = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert re.sub(r"\s|\ufffe", "", words).count("c=d&e=f") >= 300
