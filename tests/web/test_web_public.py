"""The public pages: the published version and nothing else, for everybody and quickly."""

import csv
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hengping.demo.last_year import last_year
from hengping.evidence.run_folder import RunFolder
from hengping.model.finding import Outcome
from hengping.pipeline.context import open_run
from hengping.pipeline.progress import Silent
from hengping.pipeline.review_deciding import decide
from hengping.pipeline.stage_check import read_findings
from hengping.web.apps.acts.services import act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.public import cache
from hengping.web.apps.public.edition import Edition, editions, intact
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Stage
from web.world import World


@pytest.fixture(scope="session")
def published_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three sites, assessed and published. Never changed: copy it first."""
    return last_year(tmp_path_factory.mktemp("published"), sites=3, workers=1, progress=Silent())


@pytest.fixture
def published(world: World, published_run: Path) -> World:
    """The world's evaluation, published with that run."""
    run = Run.objects.create(
        campaign=world.campaign, kind="imported", folder_name=f"public-{world.campaign.pk.hex}", is_current=True
    )
    shutil.copytree(published_run, run.path)
    RosterEntry.objects.filter(campaign=world.campaign).delete()
    with (published_run / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        for place, row in enumerate(csv.DictReader(stream), start=1):
            RosterEntry.objects.create(
                campaign=world.campaign, place=place, site_code=row["site_code"], name=row["name"], url=row["url"]
            )
    world.at(Stage.PUBLISHED)
    return world


def _edition(world: World) -> Edition:
    return editions(Run.objects.get(campaign=world.campaign).path)[-1]


def _addresses(world: World) -> list[str]:
    base = f"/public/{world.campaign.pk}/"
    code = RosterEntry.objects.filter(campaign=world.campaign).values_list("site_code", flat=True)[0]
    name = "documents/open-data/ranks.csv"
    return [base, f"{base}sites/{code}/", f"{base}lists/", f"{base}data/", f"{base}corrections/", f"{base}archive/",
            f"{base}archive/?q=公告", f"{base}library/", f"{base}v1/{name}"]  # fmt: skip


def test_everybody_sees_what_was_published(published: World) -> None:
    client = Client()
    for address in _addresses(published):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in {Stage.PUBLISHED, Stage.ARCHIVED}])
def test_nothing_is_there_before(published: World, stage: Stage) -> None:
    published.at(stage)
    for address in _addresses(published):
        assert Client().get(address).status_code in {302, 404}, address
        assert published.client("other_operator").get(address).status_code in {403, 404}, address
    assert published.campaign.title not in Client().get("/public/").content.decode()


def test_nothing_is_there_before_its_hour(published: World) -> None:
    Campaign.objects.filter(pk=published.campaign.pk).update(embargo_until=timezone.now() + timedelta(hours=1))
    for address in _addresses(published):
        assert Client().get(address).status_code in {302, 404}, address


def test_the_numbers_are_those_of_the_open_data(published: World) -> None:
    file = _edition(published).folder / "documents" / "open-data" / "ranks.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    for row in rows:
        page = Client().get(f"/public/{published.campaign.pk}/?system={row['system_id']}").content.decode()
        assert row["name"] in page
        assert row["total"] in page
    assert "政府网站与政务新媒体检查指标" in page


def test_tables_are_searched_and_sorted(published: World) -> None:
    base = f"/public/{published.campaign.pk}/"
    found = Client().get(base, {"q": "财政"}).content.decode()
    assert "云溪省财政厅" in found
    assert "云溪省人民政府门户网站" not in found
    assert "没有符合条件的网站" in Client().get(base, {"q": "不存在的网站"}).content.decode()
    up, down = (Client().get(base, {"sort": sort}).content.decode() for sort in ("total", "-total"))
    names = [entry.name for entry in RosterEntry.objects.filter(campaign=published.campaign)]
    orders = [sorted(names, key=page.find) for page in (up, down) if all(name in page for name in names)]
    assert len(orders) < 2 or orders[0] != orders[1]


@pytest.mark.parametrize("text", ["'; DROP TABLE ranks; --", "<script>alert(1)</script>", "%", "a" * 500, "\x00"])
def test_what_is_looked_for_does_no_harm(published: World, text: str) -> None:
    for address in (f"/public/{published.campaign.pk}/", f"/public/{published.campaign.pk}/archive/"):
        answer = Client().get(address, {"q": text, "page": text, "sort": text, "system": text})
        assert answer.status_code == (404 if "\0" in text else 200)
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "../../../run.json",
        "publication.json",
        "documents/../../v1/publication.json",
        "results/national-check-2019/scores.csv",  # holds what a rule may keep back: totals of places not published
    ],
)
def test_only_files_of_the_version_are_given(published: World, name: str) -> None:
    assert Client().get(f"/public/{published.campaign.pk}/v1/{name}").status_code in {302, 404}


