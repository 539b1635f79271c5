"""``bench``: the project's own benchmarks, each against its goal."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from hengping.cli import exit_codes
from hengping.cli.commands.bench_text import (
    archive_lines,
    crawl_lines,
    fetch_lines,
    memory_lines,
    read_lines,
    report_lines,
    run_lines,
    score_lines,
    similar_lines,
    wording_lines,
)
from hengping.cli.commands.bench_web_text import web_lines
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, err, out, print_json
from hengping.model.errors import InputError
from hengping.pipeline.bench.goals import Goal, missed

_LATER: tuple[str, ...] = ()
"""Names that the contract reserves and that nothing measures yet."""
_WHOLE = 100
"""Figures from here on are printed without decimals."""
_SMALL = 0.1
"""Figures below are printed with three decimals."""


class _Benches(TyperGroup):
    """Says of an unknown name which there are."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """See :class:`click.Group`."""
        found = super().get_command(ctx, cmd_name)
        known = "、".join(self.list_commands(ctx))
        if found is None and cmd_name in _LATER:
            raise InputError(f"性能测试 {cmd_name} 尚未提供 (not yet available)", remedy=f"现有：{known}")
        if found is None and not ctx.resilient_parsing:
            later = f"；待提供：{'、'.join(_LATER)}" if _LATER else ""
            raise InputError(f"没有性能测试“{cmd_name}” (unknown benchmark)", remedy=f"现有：{known}{later}")
        return found


app = typer.Typer(
    help="性能测试。The project's own benchmarks.", no_args_is_help=True, rich_markup_mode=None, cls=_Benches
)
Rounds = Annotated[int, typer.Option("--rounds", min=1, max=99, help="轮数，取中位数。Rounds; the median counts.")]
Peers = Annotated[
    Path | None,
    typer.Option("--peers", metavar="DIR", help="scripts/bench-peers.sh 安装对手的目录。Where the peers are."),
]
TreeDir = Annotated[
    Path | None,
    typer.Option("--tree-dir", metavar="DIR", help="测试网站写在哪里，缺省为内存。Where the web is written."),
]
OwnServer = Annotated[
    bool, typer.Option("--own-server", help="即使有nginx也用自带的服务器。Our own server even where nginx is.")
]


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="bench")


@app.callback()
def _ends_in_order() -> None:
    """性能测试。The project's own benchmarks."""
    signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: Any) -> None:
    # As Ctrl-C: servers and contestants are ended, and what was written into memory is removed.
    raise KeyboardInterrupt


@app.command("crawl")
def crawl(
    sites: Annotated[int, typer.Option("--sites", min=1, max=2_000, help="网站数。Sites.")] = 40,
    pages: Annotated[int, typer.Option("--pages", min=3, max=5_000, help="每个网站的页面数。Pages a site.")] = 500,
    rounds: Rounds = 5,
    peers: Peers = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="只与这些对手比，可重复。Only these peers.")
    ] = None,
    urls: Annotated[
        int, typer.Option("--urls", min=0, max=100_000_000, help="改测内存：一个有这么多小页面的网站。Memory instead.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="测试网站的种子。Seed of the web.")] = 1,
    tree_dir: TreeDir = None,
    own_server: OwnServer = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, help="每个参赛者每轮的时限（秒）。Seconds each.")
    ] = 1800,
    json: Json = False,
) -> None:
    """采集：与 Scrapy、wget、链接检查工具等比速度，或测内存。Crawling against other crawlers."""
    from hengping.pipeline.bench.contestants import PEERS  # noqa: PLC0415 - only what is asked for is loaded
    from hengping.pipeline.bench.crawl import bench_crawl  # noqa: PLC0415
    from hengping.pipeline.bench.memory import bench_memory  # noqa: PLC0415
    from hengping.pipeline.bench.tree import TreeSize  # noqa: PLC0415

    if urls:
        memory = bench_memory(urls, time_limit_s=max(time_limit, urls / 50), tree_dir=tree_dir, note=_note)
        _finish("crawl", memory, memory_lines(memory), json=json)
        return
    names = {peer.name for peer in PEERS}
    if unknown := [name for name in only or () if name not in names]:
        raise InputError(f"没有对手“{unknown[0]}” (unknown peer)", remedy=f"现有：{'、'.join(sorted(names))}")
    _check_peers(peers)
    found = bench_crawl(
        TreeSize(sites=sites, pages=pages, seed=seed),
        rounds=rounds,
        peers=peers,
        only=tuple(only or ()),
        own_server=own_server,
        tree_dir=tree_dir,
        time_limit_s=time_limit,
        note=_note,
    )
    _finish("crawl", found, crawl_lines(found), json=json)


