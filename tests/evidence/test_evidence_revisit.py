"""Equal payloads are kept once; every capture still reads the same."""

import gzip
import json
import os

import msgspec
import pytest
from evidence_support import AT, HTML, answer, asked, fill, page, require_sound
from warcio.archiveiterator import ArchiveIterator

from hengping.evidence import archive as archive_module
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.known import KnownPayloads, known_payloads
from hengping.model.evidence import FailureKind


def _revisit_of(path):
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "revisit":
                return record.rec_headers, record.http_headers, record.content_stream().read()
    return None


def test_an_equal_payload_becomes_a_revisit_that_reads_like_a_response(tmp_path):
    archive = SiteArchive(tmp_path)
    text = os.urandom(900)
    body = gzip.compress(text, mtime=0)
    coded = (*HTML, ("Content-Encoding", "gzip"))
    with archive.open_writer() as writer:
        first = writer.add_response(asked("http://a.cn/1"), answer(body, coded))
        second = writer.add_response(asked("http://a.cn/2", seconds=9), answer(body, (*coded, ("X-Own", "2"))))
    assert require_sound(archive.warc_dir / first.warc)[-3:] == ["request", "metadata", "revisit"]
    assert (second.payload_warc, second.payload_offset, second.payload_length) == (
        first.warc,
        first.offset,
        first.length,
    )
    assert (first.payload_warc, first.digest, first.size) == ("", second.digest, second.size)
    assert second.record_id != first.record_id
    response = archive.read(second)
    assert (response.status, response.body, response.header("x-own")) == (200, text, "2")
    assert second.length < first.length


def test_the_revisit_record_says_all_that_the_standard_wants(tmp_path):
    archive = SiteArchive(tmp_path)
    first, second = fill(archive, [1, 1])
    fields, http, block = _revisit_of(archive.warc_dir / first.warc)
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert fields["WARC-Payload-Digest"] == first.digest
    assert fields["WARC-Refers-To"] == f"<{first.record_id}>"
    assert fields["WARC-Refers-To-Target-URI"] == first.url
    assert fields["WARC-Refers-To-Date"] == "2026-11-20T08:30:00.000000Z"
    assert fields["WARC-Date"] == "2026-11-20T08:30:01.000000Z"
    assert fields["WARC-Truncated"] == "length"
    assert http.get_header("Content-Type") == HTML[0][1]
    assert block == b""
    assert archive.read(second).body == page(1)


@pytest.mark.parametrize(
    ("body", "failure"), [(b"short", None), (page(1), FailureKind.TOO_LARGE), (page(1), FailureKind.INCOMPLETE)]
)
def test_small_payloads_and_faulty_answers_are_kept_in_full(tmp_path, body, failure):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        kept = [writer.add_response(asked(f"http://a.cn/{n}"), answer(body), failure=failure) for n in range(3)]
    assert [capture.payload_warc for capture in kept] == ["", "", ""]
    assert [archive.read(capture).body for capture in kept] == [body] * 3


def test_a_faulty_answer_is_nothing_to_refer_to(tmp_path):
    archive = SiteArchive(tmp_path)
    with archive.open_writer() as writer:
        writer.add_response(asked("http://a.cn/1"), answer(page(1)), failure=FailureKind.BOMB)
        assert writer.add_response(asked("http://a.cn/2"), answer(page(1))).payload_warc == ""


def test_payloads_are_known_again_after_a_new_start_and_within_a_batch(tmp_path):
    archive = SiteArchive(tmp_path)
    first = fill(archive, [1, 2])[0]
    with archive.open_writer() as writer, writer.batch():
        again = writer.add_response(asked("http://a.cn/again"), answer(page(1)))
        new = writer.add_response(asked("http://a.cn/new"), answer(page(3)))
        same = writer.add_response(asked("http://a.cn/same"), answer(page(3)))
    assert (again.payload_offset, same.payload_offset) == (first.offset, new.offset)
    assert [archive.read(capture).body for capture in archive.captures()] == [page(n) for n in (1, 2, 1, 3, 3)]
    require_sound(archive.warc_dir / first.warc)


