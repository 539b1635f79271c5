"""Our archive writer as a contestant: ``python -m hengping.pipeline.bench.ours_archive PAGES OUT`` prints one line.

It writes what the crawl writes: request, metadata and response of every page, two digests, the index line.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked

_BATCH = 16
_REQUEST = (("Host", "www.example.gov.cn"), ("User-Agent", "Mozilla/5.0 (compatible; Hengping/0.1)"), ("Accept", "*/*"))


def main() -> None:
    """Archive every file of the folder."""
    bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
    folder, at = Path(sys.argv[2]), datetime(2026, 11, 20, tzinfo=UTC)
    began, used = time.perf_counter(), time.process_time()
    with SiteArchive(folder).open_writer() as writer:
        for first in range(0, len(bodies), _BATCH):
            with writer.batch():
                for number, body in enumerate(bodies[first : first + _BATCH], first):
                    asked = Asked(
                        url=f"http://www.example.gov.cn/xwdt/202601/t20260101_{number}.html",
                        purpose="page",
                        source_url="http://www.example.gov.cn/xwdt/",
                        depth=1,
                        request_line=f"GET /xwdt/202601/t20260101_{number}.html HTTP/1.1",
                        request_headers=_REQUEST,
                        fetched_at=at,
                    )
                    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))))
                    writer.add_response(asked, Answer(status=200, reason="OK", headers=headers, payload=body))
    report = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - used,
        "records": len(bodies),
        "bytes": sum(path.stat().st_size for path in folder.rglob("*.warc.gz")),
    }
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
