"""An appeal from raising to recompute: two people, exact preview, like cases, kills in the middle."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hengping.demo.evaluation import DemoOutcome
from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.review_preview import outlook_with
from hengping.pipeline.review_recording import RULINGS_FILE
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_score import read_reviews, read_scores
from hengping.pipeline.verify import verify
from hengping.scoring.explain import walk
from hengping.web.apps.accounts.models import Membership
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError, first_fault
from hengping.web.apps.appeals import carrying
from hengping.web.apps.appeals.carrying import carry_out, go_on, review_of
from hengping.web.apps.appeals.like_cases import like_findings
from hengping.web.apps.appeals.models import Appeal, LikeCase, Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.preview import preview_now, preview_of
from hengping.web.apps.appeals.ruling_services import (
    appeal_accept,
    like_case_decide,
    ruling_confirm,
    ruling_propose,
    ruling_return,
)  # fmt: skip
from hengping.web.apps.appeals.services import appeal_raise, appeal_withdraw
from hengping.web.apps.appeals.subjects import score_of
from hengping.web.apps.notices.deadlines import open_deadlines
from hengping.web.apps.notices.errands import run_errands
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.work.doing import do_now
from hengping.web.apps.work.models import Work
from web.objections import REASON, Objections, make_objections
from web.world import World


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path)


@pytest.fixture
def whole(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path, whole=True)


def raised(made: Objections, who: str = "operator") -> Appeal:
    return appeal_raise(
        actor=made.world.actor(who), campaign=made.campaign, entry=made.own, finding_id=made.costly().finding_id,
        grounds="该栏目已按期更新，采集时页面正在切换。",
    )  # fmt: skip


def proposed(made: Objections, **more: str) -> Appeal:
    appeal = raised(made)
    appeal_accept(actor=made.world.actor("organiser"), appeal=appeal, seen=1)
    ruling_propose(
        actor=made.world.actor("organiser"), appeal=appeal, seen=2, reason=REASON,
        **({"result": "upheld", "outcome": "pass"} | more),
    )  # fmt: skip
    return Appeal.objects.get(pk=appeal.pk)


def confirmed(made: Objections) -> tuple[Appeal, ReviewOrder]:
    appeal = proposed(made)
    order = ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version)
    assert order is not None
    return Appeal.objects.get(pk=appeal.pk), order


def total(made: Objections, site_code: str) -> dict[str, object]:
    return {row.system_id: row.total for row in made.run.site_results.filter(site_code=site_code)}


def test_an_upheld_appeal_changes_the_score_by_the_rules_and_the_run_still_verifies(whole: Objections) -> None:
    made = whole
    before = total(made, made.own.site_code)
    appeal, order = confirmed(made)
    assert appeal.state == "carrying"
    assert carry_out(order.pk).done
    appeal.refresh_from_db()
    order.refresh_from_db()
    assert appeal.state == "upheld"
    assert total(made, made.own.site_code) != before
    moved = {move["site_code"]: move for move in order.moves}
    assert made.own.site_code in moved
    assert not verify(made.run.path).mismatches
    assert first_fault() is None


def test_the_preview_is_what_the_recompute_then_finds(made: Objections) -> None:
    appeal = proposed(made)
    ruling = appeal.rulings.get()
    foreseen = preview_of(ruling)["moves"]
    order = ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version)
    assert order is not None
    run = open_run(made.run.path)
    outlook = outlook_with(run, [review_of(order)])
    carry_out(order.pk)
    order.refresh_from_db()
    assert foreseen
    assert order.moves == foreseen
    after = read_scores(run.folder, run.systems, run.sites)
    assert {key: each.scores for key, each in outlook.items()} == after


def test_nobody_confirms_their_own_ruling(made: Objections) -> None:
    appeal = proposed(made)
    with pytest.raises(InputError, match="另一人"):
        ruling_confirm(actor=made.world.actor("organiser"), appeal=appeal, seen=appeal.version)
    assert not ReviewOrder.objects.exists()
    appeal.refresh_from_db()
    assert appeal.state == "proposed"


def test_who_works_for_the_judged_body_does_not_rule(made: Objections) -> None:
    appeal = raised(made)
    Membership.objects.create(
        user=made.world.people["organiser"], organisation=made.world.organisations["health"], role="operator"
    )
    with pytest.raises(InputError, match="回避"):
        appeal_accept(actor=made.world.actor("organiser"), appeal=appeal, seen=1)
    for who in ("operator", "other_operator", "auditor", "assessor", "superior", "other_organiser"):
        with pytest.raises(PermissionDenied):
            appeal_accept(actor=made.world.actor(who), appeal=appeal, seen=1)


def test_a_ruling_without_reasons_is_none(made: Objections) -> None:
    appeal = raised(made)
    appeal_accept(actor=made.world.actor("organiser"), appeal=appeal, seen=1)
    with pytest.raises(InputError, match="理由不足"):
        ruling_propose(
            actor=made.world.actor("organiser"), appeal=appeal, result="rejected", reason="  同 意  ", seen=2
        )


def test_two_people_at_one_appeal_do_not_overwrite_each_other(made: Objections) -> None:
    appeal = proposed(made)
    same = Appeal.objects.get(pk=appeal.pk)
    ruling_return(actor=made.world.actor("arbiter"), appeal=appeal, reason=REASON, seen=appeal.version)
    with pytest.raises(ConflictError):
        ruling_confirm(actor=made.world.actor("organiser2"), appeal=same, seen=same.version)
    assert Ruling.objects.get().state == "returned"
    assert not ReviewOrder.objects.exists()


def test_a_form_sent_twice_confirms_once(made: Objections) -> None:
    appeal = proposed(made)
    key = uuid.uuid4()
    ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version, key=key)
    with pytest.raises(AlreadyDoneError):
        ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=appeal.version, key=key)
    assert ReviewOrder.objects.count() == 1


@pytest.mark.parametrize("last", ["stands", "record", "redo", "_index", "_close", "end_of_source"])
def test_killed_at_any_step_it_goes_on_and_does_nothing_twice(
    made: Objections, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    appeal, order = confirmed(made)
    real = getattr(carrying, last)

    class KilledError(BaseException):
        """As a signal would: nothing catches it."""

    def dies(*args: object) -> None:
        real(*args)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(carrying, last, dies)
        with pytest.raises(KilledError):
            carry_out(order.pk)
    assert go_on() == (last != "_close")  # that was the last step
    assert go_on() == 0
    appeal.refresh_from_db()
    order.refresh_from_db()
    assert (appeal.state, order.state) == ("upheld", "done")
    assert read_reviews(made.folder).count(review_of(order)) == 1
    assert made.own.site_code in {move["site_code"] for move in order.moves}
    assert Act.objects.filter(target=f"order:{order.pk}").count() == 1


def test_a_line_cut_in_the_middle_is_written_anew(made: Objections) -> None:
    _, order = confirmed(made)
    path = made.folder.reviews_dir / RULINGS_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b'{"site_code":"99')
    assert carry_out(order.pk).done
    assert read_reviews(made.folder).count(review_of(order)) == 1


def test_while_others_work_on_the_run_it_waits_and_says_so(made: Objections) -> None:
    appeal, order = confirmed(made)
    with run_lock(made.run.path):
        carried = carry_out(order.pk)
    assert not carried.done
    assert "另一个进程" in carried.fault
    appeal.refresh_from_db()
    assert appeal.state == "carrying"
    assert run_errands(timezone.now())["rulings"] == 1
    appeal.refresh_from_db()
    assert appeal.state == "upheld"


def test_an_appeal_about_an_item_gives_it_the_marks_of_the_ruling(made: Objections) -> None:
    system_id = next(iter(made.costly().counted))
    score = score_of(made.run, system_id, made.own.site_code)
    assert score is not None
    assert score.root is not None
    item = max((node for node in walk(score.root) if node.rule), key=lambda node: node.full - node.score)
    operator, organiser = made.world.actor("operator"), made.world.actor("organiser")
    appeal = appeal_raise(
        actor=operator, campaign=made.campaign, entry=made.own, item_id=item.item_id, grounds="评分与所附材料不一致。"
    )
    appeal_accept(actor=organiser, appeal=appeal, seen=1)
    with pytest.raises(InputError, match="不超过满分"):
        ruling_propose(actor=organiser, appeal=appeal, result="upheld", marks=str(item.full + 1), reason=REASON, seen=2)
    appeal.refresh_from_db()
    ruling_propose(actor=organiser, appeal=appeal, result="upheld", marks=str(item.full), reason=REASON, seen=2)
    order = ruling_confirm(actor=made.world.actor("organiser2"), appeal=appeal, seen=3)
    assert order is not None
    assert carry_out(order.pk).done
    after = score_of(made.run, system_id, made.own.site_code)
    assert after is not None
    assert after.root is not None
    assert next(node for node in walk(after.root) if node.item_id == item.item_id).score == item.full


def test_one_appeal_a_finding_unless_it_was_withdrawn(made: Objections) -> None:
    appeal = raised(made)
    with pytest.raises(InputError, match="已经提出过"):
        raised(made)
    appeal_withdraw(actor=made.world.actor("operator"), appeal=appeal, reason="已自行整改", seen=1)
    assert raised(made).number == 2


def test_no_appeal_for_another_body_or_a_finding_of_another_site(made: Objections) -> None:
    with pytest.raises(PermissionDenied):
        raised(made, "other_operator")
    with pytest.raises(InputError, match="没有这条检查结果"):
        appeal_raise(
            actor=made.world.actor("operator"), campaign=made.campaign, entry=made.own,
            finding_id=made.costly(made.other).finding_id, grounds="这是别的网站的检查结果。",
        )  # fmt: skip


def test_like_cases_are_queued_once_and_decided_one_by_one(made: Objections) -> None:
    own = made.costly()
    data = dict(own.data)
    copy = {**data, "site_code": made.other.site_code, "finding_id": f"{own.check_id}-{'0' * 16}"}
    copy["messages"] = {**data["messages"], "zh": data["messages"]["zh"].replace("2026", "2025")}
    made.run.findings.create(
        finding_id=copy["finding_id"], site_code=made.other.site_code, check_id=own.check_id,
        check_version=own.check_version, outcome=own.outcome, message=copy["messages"]["zh"], data=copy,
    )  # fmt: skip
    found = list(like_findings(made.run, made.own.site_code, own.finding_id))
    assert copy["finding_id"] in {row.finding_id for row in found}
    assert own.finding_id not in {row.finding_id for row in found}
    other_version = made.run.findings.get(finding_id=copy["finding_id"])
    other_version.check_version += 1
    other_version.save()
    assert copy["finding_id"] not in {
        row.finding_id for row in like_findings(made.run, made.own.site_code, own.finding_id)
    }


def test_a_like_case_is_treated_alike_by_its_own_decision(made: Objections) -> None:
    _, order = confirmed(made)
    carry_out(order.pk)
    ruling = Ruling.objects.get()
    LikeCase.objects.all().delete()
    finding = made.costly(made.other)
    case = LikeCase.objects.create(ruling=ruling, entry=made.other, finding_id=finding.finding_id, finding={})
    before = total(made, made.other.site_code)
    alike = like_case_decide(
        actor=made.world.actor("organiser"), case=case, same=True, reason="采集记录相同", seen=case.version
    )
    assert alike is not None
    assert carry_out(alike.pk).done
    assert total(made, made.other.site_code) != before
    with pytest.raises(InputError, match="核实过"):
        like_case_decide(actor=made.world.actor("organiser"), case=case, same=False, reason="采集记录相同", seen=2)


def test_an_appeal_nobody_rules_on_goes_to_who_oversees(made: Objections, time_machine) -> None:
    time_machine.move_to("2026-11-20T10:00:00+08:00")
    appeal = raised(made)
    assert appeal.due_on.isoformat() == "2026-12-04"
    soon = timezone.now() + timedelta(days=12)
    (due,) = [one for one in open_deadlines(soon) if one.key == f"appeal:{appeal.pk}:rule"]
    assert {person.username for person in due.people} == {"organiser", "organiser2", "arbiter"}
    assert {person.username for person in due.superiors} == {"auditor", "superior"}
    time_machine.move_to("2026-12-06T10:00:00+08:00")
    run_errands(timezone.now())
    told = {
        one.recipient.username for one in Notice.objects.filter(subject__contains="逾期").select_related("recipient")
    }
    assert {"organiser", "auditor", "superior"} <= told
    assert "operator" not in told


def test_everybody_concerned_is_told(made: Objections) -> None:
    _, order = confirmed(made)
    carry_out(order.pk)
    told = {(one.recipient.username, one.subject) for one in Notice.objects.select_related("recipient")}
    assert ("operator", "申诉0001已裁定：申诉成立") in told
    assert ("organiser", "收到申诉0001") in told
    assert ("organiser2", "申诉0001待复核裁定") in told
    assert not {subject for who, subject in told if who == "other_operator" and "0001" in subject}


@pytest.fixture
def large(settings) -> None:
    """Every evaluation counts as one that no page waits for."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"at_once_sites": 0})


