"""Nodes that are set against those of the other sites: the same points as on the exact path."""

from decimal import Decimal
from typing import Any

import pytest
from analysis_case import item, site, system_of
from hypothesis import given, settings
from hypothesis import strategies as st

from hengping.analysis.matrix import population
from hengping.scoring.many import build_panel
from hengping.scoring.site import score_site

METHODS = [
    {"method": "min_max"},
    {"method": "min_max", "direction": "lower"},
    {"method": "min_max", "low": 0, "high": 60, "within": "group"},
    {"method": "min_max", "low": 35},
    {"method": "z_score", "centre": 30, "spread": 5},
    {"method": "z_score", "centre": 30, "spread": 5, "deviation": "sample", "direction": "lower", "clip": True},
    {"method": "distance"},
    {"method": "distance", "direction": "lower", "reference": "mean"},
    {"method": "distance", "reference": 70, "transform": "sqrt"},
    {"method": "percentile"},
    {"method": "rank", "direction": "lower", "within": "group"},
]


@pytest.mark.parametrize("spec", METHODS, ids=lambda spec: "-".join(str(value) for value in spec.values()))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_normalised_nodes(spec: dict[str, Any], data: Any) -> None:
    part = {
        "id": "p",
        "title": "p",
        "kind": "dimension",
        "marks": 60,
        "normalise": spec,
        "children": [item("a", 30), item("b", 30)],
    }
    system = system_of({"operator": "sum", "children": [part, item("c", 40)]})
    count = data.draw(st.integers(3, 6))
    number = st.integers(1, 30).map(Decimal)
    sites = [site(each, data.draw(st.sampled_from(["市", "县"]))) for each in range(count)]
    table = {each.site_code: {name: data.draw(number) for name in "abc"} for each in sites}
    panel = build_panel(system, sites, {}, given=table)
    scores = [score_site(system, each, (), given=table[each.site_code], panel=panel) for each in sites]
    found = population(system, scores).totals()
    assert found == pytest.approx([float(score.raw_total or 0) for score in scores], abs=1e-9)
