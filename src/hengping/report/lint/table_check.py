"""The tables of a document against those of the results: rows by what they are about, then cell by cell."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hengping.report.lint.agreeing import may_stand_for
from hengping.report.lint.altered import with_altered
from hengping.report.lint.comparing import compare, whole
from hengping.report.lint.expected import Expected, Sheet
from hengping.report.lint.facts import decimal_text
from hengping.report.lint.fault import Fault, Place, Severity
from hengping.report.lint.model import Model
from hengping.report.lint.names import Names, distance
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Page, Table
from hengping.report.lint.table_match import Matched, match

_SERIAL = frozenset({"序号", "编号"})
_CODE = re.compile(r"\d{8,12}")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
_UNITS = re.compile(r"第?([+-]?\d[\d,]*(?:\.\d+)?)(?:分|个|家|处|名|位)")
_TEXT = 12
"""From so many characters on a cell is a text that may be worded otherwise."""
_MISSPELT = 0.25
_MOST_TOLD = 200
"""Faults told of one table; the rest is counted."""


class TableCheck:
    """Checks all tables of a document."""

    def __init__(self, expected: Expected, page: Page, model: Model, notebook: Notebook) -> None:
        self.expected, self.page, self.model, self.notebook = expected, page, model, notebook
        self.found: dict[int, frozenset[int]] = {}
        """Numbers of the document's tables by the number of the table of the results that they stand for."""
        self.unmatched: list[Table] = []

    def run(self) -> None:
        """Compare, and write what differs."""
        matched = match(self.expected.sheets, list(self.page.tables))
        by_sheet: dict[int, list[Matched]] = defaultdict(list)
        for each in matched:
            by_sheet[each.sheet.number].append(each)
            self.notebook.sure_tables.add(each.table.number)
        self.unmatched = [
            table for table in self.page.tables if table.rows and table.number not in self.notebook.sure_tables
        ]
        self.found = {number: frozenset(each.table.number for each in tables) for number, tables in by_sheet.items()}
        for tables in by_sheet.values():
            _Rows(tables, self.model, self.notebook).check()
        for sheet in self.expected.sheets:
            # Key figures, which have queries of their own, may stand there as text.
            if sheet.query and sheet.number not in by_sheet:
                self.notebook.add(
                    Fault(
                        rule="table_removed",
                        place=Place(chapter=sheet.chapter, words=sheet.caption),
                        query=sheet.query,
                        severity="note",
                    )
                )


