"""Ranks and quantiles against the slow way and against the ranking room."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.analysis import naive
from hengping.analysis.ranks import quantiles_between, rank_masked, rank_quantiles, rank_rows
from hengping.ranking.order import places

keys = st.lists(st.integers(-50, 50), min_size=1, max_size=12)
METHODS = ["dense", "competition", "ordinal"]


@settings(max_examples=150, deadline=None)
@given(row=keys, method=st.sampled_from(METHODS), scale=st.sampled_from([1, 10**13]))
def test_places_are_those_of_the_ranking_room(row: list[int], method: Any, scale: int) -> None:
    """By counting (small keys) and by sorting (keys of 50 bits)."""
    order = sorted(range(len(row)), key=lambda number: (-row[number], number))
    expected = [0] * len(row)
    for number, place in zip(order, places([row[number] for number in order], method), strict=True):
        expected[number] = place.rank
    found = rank_rows(np.array([row], dtype=np.int64) * scale, method)
    assert found[0].tolist() == expected


@settings(max_examples=60, deadline=None)
@given(row=keys)
def test_the_naive_way_and_the_lowest_best(row: list[int]) -> None:
    found = rank_rows(np.array([row, [-key for key in row]], dtype=np.int64), "competition")
    assert found[0].tolist() == naive.places(row)
    lowest = rank_rows(np.array([row], dtype=np.int64), "competition", best="lowest")
    assert lowest[0].tolist() == found[1].tolist()


def test_sites_outside_take_no_place_and_push_nobody() -> None:
    inside = np.array([[True, False, True, True]])
    found = rank_masked(np.array([[5, 9, 7, 5]]), inside, "competition", best="highest")
    assert found.tolist() == [[2, 0, 1, 2]]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_quantiles_are_the_smallest_places_that_reach_a_share(data: Any) -> None:
    sites, draws = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 30))
    drawn = np.array(
        data.draw(st.lists(st.lists(st.integers(0, 9), min_size=sites, max_size=sites), min_size=draws, max_size=draws))
    )
    ranks = rank_rows(drawn, "competition")
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    found = rank_quantiles(ranks, levels, chunk=2)
    assert found.tolist() == naive.quantiles(drawn, levels)
    assert np.array_equal(found, np.quantile(ranks, levels, axis=0, method="inverted_cdf").T)
    assert np.array_equal(found[1:], quantiles_between(ranks, levels, 1, sites))


def test_quantiles_leave_out_draws_without_a_place() -> None:
    ranks = np.array([[0, 0], [3, 0], [1, 0], [2, 0]], dtype=np.uint16)
    found = rank_quantiles(ranks, (0.5,))
    assert found[0, 0] == 2
    assert np.isnan(found[1, 0])


def test_keys_that_cannot_be_packed_are_refused() -> None:
    with pytest.raises(ValueError, match="leave no room"):
        rank_rows(np.array([[0, 2**62, 5, 7, 1]]), "competition")
