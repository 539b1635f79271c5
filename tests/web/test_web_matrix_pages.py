"""Every page as everybody, in every stage: who may gets it, who may not is refused in the way that tells least."""

import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hengping.web.apps.acts.models import Act
from hengping.web.apps.api.services import token_make
from hengping.web.policy.words import Stage
from web.addresses import Address, operations, views
from web.matrix import ROLES, expected, matrix
from web.urls_objects import filled
from web.world import World

SOME = ("organiser", "assessor", "operator", "other_operator", "other_organiser", "")
"""Who asks in the quick run; everybody asks in the slow one."""


def asked() -> list[Address]:
    """Pages that ask the table; an action that is not in the matrix yet fails a test of its own."""
    return [one for one in views() if one.actions and set(one.actions.values()) <= set(matrix())]


def address_of(page: Address, world: World) -> str:
    """The address with ids of the world in it."""
    try:
        return reverse(page.name, kwargs=filled(page.parameters, world))
    except NoReverseMatch:
        # A converter that takes numbers where the registry says text, or the other way round.
        raise KeyError(f"no address from {filled(page.parameters, world)}") from None


def verdict(page: Address, who: str, stage: Stage, method: str = "GET") -> tuple[set[int], str]:
    """The answers that are right, and why."""
    line = matrix()[page.actions[method]]
    if expected(line, who, stage):
        # 302: pages that only act; 404, 409, 410, 422: the thing is not there, or nothing has been made yet.
        return {200, 302, 404, 405, 409, 410, 422}, "may"
    if who == "":
        return {302}, "must sign in"
    if line.kind in {"campaign", "site"} and not expected(matrix()["campaign.view"], who, stage):
        return {404}, "must not know"
    return {403}, "must not"


def walk(world: World, stage: Stage, people: tuple[str, ...]) -> list[str]:
    """What is wrong, one line each."""
    world.at(stage)
    clients = {who: world.client(who) for who in people}
    wrong = []
    for page in asked():
        try:
            address = address_of(page, world)
        except KeyError as error:
            wrong.append(f"{page.route}: {error.args[0]}")
            continue
        for who, client in clients.items():
            client.raise_request_exception = False
            right, why = verdict(page, who, stage)
            got = client.get(address)
            if got.status_code not in right and not _foreign_site(page, who, got.status_code):
                wrong.append(f"{who or 'public'} {stage} {address} [{page.name}] {why}: {got.status_code}")
            if got.status_code == 302 and why == "must sign in" and "/accounts/login/" not in got["Location"]:
                wrong.append(f"{address}: sent to {got['Location']}")
    return wrong


def _foreign_site(page: Address, who: str, status: int) -> bool:
    """As regards another body's site its people are the public: whether they may know of it says the public's row."""
    return who == "other_operator" and "site_code" in page.parameters and status == 404


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are not worth a line of log each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_parameter_of_an_address_is_known(world: World) -> None:
    said = set()
    for page in asked():
        try:
            address_of(page, world)
        except KeyError as error:
            said.add(f"{page.route}: {error.args[0]}")
    assert sorted(said) == []


@pytest.mark.parametrize("stage", [pytest.param(Stage.DRAFT, marks=pytest.mark.long), Stage.OBJECTION])
def test_pages_answer_as_the_matrix_says(world: World, stage: Stage) -> None:
    assert walk(world, stage, SOME) == []


@pytest.mark.long
@pytest.mark.parametrize("stage", list(Stage))
def test_every_page_answers_everybody_as_the_matrix_says(world: World, stage: Stage) -> None:
    assert walk(world, stage, tuple(ROLES)) == []


@pytest.mark.parametrize("stage", [Stage.PRELIMINARY, Stage.PUBLISHED])
def test_forms_of_who_may_not_change_nothing(world: World, stage: Stage) -> None:
    world.at(stage)
    wrong = []
    for who in SOME:
        client = world.client(who)
        client.raise_request_exception = False
        for page in asked():
            if "POST" not in page.actions:
                continue
            right, why = verdict(page, who, stage, "POST")
            if why == "may":
                continue
            address, before = address_of(page, world), Act.objects.count()
            got = client.post(address, {"key": str(uuid4()), "seen": "1"})
            if got.status_code not in right and not _foreign_site(page, who, got.status_code):
                wrong.append(f"{who or 'public'} POST {address} [{page.name}] {why}: {got.status_code}")
            if Act.objects.count() != before:
                wrong.append(f"{who or 'public'} POST {address} [{page.name}] {why}, and did")
    assert wrong == []


def tokens(world: World, people: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The header of each person's programs; nobody's for the public."""
    return {who: {"authorization": f"Bearer {_token(world, who)}"} if who else {} for who in people}


def _token(world: World, who: str) -> str:
    actor = world.actor(who)
    return token_make(actor=actor, user=world.people[who], name="t", read_only=False, until=None, key=uuid4())[1]


@pytest.mark.parametrize("stage", list(Stage))
def test_operations_answer_as_the_matrix_says(world: World, stage: Stage) -> None:
    world.at(stage)
    people = (*SOME, "arbiter", "auditor", "superior", "nobody")
    client, wrong = Client(raise_request_exception=False), []
    for who, header in tokens(world, people).items():
        for one in operations():
            values = {name: filled((name,), world)[name] for name in one.parameters}
            address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found, values=values: str(values[found[1]]), one.route)
            # What is for the public asks for no token, and takes everybody for the public.
            asker, open_to_all = ("", True) if "/public/" in address else (who, False)
            for method, action_id in one.actions.items():
                line = matrix()[action_id]
                allowed = expected(line, asker, stage)
                known = line.kind in {"own", "platform"} or expected(matrix()["campaign.view"], asker, stage)
                if not who and not open_to_all:
                    right = {401}
                elif allowed:
                    right = {200, 201, 400, 404, 409, 422}
                else:
                    right = {403} if known else {404}
                got = client.generic(method, address, b"{}", "application/json", headers=header).status_code
                # A body is looked at before anything of the platform is; an address tells nothing.
                wrong_body = got == 422 and method != "GET"
                if got not in right and not wrong_body and not _foreign_site(one, who, got):
                    wrong.append(f"{who or 'public'} {stage} {method} {address}: {got}, not {right}")
    assert wrong == []
