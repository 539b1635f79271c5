"""The dashboard: its figures are those of the run; nothing of a site comes alive in it; it is quick."""

import base64
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengping.model import codec
from hengping.model.score import GroupSummary, Results, TrackSummary
from hengping.pipeline.reading import read_one
from hengping.report.wording import figure, rate
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.oversight.heat import GROUPS_BESIDE
from hengping.web.apps.oversight.overview import overview_of
from hengping.web.apps.oversight.results import key_figures
from hengping.web.apps.oversight.rounds import rounds_of, trend_charts
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, ItemScore, ResultColumn, Run, SiteResult
from hengping.web.apps.runs.services import import_run
from hengping.web.policy.words import Stage
from web.world import World

SYSTEM = "made-2026"
HOSTILE = "<script>alert(1)</script>"
LONG = "云" * 40
GROUPS = (HOSTILE, LONG, "设区市")


def _summary(group: str, mean: str | None, sites: int = 20) -> GroupSummary:
    number = None if mean is None else Decimal(mean)
    return GroupSummary(
        group=group, sites=sites, assessed=sites, passed=sites - 1, vetoed=1, blocked=1, mean=number, highest=number,
        lowest=number, pass_rate=Decimal("0.95"),
    )  # fmt: skip


def _results(means: dict[str, str | None], version: str = "1", tracks: int = 0) -> Results:
    return Results(
        system_id=SYSTEM, system_version=version, title="自编体系", ranks=(), lists=(),
        groups=(_summary("", "70.00", 60), *(_summary(name, mean) for name, mean in means.items())),
        tracks=tuple(
            TrackSummary(track_id=f"t{at}", title=f"类别{at}", groups=(name,), method="dense")
            for at, name in enumerate(list(means)[:tracks])
        ),
    )  # fmt: skip


def made_run(campaign: Campaign, results: Results | None, sites: int = 60, name: str = "made") -> Run:
    """A current run of made rows and, unless None, the results that ranking would have written."""
    run = Run.objects.create(
        campaign=campaign, kind=Run.Kind.FIRST, folder_name=f"{name}-{campaign.pk}", state=Run.State.DONE,
        is_current=True, indexed_from=name,
    )  # fmt: skip
    if results is not None:
        folder = run.path / "results" / SYSTEM
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "results.json").write_bytes(codec.encode(results))
    for at in range(3):
        ResultColumn.objects.create(
            run=run, system_id=SYSTEM, position=at, item_id=f"item-{at}", title=f"指标{at}{HOSTILE}", kind="item",
            depth=1, full=10,
        )  # fmt: skip
    for at in range(sites):
        state = {0: "vetoed", 1: "blocked", 2: "not_ranked"}.get(at, "ranked")
        total = None if state in {"blocked", "not_ranked"} else Decimal(40 + at)
        result = SiteResult.objects.create(
            run=run, system_id=SYSTEM, site_code=f"99{at:08d}", name=HOSTILE, group=GROUPS[at % 3], place=at + 1,
            total=total, state=state, passed=None if total is None else at > 10,
            coverage=Decimal(1 if at % 2 else "0.5"),
            provisional=at < 4, open_doubts=2 if at < 4 else 0,
        )  # fmt: skip
        ItemScore.objects.create(
            result=result, item_id="item-0", score=5, full=10, index_value=Decimal(at % 3) / 4, state="scored"
        )
        ItemScore.objects.create(
            result=result, item_id="item-1", score=0, full=10, index_value=None, state="not_tested"
        )
    for at in range(12):
        IndexedFinding.objects.create(
            run=run, finding_id=f"f{at}", site_code=f"99{at // 2:08d}",
            check_id="broken_link" if at < 8 else "search_missing", check_version=1,
            outcome="fail" if at < 11 else "doubt", title=HOSTILE, message=HOSTILE,
            counted={SYSTEM: "1.25", "other": "9"} if at < 8 else {}, data={},
        )  # fmt: skip
    return run


@pytest.fixture
def run(world: World) -> Run:
    """A run of 60 made sites in three groups, with names that a page might take for more."""
    return made_run(world.campaign, _results(dict(zip(GROUPS, ("71.50", "65.25", None), strict=True))))


