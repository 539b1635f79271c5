"""Mean score indices of a group."""

from decimal import Decimal
from typing import Any

from ranking_case import blocked, score, system

from hengping.model.score import ScoreNode
from hengping.ranking.indices import index_means, index_sites


def site(code: str, total: str | None, value: str, node_state: Any = "scored", full: str = "100", **more: Any) -> Any:
    child = ScoreNode(
        item_id="all", title="全部", kind="item", full=Decimal(full), score=Decimal(value), state=node_state
    )
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(value), children=(child,)
    )
    return score(code, total, root=root, **more)


def test_mean_of_exact_indices_rounded_once() -> None:
    rules = system(rounding={"index_digits": 2})
    scores = [site("1", "90", "33.5", full="100"), site("2", "80", "10", full="30"), site("3", "10", "0", group="县")]
    # (0.335 + 0.3333…) / 2 = 0.33416…; the roots: (0.9 + 0.8) / 2
    assert index_means(rules, scores, "市") == {"total": Decimal("0.85"), "all": Decimal("0.33")}
    assert index_means(rules, scores)["all"] == Decimal("0.22")
    assert list(index_means(rules, scores)) == ["total", "all"]


def test_who_and_what_is_left_out() -> None:
    rules = system()
    scores = [
        site("1", "90", "90"),
        site("2", "50", "0", "not_applicable"),
        site("3", "50", "0", "not_tested"),
        site("4", "50", "0", state="not_ranked", passed=None),
        site("5", None, "10", state="vetoed", passed=False),
        blocked("6"),
    ]
    assert index_means(rules, scores) == {"total": Decimal("0.6333"), "all": Decimal("0.9000")}
    assert index_means(rules, []) == {}


def test_vetoed_sites_enter_with_their_number_when_the_system_says_so() -> None:
    scores = [site("1", "90", "90"), site("2", "59", "80", state="vetoed", passed=False)]
    rules = system(when_vetoed={"score": 59, "in_mean": True})
    assert index_means(rules, scores) == {"total": Decimal("0.7450"), "all": Decimal("0.8500")}


def test_on_how_many_sites_a_mean_rests() -> None:
    scores = [site("1", "90", "90"), site("2", "50", "0", "not_applicable"), site("3", "50", "0", "not_tested")]
    assert index_sites(system(), [*scores, blocked("6")]) == {"total": 3, "all": 1}
    assert index_sites(system(), []) == {}
