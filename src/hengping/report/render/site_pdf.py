"""A site's report as PDF/A by Typst: the template is readable text, the report goes in as data, pictures as files."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

import msgspec
import typst

from hengping.report.blocks import Chart
from hengping.report.inputs import ReportInputs
from hengping.report.render.chart_svg import svg
from hengping.report.render.glyphs import mapped, rare_characters
from hengping.report.render.pdf import STANDARD, chosen_faces, glyphs, template
from hengping.report.site_report.extras import EvidencePicture
from hengping.report.site_report.faults import shortened
from hengping.report.site_report.make import KIND
from hengping.report.site_report.model import SiteReport
from hengping.report.site_report.rectification import HEAD
from hengping.report.wording import MISSING_TYPE, cut, printable

_MAIN = "main.typ"
_LONGEST_RUNNING = 34
"""Characters of the running head."""


def render_site(report: SiteReport, inputs: ReportInputs) -> tuple[bytes, list[str]]:
    """The PDF's bytes and the warnings of the typesetter; the bytes depend on report and fonts alone.

    Args:
        report: what is printed.
        inputs: organiser and day, for the document's properties.

    Raises:
        InputError: no Chinese font is installed.
    """
    pictures: dict[str, bytes] = {}
    data = mapped(_builtins(report, inputs, pictures), _printable_lines)
    data = glyphs().replace_missing(data)
    stamp = datetime.combine(inputs.issued_on or inputs.as_of, time(), UTC)
    try:
        return _typeset(_template(), data, stamp, pictures)
    except typst.TypstError:
        # A picture that cannot be decoded, or glyphs that lack as a cluster: neither may stop a report.
        signs = {ord(character): MISSING_TYPE for character in rare_characters(data)}
        plain = mapped(_without_pictures(data), lambda text: text.translate(signs))
        return _typeset(_template(), plain, stamp, {})


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def _builtins(report: SiteReport, inputs: ReportInputs, pictures: dict[str, bytes]) -> Any:
    """The report as JSON-like data; pictures are put aside under the names that stand in it."""

    def encoded(value: EvidencePicture | Chart) -> Any:
        return _chart(value, pictures) if isinstance(value, Chart) else _picture(value, pictures)

    names = [name for name in report.__struct_fields__ if name != "diagnosis"]
    found: dict[str, Any] = {name: _plain(getattr(report, name), encoded) for name in names}
    return found | {
        "author": inputs.organiser,
        "subject": f"{inputs.campaign_title} {KIND}",
        "running": cut(report.name, _LONGEST_RUNNING),
        "kind": report.title[-1],
        "rectification_head": list(HEAD),
    }


def _plain(value: Any, encoded: Callable[[EvidencePicture | Chart], Any]) -> Any:
    if isinstance(value, EvidencePicture | Chart):
        return encoded(value)
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name), encoded) for name in value.__struct_fields__}
    if isinstance(value, list | tuple):
        return [_plain(item, encoded) for item in value]
    return value


def _picture(evidence: EvidencePicture, pictures: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(evidence, name)
        for name in ("before", "marked", "after", "frame", "cut_before", "cut_after", "result", "digest")
    }
    found |= {"url": shortened(evidence.url), "records": list(evidence.records)}
    if evidence.screenshot is not None:
        name = f"shot-{len(pictures)}.jpg"
        pictures[name] = evidence.screenshot.jpeg
        found |= {"screenshot": name, "ratio": evidence.screenshot.height / max(1, evidence.screenshot.width)}
    return found


def _chart(chart: Chart, pictures: dict[str, bytes]) -> dict[str, str]:
    name = f"chart-{len(pictures)}.svg"
    pictures[name] = glyphs().replace_missing(svg(chart).decode()).encode()
    return {"title": chart.title, "alt": chart.alt, "file": name}


def _without_pictures(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: [] if key == "charts" else _without_pictures(item)
            for key, item in value.items()
            if key != "screenshot"
        }
    return [_without_pictures(item) for item in value] if isinstance(value, list) else value


def _typeset(template: bytes, data: Any, stamp: datetime, pictures: dict[str, bytes]) -> tuple[bytes, list[str]]:
    # Files of a compilation must be text, so photographs go in as numbers beside the data.
    drawings = {name: picture for name, picture in pictures.items() if name.endswith(".svg")}
    photographs = {name: list(picture) for name, picture in pictures.items() if name not in drawings}
    result, warnings = _compiler().compile_with_warnings(  # type: ignore[type-var] # the stub lacks what it takes
        input={_MAIN: template, **drawings},
        format="pdf",
        sys_inputs={
            "document": msgspec.json.encode(data).decode(),
            "photographs": msgspec.json.encode(photographs).decode(),
            "faces": msgspec.json.encode(chosen_faces()).decode(),
        },
        pdf_standards=STANDARD,
        timestamp=stamp,
    )
    if not isinstance(result, bytes):
        raise TypeError("typst gave several files for one PDF")
    return result, [warning.message for warning in warnings]


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=typst.Fonts())


@cache
def _template() -> bytes:
    return template("site_report.typ")