def _page(world: World, query: str = "", who: str = "organiser") -> str:
    answer = world.client(who).get(f"/campaigns/{world.campaign.pk}/overview/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_key_figures_are_counted(run: Run) -> None:
    key = key_figures(run, SYSTEM)
    assert (key.sites, key.scored, key.vetoed, key.blocked, key.not_ranked) == (60, 58, 1, 1, 1)
    assert (key.coverage, key.fully_covered, key.provisional, key.open_doubts) == (Decimal("0.7500"), 30, 4, 8)


def test_group_means_are_those_of_ranking(world: World, run_folder: Path) -> None:
    made = import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder)
    system_id = world.campaign.systems[0]
    results = read_one(run_folder / "results" / system_id / "results.json", Results, remedy="")
    text = _page(world, f"?system={system_id}")
    means = [figure(row.mean) for row in results.groups]
    assert any(re.search(r"\d", mean) for mean in means)
    for row in results.groups:
        name = re.escape(row.group) if row.group else "全部网站"
        shown = re.search(rf'<th scope="row" class="ov-name">(?:<a [^>]*>)?{name}.*?</tr>', text)
        assert shown is not None, row.group
        cells = re.findall(r'hp-number">([^<]*)<', shown[0])
        assert cells[0] == str(row.sites)
        assert cells[5:] == [figure(row.mean), figure(row.highest), figure(row.lowest)]
    assert rate(key_figures(made, system_id).coverage) in text
    assert "data:image/svg+xml;base64," in text


def test_heat_cells_carry_their_number(world: World, run: Run) -> None:
    table = overview_of(run, SYSTEM, items=False).heat[0]
    assert table.groups == GROUPS
    by_title = {row.title: row.cells for row in table.rows}
    # Blocked, unranked and vetoed sites enter no mean; an index that nobody has is no zero.
    assert by_title[f"指标0{HOSTILE}"] == (("0.00", "0"), ("0.25", "0"), ("0.50", "0"))
    assert by_title[f"指标1{HOSTILE}"] == (("——", ""), ("——", ""), ("——", ""))
    assert '<td class="ov-shade-0">0.50</td>' in _page(world)


def test_many_groups_go_into_further_tables(world: World) -> None:
    names = {f"组{at}": "50" for at in range(GROUPS_BESIDE + 1)}
    made = made_run(world.campaign, _results(names), sites=3)
    assert [len(table.groups) for table in overview_of(made, SYSTEM, items=False).heat] == [GROUPS_BESIDE, 1]


def test_problems_are_counted_by_sites_and_points_of_this_system(run: Run) -> None:
    faults = overview_of(run, SYSTEM, items=False).faults
    found = {each.check_id: (each.sites, each.places, each.lost) for each in faults}
    # Eleven faults: the doubt is none; points of the other system are not counted here.
    assert found == {"broken_link": (4, 8, "10.00"), "search_missing": (2, 3, "0.00")}
    assert [each.check_id for each in faults] == ["broken_link", "search_missing"]
    assert faults[0].share == "6.67%（4/60）"


def test_tiles_are_groups_or_regions(world: World, run: Run) -> None:
    tiles = overview_of(run, SYSTEM, items=False).tiles
    assert [(tile.name, tile.number, tile.shade) for tile in tiles] == [
        (HOSTILE, "71.50", "4"), (LONG, "65.25", "0"), ("设区市", "——", ""),
    ]  # fmt: skip
    for at, region in ((50, "东区"), (53, "东区"), (55, "西区"), (1, "北区")):
        RosterEntry.objects.update_or_create(
            campaign=world.campaign, site_code=f"99{at:08d}",
            defaults={"name": "x", "url": "http://x.gov.cn/", "region": region, "place": at},
        )  # fmt: skip
    Run.objects.filter(pk=run.pk).update(indexed_from="again")
    tiles = overview_of(Run.objects.get(pk=run.pk), SYSTEM, items=False).tiles
    assert [(tile.name, tile.number, tile.sites) for tile in tiles] == [
        ("北区", "——", 0), ("东区", "91.50", 2), ("西区", "95.00", 1),
    ]  # fmt: skip


def test_totals_of_several_tracks_are_not_mixed(world: World) -> None:
    made = made_run(world.campaign, _results(dict.fromkeys(GROUPS, "60"), tracks=3))
    view = overview_of(made, SYSTEM, items=False)
    assert view.overall is None
    assert [picture.title for picture in view.distributions] == [f"类别{at}总分分布" for at in range(3)]


def test_hostile_names_stay_names(world: World, run: Run) -> None:
    text = _page(world, "?show=items")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert LONG in text
    for source in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text):
        picture = base64.b64decode(source)
        assert b"<script" not in picture
        assert not re.search(rb"\s(on\w+|href)=", picture)
    # Every picture is an image with words, and has its table.
    pictures = text.count('class="ov-chart"')
    assert pictures >= 3
    assert text.count("<summary>数据表</summary>") == pictures
    assert all(re.findall(r'class="ov-chart" src="[^"]+" alt="([^"]+)"', text))


