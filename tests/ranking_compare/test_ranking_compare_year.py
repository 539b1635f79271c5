"""Year on year: Nanning 2020's published figures, the comparable panel, laws."""

from decimal import Decimal

from compare_case import round_of, score, system, unscored
from hypothesis import given
from hypothesis import strategies as st

from hengping.ranking.compare.rounds import Successor
from hengping.ranking.compare.year_on_year import compare_rounds

RULES = system()
NINETY = Decimal(90)


def nanning(high: int, department_mean: str, zone_mean: str, title: str):
    """Sites that have the published means and the published number of departments from 90: constructed, not real."""
    low = (52 * Decimal(department_mean) - high * 91) / (52 - high)
    scores = [score(RULES, f"d{at:02}", "91" if at < high else str(low), "部门") for at in range(52)]
    scores += [score(RULES, f"z{at}", zone_mean, "开发区") for at in range(3)]
    return round_of(RULES, scores, title)


def test_nanning_2020_against_2019():
    """89.71 → 89.95 (+0.24), zones −0.1, departments +0.26, departments from 90: 36 → 27 (−25 %)."""
    comparison = compare_rounds(
        nanning(36, "89.65", "90.83", "2019年"), nanning(27, "89.91", "90.73", "2020年"), lines=[NINETY]
    )
    everyone, departments, zones = comparison.groups
    assert (everyone.mean.before, everyone.mean.after) == (Decimal("89.71"), Decimal("89.95"))
    assert everyone.mean.words == "提高了0.24分"
    assert (zones.group, zones.mean.words) == ("开发区", "下降了0.1分")
    assert (departments.group, departments.mean.words) == ("部门", "提高了0.26分")
    (line,) = departments.reaching
    assert (line.line, line.change.before, line.change.after) == (NINETY, 36, 27)
    assert (line.change.points, line.change.percent) == (-9, -25)
    assert line.change.percent_words == "减少了25%"
    assert not comparison.rules_changed


def test_panel_beside_raw():
    before = [score(RULES, "1", "90"), score(RULES, "2", "80"), score(RULES, "9", "40"), unscored(RULES, "4")]
    after = [score(RULES, "1", "91"), score(RULES, "2", "82"), score(RULES, "3", "10"), score(RULES, "4", "99")]
    group = compare_rounds(round_of(RULES, before), round_of(RULES, after)).groups[0]
    assert (group.before_sites, group.after_sites, group.panel_sites) == (4, 4, 2)
    assert (group.mean.before, group.mean.after) == (Decimal("70.00"), Decimal("70.50"))
    assert (group.panel_mean.before, group.panel_mean.after) == (Decimal("85.00"), Decimal("86.50"))
    assert (group.passed.before, group.passed.after) == (2, 3)
    assert group.pass_rate.words == "上升25个百分点"


def test_merged_renamed_new_and_closed_sites():
    before = [score(RULES, "1", "90"), score(RULES, "2", "81"), unscored(RULES, "3"), score(RULES, "4", "70")]
    after = [score(RULES, "m", "88"), score(RULES, "n", "60"), score(RULES, "q", "66")]
    table = [
        Successor(old_site_code="1", new_site_code="m", reason="机构改革"),
        Successor(old_site_code="2", new_site_code="m", reason="机构改革"),
        Successor(old_site_code="3", new_site_code="q"),
    ]
    comparison = compare_rounds(round_of(RULES, before), round_of(RULES, after), table)
    merged, fresh, renamed = comparison.sites
    assert (merged.fate, merged.total.before, merged.total.words) == ("merged", Decimal("85.50"), "提高了2.5分")
    assert "由网站1、网站2合并" in merged.note
    assert "机构改革" in merged.note
    assert merged.place.points is None
    assert (fresh.fate, fresh.total.words) == ("new", "上一轮无数据")
    assert (renamed.fate, renamed.total.points) == ("renamed", None)
    assert "上一轮单项否决" in renamed.note
    assert [gone.site_code for gone in comparison.closed] == ["4"]
    assert comparison.groups[0].panel_sites == 1


