"""Verifying a folder of ``hengping judge``: everything made again from the kept table, sites and rules."""

from collections.abc import Iterator
from pathlib import Path

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system
from hengping.model.errors import RunError
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.pipeline.judge import judged_files
from hengping.pipeline.judge_inputs import INPUTS, sites_file, values_file
from hengping.pipeline.measures import read_values
from hengping.pipeline.progress import Progress
from hengping.pipeline.reading import read_rows
from hengping.pipeline.verify import STAGE
from hengping.pipeline.verify_records import Mismatch
from hengping.ranking.results import rank
from hengping.scoring.many import build_panel, needs_panel
from hengping.scoring.site import score_site

_UNREADABLE = Text("{path} 无法据以复算（{why}）", "{path} cannot be computed from ({why})")
_CHANGED = Text("复算所得与文件不一致", "recomputing gives another content")
_MISSING = Text("文件缺失", "missing")
_STRAY = Text("不是由所存的表和规则得来的", "does not follow from the kept table and rules")


def is_judged(path: Path) -> bool:
    """Whether a folder is one of ``judge``, with what it was made from."""
    return not (path / "run.json").exists() and (path / INPUTS).is_dir() and (path / "scores").is_dir()


def judged_systems(folder: RunFolder) -> list[str]:
    """Ids of the systems that were judged, in order.

    Raises:
        RunError: the folder lacks the rules or the table of one: it was made by an earlier version.
    """
    systems = sorted(place.name for place in folder.scores_dir.iterdir() if place.is_dir())
    for system_id in systems:
        for needed in (folder.system_file(system_id), values_file(folder, system_id), sites_file(folder, system_id)):
            if not needed.is_file():
                raise RunError("缺少复算所需的文件", where=str(needed), remedy="用现在的版本重新运行 hengping judge")
    return systems


def recompute_judged(path: Path, progress: Progress) -> tuple[int, list[Mismatch]]:
    """How many files were made again, and which of them are not as they stand.

    Raises:
        RunError: the folder lacks what it was made from.
    """
    folder = RunFolder(path)
    systems = judged_systems(folder)
    done, wrong = 0, []
    progress.begin(STAGE, len(systems))
    for system_id in systems:
        made: set[Path] = set()
        try:
            for file, data in _made(folder, system_id):
                made.add(file)
                done += 1
                if not file.is_file():
                    wrong.append(_mismatch("missing", path, file, _MISSING))
                elif file.read_bytes() != data:
                    wrong.append(_mismatch("not_reproduced", path, file, _CHANGED))
        except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
            values = values_file(folder, system_id)
            why = _UNREADABLE.fill(path=values.relative_to(path).as_posix(), why=error)
            wrong.append(_mismatch("unreadable", path, values, why))
            continue
        # Other commands keep their own in results/ (robustness, comparisons); scores/ is of judging alone.
        standing = sorted((folder.scores_dir / system_id).rglob("*"))
        wrong.extend(_mismatch("unlisted", path, file, _STRAY) for file in standing if file not in made)
        progress.advance(STAGE, system_id)
    progress.end(STAGE)
    return done, wrong


def _made(folder: RunFolder, system_id: str) -> Iterator[tuple[Path, bytes]]:
    system = load_system(folder.system_file(system_id))
    sites = read_rows(sites_file(folder, system_id), Site)
    by_code = {site.site_code: site for site in sites}
    table = read_values(system, values_file(folder, system_id), frozenset(by_code), by_code)
    panel = build_panel(system, sites, {}, given=table) if needs_panel(system) else None
    scores = [score_site(system, site, (), given=table.get(site.site_code, {}), panel=panel) for site in sites]
    return judged_files(system, scores, rank(system, scores), panel, folder, b"")


def _mismatch(kind: str, root: Path, path: Path, text: Text) -> Mismatch:
    return Mismatch(kind=kind, path=path.relative_to(root).as_posix(), text=text)
