"""What the linter says: faults (what does not hold) and notes (what a person may want to look at)."""

from typing import Literal

import msgspec

Severity = Literal["fault", "note"]

RULES: dict[str, tuple[str, str]] = {
    "figure_changed": ("数据与结果不符", "a figure differs from the results"),
    "name_changed": ("名称与结果不符", "a name differs from the results"),
    "name_misspelt": ("名称与评估名单不一致", "a name differs from the roster by a few characters"),
    "name_missing": ("缺少应列的单位", "a body is missing from a list"),
    "name_extra": ("多出不应列的单位", "a body stands on a list that it is not on"),
    "order_changed": ("名次顺序与结果不符", "names stand in another order than the results"),
    "wording_changed": ("方向、并列或约数与结果不符", "direction, tie or round words differ from the results"),
    "sentence_removed": ("含数据的句子已删除", "a sentence with figures was removed"),
    "static_changed": ("文稿中的数字被改动", "a number of the manuscript was changed"),
    "cell_changed": ("表格数据与结果不符", "a cell differs from the results"),
    "row_missing": ("表格缺行", "a row is missing"),
    "row_extra": ("表格多行", "a row is not in the results"),
    "row_repeated": ("表格重复行", "a row stands there twice"),
    "table_removed": ("表格已删除", "a table was removed"),
    "claim_wrong": ("所述与结果不符", "a statement does not agree with the results"),
    "share_wrong": ("占比与分子分母不符", "a share does not follow from numerator and denominator"),
    "sum_wrong": ("合计与各项之和不符", "a total is not the sum of its parts"),
    "count_wrong": ("个数与所列不符", "an announced count is not what is listed"),
    "repeated": ("名单内重复", "a name stands on a list twice"),
    "both_lists": ("同一单位同时列入红榜和黑榜", "one body stands on the red and on the black list"),
    "rank_wrong": ("名次与得分不符", "places do not follow from scores"),
    "change_wrong": ("变化与前后数值不符", "a change does not follow from before and after"),
    "weights_wrong": ("权重合计不是100%", "weights do not add up to 100 %"),
    "date_wrong": ("日期有误", "a date is impossible or contradicts another"),
    "numbering_wrong": ("编号不连续", "headings are not numbered in order"),
    "attachment_wrong": ("附件与附件说明不符", "attachments differ from what is announced"),
}
"""Rule and its title in Chinese and English."""


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where something stands.

    Attributes:
        chapter: the heading above it.
        paragraph: number of the paragraph, empty ones and tables not counted.
        table, row: number of the table, and of the row without the header; 0 outside tables.
        column: title of the column.
        words: the words around, as quoted.
        start, end: where in the paragraph's cleaned text.
    """

    chapter: str = ""
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: str = ""
    words: str = ""
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """As a person reads it."""
        parts = [f"“{self.chapter}”"] if self.chapter else []
        if self.table:
            parts.append(f"表{self.table}")
            parts += [f"第{self.row}行"] if self.row else []
            parts += [f"“{self.column}”列"] if self.column else []
        elif self.paragraph:
            parts.append(f"第{self.paragraph}段")
        quoted = f"：“{self.words}”" if self.words else ""
        return "".join(parts) + quoted


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not hold, or a note.

    Attributes:
        rule: key of :data:`RULES`.
        stands: what stands there.
        expected: what the results say, or the rule demands; empty when nothing can be said.
        query: the query that answers what is expected; empty for rules within the text.
        remedy: what to do.
    """

    rule: str
    place: Place
    stands: str = ""
    expected: str = ""
    query: str = ""
    remedy: str = ""
    severity: Severity = "fault"

    @property
    def text(self) -> str:
        """One line for a person."""
        said = f"{RULES[self.rule][0]}。{self.place.text}"
        if self.stands:
            said += f"。文中为{self.stands}"
        if self.expected:
            said += f"{'，' if self.stands else '。'}应为{self.expected}"
        if self.query:
            said += f"（{self.query}）"
        if self.remedy:
            said += f"。处理办法：{self.remedy}"
        return said


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a linting came to.

    Attributes:
        faults, notes: in the order of the document.
        figures, figures_found: figures of the results, and how many of them the document shows unchanged.
        tables, tables_found: tables of the results, and how many the document holds.
        tables_altered: tables that the document holds and in which something is wrong.
    """

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    figures: int
    figures_found: int
    tables: int
    tables_found: int
    tables_altered: int = 0

    @property
    def tables_kept(self) -> int:
        """Tables of the results that the document holds with nothing wrong in them."""
        return self.tables_found - self.tables_altered

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
