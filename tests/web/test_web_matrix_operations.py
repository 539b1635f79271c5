"""Every operation of the interface for programs with real things of one's own and of others, with everybody's token."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from hengping.web.apps.acts.models import Act
from hengping.web.policy.words import Stage
from web.addresses import Address, operations
from web.belongings import Belongings, make_belongings
from web.matrix import matrix
from web.ownership import Way, allowed, opens, unknown_parameters, ways
from web.test_web_matrix_objects import EVERYBODY
from web.test_web_matrix_pages import tokens
from web.world import World

_BODY = b'{"kind": "trial", "workers": 1, "until": "report"}'


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are not worth a line of log each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def belongings(world: World, run_folder: Path, settings: object, tmp_path: Path) -> Belongings:
    """Two evaluations with something of everything."""
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]  # Django's settings
    return make_belongings(world, run_folder, tmp_path / "data")


def asked() -> list[tuple[Address, str]]:
    """Operations that name something, each once, and how they are called."""
    found = {(one.route, method): one for one in operations() for method in one.actions if one.parameters}
    return [(one, method) for (_route, method), one in sorted(found.items())]


def address_of(one: Address, way: Way) -> str:
    """The address with ids in it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(way.values[found[1]]), one.route)


def right_answers(one: Address, method: str, who: str, way: Way, stage: Stage) -> set[int]:
    """The answers that are right."""
    if "/public/" in one.route:
        who = ""  # asks for no token and takes everybody for the public
    elif not who:
        return {401}
    may, known = allowed(one, method, who, way, stage)
    if may and opens(one, method, who, way, stage):
        # 404: nothing was published by the engine in this world.
        return {200, 404} if "/public/" in one.route else {200, 201, 409, 422}
    return {404} if may or not known else {403}


def _wrong(world: Belongings, stage: Stage) -> Iterator[str]:
    world.at(stage)
    client = Client(raise_request_exception=False)
    for who, header in tokens(world, EVERYBODY).items():
        for one, method in asked():
            for way in ways(one, world):
                right = right_answers(one, method, who, way, stage)
                if method == "POST" and right & {200, 201}:
                    continue  # what they do is tested where they are; here they must not
                before = Act.objects.count()
                got = client.generic(method, address_of(one, way), _BODY, "application/json", headers=header)
                told = f"{who or 'public'} {stage} {method} {one.route} ({way.named})"
                if got.status_code not in right:
                    yield f"{told}: {got.status_code}, not {right}"
                if method == "POST" and Act.objects.count() != before:
                    yield f"{told} did"


def test_every_parameter_of_an_operation_has_an_owner() -> None:
    assert [one.route for one, _method in asked() if unknown_parameters(one)] == []
    assert {row for one, _method in asked() for row in one.actions.values()} <= set(matrix())


@pytest.mark.parametrize(
    "stage",
    [one if one in {Stage.OBJECTION, Stage.PUBLISHED} else pytest.param(one, marks=pytest.mark.long) for one in Stage],
)
def test_operations_open_what_belongs_to_whoever_asks(belongings: Belongings, stage: Stage) -> None:
    wrong = list(_wrong(belongings, stage))
    assert not wrong, "\n".join(wrong)


def test_lists_hold_what_belongs_to_whoever_asks(belongings: Belongings) -> None:
    """Lists are not refused: they are shorter."""
    belongings.at(Stage.OBJECTION)
    client, found = Client(), {}
    for who, header in tokens(belongings, EVERYBODY).items():
        if not who:
            continue
        evaluations = client.get("/api/campaigns", headers=header).json()
        appeals = client.get(f"/api/campaigns/{belongings.campaign.pk}/appeals", headers=header)
        codes = sorted(one["site_code"] for one in appeals.json()) if appeals.status_code == 200 else None
        found[who] = (sorted(one["code"] for one in evaluations), codes)
    own, neighbour = (str(belongings.things[place]["site_code"]) for place in ("own", "neighbour"))
    both, ours = sorted([own, neighbour]), [belongings.campaign.code]
    assert found == {
        **dict.fromkeys(("organiser", "organiser2", "arbiter", "auditor", "superior"), (ours, both)),
        **dict.fromkeys(("assessor", "assessor2"), (ours, [])),
        "operator": (sorted([belongings.other.code, *ours]), [own]), "other_operator": (ours, [neighbour]),
        "other_organiser": ([belongings.other.code], None), "nobody": ([], None),
    }  # fmt: skip


def test_a_ruling_that_was_sent_back_is_not_told(belongings: Belongings) -> None:
    """What is proposed or was sent back is nobody's business but theirs who rule."""
    belongings.at(Stage.OBJECTION)
    client = Client()
    for who, header in tokens(belongings, ("operator", "organiser")).items():
        told = client.get(f"/api/campaigns/{belongings.campaign.pk}/appeals", headers=header).json()
        assert {one["outcome"] for one in told} == {""}, who
