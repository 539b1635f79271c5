"""The description of the interface holds: thousands of odd calls find no fault that it does not name."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hengping.web.apps.api.services import token_make
from hengping.web.policy.words import Stage
from web.world import World

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def web_schema(world: World) -> Iterator[Any]:
    """The interface of the world's platform, asked within the test's transaction: its connection stays open."""
    world.at(Stage.COLLECTING)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bearer(world: World) -> Callable[[], dict[str, str]]:
    """Headers of an organiser's token."""
    _record, secret = token_make(
        actor=world.actor("organiser"), user=world.people["organiser"], name="测试", read_only=False, until=None,
        key=uuid4(),
    )  # fmt: skip
    return lambda: {"Authorization": f"Bearer {secret}"}


def test_no_call_finds_a_fault(web_schema: Any, bearer: Callable[[], dict[str, str]], world: World) -> None:
    operations = [found.ok() for found in web_schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:
        _try(operation, bearer(), str(world.campaign.pk))


def _try(operation: Any, headers: dict[str, str], campaign_id: str) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def every_call(case: Any) -> None:
        if "campaign_id" in (case.path_parameters or {}):
            # About an evaluation that exists: chance alone would never name it.
            case.path_parameters["campaign_id"] = campaign_id
        case.call_and_validate(headers=headers, checks=_CHECKS)

    every_call()
