"""The log as people read it: what they may see of it, whether its chain holds, what leaves it as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.selectors import chain
from hengping.web.apps.acts.services import act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.words import Stage
from web.world import World


def write(world: World, count: int = 3, who: str = "organiser", summary: str = "修改名称") -> None:
    """Some lines."""
    for number in range(count):
        with act(world.actor(who), "campaign.edit", campaign=world.campaign) as acting:
            acting.summary = f"{summary}{number}"
            acting.detail = {"old": {"title": "旧"}, "new": {"title": summary}, "reason": "更名"}


def test_an_untouched_log_is_complete(world: World) -> None:
    write(world)
    assert chain().fault == ""
    page = world.client("auditor").get("/log/chain/").content.decode()
    assert "链完整" in page
    assert chain().head in page


def test_a_changed_line_is_found(world: World) -> None:
    write(world)
    Act.objects.filter(seq=2).update(summary="没有的事")
    assert chain().seq == 2
    assert "第2条" in world.client("auditor").get("/log/chain/").content.decode()


def test_a_line_taken_out_is_found(world: World) -> None:
    write(world)
    Act.objects.filter(seq=2).delete()
    assert chain().seq == 3


def test_a_tail_that_was_cut_off_is_found(world: World) -> None:
    write(world, 4)
    Act.objects.filter(seq__gte=3).delete()
    found = chain()
    assert "末尾缺少记录" in found.fault
    assert (found.count, "应有4条，现有2条" in found.fault) == (2, True)


def test_a_log_that_was_emptied_is_found(world: World) -> None:
    write(world)
    Act.objects.all().delete()
    assert "应有3条，现有0条" in chain().fault


def test_the_log_is_filtered(world: World) -> None:
    write(world, summary="甲")
    write(world, who="organiser2", summary="乙")
    client = world.client("auditor")

    def found(query: str) -> tuple[int, str]:
        page = client.get(f"/log/?{query}")
        return page.context["total"], page.content.decode()

    assert found("")[0] == 6
    assert found("person=organiser2")[0] == 3
    assert found("action=campaign.edit")[0] == 6
    assert found(f"campaign={world.campaign.pk}&text=甲")[0] == 3
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert found(f"first={tomorrow}")[0] == 0
    assert found(f"last={timezone.localdate()}")[0] == 6
    assert found("first=gestern&campaign=x&action=nothing")[0] == 6


def test_a_line_shows_old_and_new_values_inertly(world: World) -> None:
    write(world, 1, summary="<script>alert(1)</script>")
    page = world.client("auditor").get("/log/1/").content.decode()
    assert "旧" in page
    assert "更名" in page
    assert "<script>alert(1)" not in page


def test_what_leaves_as_csv_computes_nothing(world: World) -> None:
    for payload in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"):
        write(world, 1, summary=payload)
    answer = world.client("auditor").get("/log/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 7
    assert [row[7][0] for row in rows[1:]] == ["'"] * 6
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_another_bureau_s_acts_are_unknown(world: World) -> None:
    write(world, 2)
    client = world.client("other_organiser")
    assert client.get("/log/").context["total"] == 0
    assert client.get("/log/1/").status_code == 404
    assert "修改名称" not in b"".join(client.get("/log/export.csv").streaming_content).decode()
    assert str(world.campaign.title) not in client.get("/log/").content.decode()
    assert world.client("superior").get("/log/").context["total"] == 2


def test_only_organisers_and_auditors_see_the_log(world: World) -> None:
    world.at(Stage.OBJECTION)
    for who in ("assessor", "arbiter", "operator", "nobody"):
        for address in ("/log/", "/log/chain/", "/log/export.csv", "/log/1/"):
            assert world.client(who).get(address).status_code == 403
    assert world.client().get("/log/").status_code == 302


def test_the_stage_counts_as_it_is_when_the_act_is_done_not_as_the_page_loaded_it(world: World) -> None:
    world.at(Stage.DRAFT)
    loaded = Campaign.objects.get(pk=world.campaign.pk)
    Campaign.objects.filter(pk=loaded.pk).update(stage=Stage.FINAL)
    with pytest.raises(PermissionDenied), act(world.actor("organiser"), "roster.edit", campaign=loaded):
        pytest.fail("the evaluation is final by now")
