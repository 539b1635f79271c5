"""Indicator systems: viewer, editor, lint, comparison, simulation, publication."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

import pytest

from hengping.indicators.load import load_system
from hengping.model.errors import InputError
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.services import import_run
from hengping.web.apps.systems import selectors, services, texts
from hengping.web.apps.systems.models import SystemDraft
from hengping.web.apps.work.doing import do_now
from hengping.web.policy.words import Stage
from web.world import World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Published files of one test are not another's."""
    settings.DATA_DIR = tmp_path / "data"


def address(world: World, rest: str = "") -> str:
    return f"/campaigns/{world.campaign.pk}/systems/{rest}"


def draft(world: World, system_id: str = "yunxi-own", origin: str = "library:national-check-2019") -> SystemDraft:
    return services.draft_create(
        actor=world.actor("organiser"), campaign=world.campaign, system_id=system_id,
        origin=selectors.version_of(world.actor("organiser"), world.campaign, origin) if origin else None,
        key=uuid.uuid4(),
    )  # fmt: skip


def save(world: World, one: SystemDraft, text: str) -> None:
    services.draft_save(actor=world.actor("organiser"), draft=one, text=text, seen=one.version, key=uuid.uuid4())


def publish(world: World, one: SystemDraft) -> None:
    services.draft_publish(actor=world.actor("organiser"), draft=one, seen=one.version, key=uuid.uuid4())


def test_systems_are_listed_and_shown(world: World) -> None:
    client = world.client("organiser")
    page = client.get(address(world)).content.decode()
    assert "national-check-2019" in page
    shown = client.get(address(world, "show/library:national-check-2019/")).content.decode()
    assert "政府网站与政务新媒体检查指标" in shown
    assert "待核定" in shown
    assert "国办秘函〔2019〕19号" in shown
    for key in ("library:none", "own:../../etc/passwd", "draft:x", "history:9999999999999999999", "x", "history:１"):
        assert client.get(address(world, f"show/{key}/".replace("../", "..%2F"))).status_code == 404, key


@pytest.mark.parametrize("origin", ["", "library:guangxi-2018"])
def test_a_draft_begins_without_faults(world: World, origin: str) -> None:
    data = {"key": uuid.uuid4(), "system_id": "yunxi-own", "origin": origin}
    assert world.client("organiser").post(address(world, "new/"), data).status_code == 302
    one = SystemDraft.objects.get()
    assert texts.read(one.text, examples=True).faults == ()
    again = world.client("organiser").post(address(world, "new/"), data | {"key": uuid.uuid4()})
    assert again.status_code == 422
    taken = {"key": uuid.uuid4(), "system_id": "census-2015"}
    assert "已有" in world.client("organiser").post(address(world, "new/"), taken).content.decode()


def test_lint_names_line_and_field(world: World) -> None:
    one = draft(world)
    wrong = one.text.replace("scale: 130", "scale: 一百三十")
    page = world.client("organiser").post(address(world, f"drafts/{one.pk}/lint/"), {"text": wrong}).content.decode()
    line = wrong[: wrong.index("scale: 一百三十")].count("\n") + 1
    assert f"第{line}行" in page
    assert "<code>scale</code>" in page
    right = world.client("organiser").post(address(world, f"drafts/{one.pk}/lint/"), {"text": one.text})
    assert "没有问题" in right.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "a: !!python/object/apply:os.system ['true']\n",
        "[" * 5_000,
        "x" * 200_001,
        f"id: {HOSTILE}\n",
        "\x00",
        "",
        "schema: 1\n---\nschema: 1\n",
        "a: " + "9" * 5_000,
        "\ud800",
    ],
)
def test_a_hostile_text_is_a_fault_and_nothing_worse(world: World, text: str) -> None:
    one = draft(world)
    assert texts.read(text).faults
    data = {"text": text.encode("utf-8", "replace").decode()}
    answer = world.client("organiser").post(address(world, f"drafts/{one.pk}/lint/"), data)
    assert answer.status_code == 200
    assert "script>alert" not in answer.content.decode()


