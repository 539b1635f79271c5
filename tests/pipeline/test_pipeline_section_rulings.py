"""What people settle about sections: facts, findings, the ledger and scores follow; whoever reads again agrees."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengping.evidence.manifest import check
from hengping.model.errors import InputError
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.replay import replay
from hengping.pipeline.run import do_run
from hengping.pipeline.section_counting import are_counted
from hengping.pipeline.section_recording import record_rulings
from hengping.pipeline.section_rulings import SectionRuling, rulings_file
from hengping.pipeline.verify import verify
from pipeline.conftest import SmallRun

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def ledger(run: Run) -> list[dict[str, str]]:
    with run.folder.ledger_csv.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def one(run: Run, key: tuple[str, str]) -> dict[str, str]:
    return next(row for row in ledger(run) if (row["site_code"], row["section_id"]) == key)


def ruling(key: tuple[str, str], **said: object) -> SectionRuling:
    values = {"actor": "张某", "decided_at": AT, "reason": "核对栏目页面", **said}
    return SectionRuling(site_code=key[0], section_id=key[1], **values)  # type: ignore[arg-type]


def settle(run: Run, *rulings: SectionRuling) -> int:
    written = record_rulings(run, rulings)
    assert not (written and are_counted(run.folder))
    do_run(open_run(run.path), until="check")
    assert not (written and are_counted(run.folder))
    do_run(open_run(run.path), until="rank")
    assert are_counted(run.folder)
    return written


@pytest.fixture
def run(small_run: SmallRun, tmp_path: Path) -> Run:
    return open_run(small_run.copy(tmp_path / "run"))


def quiet(run: Run) -> tuple[str, str]:
    """A section that meets its duty, but has been silent for some days."""
    row = next(row for row in ledger(run) if row["outcome"] == "pass" and "" < row["newest_on"] < "2026-11-15")
    return row["site_code"], row["section_id"]


def test_rulings_reach_findings_ledger_and_scores_and_everything_still_verifies(run: Run) -> None:
    key = quiet(run)
    assert settle(run, ruling(key, duty_days=2)) == 1
    row = one(run, key)
    assert (row["stale"], row["duty_days"], row["outcome"]) == ("1", "2", "fail")
    settle(run, ruling(key, duty_days=2, exempt_until=date(2026, 11, 20)))
    row = one(run, key)
    assert (row["stale"], row["exempt"], row["outcome"]) == ("", "granted", "exempted")
    # No longer exempt, and of a class without a duty.
    settle(run, ruling(key, section_class="overview"))
    row = one(run, key)
    assert (row["section_class"], row["stale"], row["exempt"], row["duty_days"]) == ("overview", "0", "", "")
    # A duty of its own, longer than it has been silent.
    settle(run, ruling(key, section_class="notice", duty_days=3_650))
    row = one(run, key)
    assert (row["section_class"], row["stale"], row["duty_days"], row["outcome"]) == ("notice", "0", "3650", "pass")
    do_run(open_run(run.path))
    assert verify(run.path).holds
    assert replay(run.path).holds


def test_an_exemption_that_ran_out_before_the_monitoring_day_does_not_count(run: Run) -> None:
    key = quiet(run)
    settle(run, ruling(key, duty_days=2, exempt_until=date(2026, 11, 19)))
    assert (one(run, key)["exempt"], one(run, key)["stale"]) == ("", "1")


def test_the_same_is_written_once(run: Run) -> None:
    key = quiet(run)
    assert record_rulings(run, [ruling(key, duty_days=0)]) == 1
    assert record_rulings(run, [ruling(key, duty_days=0)]) == 0
    assert record_rulings(run, [ruling(key, duty_days=1)]) == 1
    assert len(rulings_file(run.folder).read_bytes().splitlines()) == 2


@pytest.mark.parametrize(
    "wrong", [{"section_class": "nonsense"}, {"duty_days": -1}, {"duty_days": 10_000}, {"reason": " "}, {"actor": ""}]
)
def test_what_nobody_can_follow_is_refused_and_nothing_is_written(run: Run, wrong: dict[str, object]) -> None:
    key = quiet(run)
    with pytest.raises(InputError):
        record_rulings(run, [ruling(key), ruling((key[0], "s-other"), **wrong)])
    assert not rulings_file(run.folder).exists()


def test_what_somebody_wrote_by_hand_counts_and_is_sealed(run: Run) -> None:
    key = quiet(run)
    path = rulings_file(run.folder)
    path.parent.mkdir(exist_ok=True)
    said = {"actor": "张某", "decided_at": "2026-11-22T10:00:00+08:00", "reason": "核对", "duty_days": 2}
    path.write_text(json.dumps({"site_code": key[0], "section_id": key[1], **said}) + "\n", encoding="utf-8")
    do_run(open_run(run.path), until="rank")
    assert one(run, key)["stale"] == "1"
    assert check(run.path) == []
