"""``campaign.yaml`` and ``roster.csv`` as the platform writes them, read by the engine."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from hengping.model.errors import InputError
from hengping.roster.load import load_roster
from hengping.web.apps.campaigns import files
from hengping.web.apps.campaigns.files import load_written, roster_faults, write_campaign_files
from hengping.web.apps.campaigns.models import Campaign, Frozen
from hengping.web.apps.roster.models import RosterEntry
from web.world import World, make_world

HOSTILE = ('<script>alert(1)</script>: "甲" #{}', "=1+1", "yes", "2026-01-01", "&a *b !c", "- 甲\n乙", "评" * 200)


@pytest.fixture
def world(db: None) -> World:
    """A world whose evaluation has a folder of its own: files of other tests do not come between."""
    return make_world(f"t-{uuid.uuid4().hex[:12]}")


@pytest.mark.parametrize("title", HOSTILE)
def test_the_engine_reads_any_title_back_as_it_was(world: World, title: str) -> None:
    world.campaign.title = title
    loaded = load_written(world.campaign)
    assert loaded.campaign.title == title
    assert loaded.campaign.as_of == date(2026, 11, 20)
    assert loaded.campaign.organiser == "云溪省人民政府办公厅"


def test_settings_reach_the_engine(world: World) -> None:
    window = ["22:00-06:00"]
    world.campaign.settings = {
        "collect": {"windows": window, "visits": {"count": 3, "references": window}, "section_share": 0.125},
        "min_coverage": 0.9,
    }
    with pytest.raises(InputError, match="参照目标不是网址"):
        load_written(world.campaign)
    world.campaign.settings["collect"]["visits"]["references"] = []
    loaded = load_written(world.campaign).campaign
    assert loaded.collect.windows == ("22:00-06:00",)
    assert loaded.collect.section_share == 0.125
    assert loaded.min_coverage == 0.9


def test_the_roster_is_read_back_with_hostile_names(world: World) -> None:
    RosterEntry.objects.filter(pk=world.entries["health"].pk).update(name='=1+1,"<b>"', unit="甲\n乙")
    assert roster_faults(world.campaign) == (2, ())
    sites = load_roster(write_campaign_files(world.campaign).parent / "roster.csv").sites
    assert [site.site_code for site in sites] == ["9900000001", "9900000002"]
    assert sites[0].name == '=1+1,"<b>"'


def test_a_row_without_address_is_told(world: World) -> None:
    RosterEntry.objects.filter(pk=world.entries["health"].pk).update(url="")
    sites, faults = roster_faults(world.campaign)
    assert sites == 1
    assert "没有网址" in faults[0]


def test_an_empty_roster_is_refused(world: World) -> None:
    world.campaign.entries.all().delete()
    with pytest.raises(InputError, match="评估名单为空"):
        roster_faults(world.campaign)


def test_own_systems_are_named_as_files(world: World) -> None:
    folder = world.campaign.folder / "systems"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own-2026.yaml").write_text("id: own-2026\n", encoding="utf-8")
    world.campaign.systems = ["national-check-2019", "own-2026"]
    assert load_written(world.campaign).campaign.systems == ("national-check-2019", "systems/own-2026.yaml")


def test_after_freezing_the_frozen_files_are_written(world: World) -> None:
    before = write_campaign_files(world.campaign).read_bytes()
    roster = (world.campaign.folder / "roster.csv").read_bytes()
    Frozen.objects.create(
        campaign=world.campaign, files={"campaign.yaml": before.decode(), "roster.csv": roster.decode()},
        as_of=world.campaign.as_of, digest="0" * 64,
    )  # fmt: skip
    Campaign.objects.filter(pk=world.campaign.pk).update(title="另一个名称")
    RosterEntry.objects.filter(campaign=world.campaign).update(name="另一个网站")
    (world.campaign.folder / "roster.csv").write_bytes(b"changed")
    path = write_campaign_files(Campaign.objects.get(pk=world.campaign.pk))
    assert path.read_bytes() == before
    assert (path.parent / "roster.csv").read_bytes() == roster


def test_looking_at_an_evaluation_writes_nothing(world: World) -> None:
    page = world.client("organiser").get(f"/campaigns/{world.campaign.pk}/")
    assert page.status_code == 200
    assert not world.campaign.folder.exists()


def test_many_may_write_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = files.campaign_files(world.campaign)
    monkeypatch.setattr(files, "campaign_files", lambda _campaign: contents)

    def write(_number: int) -> bytes:
        (world.campaign.folder / "roster.csv").unlink(missing_ok=True)
        return write_campaign_files(world.campaign).read_bytes()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(write, range(40))) == {contents["campaign.yaml"]}
