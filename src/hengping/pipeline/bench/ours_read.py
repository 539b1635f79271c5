"""Our own contestants of ``bench read``: ``python -m hengping.pipeline.bench.ours_read FOLDER`` prints one line.

The folder holds the pages as files and ``pages.json``, their addresses. In one process, one after another over the same
pages: lexbor's parse alone, all links with their texts, the text alone (title, main text and all visible text), all
facts of each page, and all facts with everything that is judged of them: the facts of the site put together and every
check.
"""

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from hengping.checks.runner import run_checks
from hengping.extract.flat import parsed
from hengping.extract.outlinks import read_outlinks
from hengping.extract.page import read_page
from hengping.extract.plain import plain_text
from hengping.extract.site import assemble
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.facts import PageFacts
from hengping.model.site import Site
from hengping.pipeline.bench.read_pages import PAGES_FILE, BenchPage
from hengping.pipeline.memory import keep_memory

_AS_OF = date(2026, 11, 20)
_AT = datetime(2026, 11, 20, tzinfo=UTC)
_WARM_UP = 20
"""Pages read before the clock starts: compiled patterns, lexicons and the memory they need are there then."""


class Contest:
    """The pages, and each way of reading them.

    Args:
        folder: as :func:`hengping.pipeline.bench.read_pages.write_pages` leaves it.
    """

    def __init__(self, folder: Path) -> None:
        pages = msgspec.json.decode((folder / PAGES_FILE).read_bytes(), type=list[BenchPage])
        self.pages = [(page, (folder / page.file).read_bytes()) for page in pages]

    def lexbor(self, count: int) -> None:
        """Parse alone, each tree freed at once."""
        for _, body in self.pages[:count]:
            parsed(body)

    def links(self, count: int) -> None:
        """Links with their texts, and what the visible text weighs: what the crawl reads."""
        for page, body in self.pages[:count]:
            read_outlinks(body, page.url, content_type=page.content_type)

    def text(self, count: int) -> None:
        """Title, main text and visible text alone: what the search of the archive reads."""
        for page, body in self.pages[:count]:
            plain_text(body, content_type=page.content_type)

    def facts(self, count: int) -> None:
        """All facts of each page, each forgotten at once."""
        for page, body in self.pages[:count]:
            _read(page, body)

    def judged(self, count: int) -> None:
        """All facts of all pages, those of the site, and all findings."""
        read = {page.url: _read(page, body) for page, body in self.pages[:count]}
        captures = [_capture(page, body) for page, body in self.pages[:count]]
        site = Site(site_code="4500000001", name="云溪市第1局", url=self.pages[0][0].url)
        run_checks(assemble(site, _AS_OF, captures, read, (), {}))


def _read(page: BenchPage, body: bytes) -> PageFacts:
    evidence = EvidenceRef(page.file, f"sha256:{page.file}")
    return read_page(
        body, page.url, content_type=page.content_type, evidence=evidence, as_of=_AS_OF, home=page.home or None
    )


def _capture(page: BenchPage, body: bytes) -> Capture:
    return Capture(
        record_id=page.file,
        digest=f"sha256:{page.file}",
        url=page.url,
        purpose="home" if page.home else "page",
        status=200,
        mime="text/html",
        content_type=page.content_type,
        size=len(body),
        fetched_at=_AT,
    )


def _cpu_ms(work: Callable[[int], None], count: int) -> float:
    gc.collect()
    began = time.process_time()
    work(count)
    return (time.process_time() - began) * 1000 / count


def main() -> None:
    """One round: processor milliseconds a page, by contestant."""
    keep_memory()
    contest = Contest(Path(sys.argv[1]))
    count = len(contest.pages)
    ways = {
        "lexbor": contest.lexbor,
        "links": contest.links,
        "text": contest.text,
        "facts": contest.facts,
        "judged": contest.judged,
    }
    for work in ways.values():
        work(_WARM_UP)
    found = {name: _cpu_ms(work, count) for name, work in ways.items()}
    sys.stdout.buffer.write(msgspec.json.encode({"pages": count, "cpu_ms": found}) + b"\n")


if __name__ == "__main__":
    main()
