"""Rounds for comparison tests: a system of two indicators, and scores with trees."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hengping.indicators.rounding import as_decimal, rounded
from hengping.indicators.system import IndicatorSystem
from hengping.model.score import Deduction, ScoreNode, SiteScore
from hengping.ranking.compare.figures import Round
from hengping.ranking.results import rank

WEIGHTS = {"open": 60, "serve": 40}


def system(name: str = "small-2025", weights: Mapping[str, int] | None = None, **more: Any) -> IndicatorSystem:
    """Weighted mean of items scored by others, each out of 100."""
    base = {
        "schema": 1,
        "id": name,
        "version": "1",
        "title": f"体系{name}",
        "sources": [{"title": "测试"}],
        "effective": {"from": "2025-01-01"},
        "scale": 100,
        "tree": {
            "id": "total",
            "title": "总分",
            "kind": "system",
            "operator": "weighted_mean",
            "children": [
                {
                    "id": key,
                    "title": f"指标{key}",
                    "kind": "item",
                    "marks": 100,
                    "weight": weight,
                    "rule": {"kind": "given"},
                }
                for key, weight in (weights or WEIGHTS).items()
            ],
        },
    }
    return IndicatorSystem.model_validate(base | more)


def score(
    rules: IndicatorSystem, code: str, values: Mapping[str, str | int | None] | str, group: str = "市", **more: Any
) -> SiteScore:
    """One site: values by item (None: does not apply), or a bare total."""
    children: tuple[ScoreNode, ...] = ()
    if isinstance(values, str):
        exact = Fraction(values)
    else:
        children = tuple(
            ScoreNode(
                item_id=child.id,
                title=child.title.zh,
                kind="item",
                rule="given",
                full=Decimal(100),
                score=Decimal(0) if values[child.id] is None else Decimal(values[child.id] or 0),
                weight=as_decimal(child.weight or Fraction(0)),
                state="not_applicable" if values[child.id] is None else "given",
            )
            for child in rules.tree.children
        )
        live = [child for child in children if child.state == "given"]
        weights = sum(Fraction(child.weight or 0) for child in live) or Fraction(1)
        exact = sum((Fraction(child.weight or 0) * Fraction(child.score) for child in live), Fraction(0)) / weights
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=as_decimal(exact), children=children
    )
    facts: dict[str, Any] = {
        "system_id": rules.id,
        "system_version": rules.version,
        "site_code": code,
        "name": f"网站{code}",
        "group": group,
        "total": rounded(exact, 2, "half_up"),
        "raw_total": as_decimal(exact),
        "full": Decimal(100),
        "state": "ranked",
        "passed": exact >= 60,
        "coverage": Decimal("1.0000"),
        "root": root,
    }
    return SiteScore(**(facts | more))


def unscored(rules: IndicatorSystem, code: str, state: str = "vetoed", **more: Any) -> SiteScore:
    passed = False if state == "vetoed" else None
    facts = {"state": state, "total": None, "raw_total": None, "passed": passed, "state_reason": "空白栏目5个"}
    return score(rules, code, "50", **(facts | more))


def round_of(rules: IndicatorSystem, scores: Sequence[SiteScore], title: str = "本轮") -> Round:
    return Round.under(rules, title, scores, rank(rules, scores))


def charged(finding_id: str, points: str) -> Deduction:
    return Deduction(finding_id=finding_id, points=Decimal(points), counted=Decimal(points))
