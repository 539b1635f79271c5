"""What stands in a run folder is either as it was made, or made again, or named: never taken over changed."""

import json
import shutil
from pathlib import Path

import pytest

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import sealed
from hengping.model.errors import RunError
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.run import do_run, redo_stage
from hengping.pipeline.stage_score import frozen_system
from hengping.pipeline.stamps import file_digest
from hengping.pipeline.verify import verify

OUTPUTS = ("facts/*.json", "findings/*.jsonl", "scores/*/*.json", "results/*/ranks.csv", "reports/*.docx")


def contents(run: Path) -> dict[str, bytes]:
    """Every file that the manifest answers for."""
    return {name: (run / name).read_bytes() for name in sealed(run)}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_running_again_changes_nothing(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    before, manifest = contents(run), (run / "manifest.jsonl").read_bytes()
    small_run.run_again(run)
    for stage in ("collect", "extract", "check", "score", "rank", "report"):
        redo_stage(open_run(run), stage)
    assert contents(run) == before
    assert (run / "manifest.jsonl").read_bytes() == manifest


@pytest.mark.parametrize("damage", [flip, Path.unlink])
def test_changed_or_lost_outputs_are_made_again_not_sealed(small_run, tmp_path, damage):
    run = small_run.copy(tmp_path / "run")
    before = contents(run)
    victims = [min(run.glob(pattern)) for pattern in OUTPUTS]
    for victim in victims:
        damage(victim)
    named = {mismatch.path for mismatch in verify(run).mismatches}
    assert named >= {victim.relative_to(run).as_posix() for victim in victims}
    small_run.run_again(run)
    assert contents(run) == before
    assert verify(run).holds


def test_evidence_changed_after_it_was_sealed_is_never_sealed_again(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    victim = min(run.glob("evidence/*/visits.jsonl"))
    data = victim.read_bytes()
    victim.write_bytes(data.replace(b'"result":"ok"', b'"result":"no"', 1))
    assert victim.read_bytes() != data
    redo_stage(open_run(run), "collect")
    assert victim.relative_to(run).as_posix() in {mismatch.path for mismatch in verify(run).mismatches}


def test_a_run_on_damaged_evidence_stops_and_names_the_file(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    victim = min(run.glob("evidence/*/index.jsonl"))
    victim.write_bytes(victim.read_bytes()[:-40])
    with pytest.raises(EvidenceError, match=str(victim)):
        small_run.run_again(run)
    run = small_run.copy(tmp_path / "other")
    folder = min(run.glob("evidence/*"))
    home = next(capture for capture in SiteArchive(folder).captures() if capture.purpose == "home")
    warc = folder / "warc" / home.warc
    data = bytearray(warc.read_bytes())
    data[home.offset + home.length // 2] ^= 1
    warc.write_bytes(data)
    with pytest.raises(EvidenceError, match=str(warc)):
        redo_stage(open_run(run), "extract")


def test_a_site_whose_evidence_was_removed_is_collected_again_and_the_manifest_shows_it(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    lines = len((run / "manifest.jsonl").read_bytes().splitlines())
    shutil.rmtree(min(run.glob("evidence/*")))
    small_run.run_again(run)
    assert verify(run).holds
    assert len((run / "manifest.jsonl").read_bytes().splitlines()) > lines


def test_damaged_copies_of_the_inputs_are_put_right_by_a_run_and_stop_a_single_stage(small_run, tmp_path):
    for name in ("roster.csv", "divisions.csv", "systems/guangxi-2017.yaml"):
        run = small_run.copy(tmp_path / name.replace("/", "-"))
        before = contents(run)
        flip(run / name)
        with pytest.raises(RunError, match=name):
            open_run(run)
        assert [mismatch.path for mismatch in verify(run).mismatches] == [name]
        small_run.run_again(run)
        assert contents(run) == before


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff", b'{"format":1}'])
def test_a_damaged_run_json_is_named_by_verify(small_run, tmp_path, text):
    run = small_run.copy(tmp_path / "run")
    (run / "run.json").write_bytes(text)
    assert [mismatch.path for mismatch in verify(run).mismatches] == ["run.json"]


def test_settings_in_run_json_that_no_program_wrote_are_an_error_for_people(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    info = json.loads((run / "run.json").read_bytes())
    info["campaign"]["systems"] = 5
    (run / "run.json").write_text(json.dumps(info), encoding="utf-8")
    with pytest.raises(RunError, match=r"campaign\.systems"):
        open_run(run)


def test_what_lies_in_reports_and_is_not_ours_is_not_sealed(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    (run / "reports" / "mine.txt").write_text("x", encoding="utf-8")
    small_run.run_again(run)
    assert [(fault.kind, fault.path) for fault in verify(run).mismatches] == [("unlisted", "reports/mine.txt")]


def test_decisions_of_people_are_sealed_with_the_scores_they_made(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    (run / "reviews").mkdir()
    (run / "reviews" / "a.jsonl").write_bytes(b"")
    redo_stage(open_run(run), "score")
    assert "reviews/a.jsonl" in sealed(run)
    (run / "reviews" / "a.jsonl").write_text("garbage\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"a\.jsonl"):
        redo_stage(open_run(run), "score")


DECISION = {"actor": "甲", "decided_at": "2026-11-22T10:00:00+08:00", "reason": "查看"}


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ({"site_code": "0", "item_id": "V19-W1.1", "marks": "0"}, "没有网站 0"),
        ({"item_id": "no-such-item", "marks": "0"}, "没有 no-such-item"),
        ({"marks": "0"}, "只写一个"),
        ({"finding_id": "f", "item_id": "V19-W1.1", "marks": "0"}, "只写一个"),
        ({"finding_id": "f"}, "缺少 outcome"),
        ({"item_id": "V19-W1.1", "marks": "0", "decided_at": "2026-11-22T10:00:00"}, "没有时区"),
    ],
)
def test_a_decision_about_nothing_of_this_run_is_named_not_lost(small_run, tmp_path, decision, told):
    run = small_run.copy(tmp_path / "run")
    site_code = open_run(run).sites[0].site_code
    (run / "reviews").mkdir()
    text = json.dumps({"site_code": site_code} | DECISION | decision)
    (run / "reviews" / "a.jsonl").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(RunError, match=rf"a\.jsonl:1.*{told}"):
        redo_stage(open_run(run), "score")


@pytest.mark.parametrize(
    ("removed", "stage", "remedy"),
    [("facts", "report", "extract"), ("findings", "score", "check"), ("scores", "rank", "score")],
)
def test_a_stage_says_which_stage_must_come_first(small_run, tmp_path, removed, stage, remedy):
    run = small_run.copy(tmp_path / "run")
    shutil.rmtree(run / removed)
    with pytest.raises(RunError, match=f"hengping {remedy}"):
        redo_stage(open_run(run), stage)


def test_a_run_that_is_not_finished_is_told_apart_from_a_damaged_one(small_run, tmp_path):
    run = create_run(load_campaign(small_run.campaign), tmp_path / "run")
    do_run(run, "score")
    assert {(fault.kind, fault.path) for fault in verify(run.path).mismatches} == {
        ("unfinished", "results/guangxi-2017")
    }


def test_the_scope_of_collected_evidence_cannot_be_changed_afterwards(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    collect = open_run(run).info.settings.collect
    with pytest.raises(RunError, match="采集范围"):
        small_run.run_again(run, collect=collect.model_copy(update={"max_pages_per_site": 5}))
    small_run.run_again(run, collect=collect.model_copy(update={"concurrency": 3}))
    assert open_run(run).info.settings.collect.concurrency == 3


def test_what_a_killed_start_left_is_no_foreign_folder(small_run, tmp_path):
    run = tmp_path / "run"
    (run / "systems").mkdir(parents=True)
    for name in (".run.json.part", ".roster.csv.part", "roster.csv", "systems/older.yaml", "systems/.x.yaml.part"):
        (run / name).write_bytes(b"half")
    small_run.run_again(run)
    assert verify(run).holds


def test_a_frozen_system_is_read_once_a_process_and_again_when_it_is_another(small_run, tmp_path):
    run = open_run(small_run.copy(tmp_path / "run"))
    frozen_system.cache_clear()
    redo_stage(run, "score")
    assert frozen_system.cache_info().misses == len(run.systems)
    path = run.folder.system_file("guangxi-2017")
    standing = frozen_system(path, file_digest(path))
    assert frozen_system(path, file_digest(path)) is standing
    path.write_bytes(path.read_bytes() + b"# another file\n")
    assert frozen_system(path, file_digest(path)) is not standing
