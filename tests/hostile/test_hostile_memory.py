"""Ten sites of nothing but pages without end, all at once: no process needs more than the 300 MB of any crawl."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_bytes import gigabyte
from hostile_memory import PeakMemory
from hostile_wire import Answer, Ask, WireServer, answer, page

pytestmark = pytest.mark.slow

SITES = 10
WORKERS, CONCURRENCY, LIMIT_MB = 2, 64, 20
PROCESS_MB = 300
"""Without a bound on bodies under way: places (32 in each worker) times the limit of a body, and what waits."""
_CAMPAIGN = """\
id: endless-bodies
title: 没有尽头的正文
systems: [national-check-2019]
roster: roster.csv
as_of: 2026-11-20
collect:
  concurrency: {concurrency}
  max_bytes_per_response: {limit}
  requests_per_second_per_host: 200
  timeout_s: 20
  retries: 0
  second_look: {{delay_s: 0}}
  visits: {{count: 0}}
  connect_to: {{"*": "127.0.0.1:{port}"}}
"""


def _reply(ask: Ask) -> Answer:
    if ask.target == "/":
        return page("首页", *[f"/{name}.html?n={n}" for n in range(3) for name in ("known", "chunks", "open")])
    return gigabyte(ask) or answer(b"", status=b"404 Not Found")


def test_bodies_without_end_stay_within_the_memory_of_a_crawl(tmp_path: Path) -> None:
    server = WireServer(_reply)
    server.start()
    campaign = tmp_path / "campaign.yaml"
    campaign.write_text(
        _CAMPAIGN.format(port=server.port, concurrency=CONCURRENCY, limit=LIMIT_MB * 1_000_000), "utf-8"
    )
    with (tmp_path / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("site_code", "name", "unit", "url", "group", "class", "region"))
        sites = range(SITES)
        rows.writerows(
            (f"11000000{n:02}", f"网站{n}", "单位", f"http://s{n}.gov.cn/", "县市区", "B", "云边") for n in sites
        )
    command = [sys.executable, "-m", "hengping.cli", "run", str(campaign), "--out", str(tmp_path / "run")]
    process = subprocess.Popen([*command, "--until", "collect", "--workers", str(WORKERS)], stderr=subprocess.DEVNULL)
    memory = PeakMemory(process.pid)
    try:
        code = process.wait(180)
    finally:
        process.kill()
        memory.stop()
        server.stop()
    assert code == 0
    assert max(memory.peaks.values()) <= PROCESS_MB
