"""Sections of the ledger (栏目台账) counted by site: blank, stale, exempt, in doubt."""

from collections import Counter

from hengping.report.view import ReportView, is_yes

LEDGER_COUNTS = ("all", "blank", "stale", "exempt", "doubt")
"""What is counted, in the order of the table's columns."""


def ledger_counts(view: ReportView) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Counts by site code, in the order of the roster, and over all sites; counted once for a view."""
    if view.ledger_counts is None:
        view.ledger_counts = _counted(view)
    return view.ledger_counts


def _counted(view: ReportView) -> tuple[dict[str, Counter[str]], Counter[str]]:
    counts: dict[str, Counter[str]] = {code: Counter() for code in view.sites if code in view.ledger}
    total: Counter[str] = Counter()
    for code, counter in counts.items():
        for row in view.ledger[code]:
            counter["all"] += 1
            counter["blank"] += is_yes(row.blank)
            counter["stale"] += is_yes(row.stale)
            counter["exempt"] += bool(row.exempt)
            counter["doubt"] += row.outcome == "cannot_tell"
        total.update(counter)
    return counts, total
