"""A frontier as plain as can be, and helpers for tests of the one on disk."""

from collections import Counter
from collections.abc import Callable

from hengping.collect.frontier import Frontier, Target
from hengping.collect.priority import Rank, standing
from hengping.collect.traps import Trail, judge, page_identity

BASE = "http://a.cn/"


class MemoryTally(Counter[str]):
    """A tally in memory."""

    def count(self, family: str) -> int:
        return self[family]

    def add(self, family: str) -> None:
        self[family] += 1


def page(name: str, depth: int = 1, source: str = BASE, **more) -> Target:
    return Target(url=BASE + name, purpose="page", source_url=source, depth=depth, **more)


def link(name: str, **more) -> Target:
    return Target(url=BASE + name, purpose="link", **more)


def drain(choose: Callable[[], Target | None]) -> list[str]:
    return [target.url.removeprefix(BASE) for target in iter(choose, None)]


def crawl(frontier: Frontier, links_of: Callable[[str], list[str]], at_once: int = 1) -> list[str]:
    """Pages in the order given out, when each page has the links that ``links_of`` says."""
    frontier.add_page(Target(url=BASE, purpose="home"))
    asked: list[str] = []
    waiting: list[Target] = []
    while True:
        while len(waiting) < at_once and (target := frontier.next_page()):
            waiting.append(target)
        if not waiting:
            return asked
        target = waiting.pop(0)
        name = target.url.removeprefix(BASE)
        asked.append(name)
        frontier.done(target)
        frontier.add_pages(page(other, target.depth + 1, target.url) for other in links_of(name))


class PlainFrontier:
    """What the frontier is to do, with lists and without thought of speed, disk or restarts."""

    def __init__(self, *, max_pages: int, max_checks: int, section_share: float) -> None:
        self.max_pages, self.max_checks = max_pages, max_checks
        self.cap, self.half = max(1, int(max_pages * section_share)), max(1, max_pages // 2)
        self.pages: list[tuple] = []
        self.checks: list[Target] = []
        self.seen: set = set()
        self.rejected: set[str] = set()
        self.trails: dict[str, Trail] = {}
        self.tally = MemoryTally()
        self.costs: dict[str, int] = {}
        self.turns: dict = {}
        self.taken: Counter = Counter()
        self.frames: Counter = Counter()
        self.now = [0, 0]
        self.last = 1
        self.count = self.pages_taken = self.checks_taken = self.checks_put = 0

    def add_page(self, target: Target) -> None:
        self.count += 1
        if target.hops:
            if ("page", target.url) not in self.seen:
                self.seen |= {("page", target.url), ("identity", target.url)}
                self.pages.append(("hop", target.depth, self.count, target))
            return
        identity = page_identity(target.url)
        again = target.url in self.rejected
        if not again:
            if ("page", target.url) in self.seen or ("identity", identity) in self.seen:
                return
            self.seen |= {("page", target.url), ("identity", target.url), ("identity", identity)}
        if target.purpose != "home":
            trail = self.trails.get(target.source_url, Trail())
            verdict = judge(target.url, target.source_url, trail, self.tally, again=again)
            if verdict.rule is not None:
                self.rejected.add(target.url)
                return
            self.trails[target.url] = verdict.trail
        self.rejected.discard(target.url)
        rank, place, section = standing(target)
        self.costs.setdefault(section, {0: 1, 1: 1, 2: 2}.get(target.depth, 4))
        if target.purpose == "home" or (rank == Rank.FIRST and self.frames[section] * 2 < self.cap):
            self.frames[section] += target.purpose == "frame"
            self.pages.append(("first", target.depth, self.count, target, section))
            return
        rank = Rank.REST if rank == Rank.FIRST else rank
        kind = int(rank != Rank.SECTION)
        if not any(row[0] == (section, kind) for row in self.pages):
            self.turns[section, kind] = max(self.turns.get((section, kind), 0), self.now[kind])
        self.pages.append(((section, kind), (rank, place, target.depth, self.count), target))

    def next_page(self) -> Target | None:
        for name in ("hop", "first"):
            rows = sorted(row for row in self.pages if row[0] == name)
            if rows and (name == "hop" or self.pages_taken < self.max_pages):
                self.pages.remove(rows[0])
                if name == "first":
                    self.pages_taken += 1
                    self.taken[rows[0][4], 1] += 1
                return rows[0][3]
        lanes = [self._best(0), self._best(1)]
        if self.pages_taken >= self.max_pages or lanes == [None, None]:
            return None
        kind = 0 if lanes[1] is None else 1 if lanes[0] is None else None
        if kind is None:
            held = [lane[0][0] for lane in lanes]
            alternate = self.last == 0 and (held[0] or sum(self._all_taken()) >= self.half)
            kind = (1 if held[0] else 0) if held[0] != held[1] else int(alternate)
        _, row = lanes[kind]
        (section, kind), _, target = row
        self.pages.remove(row)
        self.pages_taken += 1
        self.taken[section, kind] += 1
        self.now[kind] = max(self.now[kind], self.turns[section, kind])
        self.turns[section, kind] += self.costs[section]
        self.last = kind
        return target

    def _all_taken(self) -> list[int]:
        return [count for (_, kind), count in self.taken.items() if kind == 0]

    def _best(self, kind: int):
        best = None
        for section in self.costs:
            rows = sorted((row for row in self.pages if row[0] == (section, kind)), key=lambda row: row[1])
            if rows:
                taken = self.taken[section, 0] + (self.taken[section, 1] if kind else 0)
                rank, _, depth, count = rows[0][1]
                key = (taken >= self.cap, rank, self.turns[section, kind], depth, count)
                best = min(filter(None, [best, (key, rows[0])]), key=lambda each: each[0])
        return best

    def add_check(self, target: Target) -> None:
        if ("check", target.url) in self.seen or ("page", target.url) in self.seen:
            return
        self.seen.add(("check", target.url))
        if target.hops:
            self.checks.insert(0, target)
        elif self.checks_put < 2 * self.max_checks:
            self.checks_put += 1
            self.checks.append(target)

    def next_check(self) -> Target | None:
        while self.checks:
            target = self.checks[0]
            if not target.hops and self.checks_taken >= self.max_checks:
                return None
            self.checks.pop(0)
            if ("page", target.url) not in self.seen:
                self.checks_taken += not target.hops
                return target
        return None
