"""``report``: the documents of a run or of a judged table."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json, Workers, finish
from hengping.cli.console import Bars, out, print_json
from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.judged_ready import refuse_unready
from hengping.pipeline.judged_report import JudgedDocuments, is_judged, write_judged
from hengping.pipeline.judged_sites import ALL
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
    sites: Annotated[
        str,
        typer.Option(
            "--sites",
            metavar="all|none|CODES",
            help="judge 的结果：写哪些网站的单站报告；none 不写，或写标识码（逗号隔开）。Reports of sites.",
        ),
    ] = ALL,
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
                refuse_unready(run_folder, text)
                take_text(run_folder, text)
            written = write_judged(run_folder, bars, sites=sites)
        _print_judged(run_folder, written, json=json)
        return
    if sites != ALL:
        raise InputError(
            "一次评估的单站报告总是全部生成，没有变的不重写",
            where="--sites",
            remedy="去掉 --sites；它只用于 hengping judge 的结果",
        )
    with Bars() as bars, undone_when_refused(run_folder):
        run = open_run(run_folder, workers=workers or default_workers(), progress=bars)
        if text is not None:
            take_text(run_folder, text)
        behind = results_behind(run)
        outcome = redo_stage(run, "report")
    finish(outcome, json=json, behind=behind)


def _print_judged(run: Path, written: JudgedDocuments, *, json: bool) -> None:
    """The bulletin's files, and what became of the reports of the sites."""
    sites = written.sites
    if json:
        print_json(
            {
                "run": str(run),
                "files": [str(path) for path in written.files],
                "sites": {
                    "written": sites.written,
                    "kept": sites.kept,
                    "removed": sites.removed,
                    "left_out": sites.left_out,
                },
            }
        )
        return
    console = out()
    for path in written.files[:4]:
        console.print(str(path), markup=False, soft_wrap=True)
    said = f"单站报告：新写{sites.written}份"
    if sites.kept:
        said += f"，原有{sites.kept}份内容未变、没有重写"
    if sites.left_out:
        said += f"，{sites.left_out}个网站没有报告（--sites all 补齐）"
    if sites.removed:
        said += f"，按旧结果写的{sites.removed}份已移除"
    console.print(said, soft_wrap=True)
