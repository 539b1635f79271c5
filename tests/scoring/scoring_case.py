"""Short ways to say findings, reviews and small systems in tests."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.review import Review
from hengping.model.site import Site
from hengping.model.text import Text

CODE = "4500000001"
HOME = "http://www.example.gov.cn/"


def site(site_class: Any = "A", code: str = CODE, group: str = "县市区") -> Site:
    return Site(site_code=code, name=f"网站{code}", url=HOME, group=group, site_class=site_class)


def finding(
    check: str, number: int = 0, outcome: Outcome = Outcome.FAIL, kind: Any = "section", url: str = "", **values: Any
) -> Finding:
    """The ``number``-th finding of a check; its own URL unless one is given."""
    place = url or (HOME if kind in {"site", "host"} else f"{HOME}{check}/{number}")
    return Finding(
        finding_id=finding_id(check, CODE, place, str(number)),
        site_code=CODE,
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind=kind, url=place),
        values=values,
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(f"{check} {number}"),
    )


def marks(item: str, value: str, hour: int = 9) -> Review:
    return Review(
        site_code=CODE,
        item_id=item,
        marks=value,
        actor="评估员",
        decided_at=datetime(2026, 11, 21, hour, tzinfo=UTC),
        reason="查看页面",
    )


def ruling(target: Finding, outcome: Outcome, hour: int = 9) -> Review:
    return Review(
        site_code=CODE,
        finding_id=target.finding_id,
        outcome=outcome,
        actor="评估员",
        decided_at=datetime(2026, 11, 21, hour, tzinfo=UTC),
        reason="复核",
    )


def system(tree: Mapping[str, Any], scale: int = 100, **more: Any) -> IndicatorSystem:
    """A system around a tree; unstated parts at their defaults."""
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "small",
            "version": "1",
            "title": "小体系",
            "sources": [{"title": "测试"}],
            "effective": {"from": "2026-01-01"},
            "scale": scale,
            "tree": {"id": "total", "title": "总分", "kind": "system", **tree},
            **more,
        }
    )


def item(name: str, rule: Mapping[str, Any], item_marks: object = None, **more: Any) -> dict[str, Any]:
    own = {} if item_marks is None else {"marks": item_marks}
    return {"id": name, "title": name, "kind": "item", "rule": dict(rule), **own, **more}


def per_hit(check: str, points: object, **where: Any) -> dict[str, Any]:
    return {"kind": "per_hit", "tariffs": [{"select": {"check": check, "where": where}, "points": points}]}


def amount(text: str) -> Decimal:
    return Decimal(text)
