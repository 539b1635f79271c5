"""The roster of an evaluation: list, import, export, single lines, bodies."""

import csv
import io
import uuid
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from hengping.report.render.plain_sheet import write_plain_sheet
from hengping.roster.load import load_roster
from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import AlreadyDoneError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster import services
from hengping.web.apps.roster.models import RosterEntry, RosterImport
from hengping.web.apps.roster.selectors import organisation_by_unit, roster_csv
from hengping.web.policy.words import Role, Stage
from web.world import World

HOSTILE = "<script>alert(1)</script>\"'=1+1"
LIST = """标识码,网站名称,主办单位,网址,类别,类型
9900000001,云溪省卫生健康委员会,云溪省卫生健康委员会,health.yunxi.gov.cn,省级部门,A类
9900000007,云溪省教育厅网站,云溪省教育厅,http://jyt.yunxi.gov.cn,省级部门,A
9900000008,云溪省教育厅旧站,云溪省教育厅,http://jyt.yunxi.gov.cn/old,省级部门,B
9900000009,没有网址的网站,某单位,,省级部门,A
9900000007,重复的网站,某单位,http://again.yunxi.gov.cn,省级部门,A
"""


def address(world: World, rest: str = "") -> str:
    return f"/campaigns/{world.campaign.pk}/roster/{rest}"


