"""The rectification table (整改台账): one line a place, the columns for people left empty."""

from collections.abc import Iterator

from hengping.report.diagnosis import Diagnosis
from hengping.report.site_report.model import RectificationRow
from hengping.report.view import ReportView
from hengping.report.wording import NONE, cut, official

MOST_ROWS = 60
"""Lines printed; what is more stands in the workbook, which can be filtered by site."""
HEAD = ("序号", "问题", "位置", "整改措施", "责任人", "完成时限", "完成情况")
_LONGEST_PROBLEM = 90
_LONGEST_PLACE = 120
_LONGEST_MEASURE = 60


def rectification(view: ReportView, page: Diagnosis) -> tuple[tuple[RectificationRow, ...], int]:
    """The lines, and how many did not fit: vetoes first, then what costs most, then the rest; each fault once."""
    rows: dict[str, tuple[str, str, str]] = {}
    for key, problem, title, url, check in _faults(view, page):
        if key not in rows:
            text = view.inputs.check_texts.get(check)
            place = " ".join(part for part in (cut(title, _LONGEST_PLACE // 2), cut(url, _LONGEST_PLACE)) if part)
            measure = cut(official(text.remedy), _LONGEST_MEASURE) if text else ""
            rows[key] = (cut(official(problem), _LONGEST_PROBLEM), place or NONE, measure)
    lines = tuple(
        RectificationRow(number=str(number), problem=problem, place=place, measure=measure)
        for number, (problem, place, measure) in enumerate(list(rows.values())[:MOST_ROWS], start=1)
    )
    return lines, max(0, len(rows) - MOST_ROWS)


def _faults(view: ReportView, page: Diagnosis) -> Iterator[tuple[str, str, str, str, str]]:
    """Finding id, problem, title, address and check of every fault, those first that matter most."""
    for part in page.systems:
        for row in part.veto_findings:
            problem = _problem(view, row.check, row.messages.zh)
            yield row.finding_id, problem, row.subject.title, row.subject.url, row.check
    for part in page.systems:
        for item in part.lost:
            for charged in sorted(item.rows, key=lambda row: -row.counted):
                problem = _problem(view, charged.check, charged.message or charged.reason)
                yield charged.finding_id, problem, charged.subject_title, charged.found_on or charged.url, charged.check
    for found in (*(row for part in page.systems for item in part.measured for row in item.faults), *page.other_faults):
        problem = _problem(view, found.check, found.messages.zh)
        yield found.finding_id, problem, found.subject.title, found.subject.url, found.check


def _problem(view: ReportView, check: str, message: str) -> str:
    title = view.check_title(check) if check else ""
    return f"{title}：{message}" if title and message else title or message
