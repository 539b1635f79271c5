"""Agreement of assessors: published values, missing marks, severity, drift."""

import numpy as np
import pytest

from hengping.analysis.agreement import alphas, krippendorff_alpha, severities
from hengping.analysis.assessors import Mark, agreement

N = np.nan
PUBLISHED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
)
"""Four observers, twelve units, seven marks missing (Krippendorff 2011, example C)."""


@pytest.mark.parametrize(
    ("scale", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_the_published_one(scale, value):
    found = krippendorff_alpha(PUBLISHED, scale)
    assert round(found.value, 3) == value
    assert (found.units, found.marks) == (11, 40)  # the last unit has one mark only


def test_perfect_agreement_is_one_and_contradiction_is_below_zero():
    assert krippendorff_alpha(np.array([[1.0, 2, 3], [1, 2, 3]])).value == pytest.approx(1)
    assert krippendorff_alpha(np.array([[1.0, 2, 1, 2], [2, 1, 2, 1]]), "nominal").value < 0


def test_the_interval_holds_the_value_and_depends_on_the_seed_alone():
    first = krippendorff_alpha(PUBLISHED, "interval", resamples=200, seed=4)
    assert first.low < first.value <= first.high
    assert first == krippendorff_alpha(PUBLISHED, "interval", resamples=200, seed=4)
    assert first != krippendorff_alpha(PUBLISHED, "interval", resamples=200, seed=5)


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (np.array([[1.0, N], [N, 2.0]]), "两名以上"),
        (np.array([[1.0, 1.0], [1.0, 1.0]]), "相同"),
    ],
)
def test_what_cannot_be_computed_says_why(table, word):
    found = krippendorff_alpha(table)
    assert found.value is None
    assert word in found.reason


def test_negative_marks_have_no_ratio_scale():
    assert "不能为负" in krippendorff_alpha(np.array([[-1.0, 2], [1, 2]]), "ratio").reason


def test_items_and_all_items_together():
    found = alphas({"a": PUBLISHED[:, :6], "b": PUBLISHED[:, 6:]})
    assert set(found) == {"a", "b", ""}
    assert found[""].value == pytest.approx(krippendorff_alpha(PUBLISHED).value)


def test_severity_is_the_mean_difference_from_the_others_on_shared_objects():
    table = np.array([[5.0, 6, 7, N], [7, 8, 9, 1], [7, 8, N, N]])
    strict, mild, third = severities(["甲", "乙", "丙"], table)
    assert strict.deviation == pytest.approx(-2)
    assert strict.shared == 3
    assert mild.deviation == pytest.approx((1 + 1 + 2) / 3)
    assert third.deviation == pytest.approx(1)
    assert strict.drift is None


def test_drift_is_the_slope_over_time():
    table = np.array([[5.0, 5.5, 6.0, 6.5], [5, 5, 5, 5]])
    order = np.tile(np.arange(4.0), (2, 1))
    assert severities(["甲", "乙"], table, order)[0].drift == pytest.approx(0.5)
    assert severities(["甲", "乙"], table, np.zeros((2, 4)))[0].drift is None


def test_the_record_of_marks_names_items_and_assessors():
    rows = [("甲", "a", 0.5), ("乙", "a", 0.7), ("甲", "b", 0.2), ("乙", "b", 0.4)]
    marks = [
        Mark(assessor=who, item_id=item, site_code=f"{n:010d}", index=value + n / 10, day=float(n))
        for n in range(3)
        for who, item, value in rows
    ]
    found = agreement(marks)
    assert [each.item_id for each in found.items] == ["", "a", "b"]
    assert found.items[0].objects == 6
    assert {each.assessor: each.deviation for each in found.assessors} == {"乙": 0.2, "甲": -0.2}
    assert [each.drift for each in found.assessors] == [0, 0]
    assert agreement([each for each in marks if each.assessor == "甲"]) is None


def test_of_two_marks_for_one_object_the_last_counts():
    first = [
        Mark(assessor=who, item_id="a", site_code=f"{n}", index=0.1 * n, day=0) for n in range(4) for who in "甲乙"
    ]
    again = Mark(assessor="甲", item_id="a", site_code="3", index=0.9, day=1)
    assert agreement(first).items[0].alpha == 1
    assert agreement([*first, again]).items[0].alpha < 1
