"""The whole tree on arrays: items' scores in, every node's score out, for all sites (and draws) at once.

Law: after rounding, the totals are those of :func:`hengping.scoring.site.score_site`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from hengping.analysis.arrays import Codes, Floats, Truths, above, at_least, rounded_floats
from hengping.analysis.operators import Terms, combine
from hengping.analysis.panel import normalised_node
from hengping.analysis.program import Program, Step
from hengping.indicators.system import IndicatorSystem

LIVE, ABSENT, UNTESTED = 0, 1, 2
"""States of a node at a site: it has a score; it does not apply; nothing reached it."""

Factors = Mapping[int, Floats]
"""What a draw makes of the share of a step, shape (draws, 1); steps that are not named keep theirs."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """What is known of the items of many sites.

    Attributes:
        scores: (sites, items) or (draws, sites, items) points; whatever stands at items that are not live is ignored.
        states: (sites, items) ``LIVE``, ``ABSENT`` or ``UNTESTED``.
        fulls: (sites, items) full marks at that site.
        pins: values supplied for a node that is no item, by step: (sites,), NaN where none was.
        groups: (sites,) numbers of the ranking groups, for nodes that are normalised within theirs.
        off: sites to which a node that is no item does not apply by itself, by step: (sites,).
    """

    scores: Floats
    states: Codes
    fulls: Floats
    pins: Mapping[int, Floats]
    groups: Codes | np.ndarray
    off: Mapping[int, Truths] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores and states of every step, and the totals before vetoes; draws first, sites last."""

    scores: Sequence[Floats]
    states: Sequence[Codes]

    @property
    def totals(self) -> Floats:
        """The root's scores; NaN for a site of which nothing at all was judged."""
        some = self.states[-1] == LIVE
        return self.scores[-1] if some.all() else np.where(some, self.scores[-1], np.nan)


def evaluate(
    program: Program, leaves: Leaves, factors: Factors | None = None, fired: Truths | None = None
) -> Evaluation:
    """Every node of every site.

    Args:
        program: the compiled system.
        leaves: the items.
        factors: drawn shares.
        fired: vetoes that hold, (sites, vetoes) or (draws, sites, vetoes): those that set a node's score set it here.
    """
    drawn = factors or {}
    sets = _settings(program, fired)
    scores: list[Floats] = []
    states: list[Codes] = []
    excluded: list[Truths] = []
    standing: list[Truths] = []
    for number, step in enumerate(program.steps):
        pinned: Truths = np.zeros(1, dtype=np.bool_)
        stands: Truths = np.zeros(1, dtype=np.bool_)
        short: Truths = np.zeros(1, dtype=np.bool_)
        if step.item >= 0:
            score, state = leaves.scores[..., step.item], leaves.states[:, step.item]
        else:
            score, state, stands, short = _branch(program, step, scores, states, drawn, leaves, excluded, standing)
            if number in leaves.off:
                off = leaves.off[number]
                state = np.where(off, ABSENT, state).astype(np.uint8)
                stands, short = stands & ~off, short & ~off
            if number in leaves.pins:
                pinned = ~np.isnan(leaves.pins[number])
                stands, short = stands & ~pinned, short & ~pinned
                score = np.where(pinned, leaves.pins[number], score)
                state = np.where(pinned, LIVE, state).astype(np.uint8)
        left_out = _left_out(step, state, states, excluded, short) & ~stands
        score = np.where(stands, score, _without(step, score, state, leaves, left_out))
        score = _finished(step, score, (state == LIVE) & ~pinned, leaves)
        if step.gate is not None:
            score = np.where((state != ABSENT) & ~_open(program, step, scores), np.minimum(score, 0.0), score)
        for set_to, where in sets.get(number, ()):
            # A lower score that was worked out stays: a further fault never helps.
            score = np.where(where & ((state == UNTESTED) | ((state == LIVE) & (score > set_to))), set_to, score)
            state = np.where(where & (state == UNTESTED), LIVE, state).astype(np.uint8)
        scores.append(score)
        states.append(state)
        excluded.append(left_out & (state == UNTESTED))
        standing.append(stands & (state != LIVE))
    return Evaluation(scores, states)


def _finished(step: Step, score: Floats, judged: Truths, leaves: Leaves) -> Floats:
    """Set against the other sites, then rounded; a supplied score is taken as it is."""
    if step.normalise is not None:
        score = normalised_node(step.normalise, score, step.marks, ~judged, leaves.groups)
    if step.round_to is not None:
        score = np.where(judged, rounded_floats(score, *step.round_to), score)
    return score


def with_vetoes(system: IndicatorSystem, totals: Floats, fired: Truths) -> Floats:
    """Totals after vetoes: the number that the system sets, NaN where the site is then unscored."""
    failing = failing_vetoes(system, fired)
    when = system.when_vetoed
    if when.keep:
        return totals
    if when.score is None:
        return np.where(failing, np.nan, totals)
    # A ceiling, as in scoring: nobody who stood lower is lifted by a veto; who had no total gets the number.
    return np.where(failing, np.fmin(totals, float(when.score)), totals)


