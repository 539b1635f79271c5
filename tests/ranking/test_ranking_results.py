"""Ranks inside groups, tiers, lists and figures."""

from decimal import Decimal
from typing import Any

import pytest
from ranking_case import blocked, failed, score, system, vetoed

from hengping.model.score import Results
from hengping.ranking.results import rank

TIERS = [
    {"id": "low", "title": "不合格", "at_least": 0, "below": 60},
    {"id": "mid", "title": "合格", "at_least": 60, "at_most": 85},
    {"id": "high", "title": "优秀", "above": 85, "at_most": 100},
]
LISTS = [
    {"id": "red", "title": "红榜", "conditions": [{"kind": "total_at_least", "value": 85}]},
    {
        "id": "black",
        "title": "黑榜",
        "conditions": [{"kind": "vetoed"}, {"kind": "line", "line": "low"}],
        "order": ["roster"],
    },
]


def order(results: Results) -> list[tuple[str, int | None]]:
    return [(row.site_code, row.rank) for row in results.ranks]


def test_each_group_has_its_own_ranks_in_roster_order_of_groups() -> None:
    results = rank(system(), [score("2", "80", "县"), score("1", "90"), score("3", "95", "县")])
    assert order(results) == [("3", 1), ("2", 2), ("1", 1)]
    assert [summary.group for summary in results.groups] == ["", "县", "市"]


@pytest.mark.parametrize(("ties_on", "ranks"), [("printed", [1, 1]), ("raw", [1, 2])])
def test_ties_on_printed_or_raw(ties_on: str, ranks: list[int]) -> None:
    rules = system(ranking={"ties_on": ties_on})
    scores = [score("2", "80.00", raw_total=Decimal("80.001")), score("1", "80.00", raw_total=Decimal("80.002"))]
    rows = rank(rules, scores).ranks
    assert [row.rank for row in rows] == ranks
    assert [row.tied for row in rows] == [ties_on == "printed"] * 2
    assert rows[0].site_code == "1"


def test_order_inside_a_tie() -> None:
    scores = [score("9", "80"), score("1", "80")]
    assert [row.site_code for row in rank(system(), scores).ranks] == ["1", "9"]
    by_roster = system(ranking={"tie_order": "roster"})
    assert [row.site_code for row in rank(by_roster, scores).ranks] == ["9", "1"]


def test_who_takes_no_place() -> None:
    scores = [
        blocked("1"),
        vetoed("2"),
        score("3", "99", state="not_ranked", passed=None),
        failed("4", "50"),
        score("5", "70"),
    ]
    assert order(rank(system(), scores)) == [("5", 1), ("4", 2), ("1", None), ("2", None), ("3", None)]
    strict = system(ranking={"failed": "unranked"})
    assert order(rank(strict, scores))[0] == ("5", 1)
    assert ("4", None) in order(rank(strict, scores))


def test_too_little_seen_has_no_total_to_print() -> None:
    scores = [score("1", "70", state="not_ranked", passed=False), score("2", "60")]
    assert {row.site_code: row.total for row in rank(system(), scores).ranks} == {"1": None, "2": Decimal(60)}


def test_vetoed_with_a_number() -> None:
    scores = [vetoed("1", "59"), score("2", "58")]
    assert order(rank(system(), scores)) == [("1", 1), ("2", 2)]
    assert order(rank(system(ranking={"failed": "unranked"}), scores)) == [("2", 1), ("1", None)]
    assert rank(system(), scores).ranks[0].vetoed


@pytest.mark.parametrize(
    ("total", "tier"),
    [("59.99", "不合格"), ("60", "合格"), ("85", "合格"), ("85.01", "优秀"), ("100", "优秀"), ("0", "不合格")],
)
def test_tier_ends(total: str, tier: str) -> None:
    assert rank(system(tiers=TIERS), [score("1", total)]).ranks[0].tier == tier


