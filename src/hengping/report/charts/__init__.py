"""Charts as data: one option object for screen, PDF, Word and slides, with its text alternative and its table.

Every chart is a :class:`hengping.report.blocks.Chart`; renderers draw it by ``report.render.chart_svg`` and
``chart_png``. Nothing here computes a result: positions come from finished figures, labels from ``report.wording``.
"""

from hengping.report.blocks import Chart
from hengping.report.charts.distribution import distribution
from hengping.report.charts.groups import group_comparison
from hengping.report.charts.indices import site_indices
from hengping.report.charts.intervals import RankInterval, rank_intervals
from hengping.report.charts.pareto import problem_pareto
from hengping.report.charts.ranking import ranking
from hengping.report.charts.selection import for_bulletin, for_site
from hengping.report.charts.trend import RoundLine, trend

__all__ = [
    "Chart",
    "RankInterval",
    "RoundLine",
    "distribution",
    "for_bulletin",
    "for_site",
    "group_comparison",
    "problem_pareto",
    "rank_intervals",
    "ranking",
    "site_indices",
    "trend",
]
