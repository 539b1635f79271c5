"""One site as a whole: vetoes, lines, blocked, coverage, doubts, human decisions, rounding."""

from decimal import Decimal
from typing import Any

import pytest
from scoring_case import finding, item, marks, per_hit, ruling, site, system

from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.model.score import SiteScore
from hengping.scoring.site import score_site

TREE = {
    "operator": "sum",
    "children": [
        item("sections", per_hit("blank_section", 1), 60, problem={"text": "存在空白栏目"}),
        item("links", per_hit("broken_link", 10), 40, problem={"text": "大量错链断链", "index_below": Decimal("0.6")}),
    ],
}
COUNT = {
    "id": "V1",
    "title": "空白栏目",
    "rule": {"kind": "count", "at_least": 5, "select": [{"check": "blank_section"}]},
    "reason": "空白栏目{count}个,达到{threshold}个",
}
LINE = {"id": "low", "node": "total", "below": 60, "reason": "{problems}总分{value}分"}


def blanks(count: int, outcome: Outcome = Outcome.FAIL) -> list[Finding]:
    return [finding("blank_section", 100 * list(Outcome).index(outcome) + each, outcome) for each in range(count)]


def links(count: int, outcome: Outcome = Outcome.FAIL) -> list[Finding]:
    return [finding("broken_link", 100 * list(Outcome).index(outcome) + each, outcome, "link") for each in range(count)]


def rules(**more: Any) -> Any:
    return system(TREE, **more)


def test_four_are_no_veto_five_are() -> None:
    four = score_site(rules(vetoes=[COUNT]), site(), [*blanks(4), *links(1, Outcome.PASS)])
    assert four.state == "ranked"
    assert four.passed is True
    assert four.total == Decimal("96.00")
    five = score_site(rules(vetoes=[COUNT]), site(), [*blanks(5), *links(1, Outcome.PASS)])
    assert five.state == "vetoed"
    assert five.passed is False
    assert five.total is None
    assert five.raw_total is None
    assert five.state_reason == "空白栏目5个,达到5个"
    assert len(five.vetoes[0].finding_ids) == 5
    assert five.root is not None
    assert five.root.state == "vetoed"


def test_veto_as_a_number() -> None:
    score = score_site(rules(vetoes=[COUNT], when_vetoed={"score": 59}), site(), blanks(5))
    assert score.total == Decimal("59.00")
    assert score.state == "vetoed"
    assert score.passed is False


def test_a_vetoed_site_is_not_measured_against_lines() -> None:
    score = score_site(rules(vetoes=[COUNT], lines=[LINE]), site(), [*blanks(50), *links(9)])
    assert score.fail_reasons == ()


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ([], "not_tested"),
        (blanks(2), "checked"),
        ([*blanks(2), *blanks(2, Outcome.CANNOT_TELL)], "checked"),
        ([*blanks(2), *blanks(3, Outcome.CANNOT_TELL)], "not_tested"),
        ([*blanks(5), *blanks(3, Outcome.CANNOT_TELL)], "checked"),
        (blanks(1, Outcome.NOT_TESTED), "not_tested"),
        (blanks(3, Outcome.PASS), "checked"),
        (blanks(1, Outcome.NOT_APPLICABLE), "checked"),
    ],
)
def test_a_veto_that_doubts_could_still_reach_is_open(findings: list[Finding], state: str) -> None:
    (veto,) = score_site(rules(vetoes=[COUNT]), site(), findings).vetoes
    assert veto.state == state


EVERY = {
    "id": "V6",
    "title": "要素均缺失",
    "rule": {
        "kind": "every",
        "fewer_than": 5,
        "select": {"check": "guide_incomplete", "where": {"missing": {"size_at_least": 4}}},
    },
    "reason": "不足{threshold}个,{count}个都缺",
    "absent_for": ["B"],
}


def guides(bad: int, good: int = 0, doubtful: int = 0) -> list[Finding]:
    four = ["办理时间", "联系电话", "办理地点", "办理流程"]
    made = [finding("guide_incomplete", number, kind="guide", missing=four) for number in range(bad)]
    made += [finding("guide_incomplete", 20 + each, Outcome.PASS, "guide", missing=[]) for each in range(good)]
    return made + [finding("guide_incomplete", 40 + each, Outcome.CANNOT_TELL, "guide") for each in range(doubtful)]


@pytest.mark.parametrize(
    ("findings", "fired", "state"),
    [
        (guides(4), True, "checked"),
        (guides(1), True, "checked"),
        (guides(5), False, "checked"),
        (guides(3, good=1), False, "checked"),
        (guides(0, good=2), False, "checked"),
        (guides(3, doubtful=1), False, "not_tested"),
        (guides(3, good=1, doubtful=1), False, "checked"),
        ([], False, "not_tested"),
    ],
)
def test_every_veto(findings: list[Finding], *, fired: bool, state: str) -> None:
    (veto,) = score_site(rules(vetoes=[EVERY]), site(), findings).vetoes
    assert (veto.fired, veto.state) == (fired, state)


