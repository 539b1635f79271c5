"""Judge a table (``hengping judge``): values in, scores, ranks and lists out. No crawling, no network."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import msgspec

from hengping.evidence.files import disk_error, remove_parts, write_together
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.score import Results, SiteScore
from hengping.model.site import Site
from hengping.pipeline.judge_inputs import input_copies
from hengping.pipeline.measures import Table, code_fault, read_values
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.stage_rank import tables_of
from hengping.ranking.results import rank
from hengping.scoring.many import build_panel, needs_panel
from hengping.scoring.panel import Panel
from hengping.scoring.site import score_site

__all__ = ["JudgeOutcome", "judge", "panel_file", "read_values"]

STAGE, READING = "score", "values"
RESCORED = "rescore.json"
"""What ``hengping rescore`` marks its folders with."""
_LARGE = 4_000_000
"""From this size on, in bytes, reading the table is shown as a stage of its own."""


class JudgeOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was made.

    Attributes:
        scores: one per site, in roster order.
        results: ranks, lists, figures.
        files: every file written.
    """

    scores: tuple[SiteScore, ...]
    results: Results
    files: tuple[Path, ...]


def judge(
    system: IndicatorSystem,
    values_csv: Path,
    roster: Sequence[Site] | None,
    out: Path,
    progress: Progress | None = None,
    *,
    frozen: bytes = b"",
) -> JudgeOutcome:
    """Score and rank the sites of a table and write the contract's files below ``out``.

    What an earlier ``judge`` under the same system left there is replaced as a whole: score files of sites that are no
    longer in the table are removed.

    Args:
        system: the indicator system.
        values_csv: ``site_code,item,value``; an empty value is missing, ``NA`` not applicable; ``item`` is a node, a
            veto (1 or 0), ``item/part``, or the name of an imported measure; the value of a ``levels`` item is the id
            of a level. A value for a node with children overrides everything below it.
        roster: who is judged; None: the sites of the table, in order of appearance, in one group.
        out: folder; ``results/<system>/`` and ``scores/<system>/*.json`` are written, each file whole or not at all;
            what they were made from is kept in ``inputs/<system>/``.
        progress: told what happens.
        frozen: the file of the system, byte for byte; kept as ``systems/<system>.yaml`` so that the results can be read
            with their own rules later. Empty: no copy is kept.

    Raises:
        InputError: the table cannot be read (lists line numbers and what is wrong with each) or is empty; a site code
            cannot name a file; ``out`` is a run, or holds score files that ``judge`` did not write.
    """
    with _collector_at_rest():
        return _judge(system, values_csv, roster, RunFolder(out), progress or Silent(), frozen)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for reference cycles meanwhile: millions of small records are made, and none can hold itself."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _judge(  # noqa: PLR0917 - what judging takes
    system: IndicatorSystem,
    values_csv: Path,
    roster: Sequence[Site] | None,
    folder: RunFolder,
    listener: Progress,
    frozen: bytes,
) -> JudgeOutcome:
    _refuse_place(folder)
    by_code = None if roster is None else {site.site_code: site for site in roster}
    known = None if by_code is None else frozenset(by_code)
    table = _read(system, values_csv, known, by_code, listener)
    if not table:
        raise InputError("只有表头，没有任何值", where=str(values_csv), remedy="每行写一个网站的一个值")
    sites = [Site(site_code=code, name=code, url="") for code in table] if roster is None else roster
    if wrong := next((fault for site in sites if (fault := code_fault(site.site_code))), ""):
        raise InputError(wrong, where="评估名单", remedy="改正这个标识码")
    stale = _stale(folder, system.id, {site.site_code for site in sites})
    panel: Panel | None = None
    if needs_panel(system):
        listener.note(STAGE, "网站之间的横向数据")
        panel = build_panel(system, sites, {}, given=table)
    listener.begin(STAGE, len(sites))
    scores: list[SiteScore] = []
    for site in sites:
        scores.append(score_site(system, site, (), given=table.pop(site.site_code, {}), panel=panel))
        listener.advance(STAGE, site.site_code)
    results = rank(system, scores)
    kept = input_copies(folder, system.id, values_csv, sites)
    files = _write(system, scores, results, panel, folder, listener, frozen, kept)
    _remove(stale)
    listener.end(STAGE)
    return JudgeOutcome(scores=tuple(scores), results=results, files=tuple(files))


