"""Attachments made by code: office files of old and new formats, archives, and hostile ones."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

import docx
import openpyxl

from hengping.demo.files import attachment

OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def pdf(*lines: str) -> bytes:
    return attachment("pdf", lines[0], list(lines[1:]))


def rtf(*lines: str) -> bytes:
    return attachment("doc", lines[0], list(lines[1:]))


def docx_file(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                grid.cell(row, column).text = text
    return _saved(document)


def xlsx_file(rows: list[list[object]], title: str = "名单") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return _saved(book)


def archive(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, body in files.items():
            package.writestr(name, body)
    return buffer.getvalue()


def pptx_file(*lines: str) -> bytes:
    slide = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return archive({"ppt/presentation.xml": b"<p/>", "ppt/slides/slide1.xml": f"<p:sld>{slide}</p:sld>".encode()})


def ofd_file(*lines: str) -> bytes:
    objects = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="20 {20 + 8 * n} 100 5">'
        f'<ofd:TextCode X="0" Y="4">{escape(line)}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(lines)
    )
    return archive({"OFD.xml": b"<ofd/>", "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page>{objects}</ofd:Page>".encode()})


def odt_file(*lines: str) -> bytes:
    text = "".join(f"<text:p>{line[:2]}<text:span>{line[2:]}</text:span></text:p>" for line in lines)
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": f"<o>{text}</o>".encode()})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; every stream is padded to the size from which it lies in ordinary sectors."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        first = len(sectors)
        count = max((len(data) + SECTOR - 1) // SECTOR, 1)
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            table.append(first + number + 1 if number + 1 < count else END)
        return first

    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        padded = data.ljust(4096, b"\0")
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, add(padded), len(padded), right=right))
    directory = add(b"".join(entries).ljust(SECTOR, b"\0"))
    needed = 1
    while (len(table) + needed) * 4 > needed * SECTOR:
        needed += 1
    fat = len(sectors)
    table += [FAT] * needed
    packed = struct.pack(f"<{len(table)}I", *table).ljust(needed * SECTOR, b"\xff")
    sectors += [packed[number * SECTOR : (number + 1) * SECTOR] for number in range(needed)]
    head = (
        OLE_HEADER
        + b"\0" * 16
        + struct.pack("<HHHHH6xIIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, needed, directory, 0, 4096, END, 0, END, 0, fat)
    )
    head += struct.pack(f"<{needed - 1}I", *range(fat + 1, fat + needed)) if needed > 1 else b""
    return head.ljust(SECTOR, b"\xff") + b"".join(sectors)


def doc_file(text: str) -> bytes:
    """A Word document of the binary format, its text in one piece of UTF-16; cells end in U+0007."""
    data = text.encode("utf-16-le")
    at = 1024
    main = bytearray(at)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 10, 0x0200)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, at, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(main) + data, "1Table": clx})


def xls_file(rows: list[list[object]], title: str = "Sheet") -> bytes:
    """A workbook of the binary format (BIFF8) with one sheet of labels and numbers."""
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)
            else:
                cells += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = struct.pack("<BB", len(title), 0) + title.encode("latin-1")
    length = len(start) + 4 + 6 + len(name) + 4
    book = start + _record(0x0085, struct.pack("<IH", length, 0) + name) + _record(0x000A, b"")
    return compound({"Workbook": book + sheet})


def ppt_file(*lines: str) -> bytes:
    atoms = b"".join(struct.pack("<HHI", 0, 0x0FA0, 2 * len(line)) + line.encode("utf-16-le") for line in lines)
    return compound({"PowerPoint Document": struct.pack("<HHI", 0xF, 1000, len(atoms)) + atoms})


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _saved(thing: object) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()
