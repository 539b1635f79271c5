"""Payloads dropped by a retention policy: said to be dropped, everything else as before, at every moment of a kill."""

import os
import shutil
from datetime import date

import msgspec
import pytest
from evidence_support import AT, answer, asked, page, require_sound

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError, EvidenceError
from hengping.evidence.pruning import (
    Dropped,
    finish_pruning,
    forget_pruning,
    prune_site,
    read_dropped,
    standing_captures,
)
from hengping.evidence.shots import add_shot, read_shots

ON = date(2027, 1, 2)


def _entry(capture, kind="images"):
    return Dropped(record_id=capture.record_id, url=capture.url, digest=capture.digest, kind=kind, on=ON, reason="留存")


@pytest.fixture
def site(tmp_path):
    """Three files; captures 4 and 9 are a payload and its revisit."""
    archive = SiteArchive(tmp_path / "site", max_warc_bytes=5000)
    with archive.open_writer() as writer:
        for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 4, 10, 11):
            writer.add_response(asked(f"http://a.cn/{n}", address="1.2.3.4"), answer(page(n)))
    add_shot(archive.folder, b"jpeg", url="http://a.cn/", width=1, height=1, taken_at=AT, record_id="urn:uuid:x")
    return archive


def _prune(archive, *numbers, shots=()):
    captures = archive.captures()
    prune_site(
        archive.folder,
        {captures[n].record_id: _entry(captures[n]) for n in numbers},
        {shot.file: _entry(captures[0], "shots") for shot in shots},
    )
    changed = finish_pruning(archive.folder)
    forget_pruning(archive.folder)
    return changed


def test_what_was_dropped_says_so_and_everything_else_reads_as_before(site):
    before = site.captures()
    assert len({capture.warc for capture in before}) > 2
    bytes_before = {path.name: path.read_bytes() for path in site.warc_dir.iterdir()}
    changed = _prune(site, 1, 2, 10)
    after = site.captures()
    for n, (old, new) in enumerate(zip(before, after, strict=True)):
        assert (old.record_id, old.digest, old.url, old.size) == (new.record_id, new.digest, new.url, new.size)
        if n in (1, 2, 10):
            with pytest.raises(DroppedError, match="2027-01-02") as caught:
                site.read(new)
            assert "损坏" not in str(caught.value)
        else:
            assert site.read(new).body == page(4 if n == 9 else n)
    assert after[9].payload_warc == after[4].warc
    assert {path.name for path in changed} >= {"index.jsonl", "dropped.jsonl", before[1].warc}
    touched = {before[n].warc for n in (1, 2, 10)}
    assert {path.name for path in changed if path.name.endswith(".gz")} == touched
    for name, data in bytes_before.items():
        assert ((site.warc_dir / name).read_bytes() == data) == (name not in touched)
    for path in site.warc_dir.iterdir():
        require_sound(path)
    assert [entry.record_id for entry in read_dropped(site.folder)] == [before[n].record_id for n in (1, 2, 10)]
    assert [capture.url for capture in standing_captures(site.folder)] == [
        capture.url for n, capture in enumerate(before) if n not in (1, 2, 10)
    ]


