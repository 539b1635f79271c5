"""``hengping robustness``: how certain the places, tiers and lists of a finished evaluation are."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from hengping.analysis.assessors import Mark, agreement
from hengping.analysis.draws import Accuracy, Uncertainty
from hengping.analysis.matrix import population
from hengping.analysis.montecarlo import LEVELS
from hengping.analysis.program import compile_system
from hengping.analysis.robustness import Robustness
from hengping.analysis.robustness import robustness as analyse
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system, system_path
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError, place
from hengping.model.score import SiteScore
from hengping.pipeline.context import open_run
from hengping.pipeline.reading import read_one
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.same_tree import refuse_other_tree
from hengping.pipeline.stage_score import read_reviews, read_scores
from hengping.pipeline.stamps import digest_of, file_digest

__all__ = ["LEVELS", "Robustness", "RobustnessAsked", "read_accuracy", "robustness", "stale_record", "write_robustness"]

STAGE = "robustness"
FILE_NAME = "robustness.json"
_SECONDS_A_DAY = 86_400
_COLUMNS = ("check", "precision", "recall")


class _MadeFrom(msgspec.Struct):
    scores_digest: str = ""


class RobustnessAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What to draw; as in :class:`hengping.analysis.draws.Uncertainty`, with how often and what is looked at.

    ``accuracy``: precision and recall by check id. ``log2_points``: of the Sobol design, None: by the number of sites.
    """

    draws: int = 1000
    seed: int = 1
    weights: float = 0.2
    dirichlet: bool = False
    findings: bool = False
    precision: float = 0.98
    recall: float = 0.95
    accuracy: Mapping[str, tuple[float, float]] = {}
    marks_error: float = 0.0
    limit: float = 0.05
    log2_points: int | None = None
    threads: int = 2


def robustness(folder: Path, asked: RobustnessAsked, system: str = "") -> Robustness:
    """Analyse the scores of a run, of ``judge`` or of ``rescore``.

    Args:
        folder: the run folder, or the folder that ``judge`` or ``rescore`` wrote.
        asked: what to draw.
        system: id or file of the system; empty: the only one there is.

    Raises:
        InputError: no scores, no such system, or nothing to analyse.
        RunError: the run is damaged.
    """
    run = RunFolder(folder.resolve())
    loaded, scores = _scores(run, system)
    uncertainty = Uncertainty(
        weights=asked.weights,
        law="dirichlet" if asked.dirichlet else "uniform",
        findings=asked.findings,
        accuracy={check: Accuracy(*pair) for check, pair in asked.accuracy.items()},
        default_accuracy=Accuracy(asked.precision, asked.recall),
        marks_error=asked.marks_error,
    )
    found = analyse(
        population(loaded, scores),
        uncertainty,
        draws=asked.draws,
        seed=asked.seed,
        limit=asked.limit,
        log2_points=asked.log2_points,
        threads=asked.threads,
    )
    return msgspec.structs.replace(
        found,
        scores_digest=_scores_digest(run, loaded.id, [score.site_code for score in scores]),
        agreement=agreement(_marks(run, loaded), seed=asked.seed),
    )


def _scores_digest(folder: RunFolder, system_id: str, site_codes: Sequence[str]) -> str:
    """One digest of the score files of all sites."""
    return digest_of(*(file_digest(folder.score_file(system_id, code)) for code in sorted(site_codes)))


def stale_record(found: Robustness, folder: Path) -> Path | None:
    """The ``robustness.json`` that lies beside the results of ``folder`` and was made from other scores than ``found``.

    None where there is none, or where it was made from the same scores (with whatever draws).
    """
    path = RunFolder(folder.resolve()).results_dir(found.system_id) / FILE_NAME
    try:
        made_from = msgspec.json.decode(path.read_bytes(), type=_MadeFrom).scores_digest
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError):
        made_from = ""
    return None if made_from == found.scores_digest else path


