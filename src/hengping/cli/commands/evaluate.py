"""``run`` and the single stages."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hengping.cli import exit_codes
from hengping.cli.console import Bars, err, out, print_json
from hengping.cli.roster_faults import lost_rows, print_roster_faults
from hengping.cli.summary import print_summary
from hengping.model.errors import InputError
from hengping.pipeline.campaign_file import load_campaign, notices
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.progress_file import Recorded
from hengping.pipeline.run import STAGES, RunOutcome, do_run, redo_stage
from hengping.pipeline.run_info import today
from hengping.pipeline.verify_redo import Redo
from hengping.pipeline.workers import default_workers

Json = Annotated[bool, typer.Option("--json", help="以JSON输出结果。Print the result as JSON.")]
Workers = Annotated[int, typer.Option("--workers", min=0, help="进程数，0为自动。Processes, 0 = automatic.")]

_STAGE_HELP = {
    "collect": "继续采集未完成的网站；已完成的佐证不再改动。Go on collecting; complete evidence stays as it is.",
    "extract": "由佐证重新读取事实。Read facts from the evidence again.",
    "check": "由事实重新检查。Judge the facts again.",
    "score": "由检查结果重新评分。Score the findings again.",
    "rank": "由得分重新排名、生成榜单。Rank the scores again.",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run", help="运行一次评估；中断后再次运行即从停下处继续。Run an evaluation, or go on with it.")(run)
    for stage in STAGES:
        if stage not in _STAGE_HELP:
            continue
        app.command(stage, help=_STAGE_HELP[stage])(_stage_command(stage))


def run(
    campaign: Annotated[Path, typer.Argument(metavar="CAMPAIGN.yaml", help="评估设置文件。Campaign file.")],
    out_dir: Annotated[
        Path | None, typer.Option("--out", metavar="RUN", help="结果目录，缺省为 runs/<评估编号>。Run folder.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="监测时间点，覆盖设置文件。Monitoring time point.")
    ] = None,
    until: Annotated[str, typer.Option("--until", metavar="STAGE", help="做到哪个阶段为止。Last stage.")] = "report",
    workers: Workers = 0,
    json: Json = False,
) -> None:
    """Run a whole evaluation."""
    day = _day(as_of)
    loaded = load_campaign(campaign)
    for notice in notices(loaded.campaign.model_copy(update={"as_of": day or loaded.campaign.as_of}), today()):
        err().print(f"注意：{notice}", style="yellow", markup=False, soft_wrap=True)
    target = out_dir or Path("runs") / loaded.campaign.id
    with Bars() as bars:
        told = Recorded(target, bars)
        opened = create_run(loaded, target, as_of=day, workers=workers or default_workers(), progress=told)
        # Before a week of collecting, not only after it: a wrong row can be mended now.
        print_roster_faults(err(), opened.info.roster_faults, "（全部见结果目录 run.json 的 roster_faults）")
        outcome = do_run(opened, until)
    try:
        finish(outcome, json=json)
    finally:
        if lost := lost_rows(opened.info.roster_faults):
            err().print(f"注意：{lost}", style="red", markup=False, soft_wrap=True)


def finish(outcome: RunOutcome, *, json: bool, behind: Redo | None = None) -> None:
    """Print what a run came to; exit with 3 when it is not complete.

    Args:
        outcome: of the stages.
        json: as data.
        behind: what the documents should have waited for: said on standard error, and the exit code is 1.
    """
    if json:
        print_json(outcome_json(outcome) | ({"redo": behind} if behind else {}))
    else:
        print_summary(out(), outcome)
    if behind is not None:
        commands = "，".join(f"hengping {stage} {outcome.path}" for stage in behind.stages)
        text = f"注意：{behind.why.zh}；文书与 results/ 中的排名和榜单可能不一致。依次运行：{commands}"
        err().print(text, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)
    if not outcome.complete:
        raise typer.Exit(exit_codes.PARTLY_DONE)


def outcome_json(outcome: RunOutcome) -> dict[str, Any]:
    """A run's outcome as plain data."""
    return {
        "run": str(outcome.path),
        "stages": outcome.stages,
        "complete": outcome.complete,
        "assessed_rate": outcome.assessed_rate,
        "bulletins": [str(path) for path in outcome.bulletins],
        "systems": {
            key: {"groups": result.groups, "ranks": result.ranks, "lists": result.lists}
            for key, result in outcome.results.items()
        },
    }


def _stage_command(stage: str) -> Any:
    def command(
        run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
        workers: Workers = 0,
        json: Json = False,
    ) -> None:
        with Bars() as bars:
            told = Recorded(run_folder, bars)
            outcome = redo_stage(open_run(run_folder, workers=workers or default_workers(), progress=told), stage)
        finish(outcome, json=json)

    command.__doc__ = _STAGE_HELP[stage]
    return command


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError as error:
        raise InputError(f"“{text}”不是日期", where="--as-of", remedy="写成 2026-11-20 的样子") from error
