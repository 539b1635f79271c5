"""Time windows (采集时段): at which hours sites may be crawled. Beijing time, whatever the machine's zone.

``22:00-06:00`` goes over midnight; several windows add up; none means always. Crawl and second looks wait, availability
visits do not: they are ordered for the whole day.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone

from hengping.model.errors import InputError

_CHINA = timezone(timedelta(hours=8))
_DAY_S = 86400
_FORM = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–~]\s*([01]?\d|2[0-4]):([0-5]\d)")
_LONGEST_SLEEP_S = 30.0
"""Clocks jump: the time is read anew at least so often, in seconds."""


def parse_windows(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The ``windows`` setting as (start, end) in seconds of the day; an end before its start goes over midnight.

    Raises:
        InputError: a window is not two times of the day that differ.
    """
    parsed = []
    for text in texts:
        found = _FORM.fullmatch(text.strip())
        numbers = [int(part) for part in found.groups()] if found else []
        start, end = (numbers[0] * 3600 + numbers[1] * 60, numbers[2] * 3600 + numbers[3] * 60) if found else (0, 0)
        if not found or start == end or start >= _DAY_S or end > _DAY_S:
            raise InputError(
                f"应为“时:分-时:分” (expected HH:MM-HH:MM)：{text}",
                where="collect.windows",
                remedy='例如 windows: ["22:00-06:00"]；全天采集则留空',
            )
        parsed.append((start, end))
    return tuple(parsed)


class Windows:
    """Says whether, and from when on, requests may be made.

    Args:
        texts: the ``windows`` setting.
        now: the clock, UTC; for tests.

    Raises:
        InputError: a window cannot be read.
    """

    def __init__(self, texts: Sequence[str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._windows = parse_windows(texts)
        self._now = now

    @property
    def always(self) -> bool:
        """There is no limit."""
        return not self._windows

    def closed_for_s(self) -> float:
        """Seconds until requests may be made; 0: now."""
        if not self._windows:
            return 0.0
        local = self._now().astimezone(_CHINA)
        second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        if any(_inside(second, start, end) for start, end in self._windows):
            return 0.0
        return min((start - second) % _DAY_S for start, _ in self._windows)

    async def wait(self) -> None:
        """Return as soon as requests may be made."""
        while (left := self.closed_for_s()) > 0:  # noqa: ASYNC110 - nothing but the clock can end it
            await asyncio.sleep(min(left, _LONGEST_SLEEP_S))


def _inside(second: float, start: int, end: int) -> bool:
    return start <= second < end if start < end else second >= start or second < end
