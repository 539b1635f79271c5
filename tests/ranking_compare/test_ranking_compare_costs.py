"""What costs most, benchmarks, and what a point is worth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from compare_case import charged, round_of, score, system, unscored
from hypothesis import given
from hypothesis import strategies as st

from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError
from hengping.model.score import ScoreNode
from hengping.ranking.compare.benchmark import benchmark
from hengping.ranking.compare.costs import costs
from hengping.ranking.compare.worth import bonus_items, is_linear, worths

RULES = system()


def by_item(found, group=""):
    return {row.item_id: row for row in found.items if row.group == group}


def test_costs_in_points_of_the_total_with_their_share():
    scores = [
        score(RULES, "1", {"open": 50, "serve": 100}),
        score(RULES, "2", {"open": 100, "serve": 50}, "县"),
        score(RULES, "3", {"open": 100, "serve": 75}, "县"),
        unscored(RULES, "4"),
    ]
    found = by_item(costs(RULES, scores))
    assert list(found) == ["open", "serve"]
    assert (found["open"].sites, found["open"].affected, found["open"].lost) == (3, 1, 30)
    assert (found["serve"].affected, found["serve"].lost, found["serve"].mean_lost) == (2, 30, 10)
    assert (found["open"].share_rate, found["serve"].cumulative_rate) == (Decimal("0.5000"), 1)
    assert found["serve"].worst_sites == ("2", "3")
    county = by_item(costs(RULES, scores), "县")
    assert list(county) == ["serve", "open"]
    assert (county["open"].lost, county["open"].share_rate, county["serve"].share_rate) == (0, 0, 1)


def checked_system() -> IndicatorSystem:
    select = {"check": "broken_link"}
    children = [
        {
            "id": "links",
            "title": "链接",
            "kind": "item",
            "marks": 20,
            "rule": {"kind": "per_hit", "tariffs": [{"select": select, "points": 1}]},
        },
        {
            "id": "extra",
            "title": "加分",
            "kind": "item",
            "marks": 10,
            "rule": {"kind": "count_up", "select": {"check": "reprint"}, "points": 1},
        },
        {"id": "rest", "title": "其余", "kind": "item", "marks": 70, "rule": {"kind": "given"}},
    ]
    tree = {"id": "total", "title": "总分", "kind": "system", "children": children}
    return system(tree=tree)


def test_which_checks_cost_it_and_bonus_is_no_loss():
    rules = checked_system()
    leaf = {"kind": "item", "index_value": None}
    children = (
        ScoreNode(
            item_id="links",
            title="链接",
            full=Decimal(20),
            score=Decimal(17),
            deductions=(charged("broken_link-1", "2"), charged("broken_link-2", "1"), charged("broken_link-3", "0")),
            **leaf,
        ),
        ScoreNode(item_id="extra", title="加分", full=Decimal(10), score=Decimal(0), **leaf),
        ScoreNode(item_id="rest", title="其余", full=Decimal(70), score=Decimal(70), **leaf),
    )
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(87), children=children
    )
    found = by_item(costs(rules, [score(rules, "1", "87", root=root)]))
    assert "extra" not in found
    (check,) = found["links"].checks
    assert (check.check, check.findings, check.sites, check.points) == ("broken_link", 2, 1, 3)
    assert bonus_items(rules) == {"extra"}


VALUES = st.one_of(st.none(), st.integers(0, 100))


@given(sites=st.lists(st.tuples(VALUES, st.integers(0, 100)), min_size=1, max_size=8))
def test_losses_add_up_to_what_the_totals_lack(sites):
    scores = [score(RULES, str(at), {"open": one, "serve": other}) for at, (one, other) in enumerate(sites)]
    for each in scores:
        factors = worths(RULES, each.root)
        lost = sum(
            (Fraction(child.full) - Fraction(child.score)) * factors[child.item_id]
            for child in each.root.children
            if child.state == "given"
        )
        assert lost == 100 - Fraction(each.raw_total)
    rows = [row for row in costs(RULES, scores).items if not row.group]
    assert [row.lost for row in rows] == sorted((row.lost for row in rows), reverse=True)
    if any(row.lost for row in rows):
        assert rows[-1].cumulative_rate == 1


FULL = st.tuples(st.integers(0, 100), st.integers(0, 100), st.sampled_from(["市", "县", "部门"]))


@given(sites=st.lists(FULL, min_size=1, max_size=12))
def test_all_sites_together_are_the_sum_of_the_groups(sites):
    scores = [
        score(RULES, str(at), {"open": one, "serve": other}, group) for at, (one, other, group) in enumerate(sites)
    ]
    rows = costs(RULES, scores).items
    for whole in (row for row in rows if not row.group):
        parts = [row for row in rows if row.group and row.item_id == whole.item_id]
        assert whole.lost == sum(part.lost for part in parts)
        assert (whole.sites, whole.affected) == (sum(p.sites for p in parts), sum(p.affected for p in parts))
        dearest = sorted(scores, key=lambda each: (_value(each, whole.item_id), each.site_code))
        assert list(whole.worst_sites) == [each.site_code for each in dearest if _value(each, whole.item_id) < 100][:5]


def _value(each, item_id):
    return next(child.score for child in each.root.children if child.item_id == item_id)


def test_many_losing_sites_keep_the_dearest():
    scores = [score(RULES, f"{at:04}", {"open": at % 97, "serve": 100}) for at in range(600)]
    (row, _) = costs(RULES, scores).items[:2]
    assert row.affected == 600
    assert row.worst_sites == ("0000", "0097", "0194", "0291", "0388")


@pytest.mark.parametrize(
    ("operator", "factors"),
    [
        ("sum", {"a": 1, "b": 1}),
        ("mean", {"a": Fraction(100, 2 * 30), "b": Fraction(100, 2 * 70)}),
        ("deduct", {"a": 1, "b": 1}),
    ],
)
def test_worth_by_operator(operator, factors):
    items = [
        {"id": key, "title": key, "kind": "item", "marks": marks, "rule": {"kind": "given"}}
        for key, marks in (("a", 30), ("b", 70))
    ]
    rules = system(tree={"id": "total", "title": "总分", "kind": "system", "operator": operator, "children": items})
    children = tuple(
        ScoreNode(item_id=key, title=key, kind="item", full=Decimal(marks), score=Decimal(1))
        for key, marks in (("a", 30), ("b", 70))
    )
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(2), children=children
    )
    found = worths(rules, root)
    assert {key: found[key] for key in "ab"} == factors
    assert is_linear(rules)


def test_absent_marks_are_worth_nothing_and_the_rest_more():
    items = [
        {"id": key, "title": key, "kind": "item", "marks": marks, "rule": {"kind": "given"}}
        for key, marks in (("a", 25), ("b", 75))
    ]
    rules = system(tree={"id": "total", "title": "总分", "kind": "system", "children": items})
    children = (
        ScoreNode(item_id="a", title="a", kind="item", full=Decimal(25), score=Decimal(25), state="not_applicable"),
        ScoreNode(item_id="b", title="b", kind="item", full=Decimal(75), score=Decimal(60)),
    )
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(80), children=children
    )
    assert worths(rules, root) == {"total": 1, "a": 0, "b": Fraction(4, 3)}


def test_benchmark_against_peers_and_last_year():
    mine = score(RULES, "1", {"open": 60, "serve": 90})
    peers = [
        mine,
        score(RULES, "2", {"open": 90, "serve": 80}),
        score(RULES, "3", {"open": 80, "serve": 100}),
        unscored(RULES, "4"),
    ]
    found = benchmark(RULES, mine, peers, score(RULES, "1", {"open": 50, "serve": 95}))
    assert (found.peers, found.left_out) == (("2", "3"), ("4",))
    assert (found.total, found.peer_mean, found.gap) == (72, 87, 15)
    assert (found.position, found.of) == (3, 3)
    assert found.last_year.words == "提高了4分"
    assert [(node.item_id, node.gap) for node in found.nodes] == [("total", 15), ("open", 15), ("serve", 0)]
    opened = found.nodes[1]
    assert (opened.peer_mean, opened.peer_best, opened.best_sites) == (Decimal("0.8500"), Decimal("0.9000"), ("2",))
    assert (opened.position, opened.best_gap, opened.worth) == (3, 18, 60)
    assert opened.last_year.words == "提高了0.1"
    assert sum(node.gap for node in found.nodes[1:]) == found.gap


def test_benchmark_where_the_lowest_is_best():
    rules = system(ranking={"best": "lowest"})
    mine, one, two = (
        score(rules, code, {"open": value, "serve": 50}) for code, value in (("1", 10), ("2", 40), ("3", 90))
    )
    found = benchmark(rules, mine, [one, two])
    assert (found.position, found.of, found.best, found.peer_best) == (1, 3, "lowest", 44)
    assert (found.peer_mean, found.gap) == (59, -33)
    behind = benchmark(rules, two, [mine, one])
    assert (behind.position, behind.peer_best, behind.gap) == (3, 26, 39)
    opened = next(node for node in behind.nodes if node.item_id == "open")
    assert (opened.position, opened.peer_best, opened.best_sites) == (3, Decimal("0.1000"), ("1",))
    assert (opened.gap, opened.best_gap) == (39, 48)
    assert behind.nodes[-1].item_id == "serve"


def test_benchmark_without_peers_or_without_a_score():
    alone = benchmark(RULES, score(RULES, "1", {"open": 60, "serve": 90}), [])
    assert (alone.peer_mean, alone.position, alone.of, alone.nodes[0].gap) == (None, 1, 1, None)
    with pytest.raises(InputError, match="空白栏目5个"):
        benchmark(RULES, unscored(RULES, "1"), [])


def test_results_of_the_case_are_those_of_ranking():
    """The builders of these tests agree with what ranking says, so that the comparisons above stand on real results."""
    made = round_of(RULES, [score(RULES, "1", {"open": 60, "serve": 90}), score(RULES, "2", "99")])
    assert made.places() == {"2": 1, "1": 2}
    assert made.results.groups[0].mean == Decimal("85.50")
