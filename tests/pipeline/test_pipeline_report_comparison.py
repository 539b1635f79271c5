"""A finished comparison in the words of the bulletin."""

from decimal import Decimal

from hengping.model.score import RankRow, Results, TrackSummary
from hengping.pipeline.report_comparison import MOST_IMPROVED, round_changes
from hengping.ranking.compare.change import Change, change_of
from hengping.ranking.compare.records import GroupChange, LineCount, RoundComparison, SiteChange


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def points(before: str | None, after: str | None) -> Change:
    return change_of(number(before), number(after))


def row(code: str, rank: int | None = 1, **changes: object) -> RankRow:
    values = {"group": "县", "rank": rank, "tied": False, "site_code": code, "name": code, "total": Decimal(90)}
    return RankRow(**values | {"tier": "", "vetoed": False, "coverage": Decimal(1)} | changes)


def results(rows: list[RankRow], *tracks: TrackSummary) -> Results:
    return Results(system_id="a", system_version="1", title="甲", ranks=tuple(rows), lists=(), groups=(), tracks=tracks)


def track(**changes: object) -> TrackSummary:
    return TrackSummary(**{"track_id": "all", "title": "甲", "groups": ("县",), "method": "dense"} | changes)


def group(name: str = "", **changes: object) -> GroupChange:
    values = {
        "group": name,
        "before_sites": 12,
        "after_sites": 10,
        "mean": points("81.18", "81.42"),
        "passed": change_of(Decimal(8), Decimal(9), "count"),
        "pass_rate": change_of(Decimal("0.7800"), Decimal("0.8333"), "rate"),
        "panel_sites": 9,
        "panel_mean": points("82.00", "81.50"),
    }
    return GroupChange(**values | changes)


def site(code: str, before: str | None, after: str | None, place: tuple[int, int] | None = None) -> SiteChange:
    moved = change_of(*(Decimal(each) for each in place), "place") if place else change_of(None, None, "place")
    return SiteChange(group="县", site_code=code, name=code, fate="same", total=points(before, after), place=moved)


def comparison(sites: tuple[SiteChange, ...] = (), *groups: GroupChange, changed: bool = False) -> RoundComparison:
    return RoundComparison(
        before_title="2025年评估",
        before_system="a-2025",
        before_version="1",
        after_title="2026年评估",
        after_system="a-2026",
        after_version="1",
        rules_changed=changed,
        sites=sites,
        groups=groups or (group(), group("县")),
        indicators=(),
    )


def test_all_sites_are_told_in_a_sentence_and_groups_in_rows() -> None:
    groups = (group(), group("县", panel_sites=8))
    said = round_changes(comparison((), *groups, changed=True), results([], track()), None)
    assert said.summary == (
        (
            "与2025年评估相比，平均得分由81.18分变为81.42分，提高了0.24分；"
            "合格率由78.00%变为83.33%，上升5.33个百分点。"
            "两轮都有得分的可比网站9个，其平均得分由82.00分变为81.50分，下降了0.5分"
        ),
        "两轮所用指标体系不同（上一轮a-2025，本轮a-2026），变化中含规则调整的影响",
    )
    assert [each.group for each in said.groups] == ["县", "全部"]
    last = said.groups[-1]
    assert (last.before_sites, last.after_sites, last.before_mean, last.after_mean) == ("12", "10", "81.18", "81.42")
    assert (last.change, last.panel_sites, last.panel_change) == ("提高0.24", "9", "下降0.5")


def test_an_only_group_is_not_told_twice() -> None:
    counted = (LineCount(line=Decimal(90), change=change_of(Decimal(2), Decimal(3), "count")),)
    groups = (group(reaching=counted), group("县", reaching=counted))
    said = round_changes(comparison((), *groups), results([], track()), None)
    assert [each.group for each in said.groups] == ["全部"]
    assert said.reaching == ("全部网站得分90分以上的由2个变为3个，增加1个（增加了50%）",)
    assert {each.group for each in said.figures} == {"", "县"}, "a manuscript may still ask for the group by its name"
    some = round_changes(comparison((), group(after_sites=11), group("县")), results([], track()), None)
    assert [each.group for each in some.groups] == ["县", "全部"], "with sites of no group they are two things"


