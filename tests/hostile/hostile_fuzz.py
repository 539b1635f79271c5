"""Mutated pages and attachments through ``extract`` and ``checks``: no crash, no hang, no memory without bound.

Every case is a function of two numbers, the seed of the run and its own, so that a finding can be made again:
``python tests/hostile/hostile_fuzz.py SEED NUMBER`` writes the input to standard output.
"""

import gc
import io
import multiprocessing
import os
import resource
import sys
import time
import traceback
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random  # noqa: TID251 - seeded mutations

sys.path.append(str(Path(__file__).resolve().parents[1] / "extract"))

from attachment_files import archive, doc_file, docx_file, ofd_file, pdf, ppt_file, rtf, xls_file, xlsx_file
from hostile_tokens import TOKENS

from hengping.checks.runner import run_checks
from hengping.demo.pages import SitePages
from hengping.demo.province import build
from hengping.extract.attachments import read_attachment
from hengping.extract.page import read_page
from hengping.extract.personal import personal_in_attachment
from hengping.extract.site import assemble
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.finding import Outcome
from hengping.model.site import Site
from hengping.pipeline.attachments import AttachmentProcess
from hengping.pipeline.attachments_child import Request

AS_OF = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOME = "http://www.example.gov.cn/"
SITE = Site(site_code="9900000001", name="示例市人民政府", url=HOME)
SLOW_S = 1.0
"""Processor seconds that one page, or one site of pages, may take at most."""
SITE_PAGES = 20
"""Pages that are put together to a site and judged."""
ATTACHMENT_EVERY = 25
_INSIDE = 0.8
"""Share of packages of which a part is changed, not the packed bytes: these hardly ever open again."""
MEMORY_BYTES = 3 << 30
GROWTH_BYTES = 256 << 20
_EXAMPLES = 5
_PER_FAMILY = 8
_LONGEST = 120_000
ID = "450102199003071238"


@dataclass
class Report:
    """What a run came to; ``failures``: by what it was, the numbers of the first cases and where it came from."""

    pages: int = 0
    sites: int = 0
    attachments: int = 0
    died: int = 0
    slowest_s: float = 0.0
    slowest: int = -1
    growth: int = 0
    peak: int = 0
    failures: dict[str, tuple[list[int], str]] = field(default_factory=dict)

    def add(self, other: "Report") -> None:
        """Sum up another process's report."""
        self.pages += other.pages
        self.sites += other.sites
        self.attachments += other.attachments
        self.died += other.died
        if other.slowest_s > self.slowest_s:
            self.slowest_s, self.slowest = other.slowest_s, other.slowest
        self.growth, self.peak = max(self.growth, other.growth), max(self.peak, other.peak)
        for what, (numbers, trace) in other.failures.items():
            for number in numbers:
                self.failed(number, what, trace)

    def failed(self, number: int, what: str, trace: str = "") -> None:
        """Note a failure; of equal ones the first few."""
        numbers, _ = self.failures.setdefault(what, ([], trace))
        if len(numbers) < _EXAMPLES:
            numbers.append(number)

    def took(self, number: int, seconds: float) -> None:
        """Note what a case took."""
        if seconds > self.slowest_s:
            self.slowest_s, self.slowest = seconds, number
        if seconds > SLOW_S:
            self.failed(number, f"took over {seconds:.0f} s")


@cache
def page_seeds() -> tuple[bytes, ...]:
    """Pages of the demo, some of every kind of every site; real ones too where they are (``HENGPING_PAGES``)."""
    found: list[bytes] = []
    for content in build(sites=24, as_of=AS_OF, intermittent=False).contents:
        site = SitePages(content)
        bodies = (site.answer(address) for address in site.addresses[:: max(len(site.addresses) // _PER_FAMILY, 1)])
        found += [answer.body for answer in bodies if answer.status == 200 and b"<" in answer.body[:200]]
    folder = Path(os.environ.get("HENGPING_PAGES", Path(__file__).resolve().parents[3] / "shared" / "pages"))
    for file in sorted(folder.rglob("*.htm*")) if folder.is_dir() else ():
        found.append(file.read_bytes())
    return tuple(body[:_LONGEST] for body in found)


@cache
def attachment_seeds() -> tuple[tuple[str, bytes], ...]:
    """One attachment of every form."""
    rows: list[list[object]] = [["姓名", "身份证号", "手机"], ["张三", ID, "13812345678"]] * 20
    word = docx_file("名单", table=[[str(cell) for cell in row] for row in rows])
    return (
        ("a.pdf", pdf("名单", f"姓名：张三 {ID}")),
        ("a.xls", xls_file(rows)),
        ("a.docx", word),
        ("a.xlsx", xlsx_file(rows)),
        ("a.doc", doc_file("\r".join("\x07".join(map(str, row)) for row in rows))),
        ("a.ppt", ppt_file("名单", ID)),
        ("a.rtf", rtf("名单", ID)),
        ("a.ofd", ofd_file("名单", ID)),
        ("a.zip", archive({"一.docx": word, "二.txt": ID.encode()})),
        ("a.txt", f"姓名：张三 {ID}\n".encode("gb18030") * 30),
    )


def page_case(seed: int, number: int) -> bytes:
    """The mutated page of a case."""
    random = Random(f"{seed} page {number}")  # noqa: S311 - repeatable
    return mutate(random, random.choice(page_seeds()), page_seeds())


def attachment_case(seed: int, number: int) -> tuple[str, bytes]:
    """The mutated attachment of a case."""
    random = Random(f"{seed} attachment {number}")  # noqa: S311 - repeatable
    name, body = random.choice(attachment_seeds())
    others = tuple(other for _, other in attachment_seeds())
    if body.startswith(b"PK") and random.random() < _INSIDE:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            files = {member: package.read(member) for member in package.namelist()}
        member = random.choice(sorted(files))
        files[member] = mutate(random, files[member], (*others, *files.values()))
        return name, archive(files, method=zipfile.ZIP_STORED)
    return name, mutate(random, body, others)


def mutate(random: Random, body: bytes, others: tuple[bytes, ...]) -> bytes:  # noqa: C901 - one case a mutation
    """Some random changes, from single bytes to whole stretches."""
    data = bytearray(body)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8, 20))):
        at = random.randrange(len(data) + 1)
        size = random.choice((1, 4, 30, 300, 3000))
        match random.randrange(9):
            case 0:
                data[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size] * random.choice((1, 2, 10, 40))
            case 3 | 4:
                data[at:at] = random.choice(TOKENS) * random.choice((1, 1, 2, 30))
            case 5:
                other = random.choice(others)
                start = random.randrange(len(other) + 1)
                data[at:at] = other[start : start + size]
            case 6:
                to = random.randrange(len(data) + 1)
                data[at : at + size], data[to : to + size] = data[to : to + size], data[at : at + size]
            case 7:
                del data[at:]
            case 8:
                for _ in range(min(size, 100)):
                    if data:
                        data[random.randrange(len(data))] = random.choice(b"<>\"'=/&;#!-0129\x00\xff\xd6 \n")
        if len(data) > 2 * _LONGEST:
            del data[2 * _LONGEST :]
    return bytes(data)


