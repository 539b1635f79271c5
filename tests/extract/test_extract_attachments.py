"""Attachments as text: every form, and what cannot be read."""

import io
import struct
import zipfile

import pytest
from attachment_files import (
    archive,
    compound,
    doc_file,
    docx_file,
    odt_file,
    ofd_file,
    pdf,
    ppt_file,
    pptx_file,
    rtf,
    xls_file,
    xlsx_file,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.extract.attachments import read_attachment
from hengping.extract.attachments_parts import MAX_CHARACTERS
from hengping.extract.personal import personal_in_attachment

ID, CARD = "450102199003071238", "6222022102012345676"
ROWS = [["序号", "姓名", "身份证号", "手机", "银行卡号"], ["1", "张三", ID, "13812345678", CARD]]
LINES = ("拟补贴人员名单", f"姓名：张三，身份证号：{ID}，手机：13812345678，银行卡号：{CARD}")
FILES = {
    "pdf": pdf(*LINES),
    "docx": docx_file("拟补贴人员名单", table=ROWS),
    "xlsx": xlsx_file(ROWS),
    "doc": doc_file("拟补贴人员名单\r" + "".join("\x07".join(row) + "\x07\x07" for row in ROWS)),
    "xls": xls_file(ROWS),
    "pptx": pptx_file(*LINES),
    "ppt": ppt_file(*LINES),
    "ofd": ofd_file(*LINES),
    "odt": odt_file(*LINES),
    "rtf": rtf(*LINES),
    "csv": "\r\n".join(",".join(row) for row in ROWS).encode("gb18030"),
    "txt": "\n".join(LINES).encode(),
    "xls as a web page": (
        "<html><table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
        + "</table>"
    ).encode(),
}
FILES |= {
    "zip": archive({"名单/一.xlsx": FILES["xlsx"], "二.txt": b"nothing"}),
    "zip in zip": archive({"a.zip": archive({"一.docx": FILES["docx"]})}),
}


def found(body: bytes, name: str = "") -> list[str]:
    return sorted(
        datum.kind for datum in personal_in_attachment(read_attachment(body, name), "名单") if not datum.doubt
    )


@pytest.mark.parametrize("form", FILES)
def test_personal_data_are_found_in_every_form(form):
    read = read_attachment(FILES[form], f"mingdan.{form}")
    assert read.unread_why == ""
    assert "张三" in "".join(part.text for part in read.parts)
    assert found(FILES[form], f"mingdan.{form}") == ["bank_card", "id_number", "mobile"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("pdf", "pdf"),
        ("docx", "docx"),
        ("xlsx", "xlsx"),
        ("doc", "doc"),
        ("xls", "xls"),
        ("ppt", "ppt"),
        ("ofd", "ofd"),
        ("zip", "zip"),
        ("rtf", "text"),
    ],
)
def test_the_form_is_told_by_the_bytes(form, told):
    assert read_attachment(FILES[form], "named.wrong").form == told


def test_numbers_in_sheets_lose_their_exponent():
    for body in (
        xlsx_file([["姓名", "手机"], ["张三", 13812345678]]),
        xls_file([["姓名", "手机"], ["张三", 13812345678.0]]),
    ):
        assert "13812345678" in read_attachment(body).parts[0].text
        assert found(body) == ["mobile"]


