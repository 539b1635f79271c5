"""What a collection that makes no headway waits for: said to people, who else take it for dead.

Told from what stands in the evidence: a site whose first look found broken addresses waits for its second look; one
whose last answer was a complaint (429, 503) is left alone for a while; outside of the permitted hours all crawls wait;
and availability visits keep their schedule, which lasts a week by rule.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from hengping.collect.second_look import doubtful
from hengping.model.campaign import CollectSettings
from hengping.model.evidence import Capture
from hengping.model.urls import host_of

_CHINA = timezone(timedelta(hours=8))
"""A campaign's time zone: no other can be set (docs/adr/0020)."""
_COMPLAINTS = frozenset({429, 503})


class SecondLookWait(NamedTuple):
    """A site that waits for its second look.

    Attributes:
        due_at: from when on it is made, UTC.
        links: broken addresses to be asked for again.
        hosts: on which they lie.
    """

    due_at: datetime
    links: int
    hosts: frozenset[str]


class Waits(NamedTuple):
    """What a collection waits for at a moment.

    Attributes:
        second_looks: sites that wait for theirs.
        backing_off: number of sites whose server asked for less.
        closed_s: seconds until the permitted hours begin; 0: now.
        visits_made, visits_planned: of the sites that are not complete.
        visits_until: when the last of them is due by the schedule, UTC; None: none is left.
        others: number of sites that wait for something that cannot be told from here.
    """

    second_looks: Sequence[SecondLookWait] = ()
    backing_off: int = 0
    closed_s: float = 0.0
    visits_made: int = 0
    visits_planned: int = 0
    visits_until: datetime | None = None
    others: int = 0

    @property
    def kinds(self) -> frozenset[str]:
        """What is known to be waited for, without the figures: while it stays the same there is nothing new to tell."""
        return frozenset(
            name
            for name, there in (
                ("windows", self.closed_s > 0),
                ("second_looks", bool(self.second_looks)),
                ("backing_off", self.backing_off > 0),
                ("visits", self.visits_until is not None),
            )
            if there
        )


def waits_for(captures: Iterable[Capture], settings: CollectSettings, now: datetime) -> SecondLookWait | str:
    """What one site that makes no headway waits for. Pure.

    Args:
        captures: its index, in order.
        settings: of the collection.
        now: the moment, UTC.

    Returns:
        Its second look; ``backing_off``; or empty text when nothing of it is known.
    """
    known = list(captures)
    last = max(known, key=lambda capture: capture.fetched_at, default=None)
    if last is None:
        return ""
    resting = timedelta(seconds=settings.backoff_max_s)
    if last.status in _COMPLAINTS and now - last.fetched_at < resting:
        return "backing_off"
    found = doubtful(known)
    if found.latest is None or any(capture.look > 1 for capture in known):
        return ""
    due_at = found.latest + timedelta(seconds=settings.second_look.delay_s)
    if due_at <= now:
        return ""
    return SecondLookWait(due_at, len(found.targets), frozenset(host_of(target.url) for target in found.targets))


def sentence(waits: Waits, now: datetime, *, backoff_max_s: float) -> str:
    """What is waited for, until when, in one Chinese sentence; times are those of the campaign's time zone."""
    parts = []
    if waits.closed_s > 0:
        opens_at = now + timedelta(seconds=waits.closed_s)
        parts.append(f"未到允许采集的时段，等到{_local(opens_at, now)}")
    if waits.second_looks:
        links = sum(wait.links for wait in waits.second_looks)
        hosts = len(frozenset[str]().union(*(wait.hosts for wait in waits.second_looks)))
        first, last = min(wait.due_at for wait in waits.second_looks), max(wait.due_at for wait in waits.second_looks)
        span = (
            _local(last, now) if last - first < timedelta(minutes=1) else f"{_local(first, now)}起至{_local(last, now)}"
        )
        parts.append(f"{len(waits.second_looks)}个网站的{links}个网址（{hosts}个主机）打不开，等到{span}复查")
    if waits.backing_off:
        parts.append(f"{waits.backing_off}个网站要求放慢，退让中（一次最多{backoff_max_s:g}秒）")
    if waits.visits_until is not None:
        parts.append(
            f"拨测已作{waits.visits_made}次、共{waits.visits_planned}次，"
            f"按时刻表最后一次在{_local(waits.visits_until, now)}"
        )
    if waits.others:
        parts.append(f"{'另有' if parts else ''}{waits.others}个网站暂无进展")
    return "；".join(parts)


def _local(moment: datetime, now: datetime) -> str:
    """A moment in the campaign's time zone; the day only when it is not today."""
    here = moment.astimezone(_CHINA)
    seconds = f":{here:%S}" if abs((moment - now).total_seconds()) < 3600 else ""  # noqa: PLR2004 - an hour
    day = "" if here.date() == now.astimezone(_CHINA).date() else f"{here.month}月{here.day}日"
    return f"{day}{here:%H:%M}{seconds}（北京时间）"