def failing_vetoes(system: IndicatorSystem, fired: Truths) -> Truths:
    """Sites at which a veto holds that fails the site (one that only sets a node's score does not)."""
    failing = [number for number, veto in enumerate(system.vetoes) if veto.sets is None]
    if not failing:
        return np.zeros(fired.shape[:-1], dtype=np.bool_)
    return np.asarray(fired[..., failing].any(axis=-1), dtype=np.bool_)


def _settings(program: Program, fired: Truths | None) -> dict[int, list[tuple[float, Truths]]]:
    found: dict[int, list[tuple[float, Truths]]] = {}
    for column, veto in enumerate(program.system.vetoes):
        if veto.sets is not None and fired is not None:
            where = fired[..., column]
            found.setdefault(program.numbers[veto.sets.node], []).append((float(veto.sets.score), where))
    return found


def _full_of(program: Program, number: int, leaves: Leaves) -> Floats:
    step = program.steps[number]
    return leaves.fulls[:, step.item] if step.item >= 0 else np.full(leaves.states.shape[0], step.marks)


def _left_out(step: Step, state: Codes, states: Sequence[Codes], excluded: Sequence[Truths], short: Truths) -> Truths:
    """Sites at which nothing reached the node and it is left out of the account.

    A branch of which nobody says so follows what is below it: left out when all that it waits for is, or when it has
    fewer children with a score than it needs (``short``).
    """
    untested: Truths = state == UNTESTED
    if step.untested is not None:
        return untested & (step.untested == "exclude")
    below = [excluded[child] | (states[child] != UNTESTED) for child in step.children]
    return np.asarray(untested & (short | np.logical_and.reduce(np.broadcast_arrays(*below))), dtype=np.bool_)


def _without(step: Step, score: Floats, state: Codes, leaves: Leaves, left_out: Truths) -> Floats:
    """Full marks or none where there is no score, as the policies say."""
    if not state.any():
        return score
    full = leaves.fulls[:, step.item] if step.item >= 0 else np.float64(step.marks)
    absent = full if step.when_absent == "full" else 0.0
    kept = step.untested in {"keep", None}
    untested = np.where(left_out, 0.0, full) if kept else np.float64(0.0)
    return np.where(state == ABSENT, absent, np.where(state == UNTESTED, untested, score))


def _branch(  # noqa: PLR0917 - what the walk has so far
    program: Program,
    step: Step,
    scores: Sequence[Floats],
    states: Sequence[Codes],
    drawn: Factors,
    leaves: Leaves,
    excluded: Sequence[Truths],
    standing: Sequence[Truths],
) -> tuple[Floats, Codes, Truths, Truths]:
    """Scores and states; where nothing below was judged and what its items say of that stands; where too few were."""
    live: list[Truths] = []
    dropped: list[Truths] = []
    spread: list[Truths] = []
    for number in step.children:
        child, state = program.steps[number], states[number]
        absent = (state == ABSENT) & ~standing[number]
        gone = absent & (child.when_absent == "rescale") | excluded[number]
        dealt = absent & (child.when_absent == "spread")
        live.append(~(gone | dealt))
        dropped.append(gone)
        spread.append(dealt)
    one = np.ones(1)
    factors = [drawn.get(number, one) for number in step.children]
    score = combine(
        step.operator,
        Terms(
            marks=step.marks,
            scores=[scores[number] for number in step.children],
            fulls=[_full_of(program, number, leaves) for number in step.children],
            weights=[
                program.steps[number].weight * factor for number, factor in zip(step.children, factors, strict=True)
            ],
            factors=factors,
            live=live,
            dropped=dropped,
            spread=spread,
            capped=step.capped,
        ),
    )
    own = np.broadcast_arrays(*(states[number] for number in step.children))
    none = np.logical_and.reduce([each != LIVE for each in own])
    some_untested = np.logical_or.reduce([each == UNTESTED for each in own])
    state = np.where(none, np.where(some_untested, UNTESTED, ABSENT), LIVE).astype(np.uint8)
    stands = none & np.logical_or.reduce(np.broadcast_arrays(*live))
    short: Truths = np.zeros(1, dtype=np.bool_)
    if step.needs is not None:
        have = sum((each == LIVE).astype(np.int64) for each in own)
        short = (have < step.needs) & (~none | stands)
        state = np.where(short, UNTESTED, state).astype(np.uint8)
        stands = stands & ~short
    return score, state, stands, short


def _open(program: Program, step: Step, scores: Sequence[Floats]) -> Truths:
    gate = step.gate
    assert gate is not None  # noqa: S101 - the caller has looked
    value = scores[program.numbers[gate.node]]
    if gate.above is not None:
        return above(value, float(gate.above))
    return at_least(value, float(gate.at_least or 0))
