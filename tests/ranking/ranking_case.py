"""Scores and a system for ranking tests."""

from decimal import Decimal
from typing import Any

from hengping.indicators.system import IndicatorSystem
from hengping.model.score import FailReason, ScoreNode, SiteScore, VetoResult


def system(**more: Any) -> IndicatorSystem:
    base = {
        "schema": 1,
        "id": "small",
        "version": "1",
        "title": "小体系",
        "sources": [{"title": "测试"}],
        "effective": {"from": "2026-01-01"},
        "scale": 100,
        "tree": {
            "id": "total",
            "title": "总分",
            "kind": "system",
            "children": [{"id": "all", "title": "全部", "kind": "item", "marks": 100, "rule": {"kind": "given"}}],
        },
    }
    return IndicatorSystem.model_validate(base | more)


def score(code: str, total: str | None, group: str = "市", **more: Any) -> SiteScore:
    """A ranked, passed site unless stated otherwise."""
    number = None if total is None else Decimal(total)
    root = ScoreNode(item_id="total", title="总分", kind="system", full=Decimal(100), score=number or Decimal(0))
    facts: dict[str, Any] = {
        "system_id": "small",
        "system_version": "1",
        "site_code": code,
        "name": f"网站{code}",
        "group": group,
        "total": number,
        "raw_total": number,
        "full": Decimal(100),
        "state": "ranked",
        "passed": True,
        "coverage": Decimal("1.0000"),
        "root": root,
    }
    return SiteScore(**(facts | more))


def vetoed(code: str, total: str | None = None, **more: Any) -> SiteScore:
    veto = VetoResult(veto_id="V1", title="空白栏目", fired=True, reason="空白栏目5个", finding_ids=("b-1", "b-2"))
    facts: dict[str, Any] = {"state": "vetoed", "passed": False, "vetoes": (veto,)}
    return score(code, total, **(facts | more))


def failed(code: str, total: str, line: str = "low", **more: Any) -> SiteScore:
    reasons = (FailReason(line_id=line, reason=f"总分{total}分"),)
    facts: dict[str, Any] = {"passed": False, "fail_reasons": reasons}
    return score(code, total, **(facts | more))


def blocked(code: str) -> SiteScore:
    return score(code, None, state="blocked", passed=None, root=None, coverage=Decimal(0))
