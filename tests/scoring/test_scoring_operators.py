"""Every operator: the worked example of its page, what is left out, and indices that do not fit."""

from fractions import Fraction
from itertools import starmap
from typing import get_args

import pytest

from hengping.indicators.tree import OperatorKind
from hengping.model.errors import InputError
from hengping.scoring.operators import OPERATORS
from hengping.scoring.operators.terms import Combined, Term, Terms

ALIKE = ("mean", "geometric_mean", "harmonic_mean", "minimum", "maximum")
TINY = Fraction(1, 10**55)


def terms(*children: tuple[str, ...]) -> tuple[Term, ...]:
    """Children as score, full marks and, if wanted, weight."""

    def term(score: str, full: str, weight: str = "0") -> Term:
        return Term(Fraction(score), Fraction(full), Fraction(weight))

    return tuple(starmap(term, children))


def combined(
    kind: str,
    *live: tuple[str, ...],
    marks: str = "1",
    dropped: tuple[tuple[str, ...], ...] = (),
    spread: tuple[tuple[str, ...], ...] = (),
) -> Combined:
    return OPERATORS[kind](
        Terms(marks=Fraction(marks), live=terms(*live), dropped=terms(*dropped), spread=terms(*spread))
    )


def test_the_two_closed_lists_are_one() -> None:
    assert list(OPERATORS) == list(get_args(OperatorKind))


def test_sum() -> None:
    assert combined("sum", ("60", "75"), marks="100", dropped=(("0", "25"),)).score == 80


def test_deduct() -> None:
    children = (("85.5", "100"), ("83", "100"), ("92", "100"))
    assert combined("deduct", *children, marks="100").score == Fraction("60.5")
    floor = combined("deduct", *children, marks="30")
    assert (floor.score, floor.note) == (Fraction(0), "扣完为止")


def test_mean() -> None:
    full = (("0.9", "1"), ("60", "100"), ("3", "5"))
    assert combined("mean", *full).score == Fraction("0.7")
    for left_out in ("dropped", "spread"):
        found = combined("mean", full[0], full[2], **{left_out: (full[1],)})  # type: ignore[arg-type]
        assert found.score == Fraction("0.75")
        assert found.note == "不适用或未评部分不计入"


def test_mean_ignores_weights() -> None:
    assert combined("mean", ("1", "1", "90"), ("0", "1", "10")).score == Fraction(1, 2)


def test_weighted_mean() -> None:
    children = (("90", "100", "20"), ("80", "100", "30"), ("70", "100", "50"))
    assert combined("weighted_mean", *children, marks="100").score == 77
    rescaled = combined("weighted_mean", *children[1:], marks="100", dropped=children[:1])
    assert rescaled.score == Fraction("73.75")
    assert rescaled.note == "不适用或未评部分的权重已按比例归并"
    dealt = combined("weighted_mean", *children[1:], marks="100", spread=children[:1])
    assert (dealt.score, dealt.note) == (Fraction(74), "不适用部分的权重已平摊")


def test_weights_may_add_up_to_one() -> None:
    assert combined("weighted_mean", ("3", "10", "1/3"), ("9", "10", "2/3"), marks="10").score == 7


def test_geometric_mean() -> None:
    assert combined("geometric_mean", ("0.64", "1"), ("0.81", "1")).score == Fraction("0.72")
    quarter = combined("geometric_mean", ("0.16", "1", "25"), ("1", "1", "75")).score
    assert abs(quarter**4 - Fraction("0.16")) < TINY
    assert str(float(quarter)).startswith("0.632455532")


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ((("1", "8"), ("1", "1"), ("1", "1")), "1/2"),
        ((("3", "7", "33.33"), ("3", "7", "66.67")), "3/7"),
        ((("16", "81", "0.25"), ("1", "1", "0.75")), "2/3"),
        ((("32", "243", "20"), ("1", "1", "30"), ("1", "1", "50")), None),
        ((("1", "1024", "20"), ("32", "32768", "30"), ("1", "1024", "50")), "1/1024"),
        ((("1", "4", "20"), ("1", "2", "60"), ("1", "1", "20")), "1/2"),
    ],
)
def test_geometric_mean_is_exact_where_the_root_is(children: tuple[tuple[str, ...], ...], expected: str | None) -> None:
    found = combined("geometric_mean", *children).score
    if expected is None:
        assert abs(found**5 - Fraction(32, 243)) < TINY
    else:
        assert found == Fraction(expected)


def test_geometric_mean_of_odd_weights_is_close() -> None:
    found = combined("geometric_mean", ("1", "3", "33.3"), ("2", "3", "66.7")).score
    assert abs(found**1000 / (Fraction(1, 3) ** 333 * Fraction(2, 3) ** 667) - 1) < Fraction(1, 10**50)
    long = combined("geometric_mean", ("1", "3", "33.3333"), ("2", "3", "66.6667")).score
    assert float(long) == pytest.approx((1 / 3) ** 0.333333 * (2 / 3) ** 0.666667, rel=1e-14)


def test_harmonic_mean() -> None:
    assert combined("harmonic_mean", ("0.6", "1"), ("0.3", "1")).score == Fraction("0.4")
    assert combined("harmonic_mean", ("0.6", "1", "75"), ("0.3", "1", "25")).score == Fraction("0.48")


@pytest.mark.parametrize("kind", ["geometric_mean", "harmonic_mean"])
def test_nothing_is_not_made_up_for(kind: str) -> None:
    found = combined(kind, ("0", "1"), ("1", "1"))
    assert found.score == 0
    assert "有一项得分为零" in found.note


@pytest.mark.parametrize("kind", ["geometric_mean", "harmonic_mean"])
def test_negative_index_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match="不能用于负的得分指数") as caught:
        combined(kind, ("-1", "1"), ("0", "1"))
    assert caught.value.remedy


@pytest.mark.parametrize("kind", ["geometric_mean", "harmonic_mean"])
def test_left_out_weight(kind: str) -> None:
    weak, strong, gone = ("0.25", "1", "40"), ("1", "1", "40"), ("0", "1", "20")
    alone = combined(kind, ("0.25", "1"), ("1", "1"))
    assert combined(kind, weak, strong, dropped=(gone,)).score == alone.score
    assert combined(kind, weak, strong, spread=(gone,)).score == alone.score
    uneven = combined(kind, ("0.25", "1", "10"), ("1", "1", "70"), spread=(gone,)).score
    assert uneven == combined(kind, ("0.25", "1", "20"), ("1", "1", "80")).score


def test_extremes() -> None:
    children = (("45", "50"), ("12", "20"))
    assert combined("minimum", *children, marks="10").score == 6
    assert combined("maximum", *children, marks="10").score == 9
    assert combined("minimum", children[0], marks="10", dropped=(children[1],)).score == 9


@pytest.mark.parametrize("kind", ALIKE)
def test_child_without_marks_says_nothing(kind: str) -> None:
    assert combined(kind, ("0", "0"), ("0.5", "1"), ("0.5", "1")).score == Fraction("0.5")
    assert combined(kind, ("0", "0")).score == 0


@pytest.mark.parametrize("kind", [*ALIKE, "weighted_mean"])
def test_one_child_is_its_own_mean(kind: str) -> None:
    assert combined(kind, ("7", "9", "100"), marks="9").score == 7
