"""Over 200 hostile texts of a judged site in every page, export and mail: text they stay, for whoever looks."""

import csv
import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership
from hengping.web.apps.acts.services import act
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.notices.mailing import deliver_due
from hengping.web.apps.notices.services import notify
from hengping.web.apps.operators.models import Rectification
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run, RunProblem, SiteResult
from hengping.web.apps.runs.services import import_run
from hengping.web.policy.words import Stage
from report.hostile_site import MARK
from web.addresses import views
from web.payloads import PAYLOADS
from web.urls_objects import filled
from web.world import World

PEOPLE = ("organiser", "assessor", "arbiter", "operator", "auditor", "")
_OWN_SCRIPTS = ("/static/",)
_OWN_ADDRESSES = ("/", "?", "#")


class _Page(HTMLParser):
    """What a browser would make of a page: its elements and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def hostile(world: World, run_folder: Path) -> World:
    """An evaluation whose sites have nothing but hostile words, in every column that is filled from a site."""
    RosterEntry.objects.filter(campaign=world.campaign).delete()
    with (run_folder / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for place, row in enumerate(rows, start=1):
        entry = RosterEntry.objects.create(
            campaign=world.campaign, place=place, site_code=row["site_code"], name=_marked(place),
            unit=_marked(place + 7), url=PAYLOADS[place + 20], group=PAYLOADS[place + 30][:90],
            region=PAYLOADS[place + 40][:90],
            organisation=world.organisations["health"],
        )  # fmt: skip
        world.entries["health"] = entry
    Membership.objects.get(user=world.people["operator"])
    run = import_run(actor=None, campaign=world.campaign, folder=run_folder)
    SiteResult.objects.filter(run=run).update(name=_marked(3)[:200], tier=PAYLOADS[5][:90], group=PAYLOADS[6][:90])
    _findings(run, world.entries["health"].site_code)
    world.at(Stage.OBJECTION)
    return world


def _marked(number: int) -> str:
    return PAYLOADS[number % len(PAYLOADS)]


def _findings(run: Run, site_code: str) -> None:
    count = len(PAYLOADS)
    for number in range(count):
        title, url, message = (_marked(number + shift) for shift in (0, count // 3, 2 * count // 3))
        IndexedFinding.objects.create(
            run=run, finding_id=f"broken_link-{number:016x}", site_code=site_code, check_id="broken_link",
            check_version=2, outcome="fail", title=title[:500], url=url, message=message,
            counted={"national-check-2019": "1.00"},
            data={"finding_id": f"broken_link-{number:016x}", "site_code": site_code, "check": "broken_link",
                  "version": 2, "outcome": "fail", "subject": {"kind": "link", "url": url, "title": title},
                  "values": {"source_url": message, title: url}, "evidence": [], "as_of": "2026-11-20",
                  "messages": {"zh": message, "en": message}},
        )  # fmt: skip
    for field in ("title", "text", "message", "note"):
        if field in {one.name for one in RunProblem._meta.get_fields()}:
            RunProblem.objects.filter(run=run).update(**{field: _marked(9)[:100]})


def _pages(world: World) -> list[str]:
    named = [page for page in views() if "GET" in page.actions and page.name]
    return [reverse(page.name, kwargs=filled(page.parameters, world)) for page in named]


def _faults(address: str, text: str) -> list[str]:
    faults = []
    for tag, attributes in _Page(text).tags:
        where = f"{address}: <{tag} {attributes}>"
        if [name for name in attributes if name.startswith("on")] or "srcdoc" in attributes:
            faults.append(where)
        source = attributes.get("src") or ""
        if tag == "script" and not source.startswith(_OWN_SCRIPTS):
            faults.append(where)
        if tag in {"base", "object", "embed"} or (tag == "meta" and "http-equiv" in attributes):
            faults.append(where)
        for name in ("href", "action", "src", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete"):
            value = (attributes.get(name) or "").strip()
            scheme = value.split(":", 1)[0].lower() if ":" in value.split("/", 1)[0] else ""
            if tag == "img" and name == "src" and value.startswith("data:image/"):
                continue  # a picture, drawn by us: it cannot run anything and asks for nothing
            if scheme and scheme not in {"http", "https"}:
                faults.append(where)
            if name != "href" and value.startswith(("//", "http:", "https:")):
                faults.append(where)
    return faults


def test_no_text_of_a_site_becomes_part_of_a_page(hostile: World) -> None:
    faults: list[str] = []
    carried = 0
    assert len(set(PAYLOADS)) >= 200
    for who in PEOPLE:
        client = hostile.client(who) if who else Client()
        client.raise_request_exception = True
        for address in _pages(hostile):
            answer = client.get(address)
            kind = answer.headers.get("Content-Type", "")
            assert answer.status_code != 500, address
            if answer.status_code == 200 and kind.startswith("text/html") and not answer.streaming:
                text = answer.content.decode()
                carried += text.count(MARK)
                faults += _faults(f"{who} {address}", text)
            if answer.status_code == 200:
                assert answer.headers["X-Content-Type-Options"] == "nosniff", address
                assert "Content-Security-Policy" in answer.headers, address
    assert carried > 200, "the texts did not reach the pages"
    assert sorted(set(faults)) == []


def test_every_text_is_shown_and_stays_text(hostile: World) -> None:
    """All of them, page after page, as title, address and message of what was found."""
    code, faults = hostile.entries["health"].site_code, []
    for who in ("organiser", "operator"):
        shown: set[str] = set()
        client = hostile.client(who)
        for page in range(1, -(-len(PAYLOADS) // 50) + 1):
            address = f"/campaigns/{hostile.campaign.pk}/sites/{code}/?page={page}"
            text = client.get(address).content.decode()
            shown |= set(re.findall(f"{MARK}(\\d+);", text))
            faults += _faults(f"{who} {address}", text)
        assert len(shown) == len(PAYLOADS), who
    assert faults == []


def _everything(hostile: World) -> None:
    """Every text in every column that an export has of a site, of its findings, and of what is written about them."""
    campaign, entry = hostile.campaign, hostile.entries["health"]
    run, now = Run.objects.get(campaign=campaign), timezone.now()
    common = {"entry": entry, "run": run}
    person = hostile.people["operator"]
    RosterEntry.objects.bulk_create(
        RosterEntry(campaign=campaign, place=900 + at, site_code=f"x-{at}", name=text[:200], unit=text[:200], url=text,
                    group=text[:90], region=text[:90])
        for at, text in enumerate(PAYLOADS)
    )  # fmt: skip
    SiteResult.objects.bulk_create(
        SiteResult(run=run, system_id="national-check-2019", site_code=f"x-{at}", name=text[:200], group=text[:90],
                   place=900 + at, state="ranked", state_reason=text, tier=text[:90])
        for at, text in enumerate(PAYLOADS)
    )  # fmt: skip
    Appeal.objects.bulk_create(
        Appeal(**common, campaign=campaign, number=900 + at, finding_id=f"f-{at}", grounds=text, end_reason=text,
               subject={"check_title": text, "title": text, "message": text, "url": text}, raised_by=person,
               raised_at=now, due_on=date(2999, 1, 1))
        for at, text in enumerate(PAYLOADS)
    )  # fmt: skip
    Rectification.objects.bulk_create(
        Rectification(**common, finding_id=f"f-{at}", check_id="broken_link", due_on=date(2999, 1, 1), note=text,
                      subject={"check_title": text, "message": text, "url": text})
        for at, text in enumerate(PAYLOADS)
    )  # fmt: skip
    for text in PAYLOADS:
        with act(None, "campaign.edit", campaign=campaign) as acting:
            acting.summary = text[:200]


def _cells(answer: HttpResponse) -> list[tuple[str, bool]]:
    """Cells of a table that was sent, and whether it is a formula or a link: a workbook says so, of CSV one guesses."""
    if "csv" in answer.headers["Content-Type"]:
        rows = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"), newline=""))
        return [(cell, _is_formula(cell)) for row in rows for cell in row]
    sheets = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return [(str(cell.value or ""), cell.data_type == "f" or cell.hyperlink is not None) for cell in cells]


def _is_formula(cell: str) -> bool:
    """Whether a program for tables would reckon with it; a number is one."""
    return cell[:1] in set("=+-@\t\r\n＝＋－＠") and not re.fullmatch(r"[-+]?[0-9][0-9.]*|-", cell)


EXPORTS = ("roster-export", "results_csv", "results_xlsx", "appeals_export", "rectifications_export",
           "site_desk_export", "log_export")  # fmt: skip


def test_no_cell_of_an_export_is_a_formula(hostile: World) -> None:
    """Every text is in every table, and in none it is more than a text."""
    _everything(hostile)
    base, code = f"/campaigns/{hostile.campaign.pk}/", hostile.entries["health"].site_code
    addresses = {
        "roster-export": f"{base}roster/export.csv", "roster-export xlsx": f"{base}roster/export.xlsx",
        "results_csv": f"{base}results/export.csv", "results_xlsx": f"{base}results/export.xlsx",
        "appeals_export": f"{base}appeals/export.csv", "rectifications_export": f"{base}rectification/export.csv",
        "site_desk_export": f"{base}sites/{code}/desk/findings.csv", "log_export": "/log/export.csv",
    }  # fmt: skip
    client, wrong = hostile.client("organiser"), []
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200, name
        cells = _cells(answer)
        wrong += [(name, cell) for cell, reckons in cells if reckons]
        found = {number for cell, _reckons in cells for number in re.findall(f"{MARK}(\\d+);", cell)}
        assert len(found) == len(PAYLOADS), name
    assert wrong == []


def test_every_export_is_tried() -> None:
    named = {one.name for one in views() if one.actions and re.search(r"\.(csv|xlsx)$|export\.", one.route)}
    # Tables of what organisers upload, and of listed cases that people wrote, are tried where they are made.
    assert named == {*EXPORTS, "cases_export", "side_file_download"}


def test_mails_hold_texts_as_text(hostile: World) -> None:
    """No text becomes a header, a recipient, markup or a part of its own."""
    person = hostile.people["operator"]
    for text in PAYLOADS:
        notify([person], subject=f"申诉：{text}"[:300], text=f"“{text}”", campaign=hostile.campaign)
    deliver_due(timezone.now(), limit=2 * len(PAYLOADS))
    assert len(mail.outbox) == len(PAYLOADS)
    shown = set()
    for sent in mail.outbox:
        read = message_from_bytes(sent.message().as_bytes(), policy=default)
        assert not read.is_multipart()
        assert read.get_content_type() == "text/plain"
        assert sent.recipients() == [person.email]
        assert [name.lower() for name in read if name.lower() in {"to", "bcc", "cc", "set-cookie"}] == ["to"]
        assert len(str(read["Subject"]).splitlines()) == 1
        shown |= set(re.findall(f"{MARK}(\\d+);", read.get_content()))
    assert len(shown) == len(PAYLOADS)
