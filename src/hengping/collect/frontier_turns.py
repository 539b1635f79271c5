"""Whose turn it is: sections share the page budget.

- Each section has two lanes: its section pages (directories, lists) and its items and other pages. Section pages come
  before items, until they have taken half of the page budget; from there on they take turns with the items. So a site
  of nothing but sections, true or made up, still shows some of its items.
- In each kind of lane the sections take turns, weighted: a section found on the home page has four turns for one of a
  section found three clicks away. A section that is new, or had nothing waiting, goes on with the present round: it
  gets no turns for the past. So neither a big archive nor a trap that makes up sections can starve the others.
- A section that has taken its share of the budget (``cap``) is held back while another one has pages waiting; among
  sections that are all held back, turns go on. For its section pages only section pages count: a section's lists are
  not held back for its many items.
- At most :data:`MAX_SECTIONS` sections are told apart; the others share :data:`OVERFLOW` places, by digest.
"""

from bisect import insort
from heapq import heapify, heappop, heappush
from zlib import crc32

import msgspec

from hengping.collect.frontier_store import Entry, FrontierStore
from hengping.collect.priority import Rank

MAX_SECTIONS = 2000
OVERFLOW = 64
_HEAD = 16
_COSTS = (1, 1, 2)
_COST_DEEP = 4
_LANES = 2
_Key = tuple[bool, int, int, int, int, int]


class SectionState(msgspec.Struct, array_like=True):
    """What is kept of a section; the pairs are for its section pages and for its other pages.

    Attributes:
        key: see :func:`~hengping.collect.priority.section_of`.
        cost: of one turn.
        waiting, taken: pages.
        turns: cost of the turns so far.
        frames: frames that were asked for at once.
    """

    key: str
    cost: int
    waiting: list[int]
    taken: list[int]
    turns: list[int]
    frames: int = 0


class _Lane:
    """The first waiting pages of one lane, in order; the others are on disk."""

    __slots__ = ("head", "key", "kind", "number", "section")

    def __init__(self, number: int, section: SectionState) -> None:
        self.number = number
        self.kind = number % _LANES
        self.section = section
        self.head: list[Entry] = []
        self.key: _Key | None = None

    @property
    def waiting(self) -> int:
        return self.section.waiting[self.kind]