def test_tier_of_those_that_did_not_pass() -> None:
    rules = system(tiers=TIERS, fail_tier="不合格", veto_tier="单项否决")
    scores = [failed("1", "90"), vetoed("2"), blocked("3"), score("4", "90", state="not_ranked", passed=None)]
    tiers = {row.site_code: row.tier for row in rank(rules, scores).ranks}
    assert tiers == {"1": "不合格", "2": "单项否决", "3": "", "4": ""}
    assert rank(system(tiers=TIERS), [failed("1", "90")]).ranks[0].tier == "优秀"


def test_lists_and_reasons() -> None:
    scores = [
        vetoed("5"),
        score("4", "84.99"),
        score("3", "85"),
        score("2", "95"),
        failed("1", "90"),
        failed("6", "50", "other"),
        blocked("7"),
    ]
    entries = [(entry.list_id, entry.site_code, entry.reasons) for entry in rank(system(lists=LISTS), scores).lists]
    assert entries == [
        ("red", "2", ("总分不低于85分",)),
        ("red", "3", ("总分不低于85分",)),
        ("black", "5", ("空白栏目5个",)),
        ("black", "1", ("总分90分",)),
    ]


def test_list_orders() -> None:
    def codes(*order_keys: str) -> list[str]:
        each: dict[str, Any] = {**LISTS[0], "order": list(order_keys)}
        scores = [score("3", "85", "县"), score("1", "90"), score("2", "99", "县")]
        return [entry.site_code for entry in rank(system(lists=[each]), scores).lists]

    assert codes("group", "score") == ["2", "3", "1"]
    assert codes("score") == ["2", "1", "3"]
    assert codes("code") == ["1", "2", "3"]
    assert codes("roster") == ["3", "1", "2"]


def test_figures() -> None:
    scores = [score("1", "90"), score("2", "80.5"), failed("3", "50"), vetoed("4"), blocked("5")]
    whole, city = rank(system(), scores).groups
    assert (whole.sites, whole.assessed, whole.passed, whole.vetoed, whole.blocked) == (5, 4, 2, 1, 1)
    assert whole.mean == Decimal("73.50")
    assert (whole.highest, whole.lowest) == (Decimal(90), Decimal(50))
    assert whole.pass_rate == Decimal("0.5000")
    assert (city.group, city.mean) == ("市", whole.mean)


def test_vetoed_number_enters_the_mean_only_if_the_system_says_so() -> None:
    scores = [score("1", "90"), vetoed("2", "59")]
    assert rank(system(), scores).groups[0].mean == Decimal("90.00")
    counted = system(when_vetoed={"score": 59, "in_mean": True})
    assert rank(counted, scores).groups[0].mean == Decimal("74.50")


@pytest.mark.parametrize(("mode", "rate"), [("half_up", "0.925"), ("truncate", "0.924")])
def test_printed_rate_may_be_truncated(mode: str, rate: str) -> None:
    """49 of 53 was printed as 92.4 %."""
    scores = [score(str(number), "90") for number in range(49)] + [
        failed(str(number), "50") for number in range(49, 53)
    ]
    results = rank(system(rounding={"mode": mode, "rate_digits": 1}), scores)
    assert results.groups[0].pass_rate == Decimal(rate)


def test_nobody_to_rank() -> None:
    empty = rank(system(), [])
    assert empty.ranks == ()
    assert empty.groups[0].mean is None
    assert empty.groups[0].pass_rate is None
    alone = rank(system(), [blocked("1")]).groups[0]
    assert (alone.assessed, alone.mean, alone.highest) == (0, None, None)


def test_where_the_lowest_is_best_a_vetoed_site_does_not_lead_with_its_low_number() -> None:
    least = system(ranking={"best": "lowest"}, when_vetoed={"score": 0})
    rows = rank(least, [score("1", "12"), vetoed("2", "0"), score("3", "7")]).ranks
    assert [(row.site_code, row.rank) for row in rows] == [("3", 1), ("1", 2), ("2", None)]
