"""Tracks (赛道): how the groups of one event are published, each in its own way, with all their tiers."""

from collections.abc import Sequence

import msgspec

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import Ranking, Tier
from hengping.model.score import RankRow, TrackSummary
from hengping.ranking.tiers import tiers_best_first
from hengping.ranking.wording import track_sentences

ALL = "all"
"""Id of the track of the groups that are in none of the system's tracks; its title is the system's."""


def summarise_tracks(
    system: IndicatorSystem, groups: Sequence[str], rows: Sequence[RankRow]
) -> tuple[TrackSummary, ...]:
    """The system's tracks in file order, then the groups that are in none as one track ``all``.

    A track of the system of which no group is in the roster stays, without groups and with empty tiers.

    Args:
        system: its tracks.
        groups: ranking groups in roster order.
        rows: of all groups, each in the order of print.
    """
    found = [
        _summary(
            track.id,
            track.title.zh,
            track.ranking or system.ranking,
            system.tiers if track.tiers is None else track.tiers,
            [group for group in groups if system.track_of(group) is track],
            rows,
            system,
        )
        for track in system.tracks
    ]
    rest = [group for group in groups if system.track_of(group) is None]
    if rest:
        found.append(_summary(ALL, system.title.zh, system.ranking, system.tiers, rest, rows, system))
    return tuple(found)


def _summary(  # noqa: PLR0917 - the facts of one track, from its own or from the system's settings
    track_id: str,
    title: str,
    ranking: Ranking,
    tiers: Sequence[Tier],
    groups: Sequence[str],
    rows: Sequence[RankRow],
    system: IndicatorSystem,
) -> TrackSummary:
    titles = [tier.title.zh for tier in tiers_best_first(ranking, tiers)]
    titles += [title for title in (system.fail_tier, system.veto_tier) if title]
    members: dict[str, list[str]] = {each: [] for each in titles}
    inside = set(groups)
    own = [row for row in rows if row.group in inside]
    for row in own:
        if row.tier in members:
            members[row.tier].append(row.site_code)
    summary = TrackSummary(
        track_id=track_id,
        title=title,
        groups=tuple(groups),
        method=ranking.method,
        top=ranking.top,
        best=ranking.best,
        tie_order=ranking.tie_order,
        tiers=tuple((each, tuple(codes)) for each, codes in members.items()),
    )
    return msgspec.structs.replace(summary, sentences=track_sentences(summary, own))
