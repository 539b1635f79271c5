"""What a hostile operator, bureau or visitor tries, to learn of what is not theirs or not yet public."""

import logging
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.cases.models import CaseNomination
from hengping.web.policy.words import Stage
from web.addresses import Address, views
from web.belongings import Belongings, make_belongings
from web.ownership import FIXED, Way, may, meaning, ways
from web.world import PASSWORD, World

_THEIRS = {"operator": {"own", "elsewhere"}, "other_organiser": {"elsewhere"}}
"""Places that somebody has to do with."""
_NOTHING: dict[str, object] = {
    "site_code": "9999999999", "code": "9999999999", "finding_id": "broken_link-0000000000000000",
    "section_id": "nothing", "seq": 999_999, "session_id": 999_999, "key": f"draft:{UUID(int=7)}",
}  # fmt: skip
_DRAWN = re.compile(r"[A-Za-z0-9]{64}")
"""Secrets of forms: drawn anew for every answer."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def belongings(world: World, run_folder: Path, settings: object, tmp_path: Path) -> Belongings:
    """Two evaluations with something of everything, before anything is published."""
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]  # Django's settings
    made = make_belongings(world, run_folder, tmp_path / "data")
    made.at(Stage.OBJECTION)
    return made


def _absent(page: Address, way: Way) -> dict[str, object]:
    """The same address with things that nobody has."""
    return {
        name: value if meaning(page, name) in FIXED else _NOTHING.get(name, UUID(int=7))
        for name, value in way.values.items()
    }


def _partly_absent(page: Address, way: Way) -> dict[str, object]:
    """The same with the evaluation that there is, and a site or thing that it has not."""
    return _absent(page, way) | {name: value for name, value in way.values.items() if name == "campaign_id"}


def _said(answer: HttpResponse, address: str, values: dict[str, object]) -> tuple[object, ...]:
    """Everything that an answer says, but for what whoever asked has said themselves."""
    text = _DRAWN.sub("", "" if answer.streaming else answer.content.decode("utf-8", "replace"))
    where = unquote(answer.get("Location", ""))
    # The address whole first, and short numbers never alone: they stand everywhere.
    for value in (address, *sorted({str(value) for value in values.values() if len(str(value)) > 3}, key=len)):
        text, where = text.replace(value, "…"), where.replace(value, "…")
    kept = {name: answer.headers.get(name) for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Allow")}
    return answer.status_code, where, tuple(kept.items()), text


def _difference(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    """Where two answers begin to differ."""
    first, second = repr(one), repr(other)
    at = next((place for place, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"{first[max(0, at - 40) : at + 60]!r} {second[max(0, at - 40) : at + 60]!r}"


def _alike(belongings: Belongings, who: str) -> Iterator[str]:
    """Where an address with things of others is not answered as the same with things that nobody has."""
    client, kept = belongings.client(who), {}
    client.raise_request_exception = False
    # The register of sites is open to all bureaus: what it holds is no secret among them.
    for page in [one for one in views() if one.actions and one.parameters and not one.route.startswith("register/")]:
        for way in ways(page, belongings):
            if way.stranger or way.place in _THEIRS.get(who, ()):
                continue
            knows = may("campaign.view", who, way, Stage.OBJECTION)[0]
            values = _partly_absent(page, way) if knows else _absent(page, way)
            more = {"HEAD", "OPTIONS"} if way.place == "neighbour" else set()
            for method in sorted({"GET", *more} | (set(page.actions) & {"POST"})):
                asked = reverse(page.name, kwargs=way.values)
                there = client.generic(method, asked)
                if there.status_code == HTTPStatus.OK:
                    continue  # everybody's
                address = reverse(page.name, kwargs=values)
                if (method, address) not in kept:
                    kept[method, address] = _said(client.generic(method, address), address, values)
                said = _said(there, asked, way.values)
                if said != kept[method, address]:
                    yield f"{who} {method} {page.name} {way.place}: {_difference(said, kept[method, address])}"


@pytest.mark.parametrize("who", ["operator", pytest.param("other_organiser", marks=pytest.mark.long), ""])
def test_what_is_not_to_be_known_and_what_is_not_are_told_alike(belongings: Belongings, who: str) -> None:
    """Status, text, headers and where one is sent: the same, whatever stands in an address."""
    wrong = list(_alike(belongings, who))
    assert not wrong, "\n".join(wrong)


def test_the_number_of_an_appeal_counts_nobody_else_s(belongings: Belongings) -> None:
    run = belongings.entries["health"].campaign.runs.get()
    made = []
    for who, site in (("other_operator", "traffic"), ("other_operator", "traffic"), ("operator", "health")):
        entry = belongings.entries[site]
        taken = Appeal.objects.filter(entry=entry).values("finding_id")
        free = run.findings.filter(site_code=entry.site_code, outcome="fail").exclude(finding_id__in=taken)
        address = reverse("appeal_raise", args=[entry.campaign_id, entry.site_code])
        answer = belongings.client(who).post(
            f"{address}?finding={free.order_by('finding_id')[0].finding_id}",
            {"key": str(uuid4()), "seen": "0", "grounds": "页面可以正常打开，请予复核。"},
        )
        assert answer.status_code == HTTPStatus.FOUND
        made.append(Appeal.objects.filter(entry=entry).latest("raised_at").number)
    assert made == [201, 202, 101]


def test_a_list_of_cases_is_known_to_nobody_before_it_is_published(belongings: Belongings) -> None:
    """Neither who is on it nor, by a number, how many were put forward."""
    case = belongings.things["own"]["case_id"]
    CaseNomination.objects.filter(pk=case).update(state="listed", award="十佳案例", number=7357)
    base = f"/campaigns/{belongings.campaign.pk}/cases/"
    for stage, who, told in (
        (Stage.OBJECTION, "operator", False), (Stage.OBJECTION, "assessor", False),
        (Stage.OBJECTION, "organiser", True), (Stage.PUBLISHED, "operator", True), (Stage.PUBLISHED, "", True),
    ):  # fmt: skip
        belongings.at(stage)
        client = belongings.client(who)
        assert ("十佳案例" in client.get(f"{base}{case}/").content.decode()) == told, (stage, who)
        listed = client.get(base).content.decode()
        assert ("十佳案例" in listed) == told, (stage, who)
        assert ("7357" in listed) == (who in {"organiser", "assessor"}), (stage, who)


def test_what_rights_show_is_kept_by_nothing_on_the_way(belongings: Belongings) -> None:
    for who, address in (("operator", "/"), ("organiser", f"/campaigns/{belongings.campaign.pk}/results/")):
        answer = belongings.client(who).get(address)
        assert answer.status_code == HTTPStatus.OK
        assert "private" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x"])
def test_nobody_is_sent_elsewhere(belongings: Belongings, wanted: str) -> None:
    client = belongings.client()
    answer = client.post("/language/", {"language": "zh-hans", "next": wanted})
    assert answer["Location"] == "/"
    form = {"login": "operator", "password": PASSWORD, "next": wanted}
    signed = client.post(f"/accounts/login/?next={quote(wanted)}", form)
    assert "evil" not in signed.get("Location", "")
    assert "javascript" not in signed.get("Location", "")
