"""One site collected in a process of its own, which says what memory it and its worker take: run by ``soak_support``.

``python soak_crawl.py HOME FOLDER EVERY``: the evidence goes to FOLDER, the frontier to a folder in it; a line of JSON
every EVERY pages, and one at the end. Started again after a kill it goes on.
"""

import json
import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path

from hengping.collect.run import collect_sites
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.site import Site

_NO_LIMIT = 10_000_000
_PAGE = os.sysconf("SC_PAGE_SIZE")


def settings() -> CollectSettings:
    """Everything on, nothing slowed down by intention; sixteen requests under way at most."""
    return CollectSettings(
        max_pages_per_site=_NO_LIMIT,
        max_link_checks_per_site=_NO_LIMIT,
        max_requests_per_site=4 * _NO_LIMIT,
        max_bytes_per_site=10**15,
        requests_per_second_per_host=1e9,
        concurrency=64,
        concurrency_per_host=8,
        allow_private_addresses=True,
        visits=VisitSettings(count=0),
        second_look=SecondLook(delay_s=0),
        cloaking=False,
        search_tests=0,
    )


def resident_mb(process: int) -> float:
    """Resident memory of one process, in MB; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6
    except OSError:
        return 0.0


def main() -> None:
    home, folder, every = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    next_at, pages, began = 0, 0, time.monotonic()
    peak, ended = 0.0, threading.Event()

    def say(what: str, **more: float) -> None:
        children = [child.pid or 0 for child in multiprocessing.active_children()]
        mb = {"parent_mb": resident_mb(os.getpid()), "child_mb": sum(resident_mb(child) for child in children)}
        line = {"what": what, "pages": pages, "seconds": round(time.monotonic() - began, 1), **mb, **more}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    def progress(_site: Site, what: str, count: int) -> None:
        nonlocal next_at, pages
        if what != "pages":
            return
        pages = count
        if count >= next_at:
            next_at = count // every * every + every
            say("sample")

    def watch_parent() -> None:
        nonlocal peak
        while not ended.wait(0.2):
            peak = max(peak, resident_mb(os.getpid()))

    watcher = threading.Thread(target=watch_parent, daemon=True)
    watcher.start()
    site = Site(site_code="4500000001", name="云溪市", url=home)
    collect_sites(
        [site],
        lambda each: folder / "evidence" / each.site_code,
        settings(),
        lambda _site: say("complete"),
        progress,
        workers=1,
        frontiers=folder / "frontier",
    )
    ended.set()
    watcher.join()
    say("end", parent_peak_mb=peak)


if __name__ == "__main__":
    main()
