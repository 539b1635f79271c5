"""The workbook's sheets: names, columns with widths in characters, and where their rows come from."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.report.item_counts import ITEM_COUNTS
from hengping.report.render import score_rows, sheet_rows
from hengping.report.render.sheet_words import meaning
from hengping.report.render.xlsx_rows import Cell
from hengping.report.view import ReportView


class SheetColumn(msgspec.Struct, frozen=True):
    """A column: header, width in characters, and ``rate`` for ratios printed as percentages, ``wrap`` for long text."""

    title: str
    width: int
    form: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet.

    Attributes:
        about: what it holds, for the contents.
        rows: gives its rows anew at every call.
        frozen: columns at the left that stay in sight.
        wide: one column for every scoring item; the header is higher.
    """

    name: str
    about: str
    columns: tuple[SheetColumn, ...]
    rows: Callable[[ReportView], Iterable[Sequence[Cell]]]
    frozen: int = 0
    wide: bool = False


_BROKEN = frozenset(
    {"指标体系", "组别", "网站标识码", "指标编号", "规则", "榜单", "否决项编号", "栏目编号", "检查项编号", "检查项"}
)
"""Columns that are narrow although the organiser's own names in them may be long: these are broken, not cut off."""


def _columns(*columns: tuple[str, int] | tuple[str, int, str]) -> tuple[SheetColumn, ...]:
    made = (SheetColumn(*column) for column in columns)
    return tuple(msgspec.structs.replace(each, form="wrap") if each.title in _BROKEN else each for each in made)


# fmt: off
_OVERVIEW = Sheet(
    name="总览",
    about="各组的网站数、合格率、平均分，每个指标体系每组一行，先列全部网站。",
    columns=_columns(
        ("指标体系", 20), ("指标体系名称", 36, "wrap"), ("组别", 22), ("网站数", 9), ("完成评估", 11), ("合格", 9),
        ("合格率", 11, "rate"), ("单项否决", 11), ("未能评估", 11), ("平均分", 10), ("最高分", 10), ("最低分", 10),
    ),
    rows=sheet_rows.overview,
)
_RANKS = Sheet(
    name="排名",
    about="每个网站一行：名次、得分、档级、评估覆盖率和状态。",
    columns=_columns(
        ("指标体系", 20), ("组别", 22), ("名次", 8), ("并列", 8), ("网站标识码", 14), ("网站名称", 38, "wrap"),
        ("单位", 32, "wrap"), ("得分", 10), ("档级", 10), ("单项否决", 11), ("评估覆盖率", 13, "rate"), ("状态", 12),
        ("状态说明", 36, "wrap"), ("是否合格", 11), ("待人工确认", 13), ("暂定", 8),
    ),
    rows=sheet_rows.ranks,
)
_TIERS = Sheet(
    name="档级",
    about="各赛道的档级和每档的网站；空档写“无”。",
    columns=_columns(
        ("指标体系", 20), ("赛道", 28, "wrap"), ("赛道各组", 32, "wrap"), ("排名方式", 16), ("档级", 12),
        ("网站标识码", 14), ("网站名称", 38, "wrap"), ("组别", 22), ("本档网站数", 12),
    ),
    rows=sheet_rows.tiers,
)
_ITEM_COUNTS = Sheet(
    name="评分点",
    about="每个网站的得分建立在多少评分点上，哪些没有评定。",
    columns=_columns(
        ("指标体系", 20), ("组别", 22), ("网站标识码", 14), ("网站名称", 38, "wrap"), ("状态", 12),
        *((title, 12) for _, title in ITEM_COUNTS), ("未提供数据", 12), ("未提供数据的评分点", 60, "wrap"),
    ),
    rows=sheet_rows.items,
)
_SCORES = Sheet(
    name="指标得分",
    about="得分树的每个节点一行：分值、得分、得分指数、原始数据和说明（行数特别多时只列没有评定或者有说明的节点）。",
    columns=_columns(
        ("指标体系", 20), ("网站标识码", 14), ("网站名称", 38, "wrap"), ("组别", 22), ("层级", 8), ("类别", 11),
        ("指标编号", 20), ("指标", 32, "wrap"), ("分值", 9), ("得分", 10), ("得分指数", 11), ("状态", 11),
        ("已检查", 10), ("应检查", 10), ("扣完为止", 11), ("核定情况", 11), ("原始数据", 14),
        ("说明", 44, "wrap"), ("依据的检查结果数", 18),
    ),
    rows=score_rows.nodes,
)
_DEDUCTIONS = Sheet(
    name="扣分明细",
    about="每一处扣分一行：规则、网站、页面、检查结果、佐证记录号和校验值。",
    columns=_columns(
        ("指标体系", 20), ("指标编号", 20), ("指标", 28, "wrap"), ("规则", 20), ("规则依据", 26, "wrap"),
        ("网站标识码", 14), ("网站名称", 38, "wrap"), ("组别", 22), ("网站状态", 12), ("检查项编号", 20),
        ("检查项", 20), ("对象", 30, "wrap"), ("问题网址", 50, "wrap"), ("所在页面", 50, "wrap"),
        ("扣分", 9), ("实际扣分", 11), ("情况说明退还", 14), ("已由他处扣分", 28, "wrap"), ("扣分说明", 28, "wrap"),
        ("检查结果", 60, "wrap"), ("检查结果编号", 34), ("佐证记录号", 50), ("佐证校验值", 40, "wrap"),
        ("佐证位置", 34, "wrap"), ("归档时间", 20), ("其他佐证", 50, "wrap"), ("核定情况", 11),
    ),
    rows=sheet_rows.deductions,
)
_VETOES = Sheet(
    name="单项否决",
    about="每个网站每一否决项一行，触发的和没有触发的都列。",
    columns=_columns(
        ("指标体系", 20), ("网站标识码", 14), ("网站名称", 38, "wrap"), ("组别", 22), ("否决项编号", 16),
        ("否决项", 28, "wrap"), ("结论", 11), ("数量", 8), ("界限", 8), ("原因", 60, "wrap"), ("核定情况", 11),
        ("检查结果编号", 40, "wrap"),
    ),
    rows=sheet_rows.vetoes,
)
_LISTS = Sheet(
    name="红黑榜",
    about="各榜单的网站和列入的原因。",
    columns=_columns(
        ("指标体系", 20), ("榜单", 12), ("序号", 8), ("单位", 32, "wrap"), ("网站名称", 38, "wrap"),
        ("网站标识码", 14), ("原因", 80, "wrap"),
    ),
    rows=sheet_rows.lists,
)
_LEDGER = Sheet(
    name="栏目台账",
    about="每个栏目一行：最近更新、更新时限、空白和应更新未更新。",
    columns=_columns(
        ("网站标识码", 14), ("网站名称", 38, "wrap"), ("栏目编号", 16), ("栏目", 28, "wrap"), ("栏目网址", 50, "wrap"),
        ("类别", 12), ("层级", 8), ("信息条数", 11), ("最近更新", 12), ("最早信息", 12), ("更新时限（天）", 14),
        ("空白", 8), ("应更新未更新", 15), ("豁免", 20), ("结论", 12),
    ),
    rows=sheet_rows.ledger,
)
_CHECKS = Sheet(
    name="检查结果统计",
    about="每个检查项一行：各种结论的条数。",
    columns=_columns(
        ("检查项编号", 26), ("检查项", 24, "wrap"), ("涉及网站", 11),
        *((OUTCOME_ZH[kind], 12) for kind in Outcome), ("合计", 9)
    ),
    rows=sheet_rows.checks,
)
_SOURCES = Sheet(
    name="数据来源",
    about="通报正文的每一个数字、名称各一行：在哪句话里，由哪个查询从冻结的结果中取得。",
    columns=_columns(
        ("指标体系", 20), ("编号", 10), ("印出的内容", 40, "wrap"), ("数据引用", 44, "wrap"), ("取值", 28, "wrap"),
        ("种类", 12), ("前文", 26, "wrap"), ("后文", 26, "wrap"),
    ),
    rows=sheet_rows.sources,
)
_NOTES = Sheet(
    name="说明",
    about="评估方法、读法和数据校验值。",
    columns=_columns(("项目", 24, "wrap"), ("内容", 110, "wrap")),
    rows=sheet_rows.notes,
)
# fmt: on


