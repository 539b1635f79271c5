"""The tables of ``results/<system>/`` (contract): columns, order and bytes are fixed.

UTF-8 without BOM, lines end in a line feed, decimals as text. Text that comes from sites or rosters cannot become a
formula in a spreadsheet: such a cell gets a leading apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from hengping.indicators.rounding import RoundingMode, rounded
from hengping.model.cells import inert
from hengping.model.score import Results, ScoreNode, SiteScore

SCORE_COLUMNS = ("site_code", "item", "score", "full", "index_value", "applicable")
RANK_COLUMNS = ("group", "rank", "tied", "site_code", "name", "total", "tier", "vetoed", "coverage")
VETO_COLUMNS = ("site_code", "veto", "fired", "reason", "finding_ids")
DEDUCTION_COLUMNS = ("site_code", "item", "finding_id", "points", "counted", "explained", "suppressed_by", "reason")
LIST_COLUMNS = ("list", "site_code", "name", "reasons")


def scores_csv(scores: Sequence[SiteScore]) -> bytes:
    """Every node of every score tree, root first; a site without a score has its root row alone, without numbers.

    A node that does not apply or was never tested has no score: its numbers are empty, not zero.
    """
    return _table(SCORE_COLUMNS, (row for score in scores for row in _score_rows(score)))


def ranks_csv(results: Results) -> bytes:
    """The ranks, group by group; sites without a rank or a total have empty cells."""
    return _table(
        RANK_COLUMNS,
        (
            (
                inert(row.group),
                "" if row.rank is None else str(row.rank),
                _truth(row.tied),
                inert(row.site_code),
                inert(row.name),
                _number(row.total),
                row.tier,
                _truth(row.vetoed),
                _number(row.coverage),
            )
            for row in results.ranks
        ),
    )


def vetoes_csv(scores: Sequence[SiteScore]) -> bytes:
    """Every veto of every site; ``fired`` is empty while it could not be judged."""
    return _table(
        VETO_COLUMNS,
        (
            (
                inert(score.site_code),
                veto.veto_id,
                _truth(veto.fired) if veto.state == "checked" else "",
                inert(veto.reason),
                " ".join(veto.finding_ids),
            )
            for score in scores
            for veto in score.vetoes
        ),
    )


def deductions_csv(scores: Sequence[SiteScore]) -> bytes:
    """Every deduction of every site, in the order of the score trees: which finding cost what under which item.

    ``points`` is what the rule takes off, ``counted`` what really counted after caps (0 where another item charges the
    same fact, then ``suppressed_by`` names it), ``explained`` what an accepted explanation gave back. A bonus is
    negative. Numbers are exact: they are parts of a score that is rounded only as a whole.
    """
    return _table(
        DEDUCTION_COLUMNS,
        (
            (
                inert(score.site_code),
                node.item_id,
                each.finding_id,
                f"{each.points:f}",
                f"{each.counted:f}",
                f"{each.explained:f}",
                each.suppressed_by,
                inert(each.reason),
            )
            for score in scores
            if score.root is not None
            for node in _walk(score.root)
            for each in node.deductions
        ),
    )


def lists_csv(results: Results) -> bytes:
    """The published lists; several reasons are joined by a full-width semicolon."""
    return _table(
        LIST_COLUMNS,
        (
            (entry.list_id, inert(entry.site_code), inert(entry.name), inert("；".join(entry.reasons)))
            for entry in results.lists
        ),
    )


def _score_rows(score: SiteScore) -> Iterator[tuple[str, ...]]:
    code = inert(score.site_code)
    root = score.root
    if root is None or (score.state == "vetoed" and score.total is None):
        item = root.item_id if root else "total"
        yield code, item, "", _fixed(score.full, score.digits, score), "", "true"
        return
    for node in _walk(root):
        yield _node_row(score, node, code)


def _node_row(score: SiteScore, node: ScoreNode, code: str) -> tuple[str, ...]:
    is_root = node is score.root
    value = score.raw_total if is_root and score.raw_total is not None else node.score
    index = node.index_value
    empty = node.state in {"not_applicable", "not_tested"}
    return (
        code,
        node.item_id,
        "" if empty else _fixed(value, score.digits, score),
        _fixed(node.full, score.digits, score),
        "" if empty or index is None else _fixed(index, score.index_digits, score),
        _truth(node.state != "not_applicable"),
    )


def _walk(node: ScoreNode) -> Iterator[ScoreNode]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.children))


def _fixed(value: Decimal, digits: int, score: SiteScore) -> str:
    return _printed(value, digits, score.rounding_mode)


@lru_cache(maxsize=1 << 16)
def _printed(value: Decimal, digits: int, mode: RoundingMode) -> str:
    """A table of thousands of sites holds few different numbers: full marks, zero, the same few steps between."""
    return _number(rounded(value, digits, mode))


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _truth(value: bool) -> str:  # noqa: FBT001 - turns a boolean into text
    return "true" if value else "false"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode()
