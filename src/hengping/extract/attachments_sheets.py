"""Text of spreadsheets of the binary formats (XLS, XLSB, ET) by calamine.

Compiled code that reads hostile files: call it only in a process that may die.
"""

import io

from hengping.extract.attachments_office import number_text
from hengping.extract.attachments_parts import Budget, Part, UnreadableError

_MAX_COLUMNS = 200


def sheet_parts(body: bytes, budget: Budget) -> list[Part]:
    """Sheets in the order of the book, rows as lines, cells apart by tabulators.

    Raises:
        UnreadableError: it is encrypted or damaged.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - compiled, seldom needed

    parts: list[Part] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for name in book.sheet_names:
            if not budget.next_part() or budget.characters <= 0:
                break
            parts.append(
                Part(name, budget.keep(_sheet_text(book.get_sheet_by_name(name).iter_rows(), budget.characters)))
            )
    except CalamineError as error:
        raise UnreadableError(
            "encrypted" if "assword" in str(error) or "ncrypt" in str(error) else "damaged"
        ) from error
    return parts


def _sheet_text(rows: "object", room: int) -> str:
    lines: list[str] = []
    size = 0
    for row in rows:  # type: ignore[attr-defined] # its stub names no iterator
        cells: list[str] = []
        width = 0
        for value in row[:_MAX_COLUMNS]:
            cells.append(_cell(value))
            width += len(cells[-1]) + 1
            if size + width > room + 1:
                break
        line = "\t".join(cells).rstrip("\t")
        lines.append(line)
        size += len(line) + 1
        if size > room:
            break
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return number_text(repr(value))
    return " ".join(str(value).split())
