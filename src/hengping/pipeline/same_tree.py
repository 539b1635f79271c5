"""Whether scores were made under the system at hand: id and version alone do not tell two files apart."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from hengping.indicators.rounding import as_decimal
from hengping.indicators.rules import RangeByUnit
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.errors import InputError
from hengping.model.score import ScoreNode, SiteScore


def refuse_other_tree(system: IndicatorSystem, scores: Iterable[SiteScore], system_file: Path, folder: Path) -> None:
    """Refuse scores whose trees are not those of the system.

    Args:
        system: the rules that are at hand.
        scores: of the sites.
        system_file: where the rules were read.
        folder: the result folder that holds the scores.

    Raises:
        InputError: names the first node that differs, and what to do.
    """
    specs = system.nodes()
    for score in scores:
        different = None if score.root is None else _different(score.root, system.tree, specs)
        if different is not None:
            raise InputError(
                f"得分不是按这份体系文件评的：编号和版本同为 {system.id} {system.version}，"
                f"但{score.name}的得分中 {different} 与文件不同（{system_file}）",
                where=str(folder),
                remedy=f"把评分时用的体系文件存为结果目录下的 systems/{system.id}.yaml，或重新运行 hengping judge",
            )


def _different(root: ScoreNode, tree: Node, specs: dict[str, Node]) -> str | None:
    """The first node that the system does not have so; None when there is none."""
    if root.item_id != tree.id:
        return root.item_id
    waiting = [root]
    while waiting:
        node = waiting.pop()
        spec = specs[node.item_id]
        if not _is_alike(node, spec):
            return node.item_id
        # What does not apply, or was supplied as a whole, has no nodes below it.
        found, stated = [child.item_id for child in node.children], [child.id for child in spec.children]
        if found and found != stated:
            return next((one for one, other in zip(found, stated, strict=False) if one != other), node.item_id)
        waiting.extend(reversed(node.children))
    return None


def _is_alike(node: ScoreNode, spec: Node) -> bool:
    """Kind, rule, weight and marks; a title may be worded anew, and marks by unit are not in the file."""
    if (node.kind, node.rule) != (spec.kind, spec.rule.kind if spec.rule else ""):
        return False
    if node.weight != (None if spec.weight is None else as_decimal(spec.weight)):
        return False
    return spec.marks is None or isinstance(spec.rule, RangeByUnit) or Fraction(spec.marks) == Fraction(node.full)
