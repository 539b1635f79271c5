"""Attachments as text: PDF, DOC(X), XLS(X), PPT(X), WPS, OFD, OpenDocument, RTF, text, and archives of these.

What a file is, is told by its first bytes, not by its name: tables saved as web pages and called ``.xls`` are common.
Nothing in here knows a clock; every reader is bounded by counts (:mod:`hengping.extract.attachments_parts`), and the
two that rest on compiled libraries (PDF, XLS) are only to be called in a process that may die
(:mod:`hengping.pipeline.attachments`).
"""

import re
from collections.abc import Callable
from functools import partial

from hengping.extract.attachments_office import docx_parts, odf_parts, ofd_parts, pptx_parts, xlsx_parts
from hengping.extract.attachments_ole import MAGIC as OLE_MAGIC
from hengping.extract.attachments_ole import CompoundFile, doc_parts, ppt_parts
from hengping.extract.attachments_parts import DOCUMENTS, AttachmentText, Budget, Part, UnreadableError
from hengping.extract.attachments_pdf import pdf_parts
from hengping.extract.attachments_rtf import rtf_text
from hengping.extract.attachments_sheets import sheet_parts
from hengping.extract.attachments_zip import Container
from hengping.extract.encoding import decode
from hengping.extract.entities import unescape
from hengping.extract.flat import Page
from hengping.model.content_facts import AttachmentForm

_PDF = b"%PDF-"
_PDF_REACH = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
"""Archives that are not unpacked."""
_RTF = b"{\\rtf"
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|table|head|body|meta|style|div|\?xml|font|script)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BINARY_SHARE = 0.02
_TEXT_REACH = 8192
_SCAN_LENGTH = 8
"""A PDF with fewer characters is a picture of a document."""
_LEVELS = 2
"""An archive inside an archive is read, one inside that is not."""
_Reader = Callable[[Container, Budget], list[Part]]
_PACKAGES: tuple[tuple[str, AttachmentForm, _Reader], ...] = (
    ("word/document.xml", "docx", docx_parts),
    ("xl/workbook.xml", "xlsx", xlsx_parts),
    ("ppt/presentation.xml", "pptx", pptx_parts),
    ("OFD.xml", "ofd", ofd_parts),
)
_ODF = "content.xml"


def read_attachment(body: bytes, name: str = "", content_type: str = "") -> AttachmentText:
    """The text of an attachment. Never raises for what the bytes are.

    Args:
        body: bytes as served.
        name: its file name or address, for what the bytes do not tell (text or table).
        content_type: the ``Content-Type`` header.
    """
    budget = Budget()
    return _read(body, name, content_type, budget, 0)


def _read(body: bytes, name: str, content_type: str, budget: Budget, level: int) -> AttachmentText:
    form: AttachmentForm = "other"
    try:
        form, read = _reader(body, name, content_type, budget, level)
        parts = tuple(part for part in read() if part.text.strip())
    except UnreadableError as error:
        return AttachmentText(_named_form(name) if form == "other" else form, (), error.why)
    except (ValueError, ArithmeticError, LookupError, RecursionError, MemoryError, OSError):
        return AttachmentText(_named_form(name) if form == "other" else form, (), "damaged")
    why = "too_large" if budget.cut else ""
    if form == "pdf" and not why and sum(len(part.text.strip()) for part in parts) < _SCAN_LENGTH:
        why = "scan"
    return AttachmentText(form, parts, why or (budget.unread if level == 0 else ""))


