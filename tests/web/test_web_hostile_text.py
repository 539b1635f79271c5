"""Over 200 hostile texts of a judged site in every page: text they stay, for whoever looks."""

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from hengping.web.apps.accounts.models import Membership
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.models import IndexedFinding, Run, RunProblem, SiteResult
from hengping.web.apps.runs.services import import_run
from hengping.web.policy.words import Stage
from report.hostile_site import MARK, RAW
from web.addresses import views
from web.urls_objects import filled
from web.world import World

_TEXTS = [text for text in RAW if len(text) < 1_000]
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
            unit=_marked(place + 7), url=_TEXTS[place + 20], group=_TEXTS[place + 30][:90],
            region=_TEXTS[place + 40][:90],
            organisation=world.organisations["health"],
        )  # fmt: skip
        world.entries["health"] = entry
    Membership.objects.get(user=world.people["operator"])
    run = import_run(actor=None, campaign=world.campaign, folder=run_folder)
    SiteResult.objects.filter(run=run).update(name=_marked(3)[:200], tier=_TEXTS[5][:90], group=_TEXTS[6][:90])
    _findings(run, world.entries["health"].site_code)
    world.at(Stage.OBJECTION)
    return world


def _marked(number: int) -> str:
    return f"{_TEXTS[number % len(_TEXTS)]}{MARK}{number}".replace("\x00", "")


def _findings(run: Run, site_code: str) -> None:
    count = len(_TEXTS)
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
    assert 3 * len(_TEXTS) >= 200
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


def test_no_cell_of_an_export_is_a_formula(hostile: World) -> None:
    client = hostile.client("organiser")
    tried = 0
    for address in _pages(hostile):
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/csv"):
            tried += 1
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for row in csv.reader(text.decode("utf-8-sig").splitlines()):
                assert not [cell for cell in row if cell[:1] in set("=+@\t\r") or (cell[:1] == "-" and len(cell) > 1
                            and not cell[1:].replace(".", "").isdigit())], address  # fmt: skip
    assert tried > 0
