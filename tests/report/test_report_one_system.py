"""A bulletin speaks of its own indicator system alone: its checks, its indicators, its scale."""

from decimal import Decimal

import msgspec
import pytest
from report_results import track
from test_report_bulletin import text_of, with_system
from test_report_tracks import ORDERED, tracked_case

from hengping.model.errors import InputError
from hengping.report.achievements import achievements
from hengping.report.bulletin import bulletin, questions
from hengping.report.chapters import group_table
from hengping.report.charts import for_bulletin
from hengping.report.problems import problems
from hengping.report.view import ReportView


def second(case, **changes):
    """A second system over the same sites."""
    system = case.systems[0]
    results = msgspec.structs.replace(system.results, system_id="other-2026")
    return msgspec.structs.replace(system, results=results, **changes)


def test_findings_that_the_system_does_not_read_are_no_problems_of_its_bulletin(case):
    own = with_system(case, checks=("stale_section", "meta_missing"))
    ask = questions(own)
    stale = problems(ReportView(case))["stale_section"]
    assert ask("problems.faults").value == str(stale.faults)
    assert ask("problems.sites").value == str(len(stale.sites))
    text = text_of(bulletin(own))
    assert "错链断链" not in text
    assert f"对本次评估发现的{stale.faults}处问题" in text
    with pytest.raises(InputError, match="没有这个数据引用"):
        ask("problem.sites", "broken_link")
    assert set(ask.view.clean_checks(ask.system)) == {"meta_missing"}
    assert ask("doubts").value == "0", "the doubts are on guides, which nothing of this system reads"
    (pareto,) = [chart for chart in for_bulletin(ask.view, ask.system) if chart.query == "chart.problems[]"]
    assert [row[0] for row in pareto.rows] == ["应更新未更新栏目"]


def test_each_bulletin_of_a_round_has_its_own_problems_and_the_round_has_both(case):
    both = msgspec.structs.replace(
        case,
        systems=(
            msgspec.structs.replace(case.systems[0], checks=("stale_section",)),
            second(case, checks=("broken_link",)),
        ),
    )
    view = ReportView(both)
    assert [set(problems(view, system)) for system in view.systems] == [{"stale_section"}, {"broken_link"}]
    assert set(problems(view)) == {"stale_section", "broken_link"}


def test_a_system_that_reads_no_check_does_not_say_that_nothing_was_found(case):
    text = text_of(bulletin(with_system(case, checks=())))
    assert "未发现问题" not in text
    assert "存在问题" not in text


def strengths(case, sites):
    root = next(score.root for score in case.systems[0].scores if score.root)
    means = {root.item_id: Decimal("0.95"), "health": Decimal("0.97"), "design": Decimal("0.93")}
    titles = {"health": "健康运行", "design": "网页设计"}
    changed = with_system(case, index_means={"": means}, node_titles=titles, index_sites={root.item_id: 28} | sites)
    return "".join(getattr(block, "text", "") for block in achievements(questions(changed)))


def test_an_indicator_scored_on_few_sites_is_no_strength(case):
    assert "健康运行0.97、网页设计0.93" in strengths(case, {"health": 28, "design": 14})
    few = strengths(case, {"health": 13, "design": 28})
    assert "健康运行" not in few
    assert "网页设计0.93" in few
    assert "得分指数较高" not in strengths(case, {"health": 3})


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("group.mean", ()),
        ("group.highest", ()),
        ("group.lowest", ()),
        ("group.from", ("90",)),
        ("group.from.names", ("90",)),
        ("best.names", ()),
        ("best.count", ()),
    ],
)
def test_totals_of_several_tracks_are_never_mixed(case, name, arguments):
    assert questions(case)(name, *arguments).printed
    ask = questions(tracked_case(case))
    with pytest.raises(InputError, match=r"各赛道的总分含义不同.*写明组别"):
        ask(name, *arguments)
    assert ask(name, *arguments, ORDERED[0]).printed


def test_the_best_of_a_group_are_its_own(case):
    ask = questions(tracked_case(case))
    rows = [row for row in ask.system.results.ranks if row.group == ORDERED[1] and row.rank == 1]
    assert ask("best.count", ORDERED[1]).value == str(len(rows))
    assert ask("best.names", ORDERED[1]).printed == "、".join(row.name for row in rows[:3])


def test_two_tracks_of_which_one_has_no_group_name_get_a_table_not_one_mean(case):
    system = case.systems[0]
    tracked = tracked_case(case)
    groups = tuple(row for row in system.results.groups if row.group in {"", ORDERED[0]})
    results = msgspec.structs.replace(tracked.systems[0].results, groups=groups)
    (block,) = group_table(questions(with_system(case, results=results)))
    assert block.rows[-1][-3:] == ("——",) * 3


def test_key_figures_keep_the_highest_total_of_an_unordered_group_to_themselves(case):
    """Of a single group there are key figures; whose places are not published, their highest total is nobody's."""
    rows = case.systems[0].results.ranks
    group = rows[0].group
    results = case.systems[0].results
    alone = msgspec.structs.replace(
        results,
        ranks=tuple(row for row in rows if row.group == group),
        groups=tuple(row for row in results.groups if row.group in {"", group}),
    )

    def noted(**changes):
        (block,) = group_table(questions(with_system(case, results=msgspec.structs.replace(alone, **changes))))
        return next(str(item.note) for item in block.items if item.label == "平均得分")

    assert noted(tracks=(track(alone.ranks, (group,)),)).startswith("最高")
    assert noted(tracks=(track(alone.ranks, (group,), method="unordered"),)) == ""
