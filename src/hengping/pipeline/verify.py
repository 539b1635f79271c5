"""``hengping verify``: digests, the manifest's chain, and scores, ranks and lists recomputed byte for byte."""

from collections.abc import Sequence
from pathlib import Path

from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import check, head, sealed
from hengping.evidence.pruning import read_dropped
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.timestamps import check_stamps
from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.model.text import Text
from hengping.pipeline.context import Run, frozen_inputs, open_run
from hengping.pipeline.ledger import ledger_csv
from hengping.pipeline.progress import Progress
from hengping.pipeline.run_info import read_run_info
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_rank import run_files
from hengping.pipeline.stage_score import recompute, recompute_panel
from hengping.pipeline.stamps import file_digest
from hengping.pipeline.verify_publications import published_faults
from hengping.pipeline.verify_records import Mismatch, Verification
from hengping.pipeline.verify_redo import Redo, behind, report_behind
from hengping.pipeline.visits_schedule import SCHEDULE_FILE, check_visits
from hengping.scoring.many import needs_panel

__all__ = ["Mismatch", "Verification", "recompute_results", "verify"]

STAGE = "verify"


def verify(path: Path, progress: Progress | None = None) -> Verification:
    """Check a finished run.

    Raises:
        RunError: the folder is no run folder at all.
    """
    folder = RunFolder(path)
    if not folder.run_json.exists() and not folder.manifest.exists():
        read_run_info(folder.run_json)
    mismatches = [Mismatch(kind=fault.kind, path=fault.path, text=fault.text) for fault in check(path)]
    recomputed, wrong = _recomputed(folder, mismatches, progress)
    known = {mismatch.path for mismatch in mismatches}
    mismatches.extend(mismatch for mismatch in wrong if mismatch.path not in known)
    try:
        files = len(sealed(path))
    except EvidenceError:
        files = 0
    stamps, faults = check_stamps(path)
    mismatches.extend(_mismatch("timestamp", path, file, what) for file, what in faults)
    return Verification(
        files=files,
        recomputed=recomputed,
        head=head(path),
        mismatches=tuple(mismatches),
        dropped=_dropped(folder, mismatches),
        stamps=tuple(stamps),
        redo=_redo(folder, mismatches),
    )


def _redo(folder: RunFolder, mismatches: Sequence[Mismatch]) -> Redo | None:
    """What is behind; nothing is said where anything else is wrong as well."""
    if mismatches:
        if any(mismatch.kind != "not_reproduced" for mismatch in mismatches):
            return None
        return behind(folder.path, [mismatch.path for mismatch in mismatches])
    try:
        return report_behind(open_run(folder.path))
    except HengpingError:
        return None


def _dropped(folder: RunFolder, mismatches: list[Mismatch]) -> int:
    """How much was dropped; a list that cannot be read is a mismatch."""
    dropped = 0
    for site in sorted(folder.evidence_dir.iterdir()) if folder.evidence_dir.is_dir() else ():
        try:
            dropped += len(read_dropped(site))
        except EvidenceError as error:
            mismatches.append(_mismatch("unreadable", folder.path, site, error.what))
    return dropped


def _recomputed(
    folder: RunFolder, listed: Sequence[Mismatch], progress: Progress | None
) -> tuple[int, Sequence[Mismatch]]:
    """How much was computed again, and what does not hold of the frozen inputs and of the results."""
    root = folder.path
    try:
        info = read_run_info(folder.run_json)
        changed = [copy for copy, digest in frozen_inputs(folder, info).items() if file_digest(copy) != digest]
    except HengpingError as error:
        return 0, [_mismatch("unreadable", root, folder.run_json, str(error))]
    if changed:
        return 0, [_mismatch("changed", root, copy, "与 run.json 记载的摘要不符") for copy in changed]
    named = {mismatch.path.partition("/")[0] for mismatch in listed}
    for made in (folder.scores_dir, *(folder.results_dir(key) for key in info.systems)):
        if not made.exists() and made.relative_to(root).parts[0] not in named:
            return 0, [_mismatch("unfinished", root, made, "评估尚未做到这一步；先再次运行 hengping run 做完")]
    try:
        run = open_run(root, progress=progress)
    except HengpingError as error:
        return 0, [_mismatch("unreadable", root, folder.run_json, str(error))]
    return recompute_results(run)


def recompute_results(run: Run) -> tuple[int, list[Mismatch]]:
    """How many files were computed again, and which of them are not as they stand."""
    wrong: list[Mismatch] = []
    done = 0
    run.progress.begin(STAGE, len(run.sites) * len(run.systems))
    for system_id, system in run.systems.items():
        scores = []
        panel = None
        if needs_panel(system):
            try:
                panel = recompute_panel(run.folder, system, run.sites)
            except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
                wrong.append(_mismatch("unreadable", run.path, run.folder.findings_dir, f"横向数据无法复算（{error}）"))
                continue
            wrong.extend(_compare(run, run.folder.panel_file(system_id), codec.encode_pretty(panel)))
            done += 1
        for site in run.sites:
            path = run.folder.score_file(system_id, site.site_code)
            try:
                score = recompute(run.folder, system, site, panel)
            except Exception as error:  # noqa: BLE001 - whatever a forged file does to the computation, it is named
                findings = run.folder.findings_file(site.site_code)
                wrong.append(_mismatch("unreadable", run.path, findings, f"无法由检查结果复算（{error}）"))
                continue
            scores.append(score)
            wrong.extend(_compare(run, path, codec.encode_pretty(score)))
            done += 1
            run.progress.advance(STAGE, f"{system_id} {site.site_code}")
        if len(scores) == len(run.sites):
            for name, data in run_files(run, system, scores).items():
                wrong.extend(_compare(run, run.folder.results_dir(system_id) / name, data))
                done += 1
    if all(run.folder.facts_file(site.site_code).exists() for site in run.sites):
        # Facts may be deleted (they can be made again from the evidence); the ledger's digest was checked already.
        wrong.extend(_ledger(run))
        done += 1
    if (run.path / SCHEDULE_FILE).exists():
        wrong += (Mismatch(kind="schedule", path=each.path, text=each.text) for each in check_visits(run).faults)
        done += 1
    errata, differing = published_faults(run)
    run.progress.end(STAGE)
    return done + errata, [*wrong, *differing]


def _ledger(run: Run) -> list[Mismatch]:
    path = run.folder.ledger_csv
    try:
        data = ledger_csv(
            (read_facts(run.folder, site.site_code), read_findings(run.folder, site.site_code)) for site in run.sites
        )
    except Exception as error:  # noqa: BLE001 - as above
        return [_mismatch("unreadable", run.path, path, f"栏目台账无法复算（{error}）")]
    return _compare(run, path, data)


def _compare(run: Run, path: Path, data: bytes) -> list[Mismatch]:
    if not path.exists():
        return [_mismatch("missing", run.path, path, "文件缺失")]
    if path.read_bytes() != data:
        return [_mismatch("not_reproduced", run.path, path, "由检查结果复算所得与文件不一致")]
    return []


def _mismatch(kind: str, root: Path, path: Path, zh: str) -> Mismatch:
    english = {
        "missing": "missing",
        "changed": "differs from the digest in run.json",
        "not_reproduced": "recomputing from the findings gives another content",
        "unreadable": "cannot be read",
        "timestamp": "the time stamp does not hold",
        "unfinished": "the run has not come this far; run it again",
    }[kind]
    return Mismatch(kind=kind, path=path.resolve().relative_to(root.resolve()).as_posix(), text=Text(zh=zh, en=english))