def _reader(
    body: bytes, name: str, content_type: str, budget: Budget, level: int
) -> tuple[AttachmentForm, Callable[[], list[Part]]]:
    """The form of a file, and what reads it."""
    if _PDF in body[:_PDF_REACH]:
        return "pdf", lambda: pdf_parts(body, budget)
    if body.startswith(_ZIP):
        return _package(Container(body, budget), body, budget, level)
    if body.startswith(OLE_MAGIC):
        return _compound(CompoundFile(body), body, budget)
    if body.startswith(_RTF):
        return "text", lambda: [Part("", budget.keep(rtf_text(body)))]
    if body.startswith(_PACKED):
        raise UnreadableError("form")
    if _MARKUP.match(body):
        return "text", lambda: [Part("", budget.keep(Page(decode(body, content_type)[0]).text))]
    if not _is_text(body):
        raise UnreadableError("damaged" if _named_form(name) != "other" or not body else "form")
    return "text", lambda: [Part("", budget.keep(_plain(body, name, content_type)))]


def _package(
    container: Container, body: bytes, budget: Budget, level: int
) -> tuple[AttachmentForm, Callable[[], list[Part]]]:
    for mark, form, reader in _PACKAGES:
        if mark in container:
            return form, partial(reader, container, budget)
    if "xl/workbook.bin" in container:
        return "xlsx", lambda: sheet_parts(body, budget)
    if _ODF in container and "mimetype" in container:
        return "other", lambda: odf_parts(container, budget)
    if "EncryptedPackage" in container:
        raise UnreadableError("encrypted")
    return "zip", lambda: _archive_parts(container, budget, level)


def _compound(file: CompoundFile, body: bytes, budget: Budget) -> tuple[AttachmentForm, Callable[[], list[Part]]]:
    names = file.names
    if "EncryptedPackage" in names:
        raise UnreadableError("encrypted")
    if "WordDocument" in names:
        return "doc", lambda: doc_parts(file, budget)
    if "Workbook" in names or "Book" in names:
        return "xls", lambda: sheet_parts(body, budget)
    if "PowerPoint Document" in names:
        return "ppt", lambda: ppt_parts(file, budget)
    raise UnreadableError("form" if names else "damaged")


def _archive_parts(container: Container, budget: Budget, level: int) -> list[Part]:
    """Every document in an archive; why one cannot be read is noted in the budget."""
    parts: list[Part] = []
    for name in container.names:
        if not DOCUMENTS.search(name):
            continue
        if not budget.next_part():
            break
        if level + 1 >= _LEVELS and name.lower().endswith(".zip"):
            budget.unread = budget.unread or "form"
            continue
        try:
            inner = _read(container.read(name), name, "", budget, level + 1)
        except UnreadableError as error:
            if error.why == "too_large":
                budget.cut = True
                break
            budget.unread = budget.unread or error.why
            continue
        parts += [Part(f"{name} {part.name}".strip(), part.text) for part in inner.parts]
        budget.unread = budget.unread or inner.unread_why
    return parts


def _plain(body: bytes, name: str, content_type: str) -> str:
    text = decode(body, content_type)[0]
    if name.lower().split("?", 1)[0].endswith(".csv") or "csv" in content_type.lower():
        text = text.replace("\t", " ").replace('"', "").replace(",", "\t")  # a tabulator keeps long numbers as text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_text(body: bytes) -> bool:
    head = body[:_TEXT_REACH]
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bool(head)
    text = head.decode("latin-1")
    return len(_CONTROL.findall(text)) <= len(text) * _BINARY_SHARE


def _named_form(name: str) -> AttachmentForm:
    """The form that a name promises."""
    path = unescape(name).split("?", 1)[0].lower()
    extension = path.rpartition(".")[2]
    return _FORMS.get(extension, "other")


_FORMS: dict[str, AttachmentForm] = {
    **dict.fromkeys(("docx", "docm"), "docx"),
    **dict.fromkeys(("doc", "dot"), "doc"),
    **dict.fromkeys(("xlsx", "xlsm", "xlsb"), "xlsx"),
    **dict.fromkeys(("xls", "et"), "xls"),
    **dict.fromkeys(("ppt", "dps"), "ppt"),
    **dict.fromkeys(("txt", "csv", "rtf"), "text"),
    "pdf": "pdf",
    "pptx": "pptx",
    "zip": "zip",
    "rar": "rar",
    "wps": "wps",
    "ofd": "ofd",
}
