"""Read a roster (评估名单): CSV, XLSX, XLS or ODS, as people keep it."""

from pathlib import Path

import msgspec

from hengping.model.errors import InputError, place
from hengping.model.site import Site
from hengping.roster.cells import fold, is_blank, read_class
from hengping.roster.divisions import Divisions, load_divisions
from hengping.roster.faults import RowFault, row_fault
from hengping.roster.fill import fill_down
from hengping.roster.headers import FIELD_ZH, Field, Header, find_header, is_comment, is_header
from hengping.roster.rows import Reader, SiteRow
from hengping.roster.tables import Row, Table, read_tables

_REMARK_STARTS = ("合计", "总计", "小计", "备注", "注:", "注：", "说明", "填表", "制表")


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """Sites in the order of the file, and what was wrong with the file's rows, by row number."""

    sites: tuple[Site, ...]
    faults: tuple[RowFault, ...]

    @property
    def errors(self) -> tuple[RowFault, ...]:
        """Faults that cost a row."""
        return tuple(fault for fault in self.faults if fault.severity == "error")


def load_roster(path: Path, *, divisions: Divisions | None = None, urls_required: bool = True) -> Roster:
    """Read a roster; a wrong row costs nothing but itself.

    Args:
        path: CSV (UTF-8, UTF-16 with BOM or GB18030; comma, semicolon or tab) or spreadsheet; told apart by content.
        divisions: divisions that site codes are checked against; the shipped ones when None.
        urls_required: whether a site without address is left out; not when a table is judged without crawling: then
            a site code is enough, and ``Site.url`` is empty.

    Raises:
        InputError: the file cannot be read, has no heading row with the column that is required, or no row below it.
    """
    table, header, faults = _chosen(read_tables(path), path, "url" if urls_required else "site_code")
    below = tuple(Row(row.number, ()) if is_comment(row, header) else row for row in table.rows[header.index + 1 :])
    rows = [
        SiteRow(number=row.number, texts={field: fold(row.cell(column)) for field, column in header.columns.items()})
        for row in below
    ]
    passed = _passed_over(below, header)
    faults += [row_fault("not_a_site", row=row.number) for row, over in zip(rows, passed, strict=True) if over]
    header, notes = _class_or_group(header, rows)
    faults += notes
    faults += fill_down(rows, table, header)
    reader = Reader(header, divisions or load_divisions(), urls_required=urls_required)
    for row, over in zip(rows, passed, strict=True):
        if not over and any(row.texts.values()):
            reader.read(row)
    reader.look_back()
    if not reader.seen:
        raise InputError(
            "表头下面没有网站", where=place(path, table.rows[header.index].number), remedy="每个网站填写一行"
        )
    ordered = sorted(faults + reader.faults, key=lambda fault: fault.row)
    return Roster(sites=tuple(reader.sites), faults=tuple(ordered))


def _chosen(tables: list[Table], path: Path, required: Field) -> tuple[Table, Header, list[RowFault]]:
    """The reading with the best heading row; of equals the first."""
    found = [(table, header) for table in tables if (header := find_header(table))]
    if not found:
        raise InputError(
            "没有找到表头",
            where=place(path),
            remedy="前20行内应有一行写明各列：网站标识码、网站名称、主办单位、网址、分组、类型、地区",
        )
    usable = [pair for pair in found if required in pair[1].columns]
    if not usable:
        table, header = found[0]
        title = FIELD_ZH[required]
        spot = place(path, table.rows[header.index].number)
        raise InputError(f"表头中没有{title}一列", where=spot, remedy=f"增加“{title}”列")
    best = usable[0] if usable[0][0].spreadsheet else max(usable, key=lambda pair: len(pair[1].columns))
    others = [table.name for table, _ in usable if table.spreadsheet and table is not best[0]]
    faults = [row_fault("sheet_ignored", row=0, value=name) for name in others]
    number = best[0].rows[best[1].index].number
    missing: list[Field] = [field for field in ("site_code", "name") if field not in best[1].columns]
    faults += [row_fault("column_missing", row=number, value=FIELD_ZH[field]) for field in missing]
    return *best, faults


def _passed_over(rows: tuple[Row, ...], header: Header) -> list[bool]:
    """Which rows are totals, remarks or repeated headings."""
    url = header.columns.get("url")
    verdicts = []
    for row in rows:
        words = [text for cell in row.cells if (text := fold(cell))]
        remark = bool(words) and is_blank(fold(row.cell(url))) and words[0].startswith(_REMARK_STARTS)
        verdicts.append(remark or is_header(row, header))
    return verdicts


def _class_or_group(header: Header, rows: list[SiteRow]) -> tuple[Header, list[RowFault]]:
    """类型 and 类别 are used for both: where only one of the two columns exists, its content says which it is."""
    present = {"class", "group"} & set(header.columns)
    if len(present) != 1:
        return header, []
    before: Field = "class" if "class" in present else "group"
    after: Field = "group" if before == "class" else "class"
    values = [text for row in rows if not is_blank(text := row.texts.get(before, ""))]
    is_class = [read_class(value) is not None for value in values]
    if not values or (any(is_class) if before == "class" else not all(is_class)):
        return header, []
    for row in rows:
        row.texts[after] = row.texts.pop(before)
    columns = {after if field == before else field: column for field, column in header.columns.items()}
    titles = {after if field == before else field: title for field, title in header.titles.items()}
    fault = row_fault("column_read_as", row=0, value=header.title(before), new=FIELD_ZH[after])
    return Header(header.index, columns, titles), [fault]
