"""Files that survive a kill."""

import errno
import os

import pytest

from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import (
    append_line,
    complete_lines,
    cut_torn_line,
    remove_parts,
    write_atomic,
    write_together,
)
from hengping.evidence.run_folder import RunFolder


def test_write_atomic_makes_folders_and_replaces(tmp_path):
    path = tmp_path / "a" / "b.json"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [found.name for found in path.parent.iterdir()] == ["b.json"]


def test_full_disk_leaves_the_old_file_and_says_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "b.json"
    write_atomic(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceError, match=r"磁盘空间不足.*腾出空间") as caught:
        write_atomic(path, b"new")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["b.json"]


def test_full_disk_leaves_no_torn_line(tmp_path, monkeypatch):
    path = tmp_path / "lines.jsonl"
    append_line(path, b"1")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceError):
        append_line(path, b"2")
    assert path.read_bytes() == b"1\n"


@pytest.mark.parametrize("torn", [b'{"a":', b"x" * (3 << 20)])
def test_torn_last_line_is_passed_over_and_cut(tmp_path, torn):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"1\n2\n" + torn)
    assert complete_lines(path) == [b"1", b"2"]
    append_line(path, b"3")
    assert path.read_bytes() == b"1\n2\n3\n"
    assert not cut_torn_line(path)


def test_only_a_torn_line_leaves_nothing(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"half")
    assert cut_torn_line(path)
    assert path.read_bytes() == b""


def test_run_folder_has_the_paths_of_the_contract(tmp_path):
    run = RunFolder(tmp_path)
    expected = {
        run.run_json: "run.json",
        run.roster_csv: "roster.csv",
        run.system_file("a-1"): "systems/a-1.yaml",
        run.site_evidence("bm01000001"): "evidence/bm01000001",
        run.facts_file("x-a.gov.cn"): "facts/x-a.gov.cn.json",
        run.findings_file("c"): "findings/c.jsonl",
        run.reviews_dir: "reviews",
        run.score_file("s", "c"): "scores/s/c.json",
        run.results_dir("s"): "results/s",
        run.results_root: "results",
        run.ledger_csv: "results/ledger.csv",
        run.reports_dir: "reports",
        run.manifest: "manifest.jsonl",
    }
    assert {path.relative_to(tmp_path).as_posix() for path in expected} == set(expected.values())
    for path, name in expected.items():
        assert path.relative_to(tmp_path).as_posix() == name


@pytest.mark.parametrize("code", ["", ".", "..", "../x", "a/b", "a\\b", "a\0b", "c:d"])
def test_a_site_code_cannot_lead_out_of_the_run_folder(tmp_path, code):
    with pytest.raises(EvidenceError):
        RunFolder(tmp_path).site_evidence(code)


def test_what_killed_writers_left_is_removed_and_nothing_else(tmp_path):
    kept = tmp_path / "facts" / "one.json"
    write_atomic(kept, b"{}")
    (tmp_path / "facts" / ".two.json.part").write_bytes(b"{")
    (tmp_path / ".run.json.part").write_bytes(b"{")
    remove_parts(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_files_written_together_are_all_old_when_the_disk_is_full(tmp_path, monkeypatch):
    paths = [tmp_path / name for name in "abc"]
    write_together([(path, b"old") for path in paths])

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "sync", full)
    with pytest.raises(EvidenceError, match="原有内容未改动"):
        write_together([(path, b"new") for path in paths])
    assert [path.read_bytes() for path in paths] == [b"old"] * 3
    assert sorted(tmp_path.iterdir()) == paths


def test_when_a_rename_is_refused_the_error_names_what_was_replaced(tmp_path):
    first, second, third = (tmp_path / name for name in "abc")
    write_together([(first, b"old"), (third, b"old")])
    second.mkdir()  # a file cannot take its name
    with pytest.raises(EvidenceError, match="已换成新内容的") as refused:
        write_together([(path, b"new") for path in (first, second, third)])
    said = str(refused.value)
    assert refused.value.where == str(second)
    assert f"：{first}，其余未改动" in said
    assert str(third) not in said
    assert [path.read_bytes() for path in (first, third)] == [b"new", b"old"]
    assert sorted(tmp_path.iterdir()) == [first, second, third]
