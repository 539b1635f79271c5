"""Rows of the workbook that show score trees: one column for every item, or one row for every node."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from hengping.model.score import ScoreNode, SiteScore
from hengping.report.annexes import in_rank_order
from hengping.report.render.labels import NODE_KIND_ZH, NODE_STATE_ZH, raw_text, yes
from hengping.report.render.xlsx_rows import Cell
from hengping.report.view import ReportView, SystemView, group_name, walk
from hengping.report.wording import RoundingMode, printed, short_figure

MOST_NODES = 200_000
"""Nodes of all trees that are listed one by one; of more, only those that a reader must know something of."""

_UNSCORED = frozenset({"not_applicable", "not_tested"})
_SILENT = frozenset({"not_applicable", "not_tested", "vetoed"})


@lru_cache(maxsize=65536)
def printed_number(value: Decimal, digits: int, mode: RoundingMode) -> Decimal:
    """A score as its system prints it, as a number."""
    return Decimal(printed(value, digits, mode))


class ScoreTable:
    """A table with a row for every site of one system and a column for every node below the root.

    Tracks may have items of their own: the columns are those of all trees, in the order in which trees show them.
    """

    def __init__(self, system: SystemView) -> None:
        self._system = system
        nodes: dict[str, ScoreNode] = {}
        shapes: set[tuple[str, ...]] = set()
        for score in system.system.scores:
            if score.root is None:
                continue
            found = [node for child in score.root.children for node in _below(child, [])]
            shape = tuple(node.item_id for node in found)
            if shape not in shapes:
                shapes.add(shape)
                for node in found:
                    nodes.setdefault(node.item_id, node)
        self._items = tuple(nodes)
        titles = [f"{node.title}（{short_figure(node.full)}分）" for node in nodes.values()]
        self.titles = tuple(
            title if titles.count(title) == 1 else f"{title}{item_id}"
            for title, item_id in zip(titles, nodes, strict=True)
        )

    def rows(self, _: ReportView) -> Iterator[tuple[Cell, ...]]:
        """A row for every site, in the order of the ranks; sites without a tree have only their name."""
        for score in in_rank_order(self._system, self._system.system.scores):
            rank = self._system.ranks.get(score.site_code)
            nodes = {node.item_id: node for node in _below(score.root, [])} if score.root else {}
            yield (
                group_name(score.group),
                score.site_code,
                score.name,
                rank.rank if rank else None,
                score.total,
                *(_shown(score, nodes.get(item_id)) for item_id in self._items),
            )


def _below(node: ScoreNode, found: list[ScoreNode]) -> list[ScoreNode]:
    """As :func:`walk`, into a list: millions of nodes go through this table."""
    found.append(node)
    for child in node.children:
        _below(child, found)
    return found


def _shown(score: SiteScore, node: ScoreNode | None) -> Cell:
    if node is None:
        return None
    if node.state in _SILENT:
        return NODE_STATE_ZH[node.state]
    return printed_number(node.score, score.digits, score.rounding_mode)


def nodes(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every node of every score tree, as the system prints it; of very many, those with something to say."""
    for system in view.systems:
        trees = [score for score in in_rank_order(system, system.system.scores) if score.root is not None]
        every = (node for score in trees if score.root for node in walk(score.root))
        brief = next(islice(every, MOST_NODES, None), None) is not None
        for score in trees:
            if score.root is not None:
                for depth, node in _levels(score.root):
                    if not brief or _says_something(node):
                        yield _row(score, depth, node)


def _says_something(node: ScoreNode) -> bool:
    """Whether there is more to say of a scoring item than its score, which stands in the table of all scores."""
    return not node.children and (
        node.state not in {"scored", "given"} or node.cap_reached or node.status == "unconfirmed" or bool(node.note)
    )


def _levels(node: ScoreNode, depth: int = 0) -> Iterator[tuple[int, ScoreNode]]:
    yield depth, node
    for child in node.children:
        yield from _levels(child, depth + 1)


def _row(score: SiteScore, depth: int, node: ScoreNode) -> tuple[Cell, ...]:
    return (
        score.system_id,
        score.site_code,
        score.name,
        group_name(score.group),
        depth,
        NODE_KIND_ZH[node.kind],
        node.item_id,
        node.title,
        node.full,
        None if node.state in _UNSCORED else printed_number(node.score, score.digits, score.rounding_mode),
        None if node.index_value is None else printed_number(node.index_value, score.index_digits, score.rounding_mode),
        NODE_STATE_ZH[node.state],
        node.checked,
        node.checkable,
        yes(node.cap_reached),
        "待核定" if node.status == "unconfirmed" else "",
        raw_text(node),
        node.note,
        len(node.finding_ids) or None,
    )
