"""``forecast``: what a collection will cost, before it starts."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.forecast import Forecast, forecast
from hengping.roster.divisions import load_divisions
from hengping.roster.load import load_roster

_SHOWN = 10
_GIB = 1 << 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forecast", help="采集之前估算请求数、流量和时间。Forecast requests, bytes and time.")(command)


def command(
    campaign: Annotated[Path, typer.Argument(metavar="CAMPAIGN.yaml", help="评估设置文件。Campaign file.")],
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="RUN", help="同一批网站以前的结果目录。An earlier run.")
    ] = None,
    json: Json = False,
) -> None:
    """Forecast a collection; no request is sent."""
    loaded = load_campaign(campaign)
    divisions = load_divisions(loaded.resolve(loaded.campaign.divisions) if loaded.campaign.divisions else None)
    roster = load_roster(loaded.resolve(loaded.campaign.roster), divisions=divisions)
    result = forecast(roster.sites, loaded.campaign.collect, previous)
    if json:
        print_json(result)
        return
    console = out()
    table = Table(box=RULED, pad_edge=False)
    for name in ("", "预计", "设置允许的上限"):
        table.add_column(name, no_wrap=True)
    for row in rows(result):
        table.add_row(*row)
    console.print(table)
    basis = (
        f"{result.known}个网站按以前的采集量估算，其余取其中位数" if result.known else "没有以前的采集量，按上限估算"
    )
    console.print(f"共{len(result.sites)}个网站；{basis}。时间由访问频率的限制决定，与机器快慢基本无关。")
    longest = sorted(result.sites, key=lambda site: (-site.hours, site.site_code))[:_SHOWN]
    for site in longest:
        console.print(f"  {site.site_code}  {site.requests:,}次请求  约{site.hours:.1f}小时", markup=False)


def rows(result: Forecast) -> list[tuple[str, str, str]]:
    """The table, line by line."""
    window = f"（每天只有{result.window_share * 24:.1f}小时允许采集）" if result.window_share < 1 else ""
    return [
        ("请求数", f"{result.requests:,}", f"{result.most_requests:,}"),
        ("接收流量", f"{result.bytes / _GIB:,.1f} GiB", f"{result.most_bytes / _GIB:,.1f} GiB"),
        ("其中拨测", f"{result.visits:,}次", f"历时{result.visit_hours:.1f}小时"),
        ("浏览器", "", f"{result.browser_minutes:,.0f}分钟"),
        ("采集时间", f"{result.crawl_hours:,.1f}小时", window),
        ("全部完成", f"{result.hours:,.1f}小时", "含复查间隔"),
    ]
