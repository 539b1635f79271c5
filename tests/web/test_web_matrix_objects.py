"""Every address with real things: one's own, a neighbour's, another bureau's, and mixed. Each opens where it is."""

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hengping.web.apps.acts.models import Act
from hengping.web.policy.words import Role, Stage
from web.addresses import Address, views
from web.belongings import Belongings, make_belongings
from web.matrix import ROLES, matrix
from web.ownership import BELONGS, PLAIN, Way, allowed, kept_by_others, meaning, opens, second, unknown_parameters, ways
from web.world import World

EVERYBODY = tuple(ROLES)
_THERE = {200, 302, 409, 410, 422}
_MISSING = {
    "side_file_download": "no table was uploaded in this world",
    "public_file": "nothing was published by the engine in this world", "version_file": "the same",
    "public_body": "the same", "document": "asked by a name that no document has",
    "evidence_shot": "taken by a browser, and these runs had none", "closed_confirm": "is not offered at all",
    "invitation_accept": "asked with a link that nobody was sent", "site_desk_report": "made with the documents",
    "campaign_move": "from this stage none leads there",
    "run_pause": "takes forms only", "run_resume": "takes forms only", "run_make_current": "takes forms only",
    "token_end": "takes forms only", "webhook_end": "takes forms only",
}  # fmt: skip
"""Pages that may say that there is nothing, though everything in the address is there and belongs together."""
_SAYS_SO = {"appeal_raise": 422, "reply": 422}
"""Pages that tell who may open them that the site has no such finding, in words; of another's as of none at all."""
QUICK = ("organiser", "assessor", "arbiter", "operator", "other_operator", "auditor", "other_organiser", "")
FORM = {
    "seen": "1",
    "reason": "经核对采集记录和单位提交的证明材料，原检查结果与事实不符，予以改定。",
    "grounds": "页面可以打开。", "kind": "explain", "text": "id: own", "marks": "5", "yes": "true", "same": "true",
    "verb": "refuse", "handled": "on", "note": "已处理", "state": "listed", "award": "十佳", "result": "rejected",
    "do": "save", "until": "2999-01-01", "outcome": "pass", "name": "改名", "days": "3", "starts_on": "2026-01-05",
    "active": "on", "done_on": "2026-11-20", "on": "2026-11-20", "basis": "通知", "email": "hostile@example.gov.cn",
    "role": "organiser", "display_name": "某某",
}  # fmt: skip
"""What the forms want, so that a page which did not look would act."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are not worth a line of log each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def belongings(world: World, run_folder: Path, settings: object, tmp_path: Path) -> Belongings:
    """Two evaluations with something of everything."""
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]  # Django's settings
    return make_belongings(world, run_folder, tmp_path / "data")


def asked() -> list[Address]:
    """Pages whose address names a thing, a site or an evaluation; a row not thought about fails its own test."""
    return [one for one in views() if one.parameters and one.actions and set(one.actions.values()) <= set(matrix())]


def right_answers(page: Address, method: str, who: str, way: Way, stage: Stage) -> tuple[set[int], str]:
    """The answers that are right, and why."""
    may, known = allowed(page, method, who, way, stage)
    if may and kept_by_others(page, method, who, way):
        return {403}, "must not, another bureau keeps it"
    if may and opens(page, method, who, way, stage) and (refusal := second(page, who, way, stage)):
        return {refusal}, "must not, by a second row"
    if may and opens(page, method, who, way, stage):
        return (_THERE | {404} if page.name in _MISSING else _THERE), "may"
    if may:
        return {_SAYS_SO.get(page.name, 404)}, "is not theirs, or not there"
    if not who:
        return {302}, "must sign in"
    return ({403}, "must not") if known else ({404}, "must not know")


def walk(world: Belongings, stage: Stage, pages: list[Address], people: tuple[str, ...], method: str) -> list[str]:
    """What is wrong, one line each."""
    world.at(stage)
    clients = {who: world.client(who) for who in people}
    wrong = []
    for page in pages:
        for way in ways(page, world) if method in page.actions else ():
            for who in _askers(page, way, method, people, stage):
                wrong += _wrong(clients[who], page, way, method, who, stage)
    return wrong


def _askers(page: Address, way: Way, method: str, people: tuple[str, ...], stage: Stage) -> list[str]:
    """Who asks. All, or in the quick walk: of those for whom a page opens one, and of mixed addresses whoever may."""
    why = {who: right_answers(page, method, who, way, stage)[1] for who in people}
    # What forms do is tested where they are; here they must not do anything.
    asking = [who for who in people if why[who] != "may" or method == "GET"]
    if people is not QUICK:
        return asking
    if way.place == "own" and not any(meaning(page, one) in BELONGS for one in page.parameters):
        return []  # tests/web/test_web_matrix_pages.py asks these
    opening = [who for who in asking if why[who] == "may"][1:]
    refused = [who for who in asking if way.stranger and who and why[who].startswith("must not")]
    return [who for who in asking if who not in {*opening, *refused}]


def _wrong(client: Client, page: Address, way: Way, method: str, who: str, stage: Stage) -> list[str]:
    """What is wrong with one answer."""
    client.raise_request_exception = False
    right, why = right_answers(page, method, who, way, stage)
    address = reverse(page.name, kwargs=way.values, query=way.query or None)
    before = Act.objects.count() if method == "POST" else 0
    got = client.get(address) if method == "GET" else client.post(address, {"key": str(uuid4()), **FORM})
    told, wrong = f"{who or 'public'} {stage} {method} {page.name} ({way.named}) {why}", []
    if got.status_code not in right:
        wrong.append(f"{told}: {got.status_code}, not {sorted(right)}")
    if got.status_code == 302 and why == "must sign in" and "/accounts/login/" not in got["Location"]:
        wrong.append(f"{told}: sent to {got['Location']}")
    if method == "POST" and Act.objects.count() != before:
        wrong.append(f"{told}, and did")
    if got.streaming:
        b"".join(got.streaming_content)  # read to the end, a file is closed
    return wrong


def test_every_parameter_has_an_owner() -> None:
    assert {page.route: unknown_parameters(page) for page in asked() if unknown_parameters(page)} == {}, (
        "say in tests/web/ownership.py whose it is, and make one of it in tests/web/belongings.py"
    )


def test_every_thing_is_asked_for_as_own_and_as_of_others(belongings: Belongings) -> None:
    for page in asked():
        found = list(ways(page, belongings))
        named = [one for one in page.parameters if meaning(page, one) not in PLAIN]
        for name in named:
            assert len({str(one.values[name]) for one in found}) >= 2, (page.name, name)
        if "campaign_id" in page.parameters and named:
            assert any(one.stranger for one in found), page.name


def stage_for(page: Address) -> Stage:
    """A stage in which somebody may open an address, so that more is asked of it than who asks."""
    line = matrix()[page.actions["GET"]]
    known = (Stage.OBJECTION, Stage.DRAFT, Stage.FINAL, Stage.PUBLISHED)
    return next(one for one in known if line.kind in {"own", "platform"} or line.may(frozenset(Role), one))


@pytest.mark.parametrize("method", ["GET", pytest.param("POST", marks=pytest.mark.long)])
def test_things_open_where_they_belong(belongings: Belongings, method: str) -> None:
    """Every address with things in it, every role, in a stage in which it opens for somebody."""
    wrong = []
    for stage in Stage:
        pages = [one for one in asked() if stage_for(one) == stage]
        wrong += walk(belongings, stage, pages, QUICK, method)
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("stage", list(Stage))
def test_in_every_stage_for_everybody(belongings: Belongings, stage: Stage) -> None:
    wrong = [one for method in ("GET", "POST") for one in walk(belongings, stage, asked(), EVERYBODY, method)]
    assert not wrong, "\n".join(wrong)


def test_a_finding_of_another_site_and_one_that_is_not_are_told_alike(belongings: Belongings) -> None:
    belongings.at(Stage.OBJECTION)
    client = belongings.client("operator")
    other = belongings.things["neighbour"]["finding_id"]
    base = f"/campaigns/{belongings.campaign.pk}/sites/{belongings.entries['health'].site_code}/"
    for address in ("appeals/new/?finding={}", "desk/reply/{}/"):
        theirs, nothing = (client.get(base + address.format(one)) for one in (other, "broken_link-0000000000000000"))
        assert theirs.status_code == nothing.status_code == 422
        assert _told(theirs.content.decode()) == _told(nothing.content.decode())


def _told(page: str) -> str:
    """The main part of a page."""
    return page.partition("<main")[2].partition("</main>")[0]
