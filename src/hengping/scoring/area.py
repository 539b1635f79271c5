"""Which sites are subordinate to which (下级网站): by the roster's ``parent``, by division, by region."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from hengping.model.errors import InputError
from hengping.model.site import Site

Match = Literal["parent", "division", "region"]
_DIVISION_DIGITS = 6
_PROVINCE_END, _CITY_END = "0000", "00"
_SHOWN = 5


def subordinates(sites: Sequence[Site], match: Match, groups: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """Site codes subordinate to every site that has any, both in roster order.

    ``parent``: sites whose roster row names the site. ``division``: sites whose code (first six digits) lies in the
    site's administrative division: …0000 a province, ….00 a city. ``region``: sites with the same text as region.
    Sites of the very same division or region are subordinate only across groups: those in ``groups`` to those that are
    not, or, without ``groups``, none of the same division and those of another group of the same region.

    Args:
        sites: the roster.
        match: how.
        groups: ranking groups whose sites count; empty: all.
    """
    counted = [site for site in sites if not groups or site.group in groups]
    below = {"parent": _by_parent, "division": _by_division, "region": _by_region}[match](sites, counted, groups)
    return {code: tuple(found) for code, found in below.items() if found}


def deepest_first(sites: Sequence[Site], below: Mapping[str, Collection[str]]) -> list[str]:
    """All site codes, every site after those subordinate to it; otherwise in roster order.

    Raises:
        InputError: sites are subordinate to each other in a circle.
    """
    done: dict[str, None] = {}
    for site in sites:
        _visit(site.site_code, below, done)
    return list(done)


def _visit(start: str, below: Mapping[str, Collection[str]], done: dict[str, None]) -> None:
    above: dict[str, None] = {}
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        code, left = waiting.pop()
        if left:
            above.pop(code)
            done[code] = None
        elif code in above:
            circle = [*list(above)[list(above).index(code) :], code]
            names = "、".join(circle[:_SHOWN]) + ("…" if len(circle) > _SHOWN else "")
            raise InputError(
                f"网站互为上下级：{names}",
                where="下级得分计入上级门户",
                remedy="改正名单中的上级网站标识码，或在 feed 中写明 groups",
            )
        elif code not in done:
            above[code] = None
            waiting.append((code, True))
            waiting.extend((each, False) for each in reversed(list(below.get(code, ()))) if each not in done)


def _by_parent(
    sites: Sequence[Site],
    counted: Sequence[Site],
    groups: Collection[str],  # noqa: ARG001 - the form of all three
) -> dict[str, list[str]]:
    known = {site.site_code for site in sites}
    below: defaultdict[str, list[str]] = defaultdict(list)
    for site in counted:
        if site.parent in known and site.parent != site.site_code:
            below[site.parent].append(site.site_code)
    return below


def _by_division(sites: Sequence[Site], counted: Sequence[Site], groups: Collection[str]) -> dict[str, list[str]]:
    by_area: defaultdict[str, list[Site]] = defaultdict(list)
    for site in counted:
        division = _division(site)
        if division:
            for length in (2, 4, _DIVISION_DIGITS):
                by_area[division[:length]].append(site)
    below: dict[str, list[str]] = {}
    for site in sites:
        division = _division(site)
        if division:
            inside = by_area.get(_prefix(division), ())
            below[site.site_code] = [
                each.site_code
                for each in inside
                if _division(each) != division or (site.group not in groups and each.group in groups)
            ]
    return below


def _by_region(sites: Sequence[Site], counted: Sequence[Site], groups: Collection[str]) -> dict[str, list[str]]:
    by_region: defaultdict[str, list[Site]] = defaultdict(list)
    for site in counted:
        if site.region:
            by_region[site.region].append(site)
    return {
        site.site_code: [
            each.site_code
            for each in by_region.get(site.region, ())
            if each.group != site.group and site.group not in groups
        ]
        for site in sites
    }


def _division(site: Site) -> str:
    """The six digits of the division; empty for ministries and sites without a code."""
    digits = site.site_code[:_DIVISION_DIGITS]
    return digits if len(digits) == _DIVISION_DIGITS and digits.isascii() and digits.isdigit() else ""


def _prefix(division: str) -> str:
    """What the divisions inside this one begin with."""
    if division.endswith(_PROVINCE_END):
        return division[:2]
    return division[:4] if division.endswith(_CITY_END) else division