def test_drafts_are_saved_with_their_history_and_nobodys_is_overwritten(world: World) -> None:
    one = draft(world)
    client = world.client("organiser")
    edit = address(world, f"drafts/{one.pk}/")
    data = {"key": uuid.uuid4(), "seen": 1, "text": one.text.replace("min_coverage: 0.6", "min_coverage: 0.7")}
    assert client.post(edit, data).status_code == 302
    late = world.client("organiser2").post(edit, data | {"key": uuid.uuid4()})
    assert late.status_code == 409
    assert SystemDraft.objects.get().version == 2
    assert SystemDraft.history.count() == 2
    page = client.get(address(world, f"drafts/{one.pk}/history/")).content.decode()
    first = SystemDraft.history.earliest("history_id").history_id
    assert f"history:{first}" in page
    diff = client.get(address(world, f"compare/?a=history:{first}&b=draft:{one.pk}")).content.decode()
    assert "由 60% 调整为 70%" in diff


def test_the_form_tree_writes_into_the_text_and_saves_nothing(world: World) -> None:
    one = draft(world)
    client = world.client("organiser")
    edit = address(world, f"drafts/{one.pk}/")
    node = texts.read(one.text).system.items()[0]  # type: ignore[union-attr]  # it has no faults
    sent = {"key": uuid.uuid4(), "seen": 1, "text": one.text.replace("\n", "\r\n")}
    picked = client.post(edit, sent | {"do": f"pick:{node.id}"}, headers={"HX-Request": "true"})
    assert picked.status_code == 200
    values = {name: value for name, value in picked.context["node_form"].initial.items() if value is not None}
    changed = client.post(edit, sent | values | {"do": "set", "title_zh": f"新名称{HOSTILE}", "basis": "新依据"})
    text = changed.context["form"].initial["text"]
    renamed = texts.read(text).system.nodes()[node.id]  # type: ignore[union-attr]  # as above
    assert (renamed.title.zh, renamed.basis) == (f"新名称{HOSTILE}", "新依据")
    assert "尚未保存" in changed.content.decode()
    assert HOSTILE not in changed.content.decode()
    assert SystemDraft.objects.get().text == one.text
    added = client.post(edit, sent | {"do": "add", "node_id": texts.lines(texts.read(one.text).system)[1].node.id,  # type: ignore[arg-type]  # as above
                                      "new_id": "extra", "new_title": "新评分点"})  # fmt: skip
    assert added.status_code == 200
    wrong = client.post(edit, sent | values | {"do": "set", "marks": "很多"})
    assert "没有写入文本" in wrong.content.decode()


def test_a_node_that_is_not_changed_leaves_the_text_as_it_is(world: World) -> None:
    for origin in ("national-check-2019", "nanning-2020", "zhaoqing-2019"):
        one = draft(world, f"own-{origin}", f"library:{origin}")
        edit = address(world, f"drafts/{one.pk}/")
        client = world.client("organiser")
        for node in texts.read(one.text).system.items()[::30]:  # type: ignore[union-attr]  # it has no faults
            sent = {"key": uuid.uuid4(), "seen": 1, "text": one.text}
            form = client.post(edit, sent | {"do": f"pick:{node.id}"}).context["node_form"]
            values = {name: value for name, value in form.initial.items() if value is not None}
            answer = client.post(edit, sent | values | {"do": "set"})
            assert answer.context["form"].initial["text"] == one.text


def test_publication_freezes_for_ever(world: World) -> None:
    one = draft(world)
    publish(world, one)
    path = selectors.own_file(world.campaign, "yunxi-own")
    data = path.read_bytes()
    one.refresh_from_db()
    assert hashlib.sha256(data).hexdigest() == one.digest
    assert load_system(path).id == "yunxi-own"
    assert "yunxi-own" in Campaign.objects.get(pk=world.campaign.pk).systems
    with pytest.raises(InputError, match="不能再改"):
        save(world, one, "x")
    with pytest.raises(InputError, match="不能再改"):
        publish(world, one)
    assert path.read_bytes() == data
    assert world.client("organiser").get(address(world, f"drafts/{one.pk}/")).status_code == 302
    assert one.digest in world.client("organiser").get(address(world, "show/own:yunxi-own/")).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "told"), [("id: yunxi-own", "id: other", "应为“yunxi-own”"), ("130", "131", "处问题")]
)
def test_what_has_faults_or_another_name_is_not_published(world: World, old: str, new: str, told: str) -> None:
    one = draft(world)
    save(
        world,
        one,
        one.text.replace(old, new, 1) if old.startswith("id") else one.text.replace("scale: 130", "scale: x"),
    )
    with pytest.raises(InputError, match=told):
        publish(world, one)
    assert not selectors.own_file(world.campaign, "yunxi-own").exists()
    assert SystemDraft.objects.get().published_at is None


