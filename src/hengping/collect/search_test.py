"""The search test (搜索测试, S07): titles that are known to be on the site are asked of its own search.

What is asked is decided once, from the archived pages, and written beside the archive (``search.json``) before the
first question; the questions follow one another as :func:`hengping.extract.site_search.questions` has them, each answer
archived with purpose ``search``. After a kill the same questions are answered from the archive as far as it goes.

Polite as the crawl: rate and places of the host, robots.txt, the site's budget of requests. Only the site itself and
other government hosts are asked. What found nothing is asked again later by a client that looks like a browser, like
any other fault that is about to be called one.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.frontier_target import Target
from hengping.collect.page_guard import PageGuard
from hengping.collect.recorder import Recorder, challenge_of
from hengping.collect.references import fetched_when_up
from hengping.collect.robots import Robots, RobotsFile
from hengping.collect.search_test_plan import plan_search, read_plan
from hengping.collect.surroundings import Surroundings
from hengping.collect.together import unbroken
from hengping.collect.walk_keeping import HTML_TYPES, Keeper, limits_of, refused
from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import write_atomic
from hengping.evidence.writing import ArchiveWriter
from hengping.extract.site_search import (
    MAX_HOPS,
    Questions,
    SearchAnswer,
    from_archive,
    is_doubtful,
    may_ask,
    questions,
)
from hengping.model.codec import encode_pretty
from hengping.model.evidence import Capture, FailureKind
from hengping.model.site import Site
from hengping.model.site_search import SEARCH_FILE, SearchPlan, SearchRequest

Progress = Callable[[str, int], None]
SECOND_LOOK = 2


async def run_search_test(
    site: Site, folder: Path, client: Client, surroundings: Surroundings, progress: Progress, *, look: int = 1
) -> None:
    """Ask the site's search; with ``look`` 2 only where the first look found nothing, after the delay.

    Args:
        site: whose search it is.
        folder: its evidence folder; its archive must be free to be written.
        client: the open client of the look's profile.
        surroundings: what all sites share.
        progress: told ``searches`` and their number.
        look: which look it is.

    Raises:
        EvidenceError: the evidence cannot be read or written.
    """
    settings = surroundings.settings
    if settings.search_tests == 0:
        return
    archive = SiteArchive(folder)
    plan = await asyncio.to_thread(_plan, site, archive, surroundings)
    if plan is None or plan.not_tested:
        return
    if look == SECOND_LOOK:
        asked_at = await asyncio.to_thread(_doubtful_since, plan, archive)
        if asked_at is None:
            return
        delay_s = settings.second_look.delay_s
        due_s = (asked_at - datetime.now(UTC)).total_seconds() + delay_s
        await asyncio.sleep(min(max(due_s, 0), delay_s))
    with await asyncio.to_thread(archive.open_writer) as writer:
        asker = await asyncio.to_thread(_Asker, site, archive, writer, client, surroundings, look)
        try:
            progress("searches", await asker.run(plan))
        finally:
            await asker.robots.close()


def _plan(site: Site, archive: SiteArchive, surroundings: Surroundings) -> SearchPlan | None:
    """The plan as recorded, or a new one, recorded; None when the home page was not read."""
    standing = read_plan(archive.folder)
    if standing is not None:
        return standing
    plan = plan_search(site, archive, count=surroundings.settings.search_tests, seed=surroundings.seed)
    if plan is not None:
        write_atomic(archive.folder / SEARCH_FILE, encode_pretty(plan))
    return plan


def _doubtful_since(plan: SearchPlan, archive: SiteArchive) -> datetime | None:
    """When the last question was asked, if nothing was found; None when something was, or nothing can be said."""
    captures = [one for one in archive.iter_captures() if one.purpose == "search" and one.look == 1]
    is_due = False
    if captures:
        with PageGuard("search_unreadable", captures[0].url):
            is_due = is_doubtful(from_archive(plan, captures, lambda capture: archive.read(capture).body))
    return max(capture.fetched_at for capture in captures) if is_due else None


def _next(asking: Questions, answer: SearchAnswer | None) -> SearchRequest | None:
    """The next question; None when there is none left (a StopIteration does not come out of a thread)."""
    try:
        with PageGuard("search_unreadable", answer.capture.url if answer is not None else ""):
            return asking.send(answer)
    except StopIteration:
        return None
    return None  # our own reader failed at the answer: nothing more is asked, and nothing told of the search


class _Asker:
    """One look at one site's search."""

    def __init__(  # noqa: PLR0917 - one caller
        self,
        site: Site,
        archive: SiteArchive,
        writer: ArchiveWriter,
        client: Client,
        surroundings: Surroundings,
        look: int,
    ) -> None:
        self._site = site
        self._archive = archive
        self._client = client
        self._around = surroundings
        self._respect = surroundings.settings.respect_robots
        self._keeper = Keeper(writer, client.settings, look=look, profile=client.profile)
        self._recorder = Recorder(archive, writer, client, challenge=surroundings.challenge)
        self._known: dict[str, deque[Capture]] = defaultdict(deque)
        self._requests_left = surroundings.settings.max_requests_per_site
        for capture in archive.iter_captures():
            self._requests_left -= capture.attempts
            if capture.purpose == "search" and capture.look == look:
                self._known[capture.url].append(capture)
        self.robots = Robots(self._read_robots, client.politeness, surroundings.settings.user_agent)

    async def run(self, plan: SearchPlan) -> int:
        """Ask all questions; gives how many there were."""
        asking = questions(plan)
        asked = 0
        try:
            request = await asyncio.to_thread(next, asking, None)
            while request is not None:
                answer = await self._answer(request)
                asked += 1
                request = await asyncio.to_thread(_next, asking, answer)
        finally:
            asking.close()
        return asked

    async def _answer(self, request: SearchRequest) -> SearchAnswer | None:
        """The answer to a question, redirects followed."""
        url, form, source = request.url, request.body, self._site.url
        for hop in range(MAX_HOPS + 1):
            target = Target(url=url, purpose="search", source_url=source, hops=hop)
            capture = self._known[url].popleft() if self._known[url] else await self._asked(target, form)
            if not capture.location or hop == MAX_HOPS or not may_ask(capture.location, self._site.url):
                break
            url, form, source = capture.location, None, url
        if not capture.status or capture.location:
            return SearchAnswer(capture, b"", hop)
        body = await asyncio.to_thread(lambda: self._archive.read(capture).body)
        return SearchAnswer(capture, body, hop)

    async def _asked(self, target: Target, form: bytes | None) -> Capture:
        around = self._around
        if around.wait_up is not None:
            await around.wait_up()
        if self._respect and not await self.robots.allows(target.url):
            exchange = refused(target, FailureKind.ROBOTS)
        elif self._requests_left < 1 + self._client.settings.retries:
            exchange = refused(target, FailureKind.BUDGET)
        else:
            limit, binary_limit = limits_of("search", around.most_bytes)
            exchange = await fetched_when_up(
                around.outage,
                lambda: self._client.fetch(target.url, limit=limit, binary_limit=binary_limit, form=form),
            )
        self._requests_left -= exchange.attempts
        kept: list[Capture] = []
        async with around.turn:
            await unbroken(asyncio.to_thread(lambda: kept.append(self._keep(target, exchange))))
        return kept[0]

    def _keep(self, target: Target, exchange: Exchange) -> Capture:
        opened = self._keeper.open(target, exchange)
        challenge = ""
        if exchange.answer is not None and opened.mime in HTML_TYPES:
            challenge = challenge_of(self._around.challenge, opened.body, exchange.answer.status, target.url)
        return self._keeper.keep(target, opened, challenge=challenge)

    async def _read_robots(self, url: str) -> RobotsFile:
        target = Target(url=url, purpose="robots")
        known = self._recorder.known(target)
        if known is None:
            exchange = await self._recorder.fetch(target)
            async with self._around.turn:
                known = self._recorder.keep(target, exchange)
        capture = known.capture
        if HTTPStatus.OK <= capture.status < HTTPStatus.MULTIPLE_CHOICES:
            body = await asyncio.to_thread(lambda: self._archive.read(capture).body)
            return RobotsFile(body.decode(errors="replace"))
        return RobotsFile(location=capture.location)
