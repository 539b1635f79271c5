"""No double charge: one fault is charged once, and the heaviest charge stays."""

from decimal import Decimal
from typing import Any

from scoring_case import finding, item, per_hit, site, system
from test_scoring_tree import node

from hengping.model.finding import Outcome
from hengping.scoring.site import score_site

ONCE = [{"id": "content", "checks": ["blank_section", "stale_section"]}]


def both(light: object = 1, heavy: object = 5, heavy_marks: int = 50, **more: Any) -> Any:
    return system(
        {
            "operator": "sum",
            "children": [
                item("light", per_hit("stale_section", light), 100 - heavy_marks),
                item("heavy", per_hit("stale_section", heavy), heavy_marks),
            ],
        },
        **more,
    )


def test_same_finding_under_two_items() -> None:
    score = score_site(both(), site(), [finding("stale_section", 1)])
    assert score.total == Decimal("95.00")
    (light,) = node(score, "light").deductions
    assert light.counted == 0
    assert light.suppressed_by == "heavy"
    assert light.points == 1
    assert node(score, "heavy").deductions[0].suppressed_by == ""


def test_equal_charges_stay_with_the_first_item() -> None:
    score = score_site(both(light=5), site(), [finding("stale_section", 1)])
    assert score.total == Decimal("95.00")
    assert node(score, "heavy").deductions[0].suppressed_by == "light"


def test_a_fault_stays_where_it_is_charged_even_when_that_item_is_full() -> None:
    rules = both(light=3, heavy=5, heavy_marks=5)
    score = score_site(rules, site(), [finding("stale_section", number) for number in range(2)])
    assert score.total == Decimal("95.00")
    assert [each.suppressed_by for each in node(score, "light").deductions] == ["heavy", "heavy"]
    assert [each.counted for each in node(score, "heavy").deductions] == [5, 0]
    assert node(score, "heavy").cap_reached


def test_a_charge_weighs_no_more_than_its_item_can_lose() -> None:
    rules = both(light=3, heavy=5, heavy_marks=2)
    score = score_site(rules, site(), [finding("stale_section", 1)])
    assert score.total == Decimal("97.00")
    assert node(score, "heavy").deductions[0].suppressed_by == "light"


def test_heaviest_is_meant_in_the_total_not_in_the_marks_of_the_part() -> None:
    rules = system(
        {
            "operator": "weighted_mean",
            "children": [
                item("small", per_hit("stale_section", 5), 100, weight=10),
                item("large", per_hit("stale_section", 3), 100, weight=90),
            ],
        }
    )
    score = score_site(rules, site(), [finding("stale_section", 1)])
    assert score.total == Decimal("97.30")
    assert node(score, "small").deductions[0].suppressed_by == "large"


CAUSES = {
    "operator": "sum",
    "children": [
        item("blank", per_hit("blank_section", 5), 50),
        item("stale", per_hit("stale_section", 3), 50),
    ],
}


def test_cause_group_joins_checks_at_one_place() -> None:
    place = "http://www.example.gov.cn/news/"
    findings = [finding("blank_section", 1, url=place), finding("stale_section", 2, url=place)]
    assert score_site(system(CAUSES), site(), findings).total == Decimal("92.00")
    joined = score_site(system(CAUSES, once=ONCE), site(), findings)
    assert joined.total == Decimal("95.00")
    assert node(joined, "stale").deductions[0].suppressed_by == "blank"


def test_cause_group_never_joins_whole_site_faults_or_other_places() -> None:
    rules = system(CAUSES, once=ONCE)
    site_wide = [finding("blank_section", 1, kind="site"), finding("stale_section", 2, kind="site")]
    assert score_site(rules, site(), site_wide).total == Decimal("92.00")
    apart = [finding("blank_section", 1), finding("stale_section", 2)]
    assert score_site(rules, site(), apart).total == Decimal("92.00")


def test_two_missing_marks_of_one_home_page_are_two_faults() -> None:
    rules = system(
        {
            "operator": "sum",
            "children": [item("icp", per_hit("icp_missing", 1), 50), item("psb", per_hit("psb_missing", 1), 50)],
        }
    )
    findings = [finding("icp_missing", kind="site"), finding("psb_missing", kind="site")]
    assert score_site(rules, site(), findings).total == Decimal("98.00")


def test_distinct_names_the_finding_that_carries_the_points() -> None:
    rule = {"kind": "distinct", "select": {"check": "guide_incomplete"}, "value": "missing", "points": 2}
    rules = system({"operator": "sum", "children": [item("guides", rule, 100)]})
    findings = [finding("guide_incomplete", number, kind="guide", missing=["办理时间"]) for number in range(2)]
    score = score_site(rules, site(), findings)
    assert score.total == Decimal("98.00")
    first, second = node(score, "guides").deductions
    assert second.suppressed_by == first.finding_id
    assert second.counted == 0


def test_a_class_charged_elsewhere_still_counts_where_another_finding_shows_it() -> None:
    distinct = {"kind": "distinct", "select": {"check": "guide_incomplete"}, "value": "missing", "points": 2}
    heavy = per_hit("guide_incomplete", 9, worst=True)
    rules = system(
        {"operator": "sum", "children": [item("classes", distinct, 50), item("worst", heavy, 50)]},
        defaults={"when_absent": "full"},
    )
    plain = finding("guide_incomplete", 1, kind="guide", missing=["办理时间"], worst=False)
    worst = finding("guide_incomplete", 2, kind="guide", missing=["办理时间"], worst=True)
    assert score_site(rules, site(), [plain]).total == Decimal("98.00")
    assert score_site(rules, site(), [plain, worst]).total == Decimal("89.00")


def test_a_passing_finding_charges_nothing() -> None:
    assert score_site(both(), site(), [finding("stale_section", 1, Outcome.PASS)]).total == Decimal("100.00")
