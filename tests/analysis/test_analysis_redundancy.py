"""Redundancy and outliers: numbers worked out by hand."""

import numpy as np
import pytest

from hengping.analysis.outliers import robust_z
from hengping.analysis.redundancy import alike, correlations, cronbach_alpha, mean_ranks, principal_components, usable

THREE = np.array([[3.0, 4, 3], [4, 3, 4], [5, 5, 5], [2, 1, 3], [1, 2, 2]])


def test_pearson_by_hand():
    # x = 1..5, y = 2 4 5 4 5: covariance 6 over the root of 10 × 6.
    table = np.array([[1.0, 2], [2, 4], [3, 5], [4, 4], [5, 5]])
    assert correlations(table)[0, 1] == pytest.approx(6 / np.sqrt(60))


def test_spearman_is_pearson_of_mean_ranks():
    assert mean_ranks(np.array([10.0, 20, 20, 5])).tolist() == [2, 3.5, 3.5, 1]
    table = np.array([[1.0, 1], [2, 8], [3, 27], [4, 64]])
    assert correlations(table, "spearman")[0, 1] == pytest.approx(1)
    assert correlations(table)[0, 1] < 0.96


def test_cronbach_by_hand():
    # Item variances 2.5, 2.5, 1.3; sums 10 11 15 6 5, variance 16.3: 3/2 × (1 − 6.3/16.3).
    found = cronbach_alpha(THREE)
    assert found.value == pytest.approx(1.5 * (1 - 6.3 / 16.3))
    # Without the third: sums 7 7 10 3 3, variance 9: 2 × (1 − 5/9).
    assert found.if_dropped[2] == pytest.approx(2 * (1 - 5 / 9))
    assert found.item_total[2] == pytest.approx(np.corrcoef(THREE[:, 2], THREE[:, 0] + THREE[:, 1])[0, 1])


def test_identical_items_have_alpha_one():
    column = np.array([1.0, 2, 4])
    assert cronbach_alpha(np.stack([column, column], axis=1)).value == pytest.approx(1)
    assert cronbach_alpha(np.stack([column, column], axis=1)).standardised == pytest.approx(1)


def test_one_item_has_no_alpha():
    with pytest.raises(ValueError, match="two items"):
        cronbach_alpha(np.array([[1.0], [2.0]]))


def test_two_correlated_items_have_eigenvalues_one_plus_and_minus_r():
    table = np.array([[1.0, 2], [2, 4], [3, 5], [4, 4], [5, 5]])
    r = correlations(table)[0, 1]
    found = principal_components(table)
    assert found.eigenvalues == pytest.approx([1 + r, 1 - r])
    assert found.shares == pytest.approx([(1 + r) / 2, (1 - r) / 2])
    assert found.loadings[:, 0] == pytest.approx([np.sqrt((1 + r) / 2)] * 2)
    assert found.above_one == 1


def test_items_without_variance_and_sites_with_gaps_are_named_and_left_out():
    table = np.array([[1.0, 7, 2], [2, 7, 1], [3, 7, 5], [np.nan, 7, 4]])
    kept = usable(["a", "b", "c"], table)
    assert (kept.names, kept.without_variance, kept.sites, kept.dropped, kept.reason) == (("a", "c"), ("b",), 3, 1, "")


def test_items_that_most_sites_lack_are_left_out_before_sites_are():
    gap = np.nan
    kept = usable(["a", "b", "c"], np.array([[1.0, gap, 2], [2, gap, 1], [3, 4, 5]]))
    assert (kept.names, kept.incomplete, kept.sites, kept.dropped) == (("a", "c"), ("b",), 3, 0)


@pytest.mark.parametrize(("table", "word"), [(np.array([[1.0, 2], [2, 1]]), "2 个"), (np.ones((5, 3)), "不足")])
def test_too_little_says_why(table, word):
    assert word in usable(["a", "b", "c"][: table.shape[1]], table).reason


def test_alike_items_are_listed_highest_first():
    base = np.array([1.0, 2, 3, 4])
    table = np.stack([base, base * 2, np.array([1.0, 2, 4, 3]), -base], axis=1)
    assert [pair[:2] for pair in alike(["a", "b", "c", "d"], table, at_least=0.75)] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


def test_robust_z_by_hand():
    # Median 3, absolute deviations 2 1 0 1 97, their median 1.
    assert robust_z(np.array([1.0, 2, 3, 4, 100])) == pytest.approx(0.6745 * np.array([-2, -1, 0, 1, 97]))


def test_robust_z_where_most_are_equal():
    assert robust_z(np.ones(4)).tolist() == [0] * 4
    found = robust_z(np.array([5.0, 5, 5, 5, 9]))
    assert found[4] == pytest.approx(4 * 0.7979 / 0.8)
    assert np.isnan(robust_z(np.array([np.nan, 1.0]))[0])


def test_items_that_cancel_each_other_out_have_no_alpha_and_raise_no_warning():
    up = np.arange(6.0)
    with np.errstate(all="raise"):
        found = cronbach_alpha(np.stack([up, 5 - up], axis=1))
    assert np.isnan(found.value)
    assert np.isnan(found.standardised)