class _Rows:
    """The rows of all tables that stand for one table of the results."""

    def __init__(self, tables: Sequence[Matched], model: Model, notebook: Notebook) -> None:
        self.tables, self.model, self.notebook = tables, model, notebook
        self.sheet = tables[0].sheet
        self.identity = _identity(self.sheet)
        self.told = 0

    def check(self) -> None:
        """Find every row again, then compare its cells."""
        seen: Counter[int] = Counter()
        whole_tables: list[set[int]] = []
        for matched in self.tables:
            own = self._table(matched, seen, whole_tables)
            whole_tables.append(own)
        missing = [number for number in range(len(self.sheet.rows)) if not seen[number]]
        self._tell_missing(missing)
        if self.told > _MOST_TOLD:
            self._add(
                "cell_changed", self.tables[0].table, 0, "", f"此表共有{self.told}处不符，以上列出{_MOST_TOLD}处", ""
            )

    def _table(self, matched: Matched, seen: Counter[int], before: Sequence[set[int]]) -> set[int]:
        rows = [
            (number, row)
            for number, row in enumerate(matched.table.rows[matched.first :], start=1)
            if any(row) and row != matched.table.rows[0]
        ]
        found = self._recognised(matched, rows)
        own: set[int] = set()
        # A table that only repeats rows of another one is an excerpt of it, not a continuation.
        excerpt = any(set(found.values()) and set(found.values()) <= each for each in before)
        for number, row in rows:
            here = found.get(number)
            if here is None:
                self._tell_extra(matched, number, row)
                continue
            if here in own:
                self._add(
                    "row_repeated", matched.table, number, "", _named(row, self.model.names), "", remedy="删去重复的行"
                )
                continue
            own.add(here)
            seen[here] += 1
            self._cells(matched, number, row, here)
        if excerpt:
            return set()
        return own

    def _recognised(self, matched: Matched, rows: Sequence[tuple[int, tuple[str, ...]]]) -> dict[int, int]:
        """Which row of the results each row is: by all that identifies it, then by less, then by a near name."""
        found: dict[int, int] = {}
        free = set(range(len(self.sheet.rows)))
        repeated: dict[int, int] = {}
        columns = {column: at for at, column in enumerate(matched.columns) if column >= 0}
        shown = [column for column in self.identity if column in columns]
        keys = [tuple(shown)] if len(shown) > 1 else []
        keys += [(column,) for column in shown]
        for key in keys:
            index: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for here, cells in enumerate(self.sheet.rows):
                if any(cells[column] not in {"", "——"} for column in key):
                    index[tuple(cells[column] for column in key)].append(here)
            for number, row in rows:
                if number in found or max(columns[column] for column in key) >= len(row):
                    continue
                said = tuple(row[columns[column]] for column in key)
                places = index.get(said, ())
                spot = next((each for each in places if each in free), None)
                if spot is not None and (len(places) == 1 or len(key) > 1 or key == keys[-1]):
                    found[number] = spot
                    free.discard(spot)
                elif spot is None and places and key == keys[0]:
                    repeated[number] = places[0]
        for number, spot in repeated.items():
            found.setdefault(number, spot)
        self._near(columns, rows, found, free)
        return found

    def _near(
        self,
        columns: dict[int, int],
        rows: Sequence[tuple[int, tuple[str, ...]]],
        found: dict[int, int],
        free: set[int],
    ) -> None:
        """Rows whose identifying cells were all changed a little; only where few are left over."""
        lost = [(number, row) for number, row in rows if number not in found]
        if len(lost) * len(free) > 40_000:  # noqa: PLR2004 - another table then
            return
        for number, row in lost:
            best: tuple[int, int] | None = None
            for here in free:
                same = sum(
                    at < len(row) and row[at] == self.sheet.rows[here][column] and column not in self._serials
                    for column, at in columns.items()
                )
                near = any(
                    columns[column] < len(row)
                    and distance(
                        row[columns[column]],
                        self.sheet.rows[here][column],
                        most := max(1, int(len(self.sheet.rows[here][column]) * _MISSPELT)),
                    )
                    <= most
                    for column in self.identity
                    if column in columns and len(self.sheet.rows[here][column]) > 1
                )
                score = same + 2 * near
                if (near or same * 2 > len(columns)) and (best is None or score > best[0]):
                    best = (score, here)
            if best is not None:
                found[number] = best[1]
                free.discard(best[1])

    @property
    def _serials(self) -> set[int]:
        return {at for at, title in enumerate(self.sheet.columns) if title in _SERIAL}

    def _cells(self, matched: Matched, number: int, row: Sequence[str], here: int) -> None:
        wanted = self.sheet.rows[here]
        for at, column in enumerate(matched.columns):
            if column < 0 or at >= len(row) or column in self._serials:
                continue
            said, cell = row[at], wanted[column]
            if said == cell and self.sheet.cells:
                self._shown(column)
            if said != cell and not _same_cell(said, cell):
                self._differs(matched, number, column, here, said)

    def _shown(self, column: int) -> None:
        for _, at, figures in self.sheet.cells:
            if at == column:
                self.notebook.shown.update(figure.name for figure in figures)

    def _differs(self, matched: Matched, number: int, column: int, here: int, said: str) -> None:
        names = self.model.names
        cell = self.sheet.rows[here][column]
        if said in names.codes or cell in names.codes:
            if names.is_short_form(said, cell) and names.codes_of(said) <= names.codes[cell]:
                return
        elif len(cell) >= _TEXT and not _CODE.fullmatch(cell) and not self._text_differs(said, cell):
            return
        rule = "cell_changed"
        if column in self.identity and cell in names.codes and said not in names.codes:
            rule = "name_misspelt"
        self._add(rule, matched.table, number, self.sheet.columns[column], said or "空", cell, key=here)

    def _text_differs(self, said: str, cell: str) -> bool:
        """Whether a text in a cell says something else, not only in other words."""
        wanted = self.model.facts(cell)
        if not wanted:
            return not said
        found = with_altered(said, self.model.facts(said), wanted, self.model.names)
        compared = compare(whole(cell, wanted), whole(said, found), lambda one, other: may_stand_for(one, other, said))
        misspelt = any(
            fact.text != fact.value and not self.model.names.is_short_form(fact.text, fact.value)
            for _, fact in compared.same
            if fact.kind == "name"
        )
        return misspelt or any(
            each.expected is not None and each.expected.kind not in {"label", "direction"} and not each.expected.weak
            for each in compared.differences
        )

    def _tell_missing(self, missing: Iterable[int]) -> None:
        for here in missing:
            row = self.sheet.rows[here]
            self._add(
                "row_missing",
                self.tables[0].table,
                0,
                "",
                "",
                _named(row, self.model.names),
                remedy=f"补列“{_named(row, self.model.names)}”一行",
                key=here,
            )

    def _tell_extra(self, matched: Matched, number: int, row: Sequence[str]) -> None:
        if len([cell for cell in row if cell]) <= 1:
            # A remark below the table, or a line that a merged cell makes.
            return
        self._add(
            "row_extra",
            matched.table,
            number,
            "",
            _named(row, self.model.names),
            "",
            remedy="删去这一行，或者核对名称和标识码",
        )

    def _add(  # noqa: PLR0917 - what a fault in a table says
        self,
        rule: str,
        table: Table,
        row: int,
        column: str,
        stands: str,
        expected: str,
        *,
        remedy: str = "",
        key: int = -1,
        severity: Severity = "fault",
    ) -> None:
        self.told += 1
        if self.told > _MOST_TOLD and rule != "cell_changed" and key >= 0:
            return
        about = self.sheet.keys[key] if 0 <= key < len(self.sheet.keys) else ""
        query = self._query(key, column)
        self.notebook.add(
            Fault(
                rule=rule,
                place=Place(
                    chapter=table.chapter,
                    paragraph=table.paragraph,
                    table=table.number,
                    row=row,
                    column=column,
                    words=_named(self.sheet.rows[key], self.model.names) if key >= 0 else stands,
                ),
                stands=stands,
                expected=expected,
                query=f"{query} {about}".strip(),
                remedy=remedy or f"改为{expected}",
                severity=severity,
            )
        )

    def _query(self, key: int, column: str) -> str:
        for row, at, figures in self.sheet.cells:
            if row == key and self.sheet.columns[at] == column:
                return "、".join(figure.query for figure in figures)
        return self.sheet.query


