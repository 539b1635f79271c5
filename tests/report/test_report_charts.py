"""Charts: sound with one row and with hundreds, ties, gaps and hostile names; equal bytes; figures as printed."""

import json
import subprocess
import sys
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from report_case import HOSTILE, LONG_NAME
from test_report_bulletin import with_system
from test_report_tracks import tracked_case

from hengping.model.score import GroupSummary, RankRow, Results
from hengping.report import charts
from hengping.report.bulletin import bulletin
from hengping.report.charts.fitting import fitted, width
from hengping.report.charts.style import FACES
from hengping.report.inputs import SystemReport
from hengping.report.problems import Problem
from hengping.report.render import pdf
from hengping.report.render.chart_png import png
from hengping.report.render.chart_svg import svg
from hengping.report.site_report.extras import RankInterval
from hengping.report.view import ReportView, SystemView


def _system(totals, names=None):
    rows = tuple(
        RankRow(
            group="甲",
            rank=None if total is None else 1 + sum(other is not None and other > total for other in totals),
            tied=False,
            site_code=f"{at:010d}",
            name=names[at % len(names)] if names else f"第{at}县人民政府门户网站",
            total=total,
            tier="",
            vetoed=False,
            coverage=Decimal(1),
        )
        for at, total in enumerate(totals)
    )
    results = Results(system_id="s", system_version="1", title="t", ranks=rows, lists=(), groups=())
    return SystemView(SystemReport(results=results, scores=(), system_title="t"))


def _problem(number, faults):
    return Problem(check=f"c{number}", title=f"问题{number}", checked=9, faults=faults, sites=(("a", 1),), worst=None)


@pytest.mark.parametrize("count", [1, 3, 60, 300])
def test_rows_are_all_or_both_ends_and_the_table_has_all(count):
    chart = charts.ranking(_system([Decimal(count - at) for at in range(count)], [LONG_NAME]), "甲")
    shown = json.loads(chart.option)["series"][0]["data"]
    assert len(shown) == (count if count <= 30 else 21)
    assert len(chart.rows) == count
    assert chart.rows[0][1] == LONG_NAME
    ET.fromstring(svg(chart))  # noqa: S314 - our own text


def test_ties_missing_values_and_negative_totals():
    chart = charts.ranking(_system([Decimal(5), Decimal(5), Decimal("-1.5"), None]), "甲")
    assert [row[0] for row in chart.rows] == ["1", "1", "3"]
    assert chart.rows[-1][2] == "-1.5"
    assert charts.ranking(_system([None]), "甲") is None
    assert charts.distribution([]) is None


@pytest.mark.parametrize(
    "totals", [["88.5"], ["88.5"] * 30, ["0", "100"], ["-3", "0", "7"], [str(n) for n in range(101)]]
)
def test_a_distribution_counts_everybody_once(totals):
    chart = charts.distribution([Decimal(total) for total in totals])
    assert sum(int(row[1]) for row in chart.rows) == len(totals)
    assert len(chart.rows) <= 10


def test_groups_without_a_mean_and_all_equal():
    def group(name, mean):
        return GroupSummary(
            group=name, sites=2, assessed=2, passed=0, vetoed=0, blocked=0, mean=mean, highest=mean, lowest=mean,
            pass_rate=None,
        )  # fmt: skip

    chart = charts.group_comparison([group("甲", Decimal(80)), group("乙", Decimal(80)), group("丙", None)])
    assert "平均分均为80分" in chart.alt
    assert chart.rows[2][2] == "——"
    assert charts.group_comparison([group("丙", None)]) is None


def test_the_rarest_problems_are_put_together_and_nothing_is_lost():
    chart = charts.problem_pareto([_problem(number, number + 1) for number in range(60)])
    assert sum(json.loads(chart.option)["series"][0]["data"]) == sum(range(1, 61))
    assert len(chart.rows) == 60


def test_a_fall_and_a_gap_between_rounds():
    fall = charts.RoundLine(name="甲", values=(Decimal("90.5"), Decimal("-2.25")), change="下降92.75")
    gap = charts.RoundLine(name="乙", values=(None, Decimal(3)))
    chart = charts.trend(["上轮", "本轮"], [fall, gap], title="变化", query="q")
    assert "由上轮的90.5分变为本轮的-2.25分" in chart.alt
    assert chart.rows[1][1] == "——"
    assert charts.trend(["上轮", "本轮"], [gap], title="变化", query="q") is None
    ET.fromstring(svg(chart))  # noqa: S314 - our own text


