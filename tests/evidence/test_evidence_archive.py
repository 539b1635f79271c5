"""The archive of one site: written, read, verified, recovered."""

import gzip
import os
from datetime import UTC, datetime
from io import FileIO
from types import SimpleNamespace

import msgspec
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.records import Answer, Asked
from hengping.model.evidence import FailureKind

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
GBK = "中文".encode("gbk").decode("latin-1")
HEADERS = (("content-TYPE", "Text/HTML; charset=GBK"), ("Content-Encoding", "gzip"), ("X-Name", GBK), ("X-Two", "1"))


def _asked(url="http://www.a.gov.cn/", **more):
    return Asked(url=url, purpose="page", fetched_at=AT, request_line="GET / HTTP/1.1", **more)


def _answer(body=b"<html>hello</html>", **more):
    return Answer(status=200, reason="OK", headers=HEADERS, payload=gzip.compress(body, mtime=0), **more)


def _fill(archive, count):
    with archive.open_writer() as writer:
        return [writer.add_response(_asked(f"http://a.cn/{n}"), _answer(b"body %d" % n)) for n in range(count)]


def test_what_is_written_is_read_back(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        asked = _asked(source_url="http://b.cn/", depth=2, attempts=3, elapsed_ms=40, first_byte_ms=20)
        capture = writer.add_response(asked, _answer(), location="http://c.cn/")
    assert archive.captures() == [capture]
    response = archive.read(capture)
    assert (response.status, response.headers, response.body) == (200, HEADERS, b"<html>hello</html>")
    assert response.header("x-name").encode("latin-1").decode("gbk") == "中文"
    assert (capture.mime, capture.content_type) == ("text/html", "Text/HTML; charset=GBK")
    assert (capture.source_url, capture.depth, capture.attempts, capture.location) == (
        "http://b.cn/",
        2,
        3,
        "http://c.cn/",
    )


def test_a_failure_is_evidence_too(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        capture = writer.add_failure(_asked(), FailureKind.DNS, "no such \udce4 name")
    assert (capture.status, capture.failure) == (0, FailureKind.DNS)
    note = archive.read(capture)
    assert note.status == 0
    assert b'"failure":"dns"' in note.body


def test_an_independent_reader_finds_all_digests_right_and_records_in_order(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        first = writer.add_response(
            _asked(), Answer(status=200, headers=(("Transfer-Encoding", "chunked"),), payload=b"5\r\nplain\r\n")
        )
        second = writer.add_failure(_asked("http://x.cn/ a\r\nWARC-Evil: 1"), FailureKind.BAD_URL)
    path = archive.warc_dir / first.warc
    checker = Checker(SimpleNamespace(inputs=[str(path)], verbose=True))
    assert checker.process_all() == 0
    seen = []
    with path.open("rb") as stream:
        reader = ArchiveIterator(stream, check_digests="raise")
        for record in reader:
            assert record.rec_headers.protocol == "WARC/1.1"
            assert record.rec_headers.get_header("WARC-Evil") is None
            body = record.content_stream().read()
            seen.append((record.rec_type, record.rec_headers.get_header("WARC-Record-ID"), body))
            offset = reader.get_record_offset()
            if record.rec_headers.get_header("WARC-Record-ID") == f"<{first.record_id}>":
                assert offset == first.offset
    assert [kind for kind, _, _ in seen] == [
        "warcinfo",
        "request",
        "metadata",
        "response",
        "request",
        "metadata",
        "metadata",
    ]
    assert seen[3][1:] == (f"<{first.record_id}>", b"5\r\nplain\r\n")
    assert seen[6][1] == f"<{second.record_id}>"


def test_each_record_is_a_gzip_member_of_its_own(tmp_path):
    archive = SiteArchive(tmp_path)
    for capture in _fill(archive, 3):
        data = (archive.warc_dir / capture.warc).read_bytes()
        member = gzip.decompress(data[capture.offset : capture.offset + capture.length])
        assert member.count(b"WARC/1.1\r\n") == 1
        assert capture.record_id.encode() in member


def test_every_changed_payload_byte_is_found_and_names_the_file(tmp_path):
    archive = SiteArchive(tmp_path)
    capture = _fill(archive, 2)[0]
    path = archive.warc_dir / capture.warc
    whole = path.read_bytes()
    # behind the 10-byte gzip head, whose flags say nothing about the content
    for position in range(capture.offset + 10, capture.offset + capture.length):
        changed = bytearray(whole)
        changed[position] ^= 1
        path.write_bytes(changed)
        try:
            response = archive.read(capture)
        except EvidenceError as error:
            assert str(path) in str(error)  # noqa: PT017 - both ends are allowed, see below
        else:
            # bytes outside the payload may change what stands around it, never the payload
            assert response.body == b"body 0"
    path.write_bytes(whole[: capture.offset + 30])
    with pytest.raises(EvidenceError, match="too short"):
        archive.read(capture)
    path.unlink()
    with pytest.raises(EvidenceError, match="missing"):
        archive.read(capture)


def test_another_record_under_the_same_place_is_refused(tmp_path):
    archive = SiteArchive(tmp_path)
    first, second = _fill(archive, 2)
    swapped = msgspec.structs.replace(first, offset=second.offset, length=second.length)
    with pytest.raises(EvidenceError, match="another record"):
        archive.read(swapped)


@pytest.mark.parametrize("torn", [b"", b'{"record_id":"urn', b"{"])
@pytest.mark.parametrize("tail", [b"", b"\x1f\x8b\x08", b"half a record" * 50])
def test_a_killed_run_goes_on(tmp_path, torn, tail):
    archive = SiteArchive(tmp_path)
    before = _fill(archive, 3)
    with (archive.warc_dir / before[0].warc).open("ab") as stream:
        stream.write(tail)
    with archive.index_path.open("ab") as stream:
        stream.write(torn)
    assert archive.captures() == before
    assert archive.recover() == before[-1]
    after = _fill(archive, 2)
    assert archive.captures() == before + after
    assert [archive.read(capture).body for capture in archive.captures()][-2:] == [b"body 0", b"body 1"]
    path = archive.warc_dir / before[0].warc
    assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def test_index_lines_that_outlived_their_bytes_are_dropped(tmp_path):
    archive = SiteArchive(tmp_path)
    captures = _fill(archive, 4)
    path = archive.warc_dir / captures[0].warc
    os.truncate(path, captures[2].offset + 5)
    assert archive.recover() == captures[1]
    assert archive.captures() == captures[:2]
    assert path.stat().st_size == captures[1].offset + captures[1].length


def test_killed_before_the_first_capture(tmp_path):
    archive = SiteArchive(tmp_path)
    archive.warc_dir.mkdir()
    (archive.warc_dir / "00001.warc.gz").write_bytes(b"\x1f\x8b half")
    assert archive.recover() is None
    assert len(_fill(archive, 1)) == 1
    assert len(archive.captures()) == 1


def test_a_lost_warc_file_is_damage_and_nothing_is_thrown_away(tmp_path):
    archive = SiteArchive(tmp_path)
    captures = _fill(archive, 2)
    (archive.warc_dir / captures[0].warc).unlink()
    with pytest.raises(EvidenceError, match="missing"):
        archive.open_writer()
    assert archive.captures() == captures


def test_a_damaged_index_line_names_its_place(tmp_path):
    archive = SiteArchive(tmp_path)
    _fill(archive, 2)
    lines = archive.index_path.read_bytes().split(b"\n")
    archive.index_path.write_bytes(b"\n".join([lines[0], b"{}", b""]))
    with pytest.raises(EvidenceError, match=r"index\.jsonl:2"):
        archive.captures()


def test_two_writers_at_once_are_refused_and_the_second_may_try_later(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer(), pytest.raises(EvidenceError, match="another process"):
        archive.open_writer()
    _fill(archive, 1)


def test_after_a_failed_write_nothing_more_is_written(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        kept = writer.add_response(_asked(), _answer())
        real, writer._warc = writer._warc, FileIO("/dev/full", "a")  # a disk that is full
        real.close()
        for _ in range(2):
            with pytest.raises(EvidenceError):
                writer.add_response(_asked(), _answer())
    assert archive.recover() == kept
    assert archive.captures() == [kept]