def _identity(sheet: Sheet) -> tuple[int, ...]:
    """The columns that say what a row is about: the code first, then what is most different from row to row."""
    if not sheet.rows:
        return ()
    scores = []
    for column, title in enumerate(sheet.columns):
        if title in _SERIAL:
            continue
        cells = [row[column] for row in sheet.rows]
        words = sum(not _NUMBER.fullmatch(cell) or bool(_CODE.fullmatch(cell)) for cell in cells)
        different = len(set(cells)) / len(cells)
        if words * 2 < len(cells) or (different < 0.5 and len(cells) > 2):  # noqa: PLR2004 - most cells
            continue
        scores.append((-("标识码" in title), -("名称" in title or title in {"单位", "组别", "问题"}), column))
    return tuple(column for _, _, column in sorted(scores)[:2])


def _named(row: Sequence[str], names: Names) -> str:
    """What a row is about, in a few words."""
    if known := next((cell for cell in row if cell in names.codes), ""):
        return known
    words = [cell for cell in row if cell and not _NUMBER.fullmatch(cell)]
    return (words or [cell for cell in row if cell] or [""])[0][:40]


def _same_cell(said: str, cell: str) -> bool:
    """Whether two cells say the same: 87.6分 and 87.60, 第2名 and 2, — and ——."""
    if _NUMBER.fullmatch(cell) and (bare := _UNITS.fullmatch(said)):
        said = bare[1]
    if _NUMBER.fullmatch(said) and _NUMBER.fullmatch(cell) and not _CODE.fullmatch(cell):
        return said.endswith("%") == cell.endswith("%") and _value(said) == _value(cell)
    dashes = {"——", "—", "-", "--", "/", "－", "无", ""}
    return said in dashes and cell in dashes


def _value(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    return sign + decimal_text(text.strip("+-%"))
