"""``peers``: one site against chosen peers and its own last year."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.cli.summary import plain
from hengping.pipeline.peers import against_peers
from hengping.ranking.compare.benchmark import Benchmark


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("peers", help="对标：一个网站与选定网站、与自己上一年逐指标比较。One site against peers.")(peers)


def peers(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="结果目录（run、judge 或 rescore）。Finished round.")],
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="网站标识码。Site code.")],
    peer: Annotated[
        list[str] | None,
        typer.Option("--peer", metavar="CODE", help="对标网站，可写多次；缺省为同组其他网站。Peers."),
    ] = None,
    system: Annotated[str, typer.Option("--system", metavar="ID", help="哪个指标体系。System.")] = "",
    json: Json = False,
) -> None:
    """Hold one site against peers."""
    found = against_peers(folder, site, peer or (), system)
    if json:
        print_json(found)
    else:
        _print(out(), found)


def _print(console: Console, found: Benchmark) -> None:
    best = "最低" if found.best == "lowest" else "最高"
    console.print(
        plain(
            f"{found.name}：总分{found.total}，对标网站平均{_text(found.peer_mean)}、{best}{_text(found.peer_best)}，"
            f"排第{found.position}（共{found.of}个）"
        ),
        soft_wrap=True,
    )
    if found.last_year is not None:
        console.print(plain(f"与上一轮相比：{found.last_year.words}"), soft_wrap=True)
    if found.left_out:
        console.print(plain(f"没有可比得分的对标网站：{'、'.join(found.left_out)}"), soft_wrap=True)
    table = Table(title="差距由大到小", title_justify="left", box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("指标", overflow="fold")
    for name in ("得分指数", "对标平均", f"对标{best}", "位次", "差距（分）", "比上一轮"):
        table.add_column(name, justify="right", no_wrap=True)
    for node in found.nodes:
        if node.kind != "system":
            table.add_row(
                plain(node.title),
                str(node.index),
                _text(node.peer_mean),
                _text(node.peer_best),
                f"{node.position}/{node.of}",
                _text(node.gap),
                plain("—" if node.last_year is None else node.last_year.words),
            )
    console.print(table)
    if not found.exact:
        console.print("该体系含非线性合成，差距为估计值，不能逐项相加")


def _text(value: Decimal | None) -> str:
    return "—" if value is None else str(value)
