"""``import``: outside data into a run, each row with where it came from."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import out, print_json
from hengping.pipeline.imports import KINDS, import_file

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help="导入外部数据：新媒体、满意度、热线、扫描器、性能。Import outside data.")(command)


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"种类：{'、'.join(KINDS)}。Kind of data.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="表格或JSON报告。Table or JSON report.")],
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="数据来源，随每一行留存。Who made it.")] = "",
    json: Json = False,
) -> None:
    """Import one file; wrong rows are reported by number (exit code 3), the others are kept."""
    outcome = import_file(run, kind, file, source=source)
    if json:
        print_json(outcome)
    else:
        console = out()
        sites = len({row.site_code for row in outcome.rows})
        repeated = "（这个文件先前已经导入，没有重复写入）" if outcome.repeated else ""
        console.print(f"导入{len(outcome.rows)}行，涉及{sites}个网站{repeated}：{outcome.folder}", markup=False)
        if outcome.faults:
            console.print(f"{len(outcome.faults)}行没有导入：", style="bold red")
        for fault in outcome.faults[:_SHOWN]:
            console.print(f"  {fault}", markup=False, soft_wrap=True)
        if len(outcome.faults) > _SHOWN:
            console.print(f"  其余见 {outcome.folder}/faults.jsonl", markup=False)
    if outcome.faults:
        raise typer.Exit(exit_codes.PARTLY_DONE)
