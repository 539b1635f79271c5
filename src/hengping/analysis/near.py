"""Near-threshold queue (临界复核队列): sites whose side of a line is not certain, most uncertain first."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec
import numpy as np

from hengping.analysis.arrays import Floats, Whole, shown
from hengping.analysis.evaluate import UNTESTED
from hengping.analysis.matrix import Population, item_points
from hengping.analysis.montecarlo import Simulation
from hengping.indicators.verdicts import CountVeto, FailLine, Tier, TotalCondition

NearKind = Literal["line", "tier", "list", "veto", "gate"]

POINT_DIGITS, SHARE_DIGITS = 3, 4
"""Statistics are printed with so many decimals: points, and shares of draws."""

_DECIDERS = 3


class Decider(msgspec.Struct, frozen=True, kw_only=True):
    """What a second look at would settle the matter.

    Attributes:
        kind: a ``finding`` that was charged, an item whose ``mark`` a person or a table supplied, or an ``item`` that
            is still open.
        id: of the finding or the item.
        item, title: id and Chinese title of the item; of a finding, of the item or veto that it is charged to.
        points: of the total that hang on it, as a statistic; None for what a veto counts.
    """

    kind: Literal["finding", "mark", "item"]
    id: str
    item: str
    title: str
    points: float | None


class NearThreshold(msgspec.Struct, frozen=True, kw_only=True):
    """One site near one line.

    Attributes:
        kind, id, title: what the line is.
        holds: as scored: under the fail line, in the tier, on the list, vetoed, gate open.
        now: the tier as scored; empty for other kinds.
        chance: share of draws on the other side.
        distance: from the line, positive above it: points of the node or total; findings, for a veto. None where a
            line is no number (tiers by place).
        decides: what to look at again.
    """

    group: str
    site_code: str
    name: str
    kind: NearKind
    id: str
    title: str
    holds: bool
    now: str = ""
    chance: float
    distance: float | None
    decides: tuple[Decider, ...] = ()


def near_thresholds(population: Population, found: Simulation, *, limit: float = 0.05) -> tuple[NearThreshold, ...]:
    """All sites and lines whose other side has a chance of more than ``limit``; sorted by chance, then distance."""
    rows = [each for each in _Finder(population, found).all() if each.chance > limit]
    return tuple(
        sorted(rows, key=lambda each: (-each.chance, abs(each.distance or 0.0), each.site_code, each.kind, each.id))
    )


class _Finder:
    def __init__(self, population: Population, found: Simulation) -> None:
        self._people = population
        self._found = found
        self._nodes = population.evaluate()
        marks = np.array([population.program.steps[number].marks for number in population.program.item_steps])
        self._worth = np.divide(item_points(population.program), marks, out=np.zeros(len(marks)), where=marks > 0)
        order = np.argsort(population.charges.sites, kind="stable")
        self._charges = np.split(
            order, np.searchsorted(population.charges.sites[order], np.arange(1, len(population.codes)))
        )

    def all(self) -> Iterator[NearThreshold]:
        system, found, base = self._people.system, self._found, self._found.base
        for column, line in enumerate(system.lines):
            held = base.under[column][0]
            yield from self._side("line", line.id, line.reason, held, found.under[:, column], self._to_line(line))
        yield from self._tiers()
        for column, listed in enumerate(system.lists):
            held = base.lists[column][0]
            limits = [each.value for each in listed.conditions if isinstance(each, TotalCondition)]
            distance = self._to_total(limits)
            yield from self._side("list", listed.id, listed.title.zh, held, found.lists[:, column], distance)
        for column, veto in enumerate(system.vetoes):
            distance = np.full(len(self._people.codes), np.nan)
            if isinstance(veto.rule, CountVeto):
                distance = self._people.counts[:, column].astype(np.float64) - veto.rule.at_least
            held = self._people.fired[:, column]
            yield from self._side("veto", veto.id, veto.title.zh, held, found.fired[:, column], distance)
        for column, node in enumerate(found.gate_nodes):
            step = self._people.program.steps[self._people.program.numbers[node]]
            assert step.gate is not None  # noqa: S101 - only gated nodes are listed
            limit = step.gate.at_least if step.gate.above is None else step.gate.above
            distance = self._score(step.gate.node) - float(limit or 0)
            yield from self._side("gate", node, step.title, base.gates[column][0], found.gates[:, column], distance)

    def _tiers(self) -> Iterator[NearThreshold]:
        found, names = self._found, self._people.group_names
        for row, number in enumerate(found.base.tiers[0]):
            chance = 1 - float(found.tiers[row, number])
            if not chance:
                continue
            tiers = self._people.system.tiers_of(names[self._people.leaves.groups[row]])
            ends = [end for tier in tiers for end in _ends(tier)]
            distance = float(self._to_total(ends)[row])
            now = found.tier_labels[number]
            yield self._row(row, "tier", "", now or "无档级", True, chance, distance, now)

    def _side(  # noqa: PLR0917 - one line's figures
        self, kind: NearKind, line_id: str, title: str, held: np.ndarray, share: Floats, distance: Floats
    ) -> Iterator[NearThreshold]:
        chance = np.where(held, 1 - share, share)
        for row in np.flatnonzero(chance > 0):
            yield self._row(int(row), kind, line_id, title, bool(held[row]), float(chance[row]), float(distance[row]))

    def _row(  # noqa: PLR0917 - as _side
        self,
        row: int,
        kind: NearKind,
        line_id: str,
        title: str,
        holds: bool,  # noqa: FBT001 - as _side
        chance: float,
        distance: float,
        now: str = "",
    ) -> NearThreshold:
        people = self._people
        return NearThreshold(
            group=people.group_names[people.leaves.groups[row]],
            site_code=people.codes[row],
            name=people.names[row],
            kind=kind,
            id=line_id,
            title=title,
            holds=holds,
            now=now,
            chance=shown(chance, SHARE_DIGITS) or 0.0,
            distance=shown(distance, POINT_DIGITS),
            decides=self._decides(row, kind, line_id),
        )

    def _decides(self, row: int, kind: NearKind, line_id: str) -> tuple[Decider, ...]:
        """What hangs on one second look.

        Of a veto, or of a tier or list of a site that is vetoed: what the vetoes counted. Otherwise, among the items
        that the line looks at: open items, charged findings, supplied marks, each heaviest first.
        """
        people, system = self._people, self._people.system
        fired = [column for column, veto in enumerate(system.vetoes) if self._decisive(row, kind, line_id, column)]
        if kind == "veto" or fired:
            counted = [
                Decider(kind="finding", id=each, item=veto.id, title=veto.title.zh, points=None)
                for column, veto in enumerate(system.vetoes)
                if column in fired
                for each in people.veto_findings.get((row, column), ())
            ]
            return tuple(counted[:_DECIDERS])
        looked_at = self._looked_at(kind, line_id)
        found: list[Decider] = []
        for entry in self._charges[row]:
            column = int(people.charges.items[entry])
            if column not in looked_at:
                continue
            points = people.charges.points[entry] * self._worth[column]
            found.append(self._decider("finding", people.charges.findings[entry], column, points))
        worth = self._worth * people.leaves.fulls[row]
        inside = np.isin(np.arange(len(worth)), list(looked_at))
        found.extend(self._items("mark", np.flatnonzero(people.given[row] & inside), worth))
        found.extend(self._items("item", np.flatnonzero((people.leaves.states[row] == UNTESTED) & inside), worth))
        order = {"item": 0, "finding": 1, "mark": 2}
        found.sort(key=lambda each: (order[each.kind], -(each.points or 0.0), each.id))
        return tuple(found[:_DECIDERS])

    def _decisive(self, row: int, kind: NearKind, line_id: str, column: int) -> bool:
        """Whether what a veto counted decides about a line: the veto itself, or one that holds and sets the state."""
        veto = self._people.system.vetoes[column]
        if kind == "veto":
            return veto.id == line_id
        return kind in {"tier", "list"} and bool(self._people.fired[row, column])

    def _looked_at(self, kind: NearKind, line_id: str) -> frozenset[int]:
        """Columns of the items below the node that a line looks at; all, for what looks at the total."""
        program = self._people.program
        node = len(program.steps) - 1
        if kind == "line":
            node = next(program.numbers[line.node] for line in self._people.system.lines if line.id == line_id)
        if kind == "gate":
            gate = program.steps[program.numbers[line_id]].gate
            assert gate is not None  # noqa: S101 - only gated nodes are listed
            node = program.numbers[gate.node]
        found: set[int] = set()
        waiting = [node]
        while waiting:
            step = program.steps[waiting.pop()]
            waiting.extend(step.children)
            found.update([step.item] if step.item >= 0 else [])
        return frozenset(found)

    def _items(self, kind: Literal["mark", "item"], columns: Whole, worth: Floats) -> list[Decider]:
        return [self._decider(kind, self._people.items[column], int(column), worth[column]) for column in columns]

    def _decider(self, kind: Literal["finding", "mark", "item"], spot: str, column: int, points: float) -> Decider:
        people = self._people
        step = people.program.steps[people.program.item_steps[column]]
        return Decider(kind=kind, id=spot, item=step.node_id, title=step.title, points=shown(points, POINT_DIGITS))

    def _score(self, node: str) -> Floats:
        values = self._nodes.scores[self._people.program.numbers[node]]
        return np.broadcast_to(values, (len(self._people.codes),))

    def _to_line(self, line: FailLine) -> Floats:
        score = self._score(line.node)
        limit = line.at_most if line.below is None else line.below
        if limit is not None:
            return score - float(limit)
        full = self._people.program.steps[self._people.program.numbers[line.node]].marks
        return score - (full - float(line.lost_above or 0))

    def _to_total(self, limits: list[Decimal]) -> Floats:
        """Signed distance of the total as scored from the nearest limit."""
        totals = self._found.base.totals[0]
        if not limits:
            return np.full(totals.shape, np.nan)
        away = totals[:, None] - np.array([float(each) for each in dict.fromkeys(limits)])[None, :]
        nearest = np.nan_to_num(np.abs(away), nan=np.inf).argmin(axis=1)
        return np.asarray(away[np.arange(len(totals)), nearest], dtype=np.float64)


def _ends(tier: Tier) -> list[Decimal]:
    low = tier.above if tier.at_least is None else tier.at_least
    return [low] if low is not None and low > 0 else []
