"""The law of the numpy path: after rounding it says what the exact path says, whatever the system and the table."""

from decimal import Decimal
from typing import Any

import numpy as np
from analysis_case import site, systems, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.analysis.arrays import units
from hengping.analysis.draws import Uncertainty, draw_factors, stream
from hengping.analysis.evaluate import evaluate
from hengping.analysis.linear import linear_totals, patterns
from hengping.analysis.matrix import population
from hengping.indicators.rounding import rounded
from hengping.scoring.site import score_site


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_totals_are_those_of_the_exact_path(data: Any) -> None:
    system = data.draw(systems())
    table = data.draw(tables(system))
    classes = data.draw(st.lists(st.sampled_from(["A", "B"]), min_size=3, max_size=3))
    scores = [
        score_site(system, site(number, site_class=classes[number]), (), given=values)
        for number, values in enumerate(table)
    ]
    found = population(system, scores).totals()
    rounding = system.rounding
    for score, total in zip(scores, found, strict=True):
        assert (score.total is None) == bool(np.isnan(total))
        if score.total is not None:
            printed = Decimal(int(units(np.array([total]), rounding.digits, rounding.mode)[0]))
            assert printed.scaleb(-rounding.digits) == score.total


@settings(max_examples=200, deadline=None)
@given(
    value=st.decimals(min_value=-200, max_value=200, places=5, allow_nan=False),
    digits=st.integers(0, 4),
    mode=st.sampled_from(["half_up", "truncate", "half_even"]),
)
def test_floats_round_as_scores_do(value: Decimal, digits: int, mode: Any) -> None:
    exact = rounded(value, digits, mode)
    assert Decimal(int(units(np.array([float(value)]), digits, mode)[0])).scaleb(-digits) == exact


@settings(max_examples=60, deadline=None)
@given(data=st.data(), law=st.sampled_from(["uniform", "dirichlet"]))
def test_the_matrix_product_says_what_the_tree_says(data: Any, law: Any) -> None:
    """Under drawn weights too, wherever the product is used at all."""
    system = data.draw(systems())
    scores = [
        score_site(system, site(number), (), given=values) for number, values in enumerate(data.draw(tables(system)))
    ]
    people = population(system, scores)
    found = patterns(people.program, people.leaves)
    if found is None:
        return
    factors = draw_factors(people.program, Uncertainty(weights=0.3, law=law), 4, stream(1, 0))
    tree = evaluate(people.program, people.leaves, factors).totals
    product = linear_totals(people.program, found, factors, 4)
    assert np.allclose(np.broadcast_to(tree, product.shape), product, rtol=0, atol=1e-9, equal_nan=True)
