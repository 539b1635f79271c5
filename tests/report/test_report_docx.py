import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from hengping.report import blocks
from hengping.report.bulletin import bulletin
from hengping.report.render.docx import write


@pytest.fixture(scope="module")
def word(files):
    return docx.Document(str(files.named(".docx")[0]))


def test_the_page_is_that_of_an_official_document(word):
    section = word.sections[0]
    for value, wanted in (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.left_margin, 28),
        (section.page_width - section.left_margin - section.right_margin, 156),
        (section.page_height - section.top_margin - section.bottom_margin, 225),
    ):
        assert abs(value - Mm(wanted)) < Mm(0.1)


def test_every_header_row_is_repeated_and_widths_are_set(word):
    assert len(word.tables) >= 10
    for table in word.tables:
        first, *others = table._tbl.findall(qn("w:tr"))
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) == 8845


def test_every_run_names_its_east_asian_face(word):
    runs = list(word.element.body.iter(qn("w:r")))
    with_text = [run for run in runs if run.findall(qn("w:t"))]
    faces = {run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in with_text}
    assert faces == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}
    for style in ("Normal", "Heading 1", "Heading 2"):
        fonts = word.styles[style].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia"))
        assert fonts.get(qn("w:asciiTheme")) is None


def test_page_numbers_are_fields_between_dashes_on_both_sides(word):
    section = word.sections[0]
    for footer in (section.footer, section.even_page_footer):
        xml = footer._element.xml
        assert "PAGE" in xml
        assert footer.paragraphs[0].text.replace(" ", "").startswith("—")
    assert word.settings.odd_and_even_pages_header_footer


def test_properties_hold_no_clock(word, case):
    core = word.core_properties
    assert core.created.date() == core.modified.date() == case.as_of
    assert core.author == core.last_modified_by == case.organiser


def test_the_same_document_gives_the_same_bytes(case, files, tmp_path):
    path = tmp_path / "again.docx"
    write(bulletin(case), path)
    assert path.read_bytes() == files.named(".docx")[0].read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {member.date_time[:3] for member in archive.infolist()} == {(2026, 11, 20)}


def test_an_empty_bulletin_can_be_written(empty_case, tmp_path):
    path = tmp_path / "empty.docx"
    write(bulletin(empty_case), path)
    assert "没有网站列入红榜" in "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_what_introduces_a_table_stays_with_it(word):
    introduced = next(paragraph for paragraph in word.paragraphs if "列入黑榜" in paragraph.text)
    assert introduced.paragraph_format.keep_with_next


def test_figures_are_not_taken_for_chinese(word):
    languages = {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))}
    assert "zh-CN" not in languages
    normal = word.styles["Normal"].element.pPr
    assert [normal.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("autoSpaceDE", "autoSpaceDN")] == ["0", "0"]


def test_only_a_short_sentence_is_kept_with_the_table_below():
    long = "长" * 61
    assert blocks.leads_to_table(blocks.Paragraph(text="名单见下表。"))
    assert not blocks.leads_to_table(blocks.Paragraph(text=long))
