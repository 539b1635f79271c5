"""Innovation cases: nominated, judged without conflict, decided, published, exported."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hengping.pipeline.cases_file import read_cases
from hengping.web.apps.acts.models import Act
from hengping.web.apps.cases.models import CaseFile, CaseMark, CaseNomination
from hengping.web.apps.cases.services import case_decide, case_nominate
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.selectors import approval_state
from hengping.web.apps.publishing.services import approval_give
from hengping.web.policy.words import Stage
from web.objections import make_objections

PDF = b"%PDF-1.7\n%%EOF"
HOSTILE = "<script>alert(1)</script>=1+1"


@pytest.fixture
def place(world, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world.at(Stage.PRELIMINARY)
    return world


def base(place):
    return f"/campaigns/{place.campaign.pk}/cases/"


def send(client, page, data, action=None, marker=""):
    text = client.get(page).content.decode()
    form = text.partition(marker)[2] if marker else text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("key", "seen")}
    return client.post(action or page, {**hidden, **data})


def nominate(place, who="operator", site="health", title="一网通办", files=(), **more):
    page = f"/campaigns/{place.campaign.pk}/sites/{place.entries[site].site_code}/cases/new/"
    data = {"title": title, "category": "政务服务", "summary": "一句话", "text": "材料", "url": "", **more}
    return send(place.client(who), page, data | {"attachments": list(files)})


def judge(place, case, who, marks, reason="好"):
    page = f"{base(place)}{case.pk}/"
    return send(place.client(who), page, {"marks": marks, "reason": reason}, f"{page}judge/", f'{case.pk}/judge/"')


def decide(place, case, state, award=""):
    page = f"{base(place)}{case.pk}/"
    data = {"state": state, "award": award, "reason": "评审会决定"}
    return send(place.client("organiser"), page, data, f"{page}decide/", f'{case.pk}/decide/"')


def test_a_body_nominates_for_its_own_site_only(place):
    assert nominate(place).status_code == 302
    (case,) = CaseNomination.objects.all()
    assert case.entry == place.entries["health"]
    assert case.number == 1
    found = place.client("organiser").get(base(place), {"q": "交通"}).content.decode()
    assert place.entries["traffic"].name in found
    assert f"{place.entries['health'].site_code}/cases/new/" not in found
    page = f"/campaigns/{place.campaign.pk}/sites/{place.entries['traffic'].site_code}/cases/new/"
    assert place.client("operator").get(page).status_code == 404
    assert place.client("other_operator").get(f"{base(place)}{case.pk}/").status_code == 404
    assert "一网通办" not in place.client("other_operator").get(base(place)).content.decode()
    assert Act.objects.filter(action_id="case.nominate").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"MZ", "附件只能是"),
        ("a.pdf", b"<script>", "不符"),
        ("a.png", b"", "不能为空"),
        ("a.pdf", PDF + b"x" * 10_000_001, "10MB"),
        ("a.svg", b"<svg onload=alert(1)>", "附件只能是"),
    ],
)
def test_attachments_of_other_kinds_are_refused(place, name, data, said):
    page = nominate(place, files=[SimpleUploadedFile(name, data)])
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text or "空" in text
    assert not CaseNomination.objects.exists()


def test_an_attachment_is_only_ever_a_file(place):
    nominate(place, files=[SimpleUploadedFile(f"..\\{HOSTILE}.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)])
    (case,) = CaseNomination.objects.all()
    row = CaseFile.objects.first()
    assert row.path.parent == place.campaign.folder / "cases"
    answer = place.client("organiser").get(f"{base(place)}{case.pk}/files/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    text = place.client("organiser").get(f"{base(place)}{case.pk}/").content.decode()
    assert "<script>alert" not in text
    assert place.client("other_operator").get(f"{base(place)}{case.pk}/files/{row.pk}/").status_code == 404
    assert (
        nominate(place, title="六个", files=[SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)]).status_code == 200
    )


def test_hostile_text_is_inert_everywhere(place):
    assert nominate(place, title=HOSTILE, text=HOSTILE, summary="=1+1", url="javascript:alert(1)").status_code == 200
    assert nominate(place, title=HOSTILE, text=HOSTILE, summary="=1+1").status_code == 302
    (case,) = CaseNomination.objects.all()
    CaseNomination.objects.update(url="javascript:alert(1)")
    for page in (base(place), f"{base(place)}{case.pk}/"):
        text = place.client("organiser").get(page).content.decode()
        assert "<script>alert" not in text
        assert "javascript:" not in text.partition('id="content"')[2]
    decide(place, case, "listed")
    table = place.client("organiser").get(f"{base(place)}cases.csv").content.decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(table))
    assert row[6] == "'=1+1"


def test_judges_do_not_see_each_other_and_not_their_own_body(place):
    nominate(place)
    (case,) = CaseNomination.objects.all()
    assert judge(place, case, "assessor", "91.5", "独特的评语").status_code == 302
    text = place.client("assessor2").get(f"{base(place)}{case.pk}/").content.decode()
    assert "独特的评语" not in text
    assert "91.5" not in text
    judge(place, case, "assessor2", "80")
    organiser = place.client("organiser").get(base(place)).content.decode()
    assert "85.75" in organiser
    own = place.client("operator").get(f"{base(place)}{case.pk}/").content.decode()
    assert "独特的评语" not in own
    place.people["operator"].memberships.create(organisation=place.organisations["firm"], role="assessor")
    page = f"{base(place)}{case.pk}/judge/"
    assert place.client("operator").get(page).status_code == 403
    assert place.client("operator").post(page, {}).status_code == 403


def test_marks_may_be_changed_until_it_is_decided(place):
    nominate(place)
    (case,) = CaseNomination.objects.all()
    judge(place, case, "assessor", "60")
    judge(place, case, "assessor", "70")
    assert [mark.marks for mark in CaseMark.objects.all()] == [70]
    assert judge(place, case, "assessor", "101").status_code == 200
    page = f"{base(place)}{case.pk}/"
    stale = place.client("assessor").get(page).content.decode().partition(f'{case.pk}/judge/"')[2]
    decide(place, case, "listed", "十佳")
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', stale)[1] for name in ("key", "seen")}
    answer = place.client("assessor").post(f"{page}judge/", {**hidden, "marks": "90", "reason": "晚了"})
    assert answer.status_code == 422
    assert CaseMark.objects.get().marks == 70


def test_the_list_is_public_only_when_published(place):
    for title, state, award in (
        ("甲案例", "listed", "二十佳"),
        ("乙案例", "listed", "十佳"),
        ("丙案例", "declined", ""),
    ):
        nominate(place, title=title)
        assert decide(place, CaseNomination.objects.get(title=title), state, award).status_code == 302
    assert "评选中" in place.client("operator").get(base(place)).content.decode()
    assert place.client().get(base(place)).status_code == 302
    place.at(Stage.PUBLISHED)
    text = place.client().get(base(place)).content.decode()
    assert text.index("乙案例") < text.index("甲案例")
    assert "丙案例" not in text
    hidden = CaseNomination.objects.get(title="丙案例")
    assert place.client().get(f"{base(place)}{hidden.pk}/").status_code == 404
    assert place.client("other_operator").get(f"{base(place)}{hidden.pk}/").status_code == 404


def test_an_award_needs_the_list(place):
    nominate(place)
    (case,) = CaseNomination.objects.all()
    assert decide(place, case, "shortlisted", "十佳").status_code == 422
    case.refresh_from_db()
    assert case.state == CaseNomination.State.NOMINATED


def test_a_nomination_can_be_taken_back_before_it_is_decided(place):
    nominate(place)
    (case,) = CaseNomination.objects.all()
    page = f"{base(place)}{case.pk}/"
    sent = send(place.client("operator"), page, {"reason": "填错"}, f"{page}withdraw/", "withdraw/")
    assert sent.status_code == 302
    case.refresh_from_db()
    assert case.state == CaseNomination.State.WITHDRAWN


def test_the_export_is_what_the_engine_reads(place, tmp_path):
    nominate(place, title="甲", url="http://health.yunxi.gov.cn/a")
    nominate(place, "other_operator", "traffic", title="乙")
    for title, award in (("甲", ""), ("乙", "十佳")):
        decide(place, CaseNomination.objects.get(title=title), "listed", award)
    path = tmp_path / "cases.csv"
    path.write_bytes(place.client("organiser").get(f"{base(place)}cases.csv").content)
    table = read_cases(path)
    assert [(case.title, case.award, case.unit) for case in table.cases] == [
        ("乙", "十佳", "云溪省交通运输厅"), ("甲", "", "云溪省卫生健康委员会"),
    ]  # fmt: skip
    assert not table.faults
    assert place.client("operator").get(f"{base(place)}cases.csv").status_code == 403


def edit(place, case, who="operator", **more):
    data = {"title": case.title, "category": "政务服务", "summary": "一句话", "text": "材料", "url": "", **more}
    return send(place.client(who), f"{base(place)}{case.pk}/edit/", data)


def test_a_nomination_is_mended_by_its_body_and_keeps_what_it_said(place):
    nominate(place)
    case = CaseNomination.objects.get()
    file = SimpleUploadedFile("a.pdf", PDF)
    assert edit(place, case, title=HOSTILE, text="新材料", attachments=[file]).status_code == 302
    case.refresh_from_db()
    assert (case.title, case.text, case.version, case.files.count()) == (HOSTILE, "新材料", 2, 1)
    line = Act.objects.filter(action_id="case.nominate").order_by("seq").last()
    assert line.detail["old"] == {"title": "一网通办", "text": "材料"}
    shown = place.client("operator").get(f"{base(place)}{case.pk}/").content.decode()
    assert "<script>alert" not in shown
    assert "修改前的内容（1次修改）" in shown
    assert "一网通办" in shown
    assert edit(place, case, title=HOSTILE, text="新材料").status_code == 422, "nothing changes"


def test_nobody_else_mends_it_and_nobody_overwrites_another(place):
    nominate(place)
    case = CaseNomination.objects.get()
    address = f"{base(place)}{case.pk}/edit/"
    for who, status in (("organiser", 403), ("assessor", 403), ("other_operator", 404)):
        assert place.client(who).get(address).status_code == status, who
    client = place.client("operator")
    page = client.get(address).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "seen")}
    edit(place, case, title="先改的")
    answer = client.post(address, {**hidden, "title": "后改的", "category": "x", "text": "x"})
    assert answer.status_code == 409
    assert CaseNomination.objects.get().title == "先改的"


def test_what_a_judge_has_read_is_not_mended(place):
    nominate(place)
    case = CaseNomination.objects.get()
    judge(place, case, "assessor", 80)
    answer = edit(place, case, title="改了")
    assert answer.status_code == 422
    assert "已有评审人评分" in answer.content.decode()
    assert f"{case.pk}/edit/" not in place.client("operator").get(f"{base(place)}{case.pk}/").content.decode()


def test_approvals_are_of_the_list_of_cases_too(world, small_outcome, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    made = make_objections(world, small_outcome, tmp_path)
    fields = {"title": "甲", "category": "服务", "summary": "要点", "text": "正文", "url": ""}
    case = case_nominate(actor=world.actor("organiser"), campaign=made.campaign, entry=made.own, fields=fields)
    campaign = world.at(Stage.FINAL)
    subjects = (Approval.Subject.LISTS, Approval.Subject.PUBLICATION)
    for subject in subjects:
        for who in ("organiser", "organiser2"):
            approval_give(
                actor=world.actor(who), campaign=campaign, subject=subject, digest=subject_digest(campaign, subject)
            )
        assert approval_state(campaign, subject).complete
    case_decide(
        actor=world.actor("organiser"), campaign=campaign, case=case, seen=case.version, state="listed", award="十佳",
        reason="评审意见一致",
    )  # fmt: skip
    assert not any(approval_state(campaign, subject).complete for subject in subjects)
