"""A real headless Chromium against a live server; without one the journeys are skipped, unless REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)
"""Milliseconds until what is waited for must have come: as long as Playwright waits for a press, a busy machine too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser. It comes last: from the first journey on Playwright keeps an event
    loop running in this thread, and tests that start one of their own would fail."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("browser")
    items.sort(key=lambda item: "journeys" in item.path.parts)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    if not shutil.which(CHROMIUM):
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but there is no Chromium at {CHROMIUM}")
        pytest.skip(f"no Chromium at {CHROMIUM}; name one in CHROMIUM")
    # Playwright's own loop runs in this thread; Django must still be allowed to ask the database from here.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """Somebody at a screen: opens pages of the live server; `faults` are errors the browser's console told."""

    context: BrowserContext
    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the site."""
        self.page.goto(self.url + path)
        return self.page

    @property
    def is_too_wide(self) -> bool:
        """Whether the page must be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.fixture
def visitor(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Make visitors: `visitor(width=320, colours="dark", language="sv", script=False, user=official)`."""
    contexts: list[BrowserContext] = []

    def make(
        *,
        width: int = 1280,
        colours: Any = "light",
        language: str = "fi",
        script: bool = True,
        user: Any = None,
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=colours,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        someone = Visitor(context=context, page=context.new_page(), url=live_server.url)
        someone.page.on(
            "console", lambda told: someone.faults.append(told.text) if told.type == "error" else None
        )
        someone.page.on("pageerror", lambda error: someone.faults.append(str(error)))
        return someone

    yield make
    for context in contexts:
        context.close()
