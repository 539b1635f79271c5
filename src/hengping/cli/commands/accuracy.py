"""``accuracy``: how right every check is, measured."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from hengping.checks.catalogue import catalogue
from hengping.cli.commands.evaluate import Json, Workers
from hengping.cli.console import Bars, out, print_json
from hengping.cli.summary import display_path
from hengping.demo.evaluation import run_demo
from hengping.demo.labelled.measure import SITES, measure
from hengping.evidence.files import write_atomic
from hengping.model import codec
from hengping.pipeline.accuracy import from_cases, from_folder, from_run, table_of
from hengping.pipeline.accuracy_table import Counted, Measured, pooled
from hengping.pipeline.workers import default_workers

_DEMO = "demo"
LEVELS = {"end_to_end": "全程", "pages": "网页", "records": "记录"}
"""Where in the chain a measurement begins, for people."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("accuracy", help="测算各检查项的准确率和召回率。Measure precision and recall of every check.")(accuracy)


def accuracy(
    demo: Annotated[
        int, typer.Option("--demo", min=0, max=500, help="模拟省的网站数，0为不用。Sites of the simulated province.")
    ] = 24,
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="模拟省的评估留在哪里；不写则不保留。Keep the simulated province."),
    ] = None,
    labelled: Annotated[
        list[Path] | None,
        typer.Option("--labelled", metavar="DIR", help="带标注的目录（truth.jsonl 和 run/），可多次。Labelled folder."),
    ] = None,
    run: Annotated[
        list[Path] | None,
        typer.Option("--run", metavar="RUN", help="实际评估的目录，计入人工确认，可多次。Run with human decisions."),
    ] = None,
    simulated: Annotated[
        int | None,
        typer.Option(
            "--simulated",
            min=0,
            max=500,
            metavar="N",
            help="带标注的模拟小网站数，0为不用；不写则随模拟省。Labelled small sites, read and judged in memory.",
        ),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="存成准确率表，供 campaign.yaml 的 accuracy 引用。")
    ] = None,
    workers: Workers = 0,
    json: Json = False,
) -> None:
    """Measure every check over labelled data."""
    rows: list[Counted] = from_cases()
    if demo:
        with TemporaryDirectory(prefix="hengping-accuracy-") as temporary, Bars() as bars:
            folder = (out_dir or Path(temporary) / _DEMO).resolve()
            run_demo(demo, folder, workers=workers or default_workers(), progress=bars)
            rows += from_folder(folder, source=_DEMO, level="end_to_end")
    if sites := (SITES if demo else 0) if simulated is None else simulated:
        with Bars() as bars:
            rows += measure(sites, bars)
    for folder in labelled or ():
        rows += from_folder(folder)
    for folder in run or ():
        rows += from_run(folder)
    table = table_of(rows)
    if save is not None:
        write_atomic(save.resolve(), codec.encode_pretty(table))
    if json:
        print_json({"measured_on": table.measured_on, "code": table.code, "checks": list(map(_plain, _measured(rows)))})
        return
    _print(_measured(rows))
    if save is not None:
        out().print(f"已存为 {display_path(save.resolve())}", soft_wrap=True)


def _measured(rows: list[Counted]) -> list[Measured]:
    """Every check with the version that runs now; versions that only old rounds had stand apart."""
    found = pooled(rows)
    for key, check in catalogue().items():
        found.setdefault(
            (key, check.version), Measured(check=key, version=check.version, hits=0, false=0, missed=0, sources=())
        )
    return [found[key] for key in sorted(found)]


def _plain(row: Measured) -> dict[str, object]:
    return {
        "check": row.check,
        "version": row.version,
        "hits": row.hits,
        "false": row.false,
        "missed": row.missed,
        "precision": row.precision,
        "precision_low": row.precision_low,
        "precision_high": row.precision_high,
        "recall": row.recall,
        "recall_low": row.recall_low,
        "recall_high": row.recall_high,
        "doubted": row.doubted,
        "decoys": row.decoys,
        "levels": row.levels,
        "sources": row.sources,
    }


def _print(rows: list[Measured]) -> None:
    """One line a check, whatever the width of the terminal: columns that are cut tell nothing."""
    titles = {key: check.title.zh for key, check in catalogue().items()}
    console = out()
    for row in rows:
        if not row.reported and not row.present:
            continue
        console.print(
            f"{row.check}（{titles.get(row.check, '')}）第{row.version}版："
            f"命中{row.hits}，误报{row.false}，漏报{row.missed}；"
            f"准确率{_with_interval(row.precision, row.precision_low, row.precision_high)}，"
            f"召回率{_with_interval(row.recall, row.recall_low, row.recall_high)}{_about(row)}",
            markup=False,
            soft_wrap=True,
        )
    silent = [row.check for row in rows if not row.reported and not row.present]
    if silent:
        console.print(f"没有标注也没有报告、未能测算的检查项{len(silent)}个：{'、'.join(silent)}", soft_wrap=True)
    console.print(
        "区间为威尔逊95%区间；检查项自带的示例不计入。全程：从采集测起；网页：从网页内容测起；记录：从探测、浏览器和导入的记录测起。",
        soft_wrap=True,
    )


def _about(row: Measured) -> str:
    """What else was counted, where it was."""
    said = [f"漏报中{row.doubted}处交人工确认"] if row.doubted else []
    said += [f"易误认而无问题的{row.decoys}处"] if row.decoys else []
    said += [f"测于{levels_of(row)}"] if row.levels else []
    return "".join(f"；{one}" for one in said)


def levels_of(row: Measured) -> str:
    """Where in the chain a check was measured, for people."""
    return "、".join(LEVELS[level] for level in row.levels if level)


def _with_interval(value: Decimal | None, low: Decimal, high: Decimal) -> str:
    return rate(value) if value is None else f"{rate(value)}（{interval(low, high)}）"


def rate(value: Decimal | None) -> str:
    """A rate for people; a dash where nothing was counted."""
    return "—" if value is None else f"{value:.4f}"


def interval(low: Decimal, high: Decimal) -> str:
    """An interval for people."""
    return f"{low:.4f}–{high:.4f}"
