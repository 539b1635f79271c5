"""Where faults are written while a document is checked, and which parts of it the results confirm."""

from collections.abc import Iterable

from hengping.report.lint.cleaning import around
from hengping.report.lint.fault import Fault, Place
from hengping.report.lint.page import Paragraph


class Notebook:
    """Faults so far; parts of paragraphs that say what the results say; parts that a fault was written for."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        # A byte for every character: many names in one paragraph must not be looked through for each of them.
        self._sure: dict[int, bytearray] = {}
        self._told: dict[int, bytearray] = {}
        self.shown: set[str] = set()
        """Names of figures that stand in the document unchanged."""
        self.untouched: set[int] = set()
        """Numbers of paragraphs that stand there as the program writes them."""
        self.sure_tables: set[int] = set()
        """Numbers of tables that were compared with the results."""

    def confirm(self, paragraph: Paragraph, start: int, end: int) -> None:
        """This part says what the results say."""
        _mark(self._sure, paragraph, start, end)

    def is_sure(self, paragraph: Paragraph, start: int, end: int) -> bool:
        """Whether the results confirm this part."""
        marks = self._sure.get(paragraph.number)
        return marks is not None and 0 not in marks[start:end]

    def is_told(self, paragraph: Paragraph, start: int, end: int) -> bool:
        """Whether a fault was written for a part that touches this one."""
        marks = self._told.get(paragraph.number)
        return marks is not None and 1 in marks[start:end]

    def tell(
        self,
        rule: str,
        paragraph: Paragraph,
        start: int,
        end: int,
        *,
        stands: str = "",
        expected: str = "",
        query: str = "",
        remedy: str = "",
        note: bool = False,
    ) -> None:
        """A fault in a paragraph; of the same place and rule only the first is kept."""
        if start < end and self.is_told(paragraph, start, end) and not note:
            return
        if not note:
            _mark(self._told, paragraph, start, end)
        place = Place(
            chapter=paragraph.chapter,
            paragraph=paragraph.number,
            words=around(paragraph.text, start, end),
            start=start,
            end=end,
        )
        self.add(
            Fault(
                rule=rule,
                place=place,
                stands=stands,
                expected=expected,
                query=query,
                remedy=remedy,
                severity="note" if note else "fault",
            )
        )

    def add(self, fault: Fault) -> None:
        """A fault that stands in no paragraph, or was made elsewhere."""
        self.faults.append(fault)

    def ordered(self, paragraph_of_table: Iterable[tuple[int, int]]) -> list[Fault]:
        """The faults in the order of the document."""
        before = dict(paragraph_of_table)

        def key(fault: Fault) -> tuple[int, int, int, int]:
            place = fault.place
            if place.table:
                return (before.get(place.table, 0), 1, place.table * 1_000_000 + place.row, 0)
            return (place.paragraph or 1_000_000, 0, place.start, 0)

        return sorted(self.faults, key=key)


def _mark(marks: dict[int, bytearray], paragraph: Paragraph, start: int, end: int) -> None:
    own = marks.setdefault(paragraph.number, bytearray(len(paragraph.text)))
    own[start:end] = b"\1" * (min(end, len(own)) - start)
