"""``report``: the documents of a run or of a judged table."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json, Workers, finish
from hengping.cli.console import Bars, out, print_json
from hengping.pipeline.context import open_run
from hengping.pipeline.judged_report import is_judged, write_judged
from hengping.pipeline.report_documents import take_text, undone_when_refused
from hengping.pipeline.run import redo_stage
from hengping.pipeline.verify_redo import results_behind
from hengping.pipeline.workers import default_workers


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help="由结果重新生成通报和报告。Write the documents again.")(report)


def report(
    run_folder: Annotated[
        Path, typer.Argument(metavar="RUN", help="评估结果目录，或 judge 的结果目录。Run, or folder of judge.")
    ],
    text: Annotated[
        Path | None,
        typer.Option("--text", metavar="BULLETIN.yaml", help="组织单位的文稿，存入结果目录。The organiser's words."),
    ] = None,
    workers: Workers = 0,
    json: Json = False,
) -> None:
    """Write the documents again.

    Documents whose results are behind the scores or the decisions are written all the same; that is said, and the
    command ends with 1: they would be published beside lists that say something else.
    """
    if is_judged(run_folder):
        with Bars() as bars, undone_when_refused(run_folder):
            if text is not None:
                take_text(run_folder, text)
            written = write_judged(run_folder, bars)
        if json:
            print_json({"run": str(run_folder), "files": [str(path) for path in written]})
            return
        for path in written[:4]:
            out().print(str(path), markup=False, soft_wrap=True)
        return
    with Bars() as bars, undone_when_refused(run_folder):
        run = open_run(run_folder, workers=workers or default_workers(), progress=bars)
        if text is not None:
            take_text(run_folder, text)
        behind = results_behind(run)
        outcome = redo_stage(run, "report")
    finish(outcome, json=json, behind=behind)
