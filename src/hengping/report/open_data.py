"""Open data (开放数据): tables with a dictionary, made from what may be published of finished results."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from hengping.report import open_data_rows as rows
from hengping.report.open_data_scope import PublicView

Kind = Literal["string", "integer", "number", "boolean"]
Value = str | int | Decimal | bool | None


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One column, as the dictionary explains it.

    Attributes:
        name: header in the files.
        kind: type of Frictionless Table Schema.
        source: where the value or its rule comes from.
        required: whether every row has a value.
        options: the only values, where the list is closed.
        least, most: bounds of a number.
    """

    name: str
    title: str
    text: str
    kind: Kind = "string"
    unit: str = ""
    source: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


class DataTable(msgspec.Struct, frozen=True, kw_only=True):
    """One table: ``<name>.csv`` and ``<name>.json``; ``key`` are the columns that name a row."""

    name: str
    title: str
    text: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Callable[[PublicView], Iterable[tuple[Value, ...]]]


_ZERO, _ONE = Decimal(0), Decimal(1)


def _field(name: str, title: str, text: str, source: str = "", **more: object) -> Field:
    return Field(name=name, title=title, text=text, source=source, **more)  # type: ignore[arg-type]  # as Field says


def _count(name: str, title: str, text: str, source: str, unit: str = "个") -> Field:
    return Field(
        name=name, title=title, text=text, kind="integer", unit=unit, source=source, required=True, least=_ZERO
    )


_SYSTEM = _field("system_id", "指标体系", "指标体系的编号", "指标体系文件", required=True)
_CODE = _field("site_code", "网站标识码", "政府网站标识码；没有的为x-加主机名", "评估名单", required=True)
_NAME = _field("name", "网站名称", "网站名称", "评估名单", required=True)
_GROUP = _field("group", "组别", "排名组；名单没有分组时为“未分组”", "评估名单")