def _read(
    system: IndicatorSystem,
    path: Path,
    known: frozenset[str] | None,
    by_code: Mapping[str, Site] | None,
    progress: Progress,
) -> Table:
    if not path.is_file() or path.stat().st_size < _LARGE:
        return read_values(system, path, known, by_code)
    progress.begin(READING, 1)
    table = read_values(system, path, known, by_code, lambda rows: progress.note(READING, f"{rows} 行"))
    progress.advance(READING, path.name)
    progress.end(READING)
    return table


def panel_file(folder: RunFolder, system_id: str) -> Path:
    """Where a judged table's panel is kept; see :meth:`hengping.evidence.run_folder.RunFolder.panel_file`."""
    return folder.panel_file(system_id)


def _refuse_place(folder: RunFolder) -> None:
    """What other commands made is theirs: a run is sealed, and a rescored folder says what it was made from."""
    if folder.run_json.exists() or (folder.path / RESCORED).exists():
        raise InputError(
            "不能写进 hengping run 或 rescore 的结果目录", where=f"--out {folder.path}", remedy="换一个目录"
        )


def _stale(folder: RunFolder, system_id: str, codes: Collection[str]) -> list[Path]:
    """Score files that an earlier ``judge`` wrote for sites that are not judged now.

    Raises:
        InputError: there are files that it cannot have written; nothing of anybody else's is removed.
    """
    place = folder.scores_dir / system_id
    found = [each for each in sorted(place.glob("*.json")) if each.stem not in codes] if place.is_dir() else []
    if foreign := [each.name for each in found if not _is_score(each, system_id)]:
        raise InputError(
            f"目录中有不是 hengping judge 写的文件（{'、'.join(foreign[:5])}）",
            where=str(place),
            remedy="移走这些文件，或换一个目录",
        )
    return found


def _is_score(path: Path, system_id: str) -> bool:
    """Whether the file is the score of the site that it is named after, under this system."""
    try:
        score = codec.decode(path.read_bytes(), SiteScore)
    except (OSError, msgspec.DecodeError):
        return False
    return (score.system_id, score.site_code) == (system_id, path.stem)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, path) from error


def _write(  # noqa: PLR0917 - what is written, and where
    system: IndicatorSystem,
    scores: Sequence[SiteScore],
    results: Results,
    panel: Panel | None,
    folder: RunFolder,
    progress: Progress,
    frozen: bytes,
    kept: Sequence[tuple[Path, bytes]],
) -> list[Path]:
    for place in (folder.results_dir(system.id), folder.scores_dir / system.id):
        if place.is_dir():
            remove_parts(place)
    progress.note(STAGE, f"写出 {len(scores)} 个网站的得分")
    files = write_together(chain(judged_files(system, scores, results, panel, folder, frozen), kept))
    # What an earlier table had and this one has not; a copy of other rules would speak for these scores.
    _remove({folder.panel_file(system.id), folder.system_file(system.id)}.difference(files))
    return files


def judged_files(  # noqa: PLR0917 - as above
    system: IndicatorSystem,
    scores: Sequence[SiteScore],
    results: Results,
    panel: Panel | None,
    folder: RunFolder,
    frozen: bytes,
) -> Iterator[tuple[Path, bytes]]:
    """What judging makes: the score files one by one, so that only one of them is held; then the tables."""
    for score in scores:
        yield folder.score_file(system.id, score.site_code), codec.encode_pretty(score)
    for name, data in tables_of(scores, results).items():
        yield folder.results_dir(system.id) / name, data
    if panel is not None:
        yield folder.panel_file(system.id), codec.encode_pretty(panel)
    if frozen:
        yield folder.system_file(system.id), frozen
