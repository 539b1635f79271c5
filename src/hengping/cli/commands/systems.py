"""``systems list``, ``systems show`` and ``systems lint``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.tree import Tree

from hengping.checks.catalogue import catalogue
from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.indicators.lint import lint
from hengping.indicators.load import list_systems, load_system
from hengping.indicators.tree import Node

app = typer.Typer(help="指标体系。Indicator systems.", no_args_is_help=True, rich_markup_mode=None)

_MARK = "〔待核定〕"


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
        doubtful = sum(node.status == "unconfirmed" for node in system.nodes().values())
        table.add_row(system.id, system.version, system.title.zh, str(system.scale), f"{doubtful}项")
    out().print(table)


@app.command("show")
def show(
    system: Annotated[str, typer.Argument(metavar="ID", help="编号或文件。Id or file.")], json: Json = False
) -> None:
    """显示一个指标体系。Show one system."""
    loaded = load_system(system)
    if json:
        print_json(loaded.model_dump(mode="json", by_alias=True))
        return
    console = out()
    console.print(f"{loaded.title.zh}({loaded.id} {loaded.version})", style="bold", markup=False)
    if loaded.basis:
        console.print(f"依据：{loaded.basis}", markup=False)
    for veto in loaded.vetoes:
        mark = _MARK if veto.status == "unconfirmed" else ""
        console.print(f"单项否决 {veto.id}：{veto.title.zh}{mark}", markup=False)
    console.print(_branch(loaded.tree, None))


@app.command("lint")
def lint_file(file: Annotated[Path, typer.Argument(metavar="FILE", help="system.yaml。")], json: Json = False) -> None:
    """检查一个指标体系文件；有误则退出码为1。Lint a system file."""
    faults = lint(file, frozenset(catalogue()))
    if json:
        print_json(faults)
    else:
        console = out()
        for fault in faults:
            console.print(f"{file}:{fault.line} {fault.field}:{fault.zh}。{fault.remedy}", markup=False, soft_wrap=True)
        console.print("没有问题" if not faults else f"共{len(faults)}处问题")
    if faults:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def _branch(node: Node, parent: Tree | None) -> Tree:
    mark = _MARK if node.status == "unconfirmed" else ""
    rule = f" [{node.rule.kind}]" if node.rule else ""
    marks = "" if node.marks is None else f" {node.marks}分"
    weight = "" if node.weight is None else f" 权重{node.weight}%"
    label = f"{node.title.zh}({node.id}){marks}{weight}{rule}{mark}".replace("[", r"\[")
    branch = Tree(label) if parent is None else parent.add(label)
    for child in node.children:
        _branch(child, branch)
    return branch
