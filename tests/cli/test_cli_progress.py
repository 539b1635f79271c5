"""Progress where nobody looks on: a line now and then, so that a run that waits is not taken for dead."""

import contextlib
import io
from itertools import pairwise

import pytest

from hengping.cli import console
from hengping.cli.console import Bars


def test_lines_come_at_growing_intervals_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: clock[0])
    wrong = io.StringIO()
    at: list[float] = []
    with contextlib.redirect_stderr(wrong), Bars() as bars:
        bars.begin("collect", 3)
        for second in range(0, 86_400, 2):
            clock[0] = float(second)
            before = len(wrong.getvalue())
            bars.note("collect", "正在等待：复查")
            if len(wrong.getvalue()) > before:
                at.append(second)
    gaps = [later - sooner for sooner, later in pairwise(at)]
    assert at[0] == 60
    assert gaps == sorted(gaps)
    assert gaps[-1] == 600
    assert "采集：0/3项，正在等待：复查" in wrong.getvalue()


def test_rate_and_remaining_time_leave_out_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: clock[0])
    wrong = io.StringIO()
    with contextlib.redirect_stderr(wrong), Bars() as bars:
        bars.begin("site_reports", 14_000)
        for number in range(2_000):
            bars.advance("site_reports", f"{number}", skipped=True)
        for number in range(600):
            clock[0] += 1.0
            bars.advance("site_reports", f"{number}")
    last = wrong.getvalue().splitlines()[-1]
    assert "每分钟60项，约剩" in last
    assert "小时" in last
    done = int(last.partition("：")[2].partition("/")[0])
    hours, minutes = divmod(14_000 - done, 60 * 60)
    assert f"约剩{hours}小时{round(minutes / 60)}分钟" in last
