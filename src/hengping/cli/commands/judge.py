"""``judge``: score and rank a table, no crawling."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import Bars, out, print_json
from hengping.cli.roster_faults import print_roster_faults
from hengping.cli.summary import print_summary
from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import InputError
from hengping.pipeline.judge import judge as judge_table
from hengping.pipeline.run import RunOutcome
from hengping.roster.faults import RowFault
from hengping.roster.load import load_roster


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("judge", help="对一张分值表评分、排名，不采集。Score and rank a table, no crawling.")(judge)


def judge(
    system: Annotated[str, typer.Option("--system", metavar="ID_OR_FILE", help="指标体系编号或文件。System.")],
    values: Annotated[Path, typer.Option("--values", metavar="VALUES.csv", help="site_code,item,value 三列。Values.")],
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="结果目录。Output folder.")],
    roster: Annotated[Path | None, typer.Option("--roster", metavar="ROSTER.csv", help="评估名单。Roster.")] = None,
    json: Json = False,
) -> None:
    """Score and rank the values of a table."""
    loaded = load_system(system)
    sites = None
    faults: tuple[RowFault, ...] = ()
    if roster is not None:
        listed = load_roster(roster, urls_required=False)
        if not listed.sites:
            raise InputError("评估名单中没有可用的网站", where=str(roster), remedy="检查表头和各行")
        sites, faults = listed.sites, listed.faults
    with Bars() as bars:
        outcome = judge_table(loaded, values, sites, out_dir, bars, frozen=system_bytes(system))
    if json:
        print_json({"out": str(out_dir), "results": outcome.results})
        return
    console = out()
    print_roster_faults(console, faults, "")
    print_summary(
        console,
        RunOutcome(
            path=out_dir.resolve(),
            stages=("score", "rank"),
            results={loaded.id: outcome.results},
            assessed_rate=None,
            complete=True,
            bulletins=(),
        ),
    )
