"""The search test of a site (S07): what is asked in which order, and what came of it.

The order is written once, as a generator that asks and is told the answers: the collector sends its questions over the
network, and the reading of evidence answers them from the archive. So both ask the same, after a kill too.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hengping.extract.search_answers import SearchPage, judge
from hengping.extract.search_asking import writes
from hengping.extract.search_calls import data_calls
from hengping.extract.search_data import judge_data
from hengping.model.content_facts import SearchState, SearchTest
from hengping.model.evidence import FAILURES, TURNED_AWAY_STATUS, Capture, FailureKind
from hengping.model.site_search import SearchBox, SearchPlan, SearchRequest, SearchTitle
from hengping.model.urls import host_of, same_site

MAX_ASKED = 24
"""Requests of one look, all of them counted (controls, questions, script files, data, redirects followed), from which
on nothing more is asked; only redirects of the last one still follow."""
MAX_HOPS = 5
_MOST_FILES = 2
"""Script files of one answer that are read for what they ask."""
_GONE = frozenset({404, 410})
_OK, _SERVER_ERROR = 200, 500
_GOVERNMENT = ".gov.cn"
_DAMAGED = frozenset({FailureKind.INCOMPLETE, FailureKind.TOO_LARGE, FailureKind.BOMB})
_WORTH: dict[SearchState, int] = {"found": 4, "not_tested": 3, "blocked": 2, "not_found": 1, "error": 0}


class SearchAnswer(NamedTuple):
    """What came of a question: its last capture, the body with content coding undone, and the redirects before it."""

    capture: Capture
    body: bytes
    redirects: int = 0


class Told(NamedTuple):
    """What one answer says of one title."""

    state: SearchState
    results: int | None
    url: str
    capture: Capture | None


class _Way(NamedTuple):
    """One way to ask: a box, the whole title or a part of it, an encoding other than the box's own."""

    box: SearchBox
    whole: bool = False
    charset: str = ""


Questions = Generator[SearchRequest, SearchAnswer | None, tuple[SearchTest, ...]]


class _Asked:
    """What one look has asked so far."""

    def __init__(self) -> None:
        self.requests: set[SearchRequest] = set()
        self.files: dict[str, str] = {}
        self._sent = 0

    def may(self, request: SearchRequest) -> bool:
        """Whether it may still be asked: there are requests left, and it reads as if it changed nothing."""
        return self._sent < MAX_ASKED and not writes(request.url, request.body)

    def ask(self, request: SearchRequest) -> Generator[SearchRequest, SearchAnswer | None, SearchAnswer | None]:
        """Its answer; it and the redirects that were followed count."""
        self.requests.add(request)
        self._sent += 1
        answer = yield request
        self._sent += answer.redirects if answer is not None else 0
        return answer

    def script(self, url: str) -> Generator[SearchRequest, SearchAnswer | None, str]:
        """Text of a script file, asked for once; empty when it is not served or no request is left."""
        if url not in self.files:
            request = SearchRequest(url)
            answer = (yield from self.ask(request)) if self.may(request) else None
            served = answer is not None and answer.capture.status == _OK
            self.files[url] = answer.body.decode(errors="replace") if answer is not None and served else ""
        return self.files[url]


def may_ask(url: str, site_url: str) -> bool:
    """Whether a search may be asked there: on the site, below its host name, or on another government host.

    Never where the address reads as if it changed something.
    """
    if writes(url):
        return False
    host, own = host_of(url), host_of(site_url)
    bare = own.removeprefix("www.")
    return same_site(host, own) or host.endswith((f".{bare}", _GOVERNMENT))


