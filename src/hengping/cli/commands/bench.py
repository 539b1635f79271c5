"""``bench``: the project's own benchmarks, each against its goal."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, err, out, print_json
from hengping.model.errors import InputError
from hengping.pipeline.bench.score import BenchScore, DrawPart, Goal, bench_score

_LATER = ("crawl", "run", "fetch", "read", "archive", "similar", "wording", "report", "web")
"""Names that the contract reserves and that nothing measures yet."""

_WHOLE = 100
"""Figures from here on are printed without decimals."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench", help="性能测试：score。The project's own benchmarks.")(bench)


def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help="测试名称：score。Name of the benchmark.")],
    sites: Annotated[int, typer.Option("--sites", min=60, max=1_000_000, help="网站数。Sites.")] = 14_000,
    items: Annotated[int, typer.Option("--items", min=2, max=5_000, help="评分点数。Items.")] = 150,
    draws: Annotated[int, typer.Option("--draws", min=10, max=1_000_000, help="抽样次数。Draws.")] = 10_000,
    repeats: Annotated[int, typer.Option("--repeats", min=1, max=99, help="重复次数，取中位数。Repeats.")] = 1,
    json: Json = False,
) -> None:
    """Run one benchmark."""
    measure = _BENCHES.get(name)
    if measure is None:
        known = "、".join(_BENCHES)
        if name in _LATER:
            raise InputError(f"性能测试 {name} 尚未提供 (not yet available)", remedy=f"现有：{known}")
        raise InputError(
            f"没有性能测试“{name}” (unknown benchmark)", remedy=f"现有：{known}；待提供：{'、'.join(_LATER)}"
        )
    err().print(f"性能测试 {name}：{sites} 个网站 × {items} 个评分点，抽样 {draws} 次", soft_wrap=True)
    found = measure(sites, items, draws, repeats)
    if json:
        print_json({"bench": name, "result": found, "met": {goal.name: goal.met for goal in found.goals}})
    else:
        _print(out(), found)
    if not found.identical:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def _score(sites: int, items: int, draws: int, repeats: int) -> BenchScore:
    return bench_score(sites=sites, items=items, draws=draws, repeats=repeats)


_BENCHES: dict[str, Callable[[int, int, int, int], BenchScore]] = {"score": _score}


def _print(console: Console, found: BenchScore) -> None:
    exact = found.exact
    lines = [
        (
            f"精确评分（含全部来历）：{exact.sites} 个网站 × {exact.items} 个评分点，{exact.findings} 条检查结果，"
            f"{exact.processes} 个进程，{exact.ranked} 个网站排名"
        ),
        f"  用时 {exact.seconds:.1f} 秒，处理器时间 {exact.cpu_seconds:.1f} 秒；内存峰值合计 {exact.peak_mb:.0f} MB",
        (
            f"  每个网站的处理器时间 {exact.ms_per_site:.2f} 毫秒；"
            f"{exact.small_sites} 个网站时 {exact.small_ms_per_site:.2f} 毫秒，相差 {exact.growth:.2f} 倍"
        ),
    ]
    for part in found.draws:
        lines += _draws(part)
    lines.append(f"小样本上与逐次计算的名次{'完全相同' if found.identical else '不同'}")
    for line in lines:
        console.print(line, soft_wrap=True)
    if not found.full_size:
        console.print("规模小于目标所定的 14000 × 150 × 10000，以下只供参考", soft_wrap=True)
    table = Table(box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("目标", "要求", "实测", "按处理器时间", "结论"):
        table.add_column(name, justify="left" if name in {"目标", "结论"} else "right", overflow="fold")
    for goal in found.goals:
        table.add_row(*_goal(goal))
    console.print(table)
    console.print("机器上还有别的程序时，用时会变长；处理器时间受影响较小。名次和数值不受影响", soft_wrap=True)


def _draws(part: DrawPart) -> list[str]:
    ties = "按精确总分并列" if part.ties_on == "raw" else "按印出的总分并列"
    return [
        f"抽样排名（{ties}）：{part.draws} 次 × {part.sites} 个网站，{part.threads} 个线程",
        f"  用时 {part.seconds:.1f} 秒，处理器时间 {part.cpu_seconds:.1f} 秒；内存峰值 {part.peak_mb:.0f} MB",
        (
            f"  逐行循环需 {part.naive_seconds:.0f} 秒（处理器时间 {part.naive_cpu_seconds:.0f} 秒），"
            f"慢 {part.ratio:.0f} 倍（按处理器时间 {part.cpu_ratio:.0f} 倍）"
        ),
        f"    {part.naive}：{part.naive_loop}，每次 {part.naive_ms:.0f} 毫秒，由 {part.naive_draws} 次推算",
        f"  整表循环需 {part.table_seconds:.0f} 秒，慢 {part.table_ratio:.0f} 倍",
        f"    {part.naive}：{part.table_loop}，由 {part.table_draws} 次推算",
    ]


def _goal(goal: Goal) -> tuple[str, ...]:
    return (
        goal.name,
        f"{'不超过' if goal.at_most else '不低于'} {goal.goal:g} {goal.unit}",
        f"{_figure(goal.measured)} {goal.unit}",
        "" if goal.cpu is None else f"{_figure(goal.cpu)} {goal.unit}",
        "达到" if goal.met else "未达到",
    )


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= _WHOLE else f"{value:.2f}"
