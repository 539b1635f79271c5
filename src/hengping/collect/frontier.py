"""What is asked for next: a pure function of what was put in, in the order it was put in; kept on disk.

Pages come in the order of :mod:`~hengping.collect.priority`, sections take turns
(:mod:`~hengping.collect.frontier_turns`), endless spaces are left out (:mod:`~hengping.collect.traps`). Then link
checks in the order they were found. Each address is given out once. Redirect targets go first and do not count against
the budgets: what they belong to already did. Sitemaps (purpose ``sitemap``) do not either.

How to use it, so that a run that was killed goes on as if nothing had happened: for each answer, in the order asked,
call :meth:`Frontier.done`, put in what it leads to, and fill up with ``next_page``; call :meth:`Frontier.commit` with
the number of captures handled so far, once they are in the archive. After reopening, what was given out and not done
comes out again, in the same order; captures behind ``handled`` are taken from the archive. If ``handled`` is more than
the archive has (it lost its end with a loss of power), delete the file and begin anew.

Memory is bounded: what was seen last is remembered for speed alone (a page's links are mostly the same navigation
again); everything else lies in the file.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from hengping.collect.frontier_account import FrontierState, FrontierSummary, SectionCount
from hengping.collect.frontier_packing import left_out_by, pack, packed_trail, unpack, unpacked_trail
from hengping.collect.frontier_recent import Recent
from hengping.collect.frontier_store import CHECK, IDENTITY, PAGE, FrontierError, FrontierStore, digest
from hengping.collect.frontier_target import MAX_HOPS, Target
from hengping.collect.frontier_turns import Turns
from hengping.collect.priority import Rank, section_of, standing
from hengping.collect.traps import Trail, TrapRule, judge, page_identity
from hengping.model.evidence import FailureKind

__all__ = ["MAX_HOPS", "Frontier", "FrontierError", "FrontierSummary", "SectionCount", "Target"]

MAX_KNOWN = 5_000_000
"""Addresses remembered for one site; what is new beyond that is left out."""
MAX_SITEMAPS = 50
"""Sitemap files of one site."""
MAX_SITEMAP_PAGES = 200_000
"""Addresses of one site that are taken from sitemaps."""
MAX_EXAMPLES = 20
MAX_EXAMPLES_PER_RULE = 5
_EXAMPLE_LENGTH = 500
_LANE_HOPS, _LANE_FIRST = 0, 1
_REFILL = 256
_PAGE_PURPOSES = ("home", "page", "frame", "sitemap")


class Frontier:
    """Queue of one site. To be used by one thread at a time; any thread.

    Args:
        path: its file, made when missing; goes on from its last commit when it is there and was made with the same
            settings, else it is begun anew. None: in memory.
        max_pages: pages to give out at most.
        max_checks: link checks to give out at most.
        section_share: see :class:`~hengping.model.campaign.CollectSettings`.

    Attributes:
        handled: captures handled at the last commit.

    Raises:
        FrontierError: here or later: the file is in use or damaged, or the disk is full.
    """

    def __init__(self, path: Path | None, *, max_pages: int, max_checks: int, section_share: float = 1.0) -> None:
        self._max_pages = max_pages
        self._max_checks = max_checks
        self._store = FrontierStore(path, msgspec.msgpack.encode((_VERSION, max_pages, max_checks, section_share)))
        saved = self._store.state("state")
        self._state = msgspec.msgpack.decode(saved, type=FrontierState) if saved else FrontierState()
        self._turns = Turns(self._store, max(1, int(max_pages * section_share)), max(1, max_pages // 2))
        self._turns.now, self._turns.taken = self._state.now, self._state.taken
        self._turns.last_kind = self._state.last_kind
        self._turns.restore()
        self._recent_pages = Recent()
        self._recent_checks = Recent()
        self._source: tuple[str, Trail] = ("", Trail())
        self._given: dict[tuple[bool, str], tuple[int, int]] = {}
        self._again: tuple[deque[Target], deque[Target]] = (deque(), deque())
        for turn, packed in self._store.first("given", -1):
            target, marks = unpack(packed)
            is_check = target.purpose not in _PAGE_PURPOSES
            self._given[is_check, target.url] = (turn, marks)
            self._again[is_check].append(target)

    @property
    def handled(self) -> int:
        """Captures handled at the last commit."""
        return self._state.handled

    # putting in

    def new_pages(self, urls: Iterable[str]) -> list[str]:
        """Those of ``urls`` that may be new: a quick sieve, saves making targets of the same links on every page."""
        return self._recent_pages.missing(urls)

    def new_checks(self, urls: Iterable[str]) -> list[str]:
        """As :meth:`new_pages`, for link checks."""
        return self._recent_checks.missing(urls)

    def add_pages(self, targets: Iterable[Target]) -> None:
        """Queue pages, each once; addresses that look like a trap are left out."""
        for target in targets:
            self.add_page(target)

    def add_checks(self, targets: Iterable[Target]) -> None:
        """Queue link checks, each once."""
        for target in targets:
            self.add_check(target)

    def add_page(self, target: Target) -> None:
        """Queue a page, once."""
        if target.hops or target.purpose == "sitemap":
            self._add_unpaid(target)
        elif target.hint == "sitemap":
            self._add_later(target)
        elif target.url not in self._recent_pages:
            self._add_new_page(target)

    def _add_unpaid(self, target: Target) -> None:
        """What a server redirects to is asked for as it says, even where only a session id is new; so are sitemaps."""
        if target.hops > MAX_HOPS or (not target.hops and self._state.sitemaps >= MAX_SITEMAPS) or self._is_full():
            return
        if self._mark(digest(target.url), PAGE | IDENTITY, PAGE):
            self._state.sitemaps += not target.hops
            self._state.hops_waiting += 1
            self._store.put_page(_LANE_HOPS, (0, 0, target.depth, self._next_number(), pack(target, 0)))

    def _add_later(self, target: Target) -> None:
        if self._state.later_put < MAX_SITEMAP_PAGES:
            self._state.later_put += 1
            self._state.later += 1
            self._store.put("later", self._next_number(), pack(target, 0))

    def _add_new_page(self, target: Target) -> None:
        key = digest(target.url)
        marks = self._store.marks(key)
        rejected = left_out_by(marks)
        if not rejected:
            identity = page_identity(target.url)
            same = identity == target.url
            if marks & (PAGE | IDENTITY if same else PAGE):
                self._recent_pages.add(target.url)
                return
            if self._is_full():
                return
            if not same and not self._mark(digest(identity), IDENTITY, IDENTITY):
                self._recent_pages.add(target.url)
                return
        if target.purpose == "home":
            rule, trail = None, Trail()
        else:
            rule, trail = judge(
                target.url, target.source_url, self._trail(target.source_url), self._store, again=bool(rejected)
            )
        if rule is not None and rejected:
            return
        kept = (marks & CHECK) | PAGE | IDENTITY | packed_trail(rule, trail)
        self._store.set_marks(key, kept)
        self._state.known += not marks
        if rejected:
            self._unreject(rejected, target.url)
        if rule is not None:
            self._reject(rule, target.url)
        else:
            self._recent_pages.add(target.url)
            self._queue(target, pack(target, packed_trail(None, trail)))

    def _queue(self, target: Target, packed: bytes) -> None:
        rank, place, section_key = standing(target)
        section = self._turns.section(section_key, target.depth)
        if rank == Rank.FIRST and (target.purpose == "home" or self._turns.take_frame(section)):
            self._state.first_waiting += 1
            self._store.put_page(_LANE_FIRST, (0, 0, target.depth, self._next_number(), packed))
            return
        rank = Rank.REST if rank == Rank.FIRST else rank
        self._turns.put(section, (int(rank), place, target.depth, self._next_number(), packed))

    def add_check(self, target: Target) -> None:
        """Queue a link check, once. Redirect targets go first: a chain stays together."""
        if target.hops > MAX_HOPS or target.url in self._recent_checks or self._is_full():
            return
        self._recent_checks.add(target.url)
        if not self._mark(digest(target.url), CHECK, CHECK | PAGE):
            return
        number = self._next_number()
        if target.hops:
            number = -number
        elif self._state.checks_put >= 2 * self._max_checks:  # some of them may turn out to be pages
            self._state.checks_over += 1
            return
        else:
            self._state.checks_put += 1
        self._state.checks_waiting += 1
        self._store.put("checks", number, pack(target, 0))

    # giving out

    def next_page(self) -> Target | None:
        """The next page, or None: nothing queued, or the budget is spent."""
        if self._again[0]:
            return self._again[0].popleft()
        packed = self._take_first(_LANE_HOPS) if self._state.hops_waiting else None
        if packed is not None:
            self._state.hops_waiting -= 1
            return self._give(packed)
        if self._state.pages_taken >= self._max_pages:
            return None
        if self._state.first_waiting:
            packed = self._take_first(_LANE_FIRST)
            self._state.first_waiting -= 1
            target = self._give(packed or b"")
            self._turns.count_taken(self._turns.section(section_of(target.url), target.depth))
        else:
            while not self._turns.waiting and self._refill():
                pass
            packed = self._turns.take()
            if packed is None:
                return None
            target = self._give(packed)
        self._state.pages_taken += 1
        return target

    def next_check(self) -> Target | None:
        """The next link check, or None: nothing queued, or the budget is spent. What is known as a page is left out."""
        if self._again[1]:
            return self._again[1].popleft()
        while self._state.checks_waiting:
            (number, packed), *_ = self._store.first("checks", 1)
            if number > 0 and self._state.checks_taken >= self._max_checks:
                return None
            self._store.drop("checks", number)
            self._state.checks_waiting -= 1
            if self._store.marks(digest(unpack(packed)[0].url)) & PAGE:
                continue
            self._state.checks_taken += number > 0
            return self._give(packed)
        return None

    def done(self, target: Target) -> None:
        """The answer to a target was handled; it does not come out again. What is not the frontier's is ignored."""
        is_check = target.purpose not in _PAGE_PURPOSES
        given = self._given.pop((is_check, target.url), None)
        if given is not None:
            self._store.drop("given", given[0])
            self._source = (target.url, unpacked_trail(given[1]))

    def commit(self, handled: int) -> None:
        """Make all that was done so far durable.

        Args:
            handled: captures of the archive that were handled so far.
        """
        self._state.handled = handled
        self._state.last_kind = self._turns.last_kind
        self._turns.save()
        self._store.set_state("state", msgspec.msgpack.encode(self._state))
        self._store.commit()

    def close(self, *, delete: bool = False) -> None:
        """Close the file; what came after the last commit is lost.

        Args:
            delete: the site is complete, the file no longer wanted.
        """
        self._store.close(delete=delete)

    # the account

    @property
    def left_out(self) -> Mapping[str, int]:
        """Addresses known and not asked for, by :class:`~hengping.model.evidence.FailureKind`: trap, budget."""
        state = self._state
        over = state.forgotten + state.checks_over
        if state.pages_taken >= self._max_pages:
            over += self._turns.waiting + state.first_waiting
        if state.checks_taken >= self._max_checks:
            over += state.checks_waiting
        counts = {FailureKind.TRAP.value: sum(state.traps.values()), FailureKind.BUDGET.value: over}
        return MappingProxyType({kind: count for kind, count in counts.items() if count})

    def summary(self) -> FrontierSummary:
        """The account so far."""
        state = self._state
        sections = [SectionCount(each.key, sum(each.taken), sum(each.waiting)) for each in self._turns.sections]
        return FrontierSummary(
            pages_taken=state.pages_taken,
            pages_left=self._turns.waiting + state.first_waiting,
            checks_taken=state.checks_taken,
            checks_left=state.checks_waiting + state.checks_over,
            sitemap_left=state.later,
            left_out=dict(self.left_out),
            traps={_rule_name(rule): count for rule, count in sorted(state.traps.items()) if count},
            trap_examples=tuple((_rule_name(rule), url) for rule, url in state.examples),
            sections=tuple(sorted(sections, key=lambda each: (-each.taken - each.left, each.section))),
        )

    # parts

    def _mark(self, key: bytes, marks: int, unless: int) -> bool:
        """Add marks to an address, unless it has one of ``unless``; whether they were added."""
        known = self._store.marks(key)
        if known & unless:
            return False
        self._store.set_marks(key, known | marks)
        self._state.known += not known
        return True

    def _is_full(self) -> bool:
        full = self._state.known >= MAX_KNOWN
        self._state.forgotten += full
        return full

    def _next_number(self) -> int:
        self._state.number += 1
        return self._state.number

    def _take_first(self, lane: int) -> bytes | None:
        entries = self._store.first_pages(lane, 1)
        if not entries:
            return None
        self._store.drop_page(lane, entries[0])
        return entries[0][4]

    def _give(self, packed: bytes) -> Target:
        target, marks = unpack(packed)
        turn = self._next_number()
        self._given[target.purpose not in _PAGE_PURPOSES, target.url] = (turn, marks)
        self._store.put("given", turn, packed)
        return target

    def _refill(self) -> bool:
        """Queue some pages of sitemaps; whether there were any."""
        rows = self._store.first("later", _REFILL)
        for number, packed in rows:
            self._store.drop("later", number)
            self._state.later -= 1
            self._add_new_page(unpack(packed)[0])
        return bool(rows)

    def _trail(self, source_url: str) -> Trail:
        """How the page was come by on which a link stands."""
        if self._source[0] != source_url:
            given = self._given.get((False, source_url))
            marks = given[1] if given else self._store.marks(digest(source_url)) if source_url else 0
            self._source = (source_url, unpacked_trail(marks))
        return self._source[1]

    def _reject(self, rule: TrapRule, url: str) -> None:
        self._state.traps[rule] = self._state.traps.get(rule, 0) + 1
        examples = self._state.examples
        if len(examples) < MAX_EXAMPLES and sum(rule == other for other, _ in examples) < MAX_EXAMPLES_PER_RULE:
            examples.append((int(rule), url[:_EXAMPLE_LENGTH].encode(errors="replace").decode()))

    def _unreject(self, rule: int, url: str) -> None:
        self._state.traps[rule] -= 1
        example = (rule, url[:_EXAMPLE_LENGTH])
        if example in self._state.examples:
            self._state.examples.remove(example)


_VERSION = 1


def _rule_name(rule: int) -> str:
    return TrapRule(rule).name.lower()
