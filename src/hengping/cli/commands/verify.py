"""``verify``: whether a run, a kit or a judged folder still says what it was made from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hengping import __version__
from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import Bars, out, print_json
from hengping.pipeline.verify_kit import verify_path
from hengping.pipeline.verify_records import Mismatch, Verification
from hengping.pipeline.verify_version import other_program


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help="校验摘要、链条并复算结果。Check digests and chain, recompute results.")(verify)


def verify(
    run: Annotated[
        Path, typer.Argument(metavar="RUN_OR_KIT", help="评估（或 judge）的结果目录，或核验包。Result folder or kit.")
    ],
    json: Json = False,
) -> None:
    """Verify a run or a kit; exit code 1 when anything does not hold, naming the file."""
    with Bars() as bars:
        result = verify_path(run, bars)
    if json:
        print_json(
            {
                "holds": result.holds,
                "of": result.of,
                "files": result.files,
                "recomputed": result.recomputed,
                "head": result.head,
                "mismatches": result.mismatches,
                "dropped": result.dropped,
                "stamps": result.stamps,
                "redo": result.redo,
                "made_with": result.made_with,
                "running": __version__,
                "other_program": other_program(result),
            }
        )
    elif result.holds:
        _print_held(result)
    else:
        print_mismatches(result.mismatches)
        if (other := other_program(result)) is not None:
            out().print(f"原因：{other.zh}", markup=False, soft_wrap=True)
    if result.redo is not None and not json:
        commands = "，".join(f"hengping {stage} {run}" for stage in result.redo.stages)
        word = "注意" if result.holds else "原因"
        out().print(f"{word}：{result.redo.why.zh}。依次运行：{commands}", markup=False, soft_wrap=True)
    if not result.holds:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


def print_mismatches(mismatches: Sequence[Mismatch]) -> None:
    """What does not hold, one line a file."""
    console = out()
    console.print(f"校验不通过，共{len(mismatches)}处：", style="bold red")
    for mismatch in mismatches:
        console.print(f"  {mismatch.path}:{mismatch.text.zh}", markup=False, soft_wrap=True)


def _print_held(result: Verification) -> None:
    console = out()
    if result.of == "judge":
        console.print(f"校验通过：{result.recomputed}个结果文件逐字节复算一致")
        return
    chain = "、链条完整" if result.head else ""
    console.print(
        f"校验通过：{result.files}个文件摘要一致{chain}，{result.recomputed}个结果文件逐字节复算一致", soft_wrap=True
    )
    if result.head:
        console.print(f"清单末行摘要（可与公布的摘要核对）：{result.head}", soft_wrap=True)
    if result.dropped:
        console.print(f"其中{result.dropped}件已按留存规定清除，清单有记载，不影响结论")
    for stamp in result.stamps:
        if stamp.stamped_at is not None:
            at = f"{stamp.stamped_at:%Y-%m-%d %H:%M:%S}"
            console.print(f"时间戳{stamp.number}：清单第{stamp.line}行，{at} UTC；签名未在此核验")