def questions(plan: SearchPlan) -> Questions:
    """All questions of one look, each told its answer (None: it was not asked); gives what came of each title.

    Asked is for a part of every title. Only when nothing is found is there more: whole titles, the other encoding
    where the page is not in UTF-8, and the page's other boxes. One way in which a title is found is enough.
    """
    told: dict[SearchTitle, list[Told]] = {title: [] for title in plan.titles}
    controls: dict[SearchBox, SearchPage | None] = {}
    home_scripts = frozenset(plan.home_scripts)
    asked = _Asked()
    for way in _ways(plan):
        if not _worth_asking(way, plan, told):
            continue
        if way.box not in controls:
            request = way.box.request(plan.control)
            answer = (yield from asked.ask(request)) if request is not None and asked.may(request) else None
            controls[way.box] = _page(answer)
        for title in plan.titles:
            text = title.title if way.whole else title.query
            request = way.box.request(text, charset=way.charset)
            if request is None or request in asked.requests or not asked.may(request):
                continue
            answer = yield from asked.ask(request)
            first = _judged(request, text, title, answer, controls[way.box], home_scripts)
            told[title].append((yield from _followed(first, text, title, answer, home_scripts, asked)))
        if any(one.state == "found" for several in told.values() for one in several):
            break
    return tuple(_test(title, several) for title, several in told.items())


def _followed(  # noqa: PLR0917 - one caller
    first: Told,
    text: str,
    title: SearchTitle,
    answer: SearchAnswer | None,
    home_scripts: frozenset[str],
    asked: _Asked,
) -> Generator[SearchRequest, SearchAnswer | None, Told]:
    """What one answer says, results included that its scripts ask for (:mod:`hengping.extract.search_data`)."""
    page = _page(answer)
    if page is None or first.state not in {"not_found", "not_tested"} or page.data is not None or not page.is_page:
        return first
    scripts = [page.scripts]
    for file in page.own_scripts(home_scripts)[:_MOST_FILES]:
        scripts.append((yield from asked.script(file)))  # noqa: PERF401 - it is asked in between
    calls = data_calls("\n".join(scripts), page.url, text)
    several = []
    for request in calls.requests:
        if request in asked.requests or not asked.may(request) or not may_ask(request.url, title.wanted_url):
            continue
        told = _told_by_data(request, text, title, (yield from asked.ask(request)))
        if told.state == "found":
            return told
        several.append(told)
    if not several:
        return first._replace(state="not_tested") if calls.unclear or calls.requests else first
    return max(several, key=lambda told: _WORTH[told.state])


def _told_by_data(request: SearchRequest, text: str, title: SearchTitle, answer: SearchAnswer | None) -> Told:
    """What data says of a title; what is not data tells nothing, for the request may have been misread."""
    page = _page(answer)
    if answer is None or page is None or page.data is None or answer.capture.failure in _DAMAGED:
        capture = answer.capture if answer is not None else None
        blocked = capture is not None and _state(capture) == "blocked"
        return Told("blocked" if blocked else "not_tested", None, request.url, capture)
    state, results = judge_data(text, title, page.data)
    return Told(state, results, request.url, answer.capture)


def search_tests(
    plan: SearchPlan, captures: Iterable[Capture], read: Callable[[Capture], bytes]
) -> tuple[SearchTest, ...]:
    """What a site's search found, from its evidence alone. Pure, but for ``read``.

    Args:
        plan: as recorded.
        captures: the site's index, in order.
        read: body of a capture.
    """
    if plan.not_tested or not plan.boxes or not plan.titles:
        return tuple(
            SearchTest(query=title.query, wanted_url=title.wanted_url, url=plan.found_box, state="not_tested")
            for title in plan.titles
        )
    searches = [capture for capture in captures if capture.purpose == "search"]
    looks = sorted({capture.look for capture in searches}) or [1]
    first = from_archive(plan, [one for one in searches if one.look == looks[0]], read)
    if len(looks) == 1:
        return first
    return both_looks(first, from_archive(plan, [one for one in searches if one.look == looks[-1]], read))


def both_looks(first: Sequence[SearchTest], second: Sequence[SearchTest]) -> tuple[SearchTest, ...]:
    """The second look decides what the first did not find."""
    return tuple(
        one if one.state not in {"not_found", "error"} else _looked_twice(two)
        for one, two in zip(first, second, strict=True)
    )


def is_doubtful(tests: Sequence[SearchTest]) -> bool:
    """Whether these results alone would fail the site: then its search is looked at again."""
    return bool(tests) and all(test.state in {"not_found", "error"} for test in tests)


