"""The wall clock is set while a collection runs: by an hour, ahead and back. Nothing waits for it, nothing is lost.

What is scheduled by the loop's own clock (politeness, time limits, retries) cannot notice. The wall clock only says
when something happened, when a visit is due and how long ago a failure was; these are what is tested here. Visits keep
the instants that were published, so a clock that is set back is waited for: that is meant so, and not tested here.
"""

import time
from datetime import datetime, timedelta

import pytest
from collect_support import html, redirect, result_set

from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.evidence.archive import SiteArchive
from hengping.evidence.visits import read_visits
from hengping.model.campaign import SecondLook, VisitSettings

HOUR = timedelta(hours=1)
CLOCKS = ("client", "second_look", "visiting", "walk_keeping", "references")
VISITS = 20
LONG_S = 60
"""A wait for a clock that was set would take the best part of an hour."""


def _set_clocks(monkeypatch, jumps):
    """Every module's clock is set by the given jumps, one at every tenth look at it; what was asked for is counted."""
    looks = [0]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            looks[0] += 1
            passed = jumps[: looks[0] // 10]
            return datetime.now(tz) + sum(passed, timedelta(0))

    for name in CLOCKS:
        monkeypatch.setattr(f"hengping.collect.{name}.datetime", Clock)
    return looks


def _collect(site, folder, settings):
    began = time.monotonic()
    collect_sites([site], lambda _site: folder, settings, lambda _site: None, workers=IN_PROCESS)
    return SiteArchive(folder).captures(), time.monotonic() - began


@pytest.mark.parametrize(
    ("jumps", "count"),
    [([HOUR], VISITS), ([-HOUR], 0), ([HOUR, -HOUR] * 2, 0), ([-HOUR, HOUR] * 2, 0)],
    ids=["ahead", "back", "ahead-and-back", "back-and-ahead"],
)
def test_a_clock_that_is_set_changes_nothing_but_instants(server, settings, site, tmp_path, monkeypatch, jumps, count):
    server.routes["/"] = html(*[f"/{n}.html" for n in range(12)], "/r", "/404.html")
    for number in range(12):
        server.routes[f"/{number}.html"] = html(f"/{(number * 5) % 12}.html", f"/{number}.pdf", text=f"页{number}")
    server.routes |= {"/r": redirect("/3.html")}
    chosen = settings.model_copy(
        update={
            "visits": VisitSettings(count=count, interval_s=0.02, timeout_s=5),
            "second_look": SecondLook(delay_s=0.2),
        }
    )
    unbroken, _ = _collect(site, tmp_path / "whole", chosen)
    assert any(capture.look == 2 for capture in unbroken)
    looks = _set_clocks(monkeypatch, jumps)
    captures, took_s = _collect(site, tmp_path / "set", chosen)
    assert looks[0] > 10 * len(jumps), "the clock was not set so often"
    assert took_s < LONG_S
    assert result_set(captures) == result_set(unbroken)
    assert len(captures) == len(unbroken)
    assert all(0 <= capture.elapsed_ms < 1000 * LONG_S for capture in captures)
    visits = read_visits(tmp_path / "set" / "visits.jsonl")
    assert [visit.number for visit in visits] == list(range(1, count + 1))
    assert {visit.result for visit in visits} <= {"ok"}
    assert all(0 <= visit.elapsed_ms < 1000 * LONG_S for visit in visits)
