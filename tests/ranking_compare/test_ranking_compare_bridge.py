"""Bridge tables: every line closes on printed figures; words where there are no numbers."""

from decimal import Decimal

from compare_case import round_of, score, system, unscored
from hypothesis import given
from hypothesis import strategies as st

from hengping.ranking.compare.bridge import bridge
from hengping.ranking.compare.rounds import Successor, match_rounds
from hengping.ranking.compare.year_on_year import compare_rounds

OLD = system("small-2025", {"open": 60, "serve": 40})
NEW = system("small-2026", {"open": 40, "serve": 60})


def both(rules, *sites):
    return round_of(rules, [score(rules, code, {"open": one, "serve": other}) for code, one, other in sites])


def test_rule_and_evidence_effect_of_one_site():
    made = bridge(
        both(OLD, ("1", 90, 70), ("2", 80, 81)),
        both(NEW, ("1", 90, 70), ("2", 80, 81)),
        both(NEW, ("1", 95, 70), ("2", 80, 81)),
    )
    one, two = made.sites
    assert (one.score.old, one.score.rule_effect, one.score.evidence_effect, one.score.new) == (82, -4, 2, 80)
    assert (two.score.old, two.score.rule_effect, two.score.evidence_effect) == (
        Decimal("80.40"),
        Decimal("0.20"),
        Decimal("0.00"),
    )
    assert (one.old_rank, one.new_rank, one.rank_change) == (1, 2, -1)
    assert [site.site_code for site in made.moved()] == ["1", "2"]
    assert not made.same_evidence


def test_the_same_evidence_has_no_evidence_effect():
    made = bridge(both(OLD, ("1", 90, 70)), both(NEW, ("1", 90, 70)))
    assert made.same_evidence
    assert made.sites[0].score.evidence_effect == 0
    assert made.groups[0].mean.rule_effect == -4


def test_words_where_there_are_no_numbers():
    old = round_of(
        OLD, [unscored(OLD, "1"), score(OLD, "2", "80"), unscored(OLD, "3", "blocked"), score(OLD, "4", "50")]
    )
    new = round_of(
        NEW,
        [
            score(NEW, "1", "70"),
            unscored(NEW, "2"),
            unscored(NEW, "3", "blocked"),
            score(NEW, "4", "59", state="vetoed", passed=False, state_reason="泄露信息"),
        ],
    )
    one, two, three, four = bridge(old, new).sites
    assert (one.score.old, one.score.rule_effect, one.score.new) == (None, None, Decimal("70.00"))
    assert one.note == "原规则：单项否决，无总分（空白栏目5个）"
    assert (two.score.rule_effect, two.score.new, two.note) == (None, None, "新规则：单项否决，无总分（空白栏目5个）")
    assert "原规则：" in three.note
    assert "新规则：" in three.note
    assert (four.score.rule_effect, four.note) == (9, "新规则：单项否决，按59.00分计（泄露信息）")


def test_too_little_checked_is_no_number():
    old = round_of(OLD, [score(OLD, "1", "80")])
    thin = score(NEW, "1", "95", state="not_ranked", passed=None, state_reason="检查覆盖率10%低于80%")
    made = bridge(old, round_of(NEW, [thin]))
    assert (made.sites[0].score.new, made.sites[0].score.rule_effect) == (None, None)
    assert "检查覆盖率10%" in made.sites[0].note
    assert made.groups == ()


def test_pass_and_fail_changes_are_listed():
    made = bridge(both(OLD, ("1", 90, 20), ("2", 20, 90)), both(NEW, ("1", 90, 20), ("2", 20, 90)))
    assert [site.site_code for site in made.now_failed()] == ["1"]
    assert [site.site_code for site in made.now_passed()] == ["2"]


def test_merged_sites_and_new_ones():
    old, middle = both(OLD, ("1", 90, 70), ("2", 80, 80)), both(NEW, ("1", 90, 70), ("2", 80, 80))
    new = both(NEW, ("m", 90, 90), ("n", 50, 50))
    table = [Successor(old_site_code=code, new_site_code="m") for code in "12"]
    merged, fresh = bridge(old, middle, new, match_rounds("12", "mn", table)).sites
    assert (merged.score.old, merged.score.rule_effect, merged.score.evidence_effect) == (81, -2, 11)
    assert "合并" in merged.note
    assert (fresh.score.old, fresh.score.rule_effect, fresh.note) == (None, None, "上一轮没有该网站")


