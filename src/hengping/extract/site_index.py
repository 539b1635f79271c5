"""The captures of a site as a lookup: where an address ends, and whether it opens."""

from collections.abc import Mapping, Sequence

import msgspec

from hengping.model.evidence import FAILURES, Capture, EvidenceRef, FailureKind, Purpose
from hengping.model.facts import LinkState, PageFacts

BLOCKED_STATUS = frozenset({401, 403, 405, 406, 412, 429, 451})
"""The server refuses this visitor: nothing is said about the page itself."""

MAX_HOPS = 10
_BROKEN_STATUS = frozenset({404, 410})
_SERVER_ERROR = 500
_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where an address leads.

    Attributes:
        url: address of the last hop that is known.
        state: as in :class:`hengping.model.facts.LinkFact`.
        status, failure, evidence: of the last hop.
        captured: whether anything was asked at all.
    """

    url: str
    state: LinkState
    status: int = 0
    failure: FailureKind | None = None
    evidence: EvidenceRef = EvidenceRef("", "")
    captured: bool = False


class CaptureIndex:
    """Captures by address, redirects followed. The order in which captures are given makes no difference."""

    def __init__(
        self, captures: Sequence[Capture], pages: Mapping[str, PageFacts], challenges: Mapping[str, str]
    ) -> None:
        self._pages = pages
        self._challenges = challenges
        self._captures: dict[str, Capture] = {}
        for capture in sorted(captures, key=_rank):
            self._captures[capture.url] = capture
        self._known: dict[str, Outcome] = {}

    def at(self, url: str) -> Capture | None:
        """The most telling capture of an address: an answer before a redirect before a failure, the later first."""
        return self._captures.get(url)

    def outcome(self, url: str) -> Outcome:
        """Where the address ends. A loop, or more than ten hops, is broken."""
        if url not in self._known:
            self._known[url] = self._follow(url)
        return self._known[url]

    def is_challenge(self, url: str) -> bool:
        """Whether a challenge page (WAF) was served at the address."""
        return url in self._challenges

    def asked_for(self, *purposes: Purpose) -> list[str]:
        """Addresses asked for with one of these purposes, sorted."""
        return sorted(url for url, capture in self._captures.items() if capture.purpose in purposes)

    def resolve(self, url: str) -> str:
        """Address of the last known hop."""
        return self.outcome(url).url

    def _follow(self, url: str) -> Outcome:
        here, seen, last = url, {url}, None
        for _ in range(MAX_HOPS + 1):
            capture = self._captures.get(here)
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
        page = self._pages.get(url)
        if page is not None and (capture is None or not capture.status):
            return Outcome(url=url, state="ok", status=200, evidence=page.evidence, captured=True)
        if page is None and capture is None:
            return _outcome(url, last_hop, "not_tested")  # the target of a redirect was never asked for
        return _outcome(url, capture, "ok" if page is not None else _state(capture))


def refused(status: int) -> bool:
    """Whether a status turns this visitor away without saying that the page is missing."""
    return status in BLOCKED_STATUS or (status in range(400, _SERVER_ERROR) and status not in _BROKEN_STATUS)


def _outcome(url: str, capture: Capture | None, state: LinkState) -> Outcome:
    if capture is None:
        return Outcome(url=url, state=state)
    return Outcome(
        url=url, state=state, status=capture.status, failure=capture.failure, evidence=capture.ref, captured=True
    )


def _state(capture: Capture | None) -> LinkState:
    if capture is None:
        return "not_tested"
    if capture.failure is FailureKind.TOO_LARGE:
        return "ok"  # it opened; only the collector stopped reading
    if capture.failure is not None:
        return "broken" if FAILURES[capture.failure].counts_as_broken else "not_tested"
    if capture.status in _SUCCESS:
        return "ok"
    if capture.status in _BROKEN_STATUS or capture.status >= _SERVER_ERROR:
        return "broken"
    return "blocked" if refused(capture.status) else "not_tested"


def _redirects(capture: Capture) -> bool:
    return capture.failure is None and capture.status in _REDIRECT and bool(capture.location)


def _rank(capture: Capture) -> tuple[int, str, str, str]:
    """Sorting key; the last of equal addresses is the one to believe."""
    if capture.failure is None and capture.status in _SUCCESS:
        worth = 3
    elif _redirects(capture):
        worth = 2
    elif capture.status or (capture.failure and FAILURES[capture.failure].counts_as_broken):
        worth = 1
    else:
        worth = 0
    return worth, capture.fetched_at.isoformat(), capture.record_id, capture.digest