def test_a_cell_keeps_its_column():
    sheet = '<row><c r="A1" t="str"><v>a</v></c><c r="D1"><v>4</v></c></row><row><c r="B2"/></row>'
    body = archive({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": f"<sheetData>{sheet}</sheetData>".encode()})
    assert read_attachment(body).parts[0].text == "a\t\t\t4\n\t"


def test_archives_name_their_parts_also_in_gbk():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xxxx.txt", "你好")
    body = buffer.getvalue().replace(b"xxxx.txt", "名单".encode("gb18030") + b".txt")
    assert read_attachment(body).parts[0].name == "名单.txt"


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (b"", "a.pdf", "damaged"),
        (b"\x00\x01\x02" * 99, "a.doc", "damaged"),
        (b"%PDF-1.4 and nothing else", "a.pdf", "damaged"),
        (b"PK\x03\x04 and nothing else", "a.docx", "damaged"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 99, "a.rar", "form"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.png", "form"),
        (FILES["docx"][:900], "a.docx", "damaged"),
        (FILES["doc"][:700], "a.doc", "damaged"),
        (compound({"EncryptedPackage": b"x"}), "a.docx", "encrypted"),
        (compound({"Other": b"x"}), "a.doc", "form"),
        (archive({"a.zip": archive({"b.zip": archive({"c.txt": b"deep"})})}), "a.zip", "form"),
    ],
)
def test_what_cannot_be_read_says_why(body, name, why):
    assert read_attachment(body, name).unread_why == why


def test_encrypted_files_in_archives_and_documents():
    body = bytearray(archive({"a.txt": b"secret"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + offset] |= 1
    assert read_attachment(bytes(body)).unread_why == "encrypted"
    document = bytearray(doc_file("text"))
    at = document.index(struct.pack("<H", 0xA5EC))
    document[at + 11] |= 1
    assert read_attachment(bytes(document)).unread_why == "encrypted"


def test_a_picture_of_a_document_is_a_scan():
    assert read_attachment(pdf("", ""), "a.pdf").unread_why == "scan"


# hostile


def test_a_bomb_of_zeros_costs_no_more_than_the_limit():
    body = archive({"a.txt": b"0" * (120 << 20)})
    assert len(body) < 200_000
    read = read_attachment(body)
    assert (read.unread_why, read.length) == ("too_large", 0)


def test_many_small_bombs_share_one_limit():
    body = archive({f"{n}.txt": b"1" * (20 << 20) for n in range(12)})
    read = read_attachment(body)
    assert read.unread_why == "too_large"
    assert read.length <= MAX_CHARACTERS


def test_a_document_bomb_is_cut():
    xml = b"<w:document>" + b"<w:p><w:t>" + b"a" * (60 << 20) + b"</w:t></w:p></w:document>"
    assert read_attachment(archive({"word/document.xml": xml})).unread_why == "too_large"


def test_an_archive_that_names_itself_a_million_times_is_refused():
    entry = b"PK\x01\x02" + b"\0" * 42
    assert read_attachment(b"PK\x03\x04" + entry * 50_000).unread_why == "too_large"


def test_entities_are_never_resolved():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:p><w:t>&b; &amp;</w:t></w:p>'
    text = read_attachment(archive({"word/document.xml": bomb.encode()})).parts[0].text
    assert text.strip() == "&b; &"


def test_chains_of_sectors_that_loop_end():
    body = bytearray(FILES["doc"])
    for at in range(512, len(body), 4):
        if body[at : at + 4] == struct.pack("<I", 0xFFFFFFFE):
            body[at : at + 4] = struct.pack("<I", 0)
    read_attachment(bytes(body))  # ends
    body[512:] = struct.pack("<I", 1) * ((len(body) - 512) // 4)
    assert read_attachment(bytes(body)).unread_why in {"damaged", "form"}


def test_tables_nested_a_thousand_deep():
    xml = "<w:tbl><w:tr><w:tc>" * 20_000 + "<w:p><w:t>x</w:t></w:p>"
    assert "x" in read_attachment(archive({"word/document.xml": xml.encode()})).parts[0].text
    rtf_deep = b"{\\rtf1 " + b"{" * 200_000 + b"x"
    assert read_attachment(rtf_deep).form == "text"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([name for name in FILES if name not in {"pdf", "xls"}]), st.data())
def test_damaged_files_never_raise(name, data):
    body = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    for damaged in (bytes(body), bytes(body[:cut])):
        read = read_attachment(damaged, f"a.{name}")
        assert read.length <= MAX_CHARACTERS


@pytest.mark.timeout(60)  # minutes to hours, should any of these be read in more than linear time
@pytest.mark.parametrize(
    "files",
    [
        {"xl/workbook.xml": b"", "xl/worksheets/s.xml": b"<row>" + b"<c>" * 400_000},
        {"xl/workbook.xml": b"", "xl/worksheets/s.xml": b"<row>" * 400_000},
        {"xl/workbook.xml": b"", "xl/sharedStrings.xml": b"<si>" * 400_000 + b"<rPh " * 100_000},
        {"xl/workbook.xml": b"<sheet " * 200_000, "xl/_rels/workbook.xml.rels": b"<Relationship " * 200_000},
        {"word/document.xml": b"<w:t " * 400_000},
        {"word/document.xml": b"<w:tbl>" * 400_000},
        {"OFD.xml": b"", "Pages/Content.xml": b"<ofd:TextObject><ofd:TextCode>" * 100_000},
        {"a.rtf": b"{\\rtf1" + b"{\\info" * 300_000 + b"\\'" * 300_000},
        {"a.csv": b"1 2 3-" * 300_000},
        {"a.txt": b"138123456789" * 200_000},
        {"a.txt": (ID + " ").encode() * 100_000},
        {"a.txt": ("张三 13812345678 " * 60_000).encode()},
    ],
)
def test_hostile_texts_are_read_in_linear_time(files):
    read = read_attachment(archive(files))
    personal_in_attachment(read, "名单")
    assert read.length <= MAX_CHARACTERS
