"""The availability account end to end: real visits to a real server, then the account made from the file."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import msgspec
import pytest
from aiohttp import web
from collect_support import html, raw

from hengping.collect import visiting
from hengping.collect.client import Client
from hengping.collect.references import Outage, asking
from hengping.collect.schedule import RESUMED_NOTE, STALLED_NOTE, Schedule, SealedSchedule, new_schedule
from hengping.collect.visiting import UNPLANNED, Watch, visit_site
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.challenge import challenge_kind
from hengping.model.availability import MaintenanceWindow, account
from hengping.model.campaign import VisitSettings
from hengping.model.evidence import FailureKind

WATCH = VisitSettings(count=140, interval_s=0, timeout_s=5)
OFTEN = {"gap_s": 0.0, "pause_s": 0.01, "longest_pause_s": 0.02}


class Home:
    """A home page that fails on chosen requests, told apart by their order; ``line_down`` fails the references too."""

    def __init__(self, failing=(), *, outage=()):
        self.failing, self.outage = set(failing), set(outage)
        self.asked = 0
        self.references = 0
        self.down_for = 0

    async def page(self, request):
        self.asked += 1
        if self.asked in self.outage:
            self.down_for = 3
            return await raw(b"", abort=True)(request)
        if self.asked in self.failing:
            return web.Response(status=500)
        return web.Response(text=html(), content_type="text/html")

    async def reference(self, request):
        self.references += 1
        if self.down_for:
            self.down_for -= 1
            return await raw(b"", abort=True)(request)
        return web.Response(status=404)


def make(server, settings, site, folder, home, rules=WATCH, watch=UNPLANNED):
    server.routes |= {"www.a.gov.cn/": home.page, "reference.example.cn/": home.reference}

    async def run():
        async with Client(settings) as client, Outage(rules.references, asking(client), **OFTEN) as outage:
            await visit_site(
                site,
                folder,
                rules,
                client,
                lambda _what, _count: None,
                challenge=challenge_kind,
                watch=watch,
                outage=outage,
            )

    asyncio.run(run())
    return read_visits(folder / VISITS_FILE)


@pytest.mark.parametrize(("failures", "at_least_5_percent"), [(7, True), (6, False)])
def test_140_visits_with_exactly_so_many_failures(server, settings, site, tmp_path, failures, at_least_5_percent):
    home = Home(failing=range(20, 20 + failures))
    made = account(make(server, settings, site, tmp_path, home))
    assert home.asked == 140
    assert (made.valid, made.failed, made.left_out) == (140, failures, 0)
    assert (made.failed_rate >= Fraction(5, 100)) is at_least_5_percent


def test_failures_in_maintenance_are_seen_and_taken_out(server, settings, site, tmp_path):
    always = MaintenanceWindow(
        site_code=site.site_code,
        begins_at=datetime(2000, 1, 1, tzinfo=UTC),
        ends_at=datetime(2100, 1, 1, tzinfo=UTC),
        document="云办函〔2026〕8号",
    )
    rules = WATCH.model_copy(update={"count": 5})
    watch = Watch(maintenance={site.site_code: (always,)})
    visits = make(server, settings, site, tmp_path, Home(failing=[2, 3]), rules, watch)
    assert {visit.result for visit in visits} == {"maintenance"}
    assert [visit.status for visit in visits] == [200, 500, 500, 200, 200]
    assert {visit.note for visit in visits} == {"云办函〔2026〕8号"}
    assert account(visits).excluded == {"maintenance": 5}


def test_a_window_of_another_site_changes_nothing(server, settings, site, tmp_path):
    other = MaintenanceWindow(
        site_code="x",
        begins_at=datetime(2000, 1, 1, tzinfo=UTC),
        ends_at=datetime(2100, 1, 1, tzinfo=UTC),
        document="d",
    )
    rules = WATCH.model_copy(update={"count": 2})
    visits = make(server, settings, site, tmp_path, Home([1]), rules, Watch(maintenance={"x": (other,)}))
    assert [visit.result for visit in visits] == ["failed", "ok"]


def test_our_own_outage_is_taken_out_and_the_rest_postponed(server, settings, site, tmp_path):
    rules = WATCH.model_copy(update={"references": ("http://reference.example.cn/",)})
    home = Home(failing=range(50, 56), outage=[10, 30])
    visits = make(server, settings, site, tmp_path, home, rules)
    made = account(visits)
    assert (made.valid, made.failed, made.excluded) == (138, 6, {"own_outage": 2})
    lost = [visit for visit in visits if visit.failure == FailureKind.OWN_OUTAGE]
    assert [(visit.number, visit.result) for visit in lost] == [(10, "own_fault"), (30, "own_fault")]
    # nothing was asked while we were down: the next number waited for a reference to answer
    assert home.asked == 140
    assert home.references == 2 * 4
    assert [visit.number for visit in visits if "顺延" in visit.note] == [11, 31]


def test_the_same_failure_counts_when_a_reference_answers(server, settings, site, tmp_path):
    rules = WATCH.model_copy(update={"count": 3, "references": ("http://reference.example.cn/",)})
    home = Home()

    async def cut(request):
        home.asked += 1
        return await raw(b"", abort=True)(request)

    home.page = cut
    visits = make(server, settings, site, tmp_path, home, rules)
    assert [(visit.result, visit.failure) for visit in visits] == [("failed", FailureKind.RESET)] * 3
    assert home.references == 3


def _sealed(start, *, count=6, interval_s=0.05, jitter_rate=0.0):
    return new_schedule(start=start, count=count, interval_s=interval_s, jitter_rate=jitter_rate)


def test_visits_keep_the_sealed_instants(server, settings, site, tmp_path):
    sealed = _sealed(datetime.now(UTC), jitter_rate=1.0)
    rules = VisitSettings(count=6, interval_s=0.05, timeout_s=5, jitter_rate=1.0, vantage="east")
    visits = make(server, settings, site, tmp_path, Home(), rules, Watch(schedule=sealed))
    assert [visit.due_at for visit in visits] == [sealed.due_at(site.site_code, number) for number in range(1, 7)]
    assert all(visit.visited_at >= visit.due_at for visit in visits)
    assert {visit.vantage for visit in visits} == {"east"}


def test_lost_time_moves_the_rest_and_never_bunches_visits(server, settings, site, tmp_path):
    sealed = _sealed(datetime.now(UTC) - timedelta(hours=1))
    rules = VisitSettings(count=6, interval_s=0.05, timeout_s=5)
    visits = make(server, settings, site, tmp_path, Home(), rules, Watch(schedule=sealed))
    gaps = [later.visited_at - earlier.visited_at for earlier, later in itertools.pairwise(visits)]
    assert all(gap >= timedelta(seconds=0.045) for gap in gaps)
    assert all(visit.visited_at - visit.due_at >= timedelta(hours=1) for visit in visits)


def test_a_delay_outlives_a_kill(server, settings, site, tmp_path):
    sealed = _sealed(datetime.now(UTC) - timedelta(hours=1), count=4, interval_s=0.3)
    rules = VisitSettings(count=2, interval_s=0.3, timeout_s=5)
    make(server, settings, site, tmp_path, Home(), rules, Watch(schedule=sealed))
    visits = make(
        server, settings, site, tmp_path, Home(), rules.model_copy(update={"count": 4}), Watch(schedule=sealed)
    )
    assert [visit.number for visit in visits] == [1, 2, 3, 4]
    assert visits[2].visited_at - visits[1].visited_at >= timedelta(seconds=0.29)
    assert [visit.note for visit in visits] == [RESUMED_NOTE, "", RESUMED_NOTE, ""]


def test_standing_still_is_noted_where_the_delay_grew(server, settings, site, tmp_path, monkeypatch):
    # the machine slept before the third visit: the wall clock went on by an hour
    slept = timedelta(0)
    waiting = visiting._wait_for

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + slept

    async def asleep(instant, outage):
        nonlocal slept
        found = await waiting(instant, outage)
        home.waits += 1
        slept += timedelta(hours=home.waits == 3)
        return found

    home = Home()
    home.waits = 0
    monkeypatch.setattr(visiting, "datetime", Clock)
    monkeypatch.setattr(visiting, "_wait_for", asleep)
    once = visiting.visit_once

    async def visited(*arguments, **named):
        made = await once(*arguments, **named)
        return msgspec.structs.replace(made, visited_at=made.visited_at + slept)

    monkeypatch.setattr(visiting, "visit_once", visited)
    sealed = _sealed(datetime.now(UTC), count=5, interval_s=0.05)
    rules = VisitSettings(count=5, interval_s=0.05, timeout_s=5)
    visits = make(server, settings, site, tmp_path, home, rules, Watch(schedule=sealed))
    assert [visit.note for visit in visits] == ["", "", STALLED_NOTE, "", ""]


def test_until_leaves_the_rest_for_later(server, settings, site, tmp_path):
    start = datetime.now(UTC)
    sealed = _sealed(start, interval_s=0.1)
    rules = VisitSettings(count=6, interval_s=0.1, timeout_s=5)
    watch = Watch(schedule=sealed, until=start + timedelta(seconds=60))
    assert len(make(server, settings, site, tmp_path / "a", Home(), rules, watch)) == 6
    assert make(server, settings, site, tmp_path / "b", Home(), rules, Watch(schedule=sealed, until=start)) == []


def test_vantage_points_number_their_own_visits(server, settings, site, tmp_path):
    for vantage in ("east", "west"):
        rules = VisitSettings(count=3, interval_s=0, timeout_s=5, vantage=vantage)
        visits = make(server, settings, site, tmp_path, Home(), rules)
    assert [(visit.vantage, visit.number) for visit in visits] == [
        (vantage, number) for vantage in ("east", "west") for number in (1, 2, 3)
    ]


def test_a_clock_that_was_ahead_once_does_not_stop_the_watch(server, settings, site, tmp_path):
    now = datetime.now(UTC)
    schedule = Schedule(seed_sha256="", start=now - timedelta(seconds=1), count=3, interval_s=0.1, jitter_rate=0)
    watch = Watch(schedule=SealedSchedule(schedule=schedule, seed=""))
    rules = VisitSettings(count=1, interval_s=0.1, timeout_s=5)
    (first,) = make(server, settings, site, tmp_path, Home(), rules, watch)
    line = (tmp_path / VISITS_FILE).read_text()
    ahead = line.replace(first.visited_at.isoformat().replace("+00:00", "Z"), "2099-01-01T00:00:00Z")
    assert ahead != line
    (tmp_path / VISITS_FILE).write_text(ahead)
    visits = make(server, settings, site, tmp_path, Home(), rules.model_copy(update={"count": 3}), watch)
    assert [visit.number for visit in visits] == [1, 2, 3]