def test_indicators_that_both_systems_have():
    other = system("small-2026", {"open": 40, "trust": 60})
    middle = round_of(other, [score(other, "1", {"open": 70, "trust": 10})])
    made = bridge(both(OLD, ("1", 90, 70)), middle)
    assert [each.item_id for each in made.indicators] == ["total", "open"]
    assert made.indicators[1].index.rule_effect == Decimal("-0.2000")


VALUES = st.integers(0, 100)
SITE = st.tuples(*[VALUES] * 6, st.sampled_from(["", "old", "middle", "new"]))


@given(sites=st.lists(SITE, min_size=1, max_size=10), weights=st.tuples(st.integers(1, 99), st.integers(1, 99)))
def test_every_line_closes_on_printed_figures(sites, weights):
    old_rules = system("a", {"open": weights[0], "serve": 100 - weights[0]})
    new_rules = system("b", {"open": weights[1], "serve": 100 - weights[1]})

    def made(rules, which, at):
        scores = [
            unscored(rules, str(number))
            if site[6] == which
            else score(rules, str(number), {"open": site[at], "serve": site[at + 1]})
            for number, site in enumerate(sites)
        ]
        return round_of(rules, scores)

    result = bridge(made(old_rules, "old", 0), made(new_rules, "middle", 2), made(new_rules, "new", 4))
    for site, line in zip(sites, result.sites, strict=True):
        found = line.score
        assert (found.old is None) == (site[6] == "old")
        assert (found.new is None) == (site[6] == "new")
        if site[6] == "":
            assert found.old + found.rule_effect + found.evidence_effect == found.new
        else:
            assert line.note
            assert None in {found.rule_effect, found.evidence_effect}
    for each in (*(group.mean for group in result.groups), *(each.index for each in result.indicators)):
        assert each.old + each.rule_effect + each.evidence_effect == each.new


def test_sites_that_the_other_side_never_had_do_not_break_it():
    made = bridge(both(OLD, ("1", 90, 70)), both(NEW, ("1", 90, 70)), both(NEW, ("2", 90, 70)))
    assert made.sites[0].score.new == 78
    assert (made.groups, made.indicators) == ((), ())


def test_other_full_marks_are_not_subtracted():
    old = round_of(OLD, [score(OLD, "1", {"open": 90, "serve": 70})])
    middle = round_of(NEW, [score(NEW, "1", {"open": 90, "serve": 70}, full=Decimal(130))])
    made = bridge(old, middle)
    (site,), (everybody, _) = made.sites, made.groups
    assert (site.score.old, site.score.rule_effect, site.score.new) == (82, None, 78)
    assert "满分不同" in site.note
    assert (everybody.mean.old, everybody.mean.rule_effect, everybody.mean.new) == (82, None, 78)
    # Indices are on one scale, and are compared.
    assert made.indicators[1].index.rule_effect == 0
    assert {steps.evidence_effect for steps in (site.score, everybody.mean)} == {0}


def test_merged_sites_of_which_one_had_no_score_count_as_in_the_comparable_panel():
    def sides(rules, *missing):
        rows = [unscored(rules, code) if code in missing else score(rules, code, str(80 + int(code))) for code in "123"]
        return round_of(rules, rows)

    new = round_of(NEW, [score(NEW, "m", "90")])
    table = [Successor(old_site_code=code, new_site_code="m") for code in "123"]
    matched = match_rounds("123", "m", table)
    made = bridge(sides(OLD, "3"), sides(NEW, "3"), new, matched)
    (merged,) = made.sites
    assert (merged.score.old, merged.score.rule_effect, merged.score.evidence_effect) == (Decimal("81.50"), 0, 8.5)
    assert "其中1个原规则下没有总分，不计入" in merged.note
    assert merged.score.old == compare_rounds(sides(OLD, "3"), new, table).sites[0].total.before
    assert made.groups[0].mean == merged.score
    # Scored under one of the two rule sets only: the two means are not those of the same sites.
    made = bridge(sides(OLD, "3"), sides(NEW, "2"), new, matched)
    (merged,) = made.sites
    assert (merged.score.rule_effect, merged.score.evidence_effect) == (None, 8)
    assert "平均不可直接相减" in merged.note
    assert made.groups == ()
