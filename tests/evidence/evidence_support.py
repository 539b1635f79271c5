"""What the tests of this room share: captures to write, and independent readers of what was written."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from hengping.evidence.records import Answer, Asked

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def asked(url="http://www.a.gov.cn/", *, seconds=0, **more):
    more = {"purpose": "page", "request_line": "GET / HTTP/1.1", **more}
    return Asked(url=url, fetched_at=AT + timedelta(seconds=seconds), **more)


def answer(body=b"<html>hello</html>", headers=HTML, **more):
    more = {"status": 200, "reason": "OK", **more}
    return Answer(headers=headers, payload=body, **more)


def page(n: int) -> bytes:
    return b"<html><title>%d</title><body>%s</body></html>" % (n, b"text %d " % n * 60)


def fill(archive, numbers, *, seconds=0):
    with archive.open_writer() as writer:
        return [
            writer.add_response(asked(f"http://a.cn/{n}", seconds=seconds + at), answer(page(n)))
            for at, n in enumerate(numbers)
        ]


def require_sound(path: Path) -> list[str]:
    """Two independent readers find every digest right; one gzip member per record. Gives the record types."""
    assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0
    kinds, offsets = [], []
    with path.open("rb") as stream:
        reader = ArchiveIterator(stream, check_digests="raise")
        for record in reader:
            assert record.rec_headers.protocol == "WARC/1.1"
            record.content_stream().read()
            kinds.append(record.rec_type)
            offsets.append(reader.get_record_offset())
    data = path.read_bytes()
    for start, end in zip(offsets, [*offsets[1:], len(data)], strict=True):
        assert gzip.decompress(data[start:end]).startswith(b"WARC/1.1\r\n")
    with path.open("rb") as stream:
        records = FastIterator(stream, parse_http=False)
        fast = [record.headers["WARC-Type"] for record in records if record.verify_block_digest()]
    assert fast == kinds
    return kinds
