"""``hengping compare``: two finished rounds side by side, and the bridge between them when the rules changed."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import HengpingError, InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.past_rounds import PastRound, lines_of, matching, read_rounds
from hengping.pipeline.progress import Progress
from hengping.pipeline.rescore import score_run
from hengping.ranking.compare.bridge import Bridge, bridge
from hengping.ranking.compare.figures import Round
from hengping.ranking.compare.records import RoundComparison
from hengping.ranking.compare.rounds import Successor, match_rounds, read_successors
from hengping.ranking.compare.tables import bridge_csv, bridge_json, compare_csv, compare_json
from hengping.ranking.compare.year_on_year import compare_rounds
from hengping.ranking.results import rank


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One system of the new round against its counterpart.

    Attributes:
        comparison: year on year.
        bridge: when the rules changed and the old evidence could be scored under the new rules.
        no_bridge: why there is none although the rules changed.
    """

    comparison: RoundComparison
    bridge: Bridge | None = None
    no_bridge: str = ""


def compare(
    old: Path,
    new: Path,
    *,
    successors: Path | None = None,
    lines: Sequence[Decimal] = (),
    progress: Progress | None = None,
) -> tuple[Compared, ...]:
    """Compare two finished rounds, system by system.

    Args:
        old: finished run, or folder of ``judge`` or ``rescore``.
        new: as old.
        successors: table of renamed, merged and split sites.
        lines: totals for which the sites that reach them are counted; none: those the new system draws a line at.
        progress: told what happens.

    Raises:
        InputError: a folder or table is wrong, or no two systems can be compared.
        RunError: a round is not finished or damaged.
    """
    before, after = read_rounds(old), read_rounds(new)
    table: tuple[Successor, ...] = ()
    if successors is not None:
        if not successors.is_file():
            raise InputError("没有这个文件", where=str(successors), remedy="检查路径")
        table = read_successors(successors.read_bytes(), str(successors))
    pairs = [(past, each) for key, each in after.items() if (past := matching(before, key)) is not None]
    if not pairs:
        raise InputError(
            f"两轮的指标体系对不上（{'、'.join(before)}；{'、'.join(after)}）",
            where=str(old),
            remedy="体系编号除年份外应相同，或一轮只有一个体系",
        )
    return tuple(_compared(old, past, each, table, lines or lines_of(each.system), progress) for past, each in pairs)


def write_compared(compared: Sequence[Compared], out: Path) -> list[Path]:
    """Write ``results/<system>/compare.json|csv`` and, where there is one, ``bridge.json|csv`` below a folder."""
    files: dict[Path, bytes] = {}
    for each in compared:
        place = RunFolder(out).results_dir(each.comparison.after_system)
        files[place / "compare.json"] = compare_json(each.comparison)
        files[place / "compare.csv"] = compare_csv(each.comparison)
        if each.bridge is not None:
            files[place / "bridge.json"] = bridge_json(each.bridge)
            files[place / "bridge.csv"] = bridge_csv(each.bridge)
    for path, data in files.items():
        write_atomic(path, data)
    return list(files)


def _compared(  # noqa: PLR0917 - two rounds and how to read them
    old: Path,
    past: PastRound,
    now: PastRound,
    table: Sequence[Successor],
    lines: Sequence[Decimal],
    progress: Progress | None,
) -> Compared:
    comparison = compare_rounds(past.round, now.round, table, lines)
    if not comparison.rules_changed:
        return Compared(comparison=comparison)
    if now.system is None:
        return Compared(comparison=comparison, no_bridge="新一轮的指标体系文件不在结果目录，也不在库中")
    if not (old / "run.json").exists():
        return Compared(comparison=comparison, no_bridge="上一轮不是完整的评估目录，没有佐证可按新规则重新评分")
    try:
        scores, _ = score_run(open_run(old, progress=progress), now.system)
    except HengpingError as error:
        return Compared(comparison=comparison, no_bridge=f"上一轮的佐证不能按新规则重新评分：{error}")
    middle = Round.under(now.system, past.round.title, scores, rank(now.system, scores))
    matched = match_rounds(
        [each.site_code for each in past.round.scores], [each.site_code for each in now.round.scores], table
    )
    return Compared(comparison=comparison, bridge=bridge(past.round, middle, now.round, matched))
