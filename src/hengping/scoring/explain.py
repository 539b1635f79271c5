"""Explain a score (得分说明): what every fix would bring, and what would clear a veto. Exact: every gain is rescored.

A gain is never estimated from the points of a deduction: caps, suppressed charges, gates and vetoes decide what a fix
is worth, so the site is scored again with the fault mended, and the difference is the gain.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from hengping.indicators.rules import (
    Checklist,
    External,
    Given,
    Levels,
    Manual,
    MeanOf,
    PerPoint,
    Ratio,
    Shares,
    inner_rule,
    part_ids,
    selectors_of,
)
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import CountVeto, EveryVeto, ShareVeto, Veto
from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.model.score import ScoreNode, SiteScore, VetoResult
from hengping.model.site import Site
from hengping.scoring.panel import Panel
from hengping.scoring.plan import Supplied
from hengping.scoring.site import score_site


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One site and everything its score is made of; see :func:`hengping.scoring.site.score_site`."""

    system: IndicatorSystem
    site: Site
    findings: Sequence[Finding]
    reviews: Sequence[Review] = ()
    given: Supplied = {}
    panel: Panel | None = None

    def score(self) -> SiteScore:
        """The score as it stands."""
        return score_site(self.system, self.site, self.findings, self.reviews, given=dict(self.given), panel=self.panel)

    def mended(self, fixes: Collection[str]) -> "Case":
        """The case with faults mended.

        Args:
            fixes: finding ids; item ids (everything charged under the item, or full marks for an item whose value
                people or tables supply). Ids that are neither are passed over: :func:`unknown_fixes` names them.
        """
        wanted = set(fixes)
        nodes = self.system.nodes()
        items = {each for each in wanted if each in nodes and nodes[each].rule is not None}
        if items:
            root = self.score().root
            for node in walk(root) if root else ():
                if node.item_id in items:
                    wanted |= {each.finding_id for each in node.deductions if each.points >= 0} | set(node.finding_ids)
        given = dict(self.given)
        for item_id in items:
            given |= _best_values(self, item_id)
        findings = [_mended(self.system, each) if each.finding_id in wanted else each for each in self.findings]
        reviews = [each for each in self.reviews if not (each.finding_id in wanted or each.item_id in items)]
        return msgspec.structs.replace(self, findings=findings, reviews=reviews, given=given)


class Gain(msgspec.Struct, frozen=True, kw_only=True):
    """What one fix would bring.

    Attributes:
        fix: finding or item id.
        title: of the item, or the finding's message.
        item_id: item that charges the fault.
        findings: faults mended by it.
        points: points of the total gained, exact; for a vetoed site what the tree below the veto gains. None when the
            score after it cannot be said.
        total: printed total after it; None when the site stays unscored.
        clears_veto: whether no veto is left.
    """

    fix: str
    title: str
    item_id: str
    findings: int
    points: Decimal | None
    total: Decimal | None
    clears_veto: bool = False


