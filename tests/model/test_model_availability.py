"""The availability account: what counts, and laws that hold whatever the visits."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.model.availability import (
    MaintenanceWindow,
    account,
    document_of,
    visit_ref,
    windows_by_site,
    windows_of,
)
from hengping.model.codec import decode, encode
from hengping.model.evidence import FailureKind, Phases, Visit

START = datetime(2026, 11, 20, tzinfo=UTC)
SITE = "9901020003"


def visit(number, result="ok", vantage="", **more):
    at = START + timedelta(minutes=72 * (number - 1))
    return Visit(number=number, url="http://a.gov.cn/", visited_at=at, result=result, vantage=vantage, **more)


def visits(*results, vantage=""):
    return [visit(number, result, vantage) for number, result in enumerate(results, 1)]


def window(begins_h, ends_h, site_code=SITE):
    begins_at, ends_at = (START + timedelta(hours=hours) for hours in (begins_h, ends_h))
    return MaintenanceWindow(site_code=site_code, begins_at=begins_at, ends_at=ends_at, document="云办函〔2026〕8号")


@pytest.mark.parametrize(("failures", "rate"), [(7, Fraction(1, 20)), (6, Fraction(6, 140)), (0, Fraction(0))])
def test_the_rate_is_exact(failures, rate):
    made = account(visits(*["failed"] * failures, *["ok"] * (140 - failures)))
    assert (made.numbers, made.valid, made.failed, made.failed_rate) == (140, 140, failures, rate)


def test_what_is_not_the_sites_doing_leaves_both_sides_of_the_rate():
    outage = visit(8, "own_fault", failure=FailureKind.OWN_OUTAGE)
    made = account([*visits("ok", "ok", "ok", "failed", "blocked", "own_fault", "maintenance"), outage])
    assert (made.ok, made.failed, made.failed_rate) == (3, 1, Fraction(1, 4))
    assert made.excluded == {"maintenance": 1, "own_outage": 1, "own_fault": 1, "blocked": 1}
    assert list(made.excluded) == ["maintenance", "own_outage", "own_fault", "blocked"]


def test_no_visit_no_rate():
    assert account([]).failed_rate is None
    assert account(visits("blocked", "own_fault")).failed_rate is None


def test_a_window_approved_afterwards_takes_its_visits_out():
    made = visits("ok", "failed", "failed", "ok")
    assert account(made, site_code=SITE).failed == 2
    # the second visit is due at 01:12, the third at 02:24: the first instant is inside, the last is not
    after = account(made, site_code=SITE, maintenance=[window(1.2, 2.4)])
    assert (after.valid, after.failed, after.excluded) == (3, 1, {"maintenance": 1})
    assert account(made, site_code="other", maintenance=[window(0, 9)]).failed == 2
    assert account(made, site_code="other", maintenance=[window(0, 9, "*")]).numbers == 4
    assert account(made, site_code="other", maintenance=[window(0, 9, "*")]).valid == 0


def test_a_sites_own_document_stands_before_that_of_every_site():
    own = msgspec.structs.replace(window(0, 1), document="own")
    windows = [window(0, 2, "*"), own]
    assert document_of(windows, SITE, START) == "own"
    assert document_of(windows, SITE, START + timedelta(hours=1)) == "云办函〔2026〕8号"
    assert document_of(windows, SITE, START + timedelta(hours=2)) is None
    by_site = windows_by_site(windows)
    assert set(windows_of(by_site, SITE)) == set(windows)
    assert windows_of(by_site, "other") == (windows[0],)


@pytest.mark.parametrize(
    ("quorum", "states", "expected"),
    [
        (1, ("failed", "ok"), "failed"),
        (2, ("failed", "ok"), "ok"),
        (2, ("failed", "failed", "ok"), "failed"),
        (2, ("failed", "blocked"), "too_few"),
        (2, ("failed",), "too_few"),
        (2, ("ok", "blocked"), "ok"),
        (2, ("blocked", "own_fault"), "own_fault"),
        (2, ("blocked", "maintenance"), "maintenance"),
        (3, ("failed", "failed"), "too_few"),
        (0, ("failed", "ok"), "failed"),
    ],
)
def test_a_number_fails_by_quorum(quorum, states, expected):
    made = account([visit(1, state, f"v{at}") for at, state in enumerate(states)], quorum=quorum)
    assert made.numbers == 1
    assert (made.ok, made.failed, dict(made.excluded)) == (
        int(expected == "ok"),
        int(expected == "failed"),
        {} if expected in {"ok", "failed"} else {expected: 1},
    )


def test_evidence_of_a_failed_number_is_every_line_that_saw_it_fail():
    lines = [
        visit(1, "failed", "south"),
        visit(1, "ok", "east"),
        visit(1, "failed", "north"),
        visit(2, "failed", "east"),
    ]
    made = account(lines, quorum=2)
    assert [(line.number, line.vantage) for line in made.failed_visits] == [(1, "north"), (1, "south")]
    assert len({visit_ref(line).digest for line in made.failed_visits}) == 2


def test_by_vantage_point_and_by_day_in_china():
    lines = [*visits("ok", "failed", vantage="east"), *visits("ok", "ok", vantage="west"), visit(15, "ok", "east")]
    made = account(lines)
    assert {name: (own.ok, own.failed) for name, own in made.vantages.items()} == {"east": (2, 1), "west": (2, 0)}
    # visit 15 is due 16:48 UTC, which is the next day in China
    assert {day: own.valid for day, own in made.days.items()} == {date(2026, 11, 20): 2, date(2026, 11, 21): 1}


def test_medians_over_opened_visits_only():
    times = [(10, 1), (30, 2), (20, 3)]
    lines = [
        visit(number, phases=Phases(dns_ms=dns, body_ms=None), elapsed_ms=10 * dns)
        for number, (dns, _) in enumerate(times, 1)
    ]
    slow = visit(4, "failed", phases=Phases(dns_ms=9999), elapsed_ms=15000)
    assert account([*lines, slow]).medians_ms == {"dns_ms": 20, "elapsed_ms": 200}


def test_a_number_made_twice_by_one_vantage_point_counts_once():
    again = msgspec.structs.replace(visit(1, "failed"), visited_at=START + timedelta(seconds=5))
    made = account([again, visit(1, "ok")])
    assert (made.numbers, made.ok, made.failed) == (1, 1, 0)


def test_an_account_survives_the_file():
    made = account(visits("ok", "failed", "blocked"))
    assert decode(encode(made), type(made)) == made


RESULTS = st.sampled_from(["ok", "failed", "blocked", "own_fault", "maintenance"])
LINES = st.dictionaries(
    st.tuples(st.integers(1, 12), st.sampled_from(["east", "north", "west"])), RESULTS, min_size=1, max_size=30
).map(lambda made: [visit(number, result, vantage) for (number, vantage), result in made.items()])
QUORUM = st.integers(1, 3)


@given(LINES, QUORUM, st.randoms(use_true_random=False))
def test_the_order_of_merging_does_not_matter(lines, quorum, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert account(lines, quorum=quorum) == account(shuffled, quorum=quorum)


@given(LINES, QUORUM, st.data())
def test_one_more_failure_never_lowers_the_rate(lines, quorum, data):
    opened = [at for at, line in enumerate(lines) if line.result == "ok"]
    if not opened:
        return
    at = data.draw(st.sampled_from(opened))
    worse = [*lines[:at], msgspec.structs.replace(lines[at], result="failed"), *lines[at + 1 :]]
    before, after = account(lines, quorum=quorum), account(worse, quorum=quorum)
    assert after.failed >= before.failed
    assert (after.failed_rate or 0) >= (before.failed_rate or 0)


@given(LINES, QUORUM, st.data())
def test_taking_a_visit_out_never_adds_a_failure(lines, quorum, data):
    at = data.draw(st.integers(0, len(lines) - 1))
    out = data.draw(st.sampled_from(["blocked", "own_fault", "maintenance"]))
    taken = [*lines[:at], msgspec.structs.replace(lines[at], result=out), *lines[at + 1 :]]
    assert account(taken, quorum=quorum).failed <= account(lines, quorum=quorum).failed


@given(LINES, QUORUM)
def test_every_number_is_accounted_for_once(lines, quorum):
    made = account(lines, quorum=quorum)
    assert made.ok + made.failed + sum(made.excluded.values()) == len({line.number for line in lines})
    assert sum(own.valid + own.left_out for own in made.vantages.values()) == len(lines)
    assert sum(own.valid + own.left_out for own in made.days.values()) == made.numbers


@given(LINES, QUORUM)
def test_a_higher_quorum_never_adds_a_failure(lines, quorum):
    assert account(lines, quorum=quorum + 1).failed <= account(lines, quorum=quorum).failed