def from_archive(
    plan: SearchPlan, captures: Iterable[Capture], read: Callable[[Capture], bytes]
) -> tuple[SearchTest, ...]:
    """What one look found, from its captures."""
    queues: dict[str, deque[Capture]] = defaultdict(deque)
    for capture in captures:
        queues[capture.url].append(capture)
    asking = questions(plan)
    answer: SearchAnswer | None = None
    try:
        request = next(asking)
        while True:
            answer = _archived(request, queues, read)
            request = asking.send(answer)
    except StopIteration as done:
        tests: tuple[SearchTest, ...] = done.value
        return tests


def _archived(
    request: SearchRequest, queues: dict[str, deque[Capture]], read: Callable[[Capture], bytes]
) -> SearchAnswer | None:
    url, capture, redirects = request.url, None, 0
    for hop in range(MAX_HOPS + 1):
        if not queues[url]:
            break
        capture, redirects = queues[url].popleft(), hop
        if not capture.location:
            break
        url = capture.location
    if capture is None:
        return None
    return SearchAnswer(capture, read(capture) if capture.status and not capture.location else b"", redirects)


def _ways(plan: SearchPlan) -> list[_Way]:
    if not plan.boxes:
        return []
    first = plan.boxes[0]
    ways = [_Way(first), _Way(first, whole=True)]
    if first.charset != "utf-8":
        # what the page's encoding is for its form, UTF-8 is for its script; the server may read the other one
        ways.append(_Way(first, charset="utf-8" if first.coding == "form" else first.charset))
    return ways + [_Way(box) for box in plan.boxes[1:]]


def _worth_asking(way: _Way, plan: SearchPlan, told: dict[SearchTitle, list[Told]]) -> bool:
    """Other words for the same box only when it answered and found nothing."""
    if way.box != plan.boxes[0] or not (way.whole or way.charset):
        return True
    return any(one.state == "not_found" for several in told.values() for one in several)


def _page(answer: SearchAnswer | None) -> SearchPage | None:
    if answer is None or answer.capture.status != _OK:
        return None
    return SearchPage(answer.body, answer.capture.url, content_type=answer.capture.content_type)


def _judged(  # noqa: PLR0917 - one caller
    request: SearchRequest,
    text: str,
    title: SearchTitle,
    answer: SearchAnswer | None,
    control: SearchPage | None,
    home_scripts: frozenset[str],
) -> Told:
    if answer is None:
        return Told("not_tested", None, request.url, None)
    capture = answer.capture
    state = _state(capture)
    if state is not None:
        return Told(state, None, request.url, capture)
    page = SearchPage(answer.body, capture.url, content_type=capture.content_type)
    if page.data is not None:
        told, results = judge_data(text, title, page.data)
    else:
        told, results = judge(text, title, page, control, home_scripts)
    if told == "not_found" and capture.failure in _DAMAGED:
        told = "not_tested"
    return Told(told, results, request.url, capture)


def _state(capture: Capture) -> SearchState | None:
    """What the status alone says; None: the answer has to be read."""
    if capture.failure is not None:
        policy = FAILURES[capture.failure]
        if policy.turned_away:
            return "blocked"
        if not policy.answered:
            return "error" if policy.counts_as_broken else "not_tested"
    if capture.status in TURNED_AWAY_STATUS:
        return "blocked"
    if capture.status in _GONE or capture.status >= _SERVER_ERROR:
        return "error"
    return None if capture.status == _OK else "not_tested"


def _test(title: SearchTitle, several: Sequence[Told]) -> SearchTest:
    """What was found of a title in any of the ways; one that could not be tested leaves it open."""
    if not several:
        return SearchTest(query=title.query, wanted_url=title.wanted_url, url="", state="not_tested")
    best = max(several, key=lambda told: _WORTH[told.state])
    test = SearchTest(
        query=title.query, wanted_url=title.wanted_url, url=best.url, state=best.state, results=best.results
    )
    if best.capture is None:
        return test
    return SearchTest(
        query=test.query,
        wanted_url=test.wanted_url,
        url=test.url,
        state=test.state,
        results=test.results,
        status=best.capture.status,
        failure=best.capture.failure,
        evidence=best.capture.ref,
    )


def _looked_twice(test: SearchTest) -> SearchTest:
    return replace(test, looks=2)
