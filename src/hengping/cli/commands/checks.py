"""``checks list`` and ``checks show``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.checks.catalogue import catalogue
from hengping.checks.definition import CheckDefinition
from hengping.checks.scaffold import new_check
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.cli.summary import display_path
from hengping.model.errors import InputError

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
    for name in ("检查项", "名称", "方式", "对象", "版本"):
        table.add_column(name, no_wrap=name != "名称")
    for check in checks.values():
        table.add_row(check.id, check.title.zh, _MODE_ZH[check.mode], check.subject, str(check.version))
    out().print(table)


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
        print_json(check)
        return
    console = out()
    console.print(f"{check.id}  {check.title.zh}  {check.title.en}", style="bold", markup=False)
    for label, text in (("为什么", check.why), ("怎么改", check.remedy)):
        console.print(f"{label}:{text.zh}", markup=False)
        console.print(f"  {text.en}", markup=False)
    console.print(f"依据：{check.basis.zh}", markup=False)
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


def _brief(check: CheckDefinition) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "version": check.version,
        "lifecycle": check.lifecycle,
        "mode": check.mode,
        "subject": check.subject,
    }
