"""Hostile and damaged files: a clear error, bounded time and memory; and what Word files hold besides plain text."""

import io
import zipfile

import pytest
from lint_case import Word, case

from hengping.model.errors import InputError
from hengping.report.lint.page import Table
from hengping.report.lint.plain_reading import read_html, read_plain
from hengping.report.render import docx_reading
from hengping.report.render.docx_reading import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(path, body, *, properties=None, level=9):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as file:
        file.writestr("word/document.xml", body)
        if properties is not None:
            file.writestr("docProps/custom.xml", properties)
    return path


def document(inner):
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>"


def p(inner):
    return f"<w:p>{inner}</w:p>"


def t(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def texts(path):
    return [each.text for each in read_docx(path).paragraphs]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file,
        file.open("word/document.xml", "w") as part,
    ):
        part.write(f"<w:document {W}><w:body><w:p><w:r><w:t>".encode())
        for _ in range(80):
            part.write(b"a" * (1 << 20))
        part.write(b"</w:t></w:r></w:p></w:body></w:document>")
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InputError, match="过大"):
        read_docx(path)


def test_external_and_nested_entities_are_refused(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    for number, doctype in enumerate(
        (
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>',
            '<!DOCTYPE d [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
            '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">',
        )
    ):
        path = package(tmp_path / f"{number}.docx", doctype + document(p(t("&x;"))))
        with pytest.raises(InputError, match="外部实体"):
            read_docx(path)


def test_entities_in_document_properties_are_refused_too(tmp_path):
    path = package(tmp_path / "b.docx", document(p(t("好"))), properties='<!DOCTYPE d [<!ENTITY x "y">]><P>&x;</P>')
    with pytest.raises(InputError, match="外部实体"):
        read_docx(path)


@pytest.mark.parametrize(
    "body", ["", "<w:document", document(p(t("好")))[:-20], "不是XML", document(p("<w:t>&nope;</w:t>"))]
)
def test_broken_xml_is_named_with_its_part(body, tmp_path):
    with pytest.raises(InputError, match="损坏") as caught:
        read_docx(package(tmp_path / "b.docx", body))
    assert "word/document.xml" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"<html>"])
def test_what_is_no_package_is_refused(data, tmp_path):
    path = tmp_path / "b.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match="docx"):
        read_docx(path)


def test_a_package_cut_off_is_refused(tmp_path):
    path = tmp_path / "b.docx"
    data = case("made-up")[1]
    for length in (len(data) // 2, len(data) - 30):
        path.write_bytes(data[:length])
        with pytest.raises(InputError):
            read_docx(path)


def test_a_damaged_part_is_refused(tmp_path):
    path = package(tmp_path / "b.docx", document(p(t("很长的一段" * 2000))))
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(bytes(data))
    with pytest.raises(InputError):
        read_docx(path)


def test_other_packages_are_refused(tmp_path):
    path = tmp_path / "b.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/workbook.xml", "<w/>")
    with pytest.raises(InputError, match="不是Word文档"):
        read_docx(path)


def test_a_hundred_thousand_paragraphs_are_refused(tmp_path):
    path = package(tmp_path / "b.docx", document("".join(p(t(f"第{number}段")) for number in range(100_000))))
    with pytest.raises(InputError, match="过大"):
        read_docx(path)


