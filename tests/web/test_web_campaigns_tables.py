"""Tables that go with an evaluation: checked row by row, versioned, and taken by the next run."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hengping.pipeline.context import create_run
from hengping.web.apps.acts.models import Act
from hengping.web.apps.campaigns.files import campaign_files, load_settings, load_written
from hengping.web.apps.campaigns.models import Campaign, Frozen, SideFile
from hengping.web.policy.words import Stage
from web.world import World

WINDOWS = "site_code,from,to,document\n9900000001,2026-11-01 22:00,2026-11-02 06:00,云政办〔2026〕1号\n"
HOSTILE = "<img src=x onerror=alert(1)>.csv"


@pytest.fixture(autouse=True)
def _place(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's


def put(
    world: World, text: str | bytes, kind: str = "maintenance", name: str = "a.csv", who: str = "organiser"
) -> object:
    client, base = world.client(who), f"/campaigns/{world.campaign.pk}/tables/"
    page = client.get(base).content.decode().partition(f"/tables/{kind}/")[2]
    hidden = {one: (re.search(rf'name="{one}" value="([^"]*)"', page) or ["", "0"])[1] for one in ("key", "seen")}
    data = text.encode() if isinstance(text, str) else text
    return client.post(f"{base}{kind}/", {**hidden, "file": SimpleUploadedFile(name, data)})


def test_a_table_is_taken_over_and_the_next_run_takes_it(world: World, tmp_path: Path) -> None:
    assert put(world, WINDOWS, name=HOSTILE).status_code == 302  # type: ignore[attr-defined]  # an answer
    assert load_settings(world.campaign).campaign.collect.visits.maintenance == "maintenance.csv"
    loaded = load_written(world.campaign)
    run = create_run(loaded, tmp_path / "run")
    assert "云政办〔2026〕1号" in (run.path / "maintenance.csv").read_text(encoding="utf-8")
    page = world.client("auditor").get(f"/campaigns/{world.campaign.pk}/tables/").content.decode()
    assert "<img src=x" not in page
    assert "检查并上传" not in page
    file = world.client("auditor").get(f"/campaigns/{world.campaign.pk}/tables/maintenance/1.csv")
    assert file.content.decode() == WINDOWS
    assert "attachment" in file["Content-Disposition"]


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("maintenance", WINDOWS.replace("9900000001", "9999999999"), "第2行"),
        ("maintenance", WINDOWS.replace("2026-11-02", "someday"), "第2行"),
        ("maintenance", WINDOWS.encode("gb18030"), "UTF-8"),
        ("measures", "site_code,item,value\n9900000001,nothing,1\n", "指标体系中没有 nothing"),
        ("measures", "site_code,value\n9900000001,1\n", "缺少列：item"),
        ("measures", " \n", "文件是空的"),
    ],
)
def test_wrong_rows_are_named_with_what_to_do_and_nothing_is_kept(
    world: World, kind: str, text: str | bytes, told: str
) -> None:
    answer = put(world, text, kind)
    page = answer.content.decode()  # type: ignore[attr-defined]  # an answer
    assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer
    assert told in page
    assert "uploaded.csv" not in page, "no place of this machine"
    assert not SideFile.objects.exists()
    assert set(campaign_files(world.campaign)) == {"campaign.yaml", "roster.csv"}


def test_a_new_version_replaces_the_one_before_also_after_the_rules_are_frozen(world: World) -> None:
    put(world, WINDOWS)
    frozen = {name: data.decode() for name, data in campaign_files(world.campaign).items()}
    Frozen.objects.create(campaign=world.campaign, files=frozen, as_of=world.campaign.as_of, digest="0" * 64)
    world.at(Stage.COLLECTING)
    assert put(world, WINDOWS.replace("1号", "2号")).status_code == 302  # type: ignore[attr-defined]  # an answer
    written = campaign_files(Campaign.objects.get())
    assert "2号" in written["maintenance.csv"].decode()
    assert written["roster.csv"].decode() == frozen["roster.csv"]
    assert [one.number for one in SideFile.objects.filter(ended_at=None)] == [2]
    assert Act.objects.filter(action_id="campaign.files").count() == 2
    client, address = world.client("organiser"), f"/campaigns/{world.campaign.pk}/tables/maintenance/end/"
    page = client.get(address).content.decode()
    hidden = {one: re.search(rf'name="{one}" value="([^"]*)"', page)[1] for one in ("key", "seen")}
    assert client.post(address, {**hidden, "seen": "1", "reason": "x"}).status_code == 409, "an old form"
    assert client.post(address, {**hidden, "reason": "批准撤销"}).status_code == 302
    assert set(campaign_files(Campaign.objects.get())) == {"campaign.yaml", "roster.csv"}
    assert load_written(Campaign.objects.get()).campaign.collect.visits.maintenance is None


def test_after_the_results_are_final_and_to_others_it_is_closed(world: World) -> None:
    for who, status in (("assessor", 403), ("auditor", 403), ("operator", 404), ("other_organiser", 404)):
        assert world.client(who).post(f"/campaigns/{world.campaign.pk}/tables/measures/").status_code == status, who
    world.at(Stage.FINAL)
    assert put(world, WINDOWS).status_code == 403  # type: ignore[attr-defined]  # an answer
