"""The verifier kit of a run: with it alone everything is reproduced; one altered byte anywhere is named."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hengping.evidence.manifest import seal
from hengping.evidence.timestamps import request_stamp
from hengping.model.errors import HengpingError
from hengping.pipeline import kit_evidence
from hengping.pipeline.context import open_run
from hengping.pipeline.kit import kit
from hengping.pipeline.kit_evidence import cited_files
from hengping.pipeline.kit_zip import KitWriter
from hengping.pipeline.run import redo_stage
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.verify_kit import verify_kit, verify_path
from hengping.scoring.coverage import checks_read_by

pytestmark = pytest.mark.slow

NAMES = ("张三丰", "李四光")
REASON = "经电话向王某核实"
POSITIONS = 200


@pytest.fixture(scope="module")
def run(small_run, tmp_path_factory) -> Path:
    """A finished run in which two people decided something."""
    folder = small_run.copy(tmp_path_factory.mktemp("kit") / "run")
    findings = sorted((folder / "findings").glob("*.jsonl"))
    rows = [json.loads(line) for path in findings for line in path.read_text(encoding="utf-8").splitlines()]
    # Faults that take points off: without the decisions on them the results are others.
    read = set().union(*(checks_read_by(system) for system in open_run(folder).systems.values()))
    failed = [row for row in rows if row["outcome"] == "fail" and row["check"] in read][:2]
    assert len(failed) == 2
    decisions = [
        {
            "site_code": row["site_code"],
            "finding_id": row["finding_id"],
            "outcome": "pass",
            "actor": actor,
            "decided_at": "2026-11-23T10:00:00+08:00",
            "reason": REASON,
        }
        for row, actor in zip(failed, NAMES, strict=True)
    ]
    (folder / "reviews").mkdir(exist_ok=True)
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in decisions)
    (folder / "reviews" / "people.jsonl").write_text(lines, encoding="utf-8")
    for stage in ("score", "rank", "report"):
        redo_stage(open_run(folder), stage)
    return folder


@pytest.fixture(scope="module")
def packed(run, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("kits") / "kit.zip"
    done = kit(run, out)
    assert done.verification.holds
    return out


def paths(kit_file: Path) -> set[str]:
    return {mismatch.path for mismatch in verify_kit(kit_file).mismatches}


def repacked(kit_file: Path, out: Path, changes: dict[str, bytes]) -> Path:
    """The kit as a forger with our own writer would make it: every digest of the ZIP file and the list fits."""
    with zipfile.ZipFile(kit_file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= changes
    listed = sorted((name for name in files if name != "SHA256SUMS"), key=str.encode)
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in listed).encode()
    with out.open("wb") as stream:
        writer = KitWriter(stream)
        for name in sorted(files, key=str.encode):
            writer.add(name, files[name])
        writer.finish()
    return out


def test_one_file_and_one_command_in_an_empty_folder(packed, tmp_path):
    shutil.copy(packed, tmp_path / "kit.zip")
    before = set(tmp_path.rglob("*"))
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path.parent)}
    said = subprocess.run(
        [sys.executable, "-m", "hengping.cli", "verify", "kit.zip", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout
    told = json.loads(said.stdout)
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
    scores, results = ([name for name in names if name.startswith(top)] for top in ("scores/", "results/"))
    figures = [name for name in names if name.startswith("reports/bulletin-") and name.endswith(".json")]
    assert (told["holds"], told["of"], told["files"]) == (True, "kit", len(names))
    # every score, every table that follows from scores, the ledger and the figures of every bulletin
    tables = [name for name in results if not name.endswith(("assisted.json", "review_sample.json"))]
    assert figures
    assert told["recomputed"] == len(scores) + len(tables) + len(figures)
    assert set(tmp_path.rglob("*")) == before
    assert not list(tmp_path.parent.glob("hengping-verify-*"))


def test_the_same_run_gives_the_same_bytes(run, packed, tmp_path):
    assert kit(run, tmp_path / "again.zip").sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


def test_one_altered_byte_anywhere_names_the_file(packed, tmp_path):
    """At 200 places, by a fixed sequence over the whole file."""
    data = packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        infos, start = archive.infolist(), archive.start_dir
    ends = [*(info.header_offset for info in infos[1:]), start]
    victim = tmp_path / "kit.zip"
    for number in range(POSITIONS):
        at = int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:8]) % len(data)
        changed = bytearray(data)
        changed[at] ^= 1 << number % 8
        victim.write_bytes(changed)
        result = verify_kit(victim)
        assert not result.holds, at
        owner = next((info.filename for info, end in zip(infos, ends, strict=True) if at < end), None)
        found = {mismatch.path for mismatch in result.mismatches}
        assert owner is None or owner in found, (at, owner, found)


def test_exit_code_and_name_are_told(packed, tmp_path):
    data = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as archive:
        info = next(info for info in archive.infolist() if info.filename.endswith("/ranks.csv"))
    data[info.header_offset + 60] ^= 1
    (tmp_path / "kit.zip").write_bytes(data)
    command = [sys.executable, "-m", "hengping.cli", "verify", "kit.zip"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert info.filename in said.stdout


def test_what_is_no_kit_is_a_wrong_call(tmp_path):
    (tmp_path / "kit.zip").write_bytes(b"hello")
    with pytest.raises(HengpingError, match="不是核验包"):
        verify_path(tmp_path / "kit.zip")


def test_unpacked_it_can_be_checked_without_the_program(packed, tmp_path):
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    assert verify_path(tmp_path).holds
    if tool := shutil.which("sha256sum"):
        done = subprocess.run([tool, "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=False)
        assert done.returncode == 0
    victim = max(tmp_path.glob("scores/*/*.json"))
    victim.write_bytes(victim.read_bytes().replace(b"1", b"2", 1))
    assert {each.path for each in verify_path(tmp_path).mismatches} == {victim.relative_to(tmp_path).as_posix()}
    (tmp_path / "more.txt").write_bytes(b"")
    assert "more.txt" in {each.path for each in verify_path(tmp_path).mismatches}


@pytest.mark.parametrize("pattern", ["scores/", "results/", "findings/", "reviews/", "reports/", "roster", "run.json"])
def test_a_forger_who_mends_all_digests_is_caught(packed, tmp_path, pattern):
    with zipfile.ZipFile(packed) as archive:
        name = max(name for name in archive.namelist() if name.startswith(pattern))
        data = archive.read(name)
    forged = repacked(packed, tmp_path / "kit.zip", {name: data + b" "})
    assert name in paths(forged)


@pytest.mark.parametrize("garbage", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b"\xff\xfe", b"a,b\n1,2\n"])
def test_nonsense_in_any_kind_of_file_is_named_never_a_crash(packed, tmp_path, garbage):
    """Sealed anew in the manifest, so that the program has to read it."""
    folder = tmp_path / "open"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    kinds = {(name.split("/")[0], Path(name).suffix): name for name in names}
    figures = next(name for name in names if name.startswith("reports/bulletin-") and name.endswith(".json"))
    for name in [figures, *kinds.values()]:
        if name in {"README.md", "SHA256SUMS"} or (name.startswith("reports/") and name != figures):
            continue  # documents are sealed; of their content the registry of figures is computed again
        changes = {each: (folder / each).read_bytes() for each in names} | {name: garbage}
        if name not in {"kit.json", "manifest.jsonl"}:
            work = tmp_path / "work"
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(folder, work)
            (work / name).write_bytes(garbage)
            seal(work, [work / name], "check")
            info = json.loads((folder / "kit.json").read_bytes())
            last = (work / "manifest.jsonl").read_bytes().splitlines()[-1]
            info["head"] = hashlib.sha256(last).hexdigest()
            info["replaced"] = [
                {
                    "path": each["path"],
                    "sealed": hashlib.sha256(garbage).hexdigest() if each["path"] == name else each["sealed"],
                }
                for each in info["replaced"]
            ]
            changes["manifest.jsonl"] = (work / "manifest.jsonl").read_bytes()
            changes["kit.json"] = json.dumps(info).encode()
        forged = repacked(packed, tmp_path / "kit.zip", changes)
        assert not verify_kit(forged).holds, name


def test_a_forger_who_reseals_the_manifest_is_caught_by_recomputing(packed, tmp_path):
    folder = tmp_path / "open"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
        names = set(archive.namelist())
    victim = max(folder.glob("results/*/ranks.csv"))
    victim.write_bytes(victim.read_bytes().replace(b"true", b"false", 1) + b"")
    victim.write_bytes(victim.read_bytes() + b"\n")
    seal(folder, [victim], "rank")
    info = json.loads((folder / "kit.json").read_bytes())
    last = (folder / "manifest.jsonl").read_bytes().splitlines()[-1]
    info["head"] = hashlib.sha256(last).hexdigest()
    changes = {name: (folder / name).read_bytes() for name in names}
    changes["kit.json"] = json.dumps(info).encode()
    assert victim.relative_to(folder).as_posix() in paths(repacked(packed, tmp_path / "kit.zip", changes))


def test_a_file_that_should_be_there_is_missed(packed, tmp_path):
    with zipfile.ZipFile(packed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    gone = next(name for name in files if name.startswith("scores/"))
    del files[gone], files["SHA256SUMS"]
    with (tmp_path / "less.zip").open("wb") as stream:
        writer = KitWriter(stream)
        sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files, key=str.encode))
        files["SHA256SUMS"] = sums.encode()
        for name in sorted(files, key=str.encode):
            writer.add(name, files[name])
        writer.finish()
    assert gone in paths(tmp_path / "less.zip")


def test_names_and_reasons_of_people_stay_out_unless_asked_for(run, packed, tmp_path):
    def everything(path: Path) -> bytes:
        with zipfile.ZipFile(path) as archive:
            return b"".join(
                archive.read(name) for name in archive.namelist() if name.endswith((".jsonl", ".json", ".csv"))
            )

    plain = everything(packed)
    assert not [each for each in (*NAMES, REASON) if each.encode() in plain]
    named = kit(run, tmp_path / "named.zip", named=True)
    assert named.verification.holds
    with zipfile.ZipFile(tmp_path / "named.zip") as archive:
        assert archive.read("reviews/people.jsonl") == (run / "reviews" / "people.jsonl").read_bytes()


def test_evidence_facts_and_single_site_documents_stay_out_unless_asked_for(run, packed, tmp_path):
    def tops(path: Path) -> set[str]:
        with zipfile.ZipFile(path) as archive:
            return {
                "/".join(name.split("/")[:2]) if name.startswith("reports/") else name.split("/")[0]
                for name in archive.namelist()
            }

    assert not {"evidence", "facts", "reports/sites"} & tops(packed)
    whole = kit(run, tmp_path / "all.zip", evidence="all", documents="all")
    assert whole.verification.holds
    assert {"evidence", "reports/sites"} <= tops(tmp_path / "all.zip")
    cited = kit(run, tmp_path / "cited.zip", evidence="cited")
    assert cited.verification.holds
    assert packed.stat().st_size < cited.size < whole.size


def test_cited_evidence_is_held_against_the_findings(run, tmp_path):
    """Other records in its place, with all digests of the kit mended, are named."""
    assert kit(run, tmp_path / "cited.zip", evidence="cited").verification.holds
    with zipfile.ZipFile(tmp_path / "cited.zip") as archive:
        warcs = [name for name in archive.namelist() if name.endswith("/cited.warc.gz")]
        data = {name: archive.read(name) for name in warcs}
    assert data
    name, content = next(iter(data.items()))
    for changed in (content + content, content[:-40], gzip.compress(b"WARC/1.1")):
        assert name in paths(repacked(tmp_path / "cited.zip", tmp_path / "forged.zip", {name: changed}))


def test_what_a_finding_on_leaks_cites_is_not_given_away(run, monkeypatch):
    folder = open_run(run).folder
    code = open_run(run).sites[0].site_code
    index = f"evidence/{code}/cited.jsonl"
    found = read_findings(folder, code)
    before = [json.loads(line) for line in cited_files(folder, code)[index].splitlines()]
    cited = {ref.record_id: each.check for each in found for ref in each.evidence}
    check = next(cited[line["record_id"]] for line in before if line["record_id"] in cited)
    monkeypatch.setattr(kit_evidence, "_WITHHELD", frozenset({check}))
    after = [json.loads(line) for line in cited_files(folder, code).get(index, b"").splitlines()]
    kept_back = {ref.digest for each in found if each.check == check for ref in each.evidence}
    assert kept_back & {line["digest"] for line in before}
    assert not kept_back & {line["digest"] for line in after}


def test_answered_time_stamps_go_along_and_are_checked(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    request_stamp(folder, datetime(2026, 12, 1, tzinfo=UTC))
    assert kit(folder, tmp_path / "kit.zip").verification.holds
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("timestamps/")]
    (folder / "timestamps" / "1.tsr").write_bytes(b"no answer of an authority")
    done = kit(folder, tmp_path / "kit.zip")
    assert "timestamps/1.tsr" in {each.path for each in done.verification.mismatches}


def test_a_run_that_does_not_hold_gives_no_kit(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    victim = max(folder.glob("results/*/ranks.csv"))
    victim.write_bytes(victim.read_bytes() + b"x")
    with pytest.raises(HengpingError, match="与清单记载的摘要不符"):
        kit(folder, tmp_path / "kit.zip")
    seal(folder, [victim], "rank")
    done = kit(folder, tmp_path / "kit.zip")
    assert victim.relative_to(folder).as_posix() in {each.path for each in done.verification.mismatches}
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".zip", ".part"))]


def test_where_a_kit_cannot_stand(run, tmp_path):
    for out in (tmp_path, tmp_path / "kit.tar", run / "kit.zip"):
        with pytest.raises(HengpingError, match="核验包"):
            kit(run, out)
