"""Sites judged together: normalised values and nodes, portals fed from below, areas; circles are refused."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from scoring_case import finding, item, site, system

from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.finding import Finding, Outcome
from hengping.model.score import ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.scoring.many import bounded, build_panel, needs_panel, score_sites
from hengping.scoring.panel import Panel
from hengping.scoring.site import score_site

GIVEN = {"kind": "given"}
MIN_MAX = {"kind": "normalised", "method": "min_max"}
PLAIN = {"operator": "sum", "children": [item("a", MIN_MAX, 100)]}


def sites(*codes: str, group: str = "市") -> list[Site]:
    return [site(code=code, group=group) for code in codes]


def numbers(name: str, **values: Any) -> dict[str, dict[str, Any]]:
    return {code: {name: Decimal(str(value)) if value != "NA" else value} for code, value in values.items()}


def node(score: SiteScore, name: str) -> ScoreNode:
    assert score.root is not None
    found = [score.root]
    for each in found:
        if each.item_id == name:
            return each
        found.extend(each.children)
    raise KeyError(name)


def totals(scores: tuple[SiteScore, ...]) -> list[str | None]:
    return [None if score.total is None else str(score.total) for score in scores]


def test_values_are_set_against_those_of_the_other_sites() -> None:
    scores = score_sites(system(PLAIN), sites("x", "y", "z"), {}, given=numbers("a", x=10, y=20, z=50))
    assert totals(scores) == ["0.00", "25.00", "100.00"]
    assert node(scores[1], "a").raw_value == "20"
    assert node(scores[1], "a").state == "given"


def test_sites_without_a_value_take_no_part() -> None:
    given = numbers("a", w="NA", x=10, z=50) | {"y": {"a": None}}
    scores = score_sites(system(PLAIN), sites("w", "x", "y", "z"), {}, given=given)
    assert [score.state for score in scores] == ["not_ranked", "ranked", "not_ranked", "ranked"]
    assert totals(scores) == [None, "0.00", None, "100.00"]
    assert scores[2].missing == ("a",)
    assert scores[0].missing == ()


def test_a_blocked_site_is_no_measure_for_others() -> None:
    wall = finding("blocked", 0, Outcome.BLOCKED, "site")
    given = numbers("a", x=10, y=20, z=1000)
    scores = score_sites(system(PLAIN), sites("x", "y", "z"), {"z": [wall]}, given=given)
    assert totals(scores) == ["0.00", "100.00", None]


def test_within_the_group() -> None:
    rule = MIN_MAX | {"within": "group"}
    both = [*sites("x", "y", group="市"), *sites("p", "q", group="县")]
    given = numbers("a", x=1, y=3, p=100, q=300)
    scores = score_sites(system({"operator": "sum", "children": [item("a", rule, 100)]}), both, {}, given=given)
    assert totals(scores) == ["0.00", "100.00", "0.00", "100.00"]


def test_an_imported_measure_by_its_name_feeds_several_items() -> None:
    children = [
        item("a", MIN_MAX | {"measure": "gdp"}, 50),
        item("b", MIN_MAX | {"measure": "gdp", "direction": "lower"}, 50),
    ]
    scores = score_sites(
        system({"operator": "sum", "children": children}), sites("x", "y"), {}, given=numbers("gdp", x=1, y=2)
    )
    assert totals(scores) == ["50.00", "50.00"]
    assert node(scores[0], "b").score == 50


NESTED = {
    "operator": "mean",
    "children": [
        {
            "id": "inner",
            "title": "内",
            "kind": "dimension",
            "marks": 100,
            "operator": "mean",
            "normalise": {"method": "min_max"},
            "rounding": {"digits": 1},
            "children": [item("a", MIN_MAX, 100), item("b", {"kind": "given"}, 100)],
        },
        item("c", {"kind": "given"}, 100),
    ],
}


def test_a_node_is_normalised_after_its_children_and_rounded_before_its_parent() -> None:
    given = {
        "x": {"a": Decimal(1), "b": Decimal(0), "c": Decimal(10)},
        "y": {"a": Decimal(2), "b": Decimal(10), "c": Decimal(10)},
        "z": {"a": Decimal(4), "b": Decimal(20), "c": Decimal(10)},
    }
    scores = score_sites(system(NESTED), sites("x", "y", "z"), {}, given=given)
    # Before: means of (0, 0), (33.3…, 10), (100, 20): 0, 21.6…, 60; then 0, 36.1…, 100.
    assert [node(score, "inner").score for score in scores] == [Decimal(0), Decimal("36.1"), Decimal(100)]
    assert totals(scores) == ["5.00", "23.05", "55.00"]
    assert node(scores[1], "inner").raw_value.startswith("21.6666")
    assert re.search(r"无量纲化前 \d+(\.\d{1,4})? 分", node(scores[1], "inner").note)


def test_a_supplied_node_is_rounded_but_not_normalised_again() -> None:
    given = {
        "x": {"a": Decimal(1), "b": Decimal(0), "c": Decimal(10)},
        "y": {"a": Decimal(2), "b": Decimal(10), "c": Decimal(10)},
        "z": {"inner": Decimal("77.77"), "c": Decimal(10)},
    }
    scores = score_sites(system(NESTED), sites("x", "y", "z"), {}, given=given)
    assert [node(score, "inner").score for score in scores] == [Decimal(0), Decimal(100), Decimal("77.8")]


def test_alone_without_the_others_nothing_is_claimed() -> None:
    alone = score_site(system(PLAIN), site(), [], given={"a": Decimal(3)})
    assert alone.state == "not_ranked"
    assert alone.missing == ()
    assert node(alone, "a").state == "not_tested"
    nested = score_site(system(NESTED), site(), [], given={"b": Decimal(5), "c": Decimal(10)})
    assert node(nested, "inner").note == "需要与其他网站一起评分"


def test_the_panel_survives_its_file_and_does_not_depend_on_order() -> None:
    rules, given = system(NESTED), {code: {"a": Decimal(at), "b": Decimal(at)} for at, code in enumerate("vwxyz")}
    roster = sites(*"vwxyz")
    panel = build_panel(rules, roster, {}, given=given)
    data = codec.encode_pretty(panel)
    assert codec.decode(data, Panel) == panel
    again = build_panel(rules, roster, {}, given=dict(reversed(given.items())))
    assert codec.encode_pretty(again) == data
    direct = score_sites(rules, roster, {}, given=given)
    stored = score_sites(rules, roster, {}, given=given, panel=codec.decode(data, Panel))
    assert [codec.encode(each) for each in direct] == [codec.encode(each) for each in stored]


def test_which_systems_need_a_panel() -> None:
    assert needs_panel(system(PLAIN))
    assert needs_panel(system(NESTED))
    assert not needs_panel(system({"operator": "sum", "children": [item("a", {"kind": "given"}, 100)]}))


def test_panels_of_roots_and_ratios_stay_small() -> None:
    """Every site has a denominator of its own; summed up exactly they would have hundreds of digits."""
    inner = {
        "id": "inner",
        "title": "内",
        "kind": "dimension",
        "marks": 100,
        "operator": "harmonic_mean",
        "normalise": {"method": "z_score", "centre": 50, "spread": 10},
        "children": [item("a", GIVEN, 100), item("b", GIVEN, 100)],
    }
    many = sites(*(f"s{number:03}" for number in range(200)))
    given = {each.site_code: {"a": Decimal(at % 97 + 1), "b": Decimal(at % 89 + 2)} for at, each in enumerate(many)}
    panel = build_panel(system({"operator": "sum", "children": [inner]}), many, {}, given=given)
    assert max(len(value.points) for value in panel.values["inner"].values()) < 100
    mean = sum((value.exact or 0 for value in panel.values["inner"].values()), Fraction(0)) / 200
    assert abs(mean - 50) < Fraction(1, 10**30)


def test_numbers_with_small_denominators_stay_exact() -> None:
    assert bounded(Fraction(1, 3)) == Fraction(1, 3)
    assert bounded(Fraction(1, 10**40 + 1)) == Fraction(1, 10**40)


FEED = {"kind": "feed", "groups": ["县"], "match": "division"}


def portal(rule: dict[str, Any], **more: Any) -> Any:
    fed = item("fed", rule, 20, only_groups=["市"], when_absent="rescale")
    return system({"operator": "sum", "children": [item("own", {"kind": "given"}, 80), fed]}, **more)


CITY = [
    site(code="4501000001", group="市"),
    site(code="4501020001", group="县"),
    site(code="4501030001", group="县"),
    site(code="4502000001", group="市"),
    site(code="4502030001", group="县"),
]


def own(*values: object) -> dict[str, dict[str, Any]]:
    return {
        each.site_code: {"own": None if value is None else Decimal(str(value))}
        for each, value in zip(CITY, values, strict=True)
    }


def test_counties_feed_the_portal_of_their_city() -> None:
    scores = score_sites(portal(FEED), CITY, {}, given=own(80, 72, 64, 40, 80))
    # Counties have 80 marks of their own, rescaled to 100: 90, 80 and 100.
    assert totals(scores) == ["97.00", "90.00", "80.00", "60.00", "100.00"]
    assert node(scores[0], "fed").note == "2 个下级单位，平均得分指数 0.8500"
    assert node(scores[0], "fed").raw_value == "0.8500"


@pytest.mark.parametrize(("combine", "points"), [("min", "16"), ("max", "18"), ("mean", "17"), ("pass_rate", "10")])
def test_how_counties_are_joined(combine: str, points: str) -> None:
    line = {"id": "low", "node": "total", "below": 85, "reason": "低"}
    scores = score_sites(portal(FEED | {"combine": combine}, lines=[line]), CITY, {}, given=own(80, 72, 64, 40, 80))
    assert node(scores[0], "fed").score == Decimal(points)


@pytest.mark.parametrize(
    ("vetoed", "number", "points"), [("zero", None, "9"), ("exclude", None, "18"), ("exclude", 50, "14")]
)
def test_vetoed_counties(vetoed: str, number: int | None, points: str) -> None:
    veto = {"id": "V", "title": "否决", "rule": {"kind": "manual"}, "reason": "否决"}
    rules = portal(FEED | {"vetoed": vetoed}, vetoes=[veto], when_vetoed={"score": number})
    given = own(80, 72, 64, 40, 80)
    given["4501030001"]["V"] = Decimal(1)
    assert node(score_sites(rules, CITY, {}, given=given)[0], "fed").score == Decimal(points)


def test_a_portal_without_subordinates_and_one_whose_subordinates_have_no_score() -> None:
    alone = [*CITY, site(code="4503000001", group="市")]
    given = own(80, None, None, 40, 80) | {"4503000001": {"own": Decimal(40)}}
    scores = score_sites(portal(FEED), alone, {}, given=given)
    assert node(scores[0], "fed").state == "not_tested"
    assert node(scores[0], "fed").note == "下级单位尚无得分"
    assert node(scores[5], "fed").state == "not_applicable"
    assert totals(scores)[5] == "50.00"


def test_three_levels_are_fed_from_the_deepest_up() -> None:
    rule = {"kind": "feed", "match": "parent"}
    children = [item("own", {"kind": "given"}, 50), item("fed", rule, 50, when_absent="rescale")]
    chain = [
        Site(site_code="top", name="省", url="", group=""),
        Site(site_code="mid", name="市", url="", group="", parent="top"),
        Site(site_code="low", name="县", url="", group="", parent="mid"),
    ]
    given = {code: {"own": Decimal(value)} for code, value in (("top", 50), ("mid", 20), ("low", 40))}
    scores = score_sites(system({"operator": "sum", "children": children}), chain, {}, given=given)
    # low 40 of 50, rescaled: 80; mid 20 + 50 × 0.8: 60; top 50 + 50 × 0.6.
    assert totals(scores) == ["80.00", "60.00", "80.00"]


def test_sites_in_a_circle_are_refused() -> None:
    children = [item("own", {"kind": "given"}, 50), item("fed", {"kind": "feed", "match": "parent"}, 50)]
    pair = [Site(site_code=a, name=a, url="", parent=b) for a, b in (("x", "y"), ("y", "x"))]
    with pytest.raises(InputError, match="互为上下级：x、y、x"):
        score_sites(system({"operator": "sum", "children": children}), pair, {})


def test_nodes_in_a_circle_are_refused() -> None:
    looped = {
        "operator": "sum",
        "children": [
            {
                "id": "inner",
                "title": "内",
                "kind": "dimension",
                "marks": 100,
                "normalise": {"method": "min_max"},
                "children": [item("fed", {"kind": "feed", "node": "total"}, 100)],
            }
        ],
    }
    with pytest.raises(InputError, match=r"互相依赖.*inner、fed"):
        needs_panel(system(looped))


def test_a_feed_of_normalised_totals_outside_the_normalised_node() -> None:
    rule = FEED | {"node": "a"}
    children = [item("a", MIN_MAX, 80), item("fed", rule, 20, only_groups=["市"])]
    given = {each.site_code: {"a": Decimal(at)} for at, each in enumerate(CITY)}
    scores = score_sites(system({"operator": "sum", "children": children}), CITY, {}, given=given)
    # Indices 0, 0.25, 0.5, 0.75, 1; the first city is fed by 0.25 and 0.5.
    assert node(scores[0], "fed").score == Decimal("7.5")


AREA = {"kind": "any_zeroes", "select": [{"check": "dark_link"}], "scope": "area"}


def clean(*more: Finding) -> list[Finding]:
    return [finding("dark_link", 99, Outcome.PASS, "site"), *more]


def test_a_fault_anywhere_in_the_area_zeroes_the_item() -> None:
    rules = system({"operator": "sum", "children": [item("ads", AREA, 100)]})
    fault = finding("dark_link", 1, kind="page")
    findings = {each.site_code: clean() for each in CITY} | {"4501030001": clean(fault)}
    scores = score_sites(rules, CITY, findings)
    assert totals(scores) == ["0.00", "100.00", "0.00", "100.00", "100.00"]
    assert [each.finding_id for each in node(scores[0], "ads").deductions] == [fault.finding_id]
    assert scores[0].items.partly == 0
    alone = score_site(rules, CITY[0], findings["4501000001"])
    assert alone.items.partly == 1
    unchecked = score_sites(rules, CITY, {"4501030001": clean(fault)})
    assert node(unchecked[0], "ads").score == 0
    assert node(unchecked[4], "ads").state == "not_tested"
