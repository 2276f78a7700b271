"""The system's Chromium, without a window, as tests open pages in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / "build" / "screenshots"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

in_both_languages_and_schemes = pytest.mark.parametrize(
    ("spoken", "scheme"),
    [
        ("en", "light"),
        ("zh_CN", "dark"),
        pytest.param("en", "dark", marks=pytest.mark.heavy),
        pytest.param("zh_CN", "light", marks=pytest.mark.heavy),
    ],
)
"""A test of this kind is asked for every language and colour scheme, and by default for two of the four."""


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Start the browser with these options of its own, and end it again."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is missing: make browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET.split(), *options])
        yield browser
        browser.close()


def shoot(page: Page, name: str) -> None:
    """Keep what the page shows as ``build/screenshots/NAME.png``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def assert_accessible(page: Page) -> None:
    """Fail if axe finds anything in a page that keeps somebody from reading it."""
    report = Axe().run(page)
    assert not report.violations_count, report.generate_report()
