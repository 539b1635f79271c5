"""Tables made by hand or exported: posts of new-media accounts, satisfaction, hotline tickets. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hengping.collect.importers import cells
from hengping.collect.importers.rows import Gathered, SiteFinder
from hengping.model.imported import Imported, ImportKind, Provenance
from hengping.model.urls import BadUrlError, host_of, normal_url


class Column(NamedTuple):
    """A column: its key, the headings it may have, how its cells are read, and whether a row may be without it."""

    key: str
    heads: tuple[str, ...]
    read: Callable[[str], Any] = cells.text
    required: bool = False


def _url(cell: str) -> str:
    written = cell.strip()
    try:
        url = normal_url(written if "://" in written else f"http://{written}")
    except BadUrlError as error:
        raise cells.CellError("不是网址") from error
    if "." not in host_of(url):
        raise cells.CellError("不是网址")
    return url


_SITE = Column("site_code", ("site_code", "标识码", "网站标识码", "政府网站标识码"))
_UNIT_URL = Column("site_url", ("site_url", "网站", "网站网址", "首页网址"), _url)
TABLES: dict[ImportKind, tuple[Column, ...]] = {
    "posts": (
        _SITE,
        _UNIT_URL,
        Column("subject", ("account", "账号", "账号名称", "公众号", "公众号名称", "新媒体名称"), required=True),
        Column("platform", ("platform", "平台", "类型", "账号类型")),
        Column("on", ("published_on", "发布时间", "发布日期", "发文时间", "日期"), cells.day, required=True),
        Column("title", ("title", "标题", "文章标题", "内容"), required=True),
        Column("url", ("url", "链接", "文章链接", "原文链接"), _url),
        Column("reads", ("reads", "阅读数", "阅读量", "浏览量", "播放量"), cells.count),
        Column("likes", ("likes", "点赞数", "点赞", "在看数"), cells.count),
        Column("original", ("original", "原创", "是否原创"), cells.yes),
    ),
    "satisfaction": (
        _SITE,
        _UNIT_URL,
        Column("subject", ("channel", "渠道", "事项", "调查项目", "指标"), required=True),
        Column("on", ("on", "日期", "统计日期", "截止日期", "截至日期"), cells.day),
        Column("asked", ("asked", "样本数", "评价数", "参评人数", "评价总数"), cells.count),
        Column("satisfied", ("satisfied", "满意数", "满意人数"), cells.count),
        Column("rate", ("rate", "满意度", "满意率", "好评率"), cells.rate),
    ),
    "guides": (
        _SITE,
        _UNIT_URL,
        Column("subject", ("matter", "事项名称", "事项", "服务事项", "办理事项"), required=True),
        Column("on", ("on", "更新时间", "更新日期", "发布日期"), cells.day),
        Column("url", ("url", "链接", "事项网址", "办事指南网址"), _url),
        Column("设定依据", ("设定依据", "实施依据", "法律依据", "办理依据")),
        Column("申请条件", ("申请条件", "受理条件", "办理条件")),
        Column("办理材料", ("办理材料", "申请材料", "所需材料")),
        Column("办理地点", ("办理地点", "办公地址", "受理地点", "办理地址")),
        Column("办理时间", ("办理时间", "办公时间", "工作时间", "受理时间")),
        Column("联系电话", ("联系电话", "咨询电话", "咨询方式")),
        Column("办理流程", ("办理流程", "办事流程", "办理程序")),
    ),
    "hotline": (
        _SITE,
        _UNIT_URL,
        Column("subject", ("ticket", "工单号", "工单编号", "编号"), required=True),
        Column("on", ("asked_on", "受理时间", "受理日期", "来电时间", "转办时间"), cells.day, required=True),
        Column("replied_on", ("replied_on", "办结时间", "答复时间", "回复时间", "办结日期"), cells.day),
        Column("solved", ("solved", "是否解决", "解决情况"), cells.yes),
        Column("satisfied", ("satisfied", "是否满意", "满意情况", "满意度"), cells.yes),
    ),
}
_HEAD_ROWS = 20


class TableRow(NamedTuple):
    """A row: its number as the file shows it, and its cells."""

    number: int
    cells: Sequence[str]


def read_table(kind: ImportKind, rows: Iterable[TableRow], finder: SiteFinder, origin: Provenance) -> Gathered:
    """Rows of a table; the heading is looked for in its first rows.

    Args:
        kind: which table.
        rows: as read, empty ones included.
        finder: knows the sites of the roster.
        origin: provenance of the file; the row number is filled in.
    """
    gathered = Gathered()
    columns = TABLES[kind]
    found: dict[str, int] | None = None
    heads: dict[str, str] = {}
    for index, row in enumerate(rows):
        if found is None:
            found = _header(row.cells, columns)
            if found is not None:
                heads = {key: row.cells[place].strip() for key, place in found.items()}
            elif index >= _HEAD_ROWS:
                break
        elif any(cell.strip() for cell in row.cells):
            _take(gathered, kind, row, (found, heads), (finder, origin))
    if found is None:
        wanted = "、".join(column.heads[1] for column in columns if column.required)
        gathered.fault(0, f"没有找到表头，至少要有：{wanted}，以及标识码或网站网址")
    return gathered


def _header(row: Sequence[str], columns: Sequence[Column]) -> dict[str, int] | None:
    """Place of each known column; None when the row is no heading of this table."""
    names = ["".join(cell.split()).lower() for cell in row]
    found = {
        column.key: names.index(head)
        for column in columns
        for head in [next((head for head in column.heads if head in names), "")]
        if head
    }
    enough = all(column.key in found for column in columns if column.required)
    return found if enough and ("site_code" in found or "site_url" in found) else None


def _take(
    gathered: Gathered,
    kind: ImportKind,
    row: TableRow,
    header: tuple[Mapping[str, int], Mapping[str, str]],
    context: tuple[SiteFinder, Provenance],
) -> None:
    found, heads = header
    finder, origin = context
    values: dict[str, Any] = {}
    for column in TABLES[kind]:
        place = found.get(column.key)
        cell = row.cells[place] if place is not None and place < len(row.cells) else ""
        if not cell.strip():
            if column.required:
                gathered.fault(row.number, "必填的单元格是空的", column=heads[column.key], remedy="补上后重新导入")
                return
            continue
        try:
            values[column.key] = column.read(cell)
        except cells.CellError as error:
            gathered.fault(row.number, str(error), column=heads[column.key], value=cell, remedy="改正后重新导入")
            return
    problem = _inconsistent(values)
    site_code = finder.find(code=values.pop("site_code", ""), url=values.pop("site_url", ""))
    if problem or not site_code:
        gathered.fault(row.number, problem or finder.reason, remedy="核对标识码或网址" if not problem else "")
        return
    gathered.rows.append(
        Imported(
            site_code=site_code,
            kind=kind,
            subject=values.pop("subject"),
            on=values.pop("on", None),
            url=values.pop("url", ""),
            values={key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()},
            provenance=origin.at(row.number),
        )
    )


def _inconsistent(values: Mapping[str, Any]) -> str:
    """What two cells of a row say against each other; empty when nothing."""
    if "replied_on" in values and "on" in values and values["replied_on"] < values["on"]:
        return "办结时间早于受理时间"
    asked, satisfied = values.get("asked"), values.get("satisfied")
    if isinstance(asked, int) and isinstance(satisfied, int) and satisfied is not True and satisfied > asked:
        return "满意数多于评价数"
    return ""
