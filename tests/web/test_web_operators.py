"""The desk: own site only, no rank before publication, answers, what-if equal to the engine's."""

import re
from pathlib import Path

import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.pipeline.explain import SiteInRun
from hengping.pipeline.stage_score import read_reviews
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.appeals.carrying import carry_out
from hengping.web.apps.appeals.services import appeal_raise
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stages import arrow
from hengping.web.apps.operators.models import Rectification, Reply
from hengping.web.apps.operators.services import explanation_decide, reply_give
from hengping.web.policy.words import Stage
from web.objections import Objections, make_objections
from web.test_web_appeals_pages import send
from web.world import World


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path)


def test_a_body_sees_its_own_sites_and_no_rank_by_any_page(made: Objections) -> None:
    client = made.client("operator")
    listed = client.get(f"/campaigns/{made.campaign.pk}/my-sites/").content.decode()
    assert made.own.name in listed
    assert made.other.name not in listed
    for part in ("desk/", "desk/?print=1", f"desk/what-if/?fix={made.costly().finding_id}", "desk/findings.csv"):
        page = client.get(made.base() + part)
        assert page.status_code == 200, part
        text = page.getvalue().decode()
        assert not re.search(r"第\d+名|名次：第|共\d+个）", text), part
        assert made.other.name not in text, part
        assert client.get(made.base(made.other) + part).status_code == 404, part
    assert client.get(f"{made.base()}desk/report.pdf").status_code == 404


def test_every_fault_is_there_with_its_points_and_its_remedy(made: Objections) -> None:
    page = made.client("operator").get(f"{made.base()}desk/?print=1").content.decode()
    rows = made.run.findings.filter(site_code=made.own.site_code, outcome__in=("fail", "partly"))
    assert rows.count() > 5
    for row in rows:
        assert f"findings/{row.finding_id}/" in page
    assert "扣" in page
    assert "如何整改" in page


def test_nothing_before_the_preliminary_result(made: Objections) -> None:
    made.world.at(Stage.COLLECTING)
    client = made.client("operator")
    assert "初评结果形成后" in client.get(f"/campaigns/{made.campaign.pk}/my-sites/").content.decode()
    assert client.get(f"{made.base()}desk/").status_code == 403


def test_answers_by_form_and_their_change(made: Objections) -> None:
    finding = made.costly()
    client = made.client("operator")
    address = f"{made.base()}desk/reply/{finding.finding_id}/"
    assert send(client, address, kind="explain", text="").status_code == 200
    assert not Reply.objects.exists()
    assert send(client, address, kind="accept", text="年底前整改").status_code == 302
    item = Rectification.objects.get()
    assert (item.state, item.finding_id) == ("open", finding.finding_id)
    assert send(client, address, kind="explain", text="<script>alert(1)</script>该栏目按规定停更").status_code == 302
    reply = Reply.objects.get()
    assert (reply.kind, reply.explanation, reply.history.count()) == ("explain", "waiting", 2)
    assert "<script>alert" not in client.get(f"{made.base()}desk/").content.decode()
    assert made.client("other_operator").get(address).status_code == 404


def test_two_people_of_a_body_do_not_overwrite_each_other(made: Objections) -> None:
    finding = made.costly()
    actor = made.world.actor("operator")
    reply_give(actor=actor, entry=made.own, finding_id=finding.finding_id, kind="accept")
    reply_give(actor=actor, entry=made.own, finding_id=finding.finding_id, kind="explain", text="停更", seen=1)
    with pytest.raises(ConflictError):
        reply_give(actor=actor, entry=made.own, finding_id=finding.finding_id, kind="accept", seen=1)
    assert Reply.objects.get().kind == "explain"


def test_an_accepted_explanation_becomes_a_decision_of_the_run(made: Objections) -> None:
    finding = made.costly()
    reply = reply_give(
        actor=made.world.actor("operator"),
        entry=made.own,
        finding_id=finding.finding_id,
        kind="explain",
        text="停更公告",
    )
    order = explanation_decide(
        actor=made.world.actor("organiser"), reply=reply, taken=True, reason="公告属实", seen=reply.version
    )
    assert order is not None
    assert carry_out(order.pk).done
    decided = [each for each in read_reviews(made.folder, made.own.site_code) if each.finding_id == finding.finding_id]
    assert [each.explained for each in decided] == [True]
    assert "采信" in made.client("operator").get(f"{made.base()}desk/").content.decode()


def test_nothing_is_final_while_an_explanation_waits(made: Objections) -> None:
    leave, finish = arrow(Stage.OBJECTION, Stage.REASSESSING), arrow(Stage.REASSESSING, Stage.FINAL)
    assert leave is not None
    assert finish is not None
    name = "情况说明已全部审核"
    assert name not in {each.name for each in conditions(made.campaign, finish)}
    reply = reply_give(
        actor=made.world.actor("operator"), entry=made.own, finding_id=made.costly().finding_id, kind="explain",
        text="网站当日按统一安排停机维护",
    )  # fmt: skip
    found = next(each for each in conditions(made.campaign, leave) if each.name == name)
    assert (found.met, found.blocking, found.told) == (False, False, "1条待审核")
    assert name in {each.name for each in missing(conditions(made.campaign, finish), reason="已核实")}
    explanation_decide(
        actor=made.world.actor("organiser"), reply=reply, taken=False, reason="未见停机公告", seen=reply.version
    )
    assert name not in {each.name for each in missing(conditions(made.campaign, finish))}


def test_a_finding_under_appeal_takes_no_other_answer(made: Objections) -> None:
    finding = made.costly()
    appeal_raise(
        actor=made.world.actor("operator"), campaign=made.campaign, entry=made.own, finding_id=finding.finding_id,
        grounds="采集时正在切换，现附证明。",
    )  # fmt: skip
    answer = send(made.client("operator"), f"{made.base()}desk/reply/{finding.finding_id}/", kind="accept")
    assert "正在申诉" in answer.content.decode()
    assert not Reply.objects.exists()


def test_what_if_says_what_the_engine_says(made: Objections) -> None:
    finding = made.costly()
    system_id = next(iter(finding.counted))
    _, after = SiteInRun(made.run.path, made.own.site_code, system_id).mended([finding.finding_id])
    page = made.client("operator").get(
        f"{made.base()}desk/what-if/", {"system": system_id, "fix": [finding.finding_id]}
    ).content.decode()  # fmt: skip
    assert f"<strong>{after.total}</strong>" in page
    assert "名次区间在结果发布后公布" in page


def test_what_if_shows_places_once_they_are_public(made: Objections) -> None:
    made.world.at(Stage.PUBLISHED)
    finding = made.costly()
    page = made.client("operator").get(
        f"{made.base()}desk/what-if/", {"system": next(iter(finding.counted)), "fix": [finding.finding_id]}
    ).content.decode()  # fmt: skip
    assert "整改后名次" in page


def test_a_table_cell_is_never_a_formula(made: Objections) -> None:
    row = made.costly()
    row.url = '=HYPERLINK("http://evil.example","x")'
    row.message = "@SUM(1+1)"
    row.save()
    text = made.client("operator").get(f"{made.base()}desk/findings.csv").getvalue().decode()
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    assert not re.search(r'(^|,)"?[=+@-]', text, re.MULTILINE)
