"""Small but real files: PDF, Word, Excel and RTF attachments, PNG pictures and SVG signs, all made by code."""

import math
import struct
import zipfile
import zlib
from functools import cache, lru_cache
from importlib.resources import files as resources
from io import BytesIO
from xml.sax.saxutils import escape

_EPOCH = (2026, 1, 1, 0, 0, 0)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORMAT = "application/vnd.openxmlformats-officedocument"
MIME = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_FORMAT}.wordprocessingml.document",
    "xlsx": f"{_FORMAT}.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
}


def attachment(extension: str, title: str, lines: list[str]) -> bytes:
    """A file of that type that opens and says ``title`` and ``lines``; a tab in a line begins the next cell of a sheet.

    Raises:
        KeyError: no such type.
    """
    if extension != "xlsx":
        lines = [line.replace("\t", "　") for line in lines]
    return {"pdf": _pdf, "doc": _rtf, "docx": _docx, "xlsx": _xlsx}[extension](title, lines)


def _pdf(title: str, lines: list[str]) -> bytes:
    # A predefined CMap with a standard Chinese font needs no embedded font file.
    shown = [title, "", *lines]
    text = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T* " for line in shown)
    stream = f"BT /F1 14 Tf 24 TL 60 780 Td {text}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _rtf(title: str, lines: list[str]) -> bytes:
    def coded(text: str) -> str:
        return "".join(f"\\u{ord(character)}?" for character in text)

    body = "".join(f"{coded(line)}\\par " for line in lines)
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}\\b {coded(title)}\\b0\\par {body}}}".encode("ascii")


def _package(parts: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            # A fixed time keeps the bytes equal from run to run.
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text)
    return buffer.getvalue()


def _docx(title: str, lines: list[str]) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in [title, *lines])
    main = f"{_FORMAT}.wordprocessingml.document.main+xml"
    return _package(
        {
            "[Content_Types].xml": _TYPES.format(
                overrides=f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
            ),
            "_rels/.rels": _RELS.format(
                items=f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/document.xml": (
                '<?xml version="1.0" encoding="UTF-8"?><w:document '
                'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                f"{paragraphs}</w:body></w:document>"
            ),
        }
    )


def _xlsx(title: str, lines: list[str]) -> bytes:
    rows = "".join(f'<row r="{number}">{_cells(number, line)}</row>' for number, line in enumerate([title, *lines], 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book, sheet = f"{_FORMAT}.spreadsheetml.sheet.main+xml", f"{_FORMAT}.spreadsheetml.worksheet+xml"
    return _package(
        {
            "[Content_Types].xml": _TYPES.format(
                overrides=f'<Override PartName="/xl/workbook.xml" ContentType="{book}"/>'
                f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/>'
            ),
            "_rels/.rels": _RELS.format(
                items=f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{space}" xmlns:r="{_OFFICE}">'
            '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELS.format(
                items=f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{space}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        }
    )


def _cells(number: int, line: str) -> str:
    return "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for column, text in zip("ABCDEFGH", line.split("\t"), strict=False)
    )


@lru_cache(maxsize=64)
def landscape(variant: int) -> bytes:
    """A PNG of hills under a sky: the picture of the picture news."""
    width, height = 320, 214
    columns = [(_ridge(x, variant, 120, 26), _ridge(x, variant + 3, 160, 20)) for x in range(width)]
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        sky = (min(255, 120 + y // 2 + variant % 20), min(255, 170 + y // 2), 240)
        for far, near in columns:
            if y > near:
                rows += bytes((38 + variant * 3 % 30, max(60, 118 - (y - near)), 58))
            else:
                rows += bytes((104, 150 + variant % 20, 138)) if y > far else bytes(sky)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _ridge(x: int, variant: int, level: int, swing: int) -> int:
    """Height of a hill line at column ``x``."""
    wave = math.sin((x + variant * 29) / 47) + 0.6 * math.sin((x + variant * 61) / 19) + 0.2 * math.sin(x / 5 + variant)
    return level - round(swing * wave)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def logo(name: str, colour: str) -> bytes:
    """A header sign: emblem of hills and water, the site's name, a line of letters below."""
    width = max(460, 130 + 44 * len(name))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="100" viewBox="0 0 {width} 100">'
        f'<circle cx="52" cy="50" r="42" fill="{colour}"/><circle cx="52" cy="50" r="37" fill="none" stroke="#fff"'
        ' stroke-width="2"/><path d="M22 62 L42 30 L54 50 L62 38 L82 62 Z" fill="#fff"/>'
        '<path d="M22 70 q10 -7 20 0 t20 0 t20 0" stroke="#fff" stroke-width="3" fill="none"/>'
        f'<text x="112" y="58" font-size="42" font-weight="bold" font-family="Noto Serif CJK SC,SimSun,serif"'
        f' fill="{colour}">{escape(name)}</text>'
        f'<text x="114" y="84" font-size="14" letter-spacing="3" fill="#888" font-family="serif">'
        "YUNXI PROVINCE (DEMONSTRATION)</text></svg>"
    ).encode()


def banner(colour: str) -> bytes:
    """A wide header picture: layered hills in the site's colour."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="200" viewBox="0 0 1600 200"'
        ' preserveAspectRatio="xMidYMid slice"><rect width="1600" height="200" fill="#d9e8f5"/>'
        '<circle cx="1300" cy="60" r="34" fill="#fff" opacity=".8"/>'
        f'<path d="M0 150 Q200 40 420 130 T860 110 T1240 120 T1600 90 V200 H0 Z" fill="{colour}" opacity=".35"/>'
        f'<path d="M0 180 Q260 90 520 160 T1040 150 T1600 140 V200 H0 Z" fill="{colour}" opacity=".55"/></svg>'
    ).encode()


@cache
def signs() -> dict[str, bytes]:
    """Small signs of the footer, by file name."""
    folder = resources("hengping.demo") / "data" / "signs"
    return {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)}
