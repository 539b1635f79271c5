"""The same evidence gives the same findings, byte for byte: twice, and with one worker or several."""

import shutil
from pathlib import Path

import pytest

from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.context import open_run
from hengping.pipeline.run import redo_stage

STAGES = ("extract", "check")


def _made(run: Path) -> dict[str, bytes]:
    folder = RunFolder(run)
    files = [*folder.facts_dir.rglob("*"), *folder.findings_dir.rglob("*"), folder.ledger_csv]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in sorted(files) if path.is_file()}


def _again(run: Path, to: Path, workers: int) -> dict[str, bytes]:
    """Facts and findings made anew from a copy of the evidence."""
    shutil.copytree(run, to)
    for made in (RunFolder(to).facts_dir, RunFolder(to).findings_dir):
        shutil.rmtree(made)
    for stage in STAGES:
        redo_stage(open_run(to, workers=workers), stage)
    return _made(to)


@pytest.mark.parametrize("workers", [1, 3])
def test_facts_findings_and_ledger_come_out_the_same(small_run, tmp_path, workers):
    first = _made(small_run.path)
    assert any(b'"outcome":"fail"' in data for data in first.values())
    assert any(b'"search_broken"' in data and b'"found":' in data for data in first.values())
    assert _again(small_run.path, tmp_path / "again", workers) == first
