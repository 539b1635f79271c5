"""CCID 2014: the weights were published nowhere; what the printed indices and totals allow is worked out here."""

from fractions import Fraction
from itertools import product
from operator import mul
from pathlib import Path

import pytest
from published_tables import judged, needs_tables, ranks_of, rows_of, score_of, system_of
from scipy.optimize import linprog

pytestmark = needs_tables

ITEMS = {
    "信息公开指数": "openness",
    "办事服务指数": "services",
    "互动交流指数": "interaction",
    "舆论引导指数": "opinion",
    "功能与管理指数": "functions",
}
INDEX_HALF = Fraction(5, 1000)
TOTAL_HALF = Fraction(5, 100)
BOUND = 100 * INDEX_HALF + TOTAL_HALF
"""Largest gap that rounding allows: each index is off by at most 0.005, weights add up to 1, the total by 0.05."""
FEASIBLE = ((28.17, 37.12), (14.76, 24.07), (17.19, 26.47), (8.74, 19.54), (3.54, 20.56))
"""Lowest and highest percentage of each weight that keeps all 21 rows within the bound, by linear programming."""


def _worst(weights: tuple[int, ...], rows: list[tuple[list[int], int]]) -> Fraction:
    """Largest gap between a weighted total and the printed one; all in whole hundredths of a point."""
    gaps = [abs(sum(map(mul, weights, indices)) - total) for indices, total in rows]
    return Fraction(max(gaps), 100)


def _hundredths() -> list[tuple[list[int], int]]:
    """Indices and total of every row, as whole numbers: percent × hundredths of an index are hundredths of a point."""
    return [
        ([int(Fraction(row[column]) * 100) for column in ITEMS], int(Fraction(row["total_published"]) * 100))
        for row in rows_of("ccid_2014_ministries.csv")
    ]


def test_totals_within_the_rounding_bound(tmp_path: Path) -> None:
    rows = rows_of("ccid_2014_ministries.csv")
    assert len(rows) == 21
    assert Fraction(55, 100) == BOUND
    values = {row["unit"]: {item: row[column] for column, item in ITEMS.items()} for row in rows}
    outcome = judged("ccid-2014-ministries", values, tmp_path)
    gaps = [
        abs(Fraction(score_of(outcome, row["unit"]).raw_total or 0) - Fraction(row["total_published"])) for row in rows
    ]
    assert max(gaps) == Fraction(45, 100)


def test_competition_ranks_21_of_21(tmp_path: Path) -> None:
    rows = rows_of("ccid_2014_ministries.csv")
    outcome = judged("ccid-2014-ministries", {row["unit"]: {"total": row["total_published"]} for row in rows}, tmp_path)
    assert ranks_of(outcome) == {row["unit"]: int(row["rank_published"]) for row in rows}
    places = [row.rank for row in outcome.results.ranks]
    assert (places[8:11], places[13:16], places[16:19]) == ([9, 9, 11], [14, 14, 16], [17, 17, 19])


def test_only_two_round_sets_of_weights_fit() -> None:
    rows = _hundredths()
    steps = range(0, 101, 5)
    fitting = {
        weights: gap
        for first in product(steps, repeat=4)
        if sum(first) <= 100 and (gap := _worst(weights := (*first, 100 - sum(first)), rows)) <= BOUND
    }
    assert fitting == {(30, 20, 20, 15, 15): Fraction(45, 100), (35, 20, 25, 15, 5): Fraction(50, 100)}


def test_the_system_takes_the_closer_set_and_says_that_it_is_derived() -> None:
    system = system_of("ccid-2014-ministries")
    assert [node.weight for node in system.tree.children] == [30, 20, 20, 15, 15]
    assert system.status == "unconfirmed"
    assert all(node.status == "unconfirmed" for node in system.tree.children)


def test_feasible_weights_by_linear_programming() -> None:
    rows = rows_of("ccid_2014_ministries.csv")
    table = [[100 * float(row[column]) for column in ITEMS] for row in rows]
    totals = [float(row["total_published"]) for row in rows]
    bound = float(BOUND)
    limits = [total + bound for total in totals] + [bound - total for total in totals]
    for number, (lowest, highest) in enumerate(FEASIBLE):
        for sign, expected in ((1, lowest), (-1, highest)):
            found = linprog(
                [sign * (spot == number) for spot in range(5)],
                A_ub=table + [[-each for each in row] for row in table],
                b_ub=limits,
                A_eq=[[1] * 5],
                b_eq=[1],
                bounds=[(0, None)] * 5,
            )
            assert found.success
            assert 100 * sign * found.fun == pytest.approx(expected, abs=0.01)