def test_indicators_and_what_does_not_apply():
    before = [score(RULES, "1", {"open": 80, "serve": 50}), score(RULES, "2", {"open": 60, "serve": None})]
    after = [score(RULES, "1", {"open": 90, "serve": 50}), score(RULES, "2", {"open": 70, "serve": 100})]
    comparison = compare_rounds(round_of(RULES, before), round_of(RULES, after))
    found = {each.item_id: each for each in comparison.indicators if not each.group}
    assert list(found) == ["total", "open", "serve"]
    assert found["open"].index.words == "提高了0.1"
    serve = found["serve"]
    assert (serve.before_sites, serve.after_sites, serve.panel_sites) == (1, 2, 1)
    assert (serve.index.before, serve.index.after) == (Decimal("0.5000"), Decimal("0.7500"))
    assert serve.panel_index.words == "持平"


def test_places_and_groups_that_changed():
    before = [score(RULES, "1", "90"), score(RULES, "2", "80"), score(RULES, "3", "70", "县")]
    after = [score(RULES, "1", "70"), score(RULES, "2", "80"), score(RULES, "3", "75")]
    one, two, three = compare_rounds(round_of(RULES, before), round_of(RULES, after)).sites
    assert (one.place.words, two.place.words, three.place.points) == ("下降2位", "上升1位", None)
    assert "上一轮分组为县" in three.note


def test_other_full_marks_are_not_subtracted():
    before = [score(RULES, "1", "90")]
    after = [score(RULES, "1", "110", full=Decimal(130))]
    comparison = compare_rounds(round_of(RULES, before), round_of(RULES, after))
    assert comparison.sites[0].total.points is None
    assert "满分不同" in comparison.sites[0].total.words
    assert comparison.groups[0].mean.points is None


def test_other_rules_are_said():
    other = system("small-2026")
    same = [score(RULES, "1", "90")]
    assert compare_rounds(round_of(RULES, same), round_of(other, [score(other, "1", "90")])).rules_changed


def test_percentages_are_rounded_as_the_system_says():
    rules = system(rounding={"rate_digits": 0, "digits": 1})
    before = round_of(rules, [score(rules, "1", "60", digits=1)])
    comparison = compare_rounds(before, round_of(rules, [score(rules, "1", "61", digits=1)]))
    assert comparison.groups[0].mean.percent == 2
    assert str(comparison.groups[0].panel_mean.after) == "61.0"


def test_vetoed_sites_enter_the_panel_as_they_enter_the_mean():
    rules = system(when_vetoed={"score": 59, "in_mean": True})
    before = [score(rules, "1", "59", state="vetoed", passed=False), score(rules, "2", "81")]
    after = [score(rules, "1", "80"), score(rules, "2", "59", state="vetoed", passed=False)]
    group = compare_rounds(round_of(rules, before), round_of(rules, after)).groups[0]
    assert (group.panel_sites, group.panel_mean.before, group.panel_mean.after) == (2, 70, Decimal("69.50"))
    assert group.panel_mean == group.mean


POINTS = st.integers(0, 100)
SITES = st.lists(st.tuples(POINTS, POINTS, POINTS, POINTS, st.sampled_from(["市", "县"])), min_size=1, max_size=12)


@given(sites=SITES)
def test_with_the_same_sites_the_panel_is_the_raw_mean_and_swapping_flips_signs(sites):
    before = round_of(RULES, [score(RULES, str(at), {"open": s[0], "serve": s[1]}, s[4]) for at, s in enumerate(sites)])
    after = round_of(RULES, [score(RULES, str(at), {"open": s[2], "serve": s[3]}, s[4]) for at, s in enumerate(sites)])
    there, back = compare_rounds(before, after), compare_rounds(after, before)
    for group in there.groups:
        assert (group.panel_mean.before, group.panel_mean.after) == (group.mean.before, group.mean.after)
        assert group.panel_sites == group.after_sites
    for indicator in there.indicators:
        assert indicator.panel_index == indicator.index
    for one, other in zip(there.sites, back.sites, strict=True):
        assert one.total.points == -other.total.points
        assert one.place.points == -other.place.points
    for one, other in zip(there.groups, back.groups, strict=True):
        assert one.mean.points == -other.mean.points
        assert one.pass_rate.points == -other.pass_rate.points
    for one, other in zip(there.indicators, back.indicators, strict=True):
        assert one.index.points == -other.index.points
