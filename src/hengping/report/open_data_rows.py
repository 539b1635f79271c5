"""Rows of the open data, one table a function; nothing leaves here that :mod:`open_data_scope` holds back."""

from collections.abc import Iterator
from decimal import Decimal

from hengping.model.score import ScoreNode
from hengping.report.bulletin import bulletin
from hengping.report.figures.registry import registry_of
from hengping.report.open_data_scope import PublicView, public_text
from hengping.report.problems import problems as found_problems
from hengping.report.view import group_name, is_yes, walk
from hengping.report.wording import printed

_TELLING = frozenset({"points", "index", "place", "change"})
"""Kinds of figures that can tell a total which is not published."""

Row = tuple[str | int | Decimal | bool | None, ...]


def sites(public: PublicView) -> Iterator[Row]:
    """The roster, in its order."""
    for site in public.view.inputs.sites:
        yield site.site_code, site.name, site.unit, site.url, group_name(site.group), site.region


def ranks(public: PublicView) -> Iterator[Row]:
    """Conclusions: first the published places, then all others in roster order, which tells nothing of their totals."""
    for scope in public.released:
        names = {score.site_code: score for score in scope.system.system.scores}
        others = (code for code in public.view.sites if code in names and code not in scope.ranked)
        for code in (*scope.ranked, *others):
            row, score = scope.ranked.get(code), names.get(code)
            site = public.view.sites.get(code)
            yield (
                scope.system.system_id,
                group_name(row.group if row else score.group if score else ""),
                code,
                site.name if site else row.name if row else "",
                row.rank if row else None,
                row.tied if row and row.rank is not None else None,
                row.total if row else None,
                scope.tiers.get(code, ""),
                scope.conclusions.get(code, ""),
            )


def item_scores(public: PublicView) -> Iterator[Row]:
    """Every node of the published score trees."""
    for scope in public.released:
        for score in scope.scored:
            for node in walk(score.root) if score.root else ():
                silent = node.state in {"not_applicable", "not_tested", "vetoed"}
                index = None if silent or node.index_value is None else node.index_value
                yield (
                    score.system_id,
                    score.site_code,
                    node.item_id,
                    None if silent else Decimal(printed(node.score, score.digits, score.rounding_mode)),
                    None if index is None else Decimal(printed(index, score.index_digits, score.rounding_mode)),
                    node.state,
                )


def items(public: PublicView) -> Iterator[Row]:
    """The nodes that stand in the published score trees, each once."""
    for scope in public.released:
        seen: set[str] = set()
        for score in scope.scored:
            for parent, node in _with_parent(score.root, "") if score.root else ():
                if node.item_id not in seen:
                    seen.add(node.item_id)
                    basis = scope.system.system.bases.get(node.item_id, "")
                    yield scope.system.system_id, node.item_id, parent, node.title, node.full, basis


def _with_parent(node: ScoreNode, parent: str) -> Iterator[tuple[str, ScoreNode]]:
    yield parent, node
    for child in node.children:
        yield from _with_parent(child, node.item_id)


def lists(public: PublicView) -> Iterator[Row]:
    """Every published list; a group without places in roster order."""
    order = {code: number for number, code in enumerate(public.view.sites)}
    for scope in public.released:
        for list_id, title, entries in scope.system.lists:
            placed = all(entry.site_code in scope.ranked for entry in entries)
            shown = entries if placed else sorted(entries, key=lambda entry: order.get(entry.site_code, len(order)))
            for entry in shown:
                reasons = "；".join(public_text(reason).rstrip("。；;") for reason in entry.reasons)
                yield scope.system.system_id, list_id, title, entry.site_code, entry.name, reasons


def groups(public: PublicView) -> Iterator[Row]:
    """Counts of every group, and its figures where they tell nothing that is not published."""
    for scope in public.released:
        for row in scope.system.results.groups:
            mean, highest, lowest = scope.summary(row)
            yield (
                scope.system.system_id,
                row.group,
                row.sites,
                row.assessed,
                row.passed,
                row.vetoed,
                row.pass_rate,
                mean,
                highest,
                lowest,
            )


def vetoes(public: PublicView) -> Iterator[Row]:
    """Vetoes that fired, in roster order."""
    for scope in public.released:
        for code in public.view.sites:
            score = scope.system.scores.get(code)
            for veto in score.vetoes if score else ():
                if veto.fired and score:
                    reason = public_text(veto.reason)
                    yield scope.system.system_id, code, score.name, veto.veto_id, veto.title, reason


def figures(public: PublicView) -> Iterator[Row]:
    """Figures of the bulletins; what tells of totals only of systems that publish all totals."""
    view = public.view
    for scope in public.released:
        document = bulletin(view.inputs, scope.system.system_id, view=view)
        for figure in registry_of(document, view.inputs, scope.system).figures:
            if figure.kind not in _TELLING or not scope.hidden(""):
                printed_text = public_text(figure.printed)
                yield scope.system.system_id, figure.id, figure.kind, printed_text, figure.query


def problems(public: PublicView) -> Iterator[Row]:
    """Counts of every check."""
    if public.findings_released:
        for check, problem in found_problems(public.view).items():
            yield check, problem.title, problem.checked, len(problem.sites), problem.faults


def ledger_summary(public: PublicView) -> Iterator[Row]:
    """Counts of sections of every site, in roster order."""
    if public.findings_released:
        for code, site in public.view.sites.items():
            rows = public.view.ledger.get(code, ())
            if rows:
                blank = sum(is_yes(row.blank) for row in rows)
                stale = sum(is_yes(row.stale) for row in rows)
                yield code, site.name, len(rows), blank, stale, sum(bool(row.exempt) for row in rows)
