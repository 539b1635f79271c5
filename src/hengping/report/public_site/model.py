"""Pages of the public site as data; every value comes through :mod:`hengping.report.open_data_scope`."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

import msgspec

from hengping.model.score import RankRow, ScoreNode, SiteScore
from hengping.model.site import Site
from hengping.report.names import site_page_name
from hengping.report.open_data_scope import PublicView, Scope, public_text
from hengping.report.view import group_name
from hengping.report.wording import printed

NEIGHBOURS = 3
"""Bodies shown before and behind one in the table of its peers."""

_SILENT = frozenset({"not_applicable", "not_tested", "vetoed"})


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One body in a table: its place and total only where they are published."""

    site: Site
    page: str
    rank: int | None = None
    tied: bool = False
    total: Decimal | None = None
    said: str = ""


class TreeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One node of a published score tree."""

    depth: int
    node: ScoreNode
    score: Decimal | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One ranking group under one system: published places, then all others in roster order."""

    title: str
    page: str
    ranked: tuple[Line, ...]
    others: tuple[Line, ...]


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """One body under one system."""

    scope: Scope
    line: Line
    tree: tuple[TreeLine, ...]
    peers: tuple[Line, ...]
    group: Group
    lists: tuple[tuple[str, str], ...]
    vetoes: tuple[tuple[str, str], ...]


class SystemPages(msgspec.Struct, frozen=True, kw_only=True):
    """Everything public of one released system."""

    scope: Scope
    groups: tuple[Group, ...]
    lists: tuple[tuple[str, tuple[tuple[Line, str], ...]], ...]
    bodies: dict[str, Body]


def system_pages(public: PublicView, scope: Scope, number: int) -> SystemPages:
    """The pages of one released system; ``number`` keeps the names of its files apart."""
    lines = {code: _line(scope, site) for code, site in public.view.sites.items() if code in scope.system.scores}
    lists = tuple(_list(scope, list_id, title, lines) for list_id, title, _ in scope.system.lists)
    groups = tuple(_groups(scope, lines, number))
    listed: dict[str, list[tuple[str, str]]] = {}
    for title, rows in lists:
        for line, reason in rows:
            listed.setdefault(line.site.site_code, []).append((title, reason))
    trees = {score.site_code: score for score in scope.scored}
    bodies = {}
    for group in groups:
        for at, line in enumerate((*group.ranked, *group.others)):
            code = line.site.site_code
            score = scope.system.scores[code]
            bodies[code] = Body(
                scope=scope,
                line=line,
                tree=tuple(_tree(trees[code])) if code in trees else (),
                peers=group.ranked[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1] if at < len(group.ranked) else (),
                group=group,
                lists=tuple(listed.get(code, ())),
                vetoes=tuple((veto.title, public_text(veto.reason)) for veto in score.vetoes if veto.fired),
            )
    return SystemPages(scope=scope, groups=groups, lists=lists, bodies=bodies)


def _line(scope: Scope, site: Site) -> Line:
    code = site.site_code
    row: RankRow | None = scope.ranked.get(code)
    return Line(
        site=site,
        page=site_page_name(code),
        rank=row.rank if row else None,
        tied=bool(row and row.tied and row.rank is not None),
        total=row.total if row else None,
        said=scope.tiers.get(code, "") or scope.conclusions.get(code, ""),
    )


def _groups(scope: Scope, lines: dict[str, Line], number: int) -> Iterator[Group]:
    names: dict[str, list[Line]] = {}
    for code, line in lines.items():
        names.setdefault(scope.system.scores[code].group, []).append(line)
    for at, (group, members) in enumerate(names.items(), start=1):
        placed = [lines[code] for code in scope.ranked if code in lines and scope.system.scores[code].group == group]
        chosen = {line.site.site_code for line in placed}
        yield Group(
            title=group_name(group),
            page=f"group-{number}-{at}.html",
            ranked=tuple(placed),
            others=tuple(line for line in members if line.site.site_code not in chosen),
        )


def _list(scope: Scope, list_id: str, title: str, lines: dict[str, Line]) -> tuple[str, tuple[tuple[Line, str], ...]]:
    """A list in the published order when every place on it is published, else in roster order."""
    entries = {entry.site_code: entry for key, _, rows in scope.system.lists if key == list_id for entry in rows}
    ranked = all(code in scope.ranked for code in entries)
    order = entries if ranked else [code for code in lines if code in entries]
    return title, tuple(
        (lines[code], "；".join(public_text(reason).rstrip("。；;") for reason in entries[code].reasons))
        for code in order
        if code in lines
    )


def _tree(score: SiteScore) -> Iterator[TreeLine]:
    def below(node: ScoreNode, depth: int) -> Iterator[TreeLine]:
        shown = None if node.state in _SILENT else Decimal(printed(node.score, score.digits, score.rounding_mode))
        yield TreeLine(depth=depth, node=node, score=shown)
        for child in node.children:
            yield from below(child, depth + 1)

    if score.root is not None:
        yield from below(score.root, 0)


def by_letter(sites: list[Site]) -> list[tuple[str, list[Site]]]:
    """Bodies by the first letter of the pinyin of their name (音序), and in its order."""
    # Only this page needs the large tables behind it.
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    keyed = sorted(
        (("".join(lazy_pinyin(site.name)).lower(), site.site_code, site) for site in sites), key=lambda each: each[:2]
    )

    def letter(each: tuple[str, str, Site]) -> str:
        first = each[0][:1].upper()
        return first if first.isascii() and first.isalpha() else "#"

    return [(name, [each[2] for each in members]) for name, members in groupby(sorted(keyed, key=letter), key=letter)]
