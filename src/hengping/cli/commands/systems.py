"""``systems list|show|lint|diff|new|schema``."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.checks.catalogue import catalogue
from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.cli.summary import display_path
from hengping.cli.systems_text import branch, heading, unconfirmed, verdicts
from hengping.indicators.diff import diff_systems
from hengping.indicators.faults import LintFault
from hengping.indicators.lint import is_wrong, lint
from hengping.indicators.load import list_systems, load_system
from hengping.indicators.scaffold import write_new
from hengping.indicators.schema import json_schema
from hengping.model.errors import InputError
from hengping.pipeline.examples import check_examples

app = typer.Typer(help="指标体系。Indicator systems.", no_args_is_help=True, rich_markup_mode=None)

System = Annotated[str, typer.Argument(metavar="ID", help="编号或文件。Id or file.")]


@app.command("list")
def list_all(json: Json = False) -> None:
    """列出库中的指标体系。List the shipped systems."""
    systems = list_systems()
    if json:
        print_json(
            [{"id": system.id, "version": system.version, "title": system.title.model_dump()} for system in systems]
        )
        return
    table = Table(box=RULED, pad_edge=False)
    for name in ("编号", "版本", "名称", "满分", "待核定"):
        table.add_column(
            name, no_wrap=name != "名称", overflow="fold", justify="right" if name in {"满分", "待核定"} else "left"
        )
    for system in systems:
        table.add_row(system.id, system.version, system.title.zh, str(system.scale), f"{unconfirmed(system)}项")
    out().print(table)


@app.command("show")
def show(system: System, json: Json = False) -> None:
    """显示一个指标体系。Show one system."""
    loaded = load_system(system)
    if json:
        print_json(loaded.model_dump(mode="json", by_alias=True))
        return
    console = out()
    console.print(f"{loaded.title.zh}({loaded.id} {loaded.version})", style="bold", markup=False)
    for line in (*heading(loaded), *verdicts(loaded, _titles())):
        console.print(line, markup=False)
    console.print(branch(loaded.tree))


@app.command("lint")
def lint_file(file: Annotated[Path, typer.Argument(metavar="FILE", help="system.yaml。")], json: Json = False) -> None:
    """检查一个指标体系文件并运行其中的算例；有误则退出码为1。Lint a system file and run its worked examples."""
    faults = lint(file, frozenset(catalogue()))
    faults += check_examples(file)
    if json:
        print_json(faults)
    else:
        _print_faults(file, faults)
    if is_wrong(faults):
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def _print_faults(file: Path, faults: list[LintFault]) -> None:
    console = out()
    wrong = [each for each in faults if each.severity == "fault"]
    slips = [each for each in faults if each.severity == "source"]
    for fault in wrong:
        path = file.parent / "golden" / fault.file if fault.file else file
        console.print(f"{path}:{fault.line} {fault.field}:{fault.zh}。{fault.remedy}", markup=False, soft_wrap=True)
    for fault in slips:
        text = f"{file}:{fault.line} {fault.field}:来源不一致——{fault.zh}。{fault.remedy}"
        console.print(text, markup=False, soft_wrap=True)
    console.print(f"共{len(wrong)}处问题" if wrong else "没有问题")
    if slips:
        console.print(f"来源本身不一致的有{len(slips)}处，不算文件的错误")


@app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="旧体系的编号或文件。The older system.")],
    after: Annotated[str, typer.Argument(metavar="B", help="新体系的编号或文件。The newer system.")],
    json: Json = False,
) -> None:
    """用公文用语列出两个指标体系的不同。What changed between two systems."""
    found = diff_systems(load_system(before), load_system(after), _titles())
    if json:
        print_json(found)
        return
    console = out()
    if found.identical:
        console.print("两个指标体系的规则完全相同", markup=False)
        return
    console.print(f"{found.before} → {found.after}", style="bold", markup=False, soft_wrap=True)
    theme = ""
    for number, change in enumerate(found.changes):
        if change.theme != theme:
            theme = change.theme
            console.print(("" if number == 0 else "\n") + theme, style="bold", markup=False)
        console.print(f"  {change.zh}", markup=False, soft_wrap=True)
    console.print(f"共{len(found.changes)}处不同")


@app.command("new")
def new(
    system_id: Annotated[str, typer.Argument(metavar="ID", help="新体系的编号。Id of the new system.")],
    origin: Annotated[
        str, typer.Option("--from", metavar="ID", help="以库中的体系或文件为底本。Copy this system.")
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写到哪里；缺省为 ID.yaml。Where to write it.")
    ] = None,
) -> None:
    """新建一个带说明的指标体系文件，绝不覆盖。Scaffold a commented system file; never overwrites."""
    path = file or Path(f"{system_id}.yaml")
    write_new(system_id, path, origin)
    console = out()
    console.print(f"已写好：{display_path(path)}", markup=False, soft_wrap=True)
    console.print(f"改好后检查：hengping systems lint {path}", markup=False, soft_wrap=True)


@app.command("schema")
def schema(
    file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写到文件；缺省为标准输出。Where to write it.")
    ] = None,
) -> None:
    """导出指标体系文件的 JSON Schema，供编辑器提示和校验。Export the JSON Schema for editors."""
    text = json_text.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if file is None:
        print(text, end="")
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"无法写入（{error.strerror}）", where=str(file), remedy="检查路径和权限") from error
    out().print(f"已写好：{display_path(file)}", markup=False, soft_wrap=True)


def _titles() -> dict[str, str]:
    return {check.id: check.title.zh for check in catalogue().values()}
