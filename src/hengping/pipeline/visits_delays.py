"""Visits that were left out or put off: nobody may wait with a visit until a site is known to be down.

A visit that is late moves all later ones by the same delay, so what counts is each growth of the delay. One with a note
on its line (our network was down, the collection was interrupted or stood still) is listed with its size, for people to
judge; one without a note does not hold. Numbers that are missing when the watch is over do not hold either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from hengping.collect.schedule import POSTPONED_NOTES, Lateness, Schedule
from hengping.model.evidence import FailureKind, Visit
from hengping.model.text import Text

_CHINA = timezone(timedelta(hours=8))
_SLACK = timedelta(minutes=1)
_SHARE = 100
"""One part in so many of the interval is nothing unusual either."""


class Delay(NamedTuple):
    """A growth of a site's delay in words, and whether its line says why."""

    text: Text
    explained: bool


def delays(visits: Iterable[Visit], schedule: Schedule, timeout_s: float) -> Iterator[Delay]:
    """Each growth of the delay by more than time limit, a minute and a hundredth of the interval; and every restart.

    Args:
        visits: of one site, with due instants that are right; from any number of vantage points.
        schedule: of the run.
        timeout_s: time limit of a visit, in seconds.
    """
    allowed = timedelta(seconds=timeout_s + schedule.interval_s / _SHARE) + _SLACK
    for vantage, own in sorted(_by_vantage(visits).items()):
        lateness = Lateness()
        for visit in own:
            if visit.due_at is None:
                continue
            explained = visit.failure is FailureKind.OWN_OUTAGE or any(note in visit.note for note in POSTPONED_NOTES)
            grown = lateness.take(
                visit.due_at, visit.visited_at, visit.elapsed_ms, allowed=timedelta(0) if explained else allowed
            )
            if not grown and not explained:
                continue
            why = visit.note or ("own_outage" if explained else "没有说明 no reason given")
            words = Text(
                zh="第{number}次拨测比之前多延迟{grown}（{why}）：应在{due}，实际{visited}（观测点{vantage}）",
                en="visit {number} of {vantage} is late by {grown} more ({why}): due {due}, made {visited}",
            )
            told = {"number": visit.number, "vantage": vantage, "grown": _span(grown), "why": why}
            yield Delay(words.fill(**told, due=_local(visit.due_at), visited=_local(visit.visited_at)), explained)


def missing(visits: Iterable[Visit], schedule: Schedule, own: str) -> Iterator[Text]:
    """Numbers that no line has, by vantage point; to be asked when the watch is over.

    Args:
        visits: of one site.
        schedule: of the run.
        own: name of the run's own vantage point, which must be there.
    """
    standing = _by_vantage(visits)
    for vantage in sorted({own, *standing}):
        numbers = {visit.number for visit in standing.get(vantage, ())}
        gone = [number for number in range(1, schedule.count + 1) if number not in numbers]
        if gone:
            yield Text(
                zh="缺少{count}次拨测：第{numbers}次（观测点{vantage}）",
                en="{count} visits of {vantage} are missing: {numbers}",
            ).fill(count=len(gone), numbers=_ranges(gone), vantage=vantage)


def _by_vantage(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda each: each.number):
        found[visit.vantage].append(visit)
    return found


def _ranges(numbers: list[int]) -> str:
    """``1–3, 7``; numbers in order."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, ends)) for ends in runs)


def _span(grown: timedelta) -> str:
    """``76:05:09``: hours, minutes, seconds."""
    seconds = round(grown.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _local(instant: datetime) -> str:
    return instant.astimezone(_CHINA).isoformat(timespec="seconds")
