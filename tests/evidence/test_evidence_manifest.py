"""The manifest: a chain over every file."""

import hashlib
import json

import pytest

from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import FIRST_PREVIOUS, check, head, seal, sealed

FILES = {
    "run.json": b'{"as_of":"2026-11-20"}',
    "roster.csv": b"site_code,name\n",
    "systems/s.yaml": b"id: s\n",
    "evidence/c1/index.jsonl": b'{"a":1}\n',
    "evidence/c1/warc/00001.warc.gz": bytes(range(256)),
    "evidence/c1/visits.jsonl": b"{}\n",
    "facts/c1.json": b"{}",
    "findings/c1.jsonl": b'{"outcome":"fail"}\n',
    "scores/s/c1.json": b'{"total":"80"}',
    "results/s/ranks.csv": b"group,rank\n",
    "results/ledger.csv": b"site_code\n",
    "reports/bulletin.pdf": b"%PDF",
}


@pytest.fixture
def run(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    seal(tmp_path, [tmp_path / name for name in FILES], "collect")
    return tmp_path


def _lines(run):
    return (run / "manifest.jsonl").read_bytes().split(b"\n")[:-1]


def _faults(run):
    return [(fault.kind, fault.path) for fault in check(run)]


def test_lines_are_sorted_chained_and_tell_the_truth(run):
    assert check(run) == []
    previous = FIRST_PREVIOUS
    names = []
    for text in _lines(run):
        line = json.loads(text)
        assert list(line) == ["path", "sha256", "size", "stage", "previous", "check"]
        data = FILES[line["path"]]
        assert (line["sha256"], line["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert (line["stage"], line["previous"]) == ("collect", previous)
        previous = hashlib.sha256(text).hexdigest()
        names.append(line["path"])
    assert names == sorted(FILES)


def test_the_same_again_adds_nothing_and_a_change_supersedes(run):
    before = _lines(run)
    seal(run, [run / name for name in FILES], "check")
    assert _lines(run) == before
    (run / "facts/c1.json").write_bytes(b'{"new":1}')
    seal(run, [run / "facts/c1.json"], "extract")
    assert len(_lines(run)) == len(before) + 1
    assert check(run) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_changed_byte_is_found(run, name):
    data = bytearray(FILES[name])
    for position in {0, len(data) // 2, len(data) - 1}:
        changed = bytearray(data)
        changed[position] ^= 1
        (run / name).write_bytes(changed)
        assert _faults(run) == [("changed", name)]
    fault = check(run)[0]
    assert name in fault.text.zh
    assert name in fault.text.en


def test_every_changed_byte_of_the_manifest_is_found(run):
    path = run / "manifest.jsonl"
    whole = path.read_bytes()
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        path.write_bytes(changed)
        assert check(run), position


def test_missing_and_unlisted_files_are_named_and_state_is_left_out(run):
    (run / "roster.csv").unlink()
    (run / "extra.txt").write_bytes(b"x")
    (run / ".state").mkdir()
    (run / ".state" / "note").write_bytes(b"x")
    assert _faults(run) == [("missing", "roster.csv"), ("unlisted", "extra.txt")]


def test_removed_swapped_and_inserted_lines_break_the_chain(run):
    path = run / "manifest.jsonl"
    lines = _lines(run)
    for changed in ([lines[0], *lines[2:]], [lines[1], lines[0], *lines[2:]], [lines[0], *lines], lines[1:]):
        path.write_bytes(b"\n".join(changed) + b"\n")
        assert "chain_broken" in {kind for kind, _ in _faults(run)}
        with pytest.raises(EvidenceError, match=r"manifest\.jsonl:\d"):
            seal(run, [run / "run.json"], "collect")


def test_a_torn_last_line_is_a_fault_until_the_next_seal_cuts_it(run):
    path = run / "manifest.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert ("chain_broken", "manifest.jsonl") in _faults(run)
    seal(run, [run / name for name in FILES], "collect")
    assert check(run) == []
    assert len(_lines(run)) == len(FILES)


def test_a_file_a_stage_no_longer_makes_is_withdrawn(run):
    gone = run / "reports/bulletin.pdf"
    gone.unlink()
    seal(run, [gone], "report")
    assert check(run) == []
    gone.write_bytes(b"%PDF")
    assert _faults(run) == [("unlisted", "reports/bulletin.pdf")]
    seal(run, [gone], "report")
    assert check(run) == []


def test_links_and_files_outside_are_refused(run, tmp_path_factory):
    outside = tmp_path_factory.mktemp("other") / "f"
    outside.write_bytes(b"x")
    link = run / "link"
    link.symlink_to(outside)
    for path in (outside, link, run / "never-there", run / ".." / "f"):
        with pytest.raises(EvidenceError):
            seal(run, [path], "collect")
    assert _faults(run) == [("unlisted", "link")]


def test_a_sealed_file_replaced_by_a_link_to_the_same_bytes_is_changed(run, tmp_path_factory):
    copy = tmp_path_factory.mktemp("other") / "f"
    copy.write_bytes(FILES["run.json"])
    (run / "run.json").unlink()
    (run / "run.json").symlink_to(copy)
    assert _faults(run) == [("changed", "run.json")]


def test_what_is_sealed_and_the_digest_that_fixes_it_can_be_asked_for(run):
    assert set(sealed(run)) == set(FILES)
    first = head(run)
    assert first == hashlib.sha256(_lines(run)[-1]).hexdigest()
    (run / "roster.csv").unlink()
    seal(run, [run / "roster.csv"], "setup")
    assert set(sealed(run)) == set(FILES) - {"roster.csv"}
    assert head(run) != first


def test_a_manifest_that_is_gone_is_named_itself(run):
    (run / "manifest.jsonl").unlink()
    assert _faults(run)[0] == ("missing", "manifest.jsonl")
