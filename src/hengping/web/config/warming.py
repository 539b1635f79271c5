"""Reads once, at the start, what the first page would otherwise wait for."""

from pathlib import Path

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

from hengping.checks.catalogue import catalogue

_WEB = Path(__file__).resolve().parent.parent


def template_names() -> list[str]:
    """Every template of the platform, as Django names it."""
    folders = sorted({*_WEB.glob("apps/*/templates"), _WEB / "ui" / "templates"})
    return sorted({path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")})


def warm() -> None:
    """Read all addresses with their views, templates, words of both languages, and the names of the checks.

    No connection to the database is left open: processes that are made of this one must not share any.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it is what imports the views
    for language in ("zh-hans", "en"):
        with translation.override(language):
            translation.gettext("首页")
    for name in template_names():
        get_template(name)
    catalogue()
    connections.close_all()