def test_a_file_that_was_changed_is_not_given(published: World) -> None:
    edition = _edition(published)
    name = "documents/open-data/ranks.csv"
    path = edition.folder / name
    path.write_bytes(path.read_bytes() + b"x")
    assert not intact(edition, name)
    answer = Client().get(f"/public/{published.campaign.pk}/v1/{name}")
    assert answer.status_code == 422
    assert "不一致" in answer.content.decode()


def test_documents_come_without_script(published: World) -> None:
    names = [name for name in _edition(published).publication.files if name.endswith(".html") and "bulletin" in name]
    answer = Client().get(f"/public/{published.campaign.pk}/v1/{names[0]}")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_is_kept_costs_no_question_and_ends_with_the_next_act(
    published: World, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    address = f"/public/{published.campaign.pk}/"
    first = client.get(address)
    with django_assert_num_queries(0):
        assert client.get(address).content == first.content
    published.at(Stage.FINAL)
    with act(None, "campaign.advance", campaign=published.campaign) as acting:
        acting.summary = "收回"
    monkeypatch.setattr(cache, "_LOOK_EVERY_S", 0.0)
    assert client.get(address).status_code in {302, 404}


def test_the_answer_does_not_depend_on_who_asked_before(published: World) -> None:
    address = f"/public/{published.campaign.pk}/"
    signed_in = published.client("organiser").get(address).content.decode()
    anybody = Client().get(address).content.decode()
    assert "organiser某" in signed_in
    assert "organiser某" not in anybody
    assert "csrfmiddlewaretoken" not in anybody


def _charged(published: World) -> dict[str, str]:
    """A deduction that was published."""
    for file in sorted((_edition(published).folder / "results").glob("*/deductions.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["finding_id"].startswith("broken_link-") and row["counted"] not in {"", "0"}:
                    return row
    pytest.fail("last year's round has no broken link")


def _evidence(published: World, site_code: str, finding_id: str) -> str:
    return f"/campaigns/{published.campaign.pk}/sites/{site_code}/findings/{finding_id}/"


def _not_held(published: World, site_code: str) -> str:
    """A finding of the site that cost nothing."""
    run = Run.objects.get(campaign=published.campaign)
    return next(
        one.finding_id
        for one in read_findings(RunFolder(run.path), site_code)
        if one.check == "broken_link" and one.outcome is Outcome.PASS
    )


def test_every_point_lost_leads_to_its_evidence(published: World) -> None:
    index_run(Run.objects.get(campaign=published.campaign))
    row = _charged(published)
    page = Client().get(f"/public/{published.campaign.pk}/sites/{row['site_code']}/").content.decode()
    address = _evidence(published, row["site_code"], row["finding_id"])
    assert address in page
    assert f"扣{Decimal(row['counted']).normalize():f}分" in page
    assert Client().get(address).status_code == 200
    assert published.client("other_operator").get(address).status_code == 200
    unproven = _evidence(published, row["site_code"], _not_held(published, row["site_code"]))
    assert Client().get(unproven).status_code == 404
    assert published.client("organiser").get(unproven).status_code == 200
    published.at(Stage.REASSESSING)
    assert Client().get(address).status_code in {302, 404}


def test_a_ruling_is_told_to_the_public_with_its_correction_and_not_before(published: World) -> None:
    run = Run.objects.get(campaign=published.campaign)
    row = _charged(published)
    reason = "裁定撤销，更正正在准备"
    decide(open_run(run.path), row["finding_id"], outcome="pass", reason=reason, actor="组织单位")
    address = _evidence(published, row["site_code"], row["finding_id"])
    assert reason in published.client("organiser").get(address).content.decode()
    told = Client().get(address)
    assert told.status_code == 200
    assert reason not in told.content.decode()


def test_a_further_run_does_not_take_what_was_published_away(published: World) -> None:
    Run.objects.filter(campaign=published.campaign).update(is_current=False)
    Run.objects.create(campaign=published.campaign, kind="imported", folder_name="further", is_current=True)
    assert "云溪省财政厅" in Client().get(f"/public/{published.campaign.pk}/").content.decode()
