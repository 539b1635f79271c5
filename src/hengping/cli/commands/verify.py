"""``verify``: whether a run still says what its evidence says."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import Bars, out, print_json
from hengping.pipeline.verify import verify as verify_run


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help="校验摘要、链条并复算结果。Check digests and chain, recompute results.")(verify)


def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
    json: Json = False,
) -> None:
    """Verify a run; exit code 1 when anything does not hold, naming the file."""
    with Bars() as bars:
        result = verify_run(run, bars)
    if json:
        print_json(
            {
                "holds": result.holds,
                "files": result.files,
                "recomputed": result.recomputed,
                "head": result.head,
                "mismatches": result.mismatches,
                "dropped": result.dropped,
                "stamps": result.stamps,
            }
        )
    else:
        console = out()
        if result.holds:
            console.print(
                f"校验通过：{result.files}个文件摘要一致、链条完整，{result.recomputed}个结果文件逐字节复算一致"
            )
            console.print(f"清单末行摘要（可与公布的摘要核对）：{result.head}", soft_wrap=True)
            if result.dropped:
                console.print(f"其中{result.dropped}件已按留存规定清除，清单有记载，不影响结论")
            for stamp in result.stamps:
                if stamp.stamped_at is not None:
                    at = f"{stamp.stamped_at:%Y-%m-%d %H:%M:%S}"
                    console.print(f"时间戳{stamp.number}：清单第{stamp.line}行，{at} UTC；签名未在此核验")
        else:
            console.print(f"校验不通过，共{len(result.mismatches)}处：", style="bold red")
            for mismatch in result.mismatches:
                console.print(f"  {mismatch.path}:{mismatch.text.zh}", markup=False, soft_wrap=True)
    if not result.holds:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)
