"""Pages of results: sorted, filtered, paged, exported; nothing of a site comes alive; who may not see does not."""

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import ItemScore, ResultCells, ResultColumn, Run, RunProblem, SiteResult
from hengping.web.apps.runs.services import import_run
from hengping.web.policy.words import Stage
from web.world import World

SYSTEM = "made-2026"


@pytest.fixture
def made(world: World) -> Run:
    """A run of 120 made sites with 12 items, some with names that a page or a spreadsheet might take for more."""
    run = Run.objects.create(
        campaign=world.campaign, kind=Run.Kind.FIRST, folder_name="made", state=Run.State.DONE, is_current=True
    )
    for at in range(12):
        ResultColumn.objects.create(
            run=run, system_id=SYSTEM, position=at, item_id=f"item-{at}", title=f"评分点{at}",
            kind="dimension" if at < 2 else "item", depth=1 if at < 2 else 2, full=10,
        )  # fmt: skip
    hostile = {0: "<script>alert(1)</script>", 1: "=1+1", 2: "长" * 40}
    for at in range(120):
        result = SiteResult.objects.create(
            run=run, system_id=SYSTEM, site_code=f"99{at:08d}", name=hostile.get(at, f"网站{at}"),
            group="省级部门" if at % 2 else "设区市", place=at + 1, total=None if at == 5 else 100 - at / 2,
            rank=None if at == 5 else at + 1, state="vetoed" if at == 5 else "ranked", coverage=1,
            lists={"red": {"title": "红榜", "reasons": []}} if at < 3 else {},
        )  # fmt: skip
        cells = [f"{(at * 7 + item) % 11}.00" for item in range(12)]
        if at == 9:
            cells[3] = ""
        ResultCells.objects.create(result=result, cells=cells)
        for item in range(12):
            ItemScore.objects.create(
                result=result, item_id=f"item-{item}", score=(at * 7 + item) % 11, full=10, index_value=None,
                state="not_tested" if (at, item) == (9, 3) else "scored",
            )  # fmt: skip
    return run


def _codes(html: str) -> list[str]:
    return [part[:10] for part in html.split('fw-normal">99')[1:]]


def test_a_page_shows_fifty_and_leads_on(world: World, made: Run) -> None:
    client = world.client("organiser")
    first = client.get(f"/campaigns/{world.campaign.pk}/results/").content.decode()
    assert len(_codes(first)) == 50
    last = client.get(f"/campaigns/{world.campaign.pk}/results/?page=3").content.decode()
    assert len(_codes(last)) == 20
    assert not set(_codes(first)) & set(_codes(last))


@pytest.mark.parametrize("sort", ["item:item-3", "-item:item-3", "total", "-total", "name", "-coverage", "group"])
def test_every_column_sorts_the_whole_table(world: World, made: Run, sort: str) -> None:
    client = world.client("organiser")
    url = f"/campaigns/{world.campaign.pk}/results/export.csv?show=items&sort={sort}"
    text = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 120
    column = {"item:item-3": "评分点3", "total": "总分", "name": "网站名称", "coverage": "评判覆盖率", "group": "分组"}
    values = [row[column[sort.removeprefix("-")]] for row in rows]
    if sort.startswith(("item", "-item", "total", "-total")):
        known = [float(value) for value in values if value]
        assert known == sorted(known, reverse=sort.startswith("-"))
        assert values[-1] == ""
    elif sort == "group":
        assert values == sorted(values)


def test_filters_work_together(world: World, made: Run) -> None:
    client = world.client("organiser")
    base = f"/campaigns/{world.campaign.pk}/results/"
    assert len(_codes(client.get(f"{base}?list=red").content.decode())) == 3
    assert len(_codes(client.get(f"{base}?list=red&group=设区市").content.decode())) == 2
    assert len(_codes(client.get(f"{base}?state=vetoed").content.decode())) == 1
    assert len(_codes(client.get(f"{base}?q=网站11").content.decode())) == 11
    assert "没有符合条件的网站" in client.get(f"{base}?q=没有").content.decode()


@pytest.mark.parametrize(
    "query",
    ["sort=item:nothing", "sort=password", "page=-4", "per_page=99999", "page=abc", "column=x&show=chosen", "list=%27"],
)
def test_nonsense_in_the_address_is_passed_over(world: World, made: Run, query: str) -> None:
    assert world.client("organiser").get(f"/campaigns/{world.campaign.pk}/results/?{query}").status_code == 200