def upload(world: World, data: bytes, name: str = "名单.csv") -> RosterImport:
    client = world.client("organiser")
    answer = client.post(address(world, "import/"), {"key": uuid.uuid4(), "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return RosterImport.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def send_apply(world: World, kept: RosterImport, **more: str) -> int:
    data = {"key": str(uuid.uuid4()), "state": services.state_of(world.campaign), **more}
    return world.client("organiser").post(address(world, f"import/{kept.pk}/"), data).status_code


def test_the_engine_reads_what_the_platform_writes(world: World, tmp_path: Path) -> None:
    RosterEntry.objects.filter(site_code="9900000002").update(parent_code="9900000001")
    file = tmp_path / "roster.csv"
    file.write_bytes(roster_csv(world.campaign))
    sites = load_roster(file).sites
    assert [(site.site_code, site.name, site.parent) for site in sites] == [
        ("9900000001", "云溪省卫生健康委员会网站", ""),
        ("9900000002", "云溪省交通运输厅网站", "9900000001"),
    ]


def test_the_list_is_searched_filtered_and_sorted(world: World) -> None:
    client = world.client("auditor")
    assert client.get(address(world)).content.decode().count("yunxi.gov.cn") == 2
    found = client.get(address(world), {"q": "交通 traffic"}).content.decode()
    assert "云溪省交通运输厅网站" in found
    assert "卫生健康委员会网站" not in found
    page = client.get(address(world), {"sort": "-site_code"}).content.decode()
    assert page.index("9900000002") < page.index("9900000001")
    assert client.get(address(world), {"sort": "organisation__path", "page": "99", "group": HOSTILE}).status_code == 200


def test_an_upload_is_looked_at_before_anything_changes(world: World) -> None:
    before = roster_csv(world.campaign)
    kept = upload(world, LIST.encode("gb18030"))
    page = world.client("organiser").get(address(world, f"import/{kept.pk}/")).content.decode()
    assert roster_csv(world.campaign) == before
    assert "没有网址" in page
    assert "重复" in page
    assert "域名相同" in page
    assert "云溪省交通运输厅网站" in page.partition('id="gone"')[2]
    rows = {fault["row"] for fault in kept.faults if fault["severity"] == "error"}
    assert rows == {5, 6}


def test_an_upload_is_taken_over_as_one_act(world: World) -> None:
    Organisation.objects.create(name="云溪省教育厅", parent=world.organisations["province"])
    acts = Act.objects.count()
    kept = upload(world, LIST.encode())
    assert send_apply(world, kept, remove_gone="on") == 302
    assert Act.objects.count() == acts + 2
    entries = {entry.site_code: entry for entry in world.campaign.entries.all()}
    assert list(entries) == ["9900000001", "9900000007", "9900000008"]
    assert entries["9900000001"].name == "云溪省卫生健康委员会"
    assert entries["9900000001"].pk == world.entries["health"].pk
    assert entries["9900000001"].version == 2
    assert entries["9900000001"].organisation == world.organisations["health"]
    assert str(entries["9900000007"].organisation) == "云溪省教育厅"
    assert RosterEntry.history.filter(site_code="9900000002", history_type="-").count() == 1
    assert send_apply(world, kept, remove_gone="on") == 422


def test_sites_that_a_new_list_lacks_may_stay_behind_the_others(world: World) -> None:
    kept = upload(world, LIST.encode())
    assert send_apply(world, kept) == 302
    assert [entry.site_code for entry in world.campaign.entries.all()][-1] == "9900000002"


def test_a_list_is_not_applied_to_another_roster_than_was_shown(world: World) -> None:
    kept = upload(world, LIST.encode())
    shown = services.state_of(world.campaign)
    RosterEntry.objects.filter(pk=world.entries["health"].pk).update(name="另一人刚改的名称")
    assert send_apply(world, kept, state=shown) == 409
    assert world.campaign.entries.count() == 2


def test_the_same_form_sent_twice_is_one_act(world: World) -> None:
    kept = upload(world, LIST.encode())
    key, state = uuid.uuid4(), services.state_of(world.campaign)
    for expected in (None, AlreadyDoneError):
        call = {
            "actor": world.actor("organiser"), "campaign": world.campaign, "upload": kept, "seen_state": state,
            "remove_gone": True, "key": key,
        }  # fmt: skip
        if expected is None:
            services.roster_import_apply(**call)  # type: ignore[arg-type]
        else:
            with pytest.raises(expected):
                services.roster_import_apply(**call)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x00\x01\x02", "不是文本"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"", "空"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(world: World, data: bytes, told: str) -> None:
    answer = world.client("organiser").post(
        address(world, "import/"), {"key": uuid.uuid4(), "file": SimpleUploadedFile("a.xlsx", data)}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "/tmp" not in page  # noqa: S108 - looked for, not used
    assert not RosterImport.objects.exists()


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(world: World) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package, package.open("x", "w") as part:
        for _ in range(210):
            part.write(bytes(1_000_000))
    answer = world.client("organiser").post(
        address(world, "import/"), {"key": uuid.uuid4(), "file": SimpleUploadedFile("a.xlsx", packed.getvalue())}
    )
    assert answer.status_code == 422
    assert "解开后过大" in answer.content.decode()


def test_hostile_names_are_inert_on_screen_and_in_exports(world: World, tmp_path: Path) -> None:
    RosterEntry.objects.filter(pk=world.entries["health"].pk).update(name="=1+1", unit=HOSTILE, group="@x")
    client = world.client("organiser")
    page = client.get(address(world)).content.decode()
    assert "<script>alert" not in page
    text = client.get(address(world, "export.csv")).getvalue().decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[1] == "'=1+1"
    assert row[4] == "'@x"
    book = client.get(address(world, "export.xlsx"))
    file = tmp_path / "roster.xlsx"
    file.write_bytes(book.getvalue())
    assert load_roster(file).sites[0].name == "=1+1"
    with zipfile.ZipFile(file) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_an_exported_workbook_comes_back_without_any_change(world: World) -> None:
    book = world.client("organiser").get(address(world, "export.xlsx")).getvalue()
    kept = upload(world, book, "名单.xlsx")
    page = world.client("organiser").get(address(world, f"import/{kept.pk}/")).content.decode()
    assert "另有2个网站没有变化" in page


def test_a_table_of_text_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    write_plain_sheet(file, "表", ("url", "site_code"), [("http://a.gov.cn/", "0123456789")], numbers=frozenset())
    assert load_roster(file).sites[0].site_code == "0123456789"


def test_a_line_is_added_changed_and_removed(world: World) -> None:
    client = world.client("organiser")
    values = {"name": "云溪省财政厅", "url": "czt。yunxi.gov.cn", "unit": "云溪省财政厅", "group": "省级部门"}
    assert client.post(address(world, "add/"), {"key": uuid.uuid4(), **values}).status_code == 302
    entry = RosterEntry.objects.get(site_code="x-czt.yunxi.gov.cn")
    assert (entry.place, entry.url) == (3, "http://czt.yunxi.gov.cn/")
    line = address(world, f"site/{entry.site_code}/")
    changed = {**values, "site_code": "9900000033", "key": uuid.uuid4(), "seen": 1}
    assert client.post(line, changed).status_code == 302
    late = {**values, "site_code": "9900000044", "key": uuid.uuid4(), "seen": 1}
    assert client.post(address(world, "site/9900000033/"), late).status_code == 409
    twice = {**values, "site_code": "9900000001", "key": uuid.uuid4(), "seen": 2}
    answer = client.post(address(world, "site/9900000033/"), twice)
    assert answer.status_code == 422
    assert "名单中已有标识码" in answer.content.decode()
    gone = {"key": uuid.uuid4(), "seen": 2, "reason": "已并入省政府门户"}
    assert client.post(address(world, "site/9900000033/remove/"), gone).status_code == 302
    assert world.campaign.entries.count() == 2
    assert "已并入省政府门户" in Act.objects.first().summary  # type: ignore[union-attr]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "http://", "一二三"])
def test_an_address_that_is_none_is_refused(world: World, url: str) -> None:
    answer = world.client("organiser").post(address(world, "add/"), {"key": uuid.uuid4(), "name": "x", "url": url})
    assert answer.status_code == 422
    assert world.campaign.entries.count() == 2


def test_units_without_a_body_are_shown_and_given_one(world: World) -> None:
    RosterEntry.objects.filter(pk=world.entries["health"].pk).update(organisation=None, unit="卫健委（旧称）")
    page = world.client("organiser").get(address(world, "match/")).content.decode()
    assert "卫健委（旧称）" in page
    data = {"key": uuid.uuid4(), "unit": "卫健委（旧称）", "organisation": world.organisations["health"].pk}
    assert world.client("organiser").post(address(world, "match/"), data).status_code == 302
    assert RosterEntry.objects.get(pk=world.entries["health"].pk).organisation == world.organisations["health"]


def test_a_name_that_two_bodies_have_is_nobodys(world: World) -> None:
    Organisation.objects.create(name="教育局", parent=world.organisations["province"])
    Organisation.objects.create(name="教育局", parent=world.organisations["office"])
    text = "name,unit,url\n教育局网站,教育局,http://jyj.gov.cn\n"
    send_apply(world, upload(world, text.encode()))
    assert RosterEntry.objects.get(name="教育局网站").organisation is None


def test_a_body_that_another_bureau_made_or_renamed_is_not_taken_by_its_name(world: World) -> None:
    city = Organisation.objects.create(name="清河市人民政府", parent=world.organisations["province"])
    keeper = User.objects.create_user("keeper", "keeper@example.gov.cn", "x", display_name="管理员")
    Membership.objects.create(user=keeper, organisation=city, role=Role.ORGANISER)
    for parent in (city, world.organisations["elsewhere"]):
        Organisation.objects.create(name="云溪省教育厅", parent=parent)
    text = "name,unit,url\n教育厅网站,云溪省教育厅,http://jyt.gov.cn\n清河市网站,清河市人民政府,http://qh.gov.cn\n"
    send_apply(world, upload(world, text.encode()))
    assert not world.campaign.entries.filter(name__in=("教育厅网站", "清河市网站")).exclude(organisation=None).exists()
    assert "云溪省教育厅" in world.client("organiser").get(address(world, "match/")).content.decode()
    # A body below the organiser's superior, which no other bureau keeps, is taken.
    real = Organisation.objects.create(name="云溪省教育厅", parent=world.organisations["province"])
    assert organisation_by_unit(world.campaign)["云溪省教育厅"] == real


@pytest.mark.parametrize("rest", ["", "export.csv", "match/"])
def test_only_the_team_sees_a_roster(world: World, rest: str) -> None:
    world.at(Stage.COLLECTING)
    for who, status in {"assessor": 200, "superior": 200, "operator": 403, "other_organiser": 404, "": 302}.items():
        assert world.client(who).get(address(world, rest)).status_code == status, who


def test_nobody_edits_after_the_draft(world: World) -> None:
    kept = upload(world, LIST.encode())
    world.at(Stage.COLLECTING)
    assert send_apply(world, kept) == 403
    with pytest.raises(PermissionDenied):
        services.roster_match(actor=world.actor("organiser"), campaign=world.campaign, chosen={}, key=uuid.uuid4())
    assert "导入名单" not in world.client("organiser").get(address(world)).content.decode()


def test_an_upload_of_another_evaluation_is_unknown(world: World) -> None:
    other = Campaign.objects.create(
        code="other-2026", title="另一次", organiser=world.organisations["office"], as_of=world.campaign.as_of
    )
    kept = upload(world, LIST.encode())
    answer = world.client("organiser").get(f"/campaigns/{other.pk}/roster/import/{kept.pk}/")
    assert answer.status_code == 404