@app.command("fetch")
def fetch(
    sites: Annotated[int, typer.Option("--sites", min=1, max=200, help="主机数。Hosts.")] = 40,
    pages: Annotated[int, typer.Option("--pages", min=3, max=5_000, help="每台主机的页面数。Pages a host.")] = 100,
    rounds: Rounds = 5,
    tree_dir: TreeDir = None,
    own_server: OwnServer = False,
    json: Json = False,
) -> None:
    """取页：HTTP客户端与wrk之比，TLS握手次数。The HTTP client against wrk; TLS handshakes."""
    from hengping.pipeline.bench.fetch import bench_fetch  # noqa: PLC0415

    found = bench_fetch(sites=sites, pages=pages, rounds=rounds, tree_dir=tree_dir, own_server=own_server, note=_note)
    _finish("fetch", found, fetch_lines(found), json=json)


@app.command("run")
def run(
    sites: Annotated[int, typer.Option("--sites", min=1, max=2_000, help="网站数。Sites.")] = 200,
    pages: Annotated[int, typer.Option("--pages", min=3, max=5_000, help="每个网站的页面数。Pages a site.")] = 300,
    rounds: Rounds = 5,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="各步的进程数，1为只用一个核。Processes of every step.")
    ] = 1,
    system: Annotated[
        str, typer.Option("--system", metavar="ID_OR_FILE", help="评估所用的指标体系。Rules of the evaluation.")
    ] = "national-check-2019",
    second: Annotated[
        str, typer.Option("--second", metavar="ID_OR_FILE", help="再次评估所用的指标体系。Rules of the second one.")
    ] = "national-2022",
    seed: Annotated[int, typer.Option("--seed", min=0, help="测试网站的种子。Seed of the web.")] = 1,
    tree_dir: TreeDir = None,
    own_server: OwnServer = False,
    time_limit: Annotated[float, typer.Option("--time-limit", min=1, help="每步的时限（秒）。Seconds a step.")] = 3600,
    json: Json = False,
) -> None:
    """完整评估：从采集到通报，以及换体系再评，与只采集之比。A whole evaluation against the crawl alone."""
    from hengping.pipeline.bench.run import bench_run  # noqa: PLC0415
    from hengping.pipeline.bench.tree import TreeSize  # noqa: PLC0415

    found = bench_run(
        TreeSize(sites=sites, pages=pages, seed=seed),
        rounds=rounds,
        workers=workers,
        system=system,
        second=second,
        own_server=own_server,
        tree_dir=tree_dir,
        time_limit_s=time_limit,
        note=_note,
    )
    _finish("run", found, run_lines(found), json=json)


@app.command("archive")
def archive(
    pages: Annotated[int, typer.Option("--pages", min=3, max=50_000, help="页面数。Pages.")] = 800,
    rounds: Rounds = 5,
    peers: Peers = None,
    json: Json = False,
) -> None:
    """存档：与warcio比速度，与zlib 6级比大小。The archive writer against warcio."""
    from hengping.pipeline.bench.archive import bench_archive  # noqa: PLC0415

    _check_peers(peers)
    found = bench_archive(pages=pages, rounds=rounds, peers=peers, note=_note)
    _finish("archive", found, archive_lines(found), json=json)


