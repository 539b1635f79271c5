"""Fail lines (不合格线) and the reason sentences made of what a site lost points for."""

from collections.abc import Mapping
from decimal import Decimal

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.indicators.verdicts import FailLine
from hengping.model.score import FailReason, ScoreNode


def fail_reasons(system: IndicatorSystem, root: ScoreNode) -> tuple[FailReason, ...]:
    """The lines that the site lies under, in file order."""
    if not system.lines:
        return ()
    scored = {node.item_id: node for node in walk(root)}
    return tuple(
        FailReason(line_id=line.id, reason=_sentence(system, line, scored, root))
        for line in system.lines
        if line.node in scored and _under(system, line, scored[line.node])
    )


def walk(node: ScoreNode) -> list[ScoreNode]:
    """The node and all below it, in file order."""
    found: list[ScoreNode] = []
    waiting = [node]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting.extend(reversed(here.children))
    return found


def _under(system: IndicatorSystem, line: FailLine, node: ScoreNode) -> bool:
    if node.state in {"not_applicable", "not_tested"}:
        return False
    score = node.score
    if line.compare == "printed":
        score = rounded(score, system.rounding.digits, system.rounding.mode)
    if line.below is not None:
        return score < line.below
    if line.at_most is not None:
        return score <= line.at_most
    return line.lost_above is not None and node.full - score > line.lost_above


def _sentence(system: IndicatorSystem, line: FailLine, scored: Mapping[str, ScoreNode], root: ScoreNode) -> str:
    node = scored[line.node]
    value = rounded(node.score, system.rounding.digits, system.rounding.mode)
    lost = rounded(node.full - node.score, system.rounding.digits, system.rounding.mode)
    phrases = problems(system.tree, {each.item_id: each for each in walk(root)})
    return line.reason.format(value=value, lost=lost, problems="、".join(phrases) + "，" if phrases else "")


def problems(tree: Node, scored: Mapping[str, ScoreNode]) -> list[str]:
    """Phrases of the nodes that lost points (or fell below their index), in file order, each once."""
    found: dict[str, None] = {}
    for spec in tree.walk():
        node = scored.get(spec.id)
        if spec.problem is not None and node is not None and _is_problem(node, spec.problem.index_below):
            found[spec.problem.text] = None
    return list(found)


def _is_problem(node: ScoreNode, index_below: Decimal | None) -> bool:
    if node.index_value is None:
        return False
    if index_below is not None:
        return node.index_value < index_below
    return node.score < node.full
