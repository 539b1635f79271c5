"""Worked examples as the engine's own types. A check that an example does not mention passed."""

from datetime import UTC, date, datetime
from typing import Any

from hengping.indicators.rules import selectors_of
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import veto_selectors
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.review import Review
from hengping.model.site import Site
from hengping.model.text import Text

CODE = "4500000001"
HOME = "http://www.example.gov.cn/"


def site_of(case: dict[str, Any]) -> Site:
    return Site(site_code=CODE, name="示例网站", url=HOME, site_class=case["site"]["class"])


def findings_of(case: dict[str, Any], system: IndicatorSystem) -> list[Finding]:
    stated = [
        _finding(entry, f"{number}/{repeat}")
        for number, entry in enumerate(case.get("findings", ()))
        for repeat in range(entry.get("repeat", 1))
    ]
    mentioned = {each.check for each in stated}
    return stated + [
        _finding({"check": check, "kind": "site", "outcome": "pass"}, "")
        for check in sorted(checks_of(system) - mentioned)
    ]


def checks_of(system: IndicatorSystem) -> set[str]:
    """All checks that a system reads."""
    rules = [selectors_of(item.rule) for item in system.items() if item.rule is not None]
    vetoes = [veto_selectors(veto.rule) for veto in system.vetoes]
    return {selector.check for selectors in (*rules, *vetoes) for selector in selectors}


def reviews_of(case: dict[str, Any]) -> list[Review]:
    return [
        Review(
            site_code=CODE,
            item_id=item,
            marks=str(value),
            actor="评估员",
            decided_at=datetime(2026, 11, 21, tzinfo=UTC),
            reason="示例",
        )
        for item, value in case.get("marks", {}).items()
    ]


def _finding(entry: dict[str, Any], place: str) -> Finding:
    url = HOME if entry["kind"] == "site" else f"{HOME}{entry['check']}/{place}"
    return Finding(
        finding_id=finding_id(entry["check"], CODE, url, place),
        site_code=CODE,
        check=entry["check"],
        version=1,
        outcome=Outcome(entry.get("outcome", "fail")),
        subject=Subject(kind=entry["kind"], url=url),
        values=entry.get("values", {}),
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(entry["check"]),
    )
