"""The near-threshold queue says what a second look would settle."""

from dataclasses import replace
from decimal import Decimal

import pytest
from analysis_case import item, site, system_of

from hengping.analysis.draws import Uncertainty
from hengping.analysis.matrix import population
from hengping.analysis.montecarlo import simulate
from hengping.analysis.near import near_thresholds
from hengping.analysis.robustness import settled_points
from hengping.scoring.site import score_site

BASE = {
    "id": "base",
    "title": "基础",
    "kind": "dimension",
    "marks": 80,
    "children": [item("a", 50, title="栏目维护"), item("b", 30)],
}
GATED = system_of(
    {"operator": "sum", "children": [BASE, item("bonus", 20, gate={"node": "base", "at_least": 60})]},
    tiers=[
        {"id": "low", "title": "不合格", "at_least": 0, "below": 60},
        {"id": "high", "title": "合格", "at_least": 60, "at_most": 100},
    ],
    veto_tier="不合格",
    vetoes=[{"id": "V", "title": "泄密", "rule": {"kind": "manual"}, "reason": "泄密"}],
)
ROWS = [
    {"a": 40, "b": 19, "bonus": 20, "V": 0},
    {"a": 40, "b": 21, "bonus": 0, "V": 0},
    {"a": 10, "b": 5, "bonus": 0, "V": 0},
]


def people_of(rows):
    scores = []
    for number, row in enumerate(rows):
        given = {key: Decimal(value) for key, value in row.items()}
        scores.append(score_site(GATED, site(number), (), given=given))
    return population(GATED, scores)


def queue_of(people, found):
    return {(each.site_code, each.kind): each for each in near_thresholds(people, found, limit=0.05)}


def test_a_gate_is_settled_by_what_it_looks_at_not_by_what_lies_behind_it():
    people = people_of(ROWS)
    queue = queue_of(people, simulate(people, Uncertainty(marks_error=0.05), draws=500))
    gate = queue[people.codes[0], "gate"]
    assert (gate.holds, gate.distance) == (False, -1)
    assert [(each.id, each.title, each.points) for each in gate.decides] == [("a", "栏目维护", 50), ("b", "b", 30)]
    tier = queue[people.codes[0], "tier"]
    assert {each.id for each in tier.decides} == {"a", "b", "bonus"}


def test_a_vetoed_site_is_settled_by_what_the_veto_counted():
    people = people_of([*ROWS, {"a": 40, "b": 20, "bonus": 0, "V": 1}])
    people = replace(people, veto_findings={(3, 0): ("leak-1", "leak-2", "leak-3", "leak-4")})
    found = simulate(people, Uncertainty(marks_error=0.05), draws=100)
    tiers = found.tiers.copy()
    tiers[3] = 0.5
    queue = queue_of(people, replace(found, tiers=tiers))
    decides = queue[people.codes[3], "tier"].decides
    assert [(each.id, each.item, each.title, each.points) for each in decides] == [
        (f"leak-{n}", "V", "泄密", None) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(("sites", "power"), [(1, 9), (500, 9), (501, 8), (2_000, 8), (5_000, 7), (14_000, 6)])
def test_larger_populations_take_fewer_sobol_points(sites, power):
    assert settled_points(sites) == power
