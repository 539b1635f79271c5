"""Items that stand alone are settled by a short way; it must say what the general way says."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from laws_case import CHECKS, finding, passes, site, small_systems

from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Outcome
from hengping.scoring import once
from hengping.scoring.site import score_site


@settings(max_examples=150, deadline=None)
@given(
    system=small_systems(),
    faults=st.lists(st.tuples(st.sampled_from(CHECKS), st.integers(0, 30), st.booleans()), max_size=25, unique=True),
)
def test_the_short_way_is_the_general_way(system: IndicatorSystem, faults: list[tuple[str, int, bool]]) -> None:
    findings = passes(set(CHECKS)) + [
        finding(check, number, Outcome.FAIL, {"on_home": home, "missing": ["办理时间"]})
        for check, number, home in faults
    ]
    short = score_site(system, site("A"), findings)
    usual = once._alone
    once._alone = lambda *_: set()
    try:
        general = score_site(system, site("A"), findings)
    finally:
        once._alone = usual
    assert short == general


def test_some_items_do_stand_alone() -> None:
    """Else the law above would say nothing."""
    seen = []
    usual = once._alone

    def watch(*arguments: Any) -> set[int]:
        seen.append(usual(*arguments))
        return seen[-1]

    once._alone = watch
    try:
        tree = {
            "id": "total",
            "title": "总分",
            "kind": "system",
            "children": [
                {
                    "id": name,
                    "title": name,
                    "kind": "item",
                    "marks": 50,
                    "rule": {"kind": "per_hit", "tariffs": [{"select": {"check": check}, "points": 3}]},
                }
                for name, check in (("a", CHECKS[0]), ("b", CHECKS[1]))
            ],
        }
        system = IndicatorSystem.model_validate(
            {
                "schema": 1,
                "id": "small",
                "version": "1",
                "title": "小体系",
                "sources": [{"title": "测试"}],
                "effective": {"from": "2026-01-01"},
                "scale": 100,
                "tree": tree,
            }
        )
        score_site(system, site("A"), [finding(CHECKS[0], 1, Outcome.FAIL, {}), *passes(set(CHECKS))])
    finally:
        once._alone = usual
    assert seen == [{0}]
