"""How much of a system a score really rests on: subjects, items, doubts, values that nobody supplied."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hengping.indicators.rules import Checklist, Feed, Normalised, Shares
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model.finding import Outcome
from hengping.model.score import ItemCount
from hengping.scoring.items import ItemResult
from hengping.scoring.kept import Kept
from hengping.scoring.plan import Place, planner_of
from hengping.scoring.select import FindingIndex

_WHY = {Outcome.ERROR.value: "errors", Outcome.BLOCKED.value: "blocked", Outcome.CANNOT_TELL.value: "waiting"}
_ORDER = ("errors", "blocked", "waiting", "untested")
"""Of equally many reasons the first is named: the tool's own fault is never hidden behind another."""


def covered(place: Place, items: Sequence[ItemResult]) -> tuple[int, int]:
    """Subjects with a verdict, and subjects that should have one, over automatic items; each subject once.

    A supplied value is one subject that has its verdict. Items that wait for a person are counted apart.
    """
    checked: set[str] = set()
    wanting: set[str] = set()
    for item in items:
        if item.state == "given" and not item.manual:
            checked.add(f"given {item.place.node.id}")
        elif item.state == "not_tested" and not item.manual and not item.coverage.open:
            wanting.add(f"item {item.place.node.id}")
        checked |= item.coverage.checked
        wanting |= item.coverage.open
    checked |= {f"given {branch.node.id}" for branch in supplied_branches(place)}
    return len(checked), len(checked | wanting)


def coverage_of(place: Place, items: Sequence[ItemResult]) -> Fraction:
    """How much was judged (覆盖率), 0–1: by number of scoring items and by their worth, the lower of the two.

    An item of which only some subjects could be judged counts by their share: a thousand links that open do not make
    up for a check that never ran, nor many small items for the half of the marks that nobody looked at. Items that wait
    for an assessor are counted apart, and do not apply here.
    """
    by_worth = _judged(place, {item.place.node.id: item for item in items})
    shares = [_share_of(item) for item in items if _fate(item) and not (item.manual and item.state == "not_tested")]
    below = sum(_leaves(branch) for branch in supplied_branches(place))
    if not shares and not below:
        return Fraction(1) if items else Fraction(0)
    by_number = (sum(shares, Fraction(0)) + below) / (len(shares) + below)
    return by_number if by_worth is None else min(by_number, by_worth)


def _judged(place: Place, items: Mapping[str, ItemResult]) -> Fraction | None:
    """Share of a node that was judged, its children weighed as they are in its score; None where nothing applies."""
    if not place.applies:
        return None
    if not place.is_item and place.supplied is not None:
        return Fraction(1)
    if place.is_item:
        item = items[place.node.id]
        waits = item.manual and item.state == "not_tested"
        return None if waits or not _fate(item) else _share_of(item)
    parts = [(_weight(place, child), share) for child in place.children if (share := _judged(child, items)) is not None]
    if not parts:
        return None
    whole = sum((weight for weight, _ in parts), Fraction(0))
    if not whole:
        return sum((share for _, share in parts), Fraction(0)) / len(parts)
    return sum((weight * share for weight, share in parts), Fraction(0)) / whole


def _weight(place: Place, child: Place) -> Fraction:
    """What a child weighs: marks in a sum, its weight where it has one, else as much as the others."""
    if place.node.operator == "sum":
        return child.full
    return child.node.weight or Fraction(1)


def _share_of(item: ItemResult) -> Fraction:
    if item.state == "not_tested":
        return Fraction(0)
    coverage = item.coverage
    if item.state == "given" or not coverage.open:
        return Fraction(1)
    return Fraction(len(coverage.checked), len(coverage.checked | coverage.open))


def supplied_branches(place: Place) -> list[Place]:
    """Nodes with children whose score was supplied and so stands for everything below."""
    found: list[Place] = []
    waiting = [place]
    while waiting:
        here = waiting.pop()
        if not here.applies or here.is_item:
            continue
        if here.supplied is not None:
            found.append(here)
        else:
            waiting.extend(reversed(here.children))
    return found


def count_items(place: Place, items: Sequence[ItemResult]) -> ItemCount:
    """Every item that applies, by how far it was judged; items below a supplied score are judged with it."""
    below = sum(_leaves(branch) for branch in supplied_branches(place))
    counts: Counter[str] = Counter(fate for item in items if (fate := _fate(item)))
    counts["checked"] += below
    return ItemCount(applicable=sum(counts.values()), **counts)


def all_blocked(place: Place) -> ItemCount:
    """The items of a site that refused us as a whole."""
    number = _leaves(place)
    return ItemCount(applicable=number, blocked=number)


def missing_values(items: Sequence[ItemResult]) -> tuple[str, ...]:
    """Ids of items that wait for a value which nobody has supplied, in file order.

    One that only waits for the other sites is not among them.
    """
    return tuple(item.place.node.id for item in items if _lacks_a_value(item) and not _waits_for_others(item))


def open_doubts(system: IndicatorSystem, index: FindingIndex) -> int:
    """Findings that wait for a person, of the checks this system uses."""
    return sum(
        finding.outcome is Outcome.CANNOT_TELL for check in checks_read_by(system) for finding in index.of(check)
    )


def _checks(system: IndicatorSystem) -> tuple[str, ...]:
    checks = {check for leaf in planner_of(system).leaves.values() for check in leaf.checks}
    checks |= {selector.check for veto in system.vetoes for selector in veto_selectors(veto.rule)}
    return tuple(sorted(checks))


checks_read_by = Kept(_checks)
"""Ids of all checks that a system reads, sorted."""


def _leaves(place: Place) -> int:
    if not place.applies:
        return 0
    return 1 if place.is_item else sum(_leaves(child) for child in place.children)


def _fate(item: ItemResult) -> str:
    if item.state == "not_applicable":
        return ""
    if item.state != "not_tested":
        return "partly" if item.coverage.open or item.charge.open else "checked"
    if item.charge.waiting:
        return "waiting"
    reasons = Counter(_WHY.get(outcome, "untested") for outcome in item.coverage.outcomes)
    reasons["untested"] += len(item.coverage.silent)
    return min(_ORDER, key=lambda reason: (-reasons[reason], _ORDER.index(reason)))


def _lacks_a_value(item: ItemResult) -> bool:
    """Nobody has supplied it, or not all of its parts."""
    return item.charge.waiting or (item.charge.open and isinstance(item.leaf.rule, Checklist | Shares))


def _waits_for_others(item: ItemResult) -> bool:
    rule = item.leaf.rule
    return isinstance(rule, Feed) or (isinstance(rule, Normalised) and bool(item.charge.raw_value))