TABLES = (
    DataTable(
        name="sites",
        title="网站",
        text="评估名单中的网站。",
        fields=(
            _CODE,
            _NAME,
            _field("unit", "主办单位", "网站的主办单位", "评估名单"),
            _field("url", "首页地址", "网站首页的地址", "评估名单"),
            _GROUP,
            _field("region", "地区", "所在行政区域", "评估名单"),
        ),
        key=("site_code",),
        rows=rows.sites,
    ),
    DataTable(
        name="ranks",
        title="结论和名次",
        text="每个网站在每个指标体系下公布的结论；不公布的一栏为空。",
        fields=(
            _SYSTEM,
            _GROUP,
            _CODE,
            _NAME,
            _field("rank", "名次", "组内名次；只列公布的名次", "排名规则", kind="integer", least=_ONE),
            _field("tied", "并列", "名次是否与其他网站相同；没有公布名次的为空", "排名规则", kind="boolean"),
            _field("total", "总分", "取舍一次的总分；只列公布的", "计分规则", kind="number", unit="分"),
            _field("tier", "档级", "公布的档级", "指标体系文件"),
            _field("conclusion", "结论", "合格、不合格或者其他状态；只列公布的", "指标体系文件"),
        ),
        key=("system_id", "site_code"),
        rows=rows.ranks,
    ),
    DataTable(
        name="item_scores",
        title="指标得分",
        text="公布总分的网站的得分树，每个节点一行。",
        fields=(
            _SYSTEM,
            _CODE,
            _field("item_id", "指标编号", "指标在指标体系中的编号", "指标体系文件", required=True),
            _field("score", "得分", "按规定位数取舍；没有评定的为空", "计分规则", kind="number", unit="分"),
            _field("index_value", "得分指数", "得分除以分值", "计分规则", kind="number"),
            _field(
                "state",
                "状态",
                "scored 已评分，given 外部给分，not_applicable 不适用，not_tested 未检查，vetoed 单项否决",
                "计分规则",
                required=True,
                options=("scored", "given", "not_applicable", "not_tested", "vetoed"),
            ),
        ),
        key=("system_id", "site_code", "item_id"),
        rows=rows.item_scores,
    ),
    DataTable(
        name="items",
        title="指标",
        text="得分表中出现的指标，每个一行。",
        fields=(
            _SYSTEM,
            _field("item_id", "指标编号", "指标在指标体系中的编号", "指标体系文件", required=True),
            _field("parent_id", "上级指标", "上级指标的编号；总分没有上级", "指标体系文件"),
            _field("title", "指标", "指标的名称", "指标体系文件", required=True),
            _field(
                "full", "分值", "指标的分值；因折算而不同的以第一个网站为准", "指标体系文件", kind="number", unit="分"
            ),
            _field("basis", "规则依据", "规则所依据的官方文件或者条款", "指标体系文件"),
        ),
        key=("system_id", "item_id"),
        rows=rows.items,
    ),
    DataTable(
        name="lists",
        title="红黑榜",
        text="各榜单的网站和原因。",
        fields=(
            _SYSTEM,
            _field("list_id", "榜单编号", "榜单的编号", "指标体系文件", required=True),
            _field("list", "榜单", "榜单的名称", "指标体系文件", required=True),
            _CODE,
            _NAME,
            _field("reasons", "原因", "列入的原因，以分号隔开；其中的网址和号码略去", "排名规则"),
        ),
        key=("system_id", "list_id", "site_code"),
        rows=rows.lists,
    ),
    DataTable(
        name="groups",
        title="各组情况",
        text="各组的网站数、合格率和平均分；group为空的是全部网站。会透露未公布总分的数值为空。",
        fields=(
            _SYSTEM,
            _field("group", "组别", "排名组；空为全部网站", "评估名单"),
            _count("sites", "网站数", "名单内的网站数", "评估名单"),
            _count("assessed", "完成评估", "有结论的网站数", "排名规则"),
            _count("passed", "合格", "合格的网站数", "排名规则"),
            _count("vetoed", "单项否决", "被单项否决的网站数", "排名规则"),
            _field("pass_rate", "合格率", "合格数除以完成评估数", "排名规则", kind="number", least=_ZERO, most=_ONE),
            _field("mean", "平均分", "有得分的网站的平均分", "排名规则", kind="number", unit="分"),
            _field("highest", "最高分", "有得分的网站的最高分", "排名规则", kind="number", unit="分"),
            _field("lowest", "最低分", "有得分的网站的最低分", "排名规则", kind="number", unit="分"),
        ),
        key=("system_id", "group"),
        rows=rows.groups,
    ),
    DataTable(
        name="vetoes",
        title="单项否决",
        text="触发的否决项。",
        fields=(
            _SYSTEM,
            _CODE,
            _NAME,
            _field("veto_id", "否决项编号", "否决项的编号", "指标体系文件", required=True),
            _field("veto", "否决项", "否决项的名称", "指标体系文件", required=True),
            _field("reason", "原因", "否决的原因；其中的网址和号码略去", "检查结果"),
        ),
        key=("system_id", "site_code", "veto_id"),
        rows=rows.vetoes,
    ),
    DataTable(
        name="problems",
        title="问题统计",
        text="每个检查项发现的问题，不分网站。",
        fields=(
            _field("check", "检查项编号", "检查项的编号", "检查项目录", required=True),
            _field("title", "检查项", "检查项的名称", "检查项目录", required=True),
            _count("checked_sites", "检查网站", "实际检查过该项的网站数", "检查结果"),
            _count("problem_sites", "问题网站", "有该问题的网站数", "检查结果"),
            _count("faults", "处数", "问题的处数", "检查结果", "处"),
        ),
        key=("check",),
        rows=rows.problems,
    ),
    DataTable(
        name="ledger_summary",
        title="栏目台账摘要",
        text="每个网站的栏目数和空白、应更新未更新的栏目数。",
        fields=(
            _CODE,
            _NAME,
            _count("sections", "栏目数", "核查的栏目数", "栏目台账"),
            _count("blank", "空白栏目", "从未有过信息的栏目数", "栏目台账"),
            _count("stale", "应更新未更新", "超过期限没有更新的栏目数", "栏目台账"),
            _count("exempt", "豁免", "不按期限检查的栏目数", "栏目台账"),
        ),
        key=("site_code",),
        rows=rows.ledger_summary,
    ),
    DataTable(
        name="figures",
        title="通报中的数字",
        text="通报正文的数字和名称，由哪个查询取得；各赛道总分没有全部公布的，不列分数。",
        fields=(
            _SYSTEM,
            _field("figure_id", "编号", "在通报中从前往后的编号", "通报", required=True),
            _field("kind", "种类", "数字、分数、比率、名称等", "数据引用参考", required=True),
            _field("printed", "印出的内容", "通报中印出的文字", "通报"),
            _field("query", "数据引用", "数据引用的名称和参数", "数据引用参考", required=True),
        ),
        key=("system_id", "figure_id"),
        rows=rows.figures,
    ),
)
"""All tables, in the order of the package."""
