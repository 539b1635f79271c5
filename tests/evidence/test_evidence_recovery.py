"""What recovery may cut, and what it must never cut: errors of a moment and damage that no kill explains."""

import errno
import os
import resource
from io import FileIO
from pathlib import Path

import pytest
from evidence_support import answer, asked, fill, page

from hengping.evidence.archive import INDEX_FILE, MOST_CUT, SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.model.codec import decode
from hengping.model.evidence import Capture, FailureKind


def standing(archive):
    """All bytes of an archive."""
    return {path.name: path.read_bytes() for path in sorted(archive.folder.rglob("*")) if path.is_file()}


def refuses(archive, words):
    """It is not opened, and nothing of it is cut."""
    before = standing(archive)
    with pytest.raises(EvidenceError, match=words) as refused:
        archive.open_writer()
    assert standing(archive) == before
    return refused.value


def test_too_few_file_handles_cost_no_evidence(tmp_path):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, range(100))
    before = standing(archive)
    spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)  # the lowest free number
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    refused, opened = 0, False
    for more in range(256):  # numbers above the lowest free one may be taken, so where it begins to work is not known
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (spare + more, hard))
            archive.open_writer().close()
            opened = True
        except EvidenceError:
            refused += 1
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert standing(archive) == before
        if opened:
            break
    assert opened
    assert refused
    assert archive.captures() == captures


@pytest.mark.parametrize("code", [errno.EMFILE, errno.EIO, errno.ESTALE, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("count", [3, 100])
def test_a_file_that_cannot_be_read_for_a_moment_is_not_cut(tmp_path, monkeypatch, code, count):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, range(count))
    real = Path.open

    def refused(path, *args, **kwargs):
        if path.suffix == ".gz":
            raise OSError(code, os.strerror(code))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(EvidenceError):
        archive.open_writer()
    monkeypatch.undo()
    assert archive.captures() == captures
    assert archive.recover() == captures[-1]


@pytest.mark.parametrize("lost", [MOST_CUT, MOST_CUT + 1])
def test_more_torn_captures_than_a_kill_explains_are_not_dropped(tmp_path, lost):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, range(MOST_CUT + 5))
    keep = len(captures) - lost
    os.truncate(archive.warc_dir / captures[0].warc, captures[keep].offset + 7)
    if lost <= MOST_CUT:
        assert archive.recover() == captures[keep - 1]
        assert archive.captures() == captures[:keep]
    else:
        assert "备份" in refuses(archive, "nothing was cut").remedy


@pytest.mark.parametrize("left", [0, 1, 4])
def test_records_without_index_lines_are_cut_only_when_they_are_few(tmp_path, left):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, range(left + MOST_CUT + 1))
    lines = archive.index_path.read_bytes().splitlines(keepends=True)
    archive.index_path.write_bytes(b"".join(lines[:left]))
    refuses(archive, "nothing was cut")
    archive.index_path.write_bytes(b"".join(lines[: left + 1]) + lines[-1][:20])
    assert archive.recover() == captures[left]
    assert archive.captures() == captures[: left + 1]


def test_failures_revisits_and_rendered_pages_count_as_captures(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        sent = writer.add_response(asked(), answer(page(1)))
        for _ in range(MOST_CUT // 3 + 1):
            writer.add_failure(asked(), FailureKind.DNS)
            writer.add_response(asked(), answer(page(1)))
            writer.add_rendered(sent, page(2), taken_at=sent.fetched_at)
    archive.index_path.write_bytes(archive.index_path.read_bytes().partition(b"\n")[0] + b"\n")
    refuses(archive, "nothing was cut")


def test_a_lost_index_costs_no_warc_file(tmp_path):
    archive = SiteArchive(tmp_path, max_warc_bytes=2000)
    fill(archive, range(8))
    archive.index_path.write_bytes(b"")
    refuses(archive, r"00001\.warc\.gz.*nothing was cut")


def test_an_earlier_file_is_never_cut(tmp_path):
    archive = SiteArchive(tmp_path, max_warc_bytes=2000)
    captures = fill(archive, range(8))
    last = [capture for capture in captures if capture.warc == captures[-1].warc]
    before = captures[: -len(last)]
    os.truncate(archive.warc_dir / last[0].warc, last[0].offset)
    earlier = archive.warc_dir / before[-1].warc
    whole = earlier.read_bytes()
    earlier.write_bytes(whole[:-9])
    assert refuses(archive, "nothing was cut").where == str(earlier)
    earlier.write_bytes(whole)
    assert archive.recover() == before[-1]


def test_a_record_that_was_changed_is_damage_and_not_dropped(tmp_path):
    archive = SiteArchive(tmp_path)
    captures = fill(archive, range(3))
    whole = archive.index_path.read_bytes()
    for old, new, words in (
        (captures[2].digest, "sha256:" + "0" * 64, "digest"),
        (captures[2].record_id, captures[1].record_id, "another record"),
    ):
        archive.index_path.write_bytes(whole.replace(old.encode(), new.encode()))
        assert decode(archive.index_path.read_bytes().splitlines()[-1], Capture) != captures[2]
        refuses(archive, words)
    assert (tmp_path / INDEX_FILE).exists()


def test_a_full_disk_is_told_as_it_is(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        writer.add_response(asked(), answer())
        real, writer._warc = writer._warc, FileIO("/dev/full", "a")
        real.close()
        with pytest.raises(EvidenceError) as refused:
            writer.add_response(asked(), answer())
    said = str(refused.value)
    assert "磁盘空间不足，" in said
    assert "未写完的部分下次运行时截去" in said
    assert "原有内容未改动" not in said
