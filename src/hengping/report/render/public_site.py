"""Writes the static public site: no script, no request to anywhere, links that work from a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hengping.report.names import OPEN_DATA, WORKBOOK, bulletin_name, press_name, site_page_name
from hengping.report.open_data_scope import PublicView
from hengping.report.public_site.corrections import correction_entries
from hengping.report.public_site.model import by_letter, system_pages
from hengping.report.render.html import render_page
from hengping.report.render.labels import NODE_STATE_ZH
from hengping.report.view import ReportView

BODIES = "bodies"


def write_public_site(view: ReportView, folder: Path) -> Iterator[Path]:
    """Write index, groups, bodies, lists, method, corrections and accessibility statement; yields the files.

    Results that are not released are on no page; then the index says why, and bodies have only their names.
    """
    public = PublicView(view)
    (folder / BODIES).mkdir(parents=True, exist_ok=True)
    systems = tuple(system_pages(public, scope, number) for number, scope in enumerate(public.released, start=1))
    common = {
        "inputs": view.inputs,
        "public": public,
        "systems": systems,
        "bodies_folder": BODIES,
        "site_page_name": site_page_name,
        "state_zh": NODE_STATE_ZH,
    }
    plain: dict[str, dict[str, Any]] = {
        "index.html": {
            "open_data": OPEN_DATA,
            "workbook": WORKBOOK,
            "bulletin_name": bulletin_name,
            "press_name": press_name,
        },
        "names.html": {"letters": by_letter(list(view.inputs.sites))},
        "lists.html": {},
        "method.html": {},
        "corrections.html": {"corrections": correction_entries(public)},
        "accessibility.html": {},
    }
    for name, values in plain.items():
        page = render_page(f"public/{name}.j2", root="", **common, **values)
        yield _write(folder / name, page)
    for pages in systems:
        for group in pages.groups:
            page = render_page("public/group.html.j2", root="", group=group, pages=pages, **common)
            yield _write(folder / group.page, page)
    for code, site in view.sites.items():
        bodies = tuple(pages.bodies[code] for pages in systems if code in pages.bodies)
        page = render_page("public/body.html.j2", root="../", site=site, bodies=bodies, **common)
        yield _write(folder / BODIES / site_page_name(code), page)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
