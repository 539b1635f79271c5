"""Pages by Jinja2 with autoescape: one self-contained file a site, no script, no request to anywhere."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from hengping.model.finding import Finding
from hengping.model.urls import WEB_SCHEMES
from hengping.report.diagnosis import SystemDiagnosis, diagnosis
from hengping.report.inputs import ReportInputs
from hengping.report.item_counts import items_text
from hengping.report.names import SITES, WORKBOOK, bulletin_name, site_page_name
from hengping.report.render.labels import EXEMPT_ZH, NODE_STATE_ZH, local_time, outcome, raw_text, section_class
from hengping.report.view import (
    ReportView,
    group_name,
    is_waiting,
    is_yes,
    standing_reasons,
    unassessed_in,
)
from hengping.report.wording import chinese_date, cut, figure, printable, printed, rate, short_figure

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
_LONGEST_TITLE = 300


def write_site(inputs: ReportInputs, site_code: str, path: Path, *, view: ReportView | None = None) -> None:
    """Write the diagnosis page of one site.

    Args:
        inputs: finished results.
        site_code: which site.
        path: file to write.
        view: the same inputs already looked up; give it when many pages are written.

    Raises:
        KeyError: the site is not on the roster.
    """
    view = view or ReportView(inputs)
    page = diagnosis(view, site_code)
    text = _environment().get_template("site.html.j2").render(page=page, inputs=inputs, view=view)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_index(inputs: ReportInputs, path: Path, *, view: ReportView | None = None) -> None:
    """Write the page that links the site pages, the bulletins and the workbook beside it."""
    view = view or ReportView(inputs)
    text = (
        _environment()
        .get_template("index.html.j2")
        .render(
            inputs=inputs,
            view=view,
            sites_folder=SITES,
            workbook=WORKBOOK,
            bulletin_name=bulletin_name,
            site_page_name=site_page_name,
        )
    )
    path.write_text(text, encoding="utf-8", newline="\n")


def render_page(template: str, **values: object) -> str:
    """Any other page of the same kind: autoescaped, no script, no request to anywhere."""
    return _environment().get_template(template).render(**values)


def web_link(url: str) -> str:
    """The address when a browser may be sent there: HTTP or HTTPS with a host; otherwise empty."""
    cleaned = printable(url)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    return cleaned if parts.scheme in WEB_SCHEMES and parts.hostname else ""


def percent(value: Decimal | None) -> str:
    """A ratio as a width between 0 and 100, for bars."""
    if value is None:
        return "0"
    return f"{min(max(value * _HUNDRED, Decimal(0)), _HUNDRED).quantize(_TENTH):f}"


def dots(part: SystemDiagnosis) -> list[tuple[str, bool]]:
    """Places of the group's totals on a line of 0–100, and whether it is this site's."""
    if not part.score.full or part.score.total is None or part.score.state == "not_ranked":
        return []
    others = [(percent(total / part.score.full), False) for total in part.peers]
    return [*others, (percent(part.score.total / part.score.full), True)]


def brief(title: str) -> str:
    """A title at a length a page can show; the whole of it stands in the workbook."""
    return cut(title, _LONGEST_TITLE)


def alike(rows: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that say the same of the same address from the same evidence, in order: one entry on the page."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for row in rows:
        groups.setdefault((row.subject.url, row.messages.zh, row.evidence), []).append(row)
    return list(groups.values())


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("hengping.report.render", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_clean,
    )
    environment.filters |= {
        "chinese_date": chinese_date,
        "figure": figure,
        "short_figure": short_figure,
        "printed": printed,
        "rate": rate,
        "percent": percent,
        "web_link": web_link,
        "local_time": local_time,
        "section_class": section_class,
        "outcome": outcome,
        "group_name": group_name,
        "is_yes": is_yes,
        "dots": dots,
        "alike": alike,
        "brief": brief,
        "is_waiting": is_waiting,
        "unassessed_in": unassessed_in,
        "items_text": items_text,
        "raw_text": raw_text,
    }
    environment.globals |= {
        "standing_reasons": standing_reasons,
        "NODE_STATE_ZH": NODE_STATE_ZH,
        "EXEMPT_ZH": EXEMPT_ZH,
    }
    return environment


def _clean(value: Any) -> Any:
    """Every text that enters a page loses what no document may hold; escaping comes after."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
