"""Normalisation: the worked example of its page, every method's edges, and what is refused."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hengping.indicators.rounding import rounded
from hengping.indicators.rules import Normalisation
from hengping.model.errors import InputError
from hengping.scoring.normalise import normalise
from hengping.scoring.operators import OPERATORS
from hengping.scoring.operators.terms import Term, Terms

FOUR = {"a": "10", "b": "20", "c": "20", "d": "50"}


def points(
    values: Mapping[str, str] = FOUR, groups: Mapping[str, str] | None = None, marks: int = 100, **spec: Any
) -> list[Fraction]:
    exact = {site: Fraction(each) for site, each in values.items()}
    found = normalise(Normalisation.model_validate(spec), exact, groups or {}, Fraction(marks))
    assert list(found) == list(values)
    return list(found.values())


def test_min_max() -> None:
    assert points(method="min_max") == [0, 25, 25, 100]
    assert points(method="min_max", direction="lower") == [100, 75, 75, 0]
    assert points(method="min_max", marks=8) == [0, 2, 2, 8]


def test_min_max_with_fixed_goalposts() -> None:
    assert points(method="min_max", low=0, high=40) == [25, 50, 50, 100]
    assert points(method="min_max", low=0, high=40, clip=False) == [25, 50, 50, 125]
    assert points(method="min_max", low=0) == [20, 40, 40, 100]
    assert points(method="min_max", high=20, direction="lower") == [100, 0, 0, 0]


def test_min_max_of_equal_values() -> None:
    same = {"a": "7", "b": "7"}
    assert points(same, method="min_max") == [100, 100]
    assert points(same, method="min_max", direction="lower") == [100, 100]
    assert points(same, method="min_max", low=7) == [0, 0]
    assert points(same, method="min_max", low=7, direction="lower") == [100, 100]
    assert points(same, method="min_max", high=5) == [100, 100]
    assert points(same, method="min_max", high=5, direction="lower") == [0, 0]


def test_z_score() -> None:
    assert points(method="z_score", centre=50, spread=10) == [40, Fraction(140, 3), Fraction(140, 3), Fraction(200, 3)]
    assert points(method="z_score") == [-1, Fraction(-1, 3), Fraction(-1, 3), Fraction(5, 3)]
    assert points(method="z_score", direction="lower") == [1, Fraction(1, 3), Fraction(1, 3), Fraction(-5, 3)]
    assert points(method="z_score", clip=True) == [0, 0, 0, Fraction(5, 3)]


def test_z_score_of_a_sample() -> None:
    one, two = points({"a": "1", "b": "3"}, method="z_score", deviation="sample")
    assert one == -two
    assert abs(two**2 - Fraction(1, 2)) < Fraction(1, 10**39)


def test_z_score_of_equal_values_is_the_centre() -> None:
    assert points({"a": "7", "b": "7"}, method="z_score", centre=50) == [50, 50]
    assert points({"a": "7"}, method="z_score", deviation="sample", centre=50) == [50]


def test_distance() -> None:
    assert points(method="distance") == [20, 40, 40, 100]
    assert points(method="distance", reference="mean", clip=False) == [40, 80, 80, 200]
    assert points(method="distance", reference="mean") == [40, 80, 80, 100]
    assert points(method="distance", reference=100) == [10, 20, 20, 50]
    assert points(method="distance", direction="lower") == [100, 50, 50, 20]


def test_distance_to_nothing() -> None:
    assert points({"a": "0", "b": "0"}, method="distance") == [100, 100]
    assert points({"a": "0", "b": "4"}, method="distance", direction="lower") == [100, 0]
    assert points({"a": "0", "b": "4"}, method="distance", direction="lower", reference=2) == [100, 50]
    with pytest.raises(InputError, match="参照值 0"):
        points({"a": "0", "b": "-4"}, method="distance")
    with pytest.raises(InputError) as caught:
        points({"a": "-1", "b": "4"}, method="distance", direction="lower", reference=2)
    assert caught.value.where == "a"


def test_places() -> None:
    for method in ("percentile", "rank"):
        assert points(method=method) == [0, 50, 50, 100]
        assert points(method=method, direction="lower") == [100, 50, 50, 0]
        assert points({"a": "3"}, method=method) == [100]
        assert points({"a": "3", "b": "3"}, method=method) == [50, 50]


def test_rank_is_told_by_places() -> None:
    # Places 1, 2.5, 2.5, 4 of four: (4 − place) ÷ 3.
    assert points(FOUR, method="rank", direction="lower", marks=3) == [3, Fraction("1.5"), Fraction("1.5"), 0]


def test_within_a_group() -> None:
    groups = {"a": "市", "b": "县", "c": "市", "d": "县"}
    assert points(groups=groups, method="min_max", within="group") == [0, 0, 100, 100]
    assert points(groups=groups, method="min_max") == [0, 25, 25, 100]


def test_nobody() -> None:
    assert points({}, method="z_score") == []


def test_logarithms() -> None:
    powers = {"a": "100", "b": "1000", "c": "10000"}
    assert points(powers, method="min_max", transform="log10") == [0, 50, 100]
    low, middle, high = points(powers, method="min_max", transform="ln", low=100, high=10000)
    assert [low, high] == [0, 100]
    assert abs(middle - 50) < Fraction(1, 10**50)


def test_roots_and_squares_are_exact_where_they_can_be() -> None:
    assert points({"a": "0", "b": "2.25", "c": "9"}, method="min_max", transform="sqrt") == [0, 50, 100]
    assert points({"a": "0", "b": "2", "c": "4"}, method="min_max", transform="square") == [0, 25, 100]
    assert points({"a": "4"}, method="distance", transform="square", reference=8) == [25]


@pytest.mark.parametrize(("transform", "value"), [("ln", "0"), ("log10", "-1"), ("sqrt", "-0.01")])
def test_value_that_a_transform_does_not_admit_names_its_site(transform: str, value: str) -> None:
    with pytest.raises(InputError, match=f"值 {value} 不能作 {transform} 变换") as caught:
        points({"a": "5", "4500000001": value}, method="min_max", transform=transform)
    assert caught.value.where == "4500000001"
    assert caught.value.remedy


def test_goalpost_that_a_transform_does_not_admit() -> None:
    with pytest.raises(InputError) as caught:
        points(method="min_max", transform="ln", low=0)
    assert caught.value.where == "low"
    with pytest.raises(InputError, match="变换后不小于 high"):
        points(method="min_max", transform="square", low=Decimal(-5), high=2)


def test_order_of_sites_is_irrelevant() -> None:
    turned = dict(reversed(FOUR.items()))
    for method in ("min_max", "z_score", "distance", "percentile", "rank"):
        assert points(turned, method=method) == points(method=method)[::-1]


def test_published_income_index_and_human_development_index() -> None:
    """Worked example of the technical notes to the Human Development Report 2020 (UNDP): 0.5506 and 0.510."""
    income = points({"a": "3829"}, method="min_max", transform="ln", low=100, high=75000, marks=1)[0]
    assert rounded(income, 4, "half_up") == Decimal("0.5506")
    indices = [Term(Fraction(each), Fraction(1), Fraction(0)) for each in ("0.6971", "0.3447", "0.5506")]
    index = OPERATORS["geometric_mean"](Terms(marks=Fraction(1), live=tuple(indices))).score
    assert rounded(index, 3, "half_up") == Decimal("0.510")


def test_an_offset_is_added_before_the_transform() -> None:
    """log10(x + 1) of 0, 9 and 99 are 0, 1 and 2; goalposts are written as measures, without the offset."""
    values = {"a": "0", "b": "9", "c": "99"}
    assert points(values, method="min_max", transform="log10", offset=1) == [0, 50, 100]
    assert points(values, method="min_max", transform="log10", offset=1, low=0, high=999) == [
        0,
        Fraction(100, 3),
        Fraction(200, 3),
    ]


def test_equal_irrational_numbers_are_equal() -> None:
    """Two values on two sides, each in its own group: +1/√2 both times, though worked from other numbers."""
    values = {"a": "38", "b": "19.5", "c": "4", "d": "15.5"}
    groups = {"a": "A", "b": "A", "c": "B", "d": "B"}
    found = points(values, groups, method="z_score", deviation="sample", within="group")
    assert found[0] == found[3]
    assert found[1] == found[2]
    assert found[0] == -found[1]
