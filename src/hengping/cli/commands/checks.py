"""``checks list`` and ``checks show``."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from hengping.checks.catalogue import catalogue
from hengping.checks.definition import CheckDefinition
from hengping.checks.scaffold import new_check
from hengping.cli.commands.accuracy import interval, rate
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.cli.summary import display_path
from hengping.model.errors import InputError
from hengping.pipeline.accuracy_table import Measured, shipped

app = typer.Typer(help="检查项。Checks.", no_args_is_help=True, rich_markup_mode=None)

_MODE_ZH = {"automatic": "自动", "assisted": "人机结合", "manual": "人工"}


@app.command("list")
def list_checks(json: Json = False) -> None:
    """列出全部检查项。List all checks."""
    checks = catalogue()
    if json:
        print_json([_brief(check) for check in checks.values()])
        return
    table = Table(box=RULED, pad_edge=False)
    for name in ("检查项", "名称", "方式", "对象", "版本", "准确率", "95%区间"):
        table.add_column(name, no_wrap=name != "名称")
    for check in checks.values():
        row = _measured(check)
        measured = (rate(row.precision), interval(row.precision_low, row.precision_high)) if row else ("—", "—")
        table.add_row(check.id, check.title.zh, _MODE_ZH[check.mode], check.subject, str(check.version), *measured)
    out().print(table)
    known = shipped()
    if known is not None:
        out().print(f"准确率为{known.measured_on}实测，“—”为没有实测；见 hengping accuracy", soft_wrap=True)


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
        console.print(f"实测：{said}，命中{row.hits}、误报{row.false}、漏报{row.missed}", markup=False, soft_wrap=True)
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


def _plain(row: Measured | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {
        "reported": row.reported,
        "precision": row.precision,
        "precision_low": row.precision_low,
        "precision_high": row.precision_high,
        "recall": row.recall,
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
    }
