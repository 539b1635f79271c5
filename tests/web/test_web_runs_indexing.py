"""The index of a run folder: what pages read is what the folder holds, and nothing is done twice."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from hengping.evidence.manifest import seal
from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.run import redo_stage
from hengping.web.apps.acts.models import Act
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import IndexedFinding, ItemScore, ResultCells, ResultColumn, Run, SiteResult
from hengping.web.apps.runs.selectors import current_run, finding, score_tree, site_results, systems_of
from hengping.web.apps.runs.services import import_run, run_make_current
from web.world import World


@pytest.fixture
def run(world: World, run_folder: Path) -> Run:
    """A real finished run, taken over."""
    return import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder)


def test_what_is_indexed_is_what_the_folder_holds(run: Run) -> None:
    for system_id in systems_of(run):
        for row in site_results(run, system_id):
            tree = json.loads((run.path / "scores" / system_id / f"{row.site_code}.json").read_text())
            assert (str(row.total) if row.total is not None else None) in (tree["total"], f"{tree['total']}00")
            assert row.name == tree["name"]
    lines = [
        json.loads(line) for path in (run.path / "findings").glob("*.jsonl") for line in path.read_text().splitlines()
    ]
    wanted = {line["finding_id"] for line in lines if line["outcome"] not in {"pass", "not_applicable"}}
    held = set(IndexedFinding.objects.filter(run=run).values_list("finding_id", flat=True))
    assert wanted
    assert wanted <= held


def test_ranks_and_lists_come_with_the_rows(run: Run) -> None:
    results = json.loads((run.path / "results/national-check-2019/results.json").read_text())
    told = {row["site_code"]: (row["rank"], row["tier"]) for row in results["ranks"]}
    held = {row.site_code: (row.rank, row.tier) for row in site_results(run, "national-check-2019")}
    assert held == told


def test_columns_and_cells_fit_together(run: Run) -> None:
    for row in SiteResult.objects.filter(run=run):
        columns = list(ResultColumn.objects.filter(run=run, system_id=row.system_id))
        assert [column.position for column in columns] == list(range(len(columns)))
        cells = ResultCells.objects.get(result=row).cells
        assert len(cells) <= len(columns)
        scores = {item.item_id: item for item in ItemScore.objects.filter(result=row)}
        for column, cell in zip(columns, cells, strict=False):
            if cell:
                assert abs(Decimal(cell) - scores[column.item_id].score) <= Decimal("0.01")


def test_indexing_again_does_nothing_and_a_changed_folder_is_seen(run: Run) -> None:
    before = ItemScore.objects.count()
    assert not index_run(run)
    opened = open_run(run.path)
    code = opened.sites[0].site_code
    path = run.path / "findings" / f"{code}.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    seal(run.path, [path], "check")
    redo_stage(opened, "score")
    assert index_run(run)
    assert ItemScore.objects.count() == before
    assert not index_run(run)


def test_points_taken_off_stand_with_the_finding(run: Run) -> None:
    charged = [row for row in IndexedFinding.objects.filter(run=run) if row.counted]
    assert charged
    one = charged[0]
    (system_id, points), *_ = one.counted.items()
    tree = score_tree(run, system_id, one.site_code)
    text = json.dumps(json.loads((run.path / "scores" / system_id / f"{one.site_code}.json").read_text()))
    assert one.finding_id in text
    assert tree.site_code == one.site_code
    assert Decimal(points) != 0
    assert finding(run, one.site_code, one.finding_id) == one
    assert finding(run, "0000000000", one.finding_id) is None


def test_one_run_is_current(world: World, run: Run, run_folder: Path) -> None:
    assert current_run(world.campaign) == run
    trial = import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder, kind=Run.Kind.TRIAL)
    assert current_run(world.campaign) == run
    with pytest.raises(RunError, match="试运行"):
        run_make_current(actor=world.actor("organiser"), run=trial)
    other = import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=run_folder)
    assert current_run(world.campaign) == other
    run_make_current(actor=world.actor("organiser"), run=run)
    assert current_run(world.campaign) == run
    assert Run.objects.filter(is_current=True).count() == 1
    assert Act.objects.filter(target=f"run:{run.pk}").count() >= 2


def test_who_may_not_import_leaves_nothing_behind(world: World, run_folder: Path) -> None:
    with pytest.raises(PermissionDenied):
        import_run(actor=world.actor("assessor"), campaign=world.campaign, folder=run_folder)
    assert not Run.objects.exists()


def test_a_folder_that_is_no_run_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(RunError):
        import_run(actor=world.actor("organiser"), campaign=world.campaign, folder=tmp_path)
    assert not Run.objects.exists()


def test_a_name_that_leads_out_of_the_folder_reads_nothing(run: Run) -> None:
    with pytest.raises(Exception, match="没有这个网站"):
        score_tree(run, "../..", "run")
