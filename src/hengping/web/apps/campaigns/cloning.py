"""What an evaluation can take over from an earlier one. Apps add what is theirs with :func:`carries`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengping.evidence.files import write_atomic
from hengping.web.apps.campaigns import files
from hengping.web.apps.campaigns.models import Campaign, StageDates
from hengping.web.apps.campaigns.settings_form import FILES
from hengping.web.apps.roster.models import RosterEntry

if TYPE_CHECKING:
    from hengping.web.policy.decide import Actor

Copy = Callable[[Campaign, Campaign, "Actor"], int]
"""Copies from the first evaluation to the second on behalf of a person; returns how many things it copied."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Something that can be taken over.

    Attributes:
        name: in forms and in the log.
        label: for people.
        copy: does it.
        usual: ticked when the form is opened.
    """

    name: str
    label: str | Promise
    copy: Copy
    usual: bool = True


CARRIED: dict[str, Carried] = {}
"""Everything that can be taken over, by name, in order of the form."""


def carries(name: str, label: str | Promise, *, usual: bool = True) -> Callable[[Copy], Copy]:
    """Register a function that takes something over.

    Args:
        name: of what it takes over.
        label: for people.
        usual: whether it is usually wanted.
    """

    def register(copy: Copy) -> Copy:
        CARRIED[name] = Carried(name=name, label=label, copy=copy, usual=usual)
        return copy

    return register


_OF_THAT_YEAR = frozenset({("previous",), *((name,) for name in FILES), *files.TABLES.values()})
"""Settings that name files or folders."""


@carries("roster", _("评估名单"))
def roster(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Lines of the roster, in their order."""
    rows = [
        RosterEntry(
            campaign=target,
            **{
                field.attname: getattr(entry, field.attname)
                for field in RosterEntry._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's fields
                if field.name not in {"id", "campaign", "version"}
            },
        )
        for entry in source.entries.all()
    ]
    for row in rows:
        row.save()
    return len(rows)


@carries("systems", _("指标体系"))
def systems(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Indicator systems; files of its own are copied, so that each year's can be changed without the other's."""
    for system_id in source.systems:
        own = files.own_system(source, system_id)
        if own is not None:
            path = target.folder / files.SYSTEMS_FOLDER / own.name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, own.read_bytes())
    target.systems = list(source.systems)
    target.save(update_fields=["systems"])
    return len(source.systems)


@carries("team", _("评估机构"))
def team(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Assessing bodies."""
    target.team.set(source.team.all())
    return target.team.count()


@carries("settings", _("采集等设置"))
def settings(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Settings besides; what names files or folders of that year is left out: these are not copied."""
    target.settings = _without(source.settings, _OF_THAT_YEAR)
    target.save(update_fields=["settings"])
    return len(target.settings)


def _without(data: Mapping[str, Any], paths: Collection[tuple[str, ...]]) -> dict[str, Any]:
    found = {}
    for name, value in data.items():
        below = {path[1:] for path in paths if path[0] == name}
        if () in below:
            continue
        kept = _without(value, below) if below and isinstance(value, Mapping) else value
        if kept or not value:
            found[name] = kept
    return found


@carries("calendar", _("各阶段时间（顺延相同年数）"))
def calendar(source: Campaign, target: Campaign, _actor: Actor) -> int:
    """Planned dates, moved by as many years as the monitoring time points lie apart."""
    years = target.as_of.year - source.as_of.year
    rows = [
        StageDates(
            campaign=target,
            stage=row.stage,
            begins_on=shifted(row.begins_on, years),
            ends_on=shifted(row.ends_on, years),
        )
        for row in source.dates.all()
    ]
    for row in rows:
        row.save()
    return len(rows)


def shifted(day: date | None, years: int) -> date | None:
    """The same day of another year; the day before where there is no 29 February."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day - timedelta(days=1)).replace(year=day.year + years)