def test_in_a_large_evaluation_preview_and_recompute_are_left_to_the_background(made: Objections, large: None) -> None:
    appeal = raised(made)
    appeal_accept(actor=made.world.actor("organiser"), appeal=appeal, seen=1)
    place = f"/campaigns/{made.campaign.pk}/sites/{made.own.site_code}/appeals/{appeal.pk}/"
    first, second = made.world.client("organiser"), made.world.client("organiser2")
    sent = {"key": uuid.uuid4(), "seen": 2, "result": "upheld", "outcome": "pass", "reason": REASON}
    assert first.post(f"{place}ruling/", sent).status_code == 302
    assert "推算尚未完成" in second.get(place).content.decode()
    assert do_now(Work.objects.get()).state == "done"
    foreseen = preview_now(Ruling.objects.get())
    assert foreseen is not None
    assert "推算尚未完成" not in second.get(place).content.decode()
    appeal.refresh_from_db()
    sent = {"key": uuid.uuid4(), "seen": appeal.version, "verb": "confirm"}
    assert second.post(f"{place}ruling/confirm/", sent).status_code == 302
    work = Work.objects.get(kind="ruling")
    appeal.refresh_from_db()
    assert (work.state, appeal.state) == ("waiting", "carrying")
    assert "等待开始" in second.get(place).content.decode()
    assert "hx-get" not in made.world.client("operator").get(place).content.decode()
    assert go_on() == 0  # it waits for the supervisor, it is not ordered again
    assert do_now(work).state == "done"
    appeal.refresh_from_db()
    assert appeal.state == "upheld"
    assert Ruling.objects.get().order.moves == foreseen["moves"]
    assert Work.objects.count() == 2
