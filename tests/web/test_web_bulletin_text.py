"""The organiser's words: kept in versions, checked, and frozen into the run when documents are made."""

import re
import tempfile
from pathlib import Path

import docx
import pytest

from hengping.model.errors import InputError
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.campaigns.preconditions import conditions
from hengping.web.apps.campaigns.stages import forward
from hengping.web.apps.cases.models import CaseNomination
from hengping.web.apps.publishing.manuscript_views import EXAMPLE
from hengping.web.apps.publishing.manuscripts import current_text, given_files, text_put, words_current
from hengping.web.apps.publishing.models import BulletinText, DocumentJob
from hengping.web.apps.work.doing import do_now
from hengping.web.apps.work.models import Work
from hengping.web.policy.words import Stage
from web.browser import Person
from web.judged import judged_world
from web.world import PASSWORD

OWN = "opening: |\n  以下由本单位写，共评估{sites}个网站。\nchapters:\n  - title: 名单\n    text: |\n      [[lists]]\n"
TABLE = "problem,title,examined,site_code\nno_catalogue,未提供信息公开目录,4,{code}\n"


@pytest.fixture
def judged(world, small_outcome, settings, tmp_path):
    return judged_world(world, small_outcome.run.path, settings, tmp_path)


def address(judged, tail=""):
    return f"/campaigns/{judged.campaign.pk}/documents/{tail}"


def put(judged, text, *, who="organiser", seen=None, observations=b"", template=b""):
    standing = current_text(judged.campaign)
    return text_put(
        actor=judged.actor(who), campaign=judged.campaign, text=text, observations=("问题.csv", observations),
        template=("套红.docx", template), key=None,
        seen=(standing.number if standing else 0) if seen is None else seen,
    )  # fmt: skip


def make(judged):
    client = judged.client("organiser")
    form = client.get(address(judged)).context["form"]
    client.post(address(judged), {"key": form["key"].value(), "kind": "reports", "evidence": "none"})
    return do_now(Work.objects.filter(kind="documents").order_by("-ordered_at").first())


def words(judged):
    path = next((judged.run.path / "reports").glob("bulletin-*.docx"))
    return "\n".join(each.text for each in docx.Document(str(path)).paragraphs)


def send(judged, **given):
    client = judged.client("organiser")
    page = client.get(address(judged, "text/")).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "seen")}
    return client.post(address(judged, "text/"), {**hidden, **given})


def test_words_are_in_the_bulletin_and_figures_come_from_the_results(judged):
    assert send(judged, text=OWN).status_code == 302
    assert make(judged).fault == ""
    assert "以下由本单位写，共评估4个网站。" in words(judged)
    assert words_current(judged.run)
    assert not current_text(judged.campaign).template_name
    put(judged, OWN.replace("以下", "如下"))
    assert not words_current(judged.run)
    assert "通报文稿或案例名单有改动" in judged.client("organiser").get(address(judged)).content.decode()
    make(judged)
    assert "如下由本单位写" in words(judged)
    put(judged, "")
    make(judged)
    assert "由本单位写" not in words(judged)
    assert words_current(judged.run)
    assert list(BulletinText.objects.values_list("number", flat=True)) == [3, 2, 1]
    assert Act.objects.filter(action_id="document.make", summary__contains="通报文稿第3版").exists()


def test_the_example_can_be_made(judged):
    put(judged, EXAMPLE)
    assert make(judged).fault == ""
    assert "总体合格率" in words(judged)


def test_a_figure_that_does_not_exist_is_named_and_the_words_before_stay(judged):
    put(judged, OWN)
    make(judged)
    before = words(judged)
    put(judged, OWN.replace("{sites}", "{sitez}"))
    work = make(judged)
    assert (work.state, DocumentJob.objects.first().state) == ("failed", "failed")
    assert "sitez" in work.fault
    assert "opening" in work.fault
    assert work.fault_what in judged.client("organiser").get(address(judged)).content.decode()
    assert words(judged) == before
    assert not words_current(judged.run)
    put(judged, OWN)
    assert words_current(judged.run)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("observations: /etc/passwd\n", "不写observations"),
        ("template: ../../secret.docx\n", "不写template"),
        ("cases: cases.csv\n", "不写cases"),
        ("previous: ../other\n", "不写previous"),
        ("lines: [90]\n", "lines"),
        ("openin: x\n", "没有这个字段"),
        ("opening: [\n", "文稿:2"),
        ("{opening: 甲}\n", "文稿:2"),
        ("opening: !!python/object:os.system {}\n", ""),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_with_its_line(judged, text, told):
    with pytest.raises(InputError) as caught:
        put(judged, text)
    assert told in f"{caught.value.what}{caught.value.where}"
    assert tempfile.gettempdir() not in str(caught.value)
    assert not BulletinText.objects.exists()
    answer = send(judged, text=text)
    assert answer.status_code == 422
    assert text.split(":")[0] in answer.content.decode()


