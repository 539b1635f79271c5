"""The sealed schedule: the same for everybody who has the seed, in order, spread, and nobody's to choose."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hengping.collect.schedule import Schedule, SealedSchedule, new_schedule
from hengping.model.codec import decode, encode

START = datetime(2026, 11, 20, tzinfo=UTC)
SEED = bytes(range(32))


def sealed(*, seed=SEED, interval_s=4320.0, jitter_rate=1.0, count=140):
    schedule = Schedule(
        seed_sha256=hashlib.sha256(seed).hexdigest(),
        start=START,
        count=count,
        interval_s=interval_s,
        jitter_rate=jitter_rate,
    )
    return SealedSchedule(schedule=schedule, seed=seed.hex())


def instants(made, site_code="1"):
    return [made.due_at(site_code, number) for number in range(1, made.schedule.count + 1)]


def test_without_jitter_every_site_starts_at_once_interval_by_interval():
    made = sealed(jitter_rate=0, count=5)
    expected = [START + timedelta(seconds=4320 * step) for step in range(5)]
    assert instants(made, "1") == instants(made, "2") == expected


def test_anybody_can_compute_an_instant_from_the_published_description():
    def share(text):
        return int.from_bytes(hmac.new(SEED, text.encode(), "sha256").digest()[:8], "big") / 2**64

    made = sealed(jitter_rate=0.5)
    by_hand = START + timedelta(seconds=(share("3300000001|0") + 6 + 0.5 * share("3300000001|7")) * 4320)
    assert abs(made.due_at("3300000001", 7) - by_hand) <= timedelta(microseconds=3)


@given(
    st.binary(min_size=32, max_size=32),
    st.text("0123456789", min_size=1, max_size=10),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.sampled_from([0.0, 0.05, 504.0, 4320.0]),
)
def test_in_order_and_within_its_slot(seed, site_code, jitter_rate, interval_s):
    made = sealed(seed=seed, jitter_rate=jitter_rate, interval_s=interval_s, count=20)
    due = instants(made, site_code)
    assert due == sorted(due)
    interval = timedelta(seconds=interval_s)
    for step, instant in enumerate(due):
        assert timedelta(0) <= instant - START - step * interval <= interval * (1 + jitter_rate)


def test_sites_are_spread_over_the_interval():
    made = sealed(jitter_rate=0.2)
    shares = [(made.due_at(str(code), 1) - START) / timedelta(seconds=4320) for code in range(2000)]
    for tenth in range(1, 10):
        # a fifth of the interval more than the interval is reached by the jitter; a tenth of 2,000 sites is 200
        inside = sum(tenth / 10 <= share < (tenth + 1) / 10 for share in shares)
        assert 100 <= inside <= 300


def test_the_seed_is_what_was_published():
    made = sealed()
    assert made.genuine
    assert not msgspec.structs.replace(made, seed=bytes(32).hex()).genuine
    assert not msgspec.structs.replace(made, seed="no hex").genuine
    other = msgspec.structs.replace(made.schedule, method="dice")
    assert not msgspec.structs.replace(made, schedule=other).genuine


def test_two_schedules_never_share_a_seed_and_survive_the_file():
    one, two = (new_schedule(start=START, count=3, interval_s=1, jitter_rate=1) for _ in range(2))
    assert one.genuine
    assert one.seed != two.seed
    assert instants(one) != instants(two)
    assert decode(encode(one), SealedSchedule) == one
    assert one.seed not in encode(one.schedule).decode()
