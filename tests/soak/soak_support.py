"""A site of very many small pages, collected in other processes, killed or not: memory, and what was asked for."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hengping.evidence.archive import SiteArchive
from hengping.pipeline.bench.server import Served, serving
from hengping.pipeline.bench.small_pages import known_urls

ADDRESS = "127.0.0.77"
CRAWL = Path(__file__).with_name("soak_crawl.py")
_LOG_DELAY_S = 0.5
_HEAD = 1 << 20


class Soak:
    """One site and its collection.

    Attributes:
        wanted: how many pages the site has.
        samples: lines of ``soak_crawl.py``.
        kills: made so far.
    """

    def __init__(self, urls: int, folder: Path, served: Served) -> None:
        self.wanted = known_urls(urls)
        self.samples: list[dict[str, Any]] = []
        self.kills = 0
        self._folder = folder
        self._served = served
        self._every = max(urls // 20, 500)
        self._measured = 0
        self._line_bytes = 1.0

    def collect(self, kill_at: Sequence[int] = ()) -> None:
        """Collect the site to its end, killing all processes at the given numbers of captures."""
        for captures in kill_at:
            process, hearing = self._start()
            while process.poll() is None and self.captures < captures:
                time.sleep(0.005)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                self.kills += 1
            process.wait()
            hearing.join()
        process, hearing = self._start()
        hearing.join()
        assert process.wait() == 0

    @property
    def captures(self) -> int:
        """Estimate of how many there are, by the size of the index."""
        index = self.archive.index_path
        if not index.exists():
            return 0
        size = index.stat().st_size
        if size > 2 * self._measured:
            with index.open("rb") as stream:
                head = stream.read(_HEAD)
            self._measured = size
            self._line_bytes = len(head) / max(head.count(b"\n"), 1)
        return int(size / self._line_bytes)

    @property
    def archive(self) -> SiteArchive:
        """What was collected."""
        return SiteArchive(self._folder / "run" / "evidence" / "4500000001")

    def asked(self) -> Counter[str]:
        """How often the server was asked for each path."""
        time.sleep(_LOG_DELAY_S)
        with self._served.log.open(encoding="utf-8") as lines:
            return Counter(line.split(" ")[2] for line in lines)

    def archived(self) -> Counter[str]:
        """How often each path is in the index."""
        prefix = len(self._home) - 1
        return Counter(capture.url[prefix:] for capture in self.archive.iter_captures())

    @property
    def _home(self) -> str:
        return f"http://{ADDRESS}:{self._served.port}/"

    def _start(self) -> tuple[subprocess.Popen[str], threading.Thread]:
        command = [sys.executable, str(CRAWL), self._home, str(self._folder / "run"), str(self._every)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        hearing = threading.Thread(target=self._hear, args=(process,))
        hearing.start()
        return process, hearing

    def _hear(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith("\n"):
                self.samples.append(json.loads(line))
                sys.stderr.write(line)


@contextmanager
def soaking(urls: int, folder: Path) -> Iterator[Soak]:
    """Serve a site of so many articles for the time of a ``with`` block."""
    with serving([ADDRESS], folder / "server", urls=urls, own=True) as served:
        yield Soak(urls, folder, served)
