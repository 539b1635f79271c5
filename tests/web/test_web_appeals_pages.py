"""Pages of appeals: who sees what, files in and out, the whole journey through the browser's forms."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from hengping.demo.evaluation import DemoOutcome
from hengping.web.apps.appeals.models import Appeal, Proof
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.patterns import pattern_of
from hengping.web.apps.appeals.preconditions import appeals_ruled
from hengping.web.policy.words import Stage
from web.objections import REASON, Objections, make_objections
from web.world import World

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def made(world: World, small_outcome: DemoOutcome, tmp_path: Path, settings) -> Objections:
    settings.DATA_DIR = tmp_path
    return make_objections(world, small_outcome, tmp_path)


def hidden(page: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found.group(1)


def send(client: Client, address: str, form_page: str = "", **values: object) -> HttpResponse:
    page = client.get(form_page or address)
    assert page.status_code == 200
    return client.post(address, {"key": hidden(page, "key"), "seen": hidden(page, "seen"), **values})


def raise_one(made: Objections, **values: object) -> Appeal:
    address = f"{made.base()}appeals/new/?finding={made.costly().finding_id}"
    answer = send(made.client("operator"), address, **{"grounds": "采集时正在切换，现附证明。", **values})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Appeal.objects.latest("number")


def test_the_whole_journey_by_forms(made: Objections) -> None:
    appeal = raise_one(made, proofs=[SimpleUploadedFile("证明.pdf", PDF)])
    page = f"{made.base()}appeals/{appeal.pk}/"
    assert send(made.client("organiser"), f"{page}accept/", page, verb="accept").status_code == 302
    ruled = send(made.client("organiser"), f"{page}ruling/", page, result="upheld", outcome="pass", reason=REASON)
    assert ruled.status_code == 302
    own_view = made.client("organiser").get(page).content.decode()
    assert "等待另一人复核" in own_view
    assert "确认裁定并执行" not in own_view
    second = made.client("organiser2")
    preview = second.get(page).content.decode()
    assert "确认后的变化（预览）" in preview
    assert made.own.name in preview
    assert send(second, f"{page}ruling/confirm/", page, verb="confirm").status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == "upheld"
    told = made.client("operator").get(page).content.decode()
    assert "申诉成立" in told
    assert "重新计分后的变化" in told


def test_the_judged_body_sees_no_rank_no_other_site_and_no_draft_of_the_ruling(made: Objections) -> None:
    appeal = raise_one(made)
    page = f"{made.base()}appeals/{appeal.pk}/"
    send(made.client("organiser"), f"{page}accept/", page, verb="accept")
    send(made.client("organiser"), f"{page}ruling/", page, result="upheld", outcome="pass", reason=REASON)
    assert REASON not in made.client("operator").get(page).content.decode()
    send(made.client("organiser2"), f"{page}ruling/confirm/", page, verb="confirm")
    order = ReviewOrder.objects.get()
    order.moves = [*order.moves, {**order.moves[0], "site_code": made.other.site_code, "name": made.other.name}]
    order.save()
    told = made.client("operator").get(page).content.decode()
    assert REASON in told
    assert "名次" not in told
    assert made.other.name not in told
    assert made.other.name in made.client("organiser").get(page).content.decode()


def test_an_auditor_reads_and_does_nothing(made: Objections) -> None:
    appeal = raise_one(made)
    page = f"{made.base()}appeals/{appeal.pk}/"
    told = made.client("auditor").get(page)
    assert told.status_code == 200
    assert "<form method" not in told.content.decode().split('<main id="content"')[1]
    for act in ("accept/", "ruling/", "ruling/confirm/", "withdraw/", "proofs/"):
        assert made.client("auditor").post(page + act, {}).status_code == 403


@pytest.mark.parametrize("who", ["other_operator", "other_organiser", "nobody"])
def test_an_appeal_is_unknown_to_others(made: Objections, who: str) -> None:
    appeal = raise_one(made, proofs=[SimpleUploadedFile("证明.pdf", PDF)])
    client = made.client(who)
    page = f"{made.base()}appeals/{appeal.pk}/"
    assert client.get(page).status_code in {403, 404}
    assert client.get(f"{page}proofs/{Proof.objects.get().pk}/").status_code in {403, 404}
    # By the address of one's own site it is not there either.
    assert client.get(f"{made.base(made.other)}appeals/{appeal.pk}/").status_code in {403, 404}


def test_lists_and_tables_hold_ones_own_only(made: Objections) -> None:
    raise_one(made)
    address = f"/campaigns/{made.campaign.pk}/appeals/"
    assert "申诉0001" in made.client("organiser").get(address).content.decode()
    assert "申诉0001" in made.client("operator").get(address).content.decode()
    assert "申诉0001" not in made.client("other_operator").get(address).content.decode()
    assert "申诉0001" not in made.client("other_operator").get(f"{address}export.csv").getvalue().decode()
    assert made.client("assessor").get(address).status_code == 403
    assert made.client("operator").get(f"{address}like-cases/").status_code == 403


def test_proof_comes_back_as_it_went_in_and_only_as_a_download(made: Objections) -> None:
    name = "../../=cmd|calc<script>.pdf"
    appeal = raise_one(made, proofs=[SimpleUploadedFile(name, PDF)])
    proof = appeal.proofs.get()
    assert "/" not in proof.name
    answer = made.client("organiser").get(f"{made.base()}appeals/{appeal.pk}/proofs/{proof.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "<script>" not in made.client("organiser").get(f"{made.base()}appeals/{appeal.pk}/").content.decode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "不是可以上传的文件"),
        ("fake.pdf", b"<html><script>alert(1)</script>", "不是可以上传的文件"),
        ("picture.svg", b"<svg onload=alert(1)>", "不是可以上传的文件"),
        ("large.pdf", PDF + b"x" * (20 * 1024 * 1024), "超过20MB"),
    ],
)
def test_other_files_are_refused(made: Objections, name: str, data: bytes, said: str) -> None:
    address = f"{made.base()}appeals/new/?finding={made.costly().finding_id}"
    answer = send(
        made.client("operator"), address, grounds="采集时正在切换，现附证明。", proofs=[SimpleUploadedFile(name, data)]
    )
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Appeal.objects.exists()


def test_what_people_write_is_shown_and_never_run(made: Objections) -> None:
    appeal = raise_one(made, grounds=f"{HOSTILE} =1+1 理由足够长")
    for address in (f"{made.base()}appeals/{appeal.pk}/", f"/campaigns/{made.campaign.pk}/appeals/"):
        page = made.client("organiser").get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    appeal.grounds = '=HYPERLINK("http://evil")'
    appeal.save()
    table = made.client("organiser").get(f"/campaigns/{made.campaign.pk}/appeals/export.csv").getvalue().decode()
    assert "'=HYPERLINK" in table
    assert ',"=HYPERLINK' not in table


def test_a_form_of_an_older_version_overwrites_nothing(made: Objections) -> None:
    appeal = raise_one(made)
    page = f"{made.base()}appeals/{appeal.pk}/"
    client = made.client("organiser")
    opened = client.get(page)
    assert send(made.client("organiser2"), f"{page}accept/", page, verb="accept").status_code == 302
    late = client.post(
        f"{page}accept/",
        {"key": hidden(opened, "key"), "seen": hidden(opened, "seen"), "verb": "refuse", "reason": REASON},
    )
    assert late.status_code == 409
    appeal.refresh_from_db()
    assert appeal.state == "accepted"


def test_after_the_stage_nobody_raises_but_rulings_go_on(made: Objections) -> None:
    appeal = raise_one(made)
    made.world.at(Stage.REASSESSING)
    assert (
        made.client("operator").get(f"{made.base()}appeals/new/?finding={made.costly().finding_id}").status_code == 403
    )
    page = f"{made.base()}appeals/{appeal.pk}/"
    assert send(made.client("arbiter"), f"{page}accept/", page, verb="accept").status_code == 302


def test_an_evaluation_does_not_go_on_over_open_appeals(made: Objections) -> None:
    assert appeals_ruled(made.campaign).met
    raise_one(made)
    assert not appeals_ruled(made.campaign).met


def test_the_pattern_of_a_message_leaves_out_what_belongs_to_one_place() -> None:
    def finding(title: str, day: str, url: str) -> dict[str, object]:
        text = f"“{title}”最近更新于{day}，已37天未更新：{url}"
        return {"messages": {"zh": text}, "subject": {"title": title, "url": url}, "values": {"newest_on": day}}

    one = pattern_of(finding("政务动态", "2026-01-02", "http://a.gov.cn/x/"))
    assert one == pattern_of(finding("财政资金", "2025-11-30", "https://b.gov.cn/long/path?q=1"))
    other = finding("政务动态", "2026-01-02", "http://a.gov.cn/x/")
    other["messages"] = {"zh": "“政务动态”没有任何内容：http://a.gov.cn/x/"}
    assert one != pattern_of(other)
