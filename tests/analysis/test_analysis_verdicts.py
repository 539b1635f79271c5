"""As scored, the arrays say the same places, tiers, passes and lists as the exact ranking."""

from decimal import Decimal
from typing import Any

import pytest
from analysis_case import item, site, system_of
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.analysis.draws import Uncertainty
from hengping.analysis.matrix import population
from hengping.analysis.montecarlo import simulate
from hengping.ranking.results import rank
from hengping.scoring.site import score_site

BANDS = [
    {"id": "low", "title": "不及格", "at_least": 0, "below": 60},
    {"id": "mid", "title": "良好", "at_least": 60, "below": 85},
    {"id": "high", "title": "优秀", "at_least": 85, "at_most": 100},
]
BY_RANK = [
    {"id": "first", "title": "卓越级", "up_to_place": 1},
    {"id": "second", "title": "优秀级", "up_to_rate": 0.5},
    {"id": "third", "title": "达标级", "up_to_rate": 1},
]
LISTS = [
    {"id": "red", "title": "红榜", "conditions": [{"kind": "total_at_least", "value": 80}]},
    {"id": "black", "title": "黑榜", "conditions": [{"kind": "vetoed"}, {"kind": "line", "line": "L"}]},
    {"id": "failed", "title": "不合格", "conditions": [{"kind": "failed"}]},
    {"id": "top", "title": "前二名", "conditions": [{"kind": "place", "at_most": 2}], "groups": ["市"]},
    {"id": "good", "title": "优", "conditions": [{"kind": "tier", "tier": "high"}]},
    {"id": "a-low", "title": "甲低", "conditions": [{"kind": "node", "node": "a", "below": 20, "reason": "甲项低"}]},
]


@st.composite
def cases(draw: Any) -> Any:
    items = [item("a", 40), item("b", 60)]
    system = system_of(
        {"operator": "sum", "children": items},
        rounding={"digits": draw(st.integers(0, 1))},
        ranking={
            "method": draw(st.sampled_from(["dense", "competition", "unordered"])),
            "ties_on": draw(st.sampled_from(["printed", "raw"])),
            "failed": draw(st.sampled_from(["ranked", "unranked"])),
            "best": draw(st.sampled_from(["highest", "lowest"])),
        },
        tiers=draw(st.sampled_from([BANDS, BY_RANK])),
        lists=[each for each in LISTS if each["id"] != "good" or draw(st.booleans())],
        lines=[
            {"id": "L", "node": "a", "below": 15, "compare": draw(st.sampled_from(["raw", "printed"])), "reason": "低"}
        ],
        vetoes=[{"id": "V", "title": "否决", "rule": {"kind": "manual"}, "reason": "否决"}],
        when_vetoed=draw(st.sampled_from([{}, {"score": 59}, {"keep": True}])),
        fail_tier=draw(st.sampled_from(["", "不达标"])),
        veto_tier="单项否决",
    )
    scores = []
    for number in range(draw(st.integers(1, 8))):
        tenth = st.integers(0, 40).map(Decimal)
        values = {"a": draw(tenth), "b": draw(tenth) + Decimal(draw(st.integers(0, 9))) / 10}
        values["V"] = Decimal(draw(st.integers(0, 4)) == 0)
        group = draw(st.sampled_from(["市", "县"]))
        scores.append(score_site(system, site(number, group), (), given=values))
    return system, scores


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_without_draws_the_verdicts_are_those_of_the_ranking(case: Any) -> None:
    system, scores = case
    results = rank(system, scores)
    found = simulate(population(system, scores), Uncertainty(), draws=1, threads=1)
    rows = {row.site_code: row for row in results.ranks}
    listed = {(entry.list_id, entry.site_code) for entry in results.lists}
    for number, score in enumerate(scores):
        row = rows[score.site_code]
        assert int(found.base.ranks[0, number]) == (row.rank or 0)
        label = found.tier_labels[int(found.base.tiers[0, number])]
        assert label == row.tier
        assert bool(found.passed[number]) == (score.passed is True)
        on = {system.lists[column].id for column in range(len(system.lists)) if found.lists[number, column]}
        assert on == {list_id for list_id, code in listed if code == score.site_code}


def test_ordinal_places_follow_the_order_of_the_sites() -> None:
    system = system_of({"operator": "sum", "children": [item("a", 100)]}, ranking={"method": "ordinal"})
    scores = [score_site(system, site(number), (), given={"a": Decimal(50)}) for number in range(3)]
    found = simulate(population(system, scores), Uncertainty(), draws=1, threads=1)
    assert found.base.ranks.tolist() == [[1, 2, 3]]
    assert found.shift == pytest.approx(0)
