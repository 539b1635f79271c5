"""Ranking methods."""

from decimal import Decimal

import pytest

from hengping.ranking.order import PlaceInOrder, places


def ranks(values: list[int], method: str) -> list[int]:
    return [place.rank for place in places([Decimal(value) for value in values], method)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # 2022 list: 4, 4, 5; 2014 list: 9, 9, 11 (published tie evidence)
        ("dense", [1, 2, 2, 3, 4, 4, 4, 5]),
        ("competition", [1, 2, 2, 4, 5, 5, 5, 8]),
        ("ordinal", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_methods(method: str, expected: list[int]) -> None:
    assert ranks([99, 98, 98, 97, 96, 96, 96, 95], method) == expected


def test_ties_are_marked_under_every_method() -> None:
    for method in ("dense", "competition", "ordinal"):
        tied = [place.tied for place in places([Decimal(3), Decimal(2), Decimal(2), Decimal(1)], method)]
        assert tied == [False, True, True, False]


def test_equal_values_with_other_scales_are_ties() -> None:
    assert places([Decimal("90.0"), Decimal(90)], "dense") == [PlaceInOrder(1, True), PlaceInOrder(1, True)]
    assert places([], "dense") == []
