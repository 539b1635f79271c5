"""The page of one finding: what was found, why it counts, which records it rests on, the page with the fault marked.

The archived pages lie beside it as files of their own and are shown in sandboxed frames.
"""

import msgspec

from hengping.model.evidence import FAILURES, Capture, Visit
from hengping.model.finding import Finding
from hengping.model.text import Text
from hengping.report.render.html import render_page

VISIT_ZH = {
    "ok": "正常",
    "failed": "失败",
    "blocked": "受阻",
    "own_fault": "采集端故障",
    "maintenance": "维护时段",
}


class ShownCapture(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the evidence; ``page`` is the marked page's file beside, empty when there is nothing to look at."""

    capture: Capture
    page: str = ""
    marks: int = 0

    @property
    def result(self) -> str:
        """What came of the request, in Chinese."""
        capture = self.capture
        status = f"HTTP状态{capture.status}" if capture.status else ""
        fault = FAILURES[capture.failure].zh if capture.failure else ""
        return "，".join(part for part in (status, fault) if part) or "无响应"


class FindingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One finding and what it rests on. ``anchor``: fragment of the first mark."""

    finding: Finding
    captures: tuple[ShownCapture, ...]
    visits: tuple[Visit, ...]
    anchor: str


def write_finding(
    page: FindingPage, *, title: Text | None, why: Text | None, remedy: Text | None, basis: Text | None
) -> bytes:
    """The page as UTF-8 HTML; texts are those of the check."""
    text = render_page(
        "finding.html.j2",
        page=page,
        title=title,
        why=why,
        remedy=remedy,
        basis=basis,
        visit_zh=VISIT_ZH,
        failures=FAILURES,
    )
    return text.encode()