class Turns:
    """The lanes of all sections.

    Args:
        store: where the pages wait.
        cap: pages a section may take while others have pages waiting.
        half: section pages that go before all else.
    """

    def __init__(self, store: FrontierStore, cap: int, half: int) -> None:
        self._store = store
        self._cap = cap
        self._half = half
        self._numbers: dict[str, int] = {}
        self._sections: dict[int, SectionState] = {}
        self._lanes: dict[int, _Lane] = {}
        self._heaps: tuple[list[_Key], list[_Key]] = ([], [])
        self._changed: set[int] = set()
        self.now = [0, 0]
        self.taken = [0, 0]
        self.last_kind = 1
        self.waiting = 0
        for number, value in store.sections():
            section = msgspec.msgpack.decode(value, type=SectionState)
            self._sections[number] = section
            self._numbers[section.key] = number
            self.waiting += sum(section.waiting)

    def restore(self) -> None:
        """Take up the lanes after the counters were set."""
        for number, section in self._sections.items():
            for kind in range(_LANES):
                if section.waiting[kind]:
                    self._line_up(self._lane(number * _LANES + kind))

    def save(self) -> None:
        """Write what changed."""
        encode = msgspec.msgpack.encode
        self._store.set_sections([(number, encode(self._sections[number])) for number in sorted(self._changed)])
        self._changed.clear()

    @property
    def sections(self) -> list[SectionState]:
        """All sections, in the order found."""
        return list(self._sections.values())

    def section(self, key: str, depth: int) -> int:
        """Number of a section, made when it is new."""
        if not key.isascii():
            key = key.encode(errors="replace").decode()
        number = self._numbers.get(key)
        if number is None and len(self._numbers) >= MAX_SECTIONS:
            key = f"…{crc32(key.encode()) % OVERFLOW}"
            number = self._numbers.get(key)
        if number is None:
            number = len(self._numbers) + 1
            cost = _COSTS[depth] if depth < len(_COSTS) else _COST_DEEP
            self._numbers[key] = number
            self._sections[number] = SectionState(key, cost, [0, 0], [0, 0], [0, 0])
            self._changed.add(number)
        return number

    def take_frame(self, number: int) -> bool:
        """Whether one more frame of a section may go before all else."""
        section = self._sections[number]
        if section.frames * _LANES >= self._cap:
            return False
        section.frames += 1
        self._changed.add(number)
        return True

    def count_taken(self, number: int) -> None:
        """A page of a section was taken out of turn (home page, frame)."""
        self._sections[number].taken[1] += 1
        self._changed.add(number)

    def put(self, number: int, entry: Entry) -> None:
        """Add a waiting page to a section."""
        lane = self._lane(number * _LANES + (entry[0] != Rank.SECTION))
        self._store.put_page(lane.number, entry)
        whole = len(lane.head) == lane.waiting
        if lane.waiting == 0:
            turns = lane.section.turns
            turns[lane.kind] = max(turns[lane.kind], self.now[lane.kind])
        lane.section.waiting[lane.kind] += 1
        self.waiting += 1
        self._changed.add(number)
        if whole or (lane.head and entry < lane.head[-1]):
            insort(lane.head, entry)
            if len(lane.head) > 2 * _HEAD:
                del lane.head[_HEAD:]
            if lane.head[0] is entry:
                self._line_up(lane)

    def take(self) -> bytes | None:
        """The target whose turn it is; None: nothing waits."""
        lane = self._choose()
        if lane is None:
            return None
        entry = lane.head.pop(0)
        kind, section = lane.kind, lane.section
        self._store.drop_page(lane.number, entry)
        self.now[kind] = max(self.now[kind], section.turns[kind])
        section.turns[kind] += section.cost
        section.waiting[kind] -= 1
        section.taken[kind] += 1
        self.taken[kind] += 1
        self.waiting -= 1
        self.last_kind = kind
        self._changed.add(lane.number // _LANES)
        lane.key = None
        if lane.waiting:
            self._line_up(lane)
        other = self._lanes.get(lane.number ^ 1)
        if other is not None and other.key is not None:
            self._line_up(other)  # what its sister took may hold it back
        return entry[4]

    def _choose(self) -> _Lane | None:
        pages, others = self._peek(0), self._peek(1)
        if pages is None or others is None:
            return pages or others
        assert pages.key is not None  # noqa: S101 - a lane at the head of its heap has a key
        assert others.key is not None  # noqa: S101 - as above
        if pages.key[0] != others.key[0]:
            return others if pages.key[0] else pages
        crowded = pages.key[0] or self.taken[0] >= self._half
        return others if crowded and self.last_kind == 0 else pages

    def _peek(self, kind: int) -> _Lane | None:
        heap = self._heaps[kind]
        while heap:
            key = heap[0]
            lane = self._lanes[key[-1]]
            if lane.key == key:
                return lane
            heappop(heap)
        return None

    def _line_up(self, lane: _Lane) -> None:
        """Put a lane into its heap under its present key."""
        if not lane.head:
            lane.head = self._store.first_pages(lane.number, _HEAD)
        rank, _, depth, number, _ = lane.head[0]
        section, kind = lane.section, lane.kind
        taken = section.taken[0] + (section.taken[1] if kind else 0)
        key = (taken >= self._cap, rank, section.turns[kind], depth, number, lane.number)
        if key == lane.key:
            return
        lane.key = key
        heap = self._heaps[kind]
        if len(heap) > 4 * len(self._lanes) + _HEAD:
            heap[:] = [old for old in heap if self._lanes[old[-1]].key == old]
            heapify(heap)
        heappush(heap, key)

    def _lane(self, number: int) -> _Lane:
        lane = self._lanes.get(number)
        if lane is None:
            lane = self._lanes[number] = _Lane(number, self._sections[number // _LANES])
        return lane
