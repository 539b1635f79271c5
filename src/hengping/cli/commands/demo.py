"""``demo``: a simulated province, evaluated for real."""

import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengping.checks.catalogue import catalogue
from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json, Workers, outcome_json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.cli.summary import print_summary
from hengping.demo.evaluation import DemoOutcome, run_demo
from hengping.demo.platform import DemoPlatform, go_on_serving, has_platform, prepare, try_once
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.model.errors import InputError
from hengping.pipeline.workers import default_workers

_FIXED_PORT = 8099
_PLATFORM_PORT = 8000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help="在本机模拟一个省并完整评估一次。Evaluate a simulated province.")(demo)


def demo(
    sites: Annotated[int, typer.Option("--sites", min=1, max=500, help="网站数。Number of sites.")] = 24,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出目录。Output folder.")] = Path("demo-run"),
    keep_serving: Annotated[
        bool, typer.Option("--keep-serving", help="评估后继续提供网站，供浏览。Keep the sites up.")
    ] = False,
    workers: Workers = 0,
    with_platform: Annotated[
        bool, typer.Option("--platform/--no-platform", help="把结果装入演示平台。Prepare the demo on the platform.")
    ] = True,
    json: Json = False,
) -> None:
    """Serve a simulated province on loopback, run a whole evaluation, print where the bulletin is."""
    target = out_dir.resolve()
    prepared: DemoPlatform | None = None
    with Bars() as bars:
        outcome = run_demo(sites, target, workers=workers or default_workers(), progress=bars)
        if with_platform and has_platform() and not json:
            prepared = prepare(target, workers=workers or default_workers(), progress=bars)
            try_once(prepared)
    if json:
        print_json(
            {"run": outcome_json(outcome.run), "accuracy": outcome.accuracy, "verified": outcome.verification.holds}
        )
    else:
        _print(out(), outcome)
    if not outcome.verification.holds:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)
    if prepared is not None:
        _print_platform(out(), prepared)
    elif with_platform and not json:
        out().print("没有安装网络平台的组件，未准备演示平台（pip install 'hengping[web]' 后可用）", markup=False)
    if keep_serving:
        _keep_serving(sites)
    elif prepared is not None and sys.stdout.isatty():
        go_on_serving(prepared, _PLATFORM_PORT)
    if not outcome.run.complete:
        raise typer.Exit(exit_codes.PARTLY_DONE)


def _print(console: Console, outcome: DemoOutcome) -> None:
    titles = {key: check.title.zh for key, check in catalogue().items()}
    table = Table(title="检查结果与预设问题对照", title_justify="left", box=RULED, pad_edge=False)
    table.add_column("检查项", no_wrap=True)
    for name in ("预设", "报告", "命中", "准确率", "召回率"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in outcome.accuracy:
        counts = (str(row.planted), str(row.reported), str(row.hits))
        table.add_row(titles.get(row.check, row.check), *counts, _rate(row.precision), _rate(row.recall))
    console.print(table)
    print_summary(console, outcome.run)
    held = outcome.verification.holds
    console.print(
        f"校验：{'通过' if held else '不通过'}（{outcome.verification.files}个文件）", style="" if held else "red"
    )


def _print_platform(console: Console, platform: DemoPlatform) -> None:
    names = "、".join(name for name, _ in platform.accounts)
    console.print(f"平台：hengping serve --data {platform.data}", markup=False, soft_wrap=True)
    console.print(
        f"  打开 http://127.0.0.1:{_PLATFORM_PORT}/tour/ 按导览走一遍申诉；账号：{names}；密码：{platform.password}",
        markup=False,
        soft_wrap=True,
    )


def _rate(value: object) -> str:
    return "—" if value is None else f"{Decimal(str(value)):.4f}"


def _keep_serving(sites: int) -> None:
    province = build(sites)
    try:
        with serve(province, port=_FIXED_PORT) as server:
            console = out()
            console.print(f"网站在 {server.address} 提供，按 Ctrl-C 结束。例如：")
            for site in province.sites[:3]:
                console.print(f"  curl --connect-to ::{server.address} {site.url}", markup=False, soft_wrap=True)
            while True:
                time.sleep(3600)
    except OSError as error:
        raise InputError(f"端口 {_FIXED_PORT} 无法使用（{error}）", remedy="停止占用它的程序") from error
