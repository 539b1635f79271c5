from collections.abc import Iterator

import pytest
from demo_walker import Client, Walk, walk

from hengping.demo.province import Province, build
from hengping.demo.server import serve


@pytest.fixture(scope="session")
def province() -> Province:
    return build(intermittent=False)


@pytest.fixture(scope="session")
def address(province: Province) -> Iterator[str]:
    with serve(province) as server:
        yield server.address


@pytest.fixture(scope="session")
def client(address: str) -> Client:
    return Client(address)


@pytest.fixture(scope="session")
def walks(province: Province, client: Client) -> dict[str, Walk]:
    """Every readable site, walked once."""
    return {content.site.site_code: walk(client, content.site.url) for content in province.contents if content.readable}
