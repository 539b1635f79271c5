"""The second look: what is looked at again, in which order, when, and what a kill costs."""

import asyncio
import shutil
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from collect_support import HOME, answer, crawl, html, redirect, result_set

from hengping.collect.client import Client
from hengping.collect.frontier_target import Target
from hengping.collect.recorder import Recorder
from hengping.collect.second_look import AT_ONCE, READ_AT_ONCE, batches, doubtful, look_again
from hengping.evidence.archive import SiteArchive
from hengping.extract.challenge import challenge_kind
from hengping.model.campaign import SecondLook
from hengping.model.evidence import Capture, FailureKind

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
_numbers = count(1)
LONG_S = 60
"""A wait for an instant of another century would take longer."""


def _capture(url, *, status=200, failure=None, location="", minutes=0, **more):
    return Capture(
        record_id=f"urn:uuid:{next(_numbers)}",
        digest="",
        url=url,
        purpose=more.pop("purpose", "link"),
        status=status,
        failure=failure,
        location=location,
        warc="00001.warc.gz",
        fetched_at=AT + timedelta(minutes=minutes),
        **more,
    )


def test_order_is_that_of_the_index_whatever_the_clock_said():
    captures = [
        _capture("http://a/1", status=404, minutes=9),
        _capture("http://a/ok", minutes=8),
        _capture("http://a/r", status=302, location="http://a/2", minutes=7),
        _capture("http://a/2", status=500, source_url="http://a/r", minutes=6),
        _capture("http://a/3", status=0, failure=FailureKind.REFUSED, minutes=-99),
        _capture("http://a/3", status=404, look=2, minutes=99),
    ]
    found = doubtful(iter(captures))
    assert [target.url for target in found.targets] == ["http://a/1", "http://a/r", "http://a/3"]
    assert found.latest == AT + timedelta(minutes=9)


@pytest.mark.parametrize("kind", [FailureKind.ROBOTS, FailureKind.BLOCKED, FailureKind.OWN_FAULT])
def test_what_no_look_could_call_broken_is_not_looked_at_again(kind):
    assert doubtful([_capture("http://a/", status=0, failure=kind)]).targets == ()


def _look(settings, site, folder):
    async def look():
        async with Client(settings, profile="browser") as client:
            await look_again(site, folder, settings, client, lambda *_: None, challenge=challenge_kind)

    asyncio.run(look())
    return SiteArchive(folder).captures()


@pytest.fixture
def seen(server, settings, site, tmp_path):
    """The archive of a site with three dead ends, after its crawl."""
    server.routes |= {"/": html("/a.html", "/r", "/b.html", "/ok.html"), "/ok.html": html(), "/r": redirect("/c.html")}
    crawl(site, tmp_path / "site", settings.model_copy(update={"retries": 0}))
    server.asked.clear()
    return tmp_path / "site"


def test_only_what_was_broken_is_asked_for_and_what_opens_now_is_kept(server, settings, site, seen):
    server.routes["/b.html"] = html()
    captures = [capture for capture in _look(settings, site, seen) if capture.look == 2]
    assert [(capture.url.removeprefix(HOME), capture.status, capture.profile) for capture in captures] == [
        ("a.html", 404, "browser"),
        ("r", 302, "browser"),
        ("b.html", 200, "browser"),
        ("c.html", 404, "browser"),
    ]
    assert sorted(server.asked) == sorted(capture.url.removeprefix("http://") for capture in captures)


def test_what_the_requests_of_the_site_leave_no_room_for_is_not_looked_at(server, settings, site, seen):
    spent = sum(capture.attempts for capture in SiteArchive(seen).captures())
    for left, looks in ((-1, 0), (1, 0), (2, 1), (7, 4)):
        few = settings.model_copy(update={"max_requests_per_site": spent + left})  # one retry each
        _look(few, site, seen)
        assert len(server.asked) <= max(left, 0)
        assert sum(capture.look == 2 for capture in SiteArchive(seen).captures()) == looks


def test_pages_kept_whole_are_few_at_a_time():
    targets = [Target(url=f"http://a/{n}", purpose="page" if n % 3 else "link") for n in range(30)]
    targets += [Target(url=f"http://a/{n}", purpose="image") for n in range(30, 200)]
    made = list(batches(targets))
    assert [target for batch in made for target in batch] == targets
    assert max(sum(target.purpose == "page" for target in batch) for batch in made) == READ_AT_ONCE
    assert max(map(len, made)) == AT_ONCE
    assert list(batches([])) == []


def test_answers_are_archived_outside_of_the_event_loop(settings, site, seen, monkeypatch):
    keep, threads = Recorder.keep, set()

    def watched(self, *what):
        threads.add(threading.current_thread())
        return keep(self, *what)

    monkeypatch.setattr(Recorder, "keep", watched)
    _look(settings, site, seen)
    assert threads
    assert threading.main_thread() not in threads


def test_a_look_that_was_killed_asks_only_for_the_rest(server, settings, site, seen, tmp_path):
    server.routes["/b.html"] = answer(status=403)
    first = len(SiteArchive(seen).captures())
    shutil.copytree(seen, tmp_path / "whole")
    whole = _look(settings, site, tmp_path / "whole")
    for kept in range(first, len(whole) + 1):
        folder = tmp_path / f"killed-{kept}"
        shutil.copytree(tmp_path / "whole", folder)
        index = folder / "index.jsonl"
        index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[:kept]))
        server.asked.clear()
        captures = _look(settings, site, folder)
        assert captures[:kept] == whole[:kept]
        assert result_set(captures) == result_set(whole)
        assert len(captures) == len(whole)
        assert len(server.asked) == len(whole) - kept


def test_it_waits_for_the_delay_and_no_longer_when_the_clock_was_set_back(settings, site, seen):
    patient = settings.model_copy(update={"second_look": SecondLook(delay_s=0.3)})
    index = seen / "index.jsonl"
    index.write_text(index.read_text().replace(f'"fetched_at":"{datetime.now(UTC).year}', '"fetched_at":"2199'))
    began = time.monotonic()
    assert any(capture.look == 2 for capture in _look(patient, site, seen))
    assert 0.3 <= time.monotonic() - began < LONG_S
