"""Reads of the public pages, from the index of the latest published version."""

import sqlite3
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

import msgspec

from hengping.model import codec
from hengping.pipeline.corrections_register import RESULTS, register_path
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.public.edition import Edition, editions, opened
from hengping.web.apps.publishing.freezing import shown_until
from hengping.web.apps.runs.check_titles import check_title
from hengping.web.apps.runs.models import IndexedFinding, Run
from hengping.web.policy.decide import Actor, may

PAGE_SIZE = 50
_SORTS = {
    "": "r.place",
    "rank": "r.rank_n IS NULL, r.rank_n, r.place",
    "-rank": "r.rank_n IS NULL, r.rank_n DESC, r.place",
    "total": "r.total_n IS NULL, r.total_n, r.place",
    "-total": "r.total_n IS NULL, r.total_n DESC, r.place",
    "name": "r.name, r.place",
    "-name": "r.name DESC, r.place",
}
"""What tables can be sorted by; unless asked otherwise they stand as published, group by group.

Bodies without a place stand last, whichever way.
"""
_SILENT = frozenset({"not_tested", "not_applicable"})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for in a table of results."""

    system_id: str = ""
    group: str = ""
    text: str = ""
    sort: str = ""
    page: int = 1


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a table of results."""

    rows: tuple[dict[str, str], ...]
    total: int
    page: int
    pages: int


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What cost a body points under an item, as it was published.

    Attributes:
        points: taken off, or with ``bonus`` given, as printed.
        explained: given back for an accepted explanation, as printed, or empty.
        suppressed: whether another item charges the same fact.
        title, message, url: of the finding; empty where it is known no more.
    """

    finding_id: str
    points: str
    bonus: bool
    explained: str
    suppressed: bool
    title: str
    message: str
    url: str


class TreeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A node of a body's score tree."""

    depth: int
    item_id: str
    title: str
    score: str
    full: str
    index_value: str
    silent: bool
    faults: tuple[Fault, ...] = ()


def published_campaigns(actor: Actor) -> list[Campaign]:
    """Evaluations whose results whoever asks may see as published, newest first."""
    every = Campaign.objects.select_related("organiser").prefetch_related("team")
    return [campaign for campaign in every if may(actor, "published.view", campaign)]


def editions_of(campaign: Campaign) -> tuple[Edition, ...]:
    """Published versions of an evaluation, oldest first."""
    run = published_run(campaign)
    if run is None:
        return ()
    last = shown_until(run)
    found = _editions(str(run.path), _stamp(run))
    return found if last is None else tuple(each for each in found if each.entry.version <= last)


def published_run(campaign: Campaign) -> Run | None:
    """The run whose results were published: the current one, or while a further one is under way, the one before."""
    for run in Run.objects.filter(campaign=campaign).order_by("-is_current", "-created_at"):
        if register_path(run.path).is_file():
            return run
    return None


def _stamp(run: Run) -> int:
    """Changes when a version is added."""
    try:
        return register_path(run.path).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _editions(path: str, stamp: int) -> tuple[Edition, ...]:  # noqa: ARG001 - the stamp makes it be read anew
    return editions(Path(path))


def systems_of(edition: Edition) -> dict[str, str]:
    """Titles of the indicator systems whose results are in a version, by id, in its order."""
    with closing(opened(edition)) as index:
        rows = index.execute("SELECT system_id FROM ranks GROUP BY system_id ORDER BY min(place)").fetchall()
    return {row["system_id"]: _title(str(edition.folder), row["system_id"]) for row in rows}


class _Titled(msgspec.Struct):
    title: str = ""


@lru_cache(maxsize=256)
def _title(folder: str, system_id: str) -> str:
    """The title of a system as the version's results give it; versions never change."""
    path = Path(folder) / RESULTS / system_id / "results.json"
    return codec.decode(path.read_bytes(), _Titled).title or system_id if path.is_file() else system_id


def groups_of(edition: Edition, system_id: str) -> list[dict[str, str]]:
    """Groups of a system with their counts and means."""
    with closing(opened(edition)) as index:
        return _dicts(index.execute("SELECT * FROM groups WHERE system_id = ? ORDER BY place", (system_id,)))


def results(edition: Edition, asked: Asked) -> Results:
    """A page of a table of results."""
    where = """FROM ranks r JOIN sites s ON s.site_code = r.site_code WHERE r.system_id = :system
        AND (:group = '' OR r."group" = :group)
        AND (:text = '' OR instr(r.name, :text) OR instr(s.unit, :text) OR instr(r.site_code, :text))"""
    given = {"system": asked.system_id, "group": asked.group, "text": asked.text}
    order = _SORTS.get(asked.sort, _SORTS[""])
    with closing(opened(edition)) as index:
        (total,) = index.execute(f"SELECT count(*) {where}", given).fetchone()
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, asked.page), pages)
        rows = index.execute(
            f"SELECT r.*, s.unit, s.url {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
            {**given, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE},
        )
        return Results(rows=tuple(_dicts(rows)), total=total, page=page, pages=pages)


