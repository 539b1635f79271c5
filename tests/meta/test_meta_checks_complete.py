"""Every check is complete: examples of three kinds, both languages, a basis, a measurement or why there is none."""

import json

import pytest
from typer.testing import CliRunner

from hengping.checks.cases import read_cases
from hengping.checks.catalogue import catalogue, loaded_checks
from hengping.cli.app import app
from hengping.model.finding import Outcome
from hengping.pipeline.accuracy_table import read_measured

SURE = {Outcome.FAIL, Outcome.PASS}


@pytest.mark.parametrize("check_id", catalogue())
def test_a_check_is_complete(check_id: str) -> None:
    check = catalogue()[check_id]
    outcomes = {expected.outcome for case in read_cases(loaded_checks()[check_id].folder) for expected in case.expect}
    assert (Outcome.BLOCKED if check_id == "blocked" else Outcome.FAIL) in outcomes
    assert Outcome.PASS in outcomes
    assert outcomes - SURE, "no doubtful or untested example"
    for text in (check.title, check.why, check.remedy, check.basis):
        assert text.zh
        assert text.en


def test_every_check_is_measured_against_labelled_truth_in_some_version() -> None:
    table, _ = read_measured()
    known = {row.check for row in table.rows if row.source != "cases" and row.hits + row.missed}
    assert set(catalogue()) - known == set()


def test_every_simulated_measurement_says_at_which_level_it_was_made() -> None:
    table, _ = read_measured()
    measured = [row for row in table.rows if row.source in {"demo", "simulated"}]
    assert {row.level for row in measured if row.source == "demo"} == {"end_to_end"}
    assert {row.level for row in measured if row.source == "simulated"} == {"pages", "records"}
    assert all(row.decoys for row in measured if row.source == "simulated")


def test_the_listing_shows_the_measurement_of_every_check() -> None:
    told = {one["id"]: one for one in json.loads(CliRunner().invoke(app, ["checks", "list", "--json"]).stdout)}
    table, _ = read_measured()
    for check_id, check in catalogue().items():
        row = table.of(check_id, check.version)
        shown = told[check_id]["measured"]
        if row is not None and row.reported:
            assert shown["precision"] == str(row.precision)
            assert shown["levels"] == list(row.levels)
        else:
            assert shown is None