def fuzz(seed: int, numbers: range) -> Report:
    """Run the cases with these numbers, in this process."""
    report = Report()
    _judge({HOME: (-1, page_seeds()[0])}, Report())  # lexicons and checks are read once, at leisure
    started = _resident()
    batch: dict[str, tuple[int, bytes]] = {}
    process = AttachmentProcess()
    try:
        for done, number in enumerate(numbers, 1):
            body = page_case(seed, number)
            batch[f"{HOME}{number}.html" if batch else HOME] = (number, body)
            report.pages += 1
            if len(batch) == SITE_PAGES or done == len(numbers):
                _judge(batch, report)
                report.sites += 1
                batch.clear()
            if number % ATTACHMENT_EVERY == 0:
                _read_file(process, seed, number, report)
            if done == len(numbers) // 4:
                gc.collect()
                started = _resident()
    finally:
        process.close()
    gc.collect()
    report.growth = max(_resident() - started, 0)
    report.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return report


def fuzz_on(processes: int, seed: int, count: int) -> Report:
    """Run ``count`` cases on several processes."""
    if processes < 2:
        return fuzz(seed, range(count))
    report = Report()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, initializer=_limit_memory, maxtasksperchild=1) as pool:
        step = max(min(20_000, count // processes), 1)
        tasks = [(seed, range(start, min(start + step, count))) for start in range(0, count, step)]
        for part in pool.imap_unordered(_fuzz_part, tasks):
            report.add(part)
            sys.stderr.write(
                f"{report.pages} pages, {len(report.failures)} failures, slowest {report.slowest_s:.2f} s\n"
            )
    return report


def _fuzz_part(task: tuple[int, range]) -> Report:
    return fuzz(*task)


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _judge(batch: dict[str, tuple[int, bytes]], report: Report) -> None:
    pages, captures = {}, []
    for url, (number, body) in batch.items():
        begun = time.process_time()
        try:
            page = read_page(body, url, as_of=AS_OF, evidence=EvidenceRef(f"r{number}", "sha256:0"), home=url == HOME)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            report.failed(number, f"page: {error!r}"[:200], traceback.format_exc(limit=-4))
            continue
        report.took(number, time.process_time() - begun)
        pages[url] = page
        captures.append(
            Capture(
                record_id=f"r{number}",
                digest="sha256:0",
                url=url,
                purpose="home" if url == HOME else "page",
                status=200,
                mime="text/html",
                content_type="text/html",
                fetched_at=NOW,
                size=len(body),
            )
        )
    first = next(iter(batch.values()))[0]
    begun = time.process_time()
    try:
        facts = assemble(SITE, AS_OF, captures, pages, (), {})
        for finding in run_checks(facts):
            if finding.outcome is Outcome.ERROR:
                report.failed(first, f"check {finding.check}: {finding.messages.en}")
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        report.failed(first, f"site: {error!r}"[:200], traceback.format_exc(limit=-4))
    report.took(first, (time.process_time() - begun) / SITE_PAGES)


def _read_file(process: AttachmentProcess, seed: int, number: int, report: Report) -> None:
    name, body = attachment_case(seed, number)
    report.attachments += 1
    if name in {"a.pdf", "a.xls"} or body[:1024].find(b"%PDF") >= 0:
        reading = process.read(Request(body, name, "名单", "", AS_OF))
        report.died += reading.form == "other" and reading.unread_why == "damaged"
        return
    begun = time.process_time()
    try:
        personal_in_attachment(read_attachment(body, name), "名单", AS_OF)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        report.failed(number, f"attachment {name}: {error!r}"[:200], traceback.format_exc(limit=-4))
    report.took(number, time.process_time() - begun)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _inputs(arguments: list[str]) -> Iterator[bytes]:
    seed, *numbers = map(int, arguments)
    for number in numbers:
        yield page_case(seed, number)


if __name__ == "__main__":
    for made in _inputs(sys.argv[1:]):
        sys.stdout.buffer.write(made)
