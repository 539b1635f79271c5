"""The score tree of one site: items joined upwards by the operators, gates applied, everything explained by notes.

What happens to a node after its children are joined, in this order: it is set against the other sites (``normalise``),
rounded (``rounding``), shut by its gate, set by a veto. A supplied score stands for what the node came to against the
other sites: it is not normalised again, and all the rest follows.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm

import msgspec

from hengping.indicators.rounding import as_decimal, brief, rounded
from hengping.indicators.tree import Gate, WhenUntested
from hengping.model.score import Deduction, NodeState, ScoreNode
from hengping.scoring.items import ItemResult
from hengping.scoring.operators import OPERATORS
from hengping.scoring.operators.terms import Combined, Term, Terms
from hengping.scoring.panel import Panel
from hengping.scoring.plan import Place

_ZERO = Fraction(0)
_NO_POINTS = Decimal(0)
_ALL = Decimal(1)
_ABSENT: frozenset[NodeState] = frozenset({"not_applicable", "not_tested"})
_NO_WEIGHT = Fraction(0)
_MOST_KNOWN = 512
"""Nodes kept of one item: a table of long measurements shares nothing, and is not to fill the memory."""


class Scored(msgspec.Struct, gc=False, frozen=True):
    """A node with its exact score."""

    node: ScoreNode
    score: Fraction


class TreeScorer:
    """Scores the tree of one site, children before parents and in file order, so that gates look back.

    Args:
        items: results of the items by id.
        deductions: what counts of them, by item id.
        panel: what the other sites make of nodes that are set against them.
        site_code: of the site, for the panel.
        forced: nodes whose score a veto sets, with the reason.

    Attributes:
        found: every node that was scored, by id.
        unset: exact scores of nodes with ``normalise`` before they are set against the other sites.
    """

    def __init__(
        self,
        items: Mapping[str, ItemResult],
        deductions: Mapping[str, tuple[Deduction, ...]],
        panel: Panel | None = None,
        site_code: str = "",
        forced: Mapping[str, tuple[Fraction, str]] | None = None,
    ) -> None:
        self._items = items
        self._deductions = deductions
        self._panel = panel
        self._site_code = site_code
        self._forced = forced or {}
        self.found: dict[str, Scored] = {}
        self.unset: dict[str, Fraction] = {}
        self._followed: dict[str, WhenUntested] = {}
        self._standing: set[str] = set()

    def score(self, place: Place) -> Scored:
        """The node and everything below it."""
        scored = self._score(place)
        gate = place.node.gate
        if gate is not None and scored.node.state != "not_applicable" and not self._open(gate):
            # A closed gate gives nothing; what the node takes off (附加扣分) it still takes off.
            left = min(scored.score, _ZERO)
            node = msgspec.structs.replace(scored.node, score=as_decimal(left), note=_gate_note(gate), index_value=None)
            scored = Scored(node, left)
        if self._forced and place.node.id in self._forced:
            scored = _forced(place, scored, *self._forced[place.node.id])
        self.found[place.node.id] = scored
        return scored

    def _open(self, gate: Gate) -> bool:
        """Whether the gate opens; one that looks at a node without a score of its own stays shut."""
        if gate.node not in self.found:
            return False
        value = self.found[gate.node].score
        return value > Fraction(gate.above) if gate.above is not None else value >= Fraction(gate.at_least or 0)

    def _score(self, place: Place) -> Scored:
        if not place.applies:
            return _without_score(place, "not_applicable", "不适用")
        if place.is_item:
            return self._finished(place, self._item(place))
        if isinstance(place.supplied, Decimal):
            supplied = _node(place, Fraction(place.supplied), "given", checked=1, checkable=1)
            return self._finished(place, supplied)
        return self._finished(place, self._branch(place))

    def _finished(self, place: Place, scored: Scored) -> Scored:
        """After the children are joined: against the other sites, then rounded."""
        spec = place.node
        if scored.node.state in _ABSENT or (spec.normalise is None and spec.rounding is None):
            return scored
        if spec.normalise is not None and place.supplied is None:
            scored = self._against_others(place, scored)
        if spec.rounding is None or scored.node.state in _ABSENT:
            return scored
        return _rescored(place, scored, Fraction(rounded(scored.score, spec.rounding.digits, spec.rounding.mode)))

    def _against_others(self, place: Place, scored: Scored) -> Scored:
        self.unset[place.node.id] = scored.score
        peer = self._panel.peer(place.node.id, self._site_code) if self._panel is not None else None
        exact = peer.exact if peer is not None else None
        old = scored.node
        if exact is None:
            return _without_score(
                place,
                "not_tested",
                "需要与其他网站一起评分",
                checked=old.checked,
                checkable=old.checkable,
                children=old.children,
            )
        note = _joined(old.note, f"无量纲化前 {brief(scored.score)} 分")
        node = msgspec.structs.replace(old, raw_value=str(old.score), note=note)
        return _rescored(place, Scored(node, scored.score), exact)

    def _item(self, place: Place) -> Scored:
        result = self._items[place.node.id]
        coverage, charge = result.coverage, result.charge
        if result.state == "given":
            return self._given(place, result)
        if result.state == "not_applicable":
            return _without_score(place, "not_applicable", charge.note or "没有需要评价的对象")
        checked = len(coverage.checked)
        checkable = len(coverage.checked | coverage.open) if coverage.open else checked
        if result.state == "not_tested":
            note = charge.note or ("等待人工评分" if result.manual else "等待数值" if charge.waiting else "未能检查")
            return _without_score(place, "not_tested", note, checked=checked, checkable=max(checkable, 1))
        if charge.value is not None:
            return _node(
                place,
                charge.value,
                "scored",
                checked=checked,
                checkable=checkable,
                note=charge.note,
                raw_value=charge.raw_value,
                finding_ids=charge.finding_ids,
            )
        deductions = self._deductions.get(place.node.id, ())
        if not deductions:
            start = _ZERO if charge.bonus else place.full
            return _node(place, start, "scored", checked=checked, checkable=checkable, note=charge.note)
        counted = sum((each.counted for each in deductions), _NO_POINTS)
        asked = sum((each.points for each in deductions if not each.suppressed_by), _NO_POINTS)
        capped = asked != counted
        return _node(
            place,
            (_ZERO if charge.bonus else place.full) - Fraction(counted),
            "scored",
            checked=checked,
            checkable=checkable,
            cap_reached=capped,
            deductions=deductions,
            note=_joined(charge.note, "达到上限" if capped else ""),
        )

    @staticmethod
    def _given(place: Place, result: ItemResult) -> Scored:
        """An item whose value was supplied. Of ``given`` the node is made once for a value, and shared by all sites."""
        charge, leaf = result.charge, result.leaf
        key = (place.marks, place.supplied) if place.supplied is not None and leaf.rule.kind == "given" else None
        if key is not None and isinstance(found := leaf.known.get(key), Scored):
            return found
        made = _node(
            place,
            _ZERO if charge.value is None else charge.value,
            "given",
            checked=1,
            checkable=1,
            note=charge.note,
            raw_value=charge.raw_value,
            finding_ids=charge.finding_ids,
        )
        if key is not None and len(leaf.known) < _MOST_KNOWN:
            leaf.known[key] = made
        return made

    def _branch(self, place: Place) -> Scored:
        pairs = [(child, self.score(child)) for child in place.children]
        checked = sum(scored.node.checked for _, scored in pairs)
        checkable = sum(scored.node.checkable for _, scored in pairs)
        children = tuple(scored.node for _, scored in pairs)
        states = [node.state for node in children]
        fates = [self._fate(child, scored) for child, scored in pairs]
        state: NodeState = "scored"
        have = sum(each not in _ABSENT for each in states)
        if not have:
            state = "not_tested" if "not_tested" in states else "not_applicable"
            if "live" not in fates:
                note = "未能检查" if state == "not_tested" else "不适用"
                if place.untested is None:
                    place = self._following(place, pairs)
                return _without_score(place, state, note, checked=checked, checkable=checkable, children=children)
        if place.node.needs is not None and have < place.node.needs:
            note = f"有得分的下级{have}个，少于{place.node.needs}个"
            if place.untested is None:
                self._followed[place.node.id] = "exclude"
                place = msgspec.structs.replace(place, untested="exclude")
            return _without_score(place, "not_tested", note, checked=checked, checkable=checkable, children=children)
        live: list[Term] = []
        dropped: list[Term] = []
        spread: list[Term] = []
        for (child, scored), fate in zip(pairs, fates, strict=True):
            term = Term(scored.score, child.full, child.node.weight or _NO_WEIGHT)
            (dropped if fate in {"rescale", "exclude"} else spread if fate == "spread" else live).append(term)
        capped = place.node.capped
        if place.node.operator == "sum" and not capped and not dropped and not spread:
            # What the operator says of such a node, without asking: most nodes of most systems are of this kind.
            combined = Combined(exact_sum(term.score for term in live))
        else:
            terms = Terms(
                marks=place.full, live=tuple(live), dropped=tuple(dropped), spread=tuple(spread), capped=capped
            )
            combined = OPERATORS[place.node.operator](terms)
        made = _node(
            place,
            combined.score,
            state,
            checked=checked,
            checkable=checkable,
            cap_reached=combined.capped,
            note=combined.note,
            children=children,
        )
        if have:
            return made
        # Nothing below was judged, but what its items say of that (full marks, none) stands, as it does when only
        # some of them were.
        self._standing.add(place.node.id)
        return Scored(msgspec.structs.replace(made.node, index_value=None), made.score)

    def _following(self, place: Place, pairs: Iterable[tuple[Place, Scored]]) -> Place:
        """A branch that nothing reached and of which nobody says what then: left out when all that it waits for is."""
        waiting = [(child, scored) for child, scored in pairs if scored.node.state == "not_tested"]
        left_out = bool(waiting) and all(self._fate(child, scored) == "exclude" for child, scored in waiting)
        self._followed[place.node.id] = "exclude" if left_out else "keep"
        return msgspec.structs.replace(place, untested=self._followed[place.node.id])

    def _fate(self, place: Place, scored: Scored) -> str:
        """What its parent does with a child: ``live`` when it counts, else the policy that leaves it out."""
        state = scored.node.state
        if place.node.id in self._standing:
            return "live"
        if state == "not_applicable" and place.when_absent in {"rescale", "spread"}:
            return place.when_absent
        if state == "not_tested" and (place.untested or self._followed.get(place.node.id, "exclude")) == "exclude":
            return "exclude"
        return "live"


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum, reduced once at the end: several times as fast as adding fractions one by one."""
    above, below = 0, 1
    for value in values:
        denominator = value.denominator
        if denominator == below:
            above += value.numerator
        else:
            common = lcm(below, denominator)
            above = above * (common // below) + value.numerator * (common // denominator)
            below = common
    return Fraction(above, below)


def _forced(place: Place, scored: Scored, score: Fraction, note: str) -> Scored:
    """The score that a veto sets; a score that was worked out and is lower stays: a further fault never helps."""
    state = scored.node.state
    if state == "not_applicable" or (state != "not_tested" and scored.score <= score):
        return Scored(msgspec.structs.replace(scored.node, note=_joined(scored.node.note, note)), scored.score)
    reached: NodeState = "given" if state == "not_tested" else state
    node = msgspec.structs.replace(scored.node, state=reached, note=_joined(scored.node.note, note))
    return _rescored(place, Scored(node, scored.score), score)


def _rescored(place: Place, scored: Scored, score: Fraction) -> Scored:
    """The same node with another score."""
    node = msgspec.structs.replace(scored.node, score=as_decimal(score), index_value=_index(place, score))
    return Scored(node, score)


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)


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
    score = place.full if full else _ZERO
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
    raw_value: str = "",
    finding_ids: tuple[str, ...] = (),
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
        score=place.printed if score is place.full else as_decimal(score),
        index_value=_index(place, score),
        weight=None if spec.weight is None else as_decimal(spec.weight),
        state=state,
        checked=checked,
        checkable=checkable,
        cap_reached=cap_reached,
        status=spec.status,
        note=note,
        raw_value=raw_value,
        finding_ids=finding_ids,
        deductions=deductions,
        children=children,
    )
    return Scored(node, score)


def _index(place: Place, score: Fraction) -> Decimal | None:
    if not place.full:
        return None
    if score is place.full:
        return _ALL
    return as_decimal(score / place.full) if score else _NO_POINTS


def _gate_note(gate: Gate) -> str:
    limit = f"高于 {gate.above}" if gate.above is not None else f"不低于 {gate.at_least}"
    return f"未达到加分门槛（{gate.node} {limit} 分）"
