"""Visits left out, put off or merged late: what the schedule alone would let an organiser do."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from hengping.collect.schedule import NETWORK_NOTE, RESUMED_NOTE, Lateness, Schedule, SealedSchedule
from hengping.evidence.manifest import sealed
from hengping.model.evidence import Visit
from hengping.pipeline.visits_delays import delays, missing
from hengping.pipeline.visits_merges import MERGES_FILE, note_merges, read_merges, unproven

START = datetime(2026, 11, 20, tzinfo=UTC)
SEED = bytes(range(32))
WEEK = SealedSchedule(
    schedule=Schedule(
        seed_sha256=hashlib.sha256(SEED).hexdigest(), start=START, count=140, interval_s=4320, jitter_rate=1
    ),
    seed=SEED.hex(),
)


def line(number, late_s=0.0, **told):
    due = WEEK.due_at("1", number)
    told = {"vantage": "local", "elapsed_ms": 50, "result": "ok"} | told
    return Visit(number=number, url="http://a.gov.cn/", visited_at=due + timedelta(seconds=late_s), due_at=due, **told)


def found(visits):
    return [(each.explained, each.text.zh) for each in delays(visits, WEEK.schedule, 15)]


def test_three_days_of_waiting_are_one_fault_with_number_size_and_instants():
    visits = [line(n) for n in range(1, 41)] + [line(n, 3 * 86400) for n in range(41, 141)]
    ((explained, text),) = found(visits)
    assert not explained
    assert text.startswith("第41次拨测比之前多延迟72:00:00（没有说明 no reason given）：应在2026-11-2")
    assert found(reversed(visits)) == [(explained, text)]


def test_lines_three_days_late_and_lines_left_out_are_named():
    visits = [line(n, 3 * 86400) for n in range(1, 141, 3)]
    assert len(visits) == 47
    assert len(found(visits)) == 1
    (text,) = (each.zh for each in missing(visits, WEEK.schedule, "local"))
    assert "缺少93次拨测：第2–3, 5–6, 8–9" in text


def test_every_vantage_point_must_be_whole_and_the_runs_own_be_there():
    visits = [line(n, vantage="north") for n in range(1, 140)]
    texts = [each.zh for each in missing(visits, WEEK.schedule, "local")]
    assert ["第1–140次（观测点local）" in texts[0], "第140次（观测点north）" in texts[1]] == [True, True]
    assert list(missing([line(n) for n in range(1, 141)], WEEK.schedule, "local")) == []


@pytest.mark.parametrize("note", [NETWORK_NOTE, RESUMED_NOTE, f"云办函〔2026〕8号；{RESUMED_NOTE}"])
def test_a_delay_with_its_reason_is_told_and_moves_the_rest(note):
    visits = [line(n, 0 if n < 9 else 7200, note=note if n == 9 else "") for n in range(1, 141)]
    ((explained, text),) = found(visits)
    assert explained
    assert "2:00:00" in text
    assert note in text


def test_the_approval_of_a_maintenance_window_is_no_reason_for_a_delay():
    assert [each for each, _ in found([line(1), line(2, 7200, note="云办函〔2026〕8号")])] == [False]


def test_small_delays_add_up():
    assert found([line(n, n) for n in range(1, 100)]) == []
    assert [each for each, _ in found([line(n, 60 * n) for n in range(1, 13)])] == [False] * 6


def test_a_visit_that_waits_for_the_one_before_is_not_late():
    lateness, begun = Lateness(), START
    for number in range(100):
        due = START + timedelta(seconds=number)
        assert not lateness.take(due, begun, 15_000, allowed=timedelta(seconds=60))
        begun += timedelta(seconds=15)
    idle = lateness.take(START + timedelta(seconds=100), begun + timedelta(seconds=61), 5, allowed=timedelta(minutes=1))
    assert idle == timedelta(seconds=61)


def test_a_merge_after_the_seed_stays_marked(tmp_path):
    note_merges(tmp_path, {"north": 4, "south": 4}, after_seed=False, again=False, stage="visits")
    assert list(unproven(read_merges(tmp_path), {"north", "south"})) == []
    note_merges(tmp_path, {"north": 0, "south": 2, "west": 0}, after_seed=True, again=False, stage="visits")
    assert [(each.vantage, each.added, each.after_seed) for each in read_merges(tmp_path)] == [
        ("north", 4, False),
        ("south", 4, False),
        ("south", 2, True),
        ("west", 0, True),
    ]
    told = [each.zh for each in unproven(read_merges(tmp_path), {"north", "south", "east"})]
    assert ["观测点east" in told[0], "观测点south" in told[1], len(told)] == [True, True, 2]
    assert MERGES_FILE in sealed(tmp_path)
