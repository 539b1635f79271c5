"""Batches, file after file, kills and a full disk; what the records say."""

import os
import resource
import subprocess
import sys
import tracemalloc
from datetime import timedelta, timezone

import pytest
from evidence_support import AT, HTML, answer, asked, fill, page, require_sound
from warcio.archiveiterator import ArchiveIterator

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import lines_backward
from hengping.evidence.writing import ArchiveWriter
from hengping.model.evidence import FailureKind, Phases


def _records(path):
    with path.open("rb") as stream:
        return [
            (record.rec_type, record.rec_headers, record.content_stream().read().decode())
            for record in ArchiveIterator(stream)
        ]


def test_the_metadata_record_tells_all_that_is_known(tmp_path):
    archive = SiteArchive(tmp_path)
    links = ["http://a.cn/1", "http://a.cn/中 文", "http://a.cn/2\r\nWARC-Type: evil"]
    with archive.open_writer() as writer:
        capture = writer.add_response(
            asked(
                source_url="http://b.cn/",
                depth=2,
                attempts=3,
                elapsed_ms=40,
                first_byte_ms=20,
                phases=Phases(dns_ms=1, connect_ms=2, first_byte_ms=15),
                address="fe80::1%eth0",
                look=2,
                profile="browser",
            ),
            answer(truncated=True),
            failure=FailureKind.CERTIFICATE,
            detail="expired",
            outlinks=links,
        )
    request, metadata, response = _records(archive.warc_dir / capture.warc)[1:]
    assert metadata[2].split("\r\n") == [
        "purpose: page",
        "via: http://b.cn/",
        "depth: 2",
        "attempts: 3",
        "fetchTimeMs: 40",
        "firstByteMs: 20",
        "phases: dns_ms=1 connect_ms=2 first_byte_ms=15",
        "look: 2",
        "profile: browser",
        "failure: certificate",
        "detail: expired",
        "outlink: http://a.cn/1",
        "outlink: http://a.cn/%E4%B8%AD %E6%96%87",
        "outlink: http://a.cn/2%0D%0AWARC-Type: evil",
        "",
    ]
    for _, fields, _ in (request, metadata, response):
        assert fields["WARC-IP-Address"] == "fe80::1"
        assert fields["WARC-Date"] == "2026-11-20T08:30:00.000000Z"
    assert response[1]["WARC-Truncated"] == "length"
    assert (capture.look, capture.profile, capture.detail, capture.failure) == (2, "browser", "expired", "certificate")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [(None, "length"), ("too_large", "length"), ("timeout", "time"), ("incomplete", "disconnect"), ("bomb", "length")],
)
def test_a_truncation_is_named_in_the_words_of_the_standard(tmp_path, failure, reason):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        kind = failure and FailureKind(failure)
        capture = writer.add_response(asked(), answer(truncated=True), failure=kind)
    assert _records(archive.warc_dir / capture.warc)[-1][1]["WARC-Truncated"] == reason


def test_instants_are_written_in_utc_whatever_their_zone(tmp_path):
    archive = SiteArchive(tmp_path)
    here = AT.astimezone(timezone(timedelta(hours=8)))
    with archive.open_writer() as writer:
        capture = writer.add_failure(asked().__class__(url="http://a.cn/", purpose="page", fetched_at=here), "dns")
    assert _records(archive.warc_dir / capture.warc)[-1][1]["WARC-Date"] == "2026-11-20T08:30:00.000000Z"


