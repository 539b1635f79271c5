"""Rendering one site, after its crawl: chosen pages go through the browser, one at a time, until its minutes are spent.

- Per page the pictures and axe results come first, then the rendered record, then the line in ``browser.jsonl``; a kill
  in between repeats at most one page, and its record is not written twice.
- What cannot be rendered is a note (own fault, refused, over the budget) and changes nothing else.
- No browser installed: said once per run, noted per site, no verdict.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import msgspec
import structlog

from hengping.collect.browser.choice import Chosen, choose, readable_pages
from hengping.collect.browser.files import keep_files
from hengping.collect.browser.fleet import BrowserGoneError, Fleet, NoBrowserError, Session
from hengping.collect.browser.notes import RenderNote, add_note, minutes_used, read_notes
from hengping.collect.browser.page import PAGE_TIMEOUT_S, Rendered, RenderError, Wish, render
from hengping.collect.hosts import named_hosts, registrable_domain
from hengping.collect.page_guard import PageGuard
from hengping.collect.recorder import challenge_of
from hengping.evidence.archive import SiteArchive
from hengping.evidence.writing import ArchiveWriter
from hengping.extract.challenge import challenge_kind
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture, FailureKind
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url

Progress = Callable[[str, int], None]
MIN_PAGE_S = 1.0
"""A page is not begun with less time than this left in the budget."""
_OF_THE_BROWSER = ("content-autofill.googleapis.com",)
"""Hosts Chromium itself asks for when a page has a form; refused, and none of the site's doing."""
NO_BROWSER = (
    "未找到浏览器 chromium，未渲染页面；由脚本生成内容的栏目列为待人工确认。安装 chromium 后可渲染 "
    "(chromium not found: pages are not rendered)"
)
_log = structlog.get_logger()


async def render_site(site: Site, folder: Path, settings: CollectSettings, browser: Fleet, progress: Progress) -> None:
    """Render the chosen pages of a site, or go on where an earlier call was killed.

    Args:
        site: the site.
        folder: its evidence folder, crawled already; its archive must be free to be written.
        settings: what is rendered, budgets.
        browser: the open browsers, shared by all sites.
        progress: told ``rendered`` and how many pages were tried.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
    """
    if settings.browser == "off":
        return
    archive = SiteArchive(folder)
    with archive.open_writer() as writer:
        await _Rendering(site, archive, writer, settings, browser).run(progress)


