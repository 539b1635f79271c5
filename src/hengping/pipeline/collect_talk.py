"""What is told while a collection goes on: how far it is, what it waits for, which sites it may not ask.

A collection lasts a week; for most of that time it waits. A thread of its own looks on, because the event loop that
collects has nothing to say while everything in it sleeps.
"""

import threading
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Self

from hengping.collect.windows import Windows
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.model.errors import HengpingError
from hengping.model.site import Site
from hengping.pipeline.collect_waits import SecondLookWait, Waits, sentence, waits_for
from hengping.pipeline.context import Run
from hengping.pipeline.private_sites import refused_home, refused_notice
from hengping.pipeline.run_info import now
from hengping.pipeline.visits_schedule import sealed_schedule

STAGE = "collect"
TALK_S = 2.0
"""So often, at most, a running collection is told of, in seconds."""
QUIET_S = 15.0
"""No headway for so long means that it waits, in seconds."""
_LOOK_S = 2.0


class Talk:
    """Tells how a collection goes; use in ``with``.

    Args:
        run: the run.
        waiting: its sites that are not complete yet.
        told: codes of sites that are known to be refused.
        quiet_s: no headway for so many seconds means that it waits.
    """

    def __init__(
        self, run: Run, waiting: Iterable[Site], *, told: Collection[str] = (), quiet_s: float = QUIET_S
    ) -> None:
        self._run = run
        self._settings = run.info.settings.collect
        self._windows = Windows(self._settings.windows)
        self._open = {site.site_code: site for site in waiting}
        self._done = len(run.sites) - len(self._open)
        self._quiet_s = quiet_s
        self._counts: dict[tuple[str, str], int] = {}
        self._totals: Counter[str] = Counter()
        self._told_at = self._moved_at = monotonic()
        self._told_pages = 0
        self._told_kinds: frozenset[str] = frozenset()
        self._waits: dict[str, SecondLookWait | str] = {}
        self._untried = self._open.keys() - set(told)
        self._begun: set[str] = set()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="collect-talk", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look on."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop looking on; what a short collection has not been asked about yet is looked at now."""
        self._end.set()
        self._thread.join()
        if kind is None:
            self._tell_refused(self._untried, last=True)

    def hear(self, site: Site, what: str, count: int) -> None:
        """So many of something at a site by now."""
        with self._lock:
            before = self._counts.get((site.site_code, what))
            self._counts[site.site_code, what] = count
            self._totals[what] += count - (before or 0)
            if before is None and what == "pages":
                self._told_pages += count  # an earlier start fetched them
            if what != "visits" and count != before:
                self._moved_at = monotonic()
                self._begun.add(site.site_code)
                self._waits.pop(site.site_code, None)
            due = monotonic() - self._told_at >= TALK_S
        if due:
            self._tell_figures()

    def finished(self, site: Site) -> None:
        """A site is complete."""
        with self._lock:
            self._open.pop(site.site_code, None)
            self._waits.pop(site.site_code, None)
            self._done += 1
            self._moved_at = monotonic()

    def waits(self, moment: datetime) -> Waits:
        """What is waited for at a moment (UTC), told from the evidence."""
        with self._lock:
            sites = list(self._open.values())
        for site in sites:
            if site.site_code not in self._waits:
                self._waits[site.site_code] = self._one(site, moment)
        kinds = [self._waits.get(site.site_code, "") for site in sites]
        # what was due is under way
        looks = [wait for wait in kinds if isinstance(wait, SecondLookWait) and wait.due_at > moment]
        resting = kinds.count("backing_off")
        made, planned, until = self._visits(sites)
        closed_s = self._windows.closed_for_s()
        known = closed_s > 0 or until is not None
        others = 0 if known else len(sites) - len(looks) - resting
        return Waits(looks, resting, closed_s, made, planned, until, others)

    def _one(self, site: Site, moment: datetime) -> SecondLookWait | str:
        archive = SiteArchive(self._run.folder.site_evidence(site.site_code))
        try:
            return waits_for(archive.iter_captures(), self._settings, moment)
        except EvidenceError:
            return ""  # whoever collects it finds that out, and says so

    def _visits(self, sites: list[Site]) -> tuple[int, int, datetime | None]:
        """Visits made and planned of these sites, and when the last is due; None: none is left."""
        count = self._settings.visits.count
        sealed = sealed_schedule(self._run) if count else None
        made = {site.site_code: self._counts.get((site.site_code, "visits"), 0) for site in sites}
        left = [code for code, number in made.items() if number < count]
        if sealed is None or not left:
            return 0, 0, None
        return sum(made.values()), count * len(sites), max(sealed.due_at(code, count) for code in left)

    def _look_on(self) -> None:
        while not self._end.wait(_LOOK_S):
            with self._lock:
                still_open, begun = bool(self._open), self._untried & self._begun
            # what is wrong with the run folder is said by whoever needs it, not by the one who looks on
            with suppress(HengpingError, OSError):
                self._tell_refused(begun)
                if monotonic() - self._moved_at < self._quiet_s:
                    self._told_kinds = frozenset()
                elif still_open:
                    self._tell_waits()

    def _tell_waits(self) -> None:
        moment = now()
        waits = self.waits(moment)
        said = sentence(waits, moment, backoff_max_s=self._settings.backoff_max_s)
        if not said:
            return
        if not waits.kinds <= self._told_kinds:
            self._told_kinds |= waits.kinds
            self._run.progress.tell(f"正在等待：{said}。可按 Ctrl-C 停下，再次运行同一条命令即继续")
        else:
            self._run.progress.note(STAGE, f"正在等待：{said}")

    def _tell_figures(self) -> None:
        with self._lock:
            elapsed_s = monotonic() - self._told_at
            pages = self._totals["pages"]
            rate = max(pages - self._told_pages, 0) / max(elapsed_s, TALK_S)
            self._told_at, self._told_pages = monotonic(), pages
            waiting = monotonic() - self._moved_at >= self._quiet_s
        if not waiting:
            self._run.progress.note(
                STAGE,
                f"{self._done}/{len(self._run.sites)}个网站完成，{pages}页（每秒{rate:.0f}页），"
                f"{self._totals['links']}个链接，{self._totals['requests']}次请求，{self._totals['visits']}次拨测",
            )

    def _tell_refused(self, begun: Collection[str], *, last: bool = False) -> None:
        """Say which sites turned out to lie in a private network, once each.

        Args:
            begun: codes of sites to be looked at: their collection has begun.
            last: nothing more will come of them.
        """
        refused = []
        for site in self._run.sites if begun else ():
            if site.site_code not in begun:
                continue
            try:
                found = refused_home(self._run.folder.site_evidence(site.site_code))
            except EvidenceError:
                found = False
            if found is not None or last:
                self._untried = self._untried - {site.site_code}
            if found:
                refused.append(site)
        if refused:
            self._run.progress.tell(refused_notice(refused, collected=True))
