"""Pages by Jinja2 with autoescape: one self-contained file a site, no script, no request to anywhere."""

from base64 import b64encode
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from hengping.model.finding import Finding
from hengping.model.urls import WEB_SCHEMES
from hengping.report.blocks import Chart
from hengping.report.inputs import ReportInputs
from hengping.report.item_counts import items_text
from hengping.report.names import (
    OPEN_DATA,
    PUBLIC,
    SITES,
    WORKBOOK,
    bulletin_name,
    press_name,
    site_page_name,
    site_pdf_name,
)
from hengping.report.render.chart_svg import svg
from hengping.report.render.labels import EXEMPT_ZH, NODE_STATE_ZH, local_time, outcome, raw_text, section_class
from hengping.report.site_report.faults import shortened
from hengping.report.site_report.model import SiteReport
from hengping.report.view import (
    ReportView,
    group_name,
    is_waiting,
    is_yes,
    standing_reasons,
    unassessed_in,
)
from hengping.report.wording import chinese_date, cut, figure, printable, printed, rate, short_figure

_LONGEST_TITLE = 300


_OTHERS = (
    ("cases.docx", "创新案例汇编"),
    (f"{PUBLIC}/index.html", "公众网站（不联网也能看，可原样放到网站上）"),
    (f"{OPEN_DATA}/dictionary.html", "开放数据和数据字典"),
)
"""Documents that a run may have, and what the index calls them."""


def site_page(report: SiteReport, view: ReportView, *, has_pdf: bool = False) -> bytes:
    """The page of one site's report as UTF-8 HTML; ``has_pdf``: the same report lies beside it as PDF."""
    text = (
        _environment()
        .get_template("site.html.j2")
        .render(
            report=report,
            page=report.diagnosis,
            inputs=view.inputs,
            view=view,
            has_pdf=has_pdf,
            pdf_name=site_pdf_name(report.diagnosis.site.site_code),
        )
    )
    return text.encode()


def write_index(
    inputs: ReportInputs, path: Path, *, view: ReportView | None = None, linked: Collection[str] | None = None
) -> None:
    """Write the page that links what lies beside it: site pages, bulletins, workbook, and what is for the public.

    Args:
        inputs: finished results.
        path: where to write.
        view: of the inputs, when it is at hand.
        linked: codes of the sites that have a report; None: all have.
    """
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
            site_pdf_name=site_pdf_name,
            press_name=press_name,
            others=_OTHERS,
            is_linked=lambda code: linked is None or code in linked,
            there=lambda name: (path.parent / name).exists(),
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


def picture_data(jpeg: bytes) -> str:
    """A screenshot as a data address, so that the page asks nothing of anyone."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"


def lines(text: str) -> Markup:
    """A text of several lines, escaped, with its line breaks."""
    return Markup("<br>").join(printable(line) for line in text.split("\n"))


def drawn(chart: Chart) -> Markup:
    """A chart as SVG: made by our own engine from escaped texts, without script, style sheet or outside address."""
    return Markup(svg(chart).decode())  # noqa: S704 - every text in it was escaped when it was drawn


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
        "web_link": web_link,
        "local_time": local_time,
        "section_class": section_class,
        "outcome": outcome,
        "group_name": group_name,
        "is_yes": is_yes,
        "picture_data": picture_data,
        "drawn": drawn,
        "shortened": shortened,
        "lines": lines,
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