def body(edition: Edition, site_code: str) -> dict[str, str] | None:
    """A body's line in the list of sites; None: it is not in the version."""
    with closing(opened(edition)) as index:
        found = _dicts(index.execute("SELECT * FROM sites WHERE site_code = ?", (site_code,)))
    return found[0] if found else None


def standings(edition: Edition, site_code: str) -> list[dict[str, str]]:
    """A body's place and total under each system."""
    with closing(opened(edition)) as index:
        return _dicts(index.execute("SELECT * FROM ranks WHERE site_code = ? ORDER BY place", (site_code,)))


def listed(edition: Edition, site_code: str = "") -> list[dict[str, str]]:
    """Lines of the lists (red, black …); of one body, or all."""
    with closing(opened(edition)) as index:
        return _dicts(
            index.execute(
                "SELECT * FROM lists WHERE :code = '' OR site_code = :code ORDER BY place", {"code": site_code}
            )
        )


def vetoed(edition: Edition, site_code: str) -> list[dict[str, str]]:
    """Vetoes that took effect on a body."""
    with closing(opened(edition)) as index:
        return _dicts(index.execute("SELECT * FROM vetoes WHERE site_code = ? ORDER BY place", (site_code,)))


def problems(edition: Edition) -> list[dict[str, str]]:
    """How often each kind of fault was found."""
    with closing(opened(edition)) as index:
        return _dicts(index.execute("SELECT * FROM problems ORDER BY place"))


def tree(edition: Edition, system_id: str, site_code: str) -> list[TreeLine]:
    """A body's score tree under a system, in the system's order."""
    with closing(opened(edition)) as index:
        items = _dicts(index.execute("SELECT * FROM items WHERE system_id = ? ORDER BY place", (system_id,)))
        scores = {
            row["item_id"]: row
            for row in _dicts(
                index.execute("SELECT * FROM item_scores WHERE site_code = ? AND system_id = ?", (site_code, system_id))
            )
        }
    faults = _faults(edition, system_id, site_code)
    depth: dict[str, int] = {}
    lines = []
    for item in items:
        depth[item["item_id"]] = depth.get(item["parent_id"], -1) + 1
        score = scores.get(item["item_id"])
        if score is None:
            continue
        lines.append(
            TreeLine(
                depth=min(depth[item["item_id"]], 5),
                item_id=item["item_id"],
                title=item["title"],
                score=score["score"],
                full=item["full"],
                index_value=score["index_value"],
                silent=score["state"] in _SILENT,
                faults=tuple(faults.get(item["item_id"], ())),
            )
        )
    return lines


def _faults(edition: Edition, system_id: str, site_code: str) -> dict[str, list[Fault]]:
    """What cost a body points, by item."""
    with closing(opened(edition)) as index:
        rows = _dicts(
            index.execute(
                "SELECT * FROM deductions WHERE site_code = ? AND system_id = ? ORDER BY place", (site_code, system_id)
            )
        )
    run = Run.objects.filter(folder_name=edition.run.name).first()
    known = {
        each.finding_id: each
        for each in IndexedFinding.objects.filter(
            run=run, site_code=site_code, finding_id__in=[r["finding_id"] for r in rows]
        )
    }
    made: dict[str, list[Fault]] = {}
    for row in rows:
        found = known.get(row["finding_id"])
        made.setdefault(row["item"], []).append(
            Fault(
                finding_id=row["finding_id"],
                points=_points(row["counted"]),
                bonus=Decimal(row["counted"]) < 0,
                explained=_points(row["explained"]) if Decimal(row["explained"]) else "",
                suppressed=bool(row["suppressed_by"]),
                title=check_title(found.check_id) if found else "",
                message=found.message if found else row["reason"],
                url=found.url if found else "",
            )
        )
    return made


def held_against(edition: Edition, site_code: str, finding_id: str) -> bool:
    """Whether published results of a body rest on a finding."""
    with closing(opened(edition)) as index:
        found = index.execute(
            "SELECT 1 FROM held WHERE site_code = ? AND finding_id = ? LIMIT 1", (site_code, finding_id)
        ).fetchone()
    return found is not None


def _points(text: str) -> str:
    """A part of a score: four decimals at the most, none that say nothing."""
    value = abs(Decimal(text)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"{value.normalize() + 0:f}"


def peers(edition: Edition, system_id: str, site_code: str, around: int = 3) -> list[dict[str, str]]:
    """Bodies of the same group just before and behind one that has a place."""
    with closing(opened(edition)) as index:
        own = index.execute(
            "SELECT * FROM ranks WHERE system_id = ? AND site_code = ? AND rank_n IS NOT NULL", (system_id, site_code)
        ).fetchone()
        if own is None:
            return []
        rows = _dicts(
            index.execute(
                'SELECT * FROM ranks WHERE system_id = ? AND "group" = ? AND rank_n IS NOT NULL ORDER BY rank_n, place',
                (system_id, own["group"]),
            )
        )
    at = next(place for place, row in enumerate(rows) if row["site_code"] == site_code)
    return rows[max(0, at - around) : at + around + 1]


def _dicts(rows: sqlite3.Cursor) -> list[dict[str, str]]:
    return [{key: row[key] if row[key] is not None else "" for key in row.keys()} for row in rows]  # noqa: SIM118 - sqlite3.Row
