"""Attachments of the third province: real Word, Excel and PDF files made by code, and files that do not open."""

import io
from urllib.parse import quote

import xlsxwriter
from docx import Document
from third_model import File, Site

_OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "png": "image/png",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}
_HARMLESS = [["项目", "数量", "备注"], ["宣传资料", "320", "已发放"], ["培训场次", "6", "见附表"]]


def make_file(file: File, site: Site) -> tuple[int, bytes, dict[str, str]]:
    """The answer to a request for an attachment."""
    extension = file.name.rsplit(".", 1)[-1] if "." in file.name else file.path.rsplit(".", 1)[-1]
    if file.fault == "empty":
        return 200, b"", {"Content-Type": MIME[extension]}
    if file.fault == "html":
        page = "<html><head><meta charset='utf-8'><title>出错</title></head><body>文件不存在</body></html>"
        return 200, page.encode(), {"Content-Type": "text/html; charset=utf-8"}
    if file.fault:
        return int(file.fault), b"<html><body>error</body></html>", {"Content-Type": "text/html"}
    rows = file.rows or _HARMLESS
    body = {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[extension](file.name, rows)
    headers = {"Content-Type": MIME[extension]}
    if "?" in file.path:
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        }
    del site
    return 200, body, headers


def _docx(title: str, rows: list[list[str]]) -> bytes:
    document = Document()
    document.add_heading(title, 1)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _xlsx(title: str, rows: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    sheet.write(0, 0, title)
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values):
            sheet.write_string(number, column, value)
    book.close()
    return stream.getvalue()


def _pdf(title: str, rows: list[list[str]]) -> bytes:
    lines = [title, *["   ".join(row) for row in rows]]
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 20 TL 50 780 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
            b">> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
    ]
    out, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
