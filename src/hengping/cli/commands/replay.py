"""``replay``: findings made again from the archive alone."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import Bars, out, print_json
from hengping.model.finding import OUTCOME_ZH
from hengping.pipeline.replay import replay

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", help="不联网，由佐证重新得出检查结果并逐条比对。Replay findings offline.")(command)


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", help="随机抽取多少条，默认全部。How many, at random.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="抽取的随机种子。Seed of the draw.")] = 0,
    json: Json = False,
) -> None:
    """Replay findings; exit code 1 when one comes out otherwise."""
    with Bars() as bars:
        result = replay(run, sample=sample, seed=seed, progress=bars)
    if json:
        print_json({"holds": result.holds, **{name: getattr(result, name) for name in result.__struct_fields__}})
    else:
        console = out()
        told = f"重放{result.findings}条检查结果（共{result.of}条），重新读取{result.sites}个网站的佐证"
        if result.holds:
            console.print(f"{told}，结论逐条一致")
        else:
            console.print(f"{told}，{len(result.differences)}条不一致：", style="bold red")
        for each in result.differences[:_SHOWN]:
            now = OUTCOME_ZH[each.now.outcome] if each.now else "没有得出"
            before = each.before
            line = f"  {before.finding_id}：原为{OUTCOME_ZH[before.outcome]}，现为{now}；{before.subject.url}"
            console.print(line, markup=False, soft_wrap=True)
    if not result.holds:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)