def sheets(view: ReportView) -> tuple[Sheet, ...]:
    """All sheets behind the contents, in order; those with a column for every item depend on the results."""
    fixed = (
        _OVERVIEW,
        _RANKS,
        _TIERS,
        *_score_tables(view),
        _SCORES,
        _DEDUCTIONS,
        _VETOES,
        _LISTS,
        _LEDGER,
        _ITEM_COUNTS,
        _CHECKS,
        _SOURCES,
        _NOTES,
    )
    return (*fixed, _dictionary(fixed))


def _score_tables(view: ReportView) -> Iterator[Sheet]:
    """One table a system: a row for every site, a column for every node of the score tree."""
    for number, system in enumerate(view.systems, start=1):
        table = score_rows.ScoreTable(system)
        yield Sheet(
            name="得分总表" if len(view.systems) == 1 else f"得分总表{number}",
            about=f"《{system.system.system_title.strip('《》')}》：每个网站一行，每个指标一列。",
            columns=(
                *_columns(("组别", 22), ("网站标识码", 14), ("网站名称", 38, "wrap"), ("名次", 8), ("总分", 10)),
                *(SheetColumn(title, 12) for title in table.titles),
            ),
            rows=table.rows,
            frozen=3,
            wide=True,
        )


def _dictionary(described: Sequence[Sheet]) -> Sheet:
    def rows(_: ReportView) -> Iterator[Sequence[Cell]]:
        for sheet in described:
            own = sheet.columns if not sheet.wide else sheet.columns[:5]
            for column in own:
                word = meaning(sheet.name, column.title)
                yield sheet.name, column.title, word.text, word.kind, word.unit, word.source
            if sheet.wide:
                yield (
                    sheet.name,
                    "其余各列",
                    "该指标的得分，表头括号内为分值。“不适用”“未检查”“单项否决”表示没有得分",
                    "小数或文本",
                    "分",
                    "指标体系",
                )

    return Sheet(
        name="数据字典",
        about="本工作簿每个工作表、每一列的含义、类型、单位和来源。",
        columns=_columns(
            ("工作表", 16), ("列", 20), ("含义", 80, "wrap"), ("类型", 12), ("单位", 10), ("来源", 30, "wrap")
        ),
        rows=rows,
    )
