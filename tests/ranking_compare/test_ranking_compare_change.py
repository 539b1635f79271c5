"""Changes: absolute and relative apart, exact, with their Chinese words."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.ranking.compare.change import change_of

GOLDEN = Path(os.environ.get("HENGPING_GOLDEN", Path(__file__).parents[3] / "shared" / "golden"))
FACTS = GOLDEN / "seeds" / "facts.json"


@pytest.mark.parametrize(
    ("before", "after", "quantity", "points", "percent", "words", "percent_words"),
    [
        ("89.71", "89.95", "points", "0.24", "0.27", "提高了0.24分", "提高了0.27%"),
        ("90.83", "90.73", "points", "-0.10", "-0.11", "下降了0.1分", "下降了0.11%"),
        ("36", "27", "count", "-9", "-25.00", "减少9个", "减少了25%"),
        ("0.8142", "0.9570", "rate", "14.28", "17.54", "上升14.28个百分点", "相对增长17.54%"),
        ("0.9362", "0.8799", "rate", "-5.63", "-6.01", "下降5.63个百分点", "相对下降6.01%"),
        ("0.84", "0.84", "index", "0.00", "0.00", "持平", "持平"),
        ("0.84", "0.91", "index", "0.07", "8.33", "提高了0.07", "提高了8.33%"),
        ("7", "4", "place", "-3", None, "上升3位", "无法计算增幅"),
        ("4", "7", "place", "3", None, "下降3位", "无法计算增幅"),
        ("0", "12", "count", "12", None, "增加12个", "上一轮为0，无法计算增幅"),
        ("-2", "-4", "points", "-2", None, "下降了2分", "上一轮为负，无法计算增幅"),
        ("-2", "3", "points", "5", None, "提高了5分", "上一轮为负，无法计算增幅"),
        ("100000", "100000.01", "points", "0.01", "0.00", "提高了0.01分", "提高不足0.01%"),
        (None, "5", "points", None, None, "上一轮无数据", "上一轮无数据"),
        ("5", None, "points", None, None, "本轮无数据", "本轮无数据"),
        (None, None, "rate", None, None, "两轮均无数据", "两轮均无数据"),
    ],
)
def test_worked_examples(before, after, quantity, points, percent, words, percent_words):
    change = change_of(before and Decimal(before), after and Decimal(after), quantity)
    assert (str(change.points) if change.points is not None else None) == points
    assert (str(change.percent) if change.percent is not None else None) == percent
    assert (change.words, change.percent_words) == (words, percent_words)


def test_a_growth_that_was_printed_as_percent_is_really_percentage_points():
    """Guangxi 2018 wrote 同比增长14.30% of pass rates 81.42 % and 95.70 %."""
    if not FACTS.is_file():
        pytest.skip(f"published figures not found in {FACTS}; set HENGPING_GOLDEN")
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    before = Decimal(str(facts["seed-003_guangxi_2017"]["pass_rate_percent"])) / 100
    after = Decimal(str(facts["guangxi_2018_circular (found)"]["pass_rate_percent"])) / 100
    change = change_of(before, after, "rate")
    assert (change.points, change.percent) == (Decimal("14.28"), Decimal("17.54"))
    assert change.words != change.percent_words


def test_what_is_not_measured_alike_is_not_subtracted():
    change = change_of(Decimal(80), Decimal(90), incomparable="满分不同")
    assert (change.points, change.percent, change.words) == (None, None, "满分不同")


def test_rounding_mode_of_the_relative_change():
    assert change_of(Decimal(3), Decimal(5), "count", percent_digits=1, mode="truncate").percent == Decimal("66.6")
    assert change_of(Decimal(3), Decimal(5), "count", percent_digits=1).percent == Decimal("66.7")


MONEY = st.decimals(min_value=0, max_value=1000, places=2)


@given(before=MONEY, after=MONEY)
def test_swapping_flips_the_sign_and_the_difference_closes(before, after):
    there, back = change_of(before, after), change_of(after, before)
    assert there.points == -back.points
    assert before + there.points == after
    assert (there.is_better is None) == (before == after)
    if before != after:
        assert there.is_better is not back.is_better
        assert (there.direction == "提高") == (after > before)


@given(before=st.integers(1, 500), after=st.integers(1, 500))
def test_a_place_rises_towards_the_first(before, after):
    change = change_of(Decimal(before), Decimal(after), "place")
    assert (change.direction == "上升") == (after < before)
    assert change.percent is None
