"""warcio writes the records of a file made for it: gzip, two digests a record. Prints seconds and bytes."""

import io
import json
import sys
import time
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
bodies = [path.read_bytes() for path in sorted(folder.iterdir())]
began, used = time.perf_counter(), time.process_time()
with out.open("wb") as stream:
    writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
    for number, body in enumerate(bodies):
        head = StatusAndHeaders(
            "200 OK",
            [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))],
            protocol="HTTP/1.1",
        )
        url = f"http://www.example.gov.cn/xwdt/202601/t20260101_{number}.html"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head, length=len(body))
        )
sys.stdout.write(
    json.dumps(
        {
            "seconds": time.perf_counter() - began,
            "cpu_seconds": time.process_time() - used,
            "records": len(bodies),
            "bytes": out.stat().st_size,
        }
    )
)
