"""Normalisation (无量纲化): numbers of any size and sign, set against each other, as points.

Formulas, parameters and the worked example stand on the page of the rule kind ``normalised``. All is exact but roots
and logarithms, which are worked to a fixed precision (``hengping.scoring.powers``).

Source: OECD/JRC handbook on composite indicators; UN EGDI.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction

from hengping.indicators.rules import Normalisation
from hengping.model.errors import InputError
from hengping.scoring.amounts import clamped, text
from hengping.scoring.powers import common_log, compact, natural_log, settled, square_root, total

_ZERO = Fraction(0)
_ONE = Fraction(1)

_Values = Mapping[str, Fraction]


def normalise(
    spec: Normalisation, values: Mapping[str, Fraction], groups: Mapping[str, str], marks: Fraction
) -> dict[str, Fraction]:
    """Points of every site.

    Args:
        spec: the normalisation.
        values: raw numbers by site code.
        groups: ranking group by site code; looked at with ``within: group``.
        marks: full marks.

    Raises:
        InputError: a value (named by its site), goalpost or reference that the transform or method does not admit.
    """
    panels: defaultdict[str, dict[str, Fraction]] = defaultdict(dict)
    for site in sorted(values):
        group = groups.get(site, "") if spec.within == "group" else ""
        panels[group][site] = _transformed(spec, values[site], site)
    points: dict[str, Fraction] = {}
    for panel in panels.values():
        points |= _METHODS[spec.method](spec, panel, marks)
    # Not only what is irrational here: a node's score may come from a root below it.
    return {site: settled(clamped(points[site], marks) if spec.clips else points[site]) for site in values}


def _transformed(spec: Normalisation, value: Fraction, where: str) -> Fraction:
    value += Fraction(spec.offset)
    if spec.transform == "none":
        return value
    if spec.transform == "square":
        return value * value
    if value < 0 or (value == 0 and spec.transform != "sqrt"):
        least = "不低于 0" if spec.transform == "sqrt" else "大于 0"
        raise InputError(
            f"值 {text(value)} 不能作 {spec.transform} 变换", where=where, remedy=f"改为{least}的数，或不作该变换"
        )
    return {"ln": natural_log, "log10": common_log, "sqrt": square_root}[spec.transform](value)


def _min_max(spec: Normalisation, panel: _Values, marks: Fraction) -> dict[str, Fraction]:
    low = min(panel.values()) if spec.low is None else _transformed(spec, Fraction(spec.low), "low")
    high = max(panel.values()) if spec.high is None else _transformed(spec, Fraction(spec.high), "high")
    if low < high:
        shares = {site: (value - low) / (high - low) for site, value in panel.items()}
        return {site: marks * (1 - share if spec.direction == "lower" else share) for site, share in shares.items()}
    if spec.low is None and spec.high is None:
        return dict.fromkeys(panel, marks)
    if spec.low is not None and spec.high is not None:
        raise InputError("low 变换后不小于 high", where="low", remedy="改正 low、high 或 transform")
    # One goalpost is fixed and no value lies on its inner side: all are at the worst end, or all at the best.
    at_top = spec.low is None
    return dict.fromkeys(panel, marks if at_top == (spec.direction == "higher") else _ZERO)


def _z_score(spec: Normalisation, panel: _Values, marks: Fraction) -> dict[str, Fraction]:  # noqa: ARG001 - one form
    count = len(panel)
    centre, spread = Fraction(spec.centre), Fraction(spec.spread)
    if len(set(panel.values())) == 1:
        return dict.fromkeys(panel, centre)
    mean = compact(total(panel.values()) / count)
    squares = total((value - mean) ** 2 for value in panel.values())
    deviation = square_root(compact(squares / (count if spec.deviation == "population" else count - 1)))
    sign = -1 if spec.direction == "lower" else 1
    return {site: centre + sign * spread * (value - mean) / deviation for site, value in panel.items()}


def _distance(spec: Normalisation, panel: _Values, marks: Fraction) -> dict[str, Fraction]:
    lower = spec.direction == "lower"
    if spec.reference == "mean":
        reference = compact(total(panel.values()) / len(panel))
    elif spec.reference == "best":
        reference = min(panel.values()) if lower else max(panel.values())
    else:
        reference = _transformed(spec, Fraction(spec.reference), "reference")
    if set(panel.values()) == {reference}:
        return dict.fromkeys(panel, marks)
    if reference < 0 or (reference == 0 and not (lower and spec.reference == "best")):
        raise InputError(
            f"参照值 {text(reference)} 不大于 0，无法计算与它的比", where="reference", remedy="改用 min_max"
        )
    if not lower:
        return {site: marks * value / reference for site, value in panel.items()}
    return {site: marks * _reciprocal(spec, reference, value, site) for site, value in panel.items()}


def _reciprocal(spec: Normalisation, reference: Fraction, value: Fraction, site: str) -> Fraction:
    """Reference ÷ value; nothing can be lower than 0, so 0 is at least as good as the reference."""
    if value == reference:
        return _ONE
    if value > 0:
        return reference / value
    if value == 0 and spec.clips:
        return _ONE
    raise InputError(f"值 {text(value)} 不大于 0，无法求参照值与它的比", where=site, remedy="改用 min_max")


def _percentile(spec: Normalisation, panel: _Values, marks: Fraction) -> dict[str, Fraction]:
    others = len(panel) - 1
    if not others:
        return dict.fromkeys(panel, marks)
    sign = -1 if spec.direction == "lower" else 1
    ordered = sorted(sign * value for value in panel.values())
    beaten: dict[Fraction, int] = {}
    alike: defaultdict[Fraction, int] = defaultdict(int)
    for place, value in enumerate(ordered):
        beaten.setdefault(value, place)
        alike[value] += 1
    return {
        site: marks * (beaten[sign * value] + Fraction(alike[sign * value] - 1, 2)) / others
        for site, value in panel.items()
    }


_METHODS: dict[str, Callable[[Normalisation, _Values, Fraction], dict[str, Fraction]]] = {
    "min_max": _min_max,
    "z_score": _z_score,
    "distance": _distance,
    "percentile": _percentile,
    # (n − mean place) ÷ (n − 1) is the share of the others that are beaten, a tie counting half.
    "rank": _percentile,
}
