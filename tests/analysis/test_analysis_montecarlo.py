"""Draws: seeded, the same on any number of threads, and right where the chance can be worked out by hand."""

from decimal import Decimal

import numpy as np
import pytest
from analysis_case import flat, item, site, system_of

from hengping.analysis.draws import Accuracy, Uncertainty, draw_factors, drawable, stream
from hengping.analysis.made import made_population
from hengping.analysis.matrix import item_points, population
from hengping.analysis.montecarlo import simulate
from hengping.analysis.near import near_thresholds
from hengping.analysis.outliers import outliers
from hengping.analysis.program import compile_system
from hengping.analysis.robustness import robustness
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.text import Text
from hengping.pipeline.run_info import today
from hengping.scoring.site import score_site

TIERS = [
    {"id": "low", "title": "不及格", "at_least": 0, "below": 60},
    {"id": "high", "title": "及格", "at_least": 60, "at_most": 100},
]


def judged(values, system=None, groups=None):
    system = system or flat([40, 30, 30], tiers=TIERS)
    scores = []
    for number, row in enumerate(values):
        given = {key: Decimal(value) for key, value in row.items()}
        scores.append(score_site(system, site(number, groups[number] if groups else "市"), (), given=given))
    return population(system, scores)


MIXED = [{"a": 40 - n, "b": 2 * n % 30, "c": 7 * n % 30} for n in range(12)]


@pytest.mark.parametrize("law", ["uniform", "dirichlet"])
@pytest.mark.parametrize("ties_on", ["raw", "printed"])
def test_the_same_on_any_number_of_threads(law, ties_on):
    people = made_population(flat([40, 30, 30], ranking={"ties_on": ties_on}, tiers=TIERS), 50)
    one, four = (simulate(people, Uncertainty(weights=0.3, law=law), draws=900, threads=n) for n in (1, 4))
    for name in ("quantiles", "placed", "mean_total", "deviation", "tiers", "passed"):
        assert np.array_equal(getattr(one, name), getattr(four, name), equal_nan=True), name
    assert one.shift == four.shift
    other = simulate(people, Uncertainty(weights=0.3, law=law), draws=900, seed=2)
    assert not np.array_equal(one.mean_total, other.mean_total)


def test_siblings_keep_the_sum_of_their_shares():
    program = compile_system(flat([40, 30, 30]))
    for law in ("uniform", "dirichlet"):
        factors = draw_factors(program, Uncertainty(weights=0.5, law=law), 200, stream(1, 0))
        drawn = np.stack([factors[step][:, 0] for step in drawable(program)], axis=1)
        assert drawn @ np.array([40, 30, 30]) == pytest.approx(np.full(200, 100))
        assert drawn.std() > 0.1


def test_dirichlet_weights_have_the_spread_that_was_asked_for():
    program = compile_system(flat([25, 25, 25, 25]))
    factors = draw_factors(program, Uncertainty(weights=0.2, law="dirichlet"), 20_000, stream(1, 0))
    drawn = np.stack([factors[step][:, 0] for step in drawable(program)], axis=1)
    assert drawn.std(axis=0) == pytest.approx(np.full(4, 0.2), rel=0.05)
    assert drawn.mean(axis=0) == pytest.approx(np.ones(4), abs=0.01)


def test_a_site_that_is_best_in_everything_stays_first():
    people = judged([{"a": 40, "b": 30, "c": 30}, *MIXED])
    found = simulate(people, Uncertainty(weights=0.9), draws=300)
    assert found.quantiles[0].tolist() == [1] * 5
    assert found.deviation[0] == pytest.approx(0, abs=1e-9)
    assert found.mean_total[0] == pytest.approx(100)


def test_two_sites_that_trade_places_do_so_half_of_the_time():
    people = judged([{"a": 30, "b": 0}, {"a": 0, "b": 30}, {"a": 0, "b": 0}], flat([50, 50]))
    found = simulate(people, Uncertainty(weights=0.5), draws=4000)
    assert found.quantiles[:2, [0, 4]].tolist() == [[1, 2], [1, 2]]
    assert found.quantiles[2].tolist() == [3] * 5


def made_finding(check, number, outcome):
    url = f"http://example.gov.cn/{check}/{number}"
    return Finding(
        finding_id=finding_id(check, "4500000000", url),
        site_code="4500000000",
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind="page", url=url),
        values={},
        evidence=(),
        as_of=today(),
        messages=Text("空白", "empty"),
    )


