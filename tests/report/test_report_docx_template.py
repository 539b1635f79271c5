"""An organiser's own Word template, as Word and WPS really write them."""

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from hengping.model.errors import InputError
from hengping.report import blocks
from hengping.report.figures.text import Figure, Text
from hengping.report.manuscript import MOST_TEMPLATE_BYTES
from hengping.report.render import docx as rendered
from hengping.report.render.docx_binding import PREFIX

FIGURE = Figure(query="sites", kind="count", value="3", printed="3")
DOCUMENT = blocks.Document(
    title="通报",
    author="甲",
    subject="乙",
    dated_on=date(2026, 11, 20),
    blocks=(blocks.Heading(level=1, text="一、总体情况"), blocks.Paragraph(text=Text((FIGURE, "个")))),
)
PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-12&lt;</vt:lpwstr></property>"
    f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="3" name="{PREFIX}f0001">'
    "<vt:lpwstr>99</vt:lpwstr></property></Properties>"
)
KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"


def _template(path, edit, extra=()):
    word = docx.Document()
    word.add_paragraph("红头")
    word.add_paragraph("{{正文}}")
    raw = io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(
                name,
                edit(name, source.read(name).decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"),
            )
        for name, text in extra:
            target.writestr(name, text)
    return path


def _written(tmp_path, template):
    made = tmp_path / "made.docx"
    rendered.write(DOCUMENT, made, template=template)
    return made


def test_properties_of_the_template_stay_and_never_answer_for_a_figure(tmp_path):
    def edit(name, text):
        if name == "[Content_Types].xml":
            return text.replace("</Types>", f'<Override PartName="/docProps/custom.xml" ContentType="{KIND}"/></Types>')
        if name == "_rels/.rels":
            line = f'<Relationship Id="rId9" Type="{RELATION}" Target="docProps/custom.xml"/>'
            return text.replace("</Relationships>", f"{line}</Relationships>")
        return text

    made = _written(tmp_path, _template(tmp_path / "t.docx", edit, [("docProps/custom.xml", PROPERTIES)]))
    with zipfile.ZipFile(made) as package:
        assert len(set(package.namelist())) == len(package.namelist())
        assert package.read("_rels/.rels").decode().count("custom-properties") == 1
        assert package.read("[Content_Types].xml").decode().count("docProps/custom.xml") == 1
        properties = package.read("docProps/custom.xml").decode()
    assert re.findall(r'pid="(\d+)" name="(\w+)"><vt:lpwstr>([^<]*)<', properties) == [
        ("2", f"{PREFIX}f0001", "3"),
        ("3", "KSOProductBuildVer", "2052-12&lt;"),
    ]


@pytest.mark.parametrize(
    "left_out", [r'<w:style [^>]*w:styleId="Heading[12]".*?</w:style>', "<w:docDefaults>.*?</w:docDefaults>"]
)
def test_a_template_that_never_used_headings_gets_them(tmp_path, left_out):
    def edit(name, text):
        return re.sub(left_out, "", text, flags=re.DOTALL) if name == "word/styles.xml" else text

    made = docx.Document(str(_written(tmp_path, _template(tmp_path / "t.docx", edit))))
    assert [(each.style.name, each.text) for each in made.paragraphs] == [
        ("Normal", "红头"),
        ("Heading 1", "一、总体情况"),
        ("Normal", "3个"),
    ]


def test_a_damaged_template_is_named(tmp_path):
    template = _template(tmp_path / "t.docx", lambda name, text: "<a" if name == "word/document.xml" else text)
    with pytest.raises(InputError, match=r"t\.docx"):
        _written(tmp_path, template)


EAST_ASIA = qn("w:eastAsia")
FACES = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="{face}"/>'


def _said(path):
    """Face of the style and of its text, by name of the style, of what the program wrote."""
    found = {}
    for paragraph in docx.Document(str(path)).paragraphs[1:]:
        own = {each.get(EAST_ASIA) for each in paragraph._p.iter(qn("w:rFonts"))}
        styled = paragraph.style.element.rPr.find(qn("w:rFonts")).get(EAST_ASIA)
        found[paragraph.style.name] = (styled, own)
    return found


def _edited(path, pattern, made):
    def edit(name, text):
        if name != "word/styles.xml":
            return text
        text, count = re.subn(pattern, made, text, count=1, flags=re.DOTALL)
        assert count == 1
        return text

    return _template(path, edit)


def test_faces_that_a_template_defines_stay_and_the_text_follows_them(tmp_path):
    heading = r'(<w:style [^>]*w:styleId="Heading1".*?<w:rPr>)\s*(?:<w:rFonts[^>]*/>)?'
    said = _said(_written(tmp_path, _edited(tmp_path / "t.docx", heading, rf"\1{FACES.format(face='华文中宋')}")))
    assert said["Heading 1"] == ("华文中宋", set())
    assert said["Normal"] == ("仿宋_GB2312", {"仿宋_GB2312"})


def test_a_template_may_set_the_body_too(tmp_path):
    body = r'(<w:style [^>]*w:styleId="Normal">.*?<w:qFormat/>)(?:\s*<w:rsid [^>]*/>)?'
    made = rf"\1<w:rPr>{FACES.format(face='方正仿宋')}</w:rPr>"
    said = _said(_written(tmp_path, _edited(tmp_path / "t.docx", body, made)))
    assert said["Normal"] == ("方正仿宋", set())
    assert said["Heading 1"] == ("黑体", {"黑体"}), "a face of the theme is what Word writes into any file"


def test_a_template_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    heavy = tmp_path / "heavy.docx"
    with heavy.open("wb") as stream:
        stream.truncate(MOST_TEMPLATE_BYTES + 1)
    bomb = _template(tmp_path / "bomb.docx", lambda _, text: text)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(6):
            package.writestr(f"word/media/{number}.bmp", bytes(MOST_TEMPLATE_BYTES))
    assert bomb.stat().st_size < MOST_TEMPLATE_BYTES
    monkeypatch.setattr(docx, "Document", None)
    for path in (heavy, bomb):
        with pytest.raises(InputError, match="过大"):
            _written(tmp_path, path)
