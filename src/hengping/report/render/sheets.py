"""The workbook's sheets: names, columns with widths in characters, and where their rows come from."""

from collections.abc import Callable, Iterable

import msgspec

from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.report.item_counts import ITEM_COUNTS
from hengping.report.render import sheet_rows
from hengping.report.render.sheet_rows import Cell
from hengping.report.view import ReportView


class SheetColumn(msgspec.Struct, frozen=True):
    """A column: header, width in characters, and ``rate`` for ratios printed as percentages."""

    title: str
    width: int
    form: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet; ``rows`` gives its rows anew at every call."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Callable[[ReportView], Iterable[tuple[Cell, ...]]]


def _columns(*columns: tuple[str, int] | tuple[str, int, str]) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(*column) for column in columns)


# fmt: off
SHEETS = (
    Sheet(
        name="总览",
        columns=_columns(
            ("指标体系", 20), ("指标体系名称", 32), ("组别", 16), ("网站数", 9), ("完成评估", 11), ("合格", 9),
            ("合格率", 11, "rate"), ("单项否决", 11), ("未能评估", 11), ("平均分", 10), ("最高分", 10), ("最低分", 10),
        ),
        rows=sheet_rows.overview,
    ),
    Sheet(
        name="排名",
        columns=_columns(
            ("指标体系", 20), ("组别", 16), ("名次", 8), ("并列", 8), ("网站标识码", 14), ("网站名称", 38),
            ("单位", 32), ("得分", 10), ("档级", 10), ("单项否决", 11), ("评估覆盖率", 13, "rate"), ("状态", 12),
            ("状态说明", 32), ("是否合格", 11), ("待人工确认", 13), ("暂定", 8),
        ),
        rows=sheet_rows.ranks,
    ),
    Sheet(
        name="档级",
        columns=_columns(
            ("指标体系", 20), ("赛道", 28), ("赛道各组", 32), ("排名方式", 16), ("档级", 12),
            ("网站标识码", 14), ("网站名称", 38), ("组别", 16), ("本档网站数", 12),
        ),
        rows=sheet_rows.tiers,
    ),
    Sheet(
        name="评分点",
        columns=_columns(
            ("指标体系", 20), ("组别", 16), ("网站标识码", 14), ("网站名称", 38), ("状态", 12),
            *((title, 12) for _, title in ITEM_COUNTS), ("未提供数据", 12), ("未提供数据的评分点", 60),
        ),
        rows=sheet_rows.items,
    ),
    Sheet(
        name="指标得分",
        columns=_columns(
            ("指标体系", 20), ("网站标识码", 14), ("网站名称", 38), ("组别", 16), ("层级", 8), ("类别", 11),
            ("指标编号", 20), ("指标", 32), ("分值", 9), ("得分", 10, "exact"), ("得分指数", 11, "index"), ("状态", 11),
            ("已检查", 10), ("应检查", 10), ("扣完为止", 11), ("核定情况", 11), ("原始数据", 14),
            ("说明", 40), ("依据的检查结果数", 18),
        ),
        rows=sheet_rows.scores,
    ),
    Sheet(
        name="扣分明细",
        columns=_columns(
            ("指标体系", 20), ("指标编号", 20), ("指标", 28), ("规则", 20), ("规则依据", 20), ("网站标识码", 14),
            ("网站名称", 38), ("组别", 16), ("网站状态", 12), ("检查项编号", 20), ("检查项", 20), ("对象", 30),
            ("问题网址", 50), ("所在页面", 50),
            ("扣分", 9), ("实际扣分", 11), ("情况说明退还", 14), ("已由他处扣分", 28), ("扣分说明", 28),
            ("检查结果", 60), ("检查结果编号", 34), ("佐证记录号", 48), ("佐证校验值", 40),
            ("佐证位置", 30), ("归档时间", 20), ("其他佐证", 48), ("核定情况", 11),
        ),
        rows=sheet_rows.deductions,
    ),
    Sheet(
        name="单项否决",
        columns=_columns(
            ("指标体系", 20), ("网站标识码", 14), ("网站名称", 38), ("组别", 16), ("否决项编号", 16), ("否决项", 28),
            ("结论", 11), ("数量", 8), ("界限", 8), ("原因", 60), ("核定情况", 11), ("检查结果编号", 34),
        ),
        rows=sheet_rows.vetoes,
    ),
    Sheet(
        name="红黑榜",
        columns=_columns(

            ("指标体系", 20), ("榜单", 8), ("序号", 8), ("单位", 32), ("网站名称", 38), ("网站标识码", 14), ("原因", 70)
        ),
        rows=sheet_rows.lists,
    ),
    Sheet(
        name="栏目台账",
        columns=_columns(
            ("网站标识码", 14), ("网站名称", 38), ("栏目编号", 16), ("栏目", 28), ("栏目网址", 50), ("类别", 12),
            ("层级", 8), ("信息条数", 11), ("最近更新", 12), ("最早信息", 12), ("更新时限（天）", 14), ("空白", 8),
            ("应更新未更新", 15), ("豁免", 20), ("结论", 12),
        ),
        rows=sheet_rows.ledger,
    ),
    Sheet(
        name="检查结果统计",
        columns=_columns(

            ("检查项编号", 26), ("检查项", 24), ("涉及网站", 11),
            *((OUTCOME_ZH[kind], 12) for kind in Outcome), ("合计", 9)
        ),
        rows=sheet_rows.checks,
    ),
    Sheet(name="说明", columns=_columns(("项目", 24), ("内容", 100)), rows=sheet_rows.notes),
)
# fmt: on
