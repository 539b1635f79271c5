"""Tracks, tiers by rank, empty tiers, the first N places, counts and publication."""

from decimal import Decimal
from typing import Any

import pytest
from ranking_case import blocked, failed, score, system, vetoed

from hengping.model.score import RankRow, Results
from hengping.ranking.results import count_at_least, rank, top_rows

BANDS = [
    {"id": "good", "title": "优秀级", "at_least": 85, "below": 95},
    {"id": "best", "title": "卓越级", "at_least": 95, "at_most": 100},
]


def shares(*rates: float) -> list[dict[str, Any]]:
    return [{"id": f"t{number}", "title": f"第{number}档", "up_to_rate": rate} for number, rate in enumerate(rates, 1)]


def tiers(results: Results) -> list[str]:
    return [row.tier for row in sorted(results.ranks, key=lambda row: row.site_code)]


def by_totals(*totals: str) -> list[Any]:
    return [score(str(number), total) for number, total in enumerate(totals)]


def test_tiers_by_share_of_the_ranked() -> None:
    rules = system(tiers=shares(0.2, 0.6, 1))
    assert tiers(rank(rules, by_totals("90", "80", "70", "60", "50"))) == ["第1档", "第2档", "第2档", "第3档", "第3档"]
    # 20 % of 4 sites are none: a share is cut to whole sites.
    assert tiers(rank(rules, by_totals("90", "80", "70", "60"))) == ["第2档", "第2档", "第3档", "第3档"]


def test_a_tie_over_the_edge_goes_to_the_better_tier() -> None:
    rules = system(tiers=shares(0.2, 0.6))
    assert tiers(rank(rules, by_totals("90", "90", "90", "60", "50"))) == ["第1档", "第1档", "第1档", "", ""]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("dense", ["第一档", "第一档", "第一档", "第二档", "第二档"]),
        ("competition", ["第一档", "第一档", "第二档", "第二档", ""]),
        ("ordinal", ["第一档", "第一档", "第二档", "第二档", ""]),
        ("unordered", ["第一档", "第一档", "第二档", "第二档", ""]),
    ],
)
def test_tiers_by_last_place(method: str, expected: list[str]) -> None:
    places = [
        {"id": "a", "title": "第一档", "up_to_place": 2 if method == "dense" else 1},
        {"id": "b", "title": "第二档", "up_to_place": 4},
    ]
    rules = system(tiers=places, ranking={"method": method})
    assert tiers(rank(rules, by_totals("90", "90", "70", "60", "50"))) == expected


def test_only_sites_with_a_place_count_for_a_share() -> None:
    rules = system(tiers=shares(0.5, 1), fail_tier="不合格", veto_tier="否决", ranking={"failed": "unranked"})
    scores = [score("1", "90"), score("2", "80"), failed("3", "50"), vetoed("4"), blocked("5")]
    assert tiers(rank(rules, scores)) == ["第1档", "第2档", "不合格", "否决", ""]


def test_empty_tiers_stay_and_the_best_one_is_first() -> None:
    rules = system(tiers=BANDS, ranking={"method": "unordered"}, fail_tier="不合格")
    (track,) = rank(rules, [score("2", "90"), score("1", "86")]).tracks
    assert (track.track_id, track.title, track.groups, track.method) == ("all", "小体系", ("市",), "unordered")
    assert track.tiers == (("卓越级", ()), ("优秀级", ("1", "2")), ("不合格", ()))
    assert track.sentences == ("卓越级：无", "优秀级：网站1、网站2", "不合格：无", "注：按照行政区划排序，排名不分先后")


def two_tracks() -> Any:
    return system(
        tracks=[
            {
                "id": "apps",
                "title": "应用",
                "groups": ["城市应用", "省级应用"],
                "ranking": {"method": "unordered"},
                "tiers": BANDS,
            },
            {"id": "ministries", "title": "部门", "groups": ["部门"], "ranking": {"method": "competition", "top": 2}},
            {"id": "empty", "title": "开发区", "groups": ["开发区"]},
        ],
        ranking={"method": "dense", "top": 1},
    )


