"""Manual assessment (人工评分): which items of a run people must mark, by which rubric, and recording what they gave.

Marks are lines of ``reviews/assessments.jsonl``; a line that stands already, equal in every part, is not written a
second time, so that who was killed between two steps may try again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from hengping.evidence.files import cut_torn_line
from hengping.evidence.manifest import seal
from hengping.indicators.rules import Manual, RangeByUnit, RubricLine, inner_rule
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.tree import Node
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.review import Review
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.review_deciding import STAGE, append_line
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.stage_score import read_reviews
from hengping.scoring.plan import NOT_APPLICABLE, place_tree
from hengping.scoring.reviews import value_limits
from hengping.scoring.values import read_value

MARKS_FILE = "assessments.jsonl"
"""Where assessors' marks and decisions go; other files of ``reviews/`` are other people's."""
VETO_FULL = Decimal(1)
PATIENCE_S = 20.0


class ManualItem(msgspec.Struct, frozen=True, kw_only=True):
    """What people must decide of one site under one system.

    Attributes:
        path: titles of what stands above the item, from the dimension down.
        full: full marks for this site; of a veto 1 (it holds) against 0.
        veto: it is a veto that people decide.
        assessors, max_difference: as the rule says.
        status: ``unconfirmed`` when the official number could not be verified.
    """

    system_id: str
    item_id: str
    title: str
    path: tuple[str, ...] = ()
    full: Decimal
    veto: bool = False
    guidance: str = ""
    basis: str = ""
    note: str = ""
    status: str = "confirmed"
    rubric: tuple[RubricLine, ...] = ()
    assessors: int = 1
    max_difference: Decimal | None = None


def manual_items(system: IndicatorSystem, site: Site) -> dict[str, ManualItem]:
    """The items of a system that people must mark for one site, by id, in file order; then the vetoes they decide."""
    paths = dict(_paths(system.tree, ()))
    found: dict[str, ManualItem] = {}
    for place in place_tree(system, site, {}).items():
        node = place.node
        rule = inner_rule(node.rule) if node.rule is not None else None
        if isinstance(rule, Manual):
            full = place.marks if isinstance(node.rule, RangeByUnit) else value_limits(system)[node.id].high
            found[node.id] = _of_node(system.id, node, rule, paths[node.id], full if full is not None else place.marks)
    for veto in system.vetoes:
        absent = (site.site_class or "A") in veto.absent_for or site.group in veto.absent_groups
        other = bool(veto.only_groups) and site.group not in veto.only_groups
        if veto.rule.kind == "manual" and not absent and not other:
            found[veto.id] = ManualItem(
                system_id=system.id,
                item_id=veto.id,
                title=veto.title.zh,
                path=("单项否决",),
                full=VETO_FULL,
                veto=True,
                guidance=veto.guidance,
                basis=veto.basis,
                note=veto.note,
                status=veto.status,
            )
    return found


def _of_node(system_id: str, node: Node, rule: Manual, path: tuple[str, ...], full: Decimal) -> ManualItem:
    return ManualItem(
        system_id=system_id,
        item_id=node.id,
        title=node.title.zh,
        path=path,
        full=full,
        guidance=node.guidance,
        basis=node.basis,
        note=node.note,
        status=node.status,
        rubric=rule.rubric,
        assessors=rule.assessors,
        max_difference=rule.max_difference,
    )


def _paths(node: Node, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield node.id, above
    for child in node.children:
        yield from _paths(child, above if node.kind == "system" else (*above, node.title.zh))


def fault_of_mark(system: IndicatorSystem, site: Site, item_id: str, marks: str) -> str:
    """What is wrong with marks as written, in Chinese; empty when nothing is."""
    limit = value_limits(system).get(item_id)
    if limit is None:
        return f"指标体系中没有 {item_id}"
    if not marks:
        return "没有填写得分"
    return "" if marks == NOT_APPLICABLE else read_value(marks, limit, site)[1]


def record_assessments(run: Run, reviews: Sequence[Review], *, patience_s: float = PATIENCE_S) -> int:
    """Record what assessors gave, each decision once.

    Args:
        run: the run.
        reviews: marks and decisions, whole: with actor, time and reason.
        patience_s: how long to wait for somebody else who is working on the run.

    Returns:
        How many were written now.

    Raises:
        InputError: a decision is about nothing of this run, or its marks are none; nothing was written.
        RunError: somebody else is working on the run.
        EvidenceError: the file cannot be written.
    """
    _require_known(run, reviews)
    path = run.folder.reviews_dir / MARKS_FILE
    with run_lock(run.path, patience_s=patience_s):
        if path.exists():
            cut_torn_line(path)
        standing = set(map(codec.encode, read_reviews(run.folder)))
        new = [each for each in reviews if codec.encode(each) not in standing]
        if new:
            append_line(path, codec.encode_lines(new))
            seal(run.path, [path], STAGE)
    return len(new)


def _require_known(run: Run, reviews: Iterable[Review]) -> None:
    sites: Mapping[str, Site] = {site.site_code: site for site in run.sites}
    for each in reviews:
        site = sites.get(each.site_code)
        if site is None:
            raise InputError(f"名单中没有网站 {each.site_code}", where=each.item_id or each.finding_id)
        if each.item_id:
            systems = [system for system in run.systems.values() if each.item_id in value_limits(system)]
            fault = next(
                (fault for one in systems if (fault := fault_of_mark(one, site, each.item_id, each.marks))), ""
            )
            if fault or not systems:
                raise InputError(fault or f"指标体系中没有 {each.item_id}", where=each.site_code)