def test_tables_and_templates_stay_until_they_are_taken_away(judged, tmp_path):
    template = tmp_path / "own.docx"
    made = docx.Document()
    made.add_paragraph("云溪省人民政府办公厅文件")
    made.add_paragraph("{{正文}}")
    made.save(str(template))
    text = OWN.replace("{sites}个网站", "{sites}个网站，{observed.count[no_catalogue]}个没有目录")
    table = TABLE.format(code=judged.codes[0]).encode()
    put(judged, text, observations=table, template=template.read_bytes())
    assert make(judged).fault == ""
    assert "云溪省人民政府办公厅文件" in words(judged)
    assert "1个没有目录" in words(judged)
    page = judged.client("auditor").get(address(judged, "text/")).content.decode()
    assert "套红.docx" in page
    assert send(judged, text=text, drop_template="on").status_code == 302
    standing = current_text(judged.campaign)
    assert (bytes(standing.template), standing.observations.encode()) == (b"", table)
    make(judged)
    assert "云溪省人民政府办公厅文件" not in words(judged)
    answer = judged.client("auditor").get(address(judged, "text/1/template/"))
    assert answer.content == template.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert judged.client("auditor").get(address(judged, "text/2/template/")).status_code == 404
    assert judged.client("auditor").get(address(judged, "text/1/by_name/")).status_code == 404
    for wrong in (b"problem\n", b"\xff\xfe", TABLE.format(code="1234567890").encode()):
        with pytest.raises(InputError):
            put(judged, text, observations=wrong)
    for wrong in (b"PK\x03\x04", b"<html>"):
        with pytest.raises(InputError):
            put(judged, text, template=wrong)


def test_cases_on_the_list_are_in_the_bulletin(judged):
    campaign = judged.at(Stage.FINAL)
    arrow = forward(Stage.FINAL)
    name = "通报所用的文稿和案例名单是现在的"
    assert name not in {each.name for each in conditions(campaign, arrow)}
    CaseNomination.objects.create(
        campaign=campaign, entry=judged.entries[judged.codes[0]], number=1, title="一件事一次办", category="服务",
        summary="要点", state=CaseNomination.State.LISTED, award="十佳", nominated_by=judged.people["organiser"],
    )  # fmt: skip
    condition = next(each for each in conditions(campaign, arrow) if each.name == name)
    assert not condition.met
    assert make(judged).fault == ""
    assert "一件事一次办" in (judged.run.path / "documents" / "cases.csv").read_text(encoding="utf-8-sig")
    assert next(each for each in conditions(campaign, arrow) if each.name == name).met
    put(judged, OWN + "  - title: 优秀案例\n    text: |\n      [[cases]]\n")
    assert make(judged).fault == ""
    assert "优秀案例" in words(judged)


def test_what_a_run_brought_along_stays_while_nobody_wrote_here(judged):
    folder = judged.run.path / "documents"
    folder.mkdir()
    (folder / "bulletin.yaml").write_text("remark: 带来的文稿\n", encoding="utf-8")
    assert given_files(judged.campaign) == {}
    assert words_current(judged.run)
    assert make(judged).fault == ""
    assert "带来的文稿" in words(judged)


def test_two_people_do_not_overwrite_each_other(judged):
    put(judged, OWN, seen=0)
    with pytest.raises(ConflictError):
        put(judged, "remark: 乙\n", who="organiser2", seen=0)
    assert current_text(judged.campaign).text == OWN


def test_who_may(judged):
    judged.at(Stage.FINAL)
    put(judged, "remark: <b>甲</b>\n")
    for tail in ("text/", "text/1/", "text/1/text/"):
        for who, status in {"organiser": 200, "auditor": 200, "operator": 403, "other_organiser": 404, "": 302}.items():
            assert judged.client(who).get(address(judged, tail)).status_code == status, (tail, who)
    page = judged.client("auditor").get(address(judged, "text/")).content.decode()
    assert "&lt;b&gt;甲" in page
    assert "检查并保存" not in page
    assert judged.client("auditor").post(address(judged, "text/"), {"text": ""}).status_code == 403
    assert judged.client("organiser").get(address(judged, "text/9/")).status_code == 404
    judged.at(Stage.ARCHIVED)
    assert "检查并保存" not in judged.client("organiser").get(address(judged, "text/")).content.decode()


def test_nothing_is_left_outside(judged, tmp_path):
    put(judged, OWN)
    make(judged)
    assert {path.name for path in (judged.run.path / "documents").iterdir()} == {"bulletin.yaml"}
    assert not list(Path(tmp_path).glob("**/*.part*"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_somebody_writes_the_words(live_server, world, small_outcome, settings, tmp_path, browser):
    judged = judged_world(world, small_outcome.run.path, settings, tmp_path)
    judged.at(Stage.FINAL)
    person = Person(browser, live_server.url).sign_in("organiser", PASSWORD)
    person.go(address(judged)).click("通报文稿", role="link")
    faults = person.look("bulletin-text-empty")
    person.page.fill("#id_text", "opening: [\n")
    person.click("检查并保存")
    assert "YAML" in person.page.locator(".invalid-feedback").inner_text()
    assert person.page.input_value("#id_text").startswith("opening: [")
    faults += person.look("bulletin-text-wrong")
    person.page.fill("#id_text", EXAMPLE)
    person.click("检查并保存")
    assert "已保存第1版" in person.text
    for each in person.page.locator("summary").all():
        each.click()
    faults += person.look("bulletin-text")
    person.click("文稿", role="link")
    assert "现将有关情况通报如下" in person.text
    faults += person.look("bulletin-text-version")
    assert faults == []
    assert person.refused == []
