"""Laws of ranking: ranks are a total preorder that agrees with the totals."""

from decimal import Decimal
from itertools import combinations, pairwise, permutations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import SiteScore
from hengping.ranking.order import RankMethod, places
from hengping.ranking.results import rank, top_rows

METHODS: list[RankMethod] = ["dense", "competition", "ordinal"]
ORDERS = ["division_code", "stroke", "pinyin"]
SYSTEM = load_system("guangxi-2017")

totals = st.lists(st.decimals(0, 100, places=1), max_size=30)


def score(number: int, total: Decimal, group: str) -> SiteScore:
    return SiteScore(
        system_id=SYSTEM.id,
        system_version=SYSTEM.version,
        site_code=f"45{number:08d}",
        name=f"网站{number}",
        group=group,
        total=total,
        raw_total=total,
        full=Decimal(100),
        state="ranked",
        passed=True,
    )


@given(values=totals, method=st.sampled_from(METHODS))
def test_places_agree_with_values(values: list[Decimal], method: RankMethod) -> None:
    ordered = sorted(values, reverse=True)
    found = places(ordered, method)
    for (value, here), (other, there) in combinations(zip(ordered, found, strict=True), 2):
        if value > other:
            assert here.rank < there.rank
        elif method != "ordinal":
            assert here.rank == there.rank
    ranks = [each.rank for each in found]
    assert ranks == sorted(ranks)
    assert ranks[:1] in ([], [1])
    if method == "dense":
        assert all(later - earlier <= 1 for earlier, later in pairwise(ranks))
    if method == "ordinal":
        assert ranks == list(range(1, len(ranks) + 1))
    assert all(each.tied == (ordered.count(value) > 1) for value, each in zip(ordered, found, strict=True))


@settings(max_examples=50, deadline=None)
@given(data=st.data(), values=totals)
def test_ranks_do_not_depend_on_roster_order(data: st.DataObject, values: list[Decimal]) -> None:
    scores = [score(number, total, "市" if number % 2 else "县") for number, total in enumerate(values)]
    shuffled = data.draw(st.permutations(scores))
    first = {row.site_code: row for row in rank(SYSTEM, scores).ranks}
    second = {row.site_code: row for row in rank(SYSTEM, shuffled).ranks}
    assert first == second


@settings(max_examples=50, deadline=None)
@given(values=totals)
def test_every_site_stands_in_the_table_once(values: list[Decimal]) -> None:
    scores = [score(number, total, "") for number, total in enumerate(values)]
    rows = rank(SYSTEM, scores).ranks
    assert sorted(row.site_code for row in rows) == sorted(each.site_code for each in scores)


few_totals = st.lists(st.sampled_from([Decimal(each) for each in (20, 40, 60, 80, 100)]), max_size=20)
"""Totals that are often equal."""


def rules(**more: object) -> IndicatorSystem:
    """A plain system with this ranking and these tiers."""
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": SYSTEM.id,
            "version": SYSTEM.version,
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 100,
            "tree": {
                "id": "total",
                "title": "总分",
                "kind": "system",
                "children": [{"id": "all", "title": "全部", "kind": "item", "marks": 100, "rule": {"kind": "given"}}],
            },
        }
        | more
    )


BY_METHOD = {method: rules(ranking={"method": method}) for method in METHODS}


def named(values: list[Decimal]) -> list[SiteScore]:
    names = ["南宁", "柳州", "桂林", "梧州", "北海"]
    return [
        msgspec.structs.replace(score(number, total, ""), name=names[number % len(names)])
        for number, total in enumerate(values)
    ]


@settings(max_examples=50, deadline=None)
@given(values=few_totals)
def test_dense_is_at_most_competition_and_that_at_most_ordinal(values: list[Decimal]) -> None:
    scores = named(values)
    dense, competition, ordinal = (
        {row.site_code: row.rank or 0 for row in rank(BY_METHOD[method], scores).ranks} for method in METHODS
    )
    assert all(dense[code] <= competition[code] <= ordinal[code] for code in dense)
    assert sorted(ordinal.values()) == list(range(1, len(values) + 1))
    # Competition: one more than the sites that are better.
    assert competition == {
        each.site_code: 1 + sum((other.total or 0) > (each.total or 0) for other in scores) for each in scores
    }


@settings(max_examples=50, deadline=None)
@given(values=few_totals, method=st.sampled_from(METHODS))
def test_ranks_are_a_total_preorder(values: list[Decimal], method: RankMethod) -> None:
    """Any two sites compare, in one way only, and as their totals do; so comparing is transitive."""
    scores = named(values)
    ranks = {row.site_code: row.rank or 0 for row in rank(BY_METHOD[method], scores).ranks}
    for one, other in combinations(scores, 2):
        better = (one.total or 0) - (other.total or 0)
        gap = ranks[other.site_code] - ranks[one.site_code]
        if better:
            assert gap != 0
            assert (gap > 0) == (better > 0)
        else:
            assert (gap == 0) == (method != "ordinal")


@settings(max_examples=50, deadline=None)
@given(
    data=st.data(),
    values=few_totals,
    order=st.sampled_from(ORDERS),
    method=st.sampled_from([*METHODS, "unordered"]),
)
def test_the_order_of_the_roster_changes_nothing(
    data: st.DataObject, values: list[Decimal], order: str, method: str
) -> None:
    """Only ``tie_order: roster`` looks at it."""
    system = rules(ranking={"method": method, "tie_order": order})
    scores = named(values)
    shuffled = data.draw(st.permutations(scores))
    assert rank(system, scores) == rank(system, shuffled)


@settings(max_examples=50, deadline=None)
@given(
    values=few_totals, method=st.sampled_from([*METHODS, "unordered"]), rates=st.sets(st.integers(1, 99), max_size=4)
)
def test_tiers_by_share_are_monotone_and_never_part_equal_totals(
    values: list[Decimal], method: str, rates: set[int]
) -> None:
    shares = [Decimal(rate) / 100 for rate in sorted(rates)] + [Decimal(1)]
    tiers = [{"id": f"t{number}", "title": f"{number}", "up_to_rate": rate} for number, rate in enumerate(shares)]
    rows = rank(rules(ranking={"method": method}, tiers=tiers), named(values)).ranks
    for one, other in permutations(rows, 2):
        if (one.total or 0) >= (other.total or 0):
            assert int(one.tier) <= int(other.tier)


@settings(max_examples=50, deadline=None)
@given(values=totals)
def test_tiers_by_total_are_monotone(values: list[Decimal]) -> None:
    bands = [
        {"id": "t0", "title": "0", "at_least": 80, "at_most": 100},
        {"id": "t1", "title": "1", "at_least": 40, "below": 80},
        {"id": "t2", "title": "2", "at_least": 0, "below": 40},
    ]
    rows = rank(rules(tiers=bands), named(values)).ranks
    assert [int(row.tier) for row in rows] == sorted(int(row.tier) for row in rows)


@settings(max_examples=50, deadline=None)
@given(values=few_totals, method=st.sampled_from([*METHODS, "unordered"]), top=st.integers(1, 6))
def test_the_first_places_have_at_least_so_many_names(values: list[Decimal], method: str, top: int) -> None:
    results = rank(rules(ranking={"method": method}), named(values))
    first = top_rows(results, "", top)
    assert len(first) >= min(top, len(values))
    if method == "ordinal":
        assert len(first) == min(top, len(values))
    left = [row.total or 0 for row in results.ranks if row not in first]
    assert all((row.total or 0) >= max(left, default=0) for row in first)