def test_veto_does_not_apply_to_the_other_class() -> None:
    assert score_site(rules(vetoes=[EVERY]), site("B"), guides(4)).vetoes == ()


MANUAL = {"id": "V9", "title": "严重表述错误", "rule": {"kind": "manual"}, "reason": "存在严重表述错误"}


def test_manual_veto_waits_for_a_person() -> None:
    (open_veto,) = score_site(rules(vetoes=[MANUAL]), site(), []).vetoes
    assert (open_veto.fired, open_veto.state) == (False, "not_tested")
    fired = score_site(rules(vetoes=[MANUAL]), site(), [], [marks("V9", "1")])
    assert fired.state == "vetoed"
    assert fired.state_reason == "存在严重表述错误"
    (cleared,) = score_site(rules(vetoes=[MANUAL]), site(), [], [marks("V9", "1"), marks("V9", "0", 10)]).vetoes
    assert (cleared.fired, cleared.state) == (False, "checked")


def test_supplied_vetoes() -> None:
    fired = score_site(rules(vetoes=[COUNT]), site(), [], given={"V1": Decimal(1)})
    assert fired.state == "vetoed"
    assert fired.state_reason == "空白栏目"
    told = score_site(rules(vetoes=[COUNT | {"reason_given": "达到5个"}]), site(), [], given={"V1": Decimal(1)})
    assert told.state_reason == "达到5个"
    assert score_site(rules(vetoes=[COUNT]), site(), [], given={"V1": Decimal(0)}).vetoes[0].state == "checked"
    assert score_site(rules(vetoes=[COUNT]), site(), blanks(9), given={"V1": "NA"}).state == "ranked"


def test_fail_line_and_its_sentence() -> None:
    score = score_site(rules(lines=[LINE]), site(), [*blanks(3), *links(4)])
    assert score.total == Decimal("57.00")
    assert score.passed is False
    assert score.state == "ranked"
    (reason,) = score.fail_reasons
    assert reason.reason.startswith("存在空白栏目、大量错链断链")
    assert reason.reason.endswith("总分57.00分")
    fine = score_site(rules(lines=[LINE]), site(), [*blanks(1), *links(1)])
    assert fine.fail_reasons == ()


@pytest.mark.parametrize(
    ("line", "value", "under"),
    [
        ({"below": 60}, "60", False),
        ({"below": 60}, "59.999", True),
        ({"below": 60, "compare": "printed"}, "59.999", False),
        ({"at_most": 60}, "60", True),
        ({"lost_above": 40}, "60", False),
        ({"lost_above": 40}, "59.99", True),
    ],
)
def test_line_limits(line: dict[str, Any], value: str, *, under: bool) -> None:
    spec = {"id": "low", "node": "total", "reason": "{lost}", **line}
    score = score_site(rules(lines=[spec]), site(), [], given={"total": Decimal(value)})
    assert bool(score.fail_reasons) is under


def test_a_line_on_what_was_not_tested_says_nothing() -> None:
    spec = {"id": "low", "node": "links", "below": 60, "reason": "错链"}
    assert score_site(rules(lines=[spec]), site(), blanks(1)).fail_reasons == ()


def test_problem_phrases_need_a_score() -> None:
    score = score_site(rules(lines=[LINE]), site(), [], given={"total": Decimal(50)})
    assert score.fail_reasons[0].reason == "总分50.00分"


def test_blocked_site_is_never_scored() -> None:
    wall = finding("blocked", 0, Outcome.BLOCKED, "site")
    score = score_site(rules(vetoes=[COUNT]), site(), [wall, *blanks(9)])
    assert (score.state, score.total, score.raw_total, score.passed) == ("blocked", None, None, None)
    assert score.root is None
    assert score.vetoes == ()


def test_one_blocked_page_does_not_block_the_site() -> None:
    page = finding("blocked", 0, Outcome.BLOCKED, "page")
    passing = finding("blocked", 1, Outcome.PASS, "site")
    assert score_site(rules(), site(), [page, passing, *blanks(1)]).state == "ranked"


def test_coverage_weighs_every_item_the_same() -> None:
    """Two thirds of an item of 60 marks and three quarters of one of 40; five of seven subjects, each counted once."""
    findings = [*blanks(2), *blanks(1, Outcome.CANNOT_TELL), *links(3, Outcome.PASS), *links(1, Outcome.BLOCKED)]
    score = score_site(rules(), site(), findings)
    assert (score.checked, score.checkable) == (5, 7)
    assert score.coverage == Decimal("0.7000")
    assert (score.open_doubts, score.provisional) == (1, True)


