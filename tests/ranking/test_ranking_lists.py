"""Conditions of published lists, and the most improved."""

from decimal import Decimal
from typing import Any

import pytest
from ranking_case import blocked, failed, score, system, vetoed

from hengping.model.score import Results, ScoreNode
from hengping.ranking.results import rank


def entries(
    condition: dict[str, Any], scores: list[Any], previous: Results | None = None, **more: Any
) -> list[tuple[str, tuple[str, ...]]]:
    listed = {"id": "it", "title": "名单", "conditions": [condition], "order": ["roster"]}
    listed |= {name: more.pop(name) for name in ("groups", "order") if name in more}
    results = rank(system(lists=[listed], **more), scores, previous)
    return [(entry.site_code, entry.reasons) for entry in results.lists]


def test_failed_for_whatever_reason() -> None:
    scores = [score("1", "90"), vetoed("2"), failed("3", "50"), blocked("4"), score("5", "40", passed=False)]
    assert entries({"kind": "failed"}, scores) == [
        ("2", ("空白栏目5个",)),
        ("3", ("总分50分",)),
        ("5", ("评估结果为不合格",)),
    ]


def test_tier() -> None:
    tiers = [
        {"id": "a", "title": "优秀", "at_least": 90, "at_most": 100},
        {"id": "b", "title": "一般", "at_least": 0, "below": 90},
    ]
    scores = [score("1", "90"), score("2", "89"), score("3", "95", "县")]
    assert entries({"kind": "tier", "tier": "a"}, scores, tiers=tiers) == [("1", ("评为优秀",)), ("3", ("评为优秀",))]
    said = {"kind": "tier", "tier": "b", "reason": "处于末档"}
    assert entries(said, scores, tiers=tiers) == [("2", ("处于末档",))]


def test_tier_of_a_track() -> None:
    track = {
        "id": "t",
        "title": "县级",
        "groups": ["县"],
        "tiers": [{"id": "top", "title": "领先", "up_to_place": 1}],
    }
    # The same words in the other groups are another tier.
    tiers = [{"id": "other", "title": "领先", "at_least": 0, "at_most": 100}]
    scores = [score("1", "99"), score("2", "80", "县"), score("3", "70", "县")]
    assert entries({"kind": "tier", "tier": "top"}, scores, tracks=[track], tiers=tiers) == [("2", ("评为领先",))]


def test_place_and_groups() -> None:
    scores = [score("1", "90"), score("2", "80"), score("3", "80"), score("4", "70"), score("5", "60", "县")]
    condition = {"kind": "place", "at_most": 2}
    assert entries(condition, scores, groups=["市"]) == [
        ("1", ("市排名第1名",)),
        ("2", ("市排名并列第2名",)),
        ("3", ("市排名并列第2名",)),
    ]
    said = {"kind": "place", "at_most": 1, "reason": "名列第{value}"}
    assert entries(said, scores) == [("1", ("名列第1",)), ("5", ("名列第1",))]
    assert entries(condition, scores, ranking={"method": "unordered"}) == []


def test_who_did_not_pass_is_not_praised() -> None:
    """A place or a high score does not put a vetoed, failed or undecided site on a red list; a low score names all."""
    scores = [
        vetoed("1", "95"),
        failed("2", "94"),
        score("3", "93", passed=None),
        score("4", "92"),
        vetoed("5", "40"),
    ]
    assert entries({"kind": "place", "at_most": 9}, scores, ranking={"failed": "ranked"}) == [("4", ("市排名第4名",))]
    high = {"kind": "node", "node": "total", "at_least": 90, "reason": "好"}
    assert entries(high, scores) == [("4", ("好",))]
    low = {"kind": "node", "node": "total", "below": 95, "reason": "低"}
    assert [code for code, _ in entries(low, scores)] == ["2", "3", "4", "5"]


def with_node(code: str, total: str | None, value: str, **more: Any) -> Any:
    child = ScoreNode(
        item_id="all",
        title="全部",
        kind="item",
        full=Decimal(100),
        score=Decimal(value),
        state=more.pop("node_state", "scored"),
    )
    root = ScoreNode(
        item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(value), children=(child,)
    )
    return score(code, total, root=root, **more)