def test_only_the_last_payloads_are_remembered(tmp_path, monkeypatch):
    index = SiteArchive(tmp_path).index_path
    fill(SiteArchive(tmp_path), range(30))
    assert len(known_payloads(index)) == 30
    assert len(known_payloads(index, 7)) == 7
    monkeypatch.setattr(archive_module, "known_payloads", lambda path: known_payloads(path, 7))
    with SiteArchive(tmp_path).open_writer() as writer:
        assert writer.add_response(asked("http://a.cn/x"), answer(page(0))).payload_warc == ""
        assert writer.add_response(asked("http://a.cn/y"), answer(page(29))).payload_warc


def test_what_was_met_lately_is_forgotten_last(tmp_path):
    captures = fill(SiteArchive(tmp_path), range(3))
    known = KnownPayloads(limit=2)
    known.add(captures[0], 0)
    known.add(captures[1], 1)
    assert known.find(captures[0].digest) == 0
    known.add(captures[2], 2)
    assert [known.find(capture.digest) for capture in captures] == [0, None, 2]


def test_a_revisit_does_not_outlive_damage_to_what_it_refers_to(tmp_path):
    archive = SiteArchive(tmp_path)
    first, second = fill(archive, [1, 1])
    path = archive.warc_dir / first.warc
    whole = path.read_bytes()
    for position in (first.offset + 40, second.offset + 40):
        changed = bytearray(whole)
        changed[position] ^= 1
        path.write_bytes(changed)
        with pytest.raises(EvidenceError) as caught:
            archive.read(second)
        assert str(path) in str(caught.value)
    path.write_bytes(whole)
    assert archive.read(second).body == page(1)


def test_a_revisit_pointed_at_another_record_is_refused(tmp_path):
    archive = SiteArchive(tmp_path)
    first, second, other = fill(archive, [1, 1, 2])
    swapped = msgspec.structs.replace(second, payload_offset=other.offset, payload_length=other.length)
    with pytest.raises(EvidenceError, match="refers to another record"):
        archive.read(swapped)
    with pytest.raises(EvidenceError, match="digest"):
        archive.read(msgspec.structs.replace(second, payload_warc=""))
    assert archive.read(first).body == archive.read(second).body


def test_a_revisit_whose_bytes_were_lost_is_dropped_by_recovery(tmp_path):
    archive = SiteArchive(tmp_path)
    first, second = fill(archive, [1, 1])
    os.truncate(archive.warc_dir / first.warc, second.offset + 9)
    assert archive.recover() == first
    assert archive.captures() == [first]


def test_a_rendered_page_is_a_conversion_of_the_page_as_sent(tmp_path):
    archive = SiteArchive(tmp_path)
    html = "<html><body>脚本之后</body></html>".encode() * 20
    with archive.open_writer() as writer:
        sent = writer.add_response(asked(source_url="http://b.cn/", depth=2), answer(page(1)))
        rendered = writer.add_rendered(sent, html, taken_at=AT)
        twice = writer.add_rendered(sent, html, taken_at=AT)
    assert archive.captures() == [sent, rendered, twice]
    assert (rendered.purpose, rendered.url, rendered.source_url, rendered.depth) == (
        "rendered",
        sent.url,
        "http://b.cn/",
        2,
    )
    assert (rendered.status, rendered.mime, rendered.size) == (200, "text/html", len(html))
    response = archive.read(rendered)
    assert (response.status, response.body, response.header("content-type")) == (200, html, "text/html; charset=utf-8")
    assert archive.read(rendered, limit=10).body == html[:10]
    assert archive.read(rendered, limit=10).truncated
    assert require_sound(archive.warc_dir / sent.warc)[-2:] == ["conversion", "conversion"]
    assert json.loads(archive.index_path.read_bytes().split(b"\n")[1])["purpose"] == "rendered"
