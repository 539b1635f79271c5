"""Totals of every shipped system worked out a second time, from what the parts print and without the engine."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_laws_library import (
    CODE,
    SYSTEMS,
    all_nodes,
    draw_findings,
    draw_values,
    every_system,
    everything_ran,
    laws,
    site_of,
    unique,
)

from hengping.indicators.rounding import rounded
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model.score import ScoreNode
from hengping.model.site import Site
from hengping.scoring.site import score_site
from hengping.scoring.values import limits_of

TINY = Fraction(1, 10**18)
"""Scores are shown with 28 digits."""


def policies(system: IndicatorSystem) -> dict[str, str]:
    """What is done with each node when it does not apply, inherited from above."""
    found: dict[str, str] = {}

    def walk(node: Node, above: str) -> None:
        found[node.id] = node.when_absent or above
        for child in node.children:
            walk(child, found[node.id])

    walk(system.tree, system.defaults.when_absent)
    return found


def joined(spec: Node, node: ScoreNode, absent: Mapping[str, str]) -> Fraction:
    """A node's score worked out again from what its children print, without the engine."""
    weights = {child.id: Fraction(child.weight or 0) for child in spec.children}
    out = [each for each in node.children if each.state == "not_applicable" and absent[each.item_id] == "rescale"]
    dealt = [each for each in node.children if each.state == "not_applicable" and absent[each.item_id] == "spread"]
    live = [each for each in node.children if each not in out and each not in dealt]
    full = Fraction(node.full)
    if spec.operator == "deduct":
        return max(full - sum((Fraction(each.full) - Fraction(each.score) for each in live), Fraction(0)), Fraction(0))
    if spec.operator == "sum":
        takers = [each for each in live if each.full]
        extra = sum((Fraction(each.full) for each in dealt), Fraction(0)) / max(len(takers), 1)
        shares_of = [(Fraction(each.full) + extra) / Fraction(each.full) if each.full else Fraction(1) for each in live]
        score = sum((Fraction(each.score) * share for each, share in zip(live, shares_of, strict=True)), Fraction(0))
        if out:
            score = score * full / sum(Fraction(each.full) + extra for each in takers)
        return min(score, full) if spec.capped else score
    equal = not any(weights.values()) or spec.operator == "mean"
    shares: dict[str, Fraction] = {each.item_id: Fraction(1) if equal else weights[each.item_id] for each in live}
    if dealt and not equal:
        more = sum((weights[each.item_id] for each in dealt), Fraction(0)) / len(live)
        shares = {key: share + more for key, share in shares.items()}
    assert spec.operator in {"mean", "weighted_mean"}
    indices = sum((shares[each.item_id] * Fraction(each.score) / Fraction(each.full) for each in live), Fraction(0))
    return full * indices / sum(shares.values())


@every_system
@laws
@given(data=st.data())
def test_parts_add_up_to_totals_worked_out_again(name: str, data: Any) -> None:
    system = SYSTEMS[name]
    findings = unique([*everything_ran(name), *draw_findings(data, name)])
    score = score_site(system, site_of(system, data), findings, given=draw_values(data, name))
    assume(score.root is not None)
    assert score.root is not None
    specs, absent = system.nodes(), policies(system)
    found = {node.item_id: node for node in all_nodes(score.root)}
    set_nodes = {veto.sets.node for veto in system.vetoes if veto.sets is not None}
    for node in found.values():
        spec = specs[node.item_id]
        shut = spec.gate is not None and spec.gate.node in found and _shut(spec, found)
        if shut and node.state != "not_applicable":
            assert node.score <= 0, node.item_id
            continue
        if not node.children or node.item_id in set_nodes or any(each.state == "not_tested" for each in node.children):
            continue
        if all(each.state == "not_applicable" for each in node.children):
            continue
        again = joined(spec, node, absent)
        if spec.rounding is not None:
            again = Fraction(rounded(again, spec.rounding.digits, spec.rounding.mode))
        assert abs(Fraction(node.score) - again) < TINY, node.item_id
    if score.state != "vetoed" and score.total is not None and score.raw_total is not None:
        assert score.total == rounded(Fraction(score.raw_total), system.rounding.digits, system.rounding.mode)
        assert score.raw_total == score.root.score


def _shut(spec: Node, found: Mapping[str, ScoreNode]) -> bool:
    assert spec.gate is not None
    value = found[spec.gate.node].score
    return value <= spec.gate.above if spec.gate.above is not None else value < (spec.gate.at_least or 0)


def rescaling_nodes(system: IndicatorSystem) -> list[Node]:
    """Sums of several parts of which one is rescaled away when it does not apply."""
    absent = policies(system)
    return [
        node
        for node in system.tree.walk()
        if node.operator == "sum"
        and node.rounding is None
        and node.gate is None
        and any(absent[child.id] == "rescale" for child in node.children)
        and len(node.children) > 1
    ]


@pytest.mark.parametrize("name", sorted(name for name, system in SYSTEMS.items() if rescaling_nodes(system)))
@laws
@given(data=st.data())
def test_rescaling_keeps_the_ratio_of_what_is_left(name: str, data: Any) -> None:
    """Where a part of a sum does not apply and is rescaled, the rest keeps its proportion to full marks."""
    system, absent = SYSTEMS[name], policies(SYSTEMS[name])
    node = data.draw(st.sampled_from(rescaling_nodes(system)))
    out = data.draw(st.sampled_from([child for child in node.children if absent[child.id] == "rescale"]))
    limits = limits_of(system)
    values: dict[str, Decimal | str | None] = {out.id: "NA"}
    for child in node.children:
        if child is not out:
            limit = limits[child.id]
            assume(not limit.words and limit.low is not None and limit.high is not None)
            values[child.id] = data.draw(st.decimals(Decimal(0), limit.high, places=2))
    site = Site(site_code=CODE, name="示例", url="", group=site_of(system, data).group)
    score = score_site(system, site, [], given=values)
    assert score.root is not None
    found = {each.item_id: each for each in all_nodes(score.root)}
    assume(node.id in found and found[node.id].state == "scored")
    left = [found[child.id] for child in node.children if found[child.id].state != "not_applicable"]
    assume(left and all(each.state != "not_tested" for each in left))
    assume(all(absent[child.id] == "rescale" for child in node.children if found[child.id].state == "not_applicable"))
    reached = sum((Fraction(each.score) for each in left), Fraction(0))
    whole = sum((Fraction(each.full) for each in left), Fraction(0))
    assert abs(Fraction(found[node.id].score) / Fraction(found[node.id].full) - reached / whole) < TINY
