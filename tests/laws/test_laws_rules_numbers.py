"""Laws of normalisation and of the operators: what does not change under scale and shift, and which mean is higher."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hengping.indicators.rules import Normalisation
from hengping.scoring.normalise import normalise
from hengping.scoring.operators import OPERATORS
from hengping.scoring.operators.terms import Term, Terms

QUICK = settings(max_examples=20, deadline=None)
METHODS = ["min_max", "z_score", "distance", "percentile", "rank"]
MEANS = ["maximum", "mean", "geometric_mean", "harmonic_mean", "minimum"]
"""From the highest to the lowest."""

TINY = Fraction(1, 10**50)
SETTLED = Fraction(1, 10**36)
"""Points of a z-score are settled to 40 decimals; sums of a few of them and of their squares stay below this."""
MARKS = Fraction(100)

exact = st.fractions(-1000, 1000, max_denominator=1000)
positive = st.fractions(Fraction(1, 100), 1000, max_denominator=1000)
panels = st.lists(exact, min_size=2, max_size=9)
positive_panels = st.lists(positive, min_size=2, max_size=9)
indices = st.fractions(0, 1, max_denominator=200)


def points(values: list[Fraction], **spec: Any) -> list[Fraction]:
    sites = {f"{number:02}": value for number, value in enumerate(values)}
    return list(normalise(Normalisation.model_validate(spec), sites, {}, MARKS).values())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("direction", ["higher", "lower"])
@QUICK
@given(values=positive_panels)
def test_better_value_never_gets_fewer_points(method: str, direction: str, values: list[Fraction]) -> None:
    found = points(values, method=method, direction=direction)
    pairs = sorted(zip(values, found, strict=True), reverse=direction == "lower")
    ordered = [each for _, each in pairs]
    assert ordered == sorted(ordered)
    alike: dict[Fraction, set[Fraction]] = {}
    for value, each in pairs:
        alike.setdefault(value, set()).add(each)
    assert all(len(each) == 1 for each in alike.values())


@pytest.mark.parametrize("method", METHODS)
@QUICK
@given(values=positive_panels, direction=st.sampled_from(["higher", "lower"]))
def test_clipped_points_stay_inside_the_marks(method: str, values: list[Fraction], direction: str) -> None:
    found = points(values, method=method, direction=direction, clip=True, centre=50, spread=30, reference="mean")
    assert all(0 <= each <= MARKS for each in found)


@pytest.mark.parametrize("method", ["min_max", "z_score", "percentile", "rank"])
@QUICK
@given(values=panels, scale=positive, shift=exact)
def test_scale_and_shift_change_nothing(method: str, values: list[Fraction], scale: Fraction, shift: Fraction) -> None:
    moved = [scale * value + shift for value in values]
    before, after = points(values, method=method), points(moved, method=method)
    # A deviation without an exact root is worked to 60 digits.
    assert all(abs(one - other) < TINY for one, other in zip(before, after, strict=True))
    if method != "z_score":
        assert before == after


@QUICK
@given(values=positive_panels, scale=positive)
def test_distance_does_not_depend_on_the_unit(values: list[Fraction], scale: Fraction) -> None:
    for direction in ("higher", "lower"):
        moved = [scale * value for value in values]
        assert points(values, method="distance", direction=direction) == points(
            moved, method="distance", direction=direction
        )


@QUICK
@given(values=panels)
def test_turning_the_direction_turns_the_points(values: list[Fraction]) -> None:
    assume(len(set(values)) > 1)
    for method in ("min_max", "percentile", "rank"):
        up, down = (points(values, method=method, direction=each) for each in ("higher", "lower"))
        assert [each + other for each, other in zip(up, down, strict=True)] == [MARKS] * len(values)
    up, down = (points(values, method="z_score", direction=each) for each in ("higher", "lower"))
    assert up == [-each for each in down]


@QUICK
@given(values=panels)
def test_z_scores_have_no_mean_and_unit_variance(values: list[Fraction]) -> None:
    assume(len(set(values)) > 1)
    found = points(values, method="z_score")
    assert abs(sum(found, Fraction(0))) < SETTLED
    assert abs(sum((each**2 for each in found), Fraction(0)) / len(found) - 1) < SETTLED


@QUICK
@given(values=panels)
def test_places_share_out_half_of_everything(values: list[Fraction]) -> None:
    assert sum(points(values, method="rank")) == MARKS * len(values) / 2


def combined(kind: str, children: list[Fraction], weights: list[int] | None = None, marks: int = 1) -> Fraction:
    weighing = weights or [0] * len(children)
    live = tuple(
        Term(child * number, Fraction(number), Fraction(weight))
        for number, (child, weight) in enumerate(zip(children, weighing, strict=True), 1)
    )
    return OPERATORS[kind](Terms(marks=Fraction(marks), live=live)).score


@QUICK
@given(children=st.lists(indices, min_size=1, max_size=6))
def test_means_stand_in_their_order(children: list[Fraction]) -> None:
    found = [combined(kind, children) for kind in MEANS]
    assert all(higher >= lower - TINY for higher, lower in pairwise(found))
    if len(set(children)) == 1:
        assert set(found) == {children[0]}


@QUICK
@given(children=st.lists(st.tuples(indices, st.integers(1, 100)), min_size=1, max_size=5))
def test_weighted_means_stand_in_their_order(children: list[tuple[Fraction, int]]) -> None:
    shares, weights = [each for each, _ in children], [weight for _, weight in children]
    found = [combined(kind, shares, weights) for kind in ("weighted_mean", "geometric_mean", "harmonic_mean")]
    assert max(shares) >= found[0] >= found[1] - TINY
    assert found[1] + TINY >= found[2] >= min(shares)


@pytest.mark.parametrize("kind", [*MEANS, "weighted_mean"])
@QUICK
@given(
    children=st.lists(st.tuples(indices, st.integers(1, 60)), min_size=1, max_size=5),
    at=st.integers(0, 4),
    gain=indices,
    times=st.integers(2, 9),
)
def test_operators_are_monotone_and_scale(
    kind: str, children: list[tuple[Fraction, int]], at: int, gain: Fraction, times: int
) -> None:
    shares, weights = [each for each, _ in children], [weight for _, weight in children]
    score = combined(kind, shares, weights)
    better = list(shares)
    better[at % len(better)] = max(better[at % len(better)], gain)
    assert combined(kind, better, weights) >= score - TINY
    assert combined(kind, shares, weights, marks=times) == score * times
    in_percent = [Fraction(weight, sum(weights)) for weight in weights]
    assert combined(kind, shares, in_percent) == score  # type: ignore[arg-type] # weights of one are weights too


@QUICK
@given(children=st.lists(st.tuples(indices, st.integers(1, 60)), min_size=2, max_size=5))
def test_order_of_children_is_irrelevant(children: list[tuple[Fraction, int]]) -> None:
    turned = children[::-1]
    for kind in (*MEANS, "weighted_mean"):
        forwards, backwards = (
            combined(kind, [each for each, _ in some], [weight for _, weight in some]) for some in (children, turned)
        )
        assert abs(forwards - backwards) < TINY