def test_a_check_that_never_ran_lowers_coverage() -> None:
    score = score_site(rules(min_coverage=Decimal("0.6")), site(), blanks(1))
    assert (score.checked, score.checkable) == (1, 2)
    assert score.state == "not_ranked"
    assert score.passed is None
    assert "50.00%" in score.state_reason
    assert score.total is not None


def test_a_failed_site_stays_failed_when_little_was_checked() -> None:
    low = {"id": "low", "node": "sections", "below": 60, "reason": "低"}
    score = score_site(rules(min_coverage=Decimal("0.9"), lines=[low]), site(), blanks(1))
    assert score.state == "not_ranked"
    assert score.passed is False


@pytest.mark.parametrize(("item_id", "value"), [("a", "5.1"), ("a", "-1"), ("a", "many"), ("V9", "0.5"), ("V9", "2")])
def test_marks_outside_what_the_item_can_give_are_refused(item_id: str, value: str) -> None:
    """An item without marks of its own can give those of its parent."""
    indicator = {"id": "b", "title": "乙", "kind": "indicator", "marks": 5, "operator": "deduct"}
    tree = {"operator": "sum", "children": [indicator | {"children": [item("a", {"kind": "manual"})]}]}
    whole = system(tree, scale=5, vetoes=[MANUAL])
    assert score_site(whole, site(), [], [marks("a", "5"), marks("V9", "0")]).total == 5
    with pytest.raises(InputError, match=item_id):
        score_site(whole, site(), [], [marks(item_id, value)])


def test_manual_items_are_counted_apart() -> None:
    tree = {"operator": "sum", "children": [item("a", {"kind": "manual"}, 50), item("b", {"kind": "manual"}, 50)]}
    score = score_site(system(tree), site(), [], [marks("a", "30")])
    assert (score.manual_items, score.manual_marked) == (2, 1)
    assert (score.checked, score.checkable, score.coverage) == (0, 0, Decimal(1))
    assert score.total == Decimal("80.00")


def test_supplied_values_are_covered() -> None:
    score = score_site(rules(min_coverage=Decimal("0.9")), site(), [], given={"total": Decimal("77.125")})
    assert score.coverage == 1
    assert score.total == Decimal("77.13")
    assert score.state == "ranked"
    part = score_site(rules(), site(), [], given={"links": Decimal(40), "sections": None})
    assert (part.checked, part.checkable) == (1, 2)
    assert part.coverage == Decimal("0.4000")


@pytest.mark.parametrize(("mode", "printed"), [("half_up", "66.67"), ("truncate", "66.66")])
def test_rounding_mode(mode: str, printed: str) -> None:
    score = score_site(rules(rounding={"mode": mode}), site(), [], given={"total": Decimal("66.666")})
    assert score.total == Decimal(printed)
    assert score.raw_total == Decimal("66.666")
    assert score.rounding_mode == mode


def test_latest_ruling_counts() -> None:
    (blank,) = blanks(1)
    passed = links(1, Outcome.PASS)
    first, second = ruling(blank, Outcome.EXEMPTED, 9), ruling(blank, Outcome.FAIL, 11)
    assert score_site(rules(), site(), [blank, *passed], [first]).total == Decimal("100.00")
    for decisions in ([first, second], [second, first]):
        assert score_site(rules(), site(), [blank, *passed], decisions).total == Decimal("99.00")


def test_decisions_on_other_sites_and_items_are_passed_over() -> None:
    (blank,) = blanks(1)
    score = score_site(rules(), site(code="4500000002"), [blank], [ruling(blank, Outcome.PASS)])
    assert score.total == Decimal("99.00")
    assert score_site(rules(), site(), [blank], [marks("elsewhere", "x")]).total == Decimal("99.00")


@pytest.mark.parametrize("value", ["", "many", "NaN", "-1", "60.5", "Infinity"])
def test_marks_that_do_not_fit(value: str) -> None:
    with pytest.raises(InputError, match="sections"):
        score_site(rules(), site(), [], [marks("sections", value)])


def test_score_survives_its_file() -> None:
    score = score_site(rules(vetoes=[COUNT], lines=[LINE]), site(), [*blanks(3), *links(2)])
    data = codec.encode_pretty(score)
    again = codec.decode(data, SiteScore)
    assert again == score
    assert codec.encode_pretty(again) == data


def test_a_thousand_good_links_do_not_make_up_for_checks_that_never_ran() -> None:
    score = score_site(rules(min_coverage=Decimal("0.6")), site(), links(1000, Outcome.PASS))
    assert score.coverage == Decimal("0.4000")
    assert score.state == "not_ranked"
