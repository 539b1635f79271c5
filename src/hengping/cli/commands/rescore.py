"""``rescore``: the frozen evidence of a run under other rules, with a bridge table."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.cli.summary import display_path, percent, plain, print_summary
from hengping.pipeline.rescore import RescoreOutcome
from hengping.pipeline.rescore import rescore as rescore_run
from hengping.pipeline.run import RunOutcome
from hengping.ranking.compare.bridge import Bridge, SiteBridge

_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rescore", help="用另一个指标体系对已冻结的佐证评分，附衔接表。Frozen evidence under other rules.")(
        rescore
    )


def rescore(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="已做完的评估结果目录，不会被改动。Finished run.")],
    system: Annotated[str, typer.Option("--system", metavar="ID_OR_FILE", help="指标体系编号或文件。System.")],
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="结果目录。Output folder.")],
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="ID",
            help="衔接表从该评估的哪个体系算起，缺省为编号相同（或仅年份不同）的，否则为第一个。Bridge from.",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Score a run again under other rules."""
    with Bars() as bars:
        outcome = rescore_run(run, system, out_dir, against=against, progress=bars)
    if json:
        print_json(
            {
                "out": str(out_dir),
                "source": outcome.source,
                "assessed_rate": outcome.assessed_rate,
                "complete": outcome.complete,
                "results": outcome.results,
                "bridge": outcome.bridge,
            }
        )
    else:
        _print(out(), outcome)
    if not outcome.complete:
        raise typer.Exit(exit_codes.PARTLY_DONE)


def _print(console: Console, outcome: RescoreOutcome) -> None:
    system_id = outcome.results.system_id
    print_summary(
        console,
        RunOutcome(
            path=outcome.path,
            stages=("score", "rank"),
            results={system_id: outcome.results},
            assessed_rate=outcome.assessed_rate,
            complete=outcome.complete,
            bulletins=(),
        ),
    )
    print_bridge(console, outcome.bridge)
    rates = [row.coverage for row in outcome.results.ranks]
    if rates:
        mean = sum(rates, Decimal(0)) / len(rates)
        console.print(f"检查覆盖率：平均{percent(mean)}，最低{percent(min(rates))}")
    for missing in outcome.source.missing_checks:
        items = "、".join(missing.items)
        console.print(
            plain(f"注意：检查项 {missing.check} 在这次评估中没有运行过，{items} 按未检查处理，覆盖率已反映"),
            style="yellow",
            soft_wrap=True,
        )
    place = display_path((outcome.path / "results" / system_id).resolve())
    console.print(f"结果表和衔接表（bridge.csv）：{place}", soft_wrap=True)


def print_bridge(console: Console, bridge: Bridge) -> None:
    """Means, how many places moved, the biggest moves, and who passes no longer or now."""
    title = plain(f"衔接表：{bridge.old_system} {bridge.old_version} → {bridge.new_system} {bridge.new_version}")
    table = Table(title=title, title_justify="left", box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("分组", no_wrap=True)
    for name in ("可比网站", "原平均分", "规则影响", "实际变化", "新平均分"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in sorted(bridge.groups, key=lambda group: group.group == ""):
        steps = group.mean
        numbers = (steps.old, steps.rule_effect, steps.evidence_effect, steps.new)
        table.add_row(
            plain(group.group or "全部"),
            str(group.sites),
            *("—" if number is None else str(number) for number in numbers),
        )
    if bridge.groups:
        console.print(table)
    else:
        console.print(title)
        console.print("没有两边都进入平均分的网站，平均分无从衔接")
    if bridge.old_full != bridge.new_full:
        console.print(
            f"满分由{bridge.old_full}变为{bridge.new_full}，总分不可直接相减，规则影响不列；得分指数见 bridge.json"
        )
    moved = bridge.moved()
    ranked = sum(site.rank_change is not None for site in bridge.sites)
    console.print(f"名次变化：{len(moved)}个网站（可比名次的共{ranked}个）")
    for site in moved[:_SHOWN]:
        console.print(plain(f"  {_move(site)}"), soft_wrap=True)
    if len(moved) > _SHOWN:
        console.print(f"  其余{len(moved) - _SHOWN}个见 bridge.csv")
    _names(console, "由合格变为不合格", bridge.now_failed())
    _names(console, "由不合格变为合格", bridge.now_passed())
    worded = sum(site.score.old is None or site.score.new is None for site in bridge.sites)
    if worded:
        console.print(f"{worded}个网站一侧没有总分（否决、受阻、覆盖率不足或新增），表中以文字说明")


def _move(site: SiteBridge) -> str:
    change = site.rank_change or 0
    word = f"上升{change}位" if change > 0 else f"下降{-change}位"
    steps = site.score
    scores = "" if steps.old is None or steps.new is None else f"，{steps.old}分→{steps.new}分"
    return f"{site.name}（{site.group or '全部'}）：第{site.old_rank}名→第{site.new_rank}名，{word}{scores}"


def _names(console: Console, title: str, sites: Sequence[SiteBridge]) -> None:
    shown = "、".join(site.name for site in sites[:_SHOWN])
    more = f"等{len(sites)}个" if len(sites) > _SHOWN else f"（{len(sites)}个）" if sites else "无"
    console.print(plain(f"{title}：{shown}{more}"), soft_wrap=True)
