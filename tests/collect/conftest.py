"""The local server and quick settings."""

from collections.abc import Iterator

import pytest
from collect_support import HOME, LocalServer

from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.site import Site


@pytest.fixture
def server() -> Iterator[LocalServer]:
    local = LocalServer()
    local.start()
    yield local
    local.stop()


@pytest.fixture
def settings(server: LocalServer) -> CollectSettings:
    """Quick settings that lead every host to the local server."""
    return CollectSettings(
        connect_to=server.rewrite,
        requests_per_second_per_host=10_000,
        timeout_s=2,
        retries=1,
        retry_delay_s=0.01,
        visits=VisitSettings(count=0),
        second_look=SecondLook(delay_s=0),
        cloaking=False,  # told of in tests of its own
    )


@pytest.fixture
def site() -> Site:
    return Site(site_code="3300000001", name="甲", url=HOME)
