"""The captures of a site as a lookup: where an address ends, and whether it opens.

What the first look found broken is believed only as far as the second look goes (later, by a client that looks like
a browser): opens then → it opens; turned away → blocked; not reached by our own fault → not tested; broken again →
broken, with ``looks`` 2. Without a second look it stays broken with ``looks`` 1; the check decides what that is worth.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import structs

from hengping.model.evidence import (
    FAILURES,
    MAX_REDIRECTS,
    TURNED_AWAY_STATUS,
    Capture,
    EvidenceRef,
    FailureKind,
    Purpose,
)
from hengping.model.facts import LinkState, PageFacts

MAX_HOPS = MAX_REDIRECTS
_BROKEN_STATUS = frozenset({404, 410})
_SERVER_ERROR = 500
_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)
_DAMAGED = frozenset({FailureKind.INCOMPLETE, FailureKind.TOO_LARGE, FailureKind.BOMB})
_NO_OUTCOME = frozenset({"cloaking", "rendered", "robots", "sitemap"})
"""Purposes whose captures say nothing of how an address answers a visitor."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where an address leads.

    Attributes:
        url: address of the last hop that is known.
        state: as in :class:`hengping.model.facts.LinkFact`.
        status, failure, evidence: of the last hop.
        captured: whether anything was asked at all.
        looks: 2 when a second look decided.
        first_status, first_failure: what the first look found, where a second look confirmed that it is broken.
        hollow: as in :class:`hengping.model.facts.LinkFact`.
    """

    url: str
    state: LinkState
    status: int = 0
    failure: FailureKind | None = None
    evidence: EvidenceRef = EvidenceRef("", "")
    captured: bool = False
    looks: int = 1
    first_status: int = 0
    first_failure: FailureKind | None = None
    hollow: str = ""


class CaptureIndex:
    """Captures by address, redirects followed. The order in which captures are given makes no difference.

    Attributes:
        second_looks: whether the evidence holds any second look.
        partial: addresses of pages that were not received whole, or that our own readers failed at.
        faulty: the latter alone.
    """

    def __init__(
        self,
        captures: Sequence[Capture],
        pages: Mapping[str, PageFacts],
        challenges: Mapping[str, str],
        partial: frozenset[str] = frozenset(),
        *,
        hollow: Mapping[str, str] | None = None,
        faulty: frozenset[str] = frozenset(),
    ) -> None:
        self._pages = pages
        self._challenges = challenges
        self._hollow = hollow or {}
        self.partial = partial | faulty
        self.faulty = faulty
        self._captures: dict[str, Capture] = {}
        self._again: dict[str, Capture] = {}
        for capture in sorted(captures, key=_rank):
            if capture.purpose not in _NO_OUTCOME:
                (self._captures if capture.look == 1 else self._again)[capture.url] = capture
        self.second_looks = bool(self._again)
        self._known: dict[str, Outcome] = {}

    def at(self, url: str) -> Capture | None:
        """The most telling capture of an address: an answer before a redirect before a failure, the later first."""
        return self._captures.get(url) or self._again.get(url)

    def outcome(self, url: str) -> Outcome:
        """Where the address ends. A loop, or more than :data:`MAX_HOPS` hops, is broken."""
        known = self._known.get(url)
        if known is None:
            known = self._follow(url, self._captures)
            if known.state == "broken" and url in self._again:
                known = _of_both(known, self._follow(url, self._again))
            self._known[url] = known
        return known

    def is_challenge(self, url: str) -> bool:
        """Whether a challenge page (WAF) was served at the address."""
        return url in self._challenges

    def asked_for(self, *purposes: Purpose) -> list[str]:
        """Addresses asked for with one of these purposes, sorted."""
        return sorted(url for url, capture in self._captures.items() if capture.purpose in purposes)

    def resolve(self, url: str) -> str:
        """Address of the last known hop."""
        known = self._known.get(url)  # asked for every link of every page
        return known.url if known is not None else self.outcome(url).url

    def _follow(self, url: str, captures: Mapping[str, Capture]) -> Outcome:
        here, seen, last = url, {url}, None
        for _ in range(MAX_HOPS + 1):
            capture = captures.get(here)
            if capture is None or not _redirects(capture) or here in self._pages:
                return self._end(here, capture, last)
            last = capture
            if capture.location in seen:
                break
            here = capture.location
            seen.add(here)
        return _outcome(here, last, "broken")

    def _end(self, url: str, capture: Capture | None, last_hop: Capture | None) -> Outcome:
        if url in self._challenges:
            return _outcome(url, capture, "blocked")
        if capture is not None and capture.status in _SUCCESS and url in self._hollow:
            return structs.replace(_outcome(url, capture, "broken"), hollow=self._hollow[url])
        page = self._pages.get(url)
        if page is not None and (capture is None or not capture.status):
            return Outcome(url=url, state="ok", status=200, evidence=page.evidence, captured=True)
        if page is None and capture is None:
            return _outcome(url, last_hop, "not_tested")  # the target of a redirect was never asked for
        return _outcome(url, capture, "ok" if page is not None else _state(capture))


def refused(status: int) -> bool:
    """Whether a status turns this visitor away without saying that the page is missing."""
    return status in TURNED_AWAY_STATUS or (status in range(400, _SERVER_ERROR) and status not in _BROKEN_STATUS)


def damaged(capture: Capture) -> bool:
    """Whether only a part of the answer was received or kept: what is missing from it proves nothing."""
    return capture.failure in _DAMAGED


def _of_both(first: Outcome, second: Outcome) -> Outcome:
    if second.state != "broken":
        return structs.replace(second, looks=2)
    return structs.replace(second, looks=2, first_status=first.status, first_failure=first.failure)


def _outcome(url: str, capture: Capture | None, state: LinkState) -> Outcome:
    if capture is None:
        return Outcome(url=url, state=state)
    return Outcome(
        url=url, state=state, status=capture.status, failure=capture.failure, evidence=capture.ref, captured=True
    )


def _state(capture: Capture | None) -> LinkState:
    if capture is None:
        return "not_tested"
    if capture.failure is not None and not _answers(capture):
        policy = FAILURES[capture.failure]
        return "blocked" if policy.turned_away else "broken" if policy.counts_as_broken else "not_tested"
    # Older evidence of a body over the limit does not say with which status it began.
    if capture.status in _SUCCESS or (capture.failure is FailureKind.TOO_LARGE and not capture.status):
        return "ok"
    if refused(capture.status):
        return "blocked"
    return "broken" if capture.status in _BROKEN_STATUS or capture.status >= _SERVER_ERROR else "not_tested"


def _answers(capture: Capture) -> bool:
    """Whether the status tells what came of the request, a fault beside it or not."""
    if capture.failure is None:
        return True
    policy = FAILURES[capture.failure]
    return policy.answered and not policy.turned_away


def _redirects(capture: Capture) -> bool:
    return _answers(capture) and capture.status in _REDIRECT and bool(capture.location)


def _rank(capture: Capture) -> tuple[int, str, str, str]:
    """Sorting key; the last of equal addresses is the one to believe."""
    if _answers(capture) and capture.status in _SUCCESS:
        worth = 3 if damaged(capture) else 4
    elif _redirects(capture):
        worth = 2
    elif capture.status or (capture.failure and FAILURES[capture.failure].counts_as_broken):
        worth = 1
    else:
        worth = 0
    return worth, capture.fetched_at.isoformat(), capture.record_id, capture.digest