def test_a_record_without_a_payload_has_no_payload_digest(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        capture = writer.add_failure(asked(), FailureKind.DNS)
    records = _records(archive.warc_dir / capture.warc)
    assert [fields["WARC-Payload-Digest"] for kind, fields, _ in records if kind in ("warcinfo", "metadata")] == [
        None
    ] * 3
    assert records[-1][1]["WARC-Block-Digest"] == capture.digest


def test_a_batch_is_written_as_a_whole_bytes_before_lines(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        with writer.batch():
            captures = [writer.add_response(asked(f"http://a.cn/{n}"), answer(page(n))) for n in range(5)]
            assert archive.captures() == []
            with writer.batch():
                captures.append(writer.add_failure(asked("http://a.cn/x"), FailureKind.DNS))
            assert archive.captures() == []
        assert archive.captures() == captures
    assert [archive.read(capture).body for capture in captures[:5]] == [page(n) for n in range(5)]
    require_sound(archive.warc_dir / captures[0].warc)


def test_a_batch_left_by_an_error_keeps_what_was_given_out(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        with pytest.raises(ValueError, match="elsewhere"), writer.batch():  # noqa: PT012 - left by an error
            capture = writer.add_response(asked(), answer())
            raise ValueError("elsewhere")
        assert archive.captures() == [capture]


def test_a_batch_of_large_bodies_is_not_held_in_memory(tmp_path):
    archive = SiteArchive(tmp_path)
    body = os.urandom(3 << 20)
    with archive.open_writer() as writer, writer.batch():
        for n in range(4):
            writer.add_response(asked(f"http://a.cn/{n}"), answer(body + b"%d" % n))
        assert len(archive.captures()) == 3


def test_files_follow_one_another(tmp_path):
    archive = SiteArchive(tmp_path, max_warc_bytes=3000)
    before = fill(archive, range(10))
    names = sorted({capture.warc for capture in before})
    assert names[:3] == ["00001.warc.gz", "00002.warc.gz", "00003.warc.gz"]
    assert sorted(path.name for path in archive.warc_dir.iterdir()) == names
    with archive.open_writer() as writer, writer.batch():
        more = [writer.add_response(asked(f"http://a.cn/x{n}"), answer(page(n))) for n in range(20)]
    assert max(capture.warc for capture in more) > names[-1]
    captures = archive.captures()
    assert captures == before + more
    assert [archive.read(capture).body for capture in captures] == [page(n) for n in (*range(10), *range(20))]
    for path in archive.warc_dir.iterdir():
        assert require_sound(path)[0] == "warcinfo"


def test_a_new_file_without_a_capture_is_removed(tmp_path):
    archive = SiteArchive(tmp_path, max_warc_bytes=2000)
    last = fill(archive, range(6))[-1]
    number = int(last.warc[:5]) + 1
    for extra in (number, number + 1):
        (archive.warc_dir / f"{extra:05d}.warc.gz").write_bytes(b"\x1f\x8b begun")
    assert archive.recover() == last
    assert max(path.name for path in archive.warc_dir.iterdir()) == last.warc


def test_a_lost_file_in_the_middle_is_damage(tmp_path):
    archive = SiteArchive(tmp_path, max_warc_bytes=2000)
    captures = fill(archive, range(8))
    (archive.warc_dir / "00001.warc.gz").unlink()
    with pytest.raises(EvidenceError, match=r"00001\.warc\.gz.*missing"):
        archive.open_writer()
    assert archive.captures() == captures


def test_captures_come_one_by_one_from_any_place(tmp_path):
    archive = SiteArchive(tmp_path)
    assert list(archive.iter_captures()) == []
    captures = fill(archive, range(7))
    with archive.index_path.open("ab") as stream:
        stream.write(b'{"torn')
    assert list(archive.iter_captures(4)) == captures[4:]
    assert list(archive.iter_captures(7)) == []
    stream = archive.iter_captures()
    assert next(stream) == captures[0]


def test_a_million_captures_need_no_memory(tmp_path):
    archive = SiteArchive(tmp_path)
    fill(archive, range(1))
    line = archive.index_path.read_bytes()
    archive.index_path.write_bytes(line * 30_000)  # enough to be seen if it were held
    tracemalloc.start()
    with archive.open_writer():
        pass
    assert sum(1 for _ in archive.iter_captures()) == 30_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert archive.index_path.stat().st_size > 10_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize("size", [0, 1, 5, 65_535, 65_536, 65_537, 200_000])
def test_lines_are_read_from_the_end_whatever_their_size(tmp_path, size):
    path = tmp_path / "lines"
    lines = [b"a" * size, b"", b"b", b"c" * (size // 2), b"last"]
    path.write_bytes(b"\n".join(lines) + b"\ntorn")
    found = list(lines_backward(path))
    assert [line for _, line in found] == lines[::-1]
    data = path.read_bytes()
    assert all(data[offset : offset + len(line) + 1] == line + b"\n" for offset, line in found)
    assert list(lines_backward(tmp_path / "none")) == []


_FILLS_UP = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from evidence_support import answer, asked, page
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
archive = SiteArchive(Path(sys.argv[1]))
try:
    with archive.open_writer() as writer:
        for n in range(1000):
            with writer.batch():
                for m in range(int(sys.argv[4])):
                    writer.add_response(asked(f"http://a.cn/{n}-{m}"), answer(page(n * 100 + m)))
except EvidenceError as error:
    print(error.where)
    sys.exit(3)
"""


@pytest.mark.parametrize(("limit", "batch"), [(5000, 1), (20_001, 3), (40_000, 16)])
def test_a_disk_that_fills_up_loses_nothing_written_before(tmp_path, limit, batch):
    here = os.path.dirname(__file__)  # noqa: PTH120 - an argument of the child
    done = subprocess.run(
        [sys.executable, "-c", _FILLS_UP, str(tmp_path), here, str(limit), str(batch)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert str(tmp_path) in done.stdout
    archive = SiteArchive(tmp_path)
    before = archive.captures()
    assert len(before) % batch == 0 or limit > 30_000  # of lines that were cut, the whole ones stand
    assert archive.recover() == (before[-1] if before else None)
    assert len(fill(archive, range(3))) == 3
    assert archive.captures()[: len(before)] == before
    for capture in archive.captures():
        assert archive.read(capture).status == 200
    for path in archive.warc_dir.iterdir():
        require_sound(path)


def test_every_cut_of_the_last_batch_is_recovered(tmp_path):
    archive = SiteArchive(tmp_path)
    kept = fill(archive, range(2))
    warc = archive.warc_dir / kept[0].warc
    warc_before, index_before = warc.stat().st_size, archive.index_path.stat().st_size
    with archive.open_writer() as writer, writer.batch():
        added = [writer.add_response(asked(f"http://a.cn/x{n}"), answer(page(50 + n))) for n in range(3)]
    warc_after, index_after = warc.read_bytes(), archive.index_path.read_bytes()
    # killed while WARC bytes were written, and while index lines were
    for cut in range(warc_before, len(warc_after), 97):
        warc.write_bytes(warc_after[:cut])
        archive.index_path.write_bytes(index_after[:index_before])
        assert archive.recover() == kept[-1]
        assert warc.read_bytes() == warc_after[:warc_before]
    for cut in range(index_before, len(index_after), 41):
        warc.write_bytes(warc_after)
        archive.index_path.write_bytes(index_after[:cut])
        whole = index_after[index_before:cut].count(b"\n")
        assert archive.recover() == (kept + added[:whole])[-1]
        assert archive.captures() == kept + added[:whole]
        # power lost: lines without their bytes
        warc.write_bytes(warc_after[: warc_before + 10])
        assert archive.recover() == kept[-1]


def test_after_a_failed_batch_nothing_more_is_written(tmp_path):
    archive = SiteArchive(tmp_path)
    kept = fill(archive, range(1))
    with archive.open_writer() as writer:
        assert isinstance(writer, ArchiveWriter)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        size = (archive.warc_dir / kept[0].warc).stat().st_size
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, hard))
            with pytest.raises(EvidenceError), writer.batch():  # noqa: PT012 - refused at the end
                for n in range(3):
                    writer.add_response(asked(f"http://a.cn/x{n}"), answer(page(n + 7), HTML))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        with pytest.raises(EvidenceError, match="earlier write failed"):
            writer.add_failure(asked(), FailureKind.DNS)
    assert archive.recover() == kept[0]
