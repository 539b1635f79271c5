"""Guangxi 2018 through ``judge``: means, pass rates, the names at the top, the lists of the spot check; its slips."""

from decimal import Decimal

import guangxi_2018_data as data
import pytest

from hengping.indicators.claims import claim_slips
from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import GroupSummary, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.pipeline.judge import JudgeOutcome, judge
from hengping.ranking.indices import index_means

pytestmark = pytest.mark.skipif(
    not data.seeds_folder().is_dir(), reason=f"published rows not found in {data.seeds_folder()}; set HENGPING_GOLDEN"
)
ANNUAL = tuple(data.SIZES)


@pytest.fixture(scope="module")
def system() -> IndicatorSystem:
    return load_system("guangxi-2018")


@pytest.fixture(scope="module")
def outcome(system: IndicatorSystem, tmp_path_factory: pytest.TempPathFactory) -> JudgeOutcome:
    folder = tmp_path_factory.mktemp("guangxi")
    units = data.build()
    _, values = data.write(units, folder)
    sites = [Site(site_code=unit.code, name=unit.name, url="", group=unit.group) for unit in units]
    return judge(system, values, sites, folder / "out")


def _annual(outcome: JudgeOutcome) -> list[SiteScore]:
    return [score for score in outcome.scores if score.group in ANNUAL]


def _summary(outcome: JudgeOutcome, group: str) -> GroupSummary:
    return next(summary for summary in outcome.results.groups if summary.group == group)


def _node(score: SiteScore, node_id: str) -> ScoreNode:
    assert score.root is not None
    waiting = [score.root]
    while waiting:
        node = waiting.pop()
        if node.item_id == node_id:
            return node
        waiting += node.children
    raise AssertionError(node_id)


def _names(outcome: JudgeOutcome, list_id: str) -> list[str]:
    return [entry.name for entry in outcome.results.lists if entry.list_id == list_id]


def test_groups(outcome: JudgeOutcome) -> None:
    assert {group: _summary(outcome, group).sites for group in ANNUAL} == data.SIZES
    assert sum(data.SIZES.values()) == 188


def test_means(system: IndicatorSystem, outcome: JudgeOutcome) -> None:
    scores = _annual(outcome)
    published = data.facts()
    total = sum((score.raw_total or Decimal(0) for score in scores), Decimal(0)) / len(scores)
    assert round(total, 2) == Decimal(str(published["average"]))
    means = index_means(system, scores)
    assert means["design"] * 100 == Decimal(str(published["page_design_average"]))
    assert means["health"] * 100 == Decimal(str(published["health_average_of_four_quarters"]))


def test_health_is_the_mean_of_four_quarters(outcome: JudgeOutcome) -> None:
    given = {unit.code: unit.values for unit in data.build()}
    for score in _annual(outcome):
        quarters = [given[score.site_code][f"health-quarters/q{number}"] for number in range(1, 5)]
        assert _node(score, "health").score == sum(quarters) / 4


def test_pass_rates(outcome: JudgeOutcome) -> None:
    published = data.facts()
    departments = _summary(outcome, data.DEPARTMENTS)
    assert departments.pass_rate == Decimal(str(published["dept_pass_percent"])) / 100
    assert _summary(outcome, data.CITIES).pass_rate == _summary(outcome, data.COUNTIES).pass_rate == 1
    passed = sum(score.passed is True for score in _annual(outcome))
    assert passed == 180
    assert sorted(_names(outcome, "failed")) == sorted(
        score.name for score in _annual(outcome) if score.passed is False
    )


def test_the_printed_rate_is_not_the_one_of_its_counts(outcome: JudgeOutcome) -> None:
    """180 of 188 are 95.74 %; the notice prints 95.70 %. The program prints what its counts give."""
    scores = _annual(outcome)
    rate = Decimal(sum(score.passed is True for score in scores) * 100) / len(scores)
    assert round(rate, 2) == Decimal("95.74") != Decimal(str(data.facts()["pass_rate_percent"]))


def test_health_fails_twelve_sites_but_not_their_total(outcome: JudgeOutcome) -> None:
    failed = _names(outcome, "health_failed")
    assert len(failed) == 188 - 176
    rate = Decimal(100 * (188 - len(failed))) / 188
    assert round(rate, 2) == Decimal(str(data.facts()["health_pass_percent"]))
    assert len(set(failed) - set(_names(outcome, "failed"))) == 4


@pytest.mark.parametrize(("quarter", "key"), [("q1", "health_pass_q1"), ("q4", "health_pass_q4")])
def test_quarters(quarter: str, key: str) -> None:
    values = [unit.values[f"health-quarters/{quarter}"] for unit in data.build() if unit.group in ANNUAL]
    rate = Decimal(100 * sum(value >= 60 for value in values)) / len(values)
    assert round(rate, 2) == Decimal(str(data.facts()[key]))


@pytest.mark.parametrize(
    ("node", "keys"),
    [("design", ("page_design_100", "page_design_over_99")), ("health", ("health_100", "health_over_95"))],
)
def test_names_at_the_top(outcome: JudgeOutcome, node: str, keys: tuple[str, str]) -> None:
    full, over = (set(data.names(key)) for key in keys)
    scores = {score.name: _node(score, node).score for score in _annual(outcome)}
    assert {name for name, score in scores.items() if score == 100} == full
    line = 99 if node == "design" else 95
    assert {name for name, score in scores.items() if line < score < 100} == over


def test_lists_of_the_spot_check(outcome: JudgeOutcome) -> None:
    summary = _summary(outcome, data.SPOT_CHECK)
    assert (summary.passed, summary.assessed) == (479, 492)
    assert summary.pass_rate == Decimal("0.9736")
    assert len(_names(outcome, "spot_red")) == data.SPOT_SIZES["red"]
    assert len(_names(outcome, "spot_black")) == data.SPOT_SIZES["black"]
    total = {score.name: score.total for score in outcome.scores if score.group == data.SPOT_CHECK}
    assert min(total[name] or 0 for name in _names(outcome, "spot_red")) == 95
    assert max(total[name] or 0 for name in _names(outcome, "spot_black")) == Decimal("59.99")


def test_lint_names_the_slips_of_the_notice(system: IndicatorSystem) -> None:
    slips = {claim.text: claim_slips(claim) for claim in system.published if claim_slips(claim)}
    expected = {
        "总体合格率95.70%": "180/188 应为 95.74%",
        "总体合格率同比增长14.30%": "14.28 个百分点",
        "市县网站合格率同比增长7.46%": "17.46 个百分点",
        "自治区部门网站合格率同比增长4.35%": "8.35 个百分点",
        "由健康运行合格率推出2017年有22个网站健康运行不合格": "应为 21",
    }
    assert slips.keys() == expected.keys()
    for text, words in expected.items():
        assert words in "".join(slips[text])


def test_construction_is_deterministic() -> None:
    assert data.build() == data.build()
