"""Score indices (得分指数) of one site beside the means of its group: a dot plot."""

from collections.abc import Sequence
from decimal import Decimal

from hengping.model.score import ScoreNode, SiteScore
from hengping.report.blocks import Chart
from hengping.report.charts.rows import Frame, dots, drawn, span
from hengping.report.charts.style import DARK, INK, LIGHT, number, value_axis, written
from hengping.report.view import SystemView, group_name
from hengping.report.wording import NONE, printed

_FEWEST, _MOST = 3, 30
_SITE, _MEAN, _BETWEEN = "本网站", "本组平均", "相差"
_WITHOUT = {"not_applicable": "不适用", "not_tested": "未检查"}


def site_indices(system: SystemView, site_code: str) -> Chart | None:
    """A dot for the site and a diamond for the mean of its group, indicator by indicator, on a scale from 0 to 1.

    Shown is the highest level of the tree with at least three indicators. None when the site has no score tree.
    """
    score = system.scores.get(site_code)
    nodes = indicators(score.root) if score is not None and score.root is not None else ()
    if score is None or not nodes:
        return None
    means = system.system.index_means.get(score.group, {})
    own = [_index(node) for node in nodes]
    others = [means.get(node.item_id) for node in nodes]
    has_means = any(value is not None for value in others)
    known = [value for value in (*own, *others) if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(1), *known])
    figures = [_figures(score, node, mean, has_means=has_means) for node, mean in zip(nodes, others, strict=True)]
    series = [
        *span([_between(*pair) for pair in zip(own, others, strict=True)], thickness=4, color=LIGHT, name=_BETWEEN),
        dots([number(value) for value in own], name=_SITE, symbol="circle", size=11, style={"color": DARK}),
    ]
    if has_means:
        hollow = {"color": "#ffffff", "borderColor": INK, "borderWidth": 1.5}
        mean_dots = dots([number(value) for value in others], name=_MEAN, symbol="diamond", size=11, style=hollow)
        series.append(mean_dots | {"z": 6})
    option, height = drawn(
        Frame(
            names=[node.title for node in nodes],
            figures=figures,
            figures_title="本网站 / 平均" if has_means else _SITE,
            x_axes=[value_axis("得分指数", float(low), float(high), interval=0.2)],
            series=series,
            legend=(_SITE, _MEAN) if has_means else (_SITE,),
        )
    )
    return Chart(
        title="各项指标得分指数",
        alt=_alt(score, nodes, own, others),
        option=written(option),
        columns=("指标", "得分指数", f"{group_name(score.group)}平均"),
        rows=tuple(
            (node.title, _own(score, node), _printed(score, mean)) for node, mean in zip(nodes, others, strict=True)
        ),
        height_mm=height,
        query=f"chart.indices[{site_code}]",
    )


def indicators(root: ScoreNode) -> tuple[ScoreNode, ...]:
    """The highest level below the root with at least three nodes; the lowest one where none has; at most thirty."""
    level = root.children
    while level and len(level) < _FEWEST:
        below = tuple(child for node in level for child in (node.children or (node,)))
        if below == level:
            break
        level = below
    return level[:_MOST]


def _index(node: ScoreNode) -> Decimal | None:
    return None if node.state in _WITHOUT else node.index_value


def _between(own: Decimal | None, other: Decimal | None) -> tuple[float, float] | None:
    if own is None or other is None:
        return None
    return float(min(own, other)), float(max(own, other))


def _printed(score: SiteScore, value: Decimal | None) -> str:
    return printed(value, score.index_digits, score.rounding_mode) if value is not None else NONE


def _own(score: SiteScore, node: ScoreNode) -> str:
    return _WITHOUT.get(node.state) or _printed(score, _index(node))


def _figures(score: SiteScore, node: ScoreNode, mean: Decimal | None, *, has_means: bool) -> str:
    return f"{_own(score, node)} / {_printed(score, mean)}" if has_means else _own(score, node)


def _alt(
    score: SiteScore,
    nodes: Sequence[ScoreNode],
    own: Sequence[Decimal | None],
    others: Sequence[Decimal | None],
) -> str:
    known = [(value, node) for value, node in zip(own, nodes, strict=True) if value is not None]
    text = f"{score.name}共{len(nodes)}项指标"
    if not known:
        return f"{text}，均没有得分指数。"
    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
    if low[0] == high[0]:
        text += f"，得分指数{'均' if len(known) > 1 else ''}为{_printed(score, low[0])}"
    else:
        text += f"，得分指数最高的是{high[1].title}（{_printed(score, high[0])}）"
        text += f"，最低的是{low[1].title}（{_printed(score, low[0])}）"
    below = sum(a < b for a, b in zip(own, others, strict=True) if a is not None and b is not None)
    return f"{text}，{below}项低于本组平均。" if any(value is not None for value in others) else f"{text}。"