@app.command("read")
def read(
    pages: Annotated[int, typer.Option("--pages", min=20, max=5_000, help="页面数。Pages.")] = 500,
    rounds: Rounds = 5,
    peers: Peers = None,
    real: Annotated[
        Path | None,
        typer.Option(
            "--real", metavar="DIR", envvar="HENGPING_PAGES", help="另测此目录中的真实页面。A folder of real pages too."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """读页：与只解析、lxml、trafilatura 比每页的处理器时间。Reading pages against parsing alone and peers."""
    from hengping.pipeline.bench.read import bench_read  # noqa: PLC0415

    _check_peers(peers)
    found = bench_read(pages=pages, rounds=rounds, peers=peers, real=real, note=_note)
    _finish("read", found, read_lines(found), json=json)


@app.command("similar")
def similar(
    texts: Annotated[int, typer.Option("--texts", min=50, max=50_000, help="比速度和查全率的文章数。Texts.")] = 2_000,
    documents: Annotated[
        int, typer.Option("--documents", min=100, max=10_000_000, help="找相似对的文章数。Documents to pair.")
    ] = 1_000_000,
    rounds: Rounds = 5,
    peers: Peers = None,
    json: Json = False,
) -> None:
    """转载：文章指纹与 datasketch 比，百万篇中找相似对。Fingerprints against datasketch; pairs among a million."""
    from hengping.pipeline.bench.similar import bench_similar  # noqa: PLC0415

    _check_peers(peers)
    found = bench_similar(texts=texts, documents=documents, rounds=rounds, peers=peers, note=_note)
    _finish("similar", found, similar_lines(found), json=json)


@app.command("wording")
def wording(
    phrases: Annotated[int, typer.Option("--phrases", min=100, max=40_000, help="词语条数。Phrases.")] = 20_000,
    pages: Annotated[int, typer.Option("--pages", min=20, max=5_000, help="页面数。Pages.")] = 200,
    rounds: Rounds = 5,
    peers: Peers = None,
    json: Json = False,
) -> None:
    """错别字：两万条词语的查找，与 pyahocorasick 比。Looking for phrases against pyahocorasick."""
    from hengping.pipeline.bench.wording import bench_wording  # noqa: PLC0415

    _check_peers(peers)
    found = bench_wording(phrases=phrases, pages=pages, rounds=rounds, peers=peers, note=_note)
    _finish("wording", found, wording_lines(found), json=json)


@app.command("report")
def report(
    sites: Annotated[
        int, typer.Option("--sites", min=0, max=100_000, help="通报和工作簿的网站数，0为不测。Sites of the bulletin.")
    ] = 14_000,
    items: Annotated[int, typer.Option("--items", min=2, max=500, help="评分点数。Items.")] = 50,
    reports: Annotated[
        int, typer.Option("--reports", min=0, max=20_000, help="单站报告的份数，0为不测。Reports of single sites.")
    ] = 500,
    processes: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="写单站报告的进程数。Processes for the reports.")
    ] = 2,
    peers: Peers = None,
    json: Json = False,
) -> None:
    """成文：单站报告（PDF和网页）、全国的通报和工作簿。Reports of sites; bulletin and workbook of a country."""
    from hengping.pipeline.bench.report import bench_report  # noqa: PLC0415

    _check_peers(peers)
    found = bench_report(sites=sites, items=items, reports=reports, processes=processes, peers=peers, note=_note)
    _finish("report", found, report_lines(found), json=json)


@app.command("score")
def score(
    sites: Annotated[int, typer.Option("--sites", min=60, max=1_000_000, help="网站数。Sites.")] = 14_000,
    items: Annotated[int, typer.Option("--items", min=2, max=5_000, help="评分点数。Items.")] = 150,
    draws: Annotated[int, typer.Option("--draws", min=10, max=1_000_000, help="抽样次数。Draws.")] = 10_000,
    repeats: Annotated[int, typer.Option("--repeats", min=1, max=99, help="重复次数，取中位数。Repeats.")] = 1,
    json: Json = False,
) -> None:
    """评分：精确评分和抽样排名的用时与内存。Exact scoring and rank draws."""
    from hengping.pipeline.bench.score import bench_score  # noqa: PLC0415

    _note(f"性能测试 score：{sites} 个网站 × {items} 个评分点，抽样 {draws} 次")
    found = bench_score(sites=sites, items=items, draws=draws, repeats=repeats)
    _finish("score", found, score_lines(found), json=json)


@app.command("web")
def web(
    sites: Annotated[int, typer.Option("--sites", min=60, max=100_000, help="网站数。Sites.")] = 14_000,
    items: Annotated[int, typer.Option("--items", min=2, max=500, help="评分点数。Items.")] = 150,
    users: Annotated[int, typer.Option("--users", min=1, max=500, help="同时使用的人数。People at once.")] = 50,
    seconds: Annotated[float, typer.Option("--seconds", min=2, help="测多久（秒）。How long, seconds.")] = 60,
    json: Json = False,
) -> None:
    """平台：全国规模的结果，多人同时使用时的响应时间。The platform under load (PostgreSQL)."""
    from hengping.pipeline.bench.web import bench_web  # noqa: PLC0415

    found = bench_web(sites=sites, items=items, users=users, seconds=seconds, note=_note)
    _finish("web", found, web_lines(found), json=json)


def _note(text: str) -> None:
    err().print(text, markup=False, soft_wrap=True)


def _check_peers(peers: Path | None) -> None:
    if peers is not None and not (peers / "programs").is_dir():
        raise InputError(
            "这里没有安装对手 (no peers here)", where=str(peers), remedy=f"运行 scripts/bench-peers.sh {peers}"
        )


def _finish(name: str, found: Any, lines: Sequence[str], *, json: bool) -> None:
    """Print, and end with what the goals say: they bind a run of full size; counts bind every run."""
    if json:
        print_json({"bench": name, "result": found, "met": {goal.name: goal.met for goal in found.goals}})
    else:
        console = out()
        for line in lines:
            console.print(line, markup=False, soft_wrap=True)
        if not found.full_size:
            console.print("规模或轮数小于目标所定，以下只供参考", soft_wrap=True)
        _print_goals(console, found.goals)
    right = found.identical if name == "score" else found.complete
    if not right or (found.full_size and missed(found.goals)):
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def _print_goals(console: Console, goals: Sequence[Goal]) -> None:
    table = Table(box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("目标", "要求", "实测", "按处理器时间", "结论"):
        table.add_column(name, justify="left" if name in {"目标", "结论"} else "right", overflow="fold")
    for goal in goals:
        table.add_row(*_goal(goal))
    console.print(table)
    console.print("机器上还有别的程序时，用时会变长；处理器时间受影响较小。没有测的目标不算达到", soft_wrap=True)


def _goal(goal: Goal) -> tuple[str, ...]:
    return (
        goal.name,
        f"{'不超过' if goal.at_most else '不低于'} {goal.goal:g} {goal.unit}",
        "" if goal.measured is None else f"{_figure(goal.measured)} {goal.unit}",
        "" if goal.cpu is None else f"{_figure(goal.cpu)} {goal.unit}",
        goal.verdict,
    )


def _figure(value: float) -> str:
    if value >= _WHOLE:
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= _SMALL else f"{value:.3f}"