def test_deep_nesting_is_refused(tmp_path):
    path = package(tmp_path / "b.docx", document("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000))
    with pytest.raises(InputError, match="过大"):
        read_docx(path)


def test_too_many_cells_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(docx_reading, "MOST_CELLS", 10)
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 6 + "</w:tr>"
    with pytest.raises(InputError, match="过大"):
        read_docx(package(tmp_path / "b.docx", document(f"<w:tbl>{row}{row}</w:tbl>")))


def test_deleted_text_does_not_count_and_inserted_does(tmp_path):
    inner = p(t("共有") + f"<w:del><w:r><w:delText>28</w:delText></w:r></w:del><w:ins>{t('29')}</w:ins>" + t("个"))
    assert texts(package(tmp_path / "b.docx", document(inner))) == ["共有29个"]


def test_text_that_was_moved_stands_only_where_it_went(tmp_path):
    inner = p(f"<w:moveFrom>{t('旧处')}</w:moveFrom>") + p(f"<w:moveTo>{t('新处')}</w:moveTo>")
    assert texts(package(tmp_path / "b.docx", document(inner))) == ["新处"]


def test_text_boxes_are_read_once(tmp_path):
    box = f"<w:txbxContent>{p(t('框内文字'))}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    alternate = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(package(tmp_path / "b.docx", document(p(f"<w:r>{alternate}</w:r>" + t("正文"))))) == [
        "框内文字",
        "正文",
    ]


def test_fields_in_every_form_keep_the_names_of_figures(tmp_path):
    def sign(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    complex_field = (
        sign("begin") + "<w:r><w:instrText> DOCPROPERTY </w:instrText></w:r><w:r><w:instrText>HP_f0001 \\* MERGEFORMAT"
        "</w:instrText></w:r>" + sign("separate") + t("2") + t("9") + sign("end")
    )
    simple = f'<w:fldSimple w:instr=" DOCPROPERTY &quot;HP_f0002&quot; ">{t("30")}</w:fldSimple>'
    control = f'<w:sdt><w:sdtPr><w:tag w:val="HP_f0003"/></w:sdtPr><w:sdtContent>{t("31")}</w:sdtContent></w:sdt>'
    never_shown = sign("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    path = package(tmp_path / "b.docx", document(p(complex_field + simple + control) + p(never_shown) + p(t("后文"))))
    first, last = read_docx(path).paragraphs
    assert [(each.name, first.text[each.start : each.end]) for each in first.bound] == [
        ("f0001", "29"),
        ("f0002", "30"),
        ("f0003", "31"),
    ]
    assert last.text == "后文"


def test_tables_within_tables_are_read(tmp_path):
    def table(cell):
        return f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"

    page = read_docx(package(tmp_path / "b.docx", document(table(table(p(t("里"))) + p(t("外"))))))
    assert [item.rows for item in page.items if isinstance(item, Table)] == [(("外",),), (("里",),)]


def test_the_document_of_strict_word_is_read(tmp_path):
    strict = document(p(t("好"))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(package(tmp_path / "b.docx", strict)) == ["好"]


def test_what_is_read_is_what_python_docx_reads(tmp_path):
    word = Word(case("made-up")[1])
    page = read_docx(word.save(tmp_path / "b.docx"))
    assert len(list(page.tables)) == len(word.word.tables)
    assert [len(table.rows) for table in page.tables] == [len(table.rows) for table in word.word.tables]


def test_html_is_inert_and_text_of_any_encoding_is_read(tmp_path):
    html = tmp_path / "b.html"
    html.write_text(
        "<html><head><style>p{}</style><script>document.write('x')</script></head><body><p>共有<data id=f0001>29</data>"
        "个</p><table><tr><th>名次<td>1</tr></table><p>完</body>"
    )
    first, table, last = read_html(html).items
    assert (first.text, first.bound[0].name, table.rows, last.text) == ("共有29个", "f0001", (("名次", "1"),), "完")
    plain = tmp_path / "b.txt"
    plain.write_bytes("第一段\n\n第二段".encode("gb18030"))
    assert [each.text for each in read_plain(plain).paragraphs] == ["第一段", "第二段"]
    plain.write_bytes(b"\xff\xfe\xff\x80\x81")
    with pytest.raises(InputError):
        read_plain(plain)


def test_an_encrypted_package_is_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    raw = bytearray(data.getvalue())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = raw.index(mark)
        raw[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    path = tmp_path / "b.docx"
    path.write_bytes(bytes(raw))
    with pytest.raises(InputError):
        read_docx(path)