def test_before_there_are_results_it_says_so(world: World) -> None:
    assert "还没有结果" in _page(world)


def test_what_cannot_be_read_is_said_and_the_rest_shown(world: World) -> None:
    made_run(world.campaign, None)
    text = _page(world)
    assert "无法读取" in text
    assert "各组平均分</h2>" not in text
    assert "问题构成" in text


def test_only_who_may_sees_it(world: World, run: Run) -> None:
    world.at(Stage.PRELIMINARY)
    url = f"/campaigns/{world.campaign.pk}/overview/"
    status = {
        who: world.client(who).get(url).status_code for who in ("auditor", "assessor", "operator", "other_organiser")
    }
    assert status == {"auditor": 200, "assessor": 403, "operator": 403, "other_organiser": 404}
    assert url in world.client("organiser").get(f"/campaigns/{world.campaign.pk}/").content.decode()


@pytest.mark.parametrize("query", ["?system=nothing", "?show=x", "?system=../../x"])
def test_nonsense_in_the_address_is_passed_over(world: World, run: Run, query: str) -> None:
    _page(world, query)


def _before(world: World, version: str = "1", **fields: object) -> Campaign:
    before = Campaign.objects.create(
        code="yunxi-2025", title="2025年" + HOSTILE, organiser=world.organisations["office"],
        as_of=world.campaign.as_of, systems=[SYSTEM], **fields,
    )  # fmt: skip
    made_run(before, _results({HOSTILE: "60.00", LONG: "66.25"}, version), sites=3, name="before")
    Campaign.objects.filter(pk=world.campaign.pk).update(previous=before)
    return before


def test_the_trend_follows_the_rounds_before(world: World, run: Run) -> None:
    _before(world, version="2")
    rounds = rounds_of(world.actor("organiser"), Campaign.objects.get(pk=world.campaign.pk), SYSTEM)
    (chart,) = trend_charts(rounds)
    assert chart.rows == (
        ("全部网站", "70.00", "70.00", "持平"), (HOSTILE, "60.00", "71.50", "提高11.50"),
        (LONG, "66.25", "65.25", "降低1.00"), ("设区市", "——", "——", "——"),
    )  # fmt: skip
    text = _page(world)
    assert "提高11.50" in text
    assert "指标体系版本不同" in text
    assert "<script>alert" not in text


def test_over_several_rounds_groups_stand_in_pairs_and_all_sites_in_a_line(world: World, run: Run) -> None:
    before = _before(world)
    first = Campaign.objects.create(
        code="yunxi-2024", title="2024年", organiser=world.organisations["office"], as_of=world.campaign.as_of
    )
    made_run(first, _results({HOSTILE: "50.00"}), sites=3, name="first")
    Campaign.objects.filter(pk=before.pk).update(previous=first)
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    whole, pairs = trend_charts(rounds_of(world.actor("organiser"), campaign, SYSTEM))
    assert whole.rows == (("全部网站", "70.00", "70.00", "70.00"),)
    assert pairs.rows[1] == (HOSTILE, "60.00", "71.50", "提高11.50")


def test_a_round_of_another_bureau_is_not_shown(world: World, run: Run) -> None:
    before = _before(world)
    Campaign.objects.filter(pk=before.pk).update(organiser=world.organisations["elsewhere"])
    text = _page(world)
    assert "2025年" not in text
    assert "没有可比的上一轮" in text


def test_a_chain_that_bites_its_tail_ends(world: World, run: Run) -> None:
    before = _before(world)
    Campaign.objects.filter(pk=before.pk).update(previous=world.campaign)
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    assert len(rounds_of(world.actor("organiser"), campaign, SYSTEM)) == 2


def test_the_second_look_counts_nothing_again(world: World, run: Run) -> None:
    client, url = world.client("organiser"), f"/campaigns/{world.campaign.pk}/overview/"
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(url)
    with CaptureQueriesContext(connection) as second:
        client.get(url)
    heavy = [one["sql"] for one in second if re.search("runs_itemscore|runs_indexedfinding", one["sql"])]
    assert heavy == []
    assert [one["sql"] for one in first if "runs_itemscore" in one["sql"]] != []


def test_questions_do_not_grow_with_sites(world: World, run: Run) -> None:
    with CaptureQueriesContext(connection) as few:
        overview_of(run, SYSTEM, items=True)
    shutil.rmtree(run.path)
    Run.objects.filter(pk=run.pk).update(is_current=False)
    more = made_run(world.campaign, _results(dict.fromkeys(GROUPS, "60")), sites=240, name="more")
    with CaptureQueriesContext(connection) as many:
        overview_of(more, SYSTEM, items=True)
    assert len(many) == len(few) < 12
