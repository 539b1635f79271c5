"""Totals of many draws as one matrix product, for systems that are linear where the same items apply."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hengping.analysis.arrays import Floats, Whole
from hengping.analysis.evaluate import ABSENT, LIVE, UNTESTED, Factors, Leaves
from hengping.analysis.program import Program

MAX_PATTERNS = 64
"""With more different sets of applicable items than this, one product each does not pay any more."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Sites to which the same items apply with the same full marks: numbers, and (items, sites) scores."""

    sites: Whole
    states: np.ndarray
    fulls: Floats
    scores: Floats


def patterns(program: Program, leaves: Leaves) -> tuple[Pattern, ...] | None:
    """The patterns of a population, or None where totals are not linear in the scores."""
    if not program.linear or leaves.pins or (program.mixed and (leaves.states != LIVE).any()):
        return None
    found: dict[bytes, list[int]] = {}
    for row in range(leaves.states.shape[0]):
        found.setdefault(leaves.states[row].tobytes() + leaves.fulls[row].tobytes(), []).append(row)
        if len(found) > MAX_PATTERNS:
            return None
    return tuple(
        Pattern(
            sites=np.array(rows, dtype=np.int64),
            states=leaves.states[rows[0]],
            fulls=leaves.fulls[rows[0]],
            scores=np.ascontiguousarray(np.where(leaves.states[rows] == LIVE, leaves.scores[rows], 0.0).T),
        )
        for rows in found.values()
    )


def linear_totals(program: Program, found: Sequence[Pattern], factors: Factors, draws: int) -> Floats:
    """(draws, sites) totals before vetoes."""
    totals = np.empty((draws, sum(each.sites.size for each in found)))
    for each in found:
        slopes, constant = coefficients(program, each, factors, draws)
        product = slopes @ each.scores
        if constant.any():
            product += constant[:, None]
        if _states(program, each)[-1] != LIVE:
            product[:] = np.nan
        if each.sites.size == totals.shape[1]:
            return product
        totals[:, each.sites] = product
    return totals


def coefficients(program: Program, pattern: Pattern, factors: Factors, draws: int) -> tuple[Floats, Floats]:
    """What a point of each item is worth in the total, (draws, items), and what does not depend on them, (draws,)."""
    states = _states(program, pattern)
    excluded = _excluded(program, states)
    slopes = np.zeros((draws, len(program.items)))
    constant = np.zeros(draws)
    worth: dict[int, Floats] = {len(program.steps) - 1: np.ones(draws)}
    for number in range(len(program.steps) - 1, -1, -1):
        step = program.steps[number]
        if number not in worth:
            continue
        if states[number] != LIVE:
            kept = step.untested in {"keep", None} and not excluded[number]
            policy = step.when_absent == "full" if states[number] == ABSENT else kept
            constant += worth[number] * (_full(program, pattern, number) if policy else 0.0)
        elif step.item >= 0:
            slopes[:, step.item] = worth[number]
        else:
            worth.update(_shares(program, pattern, number, states, factors, worth[number], excluded))
    return slopes, constant


def _full(program: Program, pattern: Pattern, number: int) -> float:
    step = program.steps[number]
    return float(pattern.fulls[step.item]) if step.item >= 0 else step.marks


def _states(program: Program, pattern: Pattern) -> list[int]:
    states: list[int] = []
    for step in program.steps:
        if step.item >= 0:
            states.append(int(pattern.states[step.item]))
            continue
        below = [states[child] for child in step.children]
        none = LIVE not in below
        states.append((UNTESTED if UNTESTED in below else ABSENT) if none else LIVE)
    return states


def _excluded(program: Program, states: Sequence[int]) -> list[bool]:
    """Whether each step is left out because nothing reached it; see :func:`hengping.analysis.evaluate.evaluate`."""
    excluded: list[bool] = []
    for step, state in zip(program.steps, states, strict=True):
        own = step.untested == "exclude"
        if step.untested is None:
            own = all(excluded[child] or states[child] != UNTESTED for child in step.children)
        excluded.append(own and state == UNTESTED)
    return excluded


def _shares(  # noqa: PLR0917 - the walk's state
    program: Program,
    pattern: Pattern,
    number: int,
    states: Sequence[int],
    factors: Factors,
    worth: Floats,
    excluded: Sequence[bool],
) -> dict[int, Floats]:
    """What a point of each live child is worth in the total."""
    step = program.steps[number]
    live: list[int] = []
    gone: list[int] = []
    dealt: list[int] = []
    for child in step.children:
        policy = program.steps[child]
        if states[child] == ABSENT and policy.when_absent == "spread":
            dealt.append(child)
        elif (states[child] == ABSENT and policy.when_absent == "rescale") or excluded[child]:
            gone.append(child)
        else:
            live.append(child)
    everyone = [*live, *dealt]
    fulls = np.array([_full(program, pattern, child) for child in everyone])
    drawn = _columns([factors.get(child) for child in everyone], worth.size)
    weights = fulls if step.operator == "sum" else np.array([program.steps[child].weight for child in everyone])
    if step.operator != "sum":
        weights = np.where(fulls > 0, weights, 0.0)
    shares = drawn * weights
    counting = np.count_nonzero(fulls[: len(live)]) if step.operator != "sum" else len(live)
    extra = shares[:, len(live) :].sum(axis=1, keepdims=True) / max(counting, 1)
    whole = (shares[:, : len(live)] + extra).sum(axis=1, keepdims=True)
    whole = np.where(whole != 0, whole, 1.0)
    own = fulls[: len(live)]
    per_full = np.divide(1.0, own, out=np.zeros_like(own), where=own > 0)
    if step.operator == "sum":
        slopes = drawn[:, : len(live)] + extra * per_full
        slopes *= step.marks / whole if gone else 1.0
    else:
        slopes = (shares[:, : len(live)] + extra) / whole * (step.marks * per_full)
    slopes *= worth[:, None]
    return {child: slopes[:, number] for number, child in enumerate(live)}


def _columns(drawn: Sequence[Floats | None], draws: int) -> Floats:
    one = np.ones((draws, 1))
    return np.concatenate([one if each is None else each for each in drawn], axis=1)
