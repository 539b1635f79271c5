"""``publish``, ``erratum`` and ``publications``: what was published, and numbered corrections of it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections import LABEL, Asked, Published, correct
from hengping.pipeline.corrections import publish as publish_run
from hengping.pipeline.corrections_register import (
    PUBLICATIONS,
    Publication,
    read_publication,
    read_register,
    version_folder,
)
from hengping.pipeline.corrections_version import differs
from hengping.pipeline.run_info import read_run_info
from hengping.report.erratum import site_changes
from hengping.report.erratum_inputs import Erratum

_SHOWN = 30
_NOT_NEW = "没有变动：现在的结果与第{version}版（{on}公布）相同"
RunFolderArgument = Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")]
By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="由谁公布，如处室名称；随核验包公开。Who publishes; public.")
]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="公布日期，缺省为今天。Date of publication."),
]
Force = Annotated[bool, typer.Option("--force", help="结果为暂定也公布，须写 --reason。Publish provisional results.")]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="先行公布的理由，记录在案。Why it is published all the same.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("publish", help="公布：把结果和文档冻结为第1版。Freeze results and documents as published.")(publish)
    app.command("erratum", help="更正：公布有编号的更正和新的一版。Numbered correction of what was published.")(erratum)
    app.command("publications", help="列出公布过的各版和更正。List what was published.")(publications)


def publish(
    run: RunFolderArgument,
    by: By,
    on: On = None,
    force: Force = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Publish a finished run."""
    asked = Asked(by=by, on=on.date() if on else None, force=_reason(force=force, reason=reason))
    with Bars() as bars:
        done = publish_run(run, asked, bars)
    _tell(run, done, json=json)


def erratum(
    run: RunFolderArgument,
    cause: Annotated[str, typer.Option("--cause", metavar="TEXT", help="更正原因，印在更正通知上。Why.")],
    by: By,
    on: On = None,
    label: Annotated[
        str, typer.Option("--label", metavar="FORM", help="更正的编号，可用 {year} 和 {number}。Its number.")
    ] = LABEL,
    force: Force = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Publish a correction."""
    asked = Asked(
        by=by, on=on.date() if on else None, force=_reason(force=force, reason=reason), cause=cause, label=label
    )
    with Bars() as bars:
        done = correct(run, asked, bars)
    _tell(run, done, json=json)


def publications(run: RunFolderArgument, json: Json = False) -> None:
    """List the published versions."""
    read_run_info(run / "run.json")
    versions = [read_publication(run, entry.version) for entry in read_register(run).entries]
    stale = bool(versions) and differs(open_run(run), versions[-1].version)
    if json:
        print_json({"publications": versions, "current": not stale})
        return
    console = out()
    if not versions:
        console.print("还没有公布过；用 hengping publish 公布")
        return
    table = Table("版本", "编号", "公布日期", "公布者", "说明", box=RULED, show_edge=False, pad_edge=False)
    for each in versions:
        said = each.cause or ("暂定结果先行公布" if each.forced else "")
        row = (f"第{each.version}版", each.label or "首次公布", str(each.published_on), each.by, said)
        table.add_row(*(_plain(cell) for cell in row))
    console.print(table)
    if stale:
        said = f"现在的结果与第{versions[-1].version}版不同；确认无误后用 hengping erratum 公布更正"
        console.print(said, style="yellow", soft_wrap=True)
    console.print(f"各版存于 {run / PUBLICATIONS}", markup=False, soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def _reason(*, force: bool, reason: str) -> str:
    if force and not reason.strip():
        raise InputError("用 --force 须写明理由", where="--reason", remedy="写明为什么先行公布，理由将被记录")
    if reason.strip() and not force:
        raise InputError("写了 --reason，没有写 --force", where="--reason", remedy="暂定结果先行公布才需要理由")
    return reason


def _tell(run: Path, done: Published, *, json: bool) -> None:
    publication = done.publication
    if json:
        print_json(
            {
                "new": done.is_new,
                "publication": publication,
                "folder": str(version_folder(run, publication.version)),
                "erratum": done.erratum,
            }
        )
        return
    console = out()
    if not done.is_new:
        console.print(_NOT_NEW.format(version=publication.version, on=publication.published_on))
        return
    what = publication.label or "已公布"
    console.print(f"{what}：第{publication.version}版，{publication.published_on}", markup=False)
    if publication.forced:
        console.print(f"结果为暂定，先行公布的理由已记录：{publication.forced}", markup=False, soft_wrap=True)
    if done.erratum is not None:
        _print_erratum(done.erratum)
    _print_files(run, publication)


def _print_files(run: Path, publication: Publication) -> None:
    console = out()
    place = version_folder(run, publication.version)
    for name in publication.files:
        if name.startswith("erratum"):
            console.print(f"  {place / name}", markup=False, soft_wrap=True)
    console.print(f"存于 {place}，共{len(publication.files)}个文件", markup=False, soft_wrap=True)
    console.print(f"公布时的清单末行摘要 {publication.head}", soft_wrap=True)


def _print_erratum(made: Erratum) -> None:
    console = out()
    for system in made.systems:
        titles = dict(system.list_titles)
        console.print(
            f"{system.system_title}：更正{len(system.corrected)}个网站，随之变动{len(system.moved)}个", markup=False
        )
        for site in system.sites[:_SHOWN]:
            why = "" if site.why == "own" else f"（因{'、'.join(site.moved_by) or '所在组的结果'}更正）"
            told = "；".join(
                f"{each.what} {each.before or '——'}→{each.after or '——'}" for each in site_changes(site, titles)
            )
            console.print(f"  {site.name}{why}：{told}", markup=False, soft_wrap=True)
        if len(system.sites) > _SHOWN:
            console.print(f"  另有{len(system.sites) - _SHOWN}个未列出，见 erratum.json")
