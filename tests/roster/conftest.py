import pytest

from hengping.roster.divisions import Divisions, load_divisions


@pytest.fixture(scope="session")
def divisions() -> Divisions:
    return load_divisions()