PER_HIT = system_of(
    {
        "operator": "sum",
        "children": [
            {
                "id": "a",
                "title": "甲",
                "kind": "item",
                "marks": 100,
                "rule": {"kind": "per_hit", "tariffs": [{"select": {"check": "blank_section"}, "points": 10}]},
            }
        ],
    },
    lines=[{"id": "L", "node": "total", "below": 60, "reason": "得分{value}"}],
    tiers=TIERS,
    vetoes=[
        {
            "id": "V",
            "title": "空白栏目多",
            "rule": {"kind": "count", "at_least": 8, "select": [{"check": "blank_section"}]},
            "reason": "{count}个",
        }
    ],
)


def with_faults(counts, passes=20, system=PER_HIT):
    scores = []
    for number, faults in enumerate(counts):
        findings = [made_finding("blank_section", n, Outcome.FAIL) for n in range(faults)]
        findings += [made_finding("blank_section", 100 + n, Outcome.PASS) for n in range(passes)]
        scores.append(score_site(system, site(number), findings))
    return population(system, scores)


def test_a_false_fault_gives_its_points_back_as_often_as_the_check_errs():
    """Five faults of 10 points, each true with 0.8, none hidden: total 50 + 10 × binomial(5, 0.2)."""
    sure = Uncertainty(findings=True, default_accuracy=Accuracy(precision=0.8, recall=1.0))
    found = simulate(with_faults([5, 0, 0]), sure, draws=4000)
    assert found.mean_total[0] == pytest.approx(60, abs=0.5)
    assert found.deviation[0] == pytest.approx(10 * np.sqrt(5 * 0.8 * 0.2), rel=0.05)
    assert found.passed[0] == pytest.approx(1 - 0.8**5, abs=0.03)
    assert found.mean_total[1] == pytest.approx(100)


def test_a_hidden_fault_costs_what_the_others_cost():
    """Recall 0.5: for 5 faults found 5 are hidden among 65 subjects checked at 3 sites, 10 points each."""
    sure = Uncertainty(findings=True, default_accuracy=Accuracy(precision=1.0, recall=0.5))
    found = simulate(with_faults([5, 0, 0]), sure, draws=4000)
    assert found.mean_total[1] == pytest.approx(100 - 10 * 20 * 5 / 65, abs=0.6)


def test_a_cap_within_the_item_holds_in_every_draw():
    """Eight faults of 10 points, a tariff that takes off 30 at most: with four or more true ones 30 are lost."""
    tariff = {"select": {"check": "blank_section"}, "points": 10, "cap": 30}
    rule = {"kind": "per_hit", "tariffs": [tariff]}
    system = system_of({"operator": "sum", "children": [item("a", 100, rule=rule)]})
    people = with_faults([8, 8, 8], system=system)
    found = simulate(people, Uncertainty(findings=True, default_accuracy=Accuracy(0.9, 0.9)), draws=300)
    assert people.totals().tolist() == [70, 70, 70]
    assert found.mean_total == pytest.approx([70] * 3, abs=0.5)
    assert (found.mean_total >= 70).all()


def test_named_checks_have_their_own_accuracy():
    sure = Uncertainty(
        findings=True, accuracy={"blank_section": Accuracy(1.0, 1.0)}, default_accuracy=Accuracy(0.5, 0.5)
    )
    assert simulate(with_faults([5, 0, 0]), sure, draws=50).deviation.tolist() == [0, 0, 0]


def test_a_veto_on_the_edge_is_queued_with_the_findings_it_lacks():
    people = with_faults([7, 8, 0])
    unsure = Uncertainty(findings=True, default_accuracy=Accuracy(precision=0.9, recall=0.9))
    found = simulate(people, unsure, draws=2000)
    queue = {(each.site_code, each.kind): each for each in near_thresholds(people, found, limit=0.1)}
    below, at = queue[people.codes[0], "veto"], queue[people.codes[1], "veto"]
    assert (below.holds, below.distance) == (False, -1)
    assert (at.holds, at.distance) == (True, 0)
    assert at.chance == pytest.approx(1 - found.fired[1, 0], abs=1e-4)
    line = queue[people.codes[0], "line"]
    assert (line.holds, line.distance) == (True, -30)
    assert line.decides[0].kind == "finding"
    assert line.decides[0].points == 10
    chances = [each.chance for each in near_thresholds(people, found, limit=0.1)]
    assert chances == sorted(chances, reverse=True)