def _marks(folder: RunFolder, system: IndicatorSystem) -> list[Mark]:
    """Marks that assessors gave independently, in order of time; an arbiter's stand apart."""
    program = compile_system(system)
    full = {program.steps[number].node_id: program.steps[number].marks for number in program.item_steps}
    found: list[Mark] = []
    for review in sorted(read_reviews(folder), key=lambda each: each.decided_at):
        if review.arbiter or not full.get(review.item_id):
            continue
        with suppress(ValueError):  # words and withdrawn marks are no numbers
            index = float(review.marks) / full[review.item_id]
            day = review.decided_at.timestamp() / _SECONDS_A_DAY
            found.append(
                Mark(assessor=review.actor, item_id=review.item_id, site_code=review.site_code, index=index, day=day)
            )
    return found


def write_robustness(found: Robustness, out: Path) -> Path:
    """Write ``results/<system>/robustness.json`` below ``out``; in a run folder it is also sealed."""
    folder = RunFolder(out.resolve())
    path = folder.results_dir(found.system_id) / FILE_NAME
    data = codec.encode_pretty(found)
    if folder.run_json.exists():
        with run_lock(folder.path):
            write_atomic(path, data)
            seal(folder.path, [path], STAGE)
    else:
        write_atomic(path, data)
    return path


def read_accuracy(path: Path) -> dict[str, tuple[float, float]]:
    """Precision and recall by check: a table ``check,precision,recall`` of shares above 0, at most 1.

    Raises:
        InputError: names the file and the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("文件无法读取，或不是 UTF-8 编码", where=str(path), remedy="检查文件") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"缺少列：{'、'.join(missing)}", where=place(path, 1), remedy=f"表头写成 {','.join(_COLUMNS)}")
    found: dict[str, tuple[float, float]] = {}
    for row in reader:
        precision, recall = (_share(row[name], path, reader.line_num) for name in _COLUMNS[1:])
        found[(row["check"] or "").strip()] = (precision, recall)
    return found


def _share(text: str | None, path: Path, line: int) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise InputError(f"“{text}”不是大于 0、不超过 1 的数", where=place(path, line), remedy="写成 0.98 的样子")
    return value


def _scores(folder: RunFolder, system: str) -> tuple[IndicatorSystem, Sequence[SiteScore]]:
    if folder.run_json.exists():
        run = open_run(folder.path)
        key = _choose(tuple(run.systems), system, folder.path)
        return run.systems[key], read_scores(folder, {key: run.systems[key]}, run.sites)[key]
    names = sorted(each.name for each in folder.scores_dir.iterdir()) if folder.scores_dir.is_dir() else []
    if not names:
        raise InputError(
            "目录中没有得分", where=str(folder.path), remedy="写 hengping run、judge 或 rescore 的结果目录"
        )
    frozen = {name: folder.system_file(name) for name in names}
    if system and Path(system).is_file():
        file = Path(system)
        loaded = load_system(file)
        key = _choose(tuple(names), loaded.id, folder.path)
    else:
        key = _choose(tuple(names), system, folder.path)
        file = system_path(frozen[key] if frozen[key].is_file() else key)
        loaded = load_system(file)
    paths = sorted((folder.scores_dir / key).glob("*.json"))
    scores = [read_one(path, SiteScore, remedy="重新运行得到这些得分的命令") for path in paths]
    other = next((each.system_version for each in scores if each.system_version != loaded.version), None)
    if other is not None:
        raise InputError(
            f"得分出自 {key} 的 {other} 版，不是 {loaded.version} 版",
            where=str(folder.path),
            remedy="用 --system 指明评分时的体系文件",
        )
    refuse_other_tree(loaded, scores, file, folder.path)
    return loaded, scores


def _choose(known: Sequence[str], wanted: str, folder: Path) -> str:
    if wanted in known:
        return wanted
    listed = "、".join(known)
    if wanted:
        raise InputError(f"结果中没有指标体系 {wanted}", where=str(folder), remedy=f"写其中之一：{listed}")
    if len(known) > 1:
        raise InputError(
            f"结果中有 {len(known)} 个指标体系", where=str(folder), remedy=f"用 --system 写其中之一：{listed}"
        )
    return known[0]