def test_what_was_published_is_what_was_shown(world: World) -> None:
    one = draft(world)
    stale = SystemDraft.objects.get(pk=one.pk)
    save(world, one, one.text + "\n# ein anderer Stand\n")
    with pytest.raises(ConflictError):
        publish(world, stale)


def test_a_draft_is_tried_on_finished_evidence(world: World, run_folder: Path) -> None:
    import_run(actor=None, campaign=world.campaign, folder=run_folder)
    one = draft(world)
    (run,) = selectors.runs_to_try(world.actor("organiser"), world.campaign)
    assert selectors.runs_to_try(world.actor("other_organiser"), world.campaign) == []
    before = {path: path.stat().st_mtime_ns for path in run.path.rglob("*") if path.is_file()}
    simulation = services.simulation_start(
        actor=world.actor("organiser"), draft=one, run=run, seen=one.version, key=uuid.uuid4()
    )
    waiting = world.client("organiser").get(address(world, f"simulations/{simulation.pk}/")).content.decode()
    assert "等待开始" in waiting
    assert "衔接表" not in waiting
    work = selectors.simulation_work(simulation)
    assert work is not None
    work = do_now(work)
    assert (work.state, work.fault) == ("done", "")
    assert {path: path.stat().st_mtime_ns for path in run.path.rglob("*") if path.is_file()} == before
    bridge = selectors.bridge_of(simulation)
    assert len(bridge.sites) == 4
    assert {site.score.rule_effect for site in bridge.sites if site.score.rule_effect is not None} <= {0}
    page = world.client("organiser").get(address(world, f"simulations/{simulation.pk}/?sort=-new")).content.decode()
    assert "衔接表" in page
    assert bridge.sites[0].name in page
    assert world.client("assessor").get(address(world, f"simulations/{simulation.pk}/")).status_code == 404


def test_a_simulation_that_fails_says_why(world: World, run_folder: Path) -> None:
    import_run(actor=None, campaign=world.campaign, folder=run_folder)
    one = draft(world)
    (run,) = selectors.runs_to_try(world.actor("organiser"), world.campaign)
    simulation = services.simulation_start(
        actor=world.actor("organiser"), draft=one, run=run, seen=one.version, key=uuid.uuid4()
    )
    (selectors.simulation_folder(simulation) / "system.yaml").unlink()
    work = selectors.simulation_work(simulation)
    assert work is not None
    assert do_now(work).state == "failed"
    page = world.client("organiser").get(address(world, f"simulations/{simulation.pk}/")).content.decode()
    assert "没有指标体系" in page
    assert str(run.path) not in page


def test_who_may(world: World) -> None:
    one = draft(world)
    hidden = ("", f"drafts/{one.pk}/history/", f"show/draft:{one.pk}/", "compare/")
    for rest in hidden:
        assert world.client("other_organiser").get(address(world, rest)).status_code == 404
        assert world.client("assessor").get(address(world, rest)).status_code == 200
    assert world.client("assessor").get(address(world, f"drafts/{one.pk}/")).status_code == 403
    world.at(Stage.PUBLISHED)
    assert world.client("operator").get(address(world)).status_code == 200
    assert world.client("operator").get(address(world, "show/library:national-check-2019/")).status_code == 200
    assert world.client("operator").get(address(world, f"show/draft:{one.pk}/")).status_code == 404
    assert world.client("operator").get(address(world, "compare/")).status_code == 403
    assert world.client("organiser").post(address(world, f"drafts/{one.pk}/"), {}).status_code == 403
    assert one.system_id not in world.client("").get(address(world)).content.decode()
