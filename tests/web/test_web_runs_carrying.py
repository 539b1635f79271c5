"""A re-assessment keeps what was ruled: the same finding stays overruled, a mended one needs no ruling any more."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hengping.model.finding import Finding, Outcome
from hengping.model.review import Review
from hengping.pipeline.context import Run as EngineRun
from hengping.pipeline.context import open_run
from hengping.pipeline.review_carrying import carry_rulings
from hengping.pipeline.review_recording import record, redo
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.verify import verify
from hengping.web.apps.acts.models import Act
from hengping.web.apps.runs.ending import run_ended
from hengping.web.apps.runs.models import Run, SiteResult
from web.world import World


@pytest.fixture
def again(run_folder: Path, tmp_path: Path) -> Path:
    """The run after it: the same sites, not mended."""
    return Path(shutil.copytree(run_folder, tmp_path / "again"))


def _charged(run: EngineRun) -> Finding:
    every = (one for site in run.sites for one in read_findings(run.folder, site.site_code))
    return next(one for one in every if one.check == "broken_link" and one.outcome is Outcome.FAIL)


def _rule(run: EngineRun, finding: Finding) -> Review:
    ruling = Review(
        site_code=finding.site_code, finding_id=finding.finding_id, outcome=Outcome.PASS, actor="仲裁",
        decided_at=datetime(2026, 11, 22, tzinfo=UTC), reason="申诉成立",
    )  # fmt: skip
    with run_lock(run.path):
        record(run, ruling)
    return ruling


def test_a_ruling_goes_along_once(run_folder: Path, again: Path) -> None:
    before, after = open_run(run_folder), open_run(again)
    ruling = _rule(before, _charged(before))
    for _ in range(2):
        assert carry_rulings(before, after).carried == (ruling,)
    assert [one for one in read_reviews(after.folder) if one == ruling] == [ruling]


def test_a_ruling_on_what_is_mended_or_judged_in_another_way_does_not(run_folder: Path, again: Path) -> None:
    before, after = open_run(run_folder), open_run(again)
    finding = _charged(before)
    _rule(before, finding)
    path = after.folder.findings_file(finding.site_code)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if finding.finding_id not in line) + "\n", encoding="utf-8")
    assert carry_rulings(before, after).gone == (finding.finding_id,)
    told = [line.replace(f'"version":{finding.version}', '"version":99') if finding.finding_id in line else line
            for line in lines]  # fmt: skip
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    assert carry_rulings(before, after).changed == (finding.finding_id,)
    assert not read_reviews(after.folder)


def test_the_end_of_a_re_assessment_carries_rulings_into_its_scores(
    world: World, run_folder: Path, again: Path
) -> None:
    before = open_run(run_folder)
    finding = _charged(before)
    _rule(before, finding)
    with run_lock(run_folder):
        redo(before)
    first, second = (
        Run.objects.create(
            campaign=world.campaign, kind=kind, folder_name=f"{kind}-{world.campaign.pk.hex}", state=state
        )
        for kind, state in ((Run.Kind.FIRST, Run.State.RUNNING), (Run.Kind.AGAIN, Run.State.WAITING))
    )
    shutil.copytree(run_folder, first.path)
    shutil.copytree(again, second.path)
    run_ended(first, Run.State.DONE)
    ruled = _totals(first, finding.site_code)
    Run.objects.filter(pk=second.pk).update(state=Run.State.RUNNING)
    run_ended(second, Run.State.DONE)
    second.refresh_from_db()
    assert second.is_current
    assert _totals(second, finding.site_code) == ruled
    assert "沿用裁定1项" in Act.objects.order_by("-seq")[0].summary
    assert not [one for one in verify(second.path).mismatches if "scores/" in str(one)]


def _totals(run: Run, site_code: str) -> dict[str, object]:
    return dict(SiteResult.objects.filter(run=run, site_code=site_code).values_list("system_id", "total"))
