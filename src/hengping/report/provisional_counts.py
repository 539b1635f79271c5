"""What waits for people (待人工评定), counted once for every document."""

from collections.abc import Iterator

import msgspec

from hengping.model.score import SiteScore
from hengping.report.view import SystemView, is_waiting, walk


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that only a person can judge.

    Attributes:
        what: 人工评分 or 单项否决.
        marks: as printed; empty for a veto.
        sites: number of sites for which it is still open.
    """

    what: str
    title: str
    marks: str
    sites: int


def waiting(system: SystemView) -> tuple[Waiting, ...]:
    """Vetoes, then items, in the order of the system, that wait for a person on at least one site.

    Sites that are blocked or vetoed already wait for nothing. Counted once for a view.
    """
    if system.waiting is None:
        system.waiting = _waiting(system)
    return system.waiting


def _waiting(system: SystemView) -> tuple[Waiting, ...]:
    found: dict[tuple[str, str], Waiting] = {}
    for score in system.system.scores:
        if score.state in {"blocked", "vetoed"}:
            continue
        for key, entry in _open(score):
            known = found.get(key)
            found[key] = entry if known is None else msgspec.structs.replace(known, sites=known.sites + 1)
    return tuple(entry for (kind, _), entry in sorted(found.items(), key=lambda pair: pair[0][0] != "veto"))


def _open(score: SiteScore) -> Iterator[tuple[tuple[str, str], Waiting]]:
    for veto in score.vetoes:
        if is_waiting(veto):
            yield ("veto", veto.veto_id), Waiting(what="单项否决", title=veto.title, marks="", sites=1)
    for node in walk(score.root) if score.root else ():
        if node.rule == "manual" and node.state == "not_tested":
            yield ("item", node.item_id), Waiting(what="人工评分", title=node.title, marks=f"{node.full:f}", sites=1)


def open_doubts(system: SystemView) -> int:
    """Findings that wait for a person and keep a score provisional; the same count as ranking's.

    Doubts on sites that are blocked or vetoed, and on checks that no item of the system uses, change no score.
    """
    return sum(score.open_doubts for score in system.system.scores if score.provisional)
