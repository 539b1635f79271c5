"""The hostile web, served once for all tests of a session."""

import os
from collections.abc import Iterator

import pytest
from hostile_server import HostileWeb

from hengping.collect.net.tls import has_trust_store, tls_context


@pytest.fixture(scope="session")
def hostile_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileWeb]:
    """All behaviours, for the whole session."""
    web = HostileWeb(tmp_path_factory.mktemp("certificates"))
    web.start()
    yield web
    web.stop()


@pytest.fixture
def web(hostile_web: HostileWeb, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileWeb]:
    """The hostile web, its authority trusted."""
    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(hostile_web.authority))
    for known in (tls_context, has_trust_store):
        known.cache_clear()
    yield hostile_web
    for known in (tls_context, has_trust_store):
        known.cache_clear()
