"""People: accepted explanations, several assessors, an arbiter."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from scoring_case import CODE, finding, item, marks, per_hit, ruling, site, system

from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import Deduction, ScoreNode, SiteScore
from hengping.scoring.site import score_site


def leaf(score: SiteScore, name: str = "a") -> ScoreNode:
    assert score.root is not None
    return next(each for each in score.root.children if each.item_id == name)


def accept(target: Finding, hour: int = 9, *, explained: bool = True) -> Review:
    return Review(
        site_code=CODE,
        finding_id=target.finding_id,
        explained=explained,
        actor="复核员",
        decided_at=datetime(2026, 11, 21, hour, tzinfo=UTC),
        reason="情况说明属实",
    )


def surveys(kept: object = "0.6", **more: Any) -> Any:
    """意见征集, 3 marks; 60 % of a deduction is given back for an accepted explanation."""
    tree = {"operator": "sum", "explained_kept": Decimal(str(kept)), "children": [item("a", more["rule"], 3)]}
    return system(tree, 3)


def test_an_accepted_explanation_gives_part_of_the_points_back() -> None:
    rules = surveys(rule=per_hit("blank_section", 3))
    fault = finding("blank_section", 1)
    assert score_site(rules, site(), [fault]).total == Decimal("0.00")
    score = score_site(rules, site(), [fault], [accept(fault)])
    assert score.total == Decimal("1.80")
    (deduction,) = leaf(score).deductions
    assert deduction == Deduction(
        finding_id=fault.finding_id,
        points=Decimal("1.2"),
        counted=Decimal("1.2"),
        reason="blank_section 1",
        explained=Decimal("1.8"),
    )


def test_the_latest_word_on_an_explanation_counts() -> None:
    fault = finding("blank_section", 1)
    decisions = [accept(fault, 9), accept(fault, 10, explained=False)]
    assert score_site(surveys(rule=per_hit("blank_section", 3)), site(), [fault], decisions).total == Decimal("0.00")


def test_a_decision_that_only_confirms_the_outcome_keeps_the_explanation() -> None:
    select = {"check": "blank_section", "outcomes": ["fail", "partly"]}
    rules = surveys(rule={"kind": "per_hit", "tariffs": [{"select": select, "points": 3}]})
    for found in (Outcome.FAIL, Outcome.PARTLY):
        fault = msgspec.structs.replace(finding("blank_section", 1), outcome=found)
        accepted = [accept(fault, 9), ruling(fault, found, 10)]
        assert score_site(rules, site(), [fault], accepted).total == Decimal("1.80")
        withdrawn = [*accepted, ruling(fault, Outcome.EXEMPTED, 11), ruling(fault, found, 12)]
        assert score_site(rules, site(), [fault], withdrawn).total == Decimal("0.00")
        assert score_site(rules, site(), [fault], [*withdrawn, accept(fault, 13)]).total == Decimal("1.80")
        assert score_site(rules, site(), [fault], [*accepted, accept(fault, 11, explained=False)]).total == 0


def test_a_decision_without_a_time_zone_is_refused() -> None:
    """Nobody could say whether it is later than the others."""
    fault = finding("blank_section", 1)
    naive = msgspec.structs.replace(accept(fault), decided_at=datetime(2026, 11, 21, 9))  # noqa: DTZ001 - the fault
    with pytest.raises(InputError, match="没有时区") as refused:
        score_site(surveys(rule=per_hit("blank_section", 3)), site(), [fault], [accept(fault), naive])
    assert CODE in refused.value.where


def test_what_is_kept_is_inherited_and_the_node_itself_goes_first() -> None:
    fault = finding("blank_section", 1)
    own = system(
        {
            "operator": "sum",
            "children": [item("a", per_hit("blank_section", 1), 3, explained_kept=Decimal(0))],
        },
        3,
        defaults={"explained_kept": Decimal("0.5")},
    )
    assert score_site(own, site(), [fault], [accept(fault)]).total == Decimal("2.00")
    inherited = system(
        {"operator": "sum", "children": [item("a", per_hit("blank_section", 1), 3)]},
        3,
        defaults={"explained_kept": Decimal("0.5")},
    )
    assert score_site(inherited, site(), [fault], [accept(fault)]).total == Decimal("2.50")


def test_nothing_is_given_back_where_one_charge_stands_for_many_findings() -> None:
    rule = {"kind": "per_hit", "tariffs": [{"select": {"check": "broken_link"}, "points": 1, "per": 3}]}
    found = [finding("broken_link", number) for number in range(4)]
    score = score_site(surveys(rule=rule), site(), found, [accept(each) for each in found])
    assert score.total == Decimal("1.00")


def test_a_cap_is_filled_by_what_is_left_of_the_charges() -> None:
    found = [finding("blank_section", number) for number in range(3)]
    score = score_site(surveys(rule=per_hit("blank_section", 2)), site(), found, [accept(found[0])])
    # 0.8 + 2 + 2 of 3 marks.
    assert score.total == Decimal("0.00")
    assert sum(each.counted for each in leaf(score).deductions) == 3


def panel_of(assessors: int = 3, **more: Any) -> Any:
    rule = {"kind": "manual", "assessors": assessors, **more}
    return system({"operator": "sum", "untested": "zero", "children": [item("a", rule, 10)]}, 10)


MARKED = item("b", {"kind": "manual"}, 10)


def by(actor: str, value: str, hour: int = 9, *, arbiter: bool = False) -> Review:
    return msgspec.structs.replace(marks("a", value, hour), actor=actor, arbiter=arbiter)


def test_marks_of_independent_assessors_are_joined() -> None:
    given = [by("丙", "4"), by("甲", "9"), by("乙", "8")]
    assert score_site(panel_of(), site(), [], given).total == Decimal("7.00")
    assert score_site(panel_of(combine="median"), site(), [], given).total == Decimal("8.00")
    assert score_site(panel_of(combine="median"), site(), [], given[::-1]).total == Decimal("8.00")


def test_the_latest_marks_of_each_assessor_count() -> None:
    given = [by("甲", "1", 8), by("甲", "9", 10), by("乙", "8"), by("丙", "4")]
    assert score_site(panel_of(), site(), [], given).total == Decimal("7.00")


def test_not_applicable_is_taken_back_like_any_marks() -> None:
    corrected = [by("甲", "NA", 8), by("甲", "9", 10), by("乙", "8"), by("丙", "4")]
    assert score_site(panel_of(), site(), [], corrected).total == Decimal("7.00")
    # Who finds it not applicable is left out, and the marks of the others count as soon as there are enough.
    mixed = [by("甲", "NA"), by("乙", "8"), by("丙", "4")]
    assert score_site(panel_of(2), site(), [], mixed).total == Decimal("6.00")
    waiting = score_site(panel_of(3), site(), [], mixed)
    assert (waiting.state, waiting.missing) == ("not_ranked", ("a",))


def test_not_applicable_when_all_who_must_mark_it_say_so() -> None:
    rules = system({"operator": "sum", "children": [item("a", {"kind": "manual", "assessors": 2}, 10), MARKED]}, 20)
    both = [by("甲", "9", 8), by("甲", "NA", 10), by("乙", "NA"), marks("b", "6")]
    assert leaf(score_site(rules, site(), [], both)).state == "not_applicable"
    one = score_site(rules, site(), [], [by("甲", "NA"), marks("b", "6")])
    assert leaf(one).state == "not_tested"


def test_too_few_assessors_wait() -> None:
    score = score_site(panel_of(), site(), [], [by("甲", "9"), by("甲", "8", 10)])
    assert (score.state, score.total) == ("not_ranked", None)
    assert (score.manual_items, score.manual_marked, score.missing) == (1, 0, ("a",))
    assert "需要 3 人" in leaf(score).note


def test_an_arbiter_stands_alone() -> None:
    given = [by("甲", "9"), by("乙", "8"), by("丙", "4")]
    apart = score_site(panel_of(max_difference=3), site(), [], given)
    assert (apart.state, apart.manual_marked) == ("not_ranked", 0)
    decided = score_site(panel_of(max_difference=3), site(), [], [by("丁", "6", 8, arbiter=True), *given])
    assert decided.total == Decimal("6.00")


def test_of_an_item_that_one_person_marks_the_latest_counts_whoever_it_was() -> None:
    assert score_site(panel_of(1), site(), [], [by("甲", "9", 9), by("乙", "8", 10)]).total == Decimal("8.00")


LEVELS = {
    "kind": "levels",
    "levels": [
        {"id": "good", "title": "好", "share": 100},
        {"id": "fair", "title": "中", "share": 50},
        {"id": "poor", "title": "差", "share": 0},
    ],
}


def test_a_person_may_name_a_level() -> None:
    rules = system({"operator": "sum", "children": [item("a", LEVELS, 10)]}, 10)
    score = score_site(rules, site(), [], [marks("a", "fair")])
    assert (score.total, leaf(score).raw_value) == (Decimal("5.00"), "fair")
    with pytest.raises(InputError, match="不是等次，应为 good、fair、poor 之一"):
        score_site(rules, site(), [], [marks("a", "5")])
