"""Nanning 2020 through ``judge``: every published mean, change, count, index and name, from constructed sites."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import nanning_2020_data as data
import pytest

from hengping.indicators.claims import claim_slips
from hengping.indicators.load import load_system
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import Results, SiteScore
from hengping.model.site import Site
from hengping.pipeline.judge import judge
from hengping.ranking.compare.figures import Round
from hengping.ranking.compare.records import RoundComparison
from hengping.ranking.compare.year_on_year import compare_rounds
from hengping.ranking.indices import index_means
from hengping.ranking.results import rank
from hengping.ranking.wording import top_sentence

pytestmark = pytest.mark.skipif(
    not data.seeds_folder().is_dir(), reason=f"published rows not found in {data.seeds_folder()}; set HENGPING_GOLDEN"
)

NODES = {
    "功能设计": "design",
    "网站展现(功能设计)": "design-presentation",
    "网站标识(功能设计)": "design-identity",
    "政务新媒体(功能设计)": "design-new-media",
    "其他重点领域信息(发布解读)": "publishing-key-areas",
    "办事指南格式规范": "guides-format",
    "办事指南材料规范": "guides-material",
    "办事指南表格下载": "guides-forms",
    "办事指南流程清晰": "guides-process",
    "办事指南内容准确": "guides-accuracy",
    "公共便民服务": "services-convenience",
    "互动交流": "interaction",
    "答复数据(互动交流)": "interaction-replies",
    "民意征集(互动交流)": "interaction-surveys",
}
"""Node of every published index."""


class Evaluation:
    """Both years, judged."""

    def __init__(self, folder: Path) -> None:
        units = data.build()
        _, now, then = data.write(units, folder)
        self.system: IndicatorSystem = load_system("nanning-2020")
        sites = [
            Site(
                site_code=unit.code,
                name=unit.name,
                url="",
                group=unit.group,
                site_class="B" if unit.site_class == "B" else "A",
            )
            for unit in units
        ]
        before, after = (judge(self.system, values, sites, folder / values.stem) for values in (then, now))
        self.scores: tuple[SiteScore, ...] = after.scores
        self.results: Results = rank(self.system, after.scores, previous=before.results)
        self.comparison: RoundComparison = compare_rounds(
            Round(title="2019年", scores=before.scores, results=before.results),
            Round(title="2020年", scores=after.scores, results=self.results),
            lines=[Decimal(90)],
        )

    def names(self, list_id: str) -> list[str]:
        return [entry.name for entry in self.results.lists if entry.list_id == list_id]


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return Evaluation(tmp_path_factory.mktemp("nanning"))


def test_sites_and_groups(evaluation: Evaluation) -> None:
    sizes = {summary.group: summary.sites for summary in evaluation.results.groups}
    assert sizes == {"": 55, **data.SIZES}


@pytest.mark.parametrize(("printed", "group"), [("全市", ""), ("开发区", "开发区"), ("部门", "部门")])
def test_means_and_changes(evaluation: Evaluation, printed: str, group: str) -> None:
    (row,) = [row for row in data.rows("nanning_2020_averages.csv") if row["group"] == printed]
    (change,) = [each.mean for each in evaluation.comparison.groups if each.group == group]
    assert change.before == Decimal(row["avg_2019"])
    assert change.after == Decimal(row["avg_2020"])
    assert change.points == Decimal(row["delta_published"])
    words = "下降" if row["delta_published"].startswith("-") else "提高"
    assert change.words == f"{words}了{row['delta_published'].lstrip('+-')}分"


def test_departments_from_90_fell_by_a_quarter(evaluation: Evaluation) -> None:
    published = data.facts()["dept_sites_ge_90"]
    (group,) = [each for each in evaluation.comparison.groups if each.group == data.DEPARTMENTS]
    (reaching,) = group.reaching
    assert reaching.change.before == published["2019"]
    assert reaching.change.after == published["2020"]
    assert reaching.change.percent == published["change_percent"]
    assert reaching.change.percent_words == "减少了25%"
    assert len(evaluation.names("from_90")) == published["2020"]


@pytest.mark.parametrize("indicator", NODES)
def test_index_of_departments(evaluation: Evaluation, indicator: str) -> None:
    (row,) = [row for row in data.rows("nanning_2020_index_values.csv") if row["indicator"] == indicator]
    means = index_means(evaluation.system, evaluation.scores, data.DEPARTMENTS)
    assert means[NODES[indicator]] == Decimal(row["得分指数"])


def test_every_published_index_has_its_node() -> None:
    assert [row["indicator"] for row in data.rows("nanning_2020_index_values.csv")] == list(NODES)


def test_presentation_is_full_everywhere(evaluation: Evaluation) -> None:
    """“部门网站的网站展现指标得分指数均为1”: not only on the average."""
    nodes = [
        child
        for score in evaluation.scores
        if score.root is not None
        for part in score.root.children
        for dimension in part.children
        for child in dimension.children
        if child.item_id == "design-presentation"
    ]
    assert len(nodes) == 55
    assert {node.index_value for node in nodes} == {Decimal(1)}


def test_other_interaction_indicators_lie_above_their_dimension(evaluation: Evaluation) -> None:
    """The slip in the source: one of the “two lowest” equals the whole, so what is not named must be better."""
    means = index_means(evaluation.system, evaluation.scores, data.DEPARTMENTS)
    assert means["interaction-replies"] == means["interaction"]
    assert means["interaction-others"] > means["interaction"] > means["interaction-surveys"]


def test_guides_concern_class_a_only(evaluation: Evaluation) -> None:
    classes = {unit.code: unit.site_class for unit in data.build()}
    for score in evaluation.scores:
        assert score.root is not None
        services = next(node for node in score.root.children[0].children if node.item_id == "services")
        guides = services.children[0]
        assert (guides.state == "not_applicable") is (classes[score.site_code] == "B")


def test_first_ten_departments_in_order(evaluation: Evaluation) -> None:
    rows = [row for row in evaluation.results.ranks if row.group == data.DEPARTMENTS]
    published = [row["unit"] for row in data.rows("nanning_2020_top10.csv")]
    assert [row.name for row in rows][:10] == published
    assert [(row.rank, row.tied) for row in rows][:10] == [(place, False) for place in range(1, 11)]
    assert evaluation.names("top_ten") == published
    assert top_sentence(rows) == f"前十名依次是：{'、'.join(published)}。"


def test_improved_departments(evaluation: Evaluation) -> None:
    assert evaluation.names("improved") == data.facts()["progress"]


def test_nobody_was_vetoed(evaluation: Evaluation) -> None:
    assert {score.state for score in evaluation.scores} == {"ranked"}
    assert sum(summary.vetoed for summary in evaluation.results.groups) == data.facts()["veto_sites"]


def test_all_printed_figures_close(evaluation: Evaluation) -> None:
    claims = evaluation.system.published
    assert {claim.kind for claim in claims} == {"sum", "mean", "change"}
    assert [claim.text for claim in claims if claim_slips(claim)] == []


def test_construction_is_deterministic_and_labelled() -> None:
    units = data.build()
    assert units == data.build()
    published = {row["unit"] for row in data.rows("nanning_2020_top10.csv")} | set(data.facts()["progress"])
    assert {unit.name for unit in units if not unit.note} == published
    assert all(0 <= value <= 100 for unit in units for item, value in unit.values.items() if item != "extra")


def test_the_builder_and_the_command_run(tmp_path: Path) -> None:
    subprocess.run([sys.executable, Path(data.__file__), tmp_path], check=True, capture_output=True, timeout=60)
    program = Path(sys.executable).with_name("hengping")
    values, roster, out = (tmp_path / name for name in ("values-2020.csv", "roster.csv", "out"))
    arguments: list[str | Path] = ["--values", values, "--roster", roster, "--out", out]
    done = subprocess.run(
        [program, "judge", "--system", "nanning-2020", *arguments], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "89.95" in done.stdout.decode()
