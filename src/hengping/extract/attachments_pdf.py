"""Text of PDF files by PDFium: pages in order, bounded in pages and characters.

PDFium is compiled code that reads hostile files: call it only in a process that may die.
"""

from hengping.extract.attachments_parts import Budget, Part, UnreadableError

MAX_PAGES = 400
_MAX_PAGE_CHARACTERS = 400_000
_PASSWORD = 4
_FORMAT = "damaged"


def pdf_parts(body: bytes, budget: Budget) -> list[Part]:
    """The text of every page.

    Raises:
        UnreadableError: it is encrypted or damaged.
    """
    import pypdfium2  # type: ignore[import-untyped] # noqa: PLC0415 - compiled code, for those runs that meet a PDF

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("encrypted" if "assword" in str(error) else _FORMAT) from error
    parts: list[Part] = []
    try:
        count = len(document)
        for number in range(min(count, MAX_PAGES)):
            if budget.characters <= 0:
                break
            parts.append(Part(f"{number + 1}", budget.keep(_page_text(document, number))))
        budget.cut = budget.cut or count > MAX_PAGES
    finally:
        document.close()
    if not count:
        raise UnreadableError(_FORMAT)
    return parts


def _page_text(document: "object", number: int) -> str:
    import pypdfium2  # noqa: PLC0415 - as above

    assert isinstance(document, pypdfium2.PdfDocument)  # noqa: S101 - for the type only
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    try:
        text_page = page.get_textpage()
        try:
            count = min(text_page.count_chars(), _MAX_PAGE_CHARACTERS)
            text = text_page.get_text_range(0, count) if count > 0 else ""
        finally:
            text_page.close()
    except pypdfium2.PdfiumError:
        return ""
    finally:
        page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x02", "")
