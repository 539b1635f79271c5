"""Reading finished rounds from disk: the run of a campaign, or what ``judge`` or ``rescore`` wrote."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import library_folder, load_system
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import TotalCondition
from hengping.model.errors import InputError, RunError
from hengping.model.score import Results, SiteScore
from hengping.pipeline.reading import read_one
from hengping.pipeline.run_info import read_run_info
from hengping.pipeline.same_tree import refuse_other_tree
from hengping.ranking.compare.figures import Round

_UNFINISHED = "先把这一轮做完：再次运行 hengping run，或 hengping judge"
_YEAR = re.compile(r"[-_.]?\d{4}$")


class PastRound(msgspec.Struct, frozen=True, kw_only=True):
    """One system of a finished round.

    Attributes:
        round: scores and what was published.
        system: its rules, where they stand beside the scores or in the library in the same version.
        system_file: where they were read.
    """

    round: Round
    system: IndicatorSystem | None = None
    system_file: Path | None = None


def read_rounds(path: Path) -> dict[str, PastRound]:
    """The rounds in a folder by system id: of a finished run, or of ``judge``.

    Raises:
        InputError: the folder holds neither.
        InputError: a system of the same id and version as the scores' is at hand, but with another tree.
        RunError: the run is not finished, or a file is damaged.
    """
    folder = RunFolder(path.resolve())
    title = ""
    if folder.run_json.exists():
        title = read_run_info(folder.run_json).settings.title
        if not folder.scores_dir.is_dir():
            raise RunError("这一轮评估尚未做完，没有得分", where=str(path), remedy=_UNFINISHED)
    if folder.scores_dir.is_dir():
        return _read(folder, title)
    raise InputError(
        "不是评估结果目录（既没有 run.json，也没有 scores/）",
        where=str(path),
        remedy="写 hengping run 或 hengping judge 的结果目录",
    )


def matching(rounds: Mapping[str, PastRound], system_id: str) -> PastRound | None:
    """The round that a system is to be compared with.

    The one of the same id; else the only one whose id is the same without its year (guangxi-2017, guangxi-2018); else
    the only one there is; else none, because it cannot be told.
    """
    if system_id in rounds:
        return rounds[system_id]
    stem = _YEAR.sub("", system_id)
    alike = [each for key, each in rounds.items() if _YEAR.sub("", key) == stem]
    if len(alike) == 1:
        return alike[0]
    return next(iter(rounds.values())) if len(rounds) == 1 else None


def lines_of(system: IndicatorSystem | None) -> tuple[Decimal, ...]:
    """Totals that a system draws a line at: ends of tiers, totals of lists."""
    if system is None:
        return ()
    ends = [tier.at_least if tier.at_least is not None else tier.above for tier in system.tiers]
    ends += [each.value for listed in system.lists for each in listed.conditions if isinstance(each, TotalCondition)]
    return tuple(sorted({end for end in ends if end}, reverse=True))


def _read(folder: RunFolder, title: str) -> dict[str, PastRound]:
    found = {}
    for place in sorted(folder.scores_dir.iterdir()):
        results = read_results_file(folder, place.name)
        # Ranks stand group by group, best first: an order that any folder has, with or without a roster.
        scores = {row.site_code: folder.score_file(place.name, row.site_code) for row in results.ranks}
        if stray := {file.name for file in place.glob("*.json")} - {file.name for file in scores.values()}:
            raise RunError(
                f"得分与排名的网站不一致（{'、'.join(sorted(stray)[:5])}）", where=str(place), remedy=_UNFINISHED
            )
        system, system_file = _known_system(folder, results)
        trees = [read_one(file, SiteScore, remedy=_UNFINISHED) for file in scores.values()]
        # A run keeps its systems sealed; a judged folder may lack its copy, or have got another one by hand.
        if system is not None and system_file is not None and not folder.run_json.exists():
            refuse_other_tree(system, trees, system_file, folder.path)
        found[place.name] = PastRound(
            round=Round.under(system, title or results.title, trees, results),
            system=system,
            system_file=system_file,
        )
    if not found:
        raise RunError("没有得分", where=str(folder.scores_dir), remedy=_UNFINISHED)
    return found


def read_results_file(folder: RunFolder, system_id: str) -> Results:
    """What was published under one system.

    Raises:
        RunError: the round is not finished, or the file is damaged.
    """
    path = folder.results_dir(system_id) / "results.json"
    if not path.exists():
        raise RunError("这一轮评估尚未做完，没有排名结果", where=str(path), remedy=_UNFINISHED)
    return read_one(path, Results, remedy="从备份恢复，或运行 hengping rank")


def _known_system(folder: RunFolder, results: Results) -> tuple[IndicatorSystem | None, Path | None]:
    """The system beside the scores, or the library's of the same id and version, and its file."""
    path = folder.system_file(results.system_id)
    if not path.is_file():
        path = library_folder() / results.system_id / "system.yaml"
    if not path.is_file():
        return None, None
    system = load_system(path)
    same = (system.id, system.version) == (results.system_id, results.system_version)
    return (system, path) if same else (None, None)
