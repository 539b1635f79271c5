"""``robustness``: rank intervals, tier and list probabilities, the near-threshold queue, influential weights."""

from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import err, out, print_json
from hengping.cli.robustness_text import print_robustness
from hengping.cli.summary import display_path
from hengping.model.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "robustness", help="稳健性：名次区间、档级和名单的概率、临界复核队列。How certain places and lists are."
    )(robustness)


def robustness(
    folder: Annotated[
        Path, typer.Argument(metavar="RUN_OR_JUDGE_DIR", help="run、judge 或 rescore 的结果目录。Results.")
    ],
    system: Annotated[str, typer.Option("--system", metavar="ID", help="指标体系编号或文件。System.")] = "",
    draws: Annotated[int, typer.Option("--draws", min=10, max=1_000_000, help="抽样次数。Draws.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="随机种子；相同则结果相同。Seed.")] = 1,
    weights: Annotated[
        float, typer.Option("--weights", min=0.0, max=0.99, help="权重相对变动幅度，0 为不变。Relative width.")
    ] = 0.2,
    dirichlet: Annotated[bool, typer.Option("--dirichlet", help="权重按狄利克雷分布抽样。Dirichlet weights.")] = False,
    findings: Annotated[
        bool, typer.Option("--findings", help="自动检查结果可能误报、漏报。Findings may be wrong or missing.")
    ] = False,
    precision: Annotated[
        float, typer.Option("--precision", min=0.01, max=1.0, help="检查的准确率。Precision of checks.")
    ] = 0.98,
    recall: Annotated[
        float, typer.Option("--recall", min=0.01, max=1.0, help="检查的召回率。Recall of checks.")
    ] = 0.95,
    accuracy: Annotated[
        Path | None,
        typer.Option(
            "--accuracy", metavar="FILE.csv", help="各检查项的 check,precision,recall，即 --findings。Per check."
        ),
    ] = None,
    marks_error: Annotated[
        float, typer.Option("--marks-error", min=0.0, max=1.0, help="评分误差（满分的比例）。Error of supplied marks.")
    ] = 0.0,
    limit: Annotated[
        float, typer.Option("--limit", min=0.0, max=0.5, help="另一侧的概率超过它即进入复核队列。Queue limit.")
    ] = 0.05,
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            min=0,
            max=14,
            help="权重影响的样本为 2 的几次方，0 为不做；不写时按网站数取 9 至 6。Sobol points.",
        ),
    ] = None,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="线程数，不影响结果。Threads.")] = 2,
    out_dir: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="写 results/<体系>/robustness.json。Write here.")
    ] = None,
    json: Json = False,
) -> None:
    """Analyse how certain a ranking is."""
    # numpy loads slowly, and no other command needs it.
    from hengping.pipeline.robustness import (  # noqa: PLC0415
        RobustnessAsked,
        read_accuracy,
        stale_record,
        write_robustness,
    )
    from hengping.pipeline.robustness import robustness as analyse  # noqa: PLC0415

    if not folder.is_dir():
        raise InputError("没有这个目录", where=str(folder), remedy="写 hengping run、judge 或 rescore 的结果目录")
    found = analyse(
        folder,
        RobustnessAsked(
            draws=draws,
            seed=seed,
            weights=weights,
            dirichlet=dirichlet,
            findings=findings or accuracy is not None,
            precision=precision,
            recall=recall,
            accuracy=read_accuracy(accuracy) if accuracy is not None else {},
            marks_error=marks_error,
            limit=limit,
            log2_points=points,
            threads=threads,
        ),
        system,
    )
    stale = stale_record(found, folder)
    written = write_robustness(found, out_dir) if out_dir is not None else None
    if stale is not None:
        renewed = written is not None and written == stale
        what = "已重新写出" if renewed else "其中的统计已过时；加 --out 重新写出，或删去"
        err().print(f"注意：{display_path(stale)} 不是由现在的得分算出的，{what} (stale)", soft_wrap=True)
    if json:
        print_json(found)
        return
    print_robustness(out(), found)
    if written is not None:
        out().print(f"结果：{display_path(written)}", soft_wrap=True)
