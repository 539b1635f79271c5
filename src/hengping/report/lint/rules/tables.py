"""Tables that people made: totals, serial numbers, counts in captions, places and scores, names."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from hengping.report.lint.facts import is_count
from hengping.report.lint.fault import Fault, Place
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Table

_TOTAL = frozenset({"合计", "总计", "合 计"})
_NO_SUM = re.compile("平均|最高|最低|率|占比|得分|总分|名次|排名|年|分值|标识码")
_PLACE_HEAD = re.compile("名次|排名|位次")
_SCORE_HEAD = re.compile("总分|得分|综合得分|总得分|总分（分）|得分（分）")
_CAPTION = re.compile(r"（共?(\d{1,9})(?:个|家)）")
_SERIAL = frozenset({"序号"})


class OwnTable:
    """Checks one table that stands for none of the results."""

    def __init__(self, table: Table, model: Model, notebook: Notebook) -> None:
        self.table, self.model, self.notebook = table, model, notebook
        self.header = table.rows[0]
        # Numbered as in the table, so that a fault names the row that a person counts.
        self.body = [
            (number, row) for number, row in enumerate(table.rows[1:], start=1) if any(row) and row != table.rows[0]
        ]

    def check(self) -> None:
        """All rules on tables."""
        self._totals()
        self._serials()
        self._caption()
        self._sites()
        self._ties()

    def _is_total(self, row: Sequence[str]) -> bool:
        return any(cell in _TOTAL for cell in row[:2])

    def _column(self, wanted: Callable[[str], object]) -> int:
        return next((at for at, title in enumerate(self.header) if wanted(title)), -1)

    def _totals(self) -> None:
        """The row 合计 is the sum of whole numbers above it."""
        totals = [(number, row) for number, row in self.body if self._is_total(row)]
        if len(totals) != 1 or any(cell.startswith("小计") for _, row in self.body for cell in row[:2]):
            return
        number, total = totals[0]
        for column, title in enumerate(self.header):
            if _NO_SUM.search(title) or title in _SERIAL or column >= len(total) or not is_count(total[column]):
                continue
            cells = [row[column] if column < len(row) else "" for at, row in self.body if at != number]
            if all(is_count(cell) or cell in {"", "——", "—", "-"} for cell in cells):
                real = sum(int(cell) for cell in cells if is_count(cell))
                if real != int(total[column]):
                    self._tell("sum_wrong", number, title, total[column], str(real), "按各行相加")

    def _serials(self) -> None:
        column = self._column(lambda title: title in _SERIAL)
        if column < 0:
            return
        before = 0
        for number, row in self.body:
            if column < len(row) and is_count(row[column]):
                if int(row[column]) != before + 1:
                    self._tell(
                        "numbering_wrong",
                        number,
                        self.header[column],
                        row[column],
                        str(before + 1),
                        "核对是否缺行或者重复",
                    )
                    return
                before += 1

    def _caption(self) -> None:
        found = _CAPTION.search(self.table.caption)
        rows = sum(not self._is_total(row) for _, row in self.body)
        if found and len(self.table.caption) <= 40 and int(found[1]) != rows:  # noqa: PLR2004 - a caption is short
            self._tell("count_wrong", 0, "", f"（{found[1]}个）", str(rows), "核对标题中的个数和表格行数")

    def _sites(self) -> None:
        """Names that are written wrongly; places and totals of sites."""
        names = self.model.names
        width = max(len(row) for row in self.table.rows)
        for column in range(width):
            cells = [(number, row[column]) for number, row in self.body if column < len(row)]
            known = sum(cell in names.codes for _, cell in cells)
            if not known or known * 2 < len(cells):
                continue
            seen: dict[str, int] = {}
            for number, cell in cells:
                if cell in names.codes:
                    if cell in seen and len(self.header) <= 3 and len(names.codes[cell]) == 1:  # noqa: PLR2004 - a plain list
                        self._tell("repeated", number, self._title(column), cell, "", f"已列在第{seen[cell]}行")
                    seen[cell] = number
                elif meant := names.near(cell):
                    self._tell("name_misspelt", number, self._title(column), cell, meant, "按评估名单改正名称")
            self._results(column)

    def _results(self, name_column: int) -> None:
        place = self._column(_PLACE_HEAD.fullmatch)
        score = self._column(_SCORE_HEAD.fullmatch)
        for number, row in self.body:
            codes = self.model.names.codes.get(row[name_column] if name_column < len(row) else "", set())
            code = next(iter(codes)) if len(codes) == 1 else ""
            known = self.model.rows.get(code)
            if known is None:
                continue
            if 0 <= place < len(row) and known.rank is not None and _is_other_place(row[place], known.rank):
                self._wrong(number, place, str(known.rank), f"site.place[{code}]")
            if 0 <= score < len(row) and known.total is not None and _is_other_total(row[score], known.total):
                self._wrong(number, score, f"{known.total:f}", f"site.total[{code}]")

    def _wrong(self, number: int, column: int, expected: str, query: str) -> None:
        stands = self.table.rows[number][column]
        self._tell("claim_wrong", number, self.header[column], stands, expected, "按结果改正", query)

    def _title(self, column: int) -> str:
        return self.header[column] if column < len(self.header) else ""

    def _ties(self) -> None:
        """Equal totals share a place, and a better total never stands behind a worse one."""
        place, score = self._column(_PLACE_HEAD.fullmatch), self._column(_SCORE_HEAD.fullmatch)
        methods = {track.method for track in self.model.system.tracks}
        best = {track.best for track in self.model.system.tracks}
        if (
            min(place, score) < 0
            or len(self.model.groups) > 1
            or not methods <= {"dense", "competition"}
            or len(best) != 1
        ):
            return
        rows = []
        for number, row in self.body:
            if max(place, score) < len(row) and (found := re.match(r"\d{1,9}", row[place])):
                total = _decimal(row[score])
                if total is not None:
                    rows.append((number, int(found[0]), total))
        for (_, rank, total), (number, following, other) in pairwise(rows):
            better = other > total if best == {"highest"} else other < total
            if (total == other) != (rank == following) or (following > rank and better):
                self._tell(
                    "rank_wrong", number, self.header[place], str(following), "", "得分相同的名次并列，得分高的在前"
                )

    def _tell(  # noqa: PLR0917 - what a fault in a table says
        self, rule: str, row: int, column: str, stands: str, expected: str, remedy: str, query: str = ""
    ) -> None:
        words = next((cell for cell in self.table.rows[row] if len(cell) > 1), "") if row else self.table.caption
        self.notebook.add(
            Fault(
                rule=rule,
                place=Place(
                    chapter=self.table.chapter,
                    paragraph=self.table.paragraph,
                    table=self.table.number,
                    row=row,
                    column=column,
                    words=words,
                ),
                stands=stands,
                expected=expected,
                query=query,
                remedy=remedy,
            )
        )


def _is_other_place(cell: str, rank: int) -> bool:
    found = re.match(r"\d{1,9}", cell)
    return found is not None and int(found[0]) != rank


def _is_other_total(cell: str, total: Decimal) -> bool:
    said = _decimal(cell)
    return said is not None and abs(said - total) * 2 > Decimal(1).scaleb(-len(cell.partition(".")[2]))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.removesuffix("分").replace(",", ""))
    except InvalidOperation:
        return None