def test_room_is_won(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        capture = writer.add_response(asked(), answer(os.urandom(50_000)))
    path = archive.warc_dir / capture.warc
    before = path.stat().st_size
    _prune(archive, 0)
    assert path.stat().st_size < before - 49_000


def test_a_payload_that_moved_is_still_found_by_its_revisit(site):
    _prune(site, 3)
    after = site.captures()
    assert (after[9].payload_offset, after[9].payload_length) == (after[4].offset, after[4].length)
    assert site.read(after[9]).body == page(4)


def test_dropping_again_adds_to_the_list(site):
    _prune(site, 1)
    _prune(site, 2, shots=read_shots(site.folder))
    assert [entry.kind for entry in read_dropped(site.folder)] == ["images", "images", "shots"]
    assert not (site.folder / "shots" / "1-a-cn.jpg").exists()
    for n in (1, 2):
        with pytest.raises(DroppedError):
            site.read(site.captures()[n])
    assert site.read(site.captures()[0]).body == page(0)


def test_a_pruned_archive_takes_no_more_captures(site):
    _prune(site, 1)
    with pytest.raises(EvidenceError, match="pruned evidence is closed"):
        site.open_writer()


def test_damage_is_not_taken_for_dropped(site):
    _prune(site, 1)
    capture = site.captures()[1]
    path = site.warc_dir / capture.warc
    data = bytearray(path.read_bytes())
    data[capture.offset + 30] ^= 1
    path.write_bytes(data)
    with pytest.raises(EvidenceError) as caught:
        site.read(capture)
    assert not isinstance(caught.value, DroppedError)


def test_a_damaged_record_stops_the_pruning_and_nothing_is_changed(site):
    capture = site.captures()[1]
    path = site.warc_dir / capture.warc
    data = bytearray(path.read_bytes())
    data[capture.offset + 30] ^= 1
    path.write_bytes(data)
    index = site.index_path.read_bytes()
    with pytest.raises(EvidenceError, match="cannot be read"):
        _prune(site, 1)
    assert finish_pruning(site.folder) == []
    assert (site.index_path.read_bytes(), path.read_bytes()) == (index, bytes(data))
    assert sorted(entry.name for entry in site.folder.iterdir()) == ["index.jsonl", "shots", "warc"]


def test_a_site_being_collected_is_left_alone(site):
    with site.open_writer(), pytest.raises(EvidenceError, match="being collected"):
        _prune(site, 1)


def test_killed_at_any_move_it_is_finished_the_same(site, tmp_path):
    captures = site.captures()
    prune_site(site.folder, {captures[n].record_id: _entry(captures[n]) for n in (1, 10)}, {})
    work = site.folder / ".pruning"
    names = sorted(path.name for path in work.iterdir() if path.name != "ready")
    assert len(names) > 3
    results = set()
    for moved in range(len(names) + 1):
        copy = tmp_path / f"copy{moved}"
        shutil.copytree(site.folder, copy)
        for name in names[:moved]:
            place = copy / "warc" / name if name.endswith(".warc.gz") else copy / name
            (copy / ".pruning" / name).replace(place)
        assert len(finish_pruning(copy)) == len(names)
        assert finish_pruning(copy)  # still to be sealed
        forget_pruning(copy)
        results.add((copy / "index.jsonl").read_bytes())
        pruned = SiteArchive(copy)
        bodies = [pruned.read(capture).body for n, capture in enumerate(pruned.captures()) if n not in (1, 10)]
        assert len(bodies) == len(captures) - 2
    assert len(results) == 1


def test_killed_before_it_is_ready_it_never_was(site):
    captures = site.captures()
    before = site.index_path.read_bytes()
    prune_site(site.folder, {captures[1].record_id: _entry(captures[1])}, {})
    (site.folder / ".pruning" / "ready").unlink()
    assert finish_pruning(site.folder) == []
    assert not (site.folder / ".pruning").exists()
    assert site.index_path.read_bytes() == before
    assert site.read(captures[1]).body == page(1)


def test_what_was_made_ready_and_then_changed_is_not_sealed(site):
    captures = site.captures()
    prune_site(site.folder, {captures[1].record_id: _entry(captures[1])}, {})
    path = site.folder / ".pruning" / captures[1].warc
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(EvidenceError, match="changed since"):
        finish_pruning(site.folder)


def test_a_damaged_list_names_its_file(site):
    _prune(site, 1)
    path = site.folder / "dropped.jsonl"
    path.write_bytes(b"{}\n")
    with pytest.raises(EvidenceError, match=r"dropped\.jsonl"):
        read_dropped(site.folder)
    assert msgspec.json.decode(site.index_path.read_bytes().split(b"\n")[0])["url"] == "http://a.cn/0"
