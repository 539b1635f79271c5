"""The demo end to end: findings against the planted truth, documents, verification."""

import csv

import pytest

from hengping.checks.catalogue import catalogue
from hengping.demo.evaluation import DemoOutcome
from hengping.demo.truth import MEASURED
from hengping.model import codec
from hengping.model.score import SiteScore

pytestmark = pytest.mark.slow

FLOOR = 0.99


def test_every_check_finds_what_was_planted_and_nothing_else(demo_outcome: DemoOutcome) -> None:
    by_check = {row.check: row for row in demo_outcome.accuracy}
    # A forged date shows between two rounds only; the demo runs one, and nothing may be accused of it.
    assert set(by_check) == MEASURED - {"backdated"}, "a check without planted truth is not measured"
    assert set(catalogue()) >= MEASURED
    poor = {
        check: (row.precision, row.recall, row)
        for check, row in by_check.items()
        if row.precision is None or row.recall is None or row.precision < FLOOR or row.recall < FLOOR
    }
    assert not poor


def test_blocked_sites_are_never_scored(demo_outcome: DemoOutcome) -> None:
    run = demo_outcome.run.path
    blocked = {
        row["site_code"]
        for path in (run / "findings").glob("*.jsonl")
        for row in map(_finding, path.read_bytes().splitlines())
        if row["check"] == "blocked" and row["outcome"] == "blocked" and row["subject"]["kind"] == "site"
    }
    assert blocked
    for path in (run / "scores").glob("*/*.json"):
        score = codec.decode(path.read_bytes(), SiteScore)
        if score.site_code in blocked:
            assert score.state == "blocked"
            assert score.total is None
    for path in (run / "results").glob("*/ranks.csv"):
        with path.open(encoding="utf-8") as stream:
            assert all(not row["rank"] for row in csv.DictReader(stream) if row["site_code"] in blocked)


def test_the_run_is_verified_and_the_bulletin_is_there(demo_outcome: DemoOutcome) -> None:
    assert demo_outcome.verification.holds, demo_outcome.verification.mismatches
    assert {path.suffix for path in demo_outcome.run.bulletins} == {".docx", ".pdf", ".html"}


def _finding(line: bytes) -> dict:
    return codec.decode(line, dict)
