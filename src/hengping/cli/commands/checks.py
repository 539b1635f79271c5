"""``checks list`` and ``checks show``."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from hengping.checks.catalogue import catalogue
from hengping.checks.definition import CheckDefinition
from hengping.checks.scaffold import new_check
from hengping.cli.commands.accuracy import interval, levels_of, rate
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.cli.summary import display_path
from hengping.model.errors import InputError
from hengping.pipeline.accuracy_table import Measured, shipped

app = typer.Typer(help="检查项。Checks.", no_args_is_help=True, rich_markup_mode=None)

_WIDE = 124
_MODE_ZH = {"automatic": "自动", "assisted": "人机结合", "manual": "人工"}


@app.command("list")
def list_checks(json: Json = False) -> None:
    """列出全部检查项。List all checks."""
    checks = catalogue()
    if json:
        print_json([_brief(check) for check in checks.values()])
        return
    table = Table(box=RULED, pad_edge=False)
    for name in ("检查项", "名称", "方式", "对象", "版本", "准确率", "95%区间", "测于"):
        table.add_column(name, no_wrap=name != "名称")
    for check in checks.values():
        row = _measured(check)
        measured = ("—", "—", _why_not(check)[1])
        if row is not None:
            measured = (rate(row.precision), interval(row.precision_low, row.precision_high), levels_of(row))
        table.add_row(check.id, check.title.zh, _MODE_ZH[check.mode], check.subject, str(check.version), *measured)
    console = out()
    console.width = max(console.width, _WIDE)  # a column that is cut tells nothing
    console.print(table)
    known = shipped()
    if known is not None:
        console.print(
            f"准确率为{known.measured_on}实测，“—”为没有实测；全程从采集测起，网页、记录不经采集；见 hengping accuracy",
            soft_wrap=True,
        )


@app.command("show")
def show_check(
    check_id: Annotated[str, typer.Argument(metavar="ID", help="检查项编号。Check id.")], json: Json = False
) -> None:
    """说明一个检查项。Explain one check."""
    checks = catalogue()
    if check_id not in checks:
        raise InputError(f"没有检查项“{check_id}”", where="ID", remedy="用 hengping checks list 查看全部编号")
    check = checks[check_id]
    if json:
        print_json(msgspec.structs.asdict(check) | {"measured": _plain(_measured(check))})
        return
    console = out()
    console.print(f"{check.id}  {check.title.zh}  {check.title.en}", style="bold", markup=False)
    for label, text in (("为什么", check.why), ("怎么改", check.remedy)):
        console.print(f"{label}:{text.zh}", markup=False)
        console.print(f"  {text.en}", markup=False)
    console.print(f"依据：{check.basis.zh}", markup=False)
    row = _measured(check)
    if row is not None:
        said = f"准确率 {rate(row.precision)}（95%区间 {interval(row.precision_low, row.precision_high)}）"
        said += f"，召回率 {rate(row.recall)}（{interval(row.recall_low, row.recall_high)}）" if row.present else ""
        said += f"，命中{row.hits}、误报{row.false}、漏报{row.missed}"
        said += f"，易误认而无问题的{row.decoys}处" if row.decoys else ""
        console.print(f"实测：{said}{_where(row)}", markup=False, soft_wrap=True)
    else:
        console.print(f"实测：没有（{_why_not(check)[0]}）", markup=False, soft_wrap=True)
    for name, parameter in check.params.items():
        console.print(f"参数 {name} = {parameter.default}：{parameter.description.zh}", markup=False)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="THEME/ID", help="主题与编号。Theme and id.")],
    root: Annotated[
        Path | None, typer.Option("--root", help="检查项所在目录，缺省为程序自带目录。Folder of the checks.")
    ] = None,
) -> None:
    """新建一个检查项的文件夹，含待填写的三个文件。Scaffold a check."""
    folder = new_check(name, root)
    out().print(f"已建立 {display_path(folder)}，填写办法见 docs/howto/add-a-check.md", soft_wrap=True)


def _measured(check: CheckDefinition) -> Measured | None:
    """Measured precision of this version, from the table that ships with the library; None: never reported anything."""
    table = shipped()
    row = table.of(check.id, check.version) if table is not None else None
    return row if row is not None and row.reported else None


_MEASURED_AT = {
    "end_to_end": "全程（从采集测起，真实的HTTP）",
    "pages": "网页（从网页内容和应答测起，不经网络）",
    "records": "记录（从探测、浏览器留下的记录或导入的文件测起，不经网络）",
}


def _why_not(check: CheckDefinition) -> tuple[str, str]:
    """Why this version has no measured precision, in a sentence and in a word."""
    table = shipped()
    if table is not None and (row := table.of(check.id, check.version)) is not None and not row.reported:
        return f"标注的{row.present}处问题都没有报告，无从计算准确率", "无报告"
    if table is not None and (older := table.before(check.id, check.version)) is not None:
        return f"本版尚未重测，测过的是第{older.version}版", "待重测"
    return "没有带标注的数据", "无标注"


def _where(row: Measured) -> str:
    return "".join(f"；测于{_MEASURED_AT[level]}" for level in row.levels if level)


def _plain(row: Measured | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {
        "reported": row.reported,
        "precision": row.precision,
        "precision_low": row.precision_low,
        "precision_high": row.precision_high,
        "recall": row.recall,
        "decoys": row.decoys,
        "levels": row.levels,
    }


def _brief(check: CheckDefinition) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "version": check.version,
        "lifecycle": check.lifecycle,
        "mode": check.mode,
        "subject": check.subject,
        "measured": _plain(_measured(check)),
        "unmeasured": "" if _measured(check) else _why_not(check)[0],
    }
