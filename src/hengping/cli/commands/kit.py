"""``kit``: one file with which anybody can compute the published results again."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.commands.verify import print_mismatches
from hengping.cli.console import Bars, out, print_json
from hengping.pipeline.kit import kit as pack
from hengping.pipeline.kit_info import WHY
from hengping.pipeline.kit_readme import readable_size


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("kit", help="生成核验包，供任何人独立复算公布的结果。Verifier kit: anybody can recompute the results.")(
        kit
    )


def kit(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="评估（或 judge）的结果目录，不会被改动。Result folder.")],
    out_file: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="核验包。The kit to write.")],
    evidence: Annotated[
        Literal["none", "cited", "all"],
        typer.Option("--evidence", help="装入佐证：不装、问题所引的、全部。Evidence to pack."),
    ] = "none",
    documents: Annotated[
        Literal["public", "all"],
        typer.Option("--documents", help="装入文档：公开的，或连同发给各单位的单站文件。Documents to pack."),
    ] = "public",
    names: Annotated[
        bool, typer.Option("--names", help="保留复核人姓名和理由，缺省以编号代替。Keep names of reviewers.")
    ] = False,
    json: Json = False,
) -> None:
    """Pack a kit and verify it; exit code 1, and no kit, when it does not hold."""
    with Bars() as bars:
        done = pack(run, out_file, evidence=evidence, documents=documents, named=names, progress=bars)
    holds = done.verification.holds
    if json:
        print_json(
            {
                "kit": str(done.path),
                "holds": holds,
                "files": done.files,
                "size": done.size,
                "sha256": done.sha256 if holds else "",
                "info": done.info,
                "mismatches": done.verification.mismatches,
            }
        )
    elif holds:
        console = out()
        console.print(
            f"核验包：{done.path}（{done.files}个文件，{readable_size(done.size)}）", markup=False, soft_wrap=True
        )
        console.print(f"已核验：{done.verification.recomputed}个结果文件逐字节复算一致")
        for each in done.info.left_out:
            size = readable_size(each.size)
            console.print(f"未装入{each.files}个文件，共{size}：{WHY[each.kind].zh}", markup=False, soft_wrap=True)
        if done.info.replaced:
            console.print(f"reviews/ {WHY['reviews'].zh}；需要保留时加 --names", soft_wrap=True)
        console.print("请随核验包一并公布：", style="bold")
        if done.info.head:
            console.print(f"  清单末行摘要 {done.info.head}", soft_wrap=True)
        console.print(f"  核验包摘要（SHA-256） {done.sha256}", soft_wrap=True)
    else:
        print_mismatches(done.verification.mismatches)
        out().print("结果不能由所存的数据复算出来，没有生成核验包。先用 hengping verify 查看，重做有关的步骤")
    if not holds:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)
