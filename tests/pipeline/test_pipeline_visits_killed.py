"""Merges and additions killed between writing and sealing: made again, they seal what is theirs and nothing else."""

import shutil

import msgspec
import pytest

from hengping.collect.schedule import SealedSchedule
from hengping.evidence.manifest import check
from hengping.evidence.visits import VISITS_FILE, read_visits, visit_lines
from hengping.model.codec import decode, encode_pretty
from hengping.pipeline import visits_maintenance, visits_vantage
from hengping.pipeline.visits_maintenance import ADDED_FILE, add_windows, read_added
from hengping.pipeline.visits_vantage import VANTAGE_FILE, VantageInfo, merge_visits

TOLD = {"actor": "张三", "reason": "批复补办"}


@pytest.fixture
def run(small_run, tmp_path):
    return small_run.copy(tmp_path / "run")


def files(run):
    return sorted(run.glob(f"evidence/*/{VISITS_FILE}"))


def vantage(run, folder, *, numbers=(1, 2)):
    """What another vantage point would have written, without its network."""
    schedule = decode((run / "schedule_seed.json").read_bytes(), SealedSchedule)
    info = VantageInfo(vantage=folder.name, seed_sha256=schedule.schedule.seed_sha256, tools={})
    shutil.rmtree(folder, ignore_errors=True)
    for path in files(run):
        (folder / path.parent.name).mkdir(parents=True)
        lines = [
            msgspec.structs.replace(visit, vantage=folder.name)
            for visit in read_visits(path)
            if visit.vantage == "local" and visit.number in numbers
        ]
        (folder / path.parent.name / VISITS_FILE).write_bytes(visit_lines(lines))
    (folder / VANTAGE_FILE).write_bytes(encode_pretty(info))
    return folder


def killed_before_sealing(monkeypatch, module, act):
    def kill(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "seal", kill)
        with pytest.raises(KeyboardInterrupt):
            act()


@pytest.mark.parametrize("earlier", [[], [1]])
def test_a_merge_killed_before_it_was_sealed_is_sealed_by_the_next(run, tmp_path, monkeypatch, earlier):
    if earlier:  # a first part of the visits was merged, and sealed, before
        merge_visits(run, [vantage(run, tmp_path / "north", numbers=earlier)])
    folders = [vantage(run, tmp_path / name) for name in ("north", "south")]
    killed_before_sealing(monkeypatch, visits_vantage, lambda: merge_visits(run, folders[:1]))
    assert {fault.kind for fault in check(run)} == {"changed"}
    again = merge_visits(run, folders[:1])
    assert (again.sites, again.added) == (0, 0)
    assert check(run) == []
    killed_before_sealing(monkeypatch, visits_vantage, lambda: merge_visits(run, folders))
    merge_visits(run, folders)
    assert check(run) == []


def test_visits_changed_by_another_hand_are_not_sealed_by_a_merge(run, tmp_path, monkeypatch):
    folder = vantage(run, tmp_path / "north")
    killed_before_sealing(monkeypatch, visits_vantage, lambda: merge_visits(run, [folder]))
    path, *others = files(run)
    visits = read_visits(path)
    forged = [msgspec.structs.replace(each, note="x") if each.vantage == "local" else each for each in visits]
    path.write_bytes(visit_lines(forged))
    merge_visits(run, [folder])
    assert [fault.path for fault in check(run)] == [path.relative_to(run).as_posix()]
    assert others
    path.write_bytes(visit_lines(visits))
    merge_visits(run, [folder])
    assert check(run) == []


def table(tmp_path, *rows):
    path = tmp_path / "maintenance.csv"
    path.write_text("\n".join(["site_code,from,to,document", *rows]) + "\n", encoding="utf-8")
    return path


def test_windows_killed_before_they_were_sealed_are_sealed_by_the_next(run, tmp_path, monkeypatch):
    code = files(run)[0].parent.name
    rows = [f"{code},2026-11-0{day} 08:00,2026-11-0{day} 10:00,文" for day in (1, 2, 3)]
    for count in (1, 3):  # with no sealed file, and behind one
        path = table(tmp_path, *rows[:count])
        killed_before_sealing(monkeypatch, visits_maintenance, lambda: add_windows(run, path, [code], **TOLD))  # noqa: B023 - called at once
        assert [fault.path for fault in check(run)] == [ADDED_FILE]
        assert add_windows(run, path, [code], actor="李四", reason="x") == ()
        assert [fault.path for fault in check(run)] == [ADDED_FILE]  # not what this call would have written
        assert add_windows(run, path, [code], **TOLD) == ()
        assert check(run) == []
    assert len(read_added(run)) == 3


def test_windows_changed_by_another_hand_are_not_sealed(run, tmp_path, monkeypatch):
    code = files(run)[0].parent.name
    rows = [f"{code},2026-11-0{day} 08:00,2026-11-0{day} 10:00,文" for day in (1, 2)]
    add_windows(run, table(tmp_path, rows[0]), [code], **TOLD)
    path = table(tmp_path, *rows)
    killed_before_sealing(monkeypatch, visits_maintenance, lambda: add_windows(run, path, [code], **TOLD))
    first, second = (run / ADDED_FILE).read_bytes().splitlines(keepends=True)
    for forged in (first.replace("文".encode(), "又".encode()) + second, first + second.replace(b'",', b'" ,', 1)):
        (run / ADDED_FILE).write_bytes(forged)
        with monkeypatch.context() as patch:
            patch.setattr(visits_maintenance, "load_windows", lambda *_: tuple(each.window for each in read_added(run)))
            assert add_windows(run, path, [code], **TOLD) == ()
        assert [fault.path for fault in check(run)] == [ADDED_FILE]
