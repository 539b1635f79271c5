"""Many sites at once: this process watches, worker processes crawl.

Visits of all sites start at once, so that a week of visits takes a week however many sites there are; crawls take turns
(as many sites at a time as there are places for requests). What comes after a site's crawl (rendered pages, the second
look after its delay) is done here, while others take its place among the crawls. A site is complete when all of it is.

The first error that is no site's but ours (disk full, damaged evidence) ends the whole collection; what is there stays,
and the next call goes on from it. Ctrl-C ends it the same way and comes out as ``KeyboardInterrupt``.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from hengping.collect.account import close_account
from hengping.collect.client import Client
from hengping.collect.memory import give_back_memory
from hengping.collect.page_guard import PageGuard
from hengping.collect.politeness import Politeness
from hengping.collect.recorder import Challenge
from hengping.collect.references import Outage, asking
from hengping.collect.run_steps import SiteStep, Steps, open_steps
from hengping.collect.site import Bench, crawl_site, or_fault
from hengping.collect.together import together
from hengping.collect.visiting import UNPLANNED, Watch
from hengping.collect.walk import Held, Progress
from hengping.collect.walk_parts import Crawled, ReadLinks
from hengping.collect.windows import parse_windows
from hengping.collect.workers import WorkerPool
from hengping.collect.workers_loop import run_loop
from hengping.evidence.files import disk_error
from hengping.extract.challenge import challenge_kind
from hengping.extract.outlinks import read_outlinks
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site

SiteProgress = Callable[[Site, str, int], None]
IN_PROCESS = 0
"""``workers``: crawl in the calling process, for one small site."""


class _Crawls(Protocol):
    """Where sites are crawled."""

    async def crawl(self, site: Site, folder: Path, frontier: Path | None, progress: Progress) -> Crawled:
        """Crawl one site; returns when that is done."""
        ...


def collect_sites(
    sites: Sequence[Site],
    folder_of: Callable[[Site], Path],
    settings: CollectSettings,
    on_done: Callable[[Site], None],
    on_progress: SiteProgress | None = None,
    *,
    workers: int = 1,
    frontiers: Path | None = None,
    enter: Callable[[], None] | None = None,
    size_of: Callable[[Site], int] | None = None,
    watch: Watch = UNPLANNED,
    seed: str = "",
    skip: Callable[[Site], bool] | None = None,
    beside: Sequence[SiteStep] = (),
    after: Sequence[SiteStep] = (),
    read_links: ReadLinks = read_outlinks,
    challenge: Challenge = challenge_kind,
) -> None:
    """Collect many sites; returns when all are done.

    Args:
        sites: whom to collect.
        folder_of: evidence folder of a site.
        settings: limits, budgets, visits.
        on_done: called once per site when its evidence is complete and on disk; not for skipped sites.
        on_progress: told site, what is counted (``pages``, ``links``, ``requests``, ``visits``) and the count.
        workers: processes that crawl; :data:`IN_PROCESS`: none, for a small site or a test.
        frontiers: folder of the frontiers' files; None: in memory, made anew from the archives after a kill.
        enter: called first in each worker process; importable.
        size_of: how large a site is expected to be, in any unit; larger ones are crawled first.
        watch: when visits are due, and approved maintenance windows.
        seed: of the campaign, which titles are asked of the sites' search is drawn with it.
        skip: sites to leave out, e.g. because an earlier run completed them.
        beside: further steps for every site while it is crawled, besides those of
            :func:`~hengping.collect.run_steps.open_steps`.
        after: further steps behind the crawl, likewise.
        read_links: finds links and frames of a page; another than the default only with :data:`IN_PROCESS`.
        challenge: recognises challenge pages; the same holds.

    Raises:
        EvidenceError: evidence cannot be written or is damaged.
        InputError: a ``connect_to`` rule or a time window is wrong.
        RunError: worker processes cannot be started.
        KeyboardInterrupt: Ctrl-C; all files are closed in order.
    """
    parse_windows(settings.windows)
    chosen = [site for site in sites if skip is None or not skip(site)]
    if frontiers is not None:
        try:
            frontiers.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, frontiers) from error

    async def collect_all() -> None:
        async with AsyncExitStack() as stack:
            steps = await open_steps(settings, stack, watch=watch, challenge=challenge, seed=seed)
            steps = Steps((*steps.beside, *beside), (*steps.after, *after), steps.learn, steps.politeness)
            crawls: _Crawls
            if workers == IN_PROCESS:
                crawls = await stack.enter_async_context(_CrawlsHere(settings, read_links, challenge, steps.politeness))
            else:
                used = min(workers, max(len(chosen), 1))
                crawls = await stack.enter_async_context(WorkerPool(used, settings, enter=enter, size_of=size_of))
            await together(*(collect_one(site, steps, crawls) for site in chosen))

    async def collect_one(site: Site, steps: Steps, crawls: _Crawls) -> None:
        folder = folder_of(site)
        frontier = frontiers / f"{site.site_code}.sqlite" if frontiers is not None else None
        progress = partial(on_progress, site) if on_progress else _silent
        crawled = Crawled()

        async def crawl_and_after() -> None:
            nonlocal crawled
            crawled = await crawls.crawl(site, folder, frontier, progress)
            if crawled.home:
                steps.learn(crawled.home, crawled.address)
            for step in steps.after:
                await _take(step, site, folder, progress)

        await together(*(_take(step, site, folder, progress) for step in steps.beside), crawl_and_after())
        await asyncio.to_thread(
            close_account,
            site,
            folder,
            settings,
            left_out=crawled.left_out,
            examples=crawled.examples,
            fault=crawled.fault,
            pages_left=crawled.pages_left,
            unread=crawled.unread,
        )
        on_done(site)
        if frontier is not None:
            _drop(frontier)

    give_back_memory()
    run_loop(collect_all)


class _CrawlsHere:
    """Crawls in this process and event loop."""

    def __init__(
        self, settings: CollectSettings, read_links: ReadLinks, challenge: Challenge, politeness: Politeness
    ) -> None:
        self._settings = settings
        self._politeness = politeness
        self._read_links = read_links
        self._challenge = challenge
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        client = await self._stack.enter_async_context(Client(self._settings, politeness=self._politeness))
        executor = self._stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="crawl"))
        outage = await self._stack.enter_async_context(Outage(self._settings.visits.references, asking(client)))
        self._bench = Bench(client, executor, Held(), outage=outage)
        self._places = asyncio.Semaphore(self._settings.concurrency)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def crawl(self, site: Site, folder: Path, frontier: Path | None, progress: Progress) -> Crawled:
        """Crawl one site, when there is a place."""
        async with self._places:
            crawl = crawl_site(
                site,
                folder,
                self._settings,
                self._bench,
                progress,
                frontier_path=frontier,
                read_links=self._read_links,
                challenge=self._challenge,
            )
            return await or_fault(site, crawl)


async def _take(step: SiteStep, site: Site, folder: Path, progress: Progress) -> None:
    """A programming error that one site's answers bring to light ends that step of that site only."""
    with PageGuard("step_failed", site.url):
        await step(site, folder, progress)


def _drop(frontier: Path) -> None:
    """Remove the file of a frontier, and what SQLite keeps beside it."""
    for name in (frontier.name, f"{frontier.name}-wal", f"{frontier.name}-shm"):
        frontier.with_name(name).unlink(missing_ok=True)


def _silent(_what: str, _count: int) -> None:
    """Progress nobody wants to hear about."""