class VetoWay(msgspec.Struct, frozen=True, kw_only=True):
    """How a fired veto would be cleared.

    ``needed``: how many of ``finding_ids`` must be mended at least; 0 when only a person can lift it.
    """

    veto_id: str
    title: str
    reason: str
    needed: int
    finding_ids: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A score with what would raise it.

    Attributes:
        score: as it stands.
        by_item: gain of mending everything under an item, best first.
        by_finding: gain of mending one finding alone, best first; zero where a cap or another charge hides it.
        left_out: findings whose gain was not worked out because there were more than asked for.
        vetoes: what would clear each fired veto.
        lost, unassessed: points of the whole that were lost, and that nobody has judged yet; None: there is no tree.
    """

    score: SiteScore
    by_item: tuple[Gain, ...]
    by_finding: tuple[Gain, ...]
    left_out: int = 0
    vetoes: tuple[VetoWay, ...] = ()
    lost: Decimal | None = None
    unassessed: Decimal | None = None


def explain(case: Case, limit: int = 200) -> Explanation:
    """Explain one site's score.

    Args:
        case: the site.
        limit: gains of at most so many single findings, heaviest first; items are always complete.
    """
    score = case.score()
    losing = [node for node in walk(score.root) if _loses(node)] if score.root else []
    items = [
        gain for node in losing if (gain := _gain(case, score, node.item_id, node, findings=_faults(node))).points != 0
    ]
    charged = sorted(
        ((node, each) for node in losing for each in node.deductions if each.points > 0),
        key=lambda pair: (-pair[1].counted, -pair[1].points, pair[0].item_id, pair[1].finding_id),
    )
    seen: dict[str, ScoreNode] = {}
    for node, deduction in charged:
        seen.setdefault(deduction.finding_id, node)
    chosen = list(seen.items())[:limit]
    messages = {each.finding_id: each.messages.zh for each in case.findings}
    findings = [_gain(case, score, key, node, title=messages.get(key, "")) for key, node in chosen]
    return Explanation(
        score=score,
        by_item=tuple(sorted(items, key=_worth)),
        by_finding=tuple(sorted(findings, key=_worth)),
        left_out=len(seen) - len(chosen),
        vetoes=tuple(_way(case, veto) for veto in score.vetoes if veto.fired),
        lost=lost(score.root) if score.root else None,
        unassessed=unassessed(score.root) if score.root else None,
    )


def unknown_fixes(case: Case, fixes: Collection[str]) -> list[str]:
    """Fixes that name neither a finding of the site nor an item of the system, in the order given."""
    known = {each.finding_id for each in case.findings} | {item.id for item in case.system.items()}
    return [each for each in fixes if each not in known]


def walk(node: ScoreNode) -> Iterator[ScoreNode]:
    """The node and all below it, in file order."""
    yield node
    for child in node.children:
        yield from walk(child)


def unassessed(node: ScoreNode) -> Decimal:
    """Points of a node that nobody has awarded or refused yet: neither earned nor lost. Exact.

    A part that was not judged at all (a bonus that waits for its claims) is open as a whole. Above it only what the
    missing part really leaves out of the sum is open: where the rules rescale what was judged, or let it count as full,
    nothing is missing there.
    """
    if node.state == "not_tested":
        return node.full - node.score
    if not node.children or sum((child.score for child in node.children), Decimal(0)) != node.score:
        return Decimal(0)
    below = sum((unassessed(child) for child in node.children if child.state != "not_applicable"), Decimal(0))
    return max(min(below, node.full - node.score), Decimal(0))


def lost(node: ScoreNode) -> Decimal:
    """Points that a node has lost by what was judged: full marks less the score less what is :func:`unassessed`."""
    return node.full - node.score - unassessed(node)


def _loses(node: ScoreNode) -> bool:
    """An item that was judged and lost something; one that nobody has judged yet is no fault of the site."""
    return bool(node.rule) and node.state in {"scored", "given"} and node.score < node.full


def _gain(case: Case, before: SiteScore, fix: str, node: ScoreNode, *, title: str = "", findings: int = 1) -> Gain:
    after = case.mended({fix}).score()
    points = None
    if before.root is not None and after.root is not None:
        points = after.root.score - before.root.score
    return Gain(
        fix=fix,
        title=title or node.title,
        item_id=node.item_id,
        findings=findings,
        points=points,
        total=after.total,
        clears_veto=before.state == "vetoed" and after.state != "vetoed",
    )


def _worth(gain: Gain) -> tuple[bool, Decimal, str]:
    return not gain.clears_veto, -(gain.points or Decimal(0)), gain.fix


def _faults(node: ScoreNode) -> int:
    return len({each.finding_id for each in node.deductions if each.points > 0} | set(node.finding_ids))


def _best_values(case: Case, item_id: str) -> dict[str, Decimal | str | None]:
    """What people or tables would have to supply for full marks; nothing where checks decide or no value says it."""
    rule = inner_rule(case.system.nodes()[item_id].rule)  # type: ignore[arg-type] # only items are asked for
    decided = any(each.item_id == item_id for each in case.reviews) or case.given.get(item_id) is not None
    best: Decimal | str | None = None
    if selectors_of(rule) and not decided:
        return {}
    if isinstance(rule, Checklist | Shares):
        return {f"{item_id}/{part}": Decimal(1) for part in part_ids(rule)}
    if isinstance(rule, MeanOf):
        return {f"{item_id}/{part}": rule.scale or _full(case, item_id) for part in part_ids(rule)}
    if isinstance(rule, Levels):
        best = max(rule.levels, key=lambda level: level.share or level.points or 0).id
    elif isinstance(rule, Ratio):
        best = rule.target
    elif isinstance(rule, Given | External):
        best = rule.scale or _full(case, item_id)
    elif isinstance(rule, Manual) or selectors_of(rule):
        best = _full(case, item_id)
    return {} if best is None else {item_id: best}


def _full(case: Case, item_id: str) -> Decimal:
    root = case.score().root
    found = next((node for node in walk(root) if node.item_id == item_id), None) if root else None
    return found.full if found is not None else Decimal(0)


def _mended(system: IndicatorSystem, finding: Finding) -> Finding:
    """The finding as it would be without the fault: it passes, and a rate that was charged is at its base."""
    values = dict(finding.values)
    for item in system.items():
        rule = inner_rule(item.rule) if item.rule is not None else None
        if isinstance(rule, PerPoint) and rule.select.check == finding.check:
            if rule.value in values:
                values[rule.value] = str(rule.base / 100)
            if rule.numerator in values and rule.direction == "above":
                values[rule.numerator] = 0
            elif rule.numerator in values and rule.denominator in values:
                values[rule.numerator] = values[rule.denominator]
    return msgspec.structs.replace(finding, outcome=Outcome.PASS, values=values)


def _way(case: Case, result: VetoResult) -> VetoWay:
    spec = next(veto for veto in case.system.vetoes if veto.id == result.veto_id)
    return VetoWay(
        veto_id=result.veto_id,
        title=result.title,
        reason=result.reason,
        needed=_needed(case, spec, result),
        finding_ids=result.finding_ids,
    )


def _needed(case: Case, veto: Veto, result: VetoResult) -> int:
    """Fewest findings to mend: tried, not computed, so that every kind of veto is answered by its own rule."""
    if not isinstance(veto.rule, CountVeto | EveryVeto | ShareVeto) or not result.finding_ids:
        return 0
    low, high = 1, len(result.finding_ids)
    if _fires(case, veto, result.finding_ids):
        return 0
    while low < high:
        middle = (low + high) // 2
        if _fires(case, veto, result.finding_ids[:middle]):
            low = middle + 1
        else:
            high = middle
    return low


def _fires(case: Case, veto: Veto, fixes: Sequence[str]) -> bool:
    after: Mapping[str, VetoResult] = {each.veto_id: each for each in case.mended(fixes).score().vetoes}
    return after[veto.id].fired
