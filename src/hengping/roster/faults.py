"""What can be wrong with a row of a roster, and what to do about it: a closed list with its texts."""

from typing import Literal

import msgspec

from hengping.model.text import Text

Severity = Literal["error", "note"]
"""``error``: the row is left out. ``note``: the site is kept; a person should look."""


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with, or repaired in, a row.

    Attributes:
        row: number of the row as the file shows it, counted from 1; 0: the whole file.
        column: heading of the column as printed; empty: the whole row.
        kind: key of :data:`ROW_FAULTS`.
        severity: whether the row was left out.
        value: the text found.
        what, remedy: the reason, and what to do.
    """

    row: int
    column: str
    kind: str
    severity: Severity
    value: str
    what: Text
    remedy: Text

    def __str__(self) -> str:
        spot = f"第{self.row}行" if self.row else "全表"
        column = f"“{self.column}”列" if self.column else ""
        return f"{spot}{column}：{self.what.zh}。处理办法：{self.remedy.zh}"


class FaultKind(msgspec.Struct, frozen=True):
    """Severity and texts of one kind of fault."""

    severity: Severity
    what: Text
    remedy: Text


_NO_ACTION = Text("无需处理，请核对", "nothing to do; please check")

ROW_FAULTS: dict[str, FaultKind] = {
    "missing_url": FaultKind(
        "error",
        Text("没有网址，该行未列入名单", "no address; the row is left out"),
        Text("填写网站首页网址", "give the address of the home page"),
    ),
    "bad_url": FaultKind(
        "error",
        Text("网址“{value}”无法解析，该行未列入名单", 'address "{value}" cannot be parsed; the row is left out'),
        Text("填写完整网址，如 http://www.example.gov.cn/", "give a full address, like http://www.example.gov.cn/"),
    ),
    "unreadable_text": FaultKind(
        "error",
        Text("含有无法解码的字节，该行未列入名单", "holds bytes that cannot be decoded; the row is left out"),
        Text("改正该行，将文件另存为UTF-8编码", "correct the row and save the file as UTF-8"),
    ),
    "duplicate_code": FaultKind(
        "error",
        Text(
            "标识码“{value}”与第{other}行重复，该行未列入名单", 'code "{value}" stands in row {other} already; left out'
        ),
        Text("删除重复行，或改正标识码", "delete the row or correct the code"),
    ),
    "duplicate_url": FaultKind(
        "note",
        Text(
            "网址“{value}”与第{other}行相同，两行都已保留", 'address "{value}" stands in row {other} already; both kept'
        ),
        Text("确认是否为同一网站，是则删除一行", "if it is one site, delete a row"),
    ),
    "url_repaired": FaultKind(
        "note", Text("网址“{value}”已改为“{new}”", 'address "{value}" was changed to "{new}"'), _NO_ACTION
    ),
    "code_missing": FaultKind(
        "note",
        Text("没有标识码，以“{new}”代替", 'no code; the site is known as "{new}"'),
        Text("填写网站标识码", "give the site identification code"),
    ),
    "code_repaired": FaultKind(
        "note", Text("标识码“{value}”已改为“{new}”", 'code "{value}" was changed to "{new}"'), _NO_ACTION
    ),
    "code_unusable": FaultKind(
        "note",
        Text("标识码“{value}”无法使用，以“{new}”代替", 'code "{value}" cannot be used; the site is known as "{new}"'),
        Text("把该列设为文本格式，重新填写标识码", "format the column as text and enter the code again"),
    ),
    "code_fault": FaultKind(
        "note",
        Text("标识码“{value}”：{why}", 'code "{value}": {why_en}'),
        Text(
            "核对标识码；开头的0若丢失，把该列设为文本格式",
            "check the code; if leading zeros were lost, format as text",
        ),
    ),
    "parent_unusable": FaultKind(
        "note",
        Text(
            "上级网站标识码“{value}”无法使用，未采用", 'code "{value}" of the superior site cannot be used; passed over'
        ),
        Text("把该列设为文本格式，重新填写标识码", "format the column as text and enter the code again"),
    ),
    "parent_unknown": FaultKind(
        "note",
        Text("上级网站标识码“{value}”不在名单中", 'the superior site "{value}" is not in the roster'),
        Text("核对标识码；上级门户不参评的可不填", "check the code, or leave it out if that site is not judged"),
    ),
    "name_missing": FaultKind(
        "note",
        Text("没有网站名称，以“{new}”代替", 'no name; "{new}" is used'),
        Text("填写网站名称", "give the name of the site"),
    ),
    "class_unknown": FaultKind(
        "note",
        Text("类型“{value}”不是A或B,按未注明处理", 'class "{value}" is neither A nor B; taken as not stated'),
        Text("填写A(提供办事服务)或B", "enter A (offers services) or B"),
    ),
    "filled_down": FaultKind(
        "note",
        Text("本行起{count}行的“{new}”沿用上方单元格", 'from here {count} row(s) take "{new}" from above'),
        _NO_ACTION,
    ),
    "spelling_unified": FaultKind(
        "note",
        Text("“{value}”与“{new}”只差全角半角，已统一为后者", '"{value}" differs from "{new}" in width only; unified'),
        _NO_ACTION,
    ),
    "column_missing": FaultKind(
        "note",
        Text("表头中没有“{value}”一列", 'there is no column "{value}"'),
        Text("如有此项信息，请补上该列", "add the column if you have the data"),
    ),
    "column_read_as": FaultKind(
        "note", Text("“{value}”列的内容是{new}，按此读取", 'column "{value}" holds {new} and is read so'), _NO_ACTION
    ),
    "not_a_site": FaultKind(
        "note",
        Text("不是网站(合计、备注或重复的表头),已忽略", "not a site (total, remark, repeated heading); passed over"),
        _NO_ACTION,
    ),
    "sheet_ignored": FaultKind(
        "note",
        Text("工作表“{value}”也像名单，未读取", 'sheet "{value}" looks like a roster too; not read'),
        Text("把全部网站放在第一个工作表", "put all sites on the first sheet"),
    ),
}
"""Every kind of fault with its severity and texts."""


def row_fault(kind: str, *, row: int, column: str = "", value: str = "", **values: object) -> RowFault:
    """A fault of a kind of :data:`ROW_FAULTS`, its texts filled with ``value`` and ``values``."""
    entry = ROW_FAULTS[kind]
    return RowFault(
        row=row,
        column=column,
        kind=kind,
        severity=entry.severity,
        value=value,
        what=entry.what.fill(value=value, **values),
        remedy=entry.remedy,
    )