def test_node_compares_the_printed_score() -> None:
    scores = [
        with_node("1", "80", "59.995"),
        with_node("2", "80", "59.994"),
        with_node("3", "80", "0", node_state="not_tested"),
        with_node("4", None, "10", state="vetoed", passed=False),
        with_node("5", "80", "10", state="not_ranked", passed=None),
        score("6", "80"),
    ]
    below = {"kind": "node", "node": "all", "below": 60, "reason": "全部得分{value}分，低于60分"}
    assert entries(below, scores) == [("2", ("全部得分59.99分，低于60分",))]
    assert entries({"kind": "node", "node": "all", "at_least": 60, "reason": "达到"}, scores) == [("1", ("达到",))]
    of_root = entries({"kind": "node", "node": "total", "at_least": 80, "reason": "达到"}, scores)
    assert [code for code, _ in of_root] == ["1", "2", "3", "6"]


def before(*totals: tuple[str, str]) -> Results:
    return rank(system(), [score(code, total) for code, total in totals])


NOW = [score("1", "90"), score("2", "85"), score("3", "66"), score("4", "64"), score("5", "99")]
THEN = before(("1", "80"), ("2", "75"), ("3", "60"), ("4", "64.5"))


@pytest.mark.parametrize(
    ("by", "top", "expected"),
    [
        (
            "points",
            1,
            [
                ("1", ("总分较上一轮提高10.00分（由80分提高到90分）",)),
                ("2", ("总分较上一轮提高10.00分（由75分提高到85分）",)),
            ],
        ),
        ("percent", 1, [("2", ("总分较上一轮提高13.33%（由75分提高到85分）",))]),
    ],
)
def test_most_improved(by: str, top: int, expected: list[Any]) -> None:
    assert entries({"kind": "improved", "by": by, "top": top}, NOW, THEN) == expected


@pytest.mark.parametrize(("by", "top", "expected"), [("points", 9, ["1", "2", "3"]), ("percent", 2, ["1", "2"])])
def test_how_many_are_named(by: str, top: int, expected: list[str]) -> None:
    assert [code for code, _ in entries({"kind": "improved", "by": by, "top": top}, NOW, THEN)] == expected


def test_most_improved_by_places() -> None:
    then = before(("1", "90"), ("2", "80"), ("3", "70"), ("4", "60"))
    now = [score("1", "80"), score("2", "70"), score("3", "60"), score("4", "90")]
    assert entries({"kind": "improved", "by": "places", "top": 3}, now, then) == [
        ("4", ("名次较上一轮上升3位（由第4名上升到第1名）",))
    ]


def test_nobody_improved_without_a_round_before() -> None:
    assert entries({"kind": "improved", "top": 3}, NOW) == []


def test_what_a_veto_set_is_no_improvement() -> None:
    then = rank(system(), [vetoed("1", "59"), score("2", "70"), score("3", None, state="not_ranked", passed=None)])
    now = [score("1", "90"), vetoed("2", "75"), score("3", "80")]
    assert entries({"kind": "improved", "top": 3}, now, then) == []


def test_less_is_better() -> None:
    then = before(("1", "40"), ("2", "10"))
    now = [score("1", "30"), score("2", "20")]
    found = entries({"kind": "improved", "top": 3}, now, then, ranking={"best": "lowest"})
    assert found == [("1", ("总分较上一轮降低10.00分（由40分降低到30分）",))]
    condition = {"kind": "total_at_least", "value": 0}
    ordered = entries(condition, [*now, vetoed("0")], ranking={"best": "lowest"}, order=["score"])
    assert [code for code, _ in ordered] == ["2", "1"]


def test_each_reason_once() -> None:
    two = vetoed("1")
    both = entries({"kind": "vetoed"}, [two])
    assert both == [("1", ("空白栏目5个",))]
    listed = {"id": "it", "title": "名单", "conditions": [{"kind": "vetoed"}, {"kind": "failed"}]}
    assert rank(system(lists=[listed]), [two]).lists[0].reasons == ("空白栏目5个",)


def test_a_total_below_nothing_has_no_percentage() -> None:
    """From -2 to -4 is no growth of 100 %."""
    assert entries({"kind": "improved", "by": "percent", "top": 3}, [score("1", "-4")], before(("1", "-2"))) == []
