"""``cases``: innovation cases as a document and a list."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import err, out, print_json
from hengping.pipeline.cases_file import read_cases
from hengping.pipeline.run_info import today
from hengping.report.cases import case_collection, statement
from hengping.report.render.case_files import write_cases
from hengping.roster.load import load_roster

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cases", help="由案例表生成优秀创新案例汇编和名单。Innovation cases as a document and a list.")(cases)


def cases(
    table: Annotated[
        Path, typer.Argument(metavar="CASES.csv", help="案例表：案例名称、类别、单位等列。Table of cases.")
    ],
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出目录。Output folder.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="评估名称，印在标题上。Title.")] = "",
    organiser: Annotated[str, typer.Option("--organiser", metavar="TEXT", help="组织单位。Organising body.")] = "",
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="成文日期，缺省为今天。Date."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="ROSTER.csv", help="评估名单，用于核对标识码。Roster.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the collection (docx, pdf) and the list (csv, json); wrong rows are named and left out."""
    known = None if roster is None else {site.site_code for site in load_roster(roster, urls_required=False).sites}
    read = read_cases(table, known)
    document = case_collection(read.cases, title=title, organiser=organiser, dated_on=on.date() if on else today())
    out_dir.mkdir(parents=True, exist_ok=True)
    files = list(write_cases(read.cases, document, out_dir))
    if json:
        print_json({"files": [str(path) for path in files], "cases": read.cases, "faults": read.faults})
        return
    for fault in read.faults[:_SHOWN]:
        style = "red" if fault.severity == "error" else None
        err().print(f"案例表{fault}", style=style, markup=False, soft_wrap=True)
    if len(read.faults) > _SHOWN:
        err().print(f"案例表另有{len(read.faults) - _SHOWN}处，见 --json")
    console = out()
    console.print(statement(read.cases), markup=False, soft_wrap=True)
    for path in files:
        console.print(f"  {path}", markup=False, soft_wrap=True)
