"""Another run takes the place of the one that counts: what was ruled goes along, and nothing settled is overthrown."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.stage_score import read_reviews
from hengping.pipeline.verify import verify
from hengping.web.apps.appeals import following
from hengping.web.apps.appeals.carrying import carry
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.ruling_services import appeal_accept, ruling_confirm, ruling_propose
from hengping.web.apps.appeals.services import appeal_raise
from hengping.web.apps.campaigns.preconditions import conditions
from hengping.web.apps.campaigns.stages import arrow
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.runs import ending, switching
from hengping.web.apps.runs.ending import run_ended
from hengping.web.apps.runs.models import Run, SiteResult
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.runs.services import import_run, run_make_current
from hengping.web.policy.words import Stage
from web.objections import REASON, Objections, make_objections
from web.world import World

GROUNDS = "该栏目已按期更新，采集时页面正在切换。"


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings: object) -> Objections:
    """The stage of objections, with the run that counts."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return make_objections(world, small_outcome, tmp_path)


@pytest.fixture
def clean(made: Objections, tmp_path: Path) -> Path:
    """The same results without any ruling: what a run made anew would come to."""
    return Path(shutil.copytree(made.run.path, tmp_path / "clean"))


def _next(made: Objections, clean: Path, kind: str = Run.Kind.AGAIN) -> Run:
    run = Run.objects.create(campaign=made.campaign, kind=kind, folder_name="second", state=Run.State.RUNNING)
    shutil.copytree(clean, run.path)
    return run


def _raised(made: Objections) -> Appeal:
    return appeal_raise(
        actor=made.world.actor("operator"), campaign=made.campaign, entry=made.own,
        finding_id=made.costly().finding_id, grounds=GROUNDS,
    )  # fmt: skip


def _upheld(made: Objections, appeal: Appeal) -> None:
    """Two people uphold it, and it is carried out."""
    organiser = made.world.actor("organiser")
    appeal_accept(actor=organiser, appeal=appeal, seen=1)
    ruling_propose(actor=organiser, appeal=appeal, seen=2, reason=REASON, result="upheld", outcome="pass")
    appeal = Appeal.objects.get(pk=appeal.pk)
    order = ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version)
    assert order is not None
    carry(order)


def _totals(run: Run, code: str) -> dict[str, Decimal]:
    return dict(SiteResult.objects.filter(run=run, site_code=code).values_list("system_id", "total"))


def _counts(made: Objections, run: Run, before: dict[str, Decimal]) -> None:
    """The ruling is in the results of a run, in folder and index."""
    assert len(read_reviews(open_run(run.path).folder)) == 1
    after = _totals(run, made.own.site_code)
    assert after != before
    assert all(after[key] >= before[key] for key in before)
    assert not following.not_followed(made.campaign).exists()


@pytest.mark.parametrize("kind", [Run.Kind.AGAIN, Run.Kind.FIRST])
def test_an_upheld_appeal_counts_in_whichever_run_takes_the_place(made: Objections, clean: Path, kind: str) -> None:
    before = _totals(made.run, made.own.site_code)
    _upheld(made, _raised(made))
    run = _next(made, clean, kind)
    run_ended(run, Run.State.DONE)
    assert current_run(made.campaign) == run
    _counts(made, run, before)


def test_and_in_one_that_is_imported_or_chosen(made: Objections, clean: Path) -> None:
    before = _totals(made.run, made.own.site_code)
    organiser = made.world.actor("organiser")
    first = made.run
    imported = import_run(actor=organiser, campaign=made.campaign, folder=clean)
    _upheld(made, _raised(made))
    _counts(made, imported, before)
    run_make_current(actor=organiser, run=first)
    assert current_run(made.campaign) == first
    _counts(made, first, before)


def test_an_appeal_raised_before_the_switch_is_ruled_on_for_the_run_that_counts(made: Objections, clean: Path) -> None:
    before = _totals(made.run, made.own.site_code)
    appeal = _raised(made)
    run = _next(made, clean)
    run_ended(run, Run.State.DONE)
    appeal.refresh_from_db()
    assert appeal.run == run
    _upheld(made, appeal)
    _counts(made, run, before)


def test_a_ruling_in_the_midst_of_the_switch_is_not_lost(
    made: Objections, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _totals(made.run, made.own.site_code)
    appeal = _raised(made)
    run = _next(made, clean)

    def in_the_midst(*args: Run) -> switching.Prepared:
        ready = switching.prepare(*args)
        _upheld(made, appeal)
        return ready

    monkeypatch.setattr(ending, "prepare", in_the_midst)
    run_ended(run, Run.State.DONE)
    assert current_run(made.campaign) == run
    told = [
        each.met
        for each in conditions(made.campaign, arrow(Stage.OBJECTION, Stage.REASSESSING))
        if "各次运行" in each.name
    ]
    assert told == [False], "until it is brought along, nobody moves on"
    assert following.follow_all() == 1
    _counts(made, run, before)
    assert following.follow_all() == 0


def test_a_ruling_that_cannot_go_along_is_told_and_holds_things_up(made: Objections, clean: Path) -> None:
    appeal = _raised(made)
    _upheld(made, appeal)
    path = clean / "findings" / f"{made.own.site_code}.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["version"] += line["finding_id"] == appeal.finding_id
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    notices = Notice.objects.count()
    run_ended(_next(made, clean), Run.State.DONE)
    assert Notice.objects.count() > notices
    campaign = made.world.at(Stage.REASSESSING)
    [told] = [
        each for each in conditions(campaign, arrow(Stage.REASSESSING, Stage.FINAL)) if each.name == "裁定全部沿用"
    ]
    assert not told.met
    assert made.own.name in told.told


@pytest.mark.parametrize("stage", [Stage.FINAL, Stage.PUBLISHED, Stage.ARCHIVED])
def test_what_is_settled_stays(made: Objections, clean: Path, stage: Stage) -> None:
    run = _next(made, clean)
    made.world.at(stage)
    run_ended(run, Run.State.DONE)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert current_run(made.campaign) == made.run
    with pytest.raises(RunError):
        run_make_current(actor=None, run=run)


def test_nobody_concludes_while_a_run_is_under_way_or_made_by_other_rules(made: Objections, clean: Path) -> None:
    _next(made, clean)
    for before, after in ((Stage.REASSESSING, Stage.FINAL), (Stage.FINAL, Stage.PUBLISHED)):
        found = {each.name: each.met for each in conditions(made.world.at(before), arrow(before, after))}
        assert found["没有正在进行的运行"] is False
        assert found["运行已完成"] is True


def test_the_run_verifies_afterwards(made: Objections, small_outcome: DemoOutcome, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(small_outcome.run.path, tmp_path / "whole"))
    _upheld(made, _raised(made))
    imported = import_run(actor=made.world.actor("organiser"), campaign=made.campaign, folder=whole)
    assert len(read_reviews(open_run(imported.path).folder)) == 1
    assert verify(imported.path).mismatches == ()
