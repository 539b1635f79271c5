"""Sobol indices against functions whose indices are known."""

from decimal import Decimal

import numpy as np
import pytest
from analysis_case import flat, item, site, system_of

from hengping.analysis.matrix import population
from hengping.analysis.sobol import sobol_indices, strongest, weight_drivers
from hengping.scoring.site import score_site


def ishigami(points: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami() -> None:
    """S = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437 (Ishigami and Homma 1990, a = 7, b = 0.1)."""
    found = sobol_indices(ishigami, 3, log2_points=12)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found.variance == pytest.approx(13.8446, rel=0.02)
    assert found.evaluations == 4096 * 5


def test_a_sum_has_shares_of_its_variances() -> None:
    found = sobol_indices(lambda points: points @ np.array([1.0, 2.0, 0.0]), 3, log2_points=10)
    assert found.first == pytest.approx([0.2, 0.8, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.2, 0.8, 0.0], abs=0.01)


def test_a_constant_has_no_indices() -> None:
    assert np.isnan(sobol_indices(lambda points: np.ones(len(points)), 2, log2_points=3).first).all()


def made(values: list[dict[str, int]], system=None):
    system = system or flat([40, 30, 30])
    rows = [{key: Decimal(value) for key, value in each.items()} for each in values]
    return population(system, [score_site(system, site(n), (), given=row) for n, row in enumerate(rows)])


def test_only_weights_that_move_places_are_drivers() -> None:
    """c is the same everywhere; a and b pull in opposite directions."""
    people = made([{"a": 40, "b": 0, "c": 5}, {"a": 10, "b": 30, "c": 5}, {"a": 30, "b": 11, "c": 5}])
    found = weight_drivers(people, width=0.4, log2_points=8)
    assert found.node_ids == ("a", "b", "c")
    names = [found.node_ids[number] for number in strongest(found, 2)]
    assert set(names) == {"a", "b"}
    assert found.indices.total[2] < min(found.indices.total[:2])


def test_places_that_nothing_moves_have_no_drivers() -> None:
    people = made([{"a": 40, "b": 30, "c": 30}, {"a": 20, "b": 15, "c": 15}, {"a": 1, "b": 1, "c": 1}])
    found = weight_drivers(people, width=0.2, log2_points=4)
    assert not strongest(found, 3)
    assert np.isnan(weight_drivers(people, site=0, log2_points=4).indices.total).all()


def test_items_alone_can_be_asked_for() -> None:
    children = [
        {"id": "p", "title": "p", "kind": "dimension", "marks": 60, "children": [item("a", 30), item("b", 30)]},
        item("c", 40),
    ]
    system = system_of({"operator": "sum", "children": children})
    people = made([{"a": 1, "b": 2, "c": 3}] * 3, system)
    assert weight_drivers(people, of="items", log2_points=2).node_ids == ("a", "b", "c")
    assert set(weight_drivers(people, of="weights", log2_points=2).node_ids) == {"a", "b", "c", "p"}
