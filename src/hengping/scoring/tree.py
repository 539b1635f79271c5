"""The score tree of one site: items joined upwards by the operators, gates applied, everything explained by notes."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from hengping.indicators.rounding import as_decimal
from hengping.indicators.tree import Gate
from hengping.model.score import Deduction, NodeState, ScoreNode
from hengping.scoring.items import ItemResult
from hengping.scoring.operators import OPERATORS
from hengping.scoring.operators.terms import Term, Terms
from hengping.scoring.plan import Place

_ZERO = Fraction(0)
_ABSENT: frozenset[NodeState] = frozenset({"not_applicable", "not_tested"})


class Scored(msgspec.Struct, frozen=True):
    """A node with its exact score."""

    node: ScoreNode
    score: Fraction


class TreeScorer:
    """Scores the tree of one site, children before parents and in file order, so that gates look back.

    Args:
        items: results of the items by id.
        deductions: what counts of them, by item id.
    """

    def __init__(self, items: Mapping[str, ItemResult], deductions: Mapping[str, tuple[Deduction, ...]]) -> None:
        self._items = items
        self._deductions = deductions
        self._scores: dict[str, Fraction] = {}

    def score(self, place: Place) -> Scored:
        """The node and everything below it."""
        scored = self._score(place)
        gate = place.node.gate
        if gate is not None and scored.node.state != "not_applicable" and not self._open(gate):
            node = msgspec.structs.replace(scored.node, score=Decimal(0), note=_gate_note(gate), index_value=None)
            scored = Scored(node, _ZERO)
        self._scores[place.node.id] = scored.score
        return scored

    def _open(self, gate: Gate) -> bool:
        value = self._scores[gate.node]
        return value > Fraction(gate.above) if gate.above is not None else value >= Fraction(gate.at_least or 0)

    def _score(self, place: Place) -> Scored:
        if not place.applies:
            return _without_score(place, "not_applicable", "不适用")
        if place.is_item:
            return self._item(place)
        if place.supplied is not None:
            return _node(place, Fraction(place.supplied), "given", checked=1, checkable=1)
        return self._branch(place)

    def _item(self, place: Place) -> Scored:
        result = self._items[place.node.id]
        coverage = result.coverage
        checked, checkable = len(coverage.checked), len(coverage.checked | coverage.open)
        if result.state == "given":
            value = result.charge.value
            return _node(place, Fraction(value if value is not None else 0), "given", checked=1, checkable=1)
        if result.state == "not_applicable":
            return _without_score(place, "not_applicable", "没有需要评价的对象")
        if result.state == "not_tested":
            note = "等待人工评分" if result.manual else "未能检查"
            return _without_score(place, "not_tested", note, checkable=max(checkable, 1))
        deductions = self._deductions[place.node.id]
        counted = sum((each.counted for each in deductions), Decimal(0))
        asked = sum((each.points for each in deductions if not each.suppressed_by), Decimal(0))
        start = _ZERO if result.charge.bonus else Fraction(place.marks)
        capped = asked != counted
        return _node(
            place,
            start - Fraction(counted),
            "scored",
            checked=checked,
            checkable=checkable,
            cap_reached=capped,
            deductions=deductions,
            note="达到上限" if capped else "",
        )

    def _branch(self, place: Place) -> Scored:
        pairs = [(child, self.score(child)) for child in place.children]
        checked = sum(scored.node.checked for _, scored in pairs)
        checkable = sum(scored.node.checkable for _, scored in pairs)
        children = tuple(scored.node for _, scored in pairs)
        states = {node.state for node in children}
        if states <= _ABSENT:
            state: NodeState = "not_tested" if "not_tested" in states else "not_applicable"
            note = "未能检查" if state == "not_tested" else "不适用"
            return _without_score(place, state, note, checked=checked, checkable=checkable, children=children)
        live: list[Term] = []
        dropped: list[Term] = []
        spread: list[Term] = []
        for child, scored in pairs:
            fate = _fate(child, scored)
            term = Term(scored.score, Fraction(child.marks), Fraction(child.node.weight or 0))
            (dropped if fate in {"rescale", "exclude"} else spread if fate == "spread" else live).append(term)
        terms = Terms(marks=Fraction(place.marks), live=tuple(live), dropped=tuple(dropped), spread=tuple(spread))
        combined = OPERATORS[place.node.operator](terms)
        return _node(
            place, combined.score, "scored", checked=checked, checkable=checkable, note=combined.note, children=children
        )


def _fate(place: Place, scored: Scored) -> str:
    """What its parent does with a child: ``live`` when it counts, else the policy that leaves it out."""
    state = scored.node.state
    if state == "not_applicable" and place.when_absent in {"rescale", "spread"}:
        return place.when_absent
    if state == "not_tested" and place.untested == "exclude":
        return "exclude"
    return "live"


def _without_score(
    place: Place,
    state: NodeState,
    note: str,
    *,
    checked: int = 0,
    checkable: int = 0,
    children: tuple[ScoreNode, ...] = (),
) -> Scored:
    """A node that nothing reached: full marks or none, as its policy says."""
    full = place.when_absent == "full" if state == "not_applicable" else place.untested == "keep"
    score = Fraction(place.marks) if full else _ZERO
    scored = _node(place, score, state, checked=checked, checkable=checkable, note=note, children=children)
    return Scored(msgspec.structs.replace(scored.node, index_value=None), scored.score)


def _node(
    place: Place,
    score: Fraction,
    state: NodeState,
    *,
    checked: int = 0,
    checkable: int = 0,
    cap_reached: bool = False,
    note: str = "",
    deductions: tuple[Deduction, ...] = (),
    children: tuple[ScoreNode, ...] = (),
) -> Scored:
    spec = place.node
    node = ScoreNode(
        item_id=spec.id,
        title=spec.title.zh,
        kind=spec.kind,
        rule=spec.rule.kind if spec.rule else "",
        full=place.marks,
        score=as_decimal(score),
        index_value=as_decimal(score / Fraction(place.marks)) if place.marks else None,
        weight=spec.weight,
        state=state,
        checked=checked,
        checkable=checkable,
        cap_reached=cap_reached,
        status=spec.status,
        note=note,
        deductions=deductions,
        children=children,
    )
    return Scored(node, score)


def _gate_note(gate: Gate) -> str:
    limit = f"高于 {gate.above}" if gate.above is not None else f"不低于 {gate.at_least}"
    return f"未达到加分门槛（{gate.node} {limit} 分）"