def test_columns_are_chosen(world: World, made: Run) -> None:
    url = f"/campaigns/{world.campaign.pk}/results/?show=chosen&column=item-7&column=item-4"
    html = world.client("organiser").get(url).content.decode()
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert "评分点7" in head
    assert "评分点4" in head
    assert "评分点5" not in head


def test_names_of_sites_stay_names(world: World, made: Run) -> None:
    client = world.client("organiser")
    html = client.get(f"/campaigns/{world.campaign.pk}/results/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    text = b"".join(client.get(f"/campaigns/{world.campaign.pk}/results/export.csv").streaming_content).decode()
    assert ",'=1+1," in text
    answer = client.get(f"/campaigns/{world.campaign.pk}/results/export.xlsx?show=items")
    data = io.BytesIO(b"".join(answer.streaming_content))
    rows = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    assert len(rows) == 121
    assert rows[2][1] == "=1+1"
    assert rows[1][4] == 100.0


def test_who_may_not_see_results_does_not(world: World, made: Run) -> None:
    world.at(Stage.PRELIMINARY)
    for path in ("results/", "results/export.csv", "results/export.xlsx", "results/near/"):
        url = f"/campaigns/{world.campaign.pk}/{path}"
        assert world.client("operator").get(url).status_code in {403, 404}, path
        assert world.client("other_organiser").get(url).status_code == 404, path
        assert world.client().get(url).status_code == 302, path
    assert world.client("assessor").get(f"/campaigns/{world.campaign.pk}/results/").status_code == 403


def test_sites_near_a_line_are_found(world: World, run_folder: Path) -> None:
    run = import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder)
    total = next(row.total for row in SiteResult.objects.filter(run=run, system_id="national-check-2019") if row.total)
    url = f"/campaigns/{world.campaign.pk}/results/near/?system=national-check-2019&width=0.5&lines={total}"
    assert _near(world, url) >= 1
    assert _near(world, f"/campaigns/{world.campaign.pk}/results/near/?system=national-check-2019&width=0&lines=1") == 0
    assert world.client("organiser").get(f"{url},NaN,x&width=NaN").status_code == 200


def _near(world: World, url: str) -> int:
    return world.client("organiser").get(url).content.decode().count('<th scope="row">')


def test_a_site_page_shows_tree_losses_and_findings(world: World, run_folder: Path) -> None:
    run = import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder)
    code = run.site_results.exclude(total=None).order_by("total").first().site_code
    entry = world.entries["health"]
    RosterEntry.objects.filter(pk=entry.pk).update(site_code=code)
    url = f"/campaigns/{world.campaign.pk}/sites/{code}/"
    html = world.client("organiser").get(url).content.decode()
    assert "得分明细" in html
    assert "组内排名" in html
    assert world.client("operator").get(url).status_code in {403, 404}
    world.at(Stage.PRELIMINARY)
    own = world.client("operator").get(url)
    assert own.status_code == 200
    assert "组内排名" not in own.content.decode()
    assert world.client("other_operator").get(url).status_code in {403, 404}


def test_problems_are_a_work_list_that_two_people_cannot_overwrite(world: World, made: Run) -> None:
    problem = RunProblem.objects.create(
        run=made, kind="blocked", site_code="9900000003", name="<b>网站</b>", text="网站拒绝了采集程序的访问"
    )
    url = f"/campaigns/{world.campaign.pk}/problems/{problem.pk}/"
    client = world.client("organiser")
    page = client.get(f"/campaigns/{world.campaign.pk}/runs/{made.pk}/problems/").content.decode()
    assert "&lt;b&gt;网站" in page
    form = {"key": "00000000-0000-4000-8000-00000000000b", "seen": "1", "handled": "on"}
    assert client.post(url, {**form, "note": ""}).status_code == 400
    assert client.post(url, {**form, "note": "已电话联系"}).status_code == 302
    problem.refresh_from_db()
    assert (problem.state, problem.note, problem.version) == ("handled", "已电话联系", 2)
    late = {**form, "key": "00000000-0000-4000-8000-00000000000c", "note": "晚到的修改"}
    assert client.post(url, late).status_code == 409
    assert world.client("operator").get(url).status_code in {403, 404}
    problem.refresh_from_db()
    assert problem.note == "已电话联系"
