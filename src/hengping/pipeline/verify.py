"""``hengping verify``: digests, the manifest's chain, and scores, ranks and lists recomputed byte for byte."""

from pathlib import Path

import msgspec

from hengping.evidence.manifest import check
from hengping.model import codec
from hengping.model.errors import HengpingError
from hengping.model.text import Text
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.ledger import ledger_csv
from hengping.pipeline.progress import Progress
from hengping.pipeline.run_info import read_run_info
from hengping.pipeline.stage_check import read_facts, read_findings
from hengping.pipeline.stage_rank import result_files
from hengping.pipeline.stage_score import recompute
from hengping.pipeline.stamps import file_digest

STAGE = "verify"


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a run that does not hold. ``path`` is relative to the run folder."""

    kind: str
    path: str
    text: Text


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked and what does not hold."""

    files: int
    recomputed: int
    mismatches: tuple[Mismatch, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.mismatches


def verify(path: Path, progress: Progress | None = None) -> Verification:
    """Check a finished run.

    Raises:
        RunError: the folder is no run folder at all.
    """
    info_path = path / "run.json"
    read_run_info(info_path)
    listed = check(path)
    mismatches = [Mismatch(kind=fault.kind, path=fault.path, text=fault.text) for fault in listed]
    files = sum(1 for line in (path / "manifest.jsonl").open("rb") if line.strip()) if not _no_manifest(path) else 0
    try:
        run = open_run(path, progress=progress)
    except HengpingError as error:
        mismatches.append(_mismatch("unreadable", path, path / "run.json", str(error)))
        return Verification(files=files, recomputed=0, mismatches=tuple(mismatches))
    recomputed, wrong = _recompute(run)
    known = {mismatch.path for mismatch in mismatches}
    mismatches.extend(mismatch for mismatch in wrong if mismatch.path not in known)
    return Verification(files=files, recomputed=recomputed, mismatches=tuple(mismatches))


def _recompute(run: Run) -> tuple[int, list[Mismatch]]:
    wrong = _frozen_inputs(run)
    done = 0
    run.progress.begin(STAGE, len(run.sites) * len(run.systems))
    for system_id, system in run.systems.items():
        scores = []
        for site in run.sites:
            path = run.folder.score_file(system_id, site.site_code)
            try:
                score = recompute(run.folder, system, site)
            except (OSError, msgspec.DecodeError, HengpingError) as error:
                findings = run.folder.findings_file(site.site_code)
                wrong.append(_mismatch("unreadable", run.path, findings, f"无法由检查结果复算（{error}）"))
                continue
            scores.append(score)
            wrong.extend(_compare(run, path, codec.encode_pretty(score)))
            done += 1
            run.progress.advance(STAGE, f"{system_id} {site.site_code}")
        if len(scores) == len(run.sites):
            for name, data in result_files(system, scores).items():
                wrong.extend(_compare(run, run.folder.results_dir(system_id) / name, data))
                done += 1
    wrong.extend(_ledger(run))
    run.progress.end(STAGE)
    return done + 1, wrong


def _ledger(run: Run) -> list[Mismatch]:
    path = run.folder.ledger_csv
    try:
        data = ledger_csv(
            (read_facts(run.folder, site.site_code), read_findings(run.folder, site.site_code)) for site in run.sites
        )
    except FileNotFoundError:
        # Facts may be deleted (they can be made again from the evidence); the ledger's digest was checked already.
        return []
    except (OSError, msgspec.DecodeError) as error:
        return [_mismatch("unreadable", run.path, path, f"栏目台账无法复算（{error}）")]
    return _compare(run, path, data)


def _frozen_inputs(run: Run) -> list[Mismatch]:
    """Roster and systems against the digests that run.json holds."""
    expected = {run.folder.roster_csv: run.info.roster}
    expected |= {run.folder.system_file(key): digest for key, digest in run.info.systems.items()}
    return [
        _mismatch("changed", run.path, path, "与 run.json 记载的摘要不符")
        for path, digest in expected.items()
        if file_digest(path) != digest
    ]


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
    }[kind]
    return Mismatch(kind=kind, path=path.resolve().relative_to(root.resolve()).as_posix(), text=Text(zh=zh, en=english))


def _no_manifest(path: Path) -> bool:
    return not (path / "manifest.jsonl").is_file()