def test_a_site_that_fell_is_not_praised_for_its_points() -> None:
    sites = (
        site("升", "70.00", "80.00", (5, 2)),
        site("降", "60.00", "90.00", (2, 5)),
        site("平", "70.00", "75.00", (3, 3)),
    )
    rows = [row(each.site_code) for each in sites]
    said = round_changes(comparison(sites), results(rows, track()), None)
    assert said.improved_names == ("升", "平")


def test_what_cannot_be_compared_says_why() -> None:
    bare = group(
        mean=points(None, "81.42"),
        pass_rate=change_of(Decimal("0.5"), Decimal("0.5"), "rate"),
        panel_sites=0,
        panel_mean=points(None, None),
    )
    said = round_changes(comparison((), bare), results([], track()), None)
    assert said.summary == ("与2025年评估相比，平均得分无法比较（上一轮无数据）；合格率与上一轮持平（50%）",)
    assert (said.groups[0].before_mean, said.groups[0].change) == ("——", "——")
    fulls = change_of(Decimal(100), Decimal(120), incomparable="两轮满分不同")
    said = round_changes(comparison((), group(mean=fulls)), results([], track()), None)
    assert "平均得分不作比较（两轮满分不同）" in said.summary[0]


def test_lines_are_counted_with_percent_and_unchanged_groups_left_out() -> None:
    def counted(before: int, after: int) -> tuple[LineCount, ...]:
        return (LineCount(line=Decimal("90.0"), change=change_of(Decimal(before), Decimal(after), "count")),)

    groups = (group(reaching=counted(12, 9)), group("县", reaching=counted(2, 2)), group("市", reaching=counted(0, 1)))
    said = round_changes(comparison((), *groups), results([], track(groups=("县", "市"))), None)
    assert said.reaching == (
        "全部网站得分90分以上的由12个变为9个，减少3个（减少了25%）",
        "市得分90分以上的由0个变为1个，增加1个",
    )
    same = round_changes(comparison((), group(reaching=counted(3, 3))), results([], track()), None)
    assert same.reaching == ("全部网站得分90分以上的由3个变为3个，持平",)


def test_the_most_improved_are_named_in_order_without_vetoed_ones() -> None:
    sites = (
        site("小", "80.00", "81.00"),
        site("大", "70.00", "90.00", (5, 2)),
        site("退", "90.00", "80.00"),
        site("否", "50.00", "90.00"),
        site("曾否", "10.00", "90.00"),
        site("新", None, "95.00"),
    )
    rows = [row(each.site_code, vetoed=each.site_code == "否") for each in sites]
    before = results([row("曾否", vetoed=True)])
    said = round_changes(comparison(sites), results(rows, track()), before)
    assert said.improved == (
        "大由70.00分变为90.00分，提高了20分，名次上升3位",
        "小由80.00分变为81.00分，提高了1分",
    )
    lowest = round_changes(comparison(sites), results(rows, track(best="lowest")), before)
    assert [text[0] for text in lowest.improved] == ["退"]


def test_nobody_is_named_beyond_what_is_published() -> None:
    sites = tuple(site(f"{number:02d}", "70.00", "80.00") for number in range(20))
    rows = [row(each.site_code, place) for place, each in enumerate(sites, start=1)]
    assert len(round_changes(comparison(sites), results(rows, track()), None).improved) == MOST_IMPROVED
    assert len(round_changes(comparison(sites), results(rows, track(top=3)), None).improved) == 3
    unordered = [row(each.site_code, None) for each in sites]
    assert round_changes(comparison(sites), results(unordered, track(method="unordered")), None).improved == ()


def test_tracks_are_never_added_together() -> None:
    sites = (site("大", "70.00", "90.00"),)
    two = results([row("大")], track(), track(track_id="b", groups=("市",)))
    said = round_changes(comparison(sites), two, None)
    assert said.summary == ("各赛道的总分含义不同，不比较全部网站的平均分，各组与2025年评估的比较见下表",)
    assert said.improved == ()
    assert [each.group for each in said.groups] == ["县"]
    absent = results([row("大")], track(), track(track_id="b", groups=()))
    assert round_changes(comparison(sites), absent, None).improved
