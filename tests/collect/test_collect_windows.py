"""Time windows: Beijing time, over midnight, several, and what is wrong with the others."""

from datetime import UTC, datetime

import pytest
from collect_support import crawl, html

from hengping.collect.windows import Windows, parse_windows
from hengping.model.errors import InputError


def _closed_for(windows, hour, minute=0, second=0):
    """Seconds left at a Beijing time."""
    moment = datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC).replace(hour=(hour - 8) % 24)
    return Windows(windows, now=lambda: moment).closed_for_s()


def test_no_window_means_always():
    assert Windows(()).always
    assert Windows(()).closed_for_s() == 0


@pytest.mark.parametrize(
    ("hour", "minute", "left_s"),
    [(22, 0, 0), (23, 59, 0), (0, 0, 0), (5, 59, 0), (6, 0, 16 * 3600), (12, 30, 9.5 * 3600), (21, 59, 60)],
)
def test_a_window_over_midnight(hour, minute, left_s):
    assert _closed_for(["22:00-06:00"], hour, minute) == left_s


def test_several_windows_add_up_and_the_next_one_counts():
    windows = ["12:00-13:30", "20:00-24:00"]
    assert _closed_for(windows, 12, 30) == 0
    assert _closed_for(windows, 13, 30) == 6.5 * 3600
    assert _closed_for(windows, 23, 59, 59) == 0
    assert _closed_for(windows, 0, 0) == 12 * 3600


@pytest.mark.parametrize(
    "text", ["22-6", "22:00-25:00", "24:00-06:00", "22:00-22:00", "", "夜间", "22:60-06:00", "-06:00"]
)
def test_a_wrong_window_is_named(text):
    with pytest.raises(InputError, match=r"collect\.windows"):
        parse_windows(["22:00-06:00", text])


def test_spellings_that_people_use():
    assert parse_windows([" 9:00 - 18:00 ", "22:00–06:00"]) == ((32400, 64800), (79200, 21600))


def test_the_crawl_waits_for_its_window(server, settings, site, tmp_path, monkeypatch):
    server.routes["/"] = html()
    waits = iter([0.01] * 6)
    asked_while_closed = []

    def closed_for_s(_self):
        left = next(waits, 0.0)
        if left:
            asked_while_closed.extend(server.asked)
        return left

    monkeypatch.setattr(Windows, "closed_for_s", closed_for_s)
    some = settings.model_copy(update={"windows": ("22:00-06:00",)})
    captures = crawl(site, tmp_path, some)
    assert asked_while_closed == []
    assert next(waits, None) is None
    assert [capture.status for capture in captures if capture.purpose == "home"] == [200]
