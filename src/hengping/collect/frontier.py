"""What is asked for next: a pure function of what was put in, in the order it was put in.

Pages first, breadth first, within a depth: frames and redirect targets, navigation, lists, the rest. Then checks of
attachments, images and external links in the order they were found. Each address is given out once. Redirect targets do
not count against the budgets: what they belong to already did.
"""

import heapq
from collections import deque

import msgspec

from hengping.collect.traps import TrapGuard, page_identity
from hengping.model.evidence import Purpose
from hengping.model.facts import LinkPlace

RANK_FIRST = 0
RANK_BY_PLACE: dict[LinkPlace, int] = {"nav": 1, "breadcrumb": 1, "list": 2, "body": 3, "footer": 3}
MAX_HOPS = 10


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An address to ask for.

    Attributes:
        url: normal form (of an address that has none, the text as found).
        purpose, source_url, depth: see :class:`~hengping.model.evidence.Capture`.
        hops: redirects that led here.
    """

    url: str
    purpose: Purpose
    source_url: str = ""
    depth: int = 0
    hops: int = 0


class Frontier:
    """Queue of one site.

    Args:
        max_pages: pages to give out at most.
        max_checks: link checks to give out at most.
    """

    def __init__(self, max_pages: int, max_checks: int) -> None:
        self._pages_left = max_pages
        self._checks_left = max_checks
        self._heap: list[tuple[int, int, int, Target]] = []
        self._checks: deque[Target] = deque()
        self._seen_pages: set[str] = set()
        self._seen_identities: set[str] = set()
        self._seen_checks: set[str] = set()
        self._given: set[str] = set()
        self._traps = TrapGuard()
        self._count = 0

    def add_page(self, target: Target, rank: int) -> None:
        """Queue a page, once; addresses that look like a trap are left out."""
        if target.hops > MAX_HOPS:
            return
        # a redirect target is what the server insists on: a session id there does make another address
        identity = page_identity(target.url)
        if target.url in self._seen_pages or (not target.hops and identity in self._seen_identities):
            return
        self._seen_pages.add(target.url)
        self._seen_identities.add(identity)
        if target.purpose != "home" and not target.hops and not self._traps.admits(target.url, target.source_url):
            return
        self._count += 1
        heapq.heappush(self._heap, (target.depth, rank, self._count, target))

    def add_check(self, target: Target) -> None:
        """Queue a link check, once. Redirect targets go first: a chain stays together."""
        if target.url in self._seen_checks or target.hops > MAX_HOPS:
            return
        self._seen_checks.add(target.url)
        if target.hops:
            self._checks.appendleft(target)
        else:
            self._checks.append(target)

    def next_page(self) -> Target | None:
        """The next page, or None: nothing queued, or the budget is spent."""
        while self._heap:
            target = heapq.heappop(self._heap)[-1]
            if target.hops == 0:
                if self._pages_left == 0:
                    continue
                self._pages_left -= 1
            self._given.add(target.url)
            return target
        return None

    def next_check(self) -> Target | None:
        """The next link check, or None: nothing queued, or the budget is spent. Pages given out before are left out."""
        while self._checks:
            target = self._checks.popleft()
            if target.url in self._given:
                continue
            if target.hops == 0:
                if self._checks_left == 0:
                    continue
                self._checks_left -= 1
            self._given.add(target.url)
            return target
        return None