class _Rendering:
    """One site's turn.

    Args:
        site, archive, writer, settings, browser: see :func:`render_site`.
    """

    def __init__(
        self, site: Site, archive: SiteArchive, writer: ArchiveWriter, settings: CollectSettings, browser: Fleet
    ) -> None:
        self._site = site
        self._archive = archive
        self._writer = writer
        self._settings = settings
        self._browser = browser
        everything = archive.captures()
        # what stands behind the first rendered page came later: a run that goes on chooses among the same pages
        self._captures = list(takewhile(lambda capture: capture.purpose != "rendered", everything))
        self._notes = {note.url: note for note in read_notes(archive.folder)}
        self._rendered = {capture.url: capture for capture in everything if capture.purpose == "rendered"}
        self._pages = readable_pages(self._captures)

    async def run(self, progress: Progress) -> None:
        """All chosen pages."""
        hosts = {host_of(capture.url) for capture in self._captures if capture.purpose in {"home", "page", "frame"}}
        broken_certificate = any(capture.failure is FailureKind.CERTIFICATE for capture in self._captures)
        chosen = choose(self._site, self._archive, self._captures, self._settings.browser)
        ignore = broken_certificate or bool(self._settings.connect_to)
        domains = {registrable_domain(host) for host in hosts}
        async with self._browser.session(hosts - {""}, domains, ignore_certificates=ignore) as session:
            done = 0
            while (one := await asyncio.to_thread(_next, chosen)) is not None:
                if one.capture.url not in self._notes:
                    self._keep(await self._one(session, one))
                    await asyncio.sleep(1 / self._settings.requests_per_second_per_host)
                done += 1
                progress("rendered", done)

    def _keep(self, note: RenderNote) -> None:
        add_note(self._archive.folder, note)
        self._notes[note.url] = note

    async def _one(self, session: Session, one: Chosen) -> RenderNote:
        """One page; what went wrong is in the note."""
        url, at = one.capture.url, datetime.now(UTC)
        note = RenderNote(url=url, why=one.why, at=at)
        if url in self._rendered:  # killed between record and note
            return msgspec.structs.replace(note, record_id=self._rendered[url].record_id)
        left_s = (self._settings.browser_minutes_per_site - minutes_used(list(self._notes.values()))) * 60
        if left_s < MIN_PAGE_S:
            return msgspec.structs.replace(note, failure=FailureKind.BUDGET, detail="browser minutes used up")
        session.gate.hosts |= await asyncio.to_thread(self._named, one.capture)
        before = _Account(session)
        started = asyncio.get_running_loop().time()
        failure, detail, rendered = None, "", None
        wish = Wish(
            url=url,
            full=one.why == "home",
            max_bytes=self._settings.max_bytes_per_response,
            timeout_s=min(PAGE_TIMEOUT_S, left_s),
        )
        try:
            rendered = await self._twice(session, wish)
        except NoBrowserError:
            _say_once(self._browser)
            failure, detail = FailureKind.OWN_FAULT, "no chromium"
        except RenderError as error:
            failure, detail = error.failure, str(error)
        except BrowserGoneError as error:
            failure, detail = FailureKind.OWN_FAULT, str(error)
        except Exception as error:  # noqa: BLE001 - a fault in driving the browser is no fault of the site's
            _log.exception("render_failed", url=url)
            failure, detail = FailureKind.OWN_FAULT, f"{type(error).__name__}: {error}"[:200]
        note = msgspec.structs.replace(
            note,
            elapsed_ms=round((asyncio.get_running_loop().time() - started) * 1000),
            failure=failure,
            detail=detail,
            **before.since(session),
        )
        return note if rendered is None else await self._archived(one.capture, rendered, note)

    async def _twice(self, session: Session, wish: Wish) -> Rendered:
        """A page whose browser went away may have been in bad company: it gets a second browser."""
        try:
            return await render(session, wish)
        except NoBrowserError:
            raise
        except BrowserGoneError:
            return await render(session, wish)

    def _named(self, capture: Capture) -> frozenset[str]:
        body = self._archive.read(capture).body
        with PageGuard("page_unreadable", capture.url):
            return named_hosts(body, capture.url)
        return frozenset()

    async def _archived(self, capture: Capture, rendered: Rendered, note: RenderNote) -> RenderNote:
        """Keep what was rendered, under the address of the archived page that it shows."""
        try:
            final = normal_url(rendered.final_url)
        except BadUrlError:
            final = ""
        of = self._pages.get(final)
        if of is None or (of.url in self._rendered and of.url != capture.url):
            return msgspec.structs.replace(note, failure=FailureKind.OWN_FAULT, detail=f"moved to {final}"[:300])
        kind = await asyncio.to_thread(challenge_of, challenge_kind, rendered.html, 200, capture.url)
        if kind:
            return msgspec.structs.replace(note, failure=FailureKind.BLOCKED, detail=kind)
        files = keep_files(self._archive.folder, of, rendered, note.at)
        kept = self._writer.add_rendered(of, rendered.html, taken_at=note.at)
        self._rendered[of.url] = kept
        return msgspec.structs.replace(note, nodes=rendered.nodes, files=files, record_id=kept.record_id)


class _Account:
    """What the gate has counted so far, so that a page's share can be told."""

    def __init__(self, session: Session) -> None:
        self._requests, self._received = session.gate.requests, session.gate.received
        self._refused = session.gate.refused.copy()

    def since(self, session: Session) -> dict[str, object]:
        """Requests, bytes and refusals since then, as fields of a note."""
        gate = session.gate
        refused = gate.refused - self._refused
        for host in _OF_THE_BROWSER:
            refused.pop(host, None)
        return {
            "requests": gate.requests - self._requests,
            "received_bytes": gate.received - self._received,
            "refused": {host[:100]: refused[host] for host in sorted(refused)[:50]},
        }


def _next(chosen: Iterator[Chosen]) -> Chosen | None:
    return next(chosen, None)


def _say_once(browser: Fleet) -> None:
    if not browser.absence_told:
        browser.absence_told = True
        _log.warning("no_browser", text=NO_BROWSER)