def test_rank_intervals_are_drawn_where_they_were_analysed_and_places_are_published(case):
    def drawn(case):
        view = ReportView(case)
        return [each for each in charts.for_bulletin(view, view.systems[0]) if each.query.startswith("chart.intervals")]

    assert drawn(case) == []
    ranks = case.systems[0].results.ranks
    known = {row.site_code: RankInterval(best=row.rank, worst=row.rank + 2, percent="90%") for row in ranks if row.rank}
    analysed = with_system(case, intervals=known)
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    made = drawn(analysed)
    assert [each.title for each in made] == [f"{group}名次区间" for group in groups]
    first = [row for row in ranks if row.group == groups[0] and row.rank]
    assert made[0].rows == tuple((str(row.rank), row.name, f"{row.rank}—{row.rank + 2}") for row in first)
    assert "90%的模拟" in made[0].alt
    assert sum(len(each.rows) for each in drawn(tracked_case(analysed))) == 6, "of two groups three places each"
    in_annex = [getattr(block, "query", "") for block in bulletin(analysed).blocks]
    assert [query for query in in_annex if query.startswith("chart.intervals")] == [each.query for each in made]


def test_a_sites_totals_over_the_rounds_are_drawn_where_they_are_known(case):
    view = ReportView(case)
    code = case.sites[0].site_code

    def history(*rounds):
        return [each for each in charts.for_site(view.systems[0], code, history=rounds) if "history" in each.query]

    (chart,) = history(("2025年评估", "80.50"), ("2026年评估", "81.00"))
    assert chart.rows[0][1:3] == ("80.50", "81.00")
    assert "总分（分）" in chart.option
    (line,) = history(("2024年", "79"), ("2025年", "——"), ("2026年", "81"))
    assert json.loads(line.option)["yAxis"]["name"] == "总分（分）"
    assert history(("2025年评估", "——"), ("2026年评估", "81.00")) == []
    assert history() == []


def test_site_names_are_text_only():
    chart = charts.ranking(_system([Decimal(9 - at) for at in range(9)], [*HOSTILE, "{b}{c}"]), "甲")
    made = svg(chart).decode()
    for element in ET.fromstring(made).iter():  # noqa: S314 - our own text
        assert element.tag.rpartition("}")[2] in {"svg", "title", "desc", "rect", "path", "text", "g", "defs"}
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"]


def test_a_long_name_is_cut_within_its_room_and_whole_in_the_table():
    lines = fitted(LONG_NAME * 2, 15).split("\n")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line) <= 15 for line in lines)


def test_the_same_chart_gives_the_same_bytes_in_another_process(case):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\nfrom report_case import make_inputs\n"
        "from hengping.report import charts\nfrom hengping.report.view import ReportView\n"
        "from hengping.report.render.chart_svg import svg\nview = ReportView(make_inputs())\n"
        "sys.stdout.buffer.write(b''.join(svg(c) for c in charts.for_bulletin(view, view.systems[0])))\n"
    )
    # It also ends: an engine left open keeps a process from ending.
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, check=True, timeout=120
    )
    view = ReportView(case)
    assert done.stdout == b"".join(svg(chart) for chart in charts.for_bulletin(view, view.systems[0]))


def test_every_chart_is_named_and_drawn_for_print(case, needs_fonts):
    view = ReportView(case)
    made = [*charts.for_bulletin(view, view.systems[0]), *charts.for_site(view.systems[0], case.sites[0].site_code)]
    assert len({chart.query for chart in made}) == len(made) >= 7
    for chart in made:
        assert chart.alt.endswith("。")
        assert all(len(row) == len(chart.columns) for row in chart.rows)
    picture = png(made[0])
    assert int.from_bytes(picture[16:20]) == round(156 / 25.4 * 200)


def test_faces_are_those_of_the_pdf():
    assert (*pdf.HEI, *pdf.SONG) == FACES


def test_the_engine_comes_with_its_licence():
    folder = files("hengping.report.charts").joinpath("vendor")
    assert "Apache License" in folder.joinpath("echarts.LICENSE.txt").read_text(encoding="utf-8")
    notice = (Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8")
    for path in folder.iterdir():
        assert path.name in notice
