"""A real browser for journeys: people sign in, click, type and read, as on their own screens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from hengping.collect.browser.chromium import find_chromium

AXE = Path(__file__).parents[2] / "src/hengping/collect/browser/vendor/axe.min.js"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


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

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def faults(self) -> list[str]:
        """What axe and the width of the screen have against the page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            "axe.run().then(told => told.violations.map(one => one.id + ': ' + one.nodes[0].target.join(' ')))"
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        path = self.page.url.removeprefix(self.address)
        return [f"{path}: {one}" for one in [*found, *(["too wide"] if wide > 0 else [])]]
