"""The desk of one site: where answers are read, archived and turned into the next requests.

All of it runs in the worker's one thread, never in the event loop: undoing content codings, recognising challenge
pages, parsing, hashing, compressing, SQLite. Answers are handled strictly in the order in which they were asked for,
and the next requests are chosen after each of them; so what is collected is a function of the answers alone, however
they are batched.

Order of writing: archive first, then the frontier's commit, which names how many captures it has handled. Killed in
between, the frontier stands behind the archive, and the captures it has not handled are taken from there. A frontier
that is lost, damaged or ahead of its archive is made anew by walking through the archive from its start.

Budgets end the walk: pages, checks (both in the frontier), requests with retries, bytes, and :data:`TURNED_AWAY`
answers in a row by which the server says that it wants no more. What is left then is counted.
"""

from collections import deque
from http import HTTPStatus
from pathlib import Path

from hengping.collect.exchange import Exchange
from hengping.collect.frontier import Frontier
from hengping.collect.frontier_target import Target
from hengping.collect.page_guard import PageGuard
from hengping.collect.recorder import Challenge, challenge_of
from hengping.collect.robots import names_sitemaps
from hengping.collect.sitemaps import Sitemap, read_sitemap, sitemap_places
from hengping.collect.walk_archived import ArchivedAnswers
from hengping.collect.walk_keeping import HTML_TYPES, Keeper, refused
from hengping.collect.walk_parts import Counts, Crawled, Pending, ReadLinks
from hengping.collect.walk_scope import Scope
from hengping.evidence.archive import SiteArchive
from hengping.evidence.writing import ArchiveWriter
from hengping.extract.outlinks import Outlinks
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import FAILURES, Capture, FailureKind, Purpose
from hengping.model.site import Site

BATCH_ANSWERS = 16
BATCH_BYTES = 4 << 20
"""A batch ends when it holds so much: other sites wait for the same thread."""
CHECKS_AT_ONCE = 32
MAX_SECTIONS = 200
"""Sections that the account of a crawl names."""
TURNED_AWAY = 10
"""So many answers 429 or 503 in a row end the walk: whoever says no that often is left alone."""
_READ = ("home", "page", "frame")
_CHECK_PURPOSES: dict[str, Purpose] = {"attachment": "attachment", "image": "image"}
_SITEMAP_DEPTH = 2
_SURE_TEXT, _SURE_LINKS = 2000, 20
"""A page with so much text and so many links is no challenge page: these hold hardly any of either."""
_NOTHING = Outlinks((), (), 0)
_UNREAD = Outlinks((), (), 0)
"""Of a page that our own reader failed at."""


