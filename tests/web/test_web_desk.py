"""The assessors' desk: who gets what, blind marks, arbitration, and what reaches the run."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from hengping.model.review import Review
from hengping.pipeline.assessments import MARKS_FILE
from hengping.pipeline.context import open_run
from hengping.pipeline.reading import read_rows
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_score import read_reviews
from hengping.web.apps.accounts.models import Membership, User
from hengping.web.apps.acts.models import Act
from hengping.web.apps.desk import selectors, services
from hengping.web.apps.desk.marking import apart
from hengping.web.apps.desk.models import AssessmentTask, Kind, Recusal, Subject
from hengping.web.apps.desk.preconditions import assessments_settled, marks_written
from hengping.web.apps.runs.models import SiteResult
from hengping.web.policy.words import Role, Stage
from web.judged import judged_world

ITEM = "service-statistics"


@pytest.fixture
def judged(world, small_outcome, settings, tmp_path):
    made = judged_world(world, small_outcome.run.path, settings, tmp_path, whole=False)
    made.at(Stage.PRELIMINARY)
    return made


def make(judged, **wish):
    wish = {"manual": True, "vetoes": False, "doubts": False, "seed": "一", **wish}
    return services.subjects_make(actor=judged.actor("organiser"), campaign=judged.campaign, wish=services.Wish(**wish))


def assign(judged, bundle="site", **given):
    return services.tasks_assign(
        actor=judged.actor("organiser"), campaign=judged.campaign, bundle=bundle, **{"seed": "甲", **given}
    )


def only(judged, *, double=True, item=ITEM):
    """One subject on the first site, handed out."""
    make(judged, double_rate=1 if double else 0)
    kept = Subject.objects.get(site_code=judged.codes[0], item_id=item)
    Subject.objects.exclude(pk=kept.pk).delete()
    assign(judged)
    return kept


def who(judged, task):
    return next(name for name, person in judged.people.items() if person == task.assessor)


def address(judged, task, tail=""):
    return f"/campaigns/{judged.campaign.pk}/assessment/tasks/{task.pk}/{tail}"


def send(judged, task, marks, reason="看过归档网页", do="done", **more):
    client = judged.client(who(judged, task))
    text = client.get(address(judged, task)).content.decode()
    form = text.partition("data-task")[2]
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("key", "seen")}
    return client.post(address(judged, task), {**hidden, "marks": marks, "reason": reason, "do": do, **more})


def tasks(subject, **wanted):
    return list(subject.tasks.filter(**wanted).order_by("assessor__username"))


def written(judged):
    path = judged.run.path / "reviews" / MARKS_FILE
    return read_rows(path, Review) if path.exists() else ()


def test_subjects_come_from_the_run_once(judged):
    first = make(judged, vetoes=True, doubts=True)
    assert first > 100
    assert make(judged, vetoes=True, doubts=True) == 0
    assert Subject.objects.filter(item_id=ITEM).count() == 4
    assert set(Subject.objects.values_list("kind", flat=True)) == {Kind.MANUAL, Kind.DOUBT}


def test_distribution_is_balanced_and_the_seed_makes_it_again(judged):
    def dealt(seed):
        AssessmentTask.objects.all().delete()
        assign(judged, bundle="item", seed=seed)
        rows = AssessmentTask.objects.values_list("subject_id", "assessor__username")
        return {row[0]: row[1] for row in rows}

    make(judged)
    one, again, other = dealt("甲"), dealt("甲"), dealt("乙")
    assert one == again
    assert one != other
    loads = [list(one.values()).count(name) for name in ("assessor", "assessor2")]
    assert abs(loads[0] - loads[1]) <= 8
    assert sum(loads) == Subject.objects.count()


def test_nobody_judges_the_site_of_their_body_nor_more_than_the_capacity(judged):
    Membership.objects.create(
        user=judged.people["assessor"], organisation=judged.organisations["health"], role=Role.OPERATOR
    )
    make(judged)
    assign(judged)
    own = set(
        judged.campaign.entries.filter(organisation=judged.organisations["health"]).values_list("site_code", flat=True)
    )
    mine = set(
        AssessmentTask.objects.filter(assessor=judged.people["assessor"]).values_list("subject__site_code", flat=True)
    )
    assert own
    assert not own & mine
    AssessmentTask.objects.all().delete()
    done = assign(judged, capacity=3)
    assert done.made == 6
    assert done.left == Subject.objects.count() - 6


def test_two_never_see_each_other_until_both_are_in(judged):
    subject = only(judged)
    first, second = tasks(subject)
    assert first.assessor != second.assessor
    assert send(judged, first, "1.37", reason="独特的理由甲").status_code == 302
    client = judged.client(who(judged, second))
    seen = [client.get(path).content.decode() for path in (
        address(judged, second), f"/campaigns/{judged.campaign.pk}/assessment/?show=all",
    )]  # fmt: skip
    assert all("独特的理由甲" not in text and "1.37" not in text for text in seen)
    assert client.get(address(judged, first)).status_code == 404
    assert written(judged) == ()
    assert not any("1.37" in f"{act.summary}{act.detail}" for act in Act.objects.all())
    organiser = judged.client("organiser").get(f"/campaigns/{judged.campaign.pk}/assessment/quality/")
    assert "独特的理由甲" not in organiser.content.decode()


def test_equal_marks_settle_and_reach_the_reviews_once(judged):
    subject = only(judged)
    for task in tasks(subject):
        send(judged, task, "2")
    subject.refresh_from_db()
    assert subject.state == Subject.State.SETTLED
    lines = written(judged)
    assert [line.marks for line in lines] == ["2", "2"]
    assert {line.actor for line in lines} == {"assessor某", "assessor2某"}
    assert all(line.item_id == ITEM and line.reason == "看过归档网页" for line in lines)
    Subject.objects.update(written_at=None)  # killed after the file and before the row
    services.settled_write(judged.run)
    assert written(judged) == lines
    subject.refresh_from_db()
    assert subject.written_at is not None


def test_apart_goes_to_the_arbiter_whose_marks_stand(judged):
    subject = only(judged)
    for task, marks in zip(tasks(subject), ("2", "0"), strict=True):
        send(judged, task, marks, reason=f"给{marks}分的理由")
    subject.refresh_from_db()
    assert subject.state == Subject.State.ARBITRATION
    assert written(judged) == ()
    (arbitration,) = tasks(subject, arbiter=True)
    assert who(judged, arbitration) == "arbiter"
    page = judged.client("arbiter").get(address(judged, arbitration)).content.decode()
    assert "给2分的理由" in page
    assert "给0分的理由" in page
    assert send(judged, tasks(subject, arbiter=False)[0], "1").status_code == 200, "settled marks are not changed"
    send(judged, arbitration, "1", reason="仲裁理由")
    subject.refresh_from_db()
    assert subject.state == Subject.State.SETTLED
    assert [(line.marks, line.arbiter) for line in written(judged)] == [("2", False), ("0", False), ("1", True)] or [
        (line.marks, line.arbiter) for line in written(judged)
    ] == [("0", False), ("2", False), ("1", True)]
    assert written(judged)[-1].arbiter


def test_scores_follow_when_asked(judged):
    subject = only(judged, double=False)
    (task,) = tasks(subject)
    send(judged, task, "0")
    assert [line.marks for line in written(judged)] == ["0"]
    services.reviews_apply(actor=judged.actor("organiser"), campaign=judged.campaign)
    score = (judged.run.path / "scores" / subject.system_id / f"{subject.site_code}.json").read_text(encoding="utf-8")
    assert '"manual_marked": 1' in score or '"manual_marked":1' in score
    assert SiteResult.objects.filter(run=judged.run).exists()
    assert Act.objects.filter(action_id="assessment.apply").exists()


def test_what_is_settled_while_the_run_is_at_work_is_written_later(judged):
    subject = only(judged, double=False)
    (task,) = tasks(subject)
    with run_lock(judged.run.path):
        assert send(judged, task, "1").status_code == 302
        assert written(judged) == ()
    services.settled_write(judged.run)
    assert [line.marks for line in written(judged)] == ["1"]


def test_marks_that_are_none_are_refused_with_the_reason(judged):
    (task,) = tasks(only(judged, double=False))
    for marks in ("3", "-1", "一分", "", "1e9", "=1+1"):
        page = send(judged, task, marks)
        assert page.status_code == 200
        assert "alert-danger" in page.content.decode(), marks
    task.refresh_from_db()
    assert task.state == AssessmentTask.State.OPEN


def test_not_applicable_and_reason_are_asked_for(judged):
    (task,) = tasks(only(judged, double=False))
    assert "没有写理由" in send(judged, task, "", reason="", not_applicable="on").content.decode()
    assert send(judged, task, "", reason="该站没有此项", not_applicable="on").status_code == 302
    assert [line.marks for line in written(judged)] == ["NA"]


def test_drafts_are_kept_and_handed_in_only_whole(judged):
    (task,) = tasks(only(judged, double=False))
    assert send(judged, task, "1", reason="", do="draft").status_code == 302
    client = judged.client(who(judged, task))
    page = f"/campaigns/{judged.campaign.pk}/assessment/hand-in/"
    assert "缺理由" in client.get(page).content.decode()
    send(judged, task, "1", reason="补上", do="draft")
    assert written(judged) == ()
    key = re.search(r'name="key" value="([^"]*)"', client.get(page).content.decode())[1]
    assert client.post(page, {"key": key, "seen": 0}).status_code == 302
    assert [line.reason for line in written(judged)] == ["补上"]


def test_two_windows_do_not_overwrite_each_other(judged):
    (task,) = tasks(only(judged, double=False))
    client = judged.client(who(judged, task))
    stale = client.get(address(judged, task)).content.decode().partition("data-task")[2]
    send(judged, task, "2", do="draft")
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', stale)[1] for name in ("key", "seen")}
    answer = client.post(address(judged, task), {**hidden, "marks": "0", "reason": "旧窗口", "do": "done"})
    assert answer.status_code == 409
    task.refresh_from_db()
    assert task.marks == "2"


def test_standing_back_returns_the_site(judged):
    make(judged)
    assign(judged)
    person = judged.people["assessor"]
    code = AssessmentTask.objects.filter(assessor=person).first().subject.site_code
    services.site_recuse(actor=judged.actor("assessor"), campaign=judged.campaign, site_code=code, reason="亲属任职")
    assert Recusal.objects.filter(user=person, site_code=code).exists()
    assert not selectors.tasks_in(judged.campaign).filter(assessor=person, subject__site_code=code).exists()
    assign(judged)
    assert not selectors.tasks_in(judged.campaign).filter(assessor=person, subject__site_code=code).exists()
    assert selectors.unassigned_count(judged.campaign) == 0


def test_taking_tasks_back_lets_others_have_them(judged):
    make(judged)
    assign(judged)
    person = judged.people["assessor"]
    services.tasks_withdraw(actor=judged.actor("organiser"), campaign=judged.campaign, person=person, reason="请假")
    assert selectors.unassigned_count(judged.campaign) > 0
    Membership.objects.filter(user=person).update(ended_at="2026-01-01T00:00Z")
    assign(judged)
    assert selectors.unassigned_count(judged.campaign) == 0


def test_findings_are_confirmed_and_overturned(judged):
    make(judged, manual=False, doubts=True)
    subject = Subject.objects.filter(kind=Kind.DOUBT).first()
    Subject.objects.exclude(pk=subject.pk).delete()
    assign(judged)
    (task,) = tasks(subject)
    assert send(judged, task, "broken").status_code == 200
    assert send(judged, task, "pass").status_code == 302
    (line,) = written(judged)
    assert line.finding_id == subject.finding_id
    assert line.outcome == "pass"
    assert line in read_reviews(open_run(judged.run.path).folder, subject.site_code)


def test_known_answers_and_agreement_are_shown_to_the_organiser(judged):
    entry = judged.entries[judged.codes[0]]
    services.answer_set(
        actor=judged.actor("organiser"), campaign=judged.campaign, entry=entry, item_id=ITEM, marks="2", reason="已核实"
    )
    assign(judged)
    (subject,) = Subject.objects.filter(kind=Kind.CALIBRATION)
    first, second = tasks(subject)
    page = judged.client(who(judged, first)).get(address(judged, first)).content.decode()
    assert "校准" not in page
    assert "已核实" not in page
    send(judged, first, "2")
    send(judged, second, "1")
    assert written(judged) == ()
    text = judged.client("organiser").get(f"/campaigns/{judged.campaign.pk}/assessment/quality/").content.decode()
    assert "-0.500" in text
    assert "已核实" in text
    auditor = judged.client("auditor").get(f"/campaigns/{judged.campaign.pk}/assessment/quality/").content.decode()
    assert "已核实" not in auditor


def test_a_sample_measures_precision(judged):
    make(judged, manual=False, sample_rate=Fraction(1, 10))
    subjects = Subject.objects.filter(kind=Kind.SAMPLE)
    assert subjects.exists()
    kept = subjects.first()
    Subject.objects.exclude(pk=kept.pk).delete()
    assign(judged)
    send(judged, tasks(kept)[0], "pass")
    text = judged.client("organiser").get(f"/campaigns/{judged.campaign.pk}/assessment/quality/").content.decode()
    assert "95%区间" in text
    assert "0.0000" in text


def test_the_forecast_says_what_is_not_known(judged):
    make(judged)
    page = f"/campaigns/{judged.campaign.pk}/assessment/overview/"
    client = judged.client("organiser")
    assert "已测得的用时太少" in client.get(page).content.decode()
    text = client.get(page, {"minutes": "12", "hours": "6"}).content.decode()
    hours = Subject.objects.count() * 12 / 60
    assert f"{hours:.1f}小时" in text


def test_the_stage_waits_for_open_work(judged):
    assert assessments_settled(judged.campaign) is None
    (task,) = tasks(only(judged, double=False))
    assert not assessments_settled(judged.campaign).met
    send(judged, task, "1")
    assert assessments_settled(judged.campaign).met
    condition = marks_written(judged.campaign)
    assert (condition.met, condition.told) == (False, "已写入，尚未重新计算")
    services.reviews_apply(actor=judged.actor("organiser"), campaign=judged.campaign)
    assert marks_written(judged.campaign).met


def test_pages_of_others_and_of_other_stages(judged):
    make(judged)
    assign(judged)
    base = f"/campaigns/{judged.campaign.pk}/assessment/"
    assert judged.client("operator").get(base).status_code == 403
    assert judged.client("assessor").get(f"{base}overview/").status_code == 403
    assert judged.client("organiser").get(base).status_code == 403
    assert judged.client("other_organiser").get(f"{base}overview/").status_code == 404
    task = AssessmentTask.objects.filter(assessor=judged.people["assessor"]).first()
    assert judged.client("assessor2").get(address(judged, task)).status_code == 404
    judged.at(Stage.FINAL)
    assert judged.client("assessor").get(address(judged, task)).status_code == 403


def test_same_names_sign_apart(judged):
    User.objects.filter(username__in=["assessor", "assessor2"]).update(display_name="张某")
    subject = only(judged)
    for task in tasks(subject):
        send(judged, task, "2")
    assert {line.actor for line in written(judged)} == {"张某（assessor）", "张某（assessor2）"}


def test_what_is_apart_follows_the_rule():
    several = Subject(item_id="a", needed=3, tolerance=Decimal(2))
    assert not apart(several, ["3", "5", "4"])
    assert apart(several, ["3", "5.01"])
    assert apart(several, ["3", "NA"])
    assert not apart(several, ["NA", "NA"])
    assert not apart(Subject(item_id="a", tolerance=None), ["0", "100"])
    assert apart(Subject(item_id="a", tolerance=Decimal(0)), ["1", "2"])
    assert not apart(Subject(item_id="a", tolerance=Decimal(0)), ["1", "1.0"])
    assert apart(Subject(finding_id="f", tolerance=Decimal(0)), ["pass", "fail"])


def test_a_sample_is_drawn_once(judged):
    make(judged, manual=False, sample_rate=Fraction(1, 20), seed="一")
    drawn = (judged.run.path / "results" / "review_sample.json").read_bytes()
    make(judged, manual=False, sample_rate=Fraction(1, 2), seed="二")
    assert (judged.run.path / "results" / "review_sample.json").read_bytes() == drawn


def test_who_marks_in_earnest_is_not_given_the_same_again(judged):
    make(judged)
    entry = judged.entries[judged.codes[0]]
    services.answer_set(
        actor=judged.actor("organiser"), campaign=judged.campaign, entry=entry, item_id=ITEM, marks="2", reason="已核实"
    )
    assign(judged)
    alike = AssessmentTask.objects.filter(subject__site_code=judged.codes[0], subject__item_id=ITEM)
    assert sorted(alike.values_list("assessor__username", flat=True)) == ["assessor", "assessor2"]
