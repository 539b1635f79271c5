"""A real browser for journeys: people sign in, click, type and read, as on their own screens."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from hengping.collect.browser.chromium import find_chromium

AXE = Path(__file__).parents[2] / "src/hengping/collect/browser/vendor/axe.min.js"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE_S = 90.0
PICTURES = os.environ.get("HENGPING_TEST_PICTURES", "")
"""Folder into which journeys put a picture of every step, for people to look at; empty: none are taken."""

T = TypeVar("T")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_chromium()),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Person:
    """Somebody at the platform.

    Args:
        browser: of the journey.
        address: of the platform.
        size: of the screen.
    """

    def __init__(self, browser: Browser, address: str, size: dict[str, int] | None = None) -> None:
        context = browser.new_context(viewport=size or DESKTOP, locale="zh-CN", bypass_csp=True)  # type: ignore[arg-type]  # a size
        self.page: Page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.address = address
        self.refused: list[str] = []
        self.page.on("response", self._note)

    def _note(self, response: Any) -> None:
        if response.status >= 500:
            self.refused.append(f"{response.status} {response.url}")

    def sign_in(self, username: str, password: str) -> "Person":
        """By name and password."""
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self

    def go(self, path: str) -> "Person":
        """Open an address."""
        self.page.goto(self.address + path)
        return self

    def click(self, name: str, *, role: Any = "button") -> "Person":
        """Press what has these words on it."""
        self.page.get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def until(self, told: Callable[[], T]) -> T:
        """Ask again until there is an answer, as somebody who reloads a page.

        Args:
            told: opens a page and says what it tells; empty: not yet.
        """
        ends = time.monotonic() + PATIENCE_S
        while not (answer := told()):
            assert time.monotonic() < ends, self.text
            self.page.wait_for_timeout(200)
        return answer

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def look(self, step: str) -> list[str]:
        """Look at a step on the desktop and on a phone.

        Args:
            step: its name, for the pictures.

        Returns:
            What is wrong with the page: :meth:`faults`, and whether it is too wide for a phone.
        """
        self.page.wait_for_load_state()
        found = self.faults()
        size = self.page.viewport_size
        self._picture(f"{step}-desktop")
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a size
        found += self._wide("phone")
        self._picture(f"{step}-phone")
        self.page.set_viewport_size(size or DESKTOP)  # type: ignore[arg-type]  # a size
        return found

    def _picture(self, name: str) -> None:
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    def _wide(self, screen: str) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return [f"{self._path}: too wide for the {screen}"] if wide > 0 else []

    @property
    def _path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def faults(self) -> list[str]:
        """What axe and the width of the screen have against the page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            "axe.run().then(told => told.violations.map(one => one.id + ': ' + one.nodes[0].target.join(' ')))"
        )
        return [*(f"{self._path}: {one}" for one in found), *self._wide("screen")]
