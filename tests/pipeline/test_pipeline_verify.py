"""``verify``: one changed byte anywhere is named."""

from pathlib import Path

import pytest

from hengping.checks.catalogue import catalogue
from hengping.evidence.manifest import seal
from hengping.pipeline.verify import verify

pytestmark = pytest.mark.slow

PATTERNS = [
    "evidence/*/warc/*.warc.gz",
    "evidence/*/index.jsonl",
    "evidence/*/visits.jsonl",
    "facts/*.json",
    "findings/*.jsonl",
    "scores/*/*.json",
    "results/*/scores.csv",
    "results/*/ranks.csv",
    "results/*/vetoes.csv",
    "results/*/lists.csv",
    "results/ledger.csv",
    "roster.csv",
    "systems/*.yaml",
    "reports/*.pdf",
]


def flip(path: Path, at: float = 0.5) -> None:
    """Change one byte of a file in place."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_one_changed_byte_is_named(run_copy: Path, pattern: str) -> None:
    victim = max(run_copy.glob(pattern))
    flip(victim)
    result = verify(run_copy)
    assert not result.holds
    assert victim.relative_to(run_copy).as_posix() in {mismatch.path for mismatch in result.mismatches}


def test_a_changed_manifest_line_breaks_the_chain(run_copy: Path) -> None:
    flip(run_copy / "manifest.jsonl", 0.3)
    result = verify(run_copy)
    assert "manifest.jsonl" in {mismatch.path for mismatch in result.mismatches}


def test_a_finding_changed_together_with_the_manifest_is_caught_by_recomputing(run_copy: Path) -> None:
    """Whoever also forges digests and chain still cannot make the scores fit."""

    told = f'"check":"broken_link","version":{catalogue()["broken_link"].version},"outcome":'
    failed, passed = (f'{told}"{outcome}"'.encode() for outcome in ("fail", "pass"))
    victim = next(path for path in sorted((run_copy / "findings").glob("*.jsonl")) if failed in path.read_bytes())
    victim.write_bytes(victim.read_bytes().replace(failed, passed))
    seal(run_copy, [victim], "check")
    result = verify(run_copy)
    assert any(mismatch.kind == "not_reproduced" for mismatch in result.mismatches)


def test_a_missing_file_is_named(run_copy: Path) -> None:
    victim = min(run_copy.glob("evidence/*/index.jsonl"))
    victim.unlink()
    assert victim.relative_to(run_copy).as_posix() in {mismatch.path for mismatch in verify(run_copy).mismatches}


def test_an_untouched_run_holds(run_copy: Path) -> None:
    assert verify(run_copy).holds