def test_errors_of_marks_move_supplied_items_only():
    people = judged(MIXED)
    found = simulate(people, Uncertainty(marks_error=0.02), draws=3000)
    middle = 5  # away from the ends, where marks are cut
    expected = 0.02 * np.sqrt(40**2 + 30**2 + 30**2)
    assert found.deviation[middle] == pytest.approx(expected, rel=0.1)
    assert simulate(with_faults([5, 0, 0]), Uncertainty(marks_error=0.1), draws=20).deviation.tolist() == [0, 0, 0]


def test_a_mark_below_zero_errs_like_any_other():
    system = system_of(
        {"operator": "sum", "children": [item("a", 80), item("b", 20, rule={"kind": "given", "low": -20})]}
    )
    people = judged([{"a": 40, "b": -10}, {"a": 40, "b": 10}, {"a": 40, "b": 0}], system)
    found = simulate(people, Uncertainty(marks_error=0.1), draws=3000)
    assert found.mean_total == pytest.approx([30, 50, 40], abs=0.6)
    assert found.deviation == pytest.approx(np.full(3, 0.1 * np.hypot(80, 20)), rel=0.1)


def test_groups_are_ranked_apart_and_vetoed_sites_take_no_place():
    system = flat([50, 50], vetoes=[{"id": "V", "title": "否", "rule": {"kind": "manual"}, "reason": "否"}])
    rows = [{"a": 50 - n, "b": n, "V": int(n == 3)} for n in range(6)]
    people = judged(rows, system, ["市", "市", "市", "县", "县", "县"])
    found = simulate(people, Uncertainty(weights=0.1), draws=100)
    assert np.nanmax(found.quantiles) <= 3
    assert np.isnan(found.quantiles[3]).all()
    assert found.placed.tolist() == [1, 1, 1, 0, 1, 1]


def test_what_cannot_be_analysed_says_why():
    with pytest.raises(InputError, match="只有 2 个"):
        robustness(judged(MIXED[:2]), Uncertainty(weights=0.2))
    with pytest.raises(InputError, match="没有设定"):
        robustness(judged(MIXED), Uncertainty())
    extremes = system_of({"operator": "minimum", "children": [item("a", 10), item("b", 10)]})
    rows = [{"a": n, "b": 5} for n in range(4)]
    with pytest.raises(InputError, match="没有可以变动的权重"):
        robustness(judged(rows, extremes), Uncertainty(weights=0.2))


def test_the_record_holds_places_tiers_queue_and_drivers():
    found = robustness(judged(MIXED), Uncertainty(weights=0.4), draws=500, limit=0.05, log2_points=5)
    for row in found.sites:
        assert row.places == tuple(sorted(row.places))
        assert row.places[0] >= 1
        assert sum(row.tiers.values()) == pytest.approx(1, abs=1e-3)
    assert {each.kind for each in found.near} == {"tier"}
    assert all(each.chance > 0.05 for each in found.near)
    assert {each.node_id for each in found.drivers} <= {"a", "b", "c"}
    assert (found.digits, found.points, found.titles) == (2, 32, {"a": "a", "b": "b", "c": "c"})
    assert found == robustness(judged(MIXED), Uncertainty(weights=0.4), draws=500, limit=0.05, log2_points=5, threads=1)


def test_points_of_the_total_behind_each_item():
    children = [
        {
            "id": "p",
            "title": "p",
            "kind": "dimension",
            "marks": 100,
            "weight": 30,
            "children": [item("a", 20), item("b", 80)],
        },
        item("c", 10, weight=70),
    ]
    program = compile_system(system_of({"operator": "weighted_mean", "children": children}))
    assert item_points(program) == pytest.approx([6, 24, 70])


def test_outliers_are_found_within_their_group():
    people = judged([*({"a": 20 + n, "b": 10, "c": 10} for n in range(8)), {"a": 0, "b": 10, "c": 10}])
    found = outliers(people)
    assert {(each.site_code, each.item) for each in found} == {(people.codes[8], ""), (people.codes[8], "a")}
    assert all(each.z < -3.5 for each in found)