class Desk:
    """One site's desk. Everything but the constructor belongs to the worker's thread.

    Args:
        site: its home URL is the start and sets the scope.
        folder: its evidence folder.
        settings: budgets and limits.
        frontier_path: where the frontier is kept; None: in memory.
        read_links: finds links and frames of a page.
        challenge: recognises challenge pages.
        robots_files: robots.txt answers that were fetched and not archived yet, by address.

    Attributes:
        counts: how far the walk is.
        robots: captures of robots.txt in the archive, by address.
    """

    def __init__(
        self,
        site: Site,
        folder: Path,
        settings: CollectSettings,
        *,
        frontier_path: Path | None,
        read_links: ReadLinks,
        challenge: Challenge,
        robots_files: dict[str, Exchange],
    ) -> None:
        self.counts = Counts()
        self._site = site
        self._archive = SiteArchive(folder)
        self._settings = settings
        self._frontier_path = frontier_path
        self._read_links = read_links
        self._challenge = challenge
        self._robots_files = robots_files
        self._scope = Scope(site.url)
        self._outstanding = self._unread = 0
        self._checking = False
        self._index_lines = 0
        self._robots_texts: dict[str, bytes] = {}
        self._archived = ArchivedAnswers(())
        self.writer: ArchiveWriter | None = None

    @property
    def host(self) -> str:
        """Host of the home page."""
        return self._scope.hosts[0]

    @property
    def robots(self) -> dict[str, Capture]:
        """Captures of robots.txt in the archive, by address."""
        return self._archived.robots

    def open(self) -> list[Pending]:
        """Open archive and frontier, take up where an earlier walk ended.

        Returns:
            What is to be asked for first.

        Raises:
            EvidenceError: the evidence cannot be written or is damaged.
        """
        self.writer = self._archive.open_writer()
        self._keeper = Keeper(self.writer, self._settings)
        self._archived = ArchivedAnswers(())
        self._frontier = self._open_frontier()
        captures = self._archive.iter_captures()
        handled = 0
        for capture in captures if self._frontier.handled else ():
            self._count(capture)
            self._archived.note(capture)
            self._keeper.redirects.note(capture)
            self._scope.widen(capture)
            handled += 1
            if handled == self._frontier.handled:
                break
        if handled < self._frontier.handled:
            # the archive lost its end (power cut, or removed): its frontier knows of pages that are not there
            self._frontier.close(delete=True)
            self.counts, self._scope, self._index_lines = Counts(), Scope(self._site.url), 0
            self._keeper = Keeper(self.writer, self._settings)
            self._frontier = self._open_frontier()
            captures = self._archive.iter_captures()
        robots = self._archived.robots
        self._archived = ArchivedAnswers(captures)
        self._archived.robots.update(robots)
        if self._frontier.handled == 0:
            self._frontier.add_page(Target(url=self._scope.home, purpose="home"))
        return self._fill()

    def _open_frontier(self) -> Frontier:
        settings = self._settings
        if self._frontier_path is not None:
            self._frontier_path.parent.mkdir(parents=True, exist_ok=True)
        return Frontier(
            self._frontier_path,
            max_pages=settings.max_pages_per_site,
            max_checks=settings.max_link_checks_per_site,
            section_share=settings.section_share,
        )

    def handle(self, queue: deque[Pending]) -> list[Pending]:
        """Handle the finished answers at the head of the queue.

        Args:
            queue: what was given out, in order; what is handled is taken off.

        Returns:
            What is to be asked for next.

        Raises:
            EvidenceError: the evidence cannot be written.
        """
        fresh: list[Pending] = []
        count = size = 0
        assert self.writer is not None  # noqa: S101 - opened first
        with self.writer.batch():
            while queue and queue[0].finished and count < BATCH_ANSWERS and size < BATCH_BYTES:
                pending = queue.popleft()
                size += pending.size
                count += 1
                self._handle(pending)
                pending.handled = True
                self._outstanding -= 1
                fresh += self._fill()
        self._frontier.commit(self._index_lines)
        return fresh

    def read_robots(self, capture: Capture) -> bytes:
        """The text of an archived robots.txt."""
        return self._archive.read(capture, self._settings.max_bytes_per_response).body if capture.status else b""

    def crawled(self) -> Crawled:
        """What the finished walk left out."""
        summary = self._frontier.summary()
        left_out = dict(summary.left_out)
        if self.counts.refusals >= TURNED_AWAY:
            left_out[FailureKind.BLOCKED.value] = summary.pages_left
        elif self._is_spent():
            rest = summary.pages_left + summary.checks_left
            left_out[FailureKind.BUDGET.value] = max(left_out.get(FailureKind.BUDGET.value, 0), rest)
        return Crawled(
            left_out=left_out,
            pages_left=summary.pages_left + summary.sitemap_left,
            examples={FailureKind.TRAP.value: [url for _, url in summary.trap_examples]},
            sections={each.section: (each.taken, each.left) for each in summary.sections[:MAX_SECTIONS]},
            traps=summary.traps,
            unread=self._unread,
        )

    def close(self) -> None:
        """Close frontier and archive in order."""
        if self.writer is None:
            return
        try:
            if hasattr(self, "_frontier"):
                self._frontier.close()
        finally:
            self.writer.close()

    def _fill(self) -> list[Pending]:
        """Choose as many targets as may be under way at once."""
        chosen: list[Pending] = []
        while True:
            at_once = self._at_once()
            while self._outstanding < at_once and not self._is_spent():
                target = self._frontier.next_check() if self._checking else self._frontier.next_page()
                if target is None:
                    break
                self._outstanding += 1
                chosen.append(Pending(target, self._archived.take(target), self.counts.wants(target, self._settings)))
            if self._outstanding or self._checking:
                return chosen
            self._checking = True

    def _at_once(self) -> int:
        settings = self._settings
        return min(settings.concurrency, CHECKS_AT_ONCE) if self._checking else 2 * settings.concurrency_per_host

    def _is_spent(self) -> bool:
        """Whether requests, bytes or the server's patience are used up."""
        counts, settings = self.counts, self._settings
        if counts.refusals >= TURNED_AWAY and not self._checking:
            return True
        under_way = self._outstanding * (1 + settings.retries)
        return (
            counts.requests + under_way >= settings.max_requests_per_site or counts.size >= settings.max_bytes_per_site
        )

    def _count(self, capture: Capture) -> None:
        self._index_lines += 1
        self.counts.add(capture)

    def _handle(self, pending: Pending) -> None:
        """Archive an answer and queue what it leads to."""
        target = pending.target
        if pending.rules is not None:
            for url in pending.rules.files:
                self._keep_robots(url)
        for passed in self._archived.before(pending.archived):
            self._count(passed)
        capture, links, body = self._keep_known(target, pending.archived) if pending.archived else self._keep(pending)
        self._count(capture)
        self._frontier.done(target)
        with PageGuard("links_not_queued", target.url) as guard:
            self._queue_what_follows(target, capture, body)
            if links.links or links.frames:
                self._queue(target, links)
        self._unread += guard.failed or links is _UNREAD

    def _queue_what_follows(self, target: Target, capture: Capture, body: bytes) -> None:
        """Queue redirects and sitemaps."""
        if capture.location:
            if capture.failure not in (FailureKind.REDIRECT_LOOP, FailureKind.COOKIE_WALL):
                hop, is_page = self._scope.hop(target, capture.location)
                (self._frontier.add_page if is_page else self._frontier.add_check)(hop)
        elif target.purpose == "home":
            self._scope.widen(capture)
            self._queue_sitemaps(target)
        elif _is_sitemap(capture):
            self._queue_sitemap(target, body)

    def _keep_known(self, target: Target, capture: Capture) -> tuple[Capture, Outlinks, bytes]:
        """What the archive has, read again as far as it leads on."""
        self._keeper.redirects.note(capture)
        if not (self._is_readable(target, capture.status, capture.mime, capture.failure) or _is_sitemap(capture)):
            return capture, _NOTHING, b""
        body = self._archive.read(capture, self._settings.max_bytes_per_response).body
        return capture, self._links(target, body, capture.content_type, capture.mime), body

    def _keep(self, pending: Pending) -> tuple[Capture, Outlinks, bytes]:
        """Read and archive what the network gave."""
        target, exchange = pending.target, pending.exchange or refused(pending.target, FailureKind.OWN_FAULT)
        opened = self._keeper.open(target, exchange)
        answer = exchange.answer
        links, challenge = _NOTHING, ""
        if answer is not None and opened.mime in HTML_TYPES:
            if self._is_readable(target, answer.status, opened.mime, opened.exchange.failure):
                links = self._links(target, opened.body, opened.content_type, opened.mime)
            if links.text_length < _SURE_TEXT or len(links.links) < _SURE_LINKS:
                challenge = challenge_of(self._challenge, opened.body, answer.status, target.url)
                links = _NOTHING if challenge else links
        capture = self._keeper.keep(
            target,
            opened,
            challenge=challenge,
            forbidden=pending.forbidden,
            unread=links is _UNREAD,
            outlinks=[link.url for link in links.links],
        )
        return capture, links, opened.body

    def _keep_robots(self, url: str) -> None:
        exchange = self._robots_files.pop(url, None)
        if exchange is None:
            return
        target = Target(url=url, purpose="robots")
        opened = self._keeper.open(target, exchange)
        capture = self._keeper.keep(target, opened)
        self._archived.note(capture)
        self._count(capture)
        if len(self._robots_texts) < BATCH_ANSWERS:
            self._robots_texts[url] = opened.body

    def _is_readable(self, target: Target, status: int, mime: str, failure: FailureKind | None) -> bool:
        return (
            target.purpose in _READ
            and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
            and mime in HTML_TYPES
            and (failure is None or not FAILURES[failure].turned_away)
            and (target.purpose == "home" or self._scope.inside(target.url))
        )

    def _links(self, target: Target, body: bytes, content_type: str, mime: str) -> Outlinks:
        if mime not in HTML_TYPES or target.purpose == "sitemap":
            return _NOTHING
        with PageGuard("links_unreadable", target.url):
            return self._read_links(body, target.url, content_type=content_type)
        return _UNREAD

    def _queue(self, target: Target, links: Outlinks) -> None:
        frontier = self._frontier
        if links.frames:
            frontier.add_pages(
                Target(url=url, purpose="frame", source_url=target.url, depth=target.depth) for url in links.frames
            )
        source, depth = target.url, target.depth + 1
        own = self._scope.inside(source)
        urls = [link.url for link in links.links if link.kind == "internal"] if own else []
        if fresh := frontier.new_pages(urls):
            texts = {link.url: link.text for link in links.links}
            frontier.add_pages(
                Target(url=url, purpose="page", source_url=source, depth=depth, text=texts[url]) for url in fresh
            )
        urls = [link.url for link in links.links if link.kind != "internal" or not own]
        if fresh := frontier.new_checks(urls):
            kinds = {link.url: link.kind for link in links.links}
            frontier.add_checks(
                Target(url=url, purpose=_CHECK_PURPOSES.get(kinds[url], "link"), source_url=source, depth=depth)
                for url in fresh
            )

    def _queue_sitemaps(self, home: Target) -> None:
        """Queue the sitemaps that the robots.txt of the home page's origin names."""
        if not self._settings.sitemaps:
            return
        url = home.url[: home.url.find("/", 8)] + "/robots.txt"
        for _ in range(5):
            capture = self._archived.robots.get(url)
            if capture is None or not capture.location:
                break
            url = capture.location
        if capture is None or capture.status != HTTPStatus.OK:
            return
        body = self._robots_texts.get(url)
        text = (self.read_robots(capture) if body is None else body).decode(errors="replace")
        if names_sitemaps(text):
            with PageGuard("robots_unreadable", url):
                self._add_sitemaps(sitemap_places(text, url), url)

    def _queue_sitemap(self, target: Target, body: bytes) -> None:
        """Queue what a sitemap names, as far as it lies on the site."""
        found = Sitemap()
        with PageGuard("sitemap_unreadable", target.url):
            found = read_sitemap(body, target.url)
        self._add_sitemaps(found.sitemaps, target.url)
        self._frontier.add_pages(
            Target(url=page.url, purpose="page", source_url=target.url, depth=_SITEMAP_DEPTH, hint="sitemap")
            for page in found.pages
            if self._scope.inside(page.url)
        )

    def _add_sitemaps(self, urls: tuple[str, ...], source: str) -> None:
        self._frontier.add_pages(
            Target(url=url, purpose="sitemap", source_url=source, depth=1) for url in urls if self._scope.inside(url)
        )


def _is_sitemap(capture: Capture) -> bool:
    return capture.purpose == "sitemap" and capture.status == HTTPStatus.OK
