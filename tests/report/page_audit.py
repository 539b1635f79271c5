"""Audits pages on disk in headless Chromium with axe-core, as a person with assistive technology would meet them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from hengping.collect.browser.chromium import find_chromium, needs_no_sandbox

WIDTHS = {"desktop": 1280, "phone": 375}


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium; the test is skipped, and says so, where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium found; install chromium to audit pages")
    arguments = ["--no-sandbox"] if needs_no_sandbox() else []
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(path), args=arguments)
        try:
            yield made
        finally:
            made.close()


def violations(page: Page) -> list[str]:
    """Rules that the page breaks, with the first place of each."""
    # The page itself forbids scripts; the audit is injected past its policy.
    page.evaluate(files("hengping.collect.browser").joinpath("vendor/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => JSON.stringify((await axe.run(document)).violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in json.loads(found)]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def audited(pages: list[Path]) -> dict[tuple[str, str], tuple[list[str], int, list[str]]]:
    """By file name and width: violations, overflow, and addresses that the page asked for besides itself."""
    results: dict[tuple[str, str], tuple[list[str], int, list[str]]] = {}
    with browser() as made:
        for name, width in WIDTHS.items():
            context = made.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
            page = context.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            for path in pages:
                asked.clear()
                page.goto(path.as_uri())
                others = [url for url in asked if url != path.as_uri()]
                results[path.name, name] = (violations(page), overflow(page), others)
            context.close()
    return results
