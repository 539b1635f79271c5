"""Innovation cases counted: by category, by unit, by award, each in the order of the table."""

from collections.abc import Sequence

from hengping.model.cases import InnovationCase

_FEW = 20
_THOUSAND = 1000


def by_category(cases: Sequence[InnovationCase]) -> dict[str, list[InnovationCase]]:
    """Cases by category, categories in the order of their first case."""
    found: dict[str, list[InnovationCase]] = {}
    for each in cases:
        found.setdefault(each.category, []).append(each)
    return found


def by_award(cases: Sequence[InnovationCase]) -> dict[str, list[InnovationCase]]:
    """Cases with an award by award, in the order of their first case."""
    found: dict[str, list[InnovationCase]] = {}
    for each in cases:
        if each.award:
            found.setdefault(each.award, []).append(each)
    return found


def units(cases: Sequence[InnovationCase]) -> tuple[str, ...]:
    """The units, each once, in the order of their first case."""
    return tuple(dict.fromkeys(each.unit for each in cases))


def more_than(count: int) -> str:
    """A count in round words: 38 is “30余”, 40 is “40”, 225 is “220余”, 1234 is “1200余”.

    The rule: up to twenty the count itself; above, what is left of it after cutting to tens (from a thousand on to
    hundreds), with 余 when something was cut. A count is never rounded up.
    """
    if count <= _FEW:
        return str(count)
    step = 100 if count >= _THOUSAND else 10
    floor = count // step * step
    return str(floor) if floor == count else f"{floor}余"


def category_name(category: str) -> str:
    """A category as a sentence names it: “互联网+政务服务”类, 其他类."""
    return category if category.endswith("类") else f"{category}类"