def test_each_track_has_its_own_settings() -> None:
    scores = [
        score("1", "80", "部门"),
        score("2", "96", "省级应用"),
        score("3", "90", "部门"),
        score("4", "90", "部门"),
        score("5", "70", "县"),
        score("6", "60", "县"),
        score("7", "70", "县"),
    ]
    results = rank(two_tracks(), scores)
    assert {row.site_code: (row.rank, row.tier) for row in results.ranks} == {
        "3": (1, ""),
        "4": (1, ""),
        "1": (3, ""),
        "2": (None, "卓越级"),
        "5": (1, ""),
        "7": (1, ""),
        "6": (2, ""),
    }
    assert [(track.track_id, track.groups, track.method, track.top) for track in results.tracks] == [
        ("apps", ("省级应用",), "unordered", None),
        ("ministries", ("部门",), "competition", 2),
        ("empty", (), "dense", 1),
        ("all", ("县",), "dense", 1),
    ]
    assert results.tracks[2].sentences == ()
    assert results.tracks[1].sentences == ("部门：网站3、网站4并列第一名。",)


def codes(rows: tuple[RankRow, ...]) -> list[str]:
    return [row.site_code for row in rows]


def test_more_names_than_places() -> None:
    scores = by_totals("90", "80", "80", "70", "60")
    dense = rank(system(ranking={"top": 3}), scores)
    assert codes(top_rows(dense, "市")) == ["0", "1", "2", "3"]
    assert codes(top_rows(dense, "市", 2)) == ["0", "1", "2"]
    competition = rank(system(ranking={"method": "competition", "top": 3}), scores)
    assert codes(top_rows(competition, "市")) == ["0", "1", "2"]
    ordinal = rank(system(ranking={"method": "ordinal", "top": 2}), scores)
    assert codes(top_rows(ordinal, "市")) == ["0", "1"]
    assert codes(top_rows(rank(system(), [*scores, blocked("9")]), "市")) == ["0", "1", "2", "3", "4"]
    assert len(dense.ranks) == 5
    assert top_rows(dense, "县") == ()


@pytest.mark.parametrize(("best", "expected"), [("highest", ["1", "2", "3"]), ("lowest", ["0", "4"])])
def test_first_places_of_an_unordered_list(best: str, expected: list[str]) -> None:
    rules = system(ranking={"method": "unordered", "top": 2, "best": best})
    assert codes(top_rows(rank(rules, by_totals("60", "90", "80", "80", "70")), "市")) == expected


def test_lowest_is_best() -> None:
    rules = system(ranking={"best": "lowest"}, tiers=shares(0.5, 1))
    results = rank(rules, by_totals("12", "3", "3", "40"))
    assert [(row.site_code, row.rank, row.tier) for row in results.ranks] == [
        ("1", 1, "第1档"),
        ("2", 1, "第1档"),
        ("0", 2, "第2档"),
        ("3", 3, "第2档"),
    ]


def test_bands_where_the_lowest_is_best() -> None:
    bands = [
        {"id": "many", "title": "较多", "above": 10, "at_most": 100},
        {"id": "few", "title": "较少", "at_least": 0, "at_most": 10},
    ]
    (track,) = rank(system(ranking={"best": "lowest"}, tiers=bands), by_totals("10", "11")).tracks
    assert track.tiers == (("较少", ("0",)), ("较多", ("1",)))


def test_count_above_a_line_uses_printed_totals() -> None:
    results = rank(system(), [*by_totals("80", "79.99"), score("8", "85", "县"), vetoed("9")])
    assert count_at_least(results, "", Decimal(80)) == 2
    assert count_at_least(results, "市", Decimal(80)) == 1


def test_doubts_block_publication_unless_they_count_for_the_site() -> None:
    scores = [
        score("1", "80", provisional=True, open_doubts=2),
        score("2", "80", provisional=True, open_doubts=1, manual_items=3, manual_marked=1),
        score("3", "80"),
    ]
    results = rank(system(), scores)
    assert not results.publishable
    assert results.unpublishable_reason == (
        "2个网站的得分为暂定，结果不能公布：2个网站有3处疑点待人工确认，1个网站有2项待人工评分"
    )
    for_sites = rank(system(doubts="count_for_site"), scores)
    assert (for_sites.publishable, for_sites.unpublishable_reason) == (True, "")
    assert rank(system(), scores[2:]).publishable


def test_unscored_vetoed_sites_enter_a_mean_with_zero_only_if_the_system_says_so() -> None:
    scores = [score("1", "90"), vetoed("2")]
    assert rank(system(when_vetoed={"in_mean": True}), scores).groups[0].mean == Decimal("45.00")
    assert rank(system(when_vetoed={"in_mean": False}), scores).groups[0].mean == Decimal("90.00")
    kept = [score("1", "90"), vetoed("2", "70")]
    assert rank(system(when_vetoed={"keep": True, "in_mean": True}), kept).groups[0].mean == Decimal("80.00")
