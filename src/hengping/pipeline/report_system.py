"""One system's results as the documents take them: from a run, or from a judged table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.score import Results, SiteScore
from hengping.ranking.indices import index_means, index_sites
from hengping.report.inputs import RoundChanges, SystemReport
from hengping.report.site_report.extras import RankInterval
from hengping.scoring.coverage import checks_read_by

_HUNDRED = Decimal(100)


def system_report(
    system: IndicatorSystem,
    results: Results,
    scores: Sequence[SiteScore],
    comparison: RoundChanges | None,
    *,
    intervals: Mapping[str, RankInterval],
) -> SystemReport:
    """Results, scores, the system's own words, and the means of score indices.

    Args:
        system: the rules.
        results: of all sites.
        scores: of all sites, in roster order.
        comparison: against the round before, if any.
        intervals: of the places, by site code, if they were analysed.
    """
    groups = ("", *dict.fromkeys(score.group for score in scores if score.group))
    return SystemReport(
        results=results,
        scores=tuple(scores),
        system_title=system.title.zh,
        system_basis=system.basis,
        unconfirmed=unconfirmed_rows(system),
        list_titles=results.list_titles,
        vetoed_in_mean=system.when_vetoed.in_mean,
        bases=item_bases(system),
        comparison=comparison,
        index_means={group: index_means(system, scores, group) for group in groups},
        node_titles={key: node.title.zh for key, node in system.nodes().items()},
        node_weights=_weights(system),
        index_sites=index_sites(system, scores),
        checks=checks_read_by(system),
        intervals=intervals,
    )


def unconfirmed_rows(system: IndicatorSystem) -> tuple[tuple[str, str, str], ...]:
    """Rows whose official number could not be verified: id, title, note."""
    rows = [(node.id, node.title.zh, node.note) for node in system.nodes().values() if node.status == "unconfirmed"]
    rows += [(veto.id, veto.title.zh, veto.note) for veto in system.vetoes if veto.status == "unconfirmed"]
    return tuple(rows)


def item_bases(system: IndicatorSystem) -> dict[str, str]:
    """Official text or code of the rule of every item: its own, else that of the nearest node above it."""
    bases: dict[str, str] = {}

    def visit(node: Node, inherited: str) -> None:
        bases[node.id] = node.basis or inherited
        for child in node.children:
            visit(child, bases[node.id])

    visit(system.tree, system.basis)
    return bases


def _weights(system: IndicatorSystem) -> Mapping[str, Decimal]:
    """Weight of every node among its siblings: as given, else its marks among its parent's."""
    weights: dict[str, Decimal] = {}

    def visit(node: Node) -> None:
        for child in node.children:
            if child.weight is not None:
                weights[child.id] = Decimal(child.weight.numerator) / child.weight.denominator / _HUNDRED
            elif child.marks is not None and node.marks:
                weights[child.id] = Decimal(child.marks) / Decimal(node.marks)
            visit(child)

    visit(system.tree)
    return weights
