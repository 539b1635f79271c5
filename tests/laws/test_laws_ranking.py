"""Laws of ranking: ranks are a total preorder that agrees with the totals."""

from decimal import Decimal
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.indicators.load import load_system
from hengping.model.score import SiteScore
from hengping.ranking.order import RankMethod, places
from hengping.ranking.results import rank

METHODS: list[RankMethod] = ["dense", "competition", "ordinal"]
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
