"""Gains are what a rescoring brings: caps, double charges, gates and vetoes decide, not the points of a deduction."""

from decimal import Decimal
from typing import Any

from scoring_case import finding, marks, site

from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome
from hengping.scoring.explain import Case, explain, unknown_fixes


def system(vetoes: list[dict[str, Any]] | None = None, *, gate: bool = False) -> IndicatorSystem:
    bonus = {"id": "bonus", "title": "加分", "kind": "item", "marks": 10, "rule": {"kind": "given"}, "untested": "zero"}
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "small",
            "version": "1",
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": 110,
            "vetoes": vetoes or [],
            "once": [{"id": "content", "checks": ["blank_section", "stale_section"]}],
            "tree": {
                "id": "total",
                "title": "总分",
                "kind": "system",
                "operator": "sum",
                "children": [
                    {
                        "id": "links",
                        "title": "链接",
                        "kind": "item",
                        "marks": 5,
                        "rule": {"kind": "per_hit", "tariffs": [{"select": {"check": "broken_link"}, "points": 2}]},
                    },
                    {
                        "id": "home",
                        "title": "首页",
                        "kind": "item",
                        "marks": 45,
                        "rule": {
                            "kind": "per_point",
                            "select": {"check": "home_unavailable", "outcomes": ["fail", "partly", "pass"]},
                            "numerator": "failed",
                            "denominator": "visits",
                            "points": 5,
                            "count": "exact",
                        },
                    },
                    {"id": "view", "title": "观感", "kind": "item", "marks": 50, "rule": {"kind": "manual"}},
                    bonus | ({"gate": {"node": "view", "above": 40}} if gate else {}),
                ],
            },
        }
    )


def case(findings: list[Finding], system_: IndicatorSystem | None = None, view: str = "30", **given: Any) -> Case:
    return Case(
        system=system_ or system(),
        site=site(),
        findings=findings,
        reviews=[marks("view", view)],
        given={key: Decimal(str(value)) for key, value in given.items()},
    )


def home(failed: int = 0) -> Finding:
    return finding("home_unavailable", outcome=Outcome.PASS, kind="site", failed=failed, visits=100)


def links(count: int) -> list[Finding]:
    return [finding("broken_link", number, kind="link") for number in range(count)]


def test_a_single_fix_under_a_reached_cap_brings_nothing_and_all_of_them_bring_the_item() -> None:
    told = explain(case([home(), *links(4)]))  # four times 2 against a cap of 5
    assert told.score.total == Decimal("75.00")
    assert {gain.fix: gain.points for gain in told.by_item} == {"links": 5, "view": 20}
    assert [gain.points for gain in told.by_finding] == [0, 0, 0, 0]


def test_a_single_fix_below_the_cap_brings_its_points() -> None:
    told = explain(case([home(), *links(2)]))
    assert [gain.points for gain in told.by_finding] == [2, 2]
    assert {gain.total for gain in told.by_finding} == {Decimal("78.00")}


def test_a_rate_is_mended_to_its_base_though_its_finding_passed() -> None:
    told = explain(case([home(failed=3), *links(0), finding("broken_link", 9, Outcome.PASS, kind="link")]))
    assert told.score.total == Decimal("65.00")
    (gain,) = [each for each in told.by_item if each.fix == "home"]
    assert gain.points == 15


def test_a_fix_that_opens_the_gate_brings_the_bonus_too() -> None:
    before = case([home(), *links(0), finding("broken_link", 9, Outcome.PASS)], system(gate=True), bonus=8)
    assert before.score().total == Decimal("80.00")
    (gain,) = [each for each in explain(before).by_item if each.fix == "view"]
    assert gain.points == 28


def test_an_item_that_nobody_has_judged_is_no_fault() -> None:
    untested = Case(system=system(), site=site(), findings=[home(), *links(1)])
    assert [gain.fix for gain in explain(untested).by_item] == ["links"]


def veto(kind: str, **rule: Any) -> list[dict[str, Any]]:
    return [{"id": "V1", "title": "断链过多", "rule": {"kind": kind, **rule}, "reason": "断链过多"}]


def test_a_count_veto_says_how_many_to_mend_and_the_fix_clears_it() -> None:
    vetoes = veto("count", at_least=3, select=[{"check": "broken_link"}])
    vetoed = case([home(), *links(5)], system(vetoes))
    told = explain(vetoed)
    assert told.score.total is None
    (way,) = told.vetoes
    assert (way.needed, len(way.finding_ids)) == (3, 5)
    assert vetoed.mended(way.finding_ids[:2]).score().state == "vetoed"
    assert vetoed.mended(way.finding_ids[:3]).score().state == "ranked"
    clearing = next(each for each in told.by_item if each.fix == "links")
    assert clearing.clears_veto
    assert clearing.total == Decimal("80.00")
    assert told.by_item[0] is clearing


def test_a_share_veto_is_cleared_by_its_own_rule() -> None:
    vetoes = veto(
        "share",
        at_least=Decimal("0.5"),
        select=[{"check": "broken_link"}],
        of=[{"check": "broken_link", "outcomes": ["fail", "pass"]}],
    )
    passing = [finding("broken_link", number, Outcome.PASS, kind="link") for number in range(10, 14)]
    told = explain(case([home(), *links(6), *passing], system(vetoes)))
    (way,) = told.vetoes
    assert way.needed == 2  # 6 of 10, 5 of 10 still fires, 4 of 10 does not


def test_a_veto_of_a_person_can_only_be_lifted_by_a_person() -> None:
    vetoed = case([home(), *links(1)], system(veto("manual")), V1=1)
    (way,) = explain(vetoed).vetoes
    assert way.needed == 0


def test_fixes_that_mean_nothing_are_named() -> None:
    one = case([home(), *links(1)])
    assert unknown_fixes(one, ["links", one.findings[1].finding_id, "nonsense"]) == ["nonsense"]


def test_findings_beyond_the_limit_are_counted_not_lost() -> None:
    told = explain(case([home(), *links(2)]), limit=1)
    assert len(told.by_finding) == 1
    assert told.left_out == 1
