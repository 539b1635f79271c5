"""A province that the makers of the checks did not write: what is planted is found, and nothing else is accused."""

from pathlib import Path

import pytest
from third_judge import CHECKS, Row, build, compare, findings, run, table
from third_model import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PRECISION, RECALL = 0.98, 0.95


@pytest.fixture(scope="module")
def third_sites() -> list[Site]:
    return build()


@pytest.fixture(scope="module")
def third_rows(third_sites: list[Site], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    folder: Path = tmp_path_factory.mktemp("third")
    previous = run(third_sites, folder, turn=1)
    rows = compare(third_sites, findings(run(third_sites, folder, turn=2, previous=previous)))
    print(table(rows))  # noqa: T201 - shown when a test fails
    return rows


def test_every_check_has_at_least_six_planted_faults(third_sites: list[Site]) -> None:
    planted = [fault.check for site in third_sites for fault in site.faults]
    assert {check for check in CHECKS if planted.count(check) < 6} == set()


def test_the_same_province_is_built_twice(third_sites: list[Site]) -> None:
    again = [fault for site in build() for fault in site.faults]
    assert again == [fault for site in third_sites for fault in site.faults]


@pytest.mark.parametrize("check", CHECKS)
def test_check_is_right_on_an_unseen_province(check: str, third_rows: dict[str, Row]) -> None:
    row = third_rows[check]
    assert row.recall >= RECALL, [f"{fault.url} {fault.extra} {fault.why}" for fault in row.missed]
    assert row.precision >= PRECISION, [(finding["subject"]["url"], finding["values"]) for finding in row.false]
