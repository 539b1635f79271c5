"""``lint``: a bulletin against the results it was made from."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import out, print_json
from hengping.cli.summary import plain
from hengping.pipeline.lint import lint_document
from hengping.report.lint.fault import RULES, Checked, Fault


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", help="校对通报：逐处指出与结果不符的数字、名称、名次和表格。Check a bulletin.")(lint)


def lint(
    document: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="通报：.docx（可经人修改）、.html或.txt。Bulletin, also an edited one."),
    ],
    run: Annotated[Path, typer.Option("--run", metavar="RUN", help="评估（或 judge）的结果目录。Folder of results.")],
    system: Annotated[
        str, typer.Option("--system", metavar="ID", help="哪个指标体系；缺省按文件名判断。Indicator system.")
    ] = "",
    json: Json = False,
) -> None:
    """Name every figure that no longer matches; exit code 1 when there is any."""
    checked = lint_document(document, run, system)
    if json:
        print_json(
            {
                "clean": checked.clean,
                "faults": [_data(fault) for fault in checked.faults],
                "notes": [_data(fault) for fault in checked.notes],
                "figures": {"of": checked.figures, "unchanged": checked.figures_found},
                "tables": {
                    "of": checked.tables,
                    "found": checked.tables_found,
                    "altered": checked.tables_altered,
                },
            }
        )
    else:
        _print(checked)
    if not checked.clean:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def _data(fault: Fault) -> dict[str, object]:
    place = fault.place
    return {
        "rule": fault.rule,
        "title": RULES[fault.rule][0],
        "chapter": place.chapter,
        "paragraph": place.paragraph,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "words": place.words,
        "stands": fault.stands,
        "expected": fault.expected,
        "query": fault.query,
        "remedy": fault.remedy,
    }


def _print(checked: Checked) -> None:
    console = out()
    if checked.faults:
        console.print(f"发现{len(checked.faults)}处不符：", style="bold red")
        for number, fault in enumerate(checked.faults, start=1):
            console.print(plain(f"{number}. {fault.text}"), soft_wrap=True)
    for fault in checked.notes:
        console.print(plain(f"提示：{fault.text}"), soft_wrap=True)
    said = f"{checked.figures_found}/{checked.figures}个数据、{checked.tables_kept}/{checked.tables}张表与结果相符"
    if checked.tables_altered:
        said += f"，有不符之处的表{checked.tables_altered}张"
    if left := checked.tables - checked.tables_found:
        said += f"，文中没有的表{left}张"
    console.print(f"{'校对通过：' if checked.clean else ''}文中{said}", soft_wrap=True)
