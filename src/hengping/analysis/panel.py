"""Nodes that are set against those of the other sites (无量纲化), on arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np

from hengping.analysis.arrays import TOLERANCE, Floats, Truths
from hengping.indicators.rules import Normalisation

_TIE_DIGITS = 9
_TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "none": lambda values: values,
    "ln": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "square": np.square,
}


def normalised_node(spec: Normalisation, scores: Floats, marks: float, without: Truths, groups: Any) -> Floats:
    """Points of a node after normalisation over the last axis; sites without a score keep what they have."""
    found = np.array(np.broadcast_to(scores, np.broadcast_shapes(scores.shape, without.shape)), dtype=np.float64)
    members = np.zeros(without.shape[-1], dtype=np.int64) if spec.within == "all" else np.asarray(groups)
    for group in np.unique(members):
        chosen = (members == group) & ~without
        if chosen.any():
            found[..., chosen] = _normalised(spec, scores[..., chosen], marks)
    return found


def _normalised(spec: Normalisation, raw: Floats, marks: float) -> Floats:
    values: Floats = _TRANSFORMS[spec.transform](raw)
    points = _z_score(spec, values) if spec.method == "z_score" else _share(spec, values) * marks
    return np.clip(points, 0.0, marks) if spec.clips else points


def _z_score(spec: Normalisation, values: Floats) -> Floats:
    deviation = values.std(axis=-1, ddof=0, keepdims=True)
    count = values.shape[-1]
    if spec.deviation == "sample" and count > 1:
        deviation = deviation * np.sqrt(count / (count - 1))
    away = values - values.mean(axis=-1, keepdims=True)
    z = np.where(deviation > TOLERANCE, away / np.where(deviation > TOLERANCE, deviation, 1.0), 0.0)
    return float(spec.centre) + float(spec.spread) * (-z if spec.direction == "lower" else z)


def _share(spec: Normalisation, values: Floats) -> Floats:
    if spec.method == "min_max":
        return _min_max(spec, values)
    if spec.method == "distance":
        return _distance(spec, values)
    return _percentile(-values if spec.direction == "lower" else values)


def _min_max(spec: Normalisation, values: Floats) -> Floats:
    low, high = (
        found if fixed is None else np.asarray(_TRANSFORMS[spec.transform](np.float64(fixed)))
        for fixed, found in (
            (spec.low, values.min(axis=-1, keepdims=True)),
            (spec.high, values.max(axis=-1, keepdims=True)),
        )
    )
    width = np.where(high > low, high - low, 1.0)
    share = (values - low) / width
    if spec.direction == "lower":
        share = 1 - share
    # Without a range: all of the marks; with one goalpost fixed, all sites are at its end.
    flat = (
        1.0 if (spec.low is None) == (spec.high is None) else float((spec.low is None) == (spec.direction == "higher"))
    )
    return np.where(high > low, share, flat)


def _distance(spec: Normalisation, values: Floats) -> Floats:
    lower = spec.direction == "lower"
    if spec.reference == "best":
        reference = values.min(axis=-1, keepdims=True) if lower else values.max(axis=-1, keepdims=True)
    elif spec.reference == "mean":
        reference = values.mean(axis=-1, keepdims=True)
    else:
        reference = np.asarray(_TRANSFORMS[spec.transform](np.float64(spec.reference)))
    over, under = (reference, values) if lower else (values, reference)
    over, under = np.broadcast_arrays(over, under)
    safe = np.where(under != 0, under, 1.0)
    share = np.where(under != 0, over / safe, 1.0)
    return np.where((values == reference).all(axis=-1, keepdims=True), 1.0, share)


def _percentile(values: Floats) -> Floats:
    """Share of the others that are beaten, a tie counting half."""
    others = values.shape[-1] - 1
    if not others:
        return np.ones_like(values)
    rows = np.round(values.reshape(-1, others + 1), _TIE_DIGITS)
    found = np.empty_like(rows)
    for number, row in enumerate(rows):
        ordered = np.sort(row)
        beaten = np.searchsorted(ordered, row, side="left")
        alike = np.searchsorted(ordered, row, side="right") - beaten
        found[number] = (beaten + (alike - 1) / 2) / others
    return found.reshape(values.shape)
