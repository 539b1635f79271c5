"""``bench crawl``: the whole crawl against other crawlers on the same web in the same run.

All contestants alternate, round by round; of the rounds' ratios the median counts. Every crawler is checked by the
server's log: one that fetched too few of the pages is marked invalid and no ratio is formed with it. Our own crawl must
find every page, every missing page and every redirect exactly. A peer is compared with our crawl of the same sites.
"""

import shutil
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.pipeline.bench.contestants import OUR_PROGRAM, OURS, PEERS, Contestant, Field, Task
from hengping.pipeline.bench.crawl_results import Counts, Result, count, crawl_goals, summary, work_seconds
from hengping.pipeline.bench.goals import Goal
from hengping.pipeline.bench.running import Ran, core_plan, last_words, run
from hengping.pipeline.bench.server import Served, serving
from hengping.pipeline.bench.tree import SitePlan, TreeSize, address_of, plan_site, write_tree
from hengping.pipeline.bench.work import Note, work_folder
from hengping.pipeline.bench.wrk import wrk_rate

_MANY = 2_000
_BYTES_PER_PAGE = 120_000
"""Room that a page needs while the benchmark runs: itself, and what contestants write."""
_FIELD_SITES: dict[Field, int] = {"whole": 1_000_000, "crawlers": 10, "checkers": 4}


class BenchCrawl(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        full_size: as large as the goals were set for.
        complete: our own crawls found everything that was there, and nothing else, in every round.
        server: ``nginx`` or ``own``; ``server_version``; ``in_memory``: the web and all output lay in memory.
        wrk_per_s: the server's ceiling, by wrk on the other core; None when wrk is not installed.
        page_bytes: mean size of a page.
    """

    full_size: bool
    complete: bool
    sites: int
    pages: int
    rounds: int
    server: str
    server_version: str
    in_memory: bool
    wrk_per_s: float | None
    page_bytes: int
    results: tuple[Result, ...]
    goals: tuple[Goal, ...]


def bench_crawl(
    size: TreeSize,
    *,
    rounds: int = 5,
    peers: Path | None = None,
    only: Sequence[str] = (),
    own_server: bool = False,
    tree_dir: Path | None = None,
    time_limit_s: float = 1800,
    note: Note = lambda _text: None,
) -> BenchCrawl:
    """Run everything.

    Args:
        size: of the web.
        rounds: the median of so many counts.
        peers: where ``scripts/bench-peers.sh`` installed the others; None: ours only (and wget when ``only`` says so).
        only: names of the peers to run; empty: all.
        own_server: our own server even where nginx is installed.
        tree_dir: where the web is written; None: in memory where there is room.
        time_limit_s: for one contestant in one round.
        note: told what is going on.
    """
    plans = tuple(plan_site(size, number) for number in range(size.sites))
    with work_folder(tree_dir, size.sites * size.pages * _BYTES_PER_PAGE) as (folder, in_memory):
        note(f"生成测试网站：{size.sites}个 × {size.pages}页")
        written = write_tree(size, folder / "tree")
        addresses = [address_of(plan.number) for plan in plans]
        with serving(addresses, folder / "server", tree=folder / "tree", own=own_server) as served:
            note(f"服务器：{served.version}")
            wrk = wrk_rate(served, plans, folder / "wrk", seconds=3 if size.pages * size.sites >= _MANY else 1)
            # The first start writes the bytecode; it is nobody's time.
            run(
                [sys.executable, "-c", f"import {OUR_PROGRAM}"],
                folder / "first",
                cores=core_plan().server,
                time_limit_s=60,
            )
            match = _Match(
                plans=plans,
                served=served,
                folder=folder,
                rounds=rounds,
                peers=peers,
                time_limit_s=time_limit_s,
                note=note,
            )
            runs = _rounds(_entries(size, peers, only), match)
    results = tuple(runs)
    return BenchCrawl(
        full_size=size == TreeSize() and rounds >= 5,  # noqa: PLR2004 - the median of at least five
        complete=all(result.valid for result in results if result.name.startswith("ours")),
        sites=size.sites,
        pages=size.pages,
        rounds=rounds,
        server=served.kind,
        server_version=served.version,
        in_memory=in_memory,
        wrk_per_s=wrk,
        page_bytes=written // (size.sites * size.pages),
        results=results,
        goals=crawl_goals(results),
    )


def _entries(size: TreeSize, peers: Path | None, only: Sequence[str]) -> list[tuple[Contestant, int]]:
    """Contestants with the number of their sites; ours once for each number that a peer needs."""
    chosen = [peer for peer in PEERS if not only or peer.name in only] if peers or only else []
    whole = [peer for peer in chosen if peer.field == "whole"]
    entries: list[tuple[Contestant, int]] = [(each, size.sites) for each in (*OURS, *whole)]
    for field in ("crawlers", "checkers"):
        sites = min(size.sites, _FIELD_SITES[field])
        group = [peer for peer in chosen if peer.field == field]
        if group and sites < size.sites:
            entries.append(
                (msgspec.structs.replace(OURS[0], name=f"ours@{sites}", title=f"衡评采集（{sites}个网站）"), sites)
            )
        entries += [(peer, sites) for peer in group]
    return entries


class _Match(msgspec.Struct, frozen=True, kw_only=True):
    """What all contestants have in common."""

    plans: tuple[SitePlan, ...]
    served: Served
    folder: Path
    rounds: int
    peers: Path | None
    time_limit_s: float
    note: Note


def _rounds(entries: Sequence[tuple[Contestant, int]], match: _Match) -> list[Result]:
    """Everybody once a round, in turn."""
    done: dict[str, list[tuple[Ran, Counts]]] = defaultdict(list)
    absent: set[str] = set()
    for number in range(1, match.rounds + 1):
        for contestant, sites in entries:
            outcome = _one(contestant, match.plans[:sites], match)
            if outcome is None:
                absent.add(contestant.name)
                continue
            done[contestant.name].append(outcome)
            ran, counts = outcome
            spent = f"{work_seconds(ran):.1f}秒（处理器{ran.cpu_s:.1f}秒）"
            match.note(f"第{number}轮 {contestant.title}：{counts.pages}页，{spent}")
    return [
        Result(name=each.name, title=each.title, does=each.does, installed=False, note="未安装")
        if each.name in absent
        else summary(each, sites, match.plans[:sites], done[each.name])
        for each, sites in entries
    ]


def _one(contestant: Contestant, plans: tuple[SitePlan, ...], match: _Match) -> tuple[Ran, Counts] | None:
    """One contestant once; None: not installed."""
    place, port = match.folder / "work", match.served.port
    homes = tuple(f"http://{address_of(plan.number)}:{port}/" for plan in plans)
    command = contestant.command(Task(homes=homes, plans=plans, folder=place, peers=match.peers))
    if command is None:
        return None
    cores = core_plan().both if contestant.cores > 1 else core_plan().contestant
    match.served.requests()
    ran = run(command[0], place, cores=cores, time_limit_s=match.time_limit_s, environment=command[1])
    counts = count(match.served.requests(), plans)
    if not ran.report.get("archived_bytes"):
        ran.report["archived_bytes"] = sum(path.stat().st_size for path in place.rglob("*.warc.gz"))
    if ran.exit_code < 0 or ran.timed_out or (ran.exit_code and contestant.name.startswith("our")):
        match.note(f"  退出码{ran.exit_code}；{last_words(place)}")
    shutil.rmtree(place, ignore_errors=True)
    return ran, counts
