"""``bench archive``: our archive writer against warcio on the same pages, and what its files are like.

warcio writes one response record a page, gzip, two digests. Ours writes what the crawl writes: request, metadata and
response, so its advantage is not from doing less. Size is compared with the same records under zlib level 6; every
gzip member must hold exactly one record.
"""

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from hengping.pipeline.bench.goals import ARCHIVE_RATIO, ARCHIVE_SIZE, MEMBERS_PER_RECORD, Goal, median
from hengping.pipeline.bench.running import Ran, core_plan, run
from hengping.pipeline.bench.tree import TreeSize, plan_site, site_files
from hengping.pipeline.bench.work import Note, work_folder

_GZIP = 31
_TIME_LIMIT_S = 600.0


class BenchArchive(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        complete: every page stands in the archive, one gzip member a record.
        ours_per_s, warcio_per_s: pages a second, medians of the rounds; None: not measured.
        ours_cpu_ms, warcio_cpu_ms: processor time a page.
        size_ratio: archive by its uncompressed records; ``zlib_ratio``: the same records under zlib level 6.
        members, records: gzip members of one archive, and WARC records in it.
    """

    full_size: bool
    complete: bool
    pages: int
    rounds: int
    ours_per_s: float | None
    warcio_per_s: float | None
    ours_cpu_ms: float | None
    warcio_cpu_ms: float | None
    size_ratio: float
    zlib_ratio: float
    members: int
    records: int
    goals: tuple[Goal, ...]


def bench_archive(
    *, pages: int = 800, rounds: int = 5, peers: Path | None = None, note: Note = lambda _text: None
) -> BenchArchive:
    """Run everything: ``pages`` pages of the benchmark's web, archived once a round by each."""
    ours: list[Ran] = []
    warcio: list[Ran] = []
    with work_folder(None, pages * 400_000) as (folder, _in_memory):
        source = folder / "pages"
        source.mkdir()
        size = TreeSize(sites=1, pages=pages)
        files = [body for path, body in site_files(size, plan_site(size, 0)) if path.endswith(("/", ".html"))]
        for number, body in enumerate(files):
            (source / f"{number:06d}").write_bytes(body)
        for number in range(1, rounds + 1):
            out = folder / f"ours-{number}"
            ours.append(_run("ours_archive", source, out, folder / "work", None))
            theirs = _run("warcio_write.py", source, folder / "warcio.warc.gz", folder / "work", peers)
            warcio += [theirs] if theirs.report else []
            note(f"第{number}轮：衡评 {_per_s(ours[-1])}页/秒，warcio {_per_s(theirs)}页/秒")
        members = list(_members(sorted((folder / f"ours-{rounds}").rglob("*.warc.gz"))))
    records = sum(member.count(b"WARC/1.1\r\n") if not _one(member) else 1 for member, _ in members)
    whole = sum(len(member) for member, _ in members)
    packed = sum(size for _, size in members)
    small = sum(len(zlib.compress(member, 6, _GZIP)) for member, _ in members)
    return _result(pages, rounds, ours, warcio, members, records, packed / whole, small / whole)


def _result(  # noqa: PLR0917 - one caller
    pages: int,
    rounds: int,
    ours: Sequence[Ran],
    warcio: Sequence[Ran],
    members: Sequence[tuple[bytes, int]],
    records: int,
    packed: float,
    small: float,
) -> BenchArchive:
    own, peer = median([_per_s(ran) for ran in ours]), median([_per_s(ran) for ran in warcio])
    own_cpu, peer_cpu = _cpu_ms(ours), _cpu_ms(warcio)
    kept = sum(b"\r\nWARC-Type: response\r\n" in member[:1000] for member, _ in members)
    return BenchArchive(
        full_size=pages >= 800 and rounds >= 5,  # noqa: PLR2004 - as the goals were set
        complete=kept == pages and len(members) == records,
        pages=pages,
        rounds=rounds,
        ours_per_s=own,
        warcio_per_s=peer,
        ours_cpu_ms=own_cpu,
        warcio_cpu_ms=peer_cpu,
        size_ratio=round(packed, 4),
        zlib_ratio=round(small, 4),
        members=len(members),
        records=records,
        goals=(
            Goal(
                name="存档速度与warcio之比",
                measured=round(own / peer, 2) if own and peer else None,
                cpu=round(peer_cpu / own_cpu, 2) if own_cpu and peer_cpu else None,
                goal=ARCHIVE_RATIO,
                unit="倍",
                at_most=False,
            ),
            Goal(name="大小与zlib 6级之比", measured=round(packed / small, 3), goal=ARCHIVE_SIZE, unit="倍"),
            Goal(
                name="每条记录的gzip成员数",
                measured=round(len(members) / records, 3) if records else None,
                goal=MEMBERS_PER_RECORD,
                unit="个",
                at_most=False,
            ),
        ),
    )


def _one(member: bytes) -> bool:
    """Whether a member is one record by its own length, and nothing behind it."""
    head, _, rest = member.partition(b"\r\n\r\n")
    length = next((line[16:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: ")), b"-1")
    return member.startswith(b"WARC/1.1\r\n") and len(rest) == int(length) + 4


def _run(program: str, source: Path, out: Path, folder: Path, peers: Path | None) -> Ran:
    import sys  # noqa: PLC0415

    if program == "ours_archive":
        command = [sys.executable, "-m", "hengping.pipeline.bench.ours_archive", str(source), str(out)]
    elif peers is not None and (peers / "programs" / program).is_file():
        command = [str(peers / "venv/bin/python"), str(peers / "programs" / program), str(source), str(out)]
    else:
        return Ran(wall_s=0, cpu_s=0, peak_mb=0, exit_code=0, timed_out=False, report={})
    return run(command, folder, cores=core_plan().contestant, time_limit_s=_TIME_LIMIT_S)


def _per_s(ran: Ran) -> float:
    seconds = ran.report.get("seconds")
    return round(ran.report["records"] / seconds, 1) if seconds else 0.0


def _cpu_ms(done: Sequence[Ran]) -> float | None:
    used = median([ran.report["cpu_seconds"] * 1000 / ran.report["records"] for ran in done if ran.report])
    return None if used is None else round(used, 3)


def _members(paths: Sequence[Path]) -> Iterator[tuple[bytes, int]]:
    """Every gzip member of the files: what it holds, and its compressed size."""
    for path in paths:
        data = path.read_bytes()
        while data:
            unpack = zlib.decompressobj(_GZIP)
            member = unpack.decompress(data) + unpack.flush()
            yield member, len(data) - len(unpack.unused_data)
            data = unpack.unused_data
