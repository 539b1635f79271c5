"""``show``: one finding, with the archived page and the fault marked on it."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import out, print_json
from hengping.model.finding import OUTCOME_ZH
from hengping.pipeline.show import default_run, show


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", help="打开一条检查结果的归档页面，标出问题所在。Open the archived page of a finding.")(command)


def command(
    finding_id: Annotated[str, typer.Argument(metavar="FINDING", help="检查结果编号，可只写开头。Finding id.")],
    run: Annotated[
        Path | None, typer.Option("--run", metavar="RUN", help="评估结果目录，默认为当前目录下的。Run folder.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="页面写到哪里。Where to write the page.")
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="写好后用浏览器打开。Open it in a browser.")] = True,
    json: Json = False,
) -> None:
    """Write the page of one finding and open it."""
    shown = show(run or default_run(Path.cwd()), finding_id, folder)
    finding = shown.finding
    if json:
        print_json({"finding": finding, "page": str(shown.page), "captures": shown.captures, "visits": shown.visits})
        return
    console = out()
    console.print(f"{OUTCOME_ZH[finding.outcome]}：{finding.messages.zh}", markup=False, soft_wrap=True)
    for capture in shown.captures:
        marks = f"，标出{capture.marks}处" if capture.marks else ""
        console.print(f"  {capture.capture.url}  {capture.result}{marks}", markup=False, soft_wrap=True)
    if shown.visits:
        console.print(f"  拨测记录{len(shown.visits)}次", markup=False)
    console.print(f"页面：{shown.page}", markup=False, soft_wrap=True)
    if browser and console.is_terminal:
        webbrowser.open(shown.page.as_uri())
